//! Pages of the console that mails, notifications and redirects lead to.

use super::{AnswerId, EmployeeId, EventId, ImportId};

/// A page of the console. Every link into the console from elsewhere is built here, so that it
/// leads to a page and never to an operation's JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsolePage {
    /// The first page after sign-in.
    Home,
    Event(EventId),
    /// The event's page, at the employee of this answer.
    Answer(AnswerId),
    /// The page of an employee.
    Employee(EmployeeId),
    /// The report of an imported file.
    Import(ImportId),
    /// The published photographs that have to be taken down.
    Takedowns,
    /// The exports of everything.
    Exports,
    /// The channels of the reader's notifications.
    NotificationSettings,
    /// The plan and the invoices of the company.
    Plan,
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
            Self::Employee(id) => format!("/console/people/{}", id.0),
            Self::Import(id) => format!("/console/people/import/{}", id.0),
            Self::Takedowns => "/console/publications?show=due".to_owned(),
            Self::Exports => "/console/settings/data".to_owned(),
            Self::NotificationSettings => "/console/settings/notifications".to_owned(),
            Self::Plan => "/console/settings/plan".to_owned(),
            Self::OwnConsents => "/console/mine".to_owned(),
        }
    }

    /// The event's page with one employee first.
    pub fn path_of_participant(event: EventId, employee: EmployeeId) -> String {
        format!("{}?person={}", Self::Event(event).path(), employee.0)
    }
}
