//! The list of events, and the people of one.

use askama::Template;

use super::{AnswerPapers, Chrome, Notice, Pager};
use crate::model::HoldReason;
use crate::model::{AnswerState, EmailState, EventStatus, MailVerdict, Progress};
use crate::render::page::Frame;
use crate::render::page::ui::{Chart, FormField, SortHead};

/// `/console/shoots`: what needs attention first.
#[derive(Template)]
#[template(path = "pages/console/events.html")]
pub struct EventsPage {
    pub chrome: Chrome,
    pub rows: Vec<EventRow>,
    /// The tabs: address, label, number of events, and whether it is shown.
    pub tabs: Vec<(String, String, i64, bool)>,
    pub heads: Vec<SortHead>,
    /// The text that is searched, and the days, as chosen.
    pub filters: Vec<FormField>,
    pub days: Vec<FormField>,
    /// The hidden fields of the filter form.
    pub hidden: Vec<(&'static str, String)>,
    /// The address without filters, if there are any.
    pub all: Option<String>,
    pub total: i64,
    pub pager: Pager,
    pub may_plan: bool,
    /// Whether the list is of deleted events, which may be restored.
    pub is_deleted: bool,
    pub may_restore: bool,
}

impl EventsPage {
    fn is_by_day(&self) -> bool {
        self.days.iter().any(|one| !one.value.is_empty())
    }

    /// Whether the studio has no events at all.
    pub fn is_new(&self) -> bool {
        self.rows.is_empty() && self.all.is_none() && !self.is_deleted
    }
}

/// An event in the list. Dates are already in words.
pub struct EventRow {
    pub id: i64,
    pub name: String,
    pub when: String,
    /// How far away it is: `in 12 days`.
    pub near: String,
    pub place: Option<String>,
    pub status: EventStatus,
    pub progress: Progress,
}

impl EventRow {
    pub fn status_key(&self) -> String {
        format!("console-status-{}", self.status.name().to_lowercase())
    }

    /// `3 of 4 answers`.
    pub fn said(&self, frame: &Frame) -> String {
        said(frame, self.progress)
    }
}

fn said(frame: &Frame, progress: Progress) -> String {
    match progress.asked {
        0 => frame.t("console-nobody-asked").into_owned(),
        asked => {
            let (answered, asked) = (frame.n(progress.answered), frame.n(asked));
            frame.t2("console-progress", ("answered", &answered), ("asked", &asked)).into_owned()
        }
    }
}

/// The header of an event's pages.
pub struct EventHead {
    pub row: EventRow,
    pub tab: Tab,
    /// The number of photographs.
    pub photos: i64,
    /// The photographer's name.
    pub partner: Option<String>,
    pub description: Option<String>,
    pub may_plan: bool,
    pub may_curate: bool,
    /// Why a reminder would reach nobody now, in words, if somebody is awaited.
    pub no_reminder: Option<String>,
    /// Whether the user may read people and their documents.
    pub may_read: bool,
}

/// The pages of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    People,
    Photos,
    Papers,
    History,
}

impl EventHead {
    /// The tabs: address, key of the label, and whether it is the current one.
    pub fn tabs(&self) -> Vec<(String, &'static str, bool)> {
        let here = format!("/console/shoots/{}", self.row.id);
        let mut tabs = vec![
            (here.clone(), "console-people", Tab::People),
            (format!("{here}/photos"), "console-photos", Tab::Photos),
        ];
        if self.may_read {
            tabs.push((format!("{here}/papers"), "event-papers", Tab::Papers));
            tabs.push((format!("{here}/history"), "event-history", Tab::History));
        }
        tabs.into_iter().map(|(href, key, tab)| (href, key, tab == self.tab)).collect()
    }

    /// Whether it is the page of the people.
    pub fn is_of_people(&self) -> bool {
        self.tab == Tab::People
    }

    /// The number of people who have not answered.
    pub fn awaited(&self) -> i64 {
        self.row.progress.asked - self.row.progress.answered
    }
}

/// `/console/shoots/{id}`: the people asked, and their answers.
#[derive(Template)]
#[template(path = "pages/console/event.html")]
pub struct EventPage {
    pub chrome: Chrome,
    pub head: EventHead,
    /// Those of this page.
    pub people: Vec<PersonRow>,
    /// The number of people in this list, and of all.
    pub total: usize,
    pub all: usize,
    /// The states, each a filter.
    pub chart: Option<Chart>,
    pub heads: Vec<SortHead>,
    /// The search text, and the state that is shown.
    pub search: String,
    pub state: String,
    /// The address without filters, if there are any.
    pub unfiltered: Option<String>,
    /// The order, as in the address.
    pub sort: String,
    pub pager: Pager,
    pub notice: Option<Notice>,
}

