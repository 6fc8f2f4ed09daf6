//! Keeps the search index in step: woken by commits, some of which it lets
//! gather, and looking now and then by itself.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::actions::search::{self, Followed};
use crate::{App, Result};

/// Commits that come in together are indexed together.
const GATHER: Duration = Duration::from_millis(50);
/// Where they keep coming, it rests this many times as long as it worked, but not long:
/// what has been written is to be found within a second.
const REST: u32 = 3;
const LONGEST_REST: Duration = Duration::from_millis(400);
/// After that time it looks even if nothing was heard, and it tidies up so often.
const LOOK: Duration = Duration::from_secs(10);
/// After a failure.
const PAUSE: Duration = Duration::from_secs(5);

/// Follows until `stop` says true, and then once more, so that the next start has
/// nothing to catch up on.
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

/// Throws away indexed changes, and the words of what is gone.
async fn tidy(app: &App, is_gone: bool) -> Result<()> {
    search::trim(app).await?;
    if is_gone { search::forget(app).await } else { Ok(()) }
}

/// Takes in all there is; whether there was anything, and whether something is gone
/// for good.
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

/// Brings the index up to the last commit.
pub async fn index_now(app: &App) -> Result<()> {
    while search::follow(app, &|| false).await?.0 == Followed::Behind {}
    Ok(())
}
