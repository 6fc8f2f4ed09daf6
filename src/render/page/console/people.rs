//! The list of employees.

use askama::Template;

use super::{Chrome, Pager};
use crate::model::EmailState;

/// `/console/people`: all or those found, by name.
#[derive(Template)]
#[template(path = "pages/console/people.html")]
pub struct People {
    pub chrome: Chrome,
    pub rows: Vec<Person>,
    /// On all pages.
    pub total: i64,
    /// The search text, as typed.
    pub search: String,
    /// Only the members of this group.
    pub group: Option<Group>,
    /// Whether a single employee is shown, chosen from a search result.
    pub is_one: bool,
    pub pager: Pager,
    pub may_import: bool,
}

/// A group, and its name.
pub struct Group {
    pub id: i64,
    pub name: String,
}

/// An employee in the list.
pub struct Person {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub groups: Vec<Group>,
    /// The names of their guardians.
    pub guardians: Vec<String>,
    /// How many guardians are missing, for a minor.
    pub missing_guardians: u8,
    /// Whether mails to them or their guardians arrive.
    pub mailbox: EmailState,
}

impl Person {
    /// Why a child cannot be asked.
    pub fn guardian_trouble(&self) -> Option<&'static str> {
        match (self.missing_guardians, self.guardians.len()) {
            (0, _) => None,
            (_, 0) => Some("people-no-guardian"),
            _ => Some("people-one-guardian"),
        }
    }

    /// The problem with the address.
    pub fn trouble(&self) -> Option<&'static str> {
        match self.mailbox {
            EmailState::Ok => None,
            EmailState::Unknown => Some("console-email-unknown"),
            EmailState::Returned => Some("console-email-returned"),
        }
    }
}

impl People {
    /// Whether the list is filtered.
    pub fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || self.group.is_some() || self.is_one
    }

    /// The number of employees, in words.
    pub fn said(&self) -> String {
        let key = if self.is_narrowed() { "people-found" } else { "people-count" };
        self.chrome.frame.count(key, "count", self.total.unsigned_abs()).into_owned()
    }
}
