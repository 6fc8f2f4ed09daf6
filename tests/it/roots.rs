//! Daily roots: evidence that was changed or removed no longer fits what left the server before, even
//! if it was changed together with its seals.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use be_right::model::daily_root::DailyRoot;
use be_right::model::{AnswerId, Digest, Role, UserId};
use be_right::store::{companies, daily_roots, evidence, users};
use serde_json::{Value, json};

use crate::backups::holds::{backed_up, copy, restored};
use crate::backups::{fine, secrets};
use crate::support::{Recipient, Reply, Server, Studio, change, pdf_attachment, read_json, rows};

const ANA: &str = "ana@example.org";

/// An answer that allows one use, its studio and its signer.
pub async fn consented<'s>(server: &'s Server, email: &str) -> (Studio<'s>, i64, Recipient<'s>) {
    let studio = server.studio("Lumière").await;
    let answer = consents(server, &studio, email).await;
    (studio, answer.0, answer.1)
}

pub async fn consents<'s>(
    server: &'s Server,
    studio: &Studio<'_>,
    email: &str,
) -> (i64, Recipient<'s>) {
    let person = studio.employs("Ana", "Moreau", email).await;
    let (_, answers) = studio.plans("Été", &[person]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    (answers[0], recipient)
}

/// Withdraws everything, days after the answer.
async fn withdraws(server: &Server, mut recipient: Recipient<'_>) {
    // A code can be asked for again after a minute.
    server.clock.advance(61_000);
    recipient.proves_the_email().await;
    recipient.withdraws(None).await.is(200);
    server.settle().await;
}

pub async fn roots(server: &Server) -> Vec<Value> {
    let listed = server.get("/verify/roots").await;
    listed.is(200).json["roots"].as_array().unwrap().clone()
}

/// What is signed of a root that is listed.
pub fn signed_root(listed: &Value) -> DailyRoot {
    let mut listed = listed.clone();
    listed.as_object_mut().unwrap().remove("timestamps");
    serde_json::from_value(listed).unwrap()
}

/// The name of a bundle's file in a folder of its own.
pub struct Saved {
    pub folder: tempfile::TempDir,
    pub bytes: Vec<u8>,
}

impl Saved {
    fn of(reply: &Reply) -> Self {
        Self::with(&reply.is(200).bytes)
    }

    fn with(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("bundle.zip"), bytes).unwrap();
        Self { folder, bytes: bytes.to_vec() }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("bundle.zip")
    }

    pub fn files(&self) -> Vec<String> {
        let zip = zip::ZipArchive::new(std::io::Cursor::new(&self.bytes)).unwrap();
        zip.file_names().map(|name| name.unwrap().into_owned()).collect()
    }

    pub fn file(&self, name: &str) -> Vec<u8> {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&self.bytes)).unwrap();
        let mut bytes = vec![];
        std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    }

    pub fn daily_root(&self) -> DailyRoot {
        serde_json::from_value(self.anchor().unwrap()["dailyRoot"].clone()).unwrap()
    }

    pub fn anchor(&self) -> Option<Value> {
        let has_one = self.files().contains(&"anchor.json".to_owned());
        has_one.then(|| read_json(&self.bytes, "anchor.json"))
    }

    /// The exit code of `be-right verify` and what it says.
    pub fn judged(&self, more: &[&str]) -> (Option<i32>, String) {
        self.judged_as("bundle.zip", more)
    }

    /// Of another file in its folder.
    pub fn judged_as(&self, name: &str, more: &[&str]) -> (Option<i32>, String) {
        let path = self.folder.path().join(name);
        let args = ["verify", "--lang", "en", path.to_str().unwrap()];
        let mut command = Command::new(env!("CARGO_BIN_EXE_be-right"));
        let done = command.args(args).args(more).env_clear().output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap())
    }
}

pub async fn bundle(studio: &Studio<'_>, answer: i64) -> Saved {
    Saved::of(&studio.get(&format!("/answer/{answer}/evidence")).await)
}

pub async fn anchor(studio: &Studio<'_>, answer: i64) -> String {
    let answer = studio.get(&format!("/answer/{answer}")).await;
    answer.is(200).json["anchor"].as_str().unwrap().to_owned()
}

pub fn key(server: &Server) -> String {
    server.app.keys.seal.public().to_string()
}

