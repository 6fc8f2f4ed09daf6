//! Automatic reminders. The schedule queues a job for each company at its own hour. The job reads
//! the rows again, so that running it twice sends nothing twice.

use std::collections::BTreeMap;

use super::remind::remind_one;
use crate::App;
use crate::error::Result;
use crate::model::reminder::morning_after;
use crate::model::{EventId, Fact, Job};
use crate::store::{Scope, answers, companies, facts, jobs};

/// The number of answers per transaction. If there are more, the job queues itself again.
const BATCH: usize = 200;

/// Queues each company's next reminder job, once per day of the company: today's if it can still be
/// sent by day, otherwise tomorrow's.
pub async fn plan_reminders(app: &App) -> Result<()> {
    let instance = app.config.time_zone.clone();
    app.db
        .write_all(move |all| {
            for scope in companies::with_awaited(all)? {
                let tx = companies::enter(all, scope);
                let Some(company) = companies::current(&tx)? else { continue };
                let zone = company.reminders.zone(&instance);
                for (day, at) in company.reminders.sendings(tx.now(), &zone) {
                    if jobs::claim_once(&tx, &format!("reminders:{day}"))? {
                        jobs::enqueue_at(&tx, &Job::RemindAwaited, at)?;
                        break;
                    }
                }
            }
            Ok(())
        })
        .await
}

/// Sends the due reminders of a company. A job that runs at night sends nothing; the next day's
/// does.
pub async fn remind_awaited(app: &App, scope: Scope) -> Result<()> {
    let (keys, days) = (app.keys.clone(), app.config.consent.link_days);
    let instance = app.config.time_zone.clone();
    app.db
        .write(scope, move |tx| {
            let Some(company) = companies::current(tx)? else { return Ok(()) };
            let reminders = company.reminders;
            let zone = reminders.zone(&instance);
            if !reminders.enabled || morning_after(tx.now(), &zone).is_some() {
                return Ok(());
            }
            let due = answers::awaited(tx, &reminders.due(tx.now(), &zone), BATCH)?;
            let mut reminded: BTreeMap<EventId, i64> = BTreeMap::new();
            for answer in &due {
                if remind_one(tx, &keys, answer, days, true)? {
                    *reminded.entry(answer.event).or_default() += 1;
                }
            }
            for (event, people) in reminded {
                facts::record(tx, Fact::EventReminded { event, people })?;
            }
            if due.len() == BATCH {
                jobs::enqueue(tx, &Job::RemindAwaited)?;
            }
            Ok(())
        })
        .await
}
