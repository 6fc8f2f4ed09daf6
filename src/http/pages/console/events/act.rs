//! What is done with chosen requests of an event: remind, copy links, download, renew, remove.

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, handler};

use super::super::forms::After;
use super::super::{ConsoleContext, ConsoleForm, Plan};
use super::papers;
use super::people::Which;
use super::remind::{NAMES, ask_to_remind};
use super::withdraw::withdraw;
use crate::actions::answers;
use crate::actions::events::{self, Participant};
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::Problem;
use crate::model::{AnswerId, AnswerState, EventId, Right};
use crate::render::dates;
use crate::render::page::console::{Confirm, CopiedLinks, LinkRow};
use crate::{App, Error};

/// The requests whose links are shown at a time.
const LINKS: usize = 100;

/// Acts on the chosen requests. What sends mails is confirmed first.
#[handler]
pub async fn act_on_answers(
    app: Data<&App>,
    Path(id): Path<i64>,
    form: ConsoleForm<Plan>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let event = EventId(id);
    let back = format!("/console/shoots/{id}");
    // A button of one row, or one for all chosen rows.
    let (act, one) = match fields.text("one").split_once('-') {
        Some((act, id)) => (act.to_owned(), id.parse::<i64>().ok()),
        None => (fields.text("do").to_owned(), None),
    };
    if act == "undo" {
        return undo(&app, &context, event, &fields, &back).await;
    }
    let all = events::participants(&app, context.scope, event).await.map_err(Problem)?;
    let chosen = chosen(&app, &fields, one, all);
    if chosen.is_empty() {
        return Ok(go(&format!("{back}?after=nobody")));
    }
    if !matches!(act.as_str(), "link" | "download") && !context.may(Right::Curate) {
        return Err(Problem(Error::Forbidden).into());
    }
    let ids: Vec<AnswerId> = chosen.iter().map(|one| one.answer.id).collect();
    let ask = Chosen { context: &context, event, act: &act, chosen: &chosen };
    match act.as_str() {
        "remind" if !fields.ticked("confirm") => {
            let action = format!("{back}/answers");
            let fields = vec![("do".to_owned(), act.clone())];
            let asked = ask_to_remind(&app, &context, &chosen, (action, fields), &back).await?;
            Ok(asked.unwrap_or_else(|| go(&format!("{back}?after=nobody-reminded"))))
        }
        "remind" => {
            let raised = answers::remind_some(&app, context.scope, event, ids).await;
            let count = raised.map_err(Problem)?.reminded;
            let after = if count > 0 { "reminded" } else { "nobody-reminded" };
            Ok(go(&format!("{back}?after={after}&count={count}")))
        }
        "renew" if !fields.ticked("confirm") => Ok(ask.renew(&back)),
        "renew" => {
            let renewed = answers::renew(&app, context.scope, ids, None).await.map_err(Problem)?;
            let count = renewed.asked.len();
            let after = if count > 0 { "renewed" } else { "nobody-renewed" };
            Ok(go(&format!("{back}?after={after}&count={count}")))
        }
        "withdraw" => match chosen.as_slice() {
            [one] => withdraw(&app, &context, &fields, event, one).await,
            _ => Err(Problem(Error::invalid("answer", "required")).into()),
        },
        "remove" => remove(&app, &context, ids, &back).await,
        "link" => links(&app, &context, &chosen, &back).await,
        "download" => {
            let given = chosen.iter().filter(|one| one.answer.signed_at.is_some());
            let ids: Vec<AnswerId> = given.map(|one| one.answer.id).collect();
            if ids.is_empty() {
                return Ok(go(&format!("{back}?after=no-documents")));
            }
            Ok(papers::documents(&app, context.scope, ids, false).await?.into_response())
        }
        _ => Err(Problem(Error::invalid("do", "required")).into()),
    }
}

/// The participants chosen in the form: one row, all that the list shows, or those ticked.
fn chosen(app: &App, fields: &Fields, one: Option<i64>, all: Vec<Participant>) -> Vec<Participant> {
    let now = app.now();
    let ticked = fields.ids("answer");
    let which = Which::of(fields.text("state"), fields.text("search"));
    let is_chosen = |person: &Participant| match one {
        Some(id) => person.answer.id.0 == id,
        None if fields.ticked("all") => which.fits(person, now),
        None => ticked.contains(&person.answer.id.0),
    };
    all.into_iter().filter(is_chosen).collect()
}

