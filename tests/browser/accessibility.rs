//! Accessibility of the pages, checked by axe-core: each page in the light and the dark colour
//! scheme, on a phone and on a desktop. A serious or critical violation fails the test.

use std::path::Path;
use std::sync::Arc;

use be_right::App;
use be_right::adapters::OutboxMailer;
use be_right::app::Guest;
use be_right::model::{Role, Timestamp, UserId};
use be_right::ports::{Mailer, Outbox};
use be_right::store::users;
use serde_json::json;

use super::browser::{Browser, Screen};
use super::stage::play_with;
use super::support::{PASSWORD, Recipient, Server, join_token};

const ZOE: &str = "zoe@example.net";
const NOA: &str = "noa@example.net";

/// The axe-core script, which checks the page that is open.
fn axe() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/target/node/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(path).unwrap_or_else(|_| panic!("no {path}: tests/run fetches it"))
}

/// The rules of axe that look at colours.
const COLOURS: &str =
    ", runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }";

/// The violations on the pages that were checked.
struct Judge {
    axe: String,
    screen: &'static str,
    pages: Vec<String>,
    found: Vec<String>,
}

impl Judge {
    async fn looks(&mut self, browser: &Browser, page: &str) {
        for (dark, time) in [(true, "dark"), (false, "light")] {
            // The schemes differ by their colours alone: what else axe looks at is the same.
            let rules = if dark { COLOURS } else { "" };
            browser.sees_dark(dark).await;
            browser.waits_for("[...document.images].every((one) => one.complete)").await;
            // Colours in transition between the two schemes are not checked.
            browser.waits_for("document.getAnimations().length === 0").await;
            let name = format!("{}-{time}-{page}", self.screen);
            let violations = self.judges(browser, rules).await;
            self.found.extend(violations.into_iter().map(|one| format!("{name}: {one}")));
            browser.pictures(&format!("axe-{name}")).await;
            self.pages.push(name);
        }
    }

    /// The serious and critical violations on the page as it is, of these rules; of all if empty.
    async fn judges(&self, browser: &Browser, rules: &str) -> Vec<String> {
        if browser.asks("return typeof axe === 'undefined'").await == true {
            browser.asks(&self.axe).await;
        }
        let script =
            "return axe.run(document, { resultTypes: ['violations'], iframes: false RULES })
            .then((found) => [found.passes.length, found.violations
                .filter((one) => ['serious', 'critical'].includes(one.impact))
                .map((one) => one.id + ': ' + one.nodes
                    .map((node) => node.html.slice(0, 200) + ' ' + node.failureSummary)
                    .join(' | '))])";
        let output = browser.asks(&script.replace("RULES", rules)).await;
        let least = if rules.is_empty() { 5 } else { 0 };
        assert!(output[0].as_i64().unwrap() > least, "axe looked at nothing");
        serde_json::from_value(output[1].clone()).unwrap()
    }

    async fn opens(&mut self, browser: &Browser, page: &str, path: &str) {
        browser.goes(path).await;
        self.looks(browser, page).await;
    }
}

fn path_in(text: &str, kind: &str) -> String {
    let from = text.find(kind).unwrap_or_else(|| panic!("no {kind} in {text}"));
    let token = text[from + kind.len()..].chars();
    let token = token.take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c));
    format!("{kind}{}", token.collect::<String>())
}

