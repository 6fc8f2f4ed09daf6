//! Who is to be photographed, for who photographs them.

use std::collections::BTreeMap;

use crate::App;
use crate::error::{Error, Result};
use crate::model::{Answer, EmailState, EmployeeId, EventId};
use crate::store::mails::{self, NotArrived};
use crate::store::{Scope, answers, bounces, employees, events};

/// Somebody of a shoot, by name, and where their consent stands. No e-mail, no
/// number, no age: that is not needed to photograph people.
pub struct Participant {
    pub employee: EmployeeId,
    /// Both names are empty once the person has been erased.
    pub first_name: String,
    pub last_name: String,
    /// The answer that counts: the latest that was given, or the one that is waited for.
    pub answer: Answer,
    /// Whether mails to whoever signs arrive.
    pub email_state: EmailState,
    /// The request has not reached whoever signs.
    pub not_arrived: Option<NotArrived>,
}

/// The people of a shoot within reach.
pub async fn participants(app: &App, scope: Scope, id: EventId) -> Result<Vec<Participant>> {
    app.db
        .read(scope, move |read| {
            events::find(read, id)?.ok_or(Error::NotFound("event"))?;
            let standing = answers::standing_of_event(read, id)?;
            let mut standing: BTreeMap<EmployeeId, Answer> =
                standing.into_iter().map(|answer| (answer.employee, answer)).collect();
            let bounced = bounces::of_event(read, id)?;
            let mut people = vec![];
            for person in employees::of_event(read, id)? {
                if let Some(answer) = standing.remove(&person.id) {
                    people.push((person.id, person.first_name, person.last_name, answer));
                }
            }
            // Whoever is left has been erased: what they answered counts, and has no name.
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
