//! What mails about the plan and its payments need. They go to owners, in the name of the instance.

use super::studio::reader;
use super::{Dropped, NotWritten, Written};
use crate::App;
use crate::error::Error;
use crate::model::billing::payments::Status;
use crate::model::mail_kind::PlanChange;
use crate::model::{Attachment, ConsolePage, InvoiceId, Plan, UserId};
use crate::render::mail::card_failed::CardFailed;
use crate::render::mail::invoice_issued::InvoiceIssued;
use crate::render::mail::plan_changed::PlanChanged;
use crate::render::pdf;
use crate::store::{Read, Scope, billing, companies, invoices};

const OFF: Dropped = Dropped("nothing is billed any more");
const PAID: Dropped = Dropped("the payment was made");
const BY_HAND: Dropped = Dropped("a plan set by hand counts");

/// The payment of the subscription failed.
pub(super) async fn card_failed(
    app: &App,
    scope: Scope,
    user: UserId,
) -> Result<Written, NotWritten> {
    let rules = app.config.plan_rules().ok_or(OFF)?;
    let (name, locale) = reader(app, scope, user).await?;
    let (company, standing) =
        app.db.read(scope, |read| Ok((company(read)?, billing::standing(read)?))).await?;
    let standing = standing.ok_or(Error::NotFound("company"))?;
    let paid = standing.paid.filter(|paid| matches!(paid.status, Status::PastDue | Status::Unpaid));
    let plan = paid.ok_or(PAID)?.plan;
    let access = rules.access(&standing, app.now());
    if access.may_add && access.grace_until.is_none() {
        return Err(BY_HAND.into());
    }
    let until = access.grace_until.filter(|_| access.may_add);
    let rendered = CardFailed {
        locale,
        name: name.clone(),
        company,
        plan,
        until: until.map(|at| at.day_in(&rules.zone)),
        link: app.console_url(ConsolePage::Plan),
    }
    .render();
    Ok(Written::plain(rendered, name))
}

/// The plan is another one.
pub(super) async fn plan_changed(
    app: &App,
    scope: Scope,
    user: UserId,
    (was, plan): (Plan, Plan),
    why: PlanChange,
) -> Result<Written, NotWritten> {
    let (name, locale) = reader(app, scope, user).await?;
    let company = app.db.read(scope, company).await?;
    let link = app.console_url(ConsolePage::Plan);
    let rendered =
        PlanChanged { locale, name: name.clone(), company, was, plan, why, link }.render();
    Ok(Written::plain(rendered, name))
}

/// An invoice or a credit note, attached.
pub(super) async fn invoice_issued(
    app: &App,
    scope: Scope,
    user: UserId,
    id: InvoiceId,
) -> Result<Written, NotWritten> {
    let (name, locale) = reader(app, scope, user).await?;
    let found = app.db.read(scope, move |read| invoices::find(read, id)).await?;
    let invoice = found.ok_or(Dropped("there is no such invoice"))?;
    let made = invoice.clone();
    let bytes = app.off_thread(move || pdf::invoice(&made)).await??.bytes;
    let rendered = InvoiceIssued {
        locale,
        name: name.clone(),
        kind: invoice.kind,
        number: invoice.number.clone(),
        label: invoice.content.line.label,
        gross: invoice.content.line.gross,
        currency: invoice.content.currency,
        link: app.console_url(ConsolePage::Plan),
    }
    .render();
    let file = format!("{}.pdf", invoice.number);
    let attachment = Attachment { name: file, media_type: "application/pdf".into(), bytes };
    Ok(Written { attachments: vec![attachment], ..Written::plain(rendered, name) })
}

fn company(read: &Read) -> Result<String, Error> {
    Ok(companies::current(read)?.ok_or(Error::NotFound("company"))?.name)
}
