//! Adding, replacing, deleting and restoring a person.

use jiff::tz::TimeZone;
use serde_json::json;

use super::{groups, mailbox, person};
use crate::App;
use crate::error::{Error, Result};
use crate::model::employee::{Details, EmployeeInput, GuardianDetails};
use crate::model::{
    Email, EmployeeId, EventId, Fact, Guardian, GuardianId, Keys, Locale, Once, Person, UserId,
    fold,
};
use crate::store::guardians::Signing;
use crate::store::{
    Scope, Tx, answers, audit, bounces, employees, events, facts, guardians, idempotency, mails,
};

const TAKEN: Error = Error::Conflict("employee_exists");

/// Adds a person; `locale` is for who says nothing about theirs.
pub async fn create(
    app: &App,
    scope: Scope,
    input: EmployeeInput,
    locale: Locale,
    once: Option<Once>,
) -> Result<Person> {
    let details = check(app, input, locale)?;
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                groups::check(tx, &details)?;
                add(tx, &details)
            })
        })
        .await
}

/// Replaces what is known of a person; the language and the groups stay if
/// nothing is said about them. A new e-mail closes every link that went to the old one, and
/// sends what is still unanswered to the new one. Where somebody else has to
/// sign now, for the person's age or guardians are not what they were, what is
/// unanswered is asked anew.
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
            let details = input.checked(today, old.employee.locale)?;
            groups::check(tx, &details)?;
            replace(tx, &keys, &zone, &old, &details)?;
            let new = known(tx, id)?;
            facts::record(tx, Fact::EmployeeUpdated { employee: id })?;
            Ok(new)
        })
        .await
}

/// Gives a person, or a guardian of theirs, another e-mail, with all that follows from it
/// in [`update`]. Where it is the same as before, [`try_email_again`].
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
            if same_mailbox(place, email.trim()) {
                return again(tx, id, by);
            }
            *place = email;
            let details = input.checked(tx.now().day_in(&zone), old.employee.locale)?;
            replace(tx, &keys, &zone, &old, &details)?;
            facts::record(tx, Fact::EmployeeUpdated { employee: id })
        })
        .await
}

/// Deletes a person, and takes back what they were asked and have not answered:
/// its links open nothing until the person is restored. What they answered stays.
pub async fn delete(app: &App, scope: Scope, id: EmployeeId) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            if !employees::delete(tx, id)? {
                return Err(Error::NotFound("employee"));
            }
            recount(tx, answers::delete_pending_of(tx, id)?)?;
            facts::record(tx, Fact::EmployeeDeleted { employee: id })
        })
        .await
}

/// Brings a deleted person back, with the requests that were deleted with them.
pub async fn restore(app: &App, scope: Scope, id: EmployeeId) -> Result<Person> {
    app.db
        .write(scope, move |tx| {
            let old = person(tx, id)?.ok_or(Error::NotFound("employee"))?.employee;
            let deleted_at = old.deleted_at.ok_or(Error::Conflict("not_deleted"))?;
            if !employees::restore(tx, &old)? {
                return Err(TAKEN);
            }
            recount(tx, answers::restore_pending_of(tx, id, deleted_at)?)?;
            facts::record(tx, Fact::EmployeeRestored { employee: id })?;
            known(tx, id)
        })
        .await
}

/// Has mails sent again to a person and their guardians, from whom they came back; what
/// did not reach them of what they have yet to answer goes first.
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
    audit::note_in(tx, Some(by), "try_email_again", json!({ "employee": id }))
}

/// Adds a person whose groups have been checked.
pub(super) fn add(tx: &Tx, details: &Details) -> Result<Person> {
    let id = insert(tx, details)?;
    facts::record(tx, Fact::EmployeeCreated { employee: id })?;
    known(tx, id)
}

/// The same without the fact.
pub(super) fn insert(tx: &Tx, details: &Details) -> Result<EmployeeId> {
    let id = employees::create(tx, details)?.ok_or(TAKEN)?;
    for guardian in &details.guardians {
        guardians::create(tx, id, guardian)?;
    }
    groups::set(tx, id, details)?;
    Ok(id)
}

/// Makes a live person what `details` say, with all that follows for who is asked
/// and where; everything but the fact.
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
    if !same_mailbox(&old.employee.email, &details.email.address) {
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

/// As just written.
fn known(tx: &Tx, id: EmployeeId) -> Result<Person> {
    person(tx, id)?.ok_or(Error::NotFound("employee"))
}

fn ask_who_signs_now(tx: &Tx, keys: &Keys, zone: &TimeZone, person: &Person) -> Result<()> {
    for pending in answers::pending_of_employee(tx, person.employee.id)? {
        let Some(shoot) = events::find(tx, pending.event)? else { continue };
        let day = pending.signing_day(shoot.start, tx.now());
        let signing = Signing::of(tx, person.clone(), day, zone);
        let signing = signing.map_err(|code| Error::invalid("guardians", code))?;
        answers::ask_who_signs_now(tx, keys, &pending, &signing)?;
        recount(tx, vec![pending.event])?;
    }
    Ok(())
}

fn recount(tx: &Tx, shoots: Vec<EventId>) -> Result<()> {
    for event in shoots {
        let change = events::recount(tx, event)?;
        if let Some(fact) = change.and_then(|change| change.fact()) {
            facts::record(tx, fact)?;
        }
    }
    Ok(())
}

/// Guardians whose mailbox moved, and where to; nowhere: they are guardians no more.
type Moved = Vec<(Guardian, Option<String>)>;

/// Makes the guardians of a person those of `details`. Who keeps their name is the same
/// guardian, whose e-mail was corrected if it is another one. Anybody else is a guardian of
/// their own: what the one before was sent, said or signed is not theirs.
fn replace_guardians(tx: &Tx, old: &Person, details: &Details) -> Result<Moved> {
    let mut gone = old.guardians.clone();
    let mut wanted: Vec<&GuardianDetails> = details.guardians.iter().collect();
    let mut moved = vec![];
    // Of two who have the same name, first the one who keeps their mailbox.
    for keeps_mailbox in [true, false] {
        let mut new = vec![];
        for one in wanted {
            let to = &one.email.address;
            let is_same = |known: &Guardian| {
                fold(&known.first_name) == fold(&one.first_name)
                    && fold(&known.last_name) == fold(&one.last_name)
                    && (!keeps_mailbox || same_mailbox(&known.email, to))
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

fn same_mailbox(left: &str, right: &str) -> bool {
    left.to_lowercase() == right.to_lowercase()
}
