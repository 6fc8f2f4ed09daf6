//! Letters to whoever runs the instance.

use jiff::tz::TimeZone;

use super::account::harmless;
use super::{Brand, Letter, Rendered};
use crate::model::backup::{Size, Trouble};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

/// Tells whoever runs the instance that there is no new backup of it.
#[derive(Debug, Clone)]
pub struct BackupFailed {
    pub locale: Locale,
    pub zone: TimeZone,
    /// How the administrator is greeted: the first name.
    pub name: String,
    pub at: Timestamp,
    pub trouble: Trouble,
    /// When the last good one was made, if there ever was one.
    pub last: Option<Timestamp>,
}

impl BackupFailed {
    pub fn render(&self) -> Rendered {
        let mut letter = Letter::new(self.locale, &Brand::own());
        letter.subject = letter.say("mail-backup-subject", []);
        letter.heading = letter.say("mail-backup-heading", []);
        let said = match &self.trouble {
            Trouble::NoRoom { needed, free } => {
                let (needed, free) = (size(self.locale, *needed), size(self.locale, *free));
                letter.say("mail-backup-no-room", [("needed", &needed), ("free", &free)])
            }
            Trouble::Full => letter.say("mail-backup-full", []),
            Trouble::Folder { path, why } => {
                letter.say("mail-backup-folder", [("path", path), ("why", why)])
            }
            Trouble::Busy { .. } => letter.say("mail-backup-busy", []),
            Trouble::Damaged { fault } => letter.say("mail-backup-damaged", [("fault", fault)]),
            Trouble::Other { why } => letter.say("mail-backup-other", [("why", why)]),
        };
        letter.preheader = said.clone();
        let last = match self.last {
            Some(last) => dates::moment_with_offset(self.locale, last, &self.zone),
            None => letter.say("mail-backup-never", []),
        };
        let tried = dates::moment_with_offset(self.locale, self.at, &self.zone);
        let next = letter.say("mail-backup-next", []);
        let again = letter.say("mail-backup-again", []);
        letter
            .greet(harmless(&self.name))
            .text(said)
            .facts(&[("mail-label-when", tried), ("mail-label-last-backup", last)])
            .text(next)
            .note(again);
        let reason = letter.say("mail-footer-instance", []);
        letter.footer.push(reason);
        letter.render()
    }
}

/// Tells whoever runs the instance that evidence is not what was sealed.
#[derive(Debug, Clone)]
pub struct EvidenceContradicted {
    pub locale: Locale,
    pub zone: TimeZone,
    /// How the administrator is greeted: the first name.
    pub name: String,
    /// When it was found.
    pub at: Timestamp,
    /// Of the answers.
    pub references: Vec<String>,
}

/// References that a letter names; the rest are counted.
const NAMED: usize = 20;

impl EvidenceContradicted {
    pub fn render(&self) -> Rendered {
        let mut letter = Letter::new(self.locale, &Brand::own());
        letter.subject = letter.say("mail-evidence-subject", []);
        letter.heading = letter.say("mail-evidence-heading", []);
        let said = letter.say("mail-evidence-text", []);
        letter.preheader = said.clone();
        let when = dates::moment_with_offset(self.locale, self.at, &self.zone);
        let mut named: Vec<&str> = self.references.iter().take(NAMED).map(String::as_str).collect();
        let more = self.references.len().saturating_sub(NAMED).to_string();
        let more = letter.say("mail-evidence-more", [("count", &more)]);
        if self.references.len() > NAMED {
            named.push(&more);
        }
        let what = named.join(", ");
        let next = letter.say("mail-evidence-next", []);
        letter
            .greet(harmless(&self.name))
            .text(said)
            .facts(&[("mail-label-when", when), ("mail-label-references", what)])
            .text(next);
        let reason = letter.say("mail-footer-instance", []);
        letter.footer.push(reason);
        letter.render()
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
