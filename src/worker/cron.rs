//! The cron: queues jobs at set times of day. A tick only queues. Each run claims a key with its date
//! in the table of once keys, so that it happens once, whatever the clock and however often the
//! process starts.
//!
//! Ticks follow the monotonic clock, so they go on when the time of day is set back. Due times are
//! computed in the configured time zone, whose days may have 23 or 25 hours.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::actions::schedules;
use crate::{App, Result};

/// The interval of checks: a schedule runs at most this late.
const TICK: Duration = Duration::from_secs(20);
/// The clock reading is stored every this many ticks: each is a write.
const KEEP: u32 = 3;

/// Ticks until `stop` is true; the first tick catches up on missed schedules.
pub(super) async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ticked = 0_u32;
    let mut held = None;
    while !*stop.borrow() {
        tokio::select! {
            _ = ticks.tick() => {}
            changed = stop.changed() => match changed {
                Ok(()) => continue,
                // The sender is gone: stop as well.
                Err(_) => return,
            },
        }
        let leap = app.clock_leap();
        if leap.is_some() || leap != held || ticked.is_multiple_of(KEEP) {
            note_clock(&app).await;
        }
        (held, ticked) = (leap, ticked.wrapping_add(1));
        tick(&app).await;
    }
}

async fn note_clock(app: &App) {
    if let Err(error) = app.keep_clock().await {
        tracing::error!(%error, "the reading of the clock could not be kept");
    }
}

/// Queues all due schedules, and logs a failure.
async fn tick(app: &App) {
    if let Err(error) = enqueue_due(app).await {
        tracing::error!(%error, "what is due could not be queued; the next tick tries again");
    }
}

/// Queues all due schedules: the work of a tick, which tests call directly.
pub async fn enqueue_due(app: &App) -> Result<()> {
    schedules::queue_due(app).await
}
