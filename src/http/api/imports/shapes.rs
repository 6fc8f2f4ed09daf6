//! Replies of the operations on imports.

use poem_openapi::Object;

use crate::http::caller::Caller;
use crate::http::problem::{FieldProblem, field_problem};
use crate::http::reply::Instant;
use crate::model::import::{Assumption, DayOrder, ReportLine, Trouble};
use crate::model::{self, ImportState, Locale, Outcome};

/// The import of a file of employees, and its progress.
#[derive(Object)]
#[oai(rename = "EmployeeImport", rename_all = "camelCase")]
pub struct Import {
    /// The id of the import.
    pub id: i64,
    /// The state of the import.
    pub state: ImportState,
    /// True if only the report is made and nothing else is written.
    pub dry_run: bool,
    /// The name of the file. Null once the file has been deleted.
    pub file_name: Option<String>,
    /// The id of the group that everybody in the file joins. Null if none.
    pub group_id: Option<i64>,
    /// The id of the user who sent the file. Null if not known.
    pub user_id: Option<i64>,
    /// The columns of the file, in their order.
    pub columns: Vec<Column>,
    /// The character encoding in which the file was read. Null for a workbook.
    pub encoding: Option<String>,
    /// How ambiguous dates were read. Null for imports made before this was recorded.
    pub date_order: Option<DayOrder>,
    /// The country of telephone numbers without a country code, as two letters. Null for imports
    /// made before this was recorded.
    pub country: Option<String>,
    /// Which of `encoding`, `dateOrder` and `country` were neither chosen nor certain from the
    /// file, so that they may be wrong.
    pub assumed: Vec<Assumption>,
    /// The number of lines below the headers that are not empty.
    pub total: i64,
    /// The number of lines that have been processed.
    pub done: i64,
    /// The number of lines that added an employee.
    pub created: i64,
    /// The number of lines that changed an employee.
    pub updated: i64,
    /// The number of lines that changed nothing.
    pub unchanged: i64,
    /// The number of lines that were refused.
    pub refused: i64,
    /// When the file was sent.
    pub created_at: Instant,
    /// When processing began. Null if it has not.
    pub started_at: Option<Instant>,
    /// When processing ended. Null if it has not.
    pub ended_at: Option<Instant>,
}

/// A column of the file.
#[derive(Object)]
#[oai(rename = "ImportColumn", rename_all = "camelCase")]
pub struct Column {
    /// The header.
    pub header: String,
    /// The field it was recognised as, for example `email` or `guardians.0.firstName`. Null if the
    /// column is ignored.
    pub field: Option<String>,
}

/// An import and a page of its lines.
#[derive(Object)]
#[oai(rename = "ImportReport", rename_all = "camelCase")]
pub struct Report {
    #[oai(flatten)]
    pub import: Import,
    /// The lines on this page.
    pub rows: Vec<Row>,
    /// The number of this page, from 1.
    pub current_page: u32,
    /// The number of rows per page.
    pub limit: u32,
    /// The number of pages.
    pub total_pages: i64,
    /// The number of rows on all pages: the processed lines, or those with the requested `outcome`.
    pub total_rows: i64,
}

/// The result for a line of the file.
#[derive(Object)]
#[oai(rename = "ImportRow", rename_all = "camelCase")]
pub struct Row {
    /// The number of the line, from 1, as spreadsheets count.
    pub line: u32,
    /// What was done with the line.
    pub outcome: Outcome,
    /// The id of the employee. Null if the line was refused, or nobody was to be added.
    pub employee_id: Option<i64>,
    /// The name on a refused line, as far as it has one; else null.
    pub name: Option<String>,
    /// Why the line was refused, in the reader's language. Null if it was not.
    pub reason: Option<String>,
    /// The same for each cell.
    pub errors: Vec<CellProblem>,
    /// What to know about a line that was accepted, for example that a child has no guardian.
    pub warnings: Vec<CellProblem>,
    /// What was left out of a line that was accepted, or chosen from several values: the first of
    /// two e-mail addresses, or a birth date that is none.
    pub notes: Vec<CellNote>,
}

