//! What administrators do: plans by hand, a look at the payment service, and the accountant's table.

use serde_json::json;

use super::{plan, sleeps, subscribes};
use crate::command_line::{be_right, said};
use crate::console::ConsoleContext;
use crate::support::Studio;
use crate::support::stripe::{Stripe, buyer};

const ADMIN: &[(&str, &str)] = &[];

pub async fn admin<'s>(server: &'s crate::support::Server, studio: &Studio<'_>) -> Studio<'s> {
    let role = Some(be_right::model::Role::Admin);
    be_right::actions::auth::set_role_of(&server.app, &studio.email, role).await.unwrap();
    Studio::enters(server, &studio.email).await
}

#[tokio::test]
async fn a_plan_by_hand_has_a_reason_and_an_end() {
    let stripe = Stripe::start();
    let server = stripe.server(ADMIN);
    let studio = buyer(&server, "Lumière").await;
    let id = plan(&studio).await["id"].as_i64().unwrap();
    let path = format!("/admin/subscription/{id}");
    let by_hand = json!({ "plan": "PREMIUM", "reason": "Partenaire",
        "until": server.app.now().plus(30 * 86_400_000).rfc3339() });
    studio.patch(&path, by_hand.clone()).await.is(403);
    let admin = admin(&server, &studio).await;
    admin.patch(&path, json!({ "plan": "PREMIUM", "reason": " " })).await.refuses(&["reason"]);
    let past = json!({ "plan": "PREMIUM", "reason": "x", "until": "2020-01-01T00:00:00Z" });
    admin.patch(&path, past).await.refuses(&["until"]);
    admin.patch("/admin/subscription/999", by_hand.clone()).await.is(404);
    let set = admin.patch(&path, by_hand).await;
    assert_eq!(set.is(200).json["plan"], "PREMIUM");
    assert_eq!(set.json["reason"], "Partenaire");
    let now = plan(&studio).await;
    assert_eq!((&now["plan"], &now["byHand"]), (&json!("PREMIUM"), &json!(true)));
    // A subscription beside it is not lost, and counts when the end has come.
    subscribes(&stripe, &studio, "MEDIUM").await;
    assert_eq!(plan(&studio).await["plan"], "PREMIUM");
    sleeps(&stripe, &server, 31).await;
    server.settle().await;
    let studio = studio.comes_back().await;
    let after = plan(&studio).await;
    assert_eq!((&after["plan"], &after["byHand"]), (&json!("MEDIUM"), &json!(false)));
    let listed = admin.comes_back().await.get("/admin/subscription").await.is(200).json.clone();
    assert_eq!(listed["data"][0]["companyName"], "Lumière");
    assert_eq!(listed["data"][0]["reason"], json!(null));
}

#[tokio::test]
async fn an_administrator_can_have_the_service_asked() {
    let stripe = Stripe::start();
    let server = stripe.server(ADMIN);
    let studio = buyer(&server, "Lumière").await;
    let id = plan(&studio).await["id"].as_i64().unwrap();
    let body = json!({ "mode": "subscription", "plan": "MEDIUM" });
    let order = studio.post("/stripe/payment", body).await.is(200).json.clone();
    stripe.control(&format!("pay/{}", order["sessionId"].as_str().unwrap()), "").await;
    let path = format!("/admin/subscription/{id}/sync");
    studio.acts(&path).await.is(403);
    let admin = admin(&server, &studio).await;
    admin.acts(&path).await.is(202);
    server.settle().await;
    assert_eq!(plan(&studio).await["plan"], "MEDIUM");
    admin.acts("/admin/subscription/999/sync").await.is(404);
}

#[tokio::test]
async fn the_invoices_of_a_month_are_a_table() {
    let stripe = Stripe::start();
    let server = stripe
        .server(&[("billing.vat_rate", "20"), ("billing.seller_vat_number", "FR44732829320")]);
    let studio = buyer(&server, "Lumière").await;
    subscribes(&stripe, &studio, "MEDIUM").await;
    let charge = stripe.rows("charges").await.pop().unwrap();
    let payment = charge["payment_intent"].as_str().unwrap().to_owned();
    stripe.control(&format!("refund/{payment}"), 1_000).await;
    server.clock.advance(1_000);
    super::notified(&stripe, &studio).await;
    studio.get("/admin/invoice/export?month=2026-05").await.is(403);
    let admin = admin(&server, &studio).await;
    let table = admin.get("/admin/invoice/export?month=2026-05").await;
    let text = String::from_utf8(table.is(200).bytes.clone()).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(
        lines[1].starts_with("2026-000001;01/05/2026;Facture;;Lumière;B2B;443061841;"),
        "{text}"
    );
    assert!(lines[1].ends_with(";24,17;20,00;4,83;29,00;EUR"), "{text}");
    assert!(lines[2].starts_with("2026-000002;01/05/2026;Avoir;2026-000001;Lumière"), "{text}");
    assert!(lines[2].ends_with(";-8,33;20,00;-1,67;-10,00;EUR"), "{text}");
    let empty = admin.get("/admin/invoice/export?month=2026-04").await;
    assert_eq!(String::from_utf8(empty.is(200).bytes.clone()).unwrap().lines().count(), 1);
    admin.get("/admin/invoice/export?month=mai").await.refuses(&["month"]);
}

