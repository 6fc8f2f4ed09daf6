//! What the instance counts while it works, for operators; about nobody in particular.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

use crate::ports::Lookup;

/// Cheap to clone: every part is shared.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Derivatives that were made to order.
    pub pictures_made: Counter,
    /// Derivatives that had been made before.
    pub pictures_kept: Counter,
    /// Orders refused because too many were waiting.
    pub pictures_refused: Counter,
    /// Files that came in and were kept, or refused once they were there.
    pub files_kept: Counter,
    pub files_refused: Counter,
    /// What was looked up, by whether it came from memory.
    pub lookups: Family<Looked, Counter>,
    /// Tries to send a mail, by what came of them.
    pub mails: Family<Tried, Counter>,
}

/// What came of a try to send a mail: `sent`, or who has to act.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Tried {
    outcome: String,
}

/// A lookup, and where its answer came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Looked {
    lookup: &'static str,
    from: &'static str,
}

impl Counts {
    /// Counts a try to send a mail.
    pub fn mail(&self, outcome: &str) {
        self.mails.get_or_create(&Tried { outcome: outcome.to_lowercase() }).inc();
    }

    /// Counts a lookup, from memory or from the database.
    pub fn lookup(&self, lookup: Lookup, from_memory: bool) {
        let from = if from_memory { "memory" } else { "database" };
        self.lookups.get_or_create(&Looked { lookup: lookup.name(), from }).inc();
    }
}
