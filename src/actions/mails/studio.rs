//! What mails to members of the company need.

use super::recipient::brand;
use super::{Dropped, NotWritten, Written};
use crate::App;
use crate::error::Error;
use crate::model::answer::Decision;
use crate::model::renewal::Notice;
use crate::model::{
    AnswerId, AnswerState, ConsolePage, DecisionId, EmployeeId, EventId, Locale, Role, Timestamp,
    UserId,
};
use crate::render::mail::all_answered::AllAnswered;
use crate::render::mail::came_of_age::CameOfAge;
use crate::render::mail::consent_withdrawn::ConsentWithdrawn;
use crate::render::mail::consents_expiring::ConsentsExpiring;
use crate::render::mail::daily_root::RootMail;
use crate::render::mail::event_reminder::EventReminder;
use crate::store::{
    Scope, answers, cases, companies, daily_roots, decisions, employees, events, settings, signers,
    users, uses,
};

pub(super) const LEFT: Dropped = Dropped("the user has left");

/// Everyone has answered.
pub(super) async fn all_answered(
    app: &App,
    scope: Scope,
    event: EventId,
    user: UserId,
) -> Result<Written, NotWritten> {
    let (name, locale) = reader(app, scope, user).await?;
    let link = app.console_url(ConsolePage::Event(event));
    let settings = app.console_url(ConsolePage::NotificationSettings);
    let written = app.db.read(scope, move |read| {
        let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
        let Some(event) = events::find(read, event)? else {
            return Ok(Err(Dropped("the shoot was deleted")));
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
        let rendered = AllAnswered {
            locale,
            brand: brand(&company),
            name: name.clone(),
            event: event.name,
            accepted,
            partly,
            on_hold,
            refused,
            link,
            settings,
        }
        .render();
        Ok(Ok(Written::plain(rendered, name)))
    });
    Ok(written.await??)
}

/// An event is near, and some have not answered.
pub(super) async fn event_reminder(
    app: &App,
    scope: Scope,
    event: EventId,
    user: UserId,
) -> Result<Written, NotWritten> {
    let (name, locale) = reader(app, scope, user).await?;
    let zone = app.config.time_zone.clone();
    let link = app.console_url(ConsolePage::Event(event));
    let settings = app.console_url(ConsolePage::NotificationSettings);
    let written = app.db.read(scope, move |read| {
        let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
        let Some(event) = events::find(read, event)? else {
            return Ok(Err(Dropped("the shoot was deleted")));
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
            return Ok(Err(Dropped("everybody has answered")));
        }
        let rendered = EventReminder {
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
            settings,
        }
        .render();
        Ok(Ok(Written::plain(rendered, name)))
    });
    Ok(written.await??)
}

/// A consent was withdrawn.
pub(super) async fn consent_withdrawn(
    app: &App,
    scope: Scope,
    answer: AnswerId,
    decision: DecisionId,
    user: UserId,
) -> Result<Written, NotWritten> {
    let (name, locale) = reader(app, scope, user).await?;
    let zone = app.config.time_zone.clone();
    let link = app.console_url(ConsolePage::Answer(answer));
    let settings = app.console_url(ConsolePage::NotificationSettings);
    let written = app.db.read(scope, move |read| {
        let case = cases::find(read, answer)?.ok_or(Error::NotFound("answer"))?;
        let Some(decided) = decisions::find(read, decision)? else {
            return Ok(Err(Dropped("there is no such decision")));
        };
        let by = signers::find(read, decided.signer)?.ok_or(Error::NotFound("signer"))?;
        // The decision may be on another answer of the same employee and event.
        let all = decisions::of_answer(read, by.answer)?;
        let own = |one: &&Decision| one.signer == by.id && one.id.0 < decision.0;
        let had = all.iter().rev().find(own).map(|one| one.uses.clone());
        let had = had.unwrap_or_else(|| case.answer.offered.clone()).into_iter();
        let gone = had.filter(|one| !decided.uses.contains(one));
        let labels = uses::labels(read, &[by.answer])?;
        let label = |one| labels.label_of(by.answer, locale, one);
        let mut left = case.answer.uses;
        left.retain(|one| !case.answer.held.contains(one));
        let rendered = ConsentWithdrawn {
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
            settings,
        }
        .render();
        Ok(Ok(Written::plain(rendered, name)))
    });
    Ok(written.await??)
}

/// Consents of an event will end: those of one notice that were not answered since.
pub(super) async fn consents_expiring(
    app: &App,
    scope: Scope,
    event: EventId,
    (notice, at): (Notice, Timestamp),
    user: UserId,
) -> Result<Written, NotWritten> {
    let (name, locale) = reader(app, scope, user).await?;
    let zone = app.config.time_zone.clone();
    let link = app.console_url(ConsolePage::Event(event));
    let settings = app.console_url(ConsolePage::NotificationSettings);
    let written = app.db.read(scope, move |read| {
        let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
        let Some(event) = events::find(read, event)? else {
            return Ok(Err(Dropped("the shoot was deleted")));
        };
        let (mut ending, mut asked_again) = (vec![], 0);
        for answer in answers::on_notice(read, event.id, notice, at)? {
            let person = employees::find_any(read, answer.employee)?;
            let end = answer.expires_at.unwrap_or_default().day_in(&zone);
            ending.extend(person.map(|person| (person.name(), end)));
            let again = answers::pending_renewal_of(read, answer.id)?.is_some();
            asked_again += usize::from(again);
        }
        if ending.is_empty() {
            return Ok(Err(Dropped("none of them is about to end any more")));
        }
        let rendered = ConsentsExpiring {
            locale,
            brand: brand(&company),
            name: name.clone(),
            event: event.name,
            ending,
            asked_again,
            link,
            settings,
        }
        .render();
        Ok(Ok(Written::plain(rendered, name)))
    });
    Ok(written.await??)
}

/// The daily root of a number.
pub(super) async fn daily_root(
    app: &App,
    scope: Scope,
    number: i64,
    user: UserId,
) -> Result<Written, NotWritten> {
    let (name, locale) = reader(app, scope, user).await?;
    let company = app.db.read(scope, companies::current).await?;
    let company = company.ok_or(Error::NotFound("company"))?;
    let root = app.db.read_all(move |all| daily_roots::find(all, number)).await?;
    // A restore may have lost it.
    let root = root.ok_or(Dropped("there is no such root"))?;
    let rendered = RootMail {
        locale,
        zone: app.config.time_zone.clone(),
        brand: brand(&company),
        name: name.clone(),
        root,
        link: app.url("/verify/roots"),
        settings: app.console_url(ConsolePage::NotificationSettings),
    }
    .render();
    Ok(Written::plain(rendered, name))
}

/// An employee has come of age, and was asked.
pub(super) async fn came_of_age(
    app: &App,
    scope: Scope,
    employee: EmployeeId,
    at: Timestamp,
    user: UserId,
) -> Result<Written, NotWritten> {
    let (name, locale) = reader(app, scope, user).await?;
    let link = app.console_url(ConsolePage::Employee(employee));
    let written = app.db.read(scope, move |read| {
        let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
        let Some(person) = employees::find(read, employee)? else {
            return Ok(Err(Dropped("the person was deleted")));
        };
        let mut events = vec![];
        for answer in answers::came_of_age(read, employee, at)? {
            events.extend(events::find(read, answer.event)?.map(|event| event.name));
        }
        let rendered = CameOfAge {
            locale,
            brand: brand(&company),
            name: name.clone(),
            person: person.name(),
            events,
            link,
        }
        .render();
        Ok(Ok(Written::plain(rendered, name)))
    });
    Ok(written.await??)
}

/// The name and language of a member. Dropped if they have left the company or are an employee.
pub(super) async fn reader(
    app: &App,
    scope: Scope,
    user: UserId,
) -> Result<(String, Locale), NotWritten> {
    let member = app.db.read(scope, move |read| users::find_member(read, user, false)).await?;
    let member = member.filter(|member| member.role != Role::Employee).ok_or(LEFT)?;
    let chosen = app.db.read_all(move |all| settings::find(all, user)).await?;
    Ok((member.first_name, chosen.map_or(app.config.locale, |settings| settings.locale)))
}
