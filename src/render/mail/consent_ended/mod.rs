//! To a signer: the consent that they gave has ended.

use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, child, paris, studio};
use super::{Brand, Child, Folder, MailDraft, Rendered, in_subject, name, one_line};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// The end of a consent, with the receipt.
#[derive(Debug, Clone)]
pub struct ConsentEnded {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    /// The employee, where a guardian decided.
    pub child: Option<Child>,
    pub event: String,
    pub given_at: Timestamp,
    pub ended_at: Timestamp,
    pub reference: String,
    /// Whether the receipt is attached.
    pub receipt_attached: bool,
}

impl ConsentEnded {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let (company, event) = (draft.brand.name.clone(), name(&self.event));
        let child = self.child.as_ref();
        let key = |part: &str| format!("mail-consent-ended-{part}");
        let short = in_subject(&self.event);
        draft.subject = draft.say_of(child, &key("subject"), [("event", &short)]);
        draft.heading = draft.say_of(child, &key("heading"), []);
        let day = |at: Timestamp| dates::date(self.locale, at.day_in(&self.zone));
        let (given, ended) = (day(self.given_at), day(self.ended_at));
        let values =
            [("company", company.as_str()), ("event", &event), ("given", &given), ("day", &ended)];
        let said = draft.say_of(child, &key("said"), values);
        draft.open(&self.name, said);
        draft.facts(&[
            ("mail-label-child", child.map(|child| name(&child.name)).unwrap_or_default()),
            ("mail-label-reference", one_line(&self.reference)),
        ]);
        let then = draft.say_of(child, &key("then"), [("company", &company)]);
        draft.text(then);
        if self.receipt_attached {
            draft.say_text(&key("attached"), []);
        }
        draft.foot("mail-footer-confirmed");
        draft.render()
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let own = ConsentEnded {
        locale,
        zone: paris(),
        brand: studio(),
        name: "Šárka".into(),
        child: None,
        event: "Portraits d’équipe".into(),
        given_at: at("2026-05-02T16:04:00Z"),
        ended_at: at("2034-05-02T16:04:00Z"),
        reference: "BR-7H2K-9QXM-4TNV".into(),
        receipt_attached: true,
    };
    let of_child = ConsentEnded { child: Some(child()), ..own.clone() };
    vec![("consent_ended", own.render()), ("guardian_consent_ended", of_child.render())]
}
