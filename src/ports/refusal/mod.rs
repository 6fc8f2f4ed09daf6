//! Classifies why a mail server refused a message, from its reply.
//!
//! Three parts of a reply are examined, in this order: a documented code of the provider; phrases
//! that name the sender or the recipient; the enhanced status code of RFC 3463. Enhanced codes
//! come last because servers misuse them: 5.1.1 is also sent for a full mailbox, 5.2.1 for a
//! sender's blocked address. The table in `tests/smtp/replies.tsv` holds real replies and their
//! meaning.

mod words;

use self::words::{
    AUTHENTICATION, ENCRYPTION_MISSING, GREETING, GREYLISTED, LOGIN_MISSING, MAILBOX_BUSY,
    MAILBOX_FULL, MAILBOX_HELD, NO_SUCH, PACE, RELAY, REPUTATION, SENDER, TOO_LARGE,
};
use super::Stage;
use crate::model::MailVerdict;

/// The cause of a refusal, as precisely as the reply allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    NoSuchAddress,
    MailboxFull,
    /// Disabled, archived, suspended, or receiving mail too fast.
    MailboxHeld,
    /// A permanent refusal without a recognisable reason.
    Unclear,
    MessageTooLarge,
    /// The message cannot be built, or the server cannot take the recipient's address.
    Unsendable,
    /// The name we give in EHLO.
    Greeting,
    LoginMissing,
    LoginWrong,
    /// The server offers no login by password.
    NoPasswordLogin,
    EncryptionMissing,
    /// The address or domain of the sender.
    Sender,
    /// SPF, DKIM or DMARC of our domain, or the reverse DNS of our address.
    Authentication,
    /// Our network address or domain is on a blocklist, or the content is rated as spam.
    Reputation,
    /// We send too much or too fast.
    Pace,
    /// The server does not relay to other domains for us.
    Relay,
    Greylisted,
    /// A temporary problem of the server, or no reason given.
    Busy,
    /// No connection, or a broken one.
    Connection,
    /// TLS negotiation failed.
    Encryption,
    /// The message could not be written to the disk.
    Disk,
}

impl Cause {
    pub fn verdict(self) -> MailVerdict {
        match self {
            Self::NoSuchAddress => MailVerdict::Address,
            Self::MailboxFull | Self::MailboxHeld => MailVerdict::Mailbox,
            Self::Unclear | Self::MessageTooLarge | Self::Unsendable => MailVerdict::Refused,
            Self::Greeting
            | Self::LoginMissing
            | Self::LoginWrong
            | Self::NoPasswordLogin
            | Self::EncryptionMissing
            | Self::Sender
            | Self::Authentication
            | Self::Reputation
            | Self::Pace
            | Self::Relay => MailVerdict::Us,
            Self::Greylisted | Self::Busy | Self::Connection | Self::Encryption | Self::Disk => {
                MailVerdict::Way
            }
        }
    }

    /// Classifies a reply on one line, `550 5.1.1 No such user`, or our own error text where
    /// there was no reply.
    pub fn of(stage: Stage, reply: &str) -> Self {
        let Some(said) = Said::read(reply) else { return without_reply(stage, reply) };
        if let Some(cause) = said.by_provider() {
            return cause;
        }
        match stage {
            Stage::Connect | Stage::Tls | Stage::Hello | Stage::Auth | Stage::From => {
                of_session(stage, &said)
            }
            _ => of_message(&said),
        }
    }
}

fn without_reply(stage: Stage, reply: &str) -> Cause {
    match stage {
        Stage::Compose => Cause::Unsendable,
        Stage::Store => Cause::Disk,
        Stage::Tls if reply.contains("no STARTTLS") => Cause::EncryptionMissing,
        Stage::Tls => Cause::Encryption,
        Stage::Auth if reply.contains("offers no login") => Cause::NoPasswordLogin,
        _ => Cause::Connection,
    }
}

/// Before RCPT, a permanent refusal concerns the sender, whatever its text.
fn of_session(stage: Stage, said: &Said) -> Cause {
    if let Some(cause) = said.about_us() {
        return cause;
    }
    match (said.is_permanent(), stage) {
        (false, _) => said.temporary(),
        (true, Stage::Auth) => Cause::LoginWrong,
        (true, Stage::From) => Cause::Sender,
        (true, _) => Cause::Reputation,
    }
}

