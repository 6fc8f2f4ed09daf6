//! Backups of the whole instance, made while it serves: the database as of one instant, then the
//! blobs it refers to. They are not available over HTTP.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use crate::App;
use crate::app::{Progress, ThreadPool};
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::backup::{FORMAT, Manifest, SPARE, Size, Trouble};
use crate::model::schedule::{BACKUP, Schedule};
use crate::model::{BackupId, Digest, Job, JobId, MailKind, Timestamp, UserId};
use crate::ports::{BackupStore, Making, Rotated, Taken};
use crate::store::backups;
use crate::store::restore::{self, DatabaseFile, Referred};
use crate::store::sessions::Origin;
use crate::store::{AllTx, audit, jobs, mails, schedules, users};

pub use crate::ports::Snapshot;
pub use crate::store::backups::Tried;

/// The number of blobs per step. A server that stops may stop between two steps.
const BATCH: usize = 32;
/// The number of latest backups, made or failed, that are listed.
const LISTED: u32 = 30;

/// A backup that was made.
#[derive(Debug, Clone)]
pub struct Made {
    pub kept: Snapshot,
    /// Bytes that no earlier backup had, including the database.
    pub added: u64,
    pub rotated: Rotated,
    /// Why old backups could not be deleted, if so.
    pub stuck: Option<String>,
}

/// The backups, and the state of the schedule.
pub struct Backups {
    /// False if no backup folder is configured; then there are no automatic backups.
    pub is_on: bool,
    /// How many are kept.
    pub keep: usize,
    /// When the next is made.
    pub next: Option<Timestamp>,
    /// The backups in the folder, the latest first, or why they cannot be listed.
    pub kept: Result<Vec<Snapshot>, Trouble>,
    /// The results of the latest ones.
    pub tried: Vec<Tried>,
    /// The job of a backup that is queued or being made.
    pub job: Option<JobId>,
}

/// Makes a backup in the instance's own folder and deletes old ones. After a failure, a mail to the
/// administrators is queued, at most once a day.
pub async fn nightly(app: &App, progress: &Progress) -> Result<()> {
    // The folder may have been removed from the configuration since.
    let Some(backup_store) = app.backup_store.clone() else { return Ok(()) };
    keep(app, backup_store, app.config.backup.keep, progress).await.map(drop)
}

/// Makes a backup and records its result, for the command line too.
pub async fn keep(
    app: &App,
    backup_store: Arc<dyn BackupStore>,
    keep: usize,
    progress: &Progress,
) -> Result<Made> {
    let began = app.now();
    let made = make(app, backup_store, Some(keep), progress).await;
    match &made {
        Ok(made) => good(app, began, made).await?,
        Err(error) => failed(app, began, trouble(error)).await?,
    }
    made
}

/// Makes a backup in another place. Recorded in the audit log, because it contains all data.
pub async fn make_elsewhere(
    app: &App,
    backup_store: Arc<dyn BackupStore>,
    keep: Option<usize>,
) -> Result<Made> {
    let made = make(app, backup_store, keep, &Progress::unreported()).await?;
    let about = json!({ "name": made.kept.name, "elsewhere": true });
    app.db
        .write_all(move |all| audit::note(all, None, None, AuditAction::Backup, about, None))
        .await?;
    Ok(made)
}

/// Makes a backup in any place. With `keep`, older ones there are deleted.
async fn make(
    app: &App,
    backup_store: Arc<dyn BackupStore>,
    keep: Option<usize>,
    progress: &Progress,
) -> Result<Made> {
    let at = app.now();
    // A low-priority thread, so that the long work does not slow down requests.
    let pool = ThreadPool::aside("backup", 1);
    let place = backup_store.clone();
    let making = pool.run(move || place.begin(at)).await??;
    let file = app.db.file().to_owned();
    let (making, database, bytes) = pool.run(move || enough_for_database(making, file)).await??;
    progress.report(0, bytes).await?;
    let db = app.db.clone();
    let looked = pool.run(move || {
        db.copy_to(&database)?;
        look(&database, at)
    });
    let (mut manifest, referred) = looked.await??;
    manifest.set_elsewhere.clone_from(&app.config.provenance.elsewhere);
    let all = referred.clone();
    let mut making = pool.run(move || enough_for_blobs(making, &all)).await??;
    let mut added = manifest.database_bytes;
    let mut done = manifest.database_bytes;
    let total = done + referred.iter().map(|one| one.bytes).sum::<u64>();
    let mut lost = vec![];
    for batch in referred.chunks(BATCH) {
        let taken;
        progress.report(done, total).await?;
        done += batch.iter().map(|one| one.bytes).sum::<u64>();
        (making, taken) = take(app, &pool, making, batch.to_vec()).await?;
        for (one, taken) in batch.iter().zip(taken) {
            if taken == Taken::Lost {
                lost.push(*one);
                continue;
            }
            manifest.blobs += 1;
            manifest.blob_bytes += one.bytes;
            added += if taken == Taken::New { one.bytes } else { 0 };
        }
    }
    manifest.lost = still_referred(app, lost).await?.iter().map(Digest::hex).collect();
    let kept = pool.run(move || making.finish(&manifest)).await??;
    let rotated = match keep {
        Some(keep) => pool.run(move || backup_store.rotate(keep)).await?,
        None => Ok(Rotated::default()),
    };
    // The backup is complete, even if old ones cannot be deleted.
    let (rotated, stuck) = match rotated {
        Ok(rotated) => (rotated, None),
        Err(error) => (Rotated::default(), Some(trouble(&error).to_string())),
    };
    Ok(Made { kept, added, rotated, stuck })
}

