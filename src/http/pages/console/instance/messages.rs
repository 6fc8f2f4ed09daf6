//! Messages to all users of the instance.

use jiff::ToSpan;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};

use super::super::forms::{After, day_start, filled, once};
use super::super::{Administer, Console, ConsoleContext, ConsoleForm};
use crate::actions::notifications;
use crate::http::caller::Caller;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::check::day;
use crate::model::keys::fresh_nonce;
use crate::model::notification::{Broadcast, SentBroadcast};
use crate::model::{BroadcastId, Locale};
use crate::render::page::console::{Confirm, InstanceMessages, InstanceTab, MessageRow};
use crate::render::page::ui::{FieldBlock, FieldKind, Filled, FormPanel};
use crate::render::words;
use crate::{App, Error};

const TAB: InstanceTab = InstanceTab::Messages;
/// The fields, named as in the API.
const NAMES: &[&str] = &["title.fr", "text.fr", "title.en", "text.en", "endsAt"];

/// The messages that were sent, and the form for a new one.
#[handler]
pub async fn list_messages(
    app: Data<&App>,
    Query(after): Query<After>,
    context: Console<Administer>,
) -> poem::Result<Response> {
    let mut page = page(&app, &context, Filled::default(), fresh_nonce()).await?;
    page.chrome.toast = context.toast(&after, None);
    Ok(show(StatusCode::OK, &page))
}

async fn page(
    app: &App,
    context: &ConsoleContext,
    filled: Filled,
    key: String,
) -> Result<InstanceMessages, Problem> {
    let sent = notifications::broadcasts(app).await?;
    Ok(InstanceMessages {
        chrome: context.instance_chrome(TAB),
        nav: context.instance(Some(TAB)),
        form: form(context, &filled, key),
        rows: sent.into_iter().map(|one| row(context, one)).collect(),
    })
}

fn form(context: &ConsoleContext, filled: &Filled, key: String) -> FormPanel {
    let block = |language: &str, name: &str| FieldBlock {
        legend: Some(name.to_owned()),
        hint: None,
        fields: vec![
            filled
                .field(&format!("title.{language}"), context.say("instance-message-title"))
                .of(name)
                .required()
                .most(Broadcast::TITLE)
                .wide(),
            filled
                .field(&format!("text.{language}"), context.say("instance-message-text"))
                .of(name)
                .kind(FieldKind::Lines)
                .required()
                .most(Broadcast::TEXT)
                .wide(),
        ],
    };
    let mut panel = FormPanel::new(
        context.frame(None),
        "new",
        context.say("instance-message-new"),
        TAB.path(),
        context.say("instance-message-go"),
    )
    .hint(context.say("instance-message-hint"))
    .act("send")
    .with_problems(filled, context.say("ui-problems"));
    panel.once = key;
    let ends = filled
        .field("endsAt", context.say("instance-message-until"))
        .kind(FieldKind::Date)
        .optional(context.say("ui-optional"))
        .help(context.say("instance-message-until-hint"));
    let ends = FieldBlock { fields: vec![ends], ..FieldBlock::default() };
    panel.blocks = vec![block("fr", "Français"), block("en", "English"), ends];
    panel
}

fn row(context: &ConsoleContext, one: SentBroadcast) -> MessageRow {
    let ([title_fr, title_en], [text_fr, text_en]) = (one.said.title, one.said.text);
    let (title, text) = match context.locale {
        Locale::Fr => (title_fr, text_fr),
        Locale::En => (title_en, text_en),
    };
    let counts =
        [("read", one.read.unsigned_abs().into()), ("count", one.readers.unsigned_abs().into())];
    MessageRow {
        id: one.id.0,
        title,
        text,
        at: context.moment(one.created_at),
        readers: words(context.locale).say_with("instance-message-readers", counts).into_owned(),
        ends: one
            .ends_at
            .map(|at| context.say_with("instance-message-ends", "day", &context.day(at.minus(1)))),
        ended: one
            .ended_at
            .map(|at| context.say_with("instance-message-ended-at", "at", &context.moment(at))),
    }
}

/// `do=send` sends a message, once it is confirmed; `end` ends one.
#[handler]
pub async fn send_message(
    app: Data<&App>,
    caller: Caller,
    form: ConsoleForm<Administer>,
) -> poem::Result<Response> {
    let ConsoleForm { context, fields, .. } = form;
    let (by, back) = (context.actor.user, TAB.path());
    let confirm =
        |title: String, lines: Vec<String>, hidden: Vec<(String, String)>, go: String| Confirm {
            chrome: context.chrome_without_path(),
            title,
            lines,
            names: vec![],
            more: 0,
            asked: vec![],
            action: back.clone(),
            is_destructive: hidden.iter().any(|(name, value)| name == "do" && value == "end"),
            fields: hidden,
            go,
            back: back.clone(),
        };
    if fields.text("do") == "end" {
        let Some(id) = fields.ids("message").first().copied() else { return Ok(go(&back)) };
        if !fields.ticked("confirm") {
            let hidden = [("do", "end".to_owned()), ("message", id.to_string())];
            let page = confirm(
                context.say("instance-message-end-title"),
                vec![context.say("instance-message-end-text")],
                hidden.map(|(name, value)| (name.to_owned(), value)).to_vec(),
                context.say("instance-message-end"),
            );
            return Ok(show(StatusCode::OK, &page));
        }
        return match notifications::end_broadcast(&app, by, BroadcastId(id), caller.origin()).await
        {
            Ok(()) => Ok(go(&format!("{back}?after=message-ended"))),
            // Ended meanwhile.
            Err(Error::NotFound(_)) => Ok(go(&back)),
            Err(error) => Err(Problem(error).into()),
        };
    }
    let text = |name: &str| fields.text(name);
    let said = Broadcast::checked(
        [text("title.fr"), text("title.en")],
        [text("text.fr"), text("text.en")],
    );
    // The last day on which it is seen.
    let last = fields
        .filled("endsAt")
        .map(|typed| day(typed).map_err(|_| Error::invalid("endsAt", "day")));
    let said = said.and_then(|said| {
        let last = last.transpose()?;
        let ends = last.map(|last| day_start(last.saturating_add(1.days()), &context.zone));
        match ends.is_some_and(|ends| ends <= app.now()) {
            true => Err(Error::invalid("endsAt", "in_the_past")),
            false => Ok((said, ends)),
        }
    });
    let said = match said {
        Ok(said) => said,
        Err(error) => {
            let typed = filled(&fields, NAMES).with_errors(context.errors(&error, str::to_owned));
            let page = page(&app, &context, typed, fields.text("once").to_owned()).await?;
            return Ok(show(problem::status(&error), &page));
        }
    };
    if !fields.ticked("confirm") {
        let hidden = ["do", "once"].iter().chain(NAMES);
        let hidden = hidden.map(|name| ((*name).to_owned(), text(name).to_owned()));
        let [fr, en] = &said.0.title;
        let mut lines = vec![context.say("instance-message-confirm-text"), format!("{fr} / {en}")];
        lines.extend(said.1.map(|ends| {
            context.say_with("instance-message-ends", "day", &context.day(ends.minus(1)))
        }));
        let page = confirm(
            context.say("instance-message-confirm"),
            lines,
            hidden.collect(),
            context.say("instance-message-go"),
        );
        return Ok(show(StatusCode::OK, &page));
    }
    let key = once(&fields, by, "console/message");
    match notifications::broadcast(&app, by, said, key, caller.origin()).await {
        Ok(_) => Ok(go(&format!("{back}?after=message-sent"))),
        Err(error) => Err(Problem(error).into()),
    }
}