/// Classifies a reply to RCPT or to the content.
fn of_message(said: &Said) -> Cause {
    if said.says(GREYLISTED) {
        return Cause::Greylisted;
    }
    // The recipient's rate limit, before the sender's.
    if said.says(MAILBOX_BUSY) {
        return Cause::MailboxHeld;
    }
    if let Some(cause) = said.about_us() {
        return cause;
    }
    if said.says(MAILBOX_FULL) || said.status == Some((2, 2)) {
        return Cause::MailboxFull;
    }
    if said.says(TOO_LARGE) || matches!(said.status, Some((3, 4) | (2, 3))) {
        return if said.is_permanent() { Cause::MessageTooLarge } else { Cause::Busy };
    }
    if said.says(MAILBOX_HELD) {
        return Cause::MailboxHeld;
    }
    if !said.is_permanent() {
        return said.temporary();
    }
    match said.status {
        // Refuses mail from outside its own organisation, or from all but a few.
        Some((7, 124 | 129 | 133 | 134 | 135 | 136)) => Cause::Unclear,
        Some((7, _)) if !said.says(NO_SUCH) => Cause::Reputation,
        Some((1, 7 | 8)) => Cause::Sender,
        Some((1, 1 | 2 | 3 | 6 | 10)) => Cause::NoSuchAddress,
        // One large provider replies this for unknown recipients.
        Some((4, 1)) if said.says(&["recipient address rejected"]) => Cause::NoSuchAddress,
        _ if said.says(NO_SUCH) => Cause::NoSuchAddress,
        // The mailbox exists (RFC 3463, 3.3).
        Some((2, 1)) => Cause::MailboxHeld,
        _ => Cause::Unclear,
    }
}

/// A parsed reply.
struct Said {
    code: u16,
    /// Subject and detail of the enhanced status code: (1, 1) of 5.1.1.
    status: Option<(u16, u16)>,
    /// In lower case without accents, single spaces around each word; without addresses and
    /// links, whose parts could match a phrase.
    words: String,
    /// The original reply in lower case.
    raw: String,
}

impl Said {
    /// None if the text does not begin with a reply code.
    fn read(reply: &str) -> Option<Self> {
        let first = reply.split([' ', '-']).next()?;
        let code: u16 = first.parse().ok().filter(|code| (400..600).contains(code))?;
        if first.len() != 3 {
            return None;
        }
        let status = reply.split_whitespace().find_map(enhanced_status);
        let raw = reply.to_lowercase();
        let kept = raw
            .split_whitespace()
            .filter(|word| !word.contains('@') && !word.contains("://") && !word.contains("www."));
        let mut words = String::from(" ");
        for word in kept {
            for letter in word.chars() {
                match letter {
                    'é' | 'è' | 'ê' => words.push('e'),
                    'î' => words.push('i'),
                    'à' => words.push('a'),
                    '\'' | '’' => {}
                    _ if letter.is_alphanumeric() => words.push(letter),
                    _ if words.ends_with(' ') => {}
                    _ => words.push(' '),
                }
            }
            if !words.ends_with(' ') {
                words.push(' ');
            }
        }
        Some(Self { code, status, words, raw })
    }

    fn is_permanent(&self) -> bool {
        self.code >= 500
    }

    /// Whether one of these phrases occurs at the beginning of a word.
    fn says(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| {
            self.words.match_indices(phrase).any(|(at, _)| self.words[..at].ends_with(' '))
        })
    }

    fn temporary(&self) -> Cause {
        if self.says(GREYLISTED) { Cause::Greylisted } else { Cause::Busy }
    }

    /// The cause by the provider's own code.
    fn by_provider(&self) -> Option<Cause> {
        if let Some(number) = self.french_code() {
            return Some(match number {
                416 => Cause::NoSuchAddress,
                417 => Cause::MailboxFull,
                420 | 426 => Cause::MailboxHeld,
                514 => Cause::MessageTooLarge,
                401 | 517 => Cause::Authentication,
                305 | 402 => Cause::LoginMissing,
                403 | 405 | 415 | 421 => Cause::Sender,
                104 => Cause::Pace,
                // Temporary, unless the reply is permanent.
                505 if !self.is_permanent() => Cause::Busy,
                _ => Cause::Reputation,
            });
        }
        let tokens = || self.raw.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '#');
        let numbered = |prefix: &str, digits: std::ops::RangeInclusive<usize>| {
            tokens().any(|token| {
                token.strip_prefix(prefix).is_some_and(|rest| {
                    digits.contains(&rest.len()) && rest.chars().all(|sign| sign.is_ascii_digit())
                })
            })
        };
        // Yahoo and AOL; Microsoft's blocklists; Spectrum.
        let is_on_blocklist = numbered("tss", 2..=2)
            || numbered("bl", 2..=2)
            || numbered("ph", 2..=2)
            || (numbered("s", 3..=4) && self.says(&["block list", "ip reputation", "reputation"]))
            || ["aup#", "://www.spamhaus.org", "dnsbl", "554 ip="]
                .iter()
                .any(|mark| self.raw.contains(mark));
        is_on_blocklist.then_some(Cause::Reputation)
    }

    /// The number in `OFR_417`, `LPN007_510`, `LPN416`, a scheme shared by Orange and La Poste.
    fn french_code(&self) -> Option<u16> {
        self.raw.split(|sign: char| sign.is_whitespace() || "[]().,;:".contains(sign)).find_map(
            |token| {
                let prefix = ["ofr", "lpn", "ouk"].iter().find(|one| token.starts_with(**one))?;
                let rest = &token[prefix.len()..];
                let number = rest.rsplit(['_', '-']).next().unwrap_or(rest);
                (number.len() == 3).then(|| number.parse().ok()).flatten()
            },
        )
    }

    /// The cause on the sender's side, if the text names one.
    fn about_us(&self) -> Option<Cause> {
        if self.says(GREETING) {
            return Some(Cause::Greeting);
        }
        if self.says(AUTHENTICATION) {
            return Some(Cause::Authentication);
        }
        if self.says(ENCRYPTION_MISSING) || self.code == 538 {
            return Some(Cause::EncryptionMissing);
        }
        if self.code == 535 || self.code == 534 {
            return Some(Cause::LoginWrong);
        }
        if self.code == 530 || self.says(LOGIN_MISSING) {
            return Some(Cause::LoginMissing);
        }
        if self.says(SENDER) {
            return Some(Cause::Sender);
        }
        if self.says(RELAY) {
            return Some(Cause::Relay);
        }
        if self.says(PACE) {
            return Some(Cause::Pace);
        }
        if self.says(REPUTATION) {
            return Some(Cause::Reputation);
        }
        None
    }
}

