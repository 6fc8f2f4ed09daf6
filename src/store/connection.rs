//! Opens and configures connections to the database file.

use std::path::Path;

use anyhow::Context;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::error::Result;

/// Prepared statements cached per connection; more than `store/` has.
const STATEMENTS: usize = 400;

/// Opens the file, and creates it if it does not exist.
pub(super) fn connect(file: &Path) -> Result<Connection> {
    #[expect(clippy::disallowed_methods, reason = "this is the door the ban points to")]
    let mut conn = Connection::open(file).context("cannot open the database")?;
    // Allows free pages to be returned to the disk later. Only set on an empty file: any other
    // would be written to before its version is known.
    if std::fs::metadata(file).is_ok_and(|about| about.len() == 0) {
        conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    configure(&mut conn)?;
    Ok(conn)
}

/// The settings of every connection.
pub(super) fn configure(conn: &mut Connection) -> rusqlite::Result<()> {
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // Without this, SQLite compiles a statement with a bound LIMIT again at each run, to plan by
    // its value.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // busy_timeout first, since switching to WAL may have to wait. FULL: commits survive a power
    // cut; group commit makes that cheap. secure_delete: erased data must not be readable in the
    // file. temp_store: the journals of savepoints stay in memory.
    conn.execute_batch(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;",
    )
}
