//! Import of a file of employees: a trial run, a report to correct, then the import.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Body, IntoResponse, Request, RequestBody, Response, handler};
use poem_openapi::payload::ParsePayload;
use serde::Deserialize;

use super::{Console, ConsoleContext, ConsoleForm, Curate};
use crate::actions::employees::imports::{self, Sent};
use crate::http::api::imports::message;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::http::reply::Sheet;
use crate::http::upload::{Form, Part};
use crate::model::import::{Choices, DayOrder, ReportLine, Trouble};
use crate::model::{self, ImportId, List, Outcome, PageQuery};
use crate::render::dates;
use crate::render::page::console::{
    GroupChoice, How, Import, ImportRow, Imports, Notice, Pager, ReadingChoices, Reason,
    RefusedLine, Sample,
};
use crate::render::sheet::Format;
use crate::{App, Error};

const HERE: &str = "/console/people/import";
/// The most lines with warnings shown.
const WARNED: u32 = 50;
/// Earlier imports per page.
const EARLIER: u32 = 10;

/// The query of these pages.
#[derive(Deserialize, Default)]
pub struct ImportsQuery {
    page: Option<u32>,
    /// The format of a report: `csv` or `xlsx`.
    #[serde(default)]
    format: String,
    /// The content of a report: the `refused` lines, or all.
    #[serde(default)]
    only: String,
}

/// The form, and the earlier imports.
#[handler]
pub async fn ask_for_file(
    app: Data<&App>,
    Query(params): Query<ImportsQuery>,
    context: Console<Curate>,
) -> poem::Result<Response> {
    Ok(show(StatusCode::OK, &form(&app, &context, params.page, None).await?))
}

async fn form(
    app: &App,
    context: &ConsoleContext,
    page: Option<u32>,
    notice: Option<Notice>,
) -> Result<Imports, Problem> {
    let query = context.page_of(List::Employees, page, ());
    let query = PageQuery { limit: EARLIER, descending: true, ..query };
    let page = imports::list(app, context.scope, query).await?;
    let base = format!("{HERE}?page=");
    let pager = Pager { page: page.page, pages: page.total_pages(), base };
    Ok(Imports {
        chrome: context.chrome(HERE.to_owned()),
        most: app.config.import.max_bytes,
        lines: app.config.import.max_lines,
        rows: page.data.iter().map(|import| row(context, import)).collect(),
        choices: ReadingChoices::of(context.locale, &Choices::default()),
        pager,
        notice,
    })
}

/// The options of the form for reading a file.
fn chosen(fields: &Fields) -> Choices {
    Choices {
        encoding: fields.filled("encoding").map(str::to_owned),
        date_order: fields.filled("dateOrder").and_then(DayOrder::from_name),
        country: fields.filled("country").map(str::to_owned),
        groups: fields.texts("group"),
        finds_groups: false,
    }
}

fn row(context: &ConsoleContext, import: &model::Import) -> ImportRow {
    ImportRow {
        id: import.id.0,
        name: import.file_name.clone(),
        when: dates::short_moment(context.locale, import.created_at, &context.zone),
        state: import.state,
        dry_run: import.dry_run,
        done: import.done,
        total: import.total,
        tally: import.tally,
    }
}

