//! The key that seals evidence is replaced: evidence of before and after stays genuine.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use be_right::actions::answers;
use be_right::model::chain::{Entry, EvidenceKind, Head};
use be_right::model::seal::{Seal, SealKey};
use be_right::model::seal_history::{PublishedKeys, RetiredKey, SealHistory};
use be_right::model::{Digest, Timestamp};
use be_right::store::chain_seals;
use poem::http::Method;
use serde_json::{Value, json};

use crate::backups::holds::{backed_up, copy};
use crate::backups::{fine, secrets};
use crate::support::{Recipient, Reply, Running, Server, Studio, change, rows};

fn be_right(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_be-right")).args(args).env_clear().output().unwrap()
}

/// The output of `be-right seal`.
#[track_caller]
fn seal(does: &str, folder: &Path) -> String {
    let done = be_right(&["seal", does, "--data-dir", folder.to_str().unwrap()]);
    let printed = format!(
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    assert!(done.status.success(), "{printed}");
    printed
}

/// The public key that seals now.
fn key(folder: &Path) -> String {
    let shown = seal("show", folder);
    shown.split_whitespace().next().unwrap().to_owned()
}

/// The exit code of `be-right verify` with these keys.
fn judged(file: &Path, keys: &[&str]) -> Option<i32> {
    let mut args = vec!["verify", file.to_str().unwrap()];
    keys.iter().for_each(|key| args.extend(["--key", key]));
    be_right(&args).status.code()
}

/// A studio with a consent that was given, and the id of the answer.
async fn consented(server: &Server) -> (Studio<'_>, i64) {
    secrets(server);
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (_, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    let mut ana = Recipient::invited(server, "ana@example.org");
    ana.proves_the_email().await;
    ana.accepts(&["web"]).await.is(201);
    server.settle().await;
    (studio, answers[0])
}

/// The data folder of a stopped server.
fn copied(server: &Server) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    copy(server.folder.path(), place.path());
    place
}

async fn keeps(reply: Reply, folder: &Path, name: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, &reply.is(200).bytes).unwrap();
    path
}

#[tokio::test]
async fn what_was_sealed_before_and_after_a_change_of_the_key_is_genuine() {
    let server = Server::start();
    let (studio, answer) = consented(&server).await;
    let files = tempfile::tempdir().unwrap();
    let (zip, pdf) = (format!("/answer/{answer}/evidence"), format!("/answer/{answer}/pdf"));
    let zip_before = keeps(studio.get(&zip).await, files.path(), "before.zip").await;
    let pdf_before = keeps(studio.get(&pdf).await, files.path(), "before.pdf").await;
    let place = copied(&server);
    let old = key(place.path());
    let said = seal("rotate", place.path());
    assert!(said.contains("Answers sealed anew: 1."), "{said}");
    let new = key(place.path());
    assert!(new != old && said.contains(&new), "{said}");
    assert!(seal("show", place.path()).contains(&format!("{old}  until ")));

    let there = Server::start_over(place);
    let at = Studio::enters(&there, &studio.email).await;
    let zip_after = keeps(at.get(&zip).await, files.path(), "after.zip").await;
    assert_eq!(fs::read(&pdf_before).unwrap(), at.get(&pdf).await.is(200).bytes);
    for (file, key, other) in
        [(&zip_before, &old, &new), (&pdf_before, &old, &new), (&zip_after, &new, &old)]
    {
        assert_eq!(judged(file, &[key]), Some(0), "{file:?}");
        assert_eq!(judged(file, &[other]), Some(4), "{file:?}");
        assert_eq!(judged(file, &[other, key]), Some(0), "{file:?}");
    }
    // The chain goes on.
    let mut ana =
        Recipient::of(&there, "ana@example.org", &server.postbox.last_to("ana@example.org").text);
    there.clock.advance(61_000);
    ana.proves_the_email().await;
    ana.withdraws(None).await.is(200);
    there.settle().await;
    let zip_later = keeps(at.get(&zip).await, files.path(), "later.zip").await;
    assert_eq!(judged(&zip_later, &[&new]), Some(0));
    // Anybody can follow the keys.
    let keys = there.send(None, Method::GET, "/.well-known/be-right/keys.json", None).await;
    let keys = keys.is(200).json["keys"].clone();
    assert_eq!((&keys[0]["publicKey"], &keys[1]["publicKey"]), (&json!(new), &json!(old)));
    assert_eq!(keys[1]["successor"], json!(new));
    assert!(keys[1]["handover"].as_str().unwrap().len() == 128 && keys[0]["until"] == Value::Null);
    let page = there.send(None, Method::GET, "/verify?lang=en", None).await;
    let text = String::from_utf8_lossy(&page.is(200).bytes).into_owned();
    assert!(text.contains("Evidence sealed until") && text.contains(&old), "{text}");
}

