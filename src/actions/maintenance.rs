//! Periodic maintenance for all companies: deletes what is no longer needed, and queues the nightly
//! jobs of each company.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::App;
use crate::app::longest;
use crate::error::Result;
use crate::model::audit::AuditAction;
use crate::model::{AlarmKind, Export, Job, Once, Timestamp};
use crate::store::{
    UPGRADE_COPY, alarms, api_tokens, archive, attempts, audit, backups, billing, companies,
    email_changes, exports, holds, idempotency, imports, invitations, jobs, live, notifications,
    origins, resets, schedules, sessions, tickets,
};

/// How long it is reported that decisions are lost, or may be, in milliseconds.
const LOSS_REPORTED: i64 = 30 * Timestamp::DAY;
/// How long rows are kept after their use, in milliseconds.
const ONCE_KEYS: i64 = 45 * Timestamp::DAY;
const RESETS: i64 = 30 * Timestamp::DAY;
const INVITATIONS: i64 = 30 * Timestamp::DAY;
/// How long an ended session and a revoked API token are kept, in days.
pub const SESSION_DAYS: u32 = 30;
const SESSIONS: i64 = SESSION_DAYS as i64 * Timestamp::DAY;
/// How long the place of a sign-in is kept after the last one from there, in days.
pub const ORIGIN_DAYS: u32 = 365;
const ORIGINS: i64 = ORIGIN_DAYS as i64 * Timestamp::DAY;
/// The results of backups, not the backups.
const BACKUPS: i64 = 365 * Timestamp::DAY;
/// Longer than the payment service repeats a call.
const PAYMENT_CALLS: i64 = 60 * Timestamp::DAY;
/// How long a notification is kept after it was read, in days.
pub const NOTIFICATION_DAYS: u32 = 365;
const NOTIFICATIONS: i64 = NOTIFICATION_DAYS as i64 * Timestamp::DAY;

/// Deletes old rows: once keys, idempotency keys, ended sessions with their tokens, used or expired
/// password resets, e-mail changes, invitations, tickets and API tokens, origins without a sign-in
/// for a year, live events, attempts that no limit counts any more, results of old backups,
/// notifications read long ago, and imports with their files and reports. Also deletes old upgrade
/// copies.
pub async fn sweep(app: &App) -> Result<()> {
    let imported = i64::from(app.config.import.keep_days) * Timestamp::DAY;
    let tried = longest(&app.config.limits).as_millis() as i64;
    let swept = app
        .db
        .write_all(move |all| {
            let now = all.now();
            // The last hold is settled.
            if holds::count(all)? == 0 {
                alarms::clear(all, AlarmKind::DecisionsHeld)?;
            }
            for kind in [AlarmKind::DecisionsUnknown, AlarmKind::DecisionsLost] {
                if let Some(alarm) = alarms::find(all, kind)?
                    && alarm.since < now.minus(LOSS_REPORTED)
                {
                    alarms::clear(all, kind)?;
                }
            }
            Ok([
                jobs::forget_once_keys(all, now.minus(ONCE_KEYS))?,
                idempotency::forget(all, now.minus(Once::LASTS))?,
                sessions::forget(all, now.minus(SESSIONS))?,
                resets::forget(all, now.minus(RESETS))?,
                email_changes::forget(all, now.minus(RESETS))?,
                notifications::forget(all, now.minus(NOTIFICATIONS))?,
                live::forget(all)?,
                tickets::forget(all)?,
                invitations::forget(all, now.minus(INVITATIONS))?,
                imports::forget(all, now.minus(imported))?,
                api_tokens::forget(all, now.minus(SESSIONS))?,
                origins::forget(all, now.minus(ORIGINS))?,
                attempts::forget(all, now.minus(tried))?,
                backups::forget(all, now.minus(BACKUPS))?,
                billing::forget(all, now.minus(PAYMENT_CALLS))?,
            ])
        })
        .await?;
    let old = app.now().minus(i64::from(app.config.backup.upgrade_copy_days) * Timestamp::DAY);
    let file = app.db.file().to_owned();
    let upgrade_copies = app.on_disk(move || forget_upgrade_copies(&file, old)).await??;
    let [
        once_keys,
        idempotency_keys,
        sessions,
        resets,
        email_changes,
        notifications,
        news,
        tickets,
        invitations,
        imports,
        api_tokens,
        known_origins,
        failed_tries,
        backup_tries,
        payment_calls,
    ] = swept;
    tracing::info!(
        once_keys,
        idempotency_keys,
        sessions,
        resets,
        email_changes,
        notifications,
        news,
        tickets,
        invitations,
        imports,
        api_tokens,
        known_origins,
        failed_tries,
        backup_tries,
        payment_calls,
        upgrade_copies,
        "swept"
    );
    Ok(())
}

