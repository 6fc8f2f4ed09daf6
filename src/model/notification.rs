//! Notifications: their types, the rules of each in one table, the facts they follow from, and the
//! channels they are sent through.

use super::{
    AnswerId, Badge, BroadcastId, Check, EmployeeId, EventId, Fact, ImportId, MailId,
    NotificationId, Role, Timestamp,
};
use crate::error::Result;

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// What a notification is about.
///
/// - `ANSWER_RESPONSE`: one of two guardians has answered, and the other has not.
/// - `ANSWER_RESPONSE_ACCEPTED`: an answer was accepted.
/// - `ANSWER_RESPONSE_REFUSED`: an answer was refused.
/// - `EVENT_CREATED`: an event was planned.
/// - `EVENT_UPDATED`: an event was changed or restored.
/// - `EVENT_REMINDER`: reminders were sent to those who have not answered.
/// - `EVENT_PENDING`: an event has begun.
/// - `EVENT_COMPLETED`: everybody who was asked for an event has answered.
/// - `EVENT_CLOSED`: an event has ended, or was deleted.
/// - `EMPLOYEE_CREATED`: an employee was added.
/// - `EMPLOYEE_UPDATED`: an employee was changed or restored.
/// - `IMPORT_DONE`: an import has ended.
/// - `EXPORT_READY`: an export of everything is ready to be downloaded.
/// - `CONSENT_WITHDRAWN`: a consent was withdrawn.
/// - `CONSENT_EXPIRING`: consents are about to end.
/// - `TAKEDOWN_DUE`: published photographs have to be taken down.
/// - `EMAIL_BOUNCED`: mails to somebody come back, because the address does not exist.
/// - `MAIL_UNDELIVERED`: a request did not reach somebody, because the mail server refuses it.
/// - `DAILY_ROOT`: the Merkle root over all evidence was signed; once a week.
/// - `COMPANY_SUSPENDED`: an administrator of the instance suspended the company.
/// - `COMPANY_REOPENED`: a suspended company was reopened.
/// - `COMPANY_ENTERED`: an administrator of the instance looked at the company's data.
/// - `BADGE_EARNED`: the user has earned a badge.
/// - `SYSTEM`: a message of the administrators of the instance.
#[derive(PartialOrd, Ord, Hash)]
pub enum NotificationType {
    /// One of two guardians has answered, and the other has not.
    AnswerResponse,
    /// An answer was accepted.
    AnswerResponseAccepted,
    /// An answer was refused.
    AnswerResponseRefused,
    /// An event was planned.
    EventCreated,
    /// An event was changed or restored.
    EventUpdated,
    /// Reminders were sent to those who have not answered.
    EventReminder,
    /// An event has begun.
    EventPending,
    /// Everybody who was asked for an event has answered.
    EventCompleted,
    /// An event has ended, or was deleted.
    EventClosed,
    /// An employee was added.
    EmployeeCreated,
    /// An employee was changed or restored.
    EmployeeUpdated,
    /// An import has ended.
    ImportDone,
    /// An export of everything is ready to be downloaded.
    ExportReady,
    /// A consent was withdrawn.
    ConsentWithdrawn,
    /// Consents are about to end.
    ConsentExpiring,
    /// Published photographs have to be taken down.
    TakedownDue,
    /// Mails to somebody come back, because the address does not exist.
    EmailBounced,
    /// A request did not reach somebody, because the mail server refuses it.
    MailUndelivered,
    /// The Merkle root over all evidence was signed.
    DailyRoot,
    /// An administrator of the instance suspended the company.
    CompanySuspended,
    /// A suspended company was reopened.
    CompanyReopened,
    /// An administrator of the instance looked at the company's data.
    CompanyEntered,
    /// The user has earned a badge.
    BadgeEarned,
    /// A message of the administrators of the instance.
    System,
}
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// How notifications of a type are delivered.
///
/// - `IN_APP`: in the list of notifications.
/// - `EMAIL`: by a mail only.
/// - `BOTH`: in the list and by a mail.
/// - `DIGEST`: in the list, and in one mail a day, at 07:00.
/// - `NONE`: not at all.
#[derive(PartialOrd, Ord, Hash)]
pub enum Channel {
    /// In the list of notifications.
    InApp,
    /// By a mail only.
    Email,
    /// In the list and by a mail.
    Both,
    /// In the list, and in one mail a day.
    Digest,
    /// Not at all.
    None,
}
}

