//! What the server states and signs when something is decided: the manifests in a bundle.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use be_right::model::{Digest, Timestamp};
use be_right::render::bundle::{Outcome, Report, Verdict, examine};
use serde_json::{Value, json};

use super::asked;
use crate::support::{Recipient, Server, Studio, change, python, read_bytes, read_json, rows};

/// An answer that allows two uses of five, with its PDF.
async fn answered(server: &Server) -> (Studio<'_>, i64, Recipient<'_>) {
    let (studio, answer, mut recipient) = asked(server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web", "print"]).await.is(201);
    server.settle().await;
    (studio, answer, recipient)
}

async fn bundle(studio: &Studio<'_>, answer: i64) -> Vec<u8> {
    studio.get(&format!("/answer/{answer}/evidence")).await.is(200).bytes.clone()
}

fn judged(server: &Server, zip: &[u8]) -> Report {
    let report = examine(zip, &server.trust());
    let odd = report.checks.iter();
    let odd: Vec<_> =
        odd.filter(|one| !matches!(one.outcome, Outcome::Good | Outcome::Note)).collect();
    assert_eq!(report.verdict, Verdict::Genuine, "{odd:#?}");
    report
}

/// The uses that a manifest says are allowed.
fn allowed(manifest: &Value) -> Vec<&str> {
    let uses = manifest["uses"].as_array().unwrap().iter();
    uses.filter(|one| one["accepted"] == true).map(|one| one["use"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_answer_is_sealed_by_a_signed_manifest_that_names_every_file() {
    let server = Server::start();
    let (studio, answer, _) = answered(&server).await;
    let zip = bundle(&studio, answer).await;
    let report = judged(&server, &zip);
    let result = report.result.unwrap();
    assert_eq!(result.signers, 1);

    let manifest = read_json(&zip, "manifest.json");
    assert_eq!(manifest["format"], "be-right manifest 2");
    assert_eq!((&manifest["number"], &manifest["kind"]), (&json!(1), &json!("ANSWER")));
    assert_eq!(manifest["publicKey"], server.app.keys.seal.public().to_string());
    assert_eq!(allowed(&manifest), ["web", "print"]);
    assert_eq!(manifest["rule"]["signers"], json!([{ "number": 1, "role": "PERSON" }]));
    let named = manifest["files"].as_array().unwrap();
    let names: Vec<&str> = named.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["consent.pdf", "document.json", "record.json"]);
    for file in named {
        let bytes = read_bytes(&zip, file["name"].as_str().unwrap());
        assert_eq!(file["sha256"], Digest::of(bytes).hex());
    }
    // The record is the one that the API gave then.
    let record = read_json(&zip, "record.json");
    assert_eq!(record["schema_version"], "ISO/IEC TS 27560:2023");
    assert_eq!(record["record_id"], manifest["reference"]);
    assert!(!manifest.to_string().contains("Moreau"), "a manifest names nobody");
}

#[tokio::test]
async fn openssl_and_the_second_verifier_accept_what_the_server_signed() {
    let server = Server::start();
    let (studio, answer, recipient) = answered(&server).await;
    recipient.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let zip = bundle(&studio, answer).await;
    judged(&server, &zip);
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
        path
    };
    // RFC 8410: the public key as it is in PEM.
    let mut der = hex::decode("302a300506032b6570032100").unwrap();
    der.extend(server.app.keys.seal.public().0);
    let key = put("key.der", &der);
    let (content, signature) = (
        put("m.json", &read_bytes(&zip, "manifest.json")),
        put("m.sig", &read_bytes(&zip, "manifest.sig")),
    );
    let checked = Command::new("openssl")
        .args(["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey"])
        .arg(&key)
        .arg("-in")
        .arg(&content)
        .arg("-sigfile")
        .arg(&signature)
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let file = put("bundle.zip", &zip);
    let second = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/verify.py");
    let run = Command::new(python(Path::new(env!("CARGO_MANIFEST_DIR"))))
        .arg(second)
        .arg(&file)
        .args(["--key", &server.app.keys.seal.public().to_string()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.contains("Together this allows: print"), "{said}");
}

#[tokio::test]
async fn of_two_guardians_the_sealed_rule_says_what_is_allowed() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let guardian = |first: &str| {
        let email = format!("{}@example.org", first.to_lowercase());
        json!({ "firstName": first, "lastName": "Petit", "email": email })
    };
    let zoe = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "famille@example.org",
        "birthDate": "2016-03-01", "guardians": [guardian("Anne"), guardian("Paul")],
    });
    let zoe = studio.post("/employee", zoe).await.is(201).id("/id");
    let answer = studio.plans("Kermesse", &[zoe]).await.1[0];
    server.settle().await;
    for (email, uses) in
        [("anne@example.org", &["web", "print"][..]), ("paul@example.org", &["web"])]
    {
        let mut guardian = Recipient::invited(&server, email);
        guardian.proves_the_email().await;
        guardian.accepts(uses).await.is(201);
        server.settle().await;
    }
    let zip = bundle(&studio, answer).await;
    let report = judged(&server, &zip);
    let manifest = read_json(&zip, "manifest.json");
    assert_eq!(manifest["rule"]["combine"], "EVERY");
    assert_eq!(manifest["rule"]["needed"], 2);
    assert_eq!(manifest["rule"]["signers"].as_array().unwrap().len(), 2);
    assert_eq!(allowed(&manifest), ["web"]);
    let said = report.lines(&be_right::render::words(be_right::model::Locale::En)).join("\n");
    assert!(said.contains("(each of 2 signers must allow a use), this allows: web."), "{said}");
}