#[tokio::test]
async fn a_root_is_made_once_a_day_and_a_bundle_of_that_day_is_in_it() {
    let server = Server::start();
    server.sleeps(1).await;
    assert!(roots(&server).await.is_empty(), "there is no evidence yet");
    let (studio, answer, recipient) = consented(&server, ANA).await;
    assert_eq!(anchor(&studio, answer).await, "PENDING");
    let before = bundle(&studio, answer).await;
    let (code, said) = before.judged(&["--key", &key(&server)]);
    assert!(code == Some(0) && said.contains("· It is not in any daily root"), "{said}");

    server.sleeps(1).await;
    let first = roots(&server).await;
    assert_eq!((first.len(), &first[0]["number"], &first[0]["leaves"]), (1, &json!(1), &json!(1)));
    assert_eq!(first[0]["previous"], Digest::ZERO.hex());
    // Whatever runs again on that day.
    be_right::actions::answers::make_daily_root(&server.app).await.unwrap();
    be_right::worker::enqueue_due(&server.app).await.unwrap();
    server.settle().await;
    assert_eq!(roots(&server).await, first);

    let studio = studio.comes_back().await;
    assert_eq!(anchor(&studio, answer).await, "ROOT");
    let saved = bundle(&studio, answer).await;
    assert_eq!(first[0]["timestamps"], json!([]), "no authority is configured");
    assert_eq!(saved.daily_root(), signed_root(&first[0]));
    let root = first[0]["root"].as_str().unwrap();
    let (code, said) = saved.judged(&["--key", &key(&server)]);
    assert!(code == Some(0) && said.contains("in the daily root no. 1 ("), "{said}");
    let (code, said) = saved.judged(&["--key", &key(&server), "--root", root]);
    assert!(code == Some(0) && said.contains("a daily root that you gave"), "{said}");
    // The bundle in the PDF is older than any root: with a root it is not enough.
    let pdf = studio.get(&format!("/answer/{answer}/pdf")).await.is(200).bytes.clone();
    let inner = Saved::with(&pdf_attachment(&pdf));
    assert_eq!(inner.judged(&["--key", &key(&server)]).0, Some(0));
    assert_eq!(inner.judged(&["--key", &key(&server), "--root", root]).0, Some(1));
    let other = Digest::of("another").hex();
    let (code, said) = saved.judged(&["--key", &key(&server), "--root", &other]);
    assert!(code == Some(1) && said.contains("none of those you gave"), "{said}");
    let (code, _) = saved.judged(&["--key", &key(&server), "--root", &other, "--root", root]);
    assert_eq!(code, Some(0));
    let (code, said) = before.judged(&["--key", &key(&server), "--root", root]);
    assert!(code == Some(1) && said.contains("this bundle is in none"), "{said}");
    assert_eq!(saved.judged(&["--root", "short"]).0, Some(2));

    // A withdrawal is in the root of the next night.
    withdraws(&server, recipient).await;
    assert_eq!(anchor(&studio, answer).await, "PENDING");
    assert_eq!(bundle(&studio, answer).await.anchor(), None);
    server.sleeps(1).await;
    let two = roots(&server).await;
    assert_eq!((two.len(), &two[1]), (2, &first[0]));
    let studio = studio.comes_back().await;
    assert_eq!(anchor(&studio, answer).await, "ROOT");
    let saved = bundle(&studio, answer).await;
    assert_eq!(saved.anchor().unwrap()["dailyRoot"]["number"], 2);
    assert_eq!(saved.judged(&["--key", &key(&server)]).0, Some(0));
    // A day without anything has a root too.
    server.sleeps(1).await;
    let three = roots(&server).await;
    assert_eq!((three.len(), &three[0]["root"]), (3, &two[0]["root"]));
}

#[tokio::test]
async fn each_bundle_of_many_chains_leads_to_the_same_root() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let mut given = vec![];
    for nth in 0..5 {
        given.push(consents(&server, &studio, &format!("ana{nth}@example.org")).await.0);
    }
    let other = server.studio("Autre").await;
    let (others, _) = consents(&server, &other, "bea@example.org").await;
    server.sleeps(1).await;
    let root = roots(&server).await.remove(0);
    assert_eq!(root["leaves"], 6);
    let (studio, other) = (studio.comes_back().await, other.comes_back().await);
    let hash = root["root"].as_str().unwrap();
    for (studio, answer) in given.iter().map(|one| (&studio, *one)).chain([(&other, others)]) {
        let saved = bundle(studio, answer).await;
        let (code, said) = saved.judged(&["--key", &key(&server), "--root", hash]);
        assert_eq!(code, Some(0), "{said}");
    }
    // Erasing one of them changes neither the root nor the others.
    let person = studio.get(&format!("/answer/{}", given[0])).await.json["employeeId"].clone();
    studio.delete(&format!("/employee/{person}/forever")).await.is(204);
    server.settle().await;
    server.sleeps(1).await;
    assert_eq!(roots(&server).await[0]["root"], root["root"]);
    let studio = studio.comes_back().await;
    let (code, said) = bundle(&studio, given[1]).await.judged(&["--key", &key(&server)]);
    assert!(code == Some(0) && said.contains("in the daily root no. 2 ("), "{said}");
}

