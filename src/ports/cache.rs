//! The port for caching results of frequent lookups.

use std::any::Any;
use std::sync::Arc;

use crate::model::{Digest, Timestamp};

/// A lookup frequent enough to cache. `be-right bench` measures the gain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// The caller of a request: session or token, membership and role.
    Callers,
    /// The image that a media URL refers to.
    Pictures,
}

impl Lookup {
    pub const ALL: [Self; 2] = [Self::Callers, Self::Pictures];

    /// The label in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Callers => "callers",
            Self::Pictures => "pictures",
        }
    }
}

/// A cached result and its version.
#[derive(Clone)]
pub struct Remembered {
    /// Of the lookup's result type.
    pub value: Arc<dyn Any + Send + Sync>,
    /// The version of the data it depends on, as of the lookup.
    pub version: u64,
    /// The time of the lookup.
    pub at: Timestamp,
}

/// Holds a bounded number of results and may evict any of them at any time. The caller decides by
/// version and time whether one is still valid.
pub trait Cache: Send + Sync {
    /// The cached result of a key.
    fn find(&self, lookup: Lookup, key: Digest) -> Option<Remembered>;
    /// Stores a result in place of the previous one.
    fn keep(&self, lookup: Lookup, key: Digest, kept: Remembered);
}
