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
        "SELECT email, email_key, deleted_at FROM users
          WHERE id = :id AND deleted_at IS NOT NULL AND erased_at IS NULL",
        params! { ":id": id },
        |row| {
            let email: (Option<String>, Option<String>) =
                (row.get("email")?, row.get("email_key")?);
            Ok((email, row.get::<Timestamp>("deleted_at")?))
        },
    )?;
    let Some(((email, key), deleted)) = found else { return Ok(false) };
    // A company may have invited the address again since; that stays open.
    all.change(
        "UPDATE invitations SET ended_at = :now, outcome = 'WITHDRAWN'
          WHERE ended_at IS NULL AND email_key = :key AND sent_at <= :deleted",
        params! { ":now": all.now(), ":key": key, ":deleted": deleted },
    )?;
    // With the mails that brought them.
    all.change(
        "UPDATE mails SET to_address = NULL, reply = NULL,
                status = CASE WHEN status = 'QUEUED' THEN 'DROPPED' ELSE status END
          WHERE kind = 'JOINING' AND about ->> 'invitation' IN (
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
    if let Some(email) = email {
        forget_replies(all, &email)?;
    }
    portraits::delete(all, id)?;
    Ok(true)
}

/// Deletes the stored replies to creating requests that contain this e-mail: whoever invited somebody
/// has one for a day.
fn forget_replies(all: &AllTx, email: &str) -> Result<()> {
    let quoted = serde_json::to_string(email).map_err(anyhow::Error::from)?;
    let replies =
        all.all("SELECT user_id, route, key, reply FROM idempotency_keys", &[], |row| {
            let whose: (i64, String, String) =
                (row.get("user_id")?, row.get("route")?, row.get("key")?);
            Ok((whose, row.get::<String>("reply")?.contains(&quoted)))
        })?;
    for ((user, route, key), _) in replies.into_iter().filter(|(_, has_it)| *has_it) {
        all.change(
            "DELETE FROM idempotency_keys WHERE user_id = :user AND route = :route AND key = :key",
            params! { ":user": user, ":route": route, ":key": key },
        )?;
    }
    Ok(())
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

#[cfg(test)]
#[path = "account_erasure_tests.rs"]
mod tests;
