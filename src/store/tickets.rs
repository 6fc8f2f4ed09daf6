//! Tickets for event streams, for clients that cannot send headers: valid once, for half a minute.

use super::{AllTx, Changes, Rows, params};
use crate::error::Result;
use crate::model::{SessionId, Timestamp, UserId};

/// The validity of a ticket, in milliseconds.
pub const LASTS: i64 = 30 * Timestamp::SECOND;

pub fn create(all: &AllTx, session: SessionId, user: UserId, hash: &str) -> Result<()> {
    all.change(
        "INSERT INTO stream_tickets (token_hash, session_id, user_id, expires_at)
         VALUES (:hash, :session, :user, :expires)",
        params! {
            ":hash": hash, ":session": session, ":user": user,
            ":expires": all.now().plus(LASTS).0,
        },
    )?;
    Ok(())
}

/// Uses a ticket; None if it was used, has expired or is unknown.
pub fn redeem(all: &AllTx, hash: &str) -> Result<Option<(SessionId, UserId)>> {
    let found = all.first(
        "DELETE FROM stream_tickets WHERE token_hash = :hash
         RETURNING session_id, user_id, expires_at",
        params! { ":hash": hash },
        |row| {
            let holder = (row.get("session_id")?, row.get("user_id")?);
            Ok((holder, row.get::<i64>("expires_at")?))
        },
    )?;
    Ok(found.and_then(|(holder, expires)| (all.now().0 < expires).then_some(holder)))
}

/// Deletes expired tickets.
pub fn forget(all: &AllTx) -> Result<usize> {
    all.change("DELETE FROM stream_tickets WHERE expires_at < :now", params! { ":now": all.now() })
}
