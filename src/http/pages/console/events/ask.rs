//! Asking more people about an event, and the new members of its groups.

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::super::forms::{After, once};
use super::super::{Console, ConsoleContext, ConsoleForm, Plan};
use super::newcomer;
use super::plan_form::{
    form_field, invited, known, name_refused, picker, recipients, said_of_picker,
};
use crate::actions::events;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::event::Invited;
use crate::model::keys::fresh_nonce;
use crate::model::{EmployeeId, EventId, GroupId};
use crate::render::page::console::{AskPage, Confirm, Tab};
use crate::render::page::ui::FieldProblems;
use crate::{App, Error};

/// The query of the form: people and groups chosen before, their ids separated by dots.
#[derive(Deserialize, Default)]
pub struct AskQuery {
    #[serde(default)]
    people: String,
    #[serde(default)]
    group: String,
}

/// The form.
#[handler]
pub async fn show_ask(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(params): Query<AskQuery>,
    Query(after): Query<After>,
    context: Console<Plan>,
) -> poem::Result<Response> {
    let ids = |text: &str| -> Vec<i64> {
        text.split('.').filter_map(|id| id.parse().ok()).take(1_000).collect()
    };
    let invited = Invited {
        people: ids(&params.people).into_iter().map(EmployeeId).collect(),
        groups: ids(&params.group).into_iter().map(GroupId).collect(),
        leaves_out: false,
    };
    let mut page = page(&app, &context, id, invited, "", vec![], fresh_nonce()).await?;
    page.chrome.toast = context.toast(&after, None);
    Ok(show(StatusCode::OK, &page))
}

/// Asks the chosen people with `do=send`; else shows the form again with what the search finds.
#[handler]
pub async fn ask_more(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, mut fields, .. } = form;
    let mut invited = invited(&fields);
    let mut wrong = vec![];
    if fields.text("do") == "add" {
        match newcomer::add(&app, &context, &fields).await? {
            Ok(id) => {
                invited.people.push(id);
                fields.set("q", "");
            }
            Err(errors) => wrong = errors,
        }
    }
    let key = Some(fields.text("once")).filter(|key| !key.is_empty()).map(str::to_owned);
    let key = key.unwrap_or_else(fresh_nonce);
    let search = newcomer::still_sought(&fields).to_owned();
    fields.set("q", &search);
    if fields.text("do") != "send" {
        let new = newcomer::newcomer(&context, &fields, wrong);
        let mut page = page(&app, &context, id, invited, fields.text("q"), vec![], key).await?;
        page.picker.offer(new);
        return Ok(show(StatusCode::OK, &page));
    }
    let once = once(&fields, context.actor.user, "console/ask").map(|one| one.about(id));
    match events::ask_more(&app, context.scope, EventId(id), invited.clone(), once).await {
        Ok(done) => {
            let after = if done.asked > 0 { "asked" } else { "nobody-asked" };
            Ok(go(&format!("/console/shoots/{id}?after={after}&count={}", done.asked)))
        }
        Err(error @ (Error::Internal(_) | Error::NotFound(_))) => Err(Problem(error).into()),
        Err(error) => {
            let errors = context.errors(&error, form_field);
            let page = page(&app, &context, id, invited, fields.text("q"), errors, key).await?;
            Ok(show(problem::status(&error), &page))
        }
    }
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    id: i64,
    invited: Invited,
    search: &str,
    errors: Vec<(String, String)>,
    once: String,
) -> Result<AskPage, Problem> {
    let event = known(app, context, id).await?;
    let leaves_out = invited.leaves_out;
    let of = Some(event.id);
    let prospects = events::prospects(app, context.scope, event.start, invited, of).await?;
    let error = errors.first().map(|(_, text)| text.clone());
    let error = error.map(|text| said_of_picker(context, &prospects, text));
    let rows = errors
        .into_iter()
        .map(|(_, text)| (Some(("q".to_owned(), context.say("event-people"))), text));
    let mut problems = FieldProblems { rows: rows.collect(), title: context.say("ui-problems") };
    name_refused(&mut problems, context, &prospects);
    let groups = events::groups_of(app, context.scope, event.id).await?;
    Ok(AskPage {
        chrome: context.chrome(format!("/console/shoots/{id}/ask")),
        head: context.head(app, event.id, Tab::People).await?,
        problems,
        picker: picker(app, context, &prospects, search, error).await?,
        recipients: recipients(context, &prospects, &event.name, leaves_out),
        leaves_out,
        once,
        groups: groups.into_iter().map(|group| group.name).collect(),
    })
}

/// Asks those who have joined the groups of the event since, once it is confirmed.
#[handler]
pub async fn synchronise(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let back = format!("/console/shoots/{id}");
    if !fields.ticked("confirm") {
        known(&app, &context, id).await?;
        let page = Confirm {
            chrome: context.chrome_without_path(),
            title: context.say("event-synchronise"),
            lines: vec![context.say("event-synchronise-confirm")],
            names: vec![],
            more: 0,
            asked: vec![],
            action: format!("{back}/synchronise"),
            fields: vec![],
            go: context.say("event-synchronise"),
            is_destructive: false,
            back: format!("{back}/ask"),
        };
        return Ok(show(StatusCode::OK, &page));
    }
    let done = events::synchronise(&app, context.scope, EventId(id)).await.map_err(Problem)?;
    let count = done.added.len();
    let after = if count > 0 { "asked" } else { "nobody-asked" };
    Ok(go(&format!("{back}?after={after}&count={count}")))
}
