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
    /// Whether the mail server says that there is no such address. It names this message's
    /// only recipient or, where it looks only once it has the content, is as clear about
    /// it: enhanced status codes x.1.1 to x.1.3, x.1.6, x.1.10 and x.2.1 (RFC 3463, 3.2 and 3.3;
    /// RFC 7505), and 5.4.1 as one large provider has it. Without such a code, its words
    /// decide. Never what is about us: our login, our address, our reputation (x.7.x, x.1.7,
    /// x.1.8); nor a mailbox that is full.
    pub fn says_no_such_address(&self) -> bool {
        let words: Vec<&str> = self.reply.split_whitespace().collect();
        let status = words.first().copied().unwrap_or_default();
        if !self.permanent || !status.starts_with('5') {
            return false;
        }
        let enhanced = words.iter().find_map(|word| enhanced_status(word));
        match (self.stage, enhanced) {
            (Stage::Recipient, Some(code)) => {
                matches!(code, (1, 1 | 2 | 3 | 6 | 10) | (2, 1) | (4, 1))
            }
            (Stage::Data, Some(code)) => matches!(code, (1, 1 | 10) | (2, 1)),
            (Stage::Recipient, None) if matches!(status, "550" | "551" | "553") => {
                let reply = self.reply.to_lowercase();
                NO_SUCH.iter().any(|said| reply.contains(said))
            }
            _ => false,
        }
    }

    /// One line for the record: `RECIPIENT, permanent: 550 5.1.1 No such user`.
    pub fn describe(&self) -> String {
        self.to_string()
    }
}

/// What servers say that give no enhanced status code.
const NO_SUCH: &[&str] = &[
    "no such user",
    "no such recipient",
    "no such mailbox",
    "user unknown",
    "unknown user",
    "user not found",
    "unknown recipient",
    "recipient unknown",
    "recipient not found",
    "does not exist",
    "doesn't exist",
    "mailbox not found",
    "no mailbox here",
    "invalid mailbox",
    "invalid recipient",
];

/// Subject and detail of `5.1.1` or, as some put it at the end, `(#5.1.1)`.
fn enhanced_status(word: &str) -> Option<(u16, u16)> {
    let word = word.trim_matches(|sign| "()[]<>#:;,.".contains(sign));
    let mut parts = word.strip_prefix("550-").unwrap_or(word).split('.');
    let number = |part: Option<&str>| {
        let part = part.filter(|part| (1..=3).contains(&part.len()))?;
        part.parse::<u16>().ok()
    };
    let (class, subject, detail) = (parts.next()?, number(parts.next()), number(parts.next()));
    (class == "5" && parts.next().is_none()).then_some((subject?, detail?))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn says(stage: Stage, permanent: bool, reply: &str) -> bool {
        Undelivered { stage, permanent, reply: reply.into() }.says_no_such_address()
    }

    #[test]
    fn an_address_that_does_not_exist_is_told_from_what_is_wrong_with_us() {
        let recipient = |reply| says(Stage::Recipient, true, reply);
        for gone in [
            "550 5.1.1 <ana@example.org>: Recipient address rejected: User unknown",
            "550-5.1.1 550 5.1.1 The email account that you tried to reach does not exist.",
            "550 5.1.2 bad destination system",
            "556 5.1.10 Recipient address has null MX",
            "550 5.2.1 The email account that you tried to reach is disabled",
            "550 5.4.1 Recipient address rejected: Access denied.",
            "550 sorry, no mailbox here by that name (#5.1.1)",
            "550 No such user here",
            "553 Invalid recipient ana@example.org",
        ] {
            assert!(recipient(gone), "{gone}");
        }
        for other in [
            "550 5.7.1 Relaying denied",
            "550 5.7.26 Unauthenticated email is not accepted: user unknown to us",
            "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
            "553 5.1.8 Sender address rejected: Domain not found",
            "550 5.1.7 Bad sender's mailbox address syntax",
            "552 5.2.2 Mailbox full",
            "550 5.2.0 something about the mailbox",
            "554 5.7.1 Client host [5.1.1.1] blocked",
            "550 blocked, see http://example.org/5.1.1",
            "550 Administrative prohibition",
            "554 No such user",
        ] {
            assert!(!recipient(other), "{other}");
        }
        let gone = "550 5.1.1 User unknown";
        assert!(says(Stage::Data, true, gone));
        assert!(!says(Stage::Data, true, "550 No such user"));
        assert!(!says(Stage::Data, true, "550 5.4.1 Access denied"));
        assert!(!says(Stage::Recipient, false, "450 4.1.1 try again"));
        for stage in [Stage::From, Stage::Auth, Stage::Hello, Stage::Connect] {
            assert!(!says(stage, true, gone), "{stage:?}");
        }
    }
}
