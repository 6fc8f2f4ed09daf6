//! Mails to members of the company (the studio).

use jiff::tz::TimeZone;

use super::terms::shortened;
use super::{Brand, MailDraft, Rendered, in_subject, name};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

/// Everybody has answered.
#[derive(Debug, Clone)]
pub struct AllAnswered {
    pub locale: Locale,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    pub event: String,
    /// How many accepted every use, some uses, none.
    pub accepted: usize,
    pub partly: usize,
    pub refused: usize,
    /// How many have accepted, with all uses on hold since a restore.
    pub on_hold: usize,
    /// The event's page.
    pub link: String,
}

impl AllAnswered {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let total = self.accepted + self.partly + self.on_hold + self.refused;
        draft.subject =
            draft.say("mail-all-answered-subject", [("event", &in_subject(&self.event))]);
        draft.preheader = draft.count("mail-all-answered-total", [("total", total)]);
        draft.heading = draft.say("mail-all-answered-heading", []);
        let event = draft.say("mail-all-answered-event", [("event", &name(&self.event))]);
        // An empty value is left out.
        let on_hold = match self.on_hold {
            0 => String::new(),
            count => count.to_string(),
        };
        draft.greet(&self.name).text(event).facts(&[
            ("mail-label-accepted", self.accepted.to_string()),
            ("mail-label-partly", self.partly.to_string()),
            ("mail-label-refused", self.refused.to_string()),
            ("mail-label-on-hold", on_hold),
        ]);
        let check = draft.say("mail-all-answered-check", []);
        draft.text(check).button("mail-all-answered-button", &self.link);
        let company = draft.brand.name.clone();
        let reason = draft.say("mail-footer-studio", [("company", &company)]);
        draft.footer.push(reason);
        draft.render()
    }
}

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
        let said = draft.words.say_with(
            "mail-event-reminder-said",
            [("count", count.into()), ("asked", self.asked.into())],
        );
        draft.preheader = said.into_owned();
        let said = draft.preheader.clone();
        let when = dates::range(self.locale, self.starts, self.ends, &self.zone);
        let items = shortened(&draft, self.awaited.iter().map(|one| name(one)).collect());
        draft
            .greet(&self.name)
            .text(said)
            .facts(&[("mail-label-event", name(&self.event)), ("mail-label-when", when)]);
        draft.list("mail-event-reminder-list", &items);
        let then = draft.say("mail-event-reminder-then", []);
        draft.text(then).button("mail-event-reminder-button", &self.link);
        let company = draft.brand.name.clone();
        let reason = draft.say("mail-footer-studio", [("company", &company)]);
        draft.footer.push(reason);
        draft.render()
    }
}

/// A consent was withdrawn, and what to do.
#[derive(Debug, Clone)]
pub struct ConsentWithdrawn {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    /// The employee's name.
    pub person: String,
    /// The guardian who withdrew it; None: the employee.
    pub by: Option<String>,
    pub event: String,
    pub at: Timestamp,
    /// The withdrawn and the remaining uses, in the reader's language.
    pub withdrawn: Vec<String>,
    pub left: Vec<String>,
    /// The answer's page.
    pub link: String,
}

impl ConsentWithdrawn {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        draft.subject = draft.say("mail-withdrawn-subject", [("event", &in_subject(&self.event))]);
        draft.heading = draft.say("mail-withdrawn-heading", []);
        let (person, event) = (name(&self.person), name(&self.event));
        draft.preheader = match &self.by {
            None => draft.say("mail-withdrawn-said", [("person", &person), ("event", &event)]),
            Some(by) => draft.say(
                "mail-withdrawn-said-by",
                [("by", &name(by)), ("person", &person), ("event", &event)],
            ),
        };
        let said = draft.preheader.clone();
        let stop = draft.say("mail-withdrawn-stop", []);
        draft
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
        let company = draft.brand.name.clone();
        let reason = draft.say("mail-footer-studio", [("company", &company)]);
        draft.footer.push(reason);
        draft.render()
    }
}

/// A notification by mail.
#[derive(Debug, Clone)]
pub struct NotificationMail {
    pub locale: Locale,
    /// The company's; None: a message of the instance.
    pub brand: Option<Brand>,
    /// The first name, for the greeting.
    pub name: String,
    pub title: String,
    /// One or several lines.
    pub text: String,
    /// The page of its subject.
    pub link: String,
}

impl NotificationMail {
    pub fn render(&self) -> Rendered {
        let own = Brand::own();
        let mut draft = MailDraft::new(self.locale, self.brand.as_ref().unwrap_or(&own));
        draft.subject = in_subject(&self.title);
        draft.heading = in_subject(&self.title);
        draft.preheader = in_subject(&self.text);
        draft.greet(&self.name);
        for line in self.text.lines().filter(|line| !line.trim().is_empty()) {
            draft.text(line.trim().to_owned());
        }
        draft.button("mail-told-button", &self.link);
        match self.brand {
            Some(_) => close(draft),
            None => close_for(draft, "mail-footer-user"),
        }
    }
}

/// The notifications since the last such mail.
#[derive(Debug, Clone)]
pub struct Digest {
    pub locale: Locale,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    /// A sentence each, the oldest first.
    pub lines: Vec<String>,
    /// The console's URL.
    pub link: String,
}

impl Digest {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let number = (self.lines.len() as i64).into();
        let company = in_subject(&draft.brand.name);
        draft.subject = draft
            .words
            .say_with("mail-digest-subject", [("number", number), ("company", company.into())])
            .into_owned();
        draft.heading = draft.say("mail-digest-heading", []);
        draft.preheader = self.lines.first().map(|line| in_subject(line)).unwrap_or_default();
        draft.greet(&self.name).list("mail-digest-list", &self.lines);
        draft.button("mail-told-button", &self.link);
        close(draft)
    }
}

fn close(draft: MailDraft) -> Rendered {
    close_for(draft, "mail-footer-studio")
}

/// `reason`: the key of the sentence that says why the reader receives the mail.
fn close_for(mut draft: MailDraft, reason: &str) -> Rendered {
    let company = draft.brand.name.clone();
    let reason = draft.say(reason, [("company", &company)]);
    let choice = draft.say("mail-told-settings", []);
    draft.footer.extend([reason, choice]);
    draft.render()
}
