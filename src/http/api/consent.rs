//! Consent, as the person who is asked gives it: no account, a link and a code.

use std::collections::BTreeMap;

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::answers::Answer;
use crate::actions::consent::{self, Stage};
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::Signing;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Accepted, Created, Download, Instant};
use crate::model::employee::GuardianInput;
use crate::model::standing::{self, ChangeKind, Today};
use crate::model::{AnswerState, Locale, SignatureInput, Timestamp, Use};
use crate::{App, Error};

pub const OPERATIONS: &[Operation] = &[
    op("openConsent").gone().counted(),
    op("requestConsentCode").no_conflict().gone().counted(),
    op("verifyConsentCode").no_conflict().gone().counted(),
    op("getConsentDocument").gone().counted(),
    op("answerConsent").gone().counted(),
    op("withdrawConsent").gone().counted(),
    op("downloadConsentPdf").conflict().gone().counted(),
    op("verifyDocument").counted(),
];

pub struct ConsentApi;

#[OpenApi(tag = "Tag::Consent")]
impl ConsentApi {
    /// Look at a signing link
    ///
    /// Tells who asks about what, and hides the rest until the code step. Records
    /// nothing and uses nothing up: mail scanners open links.
    #[oai(path = "/consent/:token", method = "get", operation_id = "openConsent")]
    async fn open(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The token of the link, as mailed.
        token: Path<String>,
    ) -> Result<Json<Intro>, Problem> {
        let intro = consent::open(&app, &token.0, &caller.address()).await?;
        Ok(Json(Intro {
            state: intro.stage,
            company_name: intro.company_name,
            event_name: intro.event_name,
            masked_email: intro.masked_email,
            locale: intro.locale,
            expires_at: intro.expires_at.into(),
        }))
    }

    /// Ask for a code
    ///
    /// Mails six digits, good for ten minutes, to the address the link was made for:
    /// at most one a minute and ten a day. Earlier codes stay good.
    #[oai(path = "/consent/:token/code", method = "post", operation_id = "requestConsentCode")]
    async fn code(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The token of the link, as mailed.
        token: Path<String>,
    ) -> Result<Accepted, Problem> {
        consent::request_code(&app, &token.0, caller.origin(), &caller.address()).await?;
        Ok(Accepted)
    }

    /// Prove the e-mail by its code
    ///
    /// Opens a signing session of half an hour, to be sent as `Authorization: Bearer …`
    /// on the calls that follow, and freezes the document it shows. Five wrong codes
    /// close the step for a quarter of an hour, twenty revoke the link.
    #[oai(path = "/consent/:token/verify", method = "post", operation_id = "verifyConsentCode")]
    async fn verify(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The token of the link, as mailed.
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
            answer: verified.shown.answer.into(),
        }))
    }

    /// Read the document again
    ///
    /// What the session shows: after a 409 `document_changed`, the new one.
    #[oai(path = "/consent/:token/document", method = "get", operation_id = "getConsentDocument")]
    async fn document(
        &self,
        app: Data<&App>,
        signing: Signing,
        /// The token of the link, as mailed.
        token: Path<String>,
    ) -> Result<Json<ShownDocument>, Problem> {
        let _ = token;
        Ok(Json(ShownDocument::of(&consent::show(&app, signing.0).await?)))
    }

    /// Decide
    ///
    /// Once and for all: a second answer is 409 `already_answered` and changes
    /// nothing. Accepting takes at least one use and a signature, refusing neither. Where
    /// two guardians are asked for and one is known, it takes `otherGuardian` or
    /// `soleAuthority` too.
    /// If the shoot or the text changed since it was shown, 409 `document_changed`.
    #[oai(path = "/consent/:token/answer", method = "post", operation_id = "answerConsent")]
    async fn answer(
        &self,
        app: Data<&App>,
        caller: Caller,
        signing: Signing,
        /// The token of the link, as mailed.
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

    /// Take the consent back
    ///
    /// All of it, or the uses named; as easy as giving it. By whichever link of theirs: what
    /// the same signer has granted since is taken back too, and what stands allows it no
    /// more. 409 `answer_replaced` only to guardians of somebody who has come of age and has
    /// answered themself.
    #[oai(path = "/consent/:token/withdraw", method = "post", operation_id = "withdrawConsent")]
    async fn withdraw(
        &self,
        app: Data<&App>,
        caller: Caller,
        signing: Signing,
        /// The token of the link, as mailed.
        token: Path<String>,
        body: Body<Withdrawal>,
    ) -> Result<Json<Withdrawn>, Problem> {
        let _ = token;
        let left = consent::withdraw(&app, signing.0, body.0.uses, caller.origin()).await?;
        Ok(Json(Withdrawn { state: left.state, uses: left.uses }))
    }

    /// Download the signed PDF
    ///
    /// 409 `pdf_not_ready` for the moment it takes to be made.
    #[oai(
        path = "/consent/:token/document.pdf",
        method = "get",
        operation_id = "downloadConsentPdf"
    )]
    async fn pdf(
        &self,
        app: Data<&App>,
        signing: Signing,
        /// The token of the link, as mailed.
        token: Path<String>,
    ) -> Result<Download, Problem> {
        let _ = token;
        let bytes = consent::pdf(&app, signing.0).await?;
        Ok(Download { bytes, media_type: "application/pdf", name: "consent.pdf".into() })
    }
}

