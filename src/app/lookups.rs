//! Answers that are asked for again and again, from memory as long as nothing they
//! depend on has changed. Nobody is told anything older than the last commit: an
//! answer counts only if the version it was looked up at is still the version, and
//! the writer moves that on before it tells anybody of a change.

use std::sync::Arc;

use anyhow::Context;

use super::App;
use crate::error::Result;
use crate::model::Digest;
use crate::ports::{Kept, Lookup};
use crate::store::AllRead;

/// Milliseconds that an answer is used. What another process writes, such as
/// `be-right user passwd` beside a server, counts after that time at the latest; so does
/// what ends by the clock.
const LASTS: i64 = 1_000;

impl App {
    /// What `look` finds for `key`, or found a moment ago. That there is nothing is not kept.
    pub async fn look_up<T: Send + Sync + 'static>(
        &self,
        lookup: Lookup,
        key: Digest,
        look: impl FnOnce(&AllRead<'_>) -> Result<Option<T>> + Send + 'static,
    ) -> Result<Option<Arc<T>>> {
        let (version, at) = (self.db.version(lookup), self.now());
        let is_fresh =
            |kept: &Kept| Some(kept.version) == version && (0..LASTS).contains(&at.since(kept.at));
        if let Some(kept) = self.cache.find(lookup, key).filter(is_fresh) {
            self.counts.lookup(lookup, true);
            let value = kept.value.downcast::<T>().ok().context("an answer of another kind")?;
            return Ok(Some(value));
        }
        self.counts.lookup(lookup, false);
        // The version is older than the view: what changes in between is found by the next.
        let found = self.db.read_all(look).await?.map(Arc::new);
        if let (Some(version), Some(value)) = (version, found.clone()) {
            self.cache.keep(lookup, key, Kept { value, version, at });
        }
        Ok(found)
    }
}
