//! Events that are paid for before they are created: once each, whoever comes first.

use serde_json::{Value, json};

use super::{alarms, customer, notified, subscribes};
use crate::support::stripe::{Stripe, buyer};
use crate::support::{Server, Studio, rows};

const PRICED: &[(&str, &str)] = &[("stripe.recipient_price", "150")];

/// An event in two weeks.
fn event(server: &Server, name: &str, people: &[i64]) -> Value {
    let now = server.app.now();
    json!({
        "name": name, "start": now.plus(14 * 86_400_000).rfc3339(),
        "end": now.plus(15 * 86_400_000).rfc3339(), "employeeIds": people,
    })
}

async fn orders(studio: &Studio<'_>, event: Value) -> Value {
    let body = json!({ "mode": "payment", "event": event });
    studio.post("/stripe/payment", body).await.is(200).json.clone()
}

async fn pays(stripe: &Stripe, order: &Value) {
    stripe.control(&format!("pay/{}", order["sessionId"].as_str().unwrap()), "").await;
}

async fn state(studio: &Studio<'_>, order: &Value) -> Value {
    let path = format!("/stripe/payment/{}", order["sessionId"].as_str().unwrap());
    studio.get(&path).await.is(200).json.clone()
}

#[tokio::test]
async fn an_event_is_created_once_whichever_comes_first() {
    for order_of_arrival in ["webhook", "browser", "both", "night"] {
        let stripe = Stripe::start();
        let server = stripe.server(PRICED);
        let studio = buyer(&server, "Lumière").await;
        let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
        let bob = studio.employs("Bob", "Moreau", "bob@example.org").await;
        let wanted = event(&server, "Portraits", &[ana, bob]);
        // It has to be paid for first.
        let refused = studio.post("/event", wanted.clone()).await;
        assert_eq!(refused.is(402).json["code"], "payment_needed");
        let order = orders(&studio, wanted).await;
        assert_eq!((&order["amount"], &order["recipients"]), (&json!("3.00"), &json!(2)));
        server.settle().await;
        assert_eq!(studio.get("/event").await.json["total"], 0);
        assert!(server.postbox.to("ana@example.org").is_empty(), "nobody was asked");
        pays(&stripe, &order).await;
        match order_of_arrival {
            "webhook" => {
                notified(&stripe, &studio).await;
                state(&studio, &order).await;
            }
            "browser" => {
                state(&studio, &order).await;
                server.settle().await;
                notified(&stripe, &studio).await;
            }
            "both" => {
                state(&studio, &order).await;
                notified(&stripe, &studio).await;
            }
            _ => super::sleeps(&stripe, &server, 1).await,
        }
        server.settle().await;
        let studio = studio.comes_back().await;
        let done = state(&studio, &order).await;
        assert_eq!(done["state"], "DONE", "{order_of_arrival}");
        assert_eq!(studio.get("/event").await.json["total"], 1, "{order_of_arrival}");
        let id = done["eventId"].as_i64().unwrap();
        let found = studio.get(&format!("/event/{id}")).await.is(200).json.clone();
        assert_eq!(
            (&found["name"], &found["totalSignatureNeeded"]),
            (&json!("Portraits"), &json!(2))
        );
        assert_eq!(server.postbox.to("ana@example.org").len(), 1);
        assert_eq!(studio.get("/invoice").await.json["total"], 1);
        let kept = rows(server.folder.path(), "SELECT draft FROM orders");
        assert_eq!(kept, [[""]], "the draft is gone with the order");
    }
}

