//! Letters to the studio.

use jiff::tz::TimeZone;

use super::terms::shortened;
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

/// Says that a shoot comes near and who has not answered, all of whom were reminded.
#[derive(Debug, Clone)]
pub struct EventReminder {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// How the user is greeted: the first name.
    pub name: String,
    pub event: String,
    pub starts: Timestamp,
    pub ends: Timestamp,
    /// Who has not answered.
    pub awaited: Vec<String>,
    /// How many were asked.
    pub asked: usize,
    /// The event's page.
    pub link: String,
}

impl EventReminder {
    pub fn render(&self) -> Rendered {
        let mut letter = Letter::new(self.locale, &self.brand);
        let count = self.awaited.len();
        letter.subject = letter
            .words
            .say_with(
                "mail-event-reminder-subject",
                [("count", count.into()), ("event", in_subject(&self.event).into())],
            )
            .into_owned();
        letter.heading = letter.say("mail-event-reminder-heading", []);
        let said = letter.words.say_with(
            "mail-event-reminder-said",
            [("count", count.into()), ("asked", self.asked.into())],
        );
        letter.preheader = said.into_owned();
        let said = letter.preheader.clone();
        let when = dates::range(self.locale, self.starts, self.ends, &self.zone);
        let items = shortened(&letter, self.awaited.iter().map(|one| name(one)).collect());
        letter
            .greet(&self.name)
            .text(said)
            .facts(&[("mail-label-event", name(&self.event)), ("mail-label-when", when)]);
        letter.list("mail-event-reminder-list", &items);
        let then = letter.say("mail-event-reminder-then", []);
        letter.text(then).button("mail-event-reminder-button", &self.link);
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
    /// Whose consent it was.
    pub person: String,
    /// The guardian who withdrew it, if it was not the person.
    pub by: Option<String>,
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
        let (person, event) = (name(&self.person), name(&self.event));
        letter.preheader = match &self.by {
            None => letter.say("mail-withdrawn-said", [("person", &person), ("event", &event)]),
            Some(by) => letter.say(
                "mail-withdrawn-said-by",
                [("by", &name(by)), ("person", &person), ("event", &event)],
            ),
        };
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

/// A notification, to who wants them by e-mail.
#[derive(Debug, Clone)]
pub struct Told {
    pub locale: Locale,
    pub brand: Brand,
    /// How the user is greeted: the first name.
    pub name: String,
    pub title: String,
    /// One or several lines.
    pub text: String,
    /// The page of what it is about.
    pub link: String,
}

impl Told {
    pub fn render(&self) -> Rendered {
        let mut letter = Letter::new(self.locale, &self.brand);
        letter.subject = in_subject(&self.title);
        letter.heading = in_subject(&self.title);
        letter.preheader = in_subject(&self.text);
        letter.greet(&self.name);
        for line in self.text.lines().filter(|line| !line.trim().is_empty()) {
            letter.text(line.trim().to_owned());
        }
        letter.button("mail-told-button", &self.link);
        close(letter)
    }
}

/// What happened since the last such letter, to who wants one a day.
#[derive(Debug, Clone)]
pub struct Digest {
    pub locale: Locale,
    pub brand: Brand,
    /// How the user is greeted: the first name.
    pub name: String,
    /// A sentence each, the first first.
    pub lines: Vec<String>,
    /// The console.
    pub link: String,
}

impl Digest {
    pub fn render(&self) -> Rendered {
        let mut letter = Letter::new(self.locale, &self.brand);
        let number = (self.lines.len() as i64).into();
        let company = in_subject(&letter.brand.name);
        letter.subject = letter
            .words
            .say_with("mail-digest-subject", [("number", number), ("company", company.into())])
            .into_owned();
        letter.heading = letter.say("mail-digest-heading", []);
        letter.preheader = self.lines.first().map(|line| in_subject(line)).unwrap_or_default();
        letter.greet(&self.name).list("mail-digest-list", &self.lines);
        letter.button("mail-told-button", &self.link);
        close(letter)
    }
}

fn close(mut letter: Letter) -> Rendered {
    let company = letter.brand.name.clone();
    let reason = letter.say("mail-footer-studio", [("company", &company)]);
    let choice = letter.say("mail-told-settings", []);
    letter.footer.extend([reason, choice]);
    letter.render()
}
