//! Sending mail.

use async_trait::async_trait;

use super::Cause;
use crate::model::mail::without_addresses;
use crate::model::{Mail, Verdict};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// How far it came.
    pub stage: Stage,
    pub cause: Cause,
    /// What the server said, or what went wrong, on one line. No secrets; it may
    /// name the recipient's address, so it is for the record and not for logs: see
    /// [`Undelivered::without_addresses`].
    pub reply: String,
}

impl Undelivered {
    /// A failure at a stage, whose cause is read from the reply: `550 5.1.1 No such user`,
    /// or what went wrong where the server said nothing.
    pub fn new(stage: Stage, reply: impl Into<String>) -> Self {
        let reply = reply.into();
        Self { stage, cause: Cause::of(stage, &reply), reply }
    }

    /// Who has to act.
    pub fn verdict(&self) -> Verdict {
        self.cause.verdict()
    }

    /// The server refuses this recipient or this message with a reply that lasts (5xx), or
    /// it cannot be sent at all. False for all that an administrator can mend.
    pub fn is_permanent(&self) -> bool {
        match self.verdict() {
            Verdict::Address | Verdict::Refused => true,
            Verdict::Mailbox => self.reply.starts_with('5'),
            Verdict::Us | Verdict::Way => false,
        }
    }

    /// No later try can end otherwise: it failed on our side, for this message alone.
    pub fn is_hopeless(&self) -> bool {
        self.cause == Cause::Unsendable
    }

    /// Nothing is known of this message: the server was not reached, or the conversation
    /// broke before it said anything about it.
    pub fn is_of_the_connection(&self) -> bool {
        matches!(self.cause, Cause::Connection | Cause::Encryption | Cause::Disk)
            || (self.verdict() == Verdict::Way && self.stage < Stage::Recipient)
    }

    /// Any other message would be refused as well.
    pub fn is_of_the_session(&self) -> bool {
        let whatever_the_recipient = matches!(
            self.cause,
            Cause::Greeting
                | Cause::LoginMissing
                | Cause::LoginWrong
                | Cause::NoPasswordLogin
                | Cause::EncryptionMissing
                | Cause::Sender
        );
        self.verdict() == Verdict::Us && (self.stage < Stage::Recipient || whatever_the_recipient)
    }

    /// One line for the record: `RECIPIENT, permanent: 550 5.1.1 No such user`.
    pub fn describe(&self) -> String {
        self.to_string()
    }

    /// The reply for logs and operators: without e-mail addresses.
    pub fn without_addresses(&self) -> String {
        without_addresses(&self.reply)
    }
}

impl std::fmt::Display for Undelivered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lasts = if self.is_permanent() { "permanent" } else { "temporary" };
        write!(f, "{}, {lasts}: {}", self.stage.name(), self.reply)
    }
}

impl std::error::Error for Undelivered {}

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
    pub const ALL: [Self; 9] = [
        Self::Compose,
        Self::Connect,
        Self::Tls,
        Self::Hello,
        Self::Auth,
        Self::From,
        Self::Recipient,
        Self::Data,
        Self::Store,
    ];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_name_nobody() {
        let refused = Undelivered::new(
            Stage::Recipient,
            "550 5.1.1 <ana@example.org>: Recipient address rejected",
        );
        assert_eq!(refused.without_addresses(), "550 5.1.1 … Recipient address rejected");
        assert!(refused.is_permanent() && !refused.is_hopeless());
    }

    #[test]
    fn what_holds_for_every_message_is_told_from_what_holds_for_one() {
        let at = |stage, reply: &str| {
            let one = Undelivered::new(stage, reply);
            (one.is_of_the_session(), one.is_of_the_connection())
        };
        assert_eq!(at(Stage::Auth, "535 5.7.8 wrong"), (true, false));
        assert_eq!(at(Stage::From, "550 5.7.1 Sender not allowed"), (true, false));
        assert_eq!(at(Stage::Recipient, "550 5.7.1 Unable to relay"), (false, false));
        assert_eq!(at(Stage::Connect, "connection refused"), (false, true));
        assert_eq!(at(Stage::Hello, "421 4.3.2 shutting down"), (false, true));
        assert_eq!(at(Stage::Data, "connection closed"), (false, true));
        assert_eq!(at(Stage::Recipient, "451 4.7.1 Greylisted"), (false, false));
        assert!(Undelivered::new(Stage::Compose, "to: not an address").is_hopeless());
    }
}
