//! A studio sets itself up, invites a colleague, is notified, and finds on its first page what is to
//! be done. At a browser and on a phone.

use serde_json::json;

use super::browser::{Browser, Screen};
use super::stage::play;
use super::support::{PASSWORD, Recipient, Server};

async fn types_over(browser: &Browser, css: &str, text: &str) {
    browser.asks(&format!("document.querySelector('{css}').value = ''")).await;
    browser.types(css, text).await;
}

async fn story(server: &Server, browser: &Browser, name: &str) {
    let pictured = |page: &str| format!("settings-{name}-{page}");
    let studio = server.studio("Lumière").await;
    browser.goes("/console").await;
    browser.types("#email", &studio.email).await;
    browser.types("#password", PASSWORD).await;
    browser.presses("form[action='/console/login'] button.main").await;
    browser.reads("Premiers pas").await;
    browser.pictures(&pictured("1-home-new")).await;

    // The first step: details, with an error that keeps what was typed, and a colour.
    browser.presses(".checklist a[href='/console/settings/studio']").await;
    browser.reads("Fiche du studio").await;
    browser.types("#f-siret", "123").await;
    types_over(browser, "#f-colour", "#7a1f4d").await;
    browser.types("#f-address-city", "Lyon").await;
    browser.presses("form[action='/console/settings/studio'] button.main").await;
    browser.finds("#f-siret-error").await;
    browser.pictures(&pictured("2-studio-wrong")).await;
    types_over(browser, "#f-siret", "732 829 320 00074").await;
    browser.presses("form[action='/console/settings/studio'] button.main").await;
    browser.reads("Enregistré").await;
    browser.finds("link[href$='7a1f4d.css']").await;
    let logo = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/logo.png");
    browser.types("#logo-file", logo).await;
    browser.presses("form[action='/console/settings/studio/logo'] button").await;
    browser.reads("Logo enregistré").await;
    browser.finds(".logo-now img").await;
    browser.pictures(&pictured("3-studio")).await;

    // The release is shown while it is written, and published as a second version.
    browser.goes("/console/settings/release").await;
    browser.reads("Version 1 en vigueur").await;
    types_over(browser, "#f-title", "Droit à l’image — زفاف 🎉").await;
    browser
        .waits_for("document.querySelector('#preview-text h3')?.textContent.includes('زفاف')")
        .await;
    browser.presses("[name=uses][value=press]").await;
    browser.waits_for("document.querySelectorAll('#preview-text .offered li').length === 4").await;
    browser.pictures(&pictured("4-release")).await;
    // A use of one's own: its code is made from its name, and the preview shows it.
    browser.presses("button[value=add-use]").await;
    browser.types("#f-label-new-0", "Album de l’année").await;
    browser.types("#f-sentence-new-0", "L’album imprimé que reçoivent les familles.").await;
    browser
        .waits_for(
            "document.querySelector('#code-new-0 .mono')?.textContent === 'album-de-l-annee'",
        )
        .await;
    browser.waits_for("document.querySelectorAll('#preview-text .offered li').length === 5").await;
    browser.pictures(&pictured("4-release-own-use")).await;
    browser.sees_dark(true).await;
    browser.pictures(&pictured("4-release-own-use-dark")).await;
    browser.sees_dark(false).await;
    browser.presses("button[value=publish]").await;
    browser.reads("Version 2 en vigueur").await;
    browser.finds("[name=uses][value='album-de-l-annee']:checked").await;

    // A colleague is invited.
    browser.goes("/console/settings/team").await;
    browser.types("#f-email", "ines@example.net").await;
    browser.types("#f-firstName", "Inès").await;
    browser.types("#f-lastName", "Moreau").await;
    browser.presses("button[value=invite]").await;
    browser.reads("Invitation envoyée").await;
    browser.reads("ines@example.net").await;
    browser.pictures(&pictured("5-team")).await;

    // A token is shown once; revoking it is confirmed in a dialog.
    browser.goes("/console/settings/tokens").await;
    browser.types("#f-name", "Galerie").await;
    browser.types("#f-currentPassword", PASSWORD).await;
    browser.presses("[name=scopes][value='people:read']").await;
    browser.presses("button[value=create]").await;
    browser.waits_for("document.querySelector('#secret')?.value.startsWith('br_')").await;
    browser.pictures(&pictured("6-token")).await;
    browser.presses("button[data-confirm]").await;
    browser.finds("dialog[open] #confirm-title").await;
    browser.presses("dialog[open] button.refusing").await;
    browser.reads("Jeton révoqué").await;

    // The second factor, up to its QR code.
    browser.goes("/console/settings/security").await;
    browser.types("form[action$='second-factor'] [name=currentPassword]", PASSWORD).await;
    browser.presses("button[value=begin]").await;
    browser.waits_for("document.querySelector('.qr')?.naturalWidth > 100").await;
    browser.pictures(&pictured("7-factor")).await;

    // An answer arrives: the bell counts it while the page is open, and leads to it.
    let zoe = studio.employs("Zoé", "Müller-Łęcka", "zoe@example.net").await;
    let noa = studio.employs("Noa", "Petit", "noa@example.net").await;
    studio.plans("Portes ouvertes de l’atelier", &[zoe, noa]).await;
    server.settle().await;
    browser.goes("/console/settings").await;
    browser.reads("Réglages").await;
    browser.pictures(&pictured("8-index")).await;
    let mut recipient = Recipient::invited(server, "zoe@example.net");
    recipient.proves_the_email().await;
    recipient.refuses(None).await.is(201);
    server.settle().await;
    browser.finds("#bell .count").await;
    browser.presses(".bell").await;
    browser.reads("Zoé Müller-Łęcka").await;
    browser.pictures(&pictured("9-notifications")).await;
    browser.presses(".notices a[data-read]").await;
    browser.waits_for("location.pathname.startsWith('/console/shoots/')").await;
    browser.goes("/console/notifications?show=unread").await;
    browser.waits_for("!document.querySelector('main').innerText.includes('Zoé')").await;
    browser.presses("button[value=all]").await;
    browser.reads("Aucune notification").await;
    browser.waits_for("!document.querySelector('#bell .count')").await;

    // The first page says what is to be done, and leads there.
    let child = json!({
        "firstName": "Mia", "lastName": "Petit", "email": "mia@example.net",
        "birthDate": "2020-01-01",
    });
    studio.post("/employee", child).await.is(201);
    server.settle().await;
    browser.goes("/console").await;
    browser.reads("Réponses attendues").await;
    browser.pictures(&pictured("10-home")).await;
    browser.presses(".to-do a[href$='/edit']").await;
    browser.waits_for("document.querySelector('#f-firstName')?.value === 'Mia'").await;
    browser.goes("/console").await;
    browser.presses(".to-do a[href$='?state=open']").await;
    browser.reads("Noa Petit").await;
}

#[tokio::test]
async fn a_studio_sets_itself_up_and_sees_what_is_to_be_done() {
    play(Screen::Desktop, async |server, browser| story(server, browser, "desktop").await).await;
}

#[tokio::test]
async fn a_studio_sets_itself_up_on_a_phone_too() {
    play(Screen::Phone, async |server, browser| story(server, browser, "phone").await).await;
}