#[tokio::test]
async fn a_change_of_the_key_that_was_stopped_is_finished_or_begun_again() {
    let server = Server::start();
    consented(&server).await;
    let place = copied(&server);
    let secrets = place.path().join("secrets");
    let old = key(place.path());
    let of_then = fs::read_to_string(secrets.join("seal.key")).unwrap();
    // Stopped before the evidence was sealed anew: the old key goes on.
    fs::write(secrets.join("seal.key.next"), hex::encode([5; 32])).unwrap();
    assert_eq!(key(place.path()), old);
    seal("rotate", place.path());
    let new = key(place.path());
    assert_eq!(fs::read_to_string(secrets.join("seal.key")).unwrap(), hex::encode([5; 32]));
    // Stopped after that, with and without the list of former keys.
    for has_history in [true, false] {
        let next = fs::read_to_string(secrets.join("seal.key")).unwrap();
        fs::write(secrets.join("seal.key.next"), next).unwrap();
        fs::write(secrets.join("seal.key"), &of_then).unwrap();
        if !has_history {
            fs::remove_file(secrets.join("seal.history")).unwrap();
        }
        assert_eq!(key(place.path()), new, "{has_history}");
        assert!(!secrets.join("seal.key.next").exists());
        assert_eq!(seal("show", place.path()).lines().count(), 2);
    }
    // A list that does not lead to the key is not believed.
    let history = fs::read_to_string(secrets.join("seal.history")).unwrap();
    fs::write(secrets.join("seal.history"), history.replace(&new, &old)).unwrap();
    let shown = be_right(&["seal", "show", "--data-dir", place.path().to_str().unwrap()]);
    assert_eq!(shown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&shown.stderr).contains("from the same backup"));
}

#[test]
fn a_change_of_the_key_that_was_stopped_before_there_was_evidence_is_finished() {
    let server = Server::start();
    secrets(&server);
    let place = copied(&server);
    let secrets = place.path().join("secrets");
    let of_then = fs::read_to_string(secrets.join("seal.key")).unwrap();
    seal("rotate", place.path());
    let new = key(place.path());
    fs::rename(secrets.join("seal.key"), secrets.join("seal.key.next")).unwrap();
    fs::write(secrets.join("seal.key"), &of_then).unwrap();
    assert_eq!(key(place.path()), new);
}

#[tokio::test]
async fn a_restore_of_a_backup_from_before_the_change_keeps_the_new_key() {
    let server = Server::start();
    let (studio, answer) = consented(&server).await;
    let backups = backed_up(&server);
    let place = copied(&server);
    let old = key(place.path());
    seal("rotate", place.path());
    let new = key(place.path());
    let args = ["restore", backups.path().to_str().unwrap(), "--replace"];
    let said = fine(&[args.as_slice(), &["--to", place.path().to_str().unwrap()]].concat());
    assert!(said.contains("the new one stays. Answers sealed anew with it: 1."), "{said}");
    assert_eq!(key(place.path()), new);
    assert!(seal("show", place.path()).contains(&format!("{old}  until ")));
    let there = Server::start_over(place);
    let at = Studio::enters(&there, &studio.email).await;
    let files = tempfile::tempdir().unwrap();
    let zip = format!("/answer/{answer}/evidence");
    let zip = keeps(at.get(&zip).await, files.path(), "restored.zip").await;
    assert_eq!(judged(&zip, &[&new]), Some(0));
    // Whichever folder of before knows the later key.
    let place = copied(&server);
    seal("rotate", place.path());
    let latest = key(place.path());
    let other = Server::start();
    consented(&other).await;
    let key_of_another = other.folder.path().join("secrets/seal.key");
    fs::write(key_of_another, hex::encode([77; 32])).unwrap();
    let of_another = backed_up(&other);
    let to = place.path().to_str().unwrap();
    let said = fine(&["restore", of_another.path().to_str().unwrap(), "--replace", "--to", to]);
    assert!(said.contains(&format!("before it was {latest}")), "{said}");
    fine(&[args.as_slice(), &["--to", to]].concat());
    assert_eq!(key(place.path()), latest);
    // The next key of a change that was stopped is in no backup: nobody may know it beforehand.
    fs::write(place.path().join("secrets/seal.key.next"), hex::encode([5; 32])).unwrap();
    let kept = tempfile::tempdir().unwrap();
    fine(&["backup", "--data-dir", to, kept.path().to_str().unwrap()]);
    let elsewhere = tempfile::tempdir().unwrap();
    let drill = elsewhere.path().join("drill");
    fine(&["restore", kept.path().to_str().unwrap(), "--to", drill.to_str().unwrap()]);
    assert!(drill.join("secrets/seal.key").exists());
    assert!(!drill.join("secrets/seal.key.next").exists());
    // A restore elsewhere, where no later key is known, has the key of the backup.
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().join("drill");
    let said = fine(&[&args[..2], &["--to", to.to_str().unwrap()]].concat());
    assert!(!said.contains("the new one stays"), "{said}");
    assert_eq!(key(&to), old);
}

