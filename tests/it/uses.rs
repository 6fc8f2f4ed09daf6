//! Uses of photographs: a studio chooses which ones its text offers, and has its own.

use std::io::Write as _;
use std::process::Command;

use serde_json::{Value, json};

use crate::backups::holds::{accepts, employs, restored};
use crate::backups::{fine, secrets};
use crate::console::ConsoleContext;
use crate::files::{fetch, id, photo};
use crate::imports::table;
use crate::support::{Recipient, Server, Studio, change, pdf_text, read_json, rows};

const ANA: &str = "ana@example.org";
const BODY: &str = "{company} may use photographs of {person} for {duration}.";

fn text(uses: &[&str], words: Value) -> Value {
    json!({ "title": "Release", "body": BODY, "uses": uses, "useTexts": words })
}

fn words(code: &str, label: &str, sentence: &str) -> Value {
    json!({ "code": code, "label": label, "sentence": sentence })
}

/// Offers these uses in both languages; of its own ones the code is their label as well.
pub async fn offers(studio: &Studio<'_>, uses: &[&str]) {
    for locale in ["fr", "en"] {
        let own = uses.iter().filter(|code| code.contains("book"));
        let own: Vec<Value> =
            own.map(|code| words(code, &format!("The {code} ({locale})"), "On paper.")).collect();
        let path = format!("/template/current/{locale}");
        studio.put(&path, text(uses, json!(own))).await.is(200);
    }
}

/// A photograph that shows a person.
async fn portrait(studio: &Studio<'_>, event: i64, person: i64) -> i64 {
    let file = id(&photo(studio, event, 1).await);
    let body = json!({ "employeeIds": [person] });
    studio.put(&format!("/file/{file}/people"), body).await.is(200);
    file
}

async fn consent(studio: &Studio<'_>, file: i64) -> Value {
    studio.get(&format!("/file/{file}")).await.is(200).json["consent"].clone()
}

