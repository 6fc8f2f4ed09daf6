//! Invoices: written with what is read of the payment service, each once; credit notes for what was
//! given back. None is written while the seller's details are not complete: it is written later, with
//! the next number of then.

use super::{rules, service, write_to_owners};
use crate::App;
use crate::error::{Error, Result};
use crate::model::billing::invoice::{Buyer, Content, Invoice, InvoiceKind, Line};
use crate::model::billing::payments::{CheckoutState, CustomerState};
use crate::model::billing::rules::PlanRules;
use crate::model::{InvoiceId, Locale, MailKind, Page, Timestamp, country};
use crate::render::pdf;
use crate::render::sheet::{Cell, Format, Writer, Written};
use crate::render::words;
use crate::store::invoices::NewInvoice;
use crate::store::{Read, Scope, Tx, companies, invoices, orders, settings, users};

/// Something that was paid.
struct Payment {
    source: String,
    payment: Option<String>,
    label: Label,
    quantity: u32,
    gross: i64,
    currency: String,
    paid_at: Timestamp,
    period: Option<(Timestamp, Timestamp)>,
}

enum Label {
    Subscription(String),
    Event(String),
}

/// Writes the invoices and credit notes that are missing.
pub(super) fn write_invoices(tx: &Tx, rules: &PlanRules, state: &CustomerState) -> Result<()> {
    if !rules.seller.missing().is_empty() {
        return Ok(());
    }
    let mut paid = payments(tx, state)?;
    paid.sort_by(|one, other| (one.paid_at, &one.source).cmp(&(other.paid_at, &other.source)));
    if paid.is_empty() {
        return Ok(());
    }
    let buyer = buyer(tx, rules)?;
    let (words, year) = (words(buyer.locale.unwrap_or(rules.locale)), rules.year(tx.now()));
    for one in &paid {
        let label = match &one.label {
            Label::Subscription(plan) => {
                words.say_with("invoice-of-subscription", [("plan", plan.as_str().into())])
            }
            Label::Event(event) => {
                words.say_with("billing-consents-of", [("event", event.as_str().into())])
            }
        };
        let content = Content {
            seller: rules.seller.clone(),
            buyer: buyer.clone(),
            line: Line { label: label.into(), quantity: one.quantity, gross: one.gross },
            currency: one.currency.clone(),
            paid_at: one.paid_at,
            period: one.period,
            corrects: None,
            zone: rules.zone.iana_name().unwrap_or("UTC").to_owned(),
        };
        let new = NewInvoice {
            kind: InvoiceKind::Invoice,
            source: &one.source,
            payment: one.payment.as_deref(),
            corrects: None,
            content: &content,
            year,
        };
        issue(tx, &new)?;
    }
    for refund in &state.refunds {
        let Some((invoice, credited)) = invoices::of_payment(tx, &refund.payment)? else {
            continue;
        };
        let given_back = refund.amount.min(invoice.content.line.gross);
        if given_back <= credited {
            continue;
        }
        let corrects = Some((invoice.number.clone(), invoice.issued_at));
        let line =
            Line { gross: given_back - credited, quantity: 1, ..invoice.content.line.clone() };
        let content = Content { line, corrects, paid_at: tx.now(), ..invoice.content.clone() };
        // The amount so far names it: each amount that is given back is one credit note.
        let source = format!("refund {} {given_back}", refund.payment);
        let new = NewInvoice {
            kind: InvoiceKind::CreditNote,
            source: &source,
            payment: None,
            corrects: Some(invoice.id),
            content: &content,
            year,
        };
        issue(tx, &new)?;
    }
    Ok(())
}

/// Writes an invoice, if there is none of the same yet, and sends it to the owners.
fn issue(tx: &Tx, new: &NewInvoice) -> Result<()> {
    match invoices::create(tx, new)? {
        Some(invoice) => write_to_owners(tx, |user| MailKind::InvoiceIssued { user, invoice }),
        None => Ok(()),
    }
}

fn payments(tx: &Tx, state: &CustomerState) -> Result<Vec<Payment>> {
    let mut paid: Vec<Payment> = state
        .invoices
        .iter()
        .map(|one| Payment {
            source: one.id.clone(),
            payment: one.payment.clone(),
            label: Label::Subscription(one.label.clone()),
            quantity: 1,
            gross: one.amount,
            currency: one.currency.clone(),
            paid_at: one.paid_at,
            period: one.period,
        })
        .collect();
    for page in &state.checkouts {
        if page.is_subscription || page.state != CheckoutState::Paid || page.amount <= 0 {
            continue;
        }
        let Some(order) = orders::of_session(tx, &page.id)? else { continue };
        paid.push(Payment {
            source: page.id.clone(),
            payment: page.payment.clone(),
            label: Label::Event(order.title.unwrap_or_default()),
            quantity: order.recipients,
            gross: page.amount,
            currency: page.currency.clone(),
            paid_at: order.paid_at.unwrap_or(page.created_at),
            period: None,
        });
    }
    Ok(paid)
}

