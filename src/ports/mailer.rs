//! The port for sending mail.

use async_trait::async_trait;

use super::Cause;
use crate::model::mail::{status_of, without_addresses};
use crate::model::{Mail, MailVerdict};

/// Sends a rendered message to the mail server.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Makes one attempt; the queue retries. After a temporary failure the message may still have
    /// arrived.
    async fn send(&self, mail: &Mail) -> Result<Receipt, Undelivered>;
}

/// The server's reply on accepting a message: evidence that it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The reply after the content, on one line: `250 2.0.0 Ok: queued as 4F2`.
    pub reply: String,
}

/// A message that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// The step that failed.
    pub stage: Stage,
    pub cause: Cause,
    /// The server's reply or the error, on one line. It contains no secrets but may contain the
    /// recipient's address: store it, but log only [`Undelivered::without_addresses`].
    pub reply: String,
}

impl Undelivered {
    /// A failure at a stage, with its cause parsed from the server's reply, `550 5.1.1 No such
    /// user`, or from the error if there was no reply.
    pub fn new(stage: Stage, reply: impl Into<String>) -> Self {
        let reply = reply.into();
        Self { stage, cause: Cause::of(stage, &reply), reply }
    }

    /// Who has to act.
    pub fn verdict(&self) -> MailVerdict {
        self.cause.verdict()
    }

    /// The server refuses this recipient or this message permanently (5xx), or it cannot be sent
    /// at all. False for everything an administrator can fix.
    pub fn is_permanent(&self) -> bool {
        match self.verdict() {
            MailVerdict::Address | MailVerdict::Refused => true,
            MailVerdict::Mailbox => self.reply.starts_with('5'),
            MailVerdict::Us | MailVerdict::Way => false,
        }
    }

    /// The failure is not about this message: the server was not reached, or the connection broke
    /// before any reply to it.
    pub fn is_of_the_connection(&self) -> bool {
        matches!(self.cause, Cause::Connection | Cause::Encryption | Cause::Disk)
            || (self.verdict() == MailVerdict::Way && self.stage < Stage::Recipient)
    }

    /// Every other message would be refused as well.
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
        self.verdict() == MailVerdict::Us
            && (self.stage < Stage::Recipient || whatever_the_recipient)
    }

    /// One line to store: `RECIPIENT, permanent: 550 5.1.1 No such user`.
    pub fn describe(&self) -> String {
        self.to_string()
    }

    /// The reply for administrators: without e-mail addresses, links and telephone numbers.
    pub fn without_addresses(&self) -> String {
        without_addresses(&self.reply)
    }

    /// What operators see, and the log: the status of the reply and who has to act. A server may
    /// repeat names and texts of the mail. Where there was no reply to it, the error itself.
    pub fn without_text(&self) -> String {
        let said = match status_of(&self.reply) {
            Some(status) => status,
            None if self.is_of_the_connection() => self.without_addresses(),
            None => return self.verdict().name().to_owned(),
        };
        format!("{said} {}", self.verdict().name())
    }
}

impl std::fmt::Display for Undelivered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lasts = if self.is_permanent() { "permanent" } else { "temporary" };
        write!(f, "{}, {lasts}: {}", self.stage.name(), self.reply)
    }
}

impl std::error::Error for Undelivered {}

/// A step of the SMTP session, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Building the message, before any connection.
    Compose,
    /// Resolving and connecting to the server.
    Connect,
    /// TLS, implicit or by STARTTLS.
    Tls,
    /// The server's greeting and its reply to EHLO.
    Hello,
    Auth,
    From,
    Recipient,
    /// The content, and the server's acceptance of it.
    Data,
    /// Writing the message, for mailers that write to disk.
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
        assert!(refused.is_permanent() && refused.cause != Cause::Unsendable);
    }

    #[test]
    fn failures_of_the_session_differ_from_failures_of_one_message() {
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
        let malformed = Undelivered::new(Stage::Compose, "to: not an address");
        assert_eq!(malformed.cause, Cause::Unsendable);
    }
}
