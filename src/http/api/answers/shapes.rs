//! What the API says of answers, and what it takes.

use std::collections::BTreeMap;

use poem_openapi::Object;
use serde::Deserialize;

use crate::actions::answers;
use crate::http::api::mails::NotArrived;
use crate::http::reply::Instant;
use crate::model::{self, AnswerState, Locale, Use};

/// One person's word on one shoot.
#[derive(Object)]
#[oai(rename_all = "camelCase", rename = "Answer")]
pub struct Answer {
    pub id: i64,
    pub event_id: i64,
    /// The name of the shoot, for an EMPLOYEE, who cannot look the shoot up; null for
    /// others.
    pub event_name: Option<String>,
    pub employee_id: i64,
    pub state: AnswerState,
    /// Null until answered; then whether at least one use was accepted.
    pub has_signed: Option<bool>,
    /// What is in force today on the strength of this answer: each use, true or false.
    /// Nothing is once it has ended or was taken back, or once the person has answered
    /// anew: then see `supersededBy`.
    pub uses: BTreeMap<String, bool>,
    /// The uses that were offered when it was answered; a consent to some of them only is
    /// a consent in part. Empty until then.
    pub offered: Vec<Use>,
    /// Where guardians answer for a minor; null where the person does.
    pub guardians: Option<GuardiansAsked>,
    /// While it waits: how many are asked only because they have answered about this person
    /// and shoot before, though they would not be asked today: they are a guardian no more,
    /// or the birth date was changed. What they have denied is not allowed without their own
    /// yes.
    pub earlier_signers: u8,
    pub signed_at: Option<Instant>,
    /// Why it was refused, in the person's words.
    pub reason: Option<String>,
    pub locale: Locale,
    /// Set while neither invitation nor reminder has reached whoever is to answer: the mail
    /// was refused, or mail does not leave. Told where requests are read (GET); null for an
    /// EMPLOYEE.
    pub not_arrived: Option<NotArrived>,
    /// When the invitation left.
    pub mail_sent_at: Option<Instant>,
    pub reminded_at: Option<Instant>,
    /// When the link to answer expires.
    pub link_expires_at: Instant,
    /// Uses that are not in force since a backup was restored: the person had refused them or
    /// taken them back after it was made. They wait until the person answers again, or an
    /// owner releases them.
    pub on_hold: Vec<Use>,
    /// The end of the licence, fixed at signing.
    pub expires_at: Option<Instant>,
    /// The answer this one renews. It takes its place once it is given.
    pub supersedes: Option<i64>,
    /// The answer that the person gave next about the same shoot: it counts in place of
    /// this one, whatever it says.
    pub superseded_by: Option<i64>,
    /// When that was given.
    pub superseded_at: Option<Instant>,
    /// Printed on the document; checked at /verify.
    pub reference: String,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub deleted_at: Option<Instant>,
}

impl From<model::Answer> for Answer {
    fn from(answer: model::Answer) -> Self {
        let in_force = answer.in_force();
        let allowed = |one: Use| (one.name().to_owned(), in_force.contains(&one));
        Self {
            id: answer.id.0,
            event_id: answer.event.0,
            event_name: None,
            not_arrived: None,
            employee_id: answer.employee.0,
            state: answer.state,
            has_signed: answer.has_signed(),
            uses: Use::ALL.into_iter().map(allowed).collect(),
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
    /// How it is known that the person did not take them back; at most 500 characters.
    pub(super) reason: String,
}

impl poem_openapi::types::Example for HoldRelease {
    fn example() -> Self {
        Self { reason: "Called on 12 May: the withdrawal was of another shoot.".into() }
    }
}

/// How many guardians answer for a minor.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct GuardiansAsked {
    /// By the company's rule when the request was made.
    pub needed: u8,
    /// Who is known and has been asked. If that is one of two, that one is to name the other
    /// or to declare sole parental authority before anything is accepted.
    pub asked: u8,
}

/// Whom to ask about which shoot.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewAnswer {
    pub(super) event_id: i64,
    pub(super) employee_id: i64,
}

impl poem_openapi::types::Example for NewAnswer {
    fn example() -> Self {
        Self { event_id: 1, employee_id: 1 }
    }
}

/// Whom to ask about which shoot, at most a thousand at a time.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewAnswers {
    pub(super) event_id: i64,
    pub(super) employee_ids: Vec<i64>,
}

impl poem_openapi::types::Example for NewAnswers {
    fn example() -> Self {
        Self { event_id: 1, employee_ids: vec![1, 2] }
    }
}

/// What can be changed of a request nobody has answered; what is left out stays.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AnswerChanges {
    pub(super) locale: Option<Locale>,
    /// RFC 3339; from now to a year ahead.
    pub(super) link_expires_at: Option<String>,
}

impl poem_openapi::types::Example for AnswerChanges {
    fn example() -> Self {
        Self { locale: Some(Locale::En), link_expires_at: Some("2026-06-30T22:00:00Z".into()) }
    }
}

/// A link to hand over.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub(super) struct CopiedLink {
    /// Whose link it is.
    pub(super) signer_name: String,
    pub(super) url: String,
    pub(super) expires_at: Instant,
}

impl From<answers::CopiedLink> for CopiedLink {
    fn from(link: answers::CopiedLink) -> Self {
        Self { signer_name: link.signer_name, url: link.url, expires_at: link.expires_at.into() }
    }
}
