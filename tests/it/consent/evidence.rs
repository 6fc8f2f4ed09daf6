//! Stored evidence is compared with its seals: rows that were changed are never given out as proof,
//! and administrators are notified.

use std::process::Command;

use be_right::model::chain::Entry;
use be_right::model::record::DecisionRecord;
use be_right::model::seal::{Seal, SealKey};
use be_right::model::{Digest, Role, UserId};
use be_right::render::bundle::{Verdict, examine};
use be_right::store::users;
use be_right::worker;
use serde_json::{Value, json};

use super::asked;
use crate::support::{PASSWORD, Recipient, Running, Server, Studio, change, rows};

async fn admin(server: &Server) -> Studio<'_> {
    let admin = server.studio("instance").await;
    let user = UserId(admin.user);
    let made =
        server.app.db.write_all(move |all| users::set_instance_role(all, user, Some(Role::Admin)));
    assert!(made.await.unwrap());
    admin.comes_back().await
}

/// An answer that allows one use of five, and its PDF.
async fn answered(server: &Server) -> (Studio<'_>, i64, Recipient<'_>) {
    let (studio, answer, mut recipient) = asked(server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    (studio, answer, recipient)
}

/// Rewrites an answer by SQL as well as is possible without the key: all uses are allowed, and the
/// record, the chain and the hashes agree.
fn forge(server: &Server, answer: i64) {
    let data = server.folder.path();
    let kept = rows(data, &format!("SELECT id, record FROM decisions WHERE answer_id = {answer}"));
    let (decision, record) = (&kept[0][0], kept[0][1].replace("false", "true"));
    let read: DecisionRecord = serde_json::from_str(&record).unwrap();
    let uses: Vec<String> = read.uses.iter().map(|one| one.name.clone()).collect();
    let uses = json!(uses).to_string();
    change(
        data,
        &format!(
            "UPDATE decisions SET record = '{record}', uses = '{uses}' WHERE id = {decision};
             UPDATE answers SET uses = '{uses}' WHERE id = {answer}"
        ),
    );
    let mut chain: Vec<Entry> = vec![];
    for entry in stored_chain(server, answer) {
        let fields = entry.fields.iter().map(|field| {
            let value = field.value.clone().unwrap();
            match (entry.kind.name(), field.name.as_str()) {
                ("ANSWERED", "decisionSha256") => ("decisionSha256", Digest::of(&record).hex()),
                (_, "documentSha256") => ("documentSha256", value),
                (_, "pdfSha256") => ("pdfSha256", value),
                (_, "smtpReply") => ("smtpReply", value),
                (_, "to") => ("to", value),
                (_, "ip") => ("ip", value),
                _ => ("userAgent", value),
            }
        });
        let (head, fields) = (chain.last().map(Entry::head), fields.collect());
        chain.push(Entry::next(head.as_ref(), entry.kind, entry.at, fields, || [5; 16]));
    }
    for entry in chain {
        let fields = serde_json::to_string(&entry.fields).unwrap().replace('\'', "''");
        change(
            data,
            &format!(
                "UPDATE evidence SET fields = '{fields}', previous_hash = '{}', hash = '{}'
                  WHERE answer_id = {answer} AND seq = {}",
                entry.previous, entry.hash, entry.seq
            ),
        );
    }
}

fn stored_chain(server: &Server, answer: i64) -> Vec<Entry> {
    let sql = format!(
        "SELECT seq, kind, at, fields, previous_hash, hash FROM evidence
          WHERE answer_id = {answer} ORDER BY seq"
    );
    let entry = |row: &Vec<String>| {
        let at = be_right::model::Timestamp(row[2].parse().unwrap()).rfc3339();
        let fields: serde_json::Value = serde_json::from_str(&row[3]).unwrap();
        let seq: u64 = row[0].parse().unwrap();
        serde_json::from_value(json!({
            "seq": seq, "kind": row[1], "at": at, "fields": fields, "previous": row[4],
            "hash": row[5],
        }))
        .unwrap()
    };
    rows(server.folder.path(), &sql).iter().map(entry).collect()
}

#[tokio::test]
async fn an_answer_that_was_rewritten_is_never_handed_out_as_proof() {
    let server = Server::start();
    let admin = admin(&server).await;
    let (studio, answer, _) = answered(&server).await;
    let bundle = studio.get(&format!("/answer/{answer}/evidence")).await.is(200).bytes.clone();
    assert_eq!(examine(&bundle, &server.trust()).verdict, Verdict::Genuine);
    assert_eq!(server.get("/readyz").await.json["evidence"], "ok");

    forge(&server, answer);
    for path in ["evidence", "pdf", "evidence"] {
        let refused = studio.get(&format!("/answer/{answer}/{path}")).await;
        refused.is_problem(500, "evidence_contradicted");
    }
    // One mail only, however often the evidence is requested.
    server.settle().await;
    let printed = server.postbox.to(&admin.email);
    let printed: Vec<_> = printed.iter().filter(|mail| mail.subject.contains("preuves")).collect();
    assert_eq!(printed.len(), 1);
    let reference = &rows(server.folder.path(), "SELECT reference FROM answers")[0][0];
    assert!(printed[0].text.contains(reference), "{}", printed[0].text);
    assert_eq!(server.audited("evidence_contradicted"), 1);
    assert_eq!(server.get("/readyz").await.json["evidence"], "contradicted");
}

#[tokio::test]
async fn each_night_all_evidence_is_held_against_its_seals() {
    let server = Server::start();
    let admin = admin(&server).await;
    let (_, answer, _) = answered(&server).await;
    let outcome = async |admin: &Studio<'_>| {
        let lines = admin.get("/admin/schedules").await.json;
        let line = lines.as_array().unwrap().iter().find(|one| one["name"] == "check_evidence");
        line.unwrap()["lastRun"]["outcome"].as_str().unwrap().to_owned()
    };
    let check = async || {
        admin.acts("/admin/schedules/check_evidence/run").await.is(202);
        server.settle().await;
        outcome(&admin).await
    };
    assert_eq!(check().await, "ok");
    let data = server.folder.path();
    let kept = |column: &str, table: &str| {
        let key = if table == "answers" { "id" } else { "answer_id" };
        let value = rows(data, &format!("SELECT {column} FROM {table} WHERE {key} = {answer}"));
        let value = value[0][0].replace('\'', "''");
        format!("UPDATE {table} SET {column} = '{value}' WHERE {key} = {answer}")
    };
    // Each change is found, and restoring the old value ends the alarm.
    let five = r#"["internal","web","social","press","print"]"#;
    for (table, column, value) in [
        ("answers", "uses", format!("'{five}'")),
        ("decisions", "uses", format!("'{five}'")),
        ("decisions", "record", "replace(record, 'false', 'true')".to_owned()),
        ("decisions", "record", "NULL".to_owned()),
        ("decisions", "signature", "replace(signature, ',', ', ')".to_owned()),
        ("decisions", "signature", "NULL".to_owned()),
        ("documents", "body", "replace(body, 'Ana', 'Eve')".to_owned()),
        ("documents", "sha256", format!("'{}'", "0".repeat(64))),
        ("seals", "pdf_sha256", format!("'{}'", "0".repeat(64))),
        ("seals", "seal", "replace(seal, 'Ed25519', 'none')".to_owned()),
        ("chain_seals", "seal", "NULL".to_owned()),
        ("chain_seals", "seal", "replace(seal, 'Ed25519', 'none')".to_owned()),
        ("chain_seals", "seal", "'nonsense'".to_owned()),
    ] {
        let back = kept(column, table);
        let key = if table == "answers" { "id" } else { "answer_id" };
        change(data, &format!("UPDATE {table} SET {column} = {value} WHERE {key} = {answer}"));
        let found = check().await;
        // White space in a column that is parsed as JSON changes nothing.
        let is_same = column == "signature" && value.contains("', '");
        assert_eq!(found == "ok", is_same, "{table}.{column} = {value}: {found}");
        change(data, &back);
        assert_eq!(check().await, "ok", "{table}.{column} put back");
    }
    for (wrong, back) in [
        (
            "UPDATE evidence SET at = at + 1 WHERE seq = 2",
            "UPDATE evidence SET at = at - 1 WHERE seq = 2",
        ),
        (
            "UPDATE evidence SET seq = 90 WHERE seq = 3",
            "UPDATE evidence SET seq = 3 WHERE seq = 90",
        ),
        (
            "UPDATE evidence SET kind = 'SENT' WHERE seq = 1",
            "UPDATE evidence SET kind = 'INVITATION_SENT' WHERE seq = 1",
        ),
        (
            "UPDATE evidence SET kind = 'NONSENSE' WHERE seq = 1",
            "UPDATE evidence SET kind = 'INVITATION_SENT' WHERE seq = 1",
        ),
    ] {
        change(data, wrong);
        assert!(check().await.contains("1 answers"), "{wrong}");
        change(data, back);
        assert_eq!(check().await, "ok", "{wrong} put back");
    }
    change(data, "DELETE FROM evidence WHERE kind = 'SENT'");
    assert!(check().await.contains("1 answers"));
}

