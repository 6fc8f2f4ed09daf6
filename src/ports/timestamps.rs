//! The port for time-stamps: an authority outside the instance signs when a hash existed.

use std::time::Duration;

use async_trait::async_trait;

use crate::model::Digest;
use crate::model::time_token::{TimeToken, Wrong};

/// Time-stamps of one authority.
#[async_trait]
pub trait Timestamps: Send + Sync {
    /// The address of the authority, as it is configured.
    fn url(&self) -> &str;

    /// A token over a hash, made for this request. `patience` is the time limit for the whole reply.
    async fn stamp(&self, digest: Digest, patience: Duration) -> Result<TimeToken, Unstamped>;
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unstamped {
    /// The authority is out of reach, or refuses for now: a later attempt may succeed.
    #[error("{0}")]
    Unreached(String),
    /// What it replied proves nothing.
    #[error("{0}")]
    Wrong(Wrong),
}

impl From<Wrong> for Unstamped {
    fn from(wrong: Wrong) -> Self {
        Unstamped::Wrong(wrong)
    }
}
