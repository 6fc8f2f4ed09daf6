//! Failed attempts that count towards a limit: the limit, a keyed hash of its subject, and the
//! time.

use super::{AllRead, AllTx, Changes, Row, Rows, params};
use crate::error::Result;
use crate::model::Timestamp;

/// The most attempts counted again after a restart, the latest first.
const RECALLED: i64 = 200_000;

/// A failed attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub rule: String,
    /// An HMAC, in hex.
    pub key: String,
    pub at: Timestamp,
}

/// Records a failed attempt.
pub fn note(all: &AllTx, rule: &str, key: &str) -> Result<()> {
    all.change(
        "INSERT INTO failed_tries (rule, key, at) VALUES (:rule, :key, :now)",
        params! { ":rule": rule, ":key": key, ":now": all.now() },
    )?;
    Ok(())
}

/// The failed attempts after an instant, in order.
pub fn since(all: &AllRead, since: Timestamp) -> Result<Vec<Failed>> {
    let mut found = all.all(
        "SELECT rule, key, at FROM failed_tries WHERE at > :since
          ORDER BY at DESC, id DESC LIMIT :most",
        params! { ":since": since, ":most": RECALLED },
        failed,
    )?;
    found.reverse();
    Ok(found)
}

/// Deletes attempts before an instant; returns how many.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change("DELETE FROM failed_tries WHERE at < :before", params! { ":before": before })
}

fn failed(row: &Row) -> Result<Failed> {
    Ok(Failed { rule: row.get("rule")?, key: row.get("key")?, at: row.get("at")? })
}
