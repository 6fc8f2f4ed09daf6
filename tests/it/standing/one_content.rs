//! What a consent says is what its signers were shown, though the company changes its rows between
//! and after their decisions; and no logo or watermark shows a photograph that may not be shown.

use serde_json::{Value, json};

use super::signers::{ANNE, of_zoe};
use super::{ANA, Shoot, accepts, child, guardian};
use crate::files::{fetch, form, id, jpeg, photo, send_form};
use crate::support::{Recipient, Server, Studio, change, pdf_text};

const PAUL: &str = "paul@example.org";

/// Renames the company and the event, moves the event, and lets consents last for ten years.
async fn changes_everything(studio: &Studio<'_>, event: i64) {
    let company = json!({ "name": "Grimm", "licenceMonths": 120, "guardiansNeeded": 2 });
    studio.put(&format!("/company/{}", studio.company), company).await.is(200);
    let moved = json!({
        "name": "Lingerie", "start": "2031-01-03T09:00:00Z", "end": "2031-01-03T10:00:00Z",
    });
    studio.put(&format!("/event/{event}"), moved).await.is(200);
    let text = json!({
        "title": "Autre texte", "body": "{signer} cède pour {duration} ce qui montre {person} à {company}.",
        "uses": ["press"],
    });
    studio.put("/template/current/fr", text).await.is(200);
}

#[tokio::test]
async fn guardians_sign_the_same_document_whatever_changes_between_them() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    let mut anne = Recipient::invited(&server, ANNE);
    let to_anne = anne.proves_the_email().await.json["document"].clone();
    anne.accepts(&["web", "print"]).await.is(201);
    server.settle().await;
    changes_everything(&shoot.studio, shoot.event).await;
    let parents = [guardian("Anne", "Petit"), guardian("Paul", "Petit")];
    let mut renamed = child(&parents);
    renamed["firstName"] = json!("Zélie");
    shoot.studio.put(&format!("/employee/{}", shoot.ana), renamed).await.is(200);
    server.settle().await;

    let mut paul = Recipient::invited(&server, PAUL);
    let to_paul = paul.proves_the_email().await.json["document"].clone();
    let mut same = to_anne.clone();
    same["text"] = json!(same["text"].as_str().unwrap().replace("Anne Petit", "Paul Petit"));
    assert_eq!(to_paul, same);
    paul.accepts(&["web", "print"]).await.is(201);
    server.settle().await;

    let answer = shoot.answer(shoot.answer).await;
    assert_eq!((&answer["state"], &answer["uses"]["web"]), (&json!("ACCEPTED"), &json!(true)));
    let months = to_anne["licenceMonths"].as_u64().unwrap();
    let year = |field: &str| answer[field].as_str().unwrap()[..4].parse::<u64>().unwrap();
    assert_eq!((year("expiresAt") - year("signedAt")) * 12, months);
    shoot.studio.get(&format!("/answer/{}/pdf", shoot.answer)).await.is(200);
    for reader in [ANNE, PAUL] {
        let mail = server.postbox.last_to(reader);
        let said = format!("{} {}", mail.subject, mail.text);
        assert!(said.contains("Kermesse") && said.contains("lumiere"), "{said}");
        for other in ["Lingerie", "Grimm", "Zélie"] {
            assert!(!said.contains(other), "{said}");
        }
    }
    // The nightly check finds the consent as its documents say.
    server.sleeps(1).await;
    let studio = shoot.studio.comes_back().await;
    let path = format!("/answer/{}", shoot.answer);
    assert_eq!(studio.get(&path).await.is(200).json["onHold"], json!([]));
}

#[tokio::test]
async fn another_guardian_reads_the_translation_of_what_the_first_one_signed() {
    let server = Server::start();
    let shoot = of_zoe(&server).await;
    accepts(&server, ANNE, &["web"]).await;
    server.clock.advance(60_000);
    let texts = shoot.studio.get("/template").await.is(200).json.clone();
    let english = texts.as_array().unwrap().iter().find(|text| text["locale"] == "en");
    let english = english.unwrap()["title"].clone();
    let text = json!({
        "title": "Other", "body": "{signer} sells {person} to {company} for {duration}.",
        "uses": ["internal", "web", "social", "press", "print"],
    });
    shoot.studio.put("/template/current/en", text).await.is(200);
    // As the form for the language on Paul's page does.
    let english_page = format!("UPDATE answers SET locale = 'en' WHERE id = {}", shoot.answer);
    change(server.folder.path(), &english_page);
    let mut paul = Recipient::invited(&server, PAUL);
    let shown = paul.proves_the_email().await.json["document"].clone();
    assert_eq!(shown["title"], english, "{shown}");
    paul.accepts(&["web"]).await.is(201);
    server.settle().await;
    // Each text stands above who signed it.
    let pdf = shoot.studio.get(&format!("/answer/{}/pdf", shoot.answer)).await;
    let text = pdf_text(&pdf.is(200).bytes);
    let read_by_paul = "Le texte tel que Paul Petit l’a lu et signé";
    let (french, rest) = text.split_once(read_by_paul).unwrap_or_else(|| panic!("{text}"));
    assert!(french.contains("gratuit") && rest.contains(english.as_str().unwrap()), "{text}");
}

#[tokio::test]
async fn receipts_say_what_was_signed() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let mut ana = Recipient::invited(&server, ANA);
    ana.proves_the_email().await;
    ana.accepts(&["web"]).await.is(201);
    // Before the receipt is written.
    changes_everything(&shoot.studio, shoot.event).await;
    server.settle().await;
    let mail = server.postbox.last_to(ANA);
    let files: Vec<&str> = mail.attachments.iter().map(|file| file.name.as_str()).collect();
    let said = format!("{} {} {files:?}", mail.subject, mail.text);
    assert!(said.contains("Été") && !said.contains("Lingerie"), "{said}");
    assert!(said.contains("lumiere") && !said.contains("Grimm"), "{said}");
}

#[tokio::test]
async fn a_photograph_is_no_logo_and_no_watermark() {
    let server = Server::start();
    let shoot = Shoot::of_ana(&server).await;
    let studio = &shoot.studio;
    let nobody = id(&photo(studio, shoot.event, 7).await);
    studio.put(&format!("/file/{nobody}/people"), json!({ "people": "none" })).await.is(200);
    let marked = async || {
        let body = json!({ "transform": "w_300,l_watermark:center:100,o_100", "use": "web" });
        let link = studio.post(&format!("/file/{nobody}/link"), body).await;
        let url = link.is(201).json["url"].as_str().unwrap().to_owned();
        fetch(&server, &url, &[]).await.is(200).bytes.clone()
    };
    let upload = async |kind: &str, seed: u8| -> Value {
        let body = form(&[], &[("a.jpg", &jpeg(seed))]);
        send_form(&server, &studio.token, &format!("/file/{kind}"), body).await.is(201).json.clone()
    };
    let page = async || {
        let link = Recipient::invited(&server, ANA).token;
        server.get(&format!("/sign/{link}")).await.is(200).text()
    };
    let plain = marked().await;
    upload("watermark", 8).await;
    upload("logo", 9).await;
    let drawn = marked().await;
    assert!(plain != drawn);
    assert!(page().await.contains("/media/"));
    // The same bytes become photographs of a shoot.
    photo(studio, shoot.event, 8).await;
    photo(studio, shoot.event, 9).await;
    assert!(marked().await == plain);
    assert!(!page().await.contains("/media/"));
    server.settle().await;
}