async fn story(
    judge: &mut Judge,
    server: &Server,
    browser: &Browser,
    lang: &str,
    outbox: &OutboxMailer,
) {
    let studio = server.studio("Lumière").await;
    let logo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/logo.png")).unwrap();
    studio.sends("/file/logo", "logo.png", logo, &[]).await.is(201);
    let zoe = studio.employs("Zoé", "Müller-Łęcka", ZOE).await;
    let noa = studio.employs("Noa", "Petit", NOA).await;
    studio.employs("Mia", "Petit", "mia@example.net").await;
    let now = server.app.now();
    let body = json!({
        "name": "Portes ouvertes de l’atelier", "start": now.rfc3339(),
        "end": now.plus(8 * Timestamp::HOUR).rfc3339(), "employeeIds": [zoe, noa],
        "address": { "line": "12 rue des Lilas", "postalCode": "69003", "city": "Lyon" },
    });
    let event = studio.post("/event", body).await.is(201).id("/event/id");
    let colleague = json!({
        "email": "ines@example.net", "firstName": "Inès", "lastName": "Moreau", "role": "USER",
    });
    studio.post("/user", colleague).await.is(201);
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    server.indexes().await;

    // The pages for visitors without an account.
    judge.opens(browser, "home", &format!("/?lang={lang}")).await;
    judge.opens(browser, "nowhere", "/sign/nowhere").await;
    let join = format!("/join/{}?lang={lang}", join_token(server, "ines@example.net"));
    judge.opens(browser, "join", &join).await;
    let mails = server.postbox.to(&studio.email);
    let reset = mails.iter().find(|mail| mail.text.contains("/reset/")).unwrap();
    let reset = path_in(&reset.text, "/reset/");
    judge.opens(browser, "reset", &format!("{reset}?lang={lang}")).await;

    // The pages of the recipient.
    let link = path_in(&server.postbox.last_to(ZOE).text, "/sign/");
    outbox.send(&server.postbox.last_to(ZOE)).await.unwrap();
    judge.opens(browser, "sign-1-intro", &format!("{link}?lang={lang}")).await;
    browser.presses("form[action$='/code'] button.main").await;
    browser.finds("#code").await;
    browser.types("#code", "000000").await;
    browser.presses("form[action$='/verify'] button").await;
    browser.finds("main [role=alert]").await;
    judge.looks(browser, "sign-2-code").await;
    server.settle().await;
    let code = server.postbox.last_to(ZOE).text;
    let code = code.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6).unwrap();
    browser.types("#code", code).await;
    browser.presses("form[action$='/verify'] button").await;
    browser.finds("form[data-answer]").await;
    judge.looks(browser, "sign-3-document").await;
    browser.presses("button[value=accept]").await;
    browser.finds("main [role=alert]:not([hidden])").await;
    judge.looks(browser, "sign-4-problems").await;
    for name in ["internal", "web", "social", "press", "print"] {
        browser.presses(&format!(".choice label:has([name='use.{name}'][value='yes'])")).await;
    }
    browser.draws("#pad", &[(-35.0, 10.0), (-20.0, -30.0), (15.0, 20.0), (30.0, -25.0)]).await;
    judge.looks(browser, "sign-5-filled").await;
    browser.presses("button[value=accept]").await;
    browser.finds("#withdraw").await;
    server.settle().await;
    judge.opens(browser, "sign-6-answered", &format!("{link}?lang={lang}")).await;
    browser.presses("#withdraw summary").await;
    judge.looks(browser, "sign-7-withdraw").await;
    browser.presses("[name='withdraw.press']").await;
    browser.presses("#withdraw button.refusing").await;
    browser.finds("form[action$='/withdraw'] button").await;
    judge.looks(browser, "sign-8-sure").await;
    browser.presses("form[action$='/withdraw'] button").await;
    let settled = "!document.querySelector('[name=confirm]') && document.querySelector('.decided')";
    browser.waits_for(settled).await;
    judge.looks(browser, "sign-9-withdrawn").await;

    // The pages that verify a document.
    let mut noa = Recipient::invited(server, NOA);
    noa.proves_the_email().await;
    let given = noa.accepts(&["web"]).await.is(201).json.clone();
    server.settle().await;
    let mails = server.postbox.to(NOA);
    let paper = &mails.iter().rev().find_map(|mail| mail.attachments.first()).unwrap().bytes;
    let sha256 = be_right::model::Digest::of(paper).hex();
    let reference = given["reference"].as_str().unwrap();
    judge.opens(browser, "verify", &format!("/verify?lang={lang}")).await;
    judge.opens(browser, "withdraw", &format!("/withdraw?lang={lang}")).await;
    // A bundle that is judged on the server, with each of its checks.
    browser.goes(&format!("/verify?lang={lang}")).await;
    let bundle = studio.get("/answer/2/evidence").await.is(200).bytes.clone();
    let zip = server.folder.path().join("evidence.zip");
    std::fs::write(&zip, bundle).unwrap();
    sends_whole(browser, &zip).await;
    judge.looks(browser, "verify-bundle").await;
    let genuine = format!("/verify?reference={reference}&sha256={sha256}&lang={lang}");
    judge.opens(browser, "verify-genuine", &genuine).await;
    let altered = format!("/verify?reference={reference}&sha256={}&lang={lang}", "0".repeat(64));
    judge.opens(browser, "verify-altered", &altered).await;
    judge.opens(browser, "verify-roots", &format!("/verify/roots?lang={lang}")).await;

    // The pages that a link in a mail opens to stop such mails.
    let output = server.postbox.to(&studio.email);
    let stop = output.iter().find_map(|mail| {
        mail.headers.iter().find(|(name, _)| name == "List-Unsubscribe").map(|(_, url)| url.clone())
    });
    let stop = path_in(&stop.unwrap(), "/unsubscribe/");
    judge.opens(browser, "unsubscribe", &format!("{stop}?lang={lang}")).await;
    browser.presses("form[action^='/unsubscribe'] button").await;
    browser
        .reads(if lang == "fr" { "Vous ne recevrez plus" } else { "You will get no more" })
        .await;
    judge.looks(browser, "unsubscribed").await;

    // The console, of an event with photographs.
    for photo in ["coffee.png", "astronaut.png", "chelsea.png"] {
        let photos = concat!(env!("CARGO_MANIFEST_DIR"), "/target/photos/skimage/data/");
        let bytes = std::fs::read(format!("{photos}{photo}")).unwrap();
        studio.sends(&format!("/file/{event}?owner=event"), photo, bytes, &[]).await.is(201);
    }
    server.settle().await;
    judge.opens(browser, "forgot", &format!("/console/forgot?lang={lang}")).await;
    judge.opens(browser, "register", &format!("/register?lang={lang}")).await;
    judge.opens(browser, "console-1-login", &format!("/console/login?lang={lang}")).await;
    browser.types("#email", &studio.email).await;
    browser.types("#password", PASSWORD).await;
    browser.presses("form[action='/console/login'] button.main").await;
    browser.finds(".shoots").await;
    let shoot = format!("/console/shoots/{event}");
    judge.opens(browser, "home-1", &format!("/console?lang={lang}")).await;
    judge.opens(browser, "notifications-1", &format!("/console/notifications?lang={lang}")).await;
    let read = format!("/console/notifications?show=unread&page=9&lang={lang}");
    judge.opens(browser, "notifications-2-none", &read).await;
    judge.opens(browser, "console-2-shoots", &format!("/console/shoots?lang={lang}")).await;
    judge.opens(browser, "console-3-people", &format!("{shoot}?lang={lang}")).await;
    // Planning an event, with what was wrong; its papers, and what is about to be sent.
    let new = "/console/shoots/new";
    judge.opens(browser, "events-1-new", &format!("{new}?lang={lang}")).await;
    browser.types("#q", "petit").await;
    browser.finds("#picker-found input").await;
    browser.presses("#picker-found label").await;
    browser.finds("#picker-chosen li").await;
    judge.looks(browser, "events-2-choosing").await;
    browser.asks("document.querySelector('form[data-follow]').noValidate = true").await;
    browser.presses("button[value=send]").await;
    browser.finds("#problems").await;
    judge.looks(browser, "events-3-problems").await;
    for (name, path) in [
        ("events-4-ask", "ask"),
        ("events-5-edit", "edit"),
        ("events-6-duplicate", "duplicate"),
        ("events-7-papers", "papers"),
        ("events-8-history", "history"),
    ] {
        judge.opens(browser, name, &format!("{shoot}/{path}?lang={lang}")).await;
    }
    browser.goes(&format!("{shoot}?lang={lang}")).await;
    browser.presses("tbody .choose input").await;
    browser.finds(".bulk").await;
    judge.looks(browser, "events-9-chosen").await;
    browser.presses("button[value=renew]").await;
    browser.finds("dialog[open] #confirm-title").await;
    judge.looks(browser, "events-10-confirm").await;
    judge.opens(browser, "console-4-photos", &format!("{shoot}/photos?lang={lang}")).await;
    browser.presses(".tile .pick").await;
    browser.types("#q", "mia").await;
    browser.finds("#found li").await;
    judge.looks(browser, "console-5-choosing").await;
    let web = format!("{shoot}/photos?use=web&lang={lang}");
    judge.opens(browser, "console-6-publishable", &web).await;
    browser.presses(".tile a").await;
    browser.finds(".whole-photo img").await;
    browser.types("#q", "mia").await;
    browser.presses("#found label").await;
    judge.looks(browser, "console-7-photo").await;
    browser.presses("button[value=stay]").await;
    browser.reads(if lang == "fr" { "Aucune demande" } else { "Nobody has asked" }).await;
    judge.looks(browser, "console-8-named").await;

    // The employees, the calendar and the search.
    let people = format!("/console/people?lang={lang}");
    judge.opens(browser, "people-1-list", &people).await;
    judge.opens(browser, "people-2-found", &format!("{people}&search=Müler")).await;
    judge.opens(browser, "people-3-nobody", &format!("{people}&search=xylophone")).await;
    judge.opens(browser, "people-8-new", &format!("/console/people/new?lang={lang}")).await;
    browser.asks("document.querySelector('main form').noValidate = true").await;
    browser.presses("button[value=save]").await;
    browser.finds("#problems").await;
    judge.looks(browser, "people-9-problems").await;
    let owner = UserId(studio.user);
    let made =
        server.app.db.write_all(move |all| users::set_instance_role(all, owner, Some(Role::Admin)));
    assert!(made.await.unwrap());
    for page in [
        "",
        "/companies",
        "/companies/1",
        "/users",
        "/users/1",
        "/all/shoots",
        "/all/people",
        "/all/people/1",
        "/all/consents",
        "/audit",
        "/mails",
        "/jobs",
        "/schedules",
        "/backups",
        "/messages",
        "/settings",
    ] {
        let name = format!("instance{}", page.replace('/', "-"));
        judge.opens(browser, &name, &format!("/console/instance{page}?lang={lang}")).await;
    }
    judge.opens(browser, "settings-mails", &format!("/console/settings/mails?lang={lang}")).await;
    judge.opens(browser, "people-10-one", &format!("/console/people/{zoe}?lang={lang}")).await;
    judge.opens(browser, "groups-1-none", &format!("/console/groups?lang={lang}")).await;
    let group = json!({ "name": "Danse", "employeeIds": [zoe] });
    let group = studio.post("/group", group).await.is(201).id("/id");
    judge.opens(browser, "groups-2-list", &format!("/console/groups?lang={lang}")).await;
    judge.opens(browser, "groups-3-one", &format!("/console/groups/{group}?lang={lang}")).await;
    let import = "/console/people/import";
    judge.opens(browser, "people-4-import", &format!("{import}?lang={lang}")).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("personnel.csv");
    let lines =
        "Nom;Prénom;E-mail;Service\nRoche;Ana;ana@example.net;A\nBlanc;;noe@example.net;B\n";
    std::fs::write(&file, lines).unwrap();
    browser.types("#file", &file.display().to_string()).await;
    browser.presses("[data-import] button[value=try]").await;
    browser.finds("[data-running]").await;
    judge.looks(browser, "people-5-waiting").await;
    server.settle().await;
    browser.finds("#refused").await;
    judge.looks(browser, "people-6-report").await;
    judge.opens(browser, "people-7-imports", &format!("{import}?lang={lang}")).await;
    judge.opens(browser, "search-1-found", &format!("/console/search?q=petit&lang={lang}")).await;
    let nothing = format!("/console/search?q=xylophone&lang={lang}");
    judge.opens(browser, "search-2-nothing", &nothing).await;
    judge.opens(browser, "calendar-1-month", &format!("/console/calendar?lang={lang}")).await;
    browser.presses("#feed button[value=open]").await;
    browser.finds("[data-copy]").await;
    judge.looks(browser, "calendar-2-address").await;

    // The settings, with what was wrong in one of each kind of form.
    let settings = "/console/settings";
    judge.opens(browser, "settings-0", &format!("{settings}?lang={lang}")).await;
    for name in [
        "studio",
        "release",
        "requests",
        "team",
        "tokens",
        "data",
        "profile",
        "security",
        "notifications",
        "companies",
        "audit",
        "data/register",
        "release/standard",
        "release/1",
    ] {
        let page = format!("settings-{}", name.replace('/', "-"));
        judge.opens(browser, &page, &format!("{settings}/{name}?lang={lang}")).await;
    }
    browser.goes(&format!("{settings}/tokens?lang={lang}")).await;
    browser
        .asks("document.querySelectorAll('main form').forEach((one) => one.noValidate = true)")
        .await;
    browser.presses("button[value=create]").await;
    browser.finds("#problems").await;
    judge.looks(browser, "settings-problems").await;
    browser.goes(&format!("{settings}/security?lang={lang}")).await;
    browser.types("form[action$='second-factor'] [name=currentPassword]", PASSWORD).await;
    browser.presses("button[value=begin]").await;
    browser.finds(".qr").await;
    judge.looks(browser, "settings-factor").await;

    // The outbox of the demonstration.
    judge.opens(browser, "outbox", &format!("/outbox?lang={lang}")).await;
    browser.presses(".mails a").await;
    browser.finds("iframe").await;
    judge.looks(browser, "outbox-mail").await;

    // What a photographed person and a photographer have of the console.
    let zoe = studio.hires(ZOE, "EMPLOYEE").await;
    signs_in(browser, &zoe.email).await;
    browser.finds("article.sheet h3").await;
    judge.opens(browser, "mine", &format!("/console/mine?lang={lang}")).await;
    let lens = studio.hires("lens@example.org", "PHOTOGRAPHER").await;
    let own = json!({
        "name": "Portes ouvertes de l’atelier", "start": now.rfc3339(),
        "end": now.plus(8 * Timestamp::HOUR).rfc3339(), "partnerId": lens.user,
    });
    studio.put(&format!("/event/{event}"), own).await.is(200);
    server.settle().await;
    signs_in(browser, &lens.email).await;
    browser.finds(".shoots").await;
    judge.opens(browser, "lens-1-home", &format!("/console?lang={lang}")).await;
    judge.opens(browser, "lens-2-people", &format!("{shoot}?lang={lang}")).await;
    judge.opens(browser, "lens-3-photos", &format!("{shoot}/photos?lang={lang}")).await;
    judge.opens(browser, "lens-4-denied", &format!("/console/people?lang={lang}")).await;
}

