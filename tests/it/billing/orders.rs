//! Events that are paid for before they are created: once each, whoever comes first.

use serde_json::{Value, json};

use super::{alarms, customer, notified, subscribes};
use crate::console::ConsoleContext;
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

/// A group that grows between the order and the payment, or between two orders of the same.
#[tokio::test]
async fn nobody_is_asked_who_was_not_paid_for() {
    let stripe = Stripe::start();
    let server = stripe.server(PRICED);
    let studio = buyer(&server, "Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let group = studio.post("/group", json!({ "name": "Danse", "employeeIds": [ana] })).await;
    let group = group.is(201).id("/id");
    let mut wanted = event(&server, "Portraits", &[]);
    wanted["groupIds"] = json!([group]);
    let one = orders(&studio, wanted.clone()).await;
    assert_eq!((&one["recipients"], &one["amount"]), (&json!(1), &json!("1.50")));
    let mut more = vec![];
    for name in ["bob", "eve", "lou"] {
        more.push(studio.employs(name, "Roux", &format!("{name}@example.org")).await);
    }
    let body = json!({ "employeeIds": more.clone() });
    studio.put(&format!("/group/{group}/employees"), body).await.is(200);
    // The same again is another order, at another price.
    let two = orders(&studio, wanted).await;
    assert_eq!((&two["recipients"], &two["amount"]), (&json!(4), &json!("6.00")));
    assert_ne!(one["sessionId"], two["sessionId"]);
    pays(&stripe, &one).await;
    notified(&stripe, &studio).await;
    let made = state(&studio, &one).await["eventId"].as_i64().unwrap();
    let found = studio.get(&format!("/event/{made}")).await.is(200).json.clone();
    assert_eq!(found["totalSignatureNeeded"], 1, "{found}");
    assert!(server.postbox.to("bob@example.org").is_empty());
    // Nor by bringing the event up to date with its group.
    let refused = studio.acts(&format!("/event/{made}/synchronise")).await;
    assert_eq!(refused.is(402).json["limit"], "recipients", "{}", refused.json);
    // Nor by taking back a request, and asking somebody else in its place.
    let first = studio.get(&format!("/answer/event/{made}")).await.is(200).id("/0/id");
    studio.delete(&format!("/answer/{first}")).await.is(204);
    let instead = json!({ "eventId": made, "employeeId": more[0] });
    studio.post("/answer", instead).await.is(201);
    let refused = studio.acts(&format!("/answer/{first}/restore")).await;
    assert_eq!(refused.is(402).json["limit"], "recipients", "{}", refused.json);
    studio.delete(&format!("/employee/{}", more[0])).await.is(204);
    studio.acts(&format!("/answer/{first}/restore")).await.is(200);
    let refused = studio.acts(&format!("/employee/{}/restore", more[0])).await;
    assert_eq!(refused.is(402).json["limit"], "recipients", "{}", refused.json);
    // Nor by naming one person twice.
    let twice = orders(&studio, event(&server, "Encore", &[ana, ana])).await;
    assert_eq!(twice["recipients"], 1);
}

/// What another company orders, pays for or names is of no use to a hostile one.
#[tokio::test]
async fn a_hostile_company_gains_nothing_by_the_orders_of_another() {
    let stripe = Stripe::start();
    let server = stripe.server(PRICED);
    let studio = buyer(&server, "Lumière").await;
    let thief = buyer(&server, "Voleur").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let order = orders(&studio, event(&server, "Portraits", &[ana])).await;
    // Somebody else's people, page and order.
    let body = json!({ "mode": "payment", "event": event(&server, "Vol", &[ana]) });
    thief.post("/stripe/payment", body).await.refuses(&["employeeIds.0"]);
    let session = order["sessionId"].as_str().unwrap();
    thief.get(&format!("/stripe/payment/{session}")).await.is(404);
    let console = ConsoleContext::of(&server, &thief.email).await;
    for path in [
        format!("/console/billing/{session}"),
        format!("/console/billing/order/{}", order["orderId"]),
    ] {
        console.get(&path).await.is(404);
    }
    // A page of the thief's customer that bears the key of somebody else's order.
    let customer = customer(&thief).await;
    let page = stripe.rows("checkout/sessions").await.pop().unwrap();
    let key = page["client_reference_id"].as_str().unwrap();
    stripe.control(&format!("stray/{customer}"), key).await;
    notified(&stripe, &thief).await;
    assert_eq!(state(&studio, &order).await["state"], "OPEN", "it is not paid");
    assert_eq!(thief.get("/event").await.json["total"], 0);
    assert_eq!(thief.get("/invoice").await.json["total"], 0, "no order of theirs");
    assert_eq!(alarms(&server).await, json!(["payments_strange"]));
    // A call about the other's customer has only that one looked at.
    let before = stripe.asked("GET", "v1/subscriptions").await;
    notified(&stripe, &studio).await;
    assert_eq!(stripe.asked("GET", "v1/subscriptions").await, before + 1);
    // What administrators do is not for owners, nor for the operator without personal data.
    let id = super::plan(&studio).await["id"].clone();
    let hand = json!({ "plan": "PREMIUM", "reason": "x" });
    for role in [None, Some(be_right::model::Role::Developer)] {
        be_right::actions::auth::set_role_of(&server.app, &thief.email, role).await.unwrap();
        let thief = thief.comes_back().await;
        thief.patch(&format!("/admin/subscription/{id}"), hand.clone()).await.is(403);
        thief.acts(&format!("/admin/subscription/{id}/sync")).await.is(403);
        thief.get("/admin/subscription").await.is(403);
        thief.get("/admin/invoice/export?month=2026-05").await.is(403);
    }
    server.settle().await;
}

/// Two tabs, each with a page of its own, both paid: the event is there once, and the money is not
/// forgotten.
#[tokio::test]
async fn two_pages_of_one_order_that_are_both_paid_are_one_event_and_an_alarm() {
    let stripe = Stripe::start();
    let server = stripe.server(PRICED);
    let studio = buyer(&server, "Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let order = orders(&studio, event(&server, "Portraits", &[ana])).await;
    let customer = customer(&studio).await;
    let page = stripe.rows("checkout/sessions").await.pop().unwrap();
    let key = page["client_reference_id"].as_str().unwrap();
    stripe.control(&format!("stray/{customer}"), key).await;
    pays(&stripe, &order).await;
    for _ in 0..2 {
        server.clock.advance(1_000);
        notified(&stripe, &studio).await;
    }
    assert_eq!(studio.get("/event").await.json["total"], 1);
    assert_eq!(state(&studio, &order).await["state"], "DONE");
    assert_eq!(alarms(&server).await, json!(["payments_strange"]));
    // It is invoiced once: the second payment is to be given back.
    assert_eq!(studio.get("/invoice").await.json["total"], 1);
    let stray = stripe.rows("charges").await.remove(0);
    let payment = stray["payment_intent"].as_str().unwrap().to_owned();
    stripe.control(&format!("refund/{payment}"), 700).await;
    server.clock.advance(1_000);
    notified(&stripe, &studio).await;
    assert_eq!(alarms(&server).await, json!([]));
}

/// Photographers and people with an account see nothing of what a studio pays.
#[tokio::test]
async fn who_may_not_pay_is_offered_nothing_to_pay() {
    let stripe = Stripe::start();
    let server = stripe.server(&[("stripe.recipient_price", "150"), ("billing.seats_basic", "10")]);
    let studio = buyer(&server, "Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let order = orders(&studio, event(&server, "Portraits", &[ana])).await;
    let plan = json!({ "mode": "subscription", "plan": "MEDIUM" });
    let plan = studio.post("/stripe/payment", plan).await.is(200).json.clone();
    server.settle().await;
    for (role, may_read) in [("SUPER_USER", true), ("USER", true), ("PHOTOGRAPHER", false)] {
        let email = format!("{}@lumiere.example", role.to_lowercase());
        let member = studio.hires(&email, role).await;
        for path in ["/invoice", "/invoice/1/pdf"] {
            member.get(path).await.is(403);
        }
        member.acts("/stripe/portal").await.is(403);
        member.acts("/stripe/customer").await.is(403);
        let console = ConsoleContext::of(&server, &member.email).await;
        console.get("/console/settings/plan").await.is(403);
        let settings = console.get("/console/settings").await.text();
        assert!(!settings.contains("/console/settings/plan"), "{role}: {settings}");
        // An event is for those who plan; a subscription is the owner's.
        let event = console.get(&format!("/console/billing/order/{}", order["orderId"])).await;
        let theirs = console.get(&format!("/console/billing/order/{}", plan["orderId"])).await;
        assert_eq!(event.status == 200, may_read, "{role}");
        if may_read {
            assert!(event.text().contains("/pay/"), "{role}");
            assert!(!theirs.text().contains("/pay/"), "{role}: {}", theirs.text());
        }
    }
}
