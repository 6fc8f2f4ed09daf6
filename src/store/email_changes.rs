//! Requested changes of accounts' e-mail addresses, until confirmed from the new address.

use super::{AllRead, AllTx, Changes, Row, Rows, params};
use crate::error::Result;
use crate::model::{EmailChangeId, Timestamp, UserId};

/// A change that can still be confirmed.
#[derive(Debug, Clone)]
pub struct EmailChange {
    pub user: UserId,
    /// As entered.
    pub email: String,
    /// The token is derived from this.
    pub nonce: String,
    pub expires_at: Timestamp,
}

/// Requests a change, and replaces a pending one.
pub fn create(
    all: &AllTx,
    user: UserId,
    email: &str,
    nonce: &str,
    token_hash: &str,
    expires_at: Timestamp,
) -> Result<EmailChangeId> {
    invalidate(all, user)?;
    let id = all.insert(
        "INSERT INTO email_changes (user_id, email, nonce, token_hash, created_at, expires_at)
         VALUES (:user, :email, :nonce, :hash, :now, :expires) RETURNING id",
        params! {
            ":user": user, ":email": email, ":nonce": nonce, ":hash": token_hash,
            ":now": all.now(), ":expires": expires_at,
        },
    )?;
    Ok(EmailChangeId(id))
}

pub fn find(all: &AllRead, id: EmailChangeId) -> Result<Option<EmailChange>> {
    all.first(
        "SELECT user_id, email, nonce, expires_at FROM email_changes
          WHERE id = :id AND ended_at IS NULL AND expires_at > :now",
        params! { ":id": id, ":now": all.now() },
        change,
    )
}

/// The change with this token.
pub fn by_token(all: &AllRead, token_hash: &str) -> Result<Option<EmailChange>> {
    all.first(
        "SELECT c.user_id, c.email, c.nonce, c.expires_at FROM email_changes AS c
           JOIN live_users AS u ON u.id = c.user_id
          WHERE c.token_hash = :hash AND c.ended_at IS NULL AND c.expires_at > :now",
        params! { ":hash": token_hash, ":now": all.now() },
        change,
    )
}

/// The pending change of a user.
pub fn of_user(all: &AllRead, user: UserId) -> Result<Option<EmailChange>> {
    all.first(
        "SELECT user_id, email, nonce, expires_at FROM email_changes
          WHERE user_id = :user AND ended_at IS NULL AND expires_at > :now
          ORDER BY id DESC LIMIT 1",
        params! { ":user": user, ":now": all.now() },
        change,
    )
}

/// Ends pending changes; returns how many.
pub fn invalidate(all: &AllTx, user: UserId) -> Result<usize> {
    all.change(
        "UPDATE email_changes SET ended_at = :now WHERE user_id = :user AND ended_at IS NULL",
        params! { ":now": all.now(), ":user": user },
    )
}

/// Deletes changes ended or expired before `before`.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change(
        "DELETE FROM email_changes WHERE expires_at < :before OR ended_at < :before",
        params! { ":before": before },
    )
}

fn change(row: &Row) -> Result<EmailChange> {
    Ok(EmailChange {
        user: row.get("user_id")?,
        email: row.get("email")?,
        nonce: row.get("nonce")?,
        expires_at: row.get("expires_at")?,
    })
}
