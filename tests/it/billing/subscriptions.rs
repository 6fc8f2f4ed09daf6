//! Subscriptions: begun, changed, unpaid, ended; and whatever comes twice or late.

use be_right::model::Role;
use serde_json::json;

use super::{alarms, customer, notified, plan, sleeps, subscribes, subscription};
use crate::console::ConsoleContext;
use crate::instance::{because, operator};
use crate::support::stripe::{SECRET, Stripe, about, buyer, call};

#[tokio::test]
async fn a_company_subscribes_and_its_plan_follows() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    let before = plan(&studio).await;
    assert_eq!((&before["plan"], &before["status"]), (&json!("BASIC"), &json!(null)));
    let order = subscribes(&stripe, &studio, "MEDIUM").await;
    assert_eq!(order["state"], "OPEN");
    let after = plan(&studio).await;
    assert_eq!((&after["plan"], &after["status"]), (&json!("MEDIUM"), &json!("active")));
    assert_eq!(after["mayAdd"], true);
    let session = order["sessionId"].as_str().unwrap();
    let done = studio.get(&format!("/stripe/payment/{session}")).await;
    assert_eq!(done.is(200).json["state"], "DONE");
    // One customer, one page, whatever is asked how often.
    assert_eq!(customer(&studio).await, customer(&studio).await);
    assert_eq!(stripe.asked("POST", "v1/customers").await, 1);
    // The reply to a login says it.
    let body = json!({ "email": studio.email, "password": crate::support::PASSWORD });
    let login = server.post("/auth/login", body).await;
    assert_eq!(login.is(200).json["subscription"]["label"], "MEDIUM");
    assert_eq!(server.audited("change_plan"), 1);
}

#[tokio::test]
async fn what_is_paid_how_often_and_which_tax_is_in_it_is_said_before() {
    let vat = [("billing.vat_rate", "20"), ("billing.seller_vat_number", "FR44732829320")];
    for (flags, tax) in [(&[][..], "art. 293 B"), (&vat[..], "Of which VAT at 20%: €4.83")] {
        let stripe = Stripe::start();
        let server = stripe.server(flags);
        let studio = buyer(&server, "Lumière").await;
        let body = json!({ "mode": "subscription", "plan": "MEDIUM" });
        let order = studio.post("/stripe/payment", body).await.is(200).json.clone();
        assert_eq!((&order["amount"], &order["currency"]), (&json!("29.00"), &json!("eur")));
        let console = ConsoleContext::of(&server, &studio.email).await;
        let path = format!("/console/billing/order/{}?lang=en", order["orderId"]);
        let page = console.get(&path).await.is(200).text();
        for said in
            ["Medium subscription", "€29.00 a month, taxes included", "renews by itself", tax]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
        let here = |page: &str, href: &str| {
            page.split("<a href=").any(|link| {
                link.starts_with(&format!("\"{href}\""))
                    && link.split('>').next().unwrap().contains("aria-current")
            })
        };
        assert!(!here(&page, "/console"), "Home is not where this is: {page}");
        assert!(here(&page, "/console/settings"), "{page}");
    }
}

#[tokio::test]
async fn pages_of_the_payment_service_are_counted_for_each_company() {
    let stripe = Stripe::start();
    let server = stripe.server(&[("limits.payments_per_company", "3 per 1h")]);
    let (studio, other) = (buyer(&server, "Lumière").await, buyer(&server, "Pathé").await);
    let body = json!({ "mode": "subscription", "plan": "MEDIUM" });
    for _ in 0..2 {
        studio.post("/stripe/payment", body.clone()).await.is(200);
    }
    studio.acts("/stripe/portal").await.is(200);
    let refused = studio.post("/stripe/payment", body.clone()).await;
    refused.is_problem(429, "rate_limited");
    studio.acts("/stripe/portal").await.is_problem(429, "rate_limited");
    other.post("/stripe/payment", body.clone()).await.is(200);
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    server.clock.advance(wait * 1_000);
    let studio = studio.comes_back().await;
    studio.post("/stripe/payment", body).await.is(200);
}

