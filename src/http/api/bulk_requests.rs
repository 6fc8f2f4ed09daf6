//! What is done about several answers at once: reminding everybody of a shoot,
//! bringing it up to date, asking again.

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
use crate::http::guard::{IdempotencyKey, Member};
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::model::api_token::TokenScope::AnswersWrite;
use crate::model::renewal::NotRenewed;
use crate::model::{AnswerId, EventId, Right};

pub const OPERATIONS: &[Operation] = &[
    op("remindEvent").scopes(&[AnswersWrite]).no_conflict(),
    op("synchroniseEvent").scopes(&[AnswersWrite]).no_conflict(),
    op("renewEvent").scopes(&[AnswersWrite]).no_conflict(),
    op("renewAnswers").scopes(&[AnswersWrite]).no_conflict(),
];

pub struct BulkRequestsApi;

#[OpenApi]
impl BulkRequestsApi {
    /// Remind everybody of a shoot
    ///
    /// Writes again to each who has yet to sign. Who has answered, and who was written
    /// to within 24 hours, is left alone and counted: done twice, the second time
    /// writes to nobody.
    #[oai(
        path = "/event/:id/raise",
        method = "post",
        operation_id = "remindEvent",
        tag = "Tag::Events"
    )]
    async fn raise(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Raised>, Problem> {
        let scope = member.may(Right::Curate)?;
        let raised = answers::remind_all(&app, scope, EventId(id.0)).await?;
        Ok(Json(Raised {
            reminded: raised.reminded,
            already_answered: raised.already_answered,
            reminded_recently: raised.reminded_recently,
            unreachable: raised.unreachable,
        }))
    }

    /// Bring a shoot up to date
    ///
    /// Asks those who have joined its groups since it was planned, unless it is over or
    /// their request was deleted; queues again the invitations that never left (refused
    /// by the mail server, or mails were off); counts the answers anew and sets the
    /// status by them and the clock. What is in order stays as it is: done twice, the
    /// second time changes nothing.
    #[oai(
        path = "/event/:id/synchronise",
        method = "post",
        operation_id = "synchroniseEvent",
        tag = "Tag::Events"
    )]
    async fn synchronise(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Synchronised>, Problem> {
        let scope = member.may(Right::Plan)?;
        Ok(Json(events::synchronise(&app, scope, EventId(id.0)).await?.into()))
    }

    /// Ask again for the consents of a shoot
    ///
    /// Those that have ended, or end within sixty days; the others are left as they are
    /// and named with the reason. What was given stands until the new request is
    /// answered; from then on the last word counts, also if it is a refusal. Who has
    /// come of age is asked themself. Done twice, the second time asks nobody.
    #[oai(
        path = "/event/:id/renew",
        method = "post",
        operation_id = "renewEvent",
        tag = "Tag::Events"
    )]
    async fn renew_event(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Renewed>, Problem> {
        let scope = member.may(Right::Curate)?;
        Ok(Json(answers::renew_event(&app, scope, EventId(id.0)).await?.into()))
    }

    /// Ask again for these consents
    ///
    /// However far their end is. Those that cannot be renewed are left as they are and
    /// named with the reason; an unknown one refuses the call. What was given stands
    /// until the new request is answered.
    #[oai(
        path = "/answer/renew",
        method = "post",
        operation_id = "renewAnswers",
        tag = "Tag::Answers"
    )]
    async fn renew(
        &self,
        app: Data<&App>,
        member: Member,
        /// A key that makes it safe to repeat the call: 1 to 255 visible ASCII characters of your
        /// own choice. For 24 hours the same key with the same request returns the first reply and
        /// creates nothing more; with another request it is 422.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
        body: Body<ToRenew>,
    ) -> Result<Json<Renewed>, Problem> {
        let scope = member.may(Right::Curate)?;
        let once = member.once("renewAnswers", key, &body)?;
        let ids = body.0.ids.into_iter().map(AnswerId).collect();
        Ok(Json(answers::renew(&app, scope, ids, once).await?.into()))
    }
}

/// What became of reminding everybody of a shoot.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Raised {
    /// Requests about which a reminder is on its way.
    reminded: u32,
    /// Requests that have been answered.
    already_answered: u32,
    /// Requests written about within 24 hours.
    reminded_recently: u32,
    /// Left alone: mails to them come back.
    unreachable: u32,
}

/// A shoot brought up to date.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Synchronised {
    event: Event,
    /// The requests to those who have joined its groups since.
    added: Vec<Answer>,
    /// People who have joined and cannot be asked: minors without guardians.
    not_asked: Vec<i64>,
    /// How many invitations that never left were queued again.
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

/// Which consents to ask for again, at most a thousand at a time.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ToRenew {
    ids: Vec<i64>,
}

impl poem_openapi::types::Example for ToRenew {
    fn example() -> Self {
        Self { ids: vec![1, 2] }
    }
}

/// The requests that went out, and what was left as it is.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Renewed {
    /// New requests; `supersedes` of each is the consent it will take the place of.
    asked: Vec<Answer>,
    skipped: Vec<Skipped>,
}

/// A consent that was not asked for again.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Skipped {
    answer_id: i64,
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
