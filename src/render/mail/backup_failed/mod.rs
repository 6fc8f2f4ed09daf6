//! To an administrator: a backup failed.

use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, paris};
use super::{Folder, MailDraft, Rendered, harmless};
use crate::model::backup::{Size, Trouble};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

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
        let mut draft = MailDraft::of_instance(self.locale, "mail-backup");
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
        let last = match self.last {
            Some(last) => dates::moment_with_offset(self.locale, last, &self.zone),
            None => draft.say("mail-backup-never", []),
        };
        let tried = dates::moment_with_offset(self.locale, self.at, &self.zone);
        draft
            .open(harmless(&self.name), said)
            .facts(&[("mail-label-when", tried), ("mail-label-last-backup", last)])
            .say_text("mail-backup-next", [])
            .say_note("mail-backup-again", []);
        draft.end("mail-footer-instance")
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

#[cfg(test)]
fn sample(locale: Locale, trouble: Trouble) -> Rendered {
    BackupFailed {
        locale,
        zone: paris(),
        name: "Camille".into(),
        at: at("2026-05-02T02:30:00Z"),
        trouble,
        last: Some(at("2026-05-01T02:30:00Z")),
    }
    .render()
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let trouble = Trouble::NoRoom { needed: 1_550_000_000, free: 12_000_000 };
    vec![("backup_failed", sample(locale, trouble))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_backup_is_told_of_in_sizes_that_people_read() {
        let trouble = Trouble::NoRoom { needed: 1_550_000_000, free: 12_000 };
        let french = sample(Locale::Fr, trouble.clone()).text;
        assert!(french.contains("il faut 1,6\u{a0}Go, il reste 12,0\u{a0}ko"), "{french}");
        let english = sample(Locale::En, trouble).text;
        assert!(english.contains("it needs 1.6 GB, and 12.0 kB are left"), "{english}");
    }
}
