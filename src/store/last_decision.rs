//! The id of the last decision, in a small file beside the database.
//!
//! A commit is first in the write-ahead log. If the log is removed or damaged while no server runs,
//! SQLite opens the database as of an earlier commit without a word, and refusals and withdrawals
//! are gone. The file shows that they existed.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::db::After;
use super::engine::Connection;
use super::{AllRead, AllTx, Changes, Rows, alarms, params};
use crate::error::Result;
use crate::model::{AlarmKind, Timestamp};

/// The name of the file, in the folder of the database.
const NAME: &str = "be-right.db-decision";

/// The file, open for writing.
pub(super) struct LastDecision {
    file: File,
}

impl LastDecision {
    /// Opens the file, and creates it if it does not exist.
    pub fn open(database: &Path) -> Result<Self> {
        let path = path(database);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true).mode(0o600);
        let file =
            options.open(&path).with_context(|| format!("cannot open {}", path.display()))?;
        Ok(Self { file })
    }

    /// Records the id of a committed decision. Not flushed to the disk, which would double the cost
    /// of a commit: after a power cut an older id may be recorded, never a later one.
    pub fn record(&self, id: i64) {
        if let Err(error) = self.file.write_all_at(format!("{id:020}\n").as_bytes(), 0) {
            tracing::warn!(%error, "the id of the last decision cannot be recorded");
        }
    }
}

fn path(database: &Path) -> PathBuf {
    database.with_file_name(NAME)
}

/// The recorded id; None if there is none, or if it cannot be read.
pub(super) fn recorded(database: &Path) -> Option<i64> {
    fs::read_to_string(path(database)).ok()?.trim().parse().ok()
}

/// The number of recorded decisions that the database does not contain.
pub(super) fn missing(all: &AllRead, database: &Path) -> Result<i64> {
    let Some(recorded) = recorded(database) else { return Ok(0) };
    let given = all.count("SELECT seq FROM sqlite_sequence WHERE name = 'decisions'", &[])?;
    Ok((recorded - given).max(0))
}

/// Raises an alarm if decisions are missing. Their ids are not given again, so that the next start
/// does not report them once more.
pub(super) fn check(sql: &Connection, database: &Path, now: Timestamp) -> Result<()> {
    let tx = sql.transaction()?;
    let after = After::default();
    let all = AllTx::open(sql, now, &after, None);
    let missing = missing(&all, database)?;
    if missing == 0 {
        return Ok(());
    }
    alarms::raise(&all, AlarmKind::DecisionsLost, &format!("decisions: {missing}"))?;
    let changed = all.change(
        "UPDATE sqlite_sequence SET seq = seq + :missing WHERE name = 'decisions'",
        params! { ":missing": missing },
    )?;
    if changed == 0 {
        all.change(
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('decisions', :missing)",
            params! { ":missing": missing },
        )?;
    }
    tx.commit()
}
