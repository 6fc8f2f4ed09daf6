//! The signing side: link, code, document, decision and withdrawal, without an account; and the
//! verification of documents.

use std::collections::BTreeMap;

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::answers::Answer;
use super::verification::{UseChange, VerificationBody};
use crate::actions::consent::{self, Stage};
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::Signing;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Accepted, Created, Download, Instant};
use crate::model;
use crate::model::employee::GuardianInput;
use crate::model::standing::{self, Today};
use crate::model::uses::each_use;
use crate::model::{AnswerState, Locale, SignatureInput, Timestamp, Use};
use crate::{App, Error};

pub const OPERATIONS: &[Operation] = &[
    op("openConsent").gone().counted(),
    op("requestConsentCode").no_conflict().gone().counted(),
    op("verifyConsentCode").no_conflict().gone().counted(),
    op("getConsentDocument").gone().counted(),
    op("answerConsent").gone().counted(),
    op("withdrawConsent").gone().counted(),
    op("downloadConsentPdf").sends(&["application/pdf"]).conflict().gone().counted(),
    op("downloadConsentReceipt").sends(&["application/pdf"]).gone().counted(),
    op("verifyDocument").counted(),
];

pub struct ConsentApi;

#[OpenApi(tag = "Tag::Consent")]
impl ConsentApi {
    /// Read a signing link
    ///
    /// Returns who asks, about which event, and whether the request is open. Everything else needs
    /// the code step. The call records nothing and uses nothing up, because mail scanners open
    /// links. No credentials are needed but the token.
    ///
    /// 404 for an unknown token, 410 `link_revoked` for a revoked link or a request that was
    /// withdrawn by the company, 429 for too many requests from one address.
    #[oai(path = "/consent/:token", method = "get", operation_id = "openConsent")]
    async fn open(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The token of the signing link, as mailed.
        token: Path<String>,
    ) -> Result<Json<Intro>, Problem> {
        let intro = consent::open(&app, &token.0, &caller.address()).await?;
        Ok(Json(Intro {
            state: intro.stage,
            company_name: intro.company_name,
            event_name: intro.event_name,
            masked_email: intro.masked_email,
            contact: Contact::of(intro.contact),
            locale: intro.locale,
            expires_at: intro.expires_at.into(),
        }))
    }

    /// Request a code
    ///
    /// Mails a code of six digits, valid for 10 minutes, to the address the link was made for.
    /// Codes sent earlier stay valid until they expire.
    ///
    /// 429 with `Retry-After`: `code_too_soon` within a minute of the last code, `code_daily_limit`
    /// after ten codes in a day, `code_mailbox_limit` if too many codes were sent to this mailbox.
    /// 410 if the link has expired or was revoked.
    #[oai(path = "/consent/:token/code", method = "post", operation_id = "requestConsentCode")]
    async fn code(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The token of the signing link, as mailed.
        token: Path<String>,
    ) -> Result<Accepted, Problem> {
        consent::request_code(&app, &token.0, caller.origin(), &caller.address()).await?;
        Ok(Accepted)
    }

    /// Exchange the code for a signing session
    ///
    /// Proves that the caller reads the mailbox. Opens a signing session of 30 minutes and freezes
    /// the document that it shows. Send the session as `Authorization: Bearer …` on the calls that
    /// follow.
    ///
    /// 422 `code_wrong` for a wrong code, `code_format` for a text that is no code. Five wrong
    /// codes close the step for 15 minutes (429 `code_closed`); twenty revoke the link (410
    /// `link_revoked`).
    #[oai(path = "/consent/:token/verify", method = "post", operation_id = "verifyConsentCode")]
    async fn verify(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The token of the signing link, as mailed.
        token: Path<String>,
        body: Body<CodeTyped>,
    ) -> Result<Json<Verified>, Problem> {
        let origin = caller.origin();
        let verified =
            consent::verify_code(&app, &token.0, &body.0.code, origin, &caller.address()).await?;
        let shown = ShownDocument::of(&verified.shown);
        Ok(Json(Verified {
            session: verified.session,
            expires_at: verified.expires_at.into(),
            document_sha256: shown.document_sha256,
            document: shown.document,
            kept_signature: shown.kept_signature,
            answer: Answer { reason: verified.shown.own_reason(), ..verified.shown.answer.into() },
        }))
    }

    /// Read the document again
    ///
    /// Returns the document of the signing session. After a 409 `document_changed`, this is the new
    /// document. 401 `signing_session_ended` if the session is over.
    #[oai(path = "/consent/:token/document", method = "get", operation_id = "getConsentDocument")]
    async fn document(
        &self,
        app: Data<&App>,
        signing: Signing,
        /// The token of the signing link, as mailed.
        token: Path<String>,
    ) -> Result<Json<ShownDocument>, Problem> {
        let _ = token;
        Ok(Json(ShownDocument::of(&consent::show(&app, signing.0).await?)))
    }

