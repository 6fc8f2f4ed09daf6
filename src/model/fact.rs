//! What happened, as others may care about it.

use serde::{Deserialize, Serialize};

use super::address::Located;
use super::badge::BadgeCounter;
use super::notification::About;
use super::renewal::Notice;
use super::{
    AnswerId, DecisionId, EmployeeId, EventId, FileId, GroupId, ImportId, MailId, NotificationType,
    Timestamp, UserId,
};

/// Actions record facts and stop there; who is told, and how, is decided later
/// by `actions::notify`. A fact holds ids only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// One of two guardians has answered; the other is still to.
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
    /// The mail server says that somebody's address, or their guardian's, does not exist.
    EmailBounced {
        employee: EmployeeId,
        answer: Option<AnswerId>,
    },
    /// A mail about a request cannot be delivered, for a reason other than its address.
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
    /// So many were reminded at once of what they have not answered.
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
    /// The company's plan is another.
    PlanChanged,
}

impl Fact {
    pub fn kind(&self) -> &'static str {
        match self {
            Fact::AnswerBegun { .. } => "answer_begun",
            Fact::AnswerGiven { .. } => "answer_given",
            Fact::AnswerWithdrawn { .. } => "answer_withdrawn",
            Fact::AnswerExpired { .. } => "answer_expired",
            Fact::ConsentsExpiring { .. } => "consents_expiring",
            Fact::CameOfAge { .. } => "came_of_age",
            Fact::EmailBounced { .. } => "email_bounced",
            Fact::MailUndelivered { .. } => "mail_undelivered",
            Fact::CompanyUpdated => "company_updated",
            Fact::EventCreated { .. } => "event_created",
            Fact::EventUpdated { .. } => "event_updated",
            Fact::EventDeleted { .. } => "event_deleted",
            Fact::EventRestored { .. } => "event_restored",
            Fact::EventStarted { .. } => "event_started",
            Fact::EventCompleted { .. } => "event_completed",
            Fact::EventReminded { .. } => "event_reminded",
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
            Fact::FileAdded { .. } => "file_added",
            Fact::FileDeleted { .. } => "file_deleted",
            Fact::FileRestored { .. } => "file_restored",
            Fact::UserJoined { .. } => "user_joined",
            Fact::PlanChanged => "plan_changed",
        }
    }

    /// What the members of the company are told of it, if anything.
    pub fn tells(&self) -> Option<(NotificationType, About)> {
        use NotificationType as Told;
        let shoot = |event: &EventId| About { event: Some(*event), ..About::default() };
        let person =
            |employee: &EmployeeId| About { employee: Some(*employee), ..About::default() };
        let answer = |answer: &AnswerId| About { answer: Some(*answer), ..About::default() };
        Some(match self {
            Fact::AnswerBegun { answer: id, .. } => (Told::AnswerResponse, answer(id)),
            Fact::AnswerGiven { answer: id, accepted: true, .. } => {
                (Told::AnswerResponseAccepted, answer(id))
            }
            Fact::AnswerGiven { answer: id, .. } => (Told::AnswerResponseRefused, answer(id)),
            Fact::AnswerWithdrawn { answer: id, .. } => (Told::ConsentWithdrawn, answer(id)),
            Fact::ConsentsExpiring { event, .. } => (Told::ConsentExpiring, shoot(event)),
            Fact::EmailBounced { employee, answer } => {
                (Told::EmailBounced, About { answer: *answer, ..person(employee) })
            }
            Fact::MailUndelivered { mail, answer: id } => {
                (Told::MailUndelivered, About { mail: Some(*mail), ..answer(id) })
            }
            Fact::EventCreated { event } => (Told::EventCreated, shoot(event)),
            Fact::EventUpdated { event } | Fact::EventRestored { event } => {
                (Told::EventUpdated, shoot(event))
            }
            Fact::EventStarted { event } => (Told::EventPending, shoot(event)),
            Fact::EventCompleted { event } => (Told::EventCompleted, shoot(event)),
            Fact::EventReminded { event, people } => {
                (Told::EventReminder, About { number: Some(*people), ..shoot(event) })
            }
            Fact::EventClosed { event } | Fact::EventDeleted { event } => {
                (Told::EventClosed, shoot(event))
            }
            Fact::ImportDone { import } => {
                (Told::ImportDone, About { import: Some(*import), ..About::default() })
            }
            Fact::EmployeeCreated { employee } => (Told::EmployeeCreated, person(employee)),
            Fact::EmployeeUpdated { employee } | Fact::EmployeeRestored { employee } => {
                (Told::EmployeeUpdated, person(employee))
            }
            Fact::AnswerExpired { .. }
            | Fact::CompanyUpdated
            | Fact::CameOfAge { .. }
            | Fact::EmployeeErased { .. }
            | Fact::EventErased { .. }
            | Fact::EmployeeDeleted { .. }
            | Fact::GroupCreated { .. }
            | Fact::GroupUpdated { .. }
            | Fact::GroupDeleted { .. }
            | Fact::GroupRestored { .. }
            // A shoot has hundreds: nobody wants to be told of each.
            | Fact::FileAdded { .. }
            | Fact::FileDeleted { .. }
            | Fact::FileRestored { .. }
            | Fact::UserJoined { .. }
            | Fact::PlanChanged => return None,
        })
    }

    /// What has an address that was just written, if anything.
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

    /// What it counts as towards a badge, and the id of what it was done to.
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
