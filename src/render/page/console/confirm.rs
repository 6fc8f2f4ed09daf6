//! Asking once more, before mail leaves or data dies; and links that a user hands over.

use askama::Template;

use super::Chrome;
use crate::render::page::ui::FormField;

/// What is about to happen, and to whom. Scripts show it in a dialog.
#[derive(Template)]
#[template(path = "pages/console/confirm.html")]
pub struct Confirm {
    pub chrome: Chrome,
    pub title: String,
    /// Sentences, one a paragraph.
    pub lines: Vec<String>,
    /// The people concerned: the first ones, and how many more there are.
    pub names: Vec<String>,
    pub more: usize,
    pub action: String,
    /// What is asked besides.
    pub asked: Vec<FormField>,
    /// The hidden fields, with `confirm=yes`.
    pub fields: Vec<(String, String)>,
    /// The label of the button.
    pub go: String,
    pub is_destructive: bool,
    /// The page to return to.
    pub back: String,
}

/// Signing links to hand over.
#[derive(Template)]
#[template(path = "pages/console/links.html")]
pub struct CopiedLinks {
    pub chrome: Chrome,
    pub rows: Vec<LinkRow>,
    pub back: String,
}

/// The link of one signer.
pub struct LinkRow {
    pub name: String,
    pub url: String,
    /// In words.
    pub until: String,
}
