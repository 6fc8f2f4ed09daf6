//! Where photographs were published, and what has to be taken down there.

use askama::Template;

use super::{Chrome, Pager};
use crate::model::takedown::PublicationState;
use crate::render::page::ui::FormPanel;

/// `/console/publications`.
#[derive(Template)]
#[template(path = "pages/console/publications.html")]
pub struct PublicationsPage {
    pub chrome: Chrome,
    /// The tabs: address, label, count if it is shown, and whether it is shown.
    pub tabs: Vec<(String, String, Option<i64>, bool)>,
    /// What the list is narrowed to, in words: a person, a photograph, an event.
    pub only: Option<String>,
    pub rows: Vec<PublicationRow>,
    /// The address of the page.
    pub here: String,
    pub pager: Pager,
    /// What the list is empty of.
    pub nothing: &'static str,
    pub may_change: bool,
}

/// A place where a photograph was published. Its sentences are in the language of the page.
pub struct PublicationRow {
    pub id: i64,
    /// The page of the photograph, unless it was erased.
    pub photo: Option<String>,
    pub photo_name: String,
    pub event_name: String,
    pub place: String,
    /// The address of the place, if it is one that a browser opens.
    pub href: Option<String>,
    /// What is known of it, each a part of a line: medium, use, day, who noted it.
    pub about: Vec<String>,
    pub note: Option<String>,
    pub state: PublicationState,
    /// Why it has to be taken down, and until when.
    pub due: Option<String>,
    pub is_late: bool,
    /// A `mailto:` address with a letter that asks to take it down, without a recipient.
    pub letter: Option<String>,
    /// What became of earlier takedowns, the latest first.
    pub history: Vec<String>,
}

impl PublicationRow {
    pub fn is_ended(&self) -> bool {
        self.state == PublicationState::Ended
    }
}

/// `/console/shoots/{id}/publish`: a form in which a place is noted for some photographs.
#[derive(Template)]
#[template(path = "pages/console/publish.html")]
pub struct PublishPage {
    pub chrome: Chrome,
    /// Where it leads back: path and label.
    pub back: (String, String),
    pub form: FormPanel,
}
