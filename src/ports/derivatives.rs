//! The port for caching derived images, within a size limit.

use std::path::PathBuf;

use crate::error::Result;
use crate::model::Digest;
use crate::model::media::Format;

/// A cached derivative. An open file stays readable after eviction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivative {
    pub path: PathBuf,
    pub bytes: u64,
}

/// Caches transformed images by the original and the transformation's key. Any entry may be
/// evicted at any time and made again from the original.
pub trait Derivatives: Send + Sync {
    /// Returns an entry and marks it as used; None if absent.
    fn find(&self, of: Digest, key: Digest, format: Format) -> Result<Option<Derivative>>;

    /// Stores an entry, evicting the least recently used ones if the limit is reached.
    fn keep(&self, of: Digest, key: Digest, format: Format, bytes: &[u8]) -> Result<Derivative>;

    /// Deletes all derivatives of a deleted original; returns how many.
    fn forget(&self, of: Digest) -> Result<usize>;

    /// The number of entries, and their total bytes.
    fn weight(&self) -> (u64, u64);
}
