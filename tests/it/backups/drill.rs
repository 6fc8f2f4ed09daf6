//! A backup restored into another folder gives the same instance.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use be_right::render::bundle::{Verdict, examine};
use serde_json::{Value, json};

use super::{fine, refused, secrets};
use crate::files::{jpeg, photo};
use crate::support::waiting::until;
use crate::support::{PASSWORD, Recipient, Running, Server, fetch, rows, trust_in};

#[tokio::test]
async fn a_restored_instance_has_every_answer_seal_and_photograph() {
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path().display().to_string();
    let server = Server::start_with(&[("backup.folder", folder.as_str())]);
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bea = studio.employs("Béa", "Noël", "bea@example.org").await;
    let (event, answers) = studio.plans("Été", &[ana, bea]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    let file = photo(&studio, event, 1).await["id"].as_i64().unwrap();
    server.settle().await;
    let pdf = studio.get(&format!("/answer/{}/pdf", answers[0])).await.is(200).bytes.clone();
    // A mail that is queued during the backup, and one that was to be sent much later.
    let late = studio.employs("Cléo", "Petit", "cleo@example.org").await;
    studio.plans("Automne", &[late]).await;
    fine(&["backup", "--data-dir", server.folder.path().to_str().unwrap(), &folder]);
    let waited = "SELECT 1 FROM mails WHERE status = 'QUEUED'";
    assert_eq!(rows(server.folder.path(), waited).len(), 1);
    server.settle().await;

    let again = kept.path().join("again");
    let to = again.to_str().unwrap();
    let carried = "SELECT 1 FROM audit WHERE action = 'backup'";
    assert_eq!(rows(server.folder.path(), carried).len(), 1, "it carries everything away");
    let output = fine(&["restore", &folder, "--to", to]);
    assert!(output.contains("people 3, shoots 2, requests 3"), "{output}");
    assert!(output.contains("1 e-mails that waited then may have been sent since"), "{output}");
    // The queued mail was sent after the backup, so the restore holds it back.
    let held = "SELECT status, reply FROM mails WHERE to_address = 'cleo@example.org'";
    assert_eq!(rows(&again, held)[0][0], "DROPPED");
    assert!(rows(&again, held)[0][1].contains("held back by the restore"));
    assert!(fine(&["mail", "send-held", "--data-dir", to]).contains("1 e-mails are queued"));
    assert_eq!(rows(&again, held)[0][0], "QUEUED");
    let again_too = kept.path().join("again-too");
    fine(&["restore", &folder, "--send-queued", "--to", again_too.to_str().unwrap()]);
    assert_eq!(rows(&again_too, "SELECT 1 FROM jobs WHERE kind = 'mail'").len(), 1);

    let running = Running::start(&again, &[]);
    let credentials = json!({ "email": studio.email, "password": PASSWORD });
    let (status, entered) = running.ask("POST", "/auth/login", "", &credentials).unwrap();
    assert_eq!(status, 200, "{entered}");
    let token = entered["accessToken"].as_str().unwrap();
    let look = |path: &str| {
        let headers = [("Authorization", token)];
        let (status, bytes) = fetch(running.port(), "GET", path, &headers, &Value::Null).unwrap();
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&bytes));
        bytes
    };
    let bundle = look(&format!("/answer/{}/evidence", answers[0]));
    assert_eq!(examine(&bundle, &trust_in(&again)).verdict, Verdict::Genuine);
    assert_eq!(look(&format!("/answer/{}/pdf", answers[0])), pdf);
    assert_eq!(look(&format!("/file/{file}/content")), jpeg(1), "byte for byte");
    // The search index is rebuilt in the background.
    until("Ana is found", || {
        let (status, found) = running.ask("GET", "/search?q=Moreau", token, &Value::Null).unwrap();
        status == 200 && found.to_string().contains("ana@example.org")
    });
    // Ids that were given out since the backup are not given out again.
    let body = json!({ "firstName": "Dan", "lastName": "Roux", "email": "dan@example.org" });
    let (status, dan) = running.ask("POST", "/employee", token, &body).unwrap();
    assert_eq!(status, 201, "{dan}");
    assert!(dan["id"].as_i64().unwrap() > 1_000_000, "{dan}");
    assert_eq!(rows(&again, "SELECT 1 FROM audit WHERE action = 'restore'").len(), 1);

    // A running instance is not replaced, and a refused restore loses nothing.
    assert!(refused(&["restore", &folder, "--replace", "--to", to]).contains("is running on"));
    assert!(running.stop().success());
    assert!(refused(&["restore", &folder, "--to", to]).contains("is not empty"));
    let output = fine(&["restore", &folder, "--replace", "--to", to]);
    let aside = output.split("What was there is in ").nth(1).unwrap().split(": ").next().unwrap();
    let dan = "SELECT 1 FROM employees WHERE email = 'dan@example.org'";
    assert_eq!(rows(std::path::Path::new(aside), dan).len(), 1, "what was replaced is kept");
    assert_eq!(rows(&again, dan).len(), 0);
}

