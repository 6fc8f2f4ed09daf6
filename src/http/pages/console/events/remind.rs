//! Reminders to those who have not answered: of one event, or of all whose answers are awaited.

use std::collections::BTreeMap;

use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use super::super::{ConsoleContext, ConsoleForm, Curate};
use crate::App;
use crate::actions::events::{self, Participant};
use crate::actions::{answers, home};
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::model::{AnswerId, AnswerState, EventId};
use crate::render::page::console::Confirm;

/// The names that a confirmation lists.
pub(super) const NAMES: usize = 60;

/// Says how many mails reminders would send, and to whom, before they leave; None if nobody would
/// get one. `to` is where the form goes, with its fields.
pub(super) async fn ask_to_remind(
    app: &App,
    context: &ConsoleContext,
    people: &[Participant],
    (action, mut fields): (String, Vec<(String, String)>),
    back: &str,
) -> Result<Option<Response>, Problem> {
    let ids: Vec<AnswerId> = people.iter().map(|one| one.answer.id).collect();
    let reached = answers::mails_of_reminder(app, context.scope, ids).await?;
    if reached.is_empty() {
        return Ok(None);
    }
    let mails: BTreeMap<AnswerId, usize> = reached.into_iter().collect();
    let who: Vec<&Participant> =
        people.iter().filter(|one| mails.contains_key(&one.answer.id)).collect();
    let mut lines = vec![context.count("event-remind-mails", mails.values().sum())];
    let skipped = people.len() - who.len();
    if skipped > 0 {
        lines.push(context.count("event-remind-skipped", skipped));
    }
    fields.extend(who.iter().map(|one| ("answer".to_owned(), one.answer.id.0.to_string())));
    // Somebody who is asked for several events is named once.
    let mut named: Vec<&Participant> = vec![];
    for one in &who {
        if named.iter().all(|known| known.employee != one.employee) {
            named.push(one);
        }
    }
    let name = |one: &&Participant| format!("{} {}", one.first_name, one.last_name);
    let page = Confirm {
        chrome: context.chrome_without_path(),
        title: context.count("event-remind-title", named.len()),
        lines,
        names: named.iter().take(NAMES).map(name).collect(),
        more: named.len().saturating_sub(NAMES),
        asked: vec![],
        action,
        fields,
        go: context.count("event-remind-go", mails.values().sum()),
        is_destructive: false,
        back: back.to_owned(),
    };
    Ok(Some(show(StatusCode::OK, &page)))
}

/// Reminds those who have not answered: of the events named in the form, or of all whose answers are
/// awaited. Asked once more, since mails leave.
#[handler]
pub async fn remind_awaited(app: Data<&App>, form: ConsoleForm<Curate>) -> poem::Result<Response> {
    const BACK: &str = "/console";
    let ConsoleForm { context, fields, .. } = form;
    let named: Vec<EventId> = fields.ids("event").into_iter().map(EventId).collect();
    if fields.ticked("confirm") {
        let chosen: Vec<AnswerId> = fields.ids("answer").into_iter().map(AnswerId).collect();
        let mut count = 0;
        for event in named {
            let raised = answers::remind_some(&app, context.scope, event, chosen.clone()).await;
            count += raised.map_err(Problem)?.reminded;
        }
        let after = if count > 0 { "reminded" } else { "nobody-reminded" };
        return Ok(go(&format!("{BACK}?after={after}&count={count}")));
    }
    let events = match named.is_empty() {
        true => home::awaited(&app, context.scope).await.map_err(Problem)?,
        false => named,
    };
    let mut people = vec![];
    for event in &events {
        let asked = events::participants(&app, context.scope, *event).await.map_err(Problem)?;
        people.extend(asked.into_iter().filter(|one| one.answer.state == AnswerState::Pending));
    }
    let hidden = events.iter().map(|event| ("event".to_owned(), event.0.to_string())).collect();
    let to = ("/console/remind".to_owned(), hidden);
    let asked = ask_to_remind(&app, &context, &people, to, BACK).await?;
    Ok(asked.unwrap_or_else(|| go(&format!("{BACK}?after=nobody-reminded"))))
}
