//! To the company: everybody has answered.

#[cfg(test)]
use super::samples::{Sample, studio};
use super::{Brand, Folder, MailDraft, Rendered, in_subject, name};
use crate::model::Locale;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// Everybody has answered.
#[derive(Debug, Clone)]
pub struct AllAnswered {
    pub locale: Locale,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    pub event: String,
    /// How many accepted every use, some uses, none.
    pub accepted: usize,
    pub partly: usize,
    pub refused: usize,
    /// How many have accepted, with all uses on hold since a restore.
    pub on_hold: usize,
    /// The event's page.
    pub link: String,
    /// The page where the reader chooses which notifications they get.
    pub settings: String,
}

impl AllAnswered {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let total = self.accepted + self.partly + self.on_hold + self.refused;
        draft.subject =
            draft.say("mail-all-answered-subject", [("event", &in_subject(&self.event))]);
        draft.preheader = draft.count("mail-all-answered-total", [("total", total)]);
        draft.heading = draft.say("mail-all-answered-heading", []);
        // An empty value is left out.
        let on_hold = match self.on_hold {
            0 => String::new(),
            count => count.to_string(),
        };
        draft
            .greet(&self.name)
            .say_text("mail-all-answered-event", [("event", &name(&self.event))])
            .facts(&[
                ("mail-label-accepted", self.accepted.to_string()),
                ("mail-label-partly", self.partly.to_string()),
                ("mail-label-refused", self.refused.to_string()),
                ("mail-label-on-hold", on_hold),
            ])
            .say_text("mail-all-answered-check", [])
            .button("mail-all-answered-button", &self.link);
        draft.foot("mail-footer-studio");
        draft.settings(&self.settings).render()
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let all_answered = AllAnswered {
        locale,
        brand: studio(),
        name: "Camille".into(),
        event: "Portraits d’équipe".into(),
        accepted: 18,
        partly: 3,
        refused: 1,
        on_hold: 0,
        link: "https://photos.example.org/events/12".into(),
        settings: "https://photos.example.org/console/settings/notifications".into(),
    };
    vec![("all_answered", all_answered.render())]
}
