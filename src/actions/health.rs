//! Whether the instance can do its work.

use std::path::Path;

use crate::App;
use crate::error::Result;
use crate::model::SearchState;
use crate::store::jobs::{self, Queue};
use crate::store::{mails, schedules};

/// What is in the queue, and how the search index is.
pub struct Ready {
    pub waiting: i64,
    pub parked: i64,
    /// Not ready is no reason not to serve: everything else works.
    pub search: SearchState,
    /// What the nightly look over the file found: `ok`, or what is wrong; none before the first.
    pub integrity: Option<String>,
}

/// Asks the database; an error means the instance cannot serve.
pub async fn ready(app: &App) -> Result<Ready> {
    let ((waiting, parked), integrity) = app
        .db
        .read_all(|all| Ok((jobs::depth(all)?, schedules::outcome(all, "check_database")?)))
        .await?;
    Ok(Ready { waiting, parked, search: app.search.state(), integrity })
}

/// What operators watch, as far as it stands in the database.
pub struct Figures {
    pub jobs: Vec<Queue>,
    /// How many mails are in each state.
    pub mails: Vec<(String, i64)>,
    /// Bytes, like `journal`.
    pub database: u64,
    pub journal: u64,
    pub search_ready: bool,
}

pub async fn figures(app: &App) -> Result<Figures> {
    let (jobs, mails) =
        app.db.read_all(|all| Ok((jobs::by_kind(all)?, mails::by_status(all)?))).await?;
    let file = app.db.file().to_owned();
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |about| about.len());
    let (database, journal) =
        app.on_disk(move || (size(&file), size(&file.with_extension("db-wal")))).await?;
    let search_ready = app.search.state() == SearchState::Ready;
    Ok(Figures { jobs, mails, database, journal, search_ready })
}
