//! How a connection to the database file is opened and set up.

use std::path::Path;

use anyhow::Context;
use rusqlite::Connection;

use crate::error::Result;

/// Prepared statements kept per connection; more than there are in `store/`.
const STATEMENTS: usize = 400;

/// Opens the file, made if it is not there.
pub(super) fn connect(file: &Path) -> Result<Connection> {
    #[expect(clippy::disallowed_methods, reason = "this is the door the ban points to")]
    let mut conn = Connection::open(file).context("cannot open the database")?;
    // Pages that are free can be given back later. Only a file that is still empty takes it;
    // any other would be written to before its version is known.
    if std::fs::metadata(file).is_ok_and(|about| about.len() == 0) {
        conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    configure(&mut conn)?;
    Ok(conn)
}

/// What every connection needs, however it came to be.
pub(super) fn configure(conn: &mut Connection) -> rusqlite::Result<()> {
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // busy_timeout first: switching to WAL may itself have to wait. FULL: a
    // commit survives a power cut; group commit makes that cheap. What is deleted
    // is overwritten: the erased are not to be read out of the file.
    conn.execute_batch(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8000;",
    )
}
