//! Exports of everything that a company holds.

use std::io::{Cursor, Read as _};

use serde_json::{Value, json};
use zip::ZipArchive;

use crate::console::ConsoleContext;
use crate::files::photo;
use crate::support::{PASSWORD, Recipient, Reply, Server, Studio};

/// A studio with a photograph and a consent that was given.
async fn studio(server: &Server) -> Studio<'_> {
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let (event, _) = studio.plans("Open day", &[zoe]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(server, "zoe@example.net");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    photo(&studio, event, 1).await;
    server.settle().await;
    studio
}

async fn asks(studio: &Studio<'_>) -> Reply {
    studio.post("/export", json!({ "currentPassword": PASSWORD })).await
}

pub fn unpacked(reply: &Reply) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(reply.bytes.clone())).unwrap();
    let mut found = vec![];
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut bytes = vec![];
        file.read_to_end(&mut bytes).unwrap();
        found.push((file.name().unwrap().into_owned(), bytes));
    }
    found
}

#[tokio::test]
async fn an_owner_takes_everything_away_in_one_archive() {
    let server = Server::start();
    let studio = studio(&server).await;
    let stranger = server.studio("pathe").await;
    stranger.employs("Secret", "Stranger", "secret@example.net").await;

    let begun = asks(&studio).await;
    let id = begun.is(202).id("/id");
    assert_eq!(begun.json["state"], "WAITING");
    asks(&studio).await.is_problem(409, "export_under_way");
    studio.get(&format!("/export/{id}/archive")).await.is_problem(409, "export_not_ready");
    server.settle().await;
    let done = studio.get(&format!("/export/{id}")).await;
    assert_eq!(done.is(200).json["state"], "DONE");
    assert_eq!((&done.json["done"], &done.json["total"]), (&json!(2), &json!(2)));

    let archive = studio.get(&format!("/export/{id}/archive")).await;
    assert_eq!(archive.is(200).header("content-type"), "application/zip");
    assert_eq!(archive.bytes.len() as i64, done.json["bytes"].as_i64().unwrap());
    let files = unpacked(&archive);
    let find = |name: &str| {
        let found = files.iter().find(|(one, _)| one == name);
        &found.unwrap_or_else(|| panic!("no {name}")).1
    };
    let rows = |name: &str| -> Vec<Value> {
        serde_json::from_slice(find(&format!("data/{name}.json"))).unwrap()
    };
    let people = rows("employees");
    assert_eq!(people.len(), 1);
    assert_eq!(
        (&people[0]["firstName"], &people[0]["email"]),
        (&json!("Zoé"), &json!("zoe@example.net"))
    );
    let answers = rows("answers");
    assert_eq!((&answers[0]["state"], &answers[0]["uses"]), (&json!("ACCEPTED"), &json!(["web"])));
    assert!(answers[0]["signedAt"].as_str().unwrap().ends_with('Z'));
    assert_eq!(rows("company")[0]["name"], "lumiere");
    assert_eq!(rows("files").len(), 1);
    let fields: Value = serde_json::from_slice(find("fields.json")).unwrap();
    assert_eq!(fields["answers.json"]["signedAt"], "instant");
    let reference = answers[0]["reference"].as_str().unwrap();
    let bundle = find(&format!("consents/{reference}.zip"));
    let mut bundle = ZipArchive::new(Cursor::new(bundle.clone())).unwrap();
    assert!(bundle.by_name("manifest.json").is_ok() || bundle.len() > 3);
    let original = files.iter().find(|(name, _)| name.starts_with("files/")).unwrap();
    assert_eq!(&original.1[..3], b"\xff\xd8\xff");
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("secret@example.net"), "{name} is of another company");
        assert!(!text.contains("argon2"), "{name} has a password");
    }
    // Whoever asked is notified, by mail too.
    let notified = studio.get("/notifications").await;
    assert!(notified.text().contains("EXPORT_READY"), "{}", notified.text());
    let mail = server.postbox.last_to(&studio.email);
    assert!(mail.text.contains("/console/settings/data"), "{}", mail.text);
    assert_eq!((server.audited("request_export"), server.audited("download_export")), (1, 1));
}

#[tokio::test]
async fn an_export_needs_the_password_and_an_owner_and_expires() {
    let server = Server::start();
    let studio = studio(&server).await;
    let colleague = studio.hires("col@example.net", "SUPER_USER").await;
    asks(&colleague).await.is(403);
    studio.post("/export", json!({ "currentPassword": "not this one" })).await.is(422);
    let id = asks(&studio).await.is(202).id("/id");
    server.settle().await;
    let stranger = server.studio("pathe").await;
    stranger.get(&format!("/export/{id}")).await.is(404);
    stranger.get(&format!("/export/{id}/archive")).await.is(404);
    let folder = server.folder.path().join("exports");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);

    server.sleeps(8).await;
    let studio = studio.back().await;
    studio.get(&format!("/export/{id}/archive")).await.is_problem(410, "export_expired");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "the file is gone");
    assert_eq!(studio.get("/export").await.json[0]["state"], "EXPIRED");
    asks(&studio).await.is(202);
    server.settle().await;
}

#[tokio::test]
async fn the_console_asks_for_an_export_and_offers_it() {
    let server = Server::start();
    let studio = studio(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let path = "/console/settings/data";
    let wrong = console.sends(path, "do=export&currentPassword=wrong").await.is(422).text();
    assert!(wrong.contains("id=\"f-currentPassword-error\""), "{wrong}");
    let right = format!("do=export&currentPassword={}", PASSWORD.replace(' ', "+"));
    console.sends(path, &right).await.is(303);
    // A second click has no effect.
    console.sends(path, &right).await.is(303);
    let waits = console.get(path).await.is(200).text();
    assert!(waits.contains("<progress"), "{waits}");
    server.settle().await;
    let page = console.get(&format!("{path}?lang=en")).await.is(200).text();
    assert!(!page.contains("<progress") && page.contains("Ready ·"), "{page}");
    let (_, rest) = page.split_once("/console/settings/data/export/").unwrap();
    let id: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let archive = console.get(&format!("{path}/export/{id}")).await;
    assert!(unpacked(archive.is(200)).len() > 20);
    let notices = console.get("/console/notifications?lang=en").await.is(200).text();
    assert!(
        notices.contains("Export ready") && notices.contains("href=\"/console/settings/data\"")
    );
}
