//! The port for full-text search.

use crate::error::Result;
use crate::model::search::{Found, SearchProgress, Wanted};
use crate::model::search::{SearchChange, SearchKey, SearchState};

/// An index derived from the database and rebuilt when it is missing, stale or broken. One
/// indexer writes it, in the order of the change sequence; any caller may search it concurrently.
///
/// Every method may block: call it off the async threads.
pub trait Search: Send + Sync {
    /// The matches; empty with `complete: false` while there is no index. Never fails because of
    /// the query text.
    fn find(&self, wanted: &Wanted) -> Result<Found>;

    /// The stems under which a word is looked up, in each language; for highlighting matches.
    fn stems(&self, word: &str) -> Vec<String>;

    fn state(&self) -> SearchState;

    /// The last change it contains; None if it must be rebuilt, and before [`Search::open`].
    fn position(&self) -> Option<i64>;

    /// Verifies the existing index and uses it if it belongs to this database and the changes it
    /// lacks are still stored.
    fn open(&self, progress: &SearchProgress) -> Result<()>;

    /// Begins a rebuild. The old index is searched until [`Search::commit`] completes the new
    /// one, unless it is broken.
    fn begin(&self, lineage: &str) -> Result<()>;

    /// Adds changes; they are found after the next [`Search::commit`].
    fn put(&self, changes: Vec<SearchChange>) -> Result<()>;

    /// Makes pending changes durable and searchable. `position`: everything up to that change is
    /// indexed; None: not complete yet.
    fn commit(&self, position: Option<i64>) -> Result<()>;

    /// The [`crate::model::SearchDoc::print`] of each document; None if absent.
    fn prints(&self, keys: &[SearchKey]) -> Result<Vec<Option<u64>>>;

    /// How many documents there are.
    fn count(&self) -> Result<u64>;

    /// Rewrites segments that still contain terms of deleted documents.
    fn forget(&self) -> Result<()>;
}
