//! Mail kinds, and the rules of each in one table. A mail is rendered when it is sent, from the
//! rows as of then.

use serde::{Deserialize, Serialize};

use super::chain::EvidenceKind;
use super::renewal::Notice;
use super::{
    AnswerId, ApiTokenId, BackupId, CodeId, CompanyId, DecisionId, EmailChangeId, EmployeeId,
    EventId, GuardianId, InvitationId, InvoiceId, LinkId, NotificationId, NotificationType, Plan,
    ResetId, Right, SessionId, SignerId, Timestamp, UserId,
};

/// A mail to be rendered: ids only, never a link, a code or a text. Its kind is stored as `letter`,
/// a former name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(tag = "letter", rename_all = "snake_case")]
#[strum_discriminants(
    name(MailName),
    doc = "The stable name of a mail kind, as it is stored and published.",
    derive(strum::EnumCount, strum::EnumString, strum::IntoStaticStr, strum::VariantArray),
    strum(serialize_all = "SCREAMING_SNAKE_CASE")
)]
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
        /// Whether a user of the company recorded it, as the signer told them.
        #[serde(default)]
        on_behalf: bool,
    },
    /// To a signer: the consent that they gave has ended, with the receipt.
    ConsentEnded { answer: AnswerId, signer: SignerId },
    /// To the company: everybody has answered.
    AllAnswered { event: EventId, user: UserId },
    /// To the company: an event is near, and these people have been reminded.
    EventReminder { event: EventId, user: UserId },
    /// To the company: a consent was withdrawn.
    ConsentWithdrawn { answer: AnswerId, decision: DecisionId, user: UserId },
    /// To the company: the daily root of this number.
    DailyRoot { number: i64, user: UserId },
    /// To a user: a notification by mail.
    Notification { notification: NotificationId, user: UserId, answer: Option<AnswerId> },
    /// To a user: the notifications since the last such mail, up to `upto`.
    Digest { user: UserId, upto: NotificationId },
    /// To an address that has changed: the links of its answers.
    NewLinks { employee: EmployeeId, guardian: Option<GuardianId> },
    /// To the former e-mail of somebody who has answered: it was changed at `at`.
    EmailReplaced { employee: EmployeeId, guardian: Option<GuardianId>, at: Timestamp },
    /// To the e-mail from which a signer decided before: their decision of this answer allows
    /// something, and was made from another e-mail. `link`: the one sent to the former e-mail.
    AnsweredElsewhere { answer: AnswerId, signer: SignerId, decision: DecisionId, link: LinkId },
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
    /// To a new user: welcome.
    NewAccount { user: UserId },
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
    /// To an owner: the payment of the subscription failed at `at`.
    CardFailed { user: UserId, at: Timestamp },
    /// To an owner: the plan of the company became another one at `at`.
    PlanChanged { user: UserId, was: Plan, plan: Plan, why: PlanChange, at: Timestamp },
    /// To an owner: an invoice or a credit note was issued.
    InvoiceIssued { user: UserId, invoice: InvoiceId },
}

crate::model::named!(MailName);

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

/// Why the plan of a company changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanChange {
    /// Its subscription began, or is to another plan.
    Subscription,
    /// Its subscription ended.
    Ended,
    /// An administrator set it, or the time for which they had is over.
    ByHand,
}

/// What holds for a mail. Nothing has a default: a kind is not complete without each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    pub reader: ReaderKind,
    pub sender: Sender,
    pub when: When,
    pub about: Subject,
    pub unsubscribe: Unsubscribe,
    pub to: Holder,
    pub needs: Needs,
}

/// Whose address a mail has. It must still be theirs when the mail is written, which may be long
/// after it was queued: a mail has links, codes or names that are meant for nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Of whoever gets the codes of this link: its signer, or the former e-mail that it stayed with.
    Link(LinkId),
    /// Of whoever this code is for.
    Code(CodeId),
    /// Of this signer, or the one from which they decided.
    Signer(SignerId),
    /// Of an employee, or of this guardian of theirs.
    Mailbox(EmployeeId, Option<GuardianId>),
    /// The one that an employee, or this guardian of theirs, had until then.
    Former(EmployeeId, Option<GuardianId>, Timestamp),
    /// Of an account. If it was changed, the mail goes to the present one.
    Account(UserId),
    /// The one that an account is to have.
    Change(EmailChangeId),
    /// Of whoever was invited.
    Invited(InvitationId),
}

/// What the reader of a mail must be allowed to read when it is written: a user may have another
/// role than when it was queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it is about themselves, or its loading decides.
    Nothing,
    /// Notifications of this type.
    Notices(NotificationType),
    /// Notifications of this type about this event.
    NoticesOfEvent(NotificationType, EventId),
    /// Notifications of this type about the event of this answer.
    NoticesOfAnswer(NotificationType, AnswerId),
    /// What this right covers.
    Right(Right),
}

