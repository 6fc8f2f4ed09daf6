//! Mails to administrators of the instance.

use jiff::tz::TimeZone;

use super::account::harmless;
use super::{Brand, MailDraft, Rendered};
use crate::model::backup::{Size, Trouble};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

/// A backup failed.
#[derive(Debug, Clone)]
pub struct BackupFailed {
    pub locale: Locale,
    pub zone: TimeZone,
    /// The first name, for the greeting.
    pub name: String,
    pub at: Timestamp,
    pub trouble: Trouble,
    /// The time of the last good one, if any.
    pub last: Option<Timestamp>,
}

impl BackupFailed {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-backup-subject", []);
        draft.heading = draft.say("mail-backup-heading", []);
        let said = match &self.trouble {
            Trouble::NoRoom { needed, free } => {
                let (needed, free) = (size(self.locale, *needed), size(self.locale, *free));
                draft.say("mail-backup-no-room", [("needed", &needed), ("free", &free)])
            }
            Trouble::Full => draft.say("mail-backup-full", []),
            Trouble::Folder { path, why } => {
                draft.say("mail-backup-folder", [("path", path), ("why", why)])
            }
            Trouble::Busy { .. } => draft.say("mail-backup-busy", []),
            Trouble::Damaged { fault } => draft.say("mail-backup-damaged", [("fault", fault)]),
            Trouble::Other { why } => draft.say("mail-backup-other", [("why", why)]),
        };
        draft.preheader = said.clone();
        let last = match self.last {
            Some(last) => dates::moment_with_offset(self.locale, last, &self.zone),
            None => draft.say("mail-backup-never", []),
        };
        let tried = dates::moment_with_offset(self.locale, self.at, &self.zone);
        let next = draft.say("mail-backup-next", []);
        let again = draft.say("mail-backup-again", []);
        draft
            .greet(harmless(&self.name))
            .text(said)
            .facts(&[("mail-label-when", tried), ("mail-label-last-backup", last)])
            .text(next)
            .note(again);
        let reason = draft.say("mail-footer-instance", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// Evidence contradicts its seal.
#[derive(Debug, Clone)]
pub struct EvidenceContradicted {
    pub locale: Locale,
    pub zone: TimeZone,
    /// The first name, for the greeting.
    pub name: String,
    /// When it was detected.
    pub at: Timestamp,
    /// The references of the answers.
    pub references: Vec<String>,
}

/// The maximum number of references listed; the rest are counted.
const NAMED: usize = 20;

impl EvidenceContradicted {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &Brand::own());
        draft.subject = draft.say("mail-evidence-subject", []);
        draft.heading = draft.say("mail-evidence-heading", []);
        let said = draft.say("mail-evidence-text", []);
        draft.preheader = said.clone();
        let when = dates::moment_with_offset(self.locale, self.at, &self.zone);
        let mut named: Vec<&str> = self.references.iter().take(NAMED).map(String::as_str).collect();
        let more = self.references.len().saturating_sub(NAMED).to_string();
        let more = draft.say("mail-evidence-more", [("count", &more)]);
        if self.references.len() > NAMED {
            named.push(&more);
        }
        let what = named.join(", ");
        let next = draft.say("mail-evidence-next", []);
        draft
            .greet(harmless(&self.name))
            .text(said)
            .facts(&[("mail-label-when", when), ("mail-label-references", what)])
            .text(next);
        let reason = draft.say("mail-footer-instance", []);
        draft.footer.push(reason);
        draft.render()
    }
}

/// `1.5 GB`, `1,5 Go`.
fn size(locale: Locale, bytes: u64) -> String {
    let english = Size(bytes).to_string();
    match locale {
        Locale::En => english,
        Locale::Fr => {
            let (number, unit) = english.split_once(' ').unwrap_or((&english, ""));
            let unit = if unit == "bytes" { "octets".to_owned() } else { unit.replace('B', "o") };
            format!("{}\u{a0}{unit}", number.replace('.', ","))
        }
    }
}
