//! A cache in memory, by `moka`: the least used entries are evicted first.

use std::time::Duration;

use moka::sync::Cache as Moka;

use crate::model::Digest;
use crate::ports::{Cache, Lookup, Remembered};

/// A bounded number of entries with a maximum age.
pub struct MemoryCache(Moka<(Lookup, Digest), Remembered>);

impl MemoryCache {
    /// `most`: the maximum number of entries; `lasts`: their maximum age.
    pub fn new(most: u64, lasts: Duration) -> Self {
        Self(Moka::builder().max_capacity(most).time_to_live(lasts).build())
    }
}

impl Cache for MemoryCache {
    fn find(&self, lookup: Lookup, key: Digest) -> Option<Remembered> {
        self.0.get(&(lookup, key))
    }

    fn keep(&self, lookup: Lookup, key: Digest, kept: Remembered) {
        self.0.insert((lookup, key), kept);
    }
}
