//! Facts: what happened, for those who are notified of it.

use serde::{Deserialize, Serialize};

use super::address::Located;
use super::badge::BadgeCounter;
use super::notification::About;
use super::renewal::Notice;
use super::{
    AnswerId, DecisionId, EmployeeId, EventId, FileId, GroupId, ImportId, MailId, NotificationType,
    Timestamp, UserId,
};

/// Actions only record facts; `actions::notify` decides later who is notified, and how. A fact
/// holds ids only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
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

    /// The notification to the company's members, if any.
    pub fn notification(&self) -> Option<(NotificationType, About)> {
        use NotificationType as Kind;
        let of_event = |event: &EventId| About { event: Some(*event), ..About::default() };
        let person =
            |employee: &EmployeeId| About { employee: Some(*employee), ..About::default() };
        let answer = |answer: &AnswerId| About { answer: Some(*answer), ..About::default() };
        Some(match self {
            Fact::AnswerBegun { answer: id, .. } => (Kind::AnswerResponse, answer(id)),
            Fact::AnswerGiven { answer: id, accepted: true, .. } => {
                (Kind::AnswerResponseAccepted, answer(id))
            }
            Fact::AnswerGiven { answer: id, .. } => (Kind::AnswerResponseRefused, answer(id)),
            Fact::AnswerWithdrawn { answer: id, .. } => (Kind::ConsentWithdrawn, answer(id)),
            Fact::ConsentsExpiring { event, .. } => (Kind::ConsentExpiring, of_event(event)),
            Fact::EmailBounced { employee, answer } => {
                (Kind::EmailBounced, About { answer: *answer, ..person(employee) })
            }
            Fact::MailUndelivered { mail, answer: id } => {
                (Kind::MailUndelivered, About { mail: Some(*mail), ..answer(id) })
            }
            Fact::EventCreated { event } => (Kind::EventCreated, of_event(event)),
            Fact::EventUpdated { event } | Fact::EventRestored { event } => {
                (Kind::EventUpdated, of_event(event))
            }
            Fact::EventStarted { event } => (Kind::EventPending, of_event(event)),
            Fact::EventCompleted { event } => (Kind::EventCompleted, of_event(event)),
            Fact::EventReminded { event, people } => {
                (Kind::EventReminder, About { number: Some(*people), ..of_event(event) })
            }
            Fact::EventClosed { event } | Fact::EventDeleted { event } => {
                (Kind::EventClosed, of_event(event))
            }
            Fact::ImportDone { import } => {
                (Kind::ImportDone, About { import: Some(*import), ..About::default() })
            }
            Fact::EmployeeCreated { employee } => (Kind::EmployeeCreated, person(employee)),
            Fact::EmployeeUpdated { employee } | Fact::EmployeeRestored { employee } => {
                (Kind::EmployeeUpdated, person(employee))
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
            // An event has hundreds of these: too many to notify.
            | Fact::FileAdded { .. }
            | Fact::FileDeleted { .. }
            | Fact::FileRestored { .. }
            | Fact::UserJoined { .. }
            | Fact::PlanChanged => return None,
        })
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
