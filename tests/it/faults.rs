//! Failures of other systems: nothing that was acknowledged is lost, and what could not be done is
//! done later, once.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use be_right::adapters::{Security, SmtpMailer, SmtpSettings};
use be_right::model::{Mailbox, Timestamp};
use be_right::render::bundle::{Verdict, examine};
use poem::http::Method;
use serde_json::{Value, json};

use crate::support::smtp_server::SmtpServer;
use crate::support::waiting::until;
use crate::support::{
    Copies, Exchange, FullDisk, PASSWORD, Postbox, Recipient, Running, Server, Studio, rows,
};

fn mailer(port: u16, timeout: Duration) -> SmtpMailer {
    SmtpMailer::new(SmtpSettings {
        host: "127.0.0.1".into(),
        port,
        security: Security::None,
        username: None,
        password: None,
        from: Mailbox::new("be-right", "noreply@be-right.example"),
        ehlo: None,
        timeout,
        ca_file: None,
    })
    .unwrap()
}

/// A server whose mailer can be exchanged.
fn server() -> (Server, Arc<Exchange>) {
    let exchange = Exchange::new(Postbox::default());
    let server = Server::start_on(&[], |app| app.mailer = exchange.clone());
    (server, exchange)
}

const LONG: Duration = Duration::from_secs(20);

/// A port on which nothing listens.
fn nobody() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The status and the number of tries of each invitation, in order.
async fn mails(studio: &Studio<'_>) -> Vec<(String, i64)> {
    let mails = studio.comes_back().await.mails("&kind=INVITATION").await;
    let state = |mail: &Value| {
        (mail["status"].as_str().unwrap().to_owned(), mail["tries"].as_i64().unwrap())
    };
    mails.iter().map(state).collect()
}

/// Runs the jobs that are due several times, advancing the clock.
async fn as_time_passes(server: &Server) {
    for _ in 0..4 {
        server.clock.advance(2 * Timestamp::MINUTE);
        server.settle().await;
    }
}

#[tokio::test]
async fn mails_wait_for_a_server_that_is_down_and_leave_when_it_is_back() {
    let (server, exchange) = server();
    let studio = server.studio("Lumière").await;
    server.settle().await;
    exchange.becomes(mailer(nobody(), LONG));
    let mut people = vec![];
    for n in 0..3 {
        people.push(studio.employs("Ana", "M", &format!("ana{n}@example.org")).await);
    }
    studio.plans("Été", &people).await;
    server.settle().await;
    server.clock.advance(Timestamp::MINUTE);
    server.settle().await;
    let waiting: Vec<_> = mails(&studio).await.into_iter().map(|mail| mail.0).collect();
    assert_eq!(waiting, ["QUEUED"; 3], "none given up on");

    let smtp = SmtpServer::start("plain");
    exchange.becomes(mailer(smtp.port(), LONG));
    as_time_passes(&server).await;
    let sent: Vec<_> = mails(&studio).await.into_iter().map(|mail| mail.0).collect();
    assert_eq!(sent, ["SENT"; 3]);
    let mut to: Vec<String> = smtp.mails().iter().map(|mail| mail.envelope.to[0].clone()).collect();
    to.sort();
    assert_eq!(to, ["ana0@example.org", "ana1@example.org", "ana2@example.org"]);
    assert_eq!(server.jobs().await.1, 0);
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_marked_and_blocks_nothing() {
    let smtp = SmtpServer::start("refuse");
    let (server, exchange) = server();
    let email = "nobody@example.org";
    exchange.becomes(Copies(server.postbox.clone()));
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "M", email).await;
    let (event, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, email);
    recipient.proves_the_email().await;
    // The recipient's mailbox no longer exists: the copy cannot be delivered.
    exchange.becomes(mailer(smtp.port(), LONG));
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;

    let found = studio.mails("&kind=CONFIRMATION").await.remove(0);
    assert_eq!((&found["status"], &found["tries"]), (&json!("FAILED"), &json!(1)));
    assert!(found["reply"].as_str().unwrap().contains("550 5.1.1"), "{found}");
    assert_eq!(server.jobs().await.1, 0);
    // The company has its two mails, about the answer and about the address, and the document.
    assert_eq!(smtp.mails().len(), 2);
    assert_eq!(studio.get(&format!("/event/{event}")).await.json["status"], "COMPLETED");
    studio.get(&format!("/answer/{}/pdf", answers[0])).await.is(200);
}

