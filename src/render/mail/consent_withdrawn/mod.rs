//! To the company: a consent was withdrawn.

use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, paris, studio, uses};
use super::{Brand, Folder, MailDraft, Rendered, in_subject, name};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// A consent was withdrawn, and what to do.
#[derive(Debug, Clone)]
pub struct ConsentWithdrawn {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    /// The employee's name.
    pub person: String,
    /// The guardian who withdrew it; None: the employee.
    pub by: Option<String>,
    pub event: String,
    pub at: Timestamp,
    /// The withdrawn and the remaining uses, in the reader's language.
    pub withdrawn: Vec<String>,
    pub left: Vec<String>,
    /// The answer's page.
    pub link: String,
    /// The page where the reader chooses which notifications they get.
    pub settings: String,
}

impl ConsentWithdrawn {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let in_part = !self.left.is_empty();
        let key = |whole, part| if in_part { part } else { whole };
        draft.subject = draft.say(
            key("mail-withdrawn-subject", "mail-withdrawn-subject-partly"),
            [("event", &in_subject(&self.event))],
        );
        draft.heading =
            draft.say(key("mail-withdrawn-heading", "mail-withdrawn-heading-partly"), []);
        let (person, event) = (name(&self.person), name(&self.event));
        let said = match &self.by {
            None => draft.say(
                key("mail-withdrawn-said", "mail-withdrawn-said-partly"),
                [("person", &person), ("event", &event)],
            ),
            Some(by) => draft.say(
                key("mail-withdrawn-said-by", "mail-withdrawn-said-by-partly"),
                [("by", &name(by)), ("person", &person), ("event", &event)],
            ),
        };
        let when = dates::moment_with_offset(self.locale, self.at, &self.zone);
        draft
            .open(&self.name, said)
            .list("mail-uses-withdrawn", &self.withdrawn)
            .list("mail-uses-left", &self.left)
            .facts(&[("mail-label-withdrawn", when)])
            .say_text("mail-withdrawn-stop", [])
            .button("mail-withdrawn-button", &self.link);
        draft.foot("mail-footer-studio");
        draft.settings(&self.settings).render()
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let all = uses(locale);
    let withdrawn = ConsentWithdrawn {
        locale,
        zone: paris(),
        brand: studio(),
        name: "Camille".into(),
        person: "Šárka Müller-Łęcka".into(),
        by: None,
        event: "Portraits d’équipe".into(),
        at: at("2026-05-02T16:04:00Z"),
        withdrawn: all[1..].to_vec(),
        left: all[..1].to_vec(),
        link: "https://photos.example.org/answers/7".into(),
        settings: "https://photos.example.org/console/settings/notifications".into(),
    };
    let whole = ConsentWithdrawn { withdrawn: all, left: vec![], ..withdrawn.clone() };
    vec![("consent_withdrawn", withdrawn.render()), ("consent_withdrawn_wholly", whole.render())]
}
