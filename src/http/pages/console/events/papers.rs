//! The documents of an event (roster, tables, signed PDFs, evidence), and its history.

use std::collections::HashMap;

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{IntoResponse, Response, handler};
use serde::Deserialize;

use super::super::{Console, ConsoleContext, Read};
use crate::actions::Scope;
use crate::actions::answers::{self, Archive, KeptReceipt, Table};
use crate::actions::events::{self, Participant};
use crate::actions::history::{self, HistoryStep};
use crate::http::api::documents_zip;
use crate::http::pages::show;
use crate::http::problem::Problem;
use crate::http::reply::{Download, Sheet};
use crate::model::chain::EvidenceKind;
use crate::model::daily_root::AnchorState;
use crate::model::keys::in_fours;
use crate::model::{AnswerId, AnswerState, EventId, List};
use crate::render::dates;
use crate::render::page::console::{
    AnswerPapers, EventHistory, EventPapers, HistoryRow, Pager, PaperRow, ReceiptLink, Steps, Tab,
};
use crate::render::sheet::Format;
use crate::{App, Error};

/// The number of answers on a page.
const ROWS: usize = 50;

/// The query of these pages.
#[derive(Deserialize, Default)]
pub struct PapersQuery {
    page: Option<u32>,
}

/// What can be downloaded, and the given answers with their documents.
#[handler]
pub async fn show_papers(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(params): Query<PapersQuery>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let event = EventId(id);
    let head = context.head(&app, event, Tab::Papers).await?;
    let given = given(&app, context.scope, event).await?;
    let total = given.len();
    let pages = total.div_ceil(ROWS).max(1);
    let number = (params.page.unwrap_or(1).max(1) as usize).min(pages);
    let base = format!("/console/shoots/{id}/papers?page=");
    let now = app.now();
    let rows: Vec<Participant> = given.into_iter().skip((number - 1) * ROWS).take(ROWS).collect();
    let of = rows.iter().map(|one| (one.answer.id, one.answer.reference.clone())).collect();
    let anchors = answers::anchor_states(&app, context.scope, of).await.map_err(Problem)?;
    let ids = rows.iter().map(|one| one.answer.id).collect();
    let papers = answers::kept_files(&app, context.scope, ids).await.map_err(Problem)?;
    let rows = rows.into_iter().zip(anchors);
    let page = EventPapers {
        chrome: context.chrome(format!("{base}{number}")),
        head,
        rows: rows.map(|(one, anchor)| row(&context, one, anchor, &papers, now)).collect(),
        total,
        pager: Pager { page: number as u32, pages: pages as i64, base },
    };
    Ok(show(StatusCode::OK, &page))
}

/// The participants who have answered.
async fn given(app: &App, scope: Scope, event: EventId) -> Result<Vec<Participant>, Problem> {
    let mut all = events::participants(app, scope, event).await?;
    all.retain(|one| one.answer.signed_at.is_some());
    Ok(all)
}

fn row(
    context: &ConsoleContext,
    one: Participant,
    anchor: AnchorState,
    papers: &HashMap<AnswerId, answers::KeptFiles>,
    now: crate::model::Timestamp,
) -> PaperRow {
    let answer = one.answer.as_of(now);
    let name = format!("{} {}", one.first_name, one.last_name).trim().to_owned();
    let (state, class) = match (answer.state, answer.part()) {
        (AnswerState::Accepted, Some((accepted, offered))) => {
            let counts = [("accepted", accepted.into()), ("offered", offered.into())];
            let words = crate::render::words(context.locale);
            (words.say_with("console-answer-partly", counts).into_owned(), "is-part")
        }
        (state, _) => {
            let key = format!("console-answer-{}", state.name().to_lowercase());
            let class = if state == AnswerState::Accepted { "is-yes" } else { "is-no" };
            (context.say(&key), class)
        }
    };
    PaperRow {
        person: one.employee.0,
        name: if name.is_empty() { context.say("erased-person") } else { name },
        state,
        class,
        on: answer
            .signed_at
            .map(|at| dates::date(context.locale, at.day_in(&context.zone)))
            .unwrap_or_default(),
        reference: in_fours(&answer.reference),
        papers: papers_of(context, answer.id, papers),
        anchor: match anchor {
            AnchorState::None => None,
            other => Some(context.say(&format!("event-anchor-{}", other.name().to_lowercase()))),
        },
    }
}

/// The links to the documents of an answer.
pub(in crate::http::pages::console) fn papers_of(
    context: &ConsoleContext,
    id: AnswerId,
    all: &HashMap<AnswerId, answers::KeptFiles>,
) -> AnswerPapers {
    let known = all.get(&id).cloned().unwrap_or_default();
    let receipt = |one: KeptReceipt| {
        let key = format!("event-receipt-{}", one.kind.name().to_lowercase());
        let day = dates::date(context.locale, one.made_at.day_in(&context.zone));
        ReceiptLink {
            href: format!("/console/answers/{}/receipts/{}", id.0, one.number),
            said: context.say_with(&key, "day", &day),
        }
    };
    AnswerPapers {
        answer: id.0,
        pdf: context.say("event-pdf"),
        evidence: context.say("event-evidence"),
        receipts: known.receipts.into_iter().map(receipt).collect(),
        damaged: known.is_damaged.then(|| context.say("event-pdf-damaged")),
    }
}

