//! Calendar feeds. Only hashes of their tokens are stored.

use super::{AllRead, AllTx, Changes, Read, Rows, Scope, Tx, params};
use crate::error::Result;
use crate::model::{Role, Timestamp, UserId};

/// The user of a feed, with their current role.
pub struct Holder {
    pub user: UserId,
    pub role: Role,
    /// The scope of their role.
    pub scope: Scope,
}

/// The user of a feed's token; None if they are no longer a member, their account is
/// suspended, or the company is deleted.
pub fn by_token(all: &AllRead, token_hash: &str) -> Result<Option<Holder>> {
    all.first(
        "SELECT f.company_id, f.user_id, m.role
           FROM calendar_feeds AS f
           JOIN live_memberships AS m ON m.company_id = f.company_id AND m.user_id = f.user_id
           JOIN users AS u ON u.id = f.user_id AND u.suspended_at IS NULL
          WHERE f.token_hash = :hash",
        params! { ":hash": token_hash },
        |row| {
            let (company, user) = (row.get("company_id")?, row.get("user_id")?);
            let role = row.get("role")?;
            Ok(Holder { user, role, scope: super::sessions::scope(company, user, role) })
        },
    )
}

/// Enters the company of a user found by [`by_token`].
pub fn enter<'c>(all: &AllRead<'c>, holder: &Holder) -> Read<'c> {
    all.enter(holder.scope)
}

/// When a member's feed was created.
pub fn open_since(read: &Read, user: UserId) -> Result<Option<Timestamp>> {
    read.first(
        "SELECT created_at FROM calendar_feeds WHERE company_id = :company AND user_id = :user",
        params! { ":user": user },
        |row| row.get("created_at"),
    )
}

/// Creates a member's feed, or replaces it.
pub fn open(tx: &Tx, user: UserId, token_hash: &str) -> Result<()> {
    tx.change(
        "INSERT INTO calendar_feeds (company_id, user_id, token_hash, created_at)
         VALUES (:company, :user, :hash, :now)
         ON CONFLICT (company_id, user_id) DO UPDATE SET token_hash = :hash, created_at = :now",
        params! { ":user": user, ":hash": token_hash, ":now": tx.now() },
    )?;
    Ok(())
}

/// Deletes a feed; false if there was none.
pub fn close(tx: &Tx, user: UserId) -> Result<bool> {
    let changed = tx.change(
        "DELETE FROM calendar_feeds WHERE company_id = :company AND user_id = :user",
        params! { ":user": user },
    )?;
    Ok(changed == 1)
}

/// Deletes a user's feeds in all companies; returns how many.
pub fn close_everywhere(all: &AllTx, user: UserId) -> Result<usize> {
    all.change("DELETE FROM calendar_feeds WHERE user_id = :user", params! { ":user": user })
}

/// As [`close`], unless they have that role already.
pub fn close_unless(tx: &Tx, user: UserId, role: Role) -> Result<()> {
    tx.change(
        "DELETE FROM calendar_feeds
          WHERE company_id = :company AND user_id = :user
            AND NOT EXISTS (SELECT 1 FROM memberships
                             WHERE company_id = :company AND user_id = :user AND role = :role)",
        params! { ":user": user, ":role": role.name() },
    )?;
    Ok(())
}
