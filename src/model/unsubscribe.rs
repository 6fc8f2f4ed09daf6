//! Unsubscribing by a link in the mail.

use super::mail_kind::Unsubscribe;
use super::{CompanyId, MailKind, NotificationType, UserId};

/// The user who unsubscribes, and the mails concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    pub user: UserId,
    /// None: in all companies, and administrators' messages.
    pub company: Option<CompanyId>,
    pub of: Of,
}

/// The mails concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The daily mail.
    Digest,
    /// Those of a notification type.
    Notification(NotificationType),
}

impl Stop {
    /// The text in the token: `7.3.DIGEST`.
    pub fn words(&self) -> String {
        let of = match self.of {
            Of::Digest => "DIGEST",
            Of::Notification(kind) => kind.name(),
        };
        format!("{}.{}.{of}", self.user.0, self.company.map_or(0, |id| id.0))
    }

    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let user = UserId(parts.next()?.parse().ok()?);
        let company = Some(parts.next()?.parse().ok()?).filter(|id| *id != 0).map(CompanyId);
        let of = match parts.next()? {
            "DIGEST" => Of::Digest,
            kind => Of::Notification(NotificationType::from_name(kind)?),
        };
        Some(Self { user, company, of })
    }

    /// The subscription a mail belongs to, if it can be cancelled. `notified` is the type of the
    /// notification, if it is one.
    pub fn of_mail(
        mail_kind: &MailKind,
        company: Option<CompanyId>,
        notified: Option<NotificationType>,
    ) -> Option<Self> {
        let (user, of) = match mail_kind.rules().unsubscribe {
            Unsubscribe::Never => return None,
            Unsubscribe::Digest(user) => (user, Of::Digest),
            Unsubscribe::Type(user, kind) => (user, Of::Notification(kind)),
            Unsubscribe::TypeOf(user, _) => (user, Of::Notification(notified?)),
        };
        Some(Self { user, company, of })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_token_says_is_read_back() {
        for company in [None, Some(CompanyId(3))] {
            for of in [Of::Digest, Of::Notification(NotificationType::EventReminder)] {
                let stop = Stop { user: UserId(7), company, of };
                assert_eq!(Stop::read(&stop.words()), Some(stop));
            }
        }
        for wrong in ["", "7", "7.3", "7.3.", "x.3.DIGEST", "7.3.NOTHING", "7.3.DIGEST.more"] {
            assert_eq!(Stop::read(wrong), None, "{wrong}");
        }
    }
}
