//! Throwing away what has served.

use crate::App;
use crate::error::Result;
use crate::model::{Once, Timestamp};
use crate::store::{idempotency, imports, jobs, resets, sessions};

/// How long things are kept after they have served, in milliseconds.
const ONCE_KEYS: i64 = 45 * Timestamp::DAY;
const SESSIONS: i64 = 30 * Timestamp::DAY;
const RESETS: i64 = 30 * Timestamp::DAY;

/// Forgets old once keys, idempotency keys, ended sessions with their tokens,
/// used or expired password
/// resets, and files of people with their reports.
pub async fn sweep(app: &App) -> Result<()> {
    let imported = i64::from(app.config.import.keep_days) * Timestamp::DAY;
    let swept = app
        .db
        .write_all(move |all| {
            let now = all.now();
            Ok([
                jobs::forget_once_keys(all, now.minus(ONCE_KEYS))?,
                idempotency::forget(all, now.minus(Once::LASTS))?,
                sessions::forget(all, now.minus(SESSIONS))?,
                resets::forget(all, now.minus(RESETS))?,
                imports::forget(all, now.minus(imported))?,
            ])
        })
        .await?;
    let [once_keys, idempotency_keys, sessions, resets, imports] = swept;
    tracing::info!(once_keys, idempotency_keys, sessions, resets, imports, "swept");
    Ok(())
}
