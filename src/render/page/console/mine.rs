//! The page of the reader's own consents.

use askama::Template;

use super::{Chrome, Notice, Pager};
use crate::model::{AnswerState, Use};

/// `/console/mine`.
#[derive(Template)]
#[template(path = "pages/console/mine.html")]
pub struct Mine {
    pub chrome: Chrome,
    pub rows: Vec<OwnConsent>,
    pub pager: Pager,
    pub notice: Option<Notice>,
}

/// One consent. Dates are already in words.
pub struct OwnConsent {
    pub id: i64,
    /// The name of the event.
    pub event: String,
    /// Whose consent it is: the reader's, or a child's they are a guardian of.
    pub person: Option<String>,
    pub state: AnswerState,
    /// What is allowed today, and its label.
    pub uses: Vec<(Use, String)>,
    /// The day of the answer.
    pub on: Option<String>,
    /// The end of the consent that is in force.
    pub until: Option<String>,
    pub has_pdf: bool,
    pub reference: String,
}

impl OwnConsent {
    pub fn state_key(&self) -> String {
        format!("mine-state-{}", self.state.name().to_lowercase())
    }

    pub fn is_pending(&self) -> bool {
        self.state == AnswerState::Pending
    }

    pub fn can_withdraw(&self) -> bool {
        self.state == AnswerState::Accepted && !self.uses.is_empty()
    }
}
