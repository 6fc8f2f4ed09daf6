//! The checks of billing: the key, the prices, the webhook, and what invoices would lack.

use super::Finding::{self, Broken, Fine, Odd};
use crate::cli::{stripe, wire};
use crate::config::Config;
use crate::model::Plan;
use crate::ports::Payments;

/// Nothing if nothing is billed.
pub async fn checks(config: &Config) -> Vec<Finding> {
    let service = match wire::payments(config) {
        Ok(Some(service)) => service,
        Ok(None) => return vec![],
        Err(failure) => return vec![Broken(failure.to_string())],
    };
    let mode = if service.livemode() { "real money" } else { "test data" };
    let known = match service.endpoints().await {
        Ok(known) => known,
        Err(why) => return vec![Broken(format!("Stripe, with {mode}: {why}"))],
    };
    let mut found = vec![Fine(format!("Stripe answers, with {mode}"))];
    let url = stripe::address(config);
    let ours = known.iter().find(|one| one.url == url && one.is_enabled);
    found.push(match ours {
        None => Odd(format!("no webhook for {url}: `be-right stripe setup` makes one")),
        Some(_) if config.stripe.webhook_secrets.is_empty() => {
            Broken("stripe.webhook_secrets is empty, so every call is refused".to_owned())
        }
        Some(one) if one.version.as_deref() != Some(service.version()) => Odd(format!(
            "the webhook is at version {}, this binary speaks {}: run `be-right stripe setup`, then \
             delete the former endpoint at Stripe",
            one.version.as_deref().unwrap_or("of the account"),
            service.version()
        )),
        Some(_) => Fine(format!("events are sent to {url}")),
    });
    found.extend(prices(config, service.as_ref()).await);
    if let Some(rules) = config.plan_rules() {
        let missing = rules.seller.missing();
        found.push(match missing.is_empty() {
            true => Fine("invoices have all they need".to_owned()),
            false => Broken(format!(
                "no invoice can be written without {}; what is paid meanwhile gets one later",
                missing.join(", ")
            )),
        });
    }
    found
}

async fn prices(config: &Config, service: &dyn Payments) -> Vec<Finding> {
    let Some(rules) = config.plan_rules() else { return vec![] };
    let mut found = vec![];
    for plan in [Plan::Medium, Plan::Premium] {
        let name = plan.name();
        let Some(id) = rules.prices.of(plan) else {
            found.push(Odd(format!("{name} is not sold: it has no price")));
            continue;
        };
        found.push(match service.price(id).await {
            Err(why) => Broken(format!("the price of {name}: {why}")),
            Ok(None) => Broken(format!("there is no price {id}, which {name} is to have")),
            Ok(Some(price)) if !price.is_active => {
                Broken(format!("the price of {name} is archived"))
            }
            Ok(Some(price)) => match (price.interval, price.amount) {
                (None, _) => Broken(format!("{id} is paid once; {name} needs a recurring price")),
                (Some(interval), amount) => {
                    let amount =
                        amount.map_or("a price".to_owned(), crate::model::billing::decimal);
                    Fine(format!("{name} costs {amount} {} each {interval}", price.currency))
                }
            },
        });
    }
    found
}
