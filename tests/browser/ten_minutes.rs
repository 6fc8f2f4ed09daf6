//! What somebody does within ten minutes who has read nothing: opens a demonstration and goes on by
//! what its pages offer, without an address being typed. Two people answer for others: the recipient, who
//! is photographed, and the colleague, each on a phone of their own.

use be_right::App;
use be_right::app::Guest;

use super::browser::{Browser, Screen};
use super::stage::play_with;
use super::support::{PASSWORD, Server, join_token};

/// Fills in a field, whatever it holds, as typing does.
async fn sets(browser: &Browser, css: &str, value: &str) {
    browser.finds(css).await;
    let script = format!(
        "const field = document.querySelector(\"{css}\"); field.value = '{value}';
         field.dispatchEvent(new Event('input', {{ bubbles: true }}));
         field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    );
    browser.asks(&script).await;
}

/// Chooses the person or group of this name that the picker finds.
async fn chooses(browser: &Browser, typed: &str, name: &str) {
    browser.types("#q", typed).await;
    let found = format!(
        "[...document.querySelectorAll('#picker-found label')]
            .find((one) => one.textContent.includes('{name}'))"
    );
    browser.waits_for(&found).await;
    browser.asks(&format!("{found}.click()")).await;
    let chosen = format!("document.querySelector('#picker-chosen').textContent.includes('{name}')");
    browser.waits_for(&chosen).await;
    // The next name is typed into an empty field.
    assert_eq!(browser.asks("return document.querySelector('#q').value").await, "");
}

/// Goes to a place of the menu.
pub async fn opens_place(browser: &Browser, place: &str) {
    let link = format!(".places a[href='{place}']");
    // On a phone there is room for five places; the others are in the menu of the account.
    let shown = format!("return document.querySelector(\"{link}\").offsetParent !== null");
    if browser.asks(&shown).await == true {
        browser.presses(&link).await;
    } else {
        browser.presses(".account summary").await;
        browser.presses(&format!(".account a[href='{place}']")).await;
    }
    browser.waits_for(&format!("location.pathname === '{place}'")).await;
    browser.finds(&format!(".places a[href='{place}'][aria-current]")).await;
}

/// The recipient opens the mailed link, types the mailed code, and allows everything.
async fn answers(server: &Server, phone: &Browser, email: &str) {
    let mail = server.postbox.last_to(email).text;
    let link = mail[mail.find("/sign/").unwrap()..].split_whitespace().next().unwrap();
    phone.goes(link).await;
    phone.presses("form[action$='/code'] button.main").await;
    phone.finds("#code").await;
    server.settle().await;
    let code = server.postbox.last_to(email).text;
    let code = code.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6).unwrap();
    phone.types("#code", code).await;
    phone.presses("form[action$='/verify'] button").await;
    phone.finds("form[data-answer]").await;
    for name in ["internal", "web", "social", "press", "print"] {
        phone.presses(&format!(".choice label:has([name='use.{name}'][value='yes'])")).await;
    }
    phone.draws("#pad", &[(-35.0, 10.0), (-20.0, -30.0), (15.0, 20.0), (30.0, -25.0)]).await;
    phone.presses("button[value=accept]").await;
    phone.finds("#withdraw").await;
    server.settle().await;
}

/// People, a group, a shoot of both, sent.
async fn asks(server: &Server, browser: &Browser) {
    opens_place(browser, "/console/people").await;
    browser.presses("main a[href='/console/people/new']").await;
    for (first, last, email, act) in [
        ("Zoé", "Müller-Łęcka", "zoe@example.net", "another"),
        ("Noa", "Petit", "noa@example.net", "another"),
        ("Ana", "Moreau", "ana@example.net", "save"),
    ] {
        browser.waits_for("document.querySelector('#f-firstName')?.value === ''").await;
        browser.types("#f-firstName", first).await;
        browser.types("#f-lastName", last).await;
        browser.types("#f-email", email).await;
        browser.presses(&format!("button[value={act}]")).await;
        browser.finds("[data-toast]").await;
    }
    server.settle().await;
    server.indexes().await;
    opens_place(browser, "/console/groups").await;
    browser.types("#f-name", "Danse").await;
    browser.presses("form[action='/console/groups'] button.main").await;
    chooses(browser, "mor", "Ana Moreau").await;
    browser.presses("button[value=add]").await;
    browser
        .waits_for(
            "document.querySelector('main table, main .rows')?.textContent.includes('Ana Moreau')",
        )
        .await;
    server.settle().await;
    server.indexes().await;

    opens_place(browser, "/console/shoots").await;
    browser.presses("main a[href='/console/shoots/new']").await;
    browser.types("#f-name", "Gala").await;
    sets(browser, "#f-day", "2027-03-14").await;
    chooses(browser, "mull", "Zoé Müller").await;
    chooses(browser, "petit", "Noa Petit").await;
    chooses(browser, "dan", "Danse").await;
    browser.reads("3 e-mails").await;
    browser.presses("button[value=send]").await;
    browser.waits_for("/^.console.shoots.\\d+$/.test(location.pathname)").await;
    browser.waits_for("document.querySelectorAll('.people tbody tr').length === 3").await;
    server.settle().await;
}