#[tokio::test]
async fn a_use_of_the_studios_own_is_asked_for_granted_published_and_withdrawn() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.patch("/settings", json!({ "locale": "en" })).await.is(200);
    offers(&studio, &["web", "year-book"]).await;
    let ana = studio.employs("Ana", "Moreau", ANA).await;
    let (event, answers) = studio.plans("Gala", &[ana]).await;
    let file = portrait(&studio, event, ana).await;
    assert_eq!(consent(&studio, file).await["year-book"], "pending");
    server.settle().await;
    let mail = server.postbox.last_to(ANA);
    assert!(mail.text.contains("The year-book (en)"), "{}", mail.text);
    let mut signer = Recipient::invited(&server, ANA);
    let shown = signer.proves_the_email().await.json["document"]["uses"].clone();
    assert_eq!(
        shown[1],
        json!({
            "name": "year-book", "label": "The year-book (en)", "sentence": "On paper.",
        })
    );
    assert_eq!((&shown[0]["name"], &shown[0]["label"]), (&json!("web"), &json!("Website")));
    // What is not offered cannot be granted, whether or not the code is known.
    for other in ["ai", "press", "unheard-of"] {
        let field = format!("uses.{other}");
        signer.accepts(&["year-book", other]).await.refuses(&[field.as_str()]);
    }
    signer.accepts(&["year-book", "Year Book"]).await.refuses(&["uses.Year Book"]);
    signer.accepts(&["year-book"]).await.is(201);
    server.settle().await;
    let mail = server.postbox.last_to(ANA);
    assert!(mail.text.contains("The year-book (en)"), "{}", mail.text);

    let answer = studio.get(&format!("/answer/{}", answers[0])).await.is(200).json.clone();
    assert_eq!(answer["offered"], json!(["web", "year-book"]));
    assert_eq!(
        answer["uses"],
        json!({
            "internal": false, "web": false, "social": false, "press": false, "print": false,
            "year-book": true,
        })
    );
    let states = consent(&studio, file).await;
    assert_eq!(states["year-book"], "allowed");
    for other in ["internal", "web", "social", "press", "print"] {
        assert_eq!(states[other], "refused", "{other}");
    }
    let list = |wanted: &'static str, state: &'static str| {
        let path = format!("/event/{event}/photos?use={wanted}&state={state}");
        let studio = &studio;
        async move { studio.get(&path).await.is(200).json["total"].clone() }
    };
    assert_eq!(list("year-book", "allowed").await, 1);
    for other in ["web", "ai", "advertising", "client", "unheard-of"] {
        assert_eq!(
            (list(other, "allowed").await, list(other, "refused").await),
            (json!(0), json!(1))
        );
    }
    let zip = studio.get(&format!("/event/{event}/photos.zip?use=year-book")).await;
    assert!(zip.is(200).header("content-disposition").contains("year-book-allowed"));
    studio
        .get(&format!("/event/{event}/photos?use=Year+Book&state=allowed"))
        .await
        .refuses(&["use"]);
    let link = async |wanted: &str| {
        let body = json!({ "transform": "t_card", "use": wanted });
        studio.post(&format!("/file/{file}/link"), body).await
    };
    for other in ["web", "ai", "unheard-of"] {
        link(other).await.is_problem(409, "not_publishable");
    }
    let url = link("year-book").await.is(201).json["url"].as_str().unwrap().to_owned();
    fetch(&server, &url, &[]).await.is(200);
    for other in [".bweb", ".byear-books", ".bai"] {
        fetch(&server, &url.replace(".byear-book", other), &[]).await.is(404);
    }

    // The proof: what was shown, in a bundle that is genuine, and on paper.
    let bundle =
        studio.get(&format!("/answer/{}/evidence", answers[0])).await.is(200).bytes.clone();
    assert_eq!(read_json(&bundle, "document.json")["uses"], shown);
    let mut kept = tempfile::NamedTempFile::with_suffix(".zip").unwrap();
    kept.write_all(&bundle).unwrap();
    let key = server.app.keys.seal.public().to_string();
    let run = Command::new(env!("CARGO_BIN_EXE_be-right"))
        .args(["verify", "--lang", "en", "--key", &key])
        .arg(kept.path())
        .output()
        .unwrap();
    let said = String::from_utf8(run.stdout).unwrap();
    assert!(run.status.success() && said.contains("year-book"), "{said}");
    let pdf = studio.get(&format!("/answer/{}/pdf", answers[0])).await.is(200).bytes.clone();
    let said = pdf_text(&pdf);
    assert!(said.contains("The year-book (en)") && said.contains("On paper."), "{said}");
    let sha256 = be_right::model::Digest::of(&pdf).hex();
    let verify = format!("/verify/{}?sha256={sha256}", answer["reference"].as_str().unwrap());
    assert_eq!(server.get(&verify).await.is(200).json["uses"]["year-book"], true);
    let roster = studio.get(&format!("/event/{event}/accepted.pdf")).await.is(200).bytes.clone();
    assert!(pdf_text(&roster).contains("The year-book"), "{}", pdf_text(&roster));
    let sheet =
        studio.get(&format!("/event/{event}/roster?format=csv")).await.is(200).bytes.clone();
    let lines = table(&sheet, b',');
    let column = lines[0].iter().position(|one| one == "The year-book (en)").unwrap();
    assert_eq!((&*lines[1][column], &*lines[1][column - 1]), ("yes", "no"));

    signer.withdraws(Some(&["web"])).await.refuses(&["uses.web"]);
    signer.withdraws(Some(&["year-book"])).await.is(200);
    server.settle().await;
    fetch(&server, &url, &[]).await.is_problem(410, "not_published");
    assert_eq!(consent(&studio, file).await["year-book"], "refused");
    let today = server.get(&verify).await.is(200).json.clone();
    assert_eq!(
        (&today["uses"]["year-book"], &today["changes"][0]["use"]),
        (&json!(false), &json!("year-book"))
    );
    let mail = server.postbox.last_with(&studio.email, "The year-book").text;
    assert!(mail.contains("withdrawn") || mail.contains("Withdrawn"), "{mail}");
}

