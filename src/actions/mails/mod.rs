//! Sending of queued mails, which are written from the current rows.

mod account;
mod addressee;
mod billing;
mod logo;
mod notification;
mod outcome;
mod recipient;
mod sent_mail;
mod studio;

pub use crate::store::sent_mail::{Filter, Posted, Status, Waits};
pub use sent_mail::{
    find, list, list_of_company, resend, resend_of_company, send_held, set_bounced,
    set_bounced_of_any, waits,
};

use crate::App;
use crate::error::{Error, Result};
use crate::model::mail_kind::{Sender, Unsubscribe, When};
use crate::model::reminder::morning_after;
use crate::model::unsubscribe::Stop;
use crate::model::{
    Attachment, Company, Email, Inline, Mail, MailId, MailKind, Mailbox, Timestamp,
};
use crate::render::mail::{Head, Rendered};
use crate::store::jobs::{self, Until};
use crate::store::mails::{self, Record};
use crate::store::{Scope, bounces, companies, notifications};

/// A rendered mail, without its recipient's address.
struct Written {
    rendered: Rendered,
    /// The recipient's name.
    name: String,
    /// The company's name, shown beside the instance's address.
    sender: Option<String>,
    /// The reply address; None: the instance's own.
    reply_to: Option<String>,
    attachments: Vec<Attachment>,
}

impl Written {
    /// A mail in the name of the instance, without attachments.
    fn plain(rendered: Rendered, name: String) -> Self {
        Self { rendered, name, sender: None, reply_to: None, attachments: vec![] }
    }

    /// A mail in the name of a company, which reads the answers at `reply_to`.
    fn of(company: Company, rendered: Rendered, name: String, reply_to: Option<String>) -> Self {
        Self { sender: Some(company.name), reply_to, ..Self::plain(rendered, name) }
    }
}