/// Signs out, and in as somebody else.
async fn signs_in(browser: &Browser, email: &str) {
    browser.goes("/console/settings").await;
    browser.asks("document.querySelector('form[action=\"/console/logout\"] button').click()").await;
    browser.waits_for("!document.querySelector('.rail')").await;
    browser.goes("/console/login?next=/console").await;
    browser.types("#email", email).await;
    browser.types("#password", PASSWORD).await;
    browser.presses("form[action='/console/login'] button.main").await;
}

/// Has a file judged on the server, at `/verify`.
async fn sends_whole(browser: &Browser, file: &Path) {
    browser.presses("[data-verify] [aria-describedby=whole-hint]").await;
    browser.types("#file", &file.display().to_string()).await;
    browser.finds("#report").await;
}

async fn judged(screen: Screen, name: &'static str, lang: &str) {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().to_owned();
    let app = move |server: &Server| {
        let from = server.app.config.smtp.from.clone();
        let outbox: Arc<dyn Outbox> = Arc::new(OutboxMailer::new(kept, from).unwrap());
        App { outbox: Some(outbox), ..server.app.clone() }
    };
    let axe = axe();
    play_with(screen, app, async |server, browser| {
        let mut judge = Judge { axe: axe.clone(), screen: name, pages: vec![], found: vec![] };
        let from = server.app.config.smtp.from.clone();
        let outbox = OutboxMailer::new(folder.path(), from).unwrap();
        story(&mut judge, server, browser, lang, &outbox).await;
        // The check finds a violation that is added on purpose.
        let planted = "document.querySelector('main').append(document.createElement('button'))";
        browser.asks(planted).await;
        let planted = judge.judges(browser, "").await;
        assert!(planted.len() == 1 && planted[0].starts_with("button-name"), "{planted:?}");
        assert!(judge.pages.len() >= 70, "{} pages", judge.pages.len());
        assert!(judge.found.is_empty(), "{}", judge.found.join("\n\n"));
    })
    .await;
}

