//! Events: planned, changed, deleted, restored. Their status follows their answers and the clock.

mod duplicate;
mod invite;
mod order;
mod participants;
mod settle;
mod synchronise;
mod write;

pub use duplicate::{Copy, duplicate, people_of};
pub use invite::{AskedMore, Prospect, Prospects, ask_more, groups_of, prospects};
pub use order::{create_ordered, draft};
pub use participants::{Participant, names, participants};
pub use settle::settle;
pub use synchronise::{Synchronised, synchronise};
pub use write::{Planned, create, delete, restore, update};

use crate::App;
use crate::error::{Error, Result};
use crate::model::{Answer, Event, EventId, Member, Page, PageQuery, Person};
pub use crate::store::events::{Filter, Order};
use crate::store::{Reach, Scope, answers, employees, events, users};

/// An event of the scope.
pub async fn find(app: &App, scope: Scope, id: EventId) -> Result<Event> {
    app.db.read(scope, move |read| events::find(read, id)).await?.ok_or(Error::NotFound("event"))
}

/// The events of the scope.
pub async fn list(
    app: &App,
    scope: Scope,
    query: PageQuery<Order>,
    filter: Filter,
) -> Result<Page<Event>> {
    app.db
        .read(scope, move |read| {
            if let Some(partner) = filter.partner {
                // A partner, who sees only their own events, cannot find out who else is a member.
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

/// The deleted events, the latest deleted first.
pub async fn list_deleted(app: &App, scope: Scope, query: PageQuery<()>) -> Result<Page<Event>> {
    app.db.read(scope, move |read| events::list_deleted(read, query.page, query.limit)).await
}

/// An event with its partner, employees and answers.
pub struct Details {
    pub event: Event,
    /// Also if they have left the company.
    pub partner: Option<Member>,
    /// By name.
    pub people: Vec<Person>,
    /// In the order in which they were requested.
    pub answers: Vec<Answer>,
}

/// An event with its partner, employees and answers, as of one instant.
pub async fn details(app: &App, scope: Scope, id: EventId) -> Result<Details> {
    app.db
        .read(scope, move |read| {
            let event = events::find(read, id)?.ok_or(Error::NotFound("event"))?;
            let partner = match event.partner {
                Some(user) => users::find_member(read, user, true)?,
                None => None,
            };
            let people = employees::all_whole(read, employees::of_event(read, id)?)?;
            Ok(Details { event, partner, people, answers: answers::of_event(read, id)? })
        })
        .await
}