#[tokio::test]
async fn a_connection_cut_in_the_middle_of_a_mail_is_tried_again_under_the_same_id() {
    for mood in ["close", "busy", "greylist"] {
        let smtp = SmtpServer::start(mood);
        let (server, exchange) = server();
        let studio = server.studio("Lumière").await;
        server.settle().await;
        exchange.becomes(mailer(smtp.port(), LONG));
        let ana = studio.employs("Ana", "M", "ana@example.org").await;
        studio.plans("Été", &[ana]).await;
        let kept =
            rows(server.folder.path(), "SELECT message_id FROM mails WHERE answer_id IS NOT NULL")
                .remove(0)
                .remove(0);
        server.settle().await;
        assert_eq!(mails(&studio).await, [("QUEUED".to_owned(), 1)], "{mood}");
        assert!(smtp.mails().is_empty());
        as_time_passes(&server).await;
        assert_eq!(mails(&studio).await, [("SENT".to_owned(), 2)], "{mood}");
        let taken = smtp.mails();
        assert_eq!(taken.len(), 1, "{mood}");
        let id = format!("{kept}@be-right.example");
        assert_eq!(taken[0].message().message_id(), Some(id.as_str()));
    }
}

#[tokio::test]
async fn a_mail_server_that_does_not_speak_holds_up_nobody() {
    let smtp = SmtpServer::start("mute");
    let (server, exchange) = server();
    let studio = server.studio("Lumière").await;
    server.settle().await;
    // The timeout is longer than any test: a request that waited for the mail server would hang.
    exchange.becomes(mailer(smtp.port(), Duration::from_secs(3_600)));
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let others = async {
        studio.get(&format!("/event/{event}")).await.is(200);
        studio.employs("Bob", "M", "bob@example.org").await;
    };
    tokio::select! {
        biased;
        () = server.settle() => panic!("the mail server spoke"),
        () = others => {}
    }
    exchange.becomes(mailer(smtp.port(), Duration::from_secs(1)));
    // The lease of the job that was cut off expires.
    server.clock.advance(6 * Timestamp::MINUTE);
    server.settle().await;
    assert_eq!(mails(&studio).await, [("QUEUED".to_owned(), 1)]);
    let smtp = SmtpServer::start("plain");
    exchange.becomes(mailer(smtp.port(), LONG));
    as_time_passes(&server).await;
    assert_eq!(mails(&studio).await, [("SENT".to_owned(), 2)]);
    assert_eq!(smtp.mails().len(), 1);
}

#[tokio::test]
async fn a_full_disk_delays_the_document_and_loses_nothing() {
    let server = Server::start_on(&[], |app| {
        let disk = app.blobs.clone();
        app.blobs = Arc::new(FullDisk::new(disk, 3));
    });
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let (event, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let path = format!("/answer/{}", answers[0]);
    assert_eq!(studio.get(&path).await.json["state"], "ACCEPTED");
    assert_eq!(studio.get(&format!("/event/{event}")).await.json["status"], "COMPLETED");
    studio.get(&format!("{path}/pdf")).await.is_problem(409, "pdf_not_ready");
    let stuck = rows(server.folder.path(), "SELECT kind, last_error FROM jobs WHERE attempts > 0");
    assert_eq!(stuck.len(), 1, "{stuck:?}");
    assert!(stuck[0][0] == "make_pdf" && stuck[0][1].contains("storage_full"), "{stuck:?}");

    as_time_passes(&server).await;
    studio.get(&format!("{path}/pdf")).await.is(200);
    let bundle = studio.get(&format!("{path}/evidence")).await;
    let report = examine(&bundle.is(200).bytes, &server.trust());
    assert_eq!(report.verdict, Verdict::Genuine, "{:#?}", report.checks);
    let copies = server.postbox.to("ana@example.org");
    assert_eq!(copies.iter().filter(|mail| !mail.attachments.is_empty()).count(), 1);
    assert_eq!(studio.steps(answers[0], "PDF_MADE").await.len(), 1);
}

#[tokio::test]
async fn a_clock_set_back_by_a_day_stops_nothing_and_revives_nothing() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "M", "ana@example.org").await;
    let bob = studio.employs("Bob", "M", "bob@example.org").await;
    let (_, answers) = studio.plans("Été", &[ana, bob]).await;
    server.settle().await;
    let (mut ana, mut bob) = (
        Recipient::invited(&server, "ana@example.org"),
        Recipient::invited(&server, "bob@example.org"),
    );
    ana.proves_the_email().await;
    ana.asks_for_code().await.is_problem(429, "code_too_soon");
    bob.asks_for_code().await.is(202);
    server.settle().await;
    let (old_session, old_code) = (ana.session.clone(), bob.code());
    // Both have expired.
    server.clock.advance(40 * Timestamp::MINUTE);
    ana.accepts(&["web"]).await.is_problem(401, "signing_session_ended");
    bob.types(&old_code).await.refuses(&["code"]);
    // A mail is queued, and not sent yet.
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);

    server.clock.advance(-Timestamp::DAY);
    let before = server.postbox.count();
    server.settle().await;
    assert_eq!(server.postbox.count(), before + 1, "what was queued before still leaves");
    ana.session = old_session;
    ana.accepts(&["web"]).await.is_problem(401, "signing_session_ended");
    bob.types(&old_code).await.refuses(&["code"]);

    // Nobody has to wait a day, neither for a code nor to sign in.
    for one in [&mut ana, &mut bob] {
        one.proves_the_email().await;
        one.accepts(&["web"]).await.is(201);
    }
    server.settle().await;
    let token = again(&server, &studio.email).await;
    for id in answers {
        let path = format!("/answer/{id}/evidence");
        let bundle = server.send(Some(&token), Method::GET, &path, None).await;
        let report = examine(&bundle.is(200).bytes, &server.trust());
        assert_eq!(report.verdict, Verdict::Genuine, "{:#?}", report.checks);
    }
    assert_eq!(server.jobs().await.1, 0);
}

