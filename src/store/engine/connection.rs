//! Connections to the database file, and the only place that binds parameters.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, ErrorCode, OpenFlags, Statement, ToSql};

use super::{Asked, Cells, Identity, Params, Row, Value, identity};
use crate::error::{Error, Result};
use crate::model::CompanyId;

/// Prepared statements cached per connection; more than `store/` has.
const STATEMENTS: usize = 400;

/// A connection. The fields are for the engine only.
pub struct Connection {
    pub(super) sql: rusqlite::Connection,
    /// How many statements ran on it.
    ran: Cell<u64>,
}

/// Connections for reading.
pub type Pool = r2d2::Pool<Readers>;

/// Receives the rows of a result in turn, until it breaks.
pub type Each<'e> = &'e mut dyn FnMut(&Row<'_>) -> Result<ControlFlow<()>>;

impl Connection {
    pub(super) fn of(sql: rusqlite::Connection) -> Self {
        Self { sql, ran: Cell::new(0) }
    }

    /// How many statements ran on it.
    pub fn ran(&self) -> u64 {
        self.ran.get()
    }

    /// Opens the file, and creates it if it does not exist.
    pub fn open(file: &Path) -> Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "this is the door the ban points to")]
        let sql = rusqlite::Connection::open(file).context("cannot open the database")?;
        // Allows free pages to be returned to the disk later. Only set on an empty file: any other
        // would be written to before its version is known.
        if std::fs::metadata(file).is_ok_and(|about| about.len() == 0) {
            sql.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        }
        configure(&sql)?;
        Ok(Self::of(sql))
    }

    /// Opens a file that nobody serves from: a copy, or a database that was replaced.
    pub fn open_copy(file: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        #[expect(clippy::disallowed_methods, reason = "a copy is not served from")]
        let sql = rusqlite::Connection::open_with_flags(file, flags)?;
        Ok(Self::of(sql))
    }

    /// At most `most` connections for reading, opened when needed: each reads the whole schema.
    /// `opened`: the file that must be read.
    pub fn pool(file: &Path, opened: Identity, most: u32) -> Result<Pool> {
        let pool = r2d2::Pool::builder()
            .max_size(most)
            .min_idle(Some(0))
            .test_on_check_out(false)
            .build(Readers::of(file, opened))
            .context("cannot open the database for reading")?;
        Ok(pool)
    }

    /// Runs a statement and hands out its rows. `company` is bound to `:company`, which the
    /// statement must then contain.
    pub fn rows(
        &self,
        sql: &str,
        params: Params,
        company: Option<CompanyId>,
        each: Each<'_>,
    ) -> Result<()> {
        let mut statement = self.bind(sql, params, company)?;
        let mut rows = statement.raw_query();
        let asked = Asked::default();
        while let Some(row) = rows.next()? {
            if each(&Row::new(row, &asked))?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Runs a statement without rows; returns how many it changed.
    pub fn change(&self, sql: &str, params: Params, company: Option<CompanyId>) -> Result<usize> {
        Ok(self.bind(sql, params, company)?.raw_execute()?)
    }

    /// Runs a statement without parameters and rows.
    pub fn execute(&self, sql: &str) -> Result<()> {
        self.sql.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// Binds by name, and refuses what SQLite would accept: a missing parameter (it would be NULL),
    /// and a company's statement without `:company`.
    fn bind(
        &self,
        sql: &str,
        params: Params,
        company: Option<CompanyId>,
    ) -> Result<CachedStatement<'_>> {
        #[cfg(test)]
        crate::store::plans::note(self, sql);
        self.ran.set(self.ran.get() + 1);
        let mut statement = self.sql.prepare_cached(sql)?;
        let mut company = company;
        let mut given = 0;
        let mut unbound = false;
        for at in 1..=statement.parameter_count() {
            let name = statement.parameter_name(at);
            let value = match company {
                Some(CompanyId(id)) if name == Some(":company") => {
                    company = None;
                    Value::Integer(id)
                }
                _ => match params.iter().find(|(one, _)| name == Some(one)) {
                    Some((_, value)) => {
                        given += 1;
                        *value
                    }
                    None => {
                        unbound = true;
                        continue;
                    }
                },
            };
            statement.raw_bind_parameter(at, value)?;
        }
        if given != params.len() {
            let is_known = |name: &str| matches!(statement.parameter_index(name), Ok(Some(_)));
            let unknown = params.iter().find(|(name, _)| !is_known(name));
            let name = unknown.map_or(":company", |(name, _)| name);
            return Err(anyhow!("no {name} in: {sql}").into());
        }
        if company.is_some() {
            return Err(anyhow!("unscoped: {sql}").into());
        }
        if unbound {
            return Err(anyhow!("unbound parameter in: {sql}").into());
        }
        Ok(statement)
    }

    /// Begins to read a snapshot, which ends when the result is dropped.
    pub fn snapshot(&self) -> Result<Transaction<'_>> {
        self.execute("BEGIN DEFERRED")?;
        Ok(Transaction(self))
    }

    /// Begins a write transaction, which is rolled back unless it is committed.
    pub fn transaction(&self) -> Result<Transaction<'_>> {
        self.execute("BEGIN IMMEDIATE")?;
        Ok(Transaction(self))
    }

    pub fn is_in_transaction(&self) -> bool {
        !self.sql.is_autocommit()
    }

    /// Closes the connection, which may fail, as dropping it does not say.
    pub fn close(self) -> Result<()> {
        self.sql.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

/// A transaction that is rolled back when dropped.
pub struct Transaction<'c>(&'c Connection);