/// Nobody pays for a company that is gone: the subscription ends with what is paid for, and no page is
/// left on which somebody could pay.
#[tokio::test]
async fn a_deleted_company_pays_for_nothing_any_more() {
    for by_administrator in [false, true] {
        let stripe = Stripe::start();
        let server = stripe.server(&[("stripe.recipient_price", "150")]);
        let studio = buyer(&server, "Lumière").await;
        let admin = operator(&server, "instance", Role::Admin).await;
        subscribes(&stripe, &studio, "MEDIUM").await;
        let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
        let day = server.app.now().plus(86_400_000).rfc3339();
        let event = json!({ "name": "Été", "start": day, "end": day, "employeeIds": [ana] });
        let open = json!({ "mode": "payment", "event": event });
        let open = studio.post("/stripe/payment", open).await.is(200).json["sessionId"].clone();
        let (id, customer) = (subscription(&stripe).await, customer(&studio).await);
        stripe.control("down", 1).await;
        let path = format!("/company/{}", studio.company);
        let deleted = match by_administrator {
            true => admin.delete(&format!("/admin{path}?reason=Asked")).await,
            false => studio.delete(&path).await,
        };
        deleted.is(204);
        server.settle().await;
        let ends = async || stripe.rows("subscriptions").await[0]["cancel_at_period_end"].clone();
        assert_eq!(ends().await, false, "the service is down");
        stripe.control("down", 0).await;
        // It refuses to: administrators are told of it, until it does.
        stripe.control("keep", 1).await;
        server.sleeps(1).await;
        assert_eq!(
            (ends().await, alarms(&server).await),
            (json!(false), json!(["payments_strange"]))
        );
        stripe.control("keep", 0).await;
        server.sleeps(1).await;
        assert_eq!((ends().await, alarms(&server).await), (json!(true), json!([])));
        let ending = format!("v1/subscriptions/{id}");
        let asked = stripe.asked("POST", &ending).await;
        let pages = stripe.rows("checkout/sessions").await;
        let page = pages.iter().find(|page| page["id"] == open).unwrap();
        assert_eq!(page["status"], "expired");
        // What was paid just before is invoiced all the same, and nothing is asked twice.
        stripe.control(&format!("renew/{id}"), "").await;
        let paid = about("evt_gone", "invoice.paid", &customer);
        call(&server, SECRET, server.app.now(), &paid).await.is(200);
        server.settle().await;
        let number = "SELECT COUNT(*) FROM invoices";
        assert_eq!(crate::support::rows(server.folder.path(), number)[0][0], "2");
        assert_eq!(stripe.asked("POST", &ending).await, asked);
        // It comes back, and its owner reads when the subscription ends.
        let back = match by_administrator {
            true => {
                let admin = admin.comes_back().await;
                admin.post(&format!("/admin{path}/restore"), because("Asked")).await
            }
            false => studio.comes_back().await.acts(&format!("{path}/restore")).await,
        };
        back.is(200);
        let console = ConsoleContext::of(&server, &studio.email).await;
        console
            .sends("/console/settings/companies", &format!("do=switch&company={}", studio.company))
            .await;
        let page = console.get("/console/settings/plan?lang=en").await.is(200).text();
        assert!(page.contains("The subscription ends on"), "{page}");
        server.leaves_jobs();
    }
}

#[tokio::test]
async fn the_browser_may_come_first_or_last() {
    for webhook_first in [true, false] {
        let stripe = Stripe::start();
        let server = stripe.server(&[]);
        let studio = buyer(&server, "Lumière").await;
        let body = json!({ "mode": "subscription", "plan": "PREMIUM" });
        let order = studio.post("/stripe/payment", body).await.is(200).json.clone();
        let session = order["sessionId"].as_str().unwrap().to_owned();
        stripe.control(&format!("pay/{session}"), "").await;
        let path = format!("/stripe/payment/{session}");
        if webhook_first {
            notified(&stripe, &studio).await;
        }
        studio.get(&path).await.is(200);
        server.settle().await;
        assert_eq!(studio.get(&path).await.json["state"], "DONE");
        if !webhook_first {
            notified(&stripe, &studio).await;
        }
        assert_eq!(plan(&studio).await["plan"], "PREMIUM");
        assert_eq!(studio.get("/invoice").await.is(200).json["total"], 1);
        assert_eq!(server.audited("change_plan"), 1);
    }
}

