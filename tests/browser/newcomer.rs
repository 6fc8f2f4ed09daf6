//! The first hour of a new user: an import of employees from a spreadsheet, its report, a search
//! with a misspelt name, and a calendar subscription to the events.

use std::path::Path;

use be_right::model::Timestamp;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::json;

use super::browser::{Browser, Screen};
use super::stage::play;
use super::support::{PASSWORD, Server, Studio};

/// A French workbook as it comes from an office: a first sheet of notes, a title, empty lines for a
/// logo, headers of its own, telephone numbers as numbers; and three lines with errors.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("À lire").unwrap().write(0, 0, "Mis à jour en mai").unwrap();
    let sheet = book.add_worksheet().set_name("Personnel").unwrap();
    sheet.write(0, 0, "Liste du personnel – site de Lyon").unwrap();
    let headers =
        ["NOM", "Prénom", "Courriel", "Tél. portable", "Né(e) le", "Service", "Taille T-shirt"];
    for (at, header) in headers.into_iter().enumerate() {
        sheet.write(3, at as u16, header).unwrap();
    }
    let people = [
        ["MÜLLER", "Zoé", "zoe.muller@example.org", "", "", "Accueil", "M"],
        ["Łęcka", "Šárka", "sarka@example.org", "06 12 34 56 78", "", "Atelier", "S"],
        ["Petit", "Léa", "lea(at)example.org", "", "", "Atelier", "S"],
        ["Moreau", "", "ines@example.org", "", "", "Accueil", "L"],
        ["D’Amico", "Noé", "noe@example.org", "06 12", "", "", ""],
        ["Garçon", "Jean-Marc", "jm.garcon@example.org", "+33 6 98 76 54 32", "", "", "XL"],
    ];
    for (line, person) in people.iter().enumerate() {
        for (at, text) in person.iter().enumerate() {
            sheet.write(5 + line as u32, at as u16, *text).unwrap();
        }
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let born = ExcelDateTime::from_ymd(1990, 5, 23).unwrap();
    sheet.write_with_format(5, 4, &born, &day).unwrap();
    sheet.write(5, 3, 612345678).unwrap();
    book.save_to_buffer().unwrap()
}

async fn signs_in(browser: &Browser, studio: &Studio<'_>) {
    browser.types("#email", &studio.email).await;
    browser.types("#password", PASSWORD).await;
    browser.presses("form[action='/console/login'] button.main").await;
}

async fn uploads(browser: &Browser, path: &Path, act: &str) {
    browser.goes("/console/people/import").await;
    browser.types("#file", &path.display().to_string()).await;
    browser.presses(&format!("[data-import] button[value={act}]")).await;
    browser.finds("#report").await;
}

/// The text of the response from a URL of the same site.
async fn reads_from(browser: &Browser, href: &str) -> String {
    let script = format!("return fetch('{href}').then((reply) => reply.text())");
    browser.asks(&script).await.as_str().unwrap().to_owned()
}

async fn imports(server: &Server, browser: &Browser, screen: &str) {
    let folder = tempfile::tempdir().unwrap();
    let messy = folder.path().join("Personnel 2026 (2).xlsx");
    std::fs::write(&messy, workbook()).unwrap();
    let pictured = |name: &str| format!("people-{screen}-{name}");

    browser.reads("Il n’y a encore personne ici").await;
    browser.pictures(&pictured("1-empty")).await;
    browser.presses(".empty a[href='/console/people/import']").await;
    browser.reads("Choisissez un fichier").await;
    browser.pictures(&pictured("2-import")).await;
    browser.reads("Aucun fichier choisi").await;
    browser.types("#file", &messy.display().to_string()).await;
    browser.reads("Personnel 2026 (2).xlsx").await;
    browser.presses("[data-import] button[value=try]").await;
    browser.reads("0 lignes sur 6").await;
    browser.pictures(&pictured("3-waiting")).await;
    // The page shows the result without being loaded again.
    browser.asks("window.unmoved = true").await;
    server.settle().await;
    browser.reads("3 personnes seraient ajoutées").await;
    assert_eq!(browser.asks("return window.unmoved").await, true, "the page was loaded again");
    browser.reads("3 lignes à corriger").await;
    for output in ["Courriel", "Prénom", "Tél. portable", "Service → 2 groupes", "Taille T-shirt"]
    {
        browser.reads(output).await;
    }
    browser.pictures(&pictured("4-tried")).await;
    let ticked =
        "return document.querySelector('form[action$=\"/for-good\"] [value=Service]').checked";
    assert_eq!(browser.asks(ticked).await, true, "groups are ticked from the first");
    browser.presses("form[action$='/for-good'] button").await;
    browser.reads("L’import est en cours").await;
    server.settle().await;
    browser.reads("3 personnes ajoutées").await;
    browser.pictures(&pictured("5-done")).await;

    // Corrects the three lines in the file of refused lines and imports it.
    let link = "return document.querySelector('#refused').parentElement
        .querySelector('a[href*=csv]').getAttribute('href')";
    let link = browser.asks(link).await.as_str().unwrap().to_owned();
    let sheet = reads_from(browser, &link).await;
    let corrected = sheet
        .replace("lea(at)", "lea@")
        .replace("Moreau;;", "Moreau;Inès;")
        .replace(";06 12;", ";06 12 34 56 79;");
    assert_ne!(corrected, sheet);
    let again = folder.path().join("corrigé.csv");
    std::fs::write(&again, corrected).unwrap();
    uploads(browser, &again, "import").await;
    server.settle().await;
    browser.reads("3 personnes ajoutées").await;
    assert_eq!(
        browser.asks("return document.querySelector('.refused')").await,
        serde_json::Value::Null
    );
    // Importing the whole workbook again adds nobody twice.
    uploads(browser, &messy, "try").await;
    server.settle().await;
    browser.reads("3 personnes sont déjà connues").await;
    browser.goes("/console/people/import").await;
    browser.pictures(&pictured("6-earlier")).await;
    server.indexes().await;
    browser.goes("/console/people").await;
    browser.reads("6 personnes").await;
    browser.pictures(&pictured("7-all")).await;
    browser.types("#search", "Müler\u{e007}").await;
    browser.reads("Une personne trouvée").await;
    browser.reads("Zoé MÜLLER").await;
    browser.pictures(&pictured("8-found")).await;
}

