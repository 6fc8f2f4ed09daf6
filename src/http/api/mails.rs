//! The mail queue: what became of every mail.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::lists::{Listed, Wanted};
use crate::App;
use crate::actions::answers;
use crate::actions::mails::{self, Filter, Posted, Status};
use crate::http::caller::Caller;
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Done, Instant};
use crate::model::{CompanyId, MailId, PageQuery, Right, Verdict};

pub const OPERATIONS: &[Operation] = &[
    op("listAllMails"),
    op("resendMail"),
    op("noteBounceOfAny"),
    op("forgetBounceOfAny"),
    op("listMails"),
    op("noteBounce"),
    op("forgetBounce"),
];

pub struct MailsApi;

#[OpenApi(tag = "Tag::Operations")]
impl MailsApi {
    /// List the mails of the instance
    ///
    /// Of all companies and about accounts, the latest first: to whom, and what the mail
    /// server said. What they say is kept nowhere. Only for administrators of the
    /// instance.
    #[oai(path = "/admin/mail", method = "get", operation_id = "listAllMails")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list_all(
        &self,
        app: Data<&App>,
        member: Member,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to 20.
        limit: Query<Option<u32>>,
        /// Only those of which this became.
        status: Query<Option<Status>>,
        /// Only those of this company.
        #[oai(name = "companyId")]
        company_id: Query<Option<i64>>,
        /// Only those of this kind: `INVITATION`, `REMINDER`, `CODE`…
        kind: Query<Option<String>>,
    ) -> Result<Json<Listed<PostedMail>>, Problem> {
        member.allowed(Right::Administer)?;
        let query = paged(page.0, limit.0)?;
        let company = company_id.0.map(CompanyId);
        let filter = Filter { status: status.0, company, kind: kind.0 };
        Ok(Json(Listed::of(mails::list(&app, query, filter).await?, PostedMail::from)))
    }

    /// Send a mail again
    ///
    /// Written anew from what is true today: if the link was revoked, or the answer came,
    /// it is dropped after all. One that never arrived keeps its Message-ID; of one that
    /// was sent another is made, which is the one in the reply. To an address of which the
    /// mail server said that it does not exist, it is tried once more. 409 `mail_queued` for one
    /// that waits. Only for administrators of the instance.
    #[oai(path = "/admin/mail/:id/resend", method = "post", operation_id = "resendMail")]
    async fn resend(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// The id of the mail.
        id: Path<i64>,
    ) -> Result<Json<PostedMail>, Problem> {
        let by = member.allowed(Right::Administer)?;
        let mail = mails::resend(&app, MailId(id.0), by, caller.origin()).await?;
        Ok(Json(mail.into()))
    }

    /// Note that mails to an address come back
    ///
    /// Or that they are not wanted there: the address of this mail gets no more
    /// invitations, reminders or confirmations of its company, only the codes its owner
    /// asks for. It shows on the people who have the address (`bouncedAt`) and is
    /// forgotten when they change it. Only for administrators of the instance.
    #[oai(path = "/admin/mail/:id/bounced", method = "post", operation_id = "noteBounceOfAny")]
    async fn note_any(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// The id of the mail.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.allowed(Right::Administer)?;
        mails::set_bounced_of_any(&app, MailId(id.0), true, by, caller.origin()).await?;
        Ok(Done)
    }

    /// Have mails sent to an address again
    ///
    /// Only for administrators of the instance.
    #[oai(path = "/admin/mail/:id/bounced", method = "delete", operation_id = "forgetBounceOfAny")]
    async fn forget_any(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// A mail to that address.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.allowed(Right::Administer)?;
        mails::set_bounced_of_any(&app, MailId(id.0), false, by, caller.origin()).await?;
        Ok(Done)
    }

    /// List the company's mails
    ///
    /// Those that went out in its name, the latest first: to whom, and what the mail
    /// server said. What they say is kept nowhere.
    #[oai(path = "/mail", method = "get", operation_id = "listMails")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Member,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to 20.
        limit: Query<Option<u32>>,
        /// Only those of which this became.
        status: Query<Option<Status>>,
        /// Only those of this kind: `INVITATION`, `REMINDER`, `CODE`…
        kind: Query<Option<String>>,
    ) -> Result<Json<Listed<PostedMail>>, Problem> {
        let scope = member.may(Right::Govern)?;
        let query = paged(page.0, limit.0)?;
        let found = mails::list_of_company(&app, scope, query, status.0, kind.0).await?;
        Ok(Json(Listed::of(found, PostedMail::from)))
    }

    /// Note that mails to a recipient come back
    ///
    /// Or that they are not wanted: the address of this mail gets no more invitations,
    /// reminders or confirmations, only the codes its owner asks for. It shows on the
    /// people who have the address (`bouncedAt`) and is forgotten when they change it.
    #[oai(path = "/mail/:id/bounced", method = "post", operation_id = "noteBounce")]
    async fn note(
        &self,
        app: Data<&App>,
        member: Member,
        /// The id of the mail.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.may(Right::Govern)?;
        mails::set_bounced(&app, scope, MailId(id.0), true, member.0.user).await?;
        Ok(Done)
    }

    /// Have mails sent to a recipient again
    ///
    /// After an address was noted as one from which mails come back.
    #[oai(path = "/mail/:id/bounced", method = "delete", operation_id = "forgetBounce")]
    async fn forget(
        &self,
        app: Data<&App>,
        member: Member,
        /// A mail to that address.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.may(Right::Govern)?;
        mails::set_bounced(&app, scope, MailId(id.0), false, member.0.user).await?;
        Ok(Done)
    }
}

fn paged(page: Option<u32>, limit: Option<u32>) -> Result<PageQuery<()>, Problem> {
    let wanted = Wanted { page, limit, order_by: None, with_deleted: None };
    Ok(wanted.checked(&[("id", ())], true, None)?)
}

/// A request that has not arrived.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct NotArrived {
    /// Who has to act.
    verdict: Verdict,
    /// What the mail server says, without e-mail addresses.
    reply: Option<String>,
    /// Whether it is tried again by itself.
    retried: bool,
}

impl From<answers::NotArrived> for NotArrived {
    fn from(from: answers::NotArrived) -> Self {
        Self { verdict: from.verdict, reply: from.reply, retried: !from.over }
    }
}

/// A mail and what became of it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct PostedMail {
    id: i64,
    /// The company in whose name it went out; none: about an account.
    company_id: Option<i64>,
    /// `INVITATION`, `REMINDER`, `CODE`…
    kind: String,
    /// None once the person is erased.
    to: Option<String>,
    status: Status,
    tries: i64,
    /// What the mail server said to the last try, or why it was dropped.
    reply: Option<String>,
    /// Who has to act before it can arrive; null while nothing has failed, and once it was
    /// sent.
    verdict: Option<Verdict>,
    /// The part before the @ of the Message-ID, to find it in the mail server's log.
    message_id: String,
    created_at: Instant,
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
