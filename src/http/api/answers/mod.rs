//! Requests for consent, as the studio sees them.

mod shapes;

use std::collections::BTreeMap;

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

pub use shapes::Answer;
use shapes::{AnswerChanges, CopiedLink, HoldRelease, NewAnswer, NewAnswers};

use super::Tag;
use super::consent::{Withdrawal, Withdrawn};
use super::lists::{Listed, Wanted};
use crate::App;
use crate::actions::answers::{self, Archive, Filter, Order};
use crate::actions::{Scope, consent, search};
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{IdempotencyKey, Member};
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Download};
use crate::model::api_token::TokenScope::{AnswersRead, AnswersWrite};
use crate::model::{self, AnswerId, AnswerState, EmployeeId, EventId, List, Right, SearchKind};

pub const OPERATIONS: &[Operation] = &[
    op("listAnswers").scopes(&[AnswersRead]),
    op("createAnswer").scopes(&[AnswersWrite]),
    op("createAnswers").scopes(&[AnswersWrite]),
    op("getAnswer").scopes(&[AnswersRead]),
    op("updateAnswer").scopes(&[AnswersWrite]),
    op("deleteAnswer").scopes(&[AnswersWrite]),
    op("restoreAnswer").scopes(&[AnswersWrite]),
    op("listEventAnswers").scopes(&[AnswersRead]),
    op("listEmployeeAnswers").scopes(&[AnswersRead]),
    op("remindAnswer").scopes(&[AnswersWrite]),
    op("copyAnswerLink").scopes(&[AnswersWrite]),
    op("downloadAnswerPdf").scopes(&[AnswersRead]).conflict().gone(),
    op("withdrawAnswer").gone(),
    op("downloadAnswerEvidence").scopes(&[AnswersRead]).conflict().gone(),
    op("releaseAnswer"),
];

pub struct AnswersApi;

