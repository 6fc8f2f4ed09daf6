//! Sent mails: their recipients and results, and addresses from which mails come back.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::lists::{ListQuery, Listed};
use crate::App;
use crate::actions::answers;
use crate::actions::mails::{self, Filter, Posted, Status};
use crate::http::caller::Caller;
use crate::http::guard::{Allowed, IdempotencyKey};
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Done, Instant};
use crate::http::right;
use crate::model::{CompanyId, Digest, MailId, MailVerdict};

pub const OPERATIONS: &[Operation] = &[
    op("listAllMails").list(LIST.fixed_size()),
    op("resendMail").counted(),
    op("noteBounceOfAny"),
    op("forgetBounceOfAny"),
    op("listMails").list(LIST.fixed_size()),
    op("resendMailOfCompany").counted(),
    op("noteBounce"),
    op("forgetBounce"),
];

pub struct MailsApi;

#[OpenApi(tag = "Tag::Operations")]
impl MailsApi {
    /// List the mails of the instance
    ///
    /// Returns the mails of all companies and those about accounts, the latest first, with the
    /// recipient and the last reply of the mail server. The texts of mails are not kept. Only for
    /// an ADMIN.
    #[oai(path = "/admin/mail", method = "get", operation_id = "listAllMails")]
    async fn list_all(
        &self,
        app: Data<&App>,
        _member: Allowed<right::Administer>,
        list: ListQuery,
        /// Return only mails with this status.
        status: Query<Option<Status>>,
        /// Return only mails of this company.
        #[oai(name = "companyId")]
        company_id: Query<Option<i64>>,
        /// Return only mails of this kind, for example `INVITATION`, `REMINDER` or `CODE`.
        kind: Query<Option<String>>,
    ) -> Result<Json<Listed<PostedMail>>, Problem> {
        let query = list.checked_in_order(true, None)?;
        let company = company_id.0.map(CompanyId);
        let filter = Filter { status: status.0, company, kind: kind.0 };
        Ok(Json(Listed::of(mails::list(&app, query, filter).await?, PostedMail::from)))
    }

    /// Send a mail again
    ///
    /// Renders the mail again from current data; it is dropped if it is not wanted any more, for
    /// example because the link was revoked, the answer was given or replaced by another, or the
    /// address is no longer the recipient's. A mail to the former e-mail of an account goes to the
    /// present one. A mail that never arrived keeps its Message-ID. For a mail that was sent, a new
    /// one is made and returned. An address that the mail server reported as unknown is tried once
    /// more. Only for an ADMIN.
    ///
    /// 409 `mail_queued` if the mail is still queued, `address_erased` if its recipient has been
    /// erased; for an invitation to answer or a reminder that was sent, `reminded_recently` within a
    /// day, `already_answered`, and `request_over` if the request was deleted. 429
    /// `resent_too_often` if the same mail was sent again within ten minutes or five times within a
    /// day, `rate_limited` if the company has sent many again; invitations to join a company count
    /// as new ones.
    #[oai(path = "/admin/mail/:id/resend", method = "post", operation_id = "resendMail")]
    async fn resend(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        caller: Caller,
        /// The id of the mail.
        id: Path<i64>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
    ) -> Result<Json<PostedMail>, Problem> {
        let by = member.user();
        let once = member.once_of("resendMail", key, &Digest::of(id.0.to_string()))?;
        let mail = mails::resend(&app, MailId(id.0), by, once, caller.origin()).await?;
        Ok(Json(mail.into()))
    }

    /// Mark the address of a mail as bouncing
    ///
    /// Use it when mails to the address come back or are not wanted there. The address gets no more
    /// invitations, reminders or confirmations of that mail's company, only the codes that its
    /// owner requests. It shows on the employees who have the address (`bouncedAt`), and is cleared
    /// when they change it. Only for an ADMIN.
    ///
    /// 409 `address_erased` if the recipient has been erased, `not_a_recipient` if the mail is not
    /// to an employee or guardian of a company.
    #[oai(path = "/admin/mail/:id/bounced", method = "post", operation_id = "noteBounceOfAny")]
    async fn note_any(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        caller: Caller,
        /// The id of the mail.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.user();
        mails::set_bounced_of_any(&app, MailId(id.0), true, by, caller.origin()).await?;
        Ok(Done)
    }

    /// Send mails to an address again
    ///
    /// Clears the mark of `POST /admin/mail/{id}/bounced`. Only for an ADMIN.
    ///
    /// 409 `address_erased` or `not_a_recipient`, as there.
    #[oai(path = "/admin/mail/:id/bounced", method = "delete", operation_id = "forgetBounceOfAny")]
    async fn forget_any(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        caller: Caller,
        /// The id of a mail to that address.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.user();
        mails::set_bounced_of_any(&app, MailId(id.0), false, by, caller.origin()).await?;
        Ok(Done)
    }

