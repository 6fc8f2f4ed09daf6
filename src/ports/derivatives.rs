//! Keeping pictures that were made from others, as long as there is room.

use std::path::PathBuf;

use crate::error::Result;
use crate::model::Digest;
use crate::model::media::Format;

/// Pictures made to order, under the key of the order. Any of them may vanish at
/// any time: the original makes another.
pub trait Derivatives: Send + Sync {
    /// Where it stands, counted as used; none if it is not there. Whoever has it
    /// open may read on after it vanished.
    fn find(&self, key: Digest, format: Format) -> Result<Option<PathBuf>>;

    /// Keeps it, letting go of what was not used for longest if there is no more room.
    fn keep(&self, key: Digest, format: Format, bytes: &[u8]) -> Result<PathBuf>;

    /// How many there are, and how many bytes they take.
    fn weight(&self) -> (u64, u64);
}
