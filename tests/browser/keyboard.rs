//! A studio's way from a new shoot to an archive of photographs, with the keyboard alone: Tab, Space,
//! Enter, arrows and letters. Only the file is handed over as a browser's own dialog would.

use serde_json::json;

use super::browser::{Browser, Screen};
use super::stage::play;
use super::support::PASSWORD;

const TAB: char = '\u{e004}';
const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";
const RIGHT: &str = "\u{e014}";

/// Presses Tab until what is focused fits.
async fn walks(browser: &Browser, css: &str) {
    let fits = format!("return document.activeElement.matches(\"{css}\")");
    for _ in 0..150 {
        if browser.asks(&fits).await == true {
            return;
        }
        browser.hits(TAB).await;
    }
    panic!("{css} cannot be reached by Tab");
}

async fn types_at(browser: &Browser, css: &str, text: &str) {
    walks(browser, css).await;
    browser.keys(text).await;
}

#[tokio::test]
async fn a_shoot_is_planned_answered_photographed_and_fetched_without_a_mouse() {
    play(Screen::Desktop, async |server, browser| {
        let studio = server.studio("Lumière").await;
        studio.employs("Zoé", "Müller", "zoe@example.net").await;
        server.settle().await;
        server.indexes().await;
        browser.goes("/console?lang=en").await;
        types_at(browser, "#email", &studio.email).await;
        types_at(browser, "#password", PASSWORD).await;
        browser.keys(ENTER).await;
        browser.finds(".rail").await;
        browser.goes("/console?lang=en").await;

        // A new shoot, with one person.
        walks(browser, "main a[href='/console/shoots/new']").await;
        browser.keys(ENTER).await;
        browser.finds("#f-name").await;
        types_at(browser, "#f-name", "Open day").await;
        walks(browser, "#f-day").await;
        if browser.asks("return document.activeElement.value").await == "" {
            browser.keys("03142027").await;
        }
        assert_ne!(browser.asks("return document.querySelector('#f-day').value").await, "");
        types_at(browser, "#q", "mull").await;
        browser.waits_for("document.querySelector('#picker-found input[name=person]')").await;
        walks(browser, "#picker-found input[name=person]").await;
        browser.keys(" ").await;
        browser.waits_for("document.querySelector('#picker-chosen input[name=person]')").await;
        walks(browser, "button[value=send]").await;
        browser.keys(ENTER).await;
        browser.finds("[data-toast]").await;
        let event = browser.asks("return location.pathname").await;
        let event = event.as_str().unwrap().to_owned();
        server.settle().await;

        // The answer.
        let mail = server.postbox.last_to("zoe@example.net").text;
        let link = &mail[mail.find("/sign/").unwrap()..];
        let link = link.split_whitespace().next().unwrap();
        browser.goes(&format!("{link}?lang=en")).await;
        walks(browser, "form[action$='/code'] button").await;
        browser.keys(ENTER).await;
        browser.finds("#code").await;
        server.settle().await;
        let code = server.postbox.last_to("zoe@example.net").text;
        let code = code.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6).unwrap();
        types_at(browser, "#code", code).await;
        browser.keys(ENTER).await;
        browser.finds("form[data-answer]").await;
        for name in ["internal", "web", "social", "press", "print"] {
            walks(browser, &format!("[name='use.{name}']")).await;
            browser.keys(" ").await;
        }
        walks(browser, "[name=signature]").await;
        browser.keys(RIGHT).await;
        types_at(browser, "[name=typedName]", "Zoé Müller").await;
        walks(browser, "[name=typedConfirm]").await;
        browser.keys(" ").await;
        walks(browser, "button[value=accept]").await;
        browser.keys(ENTER).await;
        browser.reads("Thank you").await;
        server.settle().await;

        // A photograph, and who is on it.
        browser.goes(&format!("{event}/photos?lang=en")).await;
        browser.waits_for("!document.querySelector('#folder').hidden").await;
        walks(browser, "#files").await;
        let photos = concat!(env!("CARGO_MANIFEST_DIR"), "/target/photos/skimage/data/");
        browser.types("#files", &format!("{photos}coffee.png")).await;
        browser.finds(".tile [name=photo]").await;
        server.settle().await;
        browser.goes(&format!("{event}/photos?lang=en")).await;
        browser.waits_for("!document.querySelector('#folder').hidden").await;
        walks(browser, ".tile [name=photo]").await;
        browser.keys(" ").await;
        browser.keys(ENTER).await;
        browser.waits_for("document.activeElement.matches('[data-find]')").await;
        browser.keys("mull").await;
        browser
            .waits_for("document.querySelectorAll('#people li:not([hidden])').length === 1")
            .await;
        browser.keys(ENTER).await;
        browser.waits_for("document.querySelector('#people :checked')").await;
        browser.keys(ENTER).await;
        browser.waits_for("document.querySelector('.tile .names')").await;

        // What may be published on the site, as an archive.
        browser.goes(&format!("{event}/photos?lang=en")).await;
        walks(browser, "#use").await;
        for _ in 0..10 {
            if browser.asks("return document.activeElement.value").await == "web" {
                break;
            }
            browser.keys(DOWN).await;
        }
        walks(browser, "[data-filter] button").await;
        browser.keys(ENTER).await;
        browser.waits_for("document.querySelector('#tally a[download]')").await;
        walks(browser, "#tally a.main[download]").await;
        let fetched = "return fetch(document.activeElement.href).then((reply) =>
            [reply.status, reply.headers.get('content-type')])";
        assert_eq!(browser.asks(fetched).await, json!([200, "application/zip"]));
    })
    .await;
}
