//! The page of the reader's own consents.

use askama::Template;

use super::{Chrome, Notice};
use crate::model::HoldReason;
use crate::model::{AnswerState, Use};
use crate::render::page::Frame;

/// `/console/mine`.
#[derive(Template)]
#[template(path = "pages/console/mine.html")]
pub struct Mine {
    pub chrome: Chrome,
    pub studios: Vec<OwnStudio>,
    pub notice: Option<Notice>,
}

/// What one company has of the reader.
pub struct OwnStudio {
    pub name: String,
    /// The e-mail address for questions.
    pub contact: Option<String>,
    pub rows: Vec<OwnConsent>,
    pub records: Vec<OwnRecord>,
}

/// What a company knows about the reader, or about a child of theirs.
pub struct OwnRecord {
    pub name: String,
    /// Labels and values.
    pub lines: Vec<(String, String)>,
}

/// One consent. Dates are already in words.
pub struct OwnConsent {
    pub id: i64,
    /// The name of the event.
    pub event: String,
    /// The employee's name: the reader, or a child they are a guardian of.
    pub person: Option<String>,
    pub state: AnswerState,
    /// The numbers of allowed and offered uses, if only some are allowed.
    pub part: Option<(usize, usize)>,
    /// Why all accepted uses are on hold, so that nothing is allowed; None: they are not.
    pub on_hold: Option<HoldReason>,
    /// The uses currently allowed, with labels.
    pub uses: Vec<(Use, String)>,
    /// The day of the answer.
    pub on: Option<String>,
    /// The end of the consent that is in force.
    pub until: Option<String>,
    pub has_pdf: bool,
    pub has_evidence: bool,
    pub reference: String,
}

impl OwnConsent {
    /// The state in words.
    pub fn said(&self, frame: &Frame) -> String {
        if let Some(reason) = self.on_hold {
            return frame.t(&format!("mine-state-{}", reason.key())).into_owned();
        }
        match self.part {
            Some((allowed, offered)) => {
                let (allowed, offered) = (allowed.to_string(), offered.to_string());
                let counts = (("accepted", allowed.as_str()), ("offered", offered.as_str()));
                frame.t2("page-answer-partly", counts.0, counts.1).into_owned()
            }
            None => {
                let key = format!("mine-state-{}", self.state.name().to_lowercase());
                frame.t(&key).into_owned()
            }
        }
    }

    pub fn is_pending(&self) -> bool {
        self.state == AnswerState::Pending
    }

    pub fn can_withdraw(&self) -> bool {
        self.state == AnswerState::Accepted && !self.uses.is_empty()
    }
}