/// Takes the file. It is opened at once; an error of the whole file is shown on the same form.
#[handler]
pub async fn take_file(
    app: Data<&App>,
    context: Console<Curate>,
    request: &Request,
    body: Body,
) -> poem::Result<Response> {
    let form_sent = Form::from_request(request, &mut RequestBody::new(body)).await?;
    let taken = match read(&app, &context, form_sent).await {
        Ok(sent) => imports::take(&app, context.scope, context.actor.user, sent, None).await,
        Err(error) => Err(error),
    };
    match taken {
        Ok(import) => Ok(go(&format!("{HERE}/{}", import.id.0))),
        Err(error @ Error::Internal(_)) => Err(Problem(error).into()),
        Err(error) => {
            let notice = Some(context.alert(&error));
            let page = form(&app, &context, None, notice).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

/// The uploaded file, and whether this is a trial run, the default.
async fn read(app: &App, context: &ConsoleContext, mut form: Form) -> Result<Sent, Error> {
    let most = app.config.import.max_bytes;
    let (mut dry_run, mut found, mut texts) = (true, None, vec![]);
    while let Some(part) = form.next().await? {
        match part {
            Part::Text(name, text) if name == "do" => dry_run = text != "import",
            Part::Text(name, text) => texts.push((name, text)),
            Part::File(mut incoming) => {
                let (mut bytes, mut size) = (vec![], 0);
                // A file that is too large is still read to its end: otherwise browsers report a
                // broken connection instead of the answer.
                while let Some(piece) = incoming.piece().await? {
                    size += piece.len() as u64;
                    if size <= most {
                        bytes.extend_from_slice(&piece);
                    }
                }
                if size > most {
                    found = Some(Err(Error::TooLarge(most)));
                    continue;
                }
                // A form without a file sends one without a name.
                let name = incoming.name.unwrap_or_default();
                if !(name.is_empty() && bytes.is_empty()) {
                    found = Some(Ok((name, bytes)));
                }
            }
        }
    }
    let (file_name, bytes) = found.unwrap_or_else(|| Err(Error::invalid("file", "required")))?;
    let choices = Choices { finds_groups: true, ..chosen(&Fields::from(texts)) };
    Ok(Sent { file_name, bytes, dry_run, group: None, locale: context.locale, choices })
}

/// The progress of an import, and the lines to correct.
#[handler]
pub async fn show_import(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(params): Query<ImportsQuery>,
    context: Console<Curate>,
) -> poem::Result<Response> {
    let page = report(&app, &context, ImportId(id), params.page, None).await?;
    Ok(show(StatusCode::OK, &page))
}

async fn report(
    app: &App,
    context: &ConsoleContext,
    id: ImportId,
    page: Option<u32>,
    notice: Option<Notice>,
) -> Result<Import, Problem> {
    let query = context.page_of(List::Employees, page, ());
    let only = Some(Outcome::Refused);
    let (import, lines) = imports::lines(app, context.scope, id, only, query).await?;
    let (warned, warned_total) = imports::warned(app, context.scope, id, WARNED).await?;
    let path = format!("{HERE}/{}", id.0);
    let base = format!("{path}?page=");
    let pager = Pager { page: lines.page, pages: lines.total_pages(), base };
    let headers = &import.columns;
    let shown = |line: &ReportLine| {
        let cells = line.cells.clone().unwrap_or_default();
        let reason = |one: &Trouble| Reason {
            said: message(one, headers, context.locale),
            value: cells.values.get(&one.field).cloned(),
        };
        RefusedLine {
            line: line.line,
            reasons: line.problems.iter().map(reason).collect(),
            name: cells.name.clone(),
        }
    };
    let samples = imports::samples(app, context.scope, id).await?;
    let sample = |one: model::import::Sample| Sample {
        line: one.line,
        name: one.name,
        email: one.email,
        phone: one.phone,
        born: one.born.map(|(text, day)| (text, dates::day(context.locale, day))),
    };
    let named = |is_read: bool| {
        let those = headers.iter().filter(move |one| one.field.is_some() == is_read);
        those.map(|one| one.header.trim().to_owned()).filter(|name| !name.is_empty()).collect()
    };
    Ok(Import {
        chrome: context.chrome(format!("{path}?page={}", pager.page)),
        row: row(context, &import),
        read: named(true),
        passed_over: named(false),
        refused: lines.data.iter().map(shown).collect(),
        warned: warned.iter().map(shown).collect(),
        warned_total: warned_total.unsigned_abs(),
        offered: import.reading.as_ref().map(GroupChoice::of).unwrap_or_default(),
        how: import.reading.as_ref().map(|how| How::of(context.locale, how)),
        samples: samples.into_iter().map(sample).collect(),
        pager,
        notice,
    })
}

/// Downloads the report as a table, to correct and upload.
#[handler]
pub async fn give_report(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(params): Query<ImportsQuery>,
    context: Console<Curate>,
) -> poem::Result<Response> {
    let format = if params.format == "xlsx" { Format::Xlsx } else { Format::Csv };
    let only = (params.only == "refused").then_some(Outcome::Refused);
    let (id, locale) = (ImportId(id), context.locale);
    match imports::report(&app, context.scope, id, only, format, locale).await {
        Ok(written) => Ok(Sheet(written).into_response()),
        Err(error) => excused(&app, &context, id, error).await,
    }
}

/// Imports what was tried.
#[handler]
pub async fn import_for_good(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Curate>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let groups = fields.ticked("columns").then(|| fields.texts("group"));
    match imports::confirm(&app, context.scope, context.actor.user, ImportId(id), groups).await {
        Ok(import) => Ok(go(&format!("{HERE}/{}", import.id.0))),
        Err(error) => excused(&app, &context, ImportId(id), error).await,
    }
}

/// Tries the same file again with other options.
#[handler]
pub async fn try_import_again(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Curate>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let choices = chosen(&fields);
    match imports::try_again(&app, context.scope, context.actor.user, ImportId(id), choices).await {
        Ok(import) => Ok(go(&format!("{HERE}/{}", import.id.0))),
        Err(error) => excused(&app, &context, ImportId(id), error).await,
    }
}

/// Stops an import.
#[handler]
pub async fn stop_import(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Curate>,
) -> poem::Result<Response> {
    let path = format!("{HERE}/{id}");
    let ConsoleForm { context, .. } = form;
    match imports::cancel(&app, context.scope, ImportId(id)).await {
        Ok(_) => Ok(go(&path)),
        Err(error) => excused(&app, &context, ImportId(id), error).await,
    }
}

/// The report, with an error above it.
async fn excused(
    app: &App,
    context: &ConsoleContext,
    id: ImportId,
    error: Error,
) -> poem::Result<Response> {
    if matches!(error, Error::Internal(_) | Error::NotFound("import")) {
        return Err(Problem(error).into());
    }
    let page = report(app, context, id, None, Some(context.alert(&error))).await?;
    Ok(show(problem::status(&error), &page))
}
