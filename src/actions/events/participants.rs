//! The participants of an event, for its partner.

use std::collections::BTreeMap;

use crate::App;
use crate::error::{Error, Result};
use crate::model::{Answer, EmailState, EmployeeId, EventId};
use crate::store::mails::{self, NotArrived};
use crate::store::{Scope, answers, bounces, employees, events};

/// A participant: an employee's name, and the state of their consent. Contact data and age are left
/// out, because photographing does not need them.
pub struct Participant {
    pub employee: EmployeeId,
    /// Both names are empty once the employee is erased.
    pub first_name: String,
    pub last_name: String,
    /// The answer that counts: the last given one, or else the pending one.
    pub answer: Answer,
    /// Whether mails to the signers arrive.
    pub email_state: EmailState,
    /// Set if the request did not reach its signers.
    pub not_arrived: Option<NotArrived>,
}

/// The participants of an event.
pub async fn participants(app: &App, scope: Scope, id: EventId) -> Result<Vec<Participant>> {
    app.db
        .read(scope, move |read| {
            events::find(read, id)?.ok_or(Error::NotFound("event"))?;
            let standing = answers::standing_of_event(read, id)?;
            let mut standing: BTreeMap<EmployeeId, Answer> =
                standing.into_iter().map(|answer| (answer.employee, answer)).collect();
            let bounced = bounces::of_event(read, id)?;
            let mut people = vec![];
            for (person, first_name, last_name) in employees::names_of_event(read, id)? {
                if let Some(answer) = standing.remove(&person) {
                    people.push((person, first_name, last_name, answer));
                }
            }
            // The others are erased: their answers count, but have no name.
            for (employee, answer) in standing {
                people.push((employee, String::new(), String::new(), answer));
            }
            let asked: Vec<_> = people.iter().map(|(.., answer)| answer.id).collect();
            let mut not_arrived = mails::not_arrived(read, &asked)?;
            let participant = |(employee, first_name, last_name, answer): (_, _, _, Answer)| {
                let email_state = bounced.get(&answer.id).copied().unwrap_or_default();
                let not_arrived = not_arrived.remove(&answer.id);
                Participant { employee, first_name, last_name, answer, email_state, not_arrived }
            };
            Ok(people.into_iter().map(participant).collect())
        })
        .await
}

/// The ids and both names of the participants who are not erased, by name.
pub async fn names(
    app: &App,
    scope: Scope,
    id: EventId,
) -> Result<Vec<(EmployeeId, String, String)>> {
    app.db
        .read(scope, move |read| {
            events::find(read, id)?.ok_or(Error::NotFound("event"))?;
            employees::names_of_event(read, id)
        })
        .await
}
