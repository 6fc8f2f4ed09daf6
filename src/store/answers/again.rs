//! Asking for a consent again: the request that will take its place once answered.

use rusqlite::named_params;

use super::{COLUMNS, answer, ask};
use crate::error::Result;
use crate::model::{Answer, AnswerId, Employee, Guardian, Keys, Timestamp};
use crate::store::{Read, Rows, Tx};

/// Asks for `old` again. It stands until this is answered. None if it is being
/// asked for again already.
pub fn ask_again(
    tx: &Tx,
    keys: &Keys,
    old: &Answer,
    person: &Employee,
    guardians: &[Guardian],
    guardians_needed: u8,
    link_expires_at: Timestamp,
) -> Result<Option<AnswerId>> {
    let about = (old.event, Some(old.id));
    ask::request(tx, keys, about, person, guardians, guardians_needed, link_expires_at)
}

/// The live request that is to renew an answer, while nobody has answered it.
pub fn pending_renewal_of(read: &Read, id: AnswerId) -> Result<Option<Answer>> {
    Ok(renewal_of(read, id)?.filter(|later| later.signed_at.is_none()))
}

/// The live answer that has taken the place of another.
pub fn answered_renewal_of(read: &Read, id: AnswerId) -> Result<Option<Answer>> {
    Ok(renewal_of(read, id)?.filter(|later| later.signed_at.is_some()))
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
