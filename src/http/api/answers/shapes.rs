//! Bodies and replies of the operations on answers.

use std::collections::BTreeMap;

use poem_openapi::Object;
use serde::Deserialize;

use crate::actions::{answers, consent};
use crate::http::api::mails::NotArrived;
use crate::http::reply::Instant;
use crate::model::HoldReason;
use crate::model::daily_root::AnchorState;
use crate::model::manifest::ManifestKind;
use crate::model::uses::each_use;
use crate::model::{self, AnswerState, Locale, Use};

/// The request for consent to one employee for one event, and its decision.
#[derive(Object)]
#[oai(rename_all = "camelCase", rename = "Answer")]
pub struct Answer {
    /// The id of the answer.
    pub id: i64,
    /// The id of the event.
    pub event_id: i64,
    /// The name of the event. Set only for an EMPLOYEE, who cannot read the event; null for others.
    pub event_name: Option<String>,
    /// The id of the employee.
    pub employee_id: i64,
    /// The state of the answer.
    pub state: AnswerState,
    /// Null until the decision; then true if at least one use was accepted, else false.
    pub has_signed: Option<bool>,
    /// Whether this answer allows a use today: each one that was offered, and always `internal`,
    /// `web`, `social`, `press` and `print`. All are false once the consent has ended or was
    /// withdrawn, or once the employee has answered anew: see `supersededBy`. A use that is not named
    /// is not allowed.
    pub uses: BTreeMap<String, bool>,
    /// The uses that were offered when the answer was given. If only some of them are allowed, the
    /// consent is partial. Empty until the decision.
    pub offered: Vec<Use>,
    /// How many guardians sign for a minor. Null if the employee signs.
    pub guardians: Option<GuardiansAsked>,
    /// The number of signers of this unanswered request who are asked only because they have
    /// decided about this employee and event before, and would not be asked today: they are no
    /// longer a guardian, or the birth date was changed. What they denied is not allowed without
    /// their own consent.
    pub earlier_signers: u8,
    /// When the decision was made. Null until then.
    pub signed_at: Option<Instant>,
    /// Why it was refused, in the words of the signer. Null if no reason was given.
    pub reason: Option<String>,
    /// The language of the mails, the page and the document.
    pub locale: Locale,
    /// Set while neither the invitation nor a reminder has reached the signers, because the mail
    /// was refused or mails are not being sent. Returned only by GET operations; null for an
    /// EMPLOYEE.
    pub not_arrived: Option<NotArrived>,
    /// When the invitation was sent. Null if it was not.
    pub mail_sent_at: Option<Instant>,
    /// When the last reminder was sent. Null if none was.
    pub reminded_at: Option<Instant>,
    /// When the signing link expires.
    pub link_expires_at: Instant,
    /// The uses that are suspended, and not allowed. They stay so until the employee answers again
    /// or, after a restore, an OWNER releases them. While a request is unanswered, `internal`, `web`,
    /// `social`, `press` and `print` together may stand for every use there is.
    pub on_hold: Vec<Use>,
    /// Why uses are suspended: `RESTORED`, since the employee had refused or withdrawn them after the
    /// backup that was restored; `EVIDENCE_CONTRADICTED`, since the evidence is not what was sealed.
    /// Null if none are.
    pub on_hold_because: Option<HoldReason>,
    /// The end of the licence, fixed when the answer was given. Null until then.
    pub expires_at: Option<Instant>,
    /// The id of the answer that this one renews, and replaces once it is given. Null if none.
    pub supersedes: Option<i64>,
    /// The id of the next answer that the employee gave for the same event. It counts in place of
    /// this one, whatever it says. Null if there is none.
    pub superseded_by: Option<i64>,
    /// When the answer `supersededBy` was given.
    pub superseded_at: Option<Instant>,
    /// The reference printed on the document, to be checked at `/verify`.
    pub reference: String,
    /// How far the evidence is witnessed outside this server. Returned only by GET /answer/{id}; null
    /// elsewhere.
    pub anchor: Option<AnchorState>,
    /// When the answer was created.
    pub created_at: Instant,
    /// When the answer was last changed.
    pub updated_at: Instant,
    /// When the answer was deleted. Null if it is not.
    pub deleted_at: Option<Instant>,
}

impl From<model::Answer> for Answer {
    fn from(answer: model::Answer) -> Self {
        let (in_force, on_hold_because) = (answer.in_force(), answer.hold_reason());
        Self {
            id: answer.id.0,
            event_id: answer.event.0,
            event_name: None,
            not_arrived: None,
            anchor: None,
            employee_id: answer.employee.0,
            state: answer.state,
            has_signed: answer.has_signed(),
            uses: each_use(&answer.offered, &in_force),
            guardians: answer
                .guardians
                .map(|rule| GuardiansAsked { needed: rule.needed, asked: rule.known }),
            earlier_signers: answer.earlier_signers,
            signed_at: answer.signed_at.map(Into::into),
            reason: answer.reason,
            locale: answer.locale,
            mail_sent_at: answer.mail_sent_at.map(Into::into),
            reminded_at: answer.reminded_at.map(Into::into),
            link_expires_at: answer.link_expires_at.into(),
            expires_at: answer.expires_at.map(Into::into),
            offered: answer.offered,
            on_hold: answer.held,
            on_hold_because,
            supersedes: answer.supersedes.map(|id| id.0),
            superseded_by: answer.replaced.map(|(by, _)| by.0),
            superseded_at: answer.replaced.map(|(_, at)| at.into()),
            reference: answer.reference,
            created_at: answer.created_at.into(),
            updated_at: answer.updated_at.into(),
            deleted_at: answer.deleted_at.map(Into::into),
        }
    }
}

