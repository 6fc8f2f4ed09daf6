//! Downloads: the roster of an event, and several signed documents at once.

use be_right::model::keys::in_fours;
use std::io::{Cursor, Read as _, Write as _};
use std::process::Command;

use serde_json::json;
use zip::ZipArchive;

use crate::support::{Recipient, Reply, Server, Studio, pdf_layout};

/// Answers the last invitation; no uses mean a refusal.
async fn answers<'s>(server: &'s Server, email: &str, uses: &[&str]) -> Recipient<'s> {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    match uses {
        [] => recipient.refuses(None).await.is(201),
        _ => recipient.accepts(uses).await.is(201),
    };
    server.settle().await;
    recipient
}

fn files(reply: &Reply) -> Vec<(String, Vec<u8>)> {
    assert_eq!(reply.header("content-type"), "application/zip");
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

/// An event whose four employees accepted, accepted and withdrew, refused, and did not answer.
async fn shoot(studio: &Studio<'_>) -> (i64, Vec<i64>) {
    let server = studio.server;
    let mut people = vec![];
    for (first, last) in
        [("Šárka", "Müller-Łęcka"), ("Bob", "Martin"), ("Cléo", "Roy"), ("Dan", "Roux")]
    {
        let email = format!("{}@example.org", last[..3].to_lowercase().replace('ü', "u"));
        people.push(studio.employs(first, last, &email).await);
    }
    let (event, ids) = studio.plans("Fête / été", &people).await;
    server.settle().await;
    answers(server, "mu@example.org", &["web", "print"]).await;
    let bob = answers(server, "mar@example.org", &["web"]).await;
    bob.withdraws(None).await.is(200);
    answers(server, "roy@example.org", &[]).await;
    server.settle().await;
    (event, ids)
}

#[tokio::test]
async fn the_roster_names_those_whose_consent_is_in_force_and_nobody_else() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (event, ids) = shoot(&studio).await;
    let path = format!("/event/{event}/accepted.pdf");
    let roster = studio.get(&path).await;
    assert_eq!(roster.is(200).header("content-type"), "application/pdf");
    assert!(roster.header("content-disposition").contains("Fete"), "{:?}", roster.headers);
    let french = pdf_layout(&roster.bytes);
    for there in [
        "Autorisations données",
        "Fête / été",
        "Šárka",
        "Site",
        "Une autorisation en vigueur sur 4",
    ] {
        assert!(french.contains(there), "{there} is not in {french}");
    }
    for part in ["En partie (2 sur 5)", "Refusé"] {
        assert!(french.contains(part), "{part} is not in {french}");
    }
    for not_there in ["Bob", "Cléo", "Dan"] {
        assert!(!french.contains(not_there), "{not_there} is in {french}");
    }
    let reference = studio.get(&format!("/answer/{}", ids[0])).await;
    let reference = reference.json["reference"].as_str().unwrap().to_owned();
    let shown = in_fours(&reference);
    assert!(shown.split('-').all(|four| french.contains(four)), "{french}");
    studio.patch("/settings", json!({ "locale": "en" })).await.is(200);
    let english = pdf_layout(&studio.get(&path).await.bytes);
    assert!(english.contains("Consents given") && english.contains("page 1 of 1"), "{english}");
    // In nine years the consents have ended.
    server.sleeps(9 * 366).await;
    let studio = studio.comes_back().await;
    assert!(!pdf_layout(&studio.get(&path).await.bytes).contains("Šárka"));
    studio.get("/event/999/accepted.pdf").await.is_problem(404, "not_found");
}

#[tokio::test]
async fn a_photographer_prints_the_roster_of_their_own_shoots_only() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let partner = studio.hires("photo@example.org", "PHOTOGRAPHER").await;
    let (other, _) = studio.plans("Autre", &[]).await;
    let own = json!({
        "name": "Sienne", "start": "2026-05-20T08:00:00Z", "end": "2026-05-20T18:00:00Z",
        "partnerId": partner.user, "employeeIds": [],
    });
    let own = studio.post("/event", own).await.is(201).id("/event/id");
    partner.get(&format!("/event/{own}/accepted.pdf")).await.is(200);
    partner.get(&format!("/event/{other}/accepted.pdf")).await.is_problem(404, "not_found");
    server.settle().await;
}

#[tokio::test]
async fn several_documents_come_in_an_archive_that_says_what_is_missing() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, ids) = shoot(&studio).await;
    let list = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let reply = studio.get(&format!("/answer/pdf?ids={list}")).await;
    let files = files(reply.is(200));
    assert_eq!(files.len(), 4, "a manifest and three documents");
    let (name, manifest) = &files[0];
    assert_eq!(name, "manifest.csv");
    let manifest = String::from_utf8(manifest.clone()).unwrap();
    assert!(manifest.starts_with("\u{feff}answerId,reference,"), "{manifest}");
    assert!(manifest.lines().nth(4).unwrap().ends_with(",PENDING,"), "{manifest}");
    assert!(files[1].0.starts_with("Šárka Müller-Łęcka - Fête - été - "), "{}", files[1].0);
    for (name, bytes) in &files[1..] {
        assert!(!name.contains(['/', '\\']) && manifest.contains(name), "{name}");
        assert!(bytes.starts_with(b"%PDF"));
    }
    // Each is the sealed file, byte for byte.
    let single = studio.get(&format!("/answer/{}/pdf", ids[0])).await;
    assert_eq!(files[1].1, single.bytes);
    let alone = studio.get(&format!("/answer/pdf?ids={}", ids[0])).await;
    assert_eq!(alone.bytes, single.bytes);
    let zipped = studio.get(&format!("/answer/pdf?ids={}&as=zip", ids[0])).await;
    assert_eq!(self::files(&zipped).len(), 2);
}

#[tokio::test]
async fn several_documents_come_as_one_to_print() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, ids) = shoot(&studio).await;
    let of = |ids: &[i64]| {
        let list = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        format!("/answer/pdf?ids={list}&as=pdf")
    };
    let whole = studio.get(&of(&ids[..3])).await;
    assert_eq!(whole.is(200).header("content-type"), "application/pdf");
    let text = pdf_layout(&whole.bytes);
    for name in ["Šárka", "Bob", "Cléo"] {
        assert!(text.contains(name), "{name}");
    }
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&whole.bytes).unwrap();
    let checked = Command::new("qpdf").arg("--check").arg(file.path()).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    studio.get(&of(&ids)).await.is_problem(409, "not_answered");
    studio.get(&of(&ids[3..])).await.is_problem(409, "not_answered");
}

#[tokio::test]
async fn what_is_asked_for_wrongly_is_named() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (_, ids) = shoot(&studio).await;
    studio.get("/answer/pdf?ids=").await.refuses(&["ids"]);
    studio.get(&format!("/answer/pdf?ids={},x", ids[0])).await.refuses(&["ids.1"]);
    studio.get(&format!("/answer/pdf?ids={},999", ids[0])).await.refuses(&["ids.1"]);
    let many = |most: i64| (1..=most).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    studio.get(&format!("/answer/pdf?ids={}", many(201))).await.refuses(&["ids"]);
    let most = studio.get(&format!("/answer/pdf?ids={}", many(200))).await;
    assert_eq!(most.is_problem(422, "invalid").json["errors"][0]["field"], "ids.4");
    studio.get(&format!("/answer/pdf?ids={}&as=doc", ids[0])).await.is(422);
}
