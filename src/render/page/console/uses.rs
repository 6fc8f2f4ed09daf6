//! The uses of a release text in its editor.

use askama::Template;

use crate::render::page::Frame;
use crate::render::page::ui::{FormField, TickList};

/// The uses to tick, and the company's own ones.
#[derive(Template)]
#[template(path = "pages/console/settings/uses.html")]
pub struct UseEditor {
    pub frame: Frame,
    pub ticks: TickList,
    pub own: Vec<OwnUse>,
    pub may_add: bool,
}

/// A use of the company's own.
pub struct OwnUse {
    pub title: String,
    /// Its code or, as long as it has none, `new-` and a number.
    pub key: String,
    /// The code that it has or will have.
    pub code: Option<String>,
    /// Its label and its sentence.
    pub fields: Vec<FormField>,
    pub is_ticked: bool,
    /// Whether it was never published: what has a label is offered.
    pub is_new: bool,
}

impl OwnUse {
    /// The number of a new one.
    fn number(&self) -> Option<&str> {
        self.key.strip_prefix("new-").filter(|_| self.is_new)
    }
}
