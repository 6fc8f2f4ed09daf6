//! Planning, changing, deleting and restoring an event.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::settle::{queue_timers, record_and_recount};
use crate::App;
use crate::error::{Error, Result};
use crate::model::billing::Limit;
use crate::model::billing::rules::PlanRules;
use crate::model::event::{Invited, Plan, PlanInput};
use crate::model::{
    Answer, AnswerState, Check, EmployeeId, Event, EventId, Fact, Keys, Once, Person, Timestamp,
    UserId, group,
};
use crate::store::guardians::Signing;
use crate::store::{
    Read, Scope, Tx, answers, employees, event_groups, events, facts, groups, guardians,
    idempotency, links, memberships, signers,
};

/// A new event with its requests.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Planned {
    pub event: Event,
    pub answers: Vec<Answer>,
}

/// Plans an event and asks all its employees; nothing is written if one of them cannot be asked. An
/// employee named twice is asked once.
pub async fn create(
    app: &App,
    scope: Scope,
    by: UserId,
    input: PlanInput,
    invited: impl Into<Invited>,
    once: Option<Once>,
) -> Result<Planned> {
    let invited = invited.into();
    let inner = app.clone();
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                let mut check = Check::new();
                let everybody = everybody(tx, &mut check, &invited)?;
                check_partner(tx, &mut check, input.partner)?;
                let (start, zone) = (input.start, &inner.config.time_zone);
                let plan = input.checked(tx.now(), &mut check);
                let (asked, _) = who_signs(tx, &mut check, everybody, &invited, start, zone)?;
                let plan = check.finish(plan)?;
                let rules = inner.config.plan_rules();
                let planned = begin(tx, &inner, &plan, &asked, by, rules.as_ref())?;
                for group in &invited.groups {
                    event_groups::remember(tx, planned.event.id, *group)?;
                }
                Ok(planned)
            })
        })
        .await
}

/// All invited employees, each with the field that names them. A group member is named by the
/// group's index and their id: `groupIds.0.employees.17`.
pub(super) fn everybody(
    read: &Read,
    check: &mut Check,
    invited: &Invited,
) -> Result<Vec<(String, EmployeeId)>> {
    let Invited { people, groups: named, .. } = invited;
    check.require(people.len() <= Plan::PEOPLE, "employeeIds", "too_many_people");
    check.require(named.len() <= group::GROUPS, "groupIds", "too_many_groups");
    let mut all: Vec<(String, EmployeeId)> = vec![];
    let mut seen = BTreeSet::new();
    for (nth, id) in people.iter().take(Plan::PEOPLE).enumerate() {
        seen.insert(*id);
        all.push((format!("employeeIds.{nth}"), *id));
    }
    for (nth, id) in named.iter().take(group::GROUPS).enumerate() {
        if !groups::exists(read, *id)? {
            check.refuse(format!("groupIds.{nth}"), "unknown");
            continue;
        }
        for member in groups::members(read, *id)? {
            if seen.insert(member) {
                all.push((format!("groupIds.{nth}.employees.{}", member.0), member));
            }
        }
        if seen.len() > Plan::PEOPLE {
            check.refuse("groupIds", "too_many_people");
            break;
        }
    }
    all.truncate(Plan::PEOPLE);
    Ok(all)
}

/// Who signs for each of these employees on a day, and how many are left out. Those who cannot be
/// asked are errors, unless they are to be left out.
pub(super) fn who_signs(
    read: &Read,
    check: &mut Check,
    people: Vec<(String, EmployeeId)>,
    invited: &Invited,
    day: Timestamp,
    zone: &jiff::tz::TimeZone,
) -> Result<(Vec<Signing>, u32)> {
    let ids: Vec<EmployeeId> = people.iter().map(|(_, id)| *id).collect();
    let found = employees::find_all(read, &ids)?;
    let persons: HashMap<EmployeeId, Person> = employees::all_whole(read, found)?
        .into_iter()
        .map(|person| (person.employee.id, person))
        .collect();
    let (mut asked, mut left_out) = (vec![], 0);
    for (field, id) in people {
        let signing = match persons.get(&id) {
            Some(person) => Signing::of(read, person.clone(), day, zone),
            None => Err("unknown"),
        };
        match signing {
            Ok(person) => asked.push(person),
            Err("guardian_required") if invited.leaves_out => left_out += 1,
            Err(code) => check.refuse(field, code),
        }
    }
    Ok((asked, left_out))
}

/// The event just created, which the plan must allow, without a payment for each of so many people.
fn allowed(tx: &Tx, id: EventId, rules: &PlanRules, people: usize) -> Result<Event> {
    let now = tx.now();
    let found = events::find_within_plan(tx, id, rules.month(now))?;
    let (event, found) = found.ok_or(Error::NotFound("event"))?;
    // It is counted already.
    found.allows(rules, Limit::Events, 0, now)?;
    let plan = rules.access(&found.standing, now).plan;
    match rules.price_of(plan, u32::try_from(people).unwrap_or(u32::MAX)) {
        Some(price) if price > 0 => Err(Error::QuotaReached("payment_needed")),
        _ => Ok(event),
    }
}

