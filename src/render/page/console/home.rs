//! The first page: what to do today, what comes next, and the first steps of a new studio.

use askama::Template;

use super::{Chrome, EventRow};

/// `/console`.
#[derive(Template)]
#[template(path = "pages/console/home.html")]
pub struct Home {
    pub chrome: Chrome,
    /// Today, in words.
    pub day: String,
    /// What is to be done, by kind; those without anything are left out.
    pub parts: Vec<ToDoPart>,
    /// The next events of which no answer is awaited.
    pub next: Vec<EventRow>,
    /// Whether an event is among those whose answers are awaited.
    pub is_awaiting: bool,
    /// The first steps, until all are done: label, address, and whether it is done.
    pub steps: Vec<(String, &'static str, bool)>,
    pub may_plan: bool,
    pub may_remind: bool,
    /// Whether the user is shown what is to be done.
    pub may_read: bool,
}

/// What is to be done of one kind.
pub struct ToDoPart {
    pub id: &'static str,
    pub icon: &'static str,
    pub title: String,
    /// How many there are, rows or not.
    pub count: usize,
    pub rows: Vec<ToDoRow>,
    /// The page that shows all of them, with its label.
    pub all: Option<(String, String)>,
    /// Whether there are more rows than are shown.
    pub has_more: bool,
}

impl ToDoPart {
    /// Whether a reminder would reach somebody now.
    fn is_remindable(&self) -> bool {
        self.has_more || self.rows.iter().any(|row| row.no_reminder.is_none())
    }
}

/// One thing to do, which leads to where it is done.
pub struct ToDoRow {
    pub href: String,
    pub title: String,
    /// Of a person whose name others have too: what tells them apart.
    pub apart: Option<String>,
    pub detail: String,
    /// What is awaited or how soon, in a few words.
    pub mark: Option<String>,
    /// Whether it is late.
    pub is_late: bool,
    /// Of an event whose answers are awaited: its id and when it is.
    pub event: Option<(i64, String)>,
    /// Why a reminder about it would reach nobody now, in words.
    pub no_reminder: Option<String>,
}
