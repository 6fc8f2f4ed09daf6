//! Creating, changing, deleting and restoring an employee.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde_json::json;

use super::{groups, mailbox, person};
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::billing::Limit;
use crate::model::billing::rules::PlanRules;
use crate::model::employee::{Details, EmployeeInput, GuardianDetails};
use crate::model::person::same_email;
use crate::model::{
    Email, EmployeeId, EventId, Fact, Guardian, GuardianId, Keys, Locale, Once, Person, Timestamp,
    UserId, fold,
};
use crate::store::guardians::Signing;
use crate::store::{
    Scope, Tx, answers, audit, billing, bounces, employees, events, facts, guardians, idempotency,
    mails,
};

const TAKEN: Error = Error::Conflict("employee_exists");

/// Creates an employee. `locale` is used if the input has none.
pub async fn create(
    app: &App,
    scope: Scope,
    input: EmployeeInput,
    locale: Locale,
    once: Option<Once>,
) -> Result<Person> {
    let (details, rules) = (check(app, input, locale)?, app.config.plan_rules());
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                groups::check(tx, &details)?;
                add(tx, rules.as_ref(), &details)
            })
        })
        .await
}

/// Replaces the values of an employee; without language or groups in the input, these stay. After a
/// change of e-mail, links and mails follow, see `mailbox`. If age or guardians change who signs,
/// new requests replace the unanswered ones.
pub async fn update(
    app: &App,
    scope: Scope,
    id: EmployeeId,
    input: EmployeeInput,
) -> Result<Person> {
    let (keys, zone) = (app.keys.clone(), app.config.time_zone.clone());
    app.db
        .write(scope, move |tx| {
            let old = live(tx, id)?;
            let today = tx.now().day_in(&zone);
            let details = input.checked(today, old.employee.fields.locale)?;
            groups::check(tx, &details)?;
            replace(tx, &keys, &zone, &old, &details)?;
            let new = known(tx, id)?;
            facts::record(tx, Fact::EmployeeUpdated { employee: id })?;
            Ok(new)
        })
        .await
}

/// Changes the e-mail of an employee or of one of their guardians, with the consequences of
/// [`update`]. If it is unchanged, does what [`try_email_again`] does.
pub async fn correct_email(
    app: &App,
    scope: Scope,
    id: EmployeeId,
    of: Option<GuardianId>,
    email: String,
    by: UserId,
) -> Result<()> {
    let (keys, zone) = (app.keys.clone(), app.config.time_zone.clone());
    app.db
        .write(scope, move |tx| {
            let old = live(tx, id)?;
            let mut input = EmployeeInput::of(&old);
            let place = match of {
                None => &mut input.email,
                Some(guardian) => {
                    let nth = old.guardians.iter().position(|one| one.id == guardian);
                    let nth = nth.ok_or(Error::NotFound("employee"))?;
                    &mut input.guardians[nth].email
                }
            };
            if same_email(place, email.trim()) {
                return again(tx, id, by);
            }
            *place = email;
            let details = input.checked(tx.now().day_in(&zone), old.employee.fields.locale)?;
            replace(tx, &keys, &zone, &old, &details)?;
            facts::record(tx, Fact::EmployeeUpdated { employee: id })
        })
        .await
}

/// Deletes (soft) an employee with their unanswered requests, whose links are closed until the
/// employee is restored. Given answers stay.
pub async fn delete(app: &App, scope: Scope, id: EmployeeId) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            if !employees::delete(tx, id)? {
                return Err(Error::NotFound("employee"));
            }
            for event in answers::delete_pending_of(tx, id)? {
                events::recount(tx, event)?;
            }
            facts::record(tx, Fact::EmployeeDeleted { employee: id })
        })
        .await
}

/// Deletes employees with their unanswered requests, all at the same instant; those who do not exist
/// are skipped. Returns how many, and the instant.
pub async fn delete_many(
    app: &App,
    scope: Scope,
    ids: Vec<EmployeeId>,
) -> Result<(usize, Timestamp)> {
    app.db
        .write(scope, move |tx| {
            let (mut deleted, mut asked) = (0, BTreeSet::new());
            for id in ids {
                if employees::delete(tx, id)? {
                    deleted += 1;
                    asked.extend(answers::delete_pending_of(tx, id)?);
                    facts::record(tx, Fact::EmployeeDeleted { employee: id })?;
                }
            }
            for event in asked {
                events::recount(tx, event)?;
            }
            Ok((deleted, tx.now()))
        })
        .await
}

