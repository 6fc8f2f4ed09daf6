//! Keeping bytes.

use crate::error::Result;
use crate::model::Digest;

/// Bytes kept under their SHA-256. A blob is there whole or not at all.
pub trait Blobs: Send + Sync {
    /// Keeps the bytes, on the disk when this returns, and gives their name.
    /// Keeping the same bytes twice is keeping them once.
    fn put(&self, bytes: &[u8]) -> Result<Digest>;

    /// The bytes of that name; none if there are none, an error if they have rotted.
    fn get(&self, name: Digest) -> Result<Option<Vec<u8>>>;

    /// Forgets the bytes; fine if there were none.
    fn delete(&self, name: Digest) -> Result<()>;
}
