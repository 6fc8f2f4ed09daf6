//! To the company: consents of an event will end.

use jiff::civil::Date;

#[cfg(test)]
use super::samples::{Sample, date, studio};
use super::{Brand, Folder, MailDraft, Rendered, in_subject, name};
use crate::model::Locale;
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// Consents of an event will end, and how to renew them.
#[derive(Debug, Clone)]
pub struct ConsentsExpiring {
    pub locale: Locale,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    pub event: String,
    /// Names and the day their consent ends, the earliest first.
    pub ending: Vec<(String, Date)>,
    /// How many of them are already being asked again.
    pub asked_again: usize,
    /// The event's page.
    pub link: String,
    /// The page where the reader chooses which notifications they get.
    pub settings: String,
}

impl ConsentsExpiring {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let count = self.ending.len();
        draft.subject = draft.say("mail-expiring-subject", [("event", &in_subject(&self.event))]);
        draft.heading = draft.count("mail-expiring-heading", [("count", count)]);
        let first = self.ending.first().map(|(_, day)| dates::date(self.locale, *day));
        let said = draft.words.say_with(
            "mail-expiring-said",
            [
                ("count", count.into()),
                ("event", name(&self.event).into()),
                ("day", first.unwrap_or_default().into()),
            ],
        );
        let items = self.ending.iter().map(|(person, day)| {
            let day = dates::date(self.locale, *day);
            draft.say("mail-expiring-item", [("person", &name(person)), ("day", &day)])
        });
        let items = items.collect();
        draft.open(&self.name, said.into_owned()).long_list("mail-expiring-list", items);
        if self.asked_again > 0 {
            let again = draft.count("mail-expiring-asked", [("count", self.asked_again)]);
            draft.text(again);
        }
        draft
            .say_text("mail-expiring-then", [])
            .say_text("mail-expiring-renew", [])
            .button("mail-expiring-button", &self.link);
        draft.foot("mail-footer-studio");
        draft.settings(&self.settings).render()
    }
}

#[cfg(test)]
pub(super) fn sample(locale: Locale, many: usize) -> Rendered {
    let ending = (1..=many).map(|nth| (format!("Person {nth}"), date(2034, 5, 1)));
    ConsentsExpiring {
        locale,
        brand: studio(),
        name: "Camille".into(),
        event: "Portraits d’équipe".into(),
        ending: ending.collect(),
        asked_again: 1,
        link: "https://photos.example.org/event/12".into(),
        settings: "https://photos.example.org/console/settings/notifications".into(),
    }
    .render()
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    vec![("expiring", sample(locale, 2)), ("expiring_many", sample(locale, 45))]
}
