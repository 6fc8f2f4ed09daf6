//! Invoices: one for each payment, numbered without gaps, never changed; judged by `factur-x`.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{notified, sleeps, subscribes, subscription};
use crate::backups::holds::{backed_up, restored};
use crate::backups::secrets;
use crate::support::stripe::{Stripe, buyer};
use crate::support::{Server, Studio, python, rows};

async fn invoices(studio: &Studio<'_>) -> Vec<Value> {
    let found = studio.get("/invoice?limit=100").await;
    found.is(200).json["data"].as_array().unwrap().iter().rev().cloned().collect()
}

fn numbers(server: &Server) -> Vec<String> {
    let sql = "SELECT year || '-' || nth FROM invoices ORDER BY id";
    rows(server.folder.path(), sql).into_iter().flatten().collect()
}

/// What `factur-x`, pikepdf and its schema say of a PDF, which must be PDF/A-3b and hold to all rules of
/// EN 16931 and of France, but `exempt`.
fn judged(pdf: &[u8], name: &str, exempt: &[&str]) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/invoices");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    std::fs::write(&file, pdf).unwrap();
    let mut command = Command::new(python(root));
    let done = command.arg(root.join("tests/stripe/judge.py")).arg(&file).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let failed = String::from_utf8_lossy(&done.stderr).into_owned();
    let said: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}{failed}"));
    for of in ["en16931", "france"] {
        let rules = &said["rules"][of];
        assert!(rules["applied"].as_u64().unwrap() > 50, "{rules}");
        let broken = rules["broken"].as_array().unwrap().iter();
        let broken: Vec<_> = broken
            .filter(|one| !exempt.iter().any(|rule| one.as_str().unwrap().contains(rule)))
            .collect();
        assert!(broken.is_empty(), "{name}: {broken:#?}");
    }
    let mut command = Command::new(python(root));
    let archive = command.arg(root.join("tests/pdf/judge.py")).arg("--unsigned").arg(&file);
    let archive = archive.output().unwrap();
    assert!(archive.status.success(), "{}", String::from_utf8_lossy(&archive.stdout));
    said
}

#[tokio::test]
async fn an_invoice_is_accepted_as_factur_x() {
    for (vat, name) in [("0", "exempt.pdf"), ("20", "vat.pdf")] {
        let stripe = Stripe::start();
        let flags = [("billing.vat_rate", vat), ("billing.seller_vat_number", "FR44732829320")];
        let flags: &[_] = if vat == "0" { &[] } else { &flags };
        let server = stripe.server(flags);
        let studio = buyer(&server, "Lumière & Fils <Photo>").await;
        subscribes(&stripe, &studio, "MEDIUM").await;
        let all = invoices(&studio).await;
        assert_eq!(all.len(), 1);
        assert_eq!((&all[0]["number"], &all[0]["gross"]), (&json!("2026-000001"), &json!("29.00")));
        let path = format!("/invoice/{}/pdf", all[0]["id"]);
        let pdf = studio.get(&path).await.is(200).bytes.clone();
        assert_eq!(studio.get(&path).await.bytes, pdf, "the same each time");
        let said = judged(&pdf, name, &[]);
        assert_eq!(said["level"], "en16931", "{said}");
        assert_eq!(said["flavor"], "factur-x", "{said}");
        assert_eq!(said["xmp"], json!(["INVOICE", "factur-x.xml", "1.0", "EN 16931"]), "{said}");
        assert_eq!(said["pdfa"], json!(["3", "B"]), "{said}");
        let data = &said["data"];
        assert_eq!(data["number"], "2026-000001");
        assert_eq!(data["seller"], "732829320");
        assert_eq!(data["buyer"], "443061841");
        assert_eq!(data["due"], "0.00");
        let sums = if vat == "0" { ["29.00", "0.00", "29.00"] } else { ["24.17", "4.83", "29.00"] };
        assert_eq!(data["sums"], json!(sums));
        let text = said["text"].as_str().unwrap();
        for mention in ["SIREN 732829320", "SIREN 443061841", "prestation de services", "40"] {
            assert!(text.contains(mention), "{mention}: {text}");
        }
        assert_eq!(text.contains("art. 293 B du CGI"), vat == "0", "{text}");
        let other = buyer(&server, "Autre").await;
        other.get(&path).await.is(404);
    }
}

#[tokio::test]
async fn numbers_have_no_gaps_and_begin_anew_with_the_year_in_paris() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    server.clock.set("2026-12-31T22:00:00Z");
    stripe.follows(&server).await;
    let one = buyer(&server, "Une").await;
    let two = buyer(&server, "Deux").await;
    subscribes(&stripe, &one, "MEDIUM").await;
    server.clock.advance(1_000);
    subscribes(&stripe, &two, "PREMIUM").await;
    server.clock.set("2026-12-31T22:59:59Z");
    let id = subscription(&stripe).await;
    stripe.control(&format!("renew/{id}"), "").await;
    let one = one.comes_back().await;
    notified(&stripe, &one).await;
    assert_eq!(numbers(&server), ["2026-1", "2026-2", "2026-3"]);
    server.clock.set("2026-12-31T23:00:00Z");
    stripe.follows(&server).await;
    stripe.control(&format!("renew/{id}"), "").await;
    notified(&stripe, &one).await;
    assert_eq!(numbers(&server), ["2026-1", "2026-2", "2026-3", "2027-1"]);
    let all = invoices(&one).await;
    let own: Vec<_> = all.iter().map(|one| one["number"].as_str().unwrap()).collect();
    assert_eq!(own, ["2026-000001", "2026-000003", "2027-000001"]);
}

