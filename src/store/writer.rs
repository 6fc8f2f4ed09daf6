//! The single writer thread. Changes are queued; those that wait together share one commit, each
//! under its own savepoint, so that a batch costs one fsync. A failed change does not affect
//! others; if the commit fails, the whole batch fails, and no caller gets a reply before that is
//! known.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use prometheus_client::metrics::histogram::Histogram;
use tokio::sync::{Notify, oneshot};

use super::db::{After, AnyChange, Listener, Ran, Sealing, stopped};
use super::engine::{Connection, Versions};
use super::last_decision::LastDecision;
use super::{AllTx, WriterMeters};
use crate::error::{Error, Result};
use crate::ports::Clock;

/// The most changes per commit; bounds how long the first one waits.
const BATCH: usize = 64;

/// A queued change, and the channel for its outcome.
pub(super) struct Change {
    pub change: Option<AnyChange>,
    pub ran: Option<Ran>,
    pub sender: oneshot::Sender<Ran>,
    pub since: Instant,
    /// Observes how long it waited in the queue.
    pub waits: Histogram,
}

impl Change {
    /// Runs the change, catching panics; false to roll it back.
    fn run(&mut self, tx: &AllTx<'_>) -> bool {
        self.waits.observe(self.since.elapsed().as_secs_f64());
        let ran = self.change.take().map(|change| catch_unwind(AssertUnwindSafe(|| change(tx))));
        let keep = matches!(ran, Some(Ok(Ok(_))));
        self.ran = ran;
        keep
    }

    /// Sends the outcome, once the batch is committed or has failed.
    fn reply(self, committed: Result<()>) {
        let outcome = match (self.ran, committed) {
            (Some(Ok(Ok(made))), Ok(())) => Ok(Ok(made)),
            (Some(Ok(Ok(_))) | None, Err(error)) => Ok(Err(error)),
            (Some(own), _) => own,
            (None, Ok(())) => Ok(Err(stopped())),
        };
        let _ = self.sender.send(outcome);
    }
}

/// The observers of commits.
pub(super) struct Observers {
    /// Notified if a job was queued.
    pub job_queued: Arc<Notify>,
    /// Notified too: workers for mail wait separately.
    pub mail_queued: Arc<Notify>,
    /// Notified always.
    pub committed: Arc<Notify>,
    /// Receives the signals for subscribers.
    pub listener: Arc<Listener>,
    pub meters: WriterMeters,
    /// Incremented before a commit is reported.
    pub versions: Versions,
    /// Records the last decision of each batch.
    pub last_decision: LastDecision,
}

/// Serves the queue until its last sender is gone.
pub(super) fn run(
    conn: Connection,
    queue: &flume::Receiver<Change>,
    clock: &dyn Clock,
    sealing: &Sealing,
    observers: &Observers,
) {
    while let Ok(first) = queue.recv() {
        batch(&conn, first, queue, clock, sealing, observers);
    }
}

fn batch(
    conn: &Connection,
    first: Change,
    queue: &flume::Receiver<Change>,
    clock: &dyn Clock,
    sealing: &Sealing,
    observers: &Observers,
) {
    let began = Instant::now();
    observers.versions.nothing_changed();
    if let Err(error) = conn.execute("BEGIN IMMEDIATE") {
        first.reply(Err(error));
        return;
    }
    let after = After::default();
    let mut made = vec![];
    let mut next = Some(first);
    let ran = conn.ran();
    while let Some(mut change) = next.take() {
        let outcome = one(conn, &mut change, clock, sealing, &after);
        made.push(change);
        if let Err(error) = outcome {
            fail(conn, made, &error, &observers.meters);
            return;
        }
        if made.len() < BATCH {
            next = queue.try_recv().ok();
        }
    }
    let changing = observers.versions.changing();
    let committed = conn.execute("COMMIT");
    drop(changing);
    if let Err(error) = committed {
        fail(conn, made, &error, &observers.meters);
        return;
    }
    observers.meters.statements.inc_by(conn.ran() - ran);
    observers.meters.batch.observe(made.len() as f64);
    observers.meters.commit.observe(began.elapsed().as_secs_f64());
    if after.job_queued.get() {
        observers.job_queued.notify_one();
        observers.mail_queued.notify_one();
    }
    observers.committed.notify_one();
    if let Some(id) = after.decided.get() {
        observers.last_decision.record(id);
    }
    for change in made {
        change.reply(Ok(()));
    }
    let signals = after.signals.into_inner();
    if let Some(hear) = observers.listener.get().filter(|_| !signals.is_empty()) {
        hear(signals);
    }
}

/// Runs one change under its savepoint. An error here concerns the transaction, not the change.
fn one(
    conn: &Connection,
    change: &mut Change,
    clock: &dyn Clock,
    sealing: &Sealing,
    after: &After,
) -> Result<()> {
    conn.execute("SAVEPOINT one")?;
    let mine = After::default();
    let keys = sealing.get().map(AsRef::as_ref);
    if change.run(&AllTx::open(conn, clock.now(), &mine, keys)) {
        after.job_queued.set(after.job_queued.get() || mine.job_queued.get());
        after.decided.set(mine.decided.get().or(after.decided.get()));
        after.signals.borrow_mut().append(&mut mine.signals.borrow_mut());
    } else {
        // On a full disk SQLite may have rolled back everything already; then this fails.
        conn.execute("ROLLBACK TO one")?;
    }
    conn.execute("RELEASE one")
}

fn fail(conn: &Connection, made: Vec<Change>, error: &Error, meters: &WriterMeters) {
    meters.failed.inc();
    tracing::error!(%error, changes = made.len(), "a batch of writes could not be kept");
    if conn.is_in_transaction() && conn.execute("ROLLBACK").is_err() {
        tracing::error!("the failed batch could not be rolled back");
    }
    for change in made {
        change.reply(Err(match error {
            Error::Unavailable(code) => Error::Unavailable(code),
            error => Error::Internal(anyhow::anyhow!("the write could not be kept: {error}")),
        }));
    }
}
