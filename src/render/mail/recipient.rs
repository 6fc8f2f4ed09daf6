//! Mails to employees and guardians who are asked for consent.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Block, Brand, Child, MailDraft, Rendered, in_subject, name};
use crate::model::{Locale, Timestamp};
use crate::render::dates;

/// The first request for a decision.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub locale: Locale,
    pub zone: TimeZone,
    pub brand: Brand,
    /// The first name, for the greeting.
    pub name: String,
    /// The employee, where a guardian is asked.
    pub child: Option<Child>,
    pub event: String,
    pub starts: Timestamp,
    pub ends: Timestamp,
    pub place: Option<String>,
    /// The uses that will be asked about, in the reader's language.
    pub uses: Vec<String>,
    pub link: String,
    pub link_expires: Timestamp,
    /// Why a consent is asked for again.
    pub again: Option<Again>,
    /// The studio's address, for questions.
    pub contact: Option<String>,
}

/// Why a consent that was answered is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The consent they gave ends, or has ended, on that day.
    Ends(Date),
    /// Their guardians consented, and they have come of age.
    OfAge,
}

impl Invitation {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let company = draft.brand.name.clone();
        let child = self.child.as_ref();
        let event = in_subject(&self.event);
        draft.subject = draft.say_of(child, "mail-invitation-subject", [("event", &event)]);
        draft.preheader = draft.say_of(child, "mail-invitation-preheader", [("company", &company)]);
        draft.heading = draft.say_of(child, "mail-invitation-heading", []);
        let values = [("company", company.as_str()), ("event", &name(&self.event))];
        let asked = draft.say_of(child, "mail-invitation-asked", values);
        draft.greet(&self.name).text(asked);
        self.say_what_and_how(&mut draft);
        draft.render()
    }

    /// The sentences shared with reminders.
    fn say_what_and_how(&self, draft: &mut MailDraft) {
        let child = self.child.as_ref();
        match self.again {
            Some(Again::Ends(day)) => {
                let day = dates::date(self.locale, day);
                let ends = draft.say_of(child, "mail-invitation-ends", [("day", &day)]);
                draft.text(ends);
            }
            Some(Again::OfAge) => {
                let of_age = draft.say("mail-invitation-of-age", []);
                draft.text(of_age);
            }
            None => {}
        }
        let company = draft.brand.name.clone();
        let nothing_decided = draft.say("mail-invitation-nothing-decided", []);
        let personal = draft.say("mail-invitation-personal", []);
        let expires = dates::moment_with_offset(self.locale, self.link_expires, &self.zone);
        let expires = draft.say("mail-invitation-expires", [("moment", &expires)]);
        draft
            .facts(&[
                ("mail-label-child", child.map(|child| name(&child.name)).unwrap_or_default()),
                ("mail-label-event", name(&self.event)),
                ("mail-label-when", dates::range(self.locale, self.starts, self.ends, &self.zone)),
                ("mail-label-place", self.place.as_deref().map(name).unwrap_or_default()),
            ])
            .list("mail-invitation-uses", &self.uses)
            .button("mail-invitation-button", &self.link)
            .text(nothing_decided)
            .note(personal)
            .note(expires);
        let reason = draft.say_of(child, "mail-footer-invited", [("company", &company)]);
        draft.footer.push(reason);
        draft.answers_to(self.contact.as_deref());
    }
}

/// A reminder of the request.
#[derive(Debug, Clone)]
pub struct Reminder(pub Invitation);

impl Reminder {
    pub fn render(&self) -> Rendered {
        let Reminder(invitation) = self;
        let mut draft = MailDraft::new(invitation.locale, &invitation.brand);
        let company = draft.brand.name.clone();
        let child = invitation.child.as_ref();
        let event = in_subject(&invitation.event);
        draft.subject = draft.say_of(child, "mail-reminder-subject", [("event", &event)]);
        draft.preheader = draft.say_of(child, "mail-reminder-preheader", []);
        draft.heading = draft.say("mail-reminder-heading", []);
        let values = [("company", company.as_str()), ("event", &name(&invitation.event))];
        let waiting = draft.say_of(child, "mail-reminder-waiting", values);
        draft.greet(&invitation.name).text(waiting);
        invitation.say_what_and_how(&mut draft);
        draft.render()
    }
}

/// The code that proves control of the mailbox.
#[derive(Debug, Clone)]
pub struct Code {
    pub locale: Locale,
    pub brand: Brand,
    /// The employee, where a guardian answers.
    pub child: Option<Child>,
    /// Six digits.
    pub code: String,
    pub valid_minutes: usize,
}

impl Code {
    pub fn render(&self) -> Rendered {
        let mut draft = MailDraft::new(self.locale, &self.brand);
        let company = draft.brand.name.clone();
        // In neither subject nor preview, so that a locked screen does not show the code.
        let child = self.child.as_ref();
        let sender = in_subject(&self.brand.name);
        draft.subject = draft.say_of(child, "mail-code-subject", [("company", &sender)]);
        draft.preheader = draft.count("mail-code-preheader", [("minutes", self.valid_minutes)]);
        draft.heading = draft.say("mail-code-heading", []);
        let enter = draft.say_of(child, "mail-code-enter", []);
        let valid = draft.count("mail-code-valid", [("minutes", self.valid_minutes)]);
        let secret = draft.say("mail-code-secret", [("company", &company)]);
        let unasked = draft.say("mail-code-unasked", []);
        draft.text(enter);
        draft.blocks.push(Block::Code(super::one_line(&self.code)));
        draft.text(valid).text(secret).note(unasked);
        let reason = draft.say("mail-footer-code", [("company", &company)]);
        draft.footer.push(reason);
        draft.render()
    }
}

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
    /// Valid as long as the consent: to see the answer, or withdraw it.
    pub link: String,
    /// The studio's address, for questions.
    pub contact: Option<String>,
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
        draft.preheader = draft.say_of(child, &key("said"), values);
        let said = draft.preheader.clone();
        draft.greet(&self.name).text(said);
        match &self.decision {
            Decision::Accepted { accepted, refused } => {
                draft.list("mail-confirmation-uses-accepted", accepted);
                draft.list("mail-confirmation-uses-refused", refused);
            }
            Decision::Refused => {}
            Decision::Withdrawn { withdrawn, left } => {
                draft.list("mail-confirmation-uses-withdrawn", withdrawn);
                draft.list("mail-confirmation-uses-left", left);
            }
        }
        let until = self.valid_until.map(|at| dates::date(self.locale, at.day_in(&self.zone)));
        let decided = dates::moment_with_offset(self.locale, self.decided_at, &self.zone);
        draft.facts(&[
            ("mail-label-child", child.map(|child| name(&child.name)).unwrap_or_default()),
            ("mail-label-decided", decided),
            ("mail-label-until", until.unwrap_or_default()),
            ("mail-label-reference", super::one_line(&self.reference)),
        ]);
        if self.document_attached {
            let attached = draft.say("mail-confirmation-attached", []);
            draft.text(attached);
        } else if self.awaits_other {
            let later = draft.say("mail-confirmation-awaits-other", []);
            draft.text(later);
        }
        let next = draft.say_of(child, &key("next"), [("company", &company)]);
        draft.text(next);
        draft.button(&key("button"), &self.link);
        let reason = draft.say("mail-footer-confirmed", [("company", &company)]);
        draft.footer.push(reason);
        draft.answers_to(self.contact.as_deref());
        draft.render()
    }
}