/// The state of an answer before something, as SQL that puts it back: chain and seal too.
fn way_back(data: &Path, answer: i64) -> String {
    let one = |sql: String| rows(data, &sql)[0][0].replace('\'', "''");
    let last = one(format!("SELECT MAX(seq) FROM evidence WHERE answer_id = {answer}"));
    let seal = one(format!("SELECT seal FROM chain_seals WHERE answer_id = {answer}"));
    let state = one(format!("SELECT state FROM answers WHERE id = {answer}"));
    let uses = one(format!("SELECT uses FROM answers WHERE id = {answer}"));
    format!(
        "DELETE FROM evidence WHERE answer_id = {answer} AND seq > {last};
         UPDATE chain_seals SET seal = '{seal}' WHERE answer_id = {answer};
         DELETE FROM manifests WHERE answer_id = {answer} AND kind = 'WITHDRAWAL';
         DELETE FROM decisions WHERE answer_id = {answer} AND kind = 'WITHDRAWN';
         UPDATE answers SET state = '{state}', uses = '{uses}' WHERE id = {answer};"
    )
}

async fn admin(server: &Server) -> Studio<'_> {
    let admin = server.studio("instance").await;
    let user = UserId(admin.user);
    let made =
        server.app.db.write_all(move |all| users::set_instance_role(all, user, Some(Role::Admin)));
    assert!(made.await.unwrap());
    admin.comes_back().await
}

async fn outcome(admin: &Studio<'_>, schedule: &str) -> String {
    let admin = admin.comes_back().await;
    let lines = admin.get("/admin/schedules").await.json;
    let line = lines.as_array().unwrap().iter().find(|one| one["name"] == schedule);
    line.unwrap()["lastRun"]["outcome"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_withdrawal_that_was_cut_off_together_with_its_seal_is_noticed() {
    let server = Server::start();
    let admin = admin(&server).await;
    let (studio, answer, recipient) = consented(&server, ANA).await;
    server.sleeps(1).await;
    let data = server.folder.path();
    let back = way_back(data, answer);
    withdraws(&server, recipient).await;
    // Until the next root, the seals alone show nothing.
    let withdrawn: Vec<Vec<String>> = ["evidence", "decisions"]
        .map(|table| rows(data, &format!("SELECT COUNT(*) FROM {table}")).remove(0))
        .into();
    server.sleeps(1).await;
    let after = roots(&server).await;
    let studio = studio.comes_back().await;
    let saved = bundle(&studio, answer).await;
    assert!(saved.anchor().is_some());

    change(data, &back);
    let cut: Vec<Vec<String>> = ["evidence", "decisions"]
        .map(|table| rows(data, &format!("SELECT COUNT(*) FROM {table}")).remove(0))
        .into();
    assert!(cut != withdrawn);
    assert_eq!(studio.get(&format!("/answer/{answer}")).await.json["anchor"], "PENDING");
    for path in ["evidence", "pdf"] {
        let refused = studio.get(&format!("/answer/{answer}/{path}")).await;
        refused.is_problem(500, "evidence_contradicted");
    }
    server.settle().await;
    let mails = server.postbox.to(&admin.email);
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("preuves")).count(), 1);
    // Neither the nightly check nor the next root forgets what the last root has shown.
    server.sleeps(1).await;
    assert!(outcome(&admin, "check_evidence").await.contains("1 answers"));
    let now = roots(&server).await;
    assert_eq!((now.len(), &now[0]["root"]), (after.len() + 1, &after[0]["root"]));
    let studio = studio.comes_back().await;
    let refused = studio.get(&format!("/answer/{answer}/evidence")).await;
    refused.is_problem(500, "evidence_contradicted");
    // Who kept the bundle of then can still show it.
    let root = now[0]["root"].as_str().unwrap();
    assert_eq!(saved.judged(&["--key", &key(&server), "--root", root]).0, Some(0));
}