/// How many requests would end with these employees.
pub async fn count_waiting(app: &App, scope: Scope, ids: Vec<EmployeeId>) -> Result<i64> {
    app.db.read(scope, move |read| answers::count_pending_of(read, &ids)).await
}

/// The deleted employees who can be restored; of one deletion of many, by its instant.
pub async fn deleted(app: &App, scope: Scope, at: Option<Timestamp>) -> Result<Vec<EmployeeId>> {
    app.db.read(scope, move |read| employees::deleted(read, at)).await
}

/// Restores deleted employees with the requests that were deleted with them. Skips those who are
/// not deleted, or whose name and e-mail another one has now. Returns how many.
pub async fn restore_many(app: &App, scope: Scope, ids: Vec<EmployeeId>) -> Result<usize> {
    let rules = app.config.plan_rules();
    app.db
        .write(scope, move |tx| {
            let (mut restored, mut asked) = (0, BTreeSet::new());
            for id in ids {
                let Some(old) = person(tx, id)?.map(|one| one.employee) else { continue };
                let Some(deleted_at) = old.deleted_at else { continue };
                billing::check(tx, rules.as_ref(), Limit::People, 1)?;
                if employees::restore(tx, &old)? {
                    restored += 1;
                    asked.extend(answers::restore_pending_of(tx, id, deleted_at)?);
                    facts::record(tx, Fact::EmployeeRestored { employee: id })?;
                }
            }
            for event in asked {
                recount(tx, rules.as_ref(), event)?;
            }
            Ok(restored)
        })
        .await
}

/// Restores a deleted employee, with the requests that were deleted with them.
pub async fn restore(app: &App, scope: Scope, id: EmployeeId) -> Result<Person> {
    let rules = app.config.plan_rules();
    app.db
        .write(scope, move |tx| {
            let old = person(tx, id)?.ok_or(Error::NotFound("employee"))?.employee;
            let deleted_at = old.deleted_at.ok_or(Error::Conflict("not_deleted"))?;
            billing::check(tx, rules.as_ref(), Limit::People, 1)?;
            if !employees::restore(tx, &old)? {
                return Err(TAKEN);
            }
            for event in answers::restore_pending_of(tx, id, deleted_at)? {
                recount(tx, rules.as_ref(), event)?;
            }
            facts::record(tx, Fact::EmployeeRestored { employee: id })?;
            known(tx, id)
        })
        .await
}

/// Counts an event to which requests came back; others may have been asked in their place.
fn recount(tx: &Tx, rules: Option<&PlanRules>, id: EventId) -> Result<()> {
    events::recount(tx, id)?;
    match events::find(tx, id)? {
        Some(event) => billing::check_restored(tx, rules, &event),
        None => Ok(()),
    }
}

/// Allows mails again to an employee and their guardians whose mails bounced. Mails about
/// unanswered requests that did not arrive are queued again first.
pub async fn try_email_again(app: &App, scope: Scope, id: EmployeeId, by: UserId) -> Result<()> {
    app.db.write(scope, move |tx| again(tx, id, by)).await
}

fn again(tx: &Tx, id: EmployeeId, by: UserId) -> Result<()> {
    let Person { employee, guardians, .. } = known(tx, id)?;
    let addresses = guardians.iter().map(|one| &one.email).chain([&employee.email]);
    for address in addresses {
        if let Ok(email) = Email::parse(address) {
            if bounces::is_noted(tx, &email.key)? {
                mails::repeat(tx, id, address)?;
            }
            bounces::forget(tx, &email.key)?;
        }
    }
    mails::try_again(tx, id)?;
    audit::note_in(tx, Some(by), AuditAction::TryEmailAgain, json!({ "employee": id }))
}

/// Creates an employee whose groups have been checked, and records the fact. What the plan says is read
/// with the employee: if it refuses, the transaction fails.
fn add(tx: &Tx, rules: Option<&PlanRules>, details: &Details) -> Result<Person> {
    let id = insert(tx, None, details)?;
    facts::record(tx, Fact::EmployeeCreated { employee: id })?;
    let Some(rules) = rules else { return known(tx, id) };
    let found = employees::find_within_plan(tx, id)?;
    let (employee, found) = found.ok_or(Error::NotFound("employee"))?;
    // They are counted already.
    found.allows(rules, Limit::People, 0, tx.now())?;
    employees::whole(tx, employee)
}