#[tokio::test]
async fn what_a_text_may_offer_has_limits_on_both_sides() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let puts = async |uses: &[&str], words: Value| {
        studio.put("/template/current/en", text(uses, words)).await
    };
    let all = ["internal", "web", "social", "press", "print", "advertising", "client", "ai"];
    let page = puts(&all, json!([])).await.is(200).json.clone();
    assert_eq!(page["uses"], json!(all));
    assert_eq!(page["useTexts"][7]["label"], "Artificial intelligence");
    assert!(!page["useTexts"][7]["sentence"].as_str().unwrap().is_empty());
    puts(&[], json!([])).await.refuses(&["uses"]);
    puts(&["ai"], json!([])).await.is(200);
    let own = words("yearbook", "Yearbook", "The printed yearbook.");
    let nine: Vec<&str> = all.into_iter().chain(["yearbook"]).collect();
    puts(&nine, json!([own])).await.refuses(&["uses"]);
    puts(&["web", "web"], json!([])).await.refuses(&["uses"]);
    // Codes.
    let (most, more) = ("y".repeat(32), "y".repeat(33));
    for code in ["yb", "y2-", most.as_str()] {
        puts(&[code], json!([words(code, "Yearbook", "Printed.")])).await.is(200);
    }
    for code in ["y", more.as_str(), "Yearbook", "année", "2025", "-yb", "y b", "*", ""] {
        let reply = puts(&[code], json!([words(code, "Yearbook", "Printed.")])).await;
        assert!([400, 422].contains(&reply.status), "{code}: {} {}", reply.status, reply.json);
    }
    // Words.
    puts(&["album"], json!([])).await.refuses(&["useTexts.album.label"]);
    puts(&["web"], json!([own])).await.refuses(&["useTexts.yearbook"]);
    puts(&["yearbook"], json!([own, own])).await.refuses(&["useTexts.yearbook"]);
    let says = async |label: &str, sentence: &str| {
        puts(&["yearbook", "web"], json!([words("yearbook", label, sentence)])).await
    };
    says(&"é".repeat(80), &"é".repeat(300)).await.is(200);
    says(&"é".repeat(81), "Printed.").await.refuses(&["useTexts.yearbook.label"]);
    says("Yearbook", &"é".repeat(301)).await.refuses(&["useTexts.yearbook.sentence"]);
    says(" ", "").await.refuses(&["useTexts.yearbook.label", "useTexts.yearbook.sentence"]);
    says("two\nlines", "Printed.").await.refuses(&["useTexts.yearbook.label"]);
    says("website", "Printed.").await.refuses(&["useTexts.web.label"]);
    says("كتاب السنة", "<b>טקסט</b>").await.is(200);
    // Without words a use keeps those that it has, and what is equal makes no new version.
    let first = puts(&["yearbook", "web"], json!([])).await.is(200).json.clone();
    assert_eq!(first["useTexts"][0]["label"], "كتاب السنة");
    let again = puts(&["yearbook", "web"], json!([])).await.is(200).json.clone();
    assert_eq!(first["version"], again["version"]);
}

#[tokio::test]
async fn words_of_a_use_are_text_wherever_they_are_shown() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.patch("/settings", json!({ "locale": "en" })).await.is(200);
    let own = [
        words("odd-book", "<script>alert(1)</script> & co", "<img src=x onerror=alert(2)>"),
        words("rtl-book", "كتاب السنة", "الكتاب المطبوع"),
        words("sum-book", "=1+1", "A sum."),
    ];
    for locale in ["fr", "en"] {
        let body = text(&["odd-book", "rtl-book", "sum-book"], json!(own));
        studio.put(&format!("/template/current/{locale}"), body).await.is(200);
    }
    let ana = studio.employs("Ana", "Moreau", ANA).await;
    let (event, answers) = studio.plans("Gala", &[ana]).await;
    server.settle().await;
    let mut signer = Recipient::invited(&server, ANA);
    let is_text = |page: &str| {
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{page}");
    };
    let invitation = server.postbox.last_to(ANA);
    is_text(&invitation.html);
    assert!(invitation.html.contains("&lt;script&gt;") || invitation.html.contains("&#60;script"));
    signer.proves_the_email().await;
    signer.accepts(&["odd-book", "rtl-book"]).await.is(201);
    server.settle().await;
    is_text(&server.postbox.last_to(ANA).html);
    let pdf = studio.get(&format!("/answer/{}/pdf", answers[0])).await.is(200).bytes.clone();
    assert!(pdf_text(&pdf).contains("<script>alert(1)</script> & co"), "{}", pdf_text(&pdf));
    let console = ConsoleContext::of(&server, &studio.email).await;
    for path in [
        format!("/console/shoots/{event}"),
        format!("/console/people/{ana}"),
        format!("/console/shoots/{event}/photos?use=odd-book"),
        "/console/settings/release?language=en".to_owned(),
    ] {
        let page = console.get(&path).await.is(200).text();
        is_text(&page);
        assert!(page.contains("script&#62;") || page.contains("script&gt;"), "{path}: {page}");
    }
    let sheet =
        studio.get(&format!("/event/{event}/roster?format=csv")).await.is(200).bytes.clone();
    assert!(table(&sheet, b',')[0].contains(&"'=1+1".to_owned()), "{:?}", table(&sheet, b',')[0]);
}

