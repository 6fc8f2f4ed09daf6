//! The console, from the sign-in to a link to a photograph that stops working.

use std::fs;
use std::path::{Path, PathBuf};

use be_right::model::Timestamp;
use serde_json::{Value, json};

use super::browser::{Browser, Screen};
use super::stage::play;
use super::support::{PASSWORD, Recipient, Server, Studio};

const ZOE: &str = "zoe@example.net";
const NOA: &str = "noa@example.net";

/// An event of today with two employees.
async fn plans(server: &Server) -> (Studio<'_>, i64) {
    let studio = server.studio("Lumière").await;
    let zoe = studio.employs("Zoé", "Müller-Łęcka", ZOE).await;
    let noa = studio.employs("Noa", "Petit", NOA).await;
    studio.plans("Gala de l’atelier", &[noa]).await;
    let now = server.app.now();
    let body = json!({
        "name": "Portes ouvertes de l’atelier", "start": now.rfc3339(),
        "end": now.plus(8 * Timestamp::HOUR).rfc3339(), "employeeIds": [zoe, noa],
        "address": { "line": "12 rue des Lilas", "postalCode": "69003", "city": "Lyon" },
    });
    let event = studio.post("/event", body).await.is(201).id("/event/id");
    server.settle().await;
    (studio, event)
}

fn photograph(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/photos").join(name);
    fs::read(&path).unwrap_or_else(|_| panic!("no {}: tests/run fetches it", path.display()))
}

/// A JPEG as a phone held upright writes it: the picture is rotated, and its EXIF data says so
/// (EXIF 2.32, 4.6.4, orientation 6).
fn upright(jpeg: &[u8]) -> Vec<u8> {
    let mut exif = b"\xff\xe1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
    exif.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0");
    [&jpeg[..2], &exif, &jpeg[2..]].concat()
}

/// A folder as it is copied from a phone, with other files in it.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let whole = tempfile::tempdir().unwrap();
    let folder = whole.path().join("DCIM");
    fs::create_dir_all(folder.join("100ANDRO")).unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    put("IMG_0001.jpg", &upright(&photograph("skimage/data/rocket.jpg")));
    put("IMG_0002.png", &photograph("skimage/data/astronaut.png"));
    put("IMG_0003.png", &photograph("skimage/data/coffee.png"));
    put("IMG_0003 (1).png", &photograph("skimage/data/coffee.png"));
    put("100ANDRO/IMG_0004.png", &photograph("skimage/data/chelsea.png"));
    put("100ANDRO/IMG_0005.jpg", &photograph("skimage/data/retina.jpg"));
    put("100ANDRO/notes.txt", b"batteries");
    put("100ANDRO/cut.jpg", &photograph("skimage/data/rocket.jpg")[..400]);
    put(".nomedia", b"");
    put("Thumbs.db", b"\xd0\xcf\x11\xe0");
    (whole, folder)
}

async fn signs_in(browser: &Browser, studio: &Studio<'_>) {
    browser.types("#email", &studio.email).await;
    browser.types("#password", PASSWORD).await;
    browser.presses("form[action='/console/login'] button.main").await;
}

async fn accepts(server: &Server, email: &str, uses: &[&str]) {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(uses).await.is(201);
    server.settle().await;
}

/// Waits until photographs can be dropped: the page appears before its scripts are loaded.
async fn is_ready(browser: &Browser) {
    browser.waits_for("!document.querySelector('#folder').hidden").await;
}

/// The status of a response from the URL.
async fn status(browser: &Browser, url: &str) -> Value {
    let script =
        format!("return fetch('{url}', {{cache: 'no-store'}}).then((reply) => reply.status)");
    browser.asks(&script).await
}

const DONE: &str = "!document.querySelector('[data-upload][data-busy]') && \
    document.querySelector('[data-whole]').textContent";

