//! Actions on many answers at once: remind all participants of an event, synchronise an event with
//! its groups, renew consents.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::answers::Answer;
use super::events::Event;
use crate::App;
use crate::actions::{answers, events};
use crate::http::body::Body;
use crate::http::guard::{Allowed, IdempotencyKey};
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::right;
use crate::model::api_token::TokenScope::AnswersWrite;
use crate::model::renewal::NotRenewed;
use crate::model::{AnswerId, EventId};

pub const OPERATIONS: &[Operation] = &[
    op("remindEvent").scopes(&[AnswersWrite]).no_conflict(),
    op("synchroniseEvent").paid().scopes(&[AnswersWrite]).no_conflict(),
    op("renewEvent").scopes(&[AnswersWrite]).no_conflict(),
    op("renewAnswers").scopes(&[AnswersWrite]).no_conflict(),
];

pub struct BulkRequestsApi;

#[OpenApi]
impl BulkRequestsApi {
    /// Remind all participants of an event
    ///
    /// Mails a reminder to every signer who has not decided yet. Answers that are given, and those
    /// whose signers were written to within the last 24 hours, are skipped and counted, so
    /// repeating the call writes to nobody twice. For OWNER and SUPER_USER.
    #[oai(
        path = "/event/:id/raise",
        method = "post",
        operation_id = "remindEvent",
        tag = "Tag::Events"
    )]
    async fn raise(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Raised>, Problem> {
        let scope = member.scope()?;
        let raised = answers::remind_all(&app, scope, EventId(id.0)).await?;
        Ok(Json(Raised {
            reminded: raised.reminded,
            already_answered: raised.already_answered,
            reminded_recently: raised.reminded_recently,
            unreachable: raised.unreachable,
        }))
    }

    /// Synchronise an event with its groups
    ///
    /// Asks the employees who have joined the event's groups since it was planned, unless the event
    /// is over or their request was deleted. Queues again the invitations that were never sent,
    /// because the mail server refused them or mails were off. Recounts the answers and updates the
    /// status of the event. What is correct is left unchanged, so repeating the call changes
    /// nothing. For OWNER, SUPER_USER and USER.
    #[oai(
        path = "/event/:id/synchronise",
        method = "post",
        operation_id = "synchroniseEvent",
        tag = "Tag::Events"
    )]
    async fn synchronise(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Synchronised>, Problem> {
        let scope = member.scope()?;
        Ok(Json(events::synchronise(&app, scope, EventId(id.0)).await?.into()))
    }

    /// Renew the consents of an event
    ///
    /// Sends a new request for each consent that has ended or ends within 60 days. The others are
    /// left unchanged and are in `skipped` with the reason. An existing consent stays in force
    /// until the new request is answered; from then on the new answer counts, even if it is a
    /// refusal. An employee who has come of age is asked themselves. Repeating the call asks nobody
    /// twice. For OWNER and SUPER_USER.
    #[oai(
        path = "/event/:id/renew",
        method = "post",
        operation_id = "renewEvent",
        tag = "Tag::Events"
    )]
    async fn renew_event(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Renewed>, Problem> {
        let scope = member.scope()?;
        Ok(Json(answers::renew_event(&app, scope, EventId(id.0)).await?.into()))
    }

    /// Renew chosen consents
    ///
    /// Sends a new request for each of these consents, no matter when it ends. Consents that cannot
    /// be renewed are left unchanged and are in `skipped` with the reason. An existing consent
    /// stays in force until the new request is answered. For OWNER and SUPER_USER.
    ///
    /// 422 if an id is unknown; nobody is asked then.
    #[oai(
        path = "/answer/renew",
        method = "post",
        operation_id = "renewAnswers",
        tag = "Tag::Answers"
    )]
    async fn renew(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<ToRenew>,
    ) -> Result<Json<Renewed>, Problem> {
        let scope = member.scope()?;
        let once = member.once("renewAnswers", key, &body)?;
        let ids = body.0.ids.into_iter().map(AnswerId).collect();
        Ok(Json(answers::renew(&app, scope, ids, once).await?.into()))
    }
}

/// The result of reminding all participants of an event.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Raised {
    /// The number of answers for which a reminder was queued.
    reminded: u32,
    /// The number of answers that have been given.
    already_answered: u32,
    /// The number of answers skipped because their signers were written to within the last 24
    /// hours.
    reminded_recently: u32,
    /// The number of answers skipped because mails to their signers come back.
    unreachable: u32,
}

/// The result of synchronising an event.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Synchronised {
    /// The event after the call.
    event: Event,
    /// The new answers of employees who have joined the groups.
    added: Vec<Answer>,
    /// The ids of employees who have joined the groups and cannot be asked: minors without
    /// guardians.
    not_asked: Vec<i64>,
    /// The number of unsent invitations that were queued again.
    resent: u32,
}

impl From<events::Synchronised> for Synchronised {
    fn from(done: events::Synchronised) -> Self {
        Self {
            event: done.event.into(),
            added: done.added.into_iter().map(Into::into).collect(),
            not_asked: done.not_asked.into_iter().map(|id| id.0).collect(),
            resent: done.resent,
        }
    }
}

/// The consents to renew.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ToRenew {
    /// The ids of the answers, 1 to 1,000.
    ids: Vec<i64>,
}

impl poem_openapi::types::Example for ToRenew {
    fn example() -> Self {
        Self { ids: vec![1, 2] }
    }
}

/// The result of a renewal.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Renewed {
    /// The new answers. `supersedes` of each is the id of the answer that it will replace.
    asked: Vec<Answer>,
    /// The answers that were not renewed.
    skipped: Vec<Skipped>,
}

/// An answer that was not renewed.
#[derive(Object)]
#[oai(rename = "NotRenewedAnswer", rename_all = "camelCase")]
struct Skipped {
    /// The id of the answer.
    answer_id: i64,
    /// Why it was not renewed.
    reason: NotRenewed,
}

impl From<answers::Renewed> for Renewed {
    fn from(renewed: answers::Renewed) -> Self {
        let skipped = renewed.skipped.into_iter();
        let skipped = skipped.map(|one| Skipped { answer_id: one.answer.0, reason: one.reason });
        Self {
            asked: renewed.asked.into_iter().map(Into::into).collect(),
            skipped: skipped.collect(),
        }
    }
}