#[tokio::test]
async fn two_tabs_have_the_same_page_and_another_plan_ends_it() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    let medium = json!({ "mode": "subscription", "plan": "MEDIUM" });
    let one = studio.post("/stripe/payment", medium.clone()).await.is(200).json.clone();
    let two = studio.post("/stripe/payment", medium.clone()).await.is(200).json.clone();
    assert_eq!(one, two);
    let premium = json!({ "mode": "subscription", "plan": "PREMIUM" });
    let other = studio.post("/stripe/payment", premium.clone()).await.is(200).json.clone();
    assert_ne!(one["sessionId"], other["sessionId"]);
    let pages = stripe.rows("checkout/sessions").await;
    let states: Vec<_> = pages.iter().map(|page| page["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["expired", "open"]);
    // It is paid, and nobody was notified yet: the other plan is not offered as well.
    stripe.control(&format!("pay/{}", other["sessionId"].as_str().unwrap()), "").await;
    let late = studio.post("/stripe/payment", medium.clone()).await;
    assert_eq!(late.is(409).json["code"], "order_under_way");
    server.settle().await;
    let late = studio.post("/stripe/payment", medium).await;
    assert_eq!(late.is(409).json["code"], "already_subscribed");
    assert_eq!(plan(&studio).await["plan"], "PREMIUM");
    assert_eq!(stripe.rows("subscriptions").await.len(), 1);
}

#[tokio::test]
async fn a_second_subscription_is_an_alarm_until_it_ends() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    subscribes(&stripe, &studio, "MEDIUM").await;
    let path = format!("subscribe/{}/price_premium", customer(&studio).await);
    let second = stripe.control(&path, "").await["id"].as_str().unwrap().to_owned();
    notified(&stripe, &studio).await;
    assert_eq!(alarms(&server).await, json!(["payments_strange"]));
    // Whoever pays for two has the higher plan, and reads that there are two.
    assert_eq!(plan(&studio).await["plan"], "PREMIUM");
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console/settings/plan?lang=en").await.is(200).text();
    assert!(page.contains("You pay for 2 subscriptions"), "{page}");
    // Both were paid, and both are invoiced.
    assert_eq!(studio.get("/invoice").await.json["total"], 2);
    stripe.control(&format!("status/{second}/canceled"), "").await;
    server.clock.advance(1_000);
    notified(&stripe, &studio).await;
    assert_eq!(alarms(&server).await, json!([]));
    assert_eq!(plan(&studio).await["plan"], "MEDIUM");
    let page = console.get("/console/settings/plan?lang=en").await.is(200).text();
    assert!(!page.contains("subscriptions:"), "{page}");
}

