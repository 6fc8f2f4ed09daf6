//! To a user: a sign-in from an unknown origin.

use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, paris};
use super::{Folder, MailDraft, Rendered, harmless};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// A sign-in from an unknown origin.
#[derive(Debug, Clone)]
pub struct SignIn {
    pub locale: Locale,
    pub zone: TimeZone,
    /// The first name, for the greeting.
    pub name: String,
    pub at: Timestamp,
    /// Browser and system: `Firefox, Windows`; empty if unknown.
    pub device: String,
    /// The network, truncated: `203.0.x.x`; empty if unknown.
    pub network: String,
}

impl SignIn {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::of_instance(self.locale, "mail-signin");
        let said = draft.say("mail-signin-said", []);
        let device = match self.device.as_str() {
            "" => draft.say("mail-signin-unknown", []),
            device => device.to_owned(),
        };
        draft
            .open(harmless(&self.name), said)
            .facts(&[
                ("mail-label-when", dates::moment_with_offset(self.locale, self.at, &self.zone)),
                ("mail-label-device", device),
                ("mail-label-network", self.network.clone()),
            ])
            .say_text("mail-signin-fine", [])
            .say_note("mail-signin-unasked", []);
        draft.end("mail-footer-account")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let known = SignIn {
        locale,
        zone: paris(),
        name: "Camille".into(),
        at: at("2026-05-01T10:00:00Z"),
        device: "Firefox, Windows".into(),
        network: "203.0.x.x".into(),
    };
    let unknown = SignIn { device: String::new(), network: String::new(), ..known.clone() };
    vec![("sign_in", known.render()), ("sign_in_unknown", unknown.render())]
}
