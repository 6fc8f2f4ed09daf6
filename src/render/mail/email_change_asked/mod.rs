//! To an account's current e-mail: a change was requested.

#[cfg(test)]
use super::samples::Sample;
use super::{Folder, MailDraft, Rendered, harmless};
use crate::model::Locale;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// A requested change of e-mail, sent to the current one.
#[derive(Debug, Clone)]
pub struct EmailChangeAsked {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    /// The new one, masked.
    pub email: String,
}

impl EmailChangeAsked {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::of_instance(self.locale, "mail-email-asked");
        let said = draft.say("mail-email-asked-said", [("email", &self.email)]);
        draft
            .open(harmless(&self.name), said)
            .say_text("mail-email-asked-next", [])
            .say_note("mail-email-asked-unasked", []);
        draft.end("mail-footer-account")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let (name, email) = ("Camille".into(), "c•••@e•••.org".into());
    vec![("email_change_asked", EmailChangeAsked { locale, name, email }.render())]
}
