//! What is done for all companies: throwing away what has served, and setting off
//! what each has done at night.

use crate::App;
use crate::error::Result;
use crate::model::{Job, Once, Timestamp};
use crate::store::{
    api_tokens, companies, idempotency, imports, invitations, jobs, live, notifications, origins,
    resets, sessions, tickets,
};

/// How long things are kept after they have served, in milliseconds.
const ONCE_KEYS: i64 = 45 * Timestamp::DAY;
const SESSIONS: i64 = 30 * Timestamp::DAY;
const RESETS: i64 = 30 * Timestamp::DAY;
const INVITATIONS: i64 = 30 * Timestamp::DAY;
/// Counted from the last sign-in from there.
const ORIGINS: i64 = 365 * Timestamp::DAY;
/// Counted from when they were read.
const NOTIFICATIONS: i64 = 365 * Timestamp::DAY;

/// Forgets old once keys, idempotency keys, ended sessions with their tokens, used
/// or expired password resets, invitations, tickets and API tokens, from where nobody
/// has signed in for a year, what listeners were told, and
/// notifications read long ago, and files of people with their reports.
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
                notifications::forget(all, now.minus(NOTIFICATIONS))?,
                live::forget(all)?,
                tickets::forget(all)?,
                invitations::forget(all, now.minus(INVITATIONS))?,
                imports::forget(all, now.minus(imported))?,
                api_tokens::forget(all, now.minus(SESSIONS))?,
                origins::forget(all, now.minus(ORIGINS))?,
            ])
        })
        .await?;
    let [
        once_keys,
        idempotency_keys,
        sessions,
        resets,
        notifications,
        news,
        tickets,
        invitations,
        imports,
        api_tokens,
        known_origins,
    ] = swept;
    tracing::info!(
        once_keys,
        idempotency_keys,
        sessions,
        resets,
        notifications,
        news,
        tickets,
        invitations,
        imports,
        api_tokens,
        known_origins,
        "swept"
    );
    Ok(())
}

/// Has each company's consents followed by a job of its own.
pub async fn watch_terms(app: &App) -> Result<()> {
    app.db
        .write_all(|all| {
            for scope in companies::with_terms(all)? {
                jobs::enqueue(&companies::enter(all, scope), &Job::FollowTerms)?;
            }
            Ok(())
        })
        .await
}
