//! Shoots: planned, moved, deleted, brought back, and kept in step with their
//! answers and the clock.

mod duplicate;
mod participants;
mod settle;
mod synchronise;
mod write;

pub use duplicate::{Copy, duplicate};
pub use participants::{Participant, participants};
pub use settle::settle;
pub use synchronise::{Synchronised, synchronise};
pub use write::{Planned, create, delete, restore, update};

use crate::App;
use crate::error::{Error, Result};
use crate::model::{Answer, Event, EventId, Member, Page, PageQuery, Person};
pub use crate::store::events::{Filter, Order};
use crate::store::{Reach, Scope, answers, employees, events, users};

/// A shoot within reach.
pub async fn find(app: &App, scope: Scope, id: EventId) -> Result<Event> {
    app.db.read(scope, move |read| events::find(read, id)).await?.ok_or(Error::NotFound("event"))
}

/// The shoots within reach.
pub async fn list(
    app: &App,
    scope: Scope,
    query: PageQuery<Order>,
    filter: Filter,
) -> Result<Page<Event>> {
    app.db
        .read(scope, move |read| {
            if let Some(partner) = filter.partner {
                // Whoever sees their own shoots only is told of no colleague.
                let known = match read.scope().reach() {
                    Reach::PartnerOf(own) => partner == own,
                    _ => users::find_member(read, partner, true)?.is_some(),
                };
                if !known {
                    return Err(Error::invalid("partnerId", "unknown"));
                }
            }
            events::list(read, &query, &filter)
        })
        .await
}

/// The deleted shoots, the latest deleted first.
pub async fn list_deleted(app: &App, scope: Scope, query: PageQuery<()>) -> Result<Page<Event>> {
    app.db.read(scope, move |read| events::list_deleted(read, query.page, query.limit)).await
}

/// A shoot with all that belongs to it.
pub struct Details {
    pub event: Event,
    /// Also one who has left the company since.
    pub partner: Option<Member>,
    /// By name.
    pub people: Vec<Person>,
    /// In the order people were asked.
    pub answers: Vec<Answer>,
}

/// A shoot with all that belongs to it, as of one instant.
pub async fn details(app: &App, scope: Scope, id: EventId) -> Result<Details> {
    app.db
        .read(scope, move |read| {
            let event = events::find(read, id)?.ok_or(Error::NotFound("event"))?;
            let partner = match event.partner {
                Some(user) => users::find_member(read, user, true)?,
                None => None,
            };
            let mut people = vec![];
            for employee in employees::of_event(read, id)? {
                people.push(employees::whole(read, employee)?);
            }
            Ok(Details { event, partner, people, answers: answers::of_event(read, id)? })
        })
        .await
}
