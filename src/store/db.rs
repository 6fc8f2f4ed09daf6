//! The database: its threads, and the views on it.
//!
//! A view belongs to one company: [`Read`] is a snapshot, [`Tx`] the write transaction. A `Tx` is
//! also a `Read`, so each query is written once. [`AllRead`] and [`AllTx`] see every company, for
//! work before one is known; `tests/house` lists who may use them.
//!
//! Closures are synchronous: nothing can be awaited while a transaction is open.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::ops::{ControlFlow, Deref};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Instant;

use anyhow::{Context, anyhow};
use tokio::sync::{Notify, oneshot};

use super::engine::{
    self, Connection, Damage, Identity, Params, Pool, Row, Versions, damage_of, identity,
};
use super::last_decision::{self, LastDecision};
use super::live::Signal;
use super::readers::{READERS, Readers};
use super::writer::{self, Change};
use super::{Scope, WriterMeters};
use crate::error::{Error, Result};
use crate::model::seal::SealKey;
use crate::model::{CompanyId, Keys, Timestamp};
use crate::ports::{Clock, Lookup};

/// Connections left in the pool for background work.
const SPARE: u32 = 4;

pub(super) type Look = Box<dyn FnOnce(&Connection) + Send>;
/// What a closure returns, without its type: everything behind `read` and `write` is compiled
/// once, and not for each of their hundreds of callers.
pub(super) type Made = Box<dyn Any + Send>;
/// A closure of [`Db::read_all`], and one of [`Db::write_all`].
type AnyLook = Box<dyn FnOnce(&AllRead<'_>) -> Result<Made> + Send>;
pub(super) type AnyChange = Box<dyn FnOnce(&AllTx<'_>) -> Result<Made> + Send>;
pub(super) type Ran = thread::Result<Result<Made>>;
/// Receives the signals of commits, once set.
pub(super) type Listener = OnceLock<Box<dyn Fn(Vec<Signal>) + Send + Sync>>;
/// The keys that seal evidence, once set.
pub(super) type Sealing = OnceLock<Arc<Keys>>;

/// Actions requested by a transaction, for after its commit.
#[derive(Default)]
pub(super) struct After {
    pub job_queued: Cell<bool>,
    pub signals: RefCell<Vec<Signal>>,
    /// The id of the last decision made.
    pub decided: Cell<Option<i64>>,
}

/// The database: cheap to clone, open until the last clone is dropped.
#[derive(Clone)]
pub struct Db {
    looks: flume::Sender<Look>,
    readers: Arc<Readers>,
    changes: flume::Sender<Change>,
    pool: Pool,
    clock: Arc<dyn Clock>,
    wake: Arc<Notify>,
    wake_sender: Arc<Notify>,
    committed: Arc<Notify>,
    listener: Arc<Listener>,
    meters: WriterMeters,
    versions: Versions,
    sealing: Arc<Sealing>,
    file: PathBuf,
    /// The opened file.
    opened: Identity,
    /// The last corruption error of SQLite; see [`Db::damage`].
    damage: Damage,
}

/// A snapshot of every company's rows.
pub struct AllRead<'c> {
    sql: &'c Connection,
    now: Timestamp,
}

/// A snapshot of one company's rows.
pub struct Read<'c> {
    all: AllRead<'c>,
    scope: Scope,
}

/// The write transaction, on every company.
pub struct AllTx<'c> {
    read: AllRead<'c>,
    after: &'c After,
    keys: Option<&'c Keys>,
}

/// The write transaction, on one company.
pub struct Tx<'c> {
    read: Read<'c>,
    after: &'c After,
    keys: Option<&'c Keys>,
}

/// Refuses a database with a trigger or a view that is not ours: one could let a photograph be published
/// that somebody refused, and delete the alarm about it.
fn acts_as_ours(conn: &Connection) -> Result<()> {
    if engine::acting(conn)?.hex() == engine::ACTING {
        return Ok(());
    }
    let found = engine::schema_differences(conn)?.join("; ");
    Err(Error::Internal(anyhow!(
        "the database was changed from outside: {found}. Find out who could write to it, and \
         `be-right restore` the last backup"
    )))
}

