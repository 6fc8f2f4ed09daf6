//! What was done, said once at the foot of the page, with a way to undo it.

use askama::Template;

use crate::render::page::Frame;

/// A sentence, and how to undo what it says.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/ui/toast.html")]
pub struct Toast {
    pub frame: Frame,
    pub text: String,
    pub undo: Option<Undo>,
    /// Whether it stands in the text instead of above it: in the sample of components.
    pub in_place: bool,
}

/// The form that undoes something.
#[derive(Debug, Clone)]
pub struct Undo {
    pub action: String,
    /// Hidden fields.
    pub fields: Vec<(&'static str, String)>,
}
