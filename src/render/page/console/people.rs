//! The employees: the list, one of them, their form; and groups.

use askama::Template;

use super::{AnswerPapers, Chrome, Pager, Picture, Steps, Theirs};
use crate::model::{EmailState, Locale};
use crate::render::page::ui::{FieldProblems, FormField, Picker, SortHead};

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
    pub heads: Vec<SortHead>,
    /// Only the members of this group.
    pub group: Option<Group>,
    /// The groups to choose from.
    pub groups: Vec<Group>,
    /// Only those who need attention, `guardian` or `mailbox`; or only the `deleted` ones.
    pub attention: String,
    /// The needs of attention: value and label.
    pub needs: Vec<(&'static str, String)>,
    /// The order, as in the address.
    pub sort: String,
    /// Whether a single employee is shown, chosen from a search result.
    pub is_one: bool,
    pub pager: Pager,
    /// Whether the user may import, delete, and change groups.
    pub may_import: bool,
    pub may_plan: bool,
}

/// A group, and its name.
pub struct Group {
    pub id: i64,
    pub name: String,
}

/// An employee in the list.
pub struct Person {
    pub id: i64,
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
    /// The day they were added, in words.
    pub added: String,
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
        let chosen = !self.search.is_empty() || !self.attention.is_empty();
        chosen || self.group.is_some() || self.is_one
    }

    /// Whether the list is of the deleted people.
    fn are_deleted(&self) -> bool {
        self.attention == "deleted"
    }

    /// Whether the list is of the members of this group.
    fn is_of(&self, id: &i64) -> bool {
        self.group.as_ref().is_some_and(|group| group.id == *id)
    }

    /// The number of employees, in words.
    pub fn said(&self) -> String {
        let key = if self.is_narrowed() { "people-found" } else { "people-count" };
        self.chrome.frame.count(key, "count", self.total.unsigned_abs()).into_owned()
    }
}

/// `/console/people/new` and `/console/people/{id}/edit`.
#[derive(Template)]
#[template(path = "pages/console/person_form.html")]
pub struct PersonForm {
    pub chrome: Chrome,
    /// None for a new one.
    pub id: Option<i64>,
    pub title: String,
    pub problems: FieldProblems,
    pub identity: Vec<FormField>,
    pub address: Vec<FormField>,
    pub guardians: Vec<GuardianFields>,
    pub groups: Vec<GroupTick>,
    pub once: String,
    /// What the form begins with: hidden fields, and the ids of the groups.
    pub was: Vec<(String, String)>,
    pub was_groups: Vec<i64>,
    pub theirs: Theirs,
    /// The name of the draft that the browser keeps; empty while somebody is changed.
    pub draft: String,
}

impl PersonForm {
    /// The address of the form, and the page to return to.
    fn action(&self) -> String {
        self.id.map_or("/console/people/new".to_owned(), |id| format!("/console/people/{id}/edit"))
    }

    /// All its fields.
    pub fn fields(&self) -> Vec<&FormField> {
        let guardians = self.guardians.iter().flat_map(|one| &one.fields);
        self.identity.iter().chain(&self.address).chain(guardians).collect()
    }

    fn back(&self) -> String {
        self.id.map_or("/console/people".to_owned(), |id| format!("/console/people/{id}"))
    }
}

/// The fields of one guardian, counted from 1.
pub struct GuardianFields {
    pub nth: usize,
    pub fields: Vec<FormField>,
}

/// A group to tick.
pub struct GroupTick {
    pub id: i64,
    pub name: String,
    pub ticked: bool,
}

/// `/console/people/{id}`.
#[derive(Template)]
#[template(path = "pages/console/person.html")]
pub struct PersonPage {
    pub chrome: Chrome,
    pub person: Person,
    /// The birth date with the age, in words.
    pub born: Option<String>,
    pub locale: Locale,
    pub place: Option<String>,
    pub guardians: Vec<GuardianRow>,
    pub accounts: Vec<AccountRow>,
    pub consents: Vec<ConsentRow>,
    pub photos: Vec<PhotoOfPerson>,
    pub history: Steps,
    pub mails: Vec<MailRow>,
    pub may_plan: bool,
    pub may_curate: bool,
    pub may_erase: bool,
}

/// A guardian of a person.
pub struct GuardianRow {
    pub name: String,
    pub email: String,
    pub trouble: Option<String>,
}

/// Somebody who can follow a person's consents with an account.
pub struct AccountRow {
    /// None: the person.
    pub guardian: Option<i64>,
    pub name: String,
    pub is_member: bool,
    /// The last day of an open invitation, in words.
    pub invited: Option<String>,
}

/// The consent of a person to an event. Dates are already in words.
pub struct ConsentRow {
    pub answer: i64,
    pub event: i64,
    pub name: String,
    pub state: String,
    pub class: &'static str,
    pub uses: Vec<String>,
    pub refused: Vec<String>,
    /// The names typed as a signature, where it is not the signer's name.
    pub signed_as: Vec<String>,
    /// The uses granted and then withdrawn, in words.
    pub withdrawn: Vec<String>,
    /// How many guardians have answered, in words, while another is awaited.
    pub guardians: Option<String>,
    pub on: Option<String>,
    pub until: Option<String>,
    /// None: it was not answered.
    pub papers: Option<AnswerPapers>,
    /// Whether a later answer counts in its place.
    pub is_replaced: bool,
    /// Whether something is granted that a user may withdraw for them.
    pub may_withdraw: bool,
}

/// A photograph on which a person is named.
pub struct PhotoOfPerson {
    pub event: i64,
    pub id: i64,
    pub name: String,
    pub picture: Option<Picture>,
}

/// A mail about a person.
pub struct MailRow {
    pub kind: String,
    pub to: String,
    /// In small letters: `sent`.
    pub status: String,
    pub said: String,
    /// Until when it waits, and for what.
    pub next: Option<String>,
    /// The mail server's reply, if it refused.
    pub reply: Option<String>,
    pub at: String,
}

/// `/console/groups`.
#[derive(Template)]
#[template(path = "pages/console/groups.html")]
pub struct Groups {
    pub chrome: Chrome,
    pub heads: Vec<SortHead>,
    pub rows: Vec<GroupRow>,
    pub total: i64,
    pub search: String,
    /// The name of a new group.
    pub name: FormField,
    pub problems: FieldProblems,
    pub once: String,
    pub pager: Pager,
    pub may_curate: bool,
}

/// A group in the list.
pub struct GroupRow {
    pub id: i64,
    pub name: String,
    pub description: Option<String>,
    /// How many members, in words.
    pub members: String,
    pub added: String,
}

/// `/console/groups/{id}`.
#[derive(Template)]
#[template(path = "pages/console/group.html")]
pub struct GroupPage {
    pub chrome: Chrome,
    pub id: i64,
    pub name: String,
    pub description: Option<String>,
    /// Name and description.
    pub form: Vec<FormField>,
    pub problems: FieldProblems,
    /// Whether the form was just sent, and refused.
    pub is_open: bool,
    pub rows: Vec<Person>,
    pub total: i64,
    /// For more members.
    pub picker: Option<Picker>,
    pub pager: Pager,
    pub may_curate: bool,
    pub may_plan: bool,
}
