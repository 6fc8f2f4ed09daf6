//! What we send to Stripe and what its stand-in replies, judged by the types that Stripe publishes with
//! its own library (the npm package `stripe`, of the release that has our version of the API); and its
//! library signs a call of the webhook.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Map, Value, json};

use super::{customer, notified, subscribes, subscription};
use crate::support::Reply;
use crate::support::stripe::{SECRET, Stripe, about, buyer, send};

/// The fields of forms that are numbers: a form itself has only text.
const NUMBERS: [&str; 3] = ["quantity", "unit_amount", "limit"];

/// The types of what is sent with a method to a path, and of what is replied.
fn types(method: &str, path: &str) -> (&'static str, &'static str) {
    let words: Vec<&str> = path.split('/').skip(1).collect();
    match (method, words.as_slice()) {
        ("POST", ["customers"]) => ("CustomerCreateParams", "Customer"),
        ("POST", ["checkout", "sessions"]) => ("Checkout.SessionCreateParams", "Checkout.Session"),
        ("POST", ["checkout", "sessions", _, "expire"]) => {
            ("Checkout.SessionExpireParams", "Checkout.Session")
        }
        ("POST", ["subscriptions", _]) => ("SubscriptionUpdateParams", "Subscription"),
        ("POST", ["billing_portal", "sessions"]) => {
            ("BillingPortal.SessionCreateParams", "BillingPortal.Session")
        }
        ("POST", ["webhook_endpoints"]) => ("WebhookEndpointCreateParams", "WebhookEndpoint"),
        ("GET", ["webhook_endpoints"]) => {
            ("WebhookEndpointListParams", "ApiList<Stripe.WebhookEndpoint>")
        }
        ("GET", ["subscriptions"]) => ("SubscriptionListParams", "ApiList<Stripe.Subscription>"),
        ("GET", ["checkout", "sessions"]) => {
            ("Checkout.SessionListParams", "ApiList<Stripe.Checkout.Session>")
        }
        ("GET", ["invoices"]) => ("InvoiceListParams", "ApiList<Stripe.Invoice>"),
        ("GET", ["charges"]) => ("ChargeListParams", "ApiList<Stripe.Charge>"),
        ("GET", ["prices", _]) => ("PriceRetrieveParams", "Price"),
        _ => panic!("{method} {path} is sent, and its types are not named here"),
    }
}

/// A form as the value it stands for: `a[0][b]=c` is `{"a": [{"b": "c"}]}`.
fn value_of(form: &[Value]) -> Value {
    let mut whole = Value::Object(Map::new());
    for pair in form {
        let (name, text) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        let words: Vec<&str> = name.split('[').map(|word| word.trim_end_matches(']')).collect();
        let last = *words.last().unwrap();
        let value = match (NUMBERS.contains(&last), text) {
            (true, number) => json!(number.parse::<i64>().unwrap()),
            (false, "true") => json!(true),
            (false, text) => json!(text),
        };
        put(&mut whole, &words, value);
    }
    whole
}

fn put(at: &mut Value, words: &[&str], value: Value) {
    let [word, rest @ ..] = words else {
        *at = value;
        return;
    };
    if word.is_empty() || word.parse::<usize>().is_ok() {
        if !at.is_array() {
            *at = json!([]);
        }
        let list = at.as_array_mut().unwrap();
        let nth = word.parse().unwrap_or(list.len());
        if nth == list.len() {
            list.push(Value::Null);
        }
        put(&mut list[nth], rest, value);
    } else {
        if at.is_null() {
            *at = json!({});
        }
        put(&mut at[*word], rest, value);
    }
}

/// A folder in which TypeScript finds Stripe's library.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/node/node_modules");
    assert!(modules.join("stripe").is_dir(), "tests/run installs it into {}", modules.display());
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(&modules, folder.path().join("node_modules")).unwrap();
    std::fs::write(folder.path().join("package.json"), r#"{"type": "module"}"#).unwrap();
    (folder, modules)
}