#[tokio::test]
async fn a_chain_that_was_cut_is_found_by_the_next_root_alone() {
    let server = Server::start();
    let admin = admin(&server).await;
    let (_, answer, recipient) = consented(&server, ANA).await;
    let data = server.folder.path();
    let back = way_back(data, answer);
    withdraws(&server, recipient).await;
    // Without any root, this is not noticed.
    let control = tempfile::tempdir().unwrap();
    secrets(&server);
    copy(data, control.path());
    change(control.path(), &back);
    let there = Server::start_over(control);
    let studio = Studio::enters(&there, "owner@lumiere.example").await;
    assert_eq!(bundle(&studio, answer).await.judged(&["--key", &key(&there)]).0, Some(0));

    server.sleeps(1).await;
    change(data, &back);
    server.clock.advance(86_400_000);
    be_right::actions::answers::make_daily_root(&server.app).await.unwrap();
    server.settle().await;
    let mails = server.postbox.to(&admin.email);
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("preuves")).count(), 1);
    assert_eq!(server.audited("evidence_contradicted"), 1);
}

#[tokio::test]
async fn an_answer_that_was_deleted_from_outside_raises_an_alarm() {
    let server = Server::start();
    let (studio, answer, _) = consented(&server, ANA).await;
    consents(&server, &studio, "bea@example.org").await;
    server.sleeps(1).await;
    let data = server.folder.path();
    change(
        data,
        &format!(
            "PRAGMA foreign_keys = OFF; DELETE FROM evidence WHERE answer_id = {answer};
             DELETE FROM chain_seals WHERE answer_id = {answer};
             DELETE FROM answers WHERE id = {answer}"
        ),
    );
    server.sleeps(1).await;
    let ready = server.get("/readyz").await;
    assert_eq!(ready.json["alarms"], json!(["evidence_lost"]), "{}", ready.json);
    // Its leaf stays in the roots.
    assert_eq!(roots(&server).await[0]["leaves"], 2);
    // The kept leaves are compared with their root, too.
    change(data, "DELETE FROM alarms; DELETE FROM root_leaves");
    server.clock.advance(86_400_000);
    be_right::actions::answers::make_daily_root(&server.app).await.unwrap();
    assert_eq!(server.get("/readyz").await.json["alarms"], json!(["evidence_lost"]));
    server.leaves_jobs();
}

#[tokio::test]
async fn roots_that_were_emptied_raise_an_alarm_and_are_built_upon_only_once_that_is_confirmed() {
    let server = Server::start();
    secrets(&server);
    consented(&server, ANA).await;
    let next = async || {
        server.clock.advance(86_400_000);
        be_right::actions::answers::make_daily_root(&server.app).await.unwrap();
        let alarms = server.get("/readyz").await.json["alarms"].clone();
        (roots(&server).await.len(), alarms)
    };
    let lost = json!(["evidence_lost"]);
    assert_eq!(next().await, (1, json!([])));
    assert_eq!(next().await, (2, json!([])));
    // Only the last one, its leaves, or everything.
    for (sql, left) in [
        ("DELETE FROM daily_roots WHERE has_leaves = 1", 1),
        ("UPDATE daily_roots SET has_leaves = 1 - has_leaves WHERE number > 2", 2),
        ("DELETE FROM root_leaves", 3),
        ("DELETE FROM root_leaves; DELETE FROM daily_roots", 0),
        // With the entries of the audit log that say they were made.
        (
            "DELETE FROM root_leaves; DELETE FROM daily_roots;
             DELETE FROM audit WHERE action = 'make_daily_root'",
            0,
        ),
    ] {
        change(server.folder.path(), sql);
        // The check of the evidence notices it too, whichever of the two runs first.
        be_right::actions::answers::check_evidence(&server.app).await.unwrap();
        assert_eq!(server.get("/readyz").await.json["alarms"], lost, "{sql}");
        for _ in 0..2 {
            assert_eq!(next().await, (left, lost.clone()), "{sql}");
        }
        let data = server.folder.path().to_str().unwrap();
        fine(&["seal", "confirm", "--data-dir", data]);
        assert_eq!(next().await, (left + 1, json!([])), "{sql}");
    }
    server.leaves_jobs();
}

