//! What happens at a time of day. Ticks only enqueue: a once key of the date
//! makes each run happen once, whatever the clock and however often we start.
//!
//! The scheduler is no more than a minute ticker: it takes the offset from UTC
//! as it was at the start, so what is due is worked out here, in the zone that is
//! set, whose days may have 23 or 25 hours.

use jiff::civil::{Date, Time, time};
use jiff::tz::TimeZone;
use tokio::sync::watch;
use tokio_cron_scheduler::{Job as Tick, JobScheduler};

use crate::model::{Job, Timestamp};
use crate::store::jobs;
use crate::{App, Result};

/// Each minute, at its first second.
const EVERY_MINUTE: &str = "0 * * * * *";

/// What is done once a day, from when on, and the name it is remembered by.
const DAILY: &[(&str, Time, Job)] = &[
    ("sweep", time(3, 30, 0, 0), Job::Sweep),
    ("sweep_files", time(3, 45, 0, 0), Job::SweepFiles),
    ("check_search", time(3, 45, 0, 0), Job::CheckSearch),
    ("purge", time(3, 50, 0, 0), Job::Purge),
    ("reminders", time(4, 0, 0, 0), Job::PlanReminders),
    ("terms", time(4, 10, 0, 0), Job::WatchTerms),
    ("digest", time(7, 0, 0, 0), Job::Digest),
];

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
    let zone = app.config.time_zone.clone();
    app.db
        .write_all(move |all| {
            for (name, at, job) in DAILY {
                let date = last_due(all.now(), &zone, *at);
                jobs::enqueue_for_instance(all, &format!("{name}:{date}"), job)?;
            }
            Ok(())
        })
        .await
}

/// The latest day on which `at` has struck. An hour that a change of time skips
/// strikes at its end; one that it repeats strikes the first time.
fn last_due(now: Timestamp, zone: &TimeZone, at: Time) -> Date {
    let now = now.to_jiff();
    let today = now.to_zoned(zone.clone()).date();
    match today.to_datetime(at).to_zoned(zone.clone()) {
        Ok(strikes) if strikes.timestamp() > now => today.yesterday().unwrap_or(today),
        _ => today,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn due(now: &str, hour: i8, minute: i8) -> Date {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        last_due(Timestamp::parse_rfc3339(now).unwrap(), &zone, time(hour, minute, 0, 0))
    }

    #[test]
    fn a_daily_job_is_due_from_its_minute_on_in_the_zone_that_is_set() {
        assert_eq!(due("2026-07-01T01:29:59Z", 3, 30), date(2026, 6, 30));
        assert_eq!(due("2026-07-01T01:30:00Z", 3, 30), date(2026, 7, 1));
        assert_eq!(due("2026-07-01T21:59:00Z", 3, 30), date(2026, 7, 1));
        // A minute later it is tomorrow in Paris.
        assert_eq!(due("2026-07-01T22:00:00Z", 3, 30), date(2026, 7, 1));
        assert_eq!(due("2026-12-01T02:29:00Z", 3, 30), date(2026, 11, 30));
        assert_eq!(due("2026-12-01T02:30:00Z", 3, 30), date(2026, 12, 1));
    }

    #[test]
    fn the_days_of_23_and_25_hours_have_it_once_each() {
        // 29 March 2026: 02:00 becomes 03:00, so 03:30 comes an hour earlier by UTC.
        assert_eq!(due("2026-03-29T01:29:00Z", 3, 30), date(2026, 3, 28));
        assert_eq!(due("2026-03-29T01:30:00Z", 3, 30), date(2026, 3, 29));
        // 02:30 does not exist that day: it strikes at 03:30.
        assert_eq!(due("2026-03-29T01:00:00Z", 2, 30), date(2026, 3, 28));
        assert_eq!(due("2026-03-29T01:30:00Z", 2, 30), date(2026, 3, 29));
        // 25 October 2026: 03:00 becomes 02:00, so 03:30 comes an hour later by UTC.
        assert_eq!(due("2026-10-25T01:30:00Z", 3, 30), date(2026, 10, 24));
        assert_eq!(due("2026-10-25T02:30:00Z", 3, 30), date(2026, 10, 25));
        // 02:30 exists twice: it strikes the first time, and that day not again.
        assert_eq!(due("2026-10-25T00:30:00Z", 2, 30), date(2026, 10, 25));
        assert_eq!(due("2026-10-25T01:30:00Z", 2, 30), date(2026, 10, 25));
    }

    #[test]
    fn the_ticker_understands_its_schedule() {
        assert!(Tick::new(EVERY_MINUTE, |_, _| {}).is_ok());
    }
}
