//! To a signer: their decision, with the PDF.

use jiff::tz::TimeZone;

#[cfg(test)]
use super::samples::{Sample, at, child, paris, studio, uses};
use super::{Brand, Child, Folder, MailDraft, Rendered, in_subject, name, one_line};
use crate::model::daily_root::DailyRoot;
use crate::model::{Locale, Timestamp};
use crate::render::dates;

pub(super) const FOLDER: Folder = Folder {
    texts: [include_str!("fr.ftl"), include_str!("en.ftl")],
    #[cfg(test)]
    samples,
};

/// The recorded decision, with the document and the link to change it.
#[derive(Debug, Clone)]
pub struct Confirmation {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    /// The employee, where a guardian decided.
    pub child: Option<Child>,
    pub event: String,
    pub decision: Decision,
    pub decided_at: Timestamp,
    /// The end of the licence; None if there is none.
    pub valid_until: Option<Timestamp>,
    pub reference: String,
    /// Whether the signed document is attached.
    pub document_attached: bool,
    /// Whether the other guardian has not answered yet.
    pub awaits_other: bool,
    /// Whether the company recorded a withdrawal that they were told of.
    pub on_behalf: bool,
    /// The other signer who withdrew; None if it was the reader.
    pub by: Option<String>,
    /// Valid as long as the consent: to see the answer, or withdraw it.
    pub link: String,
    /// The newest daily root, which the reader keeps with the mail. None if there is none yet.
    pub root: Option<DailyRoot>,
}

/// A decision, use by use, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// With `refused` uses, a partial consent.
    Accepted {
        accepted: Vec<String>,
        refused: Vec<String>,
    },
    Refused,
    /// With `left` uses, a partial withdrawal.
    Withdrawn {
        withdrawn: Vec<String>,
        left: Vec<String>,
    },
}

impl Decision {
    /// The varying part of the keys.
    fn key(&self) -> &'static str {
        match self {
            Decision::Accepted { refused, .. } if refused.is_empty() => "accepted",
            Decision::Accepted { .. } => "partly",
            Decision::Refused => "refused",
            Decision::Withdrawn { left, .. } if left.is_empty() => "withdrawn",
            Decision::Withdrawn { .. } => "withdrawn-partly",
        }
    }
}

impl Confirmation {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let (company, event) = (draft.brand.name.clone(), name(&self.event));
        let key = |part: &str| format!("mail-confirmation-{}-{part}", self.decision.key());
        let child = self.child.as_ref();
        let short = in_subject(&self.event);
        draft.subject = draft.say_of(child, &key("subject"), [("event", &short)]);
        draft.heading = draft.say_of(child, &key("heading"), []);
        let values = [("company", company.as_str()), ("event", &event)];
        let other = self.by.as_deref().map(name);
        let said = match &other {
            None => draft.say_of(child, &key("said"), values),
            Some(by) => {
                let [company, event] = values;
                draft.say_of(child, &key("by"), [company, event, ("by", by)])
            }
        };
        draft.open(&self.name, said);
        match &self.decision {
            Decision::Accepted { accepted, refused } => {
                draft.list("mail-confirmation-uses-accepted", accepted);
                draft.list("mail-confirmation-uses-refused", refused);
            }
            Decision::Refused => {}
            Decision::Withdrawn { withdrawn, left } => {
                draft.list("mail-uses-withdrawn", withdrawn);
                draft.list("mail-uses-left", left);
            }
        }
        let until = self.valid_until.map(|at| dates::date(self.locale, at.day_in(&self.zone)));
        let decided = dates::moment_with_offset(self.locale, self.decided_at, &self.zone);
        draft.facts(&[
            ("mail-label-child", child.map(|child| name(&child.name)).unwrap_or_default()),
            ("mail-label-decided", decided),
            ("mail-label-until", until.unwrap_or_default()),
            ("mail-label-reference", one_line(&self.reference)),
        ]);
        if self.document_attached {
            draft.say_text("mail-confirmation-attached", []);
        } else if self.awaits_other {
            draft.say_text("mail-confirmation-awaits-other", []);
        }
        match &other {
            Some(by) if self.on_behalf => {
                let values = [("company", company.as_str()), ("by", by)];
                draft.say_text("mail-confirmation-on-behalf-other", values);
            }
            None if self.on_behalf => {
                draft.say_text("mail-confirmation-on-behalf", [("company", &company)]);
            }
            _ => {}
        }
        let next = draft.say_of(child, &key("next"), [("company", &company)]);
        draft.text(next).button(&key("button"), &self.link);
        let mut root_line = None;
        if let Some(root) = &self.root {
            let (number, hash) = (root.number.to_string(), root.root.hex());
            let day = dates::date(self.locale, root.at.day_in(&self.zone));
            let values = [("number", number.as_str()), ("day", &day), ("root", &hash)];
            root_line = Some(draft.say("mail-confirmation-root", values));
        }
        draft.foot("mail-footer-confirmed");
        // For whoever looks for changed evidence, not for the reader: at the very end.
        draft.footer.extend(root_line);
        draft.render()
    }
}

