//! A form that is half filled in: nothing typed is lost by going back, by another language, by a
//! closed tab or a lost network; and nothing is left once it is saved, given up, or signed out of.

use super::browser::{Browser, Screen};
use super::stage::play;
use super::support::{PASSWORD, Server};

const DRAFTS: &str =
    "return Object.keys(localStorage).filter((name) => name.includes('draft')).length";

async fn value(console: &Browser, css: &str) -> String {
    let found = console.asks(&format!("return document.querySelector('{css}').value")).await;
    found.as_str().unwrap_or_default().to_owned()
}

async fn is_kept(console: &Browser) {
    console.waits_for(&format!("(() => {{ {DRAFTS} }})() === 1")).await;
}

async fn signs_in(console: &Browser, email: &str) {
    console.goes("/console?lang=en").await;
    console.types("#email", email).await;
    console.types("#password", PASSWORD).await;
    console.presses("form[action='/console/login'] button.main").await;
    console.finds(".rail").await;
    console.goes("/console?lang=en").await;
}

#[tokio::test]
async fn a_half_filled_event_is_still_there_until_it_is_saved() {
    play(Screen::Desktop, async |server: &Server, console: &Browser| {
        let studio = server.studio("Lumière").await;
        studio.employs("Zoé", "Müller", "zoe@example.net").await;
        server.settle().await;
        server.indexes().await;
        signs_in(console, &studio.email).await;
        console.goes("/console/shoots/new").await;
        console.types("#f-name", "Open day").await;
        console.types("#f-city", "Lyon").await;
        console.types("#q", "zoe").await;
        console.waits_for("document.querySelector('#picker-found input[name=person]')").await;
        console.presses("#picker-found input[name=person]").await;
        console.waits_for("document.querySelector('#picker-chosen input[name=person]')").await;
        is_kept(console).await;

        // Another page and back; another language; and a new tab has no history.
        for page in ["/console/shoots", "/console/people?lang=fr", "/console/shoots/new?lang=fr"] {
            console.goes(page).await;
        }
        console.reads("Votre brouillon a été restauré").await;
        assert_eq!(value(console, "#f-name").await, "Open day");
        assert_eq!(value(console, "#f-city").await, "Lyon");
        console.reads("1 e-mail").await;
        console.pictures("draft-restored").await;
        // A shoot begun elsewhere, with a day of the calendar, is another one.
        console.goes("/console/shoots/new?day=2027-03-14&lang=en").await;
        assert_eq!(value(console, "#f-name").await, "");

        // The network is lost while it is sent.
        console.goes("/console/shoots/new").await;
        console.reads("Your draft was restored").await;
        let day = "const day = document.querySelector('#f-day'); day.value = '2027-03-14';
                   day.dispatchEvent(new Event('change', { bubbles: true }))";
        console.asks(day).await;
        console.waits_for("document.querySelector('#go button').textContent.includes('1')").await;
        console.is_offline(true).await;
        console.presses("button[value=send]").await;
        console.waits_for("!document.querySelector('.rail')").await;
        console.is_offline(false).await;
        console.goes("/console/shoots/new").await;
        console.reads("Your draft was restored").await;
        assert_eq!(value(console, "#f-day").await, "2027-03-14");
        console.waits_for("document.querySelector('#picker-chosen input[name=person]')").await;
        console.presses("button[value=send]").await;
        console.reads("Zoé Müller").await;
        console.finds("[data-toast]").await;
        assert_eq!(console.asks(DRAFTS).await, 0);
        console.goes("/console/shoots/new").await;
        assert_eq!(value(console, "#f-name").await, "");
        server.settle().await;
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_discarded_given_up_and_does_not_outlive_signing_out() {
    play(Screen::Phone, async |server: &Server, console: &Browser| {
        let studio = server.studio("Lumière").await;
        signs_in(console, &studio.email).await;
        console.goes("/console/people/new").await;
        console.types("#f-firstName", "Zoé").await;
        is_kept(console).await;
        console.goes("/console/people/new").await;
        console.reads("Your draft was restored").await;
        console.presses("[data-draft-said] button").await;
        console.waits_for("document.querySelector('#f-firstName').value === ''").await;
        assert_eq!(console.asks(DRAFTS).await, 0);

        console.types("#f-firstName", "Ana").await;
        is_kept(console).await;
        console.presses("[data-draft-drop]").await;
        console.waits_for("location.pathname === '/console/people'").await;
        assert_eq!(console.asks(DRAFTS).await, 0);

        // A refused form shows what was typed, and says nothing of a draft.
        console.goes("/console/people/new").await;
        console.types("#f-firstName", "Noa").await;
        console.asks("document.querySelector('form.stack').noValidate = true").await;
        console.presses("button[value=another]").await;
        console.finds("#problems").await;
        assert_eq!(
            console.asks("return document.querySelector('[data-draft-said]').hidden").await,
            true
        );
        for (field, text) in [("lastName", "Petit"), ("email", "noa@example.net")] {
            console.types(&format!("#f-{field}"), text).await;
        }
        console.presses("button[value=another]").await;
        console.reads("Person added").await;
        assert_eq!(value(console, "#f-firstName").await, "");
        assert_eq!(console.asks(DRAFTS).await, 0);

        // Signing out in another tab removes the drafts, and nothing typed here brings one back.
        console.types("#f-firstName", "Max").await;
        is_kept(console).await;
        let elsewhere = "localStorage.clear();
            dispatchEvent(new StorageEvent('storage', { key: 'be-right-account', newValue: null }))";
        console.asks(elsewhere).await;
        console.types("#f-lastName", "Roy").await;
        console.goes("/console/people").await;
        assert_eq!(console.asks(DRAFTS).await, 0);

        // What is left of uploads goes with the drafts, under the name of before too.
        console.goes("/console/people/new").await;
        console.types("#f-firstName", "Max").await;
        is_kept(console).await;
        let uploads = "localStorage.setItem('upload 7 Zoé.png 3 4', '/tus/1');
            localStorage.setItem(`be-right-upload:${document.querySelector('[data-account]')
                .dataset.account}:7 Zoé.png 3 4`, '/tus/1')";
        console.asks(uploads).await;
        console.presses(".account summary").await;
        console.presses("form[action='/console/logout'] button").await;
        console.finds("#password").await;
        assert_eq!(console.asks(DRAFTS).await, 0);
        assert_eq!(console.asks("return Object.keys(localStorage).filter((name) => name.includes('upload')).length").await, 0);
        // Also where the session has ended elsewhere.
        console.asks("localStorage.setItem('be-right-draft:1:1:person', '{\"at\":9e15}')").await;
        console.goes("/console/login").await;
        assert_eq!(console.asks(DRAFTS).await, 0);
        server.settle().await;
    })
    .await;
}

#[tokio::test]
async fn the_way_back_leads_to_the_list_as_it_was_until_one_signs_out() {
    play(Screen::Desktop, async |server: &Server, console: &Browser| {
        let studio = server.studio("Lumière").await;
        let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
        server.settle().await;
        server.indexes().await;
        signs_in(console, &studio.email).await;
        console.goes("/console/people?search=zoe&sort=-name").await;
        console.goes(&format!("/console/people/{zoe}")).await;
        console.presses(".crumb a").await;
        console.waits_for("location.pathname === '/console/people'").await;
        let chosen = console.asks("return location.search").await;
        assert_eq!(chosen, "?search=zoe&sort=-name");
        console.goes("/console/people").await;
        console.goes(&format!("/console/people/{zoe}")).await;
        console.presses(".crumb a").await;
        console.waits_for("location.pathname === '/console/people'").await;
        assert_eq!(console.asks("return location.search").await, "", "the filter was reset");
        console.goes("/console/people?search=zoe").await;
        console.presses(".account summary").await;
        console.presses("form[action='/console/logout'] button").await;
        console.finds("#password").await;
        assert_eq!(console.asks("return sessionStorage.length").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_browsers_back_button_after_saving_shows_an_empty_form_and_repeats_nothing() {
    play(Screen::Desktop, async |server: &Server, console: &Browser| {
        let studio = server.studio("Lumière").await;
        signs_in(console, &studio.email).await;
        console.goes("/console/shoots/new").await;
        console.types("#f-name", "Open day").await;
        let day = "const day = document.querySelector('#f-day'); day.value = '2027-03-14';
                   day.dispatchEvent(new Event('change', { bubbles: true }))";
        console.asks(day).await;
        console.presses("button[value=send]").await;
        console.finds("[data-toast]").await;
        console.goes_back().await;
        console.finds("#f-name").await;
        assert_eq!(value(console, "#f-name").await, "");
        assert_eq!(console.asks(DRAFTS).await, 0);
        console.goes("/console/shoots").await;
        let rows = "return document.querySelectorAll('.shoots tbody tr').length";
        assert_eq!(console.asks(rows).await, 1);

        // A dialog that was opened is not opened again, and its page shows what is so now.
        console.presses(".shoot").await;
        console.presses(".page-head details.menu summary").await;
        console.presses("form[action$='/cancel'] button").await;
        console.finds("[data-toast]").await;
        console.goes_back().await;
        console.waits_for("document.readyState === 'complete'").await;
        console.goes("/console/shoots?state=deleted").await;
        assert_eq!(console.asks(rows).await, 1);
        server.settle().await;
    })
    .await;
}
