//! Tokens to set a password, requested by the user or sent with an invitation.

use super::{AllRead, AllTx, Changes, Rows, params};
use crate::error::Result;
use crate::model::keys::{fresh_nonce, token_hash};
use crate::model::{Keys, ResetId, Timestamp, UserId};

/// A stored token.
pub struct Reset {
    pub user: UserId,
    /// The token is derived from this.
    pub nonce: String,
    pub expires_at: Timestamp,
}

/// Creates a token that is valid for `lasts` milliseconds; returns its id.
pub fn create(all: &AllTx, keys: &Keys, user: UserId, lasts: i64) -> Result<ResetId> {
    let nonce = fresh_nonce();
    let id = all.insert(
        "INSERT INTO password_resets (user_id, nonce, token_hash, created_at, expires_at)
         VALUES (:user, :nonce, :hash, :now, :expires) RETURNING id",
        params! {
            ":user": user, ":nonce": nonce, ":hash": token_hash(&keys.reset_token(user, &nonce)),
            ":now": all.now(), ":expires": all.now().plus(lasts),
        },
    )?;
    Ok(ResetId(id))
}

/// A valid token, by id.
pub fn find(all: &AllRead, id: ResetId) -> Result<Option<Reset>> {
    all.first(
        "SELECT user_id, nonce, expires_at FROM password_resets
          WHERE id = :id AND used_at IS NULL AND expires_at > :now",
        params! { ":id": id, ":now": all.now() },
        |row| {
            Ok(Reset {
                user: row.get("user_id")?,
                nonce: row.get("nonce")?,
                expires_at: row.get("expires_at")?,
            })
        },
    )
}

/// Whether a token is valid.
pub fn is_valid(all: &AllRead, token_hash: &str) -> Result<bool> {
    let found = all.count(
        "SELECT COUNT(*) FROM password_resets
          WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :now",
        params! { ":hash": token_hash, ":now": all.now() },
    )?;
    Ok(found == 1)
}

/// Invalidates all tokens of a user.
pub fn invalidate(all: &AllTx, user: UserId) -> Result<usize> {
    all.change(
        "UPDATE password_resets SET used_at = :now WHERE user_id = :user AND used_at IS NULL",
        params! { ":now": all.now(), ":user": user },
    )
}

/// Deletes tokens used or expired before `before`.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change(
        "DELETE FROM password_resets WHERE expires_at < :before OR used_at < :before",
        params! { ":before": before },
    )
}

/// Uses a token, and invalidates the user's others; returns the user if it was valid.
pub fn redeem(all: &AllTx, token_hash: &str) -> Result<Option<UserId>> {
    let user = all.first(
        "SELECT user_id FROM password_resets
          WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :now",
        params! { ":hash": token_hash, ":now": all.now() },
        |row| row.at(0),
    )?;
    if let Some(user) = user {
        invalidate(all, user)?;
    }
    Ok(user)
}
