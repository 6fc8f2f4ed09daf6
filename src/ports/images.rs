//! The port for inspecting and transforming images.

use std::path::Path;
use std::time::Instant;

use crate::error::Result;
use crate::model::media::{Inspected, MediaLimits, PictureRequest, Refusal, Rendered};

/// Inspects and transforms images. CPU-bound and blocking: call it through `App::inspect` and
/// `App::make`, not from an async thread.
///
/// Files are untrusted until decoded. Whatever the bytes are, the result is a value or an error
/// made of a [`crate::model::media::Refusal`]; limits are checked on the declared header values
/// before anything of that size is allocated, and the deadline at every step. Memory for images
/// is a shared budget: a call that needs more than is left waits until the deadline.
pub trait Images: Send + Sync {
    /// Reads type, size and metadata. Decodes a small copy for the placeholder, so an image that
    /// passes can be displayed.
    fn inspect(&self, source: Source<'_>, bounds: &Bounds) -> Result<Inspected>;

    /// Transforms an image: upright, in sRGB, without metadata apart from artist and copyright.
    fn transform(
        &self,
        source: Source<'_>,
        order: &PictureRequest,
        bounds: &Bounds,
    ) -> Result<Rendered>;

    /// The blurred preview encoded in a ThumbHash, as a WebP of a few hundred bytes and at most
    /// 32 pixels a side. None if the hash is invalid.
    fn preview(&self, hash: &[u8]) -> Option<Vec<u8>>;
}

/// The input bytes.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    Bytes(&'a [u8]),
    /// A file that does not change meanwhile; its size is checked before it is read.
    File(&'a Path),
}

/// The limits of one operation.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub limits: MediaLimits,
    /// The operation fails at the first step after this.
    pub deadline: Option<Instant>,
}

impl Bounds {
    /// Whether the deadline has passed.
    pub fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Fails if the deadline has passed; called between steps.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.is_over() { Err(Refusal::TooSlow) } else { Ok(()) }
    }
}
