//! Choosing people and groups by typing, and who would be written to.

use askama::Template;

use super::FormField;
use crate::render::page::Frame;

/// The people and groups chosen so far, and those found by the search. The form that holds it is
/// sent with `do=find` to search; the page's script does so while one types.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/ui/picker.html")]
pub struct Picker {
    pub frame: Frame,
    pub legend: String,
    /// The label of the search.
    pub label: String,
    pub hint: String,
    pub chosen: Vec<PickerOption>,
    /// The search text, as typed.
    pub search: String,
    pub found: Vec<PickerOption>,
    /// There are more than are shown.
    pub has_more: bool,
    /// Whether what the search finds is chosen already, all of it.
    pub is_all_chosen: bool,
    /// Somebody who is not known yet, if they can be added here.
    pub newcomer: Option<Newcomer>,
    pub error: Option<String>,
}

/// The fields for somebody who is not known yet.
#[derive(Debug, Clone)]
pub struct Newcomer {
    pub fields: Vec<FormField>,
    /// The search for which they were filled in.
    pub sought: String,
    pub is_wrong: bool,
}

/// A person or a group.
#[derive(Debug, Clone)]
pub struct PickerOption {
    /// `person` or `group`.
    pub kind: &'static str,
    pub id: i64,
    pub name: String,
    /// The e-mail of a person, the number of members of a group.
    pub detail: String,
}

impl Picker {
    fn is_searched(&self) -> bool {
        !self.search.trim().is_empty()
    }

    /// Offers to add somebody new.
    pub fn offer(&mut self, newcomer: Newcomer) {
        self.newcomer = Some(newcomer);
    }

    /// Whether the fields for somebody new are in sight at once.
    fn is_newcomer_open(&self) -> bool {
        let finds_nobody = self.is_searched() && self.found.is_empty() && !self.is_all_chosen;
        self.newcomer.as_ref().is_some_and(|one| one.is_wrong || finds_nobody)
    }
}

/// Who would be written to.
#[derive(Debug, Clone, Template)]
#[template(path = "pages/ui/recipients.html")]
pub struct Recipients {
    pub frame: Frame,
    /// The subject of the mail.
    pub subject: String,
    /// The first ones, in the order of names; those with a problem first.
    pub rows: Vec<Recipient>,
    /// How many more there are.
    pub more: usize,
    /// The number of people, and of mails.
    pub people: usize,
    pub mails: usize,
    /// The number of people who cannot be asked.
    pub refused: usize,
    /// Whether nothing is sent because of them, until they are left out.
    pub is_blocked: bool,
}

/// A person, and who gets the mail about them.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// Of the person.
    pub id: i64,
    pub name: String,
    /// The addresses, with the names of guardians.
    pub to: String,
    /// Why they cannot be asked.
    pub refused: Option<String>,
    /// What else is to be known: mails bounce, or they are asked already.
    pub note: Option<String>,
}
