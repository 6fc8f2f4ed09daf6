//! Whether the instance can do its work.

use std::path::Path;

use crate::App;
use crate::error::Result;
use crate::model::SearchState;
use crate::model::backup::STALE;
use crate::store::jobs::{self, Queue};
pub use crate::store::mail_sending::Trouble;
use crate::store::{backups, mail_sending, mails, schedules};

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

/// Asks the database; an error means the instance cannot serve.
pub async fn ready(app: &App) -> Result<Ready> {
    let ((waiting, parked), integrity, last, mail) = app
        .db
        .read_all(|all| {
            let integrity = schedules::outcome(all, "check_database")?;
            let mail = mail_sending::trouble(all)?;
            Ok((jobs::depth(all)?, integrity, backups::last_good(all)?, mail))
        })
        .await?;
    let backup = match last {
        _ if app.vault.is_none() => Backup::Off,
        None => Backup::None,
        Some(last) if app.now().since(last.ended_at) >= STALE => Backup::Stale,
        Some(_) => Backup::Fresh,
    };
    Ok(Ready { waiting, parked, search: app.search.state(), integrity, backup, mail })
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
}

pub async fn figures(app: &App) -> Result<Figures> {
    let (jobs, mails, last, mail) = app
        .db
        .read_all(|all| {
            let (jobs, mails) = (jobs::by_kind(all)?, mails::by_status(all)?);
            Ok((jobs, mails, backups::last_good(all)?, mail_sending::trouble(all)?))
        })
        .await?;
    let backup = last.map(|last| (app.now().since(last.ended_at), last.bytes));
    let file = app.db.file().to_owned();
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |about| about.len());
    let (database, journal) =
        app.on_disk(move || (size(&file), size(&file.with_extension("db-wal")))).await?;
    let search_ready = app.search.state() == SearchState::Ready;
    Ok(Figures { jobs, mails, mail, database, journal, search_ready, backup })
}