#[tokio::test]
async fn a_folder_of_photographs_is_brought_named_published_and_taken_back() {
    play(Screen::Desktop, async |server, browser| {
        let (studio, _) = plans(server).await;
        browser.goes("/console").await;
        browser.reads("Connexion au studio").await;
        browser.pictures("console-1-login").await;
        signs_in(browser, &studio).await;
        browser.reads("Portes ouvertes de l’atelier").await;
        browser.pictures("console-2-shoots").await;
        browser.presses(".shoot").await;
        browser.reads("Zoé Müller-Łęcka").await;
        browser.presses(".tabs a:not([aria-current])").await;
        is_ready(browser).await;
        browser.pictures("console-3-empty").await;

        let (_kept, folder) = folder();
        browser.drops("[data-upload]", &[&folder]).await;
        browser.waits_for(DONE).await;
        for output in ["ajoutées, 5", "déjà présentes, 1", "non prises, 2"] {
            browser.reads(output).await;
        }
        browser.waits_for("document.querySelectorAll('.tile img').length === 5").await;
        browser
            .waits_for("[...document.images].every((one) => one.complete && one.naturalWidth)")
            .await;
        browser.pictures("console-4-uploaded").await;
        let output =
            "return [...document.querySelectorAll('.queue .refused')].map((one) => one.innerText)";
        let output = browser.asks(output).await;
        assert_eq!(output.as_array().unwrap().len(), 2, "{output}");
        // Uploading the same folder again adds nothing.
        browser.drops("[data-upload]", &[&folder]).await;
        browser
            .waits_for("document.querySelector('[data-whole]').textContent.includes('ajoutées, 0')")
            .await;
        assert_eq!(browser.asks("return document.querySelectorAll('.tile').length").await, 5);

        // The photograph is shown upright. Three files are sent at a time, so any of them may be
        // the first.
        browser.presses(".tile a:has(img[alt*='IMG_0001'])").await;
        browser.reads("Qui est sur cette photo").await;
        browser.waits_for("document.querySelector('.whole-photo img').naturalHeight").await;
        let tall = "const one = document.querySelector('.whole-photo img');
            return one.naturalHeight > one.naturalWidth && one.alt";
        assert_eq!(browser.asks(tall).await, "Photo IMG_0001.jpg, personne n’est encore nommé");
        browser.pictures("console-5-photo").await;
        browser.presses("[data-up]").await;
        browser.presses(".tile a").await;
        browser.reads("1 sur 5").await;
        names(browser).await;
        publishes(server, browser).await;
    })
    .await;
}

/// Names the people by keyboard alone; then repeats the names of the photograph before.
async fn names(browser: &Browser) {
    browser.asks("document.querySelector('[name=person]').focus()").await;
    browser.keys("1").await;
    browser.keys("\u{e007}").await;
    browser.reads("2 sur 5").await;
    browser.presses("button[value=same]").await;
    browser.reads("3 sur 5").await;
    browser.asks("document.activeElement.blur()").await;
    browser.keys("\u{e012}").await;
    browser.reads("2 sur 5").await;
    let named = "return [...document.querySelectorAll('[name=person]:checked')]
        .map((one) => one.parentElement.innerText.trim().split('\\n')[0])";
    assert_eq!(browser.asks(named).await, json!(["Zoé Müller-Łęcka"]));
    browser.presses("[data-up]").await;
    browser.finds(".tiles").await;
    // Names both people on two more photographs at a time.
    browser.presses(".tile:nth-child(3) .pick").await;
    // The panel covers part of the page; the keyboard reaches what is below it.
    browser.asks("document.querySelector('.tile:nth-child(4) .pick input').focus()").await;
    browser.keys(" ").await;
    browser.reads("Choisies\u{a0}: 2").await;
    browser.pictures("console-6-choosing").await;
    browser.presses(".naming li:nth-child(1) label").await;
    browser.presses(".naming li:nth-child(2) label").await;
    browser.presses(".naming button[value=add]").await;
    browser.reads("C’est enregistré").await;
}