/// What the TypeScript compiler says of a text.
fn judged(text: &str) -> Output {
    let (folder, modules) = folder();
    std::fs::write(folder.path().join("said.ts"), text).unwrap();
    let mut compiler = Command::new(modules.join(".bin/tsc"));
    compiler.args(["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"]);
    compiler.args(["--module", "nodenext", "--types", "node", "said.ts"]);
    compiler.current_dir(folder.path()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const HEAD: &str = "import Stripe from 'stripe';
// Every field may be missing, and none may be of another name or type.
type Some<T> = T extends (infer U)[] ? Some<U>[]
    : T extends object ? { [K in keyof T]?: Some<T[K]> } : T;
";

#[tokio::test]
async fn all_that_is_sent_and_replied_is_in_the_types_of_stripe() {
    let stripe = Stripe::start();
    let server = stripe.server(&[("stripe.recipient_price", "150")]);
    let studio = buyer(&server, "Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let start = server.app.now().plus(14 * 86_400_000);
    let event = json!({ "name": "Portraits", "start": start.rfc3339(), "end": start.rfc3339(),
        "employeeIds": [ana] });
    let order = studio.post("/stripe/payment", json!({ "mode": "payment", "event": event })).await;
    let session = order.is(200).json["sessionId"].as_str().unwrap().to_owned();
    stripe.control(&format!("pay/{session}"), "").await;
    notified(&stripe, &studio).await;
    // A page that another plan ends, a subscription, its next month, money given back, the portal.
    let premium = json!({ "mode": "subscription", "plan": "PREMIUM" });
    studio.post("/stripe/payment", premium).await.is(200);
    subscribes(&stripe, &studio, "MEDIUM").await;
    let id = subscription(&stripe).await;
    stripe.control(&format!("renew/{id}"), "").await;
    let charge = stripe.rows("charges").await.pop().unwrap();
    let payment = charge["payment_intent"].as_str().unwrap().to_owned();
    stripe.control(&format!("refund/{payment}"), 100).await;
    server.clock.advance(1_000);
    notified(&stripe, &studio).await;
    studio.acts("/stripe/portal").await.is(200);
    let service = server.app.payments.clone().unwrap();
    service
        .create_endpoint("https://be-right.example/stripe/webhook", &["invoice.paid"])
        .await
        .unwrap();
    service.endpoints().await.unwrap();
    service.price("price_medium").await.unwrap();
    service.end_subscription(&id).await.unwrap();

    let state = stripe.control("state", "").await;
    let mut text = HEAD.to_owned();
    let mut kinds = std::collections::BTreeSet::new();
    for (nth, one) in state["exchanges"].as_array().unwrap().iter().enumerate() {
        let (method, path) = (one[0].as_str().unwrap(), one[1].as_str().unwrap());
        let (sent, replied) = types(method, path);
        kinds.insert(sent);
        let form = value_of(one[2].as_array().unwrap());
        text.push_str(&format!("const sent{nth}: Stripe.{sent} = {form};\n"));
        text.push_str(&format!("const replied{nth}: Some<Stripe.{replied}> = {};\n", one[3]));
    }
    let call = about("evt_1", "invoice.paid", &customer(&studio).await);
    text.push_str(&format!("const called: Some<Stripe.InvoicePaidEvent> = {call};\n"));
    assert_eq!(kinds.len(), 12, "one of them was not sent: {kinds:?}");
    let output = judged(&text);
    assert!(output.status.success(), "{}", said(&output));

    // The judge refuses what is not so: another name, another type, and a field that must be there.
    for (fault, what) in [
        (r#"const a: Stripe.CustomerCreateParams = { name: "A", nickname: "B" };"#, "nickname"),
        (
            r#"const b: Stripe.Checkout.SessionCreateParams = { mode: "payment", line_items: [
                { quantity: "2" }] };"#,
            "TS2322",
        ),
        (
            r#"const c: Some<Stripe.ApiList<Stripe.Invoice>> = { data: [{ amount_payed: 1 }] };"#,
            "amount_payed",
        ),
        (
            r#"const d: Some<Stripe.Subscription> = { items: { data: [{ price: { id: 7 } }] } };"#,
            "TS2322",
        ),
        (
            r#"const e: Stripe.WebhookEndpointCreateParams = { url: "https://a" };"#,
            "enabled_events",
        ),
        (r#"const f: Stripe.Checkout.SessionCreateParams = { mode: 7 };"#, "TS2322"),
    ] {
        let output = judged(&format!("{HEAD}{fault}\n"));
        assert!(!output.status.success(), "{fault} is accepted");
        assert!(said(&output).contains(what), "{}", said(&output));
    }
}

/// The version that our requests name is the one that this release of the library is for.
#[tokio::test]
async fn a_call_that_the_library_of_stripe_signs_is_received() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    let event = about("evt_signed", "invoice.paid", &customer(&studio).await).to_string();
    let (folder, _) = folder();
    let script = "import Stripe from 'stripe';
        const [payload, secret, timestamp] = process.argv.slice(2);
        const stripe = new Stripe('sk_test_x');
        const signed = stripe.webhooks.generateTestHeaderString(
            { payload, secret, timestamp: Number(timestamp) });
        stripe.webhooks.constructEvent(payload, signed, secret, 1e9);
        console.log(JSON.stringify([signed, stripe.getApiField('version')]));";
    std::fs::write(folder.path().join("sign.mjs"), script).unwrap();
    let signed = |secret: &str| -> (String, String) {
        let seconds = (server.app.now().0 / 1_000).to_string();
        let done = Command::new("node")
            .args(["sign.mjs", &event, secret, &seconds])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&done.stderr).into_owned();
        serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{text}"))
    };
    let refused: Reply = send(&server, &signed("whsec_another").0, event.clone()).await;
    assert_eq!(refused.is(409).json["code"], "webhook_signature");
    let (header, version) = signed(SECRET);
    send(&server, &header, event.clone()).await.is(200);
    assert_eq!(version, server.app.payments.clone().unwrap().version());
    server.settle().await;
}
