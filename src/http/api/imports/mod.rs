//! Import employees from files; export employees and answers as tables.

mod shapes;

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::multipart::Upload;
use poem_openapi::{Multipart, OpenApi};

pub use self::shapes::message;
use self::shapes::{Import, Report, Row};
use super::Tag;
use super::lists::{ListQuery, Listed};
use super::table_format::{Accepted, TableFormat};
use crate::App;
use crate::actions::answers::{self, Table};
use crate::actions::employees::{self, imports};
use crate::error::Error;
use crate::http::caller::Caller;
use crate::http::guard::{Allowed, IdempotencyKey};
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Done, Sheet, Taken};
use crate::http::right;
use crate::model::api_token::TokenScope::{AnswersRead, EventsRead, PeopleRead, PeopleWrite};
use crate::model::import::{Choices, DayOrder};
use crate::model::{Digest, EventId, ImportId, List, Outcome};

pub const OPERATIONS: &[Operation] = &[
    op("importEmployees").scopes(&[PeopleWrite]).table(),
    op("importGroup").scopes(&[PeopleWrite]).table(),
    op("listImports").list(LIST.by(&["createdAt"]).descending()).scopes(&[PeopleRead]),
    op("getImport").list(LIST).scopes(&[PeopleRead]),
    op("downloadImportReport").scopes(&[PeopleRead]).gone(),
    op("cancelImport").scopes(&[PeopleWrite]),
    op("deleteImport").scopes(&[PeopleWrite]),
    op("exportEmployees").scopes(&[PeopleRead]),
    op("exportAnswers").scopes(&[PeopleRead, AnswersRead]),
    op("exportRoster").scopes(&[PeopleRead, EventsRead, AnswersRead]),
];

const ORDERS: [(&str, ()); 1] = [("createdAt", ())];

pub struct ImportsApi;

#[OpenApi(tag = "Tag::Imports")]
impl ImportsApi {
    /// Import employees from a file
    ///
    /// Accepts CSV in any usual form (`,` `;` tab or `|`; UTF-8, UTF-16, Windows-1252 and similar;
    /// any line end) or an `.xlsx` workbook. Columns are recognised by their headers, French or
    /// English, in any order: names (or one full name), e-mail, phone, birth date, language,
    /// address, groups, and name and e-mail of up to two guardians. Other columns are ignored, and
    /// named in `columns`. Titles above the headers, blank lines and short lines are tolerated.
    /// Placeholders of programs (`N/A`, `NULL`, `0/0/00`, `#N/A`) count as empty where a cell may
    /// be empty. For OWNER and SUPER_USER.
    ///
    /// What the file leaves open is guessed: `encoding`, `dateOrder` and `country` of the import
    /// say how it was read, and `assumed` which of them may be wrong. The form fields of the same
    /// names override the guess.
    ///
    /// The file is examined before the reply: what is no table is 415 `not_a_table`, a table that
    /// cannot be used is 422 with a problem on `file`, and a file above the size limit is 413.
    /// Processing the lines is a job (202): follow it at `GET /import/{id}`.
    ///
    /// A line whose first name, last name and e-mail are those of an employee (ignoring accents and
    /// case) updates that employee; an empty cell erases nothing. Sending the same file again
    /// therefore changes nothing. Groups named in a line are created if they do not exist. A line
    /// that is wrong is refused and reported, and the others are kept. `dryRun` returns the same
    /// report and writes nothing else.
    #[oai(path = "/employee-upload/csv", method = "post", operation_id = "importEmployees")]
    async fn import(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: PeopleFile,
    ) -> Result<Taken<Import>, Problem> {
        let PeopleFile { file, dry_run, encoding, date_order, country, group_columns } = body;
        let choices = chosen(encoding, date_order, country, group_columns);
        let form = Form { file, group: None, dry_run: dry_run.unwrap_or(false), choices };
        take(&app, &member, &caller, "importEmployees", key, form).await
    }

    /// Import a group of employees from a file
    ///
    /// Works as `POST /employee-upload/csv`. In addition, everybody in the file who is not refused
    /// joins the group called `name`, which is created if it does not exist. For OWNER and
    /// SUPER_USER.
    #[oai(path = "/group/csv", method = "post", operation_id = "importGroup")]
    async fn import_group(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: GroupFile,
    ) -> Result<Taken<Import>, Problem> {
        let GroupFile { file, name, dry_run, encoding, date_order, country, group_columns } = body;
        let choices = chosen(encoding, date_order, country, group_columns);
        let form = Form { file, group: Some(name), dry_run: dry_run.unwrap_or(false), choices };
        take(&app, &member, &caller, "importGroup", key, form).await
    }