impl Db {
    /// Opens or creates the file, migrates its schema and starts the threads. A file written by a
    /// newer be-right is refused unchanged.
    pub fn open(file: &Path, clock: Arc<dyn Clock>) -> Result<Self> {
        let mut writer = Connection::open(file)?;
        engine::migrate(&mut writer, file)?;
        acts_as_ours(&writer)?;
        last_decision::check(&writer, file, clock.now())?;
        let opened = identity(file).context("the database is gone")?;
        let pool = Connection::pool(file, opened, READERS as u32 + SPARE)?;
        let wake = Arc::new(Notify::new());
        let wake_sender = Arc::new(Notify::new());
        let committed = Arc::new(Notify::new());
        let (changes, queue) = flume::unbounded();
        let listener = Arc::new(Listener::new());
        let meters = WriterMeters::default();
        let versions = Versions::default();
        versions.watch(&writer)?;
        let tick = clock.clone();
        let observers = writer::Observers {
            job_queued: wake.clone(),
            mail_queued: wake_sender.clone(),
            committed: committed.clone(),
            listener: listener.clone(),
            meters: meters.clone(),
            versions: versions.clone(),
            last_decision: LastDecision::open(file)?,
        };
        let sealing = Arc::new(Sealing::new());
        let keys = sealing.clone();
        start("db-writer", move || writer::run(writer, &queue, tick.as_ref(), &keys, &observers))?;
        let (looks, queue) = flume::unbounded();
        let readers = Readers::start(queue, &pool)?;
        let (file, damage) = (file.to_owned(), Damage::default());
        Ok(Self {
            looks,
            readers,
            changes,
            pool,
            clock,
            wake,
            wake_sender,
            committed,
            listener,
            meters,
            versions,
            sealing,
            file,
            opened,
            damage,
        })
    }

    /// Whether the path still names the opened file. If not, all writes would be lost when the
    /// process ends, so they are refused.
    pub fn is_in_place(&self) -> bool {
        identity(&self.file).is_some_and(|found| found == self.opened)
    }

    /// The damage found in the file by a statement or a check, if any.
    pub fn damage(&self) -> Option<String> {
        self.damage.get()
    }

    /// Sets the key that seals evidence, without which none can be added. Only the first call
    /// counts.
    pub fn seal_with(&self, keys: Arc<Keys>) {
        // A second key is a wiring mistake, and is ignored.
        let _ = self.sealing.set(keys);
    }

    /// The metrics of the writer.
    pub fn meters(&self) -> WriterMeters {
        self.meters.clone()
    }

    /// How often this process has changed the tables of `lookup`; None while a commit changes them.
    /// The version changes before a commit is reported.
    pub fn version(&self, lookup: Lookup) -> Option<u64> {
        self.versions.of(lookup)
    }

    /// The path of the file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Runs `look` on a snapshot of one company.
    pub async fn read<T, F>(&self, scope: Scope, look: F) -> Result<T>
    where
        F: FnOnce(&Read<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.read_all(move |all| look(&all.enter(scope))).await
    }

