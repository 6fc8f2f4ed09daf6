//! The sent mails: listed with their results, and sent again; and bouncing addresses.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::{EmailState, MailId, MailKind, Once, Page, PageQuery, UserId};
use crate::ports::{Limiter, Rule};
use crate::store::restore::HELD;
use crate::store::sent_mail::{self, Filter, Posted, Status, Waits};
use crate::store::sessions::Origin;
use crate::store::{
    AllRead, AllTx, Scope, Tx, answers, audit, bounces, companies, idempotency, mails,
};

/// The mails of all companies and of the instance, the latest first.
pub async fn list(app: &App, query: PageQuery<()>, filter: Filter) -> Result<Page<Posted>> {
    app.db
        .read_all(move |all| {
            if let Some(company) = filter.company
                && !companies::exists(all, company)?
            {
                return Err(Error::invalid("companyId", "unknown"));
            }
            sent_mail::list(all, &query, &filter)
        })
        .await
}

/// The mails of one company.
pub async fn list_of_company(
    app: &App,
    scope: Scope,
    query: PageQuery<()>,
    status: Option<Status>,
    kind: Option<String>,
) -> Result<Page<Posted>> {
    app.db
        .read(scope, move |read| sent_mail::list_of_company(read, &query, status, kind.as_deref()))
        .await
}

/// When those of these mails that wait are tried next, and what keeps all mail from being sent.
pub async fn waits(app: &App, mails: &[Posted]) -> Result<Waits> {
    let waiting = mails.iter().filter(|mail| mail.status == Status::Queued);
    let waiting: Vec<MailId> = waiting.map(|mail| mail.id).collect();
    app.db.read_all(move |all| sent_mail::waits(all, &waiting)).await
}

/// Sends a mail again. One that did not arrive keeps its Message-ID; for one that was sent, a copy
/// is sent. It is written from the current rows, so it is dropped if its link was revoked, its
/// request answered, or its address is no longer its reader's.
///
/// # Errors
/// Whatever keeps its reader from being written to too often: [`Error::TooSoon`] per mail and
/// company, and for an invitation to the company; [`Error::Conflict`] for a request, as for a
/// reminder.
pub async fn resend(
    app: &App,
    id: MailId,
    by: UserId,
    once: Option<Once>,
    origin: Origin,
) -> Result<Posted> {
    repeat(app, id, None, by, once, origin).await
}

/// As [`resend`], of the mails of a company.
pub async fn resend_of_company(
    app: &App,
    scope: Scope,
    id: MailId,
    by: UserId,
    once: Option<Once>,
    origin: Origin,
) -> Result<Posted> {
    repeat(app, id, Some(scope), by, once, origin).await
}

async fn repeat(
    app: &App,
    id: MailId,
    within: Option<Scope>,
    by: UserId,
    once: Option<Once>,
    origin: Origin,
) -> Result<Posted> {
    let limiter = app.limiter.clone();
    app.db
        .write_all(move |all| {
            let made: Option<MailId> = match &once {
                Some(once) => idempotency::made(all, once)?,
                None => None,
            };
            let again = match made {
                Some(again) => again,
                None => {
                    let again = send_again(all, &*limiter, id, within, by, &origin)?;
                    if let Some(once) = &once {
                        idempotency::keep(all, once, again)?;
                    }
                    again
                }
            };
            Ok(sought(all, within, again)?.0)
        })
        .await
}

/// The mail of this id; with `within`, only of this company.
pub async fn find(app: &App, within: Option<Scope>, id: MailId) -> Result<Posted> {
    app.db.read_all(move |all| Ok(sought(all, within, id)?.0)).await
}

fn sought(all: &AllRead, within: Option<Scope>, id: MailId) -> Result<(Posted, Option<Scope>)> {
    let found = sent_mail::find(all, id)?;
    let is_within =
        |mail: &Posted| within.is_none_or(|scope| mail.company == Some(scope.company()));
    found.filter(|(mail, _)| is_within(mail)).ok_or(Error::NotFound("mail"))
}

