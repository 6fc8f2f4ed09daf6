//! How often the tables have changed that kept answers depend on. The writer counts
//! before and after each commit, as SQLite tells it which tables a batch has touched:
//! a change that nobody thought of counts too. Odd: a commit is on its way, and what
//! was looked up before may be over at any moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};

use rusqlite::Connection;

use crate::ports::Lookup;

/// The tables that each lookup reads. A test reads them off the statements.
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

/// Cheap to clone: all clones count together.
#[derive(Clone, Default)]
pub(super) struct Versions(Arc<Counts>);

#[derive(Default)]
struct Counts {
    counts: [AtomicU64; TABLES.len()],
    /// What the batch has touched so far, a bit for each lookup.
    touched: AtomicU32,
}

impl Versions {
    /// Has the writer's connection tell which tables it changes.
    pub fn watch(&self, writer: &Connection) -> rusqlite::Result<()> {
        let counts = self.0.clone();
        writer.update_hook(Some(move |_, _: &str, table: &str, _| {
            for (bit, (_, tables)) in TABLES.iter().enumerate() {
                if tables.contains(&table) {
                    counts.touched.fetch_or(1 << bit, SeqCst);
                }
            }
        }))
    }

    /// How often what a lookup depends on has changed; none while it is changing.
    pub fn of(&self, lookup: Lookup) -> Option<u64> {
        let at = TABLES.iter().position(|(of, _)| *of == lookup)?;
        let count = self.0.counts.get(at)?.load(SeqCst);
        count.is_multiple_of(2).then_some(count)
    }

    /// To be called before COMMIT, and held until it has succeeded or failed.
    pub fn changing(&self) -> Changing<'_> {
        let touched = self.0.touched.swap(0, SeqCst);
        let changing = Changing { counts: &self.0, touched };
        changing.count();
        changing
    }

    /// Nothing that was touched has been kept.
    pub fn nothing_changed(&self) {
        self.0.touched.store(0, SeqCst);
    }
}

/// A commit on its way.
pub(super) struct Changing<'v> {
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
