//! Who is to be photographed, for who photographs them.

use std::collections::BTreeMap;

use crate::App;
use crate::error::{Error, Result};
use crate::model::{Answer, AnswerState, EmailState, EmployeeId, EventId};
use crate::store::mails::{self, NotArrived};
use crate::store::{Scope, answers, bounces, employees, events};

/// Somebody of a shoot, by name, and where their consent stands. No e-mail, no
/// number, no age: that is not needed to photograph people.
pub struct Participant {
    pub employee: EmployeeId,
    pub first_name: String,
    pub last_name: String,
    /// The answer that counts: the latest that was given, or the one that is waited for.
    pub answer: Answer,
    /// Whether letters to whoever signs arrive.
    pub email_state: EmailState,
    /// The request has not reached whoever signs.
    pub not_arrived: Option<NotArrived>,
}

/// The people of a shoot within reach.
pub async fn participants(app: &App, scope: Scope, id: EventId) -> Result<Vec<Participant>> {
    app.db
        .read(scope, move |read| {
            events::find(read, id)?.ok_or(Error::NotFound("event"))?;
            let mut standing: BTreeMap<EmployeeId, Answer> = BTreeMap::new();
            for answer in answers::of_event(read, id)? {
                let before = standing.get(&answer.employee);
                // A renewal counts once it is answered.
                let counts = answer.state != AnswerState::Pending
                    || before.is_none_or(|before| before.state == AnswerState::Pending);
                if counts {
                    standing.insert(answer.employee, answer);
                }
            }
            let bounced = bounces::of_event(read, id)?;
            let asked: Vec<_> = standing.values().map(|answer| answer.id).collect();
            let mut not_arrived = mails::not_arrived(read, &asked)?;
            let people = employees::of_event(read, id)?.into_iter().filter_map(|person| {
                let answer = standing.remove(&person.id)?;
                Some(Participant {
                    employee: person.id,
                    first_name: person.first_name,
                    last_name: person.last_name,
                    not_arrived: not_arrived.remove(&answer.id),
                    email_state: bounced.get(&answer.id).copied().unwrap_or_default(),
                    answer,
                })
            });
            Ok(people.collect())
        })
        .await
}
