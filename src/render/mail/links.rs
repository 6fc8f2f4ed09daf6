//! The mails about given answers after a change of e-mail: new links to the new address,
//! and the links that still work to the former one.

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
    /// Whether it goes to the e-mail they had before.
    pub is_former: bool,
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
        let which = if self.is_former { "email-replaced" } else { "new-links" };
        let key = |part: &str| format!("mail-{which}-{part}");
        draft.subject = draft.say(&key("subject"), [("company", &in_subject(&self.brand.name))]);
        draft.heading = draft.say(&key("heading"), []);
        draft.preheader = draft.say(&key("said"), [("company", &company)]);
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
        let mind = draft.say(&key("mind"), [("company", &company)]);
        let old = draft.say(&key("old"), [("company", &company)]);
        draft.text(mind).note(old);
        let reason = draft.say(&format!("mail-footer-{which}"), [("company", &company)]);
        draft.footer.push(reason);
        draft.render()
    }
}
