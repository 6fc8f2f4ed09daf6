//! What a mail is about. Rendered when it is sent, from the rows as they are then.

use serde::{Deserialize, Serialize};

use super::renewal::Notice;
use super::{
    AnswerId, ApiTokenId, BackupId, CodeId, CompanyId, DecisionId, EmailChangeId, EmployeeId,
    EventId, GuardianId, InvitationId, LinkId, NotificationId, ResetId, SessionId, SignerId,
    Timestamp, UserId,
};

/// A mail to be written: ids only, never a link, a code or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// To a signer: please answer.
    Invitation { answer: AnswerId, signer: SignerId, link: LinkId },
    /// To a signer: please still answer.
    Reminder {
        answer: AnswerId,
        signer: SignerId,
        link: LinkId,
        /// Nobody asked for it just now: it waits for the day.
        #[serde(default)]
        by_clock: bool,
    },
    /// To a signer: the six digits.
    Code { answer: AnswerId, signer: SignerId, code: CodeId },
    /// To a signer: what they decided, with the PDF.
    Confirmation { answer: AnswerId, signer: SignerId, decision: DecisionId },
    /// To the studio: everybody has answered.
    AllAnswered { event: EventId, user: UserId },
    /// To the studio: a shoot comes near, and these have been reminded.
    EventReminder { event: EventId, user: UserId },
    /// To the studio: somebody took a consent back.
    ConsentWithdrawn { answer: AnswerId, decision: DecisionId, user: UserId },
    /// To a user: what they were told, as a letter.
    Notification { notification: NotificationId, user: UserId, answer: Option<AnswerId> },
    /// To a user: what they were told since the last such letter; `upto` names it.
    Digest { user: UserId, upto: NotificationId },
    /// To somebody whose e-mail has changed: the links of what they answered.
    NewLinks { employee: EmployeeId, guardian: Option<GuardianId> },
    /// To the studio: consents of a shoot will end, those that bear `at`.
    ConsentsExpiring { event: EventId, notice: Notice, at: Timestamp, user: UserId },
    /// To the studio: somebody came of age and was asked, by what bears `at`.
    CameOfAge { employee: EmployeeId, at: Timestamp, user: UserId },
    /// To a user: choose a new password.
    PasswordReset { user: UserId, reset: ResetId },
    /// To the e-mail that an account is to have: please confirm.
    EmailChange { user: UserId, change: EmailChangeId },
    /// To the e-mail that an account has: it is to have another.
    EmailChangeAsked { user: UserId, change: EmailChangeId },
    /// To somebody who is to work in a company: please say yes or no.
    Joining { invitation: InvitationId },
    /// To a new user: welcome; with a reset if they have to choose a password.
    NewAccount { user: UserId, reset: Option<ResetId> },
    /// To a user: their second factor is not as it was.
    SecondFactor { user: UserId, change: FactorChange },
    /// To a user: a program can sign in in their name.
    ApiToken { user: UserId, token: ApiTokenId },
    /// To a user: somebody signed in from where nobody has before.
    SignIn { user: UserId, session: SessionId },
    /// To who runs the instance: there is no new backup of it.
    BackupFailed { user: UserId, backup: BackupId },
    /// To who runs the instance: the evidence of answers of a company, those that bear
    /// `at`, is not what was sealed.
    EvidenceContradicted { company: CompanyId, at: Timestamp, user: UserId },
}

/// What became of a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorChange {
    On,
    /// By its holder.
    Off,
    /// Turned off by an owner or an administrator.
    Reset,
    RecoveryCodeUsed,
}

impl Letter {
    pub fn kind(&self) -> &'static str {
        match self {
            Letter::Invitation { .. } => "INVITATION",
            Letter::Reminder { .. } => "REMINDER",
            Letter::Code { .. } => "CODE",
            Letter::Confirmation { .. } => "CONFIRMATION",
            Letter::AllAnswered { .. } => "ALL_ANSWERED",
            Letter::EventReminder { .. } => "EVENT_REMINDER",
            Letter::ConsentWithdrawn { .. } => "CONSENT_WITHDRAWN",
            Letter::Notification { .. } => "NOTIFICATION",
            Letter::Digest { .. } => "DIGEST",
            Letter::NewLinks { .. } => "NEW_LINKS",
            Letter::ConsentsExpiring { .. } => "CONSENTS_EXPIRING",
            Letter::CameOfAge { .. } => "CAME_OF_AGE",
            Letter::PasswordReset { .. } => "PASSWORD_RESET",
            Letter::EmailChange { .. } => "EMAIL_CHANGE",
            Letter::EmailChangeAsked { .. } => "EMAIL_CHANGE_ASKED",
            Letter::Joining { .. } => "JOINING",
            Letter::NewAccount { .. } => "NEW_ACCOUNT",
            Letter::SecondFactor { .. } => "SECOND_FACTOR",
            Letter::ApiToken { .. } => "API_TOKEN",
            Letter::SignIn { .. } => "SIGN_IN",
            Letter::BackupFailed { .. } => "BACKUP_FAILED",
            Letter::EvidenceContradicted { .. } => "EVIDENCE_CONTRADICTED",
        }
    }

    /// Whether it goes to somebody who is photographed, or signs for them, and did not ask
    /// for it this minute, as one asks for a code.
    pub fn is_to_a_recipient(&self) -> bool {
        matches!(
            self,
            Letter::Invitation { .. }
                | Letter::Reminder { .. }
                | Letter::Confirmation { .. }
                | Letter::NewLinks { .. }
        )
    }

    /// Whether its reader waits for it in front of a screen.
    pub fn is_awaited(&self) -> bool {
        matches!(self, Letter::Code { .. } | Letter::PasswordReset { .. })
    }

    /// Whether its reader is somebody who is photographed, or signs for them.
    pub fn is_to_a_signer(&self) -> bool {
        self.is_to_a_recipient() || matches!(self, Letter::Code { .. })
    }

    /// Whether it is to somebody who signs, about an answer of theirs.
    pub fn is_about_being_asked(&self) -> bool {
        matches!(
            self,
            Letter::Invitation { .. }
                | Letter::Reminder { .. }
                | Letter::Code { .. }
                | Letter::Confirmation { .. }
        )
    }

    /// Whether a company speaks in it, rather than the instance.
    pub fn is_of_a_company(&self) -> bool {
        !matches!(
            self,
            Letter::PasswordReset { .. }
                | Letter::EmailChange { .. }
                | Letter::EmailChangeAsked { .. }
                | Letter::NewAccount { reset: None, .. }
                | Letter::SecondFactor { .. }
                | Letter::ApiToken { .. }
                | Letter::SignIn { .. }
        )
    }

    /// The answer it belongs to, if it does.
    pub fn answer(&self) -> Option<AnswerId> {
        match *self {
            Letter::Invitation { answer, .. }
            | Letter::Reminder { answer, .. }
            | Letter::Code { answer, .. }
            | Letter::Confirmation { answer, .. }
            | Letter::ConsentWithdrawn { answer, .. } => Some(answer),
            Letter::Notification { answer, .. } => answer,
            _ => None,
        }
    }
}
