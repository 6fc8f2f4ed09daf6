//! Counters for operators, without personal data.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;

use crate::ports::Lookup;

/// Cheap to clone: every part is shared.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Derivatives rendered on request.
    pub pictures_made: Counter,
    /// Derivatives found on disk.
    pub pictures_kept: Counter,
    /// Renderings refused because the queue was full.
    pub pictures_refused: Counter,
    /// Uploaded files kept, or refused after the upload.
    pub files_kept: Counter,
    pub files_refused: Counter,
    /// Lookups, by whether the cache had them.
    pub lookups: Family<Looked, Counter>,
    /// Attempts to send a mail, by outcome.
    pub mails: Family<Tried, Counter>,
}

/// The outcome of an attempt to send a mail: `sent`, or who has to act.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Tried {
    outcome: String,
}

/// A lookup, and whether the cache had it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Looked {
    lookup: &'static str,
    from: &'static str,
}

impl Counts {
    /// Counts an attempt to send a mail.
    pub fn mail(&self, outcome: &str) {
        self.mails.get_or_create(&Tried { outcome: outcome.to_lowercase() }).inc();
    }

    /// Counts a lookup.
    pub fn lookup(&self, lookup: Lookup, from_memory: bool) {
        let from = if from_memory { "memory" } else { "database" };
        self.lookups.get_or_create(&Looked { lookup: lookup.name(), from }).inc();
    }
}