#[tokio::test]
async fn a_use_that_is_no_longer_offered_stays_in_the_answers_with_the_words_of_then() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.patch("/settings", json!({ "locale": "fr" })).await.is(200);
    offers(&studio, &["web", "yearbook"]).await;
    let ana = studio.employs("Ana", "Moreau", ANA).await;
    let (event, answers) = studio.plans("Gala", &[ana]).await;
    let file = portrait(&studio, event, ana).await;
    server.settle().await;
    let signer = accepts(&server, ANA, &["web", "yearbook"]).await;
    server.settle().await;
    let renamed = json!([words("yearbook", "Everything", "Any use.")]);
    studio.put("/template/current/fr", text(&["web", "yearbook"], renamed)).await.is(200);
    offers(&studio, &["web", "ai"]).await;
    let answer = studio.get(&format!("/answer/{}", answers[0])).await.is(200).json.clone();
    assert_eq!(answer["uses"]["yearbook"], true);
    assert_eq!(consent(&studio, file).await["yearbook"], "allowed");
    // A use that the text offers now was not granted by whoever answered before.
    assert_eq!(consent(&studio, file).await["ai"], "refused");
    let console = ConsoleContext::of(&server, &studio.email).await;
    for path in [format!("/console/shoots/{event}"), format!("/console/people/{ana}")] {
        let page = console.get(&format!("{path}?lang=fr")).await.is(200).text();
        assert!(page.contains("The yearbook (fr)") && !page.contains("Everything"), "{page}");
    }
    let page = console.get(&format!("/console/shoots/{event}/photos?lang=fr")).await.is(200).text();
    assert!(page.contains("value=\"yearbook\"") && page.contains("value=\"ai\""), "{page}");
    assert!(!page.contains("value=\"press\""), "{page}");
    signer.withdraws(Some(&["yearbook"])).await.is(200);
    server.settle().await;
    let mail = server.postbox.last_to(ANA).text;
    assert!(mail.contains("The yearbook (fr)"), "{mail}");
    assert_eq!(consent(&studio, file).await["yearbook"], "refused");
}