/// Adds some blobs to the backup, and returns it.
async fn take(
    app: &App,
    pool: &ThreadPool,
    mut making: Box<dyn Making>,
    batch: Vec<Referred>,
) -> Result<(Box<dyn Making>, Vec<Taken>)> {
    let blobs = app.blobs.clone();
    pool.run(move || {
        let mut taken = Vec::with_capacity(batch.len());
        for Referred { shelf, name, bytes } in batch {
            let on = shelf.map_or_else(|| blobs.clone(), |owner| blobs.shelf(owner));
            // The backup store compares what it adds with the digest.
            taken.push(match on.unverified_copy(name)? {
                Some(from) => making.add(shelf, name, bytes, &from)?,
                None => Taken::Lost,
            });
        }
        Ok((making, taken))
    })
    .await?
}

fn enough_for_database(
    making: Box<dyn Making>,
    file: PathBuf,
) -> Result<(Box<dyn Making>, PathBuf, u64)> {
    let size = |path: PathBuf| std::fs::metadata(path).map_or(0, |about| about.len());
    let needed = size(file.with_extension("db-wal")) + size(file);
    enough(needed, making.room()?.free)?;
    let database = making.database();
    Ok((making, database, needed))
}

fn enough_for_blobs(making: Box<dyn Making>, referred: &[Referred]) -> Result<Box<dyn Making>> {
    let room = making.room()?;
    if !room.is_beside {
        let fresh = referred.iter().filter(|one| !making.has(one.name, one.bytes));
        enough(fresh.map(|one| one.bytes).sum(), room.free)?;
    }
    Ok(making)
}

fn enough(needed: u64, free: u64) -> Result<()> {
    let needed = needed.saturating_add(SPARE);
    if needed > free {
        return Err(anyhow::Error::new(Trouble::NoRoom { needed, free }).into());
    }
    Ok(())
}

/// Reads the manifest and the blobs of a copy of the database. A damaged copy is an error.
fn look(database: &std::path::Path, at: Timestamp) -> Result<(Manifest, Vec<Referred>)> {
    let copy = DatabaseFile::open(database)?;
    if let Some(fault) = copy.faults(false)?.into_iter().next() {
        return Err(anyhow::Error::new(Trouble::Damaged { fault }).into());
    }
    let manifest = Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        schema: copy.schema()?,
        // The backup store fills in the instance.
        instance: None,
        set_elsewhere: vec![],
        taken_at: at.rfc3339(),
        database_bytes: std::fs::metadata(database).map_err(anyhow::Error::from)?.len(),
        blobs: 0,
        blob_bytes: 0,
        rows: copy.rows()?,
        lost: vec![],
    };
    Ok((manifest, copy.referred()?))
}

/// The missing blobs that the database still refers to. A blob that was erased since the copy was
/// made is not lost.
async fn still_referred(app: &App, lost: Vec<Referred>) -> Result<Vec<Digest>> {
    if lost.is_empty() {
        return Ok(vec![]);
    }
    app.db
        .read_all(move |all| {
            let mut still = vec![];
            for one in lost {
                if restore::is_referred(all, &one)? {
                    still.push(one.name);
                }
            }
            Ok(still)
        })
        .await
}