impl Transaction<'_> {
    pub fn commit(self) -> Result<()> {
        self.0.execute("COMMIT")
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // SQLite may have rolled back by itself, and has ended what was committed.
        if self.0.is_in_transaction()
            && let Err(error) = self.0.execute("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be ended");
        }
    }
}

/// Opens the connections of the pool. They are opened while the server runs, when the file may have
/// been moved away or replaced: none is created, and no other file than `opened` is read.
pub struct Readers {
    manager: SqliteConnectionManager,
    file: PathBuf,
    opened: Identity,
}

impl Readers {
    fn of(file: &Path, opened: Identity) -> Self {
        let flags = OpenFlags::default() - OpenFlags::SQLITE_OPEN_CREATE;
        let manager = SqliteConnectionManager::file(file).with_flags(flags).with_init(|sql| {
            configure(sql)?;
            // Half of the writer's: there are several, and the system caches the file too.
            sql.pragma_update(None, "cache_size", -4000)?;
            sql.pragma_update(None, "query_only", true)
        });
        Self { manager, file: file.to_owned(), opened }
    }

    fn is_in_place(&self) -> bool {
        identity(&self.file) == Some(self.opened)
    }
}

impl r2d2::ManageConnection for Readers {
    type Connection = Connection;
    type Error = rusqlite::Error;

    fn connect(&self) -> rusqlite::Result<Connection> {
        // Before, so that nothing is written to another file; and after, as it may have been
        // replaced in between.
        if self.is_in_place() {
            let sql = self.manager.connect()?;
            if self.is_in_place() {
                return Ok(Connection::of(sql));
            }
        }
        Err(rusqlite::Error::InvalidPath(self.file.clone()))
    }

    fn is_valid(&self, conn: &mut Connection) -> rusqlite::Result<()> {
        self.manager.is_valid(&mut conn.sql)
    }

    fn has_broken(&self, conn: &mut Connection) -> bool {
        self.manager.has_broken(&mut conn.sql)
    }
}

/// The settings of every connection.
fn configure(sql: &rusqlite::Connection) -> rusqlite::Result<()> {
    sql.set_prepared_statement_cache_capacity(STATEMENTS);
    // Without this, SQLite compiles a statement with a bound LIMIT again at each run, to plan by
    // its value.
    sql.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // busy_timeout first, since switching to WAL may have to wait. FULL: commits survive a power
    // cut; group commit makes that cheap. secure_delete: erased data must not be readable in the
    // file. temp_store: the journals of savepoints stay in memory.
    sql.execute_batch(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;",
    )
}

impl Cells for rusqlite::Row<'_> {
    fn position(&self, name: &str, from: usize) -> Option<usize> {
        let statement: &Statement = self.as_ref();
        let is_it = |at: &usize| statement.column_name(*at).is_ok_and(|one| one == name);
        let count = statement.column_count();
        debug_assert!((0..count).filter(is_it).count() < 2, "{name} is selected twice");
        (from..count).chain(0..from.min(count)).find(is_it)
    }

    fn value(&self, at: usize) -> Result<Value<'_>> {
        Ok(match self.get_ref(at)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Real(number) => Value::Real(number),
            ValueRef::Text(text) => {
                Value::Text(std::str::from_utf8(text).context("a stored text is not UTF-8")?)
            }
            ValueRef::Blob(bytes) => Value::Blob(bytes),
        })
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(number),
            Value::Real(number) => ValueRef::Real(number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Error::Unavailable("storage_full"),
            _ => Error::Internal(error.into()),
        }
    }
}
