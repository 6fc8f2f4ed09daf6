//! Mails to members of the company about the terms of consents.

use super::recipient::brand;
use super::studio::reader;
use super::{Dropped, Written};
use crate::App;
use crate::error::{Error, Result};
use crate::model::renewal::Notice;
use crate::model::{ConsolePage, EmployeeId, EventId, Timestamp, UserId};
use crate::render::mail;
use crate::store::{Scope, answers, companies, employees, events};

const LEFT: Dropped = "the user has left";

/// Consents of an event will end: those of one notice that were not answered since.
pub(super) async fn expiring(
    app: &App,
    scope: Scope,
    event: EventId,
    (notice, at): (Notice, Timestamp),
    user: UserId,
) -> Result<Result<Written, Dropped>> {
    let Some((name, locale)) = reader(app, scope, user).await? else { return Ok(Err(LEFT)) };
    let zone = app.config.time_zone.clone();
    let link = app.console_url(ConsolePage::Event(event));
    app.db
        .read(scope, move |read| {
            let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
            let Some(event) = events::find(read, event)? else {
                return Ok(Err("the shoot was deleted"));
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
                return Ok(Err("none of them is about to end any more"));
            }
            let rendered = mail::ConsentsExpiring {
                locale,
                brand: brand(&company),
                name: name.clone(),
                event: event.name,
                ending,
                asked_again,
                link,
            }
            .render();
            Ok(Ok(Written { rendered, name, sender: None, reply_to: None, attachments: vec![] }))
        })
        .await
}

/// An employee has come of age, and was asked.
pub(super) async fn came_of_age(
    app: &App,
    scope: Scope,
    employee: EmployeeId,
    at: Timestamp,
    user: UserId,
) -> Result<Result<Written, Dropped>> {
    let Some((name, locale)) = reader(app, scope, user).await? else { return Ok(Err(LEFT)) };
    let link = app.console_url(ConsolePage::Employee(employee));
    app.db
        .read(scope, move |read| {
            let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
            let Some(person) = employees::find(read, employee)? else {
                return Ok(Err("the person was deleted"));
            };
            let mut events = vec![];
            for answer in answers::came_of_age(read, employee, at)? {
                events.extend(events::find(read, answer.event)?.map(|event| event.name));
            }
            let rendered = mail::CameOfAge {
                locale,
                brand: brand(&company),
                name: name.clone(),
                person: person.name(),
                events,
                link,
            }
            .render();
            Ok(Ok(Written { rendered, name, sender: None, reply_to: None, attachments: vec![] }))
        })
        .await
}
