//! `/console/mine`: the user's own consents, from all companies, for the role EMPLOYEE.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{IntoResponse, Response, handler};
use serde::Deserialize;

use super::{Console, ConsoleContext, ConsoleForm, Own};
use crate::actions::answers::{self, Archive, Filter, Order};
use crate::actions::companies::{self, OwnCompany};
use crate::actions::{Scope, consent, employees, uses};
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::http::reply::Download;
use crate::model::employee::FIELDS;
use crate::model::employee::fields::Kind;
use crate::model::uses::UseLabels;
use crate::model::{Answer, AnswerId, AnswerState, ConsolePage, Person, Use};
use crate::render::dates;
use crate::render::page::WithdrawConfirm;
use crate::render::page::console::{Mine, OwnConsent, OwnRecord, OwnStudio};
use crate::{App, Error};

/// The consents of a company that are shown, the newest first.
const SHOWN: u32 = 100;

/// The query of the page.
#[derive(Deserialize, Default)]
pub struct MineQuery {
    /// The action just done: `withdrawal`.
    after: Option<String>,
}

/// `/me` leads here, a path that is easy to say.
#[handler]
pub async fn open_own() -> Response {
    go(&ConsolePage::OwnConsents.path())
}

/// The user's consents, including those of their children: by company, newest first.
#[handler]
pub async fn list_own_consents(
    app: Data<&App>,
    Query(params): Query<MineQuery>,
    context: Console<Own>,
) -> poem::Result<Response> {
    let user = context.actor.user;
    let mut studios = vec![];
    for company in companies::of_person(&app, user).await.map_err(Problem)? {
        studios.push(studio(&app, &context, company).await?);
    }
    let notice = (params.after.as_deref() == Some("withdrawal"))
        .then(|| context.good("page-withdrawn-done"));
    let chrome = context.chrome(ConsolePage::OwnConsents.path());
    Ok(show(StatusCode::OK, &Mine { chrome, studios, notice }))
}

/// What one company has of the user.
async fn studio(
    app: &App,
    context: &ConsoleContext,
    OwnCompany { scope, name, contact }: OwnCompany,
) -> Result<OwnStudio, Problem> {
    let query = crate::model::PageQuery {
        page: 1,
        limit: SHOWN,
        order: Order::CreatedAt,
        descending: true,
        with_deleted: false,
        among: None,
    };
    let page = answers::list(app, scope, query, Filter::default()).await?;
    let ids = page.data.iter().map(|answer| answer.id).collect();
    let names = answers::event_names(app, scope, ids).await?;
    let ids = page.data.iter().map(|answer| answer.id).collect();
    let labels = uses::labels(app, scope, ids).await?;
    let people = employees::mine(app, scope, context.actor.user).await?;
    let now = app.now();
    let rows = page.data.into_iter().map(|answer| {
        let of = people.iter().find(|one| one.employee.id == answer.employee);
        let event = names.get(&answer.id).cloned().unwrap_or_default();
        row(context, answer.as_of(now), event, of.map(|one| one.employee.name()), &labels)
    });
    let rows = rows.collect();
    let records = people.iter().map(|person| record(context, person)).collect();
    Ok(OwnStudio { name, contact, rows, records })
}

/// What a company knows about the user, or about a child of theirs.
fn record(context: &ConsoleContext, person: &Person) -> OwnRecord {
    let employee = &person.employee;
    let mut lines = vec![];
    if !employee.email.is_empty() {
        lines.push((context.say("sheet-email"), employee.email.clone()));
    }
    for field in FIELDS {
        let Some(label) = field.export else { continue };
        let value = match &field.kind {
            Kind::Text(at, _) => (at.get)(&employee.fields).clone(),
            Kind::Day(at, _) => {
                (at.get)(&employee.fields).map(|day| dates::date(context.locale, day))
            }
            Kind::Language(_) | Kind::Number(_) => None,
        };
        lines.extend(value.map(|value| (context.say(label), value)));
    }
    OwnRecord { name: employee.name(), lines }
}

