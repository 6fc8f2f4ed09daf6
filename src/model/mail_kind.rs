//! Mail kinds. A mail is rendered when it is sent, from the rows as of then.

use serde::{Deserialize, Serialize};

use super::renewal::Notice;
use super::{
    AnswerId, ApiTokenId, BackupId, CodeId, CompanyId, DecisionId, EmailChangeId, EmployeeId,
    EventId, GuardianId, InvitationId, LinkId, NotificationId, ResetId, SessionId, SignerId,
    Timestamp, UserId,
};

/// A mail to be rendered: ids only, never a link, a code or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum MailKind {
    /// To a signer: the request to answer.
    Invitation { answer: AnswerId, signer: SignerId, link: LinkId },
    /// To a signer: a reminder to answer.
    Reminder {
        answer: AnswerId,
        signer: SignerId,
        link: LinkId,
        /// Sent by a schedule: waits for daytime.
        #[serde(default)]
        by_clock: bool,
    },
    /// To a signer: the six-digit code.
    Code { answer: AnswerId, signer: SignerId, code: CodeId },
    /// To a signer: their decision, with the PDF.
    Confirmation {
        answer: AnswerId,
        signer: SignerId,
        decision: DecisionId,
        /// The link in it, where it is not the link of the signer's current e-mail.
        #[serde(default)]
        link: Option<LinkId>,
    },
    /// To the company: everybody has answered.
    AllAnswered { event: EventId, user: UserId },
    /// To the company: an event is near, and these people have been reminded.
    EventReminder { event: EventId, user: UserId },
    /// To the company: a consent was withdrawn.
    ConsentWithdrawn { answer: AnswerId, decision: DecisionId, user: UserId },
    /// To a user: a notification by mail.
    Notification { notification: NotificationId, user: UserId, answer: Option<AnswerId> },
    /// To a user: the notifications since the last such mail, up to `upto`.
    Digest { user: UserId, upto: NotificationId },
    /// To an address that has changed: the links of its answers.
    NewLinks { employee: EmployeeId, guardian: Option<GuardianId> },
    /// To the former e-mail of somebody who has answered: it was changed at `at`.
    EmailReplaced { employee: EmployeeId, guardian: Option<GuardianId>, at: Timestamp },
    /// To the company: consents of an event will end, those marked with `at`.
    ConsentsExpiring { event: EventId, notice: Notice, at: Timestamp, user: UserId },
    /// To the company: somebody came of age and was asked, for the answers marked with `at`.
    CameOfAge { employee: EmployeeId, at: Timestamp, user: UserId },
    /// To a user: the link to choose a new password.
    PasswordReset { user: UserId, reset: ResetId },
    /// To an account's new e-mail: the link to confirm it.
    EmailChange { user: UserId, change: EmailChangeId },
    /// To an account's current e-mail: a change was requested.
    EmailChangeAsked { user: UserId, change: EmailChangeId },
    /// To the invited: an invitation to work in a company.
    Joining { invitation: InvitationId },
    /// To a new user: welcome, with a reset if they must choose a password.
    NewAccount { user: UserId, reset: Option<ResetId> },
    /// To a user: their second factor changed.
    SecondFactor { user: UserId, change: FactorChange },
    /// To a user: an API token was created in their name.
    ApiToken { user: UserId, token: ApiTokenId },
    /// To a user: a sign-in from an unknown origin.
    SignIn { user: UserId, session: SessionId },
    /// To an administrator: a backup failed.
    BackupFailed { user: UserId, backup: BackupId },
    /// To an administrator: evidence of a company contradicts its seals, that of the answers
    /// marked with `at`.
    EvidenceContradicted { company: CompanyId, at: Timestamp, user: UserId },
}

/// A change of a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorChange {
    On,
    /// Turned off by its holder.
    Off,
    /// Turned off by an owner or an administrator.
    Reset,
    RecoveryCodeUsed,
}

impl MailKind {
    pub fn kind(&self) -> &'static str {
        match self {
            MailKind::Invitation { .. } => "INVITATION",
            MailKind::Reminder { .. } => "REMINDER",
            MailKind::Code { .. } => "CODE",
            MailKind::Confirmation { .. } => "CONFIRMATION",
            MailKind::AllAnswered { .. } => "ALL_ANSWERED",
            MailKind::EventReminder { .. } => "EVENT_REMINDER",
            MailKind::ConsentWithdrawn { .. } => "CONSENT_WITHDRAWN",
            MailKind::Notification { .. } => "NOTIFICATION",
            MailKind::Digest { .. } => "DIGEST",
            MailKind::NewLinks { .. } => "NEW_LINKS",
            MailKind::EmailReplaced { .. } => "EMAIL_REPLACED",
            MailKind::ConsentsExpiring { .. } => "CONSENTS_EXPIRING",
            MailKind::CameOfAge { .. } => "CAME_OF_AGE",
            MailKind::PasswordReset { .. } => "PASSWORD_RESET",
            MailKind::EmailChange { .. } => "EMAIL_CHANGE",
            MailKind::EmailChangeAsked { .. } => "EMAIL_CHANGE_ASKED",
            MailKind::Joining { .. } => "JOINING",
            MailKind::NewAccount { .. } => "NEW_ACCOUNT",
            MailKind::SecondFactor { .. } => "SECOND_FACTOR",
            MailKind::ApiToken { .. } => "API_TOKEN",
            MailKind::SignIn { .. } => "SIGN_IN",
            MailKind::BackupFailed { .. } => "BACKUP_FAILED",
            MailKind::EvidenceContradicted { .. } => "EVIDENCE_CONTRADICTED",
        }
    }

    /// Whether it goes to an employee or guardian who did not request it just now, as a code is.
    pub fn is_to_a_recipient(&self) -> bool {
        matches!(
            self,
            MailKind::Invitation { .. }
                | MailKind::Reminder { .. }
                | MailKind::Confirmation { .. }
                | MailKind::NewLinks { .. }
                | MailKind::EmailReplaced { .. }
        )
    }

    /// Whether its reader waits for it at a screen.
    pub fn is_awaited(&self) -> bool {
        matches!(self, MailKind::Code { .. } | MailKind::PasswordReset { .. })
    }

    /// Whether its reader is an employee or guardian.
    pub fn is_to_a_signer(&self) -> bool {
        self.is_to_a_recipient() || matches!(self, MailKind::Code { .. })
    }

    /// Whether it goes to a signer about an answer of theirs.
    pub fn is_about_being_asked(&self) -> bool {
        matches!(
            self,
            MailKind::Invitation { .. }
                | MailKind::Reminder { .. }
                | MailKind::Code { .. }
                | MailKind::Confirmation { .. }
        )
    }

    /// Whether the sender is a company rather than the instance.
    pub fn is_of_a_company(&self) -> bool {
        !matches!(
            self,
            MailKind::PasswordReset { .. }
                | MailKind::EmailChange { .. }
                | MailKind::EmailChangeAsked { .. }
                | MailKind::NewAccount { reset: None, .. }
                | MailKind::SecondFactor { .. }
                | MailKind::ApiToken { .. }
                | MailKind::SignIn { .. }
        )
    }

    /// The answer it is about, if any.
    pub fn answer(&self) -> Option<AnswerId> {
        match *self {
            MailKind::Invitation { answer, .. }
            | MailKind::Reminder { answer, .. }
            | MailKind::Code { answer, .. }
            | MailKind::Confirmation { answer, .. }
            | MailKind::ConsentWithdrawn { answer, .. } => Some(answer),
            MailKind::Notification { answer, .. } => answer,
            _ => None,
        }
    }
}
