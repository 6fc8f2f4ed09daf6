//! Requests follow the person they were made to: they go and come back with
//! them, and go to whoever signs for them.

use rusqlite::named_params;

use super::{COLUMNS, answer};
use crate::error::Result;
use crate::model::answer::Signer;
use crate::model::{Answer, Employee, EmployeeId, EventId, Guardian, GuardianId, Keys, Timestamp};
use crate::store::{Read, Rows, Tx, links, signers};

/// Deletes what a person was asked and nobody has answered, at the instant they are
/// deleted themselves; the shoots concerned. What was answered stays, and so does a request
/// that one of several signers has answered.
pub fn delete_pending_of(tx: &Tx, employee: EmployeeId) -> Result<Vec<EventId>> {
    tx.all(
        "UPDATE answers SET deleted_at = :now, updated_at = :now
          WHERE company_id = :company AND employee_id = :employee AND deleted_at IS NULL
            AND state = 'PENDING'
            AND NOT EXISTS (SELECT 1 FROM decisions AS d
                             WHERE d.company_id = :company AND d.answer_id = answers.id)
         RETURNING event_id",
        named_params! { ":now": tx.now().0, ":employee": employee.0 },
        |row| row.get(0).map(EventId),
    )
}

/// Brings back what [`delete_pending_of`] took at `deleted_at`; the shoots concerned.
pub fn restore_pending_of(
    tx: &Tx,
    employee: EmployeeId,
    deleted_at: Timestamp,
) -> Result<Vec<EventId>> {
    tx.all(
        "UPDATE answers SET deleted_at = NULL, updated_at = :now
          WHERE company_id = :company AND employee_id = :employee AND deleted_at = :then
            AND state = 'PENDING'
         RETURNING event_id",
        named_params! { ":now": tx.now().0, ":employee": employee.0, ":then": deleted_at.0 },
        |row| row.get(0).map(EventId),
    )
}

/// What a person was asked and has not answered, about shoots that still stand.
pub fn pending_of_employee(read: &Read, employee: EmployeeId) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM live_answers AS a
               JOIN live_events AS e ON e.company_id = a.company_id AND e.id = a.event_id
              WHERE a.company_id = :company AND a.employee_id = :employee
                AND a.state = 'PENDING' ORDER BY a.id"
        ),
        named_params! { ":employee": employee.0 },
        answer(read),
    )
}

/// Asks anew if somebody who was to sign a pending request has no say in it any
/// more: `by` are the guardians of today, none if the person signs themselves.
/// The old request is deleted and its links open nothing. True if it did.
pub fn ask_who_signs_now(
    tx: &Tx,
    keys: &Keys,
    pending: &Answer,
    person: &Employee,
    by: &[Guardian],
    guardians_needed: u8,
) -> Result<bool> {
    let may_sign = |guardian: Option<GuardianId>| match guardian {
        None => by.is_empty(),
        Some(id) => by.iter().any(|one| one.id == id),
    };
    let asked = signers::of_answer(tx, pending.id)?;
    if asked.iter().all(|signer| may_sign(signer.guardian)) {
        ask_the_other_too(tx, keys, pending, &asked, by)?;
        return Ok(false);
    }
    links::revoke_of_answer(tx, pending.id)?;
    super::delete(tx, pending.id)?;
    let expires = pending.link_expires_at;
    super::ask::again(tx, keys, pending, person, by, guardians_needed, expires)?;
    Ok(true)
}

/// Asks a guardian who was not known when a request was made that needs another one.
fn ask_the_other_too(
    tx: &Tx,
    keys: &Keys,
    pending: &Answer,
    asked: &[Signer],
    by: &[Guardian],
) -> Result<()> {
    let Some(rule) = pending.guardians else { return Ok(()) };
    let new = by.iter().filter(|one| asked.iter().all(|signer| signer.guardian != Some(one.id)));
    let numbers = rule.known + 1..=rule.needed;
    for (number, guardian) in numbers.zip(new) {
        let place = (pending.id, number);
        super::invite_guardian(tx, keys, place, guardian, pending.link_expires_at)?;
    }
    Ok(())
}
