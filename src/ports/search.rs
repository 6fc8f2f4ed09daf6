//! Finding things by what is written about them.

use crate::error::Result;
use crate::model::search::{Found, SearchProgress, Wanted};
use crate::model::search::{SearchChange, SearchKey, SearchState};

/// An index of what is in the database: derived, and made anew whenever it is
/// missing, stale or broken. One indexer feeds it, in the order of the change
/// sequence; anybody may search it, at any time.
///
/// All of it may take a while: call it off the async threads.
pub trait Search: Send + Sync {
    /// What fits; nothing, and `complete: false`, as long as there is no index.
    /// Never an error because of what was typed.
    fn find(&self, wanted: &Wanted) -> Result<Found>;

    /// The forms a word of prose is looked up by, in each language; for showing why
    /// something was found.
    fn stems(&self, word: &str) -> Vec<String>;

    fn state(&self) -> SearchState;

    /// Up to which change it holds everything; none if it has to be made anew, and
    /// before [`Search::open`].
    fn position(&self) -> Option<i64>;

    /// Looks at what is there, whole, and takes it up if it belongs to this database
    /// and the changes it lacks are still kept.
    fn open(&self, progress: &SearchProgress) -> Result<()>;

    /// Begins anew. What was there is searched until [`Search::commit`] says that the
    /// new one is whole, unless it is broken.
    fn begin(&self, lineage: &str) -> Result<()>;

    /// Takes changes in; they are found after the next [`Search::commit`].
    fn put(&self, changes: Vec<SearchChange>) -> Result<()>;

    /// Makes durable and findable what was put. A position says that everything up to
    /// that change is in; none that it is not whole yet.
    fn commit(&self, position: Option<i64>) -> Result<()>;

    /// The [`crate::model::SearchDoc::print`] of each document; none where there is none.
    fn prints(&self, keys: &[SearchKey]) -> Result<Vec<Option<u64>>>;

    /// How many documents there are.
    fn count(&self) -> Result<u64>;

    /// Rewrites what still holds words of documents that are gone.
    fn forget(&self) -> Result<()>;
}