    /// List the mails of the company
    ///
    /// Returns the mails sent in the name of the company, the latest first, with the recipient and
    /// the last reply of the mail server. The texts of mails are not kept. For OWNER.
    #[oai(path = "/mail", method = "get", operation_id = "listMails")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        list: ListQuery,
        /// Return only mails with this status.
        status: Query<Option<Status>>,
        /// Return only mails of this kind, for example `INVITATION`, `REMINDER` or `CODE`.
        kind: Query<Option<String>>,
    ) -> Result<Json<Listed<PostedMail>>, Problem> {
        let scope = member.scope()?;
        let query = list.checked_in_order(true, None)?;
        let found = mails::list_of_company(&app, scope, query, status.0, kind.0).await?;
        Ok(Json(Listed::of(found, PostedMail::from)))
    }

    /// Send a mail of the company again
    ///
    /// As `POST /admin/mail/{id}/resend`, of the mails sent in the name of the company. For OWNER.
    ///
    /// 409 and 429 are those of that operation.
    #[oai(path = "/mail/:id/resend", method = "post", operation_id = "resendMailOfCompany")]
    async fn resend_own(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        caller: Caller,
        /// The id of the mail.
        id: Path<i64>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
    ) -> Result<Json<PostedMail>, Problem> {
        let scope = member.scope()?;
        let once = member.once_of("resendMailOfCompany", key, &Digest::of(id.0.to_string()))?;
        let (by, id) = (member.0.user, MailId(id.0));
        let mail = mails::resend_of_company(&app, scope, id, by, once, caller.origin()).await?;
        Ok(Json(mail.into()))
    }

    /// Mark a recipient's address as bouncing
    ///
    /// Use it when mails to the address come back or are not wanted there. The address gets no more
    /// invitations, reminders or confirmations, only the codes that its owner requests. It shows on
    /// the employees who have the address (`bouncedAt`), and is cleared when they change it. For
    /// OWNER.
    ///
    /// 409 `address_erased` if the recipient has been erased, `not_a_recipient` if the mail is not
    /// to an employee or guardian.
    #[oai(path = "/mail/:id/bounced", method = "post", operation_id = "noteBounce")]
    async fn note(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        /// The id of the mail.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.scope()?;
        mails::set_bounced(&app, scope, MailId(id.0), true, member.0.user).await?;
        Ok(Done)
    }

    /// Send mails to a recipient again
    ///
    /// Clears the mark of `POST /mail/{id}/bounced`. For OWNER.
    ///
    /// 409 `address_erased` if the recipient has been erased.
    #[oai(path = "/mail/:id/bounced", method = "delete", operation_id = "forgetBounce")]
    async fn forget(
        &self,
        app: Data<&App>,
        member: Allowed<right::Govern>,
        /// The id of a mail to that address.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.scope()?;
        mails::set_bounced(&app, scope, MailId(id.0), false, member.0.user).await?;
        Ok(Done)
    }
}

/// Why a request has not reached its signer.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct NotArrived {
    /// Who has to act before it can arrive.
    verdict: MailVerdict,
    /// The reply of the mail server, without e-mail addresses. Null if there is none.
    reply: Option<String>,
    /// Whether it is sent again automatically.
    retried: bool,
}

impl From<answers::NotArrived> for NotArrived {
    fn from(from: answers::NotArrived) -> Self {
        Self { verdict: from.verdict, reply: from.reply, retried: !from.over }
    }
}

/// A mail and its result.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct PostedMail {
    /// The id of the mail.
    id: i64,
    /// The id of the company in whose name it is sent. Null for a mail about an account.
    company_id: Option<i64>,
    /// What the mail is, for example `INVITATION`, `REMINDER` or `CODE`.
    kind: String,
    /// The address of the recipient. Null once the person has been erased.
    to: Option<String>,
    /// The status of the mail.
    status: Status,
    /// How often it was tried.
    tries: i64,
    /// The mail server's reply to the last attempt, or why the mail was dropped. Null if there is
    /// none.
    reply: Option<String>,
    /// Who has to act before the mail can arrive. Null while nothing has failed, and once it is
    /// sent.
    verdict: Option<MailVerdict>,
    /// The part of the Message-ID before the @, to find the mail in the log of the mail server.
    message_id: String,
    /// When the mail was queued.
    created_at: Instant,
    /// When the mail server accepted it. Null if it has not.
    sent_at: Option<Instant>,
}

impl From<Posted> for PostedMail {
    fn from(mail: Posted) -> Self {
        Self {
            id: mail.id.0,
            company_id: mail.company.map(|id| id.0),
            kind: mail.kind,
            to: mail.to,
            status: mail.status,
            tries: mail.tries,
            reply: mail.reply,
            verdict: mail.verdict,
            message_id: mail.message_id,
            created_at: mail.created_at.into(),
            sent_at: mail.sent_at.map(Into::into),
        }
    }
}