/// The components, in a demonstration.
async fn components(screen: Screen, name: &'static str) {
    let axe = axe();
    let app = |server: &Server| {
        let email = "owner@lumiere.example".to_owned();
        App { guest: Some(Guest { email }), ..server.app.clone() }
    };
    play_with(screen, app, async |server, browser| {
        let mut judge = Judge { axe: axe.clone(), screen: name, pages: vec![], found: vec![] };
        let studio = server.studio("Lumière").await;
        browser.goes("/console/login?next=/console").await;
        assert_eq!(studio.email, "owner@lumiere.example");
        judge.looks(browser, "login-guest").await;
        browser.presses("form[action='/console/login'] button.main").await;
        browser.finds(".places").await;
        browser.goes("/styles").await;
        // What is busy turns for ever.
        browser.asks("document.querySelector('[aria-busy]').removeAttribute('aria-busy')").await;
        judge.looks(browser, "styles").await;
        assert!(judge.found.is_empty(), "{}", judge.found.join("\n\n"));
    })
    .await;
}

#[tokio::test]
async fn no_component_shuts_anybody_out() {
    components(Screen::Phone, "phone").await;
    components(Screen::Desktop, "desktop").await;
}

#[tokio::test]
async fn no_page_shuts_anybody_out_on_a_phone() {
    judged(Screen::Phone, "phone", "fr").await;
}

#[tokio::test]
async fn every_page_is_accessible_on_a_large_screen() {
    judged(Screen::Desktop, "desktop", "en").await;
}
