//! Reminding by the clock: whoever has not answered is written to again as the
//! company wishes. The tick plans a round for each company at its own hour; a round
//! looks at the rows again, so that run twice it writes to nobody twice.

use std::collections::BTreeMap;

use super::remind::remind_one;
use crate::App;
use crate::error::Result;
use crate::model::reminder::morning_after;
use crate::model::{EventId, Fact, Job};
use crate::store::{Scope, answers, companies, facts, jobs};

/// How many answers one transaction deals with; if there are more, the job comes back.
const BATCH: usize = 200;

/// Plans each company's next round, once for each of its days. Today's if it can still
/// leave by day, or else tomorrow's.
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

/// A company's round. One that was held up until the night is left to the next day's.
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
