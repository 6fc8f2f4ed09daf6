//! Whether the instance can do its work.

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

/// What is in the queue, and how the search index is.
pub struct Ready {
    pub waiting: i64,
    pub parked: i64,
    /// Not ready is no reason not to serve: everything else works.
    pub search: SearchState,
    /// What the nightly look over the file found: `ok`, or what is wrong; none before the first.
    pub integrity: Option<String>,
    pub backup: Backup,
    /// What keeps mail from leaving; none if it leaves. No reason not to serve either.
    pub mail: Option<Trouble>,
    /// What threatens data, the oldest first.
    pub alarms: Vec<Alarm>,
    /// How many answers have evidence that is not what was sealed.
    pub contradicted: i64,
}

/// How old the last good backup is that was made into the instance's own folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backup {
    /// There is no folder for them.
    Off,
    /// There has not been any yet.
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

/// Why the instance cannot do its work, if it is the machine's fault: its part, and what
/// is wrong with it in a word.
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

/// Asks the database; an error means the instance cannot serve.
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
    // What was met since counts as much as what the nightly look has found.
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

/// Whether the key that seals evidence is the one that sealed the last document.
pub async fn seal_key_fits(app: &App) -> Result<bool> {
    let last = app.db.read_all(seals::last_key).await?;
    Ok(last.is_none_or(|last| last == app.keys.seal.public()))
}

/// The first faults of the database file, at most ten, or none. It reads all of it.
pub async fn faults(app: &App) -> Result<Vec<String>> {
    let db = app.db.clone();
    app.off_thread(move || db.check()).await?
}

/// What operators watch, as far as it stands in the database.
pub struct Figures {
    pub jobs: Vec<Queue>,
    /// How many mails are in each state.
    pub mails: Vec<(String, i64)>,
    /// What keeps mail from leaving.
    pub mail: Option<Trouble>,
    /// Bytes, like `journal`.
    pub database: u64,
    pub journal: u64,
    pub search_ready: bool,
    /// The last good backup: its age in milliseconds and its bytes; none if there is none.
    pub backup: Option<(i64, u64)>,
    /// Whether the database file passed its last look; none before the first.
    pub intact: Option<bool>,
    pub alarms: Vec<Alarm>,
    /// Bytes of all companies' files.
    pub blobs: u64,
    /// How many files or documents are known to be lost.
    pub lost: i64,
    /// Uploads in parts that are under way.
    pub uploads: i64,
    /// Where the data is; none if it does not say.
    pub disk: Option<DiskRoom>,
    pub process: ProcessFigures,
    /// How many answers have evidence that is not what was sealed.
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
