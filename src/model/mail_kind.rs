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
pub enum MailKind {
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
    Confirmation {
        answer: AnswerId,
        signer: SignerId,
        decision: DecisionId,
        /// The link it holds, where it is not the one to the signer's e-mail of today.
        #[serde(default)]
        link: Option<LinkId>,
    },
    /// To the studio: everybody has answered.
    AllAnswered { event: EventId, user: UserId },
    /// To the studio: a shoot comes near, and these have been reminded.
    EventReminder { event: EventId, user: UserId },
    /// To the studio: somebody took a consent back.
    ConsentWithdrawn { answer: AnswerId, decision: DecisionId, user: UserId },
    /// To a user: what they were told, as a mail.
    Notification { notification: NotificationId, user: UserId, answer: Option<AnswerId> },
    /// To a user: what they were told since the last such mail; `upto` names it.
    Digest { user: UserId, upto: NotificationId },
    /// To somebody whose e-mail has changed: the links of what they answered.
    NewLinks { employee: EmployeeId, guardian: Option<GuardianId> },
    /// To the e-mail that somebody had who has answered: it is another one since `at`.
    EmailReplaced { employee: EmployeeId, guardian: Option<GuardianId>, at: Timestamp },
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

    /// Whether it goes to somebody who is photographed, or signs for them, and did not ask
    /// for it this minute, as one asks for a code.
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

    /// Whether its reader waits for it in front of a screen.
    pub fn is_awaited(&self) -> bool {
        matches!(self, MailKind::Code { .. } | MailKind::PasswordReset { .. })
    }

    /// Whether its reader is somebody who is photographed, or signs for them.
    pub fn is_to_a_signer(&self) -> bool {
        self.is_to_a_recipient() || matches!(self, MailKind::Code { .. })
    }

    /// Whether it is to somebody who signs, about an answer of theirs.
    pub fn is_about_being_asked(&self) -> bool {
        matches!(
            self,
            MailKind::Invitation { .. }
                | MailKind::Reminder { .. }
                | MailKind::Code { .. }
                | MailKind::Confirmation { .. }
        )
    }

    /// Whether a company speaks in it, rather than the instance.
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

    /// The answer it belongs to, if it does.
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