#[tokio::test]
async fn the_same_event_in_two_tabs_is_one_order() {
    let stripe = Stripe::start();
    let server = stripe.server(PRICED);
    let studio = buyer(&server, "Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let wanted = event(&server, "Portraits", &[ana]);
    let one = orders(&studio, wanted.clone()).await;
    assert_eq!(orders(&studio, wanted).await, one);
    assert_eq!(stripe.rows("checkout/sessions").await.len(), 1);
    // Another one is another order.
    assert_ne!(orders(&studio, event(&server, "Autre", &[ana])).await["orderId"], one["orderId"]);
    // A page that ends soon is not given again.
    let before = one["sessionId"].clone();
    server.clock.advance(24 * 3_600_000);
    stripe.follows(&server).await;
    let studio = studio.comes_back().await;
    let again = orders(&studio, event(&server, "Portraits", &[ana])).await;
    assert_ne!(again["sessionId"], before);
}

#[tokio::test]
async fn what_is_wrong_with_the_event_is_said_before_anything_is_paid() {
    let stripe = Stripe::start();
    let server = stripe.server(PRICED);
    let studio = buyer(&server, "Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let mut wanted = event(&server, "", &[ana, 999]);
    wanted["end"] = json!("2026-05-02T10:00:00Z");
    let body = json!({ "mode": "payment", "event": wanted });
    let refused = studio.post("/stripe/payment", body).await;
    refused.refuses(&["name", "end", "employeeIds.1"]);
    let body = json!({ "mode": "payment", "event": event(&server, "Vide", &[]) });
    let refused = studio.post("/stripe/payment", body).await;
    assert_eq!(refused.is(409).json["code"], "nothing_to_pay");
    assert!(stripe.rows("checkout/sessions").await.is_empty());
    assert!(rows(server.folder.path(), "SELECT id FROM orders").is_empty());
    // A photographer plans nothing.
    let partner = studio.hires("noe@photo.example", "PHOTOGRAPHER").await;
    let body = json!({ "mode": "payment", "event": event(&server, "Été", &[ana]) });
    partner.post("/stripe/payment", body).await.is(403);
}

#[tokio::test]
async fn premium_pays_nothing_for_events_and_others_no_more_than_they_ask() {
    let stripe = Stripe::start();
    let server = stripe.server(PRICED);
    let studio = buyer(&server, "Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bob = studio.employs("Bob", "Moreau", "bob@example.org").await;
    let order = orders(&studio, event(&server, "Portraits", &[ana])).await;
    pays(&stripe, &order).await;
    notified(&stripe, &studio).await;
    let id = state(&studio, &order).await["eventId"].clone();
    // One more was not paid for.
    let more = json!({ "eventId": id, "employeeId": bob });
    let refused = studio.post("/answer", more.clone()).await;
    assert_eq!(refused.is(402).json["limit"], "recipients");
    let start = server.app.now().plus(20 * 86_400_000).rfc3339();
    let copy = json!({ "start": start, "keepPeople": true });
    let refused = studio.post(&format!("/event/{id}/duplicate"), copy.clone()).await;
    assert_eq!(refused.is(402).json["code"], "payment_needed");
    assert_eq!(studio.get("/event").await.json["total"], 1);
    subscribes(&stripe, &studio, "PREMIUM").await;
    studio.post("/answer", more).await.is(201);
    studio.post(&format!("/event/{id}/duplicate"), copy).await.is(201);
    studio.plans("Été", &[ana, bob]).await;
    let body = json!({ "mode": "payment", "event": event(&server, "Hiver", &[ana]) });
    let refused = studio.post("/stripe/payment", body).await;
    assert_eq!(refused.is(409).json["code"], "nothing_to_pay");
}

#[tokio::test]
async fn who_left_meanwhile_is_left_out_and_what_cannot_be_done_is_an_alarm() {
    let stripe = Stripe::start();
    let server = stripe.server(PRICED);
    let studio = buyer(&server, "Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bob = studio.employs("Bob", "Moreau", "bob@example.org").await;
    let order = orders(&studio, event(&server, "Portraits", &[ana, bob])).await;
    studio.delete(&format!("/employee/{bob}")).await.is(204);
    pays(&stripe, &order).await;
    notified(&stripe, &studio).await;
    let done = state(&studio, &order).await;
    assert_eq!(done["state"], "DONE");
    let path = format!("/event/{}", done["eventId"]);
    assert_eq!(studio.get(&path).await.json["totalSignatureNeeded"], 1);
    assert_eq!(alarms(&server).await, json!([]));
    // Paid for what no order of ours asked.
    let customer = customer(&studio).await;
    stripe.control(&format!("stray/{customer}"), "").await;
    server.clock.advance(1_000);
    notified(&stripe, &studio).await;
    assert_eq!(alarms(&server).await, json!(["payments_strange"]));
    let stray = stripe.rows("charges").await.pop().unwrap();
    let payment = stray["payment_intent"].as_str().unwrap().to_owned();
    stripe.control(&format!("refund/{payment}"), 700).await;
    server.clock.advance(1_000);
    notified(&stripe, &studio).await;
    assert_eq!(alarms(&server).await, json!([]));
}

#[tokio::test]
async fn money_that_is_on_its_way_creates_nothing_yet() {
    let stripe = Stripe::start();
    let server = stripe.server(PRICED);
    let studio = buyer(&server, "Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let order = orders(&studio, event(&server, "Portraits", &[ana])).await;
    let session = order["sessionId"].as_str().unwrap();
    stripe.control(&format!("complete/{session}"), "").await;
    notified(&stripe, &studio).await;
    assert_eq!(state(&studio, &order).await["state"], "OPEN");
    assert_eq!(studio.get("/event").await.json["total"], 0);
    server.settle().await;
}

/// The process may end between any two steps: the order is known before the page is, so that what is
/// paid is always found again.
#[tokio::test]
async fn an_order_whose_page_was_never_recorded_is_found_by_its_key() {
    let stripe = Stripe::start();
    let server = stripe.server(PRICED);
    let studio = buyer(&server, "Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let order = orders(&studio, event(&server, "Portraits", &[ana])).await;
    // As if it had ended after the page was made, and before it was recorded.
    let lost = "UPDATE orders SET session = NULL, url = NULL, expires_at = NULL";
    crate::support::change(server.folder.path(), lost);
    let again = orders(&studio, event(&server, "Portraits", &[ana])).await;
    assert_eq!(again["sessionId"], order["sessionId"], "the same key is the same page");
    crate::support::change(server.folder.path(), lost);
    pays(&stripe, &order).await;
    notified(&stripe, &studio).await;
    assert_eq!(state(&studio, &order).await["state"], "DONE");
    assert_eq!(studio.get("/event").await.json["total"], 1);
    // After it was paid and before the event was created: the job does it, and only once.
    let undone = "UPDATE jobs SET attempts = 0";
    crate::support::change(server.folder.path(), undone);
    server.settle().await;
    assert_eq!(studio.get("/event").await.json["total"], 1);
}

#[tokio::test]
async fn an_order_of_another_company_is_not_found() {
    let stripe = Stripe::start();
    let server = stripe.server(PRICED);
    let studio = buyer(&server, "Lumière").await;
    let other = buyer(&server, "Autre").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let order = orders(&studio, event(&server, "Portraits", &[ana])).await;
    let path = format!("/stripe/payment/{}", order["sessionId"].as_str().unwrap());
    other.get(&path).await.is(404);
    other.get("/stripe/payment/cs_nothing").await.is(404);
    server.settle().await;
}
