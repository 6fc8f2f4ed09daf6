//! Reading back messages that were kept instead of sent.

use async_trait::async_trait;

use crate::error::Result;
use crate::model::{Attachment, Inline, Timestamp};

/// Messages kept on this machine: a demonstration's mail queue.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// The latest first.
    async fn list(&self) -> Result<Vec<OutboxEntry>>;

    /// One message as its reader's program would show it. `None` if there is no
    /// such id; ids are as people send them, so nothing is assumed of them.
    async fn read(&self, id: &str) -> Result<Option<OutboxMail>>;
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    pub id: String,
    pub at: Timestamp,
    /// Name and address, or the address alone.
    pub to: String,
    pub subject: String,
}

/// A message, decoded. Its HTML is as it was written: show it only in a frame
/// that runs nothing.
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
    /// Pictures that its HTML names by `cid:`.
    pub inline: Vec<Inline>,
}
