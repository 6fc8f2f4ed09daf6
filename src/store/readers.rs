//! The threads that read. One runs from the start; others are started when all are busy, because
//! each costs the memory of a connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use anyhow::Context;

use super::db::{Look, start};
use super::engine::{Connection, Pool};
use crate::error::{Error, Result};

/// Reader threads at most. SQLite reads from memory: more threads would only compete for the cores.
pub(super) const READERS: usize = 4;

/// The queue of looks, and how many threads serve it.
pub(super) struct Readers {
    queue: flume::Receiver<Look>,
    pool: Pool,
    started: AtomicUsize,
    busy: AtomicUsize,
}

impl Readers {
    pub fn start(queue: flume::Receiver<Look>, pool: &Pool) -> Result<Arc<Self>> {
        let conn = pool.get().context("cannot open the database for reading")?;
        let (started, busy) = (AtomicUsize::new(1), AtomicUsize::new(0));
        let readers = Arc::new(Self { queue, pool: pool.clone(), started, busy });
        let first = readers.clone();
        start("db-reader-1", move || first.read(&conn))?;
        Ok(readers)
    }

    /// Starts another thread if a look has to wait. If none can be started, the others go on.
    pub fn start_one_if_all_are_busy(self: &Arc<Self>) {
        let running = self.started.load(Relaxed);
        if running >= READERS || self.busy.load(Relaxed) + self.queue.len() <= running {
            return;
        }
        let n = self.started.fetch_add(1, Relaxed) + 1;
        let readers = self.clone();
        let started = start(&format!("db-reader-{n}"), move || match readers.pool.get() {
            Ok(conn) => readers.read(&conn),
            Err(error) => readers.is_not_started(&anyhow::Error::from(error).into()),
        });
        if let Err(error) = started {
            self.is_not_started(&error);
        }
    }

    fn is_not_started(&self, error: &Error) {
        tracing::warn!(%error, "no further thread can read the database");
        self.started.fetch_sub(1, Relaxed);
    }

    /// Serves the queue until its last sender is gone.
    fn read(&self, conn: &Connection) {
        while let Ok(look) = self.queue.recv() {
            self.busy.fetch_add(1, Relaxed);
            look(conn);
            self.busy.fetch_sub(1, Relaxed);
        }
    }
}
