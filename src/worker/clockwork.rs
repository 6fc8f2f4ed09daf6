//! What happens at a time of day. Ticks only enqueue: a once key of the date
//! makes each run happen once, whatever the clock and however often we start.
//!
//! The scheduler is no more than a minute ticker: it takes the offset from UTC
//! as it was at the start, so what is due is worked out here, in the zone that is
//! set, whose days may have 23 or 25 hours.

use tokio::sync::watch;
use tokio_cron_scheduler::{Job as Tick, JobScheduler};

use crate::actions::schedules;
use crate::{App, Result};

/// Each minute, at its first second.
const EVERY_MINUTE: &str = "0 * * * * *";

/// Ticks until `stop` says true; the first tick catches up on what was missed.
pub(super) async fn run(app: App, mut stop: watch::Receiver<bool>) {
    tick(&app).await;
    let mut ticker = match start(app).await {
        Ok(ticker) => ticker,
        Err(error) => {
            tracing::error!(%error, "no clockwork: daily jobs run at the next start");
            return;
        }
    };
    // An error says that the other half is gone: stop as well.
    let _ = stop.wait_for(|stop| *stop).await;
    if let Err(error) = ticker.shutdown().await {
        tracing::warn!(%error, "the clockwork did not stop by itself");
    }
}

async fn start(
    app: App,
) -> std::result::Result<JobScheduler, tokio_cron_scheduler::JobSchedulerError> {
    let ticker = JobScheduler::new().await?;
    let each = Tick::new_async(EVERY_MINUTE, move |_, _| {
        let app = app.clone();
        Box::pin(async move { tick(&app).await })
    })?;
    ticker.add(each).await?;
    ticker.start().await?;
    Ok(ticker)
}

/// Queues whatever is due and has not been queued.
async fn tick(app: &App) {
    if let Err(error) = enqueue_due(app).await {
        tracing::error!(%error, "what is due could not be queued; the next minute tries again");
    }
}

/// Queues what is due by the clock: what each minute does, and a test by hand.
pub async fn enqueue_due(app: &App) -> Result<()> {
    schedules::set_off_due(app).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ticker_understands_its_schedule() {
        assert!(Tick::new(EVERY_MINUTE, |_, _| {}).is_ok());
    }
}
