//! The import job: stopped, killed, repeated, and without delaying other requests.

use std::io::{Read, Write};
use std::net::TcpStream;

use be_right::model::Role;
use be_right::worker;
use serde_json::{Value, json};

use super::{UPLOAD, count, crowd, studio, tally};
use crate::support::waiting::until;
use crate::support::{Running, Server, rows};

#[tokio::test]
async fn a_whole_file_causes_one_fact() {
    let server = Server::start();
    let studio = studio(&server).await;
    super::imports(&studio, crowd(450)).await;
    let facts = rows(
        server.folder.path(),
        "SELECT kind, COUNT(*) FROM facts WHERE kind NOT LIKE 'user%' GROUP BY kind",
    );
    assert_eq!(facts, [["import_done", "1"]]);
    super::imports_with(&studio, crowd(450), &[("dryRun", "true")]).await;
    let facts = rows(server.folder.path(), "SELECT id FROM facts WHERE kind = 'import_done'");
    assert_eq!(facts.len(), 1);
}

#[tokio::test]
async fn an_import_that_is_stopped_goes_no_further() {
    let server = Server::start();
    let studio = studio(&server).await;
    let id = studio.sends(UPLOAD, "a.csv", crowd(50), &[]).await.is(202).id("/id");
    studio.delete(&format!("/import/{id}")).await.is_problem(409, "import_running");
    let stopped = studio.acts(&format!("/import/{id}/cancel")).await;
    assert_eq!(stopped.is(200).json["state"], "CANCELLED");
    studio.acts(&format!("/import/{id}/cancel")).await.is_problem(409, "import_over");
    server.settle().await;
    assert_eq!(count(&studio).await, 0);

    // Stopped in the middle: the rows written by then stay, and are reported.
    let id = studio.sends(UPLOAD, "a.csv", crowd(5_000), &[]).await.is(202).id("/id");
    let stop = async {
        loop {
            let now = studio.get(&format!("/import/{id}?limit=1")).await;
            if now.is(200).id("/done") > 0 {
                return studio.acts(&format!("/import/{id}/cancel")).await;
            }
            tokio::task::yield_now().await;
        }
    };
    let (_, stopped) = tokio::join!(worker::run_next(&server.app), stop);
    stopped.is(200);
    server.settle().await;
    let import = studio.get(&format!("/import/{id}")).await;
    let done = import.id("/done");
    assert!((200..5_000).contains(&done), "{done}");
    assert_eq!((import.json["state"].as_str(), import.id("/created")), (Some("CANCELLED"), done));
    assert_eq!(count(&studio).await, done);
    assert_eq!(import.id("/totalRows"), done);
}

#[tokio::test]
async fn a_repeated_upload_under_one_key_is_one_import() {
    let server = Server::start();
    let studio = studio(&server).await;
    let sends = async |text: String| {
        let form = poem::test::TestForm::new()
            .field(poem::test::TestFormField::text(text).name("file").filename("a.csv"));
        let request = server.client().post(UPLOAD).multipart(form);
        let request = request
            .header("authorization", format!("Bearer {}", studio.token))
            .header("idempotency-key", "k-1");
        crate::support::Reply::read(request.send().await).await
    };
    let first = sends(crowd(3)).await;
    assert_eq!(sends(crowd(3)).await.is(202).json, first.is(202).json);
    sends(crowd(4)).await.refuses(&["Idempotency-Key"]);
    server.settle().await;
    assert_eq!(studio.get("/import").await.id("/total"), 1);
    assert_eq!(count(&studio).await, 3);
}

#[tokio::test]
async fn mails_are_sent_while_a_long_import_runs() {
    let server = Server::start();
    let studio = studio(&server).await;
    server.settle().await;
    studio.sends(UPLOAD, "a.csv", crowd(5_200), &[]).await.is(202);
    assert!(worker::run_next(&server.app).await.unwrap());
    assert_eq!(count(&studio).await, 5_000);
    // Mails that people wait for are sent before the rest of the file is read.
    studio
        .post(
            "/user",
            json!({ "email": "n@example.org", "firstName": "N", "lastName": "B", "role": "USER" }),
        )
        .await
        .is(201);
    while server.postbox.to("n@example.org").is_empty() {
        assert!(worker::run_next(&server.app).await.unwrap());
        assert_eq!(count(&studio).await, 5_000);
    }
    server.settle().await;
    assert_eq!(count(&studio).await, 5_200);
}

