//! To the new e-mail of somebody who has answered: the links of their answers.

use jiff::civil::Date;

#[cfg(test)]
use super::samples::{Sample, date, studio};
use super::{Block, Brand, Folder, Link, MailDraft, Rendered, in_subject, name, one_line};
use crate::model::Locale;
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// The links of answers already given, to see and withdraw them.
#[derive(Debug, Clone)]
pub struct NewLinks {
    pub locale: Locale,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    /// The answers, the oldest first.
    pub given: Vec<GivenAnswer>,
}

/// An answer and its link.
#[derive(Debug, Clone)]
pub struct GivenAnswer {
    pub event: String,
    pub decided_on: Date,
    /// The employee's name, where a guardian answered.
    pub child: Option<String>,
    pub url: String,
}

impl NewLinks {
    pub fn render(&self) -> Rendered {
        self.render_as("new-links")
    }

    /// With the sentences of `which`: this mail, or that to the former e-mail.
    pub(super) fn render_as(&self, which: &str) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let company = draft.brand.name.clone();
        let key = |part: &str| format!("mail-{which}-{part}");
        draft.subject = draft.say(&key("subject"), [("company", &in_subject(&self.brand.name))]);
        draft.heading = draft.say(&key("heading"), []);
        let said = draft.say(&key("said"), [("company", &company)]);
        draft.open(&self.name, said);
        let links = self.given.iter().map(|given| {
            let day = dates::date(self.locale, given.decided_on);
            let event = name(&given.event);
            let label = match &given.child {
                None => draft.say("mail-new-links-item", [("event", &event), ("day", &day)]),
                Some(child) => draft.say(
                    "mail-new-links-item-child",
                    [("event", &event), ("day", &day), ("child", &name(child))],
                ),
            };
            Link { label, url: one_line(&given.url) }
        });
        let links = links.collect();
        draft.blocks.push(Block::Links(links));
        draft
            .say_text(&key("mind"), [("company", &company)])
            .say_note(&key("old"), [("company", &company)]);
        draft.end(&format!("mail-footer-{which}"))
    }
}

#[cfg(test)]
pub(super) fn sample(locale: Locale) -> NewLinks {
    let given = |event: &str, child: Option<&str>| GivenAnswer {
        event: event.into(),
        decided_on: date(2026, 5, 2),
        child: child.map(Into::into),
        url: "https://photos.example.org/sign/3q2-7wEjRr8aLkVn0TzXbC5dFgHiJmPs".into(),
    };
    let given = vec![given("Portraits d’équipe", None), given("Fête du club", Some("Zoé Petit"))];
    NewLinks { locale, brand: studio(), name: "Šárka".into(), given }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    vec![("new_links", sample(locale).render())]
}
