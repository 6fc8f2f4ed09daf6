//! Rendered messages, ready to send.

use super::Timestamp;

/// A message ready to send: rendered and addressed. The mailer sets the sender's address; only
/// the sender's display name may be given here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub to: Mailbox,
    /// The sender's display name: the company, rather than the instance.
    pub sender_name: Option<String>,
    /// The Reply-To address: the company, rather than the instance.
    pub reply_to: Option<Mailbox>,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// `local@host`, without angle brackets; the same for every attempt, so that duplicates are
    /// recognised.
    pub message_id: String,
    /// The `Date` header.
    pub date: Timestamp,
    /// Marks it as automatic, which suppresses out-of-office replies (RFC 3834).
    pub auto_submitted: bool,
    /// Further headers, such as `List-Unsubscribe`. Names are ASCII tokens.
    pub headers: Vec<(String, String)>,
    pub attachments: Vec<Attachment>,
    /// Images that the HTML references as `cid:` and their id.
    pub inline: Vec<Inline>,
}

/// An address with an optional name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: String,
}

impl Mailbox {
    pub fn new(name: impl Into<String>, address: impl Into<String>) -> Self {
        Self { name: Some(name.into()), address: address.into() }
    }

    /// An address without a name.
    pub fn bare(address: impl Into<String>) -> Self {
        Self { name: None, address: address.into() }
    }
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// Who has to act before a mail can arrive.
///
/// - `ADDRESS`: the sender: the address does not exist.
/// - `MAILBOX`: the recipient: the mailbox is full, or its provider does not accept mails for it
///   now.
/// - `REFUSED`: the server refuses this recipient or this mail for good, for a reason not covered
///   by the other values.
/// - `US`: an administrator of the instance: its login, greeting, sender, domain, network or rate
///   is refused, and so would be other mails.
/// - `WAY`: nobody: the server is unreachable or busy, or asks to try later; the mail is retried.
#[derive(Hash)]
pub enum MailVerdict {
    /// The address does not exist.
    Address,
    /// The mailbox accepts nothing for now: it is full, or blocked by its provider.
    Mailbox,
    /// The server refuses this recipient or this mail for good, for a reason not covered by the
    /// others.
    Refused,
    /// The instance is refused: its login, greeting, sender, domain, network or rate. Other mails
    /// would be refused as well until an administrator corrects it.
    Us,
    /// The server is unreachable or busy, or asks to try later; the mail is retried.
    Way,
}
}

/// An image contained in a message, so that nothing is fetched to show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Inline {
    /// `local@host`, without angle brackets.
    pub content_id: String,
    /// As in `Content-Type`: `image/png`.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Inline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}, {} bytes)", self.content_id, self.media_type, self.bytes.len())
    }
}

/// A file attached to a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    /// As in `Content-Type`: `application/pdf`.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}, {} bytes)", self.name, self.media_type, self.bytes.len())
    }
}

/// Converts user text to one line for a header or a mail: white space becomes single spaces;
/// control characters and direction controls are dropped.
pub fn one_line(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter_map(|char| match char {
            _ if char.is_whitespace() && char != '\u{a0}' && char != '\u{202f}' => Some(' '),
            // Direction controls, tags and the byte order mark; joiners are kept, as scripts and
            // emoji need them.
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' => None,
            '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e001f}' => None,
            _ if char.is_control() => None,
            _ => Some(char),
        })
        .collect();
    let line = kept.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    // Non-breaking spaces are kept between words, and trimmed at the ends.
    line.trim().to_owned()
}

/// Without e-mail addresses, links and long numbers such as those of telephones: for logs,
/// operators, and people who should not see them.
pub fn without_addresses(text: &str) -> String {
    const LONG: usize = 6;
    let has_link = |word: &str| ["://", "www.", "/sign/"].iter().any(|mark| word.contains(mark));
    let has_number =
        |word: &str| word.split(|sign: char| !sign.is_ascii_digit()).any(|run| run.len() >= LONG);
    let hidden = |word: &str| word.contains('@') || has_link(word) || has_number(word);
    let words = text.split(' ').map(|word| if hidden(word) { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// The status of a mail server's reply without its text: `550 5.1.1`. None if it begins with none.
pub fn status_of(reply: &str) -> Option<String> {
    let is_code = |word: &&str| {
        !word.is_empty() && word.chars().all(|sign| sign.is_ascii_digit() || sign == '.')
    };
    let first = reply.split([' ', '-']).next()?;
    if first.len() != 3 || !is_code(&first) {
        return None;
    }
    let codes = reply.split([' ', '-']).take_while(is_code).take(2);
    Some(codes.collect::<Vec<_>>().join(" "))
}

/// At most `longest` characters, the last of them `…` if something was cut.
pub fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(longest - 1).collect();
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_line_keeps_names_of_every_script_and_nothing_else() {
        for name in ["Šárka Müller-Łęcka", "山田 太郎", "عمر", "👩‍👩‍👧", "प्रिया"]
        {
            assert_eq!(one_line(name), name);
        }
        assert_eq!(one_line("Ann\r\nBcc: eve@example.org"), "Ann Bcc: eve@example.org");
        assert_eq!(one_line(" a \t\u{2028} b\0\u{202e} "), "a b");
    }

    #[test]
    fn what_a_server_repeats_of_people_is_hidden() {
        let said =
            "451 4.3.0 try later Ana <ana@example.org> tel +33612345678 https://x.example/sign/T";
        assert_eq!(without_addresses(said), "451 4.3.0 try later Ana … tel … …");
        assert_eq!(status_of(said).as_deref(), Some("451 4.3.0"));
        assert_eq!(status_of("550-5.1.1 no 42"), Some("550 5.1.1".to_owned()));
        assert_eq!(status_of("554 no"), Some("554".to_owned()));
        assert_eq!(status_of("connection refused"), None);
    }

    proptest! {
        #[test]
        fn one_line_is_one_line(text in any::<String>()) {
            let line = one_line(&text);
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert_eq!(one_line(&line), line.clone());
            prop_assert_eq!(line.trim(), &line);
        }
    }
}