impl Channel {
    /// Whether it is shown in the list.
    pub fn shows(self) -> bool {
        matches!(self, Channel::InApp | Channel::Both | Channel::Digest)
    }

    /// Whether a mail is sent at once.
    pub fn mails(self) -> bool {
        matches!(self, Channel::Email | Channel::Both)
    }
}

/// What holds for a notification type. Nothing has a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotificationRules {
    pub subject: Topic,
    pub readers: Readers,
    /// The channel of users who have to act on it, and did not choose one: as the planner of the
    /// event, or an owner where the planner has left. Others have [`Channel::InApp`].
    pub of_responsible: Channel,
}

/// What a notification is about, which decides the roles that may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// An event: its photographer may be notified, too.
    Event,
    /// Something else of the company.
    Company,
    /// The instance: every user.
    Instance,
}

/// Who is notified, among those who may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// All but the user who caused it.
    All,
    /// Only those who have to act.
    Responsible,
    /// Only the user it concerns: who sent the file, earned the badge.
    Own,
}

impl NotificationType {
    /// The table of all rules.
    pub fn rules(self) -> NotificationRules {
        use Channel::{Both, Email, InApp};
        use Readers::{All, Own, Responsible};
        use Topic::{Company, Event, Instance};
        let (subject, readers, of_responsible) = match self {
            Self::AnswerResponse => (Event, All, InApp),
            Self::AnswerResponseAccepted => (Event, All, InApp),
            Self::AnswerResponseRefused => (Event, All, InApp),
            Self::EventCreated => (Event, All, InApp),
            Self::EventUpdated => (Event, All, InApp),
            Self::EventReminder => (Event, All, Both),
            Self::EventPending => (Event, All, InApp),
            Self::EventCompleted => (Event, All, Both),
            Self::EventClosed => (Event, All, InApp),
            Self::EmployeeCreated => (Company, All, InApp),
            Self::EmployeeUpdated => (Company, All, InApp),
            Self::ImportDone => (Company, Own, InApp),
            Self::ExportReady => (Company, Own, Both),
            Self::ConsentWithdrawn => (Event, All, Both),
            Self::ConsentExpiring => (Event, All, Both),
            Self::TakedownDue => (Company, All, Both),
            Self::EmailBounced => (Company, Responsible, Both),
            Self::MailUndelivered => (Company, Responsible, Both),
            Self::DailyRoot => (Company, Responsible, Email),
            Self::CompanySuspended | Self::CompanyReopened => (Company, Responsible, Both),
            Self::CompanyEntered => (Company, Responsible, Both),
            Self::BadgeEarned => (Company, Own, InApp),
            Self::System => (Instance, All, InApp),
        };
        NotificationRules { subject, readers, of_responsible }
    }

    /// The default channel. `responsible`: the user has to act on it.
    pub fn default_channel(self, responsible: bool) -> Channel {
        if responsible { self.rules().of_responsible } else { Channel::InApp }
    }

    /// Whether this role is ever notified: only if it may read the subject.
    pub fn is_for(self, role: Role) -> bool {
        match (role, self.rules().subject) {
            (Role::Owner | Role::SuperUser | Role::User, _) | (_, Topic::Instance) => true,
            (Role::Photographer, topic) => topic == Topic::Event,
            _ => false,
        }
    }
}

impl Fact {
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
            Fact::TakedownsOpened { event, count } => {
                (Kind::TakedownDue, About { number: Some(*count), ..of_event(event) })
            }
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
            Fact::ExportReady { .. } => (Kind::ExportReady, About::default()),
            Fact::RootMade { number } => {
                (Kind::DailyRoot, About { number: Some(*number), ..About::default() })
            }
            Fact::CompanySuspended => (Kind::CompanySuspended, About::default()),
            Fact::CompanyReopened => (Kind::CompanyReopened, About::default()),
            Fact::CompanyEntered => (Kind::CompanyEntered, About::default()),
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
}

