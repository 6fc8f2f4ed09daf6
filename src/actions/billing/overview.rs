//! What a company has, uses and may do by its plan; and what an event would cost.

use std::time::Duration;

use super::order::standing;
use super::{rules, service};
use crate::App;
use crate::error::{Error, Result};
use crate::model::billing::invoice;
use crate::model::billing::payments::Price;
use crate::model::billing::rules::PlanRules;
use crate::model::billing::{Access, PlanLimits, Standing, Usage};
use crate::model::company::Missing;
use crate::model::{Company, Plan, Timestamp};
use crate::store::{Scope, billing, companies};

/// The plan of a company, and what it uses of it.
pub struct Overview {
    pub standing: Standing,
    pub access: Access,
    pub limits: PlanLimits,
    pub usage: Usage,
    pub rules: PlanRules,
    pub now: Timestamp,
    /// How many subscriptions are paid for beside the one that counts.
    pub others: u64,
    /// What the company has to tell before anything is sold to it.
    pub lacking: Vec<Missing>,
}

/// What a company has to tell before anything is sold to it.
pub(super) fn lacking(company: &Company, rules: &PlanRules) -> Vec<Missing> {
    let Company { siret, address, identity, .. } = company;
    invoice::lacking(siret.as_deref(), address, identity, &rules.seller.country)
}

/// The plan of the company, and what it uses of it.
pub async fn overview(app: &App, scope: Scope) -> Result<Overview> {
    service(app)?;
    let rules = rules(app)?;
    app.db
        .read(scope, move |read| {
            let now = read.now();
            let standing = standing(read)?;
            let access = rules.access(&standing, now);
            let usage = billing::usage(read, rules.month(now))?;
            let limits = *rules.limits(access.plan);
            let others = billing::second_subscriptions(read)?;
            let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
            let lacking = lacking(&company, &rules);
            Ok(Overview { standing, access, limits, usage, rules, now, others, lacking })
        })
        .await
}

/// How long a page waits for a price that is not known yet.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a plan costs, if it is sold and the payment service says it soon enough. The page is shown all
/// the same: the payment page says it again.
pub async fn price_of(app: &App, plan: Plan) -> Option<Price> {
    let (service, rules) = (service(app).ok()?, rules(app).ok()?);
    let id = rules.prices.of(plan)?;
    match tokio::time::timeout(PATIENCE, service.price(id)).await {
        Ok(Ok(found)) => found,
        Ok(Err(why)) => {
            tracing::warn!(%why, "the price of a plan is not known");
            None
        }
        Err(_) => None,
    }
}

/// The rate of the VAT that a price includes, in percent (`5.5`), and how much that is; None if no VAT
/// is due.
pub fn vat_in(app: &App, gross: i64) -> Option<(String, i64)> {
    let seller = rules(app).ok()?.seller;
    let rate = invoice::percent(seller.vat_rate);
    (seller.vat_rate > 0).then(|| (rate, seller.sums(gross).vat))
}

/// What planning an event costs and how many more there may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// For each recipient, in the smallest unit of the currency; None: nothing.
    pub each: Option<i64>,
    pub currency: String,
    /// How many more events may be planned this month; None: any number.
    pub left: Option<u64>,
    /// Whether a payment is missing, so that nothing can be added.
    pub is_unpaid: bool,
}

/// What planning an event costs the company; None if billing is off.
pub async fn quote(app: &App, scope: Scope) -> Result<Option<Quote>> {
    let Ok(rules) = rules(app) else { return Ok(None) };
    app.db
        .read(scope, move |read| {
            let standing = standing(read)?;
            let access = rules.access(&standing, read.now());
            let usage = billing::usage(read, rules.month(read.now()))?;
            let most = rules.limits(access.plan).events.map(u64::from);
            Ok(Some(Quote {
                each: rules.price_of(access.plan, 1),
                currency: rules.currency.clone(),
                left: most.map(|most| most.saturating_sub(usage.events)),
                is_unpaid: !access.may_add,
            }))
        })
        .await
}
