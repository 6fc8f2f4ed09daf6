//! The results of a search, by kind.

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
    /// As typed; empty before a search.
    pub text: String,
    /// Only this kind, paginated; None: the first results of each.
    pub kind: Option<SearchKind>,
    /// The kinds with results.
    pub groups: Vec<FoundGroup>,
    pub total: u64,
    /// False while the index is being rebuilt: results may be missing.
    pub complete: bool,
    /// The URL of the results of all kinds.
    pub whole: String,
    pub pager: Pager,
}

impl Search {
    pub fn said(&self) -> String {
        self.chrome.frame.count("search-count", "count", self.total).into_owned()
    }
}

/// The results of one kind, best first.
pub struct FoundGroup {
    pub kind: SearchKind,
    pub total: u64,
    pub rows: Vec<FoundRow>,
    /// The URL of the remaining results, if any.
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

/// A result.
pub struct FoundRow {
    /// Its page; None if it has none.
    pub href: Option<String>,
    /// Its name in pieces, with matches marked.
    pub name: Vec<Piece>,
    /// Distinguishing details, in pieces.
    pub detail: Vec<Vec<Piece>>,
    /// The key of the state, for a request.
    pub state: Option<String>,
}
