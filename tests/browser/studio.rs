//! A studio's first event: people and a group chosen by typing, sent, answered, followed. All of it
//! in the browser, at a browser and on a phone.

use super::browser::{Browser, Screen};
use super::stage::play;
use super::support::{PASSWORD, Recipient, Server};

/// Fills in a field that a keyboard would fill in by the browser's own language.
async fn sets(browser: &Browser, css: &str, value: &str) {
    let script = format!(
        "const field = document.querySelector('{css}'); field.value = '{value}';
         field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    );
    browser.asks(&script).await;
}

/// Chooses the first found person or group of this name.
async fn chooses(browser: &Browser, typed: &str, name: &str) {
    sets(browser, "#q", "").await;
    browser.types("#q", typed).await;
    let found = format!(
        "[...document.querySelectorAll('#picker-found label')]
            .find((one) => one.textContent.includes('{name}'))"
    );
    browser.waits_for(&found).await;
    browser.asks(&format!("{found}.click()")).await;
    let chosen = format!("document.querySelector('#picker-chosen').textContent.includes('{name}')");
    browser.waits_for(&chosen).await;
}

async fn story(server: &Server, browser: &Browser, name: &str) {
    let pictured = |page: &str| format!("studio-{name}-{page}");
    let studio = server.studio("Lumière").await;
    browser.goes("/console").await;
    browser.types("#email", &studio.email).await;
    browser.types("#password", PASSWORD).await;
    browser.presses("form[action='/console/login'] button.main").await;
    browser.reads("Aucune séance").await;
    browser.pictures(&pictured("1-empty")).await;

    // Two people by hand, one of them in a group of a class.
    for (first, last, email, act) in [
        ("Zoé", "Müller-Łęcka", "zoe@example.net", "another"),
        ("Noa", "Petit", "noa@example.net", "another"),
        ("Ana", "Moreau", "ana@example.net", "save"),
    ] {
        browser.goes("/console/people/new").await;
        browser.types("#f-firstName", first).await;
        browser.types("#f-lastName", last).await;
        browser.types("#f-email", email).await;
        browser.presses(&format!("button[value={act}]")).await;
        browser.reads("Personne ajoutée").await;
    }
    browser.goes("/console/groups").await;
    browser.types("#f-name", "Danse").await;
    browser.presses("form[action='/console/groups'] button.main").await;
    browser.reads("Groupe créé").await;
    server.settle().await;
    server.indexes().await;
    chooses(browser, "mor", "Ana Moreau").await;
    browser.presses("button[value=add]").await;
    browser.reads("Une personne est maintenant").await;
    browser.pictures(&pictured("2-group")).await;

    browser.goes("/console/shoots/new").await;
    browser.types("#f-name", "Portes ouvertes").await;
    sets(browser, "#f-day", "2027-03-14").await;
    browser.types("#f-city", "Lyon").await;
    chooses(browser, "zoe", "Zoé Müller").await;
    chooses(browser, "petit", "Noa Petit").await;
    chooses(browser, "dan", "Danse").await;
    browser.reads("3 e-mails").await;
    browser.pictures(&pictured("3-new")).await;
    browser.presses("button[value=send]").await;
    browser.reads("3 demandes envoyées").await;
    browser.reads("Zoé Müller-Łęcka").await;
    browser.pictures(&pictured("4-sent")).await;
    server.settle().await;

    // An answer arrives while the page is open.
    let mut zoe = Recipient::invited(server, "zoe@example.net");
    zoe.proves_the_email().await;
    zoe.accepts(&["web", "internal", "social", "press", "print"]).await.is(201);
    server.settle().await;
    browser.waits_for("document.querySelector('.people tr.is-yes')").await;
    browser.reads("1 sur 3").await;
    browser.pictures(&pictured("5-answered")).await;

    // Who has not answered is reminded, once it is confirmed in a dialog.
    server.clock.advance(2 * 86_400_000);
    browser.goes("/console/shoots/1?state=open").await;
    browser.reads("Noa Petit").await;
    browser.presses("tbody .choose input").await;
    browser.presses(".bulk button[value=remind]").await;
    browser.finds("dialog[open] #confirm-title").await;
    browser.pictures(&pictured("6-confirm")).await;
    browser.presses("dialog[open] button.main").await;
    browser.reads("Une relance envoyée").await;
    server.settle().await;
    assert_eq!(
        server.postbox.to("ana@example.net").len() + server.postbox.to("noa@example.net").len(),
        3
    );
    browser.pictures(&pictured("7-reminded")).await;

    // Ctrl+K finds the person; their page shows the consent.
    browser.asks(
        "dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }))",
    )
    .await;
    browser.finds("dialog[open].palette").await;
    browser.keys("mull").await;
    browser
        .waits_for("document.querySelector('.palette a[href^=\"/console/people/\"] small')")
        .await;
    browser.pictures(&pictured("8-palette")).await;
    browser.presses(".palette li:has(small) a").await;
    browser.reads("Portes ouvertes").await;
    browser.pictures(&pictured("9-person")).await;
}

#[tokio::test]
async fn a_studio_makes_an_event_with_two_people_and_a_group_and_sees_an_answer() {
    play(Screen::Desktop, async |server, browser| story(server, browser, "desktop").await).await;
}

#[tokio::test]
async fn a_studio_does_all_of_it_on_a_phone_too() {
    play(Screen::Phone, async |server, browser| story(server, browser, "phone").await).await;
}