    /// Give the answer
    ///
    /// Records the decision. It is final: a second decision is 409 `already_answered` and changes
    /// nothing. To accept, at least one use and a signature are required; to refuse, neither. If
    /// the document's `otherGuardian` is true, accepting also requires `otherGuardian` or
    /// `soleAuthority`.
    ///
    /// 409 `document_changed` if the event or the text has changed since the document was shown:
    /// read it again with `GET /consent/{token}/document`.
    #[oai(path = "/consent/:token/answer", method = "post", operation_id = "answerConsent")]
    async fn answer(
        &self,
        app: Data<&App>,
        caller: Caller,
        signing: Signing,
        /// The token of the signing link, as mailed.
        token: Path<String>,
        body: Body<Submission>,
    ) -> Result<Created<Answered>, Problem> {
        let submission = body.0.read()?;
        let answered = consent::answer(&app, signing.0, submission, caller.origin()).await?;
        Ok(Created(Answered {
            document_url: app.url(&format!("/consent/{}/document.pdf", token.0)),
            reference: answered.reference,
            state: answered.state,
        }))
    }

    /// Withdraw the consent
    ///
    /// Withdraws all uses, or the uses named in the body. Any link of the signer serves: uses that
    /// the same signer granted in later answers are withdrawn as well, and no answer in force
    /// allows them any more.
    ///
    /// 409 `already_withdrawn`, `nothing_to_withdraw` or `not_answered` if there is nothing to
    /// withdraw; `answer_replaced` only for guardians of an employee who has come of age and has
    /// answered for themselves. 422 `use_not_granted` for a use that was not granted.
    #[oai(path = "/consent/:token/withdraw", method = "post", operation_id = "withdrawConsent")]
    async fn withdraw(
        &self,
        app: Data<&App>,
        caller: Caller,
        signing: Signing,
        /// The token of the signing link, as mailed.
        token: Path<String>,
        body: Body<Withdrawal>,
    ) -> Result<Json<Withdrawn>, Problem> {
        let _ = token;
        let left = consent::withdraw(&app, signing.0, body.0.uses, caller.origin()).await?;
        Ok(Json(Withdrawn { state: left.state, uses: left.uses }))
    }

    /// Download the signed PDF
    ///
    /// Returns the sealed document. 409 `pdf_not_ready` during the moments in which it is made: try
    /// again shortly.
    #[oai(
        path = "/consent/:token/document.pdf",
        method = "get",
        operation_id = "downloadConsentPdf"
    )]
    async fn pdf(
        &self,
        app: Data<&App>,
        signing: Signing,
        /// The token of the signing link, as mailed.
        token: Path<String>,
    ) -> Result<Download, Problem> {
        let _ = token;
        let bytes = consent::pdf(&app, signing.0).await?;
        Ok(Download { bytes, media_type: "application/pdf", name: "consent.pdf".into() })
    }

    /// Download the newest receipt
    ///
    /// Returns the sealed receipt of the signer's last withdrawal, or of the end of the consent. 404 if
    /// there is none, or during the moments in which it is made. What was withdrawn before another
    /// guardian had answered has no receipt but the mail.
    #[oai(
        path = "/consent/:token/receipt.pdf",
        method = "get",
        operation_id = "downloadConsentReceipt"
    )]
    async fn receipt(
        &self,
        app: Data<&App>,
        signing: Signing,
        /// The token of the signing link, as mailed.
        token: Path<String>,
    ) -> Result<Download, Problem> {
        let _ = token;
        let bytes = consent::receipt(&app, signing.0).await?;
        Ok(Download { bytes, media_type: "application/pdf", name: "receipt.pdf".into() })
    }
}

pub struct VerifyApi;

