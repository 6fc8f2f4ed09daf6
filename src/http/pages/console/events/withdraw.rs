//! Withdrawing for somebody who has told the studio so, by telephone or on paper.

use poem::Response;
use poem::http::StatusCode;

use super::super::ConsoleContext;
use crate::actions::consent;
use crate::actions::events::Participant;
use crate::http::pages::fields::Fields;
use crate::http::pages::{go, show};
use crate::http::problem::{self, Problem};
use crate::model::{AnswerState, EventId, SignerId, Use};
use crate::render::document::use_label;
use crate::render::page::console::Confirm;
use crate::render::page::ui::{FieldKind, FormField};
use crate::{App, Error};

/// Asks which uses and why; once that is confirmed, records the withdrawal.
pub(super) async fn withdraw(
    app: &App,
    context: &ConsoleContext,
    fields: &Fields,
    event: EventId,
    one: &Participant,
) -> poem::Result<Response> {
    let back = match fields.text("from") {
        "person" => format!("/console/people/{}", one.employee.0),
        _ => format!("/console/shoots/{}", event.0),
    };
    let answer = one.answer.clone().as_of(app.now());
    if answer.state != AnswerState::Accepted {
        return Ok(go(&format!("{back}?after=nothing-withdrawn")));
    }
    let granted = &answer.uses;
    let named = |one: &Use| format!("use.{}", one.name());
    let chosen: Vec<Use> =
        granted.iter().copied().filter(|one| fields.ticked(&named(one))).collect();
    let tellers = consent::tellers(app, context.scope, answer.id).await.map_err(Problem)?;
    let teller = fields.ids("signer").first().copied();
    let page = |chosen: &[Use], wrong: Option<&Error>| {
        let name = format!("{} {}", one.first_name, one.last_name);
        let errors = wrong.map(|error| context.errors(error, str::to_owned)).unwrap_or_default();
        let error_of = |name: &str| {
            errors.iter().find(|(field, _)| field == name).map(|(_, text)| text.clone())
        };
        let tick = |one: &Use| FormField {
            value: if chosen.contains(one) { "yes".to_owned() } else { String::new() },
            ..FormField::new(named(one), use_label(context.locale, *one)).kind(FieldKind::Tick)
        };
        let reason = FormField {
            value: fields.text("reason").to_owned(),
            error: error_of("reason"),
            ..FormField::new("reason", context.say("event-withdraw-reason"))
                .kind(FieldKind::Lines)
                .help(context.say("event-withdraw-reason-hint"))
                .required()
                .most(500)
        };
        // Nobody is chosen beforehand: it is recorded as their word.
        let names = tellers.iter().map(|one| (one.signer.0.to_string(), one.name.clone()));
        let mut who = FormField::new("signer", context.say("event-withdraw-who"))
            .choices(std::iter::once((String::new(), "…".to_owned())).chain(names))
            .required();
        who.value = teller.map(|id| id.to_string()).unwrap_or_default();
        who.error = error_of("signerId");
        let who = Some(who).filter(|_| tellers.len() > 1);
        let mut lines =
            vec![context.say("event-withdraw-text"), context.say("event-withdraw-told")];
        lines.extend(error_of("uses").or_else(|| error_of("")));
        Confirm {
            chrome: context.chrome_without_path(),
            title: context.say_with("event-withdraw-title", "name", name.trim()),
            lines,
            names: vec![],
            more: 0,
            asked: who.into_iter().chain(granted.iter().map(tick)).chain([reason]).collect(),
            action: format!("/console/shoots/{}/answers", event.0),
            fields: [("do", "withdraw".to_owned()), ("answer", answer.id.0.to_string())]
                .into_iter()
                .chain([("from", fields.text("from").to_owned())])
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            go: context.say("event-withdraw"),
            is_destructive: true,
            back: back.clone(),
        }
    };
    if !fields.ticked("confirm") {
        return Ok(show(StatusCode::OK, &page(granted, None)));
    }
    let reported = consent::Reported {
        signer: teller.map(SignerId),
        uses: Some(chosen.clone()),
        reason: fields.text("reason").to_owned(),
    };
    let by = context.actor.user;
    match consent::withdraw_for(app, context.scope, by, answer.id, reported, None).await {
        Ok(_) => Ok(go(&format!("{back}?after=withdrawn"))),
        // Withdrawn meanwhile: the page shows the current state.
        Err(Error::Conflict("already_withdrawn" | "nothing_to_withdraw")) => {
            Ok(go(&format!("{back}?after=nothing-withdrawn")))
        }
        Err(error @ (Error::Invalid(_) | Error::Conflict(_))) => {
            Ok(show(problem::status(&error), &page(&chosen, Some(&error))))
        }
        Err(error) => Err(Problem(error).into()),
    }
}