    /// Runs `change` in the write transaction, atomically; `Ok` means that it is on the disk.
    pub async fn write<T, F>(&self, scope: Scope, change: F) -> Result<T>
    where
        F: FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.write_all(move |all| change(&all.enter(scope))).await
    }

    /// Runs `look` on a snapshot of every company.
    pub async fn read_all<T, F>(&self, look: F) -> Result<T>
    where
        F: FnOnce(&AllRead<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let look = Box::new(move |all: &AllRead<'_>| look(all).map(|seen| Box::new(seen) as Made));
        typed(self.look(look).await?)
    }

    async fn look(&self, look: AnyLook) -> Result<Made> {
        let (sender, receiver) = oneshot::channel();
        let now = self.clock.now();
        let look: Look = Box::new(move |conn| {
            let seen = catch_unwind(AssertUnwindSafe(|| {
                let _snapshot = conn.snapshot()?;
                look(&AllRead { sql: conn, now })
            }));
            // Sending fails if the caller was cancelled, which is fine.
            let _ = sender.send(seen);
        });
        self.looks.send_async(look).await.map_err(|_| stopped())?;
        self.readers.start_one_if_all_are_busy();
        self.damage.record_damage(reply_of(receiver).await)
    }

    /// As [`Db::read_all`], blocking this thread: for background work, which must not occupy a
    /// reader.
    pub fn look_here<T>(&self, look: impl FnOnce(&AllRead<'_>) -> Result<T>) -> Result<T> {
        let sql = self.pool.get().context("no connection is free")?;
        let _snapshot = sql.snapshot()?;
        look(&AllRead { sql: &sql, now: self.clock.now() })
    }

    /// Runs `change` in the write transaction, on every company.
    pub async fn write_all<T, F>(&self, change: F) -> Result<T>
    where
        F: FnOnce(&AllTx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let change = Box::new(move |tx: &AllTx<'_>| change(tx).map(|made| Box::new(made) as Made));
        typed(self.change(change).await?)
    }

    async fn change(&self, change: AnyChange) -> Result<Made> {
        if !self.is_in_place() {
            return Err(Error::Unavailable("database_gone"));
        }
        let (sender, receiver) = oneshot::channel();
        let change = Change {
            change: Some(change),
            ran: None,
            sender,
            since: Instant::now(),
            waits: self.meters.wait.clone(),
        };
        self.changes.send_async(change).await.map_err(|_| stopped())?;
        self.damage.record_damage(reply_of(receiver).await)
    }

    /// Resolves when a job has been queued since the last call. Jobs due later do not notify: poll
    /// as well.
    pub async fn job_queued(&self) {
        self.wake.notified().await
    }

    /// As [`Db::job_queued`], for workers of mail.
    pub async fn mail_queued(&self) {
        self.wake_sender.notified().await
    }

    /// Resolves when something has been committed since the last call. Only one caller may wait:
    /// the indexer.
    pub async fn committed(&self) {
        self.committed.notified().await
    }

    /// Wakes one more worker: a batch of jobs notifies only once.
    pub fn wake_worker(&self) {
        self.wake.notify_one();
    }

    /// As [`Db::wake_worker`], for workers of mail.
    pub fn wake_sender(&self) {
        self.wake_sender.notify_one();
    }

    /// Truncates the write-ahead log, which may still contain erased data; false if a reader
    /// prevented it, so that it has to be repeated.
    pub fn truncate_wal(&self) -> Result<bool> {
        let conn = self.pool.get().context("no connection is free")?;
        conn.wipe_journal()
    }

    /// Checks the whole file; returns the first faults, at most ten. A corruption error that stops
    /// the check counts as a fault.
    pub fn check(&self) -> Result<Vec<String>> {
        let conn = self.pool.get().context("no connection is free")?;
        let found = match conn.faults(false) {
            Ok(found) => found,
            Err(error) => vec![damage_of(&error).ok_or(error)?],
        };
        self.damage.set(found.first().cloned());
        match acts_as_ours(&conn) {
            Err(foreign) if found.is_empty() => Ok(vec![foreign.to_string()]),
            _ => Ok(found),
        }
    }

    /// Sets the function that receives the signals of commits, in order, on the writer thread: it
    /// must be quick. Only the first call counts.
    pub fn listen(&self, handler: impl Fn(Vec<Signal>) + Send + Sync + 'static) {
        // A second listener is a wiring mistake, and is ignored.
        let _ = self.listener.set(Box::new(handler));
    }

    /// Copies the database, as of one instant, into a new file without a journal. Others can read
    /// and write meanwhile.
    pub fn copy_to(&self, file: &Path) -> Result<()> {
        let conn = self.pool.get().context("no connection is free")?;
        conn.copy_to(file)
    }
}

/// What a caller gets back of what its closure returned.
fn typed<T: 'static>(made: Made) -> Result<T> {
    let made = made.downcast().map_err(|_| anyhow!("a closure returned something else"))?;
    Ok(*made)
}

impl<'c> AllRead<'c> {
    pub(super) fn open(sql: &'c Connection, now: Timestamp) -> Self {
        Self { sql, now }
    }

    pub(super) fn enter(&self, scope: Scope) -> Read<'c> {
        Read { all: AllRead { sql: self.sql, now: self.now }, scope }
    }

    /// The instant this view was opened: one request, one "now".
    pub fn now(&self) -> Timestamp {
        self.now
    }
}

impl<'c> AllTx<'c> {
    pub(super) fn open(
        sql: &'c Connection,
        now: Timestamp,
        after: &'c After,
        keys: Option<&'c Keys>,
    ) -> Self {
        Self { read: AllRead { sql, now }, after, keys }
    }

    pub(super) fn enter(&self, scope: Scope) -> Tx<'c> {
        Tx { read: self.read.enter(scope), after: self.after, keys: self.keys }
    }
}

impl<'c> Read<'c> {
    /// The same snapshot with another scope of the same company.
    pub(super) fn as_seen_by(&self, scope: Scope) -> Read<'c> {
        debug_assert_eq!(scope.company(), self.scope.company());
        self.all.enter(scope)
    }

    /// The instant this view was opened: one request, one "now".
    pub fn now(&self) -> Timestamp {
        self.all.now
    }

    pub fn scope(&self) -> Scope {
        self.scope
    }
}