#[OpenApi(tag = "Tag::Verify")]
impl VerifyApi {
    /// Check a document
    ///
    /// Tells whether the PDF with this SHA-256 is the document that was made for the reference.
    /// Public. Only if the hash is that of the genuine document, the reply also tells what holds
    /// today, without personal data: each use in force, and what was withdrawn, renewed, superseded
    /// by a later answer or has ended since, and on which day. The seal is a simple electronic
    /// signature in the sense of eIDAS.
    ///
    /// 404 for an unknown reference, 422 for a malformed hash.
    #[oai(path = "/verify/:reference", method = "get", operation_id = "verifyDocument")]
    async fn verify(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The reference as printed on the document. Case, spaces and hyphens are ignored.
        reference: Path<String>,
        /// The SHA-256 of the PDF: 64 hexadecimal digits. If it is left out, nothing is compared.
        sha256: Query<Option<String>>,
    ) -> Result<Json<VerificationBody>, Problem> {
        let sha256 = sha256.0.as_deref();
        let verdict = consent::verify(&app, &reference.0, sha256, &caller.address()).await?;
        let day = |at: Timestamp| at.day_in(&app.config.time_zone).to_string();
        let today = verdict.today.as_ref();
        let in_force = |today: &Today| -> BTreeMap<String, bool> {
            let changed = today.changes.iter().map(|change| change.name);
            let known: Vec<Use> = today.granted.iter().copied().chain(changed).collect();
            each_use(&known, &today.in_force)
        };
        let change = |one: &standing::Change| UseChange {
            name: one.name,
            change: one.kind,
            on: day(one.at),
        };
        let changes = today.iter().flat_map(|today| &today.changes);
        Ok(Json(VerificationBody {
            genuine: verdict.genuine,
            answered: verdict.answered,
            state: today.map(|today| today.state),
            signed_at: verdict.signed_at.map(day),
            uses: today.map(in_force),
            changes: changes.map(change).collect(),
            superseded_on: today.and_then(|today| today.superseded_at).map(day),
            ends_on: today.and_then(|today| today.ends_at).map(day),
            public_key: verdict.public_key,
        }))
    }
}

/// What a signing link shows before the code step.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Intro {
    /// Whether the request is open, answered or expired.
    state: Stage,
    /// The name of the company that asks.
    company_name: String,
    /// The name of the event.
    event_name: String,
    /// The address the code is sent to, masked: `m•••@e•••.org`.
    masked_email: String,
    /// Whom to ask about the request. Null if the company has not said.
    contact: Option<Contact>,
    /// The language of the request.
    locale: Locale,
    /// When the link expires.
    expires_at: Instant,
}

/// Whom to ask about a request.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Contact {
    /// The name. Null if it is not known.
    name: Option<String>,
    /// The e-mail address. Null if it is not known.
    email: Option<String>,
    /// The telephone number in E.164. Null if it is not known.
    phone: Option<String>,
}

impl Contact {
    fn of(contact: model::Contact) -> Option<Self> {
        let is_empty = contact.is_empty();
        let model::Contact { name, email, phone } = contact;
        (!is_empty).then_some(Self { name, email, phone })
    }
}

/// The code from the mail.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CodeTyped {
    /// The six digits. Spaces, hyphens and text around them are ignored.
    code: String,
}

impl poem_openapi::types::Example for CodeTyped {
    fn example() -> Self {
        Self { code: "042817".into() }
    }
}

/// The document as it is shown and hashed.
#[derive(Object)]
#[oai(rename = "ShownRelease", rename_all = "camelCase")]
struct Document {
    /// The title of the release.
    title: String,
    /// The text of the release. Paragraphs are separated by an empty line.
    text: String,
    /// The uses that are offered, in this order.
    uses: Vec<OfferedUse>,
    /// How long the consent lasts, in months.
    licence_months: u32,
    /// True if two guardians must sign and only this one is known: to accept, they name the other
    /// guardian, or declare to exercise parental authority alone.
    other_guardian: bool,
    /// True if the child is asked as well: to accept, the guardian sends `childAgrees`.
    asks_child: bool,
}

/// A use that is offered.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct OfferedUse {
    /// The code of the use.
    name: Use,
    /// The name of the use, in the language of the document.
    label: String,
    /// What the use means, in the language of the document. Null in documents that say no more
    /// than the name.
    sentence: Option<String>,
}

/// The document and its hash.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct ShownDocument {
    /// The SHA-256 of the document, to be sent back with the decision.
    document_sha256: String,
    /// The document.
    document: Document,
    /// The signature that the signer chose to keep; null if there is none. Send it only after the
    /// signer has confirmed it again.
    kept_signature: Option<SignatureInput>,
}

impl ShownDocument {
    fn of(shown: &consent::Shown) -> Self {
        let uses = shown.document.uses.iter();
        Self {
            document_sha256: shown.sha256.hex(),
            document: Document {
                title: shown.document.title.clone(),
                text: shown.document.text.clone(),
                uses: uses
                    .map(|one| OfferedUse {
                        name: one.name,
                        label: one.label.clone(),
                        sentence: one.sentence.clone(),
                    })
                    .collect(),
                licence_months: shown.document.licence_months,
                other_guardian: shown.document.guardians.is_some_and(|rule| rule.is_one_unknown()),
                asks_child: shown.document.asks_child(),
            },
            kept_signature: shown.kept_signature.clone().map(Into::into),
        }
    }
}

