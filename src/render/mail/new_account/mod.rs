//! To a new user: welcome.

#[cfg(test)]
use super::samples::Sample;
use super::{Folder, MailDraft, Rendered, harmless, name};
use crate::model::Locale;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// The welcome after opening an account.
#[derive(Debug, Clone)]
pub struct Welcome {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    /// The user's new company.
    pub company: String,
    /// The sign-in page.
    pub link: String,
}

impl Welcome {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::of_instance(self.locale, "mail-welcome");
        let company = name(harmless(&self.company));
        let said = if company.is_empty() {
            draft.say("mail-welcome-said-nobody", [])
        } else {
            draft.say("mail-welcome-said", [("company", &company)])
        };
        draft
            .open(harmless(&self.name), said)
            .say_text("mail-welcome-first", [])
            .button("mail-welcome-button", &self.link)
            .say_note("mail-welcome-unasked", []);
        draft.end("mail-footer-account")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let welcome = Welcome {
        locale,
        name: "Camille".into(),
        company: "Atelier Lumière".into(),
        link: "https://photos.example.org/".into(),
    };
    vec![("welcome", welcome.render())]
}