#[tokio::test]
async fn an_inserted_step_is_not_sealed_with_the_next_one() {
    let server = Server::start();
    let (studio, answer, recipient) = answered(&server).await;
    let mut chain = stored_chain(&server, answer);
    let last = chain.pop().unwrap();
    let forged = Entry::next(Some(&last.head()), last.kind, last.at, vec![], || [0; 16]);
    change(
        server.folder.path(),
        &format!(
            "INSERT INTO evidence (company_id, answer_id, seq, kind, at, fields, previous_hash, hash)
             SELECT company_id, answer_id, {}, kind, at, '[]', '{}', '{}' FROM evidence
              WHERE answer_id = {answer} AND seq = {}",
            forged.seq, forged.previous, forged.hash, last.seq
        ),
    );
    // Withdrawing still works: nobody may be able to prevent it. Only the receipt is not made.
    recipient.withdraws(None).await.is(200);
    while worker::run_next(&server.app).await.unwrap() {}
    change(server.folder.path(), "DELETE FROM jobs");
    assert_eq!(studio.get(&format!("/answer/{answer}")).await.json["state"], "WITHDRAWN");
    let refused = studio.get(&format!("/answer/{answer}/evidence")).await;
    refused.is_problem(500, "evidence_contradicted");
}

#[tokio::test]
async fn no_pdf_is_printed_of_an_answer_that_was_rewritten_before() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    forge(&server, answer);
    while worker::run_next(&server.app).await.unwrap() {}
    assert_eq!(rows(server.folder.path(), "SELECT 1 FROM seals").len(), 0);
    studio.get(&format!("/answer/{answer}/pdf")).await.is_problem(500, "evidence_contradicted");
    change(server.folder.path(), "DELETE FROM jobs");
}