/// The scope in which one of the user's own answers is found.
async fn scope_of(app: &App, context: &ConsoleContext, id: AnswerId) -> Result<Scope, Problem> {
    for company in companies::of_person(app, context.actor.user).await? {
        match answers::find(app, company.scope, id).await {
            Ok(_) => return Ok(company.scope),
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::NotFound("answer").into())
}

fn row(
    context: &ConsoleContext,
    answer: Answer,
    event: String,
    person: Option<String>,
    labels: &UseLabels,
) -> OwnConsent {
    let day = |at: crate::model::Timestamp| dates::date(context.locale, at.day_in(&context.zone));
    let label = |one| labels.label_of(answer.id, context.locale, one);
    OwnConsent {
        id: answer.id.0,
        event,
        person,
        state: answer.state,
        part: answer.part(),
        on_hold: answer.hold_reason().filter(|_| answer.is_on_hold()),
        uses: answer.in_force().into_iter().map(|one| (one, label(one))).collect(),
        on: answer.signed_at.map(day),
        until: answer
            .expires_at
            .filter(|_| answer.state == AnswerState::Accepted && !answer.is_on_hold())
            .map(day),
        has_pdf: answer.signed_at.is_some(),
        // The evidence of two signers has the addresses of both, and is the company's.
        has_evidence: answer.signed_at.is_some() && answer.guardians.is_none(),
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
    let scope = scope_of(&app, &context, AnswerId(id)).await?;
    let made = answers::pdf(&app, scope, AnswerId(id), Archive::Closed).await;
    let (name, bytes) = made.map_err(Problem)?;
    Ok(Download { bytes, media_type: "application/pdf", name }.into_response())
}

/// The evidence of one consent, to be verified without this server.
#[handler]
pub async fn download_own_evidence(
    app: Data<&App>,
    Path(id): Path<i64>,
    context: Console<Own>,
) -> poem::Result<Response> {
    let scope = scope_of(&app, &context, AnswerId(id)).await?;
    let made = answers::evidence(&app, scope, AnswerId(id), Archive::Closed).await;
    let (name, bytes) = made.map_err(Problem)?;
    Ok(Download { bytes, media_type: "application/zip", name }.into_response())
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
    let scope = scope_of(&app, &context, id).await?;
    let answer = answers::find(&app, scope, id).await.map_err(Problem)?.as_of(app.now());
    let named =
        |one: &Use| fields.ticked("all") || fields.ticked(&format!("withdraw.{}", one.name()));
    let (gone, remaining): (Vec<Use>, Vec<Use>) =
        answer.in_force().iter().copied().partition(named);
    if gone.is_empty() {
        return Ok(go(&back));
    }
    if !fields.ticked("confirm") {
        let words = uses::labels(&app, scope, vec![id]).await.map_err(Problem)?;
        let labels = |uses: Vec<Use>| {
            uses.into_iter().map(|one| (one, words.label_of(id, context.locale, one))).collect()
        };
        let frame = context.frame(None);
        let mine = employees::mine(&app, scope, context.actor.user).await.map_err(Problem)?;
        let child = mine.into_iter().find(|one| one.employee.id == answer.employee);
        let child = child.filter(|_| answer.guardians.is_some());
        let person = child.map(|one| one.employee.name());
        let action = format!("{back}/{}/withdraw", id.0);
        let page = WithdrawConfirm {
            frame,
            action,
            back,
            person,
            uses: labels(gone),
            remaining: labels(remaining),
            days: Some(companies::withdrawal_days(&app, scope).await.map_err(Problem)?),
        };
        return Ok(show(StatusCode::OK, &page));
    }
    let user = context.actor.user;
    match consent::withdraw_own(&app, scope, user, id, Some(gone), origin).await {
        Ok(_) => Ok(go(&format!("{back}?after=withdrawal"))),
        // Withdrawn meanwhile: the list shows the current state.
        Err(Error::Conflict(_) | Error::Invalid(_)) => Ok(go(&back)),
        Err(error) => Err(Problem(error).into()),
    }
}