#[OpenApi(tag = "Tag::Answers")]
impl AnswersApi {
    /// List requests for consent
    ///
    /// The latest first. Filters narrow it to a shoot, a person or a state. Somebody
    /// who is logged in as EMPLOYEE finds what they are asked or have said themselves,
    /// here and below. Walk a
    /// long list with `after` rather than `page`: rows that come meanwhile shift no page.
    #[oai(path = "/answer", method = "get", operation_id = "listAnswers")]
    #[expect(clippy::too_many_arguments, reason = "one for each query parameter")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Member,
        /// From 1.
        page: Query<Option<u32>>,
        /// Rows a page, 1 to 100; by default what the user set, or 20.
        limit: Query<Option<u32>>,
        /// `createdAt:desc` or `createdAt:asc`.
        #[oai(name = "orderBy")]
        order_by: Query<Option<String>>,
        /// Deleted ones too.
        #[oai(name = "withDeleted")]
        with_deleted: Query<Option<bool>>,
        /// Only what a search for these words finds, as `GET /search` does it, but what
        /// is misspelt only if nothing fits as it is written. Of more than 100,000 that fit
        /// only the likest are looked at.
        search: Query<Option<String>>,
        /// Of this shoot.
        #[oai(name = "eventId")]
        event_id: Query<Option<i64>>,
        /// Of this person.
        #[oai(name = "employeeId")]
        employee_id: Query<Option<i64>>,
        /// In this state.
        state: Query<Option<AnswerState>>,
        /// Those that come after this request, in the order asked for, instead of a page
        /// by its number: give the last `id` of a page to get the next one, as quickly at
        /// the end of a long list as at its start.
        after: Query<Option<i64>>,
    ) -> Result<Json<Listed<Answer>>, Problem> {
        let scope = member.may(Right::SeeAnswers)?;
        let wanted = Wanted {
            page: page.0,
            limit: limit.0,
            order_by: order_by.0.as_deref(),
            with_deleted: with_deleted.0,
        };
        let size = member.page_size(List::Answers);
        let query = wanted.checked(&[("createdAt", Order::CreatedAt)], true, size)?;
        let filter = Filter {
            event: event_id.0.map(EventId),
            employee: employee_id.0.map(EmployeeId),
            state: state.0,
            after: after.0.map(AnswerId),
        };
        let found = search.0.as_deref();
        let found =
            search::among(&app, scope, SearchKind::Answer, found, query.with_deleted).await?;
        let query = query.among(found);
        let page = answers::list(&app, scope, query, filter).await?;
        let ids = page.data.iter().map(|answer| answer.id).collect();
        let mut names = answers::shoot_names(&app, scope, ids).await?;
        let mut waiting = not_arrived(&app, scope, &page.data).await?;
        Ok(Json(Listed::of(page, |answer| {
            let event_name = names.remove(&answer.id);
            let not_arrived = waiting.remove(&answer.id).map(Into::into);
            Answer { event_name, not_arrived, ..answer.into() }
        })))
    }

    /// Ask one more person
    ///
    /// Adds the person to the shoot and mails the invitation. Who has refused, or has
    /// taken everything back, is asked again: that stands until they answer. Whoever else
    /// has decided about this person and shoot before, as a guardian who is none any more,
    /// is asked as well (`earlierSigners`). 409
    /// `already_asked` if they have been asked and it is their turn, or if they have said
    /// yes (see `POST /answer/renew`); 422 `guardian_required` for a minor without
    /// guardians.
    #[oai(path = "/answer", method = "post", operation_id = "createAnswer")]
    async fn create(
        &self,
        app: Data<&App>,
        member: Member,
        /// Makes it safe to repeat the call: 1 to 255 visible ASCII characters of your own.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
        body: Body<NewAnswer>,
    ) -> Result<Created<Answer>, Problem> {
        let scope = member.may(Right::Plan)?;
        let once = member.once("createAnswer", key, &body)?;
        let NewAnswer { event_id, employee_id } = body.0;
        let asked =
            answers::ask(&app, scope, EventId(event_id), EmployeeId(employee_id), once).await?;
        Ok(Created(asked.into()))
    }

    /// Ask several more people
    ///
    /// All or none: an unknown person or a minor without guardians refuses the call and
    /// is named. Those who have been asked already are left as they are.
    #[oai(path = "/answer/many", method = "post", operation_id = "createAnswers")]
    async fn create_many(
        &self,
        app: Data<&App>,
        member: Member,
        /// Makes it safe to repeat the call: 1 to 255 visible ASCII characters of your own.
        #[oai(name = "Idempotency-Key")]
        key: IdempotencyKey,
        body: Body<NewAnswers>,
    ) -> Result<Created<Vec<Answer>>, Problem> {
        let scope = member.may(Right::Plan)?;
        let once = member.once("createAnswers", key, &body)?;
        let people = body.0.employee_ids.into_iter().map(EmployeeId).collect();
        let asked = answers::ask_many(&app, scope, EventId(body.0.event_id), people, once).await?;
        Ok(Created(asked.into_iter().map(Into::into).collect()))
    }

    /// Get a request
    ///
    /// Where it stands, and what is allowed today.
    #[oai(path = "/answer/:id", method = "get", operation_id = "getAnswer")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Member,
        /// The request.
        id: Path<i64>,
    ) -> Result<Json<Answer>, Problem> {
        let scope = member.may(Right::SeeAnswers)?;
        let answer = answers::find(&app, scope, AnswerId(id.0)).await?;
        let event_name =
            answers::shoot_names(&app, scope, vec![answer.id]).await?.remove(&answer.id);
        let mut waiting = not_arrived(&app, scope, std::slice::from_ref(&answer)).await?;
        let not_arrived = waiting.remove(&answer.id).map(Into::into);
        Ok(Json(Answer { event_name, not_arrived, ..answer.into() }))
    }

    /// Change a request nobody has answered
    ///
    /// Its language, or when its link expires. A studio never answers in someone's name.
    #[oai(path = "/answer/:id", method = "put", operation_id = "updateAnswer")]
    async fn update(
        &self,
        app: Data<&App>,
        member: Member,
        /// The request.
        id: Path<i64>,
        body: Body<AnswerChanges>,
    ) -> Result<Json<Answer>, Problem> {
        let scope = member.may(Right::Plan)?;
        let AnswerChanges { locale, link_expires_at } = body.0;
        let changed = answers::update(&app, scope, AnswerId(id.0), locale, link_expires_at).await?;
        Ok(Json(changed.into()))
    }

    /// Delete a request
    ///
    /// One that nobody has answered: its links open nothing any more. An answer that was
    /// given, be it a no, is 409 `answer_given`: it counts until the person takes it back
    /// or gives another. A request that one of several signers has answered is 409
    /// `answer_begun`. To ask for another, see `POST /answer` and `POST /answer/renew`;
    /// to erase what is known of the person, `DELETE /employee/{id}/forever`.
    #[oai(path = "/answer/:id", method = "delete", operation_id = "deleteAnswer")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Member,
        /// The request.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.may(Right::Curate)?;
        answers::delete(&app, scope, AnswerId(id.0)).await?;
        Ok(Done)
    }

    /// Restore a deleted request
    ///
    /// As it was, unless somebody else has to sign by now: then it is asked anew. Its
    /// old links stay dead; `POST /answer/:id/raise` sends fresh ones. 409
    /// `already_asked` if the person has been asked again or has answered since,
    /// `employee_deleted` if they have been deleted themselves, `answer_begun` if one of
    /// two guardians had answered: ask again instead.
    #[oai(path = "/answer/:id/restore", method = "post", operation_id = "restoreAnswer")]
    async fn restore(
        &self,
        app: Data<&App>,
        member: Member,
        /// The request.
        id: Path<i64>,
    ) -> Result<Json<Answer>, Problem> {
        let scope = member.may(Right::Curate)?;
        Ok(Json(answers::restore(&app, scope, AnswerId(id.0)).await?.into()))
    }

    /// List a shoot's requests
    ///
    /// All of them, in the order people were asked.
    #[oai(path = "/answer/event/:id", method = "get", operation_id = "listEventAnswers")]
    async fn of_event(
        &self,
        app: Data<&App>,
        member: Member,
        /// The shoot.
        id: Path<i64>,
    ) -> Result<Json<Vec<Answer>>, Problem> {
        let scope = member.may(Right::Read)?;
        let found = answers::of_event(&app, scope, EventId(id.0)).await?;
        let mut waiting = not_arrived(&app, scope, &found).await?;
        let answers = found.into_iter().map(|answer| {
            let not_arrived = waiting.remove(&answer.id).map(Into::into);
            Answer { not_arrived, ..answer.into() }
        });
        Ok(Json(answers.collect()))
    }

    /// List a person's requests
    ///
    /// The latest first.
    #[oai(path = "/answer/employee/:id", method = "get", operation_id = "listEmployeeAnswers")]
    async fn of_employee(
        &self,
        app: Data<&App>,
        member: Member,
        /// The person.
        id: Path<i64>,
        /// From 1.
        page: Query<Option<u32>>,
        /// Rows a page, 1 to 100.
        limit: Query<Option<u32>>,
    ) -> Result<Json<Listed<Answer>>, Problem> {
        let scope = member.may(Right::Read)?;
        let wanted = Wanted { page: page.0, limit: limit.0, order_by: None, with_deleted: None };
        let size = member.page_size(List::Answers);
        let query = wanted.checked(&[("createdAt", Order::CreatedAt)], true, size)?;
        let page = answers::of_employee(&app, scope, query, EmployeeId(id.0)).await?;
        let mut waiting = not_arrived(&app, scope, &page.data).await?;
        Ok(Json(Listed::of(page, |answer| {
            let not_arrived = waiting.remove(&answer.id).map(Into::into);
            Answer { not_arrived, ..answer.into() }
        })))
    }

    /// Remind
    ///
    /// Writes again to everybody who has yet to sign: at most once a day (409
    /// `reminded_recently`), and never after an answer. A link that had expired lives again.
    #[oai(path = "/answer/:id/raise", method = "post", operation_id = "remindAnswer")]
    async fn raise(
        &self,
        app: Data<&App>,
        member: Member,
        /// The request.
        id: Path<i64>,
    ) -> Result<Json<Answer>, Problem> {
        let scope = member.may(Right::Curate)?;
        Ok(Json(answers::remind(&app, scope, AnswerId(id.0)).await?.into()))
    }

    /// Copy the signing link
    ///
    /// To hand it over by other means than our mail. The code step stays: the code
    /// still goes to the person's own e-mail. Once the answer is given, the link shows
    /// it and takes it back, also after the person's e-mail has changed.
    #[oai(path = "/answer/:id/link", method = "post", operation_id = "copyAnswerLink")]
    async fn link(
        &self,
        app: Data<&App>,
        member: Member,
        /// The request.
        id: Path<i64>,
    ) -> Result<Json<Vec<CopiedLink>>, Problem> {
        let scope = member.may(Right::Plan)?;
        let copied = answers::link(&app, scope, AnswerId(id.0), member.0.user).await?;
        Ok(Json(copied.into_iter().map(CopiedLink::from).collect()))
    }

    /// Download the signed PDF
    ///
    /// 409 `not_answered`, or `pdf_not_ready` for the moment it takes to be made. That of a
    /// person who has been erased is kept as proof and no more: only an OWNER may open it,
    /// or an ADMIN who belongs to the company, and must say why; it is noted.
    #[oai(path = "/answer/:id/pdf", method = "get", operation_id = "downloadAnswerPdf")]
    async fn pdf(
        &self,
        app: Data<&App>,
        member: Member,
        /// The request.
        id: Path<i64>,
        /// Why it is opened, if the person has been erased: a claim, an authority that
        /// asks. At most 500 characters, and without the person's name.
        reason: Query<Option<String>>,
    ) -> Result<Download, Problem> {
        let scope = member.may(Right::SeeAnswers)?;
        let archive = archive(&member, reason.0);
        let (name, bytes) = answers::pdf(&app, scope, AnswerId(id.0), archive).await?;
        Ok(Download { bytes, media_type: "application/pdf", name })
    }

    /// Take one's consent back
    ///
    /// Of all uses, or of those named: as easily as by the link, with the same evidence
    /// and confirmation. Only whoever said it may, logged in with the e-mail they were
    /// asked by; where two guardians have said yes, what one takes back is taken back. Who is
    /// a guardian no more takes back what they have said, too.
    #[oai(path = "/answer/:id/withdraw", method = "post", operation_id = "withdrawAnswer")]
    async fn withdraw(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The answer.
        id: Path<i64>,
        body: Body<Withdrawal>,
    ) -> Result<Json<Withdrawn>, Problem> {
        let scope = member.may(Right::Own)?;
        let (user, uses, id) = (member.0.user, body.0.uses, AnswerId(id.0));
        let left = consent::withdraw_own(&app, scope, user, id, uses, caller.origin()).await?;
        Ok(Json(Withdrawn { state: left.state, uses: left.uses }))
    }

    /// Download the evidence
    ///
    /// One ZIP with the text shown, the decisions, the strokes, the chained evidence,
    /// the PDF and the seal; `be-right verify` checks it without this server. An EMPLOYEE has
    /// it only where nobody else was asked to sign and no other address than theirs stands in
    /// it (403). Of a person who has been erased, see `GET /answer/{id}/pdf`.
    #[oai(path = "/answer/:id/evidence", method = "get", operation_id = "downloadAnswerEvidence")]
    async fn evidence(
        &self,
        app: Data<&App>,
        member: Member,
        /// The request.
        id: Path<i64>,
        /// Why it is opened, if the person has been erased.
        reason: Query<Option<String>>,
    ) -> Result<Download, Problem> {
        let scope = member.may(Right::SeeAnswers)?;
        let archive = archive(&member, reason.0);
        let (name, bytes) = answers::evidence(&app, scope, AnswerId(id.0), archive).await?;
        Ok(Download { bytes, media_type: "application/zip", name })
    }

    /// Release what a restore holds
    ///
    /// For owners, signed in. After a restore, the uses `onHold` are not allowed: the person
    /// had refused them or taken them back after the backup was made. This allows them again,
    /// for a reason, which is noted with who gave it. Rather ask the person again, with
    /// POST /answer/renew. 409 `nothing_on_hold` if nothing is.
    #[oai(path = "/answer/:id/release", method = "post", operation_id = "releaseAnswer")]
    async fn release(
        &self,
        app: Data<&App>,
        member: Member,
        /// The request.
        id: Path<i64>,
        body: Body<HoldRelease>,
    ) -> Result<Json<Answer>, Problem> {
        let scope = member.may(Right::Govern)?;
        let by = member.0.user;
        member.session()?;
        let answer = answers::release(&app, scope, by, AnswerId(id.0), &body.0.reason).await?;
        Ok(Json(answer.into()))
    }
}

/// Which of these requests have not reached whoever is to answer.
async fn not_arrived(
    app: &App,
    scope: Scope,
    of: &[model::Answer],
) -> Result<BTreeMap<AnswerId, answers::NotArrived>, Problem> {
    let ids = of.iter().map(|answer| answer.id).collect();
    Ok(answers::not_arrived(app, scope, ids).await?)
}

/// How far the caller gets with the papers of erased people.
fn archive(member: &Member, reason: Option<String>) -> Archive {
    match member.may(Right::OpenArchive) {
        Ok(_) => Archive::Open { by: member.0.user, reason },
        Err(_) => Archive::Closed,
    }
}
