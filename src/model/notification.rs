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
    NotificationType:
    /// One of two guardians has answered; the other has not.
    AnswerResponse = "ANSWER_RESPONSE",
    AnswerResponseAccepted = "ANSWER_RESPONSE_ACCEPTED",
    AnswerResponseRefused = "ANSWER_RESPONSE_REFUSED",
    EventCreated = "EVENT_CREATED",
    /// Changed, or brought back.
    EventUpdated = "EVENT_UPDATED",
    /// Reminders went out to those who have not answered.
    EventReminder = "EVENT_REMINDER",
    /// It has begun.
    EventPending = "EVENT_PENDING",
    /// Everybody has answered.
    EventCompleted = "EVENT_COMPLETED",
    /// It is over, or was deleted.
    EventClosed = "EVENT_CLOSED",
    EmployeeCreated = "EMPLOYEE_CREATED",
    /// Changed, or brought back.
    EmployeeUpdated = "EMPLOYEE_UPDATED",
    ImportDone = "IMPORT_DONE",
    ConsentWithdrawn = "CONSENT_WITHDRAWN",
    ConsentExpiring = "CONSENT_EXPIRING",
    /// Mails to somebody come back: there is no such address.
    EmailBounced = "EMAIL_BOUNCED",
    /// A request did not reach somebody: the mail server refuses it.
    MailUndelivered = "MAIL_UNDELIVERED",
    BadgeEarned = "BADGE_EARNED",
    /// From who runs the instance.
    System = "SYSTEM",
}

words! {
    /// How someone is told.
    Channel:
    /// In the list of notifications.
    InApp = "IN_APP",
    Email = "EMAIL",
    /// In the list and by e-mail.
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
    pub fn is_of_shoot(self) -> bool {
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
            Role::Photographer => self.is_of_shoot() || self == Self::System,
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
