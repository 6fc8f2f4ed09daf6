//! The key that seals evidence is replaced: evidence of before and after stays genuine.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use poem::http::Method;
use serde_json::{Value, json};

use crate::backups::holds::{backed_up, copy};
use crate::backups::{fine, secrets};
use crate::support::{Recipient, Reply, Server, Studio};

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
