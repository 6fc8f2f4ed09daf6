//! Receipts of withdrawals and of ended consents: mailed, kept, sealed.

use std::sync::Arc;

use be_right::model::{Digest, Timestamp};
use be_right::render::bundle::{Outcome, Verdict, examine};
use poem::http::Method;
use serde_json::{Value, json};

use super::asked;
use crate::support::{
    FullDisk, Recipient, Server, Studio, change, pdf_text, read_bytes, read_json, rows, verifies,
};

async fn answered<'s>(server: &'s Server, uses: &[&str]) -> (Studio<'s>, i64, Recipient<'s>) {
    let (studio, answer, mut recipient) = asked(server).await;
    recipient.proves_the_email().await;
    recipient.accepts(uses).await.is(201);
    server.settle().await;
    (studio, answer, recipient)
}

/// The receipts of an answer, and the PDF of the last one.
async fn receipts(studio: &Studio<'_>, answer: i64) -> (Vec<Value>, Vec<u8>) {
    let path = format!("/answer/{answer}/receipts");
    let all = studio.get(&path).await.is(200).json.as_array().unwrap().clone();
    let last = all.last().unwrap()["number"].as_i64().unwrap();
    let pdf = studio.get(&format!("{path}/{last}")).await.is(200).bytes.clone();
    assert_eq!(all.last().unwrap()["sha256"], Digest::of(&pdf).hex());
    (all, pdf)
}

async fn genuine(server: &Server, studio: &Studio<'_>, answer: i64) -> Vec<u8> {
    let bundle = studio.get(&format!("/answer/{answer}/evidence")).await;
    let report = examine(&bundle.is(200).bytes, &server.trust());
    let odd = report.checks.iter();
    let odd: Vec<_> =
        odd.filter(|one| !matches!(one.outcome, Outcome::Good | Outcome::Note)).collect();
    assert_eq!(report.verdict, Verdict::Genuine, "{odd:#?}");
    bundle.bytes.clone()
}

#[tokio::test]
async fn who_withdraws_gets_a_sealed_receipt_that_the_studio_keeps() {
    let server = Server::start();
    let (studio, answer, recipient) = answered(&server, &["web", "print"]).await;
    assert_eq!(studio.get(&format!("/answer/{answer}/receipts")).await.json, json!([]));
    recipient.sends(Method::GET, "/receipt.pdf", None).await.is_problem(404, "not_found");
    recipient.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;

    let mail = server.postbox.last_to("ana@example.org");
    assert_eq!(mail.attachments.len(), 1);
    let (all, pdf) = receipts(&studio, answer).await;
    assert_eq!((all.len(), &all[0]["kind"]), (1, &json!("WITHDRAWAL")));
    assert_eq!(mail.attachments[0].bytes, pdf);
    assert!(mail.attachments[0].name.starts_with("Reçu"), "{}", mail.attachments[0].name);
    assert_eq!(recipient.sends(Method::GET, "/receipt.pdf", None).await.is(200).bytes, pdf);
    assert!(pdf.len() < 90_000, "{}", pdf.len());
    let text = pdf_text(&pdf);
    for said in
        ["Autorisation retirée en partie", "Ana Moreau a retiré", "✗ Retiré", "✓ Toujours autorisé"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }

    // Its own manifest seals it, in the bundle of today.
    let bundle = genuine(&server, &studio, answer).await;
    let manifest = read_json(&bundle, "manifest-2.json");
    assert_eq!(manifest["kind"], "WITHDRAWAL");
    assert_eq!(manifest["previous"], Digest::of(read_bytes(&bundle, "manifest.json")).hex());
    assert_eq!(read_bytes(&bundle, "receipt-2.pdf"), pdf);
    let named = manifest["files"].as_array().unwrap().iter();
    let sealed = named.clone().find(|file| file["name"] == "receipt-2.pdf").unwrap();
    assert_eq!(sealed["sha256"], Digest::of(&pdf).hex());
    let states = |name: &str| read_json(&bundle, name)["pii_processing"]["purposes"].to_string();
    assert_ne!(states("record.json"), states("record-2.json"));

    // The receipt alone is judged by the bundle in it, and by the page.
    let key = server.app.keys.seal.public().to_string();
    let (said, code) = verifies(&pdf, "receipt.pdf", &key);
    assert!(code == 0 && said.contains("this allows: print"), "{code}: {said}");
    let mut spoilt = pdf.clone();
    spoilt[2_000] ^= 1;
    assert_eq!(verifies(&spoilt, "receipt.pdf", &key).1, 1);
    let reference = manifest["reference"].as_str().unwrap();
    let path = format!("/verify/{reference}?sha256={}", Digest::of(&pdf).hex());
    let verified = server.get(&path).await;
    assert_eq!(verified.is(200).json["genuine"], true);
    assert_eq!(verified.json["uses"]["web"], false);
}

