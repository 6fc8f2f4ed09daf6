//! Requests follow their employee: they are deleted and restored with them, and are adapted when
//! other people have to sign.

use super::{COLUMNS, answer, ask};
use crate::error::{Error, Result};
use crate::model::answer::Signer;
use crate::model::{Answer, EmployeeId, EventId, Keys, Timestamp};
use crate::store::guardians::Signing;
use crate::store::search::{Among, among};
use crate::store::signers::{self, Entitled};
use crate::store::{Read, Rows, Tx, decisions, links, params};

/// Deletes (soft) the unanswered requests of an employee, at the instant at which the employee is
/// deleted; returns their events. Requests that a signer has decided on stay.
pub fn delete_pending_of(tx: &Tx, employee: EmployeeId) -> Result<Vec<EventId>> {
    tx.all(
        "UPDATE answers SET deleted_at = :now, updated_at = :now
          WHERE company_id = :company AND employee_id = :employee AND deleted_at IS NULL
            AND state = 'PENDING'
            AND NOT EXISTS (SELECT 1 FROM decisions AS d
                             WHERE d.company_id = :company AND d.answer_id = answers.id)
         RETURNING event_id",
        params! { ":now": tx.now(), ":employee": employee },
        |row| row.at(0),
    )
}

/// How many requests [`delete_pending_of`] would delete for these employees.
pub fn count_pending_of(read: &Read, employees: &[EmployeeId]) -> Result<i64> {
    let ids: Vec<i64> = employees.iter().map(|id| id.0).collect();
    let Among { which, plus, found } = among("a.employee_id", Some(&ids));
    read.count(
        &format!(
            "SELECT COUNT(*) FROM answers AS a
              WHERE {plus}a.company_id = :company {which} AND a.deleted_at IS NULL
                AND a.state = 'PENDING'
                AND NOT EXISTS (SELECT 1 FROM decisions AS d
                                 WHERE d.company_id = :company AND d.answer_id = a.id)"
        ),
        params! { ":found": found },
    )
}

/// Restores what [`delete_pending_of`] deleted at `deleted_at`; returns the events.
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
        params! { ":now": tx.now(), ":employee": employee, ":then": deleted_at },
        |row| row.at(0),
    )
}

/// The unanswered requests of an employee, for live events.
pub fn pending_of_employee(read: &Read, employee: EmployeeId) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM live_answers AS a
               JOIN live_events AS e ON e.company_id = a.company_id AND e.id = a.event_id
              WHERE a.company_id = :company AND a.employee_id = :employee
                AND a.state = 'PENDING' ORDER BY a.id"
        ),
        params! { ":employee": employee },
        answer(read),
    )
}

/// Adapts a pending request to today's signers.
///
/// If a former signer may no longer decide, the request is replaced and its links stop working;
/// true if it was. If a remaining signer has decided already, the request and that decision stay:
/// the former signers are released, and others are asked in their place.
///
/// # Errors
/// [`Error::Conflict`] `answer_begun`, if a signer has decided and there are too few others to
/// replace the former signers.
pub fn ask_who_signs_now(
    tx: &Tx,
    keys: &Keys,
    pending: &Answer,
    signing: &Signing,
) -> Result<bool> {
    let person = signing.person.employee.id;
    let say = signers::entitled_signers(tx, pending.event, person, signing.today)?;
    let keeps_a_say = |signer: &Signer| say.iter().any(|one| one.is(signer));
    let is_asked_today = |signer: &Signer| match signer.guardian {
        None => signing.by.is_empty(),
        Some(id) => signing.by.iter().any(|one| one.id == id),
    };
    let asked = signers::of_answer(tx, pending.id)?;
    let (stay, gone): (Vec<_>, Vec<_>) =
        asked.iter().partition(|signer| is_asked_today(signer) || keeps_a_say(signer));
    if gone.is_empty() {
        ask_remaining_signers(tx, keys, pending, &asked, (signing, &say))?;
        return Ok(false);
    }
    let expires = pending.link_expires_at;
    let decided = decisions::standing(tx, pending.id)?;
    let has_decided = |signer: &Signer| decided.iter().any(|one| one.signer == signer.id);
    if !stay.iter().any(|signer| has_decided(signer)) {
        links::revoke_of_answer(tx, pending.id)?;
        super::close(tx, pending.id)?;
        let again = ask::again(tx, keys, pending, signing, expires)?;
        again.ok_or(Error::Conflict("already_asked"))?;
        return Ok(true);
    }
    let mut new = ask::who(signing, &say);
    new.retain(|who| !stay.iter().any(|signer| who.is_asked_as(signer, &say)));
    if new.len() < gone.len() {
        return Err(Error::Conflict("answer_begun"));
    }
    for signer in gone {
        signers::release(tx, signer.id)?;
    }
    for who in new {
        ask::invite(tx, keys, pending.id, person, &who, expires)?;
    }
    Ok(false)
}

/// Asks everybody else who has to sign today: signers who decided before, the employee, and as many
/// of today's guardians as the request needs.
fn ask_remaining_signers(
    tx: &Tx,
    keys: &Keys,
    pending: &Answer,
    asked: &[Signer],
    (signing, say): (&Signing, &[Entitled]),
) -> Result<()> {
    let of_today = |signer: &&Signer| signing.by.iter().any(|one| signer.guardian == Some(one.id));
    let known = asked.iter().filter(of_today).count();
    let needed = pending.guardians.map_or(0, |rule| usize::from(rule.needed));
    let mut missing = needed.saturating_sub(known);
    for who in ask::who(signing, say) {
        if asked.iter().any(|signer| who.is_asked_as(signer, say)) {
            continue;
        }
        let has_a_say = who.guardian.is_none() || say.iter().any(|one| who.is(one, say));
        if !has_a_say && missing == 0 {
            continue;
        }
        missing = missing.saturating_sub(usize::from(!has_a_say));
        let person = signing.person.employee.id;
        ask::invite(tx, keys, pending.id, person, &who, pending.link_expires_at)?;
    }
    Ok(())
}
