//! The PDF, the chain and the bundle, and who may verify them.

use std::io::Write;
use std::process::Command;

use be_right::model::Digest;
use be_right::model::chain::EvidenceKind;
use be_right::render::bundle::{Outcome, Verdict, examine};
use serde_json::json;

use super::asked;
use crate::files::{BOUNDARY, form};
use crate::support::{Recipient, Reply, Server, read_json, rows};

#[tokio::test]
async fn the_bundle_of_a_real_answer_is_genuine_and_a_changed_one_is_not() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    studio.get(&format!("/answer/{answer}/evidence")).await.is_problem(409, "not_answered");
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "print"]).await.is(201);
    server.settle().await;
    recipient.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;

    let bundle = studio.get(&format!("/answer/{answer}/evidence")).await;
    let report = examine(&bundle.is(200).bytes, &server.trust());
    let bad: Vec<_> = report.checks.iter().filter(|check| check.outcome == Outcome::Bad).collect();
    assert!(report.verdict == Verdict::Genuine, "{bad:?}");
    assert_eq!(report.decisions.len(), 2);

    let mut changed = bundle.bytes.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    assert!(examine(&changed, &server.trust()).verdict != Verdict::Genuine);
}

#[tokio::test]
async fn the_command_judges_a_bundle_without_the_server() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let bundle = studio.get(&format!("/answer/{answer}/evidence")).await.bytes;
    let mut file = tempfile::NamedTempFile::with_suffix(".zip").unwrap();
    file.write_all(&bundle).unwrap();
    let judge = || {
        Command::new(env!("CARGO_BIN_EXE_be-right"))
            .args(["verify", "--lang", "en", "--key"])
            .arg(server.app.keys.seal.public().to_string())
            .arg(file.path())
            .output()
            .unwrap()
    };
    let judged = judge();
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stdout));
    let mut spoilt = bundle;
    let at = spoilt.len() / 3;
    spoilt[at] ^= 0xff;
    std::fs::write(file.path(), spoilt).unwrap();
    assert!(!judge().status.success());
}

#[tokio::test]
async fn every_step_is_in_the_evidence_with_where_it_came_from() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    recipient.withdraws(None).await.is(200);
    server.settle().await;
    let bundle = studio.get(&format!("/answer/{answer}/evidence")).await.bytes;
    let chain = read_json(&bundle, "chain.json");
    let kinds: Vec<_> = chain
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap().to_owned())
        .collect();
    let expected = [
        EvidenceKind::InvitationSent,
        EvidenceKind::CodeRequested,
        EvidenceKind::CodeSent,
        EvidenceKind::CodeVerified,
        EvidenceKind::DocumentShown,
        EvidenceKind::Answered,
        EvidenceKind::PdfMade,
        EvidenceKind::Sealed,
        EvidenceKind::Sent,
        EvidenceKind::Withdrawn,
        EvidenceKind::Sealed,
        EvidenceKind::Sent,
    ];
    assert_eq!(kinds, expected.map(|kind| kind.name().to_owned()));
    assert!(chain[0].to_string().contains("250 2.0.0 Ok"));
}

#[tokio::test]
async fn the_pdf_never_changes_whatever_is_renamed() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, answers) = studio.plans("Catalogue", &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let before = studio.get(&format!("/answer/{}/pdf", answers[0])).await.bytes;
    let renamed = json!({ "firstName": "Anna", "lastName": "Durand", "email": "ana@example.org" });
    studio.put(&format!("/employee/{ana}"), renamed).await.is(200);
    studio.put(&format!("/company/{}", studio.company), json!({ "name": "Autre" })).await.is(200);
    studio.delete(&format!("/event/{event}")).await.is(204);
    server.settle().await;
    let after = studio.get(&format!("/answer/{}/pdf", answers[0])).await;
    assert_eq!(after.is(200).bytes, before);
}

#[tokio::test]
async fn anybody_with_the_pdf_can_check_it_and_nobody_else_learns_anything() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    let reference =
        recipient.accepts(&["web"]).await.json["reference"].as_str().unwrap().to_owned();
    server.settle().await;
    let pdf = studio.get(&format!("/answer/{answer}/pdf")).await.bytes;
    let path = |sha256: &str| format!("/verify/{}?sha256={sha256}", reference.to_lowercase());
    let genuine = server.get(&path(&Digest::of(&pdf).hex())).await;
    assert_eq!(genuine.is(200).json["genuine"], true);
    assert_eq!(genuine.json["state"], "ACCEPTED");
    assert_eq!(genuine.json["signedAt"], "2026-05-01");
    let other = server.get(&path(&Digest::of(b"other").hex())).await;
    assert_eq!(
        (other.json["genuine"].as_bool(), other.json["state"].is_null()),
        (Some(false), true)
    );
    let bare = server.get(&format!("/verify/{reference}")).await;
    assert!(bare.json["genuine"].is_null() && bare.json["signedAt"].is_null());
    server.get(&format!("/verify/{}", "0".repeat(26))).await.is_problem(404, "not_found");
    server.get(&path("nonsense")).await.refuses(&["sha256"]);
    assert!(!genuine.text().contains("Moreau"));
}

