//! What is done with a whole database file: copies, checks, the journal, the room in it.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use rusqlite::backup::Backup;

use super::{Connection, FromColumn};
use crate::error::Result;

impl Connection {
    /// The number of migrations that were applied.
    pub fn schema(&self) -> Result<u32> {
        Ok(self.first("PRAGMA user_version")?.unwrap_or(0))
    }

    /// Checks the whole file; returns the first faults, if any, at most ten. `deep` also checks
    /// indexes and foreign keys.
    pub fn faults(&self, deep: bool) -> Result<Vec<String>> {
        let look = if deep { "PRAGMA integrity_check(10)" } else { "PRAGMA quick_check(10)" };
        let mut faults: Vec<String> = self.each(look)?;
        faults.retain(|line| line != "ok");
        if deep && faults.is_empty() {
            let tables: Vec<String> = self.each("PRAGMA foreign_key_check")?;
            faults.extend(tables.first().map(|table| format!("{table} refers to what is not")));
        }
        Ok(faults)
    }

    /// Truncates the write-ahead log; false if a reader prevented it.
    pub fn wipe_journal(&self) -> Result<bool> {
        let busy: Option<bool> = self.first("PRAGMA wal_checkpoint(TRUNCATE)")?;
        Ok(busy == Some(false))
    }

    /// Copies the whole database, as of one instant, into a new file; others can write meanwhile.
    /// The copy is a single file without a journal.
    pub fn copy_to(&self, file: &Path) -> Result<()> {
        #[expect(clippy::disallowed_methods, reason = "the file is not one of ours yet")]
        let mut to = rusqlite::Connection::open(file).context("cannot make the copy")?;
        // In one step: between several steps, each commit would restart the copy.
        Backup::new(&self.sql, &mut to)?.run_to_completion(i32::MAX, Duration::ZERO, None)?;
        to.pragma_update(None, "journal_mode", "DELETE")?;
        Connection::of(to).close()
    }

    /// Returns at most `most` free pages to the disk; returns how many are left that can be.
    pub fn release_free_pages(&self, most: u32) -> Result<i64> {
        self.rows(&format!("PRAGMA incremental_vacuum({most})"), &[], None, &mut |_| {
            Ok(ControlFlow::Continue(()))
        })?;
        let free = self.first("PRAGMA freelist_count")?;
        let mode: Option<i64> = self.first("PRAGMA auto_vacuum")?;
        // 2: incremental.
        Ok(if mode == Some(2) { free.unwrap_or(0) } else { 0 })
    }

    /// The first column of the first row.
    fn first<T: FromColumn>(&self, sql: &str) -> Result<Option<T>> {
        let mut found = None;
        self.rows(sql, &[], None, &mut |row| {
            found = Some(row.at(0)?);
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// The first column of each row.
    fn each<T: FromColumn>(&self, sql: &str) -> Result<Vec<T>> {
        let mut found = vec![];
        self.rows(sql, &[], None, &mut |row| {
            found.push(row.at(0)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The steps by which a statement is run.
    #[cfg(test)]
    pub fn plan(&self, sql: &str) -> Result<Vec<String>> {
        let mut explain = self.sql.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let steps = explain.raw_query().mapped(|row| row.get("detail"));
        Ok(steps.collect::<rusqlite::Result<_>>()?)
    }
}
