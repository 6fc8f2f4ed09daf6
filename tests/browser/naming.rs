//! Photographs of a large shoot are chosen and named by the keyboard, while they stay in sight.

use serde_json::json;

use super::browser::Screen;
use super::stage::play;
use super::support::PASSWORD;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const RIGHT: &str = "\u{e014}";
/// Shift, held for the key that follows.
const SHIFT: &str = "\u{e008}";

#[tokio::test]
async fn photographs_are_chosen_and_named_by_the_keyboard() {
    play(Screen::Desktop, async |server, browser| {
        let studio = server.studio("Lumière").await;
        let mut people = vec![];
        for n in 0..30 {
            let email = format!("person{n}@example.net");
            people.push(studio.employs("Alix", &format!("Moreau{n}"), &email).await);
        }
        people.push(studio.employs("Zoé", "Müller", "zoe@example.net").await);
        let (event, _) = studio.plans("Gala", &people).await;
        server.settle().await;
        for photo in ["coffee.png", "astronaut.png", "chelsea.png", "rocket.jpg"] {
            let photos = concat!(env!("CARGO_MANIFEST_DIR"), "/target/photos/skimage/data/");
            let bytes = std::fs::read(format!("{photos}{photo}")).unwrap();
            studio.sends(&format!("/file/{event}?owner=event"), photo, bytes, &[]).await.is(201);
        }
        server.settle().await;
        browser.goes("/console").await;
        browser.types("#email", &studio.email).await;
        browser.types("#password", PASSWORD).await;
        browser.presses("form[action='/console/login'] button.main").await;
        browser.reads("Gala").await;
        browser.goes(&format!("/console/shoots/{event}/photos")).await;
        browser.waits_for("!document.querySelector('#folder').hidden").await;
        browser.waits_for("[...document.images].every((one) => one.complete)").await;

        // Three in a row, then on to the names; the panel is a bar below the photographs.
        browser.asks("document.querySelector('.tile [name=photo]').focus()").await;
        browser.keys(&format!("{SHIFT}{RIGHT}")).await;
        browser.keys(&format!("{SHIFT}{RIGHT}")).await;
        browser.reads("Choisies\u{a0}: 3").await;
        let height = "return document.querySelector('.naming').offsetHeight";
        let height = browser.asks(height).await.as_i64().unwrap();
        browser.pictures("naming-1-chosen").await;
        assert!(height < 140, "{height} pixels of photographs are hidden");
        browser.keys(ENTER).await;
        browser.waits_for("document.activeElement.matches('[data-find]')").await;
        browser.keys("mull").await;
        browser
            .waits_for("document.querySelectorAll('#people li:not([hidden])').length === 1")
            .await;
        browser.pictures("naming-2-found").await;
        browser.keys(ENTER).await;
        browser.waits_for("document.querySelector('#people :checked')").await;
        browser.keys(ENTER).await;
        browser.reads("C’est enregistré").await;
        let named = "return [...document.querySelectorAll('.tile .below')]
            .filter((one) => one.textContent.includes('Zoé Müller')).length";
        assert_eq!(browser.asks(named).await, json!(3));

        // In a low window, the bar covers nothing of what is chosen.
        browser.resizes(1280, 620, 1.0).await;
        browser.asks("scrollTo(0, 0)").await;
        browser.asks("document.querySelector('.tile [name=photo]').click()").await;
        browser.finds(".naming.floating").await;
        let bar = "document.querySelector('.naming').getBoundingClientRect().top";
        let tile = "document.querySelector('.tile').getBoundingClientRect().bottom";
        browser.waits_for(&format!("{tile} <= {bar}")).await;
        browser.pictures("naming-3-low").await;
        browser.asks("document.querySelector('.tile [name=photo]').click()").await;
        browser.waits_for("!document.querySelector('.naming.floating')").await;

        // Escape chooses none.
        browser.asks("document.querySelector('.tile [name=photo]').focus()").await;
        browser.keys(" ").await;
        browser.reads("Choisies\u{a0}: 1").await;
        browser.keys(ESCAPE).await;
        browser.waits_for("!document.querySelector('.naming.floating')").await;
    })
    .await;
}
