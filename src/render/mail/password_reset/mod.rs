//! To a user: the link to choose a new password, or the first one of an account that was opened for them.

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
    /// Whether the account has no password yet: an administrator opened it.
    pub is_first: bool,
}

impl PasswordReset {
    pub fn render(&self) -> Rendered {
        let (of, unasked) = match self.is_first {
            true => ("mail-opened", "mail-opened-unasked"),
            false => ("mail-reset", "mail-reset-unasked"),
        };
        let mut draft = MailDraft::of_instance(self.locale, of);
        let valid = match self.is_first {
            true => draft.count("mail-opened-valid", [("days", self.valid_minutes.div_ceil(1440))]),
            false => draft.count("mail-reset-valid", [("minutes", self.valid_minutes)]),
        };
        draft.preheader.clone_from(&valid);
        draft
            .greet(harmless(&self.name))
            .say_text(if self.is_first { "mail-opened-asked" } else { "mail-reset-asked" }, [])
            .button("mail-reset-button", &self.link)
            .text(valid)
            .say_note(unasked, []);
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
        is_first: false,
    };
    let first = PasswordReset { valid_minutes: 7 * 24 * 60 - 1, is_first: true, ..reset.clone() };
    vec![("password_reset", reset.render()), ("account_opened", first.render())]
}
