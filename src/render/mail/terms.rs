//! Mails to the company about the end of consents and coming of age.

use jiff::civil::Date;

use super::{Brand, MailDraft, Rendered, in_subject, name};
use crate::model::Locale;
use crate::render::dates;

/// The maximum number of names or events listed; the others are counted.
const NAMED: usize = 40;

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
        draft.preheader = said.into_owned();
        let said = draft.preheader.clone();
        draft.greet(&self.name).text(said);
        let items: Vec<String> = self
            .ending
            .iter()
            .map(|(person, day)| {
                let day = dates::date(self.locale, *day);
                draft.say("mail-expiring-item", [("person", &name(person)), ("day", &day)])
            })
            .collect();
        let items = shortened(&draft, items);
        draft.list("mail-expiring-list", &items);
        if self.asked_again > 0 {
            let again = draft.count("mail-expiring-asked", [("count", self.asked_again)]);
            draft.text(again);
        }
        let then = draft.say("mail-expiring-then", []);
        let renew = draft.say("mail-expiring-renew", []);
        draft.text(then).text(renew).button("mail-expiring-button", &self.link);
        signed(draft)
    }
}

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
        draft.preheader = draft.say("mail-of-age-said", [("person", &person)]);
        let said = draft.preheader.clone();
        let stands = draft.say("mail-of-age-stands", []);
        let items = shortened(&draft, self.events.clone());
        draft
            .greet(&self.name)
            .text(said)
            .list("mail-of-age-list", &items)
            .text(stands)
            .button("mail-of-age-button", &self.link);
        signed(draft)
    }
}

/// The first items, and the number of the others.
pub(super) fn shortened(draft: &MailDraft, mut items: Vec<String>) -> Vec<String> {
    let more = items.len().saturating_sub(NAMED);
    items.truncate(NAMED);
    if more > 0 {
        items.push(draft.count("mail-and-more", [("count", more)]));
    }
    items
}

fn signed(mut draft: MailDraft) -> Rendered {
    let company = draft.brand.name.clone();
    let reason = draft.say("mail-footer-studio", [("company", &company)]);
    draft.footer.push(reason);
    draft.render()
}