/// Puts a step in place of those after `kept` ones, sealed with the key in the folder of secrets.
fn forge(folder: &Path, answer: i64, kept: u64, at: &str) {
    let secret = fs::read_to_string(folder.join("secrets/seal.key")).unwrap();
    let key = SealKey::from_hex(&secret).unwrap();
    let one = |sql: &str| rows(folder, &format!("{sql} WHERE answer_id = {answer}")).remove(0);
    let hash = rows(
        folder,
        &format!("SELECT hash FROM evidence WHERE answer_id = {answer} AND seq = {kept}"),
    );
    let head = Head { seq: kept, hash: Digest::parse(&hash[0][0]).unwrap() };
    let at = Timestamp::parse_rfc3339(at).unwrap();
    let step = Entry::next(Some(&head), EvidenceKind::Reminded, at, vec![], || [7; 16]);
    let sealed: Seal = serde_json::from_str(&one("SELECT seal FROM chain_seals")[0]).unwrap();
    let seal = serde_json::to_string(&key.seal(step.hash, sealed.pdf_sha256)).unwrap();
    change(
        folder,
        &format!(
            "DELETE FROM evidence WHERE answer_id = {answer} AND seq > {kept};
             INSERT INTO evidence (company_id, answer_id, seq, kind, at, fields, previous_hash, hash)
             SELECT company_id, id, {}, 'REMINDED', {}, '[]', '{}', '{}'
               FROM answers WHERE id = {answer};
             UPDATE chain_seals SET seal = '{seal}' WHERE answer_id = {answer};",
            step.seq, step.at.0, step.previous, step.hash
        ),
    );
}

#[tokio::test]
async fn a_chain_that_a_former_key_sealed_is_not_sealed_anew_if_it_is_later_or_another() {
    let server = Server::start();
    let (studio, answer) = consented(&server).await;
    let last = rows(server.folder.path(), "SELECT MAX(seq) FROM evidence")[0][0].parse().unwrap();
    // Once with a step after the end of the key, once with one dated back in place of the last.
    for (kept, at) in [(last, "2199-01-01T00:00:00Z"), (last - 1, "2026-05-01T10:00:00Z")] {
        let of_forger = copied(&server);
        forge(of_forger.path(), answer, kept, at);
        let backups = tempfile::tempdir().unwrap();
        let (from, to) = (of_forger.path().to_str().unwrap(), backups.path().to_str().unwrap());
        fine(&["backup", "--data-dir", from, to]);
        let place = copied(&server);
        seal("rotate", place.path());
        let there = place.path().to_str().unwrap();
        let said = fine(&["restore", to, "--replace", "--to", there]);
        assert!(said.contains("Answers sealed anew with it: 0."), "{said}");
        assert!(said.contains("is not sealed anew: 1."), "{said}");
        let there = Server::start_over(place);
        let alarms = rows(there.folder.path(), "SELECT kind FROM alarms");
        assert!(alarms.contains(&vec!["evidence_contradicted".to_owned()]), "{alarms:?}");
        let at = Studio::enters(&there, &studio.email).await;
        let refused = at.get(&format!("/answer/{answer}/evidence")).await;
        refused.is_problem(500, "evidence_contradicted");
        there.settle().await;
        let mail = there.postbox.last_with(&studio.email, "plus ce qui a été scellé").text;
        assert!(mail.contains("aucune photo n’est publiée"), "{mail}");
    }
}

#[tokio::test]
async fn a_change_of_the_key_leaves_out_a_chain_that_is_not_what_was_sealed() {
    let server = Server::start();
    let (_, answer) = consented(&server).await;
    let place = copied(&server);
    let cut = format!("DELETE FROM evidence WHERE answer_id = {answer} AND seq > 2");
    change(place.path(), &cut);
    let said = seal("rotate", place.path());
    assert!(said.contains("Answers sealed anew: 0."), "{said}");
    assert!(said.contains("is not sealed anew: 1."), "{said}");
    let faults = rows(place.path(), "SELECT COUNT(*) FROM chain_seals WHERE fault_at IS NOT NULL");
    assert_eq!(faults, [["1"]]);
}

