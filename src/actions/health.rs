//! The state of the instance, for monitoring.

use std::path::Path;

use crate::App;
use crate::app::{DiskRoom, ProcessFigures};
use crate::error::Result;
use crate::model::SearchState;
use crate::model::backup::STALE;
use crate::store::alarms::{self, Alarm};
use crate::store::jobs::{self, Queue};
pub use crate::store::mail_sending::Trouble;
use crate::store::{
    backups, chain_seals, files, lost, mail_sending, mails, schedules, seals, uploads,
};

/// The readiness of the instance: its queue, and the parts that may be in trouble.
pub struct Ready {
    pub waiting: i64,
    pub parked: i64,
    /// The instance serves without a ready index; only search is incomplete.
    pub search: SearchState,
    /// The result of the nightly check of the database: `ok`, or what is wrong; None before the
    /// first.
    pub integrity: Option<String>,
    pub backup: Backup,
    /// Why no mail can be sent; None if it can. The instance serves nevertheless.
    pub mail: Option<Trouble>,
    /// The active alarms, the oldest first.
    pub alarms: Vec<Alarm>,
    /// The number of answers whose evidence does not match its seal.
    pub contradicted: i64,
}

/// The age of the last successful backup in the instance's own folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backup {
    /// No folder is configured.
    Off,
    /// No backup was made yet.
    None,
    Fresh,
    /// Two days or more.
    Stale,
}

impl Backup {
    pub fn name(self) -> &'static str {
        match self {
            Backup::Off => "off",
            Backup::None => "none",
            Backup::Fresh => "ok",
            Backup::Stale => "stale",
        }
    }
}

/// Why the instance cannot work, if the machine is the reason: the part, and a code.
pub async fn trouble(app: &App) -> Result<Option<(&'static str, &'static str)>> {
    let db = app.db.clone();
    app.on_disk(move || {
        if !db.is_in_place() {
            return Ok(Some(("database", "gone")));
        }
        let folder = db.file().parent().unwrap_or(Path::new("/"));
        Ok(DiskRoom::of(folder)?.trouble().map(|why| ("disk", why)))
    })
    .await?
}

/// Reads the state from the database. An error means that the instance cannot serve.
pub async fn ready(app: &App) -> Result<Ready> {
    let ((waiting, parked), integrity, last, mail, alarms, contradicted) = app
        .db
        .read_all(|all| {
            let integrity = schedules::outcome(all, "check_database")?;
            let (mail, alarms) = (mail_sending::trouble(all)?, alarms::list(all)?);
            let (last, contradicted) = (backups::last_good(all)?, chain_seals::faulty(all)?);
            Ok((jobs::depth(all)?, integrity, last, mail, alarms, contradicted))
        })
        .await?;
    // Damage found since counts as much as the result of the nightly check.
    let integrity = app.db.damage().or(integrity);
    let backup = match last {
        _ if app.backup_store.is_none() => Backup::Off,
        None => Backup::None,
        Some(last) if app.now().since(last.ended_at) >= STALE => Backup::Stale,
        Some(_) => Backup::Fresh,
    };
    let search = app.search.state();
    Ok(Ready { waiting, parked, search, integrity, backup, mail, alarms, contradicted })
}

/// Whether the last seal was made with this instance's key.
pub async fn seal_key_fits(app: &App) -> Result<bool> {
    let last = app.db.read_all(seals::last_key).await?;
    Ok(last.is_none_or(|last| last == app.keys.seal.public()))
}

/// The first faults of the database file, at most ten. Reads the whole file.
pub async fn faults(app: &App) -> Result<Vec<String>> {
    let db = app.db.clone();
    app.off_thread(move || db.check()).await?
}

/// The metrics read from the database and the system.
pub struct Figures {
    pub jobs: Vec<Queue>,
    /// The number of mails per state.
    pub mails: Vec<(String, i64)>,
    /// Why no mail can be sent.
    pub mail: Option<Trouble>,
    /// In bytes; `journal` too.
    pub database: u64,
    pub journal: u64,
    pub search_ready: bool,
    /// The last successful backup: its age in milliseconds, and its bytes.
    pub backup: Option<(i64, u64)>,
    /// The result of the last check of the database file; None before the first.
    pub intact: Option<bool>,
    pub alarms: Vec<Alarm>,
    /// The bytes of all companies' files.
    pub blobs: u64,
    /// The number of files and documents known as lost.
    pub lost: i64,
    /// The number of unfinished resumable uploads.
    pub uploads: i64,
    /// The file system of the data; None if it cannot be read.
    pub disk: Option<DiskRoom>,
    pub process: ProcessFigures,
    /// The number of answers whose evidence does not match its seal.
    pub contradicted: i64,
}

pub async fn figures(app: &App) -> Result<Figures> {
    let figures = app
        .db
        .read_all(|all| {
            let last = backups::last_good(all)?;
            let integrity = schedules::outcome(all, "check_database")?;
            Ok(Figures {
                jobs: jobs::by_kind(all)?,
                mails: mails::by_status(all)?,
                mail: mail_sending::trouble(all)?,
                database: 0,
                journal: 0,
                search_ready: false,
                backup: last.map(|last| (all.now().since(last.ended_at), last.bytes)),
                intact: integrity.map(|found| found == "ok"),
                alarms: alarms::list(all)?,
                blobs: files::used_by_all(all)?,
                lost: lost::count(all)?,
                uploads: uploads::count_under_way(all)?,
                disk: None,
                process: ProcessFigures::default(),
                contradicted: chain_seals::faulty(all)?,
            })
        })
        .await?;
    let file = app.db.file().to_owned();
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |about| about.len());
    let (database, journal, disk, process) = app
        .on_disk(move || {
            let folder = file.parent().unwrap_or(Path::new("/"));
            let disk = DiskRoom::of(folder).ok();
            let journal = size(&file.with_extension("db-wal"));
            (size(&file), journal, disk, ProcessFigures::now())
        })
        .await?;
    let intact = if app.db.damage().is_some() { Some(false) } else { figures.intact };
    let search_ready = app.search.state() == SearchState::Ready;
    Ok(Figures { database, journal, search_ready, intact, disk, process, ..figures })
}
