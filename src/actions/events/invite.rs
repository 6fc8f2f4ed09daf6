//! Who would be asked for consent, and asking more people.

use serde::{Deserialize, Serialize};

use super::write::{everybody, known, who_signs};
use crate::App;
use crate::error::{Error, Result};
use crate::model::event::{Invited, Plan};
use crate::model::{
    Check, EmailState, EmployeeId, EventId, Guardian, Once, Person, Timestamp, group,
};
use crate::store::guardians::Signing;
use crate::store::{Scope, answers, billing, employees, event_groups, events, groups, idempotency};

/// Somebody who is to be asked, and who would be written to.
pub struct Prospect {
    pub person: Person,
    /// The guardians who would sign; empty if the employee signs themselves.
    pub by: Vec<Guardian>,
    /// Why they cannot be asked: the code of a field's error.
    pub refused: Option<&'static str>,
    /// Whether they have a request for this event already.
    pub is_asked: bool,
}

impl Prospect {
    /// The addresses that would be written to, each with its state.
    pub fn mailboxes(&self) -> Vec<(&str, EmailState)> {
        let employee = &self.person.employee;
        match self.by.as_slice() {
            [] => vec![(&employee.email, employee.email_state)],
            by => by.iter().map(|one| (one.email.as_str(), one.email_state)).collect(),
        }
    }
}

/// The people and groups that a form names, and who would be asked. Nobody is asked.
pub struct Prospects {
    pub groups: Vec<crate::model::Group>,
    /// The employees named themselves, in this order.
    pub people: Vec<Person>,
    /// Everybody, by name.
    pub everybody: Vec<Prospect>,
}

/// Who would be asked about an event on a day: of these employees and groups those that exist.
/// `event`: an event that some of them may have been asked about.
pub async fn prospects(
    app: &App,
    scope: Scope,
    day: Timestamp,
    invited: Invited,
    event: Option<EventId>,
) -> Result<Prospects> {
    let zone = app.config.time_zone.clone();
    app.db
        .read(scope, move |read| {
            let mut named = vec![];
            for id in group::each_once(invited.people.clone()).into_iter().take(Plan::PEOPLE) {
                if let Some(employee) = employees::find(read, id)? {
                    named.push(employee);
                }
            }
            let mut known_groups = vec![];
            for id in group::each_once(invited.groups.clone()).into_iter().take(group::GROUPS) {
                known_groups.extend(groups::find(read, id)?);
            }
            let invited = Invited {
                people: named.iter().map(|employee| employee.id).collect(),
                groups: known_groups.iter().map(|group| group.id).collect(),
                ..invited
            };
            let people = employees::all_whole(read, named)?;
            let mut ids: Vec<EmployeeId> = vec![];
            for (_, id) in everybody(read, &mut Check::new(), &invited)? {
                ids.push(id);
            }
            let asked: std::collections::BTreeSet<EmployeeId> = match event {
                Some(event) => {
                    answers::of_event(read, event)?.into_iter().map(|one| one.employee).collect()
                }
                None => Default::default(),
            };
            let found = employees::find_all(read, &ids)?;
            let mut everybody = vec![];
            for person in employees::all_whole(read, found)? {
                let is_asked = asked.contains(&person.employee.id);
                let (by, refused) = match Signing::of(read, person.clone(), day, &zone) {
                    Ok(signing) => (signing.by, None),
                    Err(code) => (vec![], Some(code)),
                };
                everybody.push(Prospect { person, by, refused, is_asked });
            }
            everybody.sort_by_key(|one| {
                let employee = &one.person.employee;
                crate::model::fold(&format!("{} {}", employee.last_name, employee.first_name))
            });
            Ok(Prospects { groups: known_groups, people, everybody })
        })
        .await
}

/// The result of asking more people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedMore {
    pub asked: u32,
    /// Skipped: they have a request already.
    pub known: u32,
    /// Left out: they cannot be asked.
    pub refused: u32,
}

/// Asks more employees and groups about an event, and remembers the groups. Those who have a request
/// are skipped.
pub async fn ask_more(
    app: &App,
    scope: Scope,
    id: EventId,
    invited: Invited,
    once: Option<Once>,
) -> Result<AskedMore> {
    let (keys, zone) = (app.keys.clone(), app.config.time_zone.clone());
    let (days, rules) = (app.config.consent.link_days, app.config.plan_rules());
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                let event = known(tx, id)?;
                let expires = event.link_expires_at(tx.now(), days);
                let mut check = Check::new();
                let people = everybody(tx, &mut check, &invited)?;
                check.require(!people.is_empty(), "employeeIds", "nobody_chosen");
                let (asked, refused) =
                    who_signs(tx, &mut check, people, &invited, event.start, &zone)?;
                check.done()?;
                let mut done = AskedMore { asked: 0, known: 0, refused };
                for signing in asked {
                    match answers::ask(tx, &keys, id, &signing, expires)? {
                        Some(_) => done.asked += 1,
                        None => done.known += 1,
                    }
                }
                for group in &invited.groups {
                    event_groups::remember(tx, id, *group)?;
                }
                events::recount(tx, id)?;
                if done.asked > 0 {
                    billing::check_recipients(tx, rules.as_ref(), &known(tx, id)?)?;
                }
                Ok::<_, Error>(done)
            })
        })
        .await
}

/// The groups that an event was planned with.
pub async fn groups_of(app: &App, scope: Scope, id: EventId) -> Result<Vec<crate::model::Group>> {
    app.db
        .read(scope, move |read| {
            events::find(read, id)?.ok_or(Error::NotFound("event"))?;
            let mut found = vec![];
            for group in event_groups::of_event(read, id)? {
                found.extend(groups::find(read, group)?);
            }
            Ok(found)
        })
        .await
}
