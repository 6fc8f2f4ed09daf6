//! The list of shoots, and the people of one.

use askama::Template;

use super::{Chrome, Notice, Pager};
use crate::model::{AnswerState, EmailState, EventStatus, Progress, Verdict};
use crate::render::page::Frame;

/// `/console`: what needs attention first.
#[derive(Template)]
#[template(path = "pages/console/shoots.html")]
pub struct Shoots {
    pub chrome: Chrome,
    pub rows: Vec<ShootRow>,
    pub pager: Pager,
}

/// One shoot of the list. Dates are already in words.
pub struct ShootRow {
    pub id: i64,
    pub name: String,
    pub when: String,
    pub place: Option<String>,
    pub status: EventStatus,
    pub progress: Progress,
}

impl ShootRow {
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
            let (answered, asked) = (progress.answered.to_string(), asked.to_string());
            frame.t2("console-progress", ("answered", &answered), ("asked", &asked)).into_owned()
        }
    }
}

/// What stands above every page of a shoot.
pub struct ShootHead {
    pub row: ShootRow,
    pub tab: Tab,
    /// How many photographs it has.
    pub photos: i64,
}

/// The pages of a shoot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    People,
    Photos,
}

impl ShootHead {
    pub fn is_people(&self) -> bool {
        self.tab == Tab::People
    }
}

/// `/console/shoots/{id}`: who was asked, and what they said.
#[derive(Template)]
#[template(path = "pages/console/shoot.html")]
pub struct Shoot {
    pub chrome: Chrome,
    pub head: ShootHead,
    pub people: Vec<PersonRow>,
    pub notice: Option<Notice>,
}

/// Somebody of a shoot.
pub struct PersonRow {
    /// Of the person.
    pub id: i64,
    /// Whom the reader came for, by a link of a mail: shown first, and marked.
    pub is_sought: bool,
    pub name: String,
    pub state: AnswerState,
    /// How many uses they allow of how many, where they allow some and not all.
    pub part: Option<(usize, usize)>,
    /// What they allow today, in words.
    pub uses: Vec<String>,
    /// What else was offered, in words.
    pub refused: Vec<String>,
    /// Whether one of two guardians is known, who has yet to name the other.
    pub is_guardian_unknown: bool,
    /// When they said so, in words.
    pub on: Option<String>,
    /// Whether mails to whoever signs arrive.
    pub email: EmailState,
    /// Set while the request has not reached whoever signs.
    pub not_arrived: Option<NotArrived>,
    /// Of those addresses the ones that may be corrected.
    pub mailboxes: Vec<Mailbox>,
}

/// Why a request has not arrived, and what is done about it.
pub struct NotArrived {
    pub verdict: Verdict,
    /// What the mail server says.
    pub reply: Option<String>,
    /// It is not tried again by itself.
    pub over: bool,
}

impl NotArrived {
    pub fn key(&self) -> &'static str {
        match (self.verdict, self.over) {
            (Verdict::Us | Verdict::Way, false) => "console-not-arrived-waits",
            (Verdict::Mailbox, false) => "console-not-arrived-mailbox",
            _ => "console-not-arrived-refused",
        }
    }
}

/// An address that mails come back from.
pub struct Mailbox {
    /// Of the person.
    pub id: i64,
    /// None: it is the person's own.
    pub guardian: Option<i64>,
    /// Whose it is.
    pub name: String,
    /// As it is, or as it was just typed.
    pub email: String,
}

impl Mailbox {
    /// The id of its field.
    pub fn field(&self) -> String {
        format!("email-{}-{}", self.id, self.guardian.unwrap_or(0))
    }
}

impl PersonRow {
    /// What is wrong with the address that is still waited for.
    pub fn email_key(&self) -> Option<&'static str> {
        match (self.state, self.email) {
            (AnswerState::Pending, EmailState::Unknown) => Some("console-email-unknown"),
            (AnswerState::Pending, EmailState::Returned) => Some("console-email-returned"),
            _ => None,
        }
    }

    /// Where their consent stands, in words.
    pub fn said(&self, frame: &Frame) -> String {
        if self.not_arrived.is_some() {
            return frame.t("console-answer-not-asked").into_owned();
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
            AnswerState::Accepted if self.part.is_some() => "is-part",
            AnswerState::Accepted => "is-yes",
            AnswerState::Refused | AnswerState::Withdrawn | AnswerState::Expired => "is-no",
            AnswerState::Pending => "is-open",
        }
    }
}
