//! Keeps the search index in step: woken by commits, some of which it lets
//! gather, and looking now and then by itself.

use std::time::Duration;

use tokio::sync::watch;

use crate::actions::search::{self, Followed};
use crate::{App, Result};

/// Commits that come in together are indexed together.
const GATHER: Duration = Duration::from_millis(50);
/// After that time it looks even if nothing was heard, and tidies up.
const LOOK: Duration = Duration::from_secs(10);
/// After a failure.
const PAUSE: Duration = Duration::from_secs(5);

/// Follows until `stop` says true, and then once more, so that the next start has
/// nothing to catch up on.
pub(super) async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut has_moved = true;
    while !*stop.borrow() {
        let followed = catch_up(&app, &stop).await;
        let wait = match followed {
            Ok(moved) => {
                has_moved |= moved;
                LOOK
            }
            Err(error) => {
                tracing::error!(%error, "the search index does not follow; it tries again");
                PAUSE
            }
        };
        tokio::select! {
            () = app.db.committed(), if wait == LOOK => tokio::select! {
                () = tokio::time::sleep(GATHER) => {}
                _ = stop.changed() => {}
            },
            () = tokio::time::sleep(wait) => {
                // Quiet: what is indexed need not be kept any longer.
                if has_moved && let Err(error) = search::trim(&app).await {
                    tracing::error!(%error, "indexed changes could not be thrown away");
                }
                has_moved = false;
            }
            _ = stop.changed() => {}
        }
    }
    if app.search.position().is_some()
        && let Err(error) = catch_up(&app, &stop).await
    {
        tracing::warn!(%error, "the search index catches up at the next start");
    }
}

/// Takes in all there is; whether there was anything.
async fn catch_up(app: &App, stop: &watch::Receiver<bool>) -> Result<bool> {
    let before = app.search.position();
    let is_over = || *stop.borrow();
    while search::follow(app, &is_over).await? == Followed::Behind {
        search::trim(app).await?;
    }
    Ok(app.search.position() != before)
}

/// Brings the index up to the last commit.
pub async fn index_now(app: &App) -> Result<()> {
    while search::follow(app, &|| false).await? == Followed::Behind {}
    Ok(())
}
