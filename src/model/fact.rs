//! Facts: what happened, for those who are notified of it.

use serde::{Deserialize, Serialize};

use super::address::Located;
use super::badge::BadgeCounter;
use super::renewal::Notice;
use super::{
    AnswerId, DecisionId, EmployeeId, EventId, ExportId, FileId, GroupId, ImportId, MailId,
    Timestamp, UserId,
};

/// Actions only record facts; `actions::notify` decides later who is notified, and how. A fact
/// holds ids only. Which notification follows from it is in [`super::notification`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "fact", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Fact {
    /// One of two guardians has answered; the other one has not.
    AnswerBegun {
        answer: AnswerId,
        event: EventId,
    },
    AnswerGiven {
        answer: AnswerId,
        event: EventId,
        accepted: bool,
    },
    AnswerWithdrawn {
        answer: AnswerId,
        decision: DecisionId,
        wholly: bool,
    },
    AnswerExpired {
        answer: AnswerId,
        event: EventId,
    },
    /// Some consents of an event will end: those of the answers marked with `at`.
    ConsentsExpiring {
        event: EventId,
        notice: Notice,
        at: Timestamp,
    },
    /// Somebody whose guardians had consented came of age and was asked: for the answers marked
    /// with `at`.
    CameOfAge {
        employee: EmployeeId,
        at: Timestamp,
    },
    /// The mail server reported that the address of an employee or guardian does not exist.
    EmailBounced {
        employee: EmployeeId,
        answer: Option<AnswerId>,
    },
    /// A mail about a request was refused for a reason other than its address.
    MailUndelivered {
        mail: MailId,
        answer: AnswerId,
    },
    CompanyUpdated,
    EventCreated {
        event: EventId,
    },
    EventUpdated {
        event: EventId,
    },
    EventDeleted {
        event: EventId,
    },
    EventRestored {
        event: EventId,
    },
    EventStarted {
        event: EventId,
    },
    EventCompleted {
        event: EventId,
    },
    /// The number of people reminded at once.
    EventReminded {
        event: EventId,
        people: i64,
    },
    EventClosed {
        event: EventId,
    },
    EmployeeCreated {
        employee: EmployeeId,
    },
    EmployeeUpdated {
        employee: EmployeeId,
    },
    EmployeeDeleted {
        employee: EmployeeId,
    },
    EmployeeRestored {
        employee: EmployeeId,
    },
    /// Irreversibly.
    EmployeeErased {
        employee: EmployeeId,
    },
    /// Irreversibly.
    EventErased {
        event: EventId,
    },
    /// Every line of a file has been imported or refused: one fact for all.
    ImportDone {
        import: ImportId,
    },
    /// Everything that the company holds was written to a file, for whoever asked.
    ExportReady {
        export: ExportId,
    },
    /// So many published photographs of an event have to be taken down.
    TakedownsOpened {
        event: EventId,
        count: i64,
    },
    /// The daily root of this number is sent to the owners.
    RootMade {
        number: i64,
    },
    GroupCreated {
        group: GroupId,
    },
    /// Its name, its description or its members changed.
    GroupUpdated {
        group: GroupId,
    },
    GroupDeleted {
        group: GroupId,
    },
    GroupRestored {
        group: GroupId,
    },
    FileAdded {
        file: FileId,
    },
    FileDeleted {
        file: FileId,
    },
    FileRestored {
        file: FileId,
    },
    UserJoined {
        user: UserId,
    },
    /// The company's plan changed.
    PlanChanged,
    /// An administrator of the instance suspended the company.
    CompanySuspended,
    CompanyReopened,
    /// An administrator of the instance reads the rows of the company.
    CompanyEntered,
}

impl Fact {
    pub fn kind(&self) -> &'static str {
        self.into()
    }

    /// Whether it may end, or give back, somebody's consent to what was published.
    pub fn may_end_consent(&self) -> bool {
        matches!(
            self,
            Fact::AnswerBegun { .. }
                | Fact::AnswerGiven { .. }
                | Fact::AnswerWithdrawn { .. }
                | Fact::AnswerExpired { .. }
                | Fact::EmployeeErased { .. }
        )
    }

    /// The owner of an address that was just written, if any.
    pub fn located(&self) -> Option<Located> {
        Some(match *self {
            Fact::CompanyUpdated => Located::Company,
            Fact::EmployeeCreated { employee } | Fact::EmployeeUpdated { employee } => {
                Located::Employee { id: employee }
            }
            Fact::EventCreated { event } | Fact::EventUpdated { event } => {
                Located::Event { id: event }
            }
            _ => return None,
        })
    }

    /// The badge counter it adds to, and the id of its subject.
    pub fn counter(&self) -> Option<(BadgeCounter, i64)> {
        Some(match self {
            Fact::EmployeeCreated { employee } => (BadgeCounter::RecipientsCreated, employee.0),
            Fact::EmployeeDeleted { employee } => (BadgeCounter::RecipientsDeleted, employee.0),
            Fact::EventCreated { event } => (BadgeCounter::EventsCreated, event.0),
            Fact::EventDeleted { event } => (BadgeCounter::EventsDeleted, event.0),
            Fact::EventCompleted { event } => (BadgeCounter::EventsCompleted, event.0),
            _ => return None,
        })
    }
}
