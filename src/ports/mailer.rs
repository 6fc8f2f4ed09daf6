//! Sending mail.

use async_trait::async_trait;

use crate::model::Mail;

/// Takes a rendered message to its reader's server.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends once, without trying again: that is the queue's affair. After a
    /// temporary failure the message may still have arrived.
    async fn send(&self, mail: &Mail) -> Result<Receipt, Undelivered>;
}

/// What the server said when it took a message: evidence that it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The reply after the content, on one line: `250 2.0.0 Ok: queued as 4F2`.
    pub reply: String,
}

/// A message that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}, {}: {reply}", .stage.name(), if *.permanent { "permanent" } else { "temporary" })]
pub struct Undelivered {
    /// How far it came.
    pub stage: Stage,
    /// This message will never be taken: trying again is of no use. False for
    /// all that an administrator can mend (a password, a certificate).
    pub permanent: bool,
    /// What the server said, or what went wrong, on one line. No secrets; it may
    /// name the recipient's address, so it is for the record and not for logs.
    pub reply: String,
}

impl Undelivered {
    /// One line for the record: `RECIPIENT, permanent: 550 5.1.1 No such user`.
    pub fn describe(&self) -> String {
        self.to_string()
    }
}

/// A step of the conversation with a mail server, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Making a message of it, before any conversation.
    Compose,
    /// Finding and reaching the server.
    Connect,
    /// Encryption, at once or by STARTTLS.
    Tls,
    /// The server's greeting and its answer to EHLO.
    Hello,
    Auth,
    From,
    Recipient,
    /// The content, and the server's promise to deliver it.
    Data,
    /// Keeping it, for mailers that write to disk.
    Store,
}

impl Stage {
    pub fn name(self) -> &'static str {
        match self {
            Stage::Compose => "COMPOSE",
            Stage::Connect => "CONNECT",
            Stage::Tls => "TLS",
            Stage::Hello => "HELLO",
            Stage::Auth => "AUTH",
            Stage::From => "FROM",
            Stage::Recipient => "RECIPIENT",
            Stage::Data => "DATA",
            Stage::Store => "STORE",
        }
    }
}
