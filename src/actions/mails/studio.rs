//! Mails to members of the company.

use super::recipient::brand;
use super::{Dropped, Written};
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::Decision;
use crate::model::{AnswerId, AnswerState, ConsolePage, DecisionId, EventId, Locale, Role, UserId};
use crate::render::document::use_label;
use crate::render::mail;
use crate::store::{
    Scope, answers, cases, companies, decisions, employees, events, settings, signers, users,
};

/// Everyone has answered.
pub(super) async fn all_answered(
    app: &App,
    scope: Scope,
    event: EventId,
    user: UserId,
) -> Result<Result<Written, Dropped>> {
    let Some((name, locale)) = reader(app, scope, user).await? else {
        return Ok(Err("the user has left"));
    };
    let link = app.console_url(ConsolePage::Event(event));
    app.db
        .read(scope, move |read| {
            let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
            let Some(event) = events::find(read, event)? else {
                return Ok(Err("the shoot was deleted"));
            };
            let (mut accepted, mut partly, mut on_hold, mut refused) = (0, 0, 0, 0);
            for answer in answers::standing_of_event(read, event.id)? {
                match answer.state {
                    AnswerState::Accepted if answer.is_on_hold() => on_hold += 1,
                    AnswerState::Accepted if answer.part().is_none() => accepted += 1,
                    AnswerState::Accepted => partly += 1,
                    AnswerState::Pending => {}
                    _ => refused += 1,
                }
            }
            let rendered = mail::AllAnswered {
                locale,
                brand: brand(&company),
                name: name.clone(),
                event: event.name,
                accepted,
                partly,
                on_hold,
                refused,
                link,
            }
            .render();
            Ok(Ok(Written { rendered, name, sender: None, reply_to: None, attachments: vec![] }))
        })
        .await
}

/// An event is near, and some have not answered.
pub(super) async fn event_reminder(
    app: &App,
    scope: Scope,
    event: EventId,
    user: UserId,
) -> Result<Result<Written, Dropped>> {
    let Some((name, locale)) = reader(app, scope, user).await? else {
        return Ok(Err("the user has left"));
    };
    let zone = app.config.time_zone.clone();
    let link = app.console_url(ConsolePage::Event(event));
    app.db
        .read(scope, move |read| {
            let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
            let Some(event) = events::find(read, event)? else {
                return Ok(Err("the shoot was deleted"));
            };
            let (mut awaited, mut asked) = (vec![], 0);
            for answer in answers::standing_of_event(read, event.id)? {
                asked += 1;
                if answer.state == AnswerState::Pending {
                    let person = employees::find_any(read, answer.employee)?;
                    awaited.extend(person.map(|person| person.name()));
                }
            }
            if awaited.is_empty() {
                return Ok(Err("everybody has answered"));
            }
            let rendered = mail::EventReminder {
                locale,
                zone,
                brand: brand(&company),
                name: name.clone(),
                event: event.name,
                starts: event.start,
                ends: event.end,
                awaited,
                asked,
                link,
            }
            .render();
            Ok(Ok(Written { rendered, name, sender: None, reply_to: None, attachments: vec![] }))
        })
        .await
}

/// A consent was withdrawn.
pub(super) async fn withdrawn(
    app: &App,
    scope: Scope,
    answer: AnswerId,
    decision: DecisionId,
    user: UserId,
) -> Result<Result<Written, Dropped>> {
    let Some((name, locale)) = reader(app, scope, user).await? else {
        return Ok(Err("the user has left"));
    };
    let zone = app.config.time_zone.clone();
    let link = app.console_url(ConsolePage::Answer(answer));
    app.db
        .read(scope, move |read| {
            let case = cases::find(read, answer)?.ok_or(Error::NotFound("answer"))?;
            let Some(decided) = decisions::find(read, decision)? else {
                return Ok(Err("there is no such decision"));
            };
            let by = signers::find(read, decided.signer)?.ok_or(Error::NotFound("signer"))?;
            // The decision may be on another answer of the same employee and event.
            let all = decisions::of_answer(read, by.answer)?;
            let own = |one: &&Decision| one.signer == by.id && one.id.0 < decision.0;
            let had = all.iter().rev().find(own).map(|one| one.uses.clone());
            let had = had.unwrap_or_else(|| case.answer.offered.clone()).into_iter();
            let gone = had.filter(|one| !decided.uses.contains(one));
            let label = |one| use_label(locale, one);
            let mut left = case.answer.uses;
            left.retain(|one| !case.answer.held.contains(one));
            let rendered = mail::ConsentWithdrawn {
                locale,
                zone,
                brand: brand(&case.company),
                name: name.clone(),
                person: case.person.name(),
                by: by.guardian.map(|_| by.name()),
                event: case.event.name,
                at: decided.decided_at,
                withdrawn: gone.map(label).collect(),
                left: left.into_iter().map(label).collect(),
                link,
            }
            .render();
            Ok(Ok(Written { rendered, name, sender: None, reply_to: None, attachments: vec![] }))
        })
        .await
}

/// The name and language of a member; None if they have left the company or are an employee.
pub(super) async fn reader(
    app: &App,
    scope: Scope,
    user: UserId,
) -> Result<Option<(String, Locale)>> {
    let member = app.db.read(scope, move |read| users::find_member(read, user, false)).await?;
    let Some(member) = member.filter(|member| member.role != Role::Employee) else {
        return Ok(None);
    };
    let chosen = app.db.read_all(move |all| settings::find(all, user)).await?;
    Ok(Some((member.first_name, chosen.map_or(app.config.locale, |settings| settings.locale))))
}