async fn publishes(server: &Server, browser: &Browser) {
    browser.asks("document.querySelector('#use').value = 'web'").await;
    browser.presses("[data-filter] button").await;
    browser.reads("aucune photo ne peut être publiée").await;
    // The page shows the answer without being loaded again.
    accepts(server, ZOE, &["web", "internal"]).await;
    browser.reads("2 photos peuvent être publiées").await;
    browser.presses(".tally .is-allowed a").await;
    browser.waits_for("document.querySelectorAll('.tile').length === 2").await;
    browser.pictures("console-7-publishable").await;
    let zip = "return (async () => {
        const reply = await fetch(document.querySelector('a.main[download]').href);
        const bytes = new Uint8Array(await reply.arrayBuffer());
        const text = new TextDecoder('latin1').decode(bytes);
        const names = [...document.querySelectorAll('.tile img')].map((one) => one.alt.split(/[ ,]/)[1]);
        return [reply.status, text.split('PK\\x01\\x02').length - 1,
            names.length === 2 && names.every((name) => text.includes(name))];
        })()";
    // Two photographs and the list.
    assert_eq!(browser.asks(zip).await, json!([200, 3, true]));

    browser.presses(".tile a").await;
    browser.asks("document.querySelector('#link-use').value = 'web'").await;
    browser.presses("form[action$='/link'] button").await;
    browser.reads("Voici le lien").await;
    browser.pictures("console-8-link").await;
    let url = browser.asks("return document.querySelector('#link').value").await;
    let url = url.as_str().unwrap();
    assert_eq!(status(browser, url).await, 200);
    server.clock.advance(61_000);
    let mut zoe = Recipient::invited(server, ZOE);
    zoe.proves_the_email().await;
    zoe.withdraws(None).await.is(200);
    assert_eq!(status(browser, url).await, 410);
    server.settle().await;
    browser.goes("/console/shoots").await;
    browser.presses(".shoot").await;
    browser.reads("A retiré son autorisation").await;
    browser.pictures("console-9-people").await;
}

#[tokio::test]
async fn a_lost_line_loses_no_photograph() {
    play(Screen::Desktop, async |server, browser| {
        let (studio, event) = plans(server).await;
        browser.goes(&format!("/console/shoots/{event}/photos")).await;
        signs_in(browser, &studio).await;
        is_ready(browser).await;
        let (_kept, folder) = folder();
        browser.is_offline(true).await;
        browser.drops("[data-upload]", &[&folder.join("IMG_0002.png")]).await;
        browser.reads("Connexion perdue").await;
        browser.pictures("console-offline").await;
        browser.is_offline(false).await;
        browser.asks("dispatchEvent(new Event('online'))").await;
        browser.waits_for(DONE).await;
        browser.waits_for("document.querySelectorAll('.tile').length === 1").await;
    })
    .await;
}

#[tokio::test]
async fn of_three_hundred_photographs_the_three_broken_ones_are_named_and_the_page_stays_quick() {
    play(Screen::Desktop, async |server, browser| {
        let (studio, event) = plans(server).await;
        let whole = tempfile::tempdir().unwrap();
        for n in 0..297u32 {
            let colour = image::Rgb([(n % 200) as u8, (n / 200) as u8, 90]);
            let picture = image::RgbImage::from_pixel(48, 32, colour);
            picture.save(whole.path().join(format!("photo{n:03}.png"))).unwrap();
        }
        for (name, bytes) in [("cut.jpg", &b"\xff\xd8\xff\xe0"[..]), ("notes.txt", b"hello")] {
            fs::write(whole.path().join(name), bytes).unwrap();
        }
        fs::write(whole.path().join("empty.jpg"), b"").unwrap();
        browser.goes("/console").await;
        signs_in(browser, &studio).await;
        browser.finds(".rail").await;
        browser.goes(&format!("/console/shoots/{event}/photos?lang=en")).await;
        is_ready(browser).await;
        browser.drops("[data-upload]", &[whole.path()]).await;
        let added = |n: u32| {
            format!(
                "Number(document.querySelector('[data-whole]')?.textContent.match(/\\d+/)) >= {n}"
            )
        };
        for n in [50, 100, 150, 200, 250] {
            browser.waits_for(&added(n)).await;
        }
        browser.waits_for(DONE).await;
        browser.reads("297 added, 0 already there, 3 refused").await;
        let refused = "return [...document.querySelectorAll('.queue .refused .file')]
            .map((one) => one.textContent.split('/').pop()).sort()";
        let named = json!(["cut.jpg", "empty.jpg", "notes.txt"]);
        assert_eq!(browser.asks(refused).await, named);
        browser.waits_for("document.querySelector('#count').textContent === '297'").await;
        let tiles = browser.asks("return document.querySelectorAll('.tile').length").await;
        assert_eq!(tiles, 60, "a page of them");
        server.settle().await;
        browser.pictures("console-300").await;
    })
    .await;
}