#[tokio::test]
async fn setup_creates_the_webhook_and_doctor_says_what_is_missing() {
    let stripe = Stripe::start();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let mut variables = vec![
        ("BE_RIGHT_STRIPE_KEY", crate::support::stripe::KEY),
        ("BE_RIGHT_STRIPE_URL", stripe.url.as_str()),
        ("BE_RIGHT_STRIPE_PRICE_MEDIUM", "price_medium"),
        ("BE_RIGHT_DATA_DIR", data),
    ];
    let doctor = |variables: &[(&str, &str)]| {
        let done = be_right(&["doctor"], variables);
        said(&done.stdout).lines().filter(|line| line.contains(" billing ")).collect::<String>()
    };
    let before = doctor(&variables);
    for word in ["stripe setup", "MEDIUM costs 29.00 eur each month", "PREMIUM is not sold"] {
        assert!(before.contains(word), "{word}: {before}");
    }
    assert!(before.contains("billing.seller_siret"), "{before}");
    let setup = be_right(&["stripe", "setup"], &variables);
    let text = said(&setup.stdout);
    assert!(setup.status.success(), "{text}{}", said(&setup.stderr));
    assert!(text.contains("http://localhost:8080/stripe/webhook"), "{text}");
    let endpoint = stripe.rows("webhook_endpoints").await[0].clone();
    assert_eq!(endpoint["api_version"], "2026-09-30.endive");
    let secret = format!("whsec_{}", endpoint["id"].as_str().unwrap());
    assert!(text.contains(&secret), "{text}");
    assert!(doctor(&variables).contains("webhook_secrets is empty"));
    variables.push(("BE_RIGHT_STRIPE_WEBHOOK_SECRETS", &secret));
    let after = doctor(&variables);
    assert!(after.contains("events are sent to http://localhost:8080/stripe/webhook"), "{after}");
    // Without a key there is nothing to set up, and doctor says nothing of it.
    let off = be_right(&["stripe", "setup"], &[("BE_RIGHT_DATA_DIR", data)]);
    assert!(!off.status.success() && said(&off.stderr).contains("stripe.key"));
    assert_eq!(doctor(&[("BE_RIGHT_DATA_DIR", data)]), "");
    let wrong = be_right(&["doctor"], &[("BE_RIGHT_STRIPE_KEY", "pk_live_x")]);
    assert!(said(&wrong.stderr).contains("stripe.key"), "{}", said(&wrong.stderr));
}