#[tokio::test]
async fn each_withdrawal_has_a_receipt_of_its_own() {
    let server = Server::start();
    let (studio, answer, recipient) = answered(&server, &["web", "print", "social"]).await;
    recipient.withdraws(Some(&["web"])).await.is(200);
    recipient.withdraws(Some(&["print"])).await.is(200);
    server.settle().await;
    recipient.withdraws(None).await.is(200);
    server.settle().await;
    let (all, pdf) = receipts(&studio, answer).await;
    let numbers: Vec<_> = all.iter().map(|one| one["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [2, 3, 4]);
    assert!(pdf_text(&pdf).contains("Autorisation retirée"), "{}", pdf_text(&pdf));
    let bundle = genuine(&server, &studio, answer).await;
    assert_eq!(read_json(&bundle, "manifest-4.json")["number"], 4);
    let receipts = server.postbox.to("ana@example.org");
    let with_files = receipts.iter().filter(|mail| !mail.attachments.is_empty()).count();
    assert_eq!(with_files, 4, "the consent and three receipts");
}

#[tokio::test]
async fn a_guardian_reads_the_childs_name_and_nothing_of_the_other_guardians() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let guardian = |first: &str| {
        let email = format!("{}@example.org", first.to_lowercase());
        json!({ "firstName": first, "lastName": "Petit", "email": email })
    };
    let zoe = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "famille@example.org",
        "birthDate": "2016-03-01", "locale": "en", "guardians": [guardian("Anne"), guardian("Paul")],
    });
    let zoe = studio.post("/employee", zoe).await.is(201).id("/id");
    let answer = studio.plans("Kermesse", &[zoe]).await.1[0];
    server.settle().await;
    let mut anne = None;
    for email in ["anne@example.org", "paul@example.org"] {
        let mut guardian = Recipient::invited(&server, email);
        guardian.proves_the_email().await;
        guardian.accepts(&["web", "print"]).await.is(201);
        server.settle().await;
        anne.get_or_insert(guardian);
    }
    anne.unwrap().withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let (_, pdf) = receipts(&studio, answer).await;
    let text = pdf_text(&pdf).split_whitespace().collect::<Vec<_>>().join(" ");
    let english = "Anne Petit withdrew the consent to the use of pictures of Zoé Petit";
    let french = "Anne Petit a retiré l’autorisation d’utiliser les photos de Zoé Petit";
    assert!(text.contains(english) || text.contains(french), "{text}");
    for hidden in ["anne@", "paul@", "127.0.0.1"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    let bundle = genuine(&server, &studio, answer).await;
    let uses = read_json(&bundle, "manifest-2.json")["uses"].clone();
    let web = uses.as_array().unwrap().iter().find(|one| one["use"] == "web").unwrap();
    assert_eq!(web["accepted"], false);
}

#[tokio::test]
async fn who_consented_is_written_to_at_the_end_with_a_receipt() {
    let server = Server::start();
    let (studio, answer, _) = answered(&server, &["web"]).await;
    let ends: i64 =
        rows(server.folder.path(), "SELECT expires_at FROM answers")[0][0].parse().unwrap();
    let now = server.app.now().0;
    server.clock.advance(ends - now + Timestamp::HOUR);
    let studio = studio.comes_back().await;
    server.sleeps(2).await;
    let studio = studio.comes_back().await;
    let (all, pdf) = receipts(&studio, answer).await;
    assert_eq!(all.last().unwrap()["kind"], "EXPIRY");
    let text = pdf_text(&pdf);
    assert!(text.contains("Autorisation arrivée à son terme"), "{text}");
    assert!(text.contains("✗ Terminé"), "{text}");
    let mail = server.postbox.last_to("ana@example.org");
    assert!(mail.subject.contains("a pris fin"), "{}", mail.subject);
    assert_eq!(mail.attachments[0].bytes, pdf);
    let bundle = genuine(&server, &studio, answer).await;
    let manifest = read_json(&bundle, "manifest-2.json");
    assert_eq!(manifest["kind"], "EXPIRY");
    assert!(!manifest["uses"].to_string().contains("true"));
}

