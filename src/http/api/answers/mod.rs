//! Answers as the company's users see them.

mod shapes;

use std::collections::BTreeMap;

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

pub use shapes::Answer;
use shapes::{
    AnswerChanges, AnswerReceipt, CopiedLink, HoldRelease, NewAnswer, NewAnswers, Signer,
    TheirWithdrawal,
};

use super::Tag;
use super::consent::{Withdrawal, Withdrawn};
use super::lists::{ListQuery, Listed};
use crate::App;
use crate::actions::answers::{self, Archive, Filter, Order};
use crate::actions::consent::Reported;
use crate::actions::{Scope, consent, search};
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{Allowed, IdempotencyKey, Member};
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Download};
use crate::http::right;
use crate::model::api_token::TokenScope::{AnswersRead, AnswersWrite};
use crate::model::{
    self, AnswerId, AnswerState, EmployeeId, EventId, List, Right, SearchKind, SignerId,
};

pub const OPERATIONS: &[Operation] = &[
    op("listAnswers")
        .list(LIST.by(&["createdAt"]).descending().with_deleted().search())
        .scopes(&[AnswersRead]),
    op("createAnswer").paid().scopes(&[AnswersWrite]),
    op("createAnswers").paid().scopes(&[AnswersWrite]),
    op("getAnswer").scopes(&[AnswersRead]),
    op("updateAnswer").scopes(&[AnswersWrite]),
    op("deleteAnswer").scopes(&[AnswersWrite]),
    op("restoreAnswer").scopes(&[AnswersWrite]).paid(),
    op("listEventAnswers").scopes(&[AnswersRead]),
    op("listEmployeeAnswers").list(LIST.by(&["createdAt"]).descending()).scopes(&[AnswersRead]),
    op("remindAnswer").scopes(&[AnswersWrite]),
    op("copyAnswerLink").scopes(&[AnswersWrite]),
    op("downloadAnswerPdf").sends(&["application/pdf"]).scopes(&[AnswersRead]).conflict().gone(),
    op("withdrawAnswer").while_suspended().gone(),
    op("listSigners"),
    op("recordWithdrawal").while_suspended().gone(),
    op("downloadAnswerEvidence")
        .sends(&["application/zip"])
        .scopes(&[AnswersRead])
        .conflict()
        .gone(),
    op("listAnswerReceipts").scopes(&[AnswersRead]),
    op("downloadAnswerReceipt")
        .sends(&["application/pdf"])
        .scopes(&[AnswersRead])
        .conflict()
        .gone(),
    op("releaseAnswer"),
];

pub struct AnswersApi;

