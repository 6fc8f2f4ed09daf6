//! Pages of the console that mails, notifications and redirects lead to.

use super::{AnswerId, EmployeeId, EventId, ImportId};

/// A page of the console. Every link into the console from elsewhere is made here, so
/// that it opens a page and never the JSON of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsolePage {
    /// The first page after signing in.
    Home,
    Event(EventId),
    /// The event's page, at the person of this answer.
    Answer(AnswerId),
    /// The list of people, at this person.
    Employee(EmployeeId),
    /// The report of a file that was imported.
    Import(ImportId),
    /// The reader's own consents (role EMPLOYEE).
    OwnConsents,
}

impl ConsolePage {
    /// The path of the page, with its query.
    pub fn path(self) -> String {
        match self {
            Self::Home => "/console".to_owned(),
            Self::Event(id) => format!("/console/shoots/{}", id.0),
            Self::Answer(id) => format!("/console/answers/{}", id.0),
            Self::Employee(id) => format!("/console/people?person={}", id.0),
            Self::Import(id) => format!("/console/people/import/{}", id.0),
            Self::OwnConsents => "/console/mine".to_owned(),
        }
    }

    /// The event's page with one person first.
    pub fn path_of_participant(event: EventId, employee: EmployeeId) -> String {
        format!("{}?person={}", Self::Event(event).path(), employee.0)
    }
}
