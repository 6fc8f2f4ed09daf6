//! Tries that failed and count towards a limit: which limit, a keyed hash of whose it is,
//! and when.

use rusqlite::{Row, named_params};

use super::columns::instant;
use super::{AllRead, AllTx, Changes, Rows};
use crate::error::Result;
use crate::model::Timestamp;

/// So many are counted again after a restart at most, the latest.
const RECALLED: i64 = 200_000;

/// A try that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub rule: String,
    /// An HMAC, in hex.
    pub key: String,
    pub at: Timestamp,
}

/// Keeps one, as of now.
pub fn note(all: &AllTx, rule: &str, key: &str) -> Result<()> {
    all.change(
        "INSERT INTO failed_tries (rule, key, at) VALUES (:rule, :key, :now)",
        named_params! { ":rule": rule, ":key": key, ":now": all.now().0 },
    )?;
    Ok(())
}

/// Those after an instant, in their order.
pub fn since(all: &AllRead, since: Timestamp) -> Result<Vec<Failed>> {
    let mut found = all.all(
        "SELECT rule, key, at FROM failed_tries WHERE at > :since
          ORDER BY at DESC, id DESC LIMIT :most",
        named_params! { ":since": since.0, ":most": RECALLED },
        failed,
    )?;
    found.reverse();
    Ok(found)
}

/// Throws away those before an instant; how many.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change("DELETE FROM failed_tries WHERE at < :before", named_params! { ":before": before.0 })
}

fn failed(row: &Row) -> rusqlite::Result<Failed> {
    Ok(Failed { rule: row.get("rule")?, key: row.get("key")?, at: instant(row, "at")? })
}
