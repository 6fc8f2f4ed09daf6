//! To a user: the notifications since the last such mail.

#[cfg(test)]
use super::samples::{Sample, studio};
use super::{Brand, Folder, MailDraft, Rendered, in_subject};
use crate::model::Locale;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// The notifications since the last such mail.
#[derive(Debug, Clone)]
pub struct Digest {
    pub locale: Locale,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    /// A sentence each, the oldest first.
    pub lines: Vec<String>,
    /// The console's URL.
    pub link: String,
    /// The page where the reader chooses which notifications they get.
    pub settings: String,
}

impl Digest {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let number = (self.lines.len() as i64).into();
        let company = in_subject(&draft.brand.name);
        draft.subject = draft
            .words
            .say_with("mail-digest-subject", [("number", number), ("company", company.into())])
            .into_owned();
        draft.heading = draft.say("mail-digest-heading", []);
        draft.preheader = self.lines.first().map(|line| in_subject(line)).unwrap_or_default();
        draft
            .greet(&self.name)
            .list("mail-digest-list", &self.lines)
            .button("mail-notification-button", &self.link)
            .foot("mail-footer-studio");
        draft.settings(&self.settings).render()
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let lines = match locale {
        Locale::Fr => ["La séance « Été » a été créée.", "Fiche modifiée : Zoé Petit."],
        Locale::En => ["The shoot “Été” has been created.", "A record was changed: Zoé Petit."],
    };
    let digest = Digest {
        locale,
        brand: studio(),
        name: "Camille".into(),
        lines: lines.map(Into::into).into(),
        link: "https://photos.example.org/console".into(),
        settings: "https://photos.example.org/console/settings/notifications".into(),
    };
    vec![("digest", digest.render())]
}
