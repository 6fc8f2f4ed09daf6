//! To the company: somebody came of age and was asked.

#[cfg(test)]
use super::samples::{Sample, studio};
use super::{Brand, Folder, MailDraft, Rendered, in_subject, name};
use crate::model::Locale;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// Somebody has come of age and was asked about their guardians' consents.
#[derive(Debug, Clone)]
pub struct CameOfAge {
    pub locale: Locale,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    pub person: String,
    /// The events they were asked about.
    pub events: Vec<String>,
    /// The employee's page.
    pub link: String,
}

impl CameOfAge {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let person = name(&self.person);
        draft.subject = draft.say("mail-of-age-subject", [("person", &in_subject(&self.person))]);
        draft.heading = draft.say("mail-of-age-heading", []);
        let said = draft.say("mail-of-age-said", [("person", &person)]);
        draft
            .open(&self.name, said)
            .long_list("mail-of-age-list", self.events.clone())
            .say_text("mail-of-age-stands", [])
            .button("mail-of-age-button", &self.link);
        draft.end("mail-footer-studio")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let came_of_age = CameOfAge {
        locale,
        brand: studio(),
        name: "Camille".into(),
        person: "Šárka Müller-Łęcka".into(),
        events: vec!["Portraits d’équipe".into(), "Fête du club".into()],
        link: "https://photos.example.org/employee/7".into(),
    };
    vec![("came_of_age", came_of_age.render())]
}