/// Who reads a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReaderKind {
    /// An employee or guardian.
    Recipient,
    /// The holder of an account, or somebody invited to open one.
    User,
}

/// Whose name a mail bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// The company that caused the mail, with its logo. If no company caused it, the instance.
    Company,
    Instance,
}

/// When a mail is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// In its turn.
    Soon,
    /// Before other mails: its reader requested it and waits for it at a screen.
    First,
    /// Not at night: a schedule caused it.
    Daytime,
}

/// The answer that a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    NoAnswer,
    Answer(AnswerId),
    /// To its signer; that it was sent is recorded as evidence.
    Signing(AnswerId, SignerId, EvidenceKind),
}

/// The subscription that a reader can cancel by a link in the mail. Mails to sign something and
/// mails about the reader's account cannot be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsubscribe {
    Never,
    /// The daily mail.
    Digest(UserId),
    /// Mails of a notification type.
    Type(UserId, NotificationType),
    /// The type of this notification.
    TypeOf(UserId, NotificationId),
}

impl MailKind {
    /// The table of all rules.
    pub fn rules(&self) -> Rules {
        use NotificationType::{ConsentExpiring, ConsentWithdrawn, EventCompleted, EventReminder};
        use ReaderKind::*;
        use Sender::*;
        use Subject::*;
        use Unsubscribe::*;
        use When::*;
        match *self {
            MailKind::Invitation { answer, signer, link } => {
                let about = Signing(answer, signer, EvidenceKind::InvitationSent);
                row(Recipient, Company, Soon, about, Never).to(Holder::Link(link), Needs::Nothing)
            }
            MailKind::Reminder { answer, signer, link, by_clock } => {
                let about = Signing(answer, signer, EvidenceKind::Reminded);
                row(Recipient, Company, if by_clock { Daytime } else { Soon }, about, Never)
                    .to(Holder::Link(link), Needs::Nothing)
            }
            MailKind::Code { answer, signer, code } => {
                let about = Signing(answer, signer, EvidenceKind::CodeSent);
                row(Recipient, Company, First, about, Never).to(Holder::Code(code), Needs::Nothing)
            }
            MailKind::Confirmation { answer, signer, link, .. } => {
                let about = Signing(answer, signer, EvidenceKind::Sent);
                let to = link.map_or(Holder::Signer(signer), Holder::Link);
                row(Recipient, Company, Soon, about, Never).to(to, Needs::Nothing)
            }
            MailKind::ConsentEnded { answer, signer } => {
                let about = Signing(answer, signer, EvidenceKind::Sent);
                row(Recipient, Company, Daytime, about, Never)
                    .to(Holder::Signer(signer), Needs::Nothing)
            }
            MailKind::NewLinks { employee, guardian } => {
                row(Recipient, Company, Soon, NoAnswer, Never)
                    .to(Holder::Mailbox(employee, guardian), Needs::Nothing)
            }
            MailKind::EmailReplaced { employee, guardian, at } => {
                row(Recipient, Company, Soon, NoAnswer, Never)
                    .to(Holder::Former(employee, guardian, at), Needs::Nothing)
            }
            MailKind::AnsweredElsewhere { answer, link, .. } => {
                row(Recipient, Company, Soon, Answer(answer), Never)
                    .to(Holder::Link(link), Needs::Nothing)
            }
            MailKind::AllAnswered { event, user } => {
                row(User, Company, Soon, NoAnswer, Type(user, EventCompleted))
                    .to(Holder::Account(user), Needs::NoticesOfEvent(EventCompleted, event))
            }
            MailKind::EventReminder { event, user } => {
                row(User, Company, Soon, NoAnswer, Type(user, EventReminder))
                    .to(Holder::Account(user), Needs::NoticesOfEvent(EventReminder, event))
            }
            MailKind::ConsentWithdrawn { answer, user, .. } => {
                row(User, Company, Soon, Answer(answer), Type(user, ConsentWithdrawn))
                    .to(Holder::Account(user), Needs::NoticesOfAnswer(ConsentWithdrawn, answer))
            }
            MailKind::Notification { notification, user, answer } => {
                let about = answer.map_or(NoAnswer, Answer);
                row(User, Company, Soon, about, TypeOf(user, notification))
                    .to(Holder::Account(user), Needs::Nothing)
            }
            MailKind::DailyRoot { user, .. } => {
                let kind = NotificationType::DailyRoot;
                row(User, Company, Daytime, NoAnswer, Type(user, kind))
                    .to(Holder::Account(user), Needs::Notices(kind))
            }
            MailKind::Digest { user, .. } => row(User, Company, Soon, NoAnswer, Digest(user))
                .to(Holder::Account(user), Needs::Nothing),
            MailKind::ConsentsExpiring { event, user, .. } => {
                row(User, Company, Soon, NoAnswer, Type(user, ConsentExpiring))
                    .to(Holder::Account(user), Needs::NoticesOfEvent(ConsentExpiring, event))
            }
            MailKind::CameOfAge { user, .. } => row(User, Company, Soon, NoAnswer, Never)
                .to(Holder::Account(user), Needs::Right(Right::Read)),
            MailKind::Joining { invitation } => row(User, Company, Soon, NoAnswer, Never)
                .to(Holder::Invited(invitation), Needs::Nothing),
            MailKind::PasswordReset { user, .. } => row(User, Instance, First, NoAnswer, Never)
                .to(Holder::Account(user), Needs::Nothing),
            MailKind::EmailChange { change, .. } => row(User, Instance, Soon, NoAnswer, Never)
                .to(Holder::Change(change), Needs::Nothing),
            MailKind::EmailChangeAsked { user, .. }
            | MailKind::NewAccount { user }
            | MailKind::SecondFactor { user, .. }
            | MailKind::ApiToken { user, .. }
            | MailKind::SignIn { user, .. } => {
                row(User, Instance, Soon, NoAnswer, Never).to(Holder::Account(user), Needs::Nothing)
            }
            MailKind::BackupFailed { user, .. } | MailKind::EvidenceContradicted { user, .. } => {
                row(User, Instance, Soon, NoAnswer, Never)
                    .to(Holder::Account(user), Needs::Right(Right::Administer))
            }
            MailKind::CardFailed { user, .. }
            | MailKind::PlanChanged { user, .. }
            | MailKind::InvoiceIssued { user, .. } => row(User, Instance, Soon, NoAnswer, Never)
                .to(Holder::Account(user), Needs::Right(Right::Govern)),
        }
    }

