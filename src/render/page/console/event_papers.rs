//! The documents of an event, and what happened to its requests.

use askama::Template;

use super::{Chrome, EventHead, Pager};

/// `/console/shoots/{id}/papers`.
#[derive(Template)]
#[template(path = "pages/console/event_papers.html")]
pub struct EventPapers {
    pub chrome: Chrome,
    pub head: EventHead,
    /// The given answers of this page.
    pub rows: Vec<PaperRow>,
    /// The number of given answers.
    pub total: usize,
    pub pager: Pager,
}

impl EventPapers {
    /// The address of the page.
    fn path(&self) -> String {
        format!("/console/shoots/{}/papers", self.head.row.id)
    }
}

/// A given answer, with its documents.
pub struct PaperRow {
    /// The employee's id and name.
    pub person: i64,
    pub name: String,
    /// The state in words, and its class.
    pub state: String,
    pub class: &'static str,
    pub on: String,
    pub reference: String,
    pub papers: AnswerPapers,
    /// How far the evidence is witnessed outside the server, in words.
    pub anchor: Option<String>,
}

/// The documents of a given answer, as links.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/console/answer_papers.html")]
pub struct AnswerPapers {
    pub answer: i64,
    /// What the links to the PDF and to the evidence are called.
    pub pdf: String,
    pub evidence: String,
    pub receipts: Vec<ReceiptLink>,
    /// That a PDF is missing or damaged, in words.
    pub damaged: Option<String>,
}

/// A link to the receipt of a withdrawal or of an end.
#[derive(Debug, Clone)]
pub struct ReceiptLink {
    pub href: String,
    pub said: String,
}

/// `/console/shoots/{id}/history`.
#[derive(Template)]
#[template(path = "pages/console/event_history.html")]
pub struct EventHistory {
    pub chrome: Chrome,
    pub head: EventHead,
    pub history: Steps,
    pub pager: Pager,
}

/// What happened, the latest first.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pages/console/steps.html")]
pub struct Steps {
    pub rows: Vec<HistoryRow>,
    /// Said where nothing happened.
    pub nothing: String,
}

/// A step: what, whose, when.
#[derive(Debug, Clone)]
pub struct HistoryRow {
    pub class: &'static str,
    pub text: String,
    /// Where the person, or the event, is.
    pub href: Option<String>,
    pub of: String,
    /// The guardian who did it.
    pub by: Option<String>,
    /// RFC 3339, and in words.
    pub at: String,
    pub said: String,
}