#[tokio::test]
async fn a_colleague_is_seen_at_work() {
    play(Screen::Desktop, async |server, browser| {
        let (studio, event) = plans(server).await;
        let noe = studio.hires("noe@lumiere.example", "USER").await;
        browser.goes(&format!("/console/shoots/{event}/photos")).await;
        signs_in(browser, &studio).await;
        is_ready(browser).await;
        let bytes = photograph("skimage/data/coffee.png");
        noe.sends(&format!("/file/{event}?owner=event"), "a.png", bytes, &[]).await.is(201);
        browser.reads("Un collègue a ajouté des photos").await;
        browser.waits_for("document.querySelectorAll('.tile').length === 1").await;
    })
    .await;
}

#[tokio::test]
async fn the_pages_are_fit_for_a_phone_the_night_and_english() {
    for (screen, name) in [(Screen::Phone, "phone"), (Screen::Desktop, "desktop")] {
        play(screen, async |server, browser| {
            let (studio, event) = plans(server).await;
            for photo in ["coffee.png", "astronaut.png", "chelsea.png"] {
                let bytes = photograph(&format!("skimage/data/{photo}"));
                let path = format!("/file/{event}?owner=event");
                studio.sends(&path, photo, bytes, &[]).await.is(201);
            }
            accepts(server, ZOE, &["web"]).await;
            browser.goes("/console/login?lang=en").await;
            signs_in(browser, &studio).await;
            browser.finds(".shoots").await;
            for (dark, lang) in [(false, "en"), (true, "fr")] {
                browser.sees_dark(dark).await;
                let mark = if dark { "dark" } else { "light" };
                let photos = format!("/console/shoots/{event}/photos");
                for (page, path) in [
                    ("shoots", format!("/console?lang={lang}")),
                    ("people", format!("/console/shoots/{event}?lang={lang}")),
                    ("photos", format!("{photos}?use=web&lang={lang}")),
                ] {
                    browser.goes(&path).await;
                    let loaded = "[...document.images].every((one) => one.complete)";
                    browser.waits_for(loaded).await;
                    browser.pictures(&format!("console-{name}-{mark}-{page}")).await;
                }
                browser.presses(".tile a").await;
                browser.finds(".whole-photo img").await;
                browser.waits_for("document.querySelector('.whole-photo img').complete").await;
                browser.pictures(&format!("console-{name}-{mark}-photo")).await;
            }
        })
        .await;
    }
}

#[tokio::test]
async fn a_picture_that_is_not_there_yet_is_foreseen_and_moves_nothing() {
    play(Screen::Desktop, async |server, browser| {
        let (studio, event) = plans(server).await;
        for photo in ["coffee.png", "chelsea.png"] {
            let bytes = photograph(&format!("skimage/data/{photo}"));
            studio.sends(&format!("/file/{event}?owner=event"), photo, bytes, &[]).await.is(201);
        }
        browser.goes("/console/login").await;
        signs_in(browser, &studio).await;
        browser.finds(".shoots").await;
        browser.never_fetches("*/media/*").await;
        browser.goes(&format!("/console/shoots/{event}/photos")).await;
        let blurred = "[...document.querySelectorAll('.tile img')].every((one) =>
            getComputedStyle(one).backgroundImage.startsWith('url(\"data:image/webp'))";
        browser.waits_for(blurred).await;
        browser.pictures("console-foreseen").await;
        browser.presses(".tile a").await;
        browser.finds(".whole-photo img").await;
        let size = "const box = document.querySelector('.whole-photo img').getBoundingClientRect();
            return [Math.round(box.width), Math.round(box.height)]";
        browser.waits_for("document.querySelector('.whole-photo img').style.background").await;
        browser.pictures("console-foreseen-photo").await;
        let foreseen = browser.asks(size).await;
        assert_eq!(foreseen, json!([451, 300]));
        browser.never_fetches("").await;
        // The only errors are the requests that the test blocks.
        assert!(browser.complaints().await.iter().all(|one| one.contains("ERR_BLOCKED_BY_CLIENT")));
        browser.goes(&format!("/console/shoots/{event}/photos")).await;
        browser.presses(".tile a").await;
        browser.finds(".whole-photo img").await;
        browser.waits_for("document.querySelector('.whole-photo img').naturalWidth").await;
        assert_eq!(browser.asks(size).await, foreseen);
        let clean = "!document.querySelector('.whole-photo img').style.background";
        browser.waits_for(clean).await;
    })
    .await;
}