/// A table of the event: the roster as PDF, Excel or CSV, or all answers.
#[handler]
pub async fn download_table(
    app: Data<&App>,
    Path((id, name)): Path<(i64, String)>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let event = EventId(id);
    let (scope, locale) = (context.scope, context.locale);
    let table = |table, format| answers::export(&app, scope, event, table, format, locale);
    let written = match name.as_str() {
        "roster.pdf" => {
            let made = answers::roster(&app, scope, event, locale).await.map_err(Problem)?;
            let (name, bytes) = made;
            return Ok(Download { bytes, media_type: "application/pdf", name }.into_response());
        }
        "documents.zip" | "documents.pdf" => {
            let ids = given(&app, scope, event).await?.iter().map(|one| one.answer.id).collect();
            return Ok(documents(&app, scope, ids, name.ends_with("pdf")).await?);
        }
        "roster.csv" => table(Table::Roster, Format::Csv).await,
        "roster.xlsx" => table(Table::Roster, Format::Xlsx).await,
        "answers.csv" => table(Table::Answers, Format::Csv).await,
        "answers.xlsx" => table(Table::Answers, Format::Xlsx).await,
        _ => Err(Error::NotFound("page")),
    };
    Ok(Sheet(written.map_err(Problem)?).into_response())
}

/// The signed documents of these answers: a ZIP, or one PDF to print.
pub(super) async fn documents(
    app: &App,
    scope: Scope,
    ids: Vec<AnswerId>,
    merged: bool,
) -> Result<Response, Problem> {
    let mut kept = vec![];
    // As many as are read at a time.
    for some in ids.chunks(answers::DOCUMENTS) {
        kept.extend(answers::kept(app, scope, some.to_vec()).await?);
    }
    if !merged {
        return Ok(documents_zip(app.clone(), kept));
    }
    kept.retain(|one| one.file.is_some());
    let bytes = answers::merged(app, kept).await?;
    let name = "be-right.pdf".to_owned();
    Ok(Download { bytes, media_type: "application/pdf", name }.into_response())
}

/// The signed PDF of an answer.
#[handler]
pub async fn answer_document(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let made = answers::pdf(&app, context.scope, AnswerId(id), Archive::Closed).await;
    let (name, bytes) = made.map_err(Problem)?;
    Ok(Download { bytes, media_type: "application/pdf", name }.into_response())
}

/// The receipt of a withdrawal or of an end.
#[handler]
pub async fn answer_receipt(
    app: Data<&App>,
    Path((id, number)): Path<(i64, u32)>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let (id, scope) = (AnswerId(id), context.scope);
    let made = answers::receipt_pdf(&app, scope, id, number, Archive::Closed).await;
    let (name, bytes) = made.map_err(Problem)?;
    Ok(Download { bytes, media_type: "application/pdf", name }.into_response())
}

/// The evidence of an answer, to be verified without this server.
#[handler]
pub async fn answer_evidence(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let made = answers::evidence(&app, context.scope, AnswerId(id), Archive::Closed).await;
    let (name, bytes) = made.map_err(Problem)?;
    Ok(Download { bytes, media_type: "application/zip", name }.into_response())
}

/// What happened to the requests of an event.
#[handler]
pub async fn show_history(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(params): Query<PapersQuery>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let head = context.head(&app, EventId(id), Tab::History).await?;
    let mut query = context.page_of(List::Answers, params.page, ());
    query.limit = ROWS as u32;
    let found = history::of_event(&app, context.scope, EventId(id), query).await;
    let found = found.map_err(Problem)?;
    let base = format!("/console/shoots/{id}/history?page=");
    let pager = Pager { page: found.page, pages: found.total_pages(), base: base.clone() };
    let chrome = context.chrome(format!("{base}{}", found.page));
    let history = steps(&context, found.data, true);
    Ok(show(StatusCode::OK, &EventHistory { chrome, head, history, pager }))
}

/// Steps in words. Each names the person, or in a person's own history the event.
pub(in crate::http::pages::console) fn steps(
    context: &ConsoleContext,
    found: Vec<HistoryStep>,
    of_people: bool,
) -> Steps {
    let step = |one: HistoryStep| {
        let name = one.kind.name().to_lowercase().replace('_', "-");
        let text = match of_people {
            true => context.say(&format!("step-{name}")),
            false => context.say(&format!("own-step-{name}")),
        };
        let (of, href) = match of_people {
            true if one.person.is_empty() => (context.say("erased-person"), None),
            true => (one.person, Some(format!("/console/people/{}", one.employee.0))),
            false => (one.event_name, Some(format!("/console/shoots/{}", one.event.0))),
        };
        let by = one.guardian.map(|name| context.say_with("step-by-guardian", "name", &name));
        HistoryRow {
            by,
            class: match one.kind {
                EvidenceKind::Answered => "is-said",
                EvidenceKind::Withdrawn | EvidenceKind::Expired | EvidenceKind::LinkRevoked => {
                    "is-no"
                }
                _ => "",
            },
            text,
            href,
            of,
            at: one.at.rfc3339(),
            said: dates::short_moment(context.locale, one.at, &context.zone),
        }
    };
    Steps { rows: found.into_iter().map(step).collect(), nothing: context.say("event-no-history") }
}
