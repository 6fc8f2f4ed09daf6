//! To a user: the link to choose a new password.

#[cfg(test)]
use super::samples::Sample;
use super::{Folder, MailDraft, Rendered, harmless};
use crate::model::Locale;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// The link to choose a new password.
#[derive(Debug, Clone)]
pub struct PasswordReset {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    pub link: String,
    pub valid_minutes: usize,
}

impl PasswordReset {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::of_instance(self.locale, "mail-reset");
        let valid = draft.count("mail-reset-valid", [("minutes", self.valid_minutes)]);
        draft.preheader.clone_from(&valid);
        draft
            .greet(harmless(&self.name))
            .say_text("mail-reset-asked", [])
            .button("mail-reset-button", &self.link)
            .text(valid)
            .say_note("mail-reset-unasked", []);
        draft.end("mail-footer-account")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let reset = PasswordReset {
        locale,
        name: "Camille".into(),
        link: "https://photos.example.org/reset/9f8e7d6c5b4a".into(),
        valid_minutes: 60,
    };
    vec![("password_reset", reset.render())]
}
