//! Schedules: queued when due, listed, and run by hand.

use serde_json::json;

use crate::App;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::schedule::{ALL, BACKUP, Schedule};
use crate::model::{JobId, Timestamp, UserId};
use crate::store::schedules::{self, Run};
use crate::store::sessions::Origin;
use crate::store::{AllTx, audit};

/// A schedule, its last run and its next.
pub struct ScheduleLine {
    pub schedule: Schedule,
    pub last: Option<Run>,
    pub next: Timestamp,
}

/// The schedules of this instance: the backup is included if it has a folder, at the configured
/// hour.
fn of(config: &Config) -> Vec<Schedule> {
    let lines = ALL.iter().copied().filter_map(|one| match one.name {
        BACKUP => config.backup.folder.as_ref().map(|_| one.at(config.backup.at)),
        _ => Some(one),
    });
    lines.collect()
}

/// Queues the schedules that are due and not queued yet. One that was missed several times is
/// queued once. While the clock is not trusted, schedules that depend on it are skipped.
pub async fn queue_due(app: &App) -> Result<()> {
    let (zone, lines) = (app.config.time_zone.clone(), of(&app.config));
    let held = app.clock_leap().is_some();
    app.db
        .write_all(move |all| {
            for one in lines {
                if held && one.job().goes_by_the_clock() {
                    continue;
                }
                let due = one.last_due(all.now(), &zone).to_string();
                schedules::queue(all, one.name, &due, &one.job())?;
            }
            Ok(())
        })
        .await
}

/// All schedules, in their order.
pub async fn list(app: &App) -> Result<Vec<ScheduleLine>> {
    let (zone, lines) = (app.config.time_zone.clone(), of(&app.config));
    app.db
        .read_all(move |all| {
            let mut runs = schedules::runs(all)?;
            let mut line = |schedule: Schedule| {
                let at = runs.iter().position(|run| run.name == schedule.name);
                let last = at.map(|at| runs.swap_remove(at));
                ScheduleLine { schedule, last, next: schedule.next(all.now(), &zone) }
            };
            Ok(lines.into_iter().map(&mut line).collect())
        })
        .await
}

/// Runs a schedule now. It also runs at its own time.
pub async fn run(app: &App, name: &str, by: Option<UserId>, origin: Origin) -> Result<JobId> {
    let found = of(&app.config).into_iter().find(|one| one.name == name);
    let schedule = found.ok_or(Error::NotFound("schedule"))?;
    let zone = app.config.time_zone.clone();
    app.db
        .write_all(move |all: &AllTx| {
            let due = schedule.last_due(all.now(), &zone).to_string();
            let job = schedules::queue_now(all, schedule.name, &due, &schedule.job())?;
            let about = json!({ "schedule": schedule.name, "job": job });
            audit::note(all, None, by, AuditAction::RunSchedule, about, origin.ip.as_deref())?;
            Ok(job)
        })
        .await
}