#[tokio::test]
async fn an_answer_sealed_without_a_manifest_is_withdrawn_with_one() {
    let server = Server::start();
    let (studio, answer, recipient) = answered(&server, &["web", "print"]).await;
    // As a version before left it: without the manifest, and the step that names it.
    let data = server.folder.path();
    let steps = rows(data, "SELECT seq, hash FROM evidence WHERE kind = 'PDF_MADE'");
    let pdf = rows(data, "SELECT pdf_sha256 FROM seals")[0][0].clone();
    let parse = |hash: &str| Digest::parse(hash).unwrap();
    let seal = server.app.keys.seal.seal(parse(&steps[0][1]), parse(&pdf));
    change(
        data,
        &format!(
            "DELETE FROM manifests; DELETE FROM evidence WHERE seq > {};
             UPDATE chain_seals SET seal = '{}'",
            steps[0][0],
            serde_json::to_string(&seal).unwrap()
        ),
    );
    let bundle = genuine(&server, &studio, answer).await;
    let report = examine(&bundle, &server.trust());
    assert!(report.result.is_none(), "the rule of format 1 is not sealed");

    recipient.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let bundle = genuine(&server, &studio, answer).await;
    let manifest = read_json(&bundle, "manifest.json");
    assert_eq!((&manifest["number"], &manifest["kind"]), (&json!(1), &json!("WITHDRAWAL")));
    let (_, receipt) = receipts(&studio, answer).await;
    let key = server.app.keys.seal.public().to_string();
    let (said, code) = verifies(&receipt, "receipt.pdf", &key);
    assert_eq!(code, 0, "{said}");
}

#[tokio::test]
async fn a_full_disk_delays_a_receipt_and_loses_nothing() {
    // The first PDF is put; then the disk is full for a while.
    let server = Server::start_on(&[], |app| {
        let disk = app.blobs.clone();
        app.blobs = Arc::new(FullDisk::after(disk, 1, 2));
    });
    let (studio, answer, recipient) = answered(&server, &["web", "print"]).await;
    recipient.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let state = studio.get(&format!("/answer/{answer}")).await;
    assert_eq!(state.json["uses"]["web"], false, "it holds at once");
    assert_eq!(studio.get(&format!("/answer/{answer}/receipts")).await.json, json!([]));
    for _ in 0..6 {
        server.clock.advance(Timestamp::HOUR);
        server.settle().await;
    }
    let studio = studio.comes_back().await;
    assert_eq!(receipts(&studio, answer).await.0.len(), 1);
    let mails = server.postbox.to("ana@example.org");
    assert_eq!(mails.iter().filter(|mail| !mail.attachments.is_empty()).count(), 2);
    genuine(&server, &studio, answer).await;
}

#[tokio::test]
async fn of_contradicted_evidence_no_receipt_is_made_and_the_mail_is_sent() {
    let server = Server::start();
    let (studio, answer, recipient) = answered(&server, &["web", "print"]).await;
    let data = server.folder.path();
    change(data, "UPDATE evidence SET at = at + 1 WHERE seq = 2");
    recipient.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let mail = server.postbox.last_to("ana@example.org");
    assert!(mail.subject.contains("retirée en partie") && mail.attachments.is_empty());
    assert_eq!(studio.get(&format!("/answer/{answer}/receipts")).await.json, json!([]));
    assert_eq!(server.audited("evidence_contradicted"), 1);
    change(data, "UPDATE evidence SET at = at - 1 WHERE seq = 2");
    change(data, "DELETE FROM jobs WHERE kind = 'make_receipt'");
}

#[tokio::test]
async fn a_withdrawal_before_the_pdf_is_made_has_a_receipt_too() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "print"]).await.is(201);
    recipient.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let (all, _) = receipts(&studio, answer).await;
    assert_eq!(all.len(), 1);
    let bundle = genuine(&server, &studio, answer).await;
    assert_eq!(read_json(&bundle, "manifest.json")["kind"], "ANSWER");
    let mails = server.postbox.to("ana@example.org");
    assert_eq!(mails.iter().filter(|mail| !mail.attachments.is_empty()).count(), 1);
}