/// A person of an event.
pub struct PersonRow {
    /// The employee's id.
    pub id: i64,
    pub is_erased: bool,
    pub answer: i64,
    /// When they were last written to, in words.
    pub written: Option<String>,
    /// Whether the request is about to leave.
    pub is_leaving: bool,
    /// None: it was not answered, so that there are no documents.
    pub papers: Option<AnswerPapers>,
    /// Whether a link in a mail led to this person: shown first, and highlighted.
    pub is_sought: bool,
    pub name: String,
    pub state: AnswerState,
    /// The numbers of allowed and offered uses, if only some are allowed.
    pub part: Option<(usize, usize)>,
    /// The uses currently allowed, in words.
    pub uses: Vec<String>,
    /// The uses offered and not accepted, in words.
    pub refused: Vec<String>,
    /// The names typed as a signature, where it is not the signer's name.
    pub signed_as: Vec<String>,
    /// The uses granted and then withdrawn, in words.
    pub withdrawn: Vec<String>,
    /// How many guardians have answered, in words, while another is awaited.
    pub guardians: Option<String>,
    /// The uses on hold since a restore, in words.
    pub on_hold: Vec<String>,
    /// Whether all accepted uses are on hold, so that nothing is allowed.
    pub is_on_hold: bool,
    /// Why uses are on hold, if any are.
    pub hold_reason: Option<HoldReason>,
    /// Whether one of two guardians is known, who has not named the other yet.
    pub is_guardian_unknown: bool,
    /// The day of the answer, in words.
    pub on: Option<String>,
    /// Whether mails to the signers arrive.
    pub email: EmailState,
    /// Set while the request has not reached a signer.
    pub not_arrived: Option<NotArrived>,
    /// The failing addresses that may be corrected.
    pub mailboxes: Vec<Mailbox>,
    /// Why a reminder of a pending request would do nothing, in words; None if it may be sent.
    pub no_reminder: Option<String>,
    /// Whether something is granted that a user may withdraw for them.
    pub may_withdraw: bool,
}

/// Why a request has not arrived, and what happens next.
pub struct NotArrived {
    pub verdict: MailVerdict,
    /// The mail server's reply.
    pub reply: Option<String>,
    /// There is no further attempt.
    pub over: bool,
}

impl NotArrived {
    pub fn key(&self) -> &'static str {
        match (self.verdict, self.over) {
            (MailVerdict::Us | MailVerdict::Way, false) => "console-not-arrived-waits",
            (MailVerdict::Mailbox, false) => "console-not-arrived-mailbox",
            _ => "console-not-arrived-refused",
        }
    }
}

/// An address from which mails bounce.
pub struct Mailbox {
    /// The employee's id.
    pub id: i64,
    /// None: the employee's own.
    pub guardian: Option<i64>,
    /// The name of its owner.
    pub name: String,
    /// The current address, or the one just typed.
    pub email: String,
}

impl Mailbox {
    /// The id of its form field.
    pub fn field(&self) -> String {
        format!("email-{}-{}", self.id, self.guardian.unwrap_or(0))
    }
}

impl EventPage {
    /// The states to choose from: value and label.
    pub fn states(&self) -> Vec<(&'static str, String)> {
        let states = [
            ("", "console-ask-any"),
            ("open", "console-answer-pending"),
            ("yes", "console-answer-accepted"),
            ("part", "event-part"),
            ("no", "event-no"),
            ("lost", "console-answer-not-asked"),
        ];
        let frame = &self.chrome.frame;
        states.into_iter().map(|(value, key)| (value, frame.t(key).into_owned())).collect()
    }
}

impl PersonRow {
    pub fn is_pending(&self) -> bool {
        self.state == AnswerState::Pending
    }

    /// The problem with the address of a person who has not answered.
    pub fn email_key(&self) -> Option<&'static str> {
        match (self.state, self.email) {
            (AnswerState::Pending, EmailState::Unknown) => Some("console-email-unknown"),
            (AnswerState::Pending, EmailState::Returned) => Some("console-email-returned"),
            _ => None,
        }
    }

    /// The part of the keys of what is said about uses on hold.
    fn hold_key(&self) -> &'static str {
        self.hold_reason.unwrap_or(HoldReason::Restored).key()
    }

    /// What is said about uses on hold: which, and why.
    pub fn held(&self, frame: &Frame) -> String {
        let (key, uses) = (self.hold_key(), self.on_hold.join(", "));
        let which = frame.t1(&format!("console-{key}-uses"), "uses", uses.as_str()).into_owned();
        format!("{which} {}", frame.t(&format!("console-{key}-why")))
    }

    /// The state of the consent, in words.
    pub fn said(&self, frame: &Frame) -> String {
        if self.not_arrived.is_some() {
            return frame.t("console-answer-not-asked").into_owned();
        }
        if self.is_on_hold {
            return frame.t(&format!("console-answer-{}", self.hold_key())).into_owned();
        }
        match self.part {
            Some((allowed, offered)) => {
                let (allowed, offered) = (allowed.to_string(), offered.to_string());
                let counts = (("accepted", allowed.as_str()), ("offered", offered.as_str()));
                frame.t2("console-answer-partly", counts.0, counts.1).into_owned()
            }
            None => {
                let key = format!("console-answer-{}", self.state.name().to_lowercase());
                frame.t(&key).into_owned()
            }
        }
    }

    pub fn class(&self) -> &'static str {
        match self.state {
            AnswerState::Accepted if self.is_on_hold => "is-held",
            AnswerState::Accepted if self.part.is_some() => "is-part",
            AnswerState::Accepted => "is-yes",
            AnswerState::Refused | AnswerState::Withdrawn | AnswerState::Expired => "is-no",
            AnswerState::Pending => "is-open",
        }
    }
}
