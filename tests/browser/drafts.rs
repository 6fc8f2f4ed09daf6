//! A form that is half filled in: nothing typed is lost by going back, by another language, by a
//! closed tab or a lost network; and nothing is left once it is saved, given up, or signed out of.

use super::browser::{Browser, Screen};
use super::stage::play;
use super::support::{PASSWORD, Server};

const DRAFTS: &str =
    "return Object.keys(localStorage).filter((name) => name.includes('draft')).length";

async fn value(desk: &Browser, css: &str) -> String {
    let found = desk.asks(&format!("return document.querySelector('{css}').value")).await;
    found.as_str().unwrap_or_default().to_owned()
}

async fn is_kept(desk: &Browser) {
    desk.waits_for(&format!("(() => {{ {DRAFTS} }})() === 1")).await;
}

async fn signs_in(desk: &Browser, email: &str) {
    desk.goes("/console?lang=en").await;
    desk.types("#email", email).await;
    desk.types("#password", PASSWORD).await;
    desk.presses("form[action='/console/login'] button.main").await;
    desk.finds(".rail").await;
    desk.goes("/console?lang=en").await;
}

#[tokio::test]
async fn a_half_filled_event_is_still_there_until_it_is_saved() {
    play(Screen::ConsoleContext, async |server: &Server, desk: &Browser| {
        let studio = server.studio("Lumière").await;
        studio.employs("Zoé", "Müller", "zoe@example.net").await;
        server.settle().await;
        server.indexes().await;
        signs_in(desk, &studio.email).await;
        desk.goes("/console/shoots/new").await;
        desk.types("#f-name", "Open day").await;
        desk.types("#f-city", "Lyon").await;
        desk.types("#q", "zoe").await;
        desk.waits_for("document.querySelector('#picker-found input[name=person]')").await;
        desk.presses("#picker-found input[name=person]").await;
        desk.waits_for("document.querySelector('#picker-chosen input[name=person]')").await;
        is_kept(desk).await;

        // Another page and back; another language; and a new tab has no history.
        for page in ["/console/shoots", "/console/people?lang=fr", "/console/shoots/new?lang=fr"] {
            desk.goes(page).await;
        }
        desk.reads("Votre brouillon a été restauré").await;
        assert_eq!(value(desk, "#f-name").await, "Open day");
        assert_eq!(value(desk, "#f-city").await, "Lyon");
        desk.reads("1 e-mail").await;
        desk.pictures("draft-restored").await;
        // A shoot begun elsewhere, with a day of the calendar, is another one.
        desk.goes("/console/shoots/new?day=2027-03-14&lang=en").await;
        assert_eq!(value(desk, "#f-name").await, "");

        // The network is lost while it is sent.
        desk.goes("/console/shoots/new").await;
        desk.reads("Your draft was restored").await;
        let day = "const day = document.querySelector('#f-day'); day.value = '2027-03-14';
                   day.dispatchEvent(new Event('change', { bubbles: true }))";
        desk.asks(day).await;
        desk.waits_for("document.querySelector('#go button').textContent.includes('1')").await;
        desk.is_offline(true).await;
        desk.presses("button[value=send]").await;
        desk.waits_for("!document.querySelector('.rail')").await;
        desk.is_offline(false).await;
        desk.goes("/console/shoots/new").await;
        desk.reads("Your draft was restored").await;
        assert_eq!(value(desk, "#f-day").await, "2027-03-14");
        desk.waits_for("document.querySelector('#picker-chosen input[name=person]')").await;
        desk.presses("button[value=send]").await;
        desk.reads("Zoé Müller").await;
        desk.finds("[data-toast]").await;
        assert_eq!(desk.asks(DRAFTS).await, 0);
        desk.goes("/console/shoots/new").await;
        assert_eq!(value(desk, "#f-name").await, "");
        server.settle().await;
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_discarded_given_up_and_does_not_outlive_signing_out() {
    play(Screen::Phone, async |server: &Server, desk: &Browser| {
        let studio = server.studio("Lumière").await;
        signs_in(desk, &studio.email).await;
        desk.goes("/console/people/new").await;
        desk.types("#f-firstName", "Zoé").await;
        is_kept(desk).await;
        desk.goes("/console/people/new").await;
        desk.reads("Your draft was restored").await;
        desk.presses("[data-draft-said] button").await;
        desk.waits_for("document.querySelector('#f-firstName').value === ''").await;
        assert_eq!(desk.asks(DRAFTS).await, 0);

        desk.types("#f-firstName", "Ana").await;
        is_kept(desk).await;
        desk.presses("[data-draft-drop]").await;
        desk.waits_for("location.pathname === '/console/people'").await;
        assert_eq!(desk.asks(DRAFTS).await, 0);

        // A refused form shows what was typed, and says nothing of a draft.
        desk.goes("/console/people/new").await;
        desk.types("#f-firstName", "Noa").await;
        desk.asks("document.querySelector('form.stack').noValidate = true").await;
        desk.presses("button[value=another]").await;
        desk.finds("#problems").await;
        assert_eq!(
            desk.asks("return document.querySelector('[data-draft-said]').hidden").await,
            true
        );
        for (field, text) in [("lastName", "Petit"), ("email", "noa@example.net")] {
            desk.types(&format!("#f-{field}"), text).await;
        }
        desk.presses("button[value=another]").await;
        desk.reads("Person added").await;
        assert_eq!(value(desk, "#f-firstName").await, "");
        assert_eq!(desk.asks(DRAFTS).await, 0);

        desk.types("#f-firstName", "Max").await;
        is_kept(desk).await;
        desk.presses(".account summary").await;
        desk.presses("form[action='/console/logout'] button").await;
        desk.finds("#password").await;
        assert_eq!(desk.asks(DRAFTS).await, 0);
        // Also where the session has ended elsewhere.
        desk.asks("localStorage.setItem('be-right-draft:1:1:person', '{\"at\":9e15}')").await;
        desk.goes("/console/login").await;
        assert_eq!(desk.asks(DRAFTS).await, 0);
        server.settle().await;
    })
    .await;
}

#[tokio::test]
async fn the_way_back_leads_to_the_list_as_it_was_until_one_signs_out() {
    play(Screen::ConsoleContext, async |server: &Server, desk: &Browser| {
        let studio = server.studio("Lumière").await;
        let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
        server.settle().await;
        server.indexes().await;
        signs_in(desk, &studio.email).await;
        desk.goes("/console/people?search=zoe&sort=-name").await;
        desk.goes(&format!("/console/people/{zoe}")).await;
        desk.presses(".crumb a").await;
        desk.waits_for("location.pathname === '/console/people'").await;
        let chosen = desk.asks("return location.search").await;
        assert_eq!(chosen, "?search=zoe&sort=-name");
        desk.goes("/console/people").await;
        desk.goes(&format!("/console/people/{zoe}")).await;
        desk.presses(".crumb a").await;
        desk.waits_for("location.pathname === '/console/people'").await;
        assert_eq!(desk.asks("return location.search").await, "", "the filter was reset");
        desk.goes("/console/people?search=zoe").await;
        desk.presses(".account summary").await;
        desk.presses("form[action='/console/logout'] button").await;
        desk.finds("#password").await;
        assert_eq!(desk.asks("return sessionStorage.length").await, 0);
    })
    .await;
}