/// Sends a form over TCP, as a browser does.
fn upload(port: u16, token: &str, text: &str) -> (u16, Value) {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{text}\r\n--x--\r\n"
    );
    let head = format!(
        "POST {UPLOAD} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all((head + &body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}

#[test]
fn a_file_is_read_to_its_end_however_often_the_plug_is_pulled() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let variables = [("BE_RIGHT_REGISTRATION", "open"), ("BE_RIGHT_MAIL_ENABLED", "false")];
    let running = Running::start(&data, &variables);
    let account = json!({
        "email": "claire@example.org", "password": "une phrase de passe", "firstName": "Claire",
        "lastName": "Fontaine", "companyName": "Studio Lumière",
    });
    let (status, entered) = running.ask("POST", "/auth/register", "", &account).unwrap();
    assert_eq!(status, 201, "{entered}");
    let token = entered["accessToken"].as_str().unwrap().to_owned();
    const LINES: usize = 6_000;
    let (status, import) = upload(running.port(), &token, &crowd(LINES));
    assert_eq!(status, 202, "{import}");
    let path = format!("/import/{}?limit=1", import["id"]);
    let (mut seen, mut running) = (vec![], Some(running));
    until("the end of the file", || {
        let asked = running.as_ref().unwrap().ask("GET", &path, &token, &Value::Null);
        let (status, now) = asked.unwrap();
        assert_eq!(status, 200, "{now}");
        let done = now["done"].as_i64().unwrap();
        let created = now["created"].as_i64().unwrap();
        assert_eq!(created, done, "{now}");
        if now["state"] == "DONE" {
            return true;
        }
        if done > seen.last().copied().unwrap_or(0) && seen.len() < 6 {
            seen.push(done);
            running.take().unwrap().kill();
            running = Some(Running::start(&data, &variables));
        }
        false
    });
    assert!(seen.len() >= 3, "the plug was hardly pulled: {seen:?}");
    let none: Vec<Vec<String>> = vec![];
    assert!(running.unwrap().stop().success());
    assert_eq!(rows(&data, "SELECT COUNT(*) FROM employees"), [[LINES.to_string()]]);
    assert_eq!(rows(&data, "SELECT email FROM employees GROUP BY email HAVING COUNT(*) > 1"), none);
    assert_eq!(
        rows(&data, "SELECT COUNT(*) FROM import_lines WHERE outcome = 'CREATED'"),
        [[LINES.to_string()]]
    );
    assert_eq!(rows(&data, "SELECT COUNT(*) FROM facts WHERE kind = 'import_done'"), [["1"]]);
    assert_eq!(rows(&data, "PRAGMA integrity_check"), [["ok"]]);
}

#[tokio::test]
async fn a_trial_that_was_interrupted_starts_over_and_says_the_same() {
    let server = Server::start();
    let studio = studio(&server).await;
    server.settle().await;
    let id =
        studio.sends(UPLOAD, "a.csv", crowd(4_000), &[("dryRun", "true")]).await.is(202).id("/id");
    {
        // The job is dropped halfway, as when the process dies.
        let job = worker::run_next(&server.app);
        let halfway = async {
            while studio.get(&format!("/import/{id}?limit=1")).await.id("/done") < 400 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = job => panic!("it was too fast"),
            () = halfway => {}
        }
    }
    server.clock.advance(10 * 60_000);
    server.settle().await;
    let import = studio.get(&format!("/import/{id}")).await;
    assert_eq!(import.is(200).json["state"], "DONE");
    assert_eq!(tally(&import.json), [4_000, 0, 0, 0]);
    assert_eq!(import.id("/totalRows"), 4_000);
    assert_eq!(count(&studio).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_are_served_while_a_file_is_read() {
    let server = Server::start();
    let studio = studio(&server).await;
    let (event, _) = studio.plans("Gala", &[]).await;
    let path = format!("/event/{event}");
    studio.sends(UPLOAD, "a.csv", crowd(3_000), &[]).await.is(202);
    let app = server.app.clone();
    #[expect(clippy::disallowed_methods, reason = "the worker, beside the requests")]
    let job = tokio::task::spawn(async move { while worker::run_next(&app).await.unwrap() {} });
    // Counted rather than timed: a hundred reads and a change fit into the reading of one file.
    // `be-right bench` measures.
    for _ in 0..100 {
        studio.get(&path).await.is(200);
    }
    studio.employs("Ana", "Moreau", "ana@example.org").await;
    assert!(!job.is_finished(), "the file was read before anybody else was served");
    job.await.unwrap();
    server.settle().await;
    assert_eq!(count(&studio).await, 3_001);
}

#[tokio::test]
async fn what_a_suspended_company_had_sent_is_imported_once_it_is_reopened() {
    let server = Server::start();
    let admin = crate::instance::operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("lumiere").await;
    let taken = studio.sends(UPLOAD, "personnel.csv", crowd(3), &[]).await;
    let import = format!("/import/{}", taken.is(202).id("/id"));
    let company = format!("/admin/company/{}", studio.company);
    admin.post(&format!("{company}/suspend"), json!({ "reason": "Unpaid" })).await.is(200);
    server.settle().await;
    // Longer than a job that fails is tried.
    for _ in 0..20 {
        server.clock.advance(60 * 60 * 1000);
        server.settle().await;
    }
    let tries = rows(server.folder.path(), "SELECT attempts FROM jobs WHERE kind = 'import'");
    assert_eq!(tries, [["1"]], "waiting is not trying");
    let studio = studio.comes_back().await;
    assert_eq!(studio.get(&import).await.is(200).json["state"], "WAITING");
    assert_eq!(count(&studio).await, 0);
    let admin = admin.comes_back().await;
    admin.post(&format!("{company}/reopen"), json!({ "reason": "Paid" })).await.is(200);
    server.settle().await;
    let studio = studio.comes_back().await;
    assert_eq!(studio.get(&import).await.is(200).json["state"], "DONE");
    assert_eq!(count(&studio).await, 3);
}
