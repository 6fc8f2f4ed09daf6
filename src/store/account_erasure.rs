//! Erasure of deleted accounts. What companies did stays theirs: rows that name an account by its
//! number go on doing so, and nothing says whose it was.

use super::{AllRead, AllTx, Changes, Rows, params, portraits};
use crate::error::Result;
use crate::model::{Timestamp, UserId};

/// The accounts deleted by an instant and not erased, after `after`, by id.
pub fn due(all: &AllRead, cutoff: Timestamp, after: UserId, limit: usize) -> Result<Vec<UserId>> {
    all.all(
        "SELECT id FROM users
          WHERE deleted_at IS NOT NULL AND deleted_at <= :cutoff AND erased_at IS NULL
            AND id > :after
          ORDER BY id LIMIT :limit",
        params! { ":cutoff": cutoff, ":after": after, ":limit": limit as i64 },
        |row| row.get("id"),
    )
}

/// Erases a deleted account: who it was, how one signed in with it, what it received, its settings
/// and its portrait. False if it is not deleted, or erased already.
pub fn account(all: &AllTx, id: UserId) -> Result<bool> {
    let found = all.first(
        "SELECT email_key FROM users
          WHERE id = :id AND deleted_at IS NOT NULL AND erased_at IS NULL",
        params! { ":id": id },
        |row| row.get::<Option<String>>("email_key"),
    )?;
    let Some(key) = found else { return Ok(false) };
    // With the mails that brought them.
    all.change(
        "UPDATE mails SET to_address = NULL, reply = NULL
          WHERE kind = 'JOINING' AND status <> 'QUEUED' AND about ->> 'invitation' IN (
                SELECT id FROM invitations
                 WHERE ended_at IS NOT NULL AND (user_id = :id OR email_key = :key))",
        params! { ":id": id, ":key": key },
    )?;
    all.change(
        "UPDATE invitations SET email = NULL, email_key = NULL, first_name = NULL, last_name = NULL
          WHERE ended_at IS NOT NULL AND (user_id = :id OR email_key = :key)",
        params! { ":id": id, ":key": key },
    )?;
    all.change(
        "UPDATE users SET email = NULL, email_key = NULL, email_proved_at = NULL,
                password_hash = NULL, first_name = NULL, last_name = NULL, name_key = NULL,
                phone = NULL, signature = NULL, instance_role = NULL, seen_at = NULL,
                suspended_for = NULL, erased_at = :now, updated_at = :now
          WHERE id = :id",
        params! { ":id": id, ":now": all.now() },
    )?;
    for emptied in EMPTIED {
        all.change(&format!("DELETE FROM {emptied} WHERE user_id = :id"), params! { ":id": id })?;
    }
    // Its mails, and those whose text would be about it.
    all.change(
        "UPDATE mails SET to_address = NULL, reply = NULL,
                status = CASE WHEN status = 'QUEUED' THEN 'DROPPED' ELSE status END
          WHERE about ->> 'user' = :id",
        params! { ":id": id },
    )?;
    all.change(
        "UPDATE memberships SET deleted_at = :now, updated_at = :now
          WHERE user_id = :id AND deleted_at IS NULL",
        params! { ":id": id, ":now": all.now() },
    )?;
    portraits::delete(all, id)?;
    Ok(true)
}

/// The tables whose rows are about an account alone. Tokens and tickets of sessions go with these.
const EMPTIED: [&str; 14] = [
    "api_tokens",
    "badge_counts",
    "badges",
    "calendar_feeds",
    "email_changes",
    "idempotency_keys",
    "known_origins",
    "notification_subscriptions",
    "notifications",
    "password_resets",
    "recovery_codes",
    "second_factors",
    "sessions",
    "settings",
];
