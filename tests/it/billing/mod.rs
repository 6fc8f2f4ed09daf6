//! Billing against a stateful fake of Stripe.

mod invoices;
mod killed;
mod limits;
mod mails;
mod operators;
mod orders;
mod subscriptions;
mod types;
mod webhooks;

use std::sync::atomic::{AtomicUsize, Ordering};

use be_right::model::Timestamp;
use poem::http::Method;
use serde_json::{Value, json};

use crate::support::stripe::{SECRET, Stripe, about, buyer, call};
use crate::support::{Server, Studio, rows};

/// Each call of the payment service has an id of its own.
static CALLS: AtomicUsize = AtomicUsize::new(1);

/// Subscribes in the browser: a payment page, paid, and the call of the webhook.
pub async fn subscribes(stripe: &Stripe, studio: &Studio<'_>, plan: &str) -> Value {
    let body = json!({ "mode": "subscription", "plan": plan });
    let order = studio.post("/stripe/payment", body).await.is(200).json.clone();
    let session = order["sessionId"].as_str().unwrap();
    stripe.control(&format!("pay/{session}"), "").await;
    notified(stripe, studio).await;
    order
}

/// The payment service calls about the company, and what follows is done.
pub async fn notified(_stripe: &Stripe, studio: &Studio<'_>) {
    let server = studio.server;
    let customer = customer(studio).await;
    let id = format!("evt_{}", CALLS.fetch_add(1, Ordering::SeqCst));
    let event = about(&id, "customer.subscription.updated", &customer);
    call(server, SECRET, server.app.now(), &event).await.is(200);
    server.settle().await;
}

pub async fn customer(studio: &Studio<'_>) -> String {
    let found = studio.acts("/stripe/customer").await;
    found.is(200).json["customerId"].as_str().unwrap().to_owned()
}

pub async fn plan(studio: &Studio<'_>) -> Value {
    studio.get("/subscription").await.is(200).json.clone()
}

/// The only subscription at the fake.
pub async fn subscription(stripe: &Stripe) -> String {
    stripe.rows("subscriptions").await[0]["id"].as_str().unwrap().to_owned()
}

/// The alarms of the instance.
pub async fn alarms(server: &Server) -> Value {
    server.get("/readyz").await.json["alarms"].clone()
}

#[tokio::test]
async fn without_a_key_nothing_of_it_is_there() {
    let server = Server::start();
    let studio = buyer(&server, "Lumière").await;
    for (method, path) in [
        (Method::GET, "/subscription"),
        (Method::POST, "/stripe/customer"),
        (Method::POST, "/stripe/portal"),
        (Method::GET, "/stripe/payment/cs_1"),
        (Method::GET, "/invoice"),
        (Method::GET, "/invoice/1/pdf"),
    ] {
        let reply = server.send(Some(&studio.token), method, path, None).await;
        assert_eq!(reply.is(503).json["code"], "billing_disabled", "{path}");
    }
    let order = json!({ "mode": "subscription", "plan": "MEDIUM" });
    let reply = studio.post("/stripe/payment", order).await;
    assert_eq!(reply.is(503).json["code"], "billing_disabled");
    let event = about("evt_1", "invoice.paid", "cus_1");
    let reply = call(&server, SECRET, server.app.now(), &event).await;
    assert_eq!(reply.is(503).json["code"], "billing_disabled");
    // No plan limits anybody.
    for nth in 0..7 {
        studio.plans(&format!("Séance {nth}"), &[]).await;
    }
    let login = studio.comes_back().await;
    assert!(rows(server.folder.path(), "SELECT id FROM orders").is_empty());
    assert!(login.company > 0);
    server.sleeps(1).await;
}

/// The days of the fake and of the server go on together.
pub async fn sleeps(stripe: &Stripe, server: &Server, days: i64) {
    server.clock.advance(days * Timestamp::DAY);
    stripe.follows(server).await;
    server.sleeps(0).await;
}
