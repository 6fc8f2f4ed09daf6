//! Everybody the studio may photograph.

use askama::Template;

use super::{Chrome, Pager};
use crate::model::EmailState;

/// `/console/people`: by name, all of them or those who were looked for.
#[derive(Template)]
#[template(path = "pages/console/people.html")]
pub struct People {
    pub chrome: Chrome,
    pub rows: Vec<Person>,
    /// On all pages.
    pub total: i64,
    /// Who is looked for, as typed.
    pub search: String,
    /// Only the people of it.
    pub group: Option<Group>,
    /// Only the one who was found elsewhere.
    pub is_one: bool,
    pub pager: Pager,
    pub may_import: bool,
}

/// A group, and its name.
pub struct Group {
    pub id: i64,
    pub name: String,
}

/// Somebody of the list.
pub struct Person {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub groups: Vec<Group>,
    /// Who signs for them, by name.
    pub guardians: Vec<String>,
    /// How many guardians have yet to be named, of whoever is under age.
    pub missing_guardians: u8,
    /// Whether mails to them, or to who signs for them, arrive.
    pub mailbox: EmailState,
}

impl Person {
    /// What stands in the way of asking a child.
    pub fn guardian_trouble(&self) -> Option<&'static str> {
        match (self.missing_guardians, self.guardians.len()) {
            (0, _) => None,
            (_, 0) => Some("people-no-guardian"),
            _ => Some("people-one-guardian"),
        }
    }

    /// What is wrong with the address.
    pub fn trouble(&self) -> Option<&'static str> {
        match self.mailbox {
            EmailState::Ok => None,
            EmailState::Unknown => Some("console-email-unknown"),
            EmailState::Returned => Some("console-email-returned"),
        }
    }
}

impl People {
    /// Whether it is some of them, and not all.
    pub fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || self.group.is_some() || self.is_one
    }

    /// How many there are, in words.
    pub fn said(&self) -> String {
        let key = if self.is_narrowed() { "people-found" } else { "people-count" };
        self.chrome.frame.count(key, "count", self.total.unsigned_abs()).into_owned()
    }
}