#[tokio::test]
async fn a_chain_that_was_cut_together_with_its_leaf_is_in_no_root() {
    let server = Server::start();
    let (studio, answer, recipient) = consented(&server, ANA).await;
    let data = server.folder.path();
    let back = way_back(data, answer);
    withdraws(&server, recipient).await;
    server.sleeps(1).await;
    change(data, &back);
    let id = answer;
    let changed = server.app.db.write_all(move |all| {
        let scope = daily_roots::leaves_of(&daily_roots::blocks(all)?)[0].scope();
        let head = evidence::head(&companies::look(all, scope), AnswerId(id))?.unwrap();
        let mut leaves = daily_roots::leaves_of(&daily_roots::blocks(all)?);
        leaves[0].leaf.head = head;
        daily_roots::set_blocks(all, &daily_roots::blocks_of(&leaves), &[])
    });
    changed.await.unwrap();
    let before = roots(&server).await.len();
    for _ in 0..2 {
        server.sleeps(1).await;
        assert_eq!(roots(&server).await.len(), before);
        assert_eq!(server.get("/readyz").await.json["alarms"], json!(["evidence_lost"]));
        let studio = studio.comes_back().await;
        assert_eq!(anchor(&studio, answer).await, "DOUBTED");
    }
}

#[tokio::test]
async fn the_root_leaves_the_server_in_receipts_and_once_a_week_to_owners() {
    let server = Server::start();
    let (studio, _, recipient) = consented(&server, ANA).await;
    let receipt = server.postbox.last_to(ANA).text;
    assert!(!receipt.contains("Racine"), "{receipt}");
    let about = |mail: &be_right::model::Mail| mail.subject.starts_with("Racine quotidienne");
    let mails = || {
        let all = server.postbox.to(&studio.email);
        all.into_iter().filter(about).collect::<Vec<_>>()
    };
    for day in 1..=9 {
        server.wakes(&format!("2026-05-{:02}T07:00:00Z", day + 1)).await;
        assert_eq!(mails().len(), if day <= 7 { 1 } else { 2 }, "on day {day}");
    }
    let all = roots(&server).await;
    let hash = |number: usize| {
        let root = all.iter().find(|root| root["number"] == number).unwrap();
        root["root"].as_str().unwrap().to_owned()
    };
    let sent = mails();
    assert!(sent[0].text.contains(&hash(1)) && sent[1].text.contains(&hash(8)), "{}", sent[1].text);
    assert!(sent[1].text.contains("n°\u{a0}8") || sent[1].subject.contains("n°\u{a0}8"));
    assert!(sent[1].text.contains("https://be-right.example/verify/roots"), "{}", sent[1].text);
    // The receipt of a decision has the root of the night before.
    withdraws(&server, recipient).await;
    let receipt = server.postbox.last_to(ANA).text;
    let line = "Racine quotidienne n°\u{a0}9 du";
    assert!(receipt.contains(line) && receipt.contains(&hash(9)), "{receipt}");
    // An owner may want none.
    let studio = studio.comes_back().await;
    let none = json!({ "type": "DAILY_ROOT", "channel": "NONE" });
    studio.post("/notification-subscription", none).await.is(200);
    server.wakes("2026-05-20T07:00:00Z").await;
    assert_eq!(mails().len(), 2);
}