/// As [`add`], for one of several: it is refused before anything is written.
pub(super) fn add_one(tx: &Tx, rules: Option<&PlanRules>, details: &Details) -> Result<Person> {
    let id = insert(tx, rules, details)?;
    facts::record(tx, Fact::EmployeeCreated { employee: id })?;
    known(tx, id)
}

/// As [`add_one`], without the fact.
pub(super) fn insert(tx: &Tx, rules: Option<&PlanRules>, details: &Details) -> Result<EmployeeId> {
    billing::check(tx, rules, Limit::People, 1)?;
    let id = employees::create(tx, details)?.ok_or(TAKEN)?;
    for guardian in &details.guardians {
        guardians::create(tx, id, guardian)?;
    }
    groups::set(tx, id, details)?;
    Ok(id)
}

/// Updates an employee to `details`, with the consequences for their requests. Does not record the
/// fact.
pub(super) fn replace(
    tx: &Tx,
    keys: &Keys,
    zone: &TimeZone,
    old: &Person,
    details: &Details,
) -> Result<()> {
    if !employees::update(tx, &old.employee, details)? {
        return Err(TAKEN);
    }
    if !same_email(&old.employee.email, &details.email.address) {
        mailbox::of_employee_moved(tx, keys, &old.employee, &details.email.address)?;
    }
    for (guardian, to) in replace_guardians(tx, old, details)? {
        mailbox::of_guardian_moved(tx, keys, &guardian, to.as_deref())?;
    }
    groups::set(tx, old.employee.id, details)?;
    ask_who_signs_now(tx, keys, zone, &known(tx, old.employee.id)?)
}

fn check(app: &App, input: EmployeeInput, locale: Locale) -> Result<Details> {
    input.checked(app.now().day_in(&app.config.time_zone), locale)
}

fn live(tx: &Tx, id: EmployeeId) -> Result<Person> {
    person(tx, id)?
        .filter(|person| person.employee.deleted_at.is_none())
        .ok_or(Error::NotFound("employee"))
}

/// The employee just written.
fn known(tx: &Tx, id: EmployeeId) -> Result<Person> {
    person(tx, id)?.ok_or(Error::NotFound("employee"))
}

fn ask_who_signs_now(tx: &Tx, keys: &Keys, zone: &TimeZone, person: &Person) -> Result<()> {
    for pending in answers::pending_of_employee(tx, person.employee.id)? {
        let Some(event) = events::find(tx, pending.event)? else { continue };
        let day = pending.signing_day(event.start, tx.now());
        let signing = Signing::of(tx, person.clone(), day, zone);
        let signing = signing.map_err(|code| Error::invalid("guardians", code))?;
        answers::ask_who_signs_now(tx, keys, &pending, &signing)?;
        events::recount(tx, pending.event)?;
    }
    Ok(())
}

/// Guardians with a new e-mail; None: no longer a guardian.
type Moved = Vec<(Guardian, Option<String>)>;

/// Replaces the guardians of an employee. One with the same name is the same guardian, perhaps with
/// a corrected e-mail. Anyone else is a new guardian, who has no access to what the former one was
/// sent, decided or signed.
fn replace_guardians(tx: &Tx, old: &Person, details: &Details) -> Result<Moved> {
    let mut gone = old.guardians.clone();
    let mut wanted: Vec<&GuardianDetails> = details.guardians.iter().collect();
    let mut moved = vec![];
    // Of two with the same name, the one with the same e-mail is matched first.
    for keeps_mailbox in [true, false] {
        let mut new = vec![];
        for one in wanted {
            let to = &one.email.address;
            let is_same = |known: &Guardian| {
                fold(&known.first_name) == fold(&one.first_name)
                    && fold(&known.last_name) == fold(&one.last_name)
                    && (!keeps_mailbox || same_email(&known.email, to))
            };
            let Some(at) = gone.iter().position(is_same) else {
                new.push(one);
                continue;
            };
            let guardian = gone.remove(at);
            guardians::update(tx, guardian.id, one)?;
            if !keeps_mailbox {
                moved.push((guardian, Some(to.clone())));
            }
        }
        wanted = new;
    }
    for one in wanted {
        guardians::create(tx, old.employee.id, one)?;
    }
    for guardian in gone {
        guardians::delete(tx, guardian.id)?;
        moved.push((guardian, None));
    }
    Ok(moved)
}