#[tokio::test]
async fn a_manifest_that_was_changed_by_sql_is_found_at_night_and_never_handed_out() {
    let server = Server::start();
    let (studio, answer, recipient) = answered(&server).await;
    recipient.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let data = server.folder.path();
    let path = format!("/answer/{answer}/evidence");
    studio.get(&path).await.is(200);
    let zeroes = "0".repeat(64);
    for (column, value) in [
        ("content", "replace(content, '\"accepted\": false', '\"accepted\": true')".to_owned()),
        ("content", "content || ' '".to_owned()),
        ("content", "NULL".to_owned()),
        ("signature", format!("'{zeroes}{zeroes}'")),
        ("signature", "'nonsense'".to_owned()),
        ("record", "record || ' '".to_owned()),
        ("record", "NULL".to_owned()),
        ("number", "number + 5".to_owned()),
        ("kind", "'RENEWAL'".to_owned()),
        ("made_at", "made_at + 1".to_owned()),
    ] {
        let before = rows(
            data,
            "SELECT id, content, signature, record, number, kind, made_at FROM manifests",
        );
        change(data, &format!("UPDATE manifests SET {column} = {value} WHERE number = 1"));
        studio.get(&path).await.is_problem(500, "evidence_contradicted");
        let columns = ["content", "signature", "record", "number", "kind", "made_at"];
        for row in before {
            let set: Vec<String> = columns
                .iter()
                .zip(&row[1..])
                .map(|(name, value)| format!("{name} = '{}'", value.replace('\'', "''")))
                .collect();
            change(data, &format!("UPDATE manifests SET {} WHERE id = {}", set.join(", "), row[0]));
        }
        studio.get(&path).await.is(200);
    }
    // Taken away with all that names it but the chain.
    change(data, "DELETE FROM manifests");
    studio.get(&path).await.is_problem(500, "evidence_contradicted");
    assert!(server.audited("evidence_contradicted") >= 1);
}

#[tokio::test]
async fn a_renewal_is_sealed_as_one_and_names_the_answer_before_it() {
    let server = Server::start();
    let (studio, answer, _) = answered(&server).await;
    let first = read_json(&bundle(&studio, answer).await, "manifest.json");
    server.clock.advance(2 * Timestamp::DAY);
    let studio = studio.comes_back().await;
    let renewed = studio.post("/answer/renew", json!({ "ids": [answer] })).await;
    renewed.is(200);
    server.settle().await;
    let mut again = Recipient::invited(&server, "ana@example.org");
    again.proves_the_email().await;
    again.accepts(&["web"]).await.is(201);
    server.settle().await;
    let later = rows(server.folder.path(), "SELECT MAX(id) FROM answers")[0][0].parse().unwrap();
    let zip = bundle(&studio, later).await;
    judged(&server, &zip);
    let second = read_json(&zip, "manifest.json");
    assert_eq!((&second["kind"], &second["renews"]), (&json!("RENEWAL"), &first["reference"]));
    assert_eq!(first["renews"], Value::Null);
    // Which answer it replaces cannot be changed.
    change(server.folder.path(), &format!("UPDATE answers SET supersedes = id WHERE id = {later}"));
    let path = format!("/answer/{later}/evidence");
    studio.get(&path).await.is_problem(500, "evidence_contradicted");
}

#[tokio::test]
async fn an_erasure_leaves_nothing_of_a_manifest_but_hashes_and_signatures() {
    let server = Server::start();
    let (_, answer, _) = answered(&server).await;
    let data = server.folder.path();
    change(data, "UPDATE answers SET evidence_until = 1, expires_at = 1");
    be_right::actions::retention::purge(&server.app).await.unwrap();
    let kept = rows(
        data,
        &format!(
            "SELECT content IS NULL, record IS NULL, length(signature) FROM manifests
              WHERE answer_id = {answer}"
        ),
    );
    assert_eq!(kept, [["1", "1", "128"]]);
    // What is left is what is left of erased evidence.
    be_right::actions::answers::check_evidence(&server.app).await.unwrap();
    server.settle().await;
    assert_eq!(server.get("/readyz").await.json["evidence"], "ok");
    // A part that was kept would be found.
    change(data, "UPDATE manifests SET record = '{}'");
    be_right::actions::answers::check_evidence(&server.app).await.unwrap();
    server.settle().await;
    assert_eq!(server.get("/readyz").await.json["evidence"], "contradicted");
}
