//! Mails to owners about the plan, its payments and invoices.

use serde_json::json;

use super::operators::admin;
use super::{customer, notified, plan, sleeps, subscribes, subscription};
use crate::support::stripe::{SECRET, Stripe, about, buyer, call};
use crate::support::{Server, Studio, change, rows};

/// The subjects of the mails to a user since the last look.
fn subjects(server: &Server, studio: &Studio<'_>, seen: &mut usize) -> Vec<String> {
    let all = server.postbox.to(&studio.email);
    let new = all[*seen..].iter().map(|mail| mail.subject.clone()).collect();
    *seen = all.len();
    new
}

#[tokio::test]
async fn owners_get_their_invoices_and_read_what_becomes_of_their_subscription() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    let colleague = studio.hires("paul@lumiere.example", "SUPER_USER").await;
    let others = server.postbox.to(&colleague.email).len();
    let mut seen = server.postbox.to(&studio.email).len();
    subscribes(&stripe, &studio, "MEDIUM").await;
    let new = subjects(&server, &studio, &mut seen);
    assert_eq!(new, ["Votre formule a changé", "Votre facture 2026-000001"]);
    let invoice = server.postbox.to(&studio.email).pop().unwrap();
    assert_eq!(invoice.attachments.len(), 1);
    assert_eq!(invoice.attachments[0].name, "2026-000001.pdf");
    let listed = studio.get("/invoice").await.is(200).json["data"][0]["id"].clone();
    let pdf = studio.get(&format!("/invoice/{listed}/pdf")).await.is(200).bytes.clone();
    assert_eq!(invoice.attachments[0].bytes, pdf, "the same file as in the console");
    assert!(invoice.text.contains("29,00\u{a0}€"), "{}", invoice.text);
    assert!(invoice.text.contains("/console/settings/plan"));
    // Nothing new is no mail.
    notified(&stripe, &studio).await;
    assert!(subjects(&server, &studio, &mut seen).is_empty());
    // The card fails at the renewal; it is told once, with the day on which the grace ends.
    let id = subscription(&stripe).await;
    stripe.control(&format!("status/{id}/past_due"), "").await;
    notified(&stripe, &studio).await;
    notified(&stripe, &studio).await;
    let new = subjects(&server, &studio, &mut seen);
    assert_eq!(new, ["Le paiement de votre abonnement a échoué"]);
    let failed = server.postbox.to(&studio.email).pop().unwrap();
    assert!(failed.text.contains("avant le 15 mai 2026"), "{}", failed.text);
    // Money is given back, and the subscription ends.
    let charge = stripe.rows("charges").await.pop().unwrap();
    let payment = charge["payment_intent"].as_str().unwrap();
    stripe.control(&format!("refund/{payment}"), 900).await;
    stripe.control(&format!("status/{id}/canceled"), "").await;
    server.clock.advance(1_000);
    notified(&stripe, &studio).await;
    let new = subjects(&server, &studio, &mut seen);
    assert_eq!(new, ["Votre abonnement a pris fin", "Votre avoir 2026-000002"]);
    assert_eq!(server.postbox.to(&colleague.email).len(), others, "owners only");
}

#[tokio::test]
async fn a_card_that_was_charged_before_the_mail_is_written_is_not_written_of() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    subscribes(&stripe, &studio, "MEDIUM").await;
    let seen = server.postbox.to(&studio.email).len();
    let id = subscription(&stripe).await;
    stripe.control(&format!("status/{id}/past_due"), "").await;
    let event = about("evt_late", "invoice.payment_failed", &customer(&studio).await);
    call(&server, SECRET, server.app.now(), &event).await.is(200);
    // The payment service is asked; the mail is queued and waits.
    assert!(be_right::worker::run_next(&server.app).await.unwrap());
    let queued = "SELECT status FROM mails WHERE kind = 'CARD_FAILED'";
    assert_eq!(rows(server.folder.path(), queued), [["QUEUED"]]);
    change(server.folder.path(), "UPDATE subscriptions SET paid_status = 'active'");
    server.settle().await;
    assert_eq!(rows(server.folder.path(), queued), [["DROPPED"]]);
    assert_eq!(server.postbox.to(&studio.email).len(), seen);
}

#[tokio::test]
async fn a_plan_set_by_hand_is_written_of_and_so_is_its_end() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    studio.patch("/settings", json!({ "locale": "en" })).await.is(200);
    let id = plan(&studio).await["id"].as_i64().unwrap();
    let mut seen = server.postbox.to(&studio.email).len();
    let admin = admin(&server, &studio).await;
    let by_hand = json!({ "plan": "PREMIUM", "reason": "Partner",
        "until": server.app.now().plus(30 * 86_400_000).rfc3339() });
    for _ in 0..2 {
        let path = format!("/admin/subscription/{id}");
        admin.patch(&path, by_hand.clone()).await.is(200);
        server.settle().await;
    }
    let new = subjects(&server, &studio, &mut seen);
    assert_eq!(new, ["Your plan has changed"]);
    let mail = server.postbox.to(&studio.email).pop().unwrap();
    assert!(mail.text.contains("The administrator of this server changed it"), "{}", mail.text);
    assert!(!mail.text.contains("Nothing that exists is taken away"), "{}", mail.text);
    sleeps(&stripe, &server, 31).await;
    server.settle().await;
    let new = subjects(&server, &studio, &mut seen);
    assert_eq!(new, ["Your plan has changed"]);
    let mail = server.postbox.to(&studio.email).pop().unwrap();
    assert!(mail.text.contains("Nothing that exists is taken away"), "{}", mail.text);
}