/// The subject of a notification: ids only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct About {
    pub event: Option<EventId>,
    pub answer: Option<AnswerId>,
    pub employee: Option<EmployeeId>,
    pub import: Option<ImportId>,
    pub badge: Option<Badge>,
    pub broadcast: Option<BroadcastId>,
    /// A number in the text, if it has one.
    pub number: Option<i64>,
    pub mail: Option<MailId>,
}

/// A user's notification, with the current names of its subjects.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    pub id: NotificationId,
    pub kind: NotificationType,
    pub about: About,
    /// None if it was deleted, or is not accessible to the reader any more.
    pub event_name: Option<String>,
    /// None if they were deleted, or are not accessible to the reader any more.
    pub person: Option<String>,
    /// The number of uses offered with the answer concerned.
    pub offered: Option<usize>,
    /// Title and text of an administrator's message, French then English.
    pub broadcast: Option<[(String, String); 2]>,
    /// Of a withdrawal in part, the uses withdrawn so far, in words: French, then English. None once
    /// everything is withdrawn.
    pub withdrawn: Option<[String; 2]>,
    /// The mail server's reply to the mail concerned, while it is undelivered.
    pub reply: Option<String>,
    pub read_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A user's channel for one notification type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscription {
    pub kind: NotificationType,
    /// The user's choice; None: the default.
    pub chosen: Option<Channel>,
}

/// An administrator's message to every user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broadcast {
    /// French, then English.
    pub title: [String; 2],
    pub text: [String; 2],
}

/// A message to all users that was sent.
#[derive(Debug, Clone)]
pub struct SentBroadcast {
    pub id: super::BroadcastId,
    pub said: Broadcast,
    /// How many have received it, and how many of them have read it.
    pub readers: i64,
    pub read: i64,
    pub created_at: super::Timestamp,
    /// When it will end by itself.
    pub ends_at: Option<super::Timestamp>,
    /// Since then nobody sees it.
    pub ended_at: Option<super::Timestamp>,
}

impl Broadcast {
    pub const TITLE: usize = 120;
    pub const TEXT: usize = 2_000;

    /// Checks the fields `title.fr`, `title.en`, `text.fr`, `text.en`.
    pub fn checked(title: [&str; 2], text: [&str; 2]) -> Result<Self> {
        use super::check::{line, lines};
        let mut check = Check::new();
        let required = |text: &str| match lines(text, Self::TEXT) {
            Ok(text) if text.is_empty() => Err("required"),
            other => other,
        };
        let title_fr = check.field("title.fr", line(title[0], Self::TITLE));
        let title_en = check.field("title.en", line(title[1], Self::TITLE));
        let text_fr = check.field("text.fr", required(text[0]));
        let text_en = check.field("text.en", required(text[1]));
        let ((fr, en), (text_fr, text_en)) =
            check.finish(title_fr.zip(title_en).zip(text_fr.zip(text_en)))?;
        Ok(Self { title: [fr, en], text: [text_fr, text_en] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        assert_eq!(NotificationType::ALL.len(), 24);
        for kind in NotificationType::ALL {
            assert_eq!(NotificationType::from_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        for channel in Channel::ALL {
            assert_eq!(Channel::from_name(channel.name()), Some(channel));
            assert_eq!(serde_json::to_value(channel).unwrap(), channel.name());
        }
    }

    #[test]
    fn by_default_mails_go_only_to_those_who_have_to_act() {
        for kind in NotificationType::ALL {
            assert_eq!(kind.default_channel(false), Channel::InApp);
        }
        assert_eq!(NotificationType::EventCompleted.default_channel(true), Channel::Both);
        assert_eq!(NotificationType::ConsentWithdrawn.default_channel(true), Channel::Both);
        assert_eq!(NotificationType::AnswerResponseRefused.default_channel(true), Channel::InApp);
    }

    #[test]
    fn photographers_are_notified_of_events_and_employees_of_the_instance() {
        use NotificationType::*;
        assert!(ConsentWithdrawn.is_for(Role::Photographer));
        assert!(!EmployeeCreated.is_for(Role::Photographer));
        assert!(!ImportDone.is_for(Role::Photographer));
        assert!(System.is_for(Role::Employee) && !EventCreated.is_for(Role::Employee));
        assert!(NotificationType::ALL.iter().all(|kind| kind.is_for(Role::User)));
    }
}
