//! Notifications and the channels they are sent through.

use serde::{Deserialize, Serialize};

use super::{
    AnswerId, Badge, BroadcastId, Check, EmployeeId, EventId, ImportId, MailId, NotificationId,
    Role, Timestamp,
};
use crate::error::Result;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $($(#[$each:meta])* $variant:ident = $word:literal,)+) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            poem_openapi::Enum,
        )]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        #[oai(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name {
            $($(#[$each])* $variant,)+
        }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The stable name.
            pub fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)+
                }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

words! {
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
    /// - `CONSENT_WITHDRAWN`: a consent was withdrawn.
    /// - `CONSENT_EXPIRING`: consents are about to end.
    /// - `EMAIL_BOUNCED`: mails to somebody come back, because the address does not exist.
    /// - `MAIL_UNDELIVERED`: a request did not reach somebody, because the mail server refuses it.
    /// - `BADGE_EARNED`: the user has earned a badge.
    /// - `SYSTEM`: a message of the administrators of the instance.
    NotificationType:
    /// One of two guardians has answered, and the other has not.
    AnswerResponse = "ANSWER_RESPONSE",
    /// An answer was accepted.
    AnswerResponseAccepted = "ANSWER_RESPONSE_ACCEPTED",
    /// An answer was refused.
    AnswerResponseRefused = "ANSWER_RESPONSE_REFUSED",
    /// An event was planned.
    EventCreated = "EVENT_CREATED",
    /// An event was changed or restored.
    EventUpdated = "EVENT_UPDATED",
    /// Reminders were sent to those who have not answered.
    EventReminder = "EVENT_REMINDER",
    /// An event has begun.
    EventPending = "EVENT_PENDING",
    /// Everybody who was asked for an event has answered.
    EventCompleted = "EVENT_COMPLETED",
    /// An event has ended, or was deleted.
    EventClosed = "EVENT_CLOSED",
    /// An employee was added.
    EmployeeCreated = "EMPLOYEE_CREATED",
    /// An employee was changed or restored.
    EmployeeUpdated = "EMPLOYEE_UPDATED",
    /// An import has ended.
    ImportDone = "IMPORT_DONE",
    /// A consent was withdrawn.
    ConsentWithdrawn = "CONSENT_WITHDRAWN",
    /// Consents are about to end.
    ConsentExpiring = "CONSENT_EXPIRING",
    /// Mails to somebody come back, because the address does not exist.
    EmailBounced = "EMAIL_BOUNCED",
    /// A request did not reach somebody, because the mail server refuses it.
    MailUndelivered = "MAIL_UNDELIVERED",
    /// The user has earned a badge.
    BadgeEarned = "BADGE_EARNED",
    /// A message of the administrators of the instance.
    System = "SYSTEM",
}

words! {
    /// How notifications of a type are delivered.
    ///
    /// - `IN_APP`: in the list of notifications.
    /// - `EMAIL`: by a mail only.
    /// - `BOTH`: in the list and by a mail.
    /// - `DIGEST`: in the list, and in one mail a day, at 07:00.
    /// - `NONE`: not at all.
    Channel:
    /// In the list of notifications.
    InApp = "IN_APP",
    /// By a mail only.
    Email = "EMAIL",
    /// In the list and by a mail.
    Both = "BOTH",
    /// In the list, and in one mail a day.
    Digest = "DIGEST",
    /// Not at all.
    None = "NONE",
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

impl NotificationType {
    /// The default channel. `responsible`: the user has to act on it, as the planner of the
    /// event, or an owner where the planner has left.
    pub fn default_channel(self, responsible: bool) -> Channel {
        match self {
            Self::EventCompleted
            | Self::EventReminder
            | Self::ConsentWithdrawn
            | Self::ConsentExpiring
            | Self::EmailBounced
            | Self::MailUndelivered
                if responsible =>
            {
                Channel::Both
            }
            _ => Channel::InApp,
        }
    }

    /// Whether it is about an event, so that its photographer may be notified.
    pub fn is_of_event(self) -> bool {
        !matches!(
            self,
            Self::EmployeeCreated
                | Self::EmployeeUpdated
                | Self::ImportDone
                | Self::EmailBounced
                | Self::MailUndelivered
                | Self::BadgeEarned
                | Self::System
        )
    }

    /// Whether this role is ever notified: only if it may read the subject.
    pub fn is_for(self, role: Role) -> bool {
        match role {
            Role::Owner | Role::SuperUser | Role::User => true,
            Role::Photographer => self.is_of_event() || self == Self::System,
            _ => self == Self::System,
        }
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
        assert_eq!(NotificationType::ALL.len(), 18);
        for kind in NotificationType::ALL {
            assert_eq!(NotificationType::from_name(kind.name()), Some(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        for channel in Channel::ALL {
            assert_eq!(Channel::from_name(channel.name()), Some(*channel));
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