#[tokio::test]
async fn a_card_that_fails_is_forgiven_for_two_weeks_and_nothing_is_locked_away() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    subscribes(&stripe, &studio, "MEDIUM").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    let id = subscription(&stripe).await;
    stripe.control(&format!("status/{id}/past_due"), "").await;
    notified(&stripe, &studio).await;
    sleeps(&stripe, &server, 13).await;
    let studio = studio.comes_back().await;
    let late = plan(&studio).await;
    assert_eq!((&late["plan"], &late["mayAdd"]), (&json!("MEDIUM"), &json!(true)));
    assert!(late["graceUntil"].is_string());
    studio.employs("Bob", "Moreau", "bob@example.org").await;
    sleeps(&stripe, &server, 2).await;
    let studio = studio.comes_back().await;
    assert_eq!(plan(&studio).await["mayAdd"], false);
    let person = json!({ "firstName": "Eve", "lastName": "Roux", "email": "eve@example.org" });
    let refused = studio.post("/employee", person.clone()).await;
    assert_eq!(refused.is(402).json["code"], "plan_limit");
    assert_eq!(refused.json["limit"], "payment");
    // What exists is open: reading, changing, deleting, evidence, exports.
    studio.get(&format!("/event/{event}/details")).await.is(200);
    studio.get(&format!("/answer/{}", answers[0])).await.is(200);
    crate::support::Recipient::invited(&server, "ana@example.org").proves_the_email().await;
    studio.get("/employee/export?format=csv").await.is(200);
    let body = json!({ "currentPassword": crate::support::PASSWORD });
    studio.post("/export", body).await.is(202);
    server.settle().await;
    studio.delete(&format!("/employee/{ana}")).await.is(204);
    // It is paid at last.
    stripe.control(&format!("renew/{id}"), "").await;
    notified(&stripe, &studio).await;
    assert_eq!(plan(&studio).await["mayAdd"], true);
    studio.post("/employee", person).await.is(201);
}

#[tokio::test]
async fn a_subscription_that_ended_leaves_the_plan_of_new_companies() {
    let stripe = Stripe::start();
    let server = stripe.server(&[("billing.people_basic", "1"), ("billing.people_medium", "3")]);
    let studio = buyer(&server, "Lumière").await;
    subscribes(&stripe, &studio, "MEDIUM").await;
    for name in ["Ana", "Bob", "Eve"] {
        studio.employs(name, "Moreau", &format!("{name}@example.org")).await;
    }
    let id = subscription(&stripe).await;
    stripe.control(&format!("status/{id}/canceled"), "").await;
    notified(&stripe, &studio).await;
    let over = plan(&studio).await;
    assert_eq!((&over["plan"], &over["mayAdd"]), (&json!("BASIC"), &json!(true)));
    // What exists stays; nothing is added.
    assert_eq!(studio.get("/employee").await.json["total"], 3);
    let person = json!({ "firstName": "Lou", "lastName": "Roux", "email": "lou@example.org" });
    let refused = studio.post("/employee", person).await;
    assert_eq!(refused.is(402).json["limit"], "people");
    // And it can subscribe anew.
    subscribes(&stripe, &studio, "PREMIUM").await;
    assert_eq!(plan(&studio).await["plan"], "PREMIUM");
}

#[tokio::test]
async fn nothing_is_lost_while_the_service_is_down_for_a_day() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    let body = json!({ "mode": "subscription", "plan": "MEDIUM" });
    stripe.control("down", 1).await;
    let refused = studio.post("/stripe/payment", body.clone()).await;
    assert_eq!(refused.is(503).json["code"], "payments_unavailable");
    stripe.control("down", 0).await;
    let order = studio.post("/stripe/payment", body).await.is(200).json.clone();
    assert_eq!(stripe.rows("customers").await.len(), 1);
    stripe.control(&format!("pay/{}", order["sessionId"].as_str().unwrap()), "").await;
    stripe.control("down", 1).await;
    notified(&stripe, &studio).await;
    assert_eq!(plan(&studio).await["plan"], "BASIC");
    // It is tried again, later each time, and still when the day is over.
    for _ in 0..4 {
        server.clock.advance(6 * be_right::model::Timestamp::HOUR);
        server.settle().await;
    }
    stripe.control("down", 0).await;
    sleeps(&stripe, &server, 1).await;
    server.settle().await;
    let studio = studio.comes_back().await;
    assert_eq!(plan(&studio).await["plan"], "MEDIUM");
    assert_eq!(studio.get("/invoice").await.json["total"], 1);
    server.leaves_jobs();
}

#[tokio::test]
async fn a_long_list_is_read_to_its_end() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    subscribes(&stripe, &studio, "MEDIUM").await;
    let id = subscription(&stripe).await;
    for _ in 0..4 {
        stripe.control(&format!("renew/{id}"), "").await;
    }
    stripe.control("page", 2).await;
    server.clock.advance(1_000);
    notified(&stripe, &studio).await;
    assert_eq!(studio.get("/invoice").await.json["total"], 5);
}