/// Why a mail is not sent any more; stored with it.
#[derive(Clone, Copy)]
struct Dropped(&'static str);

/// Why a mail was not written.
enum NotWritten {
    Dropped(Dropped),
    Failed(Error),
}

impl From<Dropped> for NotWritten {
    fn from(why: Dropped) -> Self {
        Self::Dropped(why)
    }
}

impl<E: Into<Error>> From<E> for NotWritten {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// A job that will be tried again for a reason other than itself.
pub struct Later {
    pub due: Timestamp,
    /// Without e-mail addresses.
    pub why: String,
    pub until: Until,
}

/// Writes and sends a queued mail. After a permanent refusal it is stored as failed; after any
/// other failure it is tried again, with the same Message-ID.
pub async fn deliver(app: &App, id: MailId) -> Result<Option<Later>> {
    let Some((record, scope)) = app.db.read_all(move |all| mails::find(all, id)).await? else {
        return Ok(None);
    };
    if record.status != "QUEUED" {
        return Ok(None);
    }
    let Some(to) = record.to.clone() else {
        return drop_mail(app, id, "the address was erased").await;
    };
    if !app.config.mail.enabled {
        return drop_mail(app, id, "mail.enabled is false").await;
    }
    if let Some(scope) = scope.filter(|_| record.mail_kind.is_asking())
        && app.db.read(scope, companies::is_suspended).await?
    {
        return drop_mail(app, id, "the company is suspended").await;
    }
    let rules = record.mail_kind.rules();
    if let (When::Daytime, Some(scope)) = (rules.when, scope)
        && postpone_to_morning(app, scope, id).await?
    {
        return Ok(None);
    }
    let heeds_bounces = rules.is_unrequested() && !record.mail_kind.is_warning();
    if let Some(scope) = scope.filter(|_| heeds_bounces) {
        let key = folded(&to);
        if app.db.read(scope, move |read| bounces::is_noted(read, &key)).await? {
            return drop_mail(app, id, "mails to this address come back").await;
        }
    }
    let (written, to) = match prepare(app, scope, &record, to).await {
        Ok(prepared) => prepared,
        Err(NotWritten::Dropped(Dropped(why))) => return drop_mail(app, id, why).await,
        Err(NotWritten::Failed(error)) => return Err(error),
    };
    let logo = match scope.filter(|_| rules.sender == Sender::Company) {
        Some(scope) => logo::of(app, scope).await,
        None => None,
    };
    let mail = Mail {
        headers: unsubscribe(app, scope, record.mail_kind).await?,
        ..addressed(app, &record, to.clone(), written, logo)
    };
    match app.mailer.send(&mail).await {
        Ok(receipt) => outcome::sent(app, scope, record, to, receipt.reply).await,
        Err(failure) => outcome::not_sent(app, scope, record, &to, &failure).await,
    }
}

/// Postpones a mail from the night to the morning, when it is checked again. True if it was
/// postponed.
async fn postpone_to_morning(app: &App, scope: Scope, id: MailId) -> Result<bool> {
    let instance = app.config.time_zone.clone();
    app.db
        .write(scope, move |tx| {
            let Some(company) = companies::current(tx)? else { return Ok(false) };
            let Some(morning) = morning_after(tx.now(), &company.reminders.zone(&instance)) else {
                return Ok(false);
            };
            // Once, because this job may run again.
            if jobs::claim_once(tx, &format!("put-off:{}:{}", id.0, morning.0))? {
                mails::put_off(tx, id, morning)?;
            }
            Ok(true)
        })
        .await
}

/// The mail as it is today, and the address that it goes to: the one it was queued for, if that is
/// still its reader's. This is looked up after the mail was written, so that a change between both
/// is noticed.
async fn prepare(
    app: &App,
    scope: Option<Scope>,
    record: &Record,
    to: String,
) -> Result<(Written, String), NotWritten> {
    let written = write(app, scope, record, &to).await?;
    let now = addressee::of(app, scope, record.mail_kind, &to).await?;
    if now != to {
        let (id, now) = (record.id, now.clone());
        app.db.write_all(move |all| mails::set_address(all, id, &now)).await?;
    }
    Ok((written, now))
}

/// Loads what a mail needs, and renders it. A recipient gets only links that are theirs at the
/// address `to`.
async fn write(
    app: &App,
    scope: Option<Scope>,
    record: &Record,
    to: &str,
) -> Result<Written, NotWritten> {
    let company = || scope.ok_or_else(|| anyhow::anyhow!("the mail needs a company"));
    match record.mail_kind {
        MailKind::Invitation { signer, link, .. } => {
            recipient::invitation(app, company()?, signer, link, false).await
        }
        MailKind::Reminder { signer, link, .. } => {
            recipient::invitation(app, company()?, signer, link, true).await
        }
        MailKind::Code { signer, code, .. } => recipient::code(app, company()?, signer, code).await,
        MailKind::Confirmation { answer, signer, decision, link, on_behalf } => {
            let about = recipient::Receipt { answer, signer, decision, link, on_behalf };
            recipient::confirmation(app, company()?, about, record.is_resent, to).await
        }
        MailKind::ConsentEnded { answer, signer } => {
            recipient::consent_ended(app, company()?, answer, signer).await
        }
        MailKind::NewLinks { employee, guardian } => {
            recipient::new_links(app, company()?, employee, guardian, None).await
        }
        MailKind::EmailReplaced { employee, guardian, at } => {
            recipient::new_links(app, company()?, employee, guardian, Some(at)).await
        }
        MailKind::AnsweredElsewhere { answer, signer, decision, link } => {
            recipient::answered_elsewhere(app, company()?, (answer, signer), decision, link).await
        }
        MailKind::AllAnswered { event, user } => {
            studio::all_answered(app, company()?, event, user).await
        }
        MailKind::EventReminder { event, user } => {
            studio::event_reminder(app, company()?, event, user).await
        }
        MailKind::ConsentWithdrawn { answer, decision, user } => {
            studio::consent_withdrawn(app, company()?, answer, decision, user).await
        }
        MailKind::ConsentsExpiring { event, notice, at, user } => {
            studio::consents_expiring(app, company()?, event, (notice, at), user).await
        }
        MailKind::CameOfAge { employee, at, user } => {
            studio::came_of_age(app, company()?, employee, at, user).await
        }
        MailKind::DailyRoot { number, user } => {
            studio::daily_root(app, company()?, number, user).await
        }
        MailKind::Notification { notification, user, .. } => {
            notification::notification(app, scope, notification, user).await
        }
        MailKind::Digest { user, upto } => notification::digest(app, company()?, user, upto).await,
        MailKind::PasswordReset { user, reset } => account::password_reset(app, user, reset).await,
        MailKind::EmailChange { change, .. } => account::email_change(app, change).await,
        MailKind::EmailChangeAsked { change, .. } => account::email_change_asked(app, change).await,
        MailKind::Joining { invitation } => account::joining(app, company()?, invitation).await,
        MailKind::NewAccount { user } => account::new_account(app, user).await,
        MailKind::SecondFactor { user, change } => account::second_factor(app, user, change).await,
        MailKind::ApiToken { user, token } => {
            account::api_token(app, company()?, user, token).await
        }
        MailKind::SignIn { user, session } => account::sign_in(app, user, session).await,
        MailKind::BackupFailed { user, backup } => account::backup_failed(app, user, backup).await,
        MailKind::EvidenceContradicted { company, at, user } => {
            account::evidence_contradicted(app, user, company, at).await
        }
        MailKind::CardFailed { user, .. } => billing::card_failed(app, company()?, user).await,
        MailKind::PlanChanged { user, was, plan, why, .. } => {
            billing::plan_changed(app, company()?, user, (was, plan), why).await
        }
        MailKind::InvoiceIssued { user, invoice } => {
            billing::invoice_issued(app, company()?, user, invoice).await
        }
    }
}

/// The host name of the instance, at the end of Message-IDs and Content-IDs.
fn host(app: &App) -> &str {
    app.config.public_host()
}

fn addressed(
    app: &App,
    record: &Record,
    to: String,
    written: Written,
    logo: Option<(Head, Inline)>,
) -> Mail {
    let (head, inline) = logo.unzip();
    Mail {
        to: Mailbox { name: Some(written.name).filter(|name| !name.is_empty()), address: to },
        reply_to: written.reply_to.map(|address| Mailbox { name: written.sender.clone(), address }),
        sender_name: written.sender,
        html: written.rendered.html(head.as_ref()),
        subject: written.rendered.subject,
        text: written.rendered.text,
        message_id: format!("{}@{}", record.message_id, host(app)),
        date: record.created_at,
        auto_submitted: true,
        headers: vec![],
        attachments: written.attachments,
        inline: inline.into_iter().collect(),
    }
}

/// The headers with which a mail program unsubscribes its reader by one request, without questions
/// (RFC 2369, RFC 8058). Empty for mails that cannot be stopped.
async fn unsubscribe(
    app: &App,
    scope: Option<Scope>,
    mail_kind: MailKind,
) -> Result<Vec<(String, String)>> {
    let notified = match mail_kind.rules().unsubscribe {
        Unsubscribe::TypeOf(_, notification) => {
            app.db.read_all(move |all| notifications::kind_of(all, notification)).await?
        }
        _ => None,
    };
    let Some(stop) = Stop::of_mail(&mail_kind, scope.map(|scope| scope.company()), notified) else {
        return Ok(vec![]);
    };
    let url = app.url(&format!("/unsubscribe/{}", app.keys.stop_token(&stop)));
    Ok(vec![
        ("List-Unsubscribe".into(), format!("<{url}>")),
        ("List-Unsubscribe-Post".into(), "List-Unsubscribe=One-Click".into()),
    ])
}

fn folded(address: &str) -> String {
    Email::parse(address).map_or_else(|_| address.to_lowercase(), |email| email.key)
}

async fn drop_mail(app: &App, id: MailId, why: &'static str) -> Result<Option<Later>> {
    tracing::info!(mail = id.0, why, "a mail was not wanted any more");
    app.db.write_all(move |all| mails::set_dropped(all, id, why)).await.map(|()| None)
}
