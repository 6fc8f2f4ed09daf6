//! To the e-mail from which somebody answered before: they have allowed something from another one.

use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, child, paris, studio, uses};
use super::{Brand, Child, Folder, MailDraft, Rendered, in_subject, name, one_line};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// A later answer, and the former e-mail's link, by which it can be withdrawn.
#[derive(Debug, Clone)]
pub struct AnsweredElsewhere {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    /// The employee, where a guardian decided.
    pub child: Option<Child>,
    pub event: String,
    /// The uses that are allowed now, in the reader's language.
    pub accepted: Vec<String>,
    pub decided_at: Timestamp,
    pub reference: String,
    /// The link that was sent to this e-mail.
    pub link: String,
}

impl AnsweredElsewhere {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let (company, event) = (draft.brand.name.clone(), name(&self.event));
        let child = self.child.as_ref();
        let key = |part: &str| format!("mail-answered-elsewhere-{part}");
        draft.subject = draft.say_of(child, &key("subject"), [("event", &in_subject(&self.event))]);
        draft.heading = draft.say(&key("heading"), []);
        let values = [("company", company.as_str()), ("event", &event)];
        let said = draft.say_of(child, &key("said"), values);
        draft.open(&self.name, said);
        draft.list("mail-confirmation-uses-accepted", &self.accepted);
        let decided = dates::moment_with_offset(self.locale, self.decided_at, &self.zone);
        draft.facts(&[
            ("mail-label-child", child.map(|child| name(&child.name)).unwrap_or_default()),
            ("mail-label-decided", decided),
            ("mail-label-reference", one_line(&self.reference)),
        ]);
        draft
            .say_text(&key("mind"), [("company", &company)])
            .button(&key("button"), &self.link)
            .say_note(&key("address"), [("company", &company)])
            .foot("mail-footer-email-replaced");
        draft.render()
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let own = AnsweredElsewhere {
        locale,
        zone: paris(),
        brand: studio(),
        name: "Šárka".into(),
        child: None,
        event: "Portraits d’équipe".into(),
        accepted: uses(locale)[..2].to_vec(),
        decided_at: at("2026-05-02T16:04:00Z"),
        reference: "BR-7H2K-9QXM-4TNV".into(),
        link: "https://photos.example.org/sign/3q2-7wEjRr8aLkVn0TzXbC5dFgHiJmPs".into(),
    };
    let of_child = AnsweredElsewhere { child: Some(child()), ..own.clone() };
    vec![("answered_elsewhere", own.render()), ("guardian_answered_elsewhere", of_child.render())]
}