#[tokio::test]
async fn a_bundle_that_is_later_than_the_end_of_its_key_is_altered() {
    let server = Server::start();
    let (studio, answer) = consented(&server).await;
    let files = tempfile::tempdir().unwrap();
    let zip = format!("/answer/{answer}/evidence");
    let before = keeps(studio.get(&zip).await, files.path(), "before.zip").await;
    let place = copied(&server);
    let secret =
        SealKey::from_hex(&fs::read_to_string(place.path().join("secrets/seal.key")).unwrap());
    seal("rotate", place.path());
    let there = Server::start_over(place);
    let keys = there.send(None, Method::GET, "/.well-known/be-right/keys.json", None).await;
    let keys = keeps(keys, files.path(), "keys.json").await;
    let judged = |keys: &Path| {
        let args = ["verify", "--lang", "en", "--keys", keys.to_str().unwrap()];
        let done = be_right(&[&args[..], &[before.to_str().unwrap()]].concat());
        (done.status.code(), String::from_utf8(done.stdout).unwrap())
    };
    let (code, said) = judged(&keys);
    assert_eq!(code, Some(0), "{said}");
    // The same keys, of a server that changed its key before.
    let next = SealKey::from_bytes([10; 32]).public();
    let until = Timestamp::parse_rfc3339("2026-04-01T10:00:00Z").unwrap();
    let ended = RetiredKey::of(&secret.unwrap(), next, until);
    let published = PublishedKeys::of(next, &SealHistory::default().with(ended));
    let earlier = files.path().join("earlier.json");
    fs::write(&earlier, serde_json::to_string(&published).unwrap()).unwrap();
    let (code, said) = judged(&earlier);
    assert!(code == Some(1) && said.contains("a key that was replaced on"), "{said}");
    // A list in which a key did not sign for the next one is not believed.
    let text = fs::read_to_string(&earlier).unwrap().replace("2026-04-01", "2026-06-01");
    fs::write(&earlier, text).unwrap();
    assert_eq!(judged(&earlier).0, Some(2));
}

#[tokio::test]
async fn a_chain_whose_seal_was_taken_out_of_a_backup_is_not_sealed_by_the_start() {
    let server = Server::start();
    let (studio, answer) = consented(&server).await;
    for taken in ["UPDATE chain_seals SET seal = NULL", "DELETE FROM chain_seals"] {
        let of_forger = copied(&server);
        change(of_forger.path(), &format!("{taken} WHERE answer_id = {answer}"));
        assert!(!of_forger.path().join("secrets/chains-sealed").exists());
        let backups = tempfile::tempdir().unwrap();
        let (from, to) = (of_forger.path().to_str().unwrap(), backups.path().to_str().unwrap());
        fine(&["backup", "--data-dir", from, to]);
        let place = copied(&server);
        let there = place.path().to_str().unwrap();
        let said = fine(&["restore", to, "--replace", "--to", there]);
        assert!(said.contains("is not sealed anew: 1."), "{said}");
        assert!(place.path().join("secrets/chains-sealed").exists());
        assert!(Running::start(place.path(), &[]).stop().success());
        let marked = "SELECT seal IS NULL, fault_at IS NOT NULL FROM chain_seals";
        assert_eq!(rows(place.path(), marked), [["1", "1"]], "{taken}");
        let there = Server::start_over(place);
        let at = Studio::enters(&there, &studio.email).await;
        let refused = at.get(&format!("/answer/{answer}/evidence")).await;
        refused.is_problem(500, "evidence_contradicted");
        let allowed = at.get(&format!("/answer/{answer}")).await.is(200).json.clone();
        assert_eq!(allowed["onHoldBecause"], "EVIDENCE_CONTRADICTED");
    }
}

#[tokio::test]
async fn of_an_earlier_version_only_chains_with_a_pdf_that_nothing_contradicts_are_sealed() {
    let server = Server::start();
    let (_, answer) = consented(&server).await;
    let data = server.folder.path();
    let unsealed = "UPDATE chain_seals SET seal = NULL, sealed_at = NULL, fault_at = NULL";
    let mark = async |is_known_otherwise: bool| {
        change(data, unsealed);
        let differs = move |_: &str, _: &[Entry]| is_known_otherwise;
        server.app.db.write_all(move |all| chain_seals::mark_doubtful(all, differs)).await.unwrap()
    };
    assert_eq!(mark(false).await, 0);
    answers::seal_earlier(&server.app).await.unwrap();
    assert_eq!(rows(data, "SELECT seal IS NOT NULL FROM chain_seals"), [["1"]]);
    assert_eq!(mark(true).await, 1);
    answers::seal_earlier(&server.app).await.unwrap();
    assert_eq!(rows(data, "SELECT seal IS NULL FROM chain_seals"), [["1"]]);
    change(data, &format!("DELETE FROM seals WHERE answer_id = {answer}"));
    assert_eq!(mark(false).await, 1);
}