impl Tx<'_> {
    /// The key that seals evidence.
    pub(super) fn seal_key(&self) -> Result<&SealKey> {
        let keys = self.keys.ok_or_else(|| anyhow!("the database was not given a key"))?;
        Ok(&keys.seal)
    }

    /// Runs a part of the change under its own savepoint: if it fails, only that part is rolled
    /// back.
    pub fn part<T>(&self, change: impl FnOnce() -> Result<T>) -> Result<T> {
        let sql = self.all.sql;
        sql.execute("SAVEPOINT part")?;
        let made = change();
        if made.is_err() {
            sql.execute("ROLLBACK TO part")?;
        }
        sql.execute("RELEASE part")?;
        made
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = Read<'c>;
    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}

impl<'c> Deref for AllTx<'c> {
    type Target = AllRead<'c>;
    fn deref(&self) -> &AllRead<'c> {
        &self.read
    }
}

/// Statements available to all views.
pub(super) trait Rows {
    /// Where statements are run, and the company that they are bound to.
    fn on(&self) -> (&Connection, Option<CompanyId>);

    fn first<T>(
        &self,
        sql: &str,
        params: Params,
        read: impl FnOnce(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut read = Some(read);
        self.until(sql, params, |row| read.take().map(|read| read(row)).transpose())
    }

    /// The first result of `look`, which is given the rows in turn.
    fn until<T>(
        &self,
        sql: &str,
        params: Params,
        mut look: impl FnMut(&Row) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        let (conn, company) = self.on();
        let mut found = None;
        conn.rows(sql, params, company, &mut |row| {
            found = look(row)?;
            Ok(if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(found)
    }

    fn all<T>(
        &self,
        sql: &str,
        params: Params,
        mut read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let (conn, company) = self.on();
        let mut found = vec![];
        conn.rows(sql, params, company, &mut |row| {
            found.push(read(row)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// For `SELECT COUNT(…)`.
    fn count(&self, sql: &str, params: Params) -> Result<i64> {
        Ok(self.first(sql, params, |row| row.at(0))?.unwrap_or(0))
    }
}

/// Statements available to transactions only.
pub(super) trait Changes: Deref<Target: Rows> {
    /// Returns the number of rows changed.
    fn change(&self, sql: &str, params: Params) -> Result<usize> {
        let (conn, company) = self.on();
        conn.change(sql, params, company)
    }

    /// For `INSERT … RETURNING id`.
    fn insert(&self, sql: &str, params: Params) -> Result<i64> {
        let id = self.try_insert(sql, params)?;
        Ok(id.ok_or_else(|| anyhow!("no id from: {sql}"))?)
    }

    /// For `INSERT … ON CONFLICT DO NOTHING RETURNING id`; None on a conflict.
    fn try_insert(&self, sql: &str, params: Params) -> Result<Option<i64>> {
        self.first(sql, params, |row| row.at(0))
    }

    /// The actions for after the commit.
    fn after(&self) -> &After;

    /// Wakes the worker after the commit.
    fn job_queued(&self) {
        self.after().job_queued.set(true);
    }

    /// Records the id of the last decision after the commit.
    fn decided(&self, id: i64) {
        self.after().decided.set(Some(id));
    }

    /// Sends a signal to subscribers after the commit.
    fn signal(&self, signal: Signal) {
        self.after().signals.borrow_mut().push(signal);
    }
}

impl Changes for Tx<'_> {
    fn after(&self) -> &After {
        self.after
    }
}

impl Changes for AllTx<'_> {
    fn after(&self) -> &After {
        self.after
    }
}

impl Rows for AllRead<'_> {
    fn on(&self) -> (&Connection, Option<CompanyId>) {
        (self.sql, None)
    }
}

impl Rows for Connection {
    fn on(&self) -> (&Connection, Option<CompanyId>) {
        (self, None)
    }
}

impl Rows for Read<'_> {
    fn on(&self) -> (&Connection, Option<CompanyId>) {
        (self.all.sql, Some(self.scope.company()))
    }
}

async fn reply_of(receiver: oneshot::Receiver<Ran>) -> Result<Made> {
    match receiver.await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_) => Err(stopped()),
    }
}

pub(super) fn stopped() -> Error {
    Error::Internal(anyhow!("the database has been closed"))
}

pub(super) fn start(name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
    thread::Builder::new().name(name.into()).spawn(work).context("cannot start a thread")?;
    Ok(())
}

#[cfg(test)]
#[path = "db_tests.rs"]
mod tests;