#[OpenApi(tag = "Tag::Answers")]
impl AnswersApi {
    /// List answers
    ///
    /// Returns the answers of the company, the latest first. The parameters restrict the list to an
    /// event, an employee or a state. For OWNER, SUPER_USER and USER; an EMPLOYEE sees only the
    /// answers that they are asked for or have given themselves, here and in the other operations
    /// on answers.
    ///
    /// To read a long list, use `after` instead of `page`: rows that are added meanwhile do not
    /// shift the pages.
    #[oai(path = "/answer", method = "get", operation_id = "listAnswers")]
    #[expect(clippy::too_many_arguments, reason = "one for each query parameter")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeAnswers>,
        list: ListQuery,
        /// Return only the answers of this event.
        #[oai(name = "eventId")]
        event_id: Query<Option<i64>>,
        /// Return only the answers of this employee.
        #[oai(name = "employeeId")]
        employee_id: Query<Option<i64>>,
        /// Return only the answers in this state.
        state: Query<Option<AnswerState>>,
        /// The id of an answer: return the rows that follow it in the chosen order, instead of a
        /// page by number. Pass the last `id` of a page to get the next page. This takes the same
        /// time at the end of a long list as at its start.
        after: Query<Option<i64>>,
    ) -> Result<Json<Listed<Answer>>, Problem> {
        let scope = member.scope()?;
        let size = member.page_size(List::Answers);
        let query = list.checked_with_deleted(&[("createdAt", Order::CreatedAt)], true, size)?;
        let filter = Filter {
            event: event_id.0.map(EventId),
            employee: employee_id.0.map(EmployeeId),
            state: state.0,
            after: after.0.map(AnswerId),
        };
        let found = list.search();
        let found =
            search::among(&app, scope, SearchKind::Answer, found, query.with_deleted).await?;
        let query = query.among(found);
        let page = answers::list(&app, scope, query, filter).await?;
        let ids = page.data.iter().map(|answer| answer.id).collect();
        let mut names = answers::event_names(&app, scope, ids).await?;
        let mut waiting = not_arrived(&app, scope, &page.data).await?;
        Ok(Json(Listed::of(page, |answer| {
            let event_name = names.remove(&answer.id);
            let not_arrived = waiting.remove(&answer.id).map(Into::into);
            Answer { event_name, not_arrived, ..answer.into() }
        })))
    }

    /// Ask one more employee
    ///
    /// Adds the employee to the event and mails the invitation. An employee who has refused, or has
    /// withdrawn everything, is asked again; the refusal stands until they answer. Signers who
    /// decided earlier about this employee and event but would not be asked today, such as a former
    /// guardian, are asked as well (`earlierSigners`). For OWNER, SUPER_USER and USER.
    ///
    /// 409 `already_asked` if the employee has an unanswered request, or has already accepted (to
    /// renew a consent, use `POST /answer/renew`). 422 `guardian_required` on `employeeId` for a
    /// minor without guardians.
    #[oai(path = "/answer", method = "post", operation_id = "createAnswer")]
    async fn create(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<NewAnswer>,
    ) -> Result<Created<Answer>, Problem> {
        let scope = member.scope()?;
        let once = member.once("createAnswer", key, &body)?;
        let NewAnswer { event_id, employee_id } = body.0;
        let asked =
            answers::ask(&app, scope, EventId(event_id), EmployeeId(employee_id), once).await?;
        Ok(Created(asked.into()))
    }

    /// Ask several more employees
    ///
    /// Works as `POST /answer` for 1 to 1,000 employees at once. Employees who have already been
    /// asked are left unchanged and are not in the reply. For OWNER, SUPER_USER and USER.
    ///
    /// All or none: if an employee is unknown, or is a minor without guardians, the call is 422,
    /// nobody is asked, and `errors` names each of them.
    #[oai(path = "/answer/many", method = "post", operation_id = "createAnswers")]
    async fn create_many(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<NewAnswers>,
    ) -> Result<Created<Vec<Answer>>, Problem> {
        let scope = member.scope()?;
        let once = member.once("createAnswers", key, &body)?;
        let people = body.0.employee_ids.into_iter().map(EmployeeId).collect();
        let asked = answers::ask_many(&app, scope, EventId(body.0.event_id), people, once).await?;
        Ok(Created(asked.into_iter().map(Into::into).collect()))
    }

    /// Get an answer
    ///
    /// Returns the state of the answer and the uses that are allowed today. For OWNER, SUPER_USER
    /// and USER; an EMPLOYEE can read their own.
    #[oai(path = "/answer/:id", method = "get", operation_id = "getAnswer")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeAnswers>,
        /// The id of the answer.
        id: Path<i64>,
    ) -> Result<Json<Answer>, Problem> {
        let scope = member.scope()?;
        let answer = answers::find(&app, scope, AnswerId(id.0)).await?;
        let event_name =
            answers::event_names(&app, scope, vec![answer.id]).await?.remove(&answer.id);
        let mut waiting = not_arrived(&app, scope, std::slice::from_ref(&answer)).await?;
        let not_arrived = waiting.remove(&answer.id).map(Into::into);
        let anchor = Some(answers::anchor_state(&app, scope, &answer).await?);
        Ok(Json(Answer { event_name, not_arrived, anchor, ..answer.into() }))
    }

    /// Change an unanswered request
    ///
    /// Changes the language of the request, or the instant at which its links expire. Fields that
    /// are left out stay unchanged. The company can never answer in the name of an employee. For
    /// OWNER, SUPER_USER and USER.
    ///
    /// 409 `answer_not_pending` if the answer is not PENDING.
    #[oai(path = "/answer/:id", method = "put", operation_id = "updateAnswer")]
    async fn update(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        /// The id of the answer.
        id: Path<i64>,
        body: Body<AnswerChanges>,
    ) -> Result<Json<Answer>, Problem> {
        let scope = member.scope()?;
        let AnswerChanges { locale, link_expires_at } = body.0;
        let changed = answers::update(&app, scope, AnswerId(id.0), locale, link_expires_at).await?;
        Ok(Json(changed.into()))
    }

    /// Delete an unanswered request
    ///
    /// Its links stop working. For OWNER and SUPER_USER.
    ///
    /// 409 `answer_given` if the answer was given, even if it is a refusal: it counts until the
    /// employee withdraws it or gives another. 409 `answer_begun` if one of several signers has
    /// already decided. To ask again, use `POST /answer` or `POST /answer/renew`; to erase what is
    /// known of the employee, use `DELETE /employee/{id}/forever`.
    #[oai(path = "/answer/:id", method = "delete", operation_id = "deleteAnswer")]
    async fn delete(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the answer.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.scope()?;
        answers::delete(&app, scope, AnswerId(id.0)).await?;
        Ok(Done)
    }

    /// Restore a deleted request
    ///
    /// Restores the request unchanged. If other signers are required by now, a new request is made
    /// instead and returned. The old links stay revoked; `POST /answer/:id/raise` sends new ones.
    /// For OWNER and SUPER_USER.
    ///
    /// 409 `not_deleted` if the request is not deleted, `already_asked` if the employee has been
    /// asked again or has answered since, `employee_deleted` if the employee is deleted,
    /// `answer_begun` if one of two guardians had already decided (ask again instead),
    /// `guardian_required` if a guardian is needed and there is none.
    #[oai(path = "/answer/:id/restore", method = "post", operation_id = "restoreAnswer")]
    async fn restore(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the answer.
        id: Path<i64>,
    ) -> Result<Json<Answer>, Problem> {
        let scope = member.scope()?;
        Ok(Json(answers::restore(&app, scope, AnswerId(id.0)).await?.into()))
    }

    /// List the answers of an event
    ///
    /// Returns all answers of the event at once, in the order in which the employees were asked.
    /// For OWNER, SUPER_USER and USER.
    #[oai(path = "/answer/event/:id", method = "get", operation_id = "listEventAnswers")]
    async fn of_event(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the event.
        id: Path<i64>,
    ) -> Result<Json<Vec<Answer>>, Problem> {
        let scope = member.scope()?;
        let found = answers::of_event(&app, scope, EventId(id.0)).await?;
        let mut waiting = not_arrived(&app, scope, &found).await?;
        let answers = found.into_iter().map(|answer| {
            let not_arrived = waiting.remove(&answer.id).map(Into::into);
            Answer { not_arrived, ..answer.into() }
        });
        Ok(Json(answers.collect()))
    }

    /// List the answers of an employee
    ///
    /// Returns the answers of the employee, the latest first. For OWNER, SUPER_USER and USER.
    #[oai(path = "/answer/employee/:id", method = "get", operation_id = "listEmployeeAnswers")]
    async fn of_employee(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the employee.
        id: Path<i64>,
        list: ListQuery,
    ) -> Result<Json<Listed<Answer>>, Problem> {
        let scope = member.scope()?;
        let size = member.page_size(List::Answers);
        let query = list.checked(&[("createdAt", Order::CreatedAt)], true, size)?;
        let page = answers::of_employee(&app, scope, query, EmployeeId(id.0)).await?;
        let mut waiting = not_arrived(&app, scope, &page.data).await?;
        Ok(Json(Listed::of(page, |answer| {
            let not_arrived = waiting.remove(&answer.id).map(Into::into);
            Answer { not_arrived, ..answer.into() }
        })))
    }

    /// Send a reminder
    ///
    /// Mails a reminder to every signer of this answer who has not decided yet. A link that had
    /// expired becomes valid again. For OWNER and SUPER_USER.
    ///
    /// 409 `reminded_recently` if the signers were written to within the last 24 hours,
    /// `already_answered` if the answer is not PENDING, `email_bounced` if mails to all of the
    /// signers come back.
    #[oai(path = "/answer/:id/raise", method = "post", operation_id = "remindAnswer")]
    async fn raise(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the answer.
        id: Path<i64>,
    ) -> Result<Json<Answer>, Problem> {
        let scope = member.scope()?;
        Ok(Json(answers::remind(&app, scope, AnswerId(id.0)).await?.into()))
    }

    /// Copy the signing links
    ///
    /// Returns one link for each signer, to be handed over by other means than e-mail. The code
    /// step stays: the code is still mailed to the signer's own address. After the decision, the
    /// link shows the answer and serves to withdraw it, also after the signer's e-mail has changed.
    /// For OWNER, SUPER_USER and USER.
    #[oai(path = "/answer/:id/link", method = "post", operation_id = "copyAnswerLink")]
    async fn link(
        &self,
        app: Data<&App>,
        member: Allowed<right::Plan>,
        /// The id of the answer.
        id: Path<i64>,
    ) -> Result<Json<Vec<CopiedLink>>, Problem> {
        let scope = member.scope()?;
        let copied = answers::link(&app, scope, AnswerId(id.0), member.0.user).await?;
        Ok(Json(copied.into_iter().map(CopiedLink::from).collect()))
    }

    /// Download the signed PDF
    ///
    /// Returns the sealed document. For OWNER, SUPER_USER and USER; an EMPLOYEE can download their
    /// own. The PDF of an erased employee is kept as evidence only: it requires an OWNER, or an
    /// ADMIN who is a member of the company, and a `reason`; the access is recorded. Others get
    /// 403.
    ///
    /// 409 `not_answered` if nobody has decided yet, `pdf_not_ready` during the moments in which
    /// the PDF is made: try again shortly. 410 `erased` if its content has been erased.
    #[oai(path = "/answer/:id/pdf", method = "get", operation_id = "downloadAnswerPdf")]
    async fn pdf(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeAnswers>,
        /// The id of the answer.
        id: Path<i64>,
        /// Why the document of an erased employee is opened, for example a claim or the request of
        /// an authority. At most 500 characters, and without the employee's name. Required only for
        /// erased employees.
        reason: Query<Option<String>>,
    ) -> Result<Download, Problem> {
        let scope = member.scope()?;
        let archive = archive(&member, reason.0);
        let (name, bytes) = answers::pdf(&app, scope, AnswerId(id.0), archive).await?;
        Ok(Download { bytes, media_type: "application/pdf", name })
    }

    /// Withdraw your own consent
    ///
    /// Withdraws all uses, or the uses named in the body, with the same evidence and confirmation
    /// as a withdrawal through the signing link. For an EMPLOYEE: the caller must be a signer of
    /// the answer, logged in with the e-mail by which they were asked; otherwise 404. If two
    /// guardians accepted, the withdrawal of one is enough. A former guardian can also withdraw
    /// what they accepted.
    ///
    /// 409 `already_withdrawn` or `nothing_to_withdraw` if nothing is left to withdraw;
    /// `answer_replaced` for guardians of an employee who has come of age and has answered for
    /// themselves. 422 `use_not_granted` for a use that was not granted.
    #[oai(path = "/answer/:id/withdraw", method = "post", operation_id = "withdrawAnswer")]
    async fn withdraw(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Own>,
        /// The id of the answer.
        id: Path<i64>,
        body: Body<Withdrawal>,
    ) -> Result<Json<Withdrawn>, Problem> {
        let scope = member.scope()?;
        let (user, uses, id) = (member.0.user, body.0.uses, AnswerId(id.0));
        let left = consent::withdraw_own(&app, scope, user, id, uses, caller.origin()).await?;
        Ok(Json(Withdrawn { state: left.state, uses: left.uses }))
    }

    /// Record the withdrawal of a consent
    ///
    /// Withdraws all uses, or the uses named in the body, for somebody who has told the company so,
    /// by telephone or on paper. If two guardians accepted, the word of one is enough, and `signerId`
    /// says whose it was. The user and the reason are recorded in the evidence. All who have
    /// answered get a receipt by mail, which says who withdrew. For OWNER and SUPER_USER, with an
    /// access token; API tokens are refused.
    ///
    /// 409 and 422 are those of `POST /answer/{id}/withdraw`; 422 `signer_required` as well, if
    /// `GET /answer/{id}/signers` has several and none is named.
    #[oai(path = "/answer/:id/withdrawal", method = "post", operation_id = "recordWithdrawal")]
    async fn withdraw_for(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the answer.
        id: Path<i64>,
        body: Body<TheirWithdrawal>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
    ) -> Result<Json<Withdrawn>, Problem> {
        let scope = member.scope()?;
        member.session()?;
        let once = member.once("recordWithdrawal", key, &body)?.map(|once| once.about(id.0));
        let TheirWithdrawal { signer_id, uses, reason } = body.0;
        let reported = Reported { signer: signer_id.map(SignerId), uses, reason };
        let (by, id) = (member.0.user, AnswerId(id.0));
        let left = consent::withdraw_for(&app, scope, by, id, reported, once).await?;
        Ok(Json(Withdrawn { state: left.state, uses: left.uses }))
    }

    /// List who can withdraw a consent
    ///
    /// Returns the signers whose consent counts, with what each of them allows: the employee, or
    /// guardians. For OWNER and SUPER_USER.
    #[oai(path = "/answer/:id/signers", method = "get", operation_id = "listSigners")]
    async fn signers(
        &self,
        app: Data<&App>,
        member: Allowed<right::Curate>,
        /// The id of the answer.
        id: Path<i64>,
    ) -> Result<Json<Vec<Signer>>, Problem> {
        let scope = member.scope()?;
        let all = consent::tellers(&app, scope, AnswerId(id.0)).await?;
        Ok(Json(all.into_iter().map(Signer::from).collect()))
    }

    /// Download the evidence bundle
    ///
    /// Returns one ZIP with the text that was shown, the decisions, the drawn strokes, the chained
    /// evidence, the PDF and the seal. `be-right verify` checks it without this server. For OWNER,
    /// SUPER_USER and USER. An EMPLOYEE gets it only if nobody else was asked to sign and it
    /// contains no address but theirs; otherwise 403. For erased employees, see
    /// `GET /answer/{id}/pdf`.
    #[oai(path = "/answer/:id/evidence", method = "get", operation_id = "downloadAnswerEvidence")]
    async fn evidence(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeAnswers>,
        /// The id of the answer.
        id: Path<i64>,
        /// Why the evidence of an erased employee is opened. At most 500 characters. Required only
        /// for erased employees.
        reason: Query<Option<String>>,
    ) -> Result<Download, Problem> {
        let scope = member.scope()?;
        let archive = archive(&member, reason.0);
        let (name, bytes) = answers::evidence(&app, scope, AnswerId(id.0), archive).await?;
        Ok(Download { bytes, media_type: "application/zip", name })
    }

    /// List the receipts of an answer
    ///
    /// Returns what was made for each withdrawal and for the end of the consent, the first one first. An
    /// answer that was withdrawn before an upgrade to manifests has no receipt of it. Neither has what one
    /// guardian withdraws while another has yet to answer: nothing is allowed yet, and there is no document
    /// that a receipt could be about. It is confirmed by mail, and the answer's document shows it. For OWNER,
    /// SUPER_USER and USER; an EMPLOYEE can list their own.
    #[oai(path = "/answer/:id/receipts", method = "get", operation_id = "listAnswerReceipts")]
    async fn receipts(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeAnswers>,
        /// The id of the answer.
        id: Path<i64>,
    ) -> Result<Json<Vec<AnswerReceipt>>, Problem> {
        let scope = member.scope()?;
        let all = answers::receipts(&app, scope, AnswerId(id.0)).await?;
        Ok(Json(all.into_iter().map(AnswerReceipt::from).collect()))
    }

    /// Download a receipt
    ///
    /// Returns the sealed PDF. For OWNER, SUPER_USER and USER; an EMPLOYEE can download their own. For
    /// erased employees, see `GET /answer/{id}/pdf`.
    ///
    /// 404 for a number that is none of a receipt, 409 `not_answered` if nobody has decided yet, 410
    /// `erased` if its content has been erased.
    #[oai(
        path = "/answer/:id/receipts/:number",
        method = "get",
        operation_id = "downloadAnswerReceipt"
    )]
    async fn receipt(
        &self,
        app: Data<&App>,
        member: Allowed<right::SeeAnswers>,
        /// The id of the answer.
        id: Path<i64>,
        /// The number of the receipt.
        number: Path<u32>,
        /// Why the document of an erased employee is opened. At most 500 characters. Required only
        /// for erased employees.
        reason: Query<Option<String>>,
    ) -> Result<Download, Problem> {
        let scope = member.scope()?;
        let archive = archive(&member, reason.0);
        let (name, bytes) =
            answers::receipt_pdf(&app, scope, AnswerId(id.0), number.0, archive).await?;
        Ok(Download { bytes, media_type: "application/pdf", name })
    }

    /// Release uses on hold after a restore
    ///
    /// After a backup was restored, the uses in `onHold` are not allowed: the employee had refused
    /// or withdrawn them after the backup was made. This operation allows them again, and records
    /// the reason and the user who gave it. Where possible, ask the employee again instead, with
    /// `POST /answer/renew`. For OWNER, with an access token; API tokens are refused.
    ///
    /// 409 `nothing_on_hold` if no use is on hold, `evidence_contradicted` if uses are since the
    /// evidence is not what was sealed: that is ended by a new answer, or by evidence that is right.
    #[oai(path = "/answer/:id/release", method = "post", operation_id = "releaseAnswer")]
    async fn release(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        /// The id of the answer.
        id: Path<i64>,
        body: Body<HoldRelease>,
    ) -> Result<Json<Answer>, Problem> {
        let scope = member.scope()?;
        let by = member.0.user;
        member.session()?;
        let answer = answers::release(&app, scope, by, AnswerId(id.0), &body.0.reason).await?;
        Ok(Json(answer.into()))
    }
}

/// For each of these answers, why no request has reached its signers.
async fn not_arrived(
    app: &App,
    scope: Scope,
    of: &[model::Answer],
) -> Result<BTreeMap<AnswerId, answers::NotArrived>, Problem> {
    let ids = of.iter().map(|answer| answer.id).collect();
    Ok(answers::not_arrived(app, scope, ids).await?)
}

/// How the caller may open documents of erased employees.
fn archive(member: &Member, reason: Option<String>) -> Archive {
    match member.may(Right::OpenArchive) {
        Ok(_) => Archive::Open { by: member.0.user, reason },
        Err(_) => Archive::Closed,
    }
}