async fn good(app: &App, began: Timestamp, made: &Made) -> Result<()> {
    let manifest = &made.kept.manifest;
    let lost = manifest.lost.len() as u64;
    if lost > 0 {
        tracing::error!(lost, "bytes of files were lost before this backup: be-right media check");
    }
    let (name, bytes, blobs) = (made.kept.name.clone(), manifest.bytes(), manifest.blobs);
    let Made { added, rotated, .. } = *made;
    if let Some(why) = &made.stuck {
        tracing::error!(why, "old backups could not be taken away");
    }
    let stuck = made.stuck.as_ref().map(|why| format!(", old ones stay: {why}"));
    tracing::info!(name, bytes, added, rotated = rotated.backups, "a backup was made");
    app.db
        .write_all(move |all| {
            let lacks =
                if lost > 0 { format!(", {lost} files lost before") } else { String::new() };
            let stuck = stuck.unwrap_or_default();
            let outcome = format!("{name}: {}, {} new{lacks}{stuck}", Size(bytes), Size(added));
            schedules::set_outcome(all, BACKUP, &outcome)?;
            let tried = Tried {
                began_at: began,
                ended_at: all.now(),
                bytes,
                added,
                blobs,
                lost,
                outcome: Ok(name.clone()),
            };
            let id = backups::create(all, &tried)?;
            let about = json!({ "backup": id, "name": name, "lost": lost });
            audit::note(all, None, None, AuditAction::Backup, about, None)
        })
        .await
}

async fn failed(app: &App, began: Timestamp, trouble: Trouble) -> Result<()> {
    // The backup in progress will record its own result.
    if let Trouble::Busy { .. } = trouble {
        return Ok(());
    }
    tracing::error!(%trouble, "there is no backup");
    let zone = app.config.time_zone.clone();
    app.db
        .write_all(move |all| {
            schedules::set_outcome(all, BACKUP, &trouble.to_string())?;
            let about = json!({ "trouble": trouble.code() });
            let tried = Tried {
                began_at: began,
                ended_at: all.now(),
                bytes: 0,
                added: 0,
                blobs: 0,
                lost: 0,
                outcome: Err(trouble),
            };
            let id = backups::create(all, &tried)?;
            audit::note(all, None, None, AuditAction::Backup, about, None)?;
            let day = all.now().day_in(&zone);
            match jobs::claim_once_for_instance(all, &format!("backup-failed:{day}"))? {
                true => notify_administrators(all, id),
                false => Ok(()),
            }
        })
        .await
}

/// Queues a mail to every administrator.
fn notify_administrators(all: &AllTx, backup: BackupId) -> Result<()> {
    for (user, email) in users::administrators(all)? {
        mails::queue_for_instance(all, MailKind::BackupFailed { user, backup }, &email)?;
    }
    Ok(())
}

/// The cause of a failed backup, in terms a user can act on.
pub fn trouble(error: &Error) -> Trouble {
    match error {
        Error::Internal(cause) => match cause.downcast_ref::<Trouble>() {
            Some(trouble) => trouble.clone(),
            None => Trouble::Other { why: format!("{cause:#}") },
        },
        Error::Unavailable("storage_full") => Trouble::Full,
        other => Trouble::Other { why: other.to_string() },
    }
}

/// The backups, and the results of the latest ones.
pub async fn list(app: &App) -> Result<Backups> {
    let (tried, job) = app
        .db
        .read_all(|all| {
            Ok((backups::latest(all, LISTED)?, jobs::waiting(all, Job::Backup.kind())?))
        })
        .await?;
    let kept = match app.backup_store.clone() {
        Some(backup_store) => {
            app.on_disk(move || backup_store.list()).await?.map_err(|error| trouble(&error))
        }
        None => Ok(vec![]),
    };
    let settings = &app.config.backup;
    let line = Schedule::find(BACKUP).filter(|_| app.backup_store.is_some());
    let next = line.map(|line| line.at(settings.at).next(app.now(), &app.config.time_zone));
    Ok(Backups { is_on: app.backup_store.is_some(), keep: settings.keep, next, kept, tried, job })
}

/// Queues a backup, and returns its job. If one is queued or being made, returns that one.
pub async fn request(app: &App, by: UserId, origin: Origin) -> Result<JobId> {
    if app.backup_store.is_none() {
        return Err(Error::Unavailable("backup_off"));
    }
    let zone = app.config.time_zone.clone();
    app.db
        .write_all(move |all| {
            let waiting = jobs::waiting(all, Job::Backup.kind())?;
            let job = match waiting {
                Some(job) => job,
                None => {
                    let due = all.now().day_in(&zone).to_string();
                    schedules::queue_now(all, BACKUP, &due, &Job::Backup)?
                }
            };
            let about = json!({ "job": job });
            audit::note(
                all,
                None,
                Some(by),
                AuditAction::RequestBackup,
                about,
                origin.ip.as_deref(),
            )?;
            Ok(job)
        })
        .await
}