/// What `/verify` shows for a file that is sent whole.
async fn judged(server: &Server, name: &str, bytes: &[u8]) -> Reply {
    let body = form(&[("lang", "en")], &[(name, bytes)]);
    let request = server
        .client()
        .post("/verify")
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .header("sec-fetch-site", "same-origin")
        .body(body);
    Reply::read(request.send().await).await
}

#[tokio::test]
async fn the_page_judges_a_bundle_or_a_pdf_that_is_sent_whole() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    // Browsers send no field that has no name.
    let page = server.get("/verify").await.is(200).text();
    assert!(page.contains("<input type=\"file\" id=\"file\" name=\"file\""), "{page}");
    let bundle = studio.get(&format!("/answer/{answer}/evidence")).await.bytes;
    let pdf = studio.get(&format!("/answer/{answer}/pdf")).await.bytes;
    for (name, file) in [("evidence.zip", &bundle), ("copy.pdf", &pdf)] {
        let page = judged(&server, name, file).await.is(200).text();
        assert!(page.contains("GENUINE: "), "{name}: {page}");
        // What is in force today, too, without a reference typed.
        assert!(page.contains("Given"), "{name}: {page}");
        let mut spoilt = file.clone();
        let at = spoilt.len() / 3;
        spoilt[at] ^= 1;
        let page = judged(&server, name, &spoilt).await.is(200).text();
        assert!(!page.contains("GENUINE: ") && page.contains("alert"), "{name}: {page}");
    }
    // Of another server: it fits together, and is not ours.
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/genuine");
    let other = std::fs::read_dir(vectors).unwrap().map(|entry| entry.unwrap().path());
    let other = other.filter(|path| path.extension().is_some_and(|end| end == "zip")).min();
    let page = judged(&server, "evidence.zip", &std::fs::read(other.unwrap()).unwrap()).await;
    let page = page.is(200).text();
    assert!(page.contains("UNKNOWN KEY") && !page.contains("Given"), "{page}");
    // Neither: a PDF of somebody else, no file, too large a one.
    let page = judged(&server, "x.pdf", b"%PDF-1.7 nothing").await.is(200).text();
    assert!(!page.contains("GENUINE"));
    judged(&server, "", b"").await.is(200);
    judged(&server, "x.zip", &vec![b'P'; (4 << 20) + 1]).await.is(413);
    // A small one that unpacks to a large one is not read.
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    bomb.start_file("chain.json", zip::write::SimpleFileOptions::default()).unwrap();
    bomb.write_all(&vec![b' '; 7 << 20]).unwrap();
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20);
    judged(&server, "x.zip", &bomb).await.is(413);
    judged(&server, "x.zip", &vec![b'P'; 7 << 20]).await.is(413);
}

#[tokio::test]
async fn a_pdf_that_is_damaged_on_the_disk_is_said_to_be_and_the_evidence_goes_without_it() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "print"]).await.is(201);
    server.settle().await;
    recipient.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let data = server.folder.path();
    let pdf = rows(data, "SELECT pdf_sha256 FROM seals").concat().concat();
    let receipt = rows(data, "SELECT receipt_sha256 FROM manifests WHERE number = 2").concat();
    for (name, path, nth) in [(&pdf, "pdf", 1), (&receipt[0], "receipts/2", 2)] {
        let name = Digest::parse(name).unwrap();
        let place = server.app.blobs.local_copy(name).unwrap().unwrap();
        let sound = std::fs::read(&place).unwrap();
        let mut rotten = sound.clone();
        rotten[1_000] ^= 1;
        std::fs::write(&place, &rotten).unwrap();
        let path = format!("/answer/{answer}/{path}");
        for _ in 0..2 {
            studio.get(&path).await.is_problem(503, "pdf_damaged");
        }
        assert_eq!(server.audited("pdf_damaged"), nth);
        assert_eq!(server.get("/readyz").await.json["alarms"], json!(["files_lost"]));
        // The evidence is handed out without it, and says so.
        let bundle = studio.get(&format!("/answer/{answer}/evidence")).await.is(200).bytes.clone();
        let report = examine(&bundle, &server.trust());
        assert_eq!((report.verdict, report.decisions.len()), (Verdict::Incomplete, 2));
        // What came back from a backup is as good as before.
        std::fs::write(&place, &sound).unwrap();
        studio.get(&path).await.is(200);
        be_right::actions::files::check_share(&server.app).await.unwrap();
        assert_eq!(server.get("/readyz").await.json["alarms"], json!([]));
        let bundle = studio.get(&format!("/answer/{answer}/evidence")).await.is(200).bytes.clone();
        assert_eq!(examine(&bundle, &server.trust()).verdict, Verdict::Genuine);
    }
    server.settle().await;
}