/// A photograph, who is on it, and what may be published of it.
async fn photographs(server: &Server, browser: &Browser) {
    browser.presses(".tabs a[href$='/photos']").await;
    browser.waits_for("document.querySelector('#folder')?.hidden === false").await;
    let photos = concat!(env!("CARGO_MANIFEST_DIR"), "/target/photos/skimage/data/");
    browser.types("#files", &format!("{photos}astronaut.png")).await;
    browser.finds(".tile [name=photo]").await;
    server.settle().await;
    browser.presses(".tile .pick").await;
    browser.finds(".naming.floating").await;
    browser.types("[data-find]", "mull").await;
    browser.waits_for("document.querySelectorAll('#people li:not([hidden])').length === 1").await;
    browser.presses("#people li:not([hidden]) label").await;
    browser.presses(".naming button[value=add]").await;
    browser.waits_for("document.querySelector('.tile .names')?.textContent.includes('Zoé')").await;
    sets(browser, "#use", "web").await;
    browser.presses("[data-filter] button").await;
    browser.finds("#tally a.main[download]").await;
    let fetched = "return fetch(document.querySelector('#tally a.main[download]').href)
        .then((reply) => reply.headers.get('content-type'))";
    assert_eq!(browser.asks(fetched).await, "application/zip");
}

/// A colleague is invited and joins; the release gets a text of the studio's own.
async fn settles(server: &Server, browser: &Browser, phone: &Browser, lang: &str) {
    opens_place(browser, "/console/settings").await;
    browser.presses(".areas a[href='/console/settings/team']").await;
    browser.types("#f-email", "ines@example.net").await;
    browser.types("#f-firstName", "Inès").await;
    browser.types("#f-lastName", "Moreau").await;
    browser.presses("button[value=invite]").await;
    browser.finds("[data-toast]").await;
    server.settle().await;
    phone.goes(&format!("/join/{}?lang={lang}", join_token(server, "ines@example.net"))).await;
    phone.types("#password", PASSWORD).await;
    phone.presses("form[action^='/join/'] button.main").await;
    phone.presses("a.main[href^='/console']").await;
    if phone.asks("return location.pathname").await == "/console/login" {
        phone.types("#email", "ines@example.net").await;
        phone.types("#password", PASSWORD).await;
        phone.presses("form[action='/console/login'] button.full:not(.main), form[action='/console/login'] button.main").await;
    }
    phone.finds(".places").await;

    opens_place(browser, "/console/settings").await;
    browser.presses(".areas a[href='/console/settings/release']").await;
    sets(browser, "#f-title", "Gala 2027").await;
    let preview = "document.querySelector('#preview-text')?.textContent.includes('Gala 2027')";
    browser.waits_for(preview).await;
    browser.presses("button[value=publish]").await;
    browser.waits_for("document.querySelector('table')?.textContent.includes('Gala 2027')").await;
}

async fn walk(screen: Screen, name: &'static str, lang: &'static str) {
    let app = |server: &Server| {
        let guest = Guest { email: "owner@lumiere.example".to_owned() };
        App { guest: Some(guest), ..server.app.clone() }
    };
    play_with(screen, app, async |server, browser| {
        let studio = server.studio("Lumière").await;
        assert_eq!(studio.email, "owner@lumiere.example");
        let phone = Browser::open(Screen::Phone, browser.home().to_owned()).await;
        browser.goes(&format!("/?lang={lang}")).await;
        browser.presses("form[action='/console/login'] button.main").await;
        browser.finds(".checklist").await;
        browser.pictures(&format!("minutes-{name}-1-home")).await;
        asks(server, browser).await;
        browser.pictures(&format!("minutes-{name}-2-asked")).await;
        answers(server, &phone, "zoe@example.net").await;
        // It arrives in the page that is open.
        browser.waits_for("document.querySelector('.people tr.is-yes')").await;
        browser.pictures(&format!("minutes-{name}-3-answered")).await;
        photographs(server, browser).await;
        browser.pictures(&format!("minutes-{name}-4-publishable")).await;
        settles(server, browser, &phone, lang).await;
        browser.pictures(&format!("minutes-{name}-5-release")).await;
        let complaints = phone.complaints().await;
        phone.close().await;
        assert!(complaints.is_empty(), "the phone says {complaints:#?}");
    })
    .await;
}

#[tokio::test]
async fn a_newcomer_does_all_of_it_in_ten_minutes_in_english() {
    walk(Screen::Desktop, "desktop", "en").await;
}

#[tokio::test]
async fn a_newcomer_does_all_of_it_in_ten_minutes_on_a_phone_in_french() {
    walk(Screen::Phone, "phone", "fr").await;
}
