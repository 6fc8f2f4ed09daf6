//! To an owner: the payment of the subscription failed.

use jiff::civil::Date;

#[cfg(test)]
use super::samples::{Sample, date};
use super::{Folder, MailDraft, Rendered, harmless, name};
use crate::model::{Locale, Plan};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// A payment failed, and until when that has no consequence.
#[derive(Debug, Clone)]
pub struct CardFailed {
    pub locale: Locale,
    /// The first name, for the greeting.
    pub name: String,
    pub company: String,
    pub plan: Plan,
    /// The last day on which things can be added; None: that day is over.
    pub until: Option<Date>,
    /// The page of the plan.
    pub link: String,
}

impl CardFailed {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::of_instance(self.locale, "mail-card-failed");
        let plan = draft.plan(self.plan);
        let company = name(harmless(&self.company));
        let said = draft.say("mail-card-failed-said", [("plan", &plan), ("company", &company)]);
        let then = match self.until {
            Some(day) => {
                let day = dates::date(self.locale, day);
                draft.say("mail-card-failed-until", [("day", &day)])
            }
            None => draft.say("mail-card-failed-over", []),
        };
        draft
            .open(harmless(&self.name), said)
            .text(then)
            .say_text("mail-card-failed-kept", [])
            .button("mail-card-failed-button", &self.link)
            .say_note("mail-card-failed-again", []);
        draft.end("mail-footer-account")
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let sample = |until| {
        CardFailed {
            locale,
            name: "Camille".into(),
            company: "Atelier Lumière".into(),
            plan: Plan::Medium,
            until,
            link: "https://photos.example.org/console/settings/plan".into(),
        }
        .render()
    };
    vec![("card_failed", sample(Some(date(2026, 5, 15)))), ("card_failed_over", sample(None))]
}