#[cfg(test)]
pub(super) fn sample(locale: Locale, decision: Decision) -> Confirmation {
    let valid_until = match decision {
        Decision::Refused => None,
        _ => Some(at("2034-05-01T22:00:00Z")),
    };
    Confirmation {
        locale,
        zone: paris(),
        brand: studio(),
        name: "Šárka".into(),
        child: None,
        event: "Portraits d’équipe".into(),
        decision,
        decided_at: at("2026-05-02T16:04:00Z"),
        valid_until,
        reference: "BR-7H2K-9QXM-4TNV".into(),
        document_attached: true,
        awaits_other: false,
        on_behalf: false,
        by: None,
        link: "https://photos.example.org/sign/3q2-7wEjRr8aLkVn0TzXbC5dFgHiJmPs".into(),
        root: None,
    }
}

#[cfg(test)]
fn samples(locale: Locale) -> Vec<Sample> {
    let all = uses(locale);
    let (some, rest) = (all[..1].to_vec(), all[1..].to_vec());
    let accepted = Decision::Accepted { accepted: all.clone(), refused: vec![] };
    let partly = Decision::Accepted { accepted: some.clone(), refused: rest.clone() };
    let withdrawn = Decision::Withdrawn { withdrawn: all, left: vec![] };
    let withdrawn_partly = Decision::Withdrawn { withdrawn: rest, left: some };
    let own = |decision: &Decision| sample(locale, decision.clone()).render();
    let of_child = |decision: &Decision| Confirmation {
        child: Some(child()),
        ..sample(locale, decision.clone())
    };
    let first =
        Confirmation { document_attached: false, awaits_other: true, ..of_child(&accepted) };
    let root = Some(super::daily_root::root());
    let after = Confirmation { root, ..sample(locale, accepted.clone()) };
    let recorded = Confirmation { on_behalf: true, ..sample(locale, withdrawn.clone()) };
    let by_other = |decision: &Decision| {
        let by = Some("Ana Moreau".to_owned());
        Confirmation { on_behalf: true, by, ..of_child(decision) }.render()
    };
    vec![
        ("withdrawn_on_behalf", recorded.render()),
        ("guardian_withdrawn_by_other", by_other(&withdrawn)),
        ("guardian_withdrawn_in_part_by_other", by_other(&withdrawn_partly)),
        ("accepted", own(&accepted)),
        ("accepted_after_a_root", after.render()),
        ("accepted_in_part", own(&partly)),
        ("refused", own(&Decision::Refused)),
        ("withdrawn", own(&withdrawn)),
        ("withdrawn_in_part", own(&withdrawn_partly)),
        ("guardian_accepted_first_of_two", first.render()),
        ("guardian_accepted", of_child(&accepted).render()),
        ("guardian_accepted_in_part", of_child(&partly).render()),
        ("guardian_refused", of_child(&Decision::Refused).render()),
        ("guardian_withdrawn", of_child(&withdrawn).render()),
        ("guardian_withdrawn_in_part", of_child(&withdrawn_partly).render()),
    ]
}