pub struct VerifyApi;

#[OpenApi(tag = "Tag::Verify")]
impl VerifyApi {
    /// Check a document
    ///
    /// Public. Whether the PDF with this SHA-256 is the one made for a reference. Only to
    /// who holds the genuine one it is told, without personal data, what holds today: each
    /// use in force, and what was taken back, renewed, superseded by a later answer or has
    /// ended since, and on which day. The seal is a simple electronic signature in the
    /// sense of eIDAS.
    #[oai(path = "/verify/:reference", method = "get", operation_id = "verifyDocument")]
    async fn verify(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// As printed on the document; case, spaces and hyphens do not matter.
        reference: Path<String>,
        /// Of the PDF, 64 hexadecimal digits.
        sha256: Query<Option<String>>,
    ) -> Result<Json<Verdict>, Problem> {
        let sha256 = sha256.0.as_deref();
        let verdict = consent::verify(&app, &reference.0, sha256, &caller.address()).await?;
        let day = |at: Timestamp| at.day_in(&app.config.time_zone).to_string();
        let today = verdict.today.as_ref();
        let in_force = |today: &Today| -> BTreeMap<String, bool> {
            let each = |one: Use| (one.name().to_owned(), today.in_force.contains(&one));
            Use::ALL.into_iter().map(each).collect()
        };
        let change = |one: &standing::Change| UseChange {
            name: one.name,
            change: one.kind,
            on: day(one.at),
        };
        let changes = today.iter().flat_map(|today| &today.changes);
        Ok(Json(Verdict {
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

/// What a link tells before the code.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Intro {
    state: Stage,
    company_name: String,
    event_name: String,
    /// `m•••@e•••.org`
    masked_email: String,
    locale: Locale,
    /// When the link expires.
    expires_at: Instant,
}

/// The code as typed.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CodeTyped {
    /// Six digits; spaces and hyphens do not matter, nor what stands around them.
    code: String,
}

impl poem_openapi::types::Example for CodeTyped {
    fn example() -> Self {
        Self { code: "042817".into() }
    }
}

/// The document, as it is shown and hashed.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Document {
    title: String,
    /// Paragraphs are separated by an empty line.
    text: String,
    /// The uses offered, in this order.
    uses: Vec<OfferedUse>,
    /// How long the consent lasts.
    licence_months: u32,
    /// Whether two guardians are asked for and only this one is known: who accepts names
    /// the other one, or declares to exercise parental authority alone.
    other_guardian: bool,
}

/// A use as offered.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct OfferedUse {
    name: Use,
    label: String,
}

/// A document with its hash.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct ShownDocument {
    /// To be sent back with the answer.
    document_sha256: String,
    document: Document,
    /// Kept at the person's wish; to be sent again only if they confirm it.
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
                    .map(|one| OfferedUse { name: one.name, label: one.label.clone() })
                    .collect(),
                licence_months: shown.document.licence_months,
                other_guardian: shown.document.guardians.is_some_and(|rule| rule.is_one_unknown()),
            },
            kept_signature: shown.kept_signature.clone().map(Into::into),
        }
    }
}

