//! Copying an event to another day.

use jiff::tz::TimeZone;

use super::write::{Planned, begin, known};
use crate::App;
use crate::error::Result;
use crate::model::calendar::same_length;
use crate::model::event::{Plan, PlanInput};
use crate::model::{Address, Check, EmployeeId, EventId, Locale, Once, Timestamp, UserId};
use crate::render::words;
use crate::store::{
    Read, Scope, answers, employees, event_groups, guardians, idempotency, memberships, settings,
};

/// What the copy takes from the original.
pub struct Copy {
    pub start: Timestamp,
    /// None: as long as the original, in the user's time zone.
    pub end: Option<Timestamp>,
    /// None: the original's, marked as a copy.
    pub name: Option<String>,
    pub keep_address: bool,
    /// Keeps the partner, unless they have left the company.
    pub keep_partner: bool,
    /// Asks the same employees, except deleted ones.
    pub keep_people: bool,
    /// Whether people who cannot be asked are left out; else nothing is copied.
    pub leaves_out: bool,
}

/// Creates a copy of an event. If one of the employees cannot be asked, nothing is created.
pub async fn duplicate(
    app: &App,
    scope: Scope,
    by: UserId,
    id: EventId,
    copy: Copy,
    locale: Locale,
    once: Option<Once>,
) -> Result<Planned> {
    let inner = app.clone();
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                let app = &inner;
                let old = known(tx, id)?;
                let zone = zone_of(tx, by, app)?;
                let partner = match old.partner {
                    Some(user) if copy.keep_partner && memberships::exists(tx, user)? => Some(user),
                    _ => None,
                };
                let end =
                    copy.end.unwrap_or_else(|| same_length(old.start, old.end, copy.start, &zone));
                let name = copy.name.clone().unwrap_or_else(|| marked(&old.name, locale));
                let address =
                    if copy.keep_address { old.address.clone() } else { Address::default() };
                let (description, client) = (old.description.clone(), old.client.clone());
                let start = copy.start;
                let input = PlanInput { name, description, client, start, end, address, partner };
                let mut check = Check::new();
                let mut asked = vec![];
                if copy.keep_people {
                    let people = asked_before(tx, id)?;
                    check.require(people.len() <= Plan::PEOPLE, "keepPeople", "too_many_people");
                    for person in people.into_iter().take(Plan::PEOPLE) {
                        match guardians::signing(tx, person, start, &app.config.time_zone)? {
                            Ok(signing) => asked.push(signing),
                            Err(_) if copy.leaves_out => {}
                            Err(code) => check.refuse("keepPeople", code),
                        }
                    }
                }
                let plan = input.checked(tx.now(), &mut check);
                let plan = check.finish(plan)?;
                let rules = app.config.plan_rules();
                let planned = begin(tx, app, &plan, &asked, by, rules.as_ref())?;
                if copy.keep_people {
                    for group in event_groups::of_event(tx, id)? {
                        event_groups::remember(tx, planned.event.id, group)?;
                    }
                }
                Ok(planned)
            })
        })
        .await
}

/// The people that a copy of an event would ask.
pub async fn people_of(app: &App, scope: Scope, id: EventId) -> Result<Vec<EmployeeId>> {
    app.db.read(scope, move |read| asked_before(read, id)).await
}

/// The employees asked about an event, without deleted ones, each once.
fn asked_before(read: &Read, id: EventId) -> Result<Vec<EmployeeId>> {
    let mut people = vec![];
    for answer in answers::of_event(read, id)? {
        if !people.contains(&answer.employee) && employees::find(read, answer.employee)?.is_some() {
            people.push(answer.employee);
        }
    }
    Ok(people)
}

/// The name marked as a copy, shortened to the allowed length.
fn marked(name: &str, locale: Locale) -> String {
    let mark = |name: &str| words(locale).say_with("calendar-copy", [("name", name.into())]);
    let over = mark(name).chars().count().saturating_sub(Plan::NAME);
    let kept: String = name.chars().take(name.chars().count().saturating_sub(over)).collect();
    mark(kept.trim_end()).into_owned()
}

fn zone_of(read: &Read, user: UserId, app: &App) -> Result<TimeZone> {
    let set = settings::place_of_member(read, user)?;
    let set = set.and_then(|(_, zone)| TimeZone::get(&zone).ok());
    Ok(set.unwrap_or_else(|| app.config.time_zone.clone()))
}
