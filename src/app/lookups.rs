//! A cache of frequent lookups. Never returns anything older than the last commit: an entry is
//! valid only while the version it was read at is current, and the writer increments the version
//! before it reports a change.

use std::sync::Arc;

use anyhow::Context;

use super::App;
use crate::error::Result;
use crate::model::Digest;
use crate::ports::{Lookup, Remembered};
use crate::store::AllRead;

/// The lifetime of an entry, in milliseconds. It bounds the delay of writes by another process
/// (such as `be-right user passwd` beside a server) and of expiry by time.
/// what ends by the clock.
const LASTS: i64 = 1_000;

impl App {
    /// Returns the result of `look` for `key`, cached for a moment. An empty result is not cached.
    pub async fn look_up<T: Send + Sync + 'static>(
        &self,
        lookup: Lookup,
        key: Digest,
        look: impl FnOnce(&AllRead<'_>) -> Result<Option<T>> + Send + 'static,
    ) -> Result<Option<Arc<T>>> {
        let (version, at) = (self.db.version(lookup), self.now());
        let is_fresh = |kept: &Remembered| {
            Some(kept.version) == version && (0..LASTS).contains(&at.since(kept.at))
        };
        if let Some(kept) = self.cache.find(lookup, key).filter(is_fresh) {
            self.counts.lookup(lookup, true);
            let value = kept.value.downcast::<T>().ok().context("an answer of another kind")?;
            return Ok(Some(value));
        }
        self.counts.lookup(lookup, false);
        // The version is read before the rows: a change in between invalidates the entry.
        let found = self.db.read_all(look).await?.map(Arc::new);
        if let (Some(version), Some(value)) = (version, found.clone()) {
            self.cache.keep(lookup, key, Remembered { value, version, at });
        }
        Ok(found)
    }
}