/// What is about to be done, with whom.
struct Chosen<'a> {
    context: &'a ConsoleContext,
    event: EventId,
    act: &'a str,
    chosen: &'a [Participant],
}

impl Chosen<'_> {
    fn renew(&self, back: &str) -> Response {
        let can = |one: &&Participant| {
            matches!(one.answer.state, AnswerState::Accepted | AnswerState::Expired)
        };
        let who: Vec<&Participant> = self.chosen.iter().filter(can).collect();
        if who.is_empty() {
            return go(&format!("{back}?after=nobody-renewed"));
        }
        let skipped = self.chosen.len() - who.len();
        let mut lines = vec![self.context.say("event-renew-text")];
        if skipped > 0 {
            lines.push(self.context.count("event-renew-skipped", skipped));
        }
        let title = self.context.count("event-renew-title", who.len());
        let go = self.context.count("event-renew-go", who.len());
        self.confirm(who, title, lines, go, back)
    }

    fn confirm(
        &self,
        who: Vec<&Participant>,
        title: String,
        lines: Vec<String>,
        go: String,
        back: &str,
    ) -> Response {
        let name = |one: &&Participant| format!("{} {}", one.first_name, one.last_name);
        let fields = [("do".to_owned(), self.act.to_owned())]
            .into_iter()
            .chain(who.iter().map(|one| ("answer".to_owned(), one.answer.id.0.to_string())));
        let page = Confirm {
            chrome: self.context.chrome_without_path(),
            title,
            lines,
            names: who.iter().take(NAMES).map(name).collect(),
            more: who.len().saturating_sub(NAMES),
            asked: vec![],
            action: format!("/console/shoots/{}/answers", self.event.0),
            fields: fields.collect(),
            go,
            is_destructive: false,
            back: back.to_owned(),
        };
        show(StatusCode::OK, &page)
    }
}

/// Removes the requests that nobody has answered. The toast offers to undo it.
async fn remove(
    app: &App,
    context: &ConsoleContext,
    ids: Vec<AnswerId>,
    back: &str,
) -> poem::Result<Response> {
    let (mut removed, mut kept) = (vec![], 0);
    for id in ids {
        match answers::delete(app, context.scope, id).await {
            Ok(()) => removed.push(id.0),
            Err(Error::Conflict(_) | Error::NotFound(_)) => kept += 1,
            Err(error) => return Err(Problem(error).into()),
        }
    }
    if removed.is_empty() {
        return Ok(go(&format!("{back}?after=nobody-removed&count={kept}")));
    }
    let (count, ids) = (removed.len(), After::written(&removed));
    Ok(go(&format!("{back}?after=removed&count={count}&ids={ids}")))
}

async fn undo(
    app: &App,
    context: &ConsoleContext,
    event: EventId,
    fields: &Fields,
    back: &str,
) -> poem::Result<Response> {
    if !context.may(Right::Curate) {
        return Err(Problem(Error::Forbidden).into());
    }
    events::find(app, context.scope, event).await.map_err(Problem)?;
    let mut count = 0;
    for id in fields.ids("answer").into_iter().take(200) {
        match answers::restore(app, context.scope, AnswerId(id)).await {
            Ok(_) => count += 1,
            Err(Error::Conflict(_) | Error::NotFound(_)) => {}
            Err(error) => return Err(Problem(error).into()),
        }
    }
    Ok(go(&format!("{back}?after=restored-requests&count={count}")))
}

/// The links of those who have not answered, to hand over. Shown at once, not after a redirect: they
/// must appear in no address.
async fn links(
    app: &App,
    context: &ConsoleContext,
    chosen: &[Participant],
    back: &str,
) -> poem::Result<Response> {
    let mut rows = vec![];
    let waiting = chosen.iter().filter(|one| one.answer.state == AnswerState::Pending);
    for one in waiting.take(LINKS) {
        let found = answers::link(app, context.scope, one.answer.id, context.actor.user).await;
        let person = format!("{} {}", one.first_name, one.last_name);
        for link in found.map_err(Problem)? {
            let name = match link.signer_name == person {
                true => person.clone(),
                false => format!("{person} ({})", link.signer_name),
            };
            let day = dates::date(context.locale, link.expires_at.day_in(&context.zone));
            rows.push(LinkRow {
                name,
                url: link.url,
                until: context.say_with("event-link-until", "day", &day),
            });
        }
    }
    let chrome = context.chrome_without_path();
    Ok(show(StatusCode::OK, &CopiedLinks { chrome, rows, back: back.to_owned() }))
}
