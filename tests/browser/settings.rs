//! A studio sets itself up, invites a colleague, is notified, and finds on its first page what is to
//! be done. At a desk and on a phone.

use serde_json::json;

use super::browser::{Browser, Screen};
use super::stage::play;
use super::support::{PASSWORD, Recipient, Server};

async fn types_over(desk: &Browser, css: &str, text: &str) {
    desk.asks(&format!("document.querySelector('{css}').value = ''")).await;
    desk.types(css, text).await;
}

async fn story(server: &Server, desk: &Browser, name: &str) {
    let pictured = |page: &str| format!("settings-{name}-{page}");
    let studio = server.studio("Lumière").await;
    desk.goes("/console").await;
    desk.types("#email", &studio.email).await;
    desk.types("#password", PASSWORD).await;
    desk.presses("form[action='/console/login'] button.main").await;
    desk.reads("Premiers pas").await;
    desk.pictures(&pictured("1-home-new")).await;

    // The first step: details, with an error that keeps what was typed, and a colour.
    desk.presses(".checklist a[href='/console/settings/studio']").await;
    desk.reads("Fiche du studio").await;
    desk.types("#f-siret", "123").await;
    types_over(desk, "#f-colour", "#7a1f4d").await;
    desk.types("#f-address-city", "Lyon").await;
    desk.presses("form[action='/console/settings/studio'] button.main").await;
    desk.finds("#f-siret-error").await;
    desk.pictures(&pictured("2-studio-wrong")).await;
    types_over(desk, "#f-siret", "732 829 320 00074").await;
    desk.presses("form[action='/console/settings/studio'] button.main").await;
    desk.reads("Enregistré").await;
    desk.finds("link[href$='7a1f4d.css']").await;
    let logo = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/logo.png");
    desk.types("#logo-file", logo).await;
    desk.presses("form[action='/console/settings/studio/logo'] button").await;
    desk.reads("Logo enregistré").await;
    desk.finds(".logo-now img").await;
    desk.pictures(&pictured("3-studio")).await;

    // The release is shown while it is written, and published as a second version.
    desk.goes("/console/settings/release").await;
    desk.reads("Version 1 en vigueur").await;
    types_over(desk, "#f-title", "Droit à l’image — زفاف 🎉").await;
    desk.waits_for("document.querySelector('#preview-text h3')?.textContent.includes('زفاف')")
        .await;
    desk.presses("[name=uses][value=press]").await;
    desk.waits_for("document.querySelectorAll('#preview-text .offered li').length === 4").await;
    desk.pictures(&pictured("4-release")).await;
    desk.presses("button[value=publish]").await;
    desk.reads("Version 2 en vigueur").await;

    // A colleague is invited.
    desk.goes("/console/settings/team").await;
    desk.types("#f-email", "ines@example.net").await;
    desk.types("#f-firstName", "Inès").await;
    desk.types("#f-lastName", "Moreau").await;
    desk.presses("button[value=invite]").await;
    desk.reads("Invitation envoyée").await;
    desk.reads("ines@example.net").await;
    desk.pictures(&pictured("5-team")).await;

    // A token is shown once; revoking it is confirmed in a dialog.
    desk.goes("/console/settings/tokens").await;
    desk.types("#f-name", "Galerie").await;
    desk.types("#f-currentPassword", PASSWORD).await;
    desk.presses("[name=scopes][value='people:read']").await;
    desk.presses("button[value=create]").await;
    desk.waits_for("document.querySelector('#secret')?.value.startsWith('br_')").await;
    desk.pictures(&pictured("6-token")).await;
    desk.presses("button[data-confirm]").await;
    desk.finds("dialog[open] #confirm-title").await;
    desk.presses("dialog[open] button.refusing").await;
    desk.reads("Jeton révoqué").await;

    // The second factor, up to its QR code.
    desk.goes("/console/settings/security").await;
    desk.types("form[action$='second-factor'] [name=currentPassword]", PASSWORD).await;
    desk.presses("button[value=begin]").await;
    desk.waits_for("document.querySelector('.qr')?.naturalWidth > 100").await;
    desk.pictures(&pictured("7-factor")).await;

    // An answer arrives: the bell counts it while the page is open, and leads to it.
    let zoe = studio.employs("Zoé", "Müller-Łęcka", "zoe@example.net").await;
    let noa = studio.employs("Noa", "Petit", "noa@example.net").await;
    studio.plans("Portes ouvertes de l’atelier", &[zoe, noa]).await;
    server.settle().await;
    desk.goes("/console/settings").await;
    desk.reads("Réglages").await;
    desk.pictures(&pictured("8-index")).await;
    let mut recipient = Recipient::invited(server, "zoe@example.net");
    recipient.proves_the_email().await;
    recipient.refuses(None).await.is(201);
    server.settle().await;
    desk.finds("#bell .count").await;
    desk.presses(".bell").await;
    desk.reads("Zoé Müller-Łęcka").await;
    desk.pictures(&pictured("9-notifications")).await;
    desk.presses(".notices a[data-read]").await;
    desk.waits_for("location.pathname.startsWith('/console/shoots/')").await;
    desk.goes("/console/notifications?show=unread").await;
    desk.waits_for("!document.querySelector('main').innerText.includes('Zoé')").await;
    desk.presses("button[value=all]").await;
    desk.reads("Aucune notification").await;
    desk.waits_for("!document.querySelector('#bell .count')").await;

    // The first page says what is to be done, and leads there.
    let child = json!({
        "firstName": "Mia", "lastName": "Petit", "email": "mia@example.net",
        "birthDate": "2020-01-01",
    });
    studio.post("/employee", child).await.is(201);
    server.settle().await;
    desk.goes("/console").await;
    desk.reads("Réponses attendues").await;
    desk.pictures(&pictured("10-home")).await;
    desk.presses(".to-do a[href$='/edit']").await;
    desk.waits_for("document.querySelector('#f-firstName')?.value === 'Mia'").await;
    desk.goes("/console").await;
    desk.presses(".to-do a[href$='?state=open']").await;
    desk.reads("Noa Petit").await;
}

#[tokio::test]
async fn a_studio_sets_itself_up_and_sees_what_is_to_be_done() {
    play(Screen::ConsoleContext, async |server, desk| story(server, desk, "desk").await).await;
}

#[tokio::test]
async fn a_studio_sets_itself_up_on_a_phone_too() {
    play(Screen::Phone, async |server, desk| story(server, desk, "phone").await).await;
}
