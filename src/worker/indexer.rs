//! Keeps the search index up to date: woken by commits, which it batches, and by a periodic check.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::actions::search::{self, Followed};
use crate::{App, Result};

/// Commits within this time are indexed together.
const GATHER: Duration = Duration::from_millis(50);
/// Under constant load it pauses for this many times its working time, within a bound: changes must
/// be searchable within a second.
const REST: u32 = 9;
const LONGEST_REST: Duration = Duration::from_millis(400);
/// The interval of the periodic check and of the clean-up.
const LOOK: Duration = Duration::from_secs(10);
/// The pause after a failure.
const PAUSE: Duration = Duration::from_secs(5);

/// Indexes until `stop` is true, and then once more, so that the next start has no backlog.
pub(super) async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let (mut has_moved, mut is_gone) = (true, false);
    let mut tidied = Instant::now();
    while !*stop.borrow() {
        let began = Instant::now();
        let wait = match catch_up(&app, &stop).await {
            Ok((moved, gone)) => {
                has_moved |= moved;
                is_gone |= gone;
                LOOK
            }
            Err(error) => {
                tracing::error!(%error, "the search index does not follow; it tries again");
                PAUSE
            }
        };
        if (has_moved || is_gone) && tidied.elapsed() >= LOOK {
            if let Err(error) = tidy(&app, is_gone).await {
                tracing::error!(%error, "the search index could not be tidied up");
            }
            (has_moved, is_gone) = (false, false);
            tidied = Instant::now();
        }
        let rest = (began.elapsed() * REST).clamp(GATHER, LONGEST_REST);
        tokio::select! {
            () = app.db.committed(), if wait == LOOK => tokio::select! {
                () = tokio::time::sleep(rest) => {}
                _ = stop.changed() => {}
            },
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => {}
        }
    }
    if app.search.position().is_some()
        && let Err(error) = catch_up(&app, &stop).await
    {
        tracing::warn!(%error, "the search index catches up at the next start");
    }
}

/// Removes changes already indexed, and the terms of deleted documents.
async fn tidy(app: &App, is_gone: bool) -> Result<()> {
    search::trim(app).await?;
    if is_gone { search::forget(app).await } else { Ok(()) }
}

/// Indexes all pending changes; returns whether there were any, and whether a document was deleted
/// permanently.
async fn catch_up(app: &App, stop: &watch::Receiver<bool>) -> Result<(bool, bool)> {
    let before = app.search.position();
    let is_over = || *stop.borrow();
    let mut is_gone = false;
    loop {
        let (followed, gone) = search::follow(app, &is_over).await?;
        is_gone |= gone;
        if followed == Followed::UpToDate {
            return Ok((app.search.position() != before, is_gone));
        }
        search::trim(app).await?;
    }
}

/// Updates the index to the last commit.
pub async fn index_now(app: &App) -> Result<()> {
    while search::follow(app, &|| false).await?.0 == Followed::Behind {}
    Ok(())
}
