//! A studio's first event: people and a group chosen by typing, sent, answered, followed. All of it
//! in the browser, at a desk and on a phone.

use super::browser::{Browser, Screen};
use super::stage::play;
use super::support::{PASSWORD, Recipient, Server};

/// Fills in a field that a keyboard would fill in by the browser's own language.
async fn sets(desk: &Browser, css: &str, value: &str) {
    let script = format!(
        "const field = document.querySelector('{css}'); field.value = '{value}';
         field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    );
    desk.asks(&script).await;
}

/// Chooses the first found person or group of this name.
async fn chooses(desk: &Browser, typed: &str, name: &str) {
    sets(desk, "#q", "").await;
    desk.types("#q", typed).await;
    let found = format!(
        "[...document.querySelectorAll('#picker-found label')]
            .find((one) => one.textContent.includes('{name}'))"
    );
    desk.waits_for(&found).await;
    desk.asks(&format!("{found}.click()")).await;
    let chosen = format!("document.querySelector('#picker-chosen').textContent.includes('{name}')");
    desk.waits_for(&chosen).await;
}

async fn story(server: &Server, desk: &Browser, name: &str) {
    let pictured = |page: &str| format!("studio-{name}-{page}");
    let studio = server.studio("Lumière").await;
    desk.goes("/console").await;
    desk.types("#email", &studio.email).await;
    desk.types("#password", PASSWORD).await;
    desk.presses("form[action='/console/login'] button.main").await;
    desk.reads("Aucune séance").await;
    desk.pictures(&pictured("1-empty")).await;

    // Two people by hand, one of them in a group of a class.
    for (first, last, email, act) in [
        ("Zoé", "Müller-Łęcka", "zoe@example.net", "another"),
        ("Noa", "Petit", "noa@example.net", "another"),
        ("Ana", "Moreau", "ana@example.net", "save"),
    ] {
        desk.goes("/console/people/new").await;
        desk.types("#f-firstName", first).await;
        desk.types("#f-lastName", last).await;
        desk.types("#f-email", email).await;
        desk.presses(&format!("button[value={act}]")).await;
        desk.reads("Personne ajoutée").await;
    }
    desk.goes("/console/groups").await;
    desk.types("#f-name", "Danse").await;
    desk.presses("form[action='/console/groups'] button.main").await;
    desk.reads("Groupe créé").await;
    server.settle().await;
    server.indexes().await;
    chooses(desk, "mor", "Ana Moreau").await;
    desk.presses("button[value=add]").await;
    desk.reads("Une personne est maintenant").await;
    desk.pictures(&pictured("2-group")).await;

    desk.goes("/console/shoots/new").await;
    desk.types("#f-name", "Portes ouvertes").await;
    sets(desk, "#f-day", "2027-03-14").await;
    desk.types("#f-city", "Lyon").await;
    chooses(desk, "zoe", "Zoé Müller").await;
    chooses(desk, "petit", "Noa Petit").await;
    chooses(desk, "dan", "Danse").await;
    desk.reads("3 e-mails").await;
    desk.pictures(&pictured("3-new")).await;
    desk.presses("button[value=send]").await;
    desk.reads("3 demandes envoyées").await;
    desk.reads("Zoé Müller-Łęcka").await;
    desk.pictures(&pictured("4-sent")).await;
    server.settle().await;

    // An answer arrives while the page is open.
    let mut zoe = Recipient::invited(server, "zoe@example.net");
    zoe.proves_the_email().await;
    zoe.accepts(&["web", "internal", "social", "press", "print"]).await.is(201);
    server.settle().await;
    desk.waits_for("document.querySelector('.people tr.is-yes')").await;
    desk.reads("1 sur 3").await;
    desk.pictures(&pictured("5-answered")).await;

    // Who has not answered is reminded, once it is confirmed in a dialog.
    server.clock.advance(2 * 86_400_000);
    desk.goes("/console/shoots/1?state=open").await;
    desk.reads("Noa Petit").await;
    desk.presses("tbody .choose input").await;
    desk.presses(".bulk button[value=remind]").await;
    desk.finds("dialog[open] #confirm-title").await;
    desk.pictures(&pictured("6-confirm")).await;
    desk.presses("dialog[open] button.main").await;
    desk.reads("Une relance envoyée").await;
    server.settle().await;
    assert_eq!(
        server.postbox.to("ana@example.net").len() + server.postbox.to("noa@example.net").len(),
        3
    );
    desk.pictures(&pictured("7-reminded")).await;

    // Ctrl+K finds the person; their page shows the consent.
    desk.asks(
        "dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }))",
    )
    .await;
    desk.finds("dialog[open].palette").await;
    desk.keys("mull").await;
    desk.waits_for("document.querySelector('.palette a[href^=\"/console/people/\"] small')").await;
    desk.pictures(&pictured("8-palette")).await;
    desk.presses(".palette li:has(small) a").await;
    desk.reads("Portes ouvertes").await;
    desk.pictures(&pictured("9-person")).await;
}

#[tokio::test]
async fn a_studio_makes_an_event_with_two_people_and_a_group_and_sees_an_answer() {
    play(Screen::ConsoleContext, async |server, desk| story(server, desk, "desk").await).await;
}

#[tokio::test]
async fn a_studio_does_all_of_it_on_a_phone_too() {
    play(Screen::Phone, async |server, desk| story(server, desk, "phone").await).await;
}