#[tokio::test]
async fn the_console_lists_plans_and_sets_them_on_the_page_of_a_studio() {
    let stripe = Stripe::start();
    let server = stripe.server(&[("billing.seller_siret", "")]);
    let studio = buyer(&server, "Lumière").await;
    let other = buyer(&server, "Pathé").await;
    let admin = admin(&server, &other).await;
    let console = ConsoleContext::of(&server, &admin.email).await;
    let page = console.get("/console/instance?lang=en").await.is(200).text();
    assert!(page.contains("/console/instance/plans"), "{page}");
    let one = format!("/console/instance/companies/{}", studio.company);
    let page = console.get(&format!("{one}?lang=en")).await.is(200).text();
    assert!(page.contains("Set the plan by hand") && !page.contains("End the plan"), "{page}");
    let refused = console.sends(&one, "do=set-plan&plan=PREMIUM&reason.set-plan=+").await;
    assert!(refused.is(422).text().contains("reason.set-plan"), "{}", refused.text());
    for until in ["2020-01-01", "tomorrow"] {
        let form = format!("do=set-plan&plan=PREMIUM&until={until}&reason.set-plan=x");
        console.sends(&one, &form).await.is(422);
    }
    assert_eq!(plan(&studio).await["plan"], "BASIC");
    let form = "do=set-plan&plan=PREMIUM&until=2026-06-30&reason.set-plan=Partner";
    console.sends(&one, form).await.is(303);
    server.settle().await;
    let now = plan(&studio).await;
    assert_eq!((&now["plan"], &now["byHand"]), (&json!("PREMIUM"), &json!(true)));
    assert_eq!(now["until"], "2026-06-30T22:00:00Z", "its last day counts whole: {now}");
    // The administrator's own company is named on every page: rows are told apart by their links.
    let theirs = format!("/console/instance/companies/{}\"", other.company);
    let ours = format!("{one}\"");
    let page = console.get("/console/instance/plans?lang=en&state=by_hand").await.is(200).text();
    assert!(page.contains(&ours) && page.contains("Partner"), "{page}");
    assert!(!page.contains(&theirs), "{page}");
    let page = console.get("/console/instance/plans?lang=en&state=late").await.is(200).text();
    assert!(!page.contains(&ours), "{page}");
    let page = console.get("/console/instance/plans?search=pathe&lang=en").await.is(200).text();
    assert!(page.contains(&theirs) && !page.contains(&ours), "{page}");
    console.sends(&one, "do=end-plan&reason.end-plan=Over").await.is(303);
    server.settle().await;
    assert_eq!(plan(&studio).await["plan"], "BASIC");
    subscribes(&stripe, &studio, "MEDIUM").await;
    console.sends(&one, "do=sync-plan").await.is(303);
    server.settle().await;
    let page = console.get("/console/instance/plans?lang=en&state=paid").await.is(200).text();
    assert!(page.contains(&ours) && page.contains("Paid for"), "{page}");
    // What invoices would lack is said where settings are.
    let page = console.get("/console/instance/settings?lang=en").await.is(200).text();
    assert!(page.contains("No invoice is written yet"), "{page}");
    assert!(page.contains("billing.seller_siret"), "{page}");
    // Others see none of it.
    let console = ConsoleContext::of(&server, &studio.email).await;
    console.get("/console/instance/plans").await.is(403);
    console.sends(&one, form).await.is(403);
}

#[tokio::test]
async fn where_nothing_is_billed_administrators_see_no_plans() {
    let server = crate::support::Server::start();
    let studio = buyer(&server, "Lumière").await;
    let admin = admin(&server, &studio).await;
    let console = ConsoleContext::of(&server, &admin.email).await;
    let page = console.get("/console/instance?lang=en").await.is(200).text();
    assert!(!page.contains("/console/instance/plans"), "{page}");
    console.get("/console/instance/plans").await.is(404);
    let one = format!("/console/instance/companies/{}", studio.company);
    let page = console.get(&format!("{one}?lang=en")).await.is(200).text();
    assert!(!page.contains("Set the plan by hand"), "{page}");
    let form = "do=set-plan&plan=PREMIUM&reason.set-plan=x";
    console.sends(&one, form).await.is(503);
    let page = console.get("/console/instance/settings?lang=en").await.is(200).text();
    assert!(!page.contains("No invoice is written yet"), "{page}");
}

#[tokio::test]
async fn the_page_of_the_plan_says_what_plans_cost() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/plan?lang=en";
    let page = console.get(path).await.is(200).text();
    assert!(page.contains("€29.00 a month") && page.contains("€99.00 a month"), "{page}");
    // Remembered, so that the page does not wait for it again, nor if the service is down.
    stripe.control("down", 1).await;
    let page = console.get(path).await.is(200).text();
    assert!(page.contains("€29.00 a month"), "{page}");
    stripe.control("down", 0).await;
    subscribes(&stripe, &studio, "PREMIUM").await;
    let page = console.get(path).await.is(200).text();
    assert!(page.contains("€99.00 a month") && !page.contains("€29.00 a month"), "{page}");
    // Another service that is down from the beginning: the page is there, without prices.
    let stripe = Stripe::start();
    stripe.control("down", 1).await;
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Pathé").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get(path).await.is(200).text();
    assert!(page.contains("Choose Medium") && !page.contains("a month"), "{page}");
}

#[tokio::test]
async fn a_hostile_name_is_only_a_name_in_the_table_and_in_the_mail() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "=HYPERLINK(\"http://evil.example\")").await;
    subscribes(&stripe, &studio, "MEDIUM").await;
    let mail = server.postbox.last_to(&studio.email);
    assert!(mail.text.contains("2026-000001"), "{}", mail.text);
    assert!(server.postbox.to(&studio.email).iter().all(|it| !it.html.contains("evil.example\"")));
    let admin = admin(&server, &studio).await;
    let table = admin.get("/admin/invoice/export?month=2026-05").await;
    let text = String::from_utf8(table.is(200).bytes.clone()).unwrap();
    assert!(text.contains("'=HYPERLINK"), "{text}");
    assert!(!text.contains(";=") && !text.contains(";\"="), "{text}");
}
