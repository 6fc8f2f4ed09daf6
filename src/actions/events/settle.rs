//! What the clock and the answers make of a shoot.

use crate::App;
use crate::error::Result;
use crate::model::{Event, EventId, Fact, Job};
use crate::store::{Scope, Tx, events, facts, jobs};

/// The job that runs when a shoot starts and when it ends: its status follows,
/// and whoever cares is told. Running it twice changes nothing.
pub async fn settle(app: &App, scope: Scope, id: EventId) -> Result<()> {
    app.db.write(scope, move |tx| recount(tx, id)).await
}

/// Recounts a shoot and records what it became, if that is something new.
pub(super) fn recount(tx: &Tx, id: EventId) -> Result<()> {
    match events::recount(tx, id)?.and_then(|change| change.fact()) {
        Some(fact) => facts::record(tx, fact),
        None => Ok(()),
    }
}

/// Has the shoot settled when it starts and when it ends, once for each instant.
pub(super) fn wind_timers(tx: &Tx, event: &Event) -> Result<()> {
    for at in [event.start, event.end] {
        let key = format!("settle:{}:{}", event.id.0, at.0);
        if at > tx.now() && jobs::claim_once(tx, &key)? {
            jobs::enqueue_at(tx, &Job::SettleEvent { event: event.id }, at)?;
        }
    }
    Ok(())
}

/// Records a fact of a shoot, then what it became.
pub(super) fn tell(tx: &Tx, id: EventId, fact: Fact) -> Result<()> {
    facts::record(tx, fact)?;
    recount(tx, id)
}
