//! Answers in memory, by `moka`: the least used go first.

use std::time::Duration;

use moka::sync::Cache as Moka;

use crate::model::Digest;
use crate::ports::{Cache, Kept, Lookup};

/// A bounded number of answers, none for long.
pub struct MemoryCache(Moka<(Lookup, Digest), Kept>);

impl MemoryCache {
    /// At most so many, each for so long at most.
    pub fn new(most: u64, lasts: Duration) -> Self {
        Self(Moka::builder().max_capacity(most).time_to_live(lasts).build())
    }
}

impl Cache for MemoryCache {
    fn find(&self, lookup: Lookup, key: Digest) -> Option<Kept> {
        self.0.get(&(lookup, key))
    }

    fn keep(&self, lookup: Lookup, key: Digest, kept: Kept) {
        self.0.insert((lookup, key), kept);
    }
}
