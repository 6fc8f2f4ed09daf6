//! The status of an event, which follows the clock and the answers.

use crate::App;
use crate::error::Result;
use crate::model::{Event, EventId, Fact, Job};
use crate::store::{Scope, Tx, events, facts, jobs};

/// The job at the start and the end of an event: updates its status and records the fact. Running
/// it twice changes nothing.
pub async fn settle(app: &App, scope: Scope, id: EventId) -> Result<()> {
    app.db.write(scope, move |tx| events::recount(tx, id)).await
}

/// Queues [`settle`] for the start and the end of an event, once per instant.
pub(super) fn queue_timers(tx: &Tx, event: &Event) -> Result<()> {
    for at in [event.start, event.end] {
        let key = format!("settle:{}:{}", event.id.0, at.0);
        if at > tx.now() && jobs::claim_once(tx, &key)? {
            jobs::enqueue_at(tx, &Job::SettleEvent { event: event.id }, at)?;
        }
    }
    Ok(())
}

/// Records a fact of an event, then recounts it.
pub(super) fn record_and_recount(tx: &Tx, id: EventId, fact: Fact) -> Result<()> {
    facts::record(tx, fact)?;
    events::recount(tx, id)
}