/// Subject and detail of `5.1.1` or, at the end of some replies, `(#5.1.1)`.
fn enhanced_status(word: &str) -> Option<(u16, u16)> {
    let word = word.trim_matches(|sign| "()[]<>#:;,.".contains(sign));
    let word = match word.split_once('-') {
        Some((code, rest)) if code.len() == 3 => rest,
        _ => word,
    };
    let mut parts = word.split('.');
    let number = |part: Option<&str>| {
        let part = part.filter(|part| (1..=3).contains(&part.len()))?;
        part.parse::<u16>().ok()
    };
    let (class, subject, detail) = (parts.next()?, number(parts.next()), number(parts.next()));
    (matches!(class, "4" | "5") && parts.next().is_none()).then_some((subject?, detail?))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Provider, stage, verdict, cause and reply of each line.
    fn replies() -> Vec<(&'static str, Stage, &'static str, &'static str, &'static str)> {
        include_str!("../../../tests/smtp/replies.tsv")
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| {
                let columns: Vec<_> = line.split('\t').collect();
                let [provider, stage, verdict, cause, reply] = columns[..] else {
                    panic!("five columns: {line}")
                };
                let stage = Stage::ALL.into_iter().find(|one| one.name() == stage);
                (provider, stage.unwrap_or_else(|| panic!("{line}")), verdict, cause, reply)
            })
            .collect()
    }

    #[test]
    fn real_replies_are_understood() {
        let all = replies();
        assert!(all.len() >= 120, "{} replies", all.len());
        let mut wrong = vec![];
        for (provider, stage, verdict, cause, reply) in &all {
            let read = Cause::of(*stage, reply);
            let read = (read.verdict().name(), format!("{read:?}"));
            if read != (*verdict, (*cause).to_owned()) {
                wrong.push(format!("{provider}: {reply}\n  {verdict} {cause}, read {read:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
        let repeated: BTreeSet<_> = all.iter().map(|line| (line.1, line.4)).collect();
        assert_eq!(repeated.len(), all.len(), "a reply stands twice");
        for verdict in MailVerdict::ALL {
            assert!(all.iter().any(|line| line.2 == verdict.name()), "none of {verdict:?}");
            assert_eq!(MailVerdict::from_name(verdict.name()), Some(verdict));
        }
    }

    #[test]
    fn an_address_is_given_up_only_where_the_recipient_is_spoken_of() {
        let gone = "550 5.1.1 User unknown";
        assert_eq!(Cause::of(Stage::Recipient, gone), Cause::NoSuchAddress);
        assert_eq!(Cause::of(Stage::Data, gone), Cause::NoSuchAddress);
        for stage in [Stage::Connect, Stage::Tls, Stage::Hello, Stage::Auth, Stage::From] {
            assert_eq!(Cause::of(stage, gone).verdict(), MailVerdict::Us, "{stage:?}");
        }
        assert_eq!(Cause::of(Stage::Recipient, "450 4.1.1 try again").verdict(), MailVerdict::Way);
    }

    #[test]
    fn names_in_addresses_and_links_are_no_words() {
        for reply in [
            "550 5.1.1 <spf.dkim@blocklist.example>: Recipient address rejected: User unknown",
            "550 5.1.1 no such user, see https://relay.example/policy/spam",
        ] {
            assert_eq!(Cause::of(Stage::Recipient, reply), Cause::NoSuchAddress, "{reply}");
        }
    }

    #[test]
    fn what_is_no_reply_is_read_by_its_stage() {
        assert_eq!(Cause::of(Stage::Data, "connection closed"), Cause::Connection);
        assert_eq!(Cause::of(Stage::Hello, "no answer within 30 s"), Cause::Connection);
        assert_eq!(Cause::of(Stage::Compose, "to: not an address"), Cause::Unsendable);
        assert_eq!(Cause::of(Stage::Store, "no space left"), Cause::Disk);
        assert_eq!(Cause::of(Stage::Recipient, "5501 x"), Cause::Connection);
        assert_eq!(Cause::of(Stage::Recipient, ""), Cause::Connection);
    }
}