/// Creates an event and its requests from a checked plan, if the rules of billing allow it; None: it is
/// paid for, or nothing is billed.
pub(super) fn begin(
    tx: &Tx,
    app: &App,
    plan: &Plan,
    asked: &[Signing],
    by: UserId,
    rules: Option<&PlanRules>,
) -> Result<Planned> {
    let id = events::create(tx, plan, by)?;
    let event = match rules {
        Some(rules) => allowed(tx, id, rules, asked.len())?,
        None => known(tx, id)?,
    };
    let expires = event.link_expires_at(tx.now(), app.config.consent.link_days);
    answers::ask_first(tx, &app.keys, id, asked, expires)?;
    events::recount_unrecorded(tx, id)?;
    queue_timers(tx, &event)?;
    facts::record(tx, Fact::EventCreated { event: id })?;
    Ok(Planned { event: known(tx, id)?, answers: answers::of_event(tx, id)? })
}

/// Replaces name, dates, place, description and partner. Links of unanswered requests stay open
/// until the day after the new end, at least; changed documents are shown again before they can be
/// signed. If the new day changes who must sign because of their age, new requests replace the
/// unanswered ones. `revision`: that of the event which the caller has seen, if it matters.
///
/// # Errors
/// [`Error::Conflict`] `event_changed`, if the event has another revision.
pub async fn update(
    app: &App,
    scope: Scope,
    id: EventId,
    input: PlanInput,
    revision: Option<i64>,
) -> Result<Event> {
    let (keys, zone) = (app.keys.clone(), app.config.time_zone.clone());
    app.db
        .write(scope, move |tx| {
            let old = known(tx, id)?;
            let mut check = Check::new();
            if input.partner != old.partner {
                check_partner(tx, &mut check, input.partner)?;
            }
            if input.start < old.start {
                let of_age = signed_of_age(tx, id, input.start, &zone)?;
                check.require(of_age, "start", "makes_minors");
            }
            let plan = input.checked(tx.now(), &mut check);
            if !events::update(tx, id, &check.finish(plan)?, revision)? {
                return Err(Error::Conflict("event_changed"));
            }
            let event = known(tx, id)?;
            if !ask_who_signs_now(tx, &keys, &zone, &event)? {
                return Err(Error::invalid("start", "makes_minors"));
            }
            keep_links_open(tx, &event)?;
            queue_timers(tx, &event)?;
            record_and_recount(tx, id, Fact::EventUpdated { event: id })?;
            known(tx, id)
        })
        .await
}

/// Deletes (soft) an event. It cannot be answered until it is restored. Given answers and their
/// evidence stay.
pub async fn delete(app: &App, scope: Scope, id: EventId) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            if !events::delete(tx, id)? {
                return Err(Error::NotFound("event"));
            }
            // The fact that it closed is not recorded: the deletion implies it.
            events::recount_unrecorded(tx, id)?;
            facts::record(tx, Fact::EventDeleted { event: id })
        })
        .await
}

/// Restores a deleted event. Its links are valid again, unless the signers have changed.
pub async fn restore(app: &App, scope: Scope, id: EventId) -> Result<Event> {
    let (keys, zone) = (app.keys.clone(), app.config.time_zone.clone());
    app.db
        .write(scope, move |tx| {
            events::find_any(tx, id)?.ok_or(Error::NotFound("event"))?;
            if !events::restore(tx, id)? {
                return Err(Error::Conflict("not_deleted"));
            }
            if !ask_who_signs_now(tx, &keys, &zone, &known(tx, id)?)? {
                return Err(Error::Conflict("guardian_required"));
            }
            facts::record(tx, Fact::EventRestored { event: id })?;
            events::recount(tx, id)?;
            known(tx, id)
        })
        .await
}

pub(super) fn known(tx: &Tx, id: EventId) -> Result<Event> {
    events::find(tx, id)?.ok_or(Error::NotFound("event"))
}

pub(super) fn check_partner(read: &Read, check: &mut Check, partner: Option<UserId>) -> Result<()> {
    if let Some(user) = partner {
        check.require(memberships::exists(read, user)?, "partnerId", "unknown");
    }
    Ok(())
}

/// Whether every employee who has signed for themselves would be of age on a day.
fn signed_of_age(
    read: &Read,
    event: EventId,
    day: Timestamp,
    zone: &jiff::tz::TimeZone,
) -> Result<bool> {
    for answer in answers::of_event(read, event)? {
        let person = employees::find_any(read, answer.employee)?;
        if answer.state == AnswerState::Accepted
            && person.is_some_and(|person| person.is_minor(day, zone))
            && signers::of_answer(read, answer.id)?.iter().any(|signer| signer.guardian.is_none())
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Replaces the unanswered requests whose signers change with the day of the event; false if a
/// guardian is needed and there is none.
fn ask_who_signs_now(
    tx: &Tx,
    keys: &Keys,
    zone: &jiff::tz::TimeZone,
    event: &Event,
) -> Result<bool> {
    for id in answers::pending_of_event(tx, event.id)? {
        let Some(pending) = answers::find(tx, id)? else { continue };
        let day = pending.signing_day(event.start, tx.now());
        match guardians::signing(tx, pending.employee, day, zone)? {
            Ok(signing) => {
                answers::ask_who_signs_now(tx, keys, &pending, &signing)?;
            }
            Err("guardian_required") => return Ok(false),
            // The employee was deleted since, with the request.
            Err(_) => {}
        }
    }
    Ok(true)
}

fn keep_links_open(tx: &Tx, event: &Event) -> Result<()> {
    let until = event.end.plus(Timestamp::DAY);
    for id in answers::pending_of_event(tx, event.id)? {
        let Some(answer) = answers::find(tx, id)? else { continue };
        if answer.link_expires_at < until {
            answers::update_pending(tx, id, answer.locale, until)?;
            links::extend(tx, id, None, until)?;
        }
    }
    Ok(())
}