fn send_again(
    all: &AllTx,
    limiter: &dyn Limiter,
    id: MailId,
    within: Option<Scope>,
    by: UserId,
    origin: &Origin,
) -> Result<MailId> {
    let (mail, scope) = sought(all, within, id)?;
    let to = mail.to.as_deref().ok_or(Error::Conflict("address_erased"))?;
    if mail.status == Status::Queued {
        return Err(Error::Conflict("mail_queued"));
    }
    let kind = mails::kind(all, id)?.ok_or(Error::NotFound("mail"))?;
    if let Some(scope) = scope.filter(|_| mail.status == Status::Sent) {
        not_too_soon(&companies::enter(all, scope), kind)?;
    }
    sent_mail::count_again(all, id)?;
    let company = mail.company.map_or_else(|| "instance".to_owned(), |id| id.0.to_string());
    limiter.check(Rule::ResendCompany, &company)?;
    if matches!(kind, MailKind::Joining { .. }) {
        limiter.check(Rule::InviteCompany, &company)?;
    }
    if let Some(scope) = scope {
        // Whoever sends it again doubts that the address does not exist.
        bounces::doubt(&companies::enter(all, scope), &super::folded(to))?;
    }
    let again = match mail.status {
        Status::Sent => sent_mail::repeat(all, id, scope)?,
        Status::Queued | Status::Failed | Status::Dropped => {
            sent_mail::requeue(all, id, scope)?;
            id
        }
    };
    let about = json!({ "mail": id, "again": again });
    audit::note(all, mail.company, Some(by), AuditAction::ResendMail, about, origin.ip.as_deref())?;
    Ok(again)
}

/// A request that arrived is repeated like a reminder: a day later, and only while it is open.
fn not_too_soon(tx: &Tx, kind: MailKind) -> Result<()> {
    let (MailKind::Invitation { answer, .. } | MailKind::Reminder { answer, .. }) = kind else {
        return Ok(());
    };
    let answer = answers::find(tx, answer)?.ok_or(Error::Conflict("request_over"))?;
    answer.check_remindable(tx.now())?;
    answers::mark_reminded(tx, answer.id)
}

/// Sends the mails held after a restore, with their original Message-IDs. Returns how many.
pub async fn send_held(app: &App, origin: Origin) -> Result<usize> {
    app.db
        .write_all(move |all| {
            let held = sent_mail::dropped_for(all, HELD)?;
            for (id, scope) in &held {
                sent_mail::requeue(all, *id, *scope)?;
            }
            let about = json!({ "mails": held.len() });
            audit::note(all, None, None, AuditAction::SendHeldMails, about, origin.ip.as_deref())?;
            Ok(held.len())
        })
        .await
}

/// Marks the address of a mail as bouncing or unwanted (`bounced`), or removes the mark, for all
/// recipients of the mail's company who have the address.
pub async fn set_bounced_of_any(
    app: &App,
    id: MailId,
    bounced: bool,
    by: UserId,
    origin: Origin,
) -> Result<()> {
    app.db
        .write_all(move |all: &AllTx| {
            let (mail, scope) = sent_mail::find(all, id)?.ok_or(Error::NotFound("mail"))?;
            let scope = scope.ok_or(Error::Conflict("not_a_recipient"))?;
            set(&companies::enter(all, scope), &mail, bounced)?;
            let about = json!({ "mail": id, "bounced": bounced });
            let ip = origin.ip.as_deref();
            audit::note(all, mail.company, Some(by), AuditAction::SetBounced, about, ip)
        })
        .await
}

/// As [`set_bounced_of_any`], for a mail of the company.
pub async fn set_bounced(
    app: &App,
    scope: Scope,
    id: MailId,
    bounced: bool,
    by: UserId,
) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            let mail = sent_mail::find_of_company(tx, id)?.ok_or(Error::NotFound("mail"))?;
            set(tx, &mail, bounced)?;
            let about = json!({ "mail": id, "bounced": bounced });
            audit::note_in(tx, Some(by), AuditAction::SetBounced, about)
        })
        .await
}

fn set(tx: &Tx, mail: &Posted, bounced: bool) -> Result<()> {
    let to = mail.to.as_deref().ok_or(Error::Conflict("address_erased"))?;
    let key = super::folded(to);
    if !bounced {
        return bounces::forget(tx, &key);
    }
    if !bounces::is_known(tx, &key)? {
        return Err(Error::Conflict("not_a_recipient"));
    }
    bounces::note(tx, &key, EmailState::Returned).map(drop)
}