    /// List imports
    ///
    /// Returns the imports, the latest first. For OWNER and SUPER_USER.
    #[oai(path = "/import", method = "get", operation_id = "listImports")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        list: ListQuery,
    ) -> Result<Json<Listed<Import>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked(&ORDERS, true, member.page_size(List::Employees))?;
        let page = imports::list(&app, scope, query).await?;
        Ok(Json(Listed::of(page, Import::from)))
    }

    /// Get an import
    ///
    /// Returns the progress (`done` of `total` lines) and a page of the lines processed so far, in
    /// the order of the file. `outcome=REFUSED` returns the lines to correct. The lines are kept
    /// for 30 days unless configured otherwise. For OWNER and SUPER_USER.
    #[oai(path = "/import/:id", method = "get", operation_id = "getImport")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        caller: Caller,
        /// The id of the import.
        id: Path<i64>,
        /// Return only lines with this outcome.
        outcome: Query<Option<Outcome>>,
        list: ListQuery,
    ) -> Result<Json<Report>, Problem> {
        let scope = member.scope()?;
        let query = list.checked_in_order(false, member.page_size(List::Employees))?;
        let (import, lines) = imports::lines(&app, scope, ImportId(id.0), outcome.0, query).await?;
        let total_pages = lines.total_pages();
        let headers = import.columns.clone();
        let row = |line| Row::of(line, &headers, &caller);
        Ok(Json(Report {
            import: import.into(),
            current_page: lines.page,
            limit: lines.limit,
            total_pages,
            total_rows: lines.total,
            rows: lines.data.into_iter().map(row).collect(),
        }))
    }

    /// Download the report of an import
    ///
    /// Returns the columns of the file as it was sent, with the number of each line, its outcome
    /// and what is to be corrected. Once corrected, the report can be sent as an import. CSV by
    /// default; a workbook with `format=xlsx` or the `Accept` header. For OWNER and SUPER_USER.
    ///
    /// 410 `report_forgotten` once the file has been deleted.
    #[oai(path = "/import/:id/report.csv", method = "get", operation_id = "downloadImportReport")]
    #[expect(clippy::too_many_arguments, reason = "one for each query parameter")]
    async fn report(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        caller: Caller,
        accepted: Accepted,
        /// The id of the import.
        id: Path<i64>,
        /// Return only lines with this outcome.
        outcome: Query<Option<Outcome>>,
        /// The format: `csv` or `xlsx`. Defaults to what the `Accept` header prefers, else `csv`.
        format: Query<Option<TableFormat>>,
    ) -> Result<Sheet, Problem> {
        let scope = member.scope()?;
        let format = accepted.or(format.0);
        let (id, outcome) = (ImportId(id.0), outcome.0);
        Ok(Sheet(imports::report(&app, scope, id, outcome, format, caller.locale()).await?))
    }

    /// Cancel an import
    ///
    /// Stops it. What has been written stays. For OWNER and SUPER_USER.
    ///
    /// 409 `import_over` if it has ended already.
    #[oai(path = "/import/:id/cancel", method = "post", operation_id = "cancelImport")]
    async fn cancel(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the import.
        id: Path<i64>,
    ) -> Result<Json<Import>, Problem> {
        let scope = member.scope()?;
        Ok(Json(imports::cancel(&app, scope, ImportId(id.0)).await?.into()))
    }

    /// Delete an import
    ///
    /// Deletes its file and its report. The employees stay. For OWNER and SUPER_USER.
    ///
    /// 409 `import_running` while it runs: cancel it first.
    #[oai(path = "/import/:id", method = "delete", operation_id = "deleteImport")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the import.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        imports::delete(&app, member.scope()?, ImportId(id.0)).await?;
        Ok(Done)
    }

    /// Export employees
    ///
    /// Returns a table of the employees by name: CSV, or a workbook with `format=xlsx` or the
    /// `Accept` header. Headers are in the caller's language, and the import reads them again. CSV
    /// is UTF-8 with a byte order mark, with `;` between cells in French and `,` in English. Cells
    /// that a spreadsheet would treat as a formula begin with an apostrophe. For OWNER, SUPER_USER
    /// and USER.
    #[oai(path = "/employee/export", method = "get", operation_id = "exportEmployees")]
    async fn export(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        caller: Caller,
        accepted: Accepted,
        /// The format: `csv` or `xlsx`. Defaults to what the `Accept` header prefers, else `csv`.
        format: Query<Option<TableFormat>>,
    ) -> Result<Sheet, Problem> {
        let scope = member.scope()?;
        let format = accepted.or(format.0);
        Ok(Sheet(employees::export(&app, scope, format, caller.locale(), None).await?))
    }

    /// Export the answers of an event
    ///
    /// Returns a table of every request and its result, by name; renewed answers and those that
    /// renew them are both in it. The format is that of `GET /employee/export`. For OWNER,
    /// SUPER_USER and USER.
    #[oai(path = "/answer/event/:id/export", method = "get", operation_id = "exportAnswers")]
    async fn export_answers(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        caller: Caller,
        accepted: Accepted,
        /// The id of the event.
        id: Path<i64>,
        /// The format: `csv` or `xlsx`. Defaults to what the `Accept` header prefers, else `csv`.
        format: Query<Option<TableFormat>>,
    ) -> Result<Sheet, Problem> {
        let scope = member.scope()?;
        let (format, event) = (accepted.or(format.0), EventId(id.0));
        let locale = caller.locale();
        Ok(Sheet(answers::export(&app, scope, event, Table::Answers, format, locale).await?))
    }

    /// Export the roster of an event
    ///
    /// Returns a table with each employee once, by name: the state of their consent, and for each
    /// use whether it is allowed today. The format is that of `GET /employee/export`. For OWNER,
    /// SUPER_USER and USER.
    #[oai(path = "/event/:id/roster", method = "get", operation_id = "exportRoster")]
    async fn export_roster(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        caller: Caller,
        accepted: Accepted,
        /// The id of the event.
        id: Path<i64>,
        /// The format: `csv` or `xlsx`. Defaults to what the `Accept` header prefers, else `csv`.
        format: Query<Option<TableFormat>>,
    ) -> Result<Sheet, Problem> {
        let scope = member.scope()?;
        let (format, event) = (accepted.or(format.0), EventId(id.0));
        let locale = caller.locale();
        Ok(Sheet(answers::export(&app, scope, event, Table::Roster, format, locale).await?))
    }
}

