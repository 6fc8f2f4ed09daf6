//! Archives old rows of all companies, a limited number at a time.

use super::{AllTx, Changes, params};
use crate::error::Result;
use crate::model::Timestamp;

/// Archives users whose last sign-in, or creation if they never signed in, is before an instant;
/// returns how many. Signing in ends the archiving.
pub fn users(all: &AllTx, before: Timestamp, most: usize) -> Result<usize> {
    all.change(
        "UPDATE users SET archived_at = :now
          WHERE id IN (SELECT id FROM users
                        WHERE deleted_at IS NULL AND archived_at IS NULL
                          AND COALESCE(seen_at, created_at) < :before
                        ORDER BY id LIMIT :most)",
        params! { ":now": all.now(), ":before": before, ":most": most as i64 },
    )
}

/// Archives events that ended before an instant; returns how many. Nothing is erased: answers,
/// files and evidence stay as they are.
pub fn events(all: &AllTx, before: Timestamp, most: usize) -> Result<usize> {
    all.change(
        "UPDATE events SET archived_at = :now
          WHERE id IN (SELECT id FROM events
                        WHERE archived_at IS NULL AND deleted_at IS NULL AND ends_at < :before
                        ORDER BY ends_at, id LIMIT :most)",
        params! { ":now": all.now(), ":before": before, ":most": most as i64 },
    )
}