/// A signing session and what it shows.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Verified {
    session: String,
    expires_at: Instant,
    answer: Answer,
    document: Document,
    /// To be sent back with the answer.
    document_sha256: String,
    /// Kept at the person's wish; to be sent again only if they confirm it.
    kept_signature: Option<SignatureInput>,
}

/// A decision.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Submission {
    /// Each use offered, true or false; one left out is refused.
    #[serde(default)]
    uses: BTreeMap<String, bool>,
    accepted: bool,
    /// Needed to accept.
    signature: Option<SignatureInput>,
    /// The hash of the document that was shown.
    document_sha256: String,
    /// Why it is refused, if one likes to say.
    reason: Option<String>,
    /// Keep the signature, to be offered next time; a guardian's is never kept.
    #[serde(default)]
    keep_signature: bool,
    /// Who else exercises parental authority, where the document's `otherGuardian` is true
    /// and the answer accepts: they are asked as well, by a link of their own, and the
    /// consent holds once they agree.
    other_guardian: Option<OtherGuardian>,
    /// Instead of `otherGuardian`: the signer declares to exercise parental authority alone.
    #[serde(default)]
    sole_authority: bool,
}

/// The other holder of parental authority.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OtherGuardian {
    first_name: String,
    last_name: String,
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
        }
    }
}

/// What the decision came to.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Answered {
    /// Printed on the document; to be quoted, and checked at /verify.
    reference: String,
    /// PENDING while another guardian has yet to answer.
    state: AnswerState,
    /// Where the PDF will be, for this session.
    document_url: String,
}

/// What is taken back.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Withdrawal {
    /// The uses withdrawn; left out: all.
    pub(super) uses: Option<Vec<Use>>,
}

impl poem_openapi::types::Example for Withdrawal {
    fn example() -> Self {
        Self { uses: Some(vec![Use::Social]) }
    }
}

/// What is left.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct Withdrawn {
    pub(super) state: AnswerState,
    pub(super) uses: Vec<Use>,
}

/// Whether a document is genuine.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Verdict {
    /// None: nothing was compared, or the PDF is not made yet.
    genuine: Option<bool>,
    /// Whether anything has been signed under this reference. False: it is a request that
    /// nobody has answered, and no document of it is genuine.
    answered: bool,
    /// What the person's last answer about this comes to today: the document's own, or one
    /// that took its place. Only with the genuine PDF's hash, as are all below.
    state: Option<AnswerState>,
    /// The day on which the document's answer was given.
    signed_at: Option<String>,
    /// Each use, whether it is in force today.
    uses: Option<BTreeMap<String, bool>>,
    /// The last that became of a use since the document was signed; a use that is not named
    /// stands as the document has it.
    changes: Vec<UseChange>,
    /// The day on which a later answer took the place of the document's, whatever it says.
    superseded_on: Option<String>,
    /// The day on which what is in force ends.
    ends_on: Option<String>,
    /// The key this instance seals with (Ed25519, hexadecimal), for `be-right verify --key`.
    public_key: String,
}

/// What became of a use since the document was signed.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct UseChange {
    #[oai(rename = "use")]
    name: Use,
    change: ChangeKind,
    /// The day.
    on: String,
}
