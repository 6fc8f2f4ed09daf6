//! Renewal: a new request for an answer, which it replaces once it is answered.

use super::{COLUMNS, answer, ask};
use crate::error::Result;
use crate::model::{Answer, AnswerId, EmployeeId, EventId, Keys, Timestamp};
use crate::store::guardians::Signing;
use crate::store::{Read, Rows, Tx, params};

/// Creates a request that renews `old`, which stays in force until the request is answered. None if
/// such a request is pending already.
pub fn ask_again(
    tx: &Tx,
    keys: &Keys,
    old: &Answer,
    signing: &Signing,
    link_expires_at: Timestamp,
) -> Result<Option<AnswerId>> {
    ask::request(tx, keys, (old.event, Some(old.id)), signing, link_expires_at)
}

/// The reference of an answer of the company, whoever may see it.
pub fn reference_of(read: &Read, id: AnswerId) -> Result<Option<String>> {
    read.first(
        "SELECT reference FROM answers WHERE company_id = :company AND id = :id",
        params! { ":id": id },
        |row| row.get("reference"),
    )
}

/// The live, unanswered request that renews an answer.
pub fn pending_renewal_of(read: &Read, id: AnswerId) -> Result<Option<Answer>> {
    Ok(renewal_of(read, id)?.filter(|later| later.signed_at.is_none()))
}

fn renewal_of(read: &Read, id: AnswerId) -> Result<Option<Answer>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM live_answers AS a
              WHERE a.company_id = :company AND a.supersedes = :id"
        ),
        params! { ":id": id },
        answer(read),
    )
}

/// The answers given after this one by the same employee for the same event, in order. Each
/// replaces those before it.
pub fn later_given(read: &Read, earlier: &Answer) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM answers AS a
              WHERE a.company_id = :company AND a.event_id = :event
                AND a.employee_id = :employee AND a.signed_at IS NOT NULL AND a.id > :id
              ORDER BY a.id"
        ),
        params! {
            ":event": earlier.event, ":employee": earlier.employee, ":id": earlier.id,
        },
        answer(read),
    )
}

/// The last answer that an employee gave for an event.
pub fn last_given(read: &Read, event: EventId, person: EmployeeId) -> Result<Option<Answer>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM answers AS a
              WHERE a.company_id = :company AND a.event_id = :event
                AND a.employee_id = :employee AND a.signed_at IS NOT NULL
              ORDER BY a.id DESC LIMIT 1"
        ),
        params! { ":event": event, ":employee": person },
        answer(read),
    )
}

/// The other unanswered requests to the same employee for the same event; deleted ones too, since
/// they can be restored.
pub fn unanswered(read: &Read, besides: &Answer) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM answers AS a
              WHERE a.company_id = :company AND a.event_id = :event
                AND a.employee_id = :employee AND a.signed_at IS NULL
                AND a.erased_at IS NULL AND a.id <> :id
              ORDER BY a.id"
        ),
        params! {
            ":event": besides.event, ":employee": besides.employee, ":id": besides.id,
        },
        answer(read),
    )
}

/// The requests, deleted ones too, for an event the employee has already accepted, that one signer
/// has answered and another has not.
pub fn begun_renewals(read: &Read) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM answers AS a
              WHERE a.company_id = :company AND a.signed_at IS NULL AND a.erased_at IS NULL
                AND EXISTS (SELECT 1 FROM decisions AS d
                             WHERE d.company_id = a.company_id AND d.answer_id = a.id)
                AND EXISTS (SELECT 1 FROM answers AS given
                             WHERE given.company_id = a.company_id AND given.event_id = a.event_id
                               AND given.employee_id = a.employee_id AND given.id < a.id
                               AND given.state = 'ACCEPTED')
              ORDER BY a.id"
        ),
        &[],
        answer(read),
    )
}
