//! Mails: subject, HTML and text of every message, in the reader's language. A mail is a folder:
//! `mod.rs` has what it needs, its layout and its samples for tests; `fr.ftl` and `en.ftl` have its
//! texts. What mails have in common is in `draft.rs` and `assets/locales/*/mail.ftl`.

pub mod all_answered;
pub mod answered_elsewhere;
pub mod api_token;
pub mod backup_failed;
pub mod came_of_age;
pub mod card_failed;
pub mod code;
pub mod confirmation;
pub mod consent_ended;
pub mod consent_withdrawn;
pub mod consents_expiring;
pub mod daily_root;
pub mod digest;
mod draft;
pub mod email_change;
pub mod email_change_asked;
pub mod email_replaced;
pub mod event_reminder;
pub mod evidence_contradicted;
pub mod invitation;
pub mod invoice_issued;
pub mod joining;
pub mod new_account;
pub mod new_links;
pub mod notification;
pub mod password_reset;
pub mod plan_changed;
pub mod reminder;
#[cfg(test)]
mod samples;
pub mod second_factor;
pub mod sign_in;
#[cfg(test)]
mod tests;

use draft::{Block, Link, MailDraft, harmless, in_subject, name};
pub use draft::{Brand, Child, Head, Rendered};

use crate::model::Locale;
use crate::model::mail::one_line;
use crate::model::mail_kind::MailName;

/// What belongs to a mail besides its layout.
pub(super) struct Folder {
    /// In the order of `Locale::ALL`.
    pub(super) texts: [&'static str; Locale::ALL.len()],
    #[cfg(test)]
    samples: fn(Locale) -> Vec<samples::Sample>,
}

/// The folder of each mail.
pub(super) fn folder(mail: MailName) -> &'static Folder {
    match mail {
        MailName::Invitation => &invitation::FOLDER,
        MailName::Reminder => &reminder::FOLDER,
        MailName::Code => &code::FOLDER,
        MailName::Confirmation => &confirmation::FOLDER,
        MailName::ConsentEnded => &consent_ended::FOLDER,
        MailName::AllAnswered => &all_answered::FOLDER,
        MailName::EventReminder => &event_reminder::FOLDER,
        MailName::ConsentWithdrawn => &consent_withdrawn::FOLDER,
        MailName::Notification => &notification::FOLDER,
        MailName::DailyRoot => &daily_root::FOLDER,
        MailName::Digest => &digest::FOLDER,
        MailName::NewLinks => &new_links::FOLDER,
        MailName::EmailReplaced => &email_replaced::FOLDER,
        MailName::AnsweredElsewhere => &answered_elsewhere::FOLDER,
        MailName::ConsentsExpiring => &consents_expiring::FOLDER,
        MailName::CameOfAge => &came_of_age::FOLDER,
        MailName::PasswordReset => &password_reset::FOLDER,
        MailName::EmailChange => &email_change::FOLDER,
        MailName::EmailChangeAsked => &email_change_asked::FOLDER,
        MailName::Joining => &joining::FOLDER,
        MailName::NewAccount => &new_account::FOLDER,
        MailName::SecondFactor => &second_factor::FOLDER,
        MailName::ApiToken => &api_token::FOLDER,
        MailName::SignIn => &sign_in::FOLDER,
        MailName::BackupFailed => &backup_failed::FOLDER,
        MailName::CardFailed => &card_failed::FOLDER,
        MailName::PlanChanged => &plan_changed::FOLDER,
        MailName::InvoiceIssued => &invoice_issued::FOLDER,
        MailName::EvidenceContradicted => &evidence_contradicted::FOLDER,
    }
}