/// The fields of a form that uploads a file to import.
struct Form {
    file: Upload,
    group: Option<String>,
    dry_run: bool,
    choices: Choices,
}

/// The options for reading a file; None where the sender has not chosen.
fn chosen(
    encoding: Option<String>,
    date_order: Option<DayOrder>,
    country: Option<String>,
    groups: Option<String>,
) -> Choices {
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let groups = said(groups).unwrap_or_default();
    let groups = groups.lines().map(str::trim).filter(|header| !header.is_empty());
    Choices {
        encoding: said(encoding),
        date_order,
        country: said(country),
        groups: groups.map(str::to_owned).collect(),
        finds_groups: false,
    }
}

async fn take(
    app: &App,
    member: &Allowed<right::Curate>,
    caller: &Caller,
    route: &'static str,
    key: IdempotencyKey,
    form: Form,
) -> Result<Taken<Import>, Problem> {
    let scope = member.scope()?;
    let Form { file, group, dry_run, choices } = form;
    let most = app.config.import.max_bytes;
    if file.size() as u64 > most {
        return Err(Problem(Error::TooLarge(most)));
    }
    let file_name = file.file_name().unwrap_or_default().to_owned();
    let bytes = file.into_vec().await.map_err(|error| Error::Internal(error.into()))?;
    let described =
        format!("{file_name}\n{dry_run}\n{}\n{choices:?}", group.as_deref().unwrap_or_default());
    let digest = Digest::of_parts(&[described.as_bytes(), &bytes]);
    let once = member.once_of(route, key, &digest)?;
    let sent = imports::Sent { file_name, bytes, dry_run, group, locale: caller.locale(), choices };
    Ok(Taken(imports::take(app, scope, member.0.user, sent, once).await?.into()))
}

/// A file of employees.
#[derive(Multipart)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
struct PeopleFile {
    /// CSV or `.xlsx`; at most 10 MiB unless configured otherwise.
    file: Upload,
    /// If true, only the report is made: nobody is added or changed. Defaults to false.
    dry_run: Option<bool>,
    /// The character encoding of a text file, such as `UTF-8`, `windows-1252`, `macintosh` or
    /// `cp850`, by any usual name. Guessed if it is left out. Not for workbooks.
    encoding: Option<String>,
    /// Whether `03/04/2010` is the third of April or the fourth of March. If it is left out, the
    /// order that the dates of the file imply, else day first.
    date_order: Option<DayOrder>,
    /// The country of telephone numbers without a country code, on lines that name no country: two
    /// letters or a name. Defaults to the country of the company's address, else France.
    country: Option<String>,
    /// Headers of columns to read as names of groups, such as `Classe`, one per line.
    group_columns: Option<String>,
}

/// A file of the employees of a group.
#[derive(Multipart)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
struct GroupFile {
    /// CSV or `.xlsx`; at most 10 MiB unless configured otherwise.
    file: Upload,
    /// The name of the group, at most 100 characters.
    name: String,
    /// If true, only the report is made: nobody is added or changed, and no group is created.
    /// Defaults to false.
    dry_run: Option<bool>,
    /// The character encoding of a text file, such as `UTF-8`, `windows-1252`, `macintosh` or
    /// `cp850`, by any usual name. Guessed if it is left out. Not for workbooks.
    encoding: Option<String>,
    /// Whether `03/04/2010` is the third of April or the fourth of March. If it is left out, the
    /// order that the dates of the file imply, else day first.
    date_order: Option<DayOrder>,
    /// The country of telephone numbers without a country code, on lines that name no country: two
    /// letters or a name. Defaults to the country of the company's address, else France.
    country: Option<String>,
    /// Headers of columns to read as names of groups, such as `Classe`, one per line.
    group_columns: Option<String>,
}