/// A signing session and the document that it shows.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Verified {
    /// The token of the session. Send it as `Authorization: Bearer …`.
    session: String,
    /// When the session ends.
    expires_at: Instant,
    /// The answer as it is now.
    answer: Answer,
    /// The document.
    document: Document,
    /// The SHA-256 of the document, to be sent back with the decision.
    document_sha256: String,
    /// The signature that the signer chose to keep; null if there is none. Send it only after the
    /// signer has confirmed it again.
    kept_signature: Option<SignatureInput>,
}

/// The decision of a signer.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Submission {
    /// Each offered use, true or false. A use that is left out is refused.
    #[oai(default)]
    #[serde(default)]
    uses: BTreeMap<String, bool>,
    /// True to accept the uses that are true, false to refuse everything.
    accepted: bool,
    /// The signature. Required to accept.
    signature: Option<SignatureInput>,
    /// The SHA-256 of the document that was shown.
    document_sha256: String,
    /// Why it is refused, if the signer wishes to say.
    reason: Option<String>,
    /// Whether to keep the signature and offer it again next time. A guardian's is never kept.
    #[oai(default)]
    #[serde(default)]
    keep_signature: bool,
    /// The other holder of parental authority, where the document's `otherGuardian` is true and the
    /// answer accepts. They are asked by a link of their own, and the consent holds once they
    /// agree.
    other_guardian: Option<OtherGuardian>,
    /// Instead of `otherGuardian`: the signer declares to exercise parental authority alone.
    #[oai(default)]
    #[serde(default)]
    sole_authority: bool,
    /// The child agrees as well. Required to accept where the document's `asksChild` is true; without
    /// it the answer can only be a refusal.
    #[oai(default)]
    #[serde(default)]
    child_agrees: bool,
}

/// The other holder of parental authority.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OtherGuardian {
    /// The first name.
    first_name: String,
    /// The last name.
    last_name: String,
    /// The e-mail address to which the request is sent. It must differ from the signer's.
    email: String,
}

impl From<OtherGuardian> for GuardianInput {
    fn from(typed: OtherGuardian) -> Self {
        let OtherGuardian { first_name, last_name, email } = typed;
        Self { first_name, last_name, email, locale: None }
    }
}

impl Submission {
    fn read(self) -> Result<consent::Submission, Error> {
        let mut uses = vec![];
        for (name, accepted) in &self.uses {
            let known = Use::from_name(name);
            let known = known.ok_or_else(|| Error::invalid(format!("uses.{name}"), "choice"))?;
            if *accepted {
                uses.push(known);
            }
        }
        uses.sort();
        Ok(consent::Submission {
            accepted: self.accepted,
            uses,
            signature: self.signature,
            document_sha256: self.document_sha256,
            reason: self.reason,
            keep_signature: self.keep_signature,
            other_guardian: self.other_guardian.map(Into::into),
            sole_authority: self.sole_authority,
            child_agrees: self.child_agrees,
        })
    }
}

impl poem_openapi::types::Example for Submission {
    fn example() -> Self {
        let uses = [("internal", true), ("web", true), ("social", false)];
        Self {
            uses: uses.map(|(name, accepted)| (name.to_owned(), accepted)).into(),
            accepted: true,
            signature: Some(SignatureInput {
                kind: crate::model::SignatureKind::Typed,
                width: None,
                height: None,
                strokes: None,
                data: None,
                name: Some("Ana Moreau".into()),
            }),
            document_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                .into(),
            reason: None,
            keep_signature: false,
            other_guardian: None,
            sole_authority: false,
            child_agrees: false,
        }
    }
}

/// The recorded decision.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Answered {
    /// The reference printed on the document, to be quoted and checked at `/verify`.
    reference: String,
    /// The state of the answer. PENDING while another guardian has not decided yet.
    state: AnswerState,
    /// Where the PDF can be downloaded, with this session, once it is made.
    document_url: String,
}

/// What to withdraw.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Withdrawal {
    /// The uses to withdraw. If it is left out, all are withdrawn.
    pub(super) uses: Option<Vec<Use>>,
}

impl poem_openapi::types::Example for Withdrawal {
    fn example() -> Self {
        Self { uses: Some(vec![Use::SOCIAL]) }
    }
}

/// What is left after a withdrawal.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct Withdrawn {
    /// The state of the answer.
    pub(super) state: AnswerState,
    /// The uses that are still allowed.
    pub(super) uses: Vec<Use>,
}