#[tokio::test]
async fn what_is_given_back_is_a_credit_note_and_nothing_is_changed() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    subscribes(&stripe, &studio, "MEDIUM").await;
    let before = rows(server.folder.path(), "SELECT * FROM invoices");
    let charge = stripe.rows("charges").await.pop().unwrap();
    let payment = charge["payment_intent"].as_str().unwrap().to_owned();
    for (amount, notes) in [(900, 1), (0, 1), (2_000, 2), (0, 2)] {
        stripe.control(&format!("refund/{payment}"), amount).await;
        server.clock.advance(1_000);
        notified(&stripe, &studio).await;
        let all = invoices(&studio).await;
        let credited: Vec<_> = all.iter().filter(|one| one["kind"] == "CREDIT_NOTE").collect();
        assert_eq!(credited.len(), notes);
        assert!(credited.iter().all(|one| one["corrects"] == "2026-000001"));
    }
    let all = invoices(&studio).await;
    let amounts: Vec<_> = all.iter().map(|one| one["gross"].as_str().unwrap()).collect();
    assert_eq!(amounts, ["29.00", "9.00", "20.00"]);
    let after = rows(server.folder.path(), "SELECT * FROM invoices WHERE kind = 'INVOICE'");
    assert_eq!(before, after);
    let path = format!("/invoice/{}/pdf", all[2]["id"]);
    let said = judged(&studio.get(&path).await.is(200).bytes, "credit-note.pdf", &[]);
    assert_eq!(
        (&said["data"]["type"], &said["data"]["corrects"]),
        (&json!("381"), &json!("2026-000001"))
    );
    // The company moves: what was issued stays as it was.
    let pdf = format!("/invoice/{}/pdf", all[0]["id"]);
    let was = studio.get(&pdf).await.is(200).bytes.clone();
    let body = json!({ "name": "Autre nom", "address": { "line": "1 rue Neuve", "city": "Nice" } });
    studio.put(&format!("/company/{}", studio.company), body).await.is(200);
    assert_eq!(studio.get(&pdf).await.is(200).bytes, was);
    for statement in ["UPDATE invoices SET gross = 1", "DELETE FROM invoices"] {
        let refused = std::panic::catch_unwind(|| {
            crate::support::change(server.folder.path(), statement);
        });
        assert!(refused.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn a_consumer_is_called_one() {
    let stripe = Stripe::start();
    let server = stripe.server(&[("stripe.recipient_price", "150")]);
    let studio = server.studio("Marie Dupont").await;
    let body = json!({ "name": "Marie Dupont", "identity": { "customerKind": "PRIVATE" },
        "address": { "line": "3 rue Haute", "postalCode": "29000", "city": "Quimper" } });
    studio.put(&format!("/company/{}", studio.company), body).await.is(200);
    server.settle().await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let now = server.app.now();
    let event = json!({ "name": "Mariage", "start": now.rfc3339(), "end": now.rfc3339(),
        "employeeIds": [ana] });
    let order = studio.post("/stripe/payment", json!({ "mode": "payment", "event": event })).await;
    let session = order.is(200).json["sessionId"].as_str().unwrap().to_owned();
    stripe.control(&format!("pay/{session}"), "").await;
    notified(&stripe, &studio).await;
    let all = invoices(&studio).await;
    assert_eq!(all[0]["gross"], "1.50");
    assert!(all[0]["label"].as_str().unwrap().contains("Mariage"));
    let path = format!("/invoice/{}/pdf", all[0]["id"]);
    // An electronic address of the customer is wanted of businesses: to others no platform sends.
    let said = judged(&studio.get(&path).await.is(200).bytes, "consumer.pdf", &["BR-FR-12"]);
    assert_eq!(said["data"]["buyer"], json!(null));
    assert!(said["text"].as_str().unwrap().contains("non professionnel"), "{said}");
}

#[tokio::test]
async fn no_invoice_is_written_with_something_missing_and_it_follows_later() {
    let stripe = Stripe::start();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let server = stripe.server_in(folder, &[("billing.seller_siret", "")]);
    let studio = buyer(&server, "Lumière").await;
    subscribes(&stripe, &studio, "MEDIUM").await;
    assert_eq!(super::plan(&studio).await["plan"], "MEDIUM");
    assert!(invoices(&studio).await.is_empty());
    // The operator completes the settings and starts again.
    let mut complete = stripe.server_in(tempfile::tempdir().unwrap(), &[]);
    let mut app = server.app.clone();
    app.config = complete.app.config.clone();
    be_right::actions::billing::sync_all(&app).await.unwrap();
    while be_right::worker::run_next(&app).await.unwrap() {}
    assert_eq!(invoices(&studio).await.len(), 1);
    complete.leaves_jobs();
    let _ = (&mut complete, path);
    sleeps(&stripe, &server, 0).await;
}

#[tokio::test]
async fn invoices_issued_since_a_backup_stay_and_their_numbers_are_not_given_again() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    secrets(&server);
    stripe.follows(&server).await;
    let one = buyer(&server, "Une").await;
    subscribes(&stripe, &one, "MEDIUM").await;
    assert_eq!(numbers(&server), ["2026-1"]);
    let backups = backed_up(&server);
    let id = subscription(&stripe).await;
    stripe.control(&format!("renew/{id}"), "").await;
    notified(&stripe, &one).await;
    let two = buyer(&server, "Deux").await;
    subscribes(&stripe, &two, "PREMIUM").await;
    assert_eq!(numbers(&server), ["2026-1", "2026-2", "2026-3"]);
    let (there, said) = restored(&server, &backups, |_| {}).await;
    assert_eq!(numbers(&there), ["2026-1", "2026-2"]);
    assert!(said.contains("Invoices issued since, which stay: 1."), "{said}");
    assert!(said.contains("of companies that are not in it: 1."), "{said}");
}
