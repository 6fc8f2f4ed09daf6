//! Looking into pictures and making others of them.

use std::path::Path;
use std::time::Instant;

use crate::error::Result;
use crate::model::media::{Inspected, MediaLimits, Order, Refusal, Rendered};

/// Reads and remakes pictures. Costs processor time and memory, and never
/// waits: call it from `App::inspect` and `App::make`, not from an async thread.
///
/// Files are hostile until they are decoded. Whatever the bytes are, the reply
/// is a value or an error made of a [`crate::model::media::Refusal`]; limits
/// are checked on what headers declare, before anything of that size is
/// allocated, and the deadline at every step in between. Memory for pictures is
/// shared: who asks for more than is left waits for it until the deadline.
pub trait Images: Send + Sync {
    /// What a file is. Decodes a small copy for the placeholder, so that a
    /// picture that passes can be shown.
    fn inspect(&self, source: Source<'_>, bounds: &Bounds) -> Result<Inspected>;

    /// Makes a picture to order: upright, in sRGB, and without metadata apart
    /// from artist and copyright.
    fn transform(&self, source: Source<'_>, order: &Order, bounds: &Bounds) -> Result<Rendered>;

    /// The blurred preview that a ThumbHash stands for, as a WebP of a few hundred bytes
    /// and at most 32 pixels a side. None if it is no such hash.
    fn preview(&self, hash: &[u8]) -> Option<Vec<u8>>;
}

/// Where the bytes are.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    Bytes(&'a [u8]),
    /// A file that does not change meanwhile; read only once it is known not to
    /// be too large.
    File(&'a Path),
}

/// How far one piece of work may go.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub limits: MediaLimits,
    /// After this the work is given up at its next step.
    pub deadline: Option<Instant>,
}

impl Bounds {
    /// Whether the deadline has passed.
    pub fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Gives up once the deadline has passed; to be asked between steps.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.is_over() { Err(Refusal::TooSlow) } else { Ok(()) }
    }
}
