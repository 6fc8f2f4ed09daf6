//! Ordering: the order is written, then the payment service is asked with its key, then the payment
//! page is recorded. These are two transactions with the call between them: whatever ends the process
//! in between, the same order is found again and its key makes the same page.

use super::overview::{lacking, price_of};
use super::{rules, service, unpaid};
use crate::App;
use crate::error::{Error, Result};
use crate::model::billing::payments::{Bought, CustomerId, NewCheckout, NewCustomer};
use crate::model::billing::{Order, OrderState, Ordered, Standing};
use crate::model::company::Missing;
use crate::model::{Digest, Locale, Timestamp, UserId};
use crate::ports::{Rule, Unpaid};
use crate::render::words;
use crate::store::orders::NewOrder;
use crate::store::{Read, Scope, Tx, billing, companies, orders, users};

/// A payment page is given again while it is open for longer than this, in milliseconds.
const LEFT: i64 = 10 * Timestamp::MINUTE;

/// The customer of the company; created if there is none.
pub async fn create_customer(
    app: &App,
    scope: Scope,
    by: UserId,
    locale: Locale,
) -> Result<CustomerId> {
    let service = service(app)?;
    let (known, new) = app
        .db
        .read(scope, move |read| {
            let standing = standing(read)?;
            let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
            let user = users::find_member(read, by, false)?;
            let email = company.contact_email.clone().or(user.map(|user| user.email));
            // The same company never becomes two customers: the key is not random.
            let key = format!("customer-{}-{}", company.id.0, company.created_at.0);
            let (name, email) = (company.name, email.unwrap_or_default());
            Ok((standing.customer, NewCustomer { key, name, email, locale }))
        })
        .await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let made = service.create_customer(new).await.map_err(unpaid)?;
    app.db
        .write(scope, move |tx| {
            billing::set_customer(tx, &made)?;
            standing(tx)?.customer.ok_or(Error::NotFound("company"))
        })
        .await
}

/// Orders something, and returns the order with its payment page. The same order again is the same
/// page, in as many tabs as may be.
///
/// # Errors
/// [`Error::Conflict`] `already_subscribed` if there is a subscription, `plan_not_sold` if the plan
/// has no price, `nothing_to_pay` if an event costs nothing; `address_needed`, `siret_needed` or
/// `vat_number_needed` if invoices could not name the company.
pub async fn order(
    app: &App,
    scope: Scope,
    by: UserId,
    ordered: Ordered,
    recipients: u32,
    locale: Locale,
) -> Result<Order> {
    let (service, rules) = (service(app)?, rules(app)?);
    let company = app.db.read(scope, companies::current).await?;
    let company = company.ok_or(Error::NotFound("company"))?;
    if let Some(one) = lacking(&company, &rules).first() {
        return Err(match one {
            Missing::Siret => Error::Conflict("siret_needed"),
            Missing::VatNumber => Error::Conflict("vat_number_needed"),
            _ => Error::Conflict("address_needed"),
        });
    }
    count(app, scope)?;
    let shown = match &ordered {
        Ordered::Plan(plan) => price_of(app, *plan).await,
        Ordered::Event(_) => None,
    };
    let customer = create_customer(app, scope, by, locale).await?;
    let digest = digest(&ordered)?;
    let key = hex::encode(rand::random::<[u8; 16]>());
    let what = ordered.clone();
    let pricing = rules.clone();
    let (made, others) = app
        .db
        .write(scope, move |tx| {
            let standing = standing(tx)?;
            let amount = match &what {
                Ordered::Plan(plan) => {
                    if standing.paid.is_some_and(|paid| paid.status.is_live()) {
                        return Err(Error::Conflict("already_subscribed"));
                    }
                    pricing.prices.of(*plan).ok_or(Error::Conflict("plan_not_sold"))?;
                    shown.as_ref().and_then(|price| price.amount).unwrap_or(0)
                }
                Ordered::Event(_) => {
                    let access = pricing.access(&standing, tx.now());
                    let price = pricing.price_of(access.plan, recipients);
                    price.filter(|price| *price > 0).ok_or(Error::Conflict("nothing_to_pay"))?
                }
            };
            let same = reusable(tx, &digest)?;
            let made = match same {
                Some(same) => same,
                None => {
                    let currency = shown.as_ref().map_or(&pricing.currency, |one| &one.currency);
                    let (key, digest) = (&key, &digest);
                    let new =
                        NewOrder { by, key, digest, ordered: &what, recipients, amount, currency };
                    let id = orders::create(tx, &new)?;
                    orders::find(tx, id)?.ok_or(Error::NotFound("order"))?
                }
            };
            let others = match made.plan {
                Some(_) => orders::open(tx, None)?,
                None => vec![],
            };
            Ok((made.clone(), others.into_iter().filter(|one| one.id != made.id).collect()))
        })
        .await?;
    end_others(app, scope, others).await?;
    if made.url.is_some() {
        return Ok(made);
    }
    let what = match &ordered {
        Ordered::Plan(plan) => {
            let price = rules.prices.of(*plan).ok_or(Error::Conflict("plan_not_sold"))?;
            Bought::Subscription { price: price.to_owned() }
        }
        Ordered::Event(draft) => {
            let name = draft.plan.name.as_str();
            let label = words(locale).say_with("billing-consents-of", [("event", name.into())]);
            let (unit_amount, currency) = (i64::from(rules.recipient_price), made.currency.clone());
            Bought::Once { label: label.into(), quantity: made.recipients, unit_amount, currency }
        }
    };
    let new = NewCheckout {
        key: made.key.clone(),
        customer,
        locale,
        what,
        success_url: app.url("/console/billing/{CHECKOUT_SESSION_ID}"),
        cancel_url: app.url(&format!("/console/billing/order/{}", made.id.0)),
    };
    let page = service.create_checkout(new).await.map_err(unpaid)?;
    app.db
        .write(scope, move |tx| {
            orders::set_page(tx, made.id, &page)?;
            orders::find(tx, made.id)?.ok_or(Error::NotFound("order"))
        })
        .await
}

