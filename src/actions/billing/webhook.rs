//! What the payment service calls us with. Nothing of it is applied: it says whose state to fetch.

use super::service;
use crate::App;
use crate::error::{Error, Result};
use crate::model::billing::webhook::{self, Refusal};
use crate::store::{AllTx, billing};

/// Receives a call: queues a look at the customer's state, once per event. Events about nobody we
/// know, and of kinds we do not know, are accepted and ignored.
///
/// # Errors
/// [`Error::Conflict`] if it is not signed by one of our secrets, just now, for this mode.
pub async fn receive(app: &App, signature: &str, body: &[u8]) -> Result<()> {
    let service = service(app)?;
    let secrets = &app.config.stripe.webhook_secrets;
    let read = webhook::read(signature, body, secrets, service.livemode(), app.now());
    let call = read.map_err(|refusal| {
        tracing::warn!(?refusal, "a call of the payment service was refused");
        match refusal {
            Refusal::Forged => Error::Conflict("webhook_signature"),
            Refusal::Stale => Error::Conflict("webhook_stale"),
            Refusal::Unreadable => Error::Conflict("webhook_unreadable"),
            Refusal::WrongMode => Error::Conflict("webhook_mode"),
        }
    })?;
    app.db
        .write_all(move |all: &AllTx| {
            if !billing::receive(all, &call.id)? {
                return Ok(());
            }
            let Some(customer) = &call.customer else { return Ok(()) };
            match billing::of_customer(all, customer)? {
                Some(scope) => billing::enqueue_sync(&billing::enter(all, scope)),
                None => Ok(()),
            }
        })
        .await
}
