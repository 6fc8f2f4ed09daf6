//! `/console/mine`: the user's own consents, for the role EMPLOYEE.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{IntoResponse, Response, handler};
use serde::Deserialize;

use super::{Console, ConsoleContext, ConsoleForm, Own};
use crate::actions::answers::{self, Archive, Filter, Order};
use crate::actions::{consent, employees};
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::http::reply::Download;
use crate::model::{Answer, AnswerId, AnswerState, ConsolePage, List, Use};
use crate::render::dates;
use crate::render::document::use_label;
use crate::render::page::WithdrawConfirm;
use crate::render::page::console::{Mine, OwnConsent, Pager};
use crate::{App, Error};

/// The query of the page.
#[derive(Deserialize, Default)]
pub struct MineQuery {
    page: Option<u32>,
    /// The action just done: `withdrawal`.
    after: Option<String>,
}

/// The user's consents, including those of their children, newest first.
#[handler]
pub async fn list_own_consents(
    app: Data<&App>,
    Query(params): Query<MineQuery>,
    context: Console<Own>,
) -> poem::Result<Response> {
    let path = ConsolePage::OwnConsents.path();
    let mut query = context.page_of(List::Answers, params.page, Order::CreatedAt);
    query.descending = true;
    let page =
        answers::list(&app, context.scope, query, Filter::default()).await.map_err(Problem)?;
    let ids = page.data.iter().map(|answer| answer.id).collect();
    let names = answers::event_names(&app, context.scope, ids).await.map_err(Problem)?;
    let people = employees::mine(&app, context.scope, context.actor.user).await.map_err(Problem)?;
    let base = format!("{path}?page=");
    let pager = Pager { page: page.page, pages: page.total_pages(), base };
    let now = app.now();
    let rows = page.data.into_iter().map(|answer| {
        let of = people.iter().find(|one| one.employee.id == answer.employee);
        let event = names.get(&answer.id).cloned().unwrap_or_default();
        row(&context, answer.as_of(now), event, of.map(|one| one.employee.name()))
    });
    let rows = rows.collect();
    let notice = (params.after.as_deref() == Some("withdrawal"))
        .then(|| context.good("page-withdrawn-done"));
    let chrome = context.chrome(format!("{path}?page={}", pager.page));
    Ok(show(StatusCode::OK, &Mine { chrome, rows, pager, notice }))
}

fn row(
    context: &ConsoleContext,
    answer: Answer,
    event: String,
    person: Option<String>,
) -> OwnConsent {
    let day = |at: crate::model::Timestamp| dates::date(context.locale, at.day_in(&context.zone));
    OwnConsent {
        id: answer.id.0,
        event,
        person,
        state: answer.state,
        part: answer.part(),
        is_on_hold: answer.is_on_hold(),
        uses: answer.in_force().iter().map(|one| (*one, use_label(context.locale, *one))).collect(),
        on: answer.signed_at.map(day),
        until: answer
            .expires_at
            .filter(|_| answer.state == AnswerState::Accepted && !answer.is_on_hold())
            .map(day),
        has_pdf: answer.signed_at.is_some(),
        reference: answer.reference,
    }
}

/// The PDF of one consent.
#[handler]
pub async fn download_own_pdf(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Own>,
) -> poem::Result<Response> {
    // One's own consents are never archived.
    let made = answers::pdf(&app, context.scope, AnswerId(id), Archive::Closed).await;
    let (name, bytes) = made.map_err(Problem)?;
    Ok(Download { bytes, media_type: "application/pdf", name }.into_response())
}

/// Asks for confirmation; once confirmed, withdraws one use or all of them.
#[handler]
pub async fn withdraw_own(
    app: Data<&App>,
    caller: Caller,
    Path(id): Path<i64>,
    form: ConsoleForm<Own>,
) -> poem::Result<Response> {
    let back = ConsolePage::OwnConsents.path();
    let origin = caller.origin();
    let ConsoleForm { context, fields, .. } = form;
    let id = AnswerId(id);
    let answer = answers::find(&app, context.scope, id).await.map_err(Problem)?.as_of(app.now());
    let named =
        |one: &Use| fields.ticked("all") || fields.ticked(&format!("withdraw.{}", one.name()));
    let (uses, remaining): (Vec<Use>, Vec<Use>) =
        answer.in_force().iter().copied().partition(named);
    if uses.is_empty() {
        return Ok(go(&back));
    }
    if !fields.ticked("confirm") {
        let labels = |uses: Vec<Use>| {
            uses.into_iter().map(|one| (one, use_label(context.locale, one))).collect()
        };
        let frame = context.frame(None);
        let mine =
            employees::mine(&app, context.scope, context.actor.user).await.map_err(Problem)?;
        let child = mine.into_iter().find(|one| one.employee.id == answer.employee);
        let child = child.filter(|_| answer.guardians.is_some());
        let person = child.map(|one| one.employee.name());
        let action = format!("{back}/{}/withdraw", id.0);
        let page = WithdrawConfirm {
            frame,
            action,
            back,
            person,
            uses: labels(uses),
            remaining: labels(remaining),
        };
        return Ok(show(StatusCode::OK, &page));
    }
    let user = context.actor.user;
    match consent::withdraw_own(&app, context.scope, user, id, Some(uses), origin).await {
        Ok(_) => Ok(go(&format!("{back}?after=withdrawal"))),
        // Withdrawn meanwhile: the list shows the current state.
        Err(Error::Conflict(_) | Error::Invalid(_)) => Ok(go(&back)),
        Err(error) => Err(Problem(error).into()),
    }
}
