//! Keeping pictures that were made from others, as long as there is room.

use std::path::PathBuf;

use crate::error::Result;
use crate::model::Digest;
use crate::model::media::Format;

/// One that is there. Whoever has it open may read on after it vanished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivative {
    pub path: PathBuf,
    pub bytes: u64,
}

/// Pictures made to order, under the original they were made of and the key of the
/// order. Any of them may vanish at any time: the original makes another.
pub trait Derivatives: Send + Sync {
    /// One, counted as used; none if it is not there.
    fn find(&self, of: Digest, key: Digest, format: Format) -> Result<Option<Derivative>>;

    /// Keeps it, letting go of what was not used for longest if there is no more room.
    fn keep(&self, of: Digest, key: Digest, format: Format, bytes: &[u8]) -> Result<Derivative>;

    /// Lets go of all that was made of an original, which is gone; how many there were.
    fn forget(&self, of: Digest) -> Result<usize>;

    /// How many there are, and how many bytes they take.
    fn weight(&self) -> (u64, u64);
}
