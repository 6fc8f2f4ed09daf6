//! Billing: customers, orders and payment pages; the one way in which what the payment service says
//! is written; plans set by hand; invoices. Off without a key: then all of it is refused.

mod admin;
mod invoices;
mod order;
mod overview;
mod sync;
mod webhook;

pub use admin::{ByHandInput, list, of_company, set_by_hand, sync_by_hand};
pub use invoices::{Rendered, csv, list as list_invoices, pdf};
pub use order::{create_customer, find as find_order, order, portal, returned};
pub use overview::{Overview, Quote, overview, price_of, quote, vat_in};
pub use sync::{sync, sync_all};
pub use webhook::receive;

pub use crate::store::billing::{Subscriber, SubscriberFilter};

use std::sync::Arc;

use crate::App;
use crate::error::{Error, Result};
use crate::model::billing::rules::PlanRules;
use crate::model::{MailKind, UserId};
use crate::ports::{Payments, Unpaid};
use crate::store::{Tx, mails, users};

/// The payment service.
///
/// # Errors
/// [`Error::Unavailable`] `billing_disabled`.
pub(super) fn service(app: &App) -> Result<Arc<dyn Payments>> {
    app.payments.clone().ok_or(Error::Unavailable("billing_disabled"))
}

/// Whether anything is billed.
///
/// # Errors
/// [`Error::Unavailable`] `billing_disabled`.
pub fn is_on(app: &App) -> Result<()> {
    service(app).map(drop)
}

/// The rules of billing.
///
/// # Errors
/// [`Error::Unavailable`] `billing_disabled`.
pub(super) fn rules(app: &App) -> Result<PlanRules> {
    match (&app.payments, app.config.plan_rules()) {
        (Some(_), Some(rules)) => Ok(rules),
        _ => Err(Error::Unavailable("billing_disabled")),
    }
}

/// What somebody who waits for the payment service is answered.
pub(super) fn unpaid(why: Unpaid) -> Error {
    match why {
        Unpaid::Unreached(why) => tracing::warn!(why, "the payment service is out of reach"),
        Unpaid::Refused(why) => tracing::error!(why, "the payment service refuses"),
    }
    Error::Unavailable("payments_unavailable")
}

/// Queues a mail to each owner of the company.
fn write_to_owners(tx: &Tx, mail: impl Fn(UserId) -> MailKind) -> Result<()> {
    for user in users::owners(tx)? {
        if let Some(owner) = users::find_member(tx, user, false)? {
            mails::queue(tx, mail(user), &owner.email)?;
        }
    }
    Ok(())
}
