//! A form in a panel: blocks of fields, a list to tick, one button.

use askama::Template;

use super::{FieldProblems, FormField};
use crate::render::page::Frame;
use crate::render::page::console::Theirs;

/// A form, with its title and what it is for.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/ui/form.html")]
pub struct FormPanel {
    pub frame: Frame,
    /// The id of the title, unique on the page.
    pub id: &'static str,
    pub title: String,
    pub hint: Option<String>,
    pub action: String,
    /// What the button sends as `do`.
    pub act: &'static str,
    /// The key that makes it have one effect if it is sent twice; empty: none.
    pub once: String,
    pub problems: FieldProblems,
    /// Hidden fields.
    pub hidden: Vec<(String, String)>,
    /// What somebody else has changed meanwhile.
    pub theirs: Theirs,
    pub blocks: Vec<FieldBlock>,
    pub ticks: Option<TickList>,
    /// The label of the button.
    pub go: String,
    pub is_destructive: bool,
    /// Whether only its title is shown until it is opened. One with errors is open.
    pub is_folded: bool,
}

/// Some fields of a form, below a legend.
#[derive(Debug, Clone, Default)]
pub struct FieldBlock {
    pub legend: Option<String>,
    pub hint: Option<String>,
    pub fields: Vec<FormField>,
}

/// A list of which some are ticked.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/ui/ticks.html")]
pub struct TickList {
    pub name: &'static str,
    pub legend: String,
    pub hint: Option<String>,
    pub error: Option<String>,
    pub options: Vec<TickOption>,
}

/// An option to tick.
#[derive(Debug, Clone)]
pub struct TickOption {
    pub value: String,
    pub label: String,
    /// What it means.
    pub hint: Option<String>,
    pub is_ticked: bool,
}

impl FormPanel {
    /// A form with one block of fields.
    pub fn new(
        frame: Frame,
        id: &'static str,
        title: impl Into<String>,
        action: impl Into<String>,
        go: impl Into<String>,
    ) -> Self {
        Self {
            frame,
            id,
            title: title.into(),
            hint: None,
            action: action.into(),
            act: "save",
            once: String::new(),
            problems: FieldProblems::default(),
            hidden: vec![],
            theirs: Theirs::default(),
            blocks: vec![],
            ticks: None,
            go: go.into(),
            is_destructive: false,
            is_folded: false,
        }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    pub fn act(self, act: &'static str) -> Self {
        Self { act, ..self }
    }

    pub fn fields(mut self, fields: Vec<FormField>) -> Self {
        self.blocks.push(FieldBlock { fields, ..FieldBlock::default() });
        self
    }

    /// Fields above those that it has.
    pub fn fields_first(mut self, fields: Vec<FormField>) -> Self {
        self.blocks.insert(0, FieldBlock { fields, ..FieldBlock::default() });
        self
    }

    pub fn block(mut self, block: FieldBlock) -> Self {
        self.blocks.push(block);
        self
    }

    pub fn ticks(self, ticks: TickList) -> Self {
        Self { ticks: Some(ticks), ..self }
    }

    pub fn once(self, once: impl Into<String>) -> Self {
        Self { once: once.into(), ..self }
    }

    pub fn destructive(self) -> Self {
        Self { is_destructive: true, ..self }
    }

    pub fn folded(self) -> Self {
        Self { is_folded: true, ..self }
    }

    /// With the errors of its fields.
    pub fn with_problems(mut self, filled: &super::Filled, title: impl Into<String>) -> Self {
        let fields: Vec<&FormField> = self.blocks.iter().flat_map(|one| &one.fields).collect();
        self.problems = filled.problems(&fields).titled(title);
        self
    }

    fn is_wrong(&self) -> bool {
        !self.problems.rows.is_empty()
    }
}