/// What was left out of a cell, or chosen from it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct CellNote {
    /// The header of the column. Null if there is no such column.
    pub column: Option<String>,
    /// The field the note is about, for example `email`.
    pub field: String,
    /// A stable code: `several_emails`, `several_phones` or `birth_day_none`.
    pub code: String,
    /// The note in the reader's language.
    pub message: String,
}

/// A cell that was refused, or that the reader should know about.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct CellProblem {
    /// The header of the column. Null if there is no such column.
    pub column: Option<String>,
    /// The content of the cell, cut to 80 characters. Null if it is empty, or once it has been
    /// deleted.
    pub value: Option<String>,
    #[oai(flatten)]
    pub problem: FieldProblem,
}

impl Row {
    pub fn of(line: ReportLine, headers: &[model::import::Header], caller: &Caller) -> Self {
        let shown = line.cells.unwrap_or_default();
        let cell = |trouble: &Trouble| CellProblem {
            column: column(trouble, headers),
            value: shown.values.get(&trouble.field).cloned(),
            problem: field_problem(&trouble.field, &trouble.code, caller.locale()),
        };
        let problems: Vec<CellProblem> = line.problems.iter().map(cell).collect();
        let is_refused = line.outcome == Outcome::Refused;
        let (errors, warnings) = if is_refused { (problems, vec![]) } else { (vec![], problems) };
        let sentences = errors
            .iter()
            .map(|one| said(one.column.as_deref(), &one.problem.message, caller.locale()));
        let sentences: Vec<String> = sentences.collect();
        let note = |one: &Trouble| CellNote {
            column: column(one, headers),
            field: one.field.clone(),
            code: one.code.clone(),
            message: noted(one, caller.locale()),
        };
        Self {
            line: line.line,
            outcome: line.outcome,
            employee_id: line.employee.map(|id| id.0),
            reason: (!sentences.is_empty()).then(|| sentences.join(" ")),
            errors,
            warnings,
            notes: line.notes.iter().map(note).collect(),
            name: shown.name,
        }
    }
}

/// The header of the column of a cell.
fn column(trouble: &Trouble, headers: &[model::import::Header]) -> Option<String> {
    let of = |one: &&model::import::Header| one.field.as_ref() == Some(&trouble.field);
    headers.iter().find(of).map(|one| one.header.clone())
}

fn said(column: Option<&str>, problem: &str, locale: Locale) -> String {
    let Some(column) = column else { return problem.to_owned() };
    let values = [("column", column.into()), ("problem", problem.into())];
    crate::render::words(locale).say_with("sheet-said", values).into_owned()
}

/// A warning about a cell, in words: what was left out of it, or assumed from it.
fn noted(note: &Trouble, locale: Locale) -> String {
    let key = format!("note-{}", note.code.replace('_', "-"));
    crate::render::words(locale).say(&key).into_owned()
}

/// An error of a cell, in words: the column and what to correct.
pub fn message(trouble: &Trouble, headers: &[model::import::Header], locale: Locale) -> String {
    let problem = field_problem(&trouble.field, &trouble.code, locale);
    said(column(trouble, headers).as_deref(), &problem.message, locale)
}

impl From<model::Import> for Import {
    fn from(import: model::Import) -> Self {
        let column = |one: model::import::Header| Column { header: one.header, field: one.field };
        let reading = import.reading;
        Self {
            encoding: reading.as_ref().and_then(|how| how.encoding.clone()),
            date_order: reading.as_ref().map(|how| how.date_order),
            country: reading.as_ref().map(|how| how.country.clone()),
            assumed: reading.map(|how| how.assumed).unwrap_or_default(),
            id: import.id.0,
            state: import.state,
            dry_run: import.dry_run,
            file_name: import.file_name,
            group_id: import.group.map(|id| id.0),
            user_id: import.user.map(|id| id.0),
            columns: import.columns.into_iter().map(column).collect(),
            total: import.total,
            done: import.done,
            created: import.tally.created,
            updated: import.tally.updated,
            unchanged: import.tally.unchanged,
            refused: import.tally.refused,
            created_at: import.created_at.into(),
            started_at: import.started_at.map(Into::into),
            ended_at: import.ended_at.map(Into::into),
        }
    }
}
