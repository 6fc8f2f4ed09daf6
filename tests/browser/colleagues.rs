//! Two users of one company and one of another, each with a browser: the two see a change at once,
//! the third does not see it.

use serde_json::Value;

use super::browser::{Browser, Screen};
use super::stage::play_together;
use super::support::{PASSWORD, Recipient, Server, Studio};

/// Records whether the page has shown another consent by itself, and the messages of a stream.
/// Loading the page again discards the record.
const WATCH: &str = "
    const yes = () => document.querySelectorAll('.people tr.is-yes, .people tr.is-part').length;
    window.watched = { isShown: false, seen: [], from: yes() };
    new MutationObserver(() => {
        if (yes() > watched.from) watched.isShown = true;
    }).observe(document.body, { childList: true, subtree: true });
    const ear = new EventSource('/sse');
    for (const name of ['answer', 'event', 'mail', 'job', 'notification', 'upload', 'import']) {
        ear.addEventListener(name, (event) => watched.seen.push(name + ' ' + event.data));
    }
    return new Promise((ready) => ear.addEventListener('ready', () => ready(true)));";

async fn sits_down(browser: &Browser, studio: &Studio<'_>, path: &str) {
    browser.goes(path).await;
    browser.types("#email", &studio.email).await;
    browser.types("#password", PASSWORD).await;
    browser.presses("form[action='/console/login'] button.main").await;
    browser.finds("[data-live]").await;
}

async fn number(browser: &Browser, script: &str) -> i64 {
    browser.asks(script).await.as_i64().unwrap_or_else(|| panic!("{script} is no number"))
}

/// The text of the page, with plain spaces.
async fn page(browser: &Browser) -> String {
    browser.text().await.replace(['\u{a0}', '\u{202f}'], " ")
}

#[tokio::test]
async fn two_of_a_studio_see_an_answer_without_loading_the_page_and_another_studio_sees_nothing() {
    play_together(Screen::Desktop, async |server: &Server, [claire, noe, stranger]: [&Browser; 3]| {
        let studio = server.studio("Lumière").await;
        let colleague = studio.hires("noe@lumiere.example", "USER").await;
        let other = server.studio("Pathé").await;
        let mut people = vec![];
        for name in ["Zoé", "Ana", "Bea"] {
            people.push(studio.employs(name, "Moreau", &format!("{name}@example.net")).await);
        }
        let theirs = other.employs("Zoé", "Moreau", "zoe@elsewhere.example").await;
        let (event, _) = studio.plans("Gala de l’atelier", &people).await;
        let (others, _) = other.plans("Ailleurs", &[theirs]).await;
        server.settle().await;
        sits_down(claire, &studio, &format!("/console/shoots/{event}")).await;
        sits_down(noe, &colleague, &format!("/console/shoots/{event}")).await;
        sits_down(stranger, &other, &format!("/console/shoots/{others}")).await;
        // A user of another company cannot open the page of the event either.
        let peek = format!("return fetch('/console/shoots/{event}').then((reply) => reply.status)");
        assert_eq!(stranger.asks(&peek).await, 404);
        let before = page(stranger).await;

        for browser in [claire, noe, stranger] {
            assert_eq!(browser.asks(WATCH).await, Value::Bool(true));
        }
        for (nth, name) in [(1, "Zoé"), (2, "Ana")] {
            let next = "watched.isShown = false;
                watched.from = document.querySelectorAll('.people tr.is-yes, .people tr.is-part').length";
            for browser in [claire, noe] {
                browser.asks(next).await;
            }
            let mut recipient = Recipient::invited(server, &format!("{name}@example.net"));
            recipient.proves_the_email().await;
            recipient.accepts(&["web"]).await.is(201);
            // No job has run since.
            for browser in [claire, noe] {
                browser.waits_for("watched.isShown").await;
                let count = "return document.querySelectorAll('.people tr.is-yes, .people tr.is-part').length";
                assert_eq!(number(browser, count).await, nth);
                let said = page(browser).await;
                assert!(said.contains(&format!("{nth} sur 3")), "{said}");
            }
            server.settle().await;
        }
        claire.pictures("console-colleague").await;

        // The user of the other company received no message, and their page is unchanged.
        assert_eq!(stranger.asks("return watched.seen").await, serde_json::json!([]));
        assert_eq!(page(stranger).await, before);
        assert_eq!(stranger.asks("return watched.isShown").await, false);
        let received = claire.asks("return watched.seen.join()").await;
        assert!(received.as_str().unwrap().contains("\"state\":\"ACCEPTED\""), "{received}");
    })
    .await;
}

#[tokio::test]
async fn an_address_that_does_not_exist_shows_beside_the_name_by_itself() {
    play_together(Screen::Phone, async |server: &Server, [claire]: [&Browser; 1]| {
        let studio = server.studio("Lumière").await;
        let zoe = studio.employs("Zoé", "Moreau", "zoe@example.net").await;
        let (event, _) = studio.plans("Gala", &[zoe]).await;
        sits_down(claire, &studio, &format!("/console/shoots/{event}")).await;
        claire.reads("N’a pas encore répondu").await;
        claire.asks("window.stayed = true").await;
        server.postbox.refuses("zoe@example.net");
        server.settle().await;
        claire.reads("Cette adresse e-mail n’existe pas").await;
        assert_eq!(claire.asks("return window.stayed").await, true);
        claire.pictures("console-no-such-address").await;
    })
    .await;
}
