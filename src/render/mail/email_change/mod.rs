//! To an account's new e-mail: the link to confirm it; or, if it has an account, a notice.

#[cfg(test)]
use super::samples::Sample;
use super::{Folder, MailDraft, Rendered, harmless};
use crate::model::Locale;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// The link to confirm an account's new e-mail, sent to that e-mail.
#[derive(Debug, Clone)]
pub struct EmailChange {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    pub link: String,
    pub valid_hours: usize,
}

impl EmailChange {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::of_instance(self.locale, "mail-email-change");
        let valid = draft.count("mail-email-change-valid", [("hours", self.valid_hours)]);
        draft.preheader.clone_from(&valid);
        draft
            .greet(harmless(&self.name))
            .say_text("mail-email-change-asked", [])
            .button("mail-email-change-button", &self.link)
            .text(valid)
            .say_note("mail-email-change-unasked", []);
        draft.end("mail-email-change-footer")
    }
}

/// Somebody requested the address of an account for another account; sent to its holder.
#[derive(Debug, Clone)]
pub struct EmailChangeTaken {
    pub locale: Locale,
    /// How the holder is greeted: the first name.
    pub name: String,
}

impl EmailChangeTaken {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::of_instance(self.locale, "mail-email-taken");
        let said = draft.say("mail-email-taken-said", []);
        draft.open(harmless(&self.name), said).say_note("mail-email-taken-next", []);
        draft.end("mail-footer-account")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let change = EmailChange {
        locale,
        name: "Camille".into(),
        link: "https://photos.example.org/email/9f8e7d6c5b4a".into(),
        valid_hours: 24,
    };
    let taken = EmailChangeTaken { locale, name: "Camille".into() };
    vec![("email_change", change.render()), ("email_change_taken", taken.render())]
}
