//! To the company: the daily root over all evidence, to be kept outside the server.

use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, paris, studio};
use super::{Brand, Folder, MailDraft, Rendered};
use crate::model::Locale;
use crate::model::daily_root::DailyRoot;
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// A daily root, and how to check evidence with it.
#[derive(Debug, Clone)]
pub struct RootMail {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    pub root: DailyRoot,
    /// The page with all roots.
    pub link: String,
    /// The page where the reader chooses which notifications they get.
    pub settings: String,
}

impl RootMail {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let company = draft.brand.name.clone();
        let number = self.root.number.to_string();
        let day = dates::date(self.locale, self.root.at.day_in(&self.zone));
        draft.subject = draft.say("mail-root-subject", [("number", &number), ("day", &day)]);
        draft.heading = draft.say("mail-root-heading", []);
        let said = draft.say("mail-root-said", [("company", &company)]);
        let when = dates::moment_with_offset(self.locale, self.root.at, &self.zone);
        let root = self.root.root.hex();
        draft.open(&self.name, said).facts(&[
            ("mail-label-root-number", number),
            ("mail-label-when", when),
            ("mail-label-root", root.clone()),
        ]);
        draft
            .say_text("mail-root-keep", [])
            .say_text("mail-root-check", [("root", &root)])
            .button("mail-root-button", &self.link);
        draft.foot("mail-footer-studio");
        draft.settings(&self.settings).render()
    }
}

/// A root for samples.
#[cfg(test)]
pub(super) fn root() -> DailyRoot {
    use crate::model::Digest;
    use crate::model::seal::SealKey;
    let of = (1_203, Digest::of("all chains"));
    DailyRoot::sign(&SealKey::from_bytes([7; 32]), 412, at("2026-05-01T01:28:00Z"), of, None)
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let mail = RootMail {
        locale,
        zone: paris(),
        brand: studio(),
        name: "Camille".into(),
        root: root(),
        link: "https://photos.example.org/verify/roots".into(),
        settings: "https://photos.example.org/console/settings/notifications".into(),
    };
    vec![("daily_root", mail.render())]
}
