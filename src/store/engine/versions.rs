//! Counts changes of the tables that cached lookups read. The writer increments before and after
//! each commit, for the tables SQLite reports as changed, so that no change can be forgotten. An
//! odd count means that a commit is in progress, and earlier lookups may be stale.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};

use super::Connection;
use crate::error::Result;
use crate::ports::Lookup;

/// The tables read by each lookup whose changes it must follow. A test derives them from the
/// statements.
const TABLES: [(Lookup, &[&str]); Lookup::ALL.len()] = [
    (
        Lookup::Callers,
        &[
            "api_tokens",
            "companies",
            "memberships",
            "refresh_tokens",
            "sessions",
            "settings",
            "users",
        ],
    ),
    (Lookup::Pictures, &["companies", "files", "portraits", "users"]),
];

/// Cheap to clone: all clones share the counts.
#[derive(Clone, Default)]
pub struct Versions(Arc<Counts>);

#[derive(Default)]
struct Counts {
    counts: [AtomicU64; TABLES.len()],
    /// The lookups affected by the current batch, one bit each.
    touched: AtomicU32,
}

impl Versions {
    /// Records the tables that the writer's connection changes.
    pub fn watch(&self, writer: &Connection) -> Result<()> {
        let counts = self.0.clone();
        writer.sql.update_hook(Some(move |_, _: &str, table: &str, _| {
            for (bit, (_, tables)) in TABLES.iter().enumerate() {
                if tables.contains(&table) {
                    counts.touched.fetch_or(1 << bit, SeqCst);
                }
            }
        }))?;
        Ok(())
    }

    /// How often the tables of a lookup have changed; None during a commit.
    pub fn of(&self, lookup: Lookup) -> Option<u64> {
        let at = TABLES.iter().position(|(of, _)| *of == lookup)?;
        let count = self.0.counts.get(at)?.load(SeqCst);
        count.is_multiple_of(2).then_some(count)
    }

    /// Called before COMMIT; the result is held until it has succeeded or failed.
    pub fn changing(&self) -> Changing<'_> {
        let touched = self.0.touched.swap(0, SeqCst);
        let changing = Changing { counts: &self.0, touched };
        changing.count();
        changing
    }

    /// Called when a batch was rolled back.
    pub fn nothing_changed(&self) {
        self.0.touched.store(0, SeqCst);
    }
}

/// A commit in progress.
pub struct Changing<'v> {
    counts: &'v Counts,
    touched: u32,
}

impl Changing<'_> {
    fn count(&self) {
        for (bit, count) in self.counts.counts.iter().enumerate() {
            if self.touched & 1 << bit != 0 {
                count.fetch_add(1, SeqCst);
            }
        }
    }
}

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        self.count();
    }
}

#[cfg(test)]
#[path = "versions_tests.rs"]
mod tests;
