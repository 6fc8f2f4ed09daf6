//! To a user: an API token was created in their name.

use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, paris};
use super::{Folder, MailDraft, Rendered, harmless, name};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// An API token was created.
#[derive(Debug, Clone)]
pub struct ApiTokenMade {
    pub locale: Locale,
    pub zone: TimeZone,
    /// The first name, for the greeting.
    pub name: String,
    /// The token's name.
    pub token: String,
    /// The token's prefix.
    pub prefix: String,
    pub expires_at: Timestamp,
}

impl ApiTokenMade {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::of_instance(self.locale, "mail-token");
        let said = draft.say("mail-token-said", []);
        let expires = dates::moment_with_offset(self.locale, self.expires_at, &self.zone);
        draft
            .open(harmless(&self.name), said)
            .facts(&[
                ("mail-label-token", name(harmless(&self.token))),
                ("mail-label-prefix", format!("{}…", self.prefix)),
                ("mail-label-expires", expires),
            ])
            .say_note("mail-token-unasked", []);
        draft.end("mail-footer-account")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let made = ApiTokenMade {
        locale,
        zone: paris(),
        name: "Camille".into(),
        token: "Galerie en ligne".into(),
        prefix: "br_Xk3v9Q".into(),
        expires_at: at("2027-05-01T10:00:00Z"),
    };
    vec![("api_token", made.render())]
}