#[tokio::test]
async fn chains_of_an_earlier_version_are_sealed_once_if_they_fit() {
    let server = Server::start();
    let (studio, answer, _) = answered(&server).await;
    let bea = studio.employs("Béa", "Petit", "bea@example.org").await;
    let (_, answers) = studio.plans("Automne", &[bea]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "bea@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    // The rows as the migration leaves them; one answer was rewritten before.
    change(server.folder.path(), "UPDATE chain_seals SET seal = NULL, sealed_at = NULL");
    forge(&server, answers[0]);
    be_right::actions::answers::seal_earlier(&server.app).await.unwrap();
    server.settle().await;
    let bundle = studio.get(&format!("/answer/{answer}/evidence")).await.is(200).bytes.clone();
    assert_eq!(examine(&bundle, &server.trust()).verdict, Verdict::Genuine);
    let refused = studio.get(&format!("/answer/{}/evidence", answers[0])).await;
    refused.is_problem(500, "evidence_contradicted");
}

#[tokio::test]
async fn a_chain_of_an_earlier_version_with_the_pdf_of_another_key_is_not_sealed() {
    let server = Server::start();
    let (_, _, _) = answered(&server).await;
    let data = server.folder.path();
    let stored = rows(data, "SELECT seal FROM seals").remove(0).remove(0);
    let seal: Seal = serde_json::from_str(&stored).unwrap();
    let other = SealKey::from_bytes([8; 32]).seal(seal.chain_head, seal.pdf_sha256);
    let other = serde_json::to_string(&other).unwrap();
    for (pdf, is_sealed) in [(other, "0"), (stored, "1")] {
        change(
            data,
            &format!(
                "UPDATE seals SET seal = '{pdf}';
                 UPDATE chain_seals SET seal = NULL, sealed_at = NULL, fault_at = NULL"
            ),
        );
        be_right::actions::answers::seal_earlier(&server.app).await.unwrap();
        assert_eq!(rows(data, "SELECT seal IS NOT NULL FROM chain_seals"), [[is_sealed]]);
    }
    server.settle().await;
}

#[tokio::test]
async fn a_bundle_has_the_stored_seal_not_a_new_one() {
    let server = Server::start();
    let (studio, answer, recipient) = answered(&server).await;
    let seals = || rows(server.folder.path(), "SELECT seal, sealed_at FROM chain_seals");
    let before = seals();
    server.clock.advance(60_000);
    studio.get(&format!("/answer/{answer}/evidence")).await.is(200);
    assert_eq!(seals(), before, "looking at it seals nothing");
    recipient.withdraws(None).await.is(200);
    assert_ne!(seals(), before, "what happens is sealed as it happens");
    server.settle().await;
    let bundle = studio.get(&format!("/answer/{answer}/evidence")).await.is(200).bytes.clone();
    let report = examine(&bundle, &server.trust());
    assert_eq!((report.verdict, report.decisions.len()), (Verdict::Genuine, 2));
}

#[tokio::test]
async fn a_key_that_sealed_nothing_here_is_refused_at_the_start() {
    let server = Server::start();
    let (_, _, _) = answered(&server).await;
    let data = server.folder.path();
    let secrets = data.join("secrets");
    std::fs::create_dir_all(&secrets).unwrap();
    std::fs::write(secrets.join("links.key"), hex::encode([7; 32])).unwrap();
    std::fs::write(secrets.join("seal.key"), hex::encode([8; 32])).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_be-right"));
    command.args(["serve", "--port", "0", "--data-dir"]).arg(data).env_clear();
    let refused = command.output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success(), "{said}");
    assert!(said.contains("seal.key is not the key that the evidence"), "{said}");
    assert!(said.contains("Put the seal.key of before back"), "{said}");
    // The server starts with its own key.
    std::fs::write(secrets.join("seal.key"), hex::encode([9; 32])).unwrap();
    assert!(Running::start(data, &[]).stop().success());
}