#[tokio::test]
async fn anybody_sees_the_roots_in_both_languages() {
    let server = Server::start();
    let page = async |path: &str| {
        let request = server.client().get(path).header("accept", "text/html");
        Reply::read(request.send().await).await.is(200).text()
    };
    assert!(page("/verify/roots?lang=en").await.contains("There is no root yet"));
    consented(&server, ANA).await;
    for _ in 0..33 {
        server.clock.advance(86_400_000);
        be_right::actions::answers::make_daily_root(&server.app).await.unwrap();
        server.settle().await;
    }
    let newest = page("/verify/roots?lang=en").await;
    assert!(newest.contains("No. 33, ") && newest.contains("No. 3, "), "{newest}");
    assert!(!newest.contains("No. 2, ") && newest.contains("/verify/roots?before=3&"), "{newest}");
    let earlier = page("/verify/roots?lang=fr&before=3").await;
    assert!(earlier.contains("N°\u{a0}2, ") && earlier.contains("Les racines quotidiennes"));
    assert!(!earlier.contains("Racines précédentes"), "{earlier}");
    assert!(page("/verify?lang=en").await.contains("href=\"/verify/roots\""));
    // The API: page by page, each root naming the one before.
    let listed = server.get("/verify/roots?limit=20").await.is(200).json.clone();
    assert_eq!((listed["roots"].as_array().unwrap().len(), &listed["next"]), (20, &json!(14)));
    let rest = server.get("/verify/roots?limit=20&before=14").await.json.clone();
    let all =
        [listed["roots"].as_array().unwrap().clone(), rest["roots"].as_array().unwrap().clone()]
            .concat();
    let numbers: Vec<i64> = all.iter().map(|root| root["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=33).rev().collect::<Vec<_>>());
    assert_eq!(rest["next"], Value::Null);
    let roots: Vec<DailyRoot> = all.iter().map(signed_root).collect();
    for pair in roots.windows(2) {
        assert!(pair[0].is_signed() && pair[0].previous == pair[1].hash());
    }
    server.get("/verify/roots?limit=0").await.is(422);
    server.get("/verify/roots?before=x").await.is(422);
}

#[tokio::test]
async fn after_a_change_of_the_key_bundles_are_anchored_by_the_next_root() {
    let server = Server::start();
    secrets(&server);
    let (studio, answer, _) = consented(&server, ANA).await;
    server.sleeps(1).await;
    let studio = studio.comes_back().await;
    let before = bundle(&studio, answer).await;
    let (old, old_root) = (key(&server), roots(&server).await.remove(0));
    let place = tempfile::tempdir().unwrap();
    copy(server.folder.path(), place.path());
    fine(&["seal", "rotate", "--data-dir", place.path().to_str().unwrap()]);
    let there = Server::start_over(place);
    there.clock.set("2026-05-02T12:00:00Z");
    let at = Studio::enters(&there, &studio.email).await;
    let new = key(&there);
    assert!(new != old);
    assert_eq!(anchor(&at, answer).await, "PENDING");
    let saved = bundle(&at, answer).await;
    assert!(saved.anchor().is_none() && saved.judged(&["--key", &new]).0 == Some(0));
    there.sleeps(1).await;
    let at = Studio::enters(&there, &studio.email).await;
    let saved = bundle(&at, answer).await;
    assert_eq!(saved.anchor().unwrap()["dailyRoot"]["publicKey"], json!(new));
    assert_eq!(saved.judged(&["--key", &new]).0, Some(0));
    // The bundle and the root of then stay what they were.
    let root = old_root["root"].as_str().unwrap();
    assert_eq!(before.judged(&["--key", &new, "--key", &old, "--root", root]).0, Some(0));
    assert_eq!(roots(&there).await[1], old_root);
}

#[tokio::test]
async fn a_restore_keeps_the_roots_made_since_and_never_repeats_a_number() {
    let server = Server::start();
    secrets(&server);
    let (studio, answer, recipient) = consented(&server, ANA).await;
    server.sleeps(1).await;
    let backups = backed_up(&server);
    server.sleeps(1).await;
    withdraws(&server, recipient).await;
    server.sleeps(1).await;
    let before = roots(&server).await;
    assert_eq!(before.len(), 3);
    let (there, said) = restored(&server, &backups, |_| {}).await;
    assert!(said.contains("Daily roots made since, which stay in the list: 2."), "{said}");
    assert_eq!(roots(&there).await, before);
    // The evidence of the backup fits the leaves of the backup.
    there.clock.set("2026-05-10T12:00:00Z");
    let at = Studio::enters(&there, &studio.email).await;
    assert_eq!(bundle(&at, answer).await.judged(&["--key", &key(&there)]).0, Some(0));
    there.wakes("2026-05-11T12:00:00Z").await;
    let after = roots(&there).await;
    assert!(after[0]["number"].as_i64().unwrap() > 1_000_000, "{after:?}");
    assert_eq!(after[1..], before);
    let last = signed_root(&before[0]);
    assert_eq!(after[0]["previous"], last.hash().hex());
    assert_eq!(there.get("/readyz").await.json["evidence"], "ok");

    // Elsewhere, and from a backup without any root.
    let empty = Server::start();
    secrets(&empty);
    let kept = backed_up(&empty);
    let to = tempfile::tempdir().unwrap();
    let to = to.path().join("drill");
    fine(&["restore", kept.path().to_str().unwrap(), "--to", to.to_str().unwrap()]);
    let seq = rows(&to, "SELECT seq FROM sqlite_sequence WHERE name = 'daily_roots'");
    assert_eq!(seq, [["1000000"]]);
}
