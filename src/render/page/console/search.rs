//! What was found of all there is, kind by kind.

use askama::Template;

use super::{Chrome, Pager};
use crate::model::SearchKind;
use crate::model::search::Piece;
use crate::render::page::Frame;

/// `/console/search?q=`.
#[derive(Template)]
#[template(path = "pages/console/search.html")]
pub struct Search {
    pub chrome: Chrome,
    /// As typed; empty if nothing was asked yet.
    pub text: String,
    /// Only of this kind, then a page of it; else a few of each.
    pub kind: Option<SearchKind>,
    /// The kinds of which anything was found.
    pub groups: Vec<FoundGroup>,
    pub total: u64,
    /// False while the index is being made anew: there may be more.
    pub complete: bool,
    /// The address of what was found of every kind.
    pub whole: String,
    pub pager: Pager,
}

impl Search {
    pub fn said(&self) -> String {
        self.chrome.frame.count("search-count", "count", self.total).into_owned()
    }
}

/// What was found of one kind, the likest first.
pub struct FoundGroup {
    pub kind: SearchKind,
    pub total: u64,
    pub rows: Vec<FoundRow>,
    /// Where the rest is, if there is more than is shown.
    pub more: Option<String>,
}

impl FoundGroup {
    pub fn id(&self) -> String {
        format!("of-{}", self.kind.name().to_lowercase())
    }

    pub fn title(&self, frame: &Frame) -> String {
        frame.t(&format!("search-kind-{}", self.kind.name().to_lowercase())).into_owned()
    }
}

/// One thing that was found.
pub struct FoundRow {
    /// Where it is; none if it has no page of its own.
    pub href: Option<String>,
    /// Its name in pieces, with what was looked for marked.
    pub name: Vec<Piece>,
    /// What tells it from others, in pieces.
    pub detail: Vec<Vec<Piece>>,
    /// Of a request: where it stands, a sentence of the console.
    pub state: Option<String>,
}