/// Counts a page that the payment service is asked for.
fn count(app: &App, scope: Scope) -> Result<()> {
    app.limiter.check(Rule::PaymentCompany, &scope.company().0.to_string())
}

/// The open order of the same, unless its page is about to expire.
fn reusable(tx: &Tx, digest: &str) -> Result<Option<Order>> {
    let until = tx.now().plus(LEFT);
    let fits = |one: &Order| match (&one.session, one.expires_at) {
        (None, _) | (Some(_), None) => true,
        (Some(_), Some(at)) => at > until,
    };
    Ok(orders::open(tx, Some(digest))?.into_iter().rfind(fits))
}

/// Ends the payment pages of other plans, so that only one is subscribed to.
async fn end_others(app: &App, scope: Scope, others: Vec<Order>) -> Result<()> {
    let service = service(app)?;
    for other in others {
        if let Some(session) = &other.session {
            match service.expire_checkout(session).await {
                Ok(()) => {}
                // It is paid, or was ended: which of both is found out before anything else.
                Err(Unpaid::Refused(_)) => {
                    app.db.write(scope, billing::enqueue_sync).await?;
                    return Err(Error::Conflict("order_under_way"));
                }
                Err(error) => return Err(unpaid(error)),
            }
        }
        app.db.write(scope, move |tx| orders::set_expired(tx, other.id)).await?;
    }
    Ok(())
}

/// What is ordered, as a digest: the same is the same order.
fn digest(ordered: &Ordered) -> Result<String> {
    let text = match ordered {
        Ordered::Plan(plan) => plan.name().to_owned(),
        Ordered::Event(draft) => serde_json::to_string(draft).map_err(anyhow::Error::from)?,
    };
    Ok(Digest::of(text).hex())
}

/// The order of a payment page that a browser came back from. While it is open, a look at the payment
/// service is queued.
pub async fn returned(app: &App, scope: Scope, session: String) -> Result<Order> {
    service(app)?;
    let found = app.db.read(scope, move |read| orders::of_session(read, &session)).await?;
    let found = found.ok_or(Error::NotFound("order"))?;
    if matches!(found.state, OrderState::Open | OrderState::Expired) {
        app.db.write(scope, billing::enqueue_sync).await?;
    }
    Ok(found)
}

/// An order of the company.
pub async fn find(app: &App, scope: Scope, id: crate::model::OrderId) -> Result<Order> {
    service(app)?;
    let found = app.db.read(scope, move |read| orders::find(read, id)).await?;
    found.ok_or(Error::NotFound("order"))
}

/// The address of the page where the company manages its card and subscription.
pub async fn portal(app: &App, scope: Scope, by: UserId, locale: Locale) -> Result<String> {
    let service = service(app)?;
    count(app, scope)?;
    let customer = create_customer(app, scope, by, locale).await?;
    let back = app.url("/console/settings/plan");
    service.portal(&customer, &back, locale).await.map_err(unpaid)
}

pub(super) fn standing(read: &Read) -> Result<Standing> {
    billing::standing(read)?.ok_or(Error::NotFound("company"))
}