#[tokio::test]
async fn a_hold_on_everything_covers_uses_that_the_studio_adds_later() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let ana = employs(&studio, "Ana").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let file = portrait(&studio, event, ana).await;
    server.settle().await;
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path().display().to_string();
    let data = server.folder.path().to_str().unwrap().to_owned();
    fine(&["backup", "--data-dir", &data, &folder]);
    let mut ana_then = Recipient::invited(&server, ANA);
    ana_then.proves_the_email().await;
    ana_then.refuses(None).await.is(201);
    server.settle().await;
    let (restored, output) = restored(&server, &kept, |_| {}).await;
    assert!(output.contains("refused on"), "{output}");
    let held = rows(restored.folder.path(), "SELECT uses FROM holds");
    assert_eq!(held, [[r#"["*"]"#]]);
    let there = Studio::enters(&restored, &studio.email).await;
    let answer = there.get("/answer").await.is(200).json["data"][0].clone();
    assert_eq!(answer["onHold"], json!(["internal", "web", "social", "press", "print"]));
    // Somebody else at another address says yes to a use that nobody knew when Ana refused.
    offers(&there, &["web", "yearbook"]).await;
    let other = json!({ "firstName": "Ana", "lastName": "M", "email": "other@example.org" });
    there.put(&format!("/employee/{ana}"), other).await.is(200);
    restored.settle().await;
    accepts(&restored, "other@example.org", &["web", "yearbook"]).await;
    restored.settle().await;
    let states = consent(&there, file).await;
    assert_eq!((&states["web"], &states["yearbook"]), (&json!("refused"), &json!("refused")));
    let body = json!({ "transform": "t_card", "use": "yearbook" });
    there.post(&format!("/file/{file}/link"), body).await.is_problem(409, "not_publishable");
    // Ana herself may change her mind.
    let release = format!("/answer/{}/release", answer["id"]);
    there.post(&release, json!({ "reason": "called her" })).await.is(200);
    assert_eq!(consent(&there, file).await["yearbook"], "allowed");
}

#[tokio::test]
async fn evidence_that_was_changed_holds_a_use_of_the_studios_own() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    offers(&studio, &["yearbook"]).await;
    let ana = studio.employs("Ana", "Moreau", ANA).await;
    let (event, answers) = studio.plans("Gala", &[ana]).await;
    let file = portrait(&studio, event, ana).await;
    server.settle().await;
    accepts(&server, ANA, &["yearbook"]).await;
    server.settle().await;
    assert_eq!(consent(&studio, file).await["yearbook"], "allowed");
    // Another use than the signed one.
    change(server.folder.path(), r#"UPDATE answers SET uses = '["ai"]'"#);
    let evidence = format!("/answer/{}/evidence", answers[0]);
    studio.get(&evidence).await.is_problem(500, "evidence_contradicted");
    assert_eq!(consent(&studio, file).await["yearbook"], "refused");
    let list = studio.get(&format!("/event/{event}/photos?use=ai&state=allowed")).await;
    assert_eq!(list.is(200).json["total"], 0);
    server.settle().await;
}

#[tokio::test]
async fn the_settings_offer_shipped_uses_and_add_own_ones() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/release";
    let page = console.get(&format!("{path}?language=en&lang=en")).await.is(200).text();
    for (name, is_ticked) in [("web", true), ("print", true), ("ai", false), ("client", false)] {
        let tick = if is_ticked { " checked" } else { "" };
        assert!(page.contains(&format!("name=\"uses\" value=\"{name}\"{tick}>")), "{name} {page}");
    }
    assert!(page.contains("Teaching artificial intelligence systems"), "{page}");
    let text = "language=en&lang=en&title=Release&uses=web&uses=ai\
                &body=%7Bcompany%7D+%7Bperson%7D+%7Bduration%7D";
    let added = console.sends(path, &format!("do=add-use&{text}")).await.is(200).text();
    assert!(added.contains("name=\"label.new-0\""), "{added}");
    let typed = "&label.new-0=Class+album+%26+more&sentence.new-0=The+printed+album.";
    let found = console.sends(path, &format!("do=find&{text}{typed}")).await.is(200).text();
    assert!(found.contains("<span class=\"mono\">class-album-more</span>"), "{found}");
    let (_, preview) = found.split_once("id=\"preview-text\"").unwrap();
    assert!(preview.contains("Class album &#38; more") && preview.contains("The printed album."));
    let dropped = console.sends(path, &format!("do=drop-0&{text}{typed}")).await.is(200).text();
    assert!(!dropped.contains("Class album"), "{dropped}");
    let nameless = "&label.new-0=&sentence.new-0=The+printed+album.";
    let wrong = console.sends(path, &format!("do=publish&{text}{nameless}")).await.is(422).text();
    assert!(wrong.contains("id=\"f-label-new-0-error\""), "{wrong}");
    let none = text.replace("&uses=web&uses=ai", "");
    let wrong = console.sends(path, &format!("do=publish&{none}")).await.is(422).text();
    assert!(wrong.contains("id=\"uses-error\""), "{wrong}");
    console.sends(path, &format!("do=publish&{text}{typed}")).await.is(303);
    let uses = async |locale: &str| {
        let list = studio.get("/template").await.is(200).json.clone();
        let all = list.as_array().unwrap().iter();
        all.clone().find(|one| one["locale"] == *locale).unwrap()["uses"].clone()
    };
    assert_eq!(uses("en").await, json!(["web", "ai", "class-album-more"]));
    // In the other language it waits for its words.
    let page = console.get(&format!("{path}?language=fr&lang=en")).await.is(200).text();
    assert!(page.contains("name=\"own\" value=\"class-album-more\""), "{page}");
    let text = text.replace("language=en", "language=fr");
    let own = "&own=class-album-more&uses=class-album-more&label.class-album-more=Album";
    let wrong = console.sends(path, &format!("do=publish&{text}{own}")).await.is(422).text();
    assert!(wrong.contains("id=\"f-sentence-class-album-more-error\""), "{wrong}");
    let own = format!("{own}&sentence.class-album-more=L%E2%80%99album.");
    console.sends(path, &format!("do=publish&{text}{own}")).await.is(303);
    assert_eq!(uses("fr").await, json!(["web", "ai", "class-album-more"]));
    // Nine are too many; a code that has meant something else is not given again.
    let all = "&uses=internal&uses=social&uses=press&uses=print&uses=advertising&uses=client";
    let wrong = console.sends(path, &format!("do=publish&{text}{all}{own}")).await.is(422).text();
    assert!(wrong.contains("id=\"uses-error\""), "{wrong}");
    console.sends(path, &format!("do=publish&{text}")).await.is(303);
    assert_eq!(uses("fr").await, json!(["web", "ai"]));
    let other = "&label.new-0=AI&sentence.new-0=Not+that+one.";
    let found = console.sends(path, &format!("do=find&{text}{other}")).await.is(200).text();
    assert!(found.contains("<span class=\"mono\">ai-2</span>"), "{found}");
    server.settle().await;
}

#[tokio::test]
async fn texts_and_holds_from_before_uses_had_words_are_what_they_were() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", ANA).await;
    let (event, _) = studio.plans("Gala", &[ana]).await;
    server.settle().await;
    // The rows as the version before left them, and the migration.
    let old = r#"["internal","web","social","press","print"]"#;
    let hold = |uses: &str| {
        format!(
            "INSERT INTO holds (company_id, event_id, employee_id, by_guardian, uses, backup,
                                decided_at, last_decision, created_at)
             VALUES ({}, {event}, {ana}, 0, '{uses}', 'backup of May', 0, 0, 0);",
            studio.company
        )
    };
    let migration = include_str!("../../migrations/sqlite/0041_uses.sql");
    let fewer = r#"["web","press"]"#;
    let before = [&hold(old), &hold(fewer), "UPDATE templates SET uses = '", old, "';", migration];
    change(server.folder.path(), &before.concat());
    let held = rows(server.folder.path(), "SELECT uses FROM holds ORDER BY id");
    assert_eq!(held, [[r#"["*"]"#], [fewer]]);
    change(server.folder.path(), "DELETE FROM holds");
    let list = studio.get("/template").await.is(200).json.clone();
    for text in list.as_array().unwrap() {
        assert_eq!(text["uses"], json!(["internal", "web", "social", "press", "print"]));
        let press = if text["locale"] == "fr" { "Presse et médias" } else { "Press and media" };
        assert_eq!(text["useTexts"][3], words("press", press, ""));
    }
    // The document has the same bytes as before: the labels, and no sentence.
    let mut signer = Recipient::invited(&server, ANA);
    signer.proves_the_email().await;
    let shown = &rows(server.folder.path(), "SELECT body FROM documents ORDER BY id DESC")[0][0];
    let uses = r#"{"name":"web","label":"Site internet"},{"name":"social""#;
    assert!(shown.contains(uses), "{shown}");
    // Who publishes the same uses without words changes nothing; the settings add the sentences.
    let path = format!("/template/{}", list[0]["id"]);
    let text = studio.get(&path).await.is(200).json.clone();
    let locale = text["locale"].as_str().unwrap();
    let same = json!({ "title": text["title"], "body": text["body"], "uses": text["uses"] });
    let again = studio.put(&format!("/template/current/{locale}"), same).await.is(200).json.clone();
    assert_eq!(again["version"], text["version"]);
    let console = ConsoleContext::of(&server, &studio.email).await;
    let form = format!(
        "do=publish&language={locale}&title=T&uses=web&uses=press\
         &body=%7Bcompany%7D+%7Bperson%7D+%7Bduration%7D"
    );
    console.sends("/console/settings/release", &form).await.is(303);
    let list = studio.get("/template").await.is(200).json.clone();
    assert!(!list[0]["useTexts"][0]["sentence"].as_str().unwrap().is_empty(), "{list}");
    server.settle().await;
}
