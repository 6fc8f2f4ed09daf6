//! Letters to the studio about what time does to consents.

use jiff::civil::Date;

use super::{Brand, Letter, Rendered, in_subject, name};
use crate::model::Locale;
use crate::render::dates;

/// A letter names this many people or shoots, and counts the others.
const NAMED: usize = 40;

/// Says that consents of a shoot will end, and how to ask for them again.
#[derive(Debug, Clone)]
pub struct ConsentsExpiring {
    pub locale: Locale,
    pub brand: Brand,
    /// How the user is greeted: the first name.
    pub name: String,
    pub event: String,
    /// Whose consent ends on which day, the first end first.
    pub ending: Vec<(String, Date)>,
    /// How many of them are being asked again already.
    pub asked_again: usize,
    /// The event's page.
    pub link: String,
}

impl ConsentsExpiring {
    pub fn render(&self) -> Rendered {
        let mut letter = Letter::new(self.locale, &self.brand);
        let count = self.ending.len();
        letter.subject = letter.say("mail-expiring-subject", [("event", &in_subject(&self.event))]);
        letter.heading = letter.count("mail-expiring-heading", [("count", count)]);
        let first = self.ending.first().map(|(_, day)| dates::date(self.locale, *day));
        let said = letter.words.say_with(
            "mail-expiring-said",
            [
                ("count", count.into()),
                ("event", name(&self.event).into()),
                ("day", first.unwrap_or_default().into()),
            ],
        );
        letter.preheader = said.into_owned();
        let said = letter.preheader.clone();
        letter.greet(&self.name).text(said);
        let items: Vec<String> = self
            .ending
            .iter()
            .map(|(person, day)| {
                let day = dates::date(self.locale, *day);
                letter.say("mail-expiring-item", [("person", &name(person)), ("day", &day)])
            })
            .collect();
        let items = shortened(&letter, items);
        letter.list("mail-expiring-list", &items);
        if self.asked_again > 0 {
            let again = letter.count("mail-expiring-asked", [("count", self.asked_again)]);
            letter.text(again);
        }
        let then = letter.say("mail-expiring-then", []);
        let renew = letter.say("mail-expiring-renew", []);
        letter.text(then).text(renew).button("mail-expiring-button", &self.link);
        signed(letter)
    }
}

/// Says that somebody has come of age and was asked what their guardians had said.
#[derive(Debug, Clone)]
pub struct CameOfAge {
    pub locale: Locale,
    pub brand: Brand,
    /// How the user is greeted: the first name.
    pub name: String,
    pub person: String,
    /// The shoots they were asked about.
    pub events: Vec<String>,
    /// The person's page.
    pub link: String,
}

impl CameOfAge {
    pub fn render(&self) -> Rendered {
        let mut letter = Letter::new(self.locale, &self.brand);
        let person = name(&self.person);
        letter.subject = letter.say("mail-of-age-subject", [("person", &in_subject(&self.person))]);
        letter.heading = letter.say("mail-of-age-heading", []);
        letter.preheader = letter.say("mail-of-age-said", [("person", &person)]);
        let said = letter.preheader.clone();
        let stands = letter.say("mail-of-age-stands", []);
        let items = shortened(&letter, self.events.clone());
        letter
            .greet(&self.name)
            .text(said)
            .list("mail-of-age-list", &items)
            .text(stands)
            .button("mail-of-age-button", &self.link);
        signed(letter)
    }
}

/// The first of many, and how many more there are.
pub(super) fn shortened(letter: &Letter, mut items: Vec<String>) -> Vec<String> {
    let more = items.len().saturating_sub(NAMED);
    items.truncate(NAMED);
    if more > 0 {
        items.push(letter.count("mail-and-more", [("count", more)]));
    }
    items
}

fn signed(mut letter: Letter) -> Rendered {
    let company = letter.brand.name.clone();
    let reason = letter.say("mail-footer-studio", [("company", &company)]);
    letter.footer.push(reason);
    letter.render()
}
