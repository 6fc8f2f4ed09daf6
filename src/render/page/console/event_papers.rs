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
    pub answer: i64,
    /// The employee's id and name.
    pub person: i64,
    pub name: String,
    /// The state in words, and its class.
    pub state: String,
    pub class: &'static str,
    pub on: String,
    pub reference: String,
    /// How far the evidence is witnessed outside the server, in words.
    pub anchor: Option<String>,
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
