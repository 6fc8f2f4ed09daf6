//! Answers kept for a moment, so that the next to ask need not be looked up.

use std::any::Any;
use std::sync::Arc;

use crate::model::{Digest, Timestamp};

/// What is looked up so often that its answer is worth keeping. `be-right bench`
/// shows what it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// Who is behind a request: session or token, membership and role.
    Callers,
    /// What is behind the address of a picture.
    Pictures,
}

impl Lookup {
    pub const ALL: [Self; 2] = [Self::Callers, Self::Pictures];

    /// As figures name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Callers => "callers",
            Self::Pictures => "pictures",
        }
    }
}

/// An answer, and what it is worth.
#[derive(Clone)]
pub struct Kept {
    /// Of the type that the lookup gives.
    pub value: Arc<dyn Any + Send + Sync>,
    /// How often what it depends on had changed before it was looked up.
    pub version: u64,
    /// When it was looked up.
    pub at: Timestamp,
}

/// Holds a bounded number of answers and may forget any of them at any time. Whether one
/// still stands is for the caller to say, by its version and its time.
pub trait Cache: Send + Sync {
    /// The answer kept under a key.
    fn find(&self, lookup: Lookup, key: Digest) -> Option<Kept>;
    /// Keeps an answer in place of the one before.
    fn keep(&self, lookup: Lookup, key: Digest, kept: Kept);
}