#[tokio::test]
async fn the_portal_opens_for_owners_only() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    let url = studio.acts("/stripe/portal").await.is(200).json["url"].clone();
    assert!(url.as_str().unwrap().starts_with(&format!("{}/portal/cus_", stripe.url)));
    let colleague = studio.hires("paul@lumiere.example", "SUPER_USER").await;
    colleague.acts("/stripe/portal").await.is(403);
    let body = json!({ "mode": "subscription", "plan": "MEDIUM" });
    colleague.post("/stripe/payment", body).await.is(403);
    colleague.get("/invoice").await.is(403);
    colleague.get("/subscription").await.is(200);
}

#[tokio::test]
async fn a_company_is_asked_for_what_its_invoices_must_name_before_anything_is_sold() {
    let stripe = Stripe::start();
    let server = stripe.server(&[("stripe.price_premium", "")]);
    let studio = server.studio("Lumière").await;
    let body = |plan: &str| json!({ "mode": "subscription", "plan": plan });
    let console = ConsoleContext::of(&server, &studio.email).await;
    let siret = json!("44306184100047");
    let is = |kind: &str, vat: Option<&str>| json!({ "customerKind": kind, "vatNumber": vat });
    // What is told, the error of a sale, and what the page asks for and where; None: it sells.
    for (country, siret, identity, expected) in [
        (
            None,
            json!(null),
            json!(null),
            Some(("address_needed", "address, SIRET", "f-address-line")),
        ),
        (Some("France"), json!(null), json!(null), Some(("siret_needed", "SIRET", "f-siret"))),
        (
            Some("Belgique"),
            siret.clone(),
            json!(null),
            Some(("vat_number_needed", "VAT number", "f-vatNumber")),
        ),
        (Some("Belgique"), json!(null), is("BUSINESS", Some("BE0123456789")), None),
        (Some("France"), siret, is("BUSINESS", None), None),
        (Some("France"), json!(null), is("ASSOCIATION", None), None),
        (Some("France"), json!(null), is("PRIVATE", None), None),
    ] {
        let address =
            country.map(|country| json!({ "line": "1 rue", "city": "Lille", "country": country }));
        let mut details = json!({ "name": "Lumière", "siret": siret });
        for (name, value) in [("address", json!(address)), ("identity", identity)] {
            if !value.is_null() {
                details[name] = value;
            }
        }
        studio.put(&format!("/company/{}", studio.company), details.clone()).await.is(200);
        let reply = studio.post("/stripe/payment", body("MEDIUM")).await;
        let page = console.get("/console/settings/plan?lang=en").await.is(200).text();
        let sells = page.contains(r#"name="do" value="subscribe""#);
        match expected {
            Some((code, missing, field)) => {
                assert_eq!(reply.is(409).json["code"], code, "{details}");
                let asks = format!("complete your details: {missing}.");
                assert!(page.contains(&asks) && !sells, "{asks} {page}");
                assert!(page.contains(&format!("/console/settings/studio#{field}")), "{page}");
            }
            None => {
                reply.is(200);
                assert!(sells && !page.contains("complete your details"), "{page}");
            }
        }
    }
    // It is said in the settings of the studio, and stays when the rest is saved.
    let page = console.get("/console/settings/studio?lang=en").await.is(200).text();
    assert!(page.contains(r#"<option value="PRIVATE" selected"#), "{page}");
    server.settle().await;
    let studio = buyer(&server, "Atelier").await;
    let refused = studio.post("/stripe/payment", body("PREMIUM")).await;
    assert_eq!(refused.is(409).json["code"], "plan_not_sold");
    studio.post("/stripe/payment", body("BASIC")).await.refuses(&["plan"]);
    studio.post("/stripe/payment", json!({ "mode": "payment" })).await.refuses(&["event"]);
}
