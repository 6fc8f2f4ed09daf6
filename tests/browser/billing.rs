//! A studio subscribes in the browser, pays for a shoot, and has its invoices; at a desk and on a
//! phone.

use super::browser::{Browser, Screen};
use super::stage::play_on;
use super::support::stripe::{Stripe, buyer};
use super::support::{PASSWORD, Server};

async fn story(stripe: &Stripe, server: &Server, browser: &Browser, name: &str) {
    let pictured = |page: &str| format!("billing-{name}-{page}");
    let studio = buyer(server, "Lumière").await;
    studio.employs("Ana", "Moreau", "ana@example.org").await;
    browser.goes("/console/login?next=/console/settings/plan").await;
    browser.types("#email", &studio.email).await;
    browser.types("#password", PASSWORD).await;
    browser.presses("form[action='/console/login'] button.main").await;
    browser.reads("Basique").await;
    browser.reads("Aucune facture").await;
    browser.pictures(&pictured("1-plan")).await;
    browser.presses("form:has(input[value=MEDIUM]) button").await;
    browser.reads("Vérifier et payer").await;
    browser.reads("par mois, taxes comprises").await;
    browser.finds("nav a[href='/console/settings'][aria-current]").await;
    browser.pictures(&pictured("2-order")).await;
    browser.presses(".form-foot a.main").await;
    browser.reads("29.00 eur").await;
    browser.presses("button").await;
    browser.reads("en cours de confirmation").await;
    browser.pictures(&pictured("3-awaited")).await;
    server.settle().await;
    browser.reads("C’est payé").await;
    browser.goes("/console/settings/plan").await;
    browser.reads("Facture 2026-000001").await;
    browser.reads("se renouvelle").await;
    browser.pictures(&pictured("4-subscribed")).await;
    let script = "fetch(document.querySelector('a[download][href*=invoices]').href)
        .then((reply) => reply.headers.get('content-type'))";
    assert_eq!(browser.asks(&format!("return {script}")).await, "application/pdf");

    // A shoot is paid for before it is created.
    let people = studio.get("/employee").await.json["data"][0]["id"].clone();
    browser.goes(&format!("/console/shoots/new?people={people}&day=2027-03-14")).await;
    browser.types("#f-name", "Portes ouvertes").await;
    browser.reads("Payer 1,50").await;
    browser.pictures(&pictured("5-shoot")).await;
    browser.presses("button[value=pay]").await;
    browser.reads("Portes ouvertes").await;
    browser.reads("1 personne sera invitée").await;
    browser.pictures(&pictured("6-cart")).await;
    browser.presses(".form-foot a.main").await;
    browser.reads("1.50 eur").await;
    // They change their mind, and come back.
    browser.presses("a").await;
    browser.reads("Vérifier et payer").await;
    browser.presses(".form-foot a.main").await;
    browser.presses("button").await;
    browser.reads("en cours de confirmation").await;
    server.settle().await;
    browser.reads("Voir la séance").await;
    browser.presses(".form-foot a.main").await;
    browser.reads("Ana Moreau").await;
    assert_eq!(stripe.rows("charges").await.len(), 2);
    assert_eq!(server.postbox.to("ana@example.org").len(), 1);
    browser.goes("/console/settings/plan?lang=en").await;
    browser.reads("Invoice 2026-000002").await;
    browser.pictures(&pictured("7-english")).await;
}

async fn plays(screen: Screen, name: &str) {
    let stripe = Stripe::start();
    let flags = [("stripe.recipient_price", "150"), ("billing.people_basic", "1")];
    let make = |home: &str| {
        let mut all = flags.to_vec();
        all.push(("public_url", home));
        stripe.server(&all)
    };
    play_on(screen, make, async |server, browser| story(&stripe, server, browser, name).await)
        .await;
}

#[tokio::test]
async fn a_studio_subscribes_and_pays_for_a_shoot_on_a_desktop() {
    plays(Screen::Desktop, "desk").await;
}

#[tokio::test]
async fn a_studio_subscribes_and_pays_for_a_shoot_on_a_phone() {
    plays(Screen::Phone, "phone").await;
}
