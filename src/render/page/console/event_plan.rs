//! Planning an event, changing it, copying it, and asking more people.

use askama::Template;

use super::{Chrome, EventHead};
use crate::render::page::ui::{FieldProblems, FormField, Picker, Recipients};

/// `/console/shoots/new` and `/console/shoots/{id}/edit`.
#[derive(Template)]
#[template(path = "pages/console/event_plan.html")]
pub struct PlanPage {
    pub chrome: Chrome,
    /// Of the event that is changed; None for a new one.
    pub changed: Option<i64>,
    pub title: String,
    pub action: String,
    pub back: String,
    pub problems: FieldProblems,
    /// Name and description.
    pub what: Vec<FormField>,
    /// Days and hours.
    pub when: Vec<FormField>,
    /// The time zone of the hours.
    pub zone: String,
    /// Place and photographer.
    pub place: Vec<FormField>,
    /// Who is asked; None while an event is changed.
    pub picker: Option<Picker>,
    pub recipients: Option<Recipients>,
    /// Whether minors without a guardian are to be left out.
    pub leaves_out: bool,
    /// Hidden fields.
    pub hidden: Vec<(String, String)>,
    pub theirs: Theirs,
    /// What the plan of the company says of one more event, a sentence each.
    pub quota: Vec<String>,
    /// What it costs, if it is paid for before it is created.
    pub price: Option<String>,
    /// Whether the plan allows no more.
    pub is_full: bool,
}

impl PlanPage {
    /// Whether the event may be created without asking those who are chosen.
    fn may_draft(&self) -> bool {
        let chosen = self.recipients.as_ref().is_some_and(|one| one.people > 0);
        chosen && self.changed.is_none() && self.price.is_none() && !self.is_full
    }
}

/// What somebody else has changed while a form was filled in: fields and their values now, in words.
#[derive(Debug, Clone, Default)]
pub struct Theirs {
    /// Those that the form has changed as well.
    pub asked: Vec<String>,
    /// Those that were taken over into the form.
    pub taken: Vec<String>,
}

/// `/console/shoots/{id}/ask`: asks more people.
#[derive(Template)]
#[template(path = "pages/console/event_ask.html")]
pub struct AskPage {
    pub chrome: Chrome,
    pub head: EventHead,
    pub problems: FieldProblems,
    pub picker: Picker,
    pub recipients: Recipients,
    pub leaves_out: bool,
    pub once: String,
    /// The groups of the event, whose new members can be asked.
    pub groups: Vec<String>,
}

/// `/console/shoots/{id}/duplicate`.
#[derive(Template)]
#[template(path = "pages/console/event_duplicate.html")]
pub struct DuplicatePage {
    pub chrome: Chrome,
    pub head: EventHead,
    pub problems: FieldProblems,
    pub fields: Vec<FormField>,
    /// The choices: name, label, and whether it is ticked.
    pub keeps: Vec<(&'static str, String, bool)>,
    /// Who would be asked.
    pub recipients: Recipients,
    /// Whether people who cannot be asked are to be left out.
    pub leaves_out: bool,
    pub once: String,
}
