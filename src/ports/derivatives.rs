//! The port for caching derived images, within a size limit.

use super::BlobReader;
use crate::error::Result;
use crate::model::Digest;
use crate::model::media::Format;

/// A cached derivative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derivative {
    /// The digest of the original.
    pub of: Digest,
    /// The key of the transformation.
    pub key: Digest,
    pub format: Format,
    pub bytes: u64,
}

/// Caches transformed images by the original and the transformation's key. Any entry may be
/// evicted at any time and made again from the original.
pub trait Derivatives: Send + Sync {
    /// Returns an entry and marks it as used; None if absent.
    fn find(&self, of: Digest, key: Digest, format: Format) -> Result<Option<Derivative>>;

    /// Opens an entry that was found; an error if it was evicted since. Once open, it stays
    /// readable after eviction.
    fn open(&self, found: &Derivative) -> Result<Box<dyn BlobReader>>;

    /// Stores an entry, evicting the least recently used ones if the limit is reached.
    fn keep(&self, of: Digest, key: Digest, format: Format, bytes: &[u8]) -> Result<Derivative>;

    /// Deletes all derivatives of a deleted original; returns how many.
    fn forget(&self, of: Digest) -> Result<usize>;

    /// The number of entries, and their total bytes.
    fn weight(&self) -> (u64, u64);
}