/// Shows the events of a month and subscribes to the calendar, whose URL is shown once.
async fn subscribes(server: &Server, browser: &Browser, studio: &Studio<'_>, screen: &str) {
    let pictured = |name: &str| format!("people-{screen}-{name}");
    let everybody = studio.get("/employee").await;
    let one = everybody.id("/data/0/id");
    let now = server.app.now();
    for (name, from, days) in
        [("Portes ouvertes de l’atelier", 0, 0), ("Répétitions du spectacle", 1, 2)]
    {
        let start = now.plus(from * Timestamp::DAY);
        let end = start.plus(days * Timestamp::DAY + Timestamp::HOUR);
        let body = json!({
            "name": name, "start": start.rfc3339(), "end": end.rfc3339(), "employeeIds": [one],
        });
        studio.post("/event", body).await.is(201);
    }
    server.settle().await;
    server.indexes().await;
    browser.goes("/console").await;
    browser.presses(".places a[href='/console/calendar']").await;
    browser.reads("Portes ouvertes de l’atelier").await;
    browser.pictures(&pictured("9-month")).await;
    browser.presses("#feed button[value=open]").await;
    browser.reads("Voici l’adresse").await;
    browser.pictures(&pictured("10-address")).await;
    let link = "return [document.querySelector('[data-copy] input').value,
        document.querySelector('#feed a.main').getAttribute('href')]";
    let link = browser.asks(link).await;
    let url = link[0].as_str().unwrap();
    assert_eq!(link[1].as_str().unwrap(), url.replace("http://", "webcal://"));
    assert!(reads_from(browser, url).await.contains("SUMMARY:Répétitions du spectacle"));
    browser.goes("/console/calendar").await;
    assert!(!browser.text().await.contains("Voici l’adresse"));

    // On a phone, a glass leads to the page that has the box.
    let glass = "const glass = document.querySelector('.look-for');
        if (getComputedStyle(glass).display !== 'none') glass.click()";
    browser.asks(glass).await;
    browser.waits_for("document.querySelector('#seek').offsetParent").await;
    browser.types("#seek", "portes ouvert\u{e007}").await;
    browser.reads("Recherche").await;
    browser.finds("mark").await;
    browser.pictures(&pictured("11-search")).await;
    browser.presses(".found a[href^='/console/shoots/']").await;
    browser.finds(".tabs").await;
    browser.sees_dark(true).await;
    for (name, path) in [
        ("1-list", "/console/people?lang=en"),
        ("2-import", "/console/people/import"),
        ("3-report", "/console/people/import/1"),
        ("4-month", "/console/calendar"),
        ("5-search", "/console/search?q=zoe"),
    ] {
        browser.goes(path).await;
        browser.pictures(&pictured(&format!("dark-{name}"))).await;
    }
}

async fn story(screen: Screen, name: &str) {
    play(screen, async |server, browser| {
        let studio = server.studio("Lumière").await;
        browser.goes("/console/people").await;
        signs_in(browser, &studio).await;
        imports(server, browser, name).await;
        subscribes(server, browser, &studio, name).await;
    })
    .await;
}

#[tokio::test]
async fn a_newcomer_imports_a_messy_workbook_and_finds_somebody_on_a_large_screen() {
    story(Screen::Desktop, "desktop").await;
}

#[tokio::test]
async fn a_newcomer_does_all_of_it_on_a_phone_too() {
    story(Screen::Phone, "phone").await;
}
