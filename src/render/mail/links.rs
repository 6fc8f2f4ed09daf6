//! The mail with new links after a change of address.

use super::{Block, Brand, Link, MailDraft, Rendered, in_subject, name};
use crate::model::Locale;
use crate::render::dates;

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
    pub decided_on: jiff::civil::Date,
    /// The employee's name, where a guardian answered.
    pub child: Option<String>,
    pub url: String,
}

impl NewLinks {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let company = draft.brand.name.clone();
        draft.subject =
            draft.say("mail-new-links-subject", [("company", &in_subject(&self.brand.name))]);
        draft.heading = draft.say("mail-new-links-heading", []);
        draft.preheader = draft.say("mail-new-links-said", [("company", &company)]);
        let said = draft.preheader.clone();
        draft.greet(&self.name).text(said);
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
            Link { label, url: super::one_line(&given.url) }
        });
        let links = links.collect();
        draft.blocks.push(Block::Links(links));
        let mind = draft.say("mail-new-links-mind", [("company", &company)]);
        let old = draft.say("mail-new-links-old", []);
        draft.text(mind).note(old);
        let reason = draft.say("mail-footer-new-links", [("company", &company)]);
        draft.footer.push(reason);
        draft.render()
    }
}
