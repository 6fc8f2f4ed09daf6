//! `be-right stripe setup`: has Stripe send events here, at the version that this binary was written
//! for, and prints the secret that signs them.

use std::io::{Write, stdout};
use std::sync::Arc;

use clap::Subcommand;

use super::failure::Failure;
use super::serve::runtime;
use super::{Global, logging, wire};
use crate::config::Config;
use crate::ports::Payments;

/// The events of which a look at the customer follows. What they say is not read.
const KINDS: &[&str] = &[
    "checkout.session.async_payment_failed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.completed",
    "checkout.session.expired",
    "charge.refunded",
    "customer.subscription.created",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.updated",
    "invoice.paid",
    "invoice.payment_failed",
];

#[derive(Subcommand)]
pub enum StripeCommand {
    /// Create the webhook endpoint of this instance and print its secret
    #[command(after_help = "Example:\n  be-right stripe setup")]
    Setup,
}

pub fn run(global: &Global, StripeCommand::Setup: &StripeCommand) -> Result<(), Failure> {
    logging::start_quiet();
    let config = global.config()?;
    let Some(service) = wire::payments(&config)? else {
        return Err(Failure::new("there is no stripe.key")
            .next("Set stripe.key to the secret key of your account at Stripe."));
    };
    if config.stripe.livemode() && !config.is_public_url_secure() {
        return Err(Failure::new("Stripe sends to https only, and public_url is not")
            .next("Set public_url to the https address of this instance."));
    }
    let text = runtime()?.block_on(setup(&config, service))?;
    Ok(stdout().write_all(text.as_bytes())?)
}

/// The address that events are sent to.
pub fn address(config: &Config) -> String {
    format!("{}/stripe/webhook", config.public_url)
}

async fn setup(config: &Config, service: Arc<dyn Payments>) -> Result<String, Failure> {
    let url = address(config);
    let failed = |why: crate::ports::Unpaid| Failure::new(format!("Stripe: {why}"));
    let known = service.endpoints().await.map_err(failed)?;
    let same = known.iter().filter(|one| one.url == url && one.is_enabled).count();
    let made = service.create_endpoint(&url, KINDS).await.map_err(failed)?;
    let mut text = format!(
        "Events are sent to {url} at version {}.\nTheir secret, which is shown only now:\n\n  {}\n\n\
         Put it into stripe.webhook_secrets and restart the server.\n",
        service.version(),
        made.secret.reveal()
    );
    if same > 0 {
        text.push_str(
            "There was an endpoint for this address already: keep its secret in \
             stripe.webhook_secrets beside the new one until you have deleted it at Stripe.\n",
        );
    }
    Ok(text)
}
