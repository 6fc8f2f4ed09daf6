//! The port for reading messages that were stored instead of sent.

use async_trait::async_trait;

use crate::error::Result;
use crate::model::{Attachment, Inline, Timestamp};

/// Messages stored on this machine, as for a demonstration.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// The latest first: those in whose recipients or subject all words of `search` are, `limit` of
    /// them after `skip`; and the number of all.
    async fn list(
        &self,
        search: &str,
        skip: usize,
        limit: usize,
    ) -> Result<(Vec<OutboxEntry>, usize)>;

    /// One message, decoded. `None` if the id is unknown; ids come from requests and are
    /// untrusted.
    async fn read(&self, id: &str) -> Result<Option<OutboxMail>>;
}

/// An entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    pub id: String,
    pub at: Timestamp,
    /// Name and address, or the address alone.
    pub to: String,
    pub subject: String,
}

/// A decoded message. Its HTML is unsanitised: show it only in a sandboxed frame without scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMail {
    pub id: String,
    pub at: Timestamp,
    pub from: String,
    pub to: String,
    pub subject: String,
    pub html: String,
    pub text: String,
    pub attachments: Vec<Attachment>,
    /// Images referenced by its HTML as `cid:`.
    pub inline: Vec<Inline>,
}