/// Stops the threads, also when the test fails.
struct Curfew<'a>(&'a AtomicBool);

impl Drop for Curfew<'_> {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

#[test]
fn what_was_acknowledged_before_a_backup_is_in_it_however_busy_the_server_is() {
    let folder = tempfile::tempdir().unwrap();
    let (data, kept) = (folder.path().join("data"), folder.path().join("kept"));
    let (data_dir, kept) = (data.to_str().unwrap(), kept.to_str().unwrap());
    let running = Running::start(&data, &[("BE_RIGHT_REGISTRATION", "open")]);
    let account = json!({
        "email": "claire@example.org", "password": PASSWORD, "firstName": "Claire",
        "lastName": "Fontaine", "companyName": "Studio Lumière",
    });
    let (status, entered) = running.ask("POST", "/auth/register", "", &account).unwrap();
    assert_eq!(status, 201, "{entered}");
    let token = entered["accessToken"].as_str().unwrap();
    let (over, taken) = (AtomicBool::new(false), Mutex::new(Vec::<String>::new()));
    let mut before = vec![];
    thread::scope(|scope| {
        let _curfew = Curfew(&over);
        for writer in 0..4 {
            let (over, taken, port) = (&over, &taken, running.port());
            scope.spawn(move || {
                for n in 0.. {
                    if over.load(SeqCst) {
                        return;
                    }
                    let email = format!("p{writer}-{n}@example.org");
                    let body = json!({ "firstName": "Ana", "lastName": "M", "email": email });
                    let headers = [("Authorization", token)];
                    let output = fetch(port, "POST", "/employee", &headers, &body).unwrap();
                    assert_eq!(output.0, 201, "{}", String::from_utf8_lossy(&output.1));
                    taken.lock().unwrap().push(email);
                }
            });
        }
        for _ in 0..4 {
            let known = before.last().map_or(0, Vec::len);
            until("more are taken", || taken.lock().unwrap().len() >= known + 20);
            before.push(taken.lock().unwrap().clone());
            fine(&["backup", "--data-dir", data_dir, kept]);
        }
    });
    fine(&["backup", "--check", "--all", kept]);
    let snapshots = super::names(&folder.path().join("kept/snapshots"));
    assert_eq!(snapshots.len(), before.len());
    for (name, taken) in snapshots.iter().zip(&before) {
        let again = folder.path().join(format!("again-{name}"));
        let from = format!("{kept}/snapshots/{name}");
        fine(&["restore", &from, "--to", again.to_str().unwrap()]);
        let emails = rows(&again, "SELECT email FROM employees").concat();
        let missing: Vec<_> = taken.iter().filter(|email| !emails.contains(email)).collect();
        assert_eq!(missing, [""; 0], "of {} in {name}", taken.len());
        assert_eq!(rows(&again, "PRAGMA integrity_check"), [["ok"]]);
    }
    println!("{} people in {} backups", before.last().unwrap().len(), before.len());
    assert!(before.last().unwrap().len() > 10);
    // A user who was signed in during the backup still is, with the same token.
    assert!(running.stop().success());
    let last = folder.path().join(format!("again-{}", snapshots.last().unwrap()));
    let running = Running::start(&last, &[]);
    assert_eq!(running.ask("GET", "/employee", token, &Value::Null).unwrap().0, 200);
    assert!(running.stop().success());
}
