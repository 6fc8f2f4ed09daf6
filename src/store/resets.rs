//! Tokens that let someone choose a password: asked for, or with an invitation.

use rusqlite::named_params;

use super::columns::instant;
use super::{AllRead, AllTx, Changes, Rows};
use crate::error::Result;
use crate::model::{ResetId, Timestamp, UserId};

/// One token, as far as it is stored.
pub struct Reset {
    pub user: UserId,
    /// What the token is derived from.
    pub nonce: String,
    pub expires_at: Timestamp,
}

pub fn create(
    all: &AllTx,
    user: UserId,
    nonce: &str,
    token_hash: &str,
    expires_at: Timestamp,
) -> Result<ResetId> {
    let id = all.insert(
        "INSERT INTO password_resets (user_id, nonce, token_hash, created_at, expires_at)
         VALUES (:user, :nonce, :hash, :now, :expires) RETURNING id",
        named_params! {
            ":user": user.0, ":nonce": nonce, ":hash": token_hash, ":now": all.now().0,
            ":expires": expires_at.0,
        },
    )?;
    Ok(ResetId(id))
}

/// A token that can still be used.
pub fn find(all: &AllRead, id: ResetId) -> Result<Option<Reset>> {
    all.first(
        "SELECT user_id, nonce, expires_at FROM password_resets
          WHERE id = :id AND used_at IS NULL AND expires_at > :now",
        named_params! { ":id": id.0, ":now": all.now().0 },
        |row| {
            Ok(Reset {
                user: UserId(row.get("user_id")?),
                nonce: row.get("nonce")?,
                expires_at: instant(row, "expires_at")?,
            })
        },
    )
}

/// Whether a token can still be used.
pub fn stands(all: &AllRead, token_hash: &str) -> Result<bool> {
    let found = all.count(
        "SELECT COUNT(*) FROM password_resets
          WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :now",
        named_params! { ":hash": token_hash, ":now": all.now().0 },
    )?;
    Ok(found == 1)
}

/// Makes all tokens of a user useless.
pub fn void(all: &AllTx, user: UserId) -> Result<usize> {
    all.change(
        "UPDATE password_resets SET used_at = :now WHERE user_id = :user AND used_at IS NULL",
        named_params! { ":now": all.now().0, ":user": user.0 },
    )
}

/// Throws away what was used or expired before `before`.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change(
        "DELETE FROM password_resets WHERE expires_at < :before OR used_at < :before",
        named_params! { ":before": before.0 },
    )
}

/// Uses a token up, with all others of its user; whose it was, if it could still be used.
pub fn use_up(all: &AllTx, token_hash: &str) -> Result<Option<UserId>> {
    let user = all.first(
        "SELECT user_id FROM password_resets
          WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :now",
        named_params! { ":hash": token_hash, ":now": all.now().0 },
        |row| row.get(0).map(UserId),
    )?;
    if let Some(user) = user {
        void(all, user)?;
    }
    Ok(user)
}