    /// The stable name.
    pub fn name(&self) -> &'static str {
        MailName::from(self).name()
    }

    /// The answer it is about, if any.
    pub fn answer(&self) -> Option<AnswerId> {
        match self.rules().about {
            Subject::NoAnswer => None,
            Subject::Answer(answer) | Subject::Signing(answer, ..) => Some(answer),
        }
    }

    /// Whether it warns its reader of what a company has changed. The company cannot keep it from
    /// them by declaring that mails to the address come back.
    pub fn is_warning(&self) -> bool {
        matches!(self, MailKind::EmailReplaced { .. } | MailKind::AnsweredElsewhere { .. })
    }

    /// Whether it asks for something in the name of a company: while that is suspended, none is sent.
    /// Codes, receipts and warnings are: they protect their reader.
    pub fn is_asking(&self) -> bool {
        matches!(
            self,
            MailKind::Invitation { .. }
                | MailKind::Reminder { .. }
                | MailKind::NewLinks { .. }
                | MailKind::Joining { .. }
        )
    }

    /// Whether it goes to a signer about an answer of theirs.
    pub fn is_about_signing(&self) -> bool {
        matches!(self.rules().about, Subject::Signing(..))
    }
}

/// The first part of a row of the table; [`Beginning::to`] adds who may have the mail.
struct Beginning {
    reader: ReaderKind,
    sender: Sender,
    when: When,
    about: Subject,
    unsubscribe: Unsubscribe,
}

impl Beginning {
    fn to(self, to: Holder, needs: Needs) -> Rules {
        let Self { reader, sender, when, about, unsubscribe } = self;
        Rules { reader, sender, when, about, unsubscribe, to, needs }
    }
}

fn row(
    reader: ReaderKind,
    sender: Sender,
    when: When,
    about: Subject,
    unsubscribe: Unsubscribe,
) -> Beginning {
    Beginning { reader, sender, when, about, unsubscribe }
}

impl Rules {
    /// Whether it is awaited at a screen.
    pub fn is_awaited(&self) -> bool {
        self.when == When::First
    }

    /// Whether it goes to an employee or guardian who did not request it just now.
    pub fn is_unrequested(&self) -> bool {
        self.reader == ReaderKind::Recipient && !self.is_awaited()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_queued_by_an_older_version_is_still_read() {
        let welcome = r#"{"letter":"new_account","user":7,"reset":null}"#;
        let welcome: MailKind = serde_json::from_str(welcome).unwrap();
        assert_eq!(welcome, MailKind::NewAccount { user: UserId(7) });
        let reminder = r#"{"letter":"reminder","answer":1,"signer":2,"link":3}"#;
        let reminder: MailKind = serde_json::from_str(reminder).unwrap();
        assert_eq!(reminder.rules().when, When::Soon);
        assert_eq!(reminder.name(), "REMINDER");
    }
}
