//! Asking for a consent again: the request that will take its place once answered.

use rusqlite::named_params;

use super::{COLUMNS, answer, ask};
use crate::error::Result;
use crate::model::{Answer, AnswerId, EmployeeId, EventId, Keys, Timestamp};
use crate::store::guardians::Signing;
use crate::store::{Read, Rows, Tx};

/// Asks for `old` again. It stands until this is answered. None if it is being
/// asked for again already.
pub fn ask_again(
    tx: &Tx,
    keys: &Keys,
    old: &Answer,
    signing: &Signing,
    link_expires_at: Timestamp,
) -> Result<Option<AnswerId>> {
    ask::request(tx, keys, (old.event, Some(old.id)), signing, link_expires_at)
}

/// The live request that is to renew an answer, while nobody has answered it.
pub fn pending_renewal_of(read: &Read, id: AnswerId) -> Result<Option<Answer>> {
    Ok(renewal_of(read, id)?.filter(|later| later.signed_at.is_none()))
}

fn renewal_of(read: &Read, id: AnswerId) -> Result<Option<Answer>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM live_answers AS a
              WHERE a.company_id = :company AND a.supersedes = :id"
        ),
        named_params! { ":id": id.0 },
        answer(read),
    )
}

/// The answers that the same person gave about the same shoot after this one, the first
/// of them first: each takes the place of those before.
pub fn later_given(read: &Read, earlier: &Answer) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM answers AS a
              WHERE a.company_id = :company AND a.event_id = :event
                AND a.employee_id = :employee AND a.signed_at IS NOT NULL AND a.id > :id
              ORDER BY a.id"
        ),
        named_params! {
            ":event": earlier.event.0, ":employee": earlier.employee.0, ":id": earlier.id.0,
        },
        answer(read),
    )
}

/// What a person last answered about a shoot.
pub fn last_given(read: &Read, event: EventId, person: EmployeeId) -> Result<Option<Answer>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM answers AS a
              WHERE a.company_id = :company AND a.event_id = :event
                AND a.employee_id = :employee AND a.signed_at IS NOT NULL
              ORDER BY a.id DESC LIMIT 1"
        ),
        named_params! { ":event": event.0, ":employee": person.0 },
        answer(read),
    )
}

/// The other requests to the same person about the same shoot that were not answered,
/// deleted ones too, for they may be restored.
pub fn unanswered(read: &Read, besides: &Answer) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM answers AS a
              WHERE a.company_id = :company AND a.event_id = :event
                AND a.employee_id = :employee AND a.signed_at IS NULL
                AND a.erased_at IS NULL AND a.id <> :id
              ORDER BY a.id"
        ),
        named_params! {
            ":event": besides.event.0, ":employee": besides.employee.0, ":id": besides.id.0,
        },
        answer(read),
    )
}

/// The requests, deleted ones too, that wait for a signer while another has answered, and that
/// are to renew a consent which stands.
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