#[tokio::test]
async fn a_seal_that_is_taken_away_is_missed_by_the_next_process() {
    let server = Server::start();
    crate::backups::secrets(&server);
    let (studio, answer, _) = answered(&server).await;
    server.settle().await;
    let place = tempfile::tempdir().unwrap();
    crate::backups::holds::copy(server.folder.path(), place.path());
    assert!(Running::start(place.path(), &[]).stop().success());
    // The last step is cut off with SQL alone, and the seals are set as a migration leaves them.
    let forgery = format!(
        "UPDATE chain_seals SET seal = NULL, sealed_at = NULL, fault_at = NULL;
         UPDATE answers SET uses = '[\"web\",\"press\",\"print\"]' WHERE id = {answer};"
    );
    change(place.path(), &forgery);
    let running = Running::start(place.path(), &[]);
    let credentials = json!({ "email": studio.email, "password": PASSWORD });
    let (_, entered) = running.ask("POST", "/auth/login", "", &credentials).unwrap();
    let token = entered["accessToken"].as_str().unwrap().to_owned();
    let path = format!("/answer/{answer}/evidence");
    let (status, refused) = running.ask("GET", &path, &token, &Value::Null).unwrap();
    assert_eq!((status, &refused["code"]), (500, &json!("evidence_contradicted")), "{refused}");
    assert!(running.stop().success());
}

#[tokio::test]
async fn dates_and_the_person_are_compared_with_what_was_sealed() {
    let server = Server::start();
    let (studio, answer, _) = answered(&server).await;
    server.settle().await;
    let other = studio.employs("Zoé", "Petit", "zoe@example.org").await;
    let path = format!("/answer/{answer}/evidence");
    studio.get(&path).await.is(200);
    let kept = rows(
        server.folder.path(),
        &format!("SELECT signed_at, expires_at, employee_id FROM answers WHERE id = {answer}"),
    );
    for altered in [
        format!("expires_at = expires_at + 1000 WHERE id = {answer}"),
        format!("signed_at = signed_at + 1000, expires_at = expires_at + 1000 WHERE id = {answer}"),
        format!("employee_id = {other} WHERE id = {answer}"),
    ] {
        change(server.folder.path(), &format!("UPDATE answers SET {altered}"));
        studio.get(&path).await.is_problem(500, "evidence_contradicted");
        let before = format!(
            "UPDATE answers SET signed_at = {}, expires_at = {}, employee_id = {} WHERE id = {answer}",
            kept[0][0], kept[0][1], kept[0][2]
        );
        change(server.folder.path(), &before);
        studio.get(&path).await.is(200);
    }
    let later =
        format!("UPDATE decisions SET decided_at = decided_at + 1 WHERE answer_id = {answer}");
    change(server.folder.path(), &later);
    studio.get(&path).await.is_problem(500, "evidence_contradicted");
    server.settle().await;
}