/// The company, as its invoices name it today.
fn buyer(read: &Read, rules: &PlanRules) -> Result<Buyer> {
    let company = companies::current_or_deleted(read)?.ok_or(Error::NotFound("company"))?;
    let owner = users::owners(read)?.into_iter().next();
    let locale = match owner {
        Some(user) => settings::place_of_member(read, user)?.map(|(locale, _)| locale),
        None => None,
    };
    let address = company.address;
    let code = address.country.as_deref().and_then(country::named).map(country::code);
    Ok(Buyer {
        name: company.name,
        siret: company.siret,
        vat_number: company.identity.vat_number,
        line: address.line.unwrap_or_default(),
        line2: address.line2.unwrap_or_default(),
        postal_code: address.postal_code.unwrap_or_default(),
        city: address.city.unwrap_or_default(),
        country: code.unwrap_or(&rules.seller.country).to_owned(),
        email: company.contact_email.unwrap_or_default(),
        locale: Some(locale.unwrap_or(rules.locale)),
        kind: Some(company.identity.customer_kind),
    })
}

/// The invoices of the company, the newest first.
pub async fn list(app: &App, scope: Scope, page: u32, limit: u32) -> Result<Page<Invoice>> {
    service(app)?;
    app.db.read(scope, move |read| invoices::list(read, page, limit)).await
}

/// A file, with its name.
pub struct Rendered {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// An invoice as a PDF, with its data inside. The same each time.
pub async fn pdf(app: &App, scope: Scope, id: InvoiceId) -> Result<Rendered> {
    service(app)?;
    let found = app.db.read(scope, move |read| invoices::find(read, id)).await?;
    let found = found.ok_or(Error::NotFound("invoice"))?;
    let name = format!("{}.pdf", found.number);
    let made = app.off_thread(move || pdf::invoice(&found)).await??;
    Ok(Rendered { name, bytes: made.bytes })
}

const HEADERS: [&str; 15] = [
    "sheet-invoice-number",
    "sheet-invoice-day",
    "sheet-invoice-kind",
    "sheet-invoice-corrects",
    "sheet-invoice-customer",
    "sheet-invoice-customer-kind",
    "sheet-invoice-siren",
    "sheet-invoice-vat-number",
    "sheet-invoice-country",
    "sheet-invoice-label",
    "sheet-invoice-net",
    "sheet-invoice-rate",
    "sheet-invoice-vat",
    "sheet-invoice-gross",
    "sheet-invoice-currency",
];

/// The invoices and credit notes of all companies of a month (`2026-11`), as a table for an
/// accountant. Credit notes are negative.
pub async fn csv(app: &App, month: &str, locale: Locale) -> Result<Written> {
    let rules = rules(app)?;
    let first = format!("{month}-01").parse::<jiff::civil::Date>();
    let first = first.map_err(|_| Error::invalid("month", "month"))?;
    let next = first.checked_add(jiff::ToSpan::months(1));
    let next = next.map_err(|_| Error::invalid("month", "month"))?;
    let (from, until) = (rules.begin_of(first), rules.begin_of(next));
    let found = app.db.read_all(move |all| invoices::between(all, from, until)).await?;
    let words = words(locale);
    let headers: Vec<_> = HEADERS.iter().map(|key| words.say(key)).collect();
    let headers: Vec<&str> = headers.iter().map(AsRef::as_ref).collect();
    let mut writer = Writer::begin(Format::Csv, locale, &app.config.data_dir, &headers)?;
    for invoice in found {
        let (content, sums) = (&invoice.content, invoice.content.sums());
        let (kind, sign) = match invoice.kind {
            InvoiceKind::Invoice => ("invoice-kind-invoice", 1),
            InvoiceKind::CreditNote => ("invoice-kind-credit-note", -1),
        };
        let who = if content.buyer.is_business() { "B2B" } else { "B2C" };
        let text = |text: &str| Cell::Text(text.to_owned());
        let corrects = content.corrects.as_ref().map_or("", |(number, _)| number);
        writer.line(&[
            text(&invoice.number),
            Cell::Day(invoice.issued_at.day_in(&rules.zone)),
            text(&words.say(kind)),
            text(corrects),
            text(&content.buyer.name),
            text(who),
            text(content.buyer.siren().unwrap_or_default()),
            text(content.buyer.vat_number.as_deref().unwrap_or_default()),
            text(&content.buyer.country),
            text(&content.line.label),
            Cell::Hundredths(sign * sums.net),
            Cell::Hundredths(content.seller.vat_rate.into()),
            Cell::Hundredths(sign * sums.vat),
            Cell::Hundredths(sign * sums.gross),
            text(&content.currency.to_ascii_uppercase()),
        ])?;
    }
    let name = words.say_with("sheet-invoices-name", [("month", month.into())]);
    Ok(Written { file: writer.finish()?, format: Format::Csv, name: format!("{name}.csv") })
}
