//! What is told of an import.

use poem_openapi::Object;

use crate::http::caller::Caller;
use crate::http::problem::{FieldProblem, field_problem};
use crate::http::reply::Instant;
use crate::model::import::{Assumption, DayOrder, ReportLine, Trouble};
use crate::model::{self, ImportState, Locale, Outcome};

/// A file of people, and how far reading it has got.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Import {
    pub id: i64,
    pub state: ImportState,
    /// Nothing is written but the report.
    pub dry_run: bool,
    /// Null once the file has been forgotten.
    pub file_name: Option<String>,
    /// The group everybody in it joins.
    pub group_id: Option<i64>,
    /// Who sent it.
    pub user_id: Option<i64>,
    /// The headers of the file, in their order.
    pub columns: Vec<Column>,
    /// Of its text; null of a workbook.
    pub encoding: Option<String>,
    /// In which order its dates were read where they leave it open; null of imports from
    /// before this was kept, as the next two.
    pub date_order: Option<DayOrder>,
    /// Of which country its telephone numbers are, where they leave it open: two letters.
    pub country: Option<String>,
    /// Which of these nobody chose and the file leaves open, so that they might be wrong.
    pub assumed: Vec<Assumption>,
    /// Lines with something in them, below the headers.
    pub total: i64,
    /// How many of them have been dealt with.
    pub done: i64,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub refused: i64,
    pub created_at: Instant,
    pub started_at: Option<Instant>,
    pub ended_at: Option<Instant>,
}

/// A column of the file.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Column {
    pub header: String,
    /// What it was read as, for example `email` or `guardians.0.firstName`; null if it
    /// was passed over.
    pub field: Option<String>,
}

/// An import and a page of its lines.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Report {
    #[oai(flatten)]
    pub import: Import,
    pub rows: Vec<Row>,
    /// From 1.
    pub current_page: u32,
    /// Rows a page.
    pub limit: u32,
    pub total_pages: i64,
    /// Rows on all pages together: the lines dealt with, or those of `outcome`.
    pub total_rows: i64,
}

/// What became of a line of the file.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct Row {
    /// As a spreadsheet counts the lines of the file, from 1.
    pub line: u32,
    pub outcome: Outcome,
    /// The person; null if the line was refused, or nobody was to be added.
    pub employee_id: Option<i64>,
    /// Whose line it is, of a refused one, as far as it says.
    pub name: Option<String>,
    /// Why it was refused, in the reader's language; null if it was not.
    pub reason: Option<String>,
    /// The same, cell by cell.
    pub errors: Vec<CellProblem>,
    /// What to know of a line that was taken, for example of a child without a guardian.
    pub warnings: Vec<CellProblem>,
    /// What was left out of a line that was taken, or chosen from several: the first of two
    /// e-mail addresses, a birth date that is none.
    pub notes: Vec<CellNote>,
}

/// What was left out of a cell, or chosen from it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct CellNote {
    /// The header of its column; null if there is no such column.
    pub column: Option<String>,
    pub field: String,
    /// Stable: `several_emails`, `several_phones`, `birth_day_none`.
    pub code: String,
    /// In the reader's language.
    pub message: String,
}

/// A cell that is refused.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct CellProblem {
    /// The header of its column; null if there is no such column.
    pub column: Option<String>,
    /// What stands in it, cut to 80 characters; null if it is empty, or once it has been
    /// forgotten.
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
        let told: Vec<CellProblem> = line.problems.iter().map(cell).collect();
        let is_refused = line.outcome == Outcome::Refused;
        let (errors, warnings) = if is_refused { (told, vec![]) } else { (vec![], told) };
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

/// The header of the column that a cell of the file stands in.
fn column(trouble: &Trouble, headers: &[model::import::Header]) -> Option<String> {
    let of = |one: &&model::import::Header| one.field.as_ref() == Some(&trouble.field);
    headers.iter().find(of).map(|one| one.header.clone())
}

fn said(column: Option<&str>, problem: &str, locale: Locale) -> String {
    let Some(column) = column else { return problem.to_owned() };
    let values = [("column", column.into()), ("problem", problem.into())];
    crate::render::words(locale).say_with("sheet-said", values).into_owned()
}

/// What was left out of a cell, or chosen from it, in words.
fn noted(note: &Trouble, locale: Locale) -> String {
    let key = format!("note-{}", note.code.replace('_', "-"));
    crate::render::words(locale).say(&key).into_owned()
}

/// What is to be corrected in a cell, in words: where, and why.
pub fn told(trouble: &Trouble, headers: &[model::import::Header], locale: Locale) -> String {
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
