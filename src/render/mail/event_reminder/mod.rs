//! To the company: an event is near, and some have not answered.

use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, paris, studio};
use super::{Brand, Folder, MailDraft, Rendered, in_subject, name};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// An event is near, and these people, who were just reminded, have not answered.
#[derive(Debug, Clone)]
pub struct EventReminder {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    pub event: String,
    pub starts: Timestamp,
    pub ends: Timestamp,
    /// The names of those who have not answered.
    pub awaited: Vec<String>,
    /// The number of people asked.
    pub asked: usize,
    /// The event's page.
    pub link: String,
    /// The page where the reader chooses which notifications they get.
    pub settings: String,
}

impl EventReminder {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let count = self.awaited.len();
        draft.subject = draft
            .words
            .say_with(
                "mail-event-reminder-subject",
                [("count", count.into()), ("event", in_subject(&self.event).into())],
            )
            .into_owned();
        draft.heading = draft.say("mail-event-reminder-heading", []);
        let said =
            draft.count("mail-event-reminder-said", [("count", count), ("asked", self.asked)]);
        let when = dates::range(self.locale, self.starts, self.ends, &self.zone);
        draft
            .open(&self.name, said)
            .facts(&[("mail-label-event", name(&self.event)), ("mail-label-when", when)])
            .long_list("mail-event-reminder-list", self.awaited.clone())
            .say_text("mail-event-reminder-then", [])
            .button("mail-event-reminder-button", &self.link);
        draft.foot("mail-footer-studio");
        draft.settings(&self.settings).render()
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let two = EventReminder {
        locale,
        zone: paris(),
        brand: studio(),
        name: "Camille".into(),
        event: "Portraits d’équipe".into(),
        starts: at("2026-05-23T07:30:00Z"),
        ends: at("2026-05-23T15:00:00Z"),
        awaited: vec!["Šárka Müller-Łęcka".into(), "Zoé Petit".into()],
        asked: 12,
        link: "https://photos.example.org/event/12".into(),
        settings: "https://photos.example.org/console/settings/notifications".into(),
    };
    let one = EventReminder { awaited: two.awaited[..1].to_vec(), ..two.clone() };
    vec![("event_reminder", two.render()), ("event_reminder_one", one.render())]
}
