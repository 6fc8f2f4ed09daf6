//! What happens at a time of day. Ticks only enqueue: a once key of the date
//! makes each run happen once, whatever the clock and however often we start.
//!
//! The ticks come by the clock that nobody can set: after the time of day was set back,
//! what it makes due is done, and not only once it has caught up. What is due is worked
//! out in the zone that is set, whose days may have 23 or 25 hours.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::actions::schedules;
use crate::{App, Result};

/// How often what is due is looked at: something is set off this late at most.
const TICK: Duration = Duration::from_secs(20);
/// The reading of the clock is kept at every so manieth tick: each is a write.
const KEEP: u32 = 3;

/// Ticks until `stop` says true; the first tick catches up on what was missed.
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
                // The other half is gone: stop as well.
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

/// Queues whatever is due and has not been queued.
async fn tick(app: &App) {
    if let Err(error) = enqueue_due(app).await {
        tracing::error!(%error, "what is due could not be queued; the next tick tries again");
    }
}

/// Queues what is due by the clock: what each tick does, and a test by hand.
pub async fn enqueue_due(app: &App) -> Result<()> {
    schedules::set_off_due(app).await
}
