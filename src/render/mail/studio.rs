//! Letters to the studio.

use jiff::tz::TimeZone;

use super::{Brand, Letter, Rendered, in_subject, name};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

/// Says that nobody's answer is missing any more.
#[derive(Debug, Clone)]
pub struct AllAnswered {
    pub locale: Locale,
    pub brand: Brand,
    /// How the user is greeted: the first name.
    pub name: String,
    pub event: String,
    /// How many accepted every use, some uses, none.
    pub accepted: usize,
    pub partly: usize,
    pub refused: usize,
    /// The event's page.
    pub link: String,
}

impl AllAnswered {
    pub fn render(&self) -> Rendered {
        let mut letter = Letter::new(self.locale, &self.brand);
        let total = self.accepted + self.partly + self.refused;
        letter.subject =
            letter.say("mail-all-answered-subject", [("event", &in_subject(&self.event))]);
        letter.preheader = letter.count("mail-all-answered-total", [("total", total)]);
        letter.heading = letter.say("mail-all-answered-heading", []);
        let event = letter.say("mail-all-answered-event", [("event", &name(&self.event))]);
        letter.greet(&self.name).text(event).facts(&[
            ("mail-label-accepted", self.accepted.to_string()),
            ("mail-label-partly", self.partly.to_string()),
            ("mail-label-refused", self.refused.to_string()),
        ]);
        let check = letter.say("mail-all-answered-check", []);
        letter.text(check).button("mail-all-answered-button", &self.link);
        let company = letter.brand.name.clone();
        let reason = letter.say("mail-footer-studio", [("company", &company)]);
        letter.footer.push(reason);
        letter.render()
    }
}

/// Says that somebody took a consent back, and what is to be done.
#[derive(Debug, Clone)]
pub struct ConsentWithdrawn {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// How the user is greeted: the first name.
    pub name: String,
    /// Who withdrew.
    pub person: String,
    pub event: String,
    pub at: Timestamp,
    /// The uses taken back and those left, in the reader's language.
    pub withdrawn: Vec<String>,
    pub left: Vec<String>,
    /// The answer's page.
    pub link: String,
}

impl ConsentWithdrawn {
    pub fn render(&self) -> Rendered {
        let mut letter = Letter::new(self.locale, &self.brand);
        letter.subject =
            letter.say("mail-withdrawn-subject", [("event", &in_subject(&self.event))]);
        letter.heading = letter.say("mail-withdrawn-heading", []);
        letter.preheader = letter.say(
            "mail-withdrawn-said",
            [("person", &name(&self.person)), ("event", &name(&self.event))],
        );
        let said = letter.preheader.clone();
        let stop = letter.say("mail-withdrawn-stop", []);
        letter
            .greet(&self.name)
            .text(said)
            .list("mail-confirmation-uses-withdrawn", &self.withdrawn)
            .list("mail-confirmation-uses-left", &self.left)
            .facts(&[(
                "mail-label-withdrawn",
                dates::moment_with_offset(self.locale, self.at, &self.zone),
            )])
            .text(stop)
            .button("mail-withdrawn-button", &self.link);
        let company = letter.brand.name.clone();
        let reason = letter.say("mail-footer-studio", [("company", &company)]);
        letter.footer.push(reason);
        letter.render()
    }
}
