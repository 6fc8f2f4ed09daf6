//! The webhook: what is not from the payment service is refused, and what comes twice, late or in
//! another order changes nothing.

use serde_json::{Value, json};

use super::{customer, plan, subscription};
use crate::support::rows;
use crate::support::stripe::{FORMER, SECRET, Stripe, about, buyer, call, send, signature};

#[tokio::test]
async fn what_is_forged_stale_or_of_the_wrong_mode_is_refused() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    let event = about("evt_1", "invoice.paid", &customer(&studio).await);
    let now = server.app.now();
    let refused = |reply: crate::support::Reply| reply.is(409).json["code"].clone();
    assert_eq!(refused(call(&server, "whsec_other", now, &event).await), "webhook_signature");
    assert_eq!(refused(send(&server, "", event.to_string()).await), "webhook_signature");
    for minutes in [-6, 6] {
        let at = now.plus(minutes * 60_000);
        assert_eq!(refused(call(&server, SECRET, at, &event).await), "webhook_stale");
    }
    let mut live = event.clone();
    live["livemode"] = json!(true);
    assert_eq!(refused(call(&server, SECRET, now, &live).await), "webhook_mode");
    let odd = json!({ "hello": "world" });
    assert_eq!(refused(call(&server, SECRET, now, &odd).await), "webhook_unreadable");
    assert_eq!(server.jobs().await.0, 0, "nothing was queued");
    assert!(rows(server.folder.path(), "SELECT id FROM payment_calls").is_empty());
    // The former secret counts while it is replaced.
    call(&server, FORMER, now, &event).await.is(200);
    assert_eq!(server.jobs().await.0, 1);
    server.settle().await;
    // The same bytes again: at once they change nothing, and later they are refused.
    let body = event.to_string();
    let signed = signature(SECRET, &body, now);
    send(&server, &signed, body.clone()).await.is(200);
    assert_eq!(server.jobs().await.0, 0);
    server.clock.advance(6 * 60_000);
    assert_eq!(refused(send(&server, &signed, body).await), "webhook_stale");
}

#[tokio::test]
async fn each_event_counts_once_and_unknown_ones_are_ignored() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    let customer = customer(&studio).await;
    let now = server.app.now();
    for event in [
        about("evt_unknown", "a.kind.of.tomorrow", &customer),
        about("evt_stranger", "invoice.paid", "cus_of_somebody_else"),
        json!({ "id": "evt_bare", "type": "balance.available", "livemode": false, "data": null }),
    ] {
        call(&server, SECRET, now, &event).await.is(200);
    }
    server.settle().await;
    let asked = stripe.asked("GET", "v1/subscriptions").await;
    let event = about("evt_1", "invoice.paid", &customer);
    for _ in 0..3 {
        call(&server, SECRET, now, &event).await.is(200);
        server.settle().await;
    }
    assert_eq!(stripe.asked("GET", "v1/subscriptions").await, asked + 1);
    // A burst of different ones is one look.
    for nth in 0..20 {
        let event = about(&format!("evt_b{nth}"), "invoice.paid", &customer);
        call(&server, SECRET, now, &event).await.is(200);
    }
    server.settle().await;
    assert_eq!(stripe.asked("GET", "v1/subscriptions").await, asked + 2);
}

/// What an event says is never applied: an old one that comes late, or a false one that somebody
/// has signed, only has the truth fetched.
#[tokio::test]
async fn the_payload_is_never_applied() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    super::subscribes(&stripe, &studio, "MEDIUM").await;
    let (customer, now) = (customer(&studio).await, server.app.now());
    let says = |id: &str, status: &str, price: &str| -> Value {
        json!({
            "id": id, "type": "customer.subscription.updated", "livemode": false,
            "data": { "object": {
                "object": "subscription", "id": "sub_1", "customer": customer, "status": status,
                "items": { "data": [{ "price": { "id": price } }] },
            } },
        })
    };
    for (id, status, price) in [
        ("evt_late", "canceled", "price_medium"),
        ("evt_false", "active", "price_premium"),
        ("evt_early", "incomplete", "price_medium"),
    ] {
        call(&server, SECRET, now, &says(id, status, price)).await.is(200);
        server.settle().await;
        let found = plan(&studio).await;
        assert_eq!((&found["plan"], &found["status"]), (&json!("MEDIUM"), &json!("active")));
    }
    let id = subscription(&stripe).await;
    stripe.control(&format!("price/{id}/price_premium"), "").await;
    call(&server, SECRET, now, &says("evt_any", "active", "price_medium")).await.is(200);
    server.settle().await;
    assert_eq!(plan(&studio).await["plan"], "PREMIUM");
}

#[tokio::test]
async fn calls_are_forgotten_after_some_weeks() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    let event = about("evt_1", "invoice.paid", &customer(&studio).await);
    call(&server, SECRET, server.app.now(), &event).await.is(200);
    server.sleeps(59).await;
    assert_eq!(rows(server.folder.path(), "SELECT id FROM payment_calls").len(), 1);
    server.sleeps(2).await;
    assert!(rows(server.folder.path(), "SELECT id FROM payment_calls").is_empty());
}
