//! What happened, as others may care about it.

use serde::{Deserialize, Serialize};

use super::renewal::Notice;
use super::{AnswerId, DecisionId, EmployeeId, EventId, GroupId, ImportId, Timestamp, UserId};

/// Actions record facts and stop there; who is told, and how, is decided later
/// by `announce`. A fact holds ids only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
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
    /// Some consents of a shoot will end; which, the answers say: they bear `at`.
    ConsentsExpiring {
        event: EventId,
        notice: Notice,
        at: Timestamp,
    },
    /// Somebody whose guardians had consented was asked themself; about which shoots,
    /// the answers say: they bear `at`.
    CameOfAge {
        employee: EmployeeId,
        at: Timestamp,
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
    /// For good.
    EmployeeErased {
        employee: EmployeeId,
    },
    /// For good.
    EventErased {
        event: EventId,
    },
    /// Everybody in a file has been added, brought up to date or refused: one fact for all.
    ImportDone {
        import: ImportId,
    },
    GroupCreated {
        group: GroupId,
    },
    /// Its name, its description or who is in it.
    GroupUpdated {
        group: GroupId,
    },
    GroupDeleted {
        group: GroupId,
    },
    GroupRestored {
        group: GroupId,
    },
    UserJoined {
        user: UserId,
    },
}

impl Fact {
    pub fn kind(&self) -> &'static str {
        match self {
            Fact::AnswerGiven { .. } => "answer_given",
            Fact::AnswerWithdrawn { .. } => "answer_withdrawn",
            Fact::AnswerExpired { .. } => "answer_expired",
            Fact::ConsentsExpiring { .. } => "consents_expiring",
            Fact::CameOfAge { .. } => "came_of_age",
            Fact::CompanyUpdated => "company_updated",
            Fact::EventCreated { .. } => "event_created",
            Fact::EventUpdated { .. } => "event_updated",
            Fact::EventDeleted { .. } => "event_deleted",
            Fact::EventRestored { .. } => "event_restored",
            Fact::EventStarted { .. } => "event_started",
            Fact::EventCompleted { .. } => "event_completed",
            Fact::EventClosed { .. } => "event_closed",
            Fact::EmployeeCreated { .. } => "employee_created",
            Fact::EmployeeUpdated { .. } => "employee_updated",
            Fact::EmployeeDeleted { .. } => "employee_deleted",
            Fact::EmployeeRestored { .. } => "employee_restored",
            Fact::EmployeeErased { .. } => "employee_erased",
            Fact::EventErased { .. } => "event_erased",
            Fact::ImportDone { .. } => "import_done",
            Fact::GroupCreated { .. } => "group_created",
            Fact::GroupUpdated { .. } => "group_updated",
            Fact::GroupDeleted { .. } => "group_deleted",
            Fact::GroupRestored { .. } => "group_restored",
            Fact::UserJoined { .. } => "user_joined",
        }
    }
}
