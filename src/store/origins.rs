//! Where users have signed in from, so that they can be notified of new places. Only keyed hashes
//! are stored.

use super::{AllRead, AllTx, Changes, Rows, params};
use crate::error::Result;
use crate::model::{Timestamp, UserId};

/// Records a sign-in from an origin; true if it is new, and not the user's first.
pub fn note(all: &AllTx, user: UserId, hash: &str) -> Result<bool> {
    let known = all.count(
        "SELECT COUNT(*) FROM known_origins WHERE user_id = :user",
        params! { ":user": user },
    )?;
    let again = all.change(
        "UPDATE known_origins SET used_at = :now WHERE user_id = :user AND origin_hash = :hash",
        params! { ":now": all.now(), ":user": user, ":hash": hash },
    )?;
    if again == 1 {
        return Ok(false);
    }
    all.change(
        "INSERT INTO known_origins (user_id, origin_hash, used_at) VALUES (:user, :hash, :now)",
        params! { ":user": user, ":hash": hash, ":now": all.now() },
    )?;
    Ok(known > 0)
}

/// Whether a user has signed in from an origin before.
pub fn is_known(all: &AllRead, user: UserId, hash: &str) -> Result<bool> {
    let known = all.count(
        "SELECT COUNT(*) FROM known_origins WHERE user_id = :user AND origin_hash = :hash",
        params! { ":user": user, ":hash": hash },
    )?;
    Ok(known > 0)
}

/// How many new origins the user was notified of since an instant.
pub fn mailed_since(all: &AllRead, user: UserId, since: Timestamp) -> Result<i64> {
    all.count(
        "SELECT COUNT(*) FROM known_origins WHERE user_id = :user AND told_at > :since",
        params! { ":user": user, ":since": since },
    )
}

/// Records that the user was notified of an origin.
pub fn set_mailed(all: &AllTx, user: UserId, hash: &str) -> Result<()> {
    all.change(
        "UPDATE known_origins SET told_at = :now WHERE user_id = :user AND origin_hash = :hash",
        params! { ":now": all.now(), ":user": user, ":hash": hash },
    )?;
    Ok(())
}

/// Deletes origins not used since `before`.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change("DELETE FROM known_origins WHERE used_at < :before", params! { ":before": before })
}