/// Why uses on hold are allowed again.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct HoldRelease {
    /// How it is known that the employee did not withdraw them. Required; at most 500 characters.
    pub(super) reason: String,
}

impl poem_openapi::types::Example for HoldRelease {
    fn example() -> Self {
        Self { reason: "Called on 12 May: the withdrawal was of another shoot.".into() }
    }
}

/// What somebody has withdrawn, and how the company knows.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TheirWithdrawal {
    /// The id of the signer who told it, as in `GET /answer/{id}/signers`. Required if there are
    /// several.
    pub(super) signer_id: Option<i64>,
    /// The uses to withdraw. Omit to withdraw all.
    pub(super) uses: Option<Vec<Use>>,
    /// How the company was told. Required; at most 500 characters.
    pub(super) reason: String,
}

impl poem_openapi::types::Example for TheirWithdrawal {
    fn example() -> Self {
        Self { signer_id: None, uses: None, reason: "Called on 12 May.".into() }
    }
}

/// A signer whose consent counts.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct Signer {
    /// The id of the signer, for this answer only.
    pub(super) id: i64,
    /// The full name.
    pub(super) name: String,
    /// The id of the guardian. Null for the employee.
    pub(super) guardian_id: Option<i64>,
    /// What they allow.
    pub(super) uses: Vec<Use>,
}

impl From<consent::Teller> for Signer {
    fn from(one: consent::Teller) -> Self {
        Self {
            id: one.signer.0,
            name: one.name,
            guardian_id: one.guardian.map(|id| id.0),
            uses: one.uses,
        }
    }
}

/// How many guardians sign for a minor.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct GuardiansAsked {
    /// The number of guardians who must sign, by the company's rule when the request was made.
    pub needed: u8,
    /// The number of guardians who are known and have been asked. If it is 1 of 2, that guardian
    /// must name the other one, or declare sole parental authority, before anything can be
    /// accepted.
    pub asked: u8,
}

/// Which employee to ask about which event.
#[derive(Object, Deserialize)]
#[oai(rename = "AnswerInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewAnswer {
    /// The id of the event.
    pub(super) event_id: i64,
    /// The id of the employee.
    pub(super) employee_id: i64,
}

impl poem_openapi::types::Example for NewAnswer {
    fn example() -> Self {
        Self { event_id: 1, employee_id: 1 }
    }
}

/// Which employees to ask about which event.
#[derive(Object, Deserialize)]
#[oai(rename = "AnswersInput", rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewAnswers {
    /// The id of the event.
    pub(super) event_id: i64,
    /// The ids of the employees, 1 to 1,000.
    pub(super) employee_ids: Vec<i64>,
}

impl poem_openapi::types::Example for NewAnswers {
    fn example() -> Self {
        Self { event_id: 1, employee_ids: vec![1, 2] }
    }
}

/// The changes of an unanswered request. Fields that are left out stay unchanged.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AnswerChanges {
    /// The language of the mails, the page and the document.
    pub(super) locale: Option<Locale>,
    /// When the link expires: RFC 3339, from now to a year ahead.
    pub(super) link_expires_at: Option<String>,
}

impl poem_openapi::types::Example for AnswerChanges {
    fn example() -> Self {
        Self { locale: Some(Locale::En), link_expires_at: Some("2026-06-30T22:00:00Z".into()) }
    }
}

/// A signing link to hand over.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct CopiedLink {
    /// The name of the signer the link belongs to.
    pub(super) signer_name: String,
    /// The address of the signing page. It is a secret of the signer.
    pub(super) url: String,
    /// When the link expires.
    pub(super) expires_at: Instant,
}

impl From<answers::CopiedLink> for CopiedLink {
    fn from(link: answers::CopiedLink) -> Self {
        Self { signer_name: link.signer_name, url: link.url, expires_at: link.expires_at.into() }
    }
}

/// The receipt of a withdrawal, or of the end of the consent.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct AnswerReceipt {
    /// Its number, to download it. Numbers rise, with gaps.
    number: u32,
    /// WITHDRAWAL or EXPIRY.
    kind: ManifestKind,
    /// The SHA-256 of the PDF.
    sha256: String,
    /// The size of the PDF.
    bytes: u64,
    /// When it was made.
    made_at: Instant,
}

impl From<answers::KeptReceipt> for AnswerReceipt {
    fn from(kept: answers::KeptReceipt) -> Self {
        let answers::KeptReceipt { number, kind, pdf, bytes, made_at } = kept;
        Self { number, kind, sha256: pdf.hex(), bytes, made_at: made_at.into() }
    }
}