#[tokio::test]
async fn a_limit_that_was_reached_before_the_clock_was_set_back_is_not_one_for_a_day() {
    let server = Server::start_with(&[("limits.login_per_account", "3 per 15min")]);
    let studio = server.studio("Lumière").await;
    let wrong = json!({ "email": studio.email, "password": "ce n’est pas lui" });
    for _ in 0..3 {
        server.post("/auth/login", wrong.clone()).await.is(401);
    }
    server.post("/auth/login", wrong.clone()).await.is_problem(429, "rate_limited");
    server.clock.advance(-Timestamp::DAY);
    server.post("/auth/login", wrong).await.is_problem(429, "rate_limited");
    server.clock.advance(15 * Timestamp::MINUTE);
    again(&server, &studio.email).await;
}

/// Signs in; returns the access token.
async fn again(server: &Server, email: &str) -> String {
    let reply = server.post("/auth/login", json!({ "email": email, "password": PASSWORD })).await;
    reply.is(200).json["accessToken"].as_str().unwrap().to_owned()
}

#[test]
fn a_database_of_a_newer_version_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Running::start(folder.path(), &[]).stop().success());
    rows(folder.path(), "PRAGMA user_version = 999");
    rows(folder.path(), "PRAGMA wal_checkpoint(TRUNCATE)");
    let file = folder.path().join("be-right.db");
    let before = std::fs::read(&file).unwrap();
    let refused = Command::new(env!("CARGO_BIN_EXE_be-right"))
        .args(["serve", "--port", "0", "--data-dir"])
        .arg(folder.path())
        .env_clear()
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{printed}");
    assert!(printed.contains("was written by a newer be-right (schema 999"), "{printed}");
    assert!(printed.contains("run that version, or restore a backup"), "{printed}");
    assert!(std::fs::read(&file).unwrap() == before, "the file was touched");
}

#[test]
fn a_server_asked_to_stop_finishes_the_mail_it_is_sending() {
    let folder = tempfile::tempdir().unwrap();
    let smtp = SmtpServer::start("pause");
    let port = smtp.port().to_string();
    let variables = [
        ("BE_RIGHT_SMTP_HOST", "127.0.0.1"),
        ("BE_RIGHT_SMTP_PORT", &port),
        ("BE_RIGHT_SMTP_SECURITY", "none"),
        ("ADMIN_EMAIL", "ada@example.org"),
        ("ADMIN_PASSWORD", PASSWORD),
    ];
    let running = Running::start(folder.path(), &variables);
    let body = json!({ "email": "ada@example.org" });
    let (status, _) = running.ask("POST", "/auth/forgot-password", "", &body).unwrap();
    assert!((200..300).contains(&status), "{status}");
    until("the mail in hand", || smtp.has_begun());
    assert!(running.stop().success());
    assert_eq!(smtp.mails().len(), 1);
    assert_eq!(status_of_mails(folder.path()), [["SENT", "1"]]);
    // Nothing is left to be sent a second time.
    let running = Running::start(folder.path(), &variables);
    assert_eq!(running.ask("GET", "/readyz", "", &Value::Null).unwrap().0, 200);
    assert!(running.stop().success());
    assert_eq!(smtp.mails().len(), 1);
}

fn status_of_mails(data: &Path) -> Vec<Vec<String>> {
    rows(data, "SELECT status, tries FROM mails")
}