/// Deletes the copies of the database made by upgrades before an instant, which contain data erased
/// since.
fn forget_upgrade_copies(database: &Path, before: Timestamp) -> Result<usize> {
    let (Some(folder), Some(name)) = (database.parent(), database.file_name()) else {
        return Ok(0);
    };
    let begins = format!("{}{UPGRADE_COPY}", name.to_string_lossy());
    let mut gone = 0;
    for entry in std::fs::read_dir(folder).context("cannot list the data folder")? {
        let entry = entry.context("cannot list the data folder")?;
        let is_copy = entry.file_name().to_string_lossy().starts_with(&begins);
        let made = entry.metadata().and_then(|about| about.modified());
        if is_copy && made.is_ok_and(|made| Timestamp::of(made) < before) {
            std::fs::remove_file(entry.path()).context("cannot delete an old copy")?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// Users are archived after this many months without a visit, events this many after their end.
const UNUSED: u32 = 24;
const OVER: u32 = 12;
/// Rows archived per transaction, so that others can write in between.
const BATCH: usize = 500;

/// Archives users who have not visited for two years and events that ended a year ago. Nothing is
/// erased; lists can include archived rows.
pub async fn archive(app: &App) -> Result<()> {
    let (mut users, mut events) = (0, 0);
    loop {
        let before = app.now().months_before(UNUSED);
        let more = app.db.write_all(move |all| archive::users(all, before, BATCH)).await?;
        users += more;
        if more < BATCH {
            break;
        }
    }
    loop {
        let before = app.now().months_before(OVER);
        let more = app.db.write_all(move |all| archive::events(all, before, BATCH)).await?;
        events += more;
        if more < BATCH {
            break;
        }
    }
    tracing::info!(users, events, "archived");
    Ok(())
}

/// Checks the database file. Faults are logged, raise an alarm, and are shown with the schedules,
/// by `/readyz` and in the audit log; the server continues.
pub async fn check_database(app: &App) -> Result<()> {
    let db = app.db.clone();
    let wrong = app.off_thread(move || db.check()).await??;
    let outcome = match wrong.first() {
        None => "ok".to_owned(),
        Some(first) => format!("{} faults, the first: {first}", wrong.len()),
    };
    if wrong.is_empty() {
        tracing::info!("the database file is whole");
    } else {
        tracing::error!(outcome, "the database file is damaged: restore a backup");
    }
    app.db
        .write_all(move |all| {
            match wrong.is_empty() {
                true => alarms::clear(all, AlarmKind::DatabaseDamaged).map(drop)?,
                false => alarms::raise(all, AlarmKind::DatabaseDamaged, &outcome).map(drop)?,
            }
            schedules::set_outcome(all, "check_database", &outcome)?;
            let about = serde_json::json!({ "faults": wrong.len() });
            audit::note(all, None, None, AuditAction::CheckDatabase, about, None)
        })
        .await
}

/// Queues a job per company that follows the terms of its consents.
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

/// Deletes the files of exports that are not kept any more.
pub async fn sweep_exports(app: &App) -> Result<()> {
    app.db.write_all(exports::expire).await?;
    let folder = app.export_folder();
    let listed = app.on_disk(move || listed(folder)).await?.context("cannot list exports")?;
    if listed.is_empty() {
        return Ok(());
    }
    // Read after the folder was listed: the row of a file is older than the file.
    let kept = app.db.read_all(exports::nonces).await?;
    for path in listed {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_kept = kept.iter().any(|nonce| Some(Export::file_name(nonce)) == name);
        if !is_kept {
            app.on_disk(move || std::fs::remove_file(path))
                .await?
                .context("cannot delete an export")?;
        }
    }
    Ok(())
}

/// The files of a folder; none if there is no such folder.
fn listed(folder: PathBuf) -> std::io::Result<Vec<PathBuf>> {
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(vec![]),
        Err(error) => Err(error),
    }
}
