//! Addresses that do not exist: reported by the mail server, shown to the company, and not written
//! to until somebody corrects them.

use std::sync::Arc;
use std::time::Duration;

use be_right::adapters::{Security, SmtpMailer, SmtpSettings};
use be_right::model::{Mailbox, Timestamp};
use serde_json::{Value, json};

use crate::support::smtp_server::SmtpServer;
use crate::support::{Copies, Exchange, Listener, Server, Studio};

fn mailer(server: &SmtpServer) -> SmtpMailer {
    SmtpMailer::new(SmtpSettings {
        host: "127.0.0.1".into(),
        port: server.port(),
        security: Security::None,
        username: None,
        password: None,
        from: Mailbox::new("be-right", "noreply@be-right.example"),
        ehlo: None,
        timeout: Duration::from_secs(20),
        ca_file: None,
    })
    .unwrap()
}

/// A server that sends through an SMTP server with the given behaviour.
fn behind(mood: &str) -> (Server, SmtpServer, Arc<Exchange>) {
    let smtp = SmtpServer::start(mood);
    let exchange = Exchange::new(mailer(&smtp));
    let server = Server::start_on(&[], |app| app.mailer = exchange.clone());
    (server, smtp, exchange)
}

fn mails_to(smtp: &SmtpServer, address: &str) -> usize {
    smtp.mails().iter().filter(|mail| mail.envelope.to == [address]).count()
}

async fn person(studio: &Studio<'_>, id: i64) -> Value {
    studio.get(&format!("/employee/{id}")).await.is(200).json.clone()
}

async fn output(studio: &Studio<'_>) -> Vec<Value> {
    let list = studio.get("/notifications?limit=100").await;
    let data = list.is(200).json["data"].as_array().unwrap().clone();
    data.into_iter().filter(|one| one["type"] == "EMAIL_BOUNCED").collect()
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_marked_reported_once_and_not_written_to() {
    let (server, smtp, exchange) = behind("refuse");
    let studio = server.studio("lumiere").await;
    exchange.becomes(Copies(server.postbox.clone()));
    let noe = studio.hires("noe@lumiere.example", "SUPER_USER").await;
    exchange.becomes(mailer(&smtp));
    let other = server.studio("pathe").await;
    let ana = studio.employs("Ana", "Moreau", "nobody@Example.org").await;
    let bea = studio.employs("Bea", "Moreau", "bea@example.org").await;
    // The same address in another company is not marked.
    let theirs = other.employs("Ana", "Moreau", "nobody@example.org").await;
    assert_eq!(person(&studio, ana).await["emailState"], "OK");
    let mut claire = Listener::of(&studio).await;
    let (event, answers) = studio.plans("Été", &[ana, bea]).await;
    server.settle().await;

    let seen = person(&studio, ana).await;
    assert_eq!(seen["emailState"], "UNKNOWN");
    assert_eq!(seen["bouncedAt"], "2026-05-01T10:00:00Z");
    assert_eq!(person(&studio, bea).await["emailState"], "OK");
    assert_eq!(person(&other, theirs).await["emailState"], "OK");
    let people = studio.get(&format!("/event/{event}/participants")).await;
    let states: Vec<_> =
        people.is(200).json.as_array().unwrap().iter().map(|one| &one["emailState"]).collect();
    assert_eq!(states, ["UNKNOWN", "OK"]);
    loop {
        let received = claire.receives_event("mail").await.data;
        if received["answerId"] == answers[0] {
            assert_eq!(
                (&received["kind"], &received["state"]),
                (&json!("INVITATION"), &json!("FAILED"))
            );
            break;
        }
    }
    // Whoever planned the event is notified, in the console and by mail; nobody else is.
    let notified_claire = output(&studio).await;
    assert_eq!(notified_claire.len(), 1);
    let text = notified_claire[0]["text"].as_str().unwrap();
    assert!(text.contains("Ana Moreau") && text.contains("n’existe pas"), "{text}");
    assert_eq!((output(&noe).await.len(), output(&other).await.len()), (0, 0));
    let subjects: Vec<_> = smtp.mails().iter().map(|mail| mail.subject()).collect();
    let about = subjects.iter().filter(|said| said.contains("n’existe pas")).count();
    assert_eq!(about, 1, "{subjects:?}");

    // Another request sends no mail, and the error says why.
    server.clock.advance(25 * Timestamp::HOUR);
    let studio = studio.comes_back().await;
    let raise = format!("/answer/{}/raise", answers[0]);
    studio.acts(&raise).await.is_problem(409, "email_bounced");
    let raised = studio.acts(&format!("/event/{event}/raise")).await;
    let counts = [&raised.is(200).json["reminded"], &raised.json["unreachable"]];
    assert_eq!(counts, [1, 1]);
    assert!(studio.get(&format!("/answer/{}", answers[0])).await.json["remindedAt"].is_null());
    studio.plans("Hiver", &[ana]).await;
    server.settle().await;
    assert_eq!(output(&studio).await.len(), 1, "told once");
    let mut kept = studio.mails("").await;
    kept.retain(|mail| mail["to"].as_str().is_some_and(|to| to.starts_with("nobody@")));
    let state = |at: usize| ["status", "reply"].map(|name| kept[at][name].as_str().unwrap());
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(state(0)[0] == "FAILED" && state(0)[1].contains("550 5.1.1"), "{kept:?}");
    assert_eq!(state(1), ["DROPPED", "mails to this address come back"]);
    let again = studio.acts(&format!("/event/{event}/synchronise")).await;
    assert_eq!(again.is(200).id("/resent"), 0);
    // She can still be given the link.
    studio.acts(&format!("/answer/{}/link", answers[0])).await.is(200);
}

#[tokio::test]
async fn a_corrected_address_or_a_cleared_bounce_allows_mail_again() {
    let (server, smtp, exchange) = behind("refuse");
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "nobody@example.org").await;
    let bo = studio.employs("Bo", "Li", "nobody.bo@example.org").await;
    let (event, answers) = studio.plans("Été", &[ana, bo]).await;
    server.settle().await;
    assert_eq!(person(&studio, bo).await["emailState"], "UNKNOWN");

    // Her address was misspelt.
    let corrected = json!({ "firstName": "Ana", "lastName": "Moreau", "email": "ana@example.org" });
    let corrected = studio.put(&format!("/employee/{ana}"), corrected).await;
    assert_eq!(corrected.is(200).json["emailState"], "OK");
    assert!(corrected.json["bouncedAt"].is_null());
    server.settle().await;
    assert_eq!(mails_to(&smtp, "ana@example.org"), 1);

    // His mailbox does not exist yet: another try too early is recorded and notified again.
    let again = format!("/employee/{bo}/bounced");
    studio.delete(&again).await.is(204);
    assert_eq!(person(&studio, bo).await["emailState"], "OK");
    server.settle().await;
    assert_eq!(person(&studio, bo).await["emailState"], "UNKNOWN");
    assert_eq!(output(&studio).await.len(), 3, "Ana, Bo, and Bo once more");
    let taken = SmtpServer::start("plain");
    exchange.becomes(mailer(&taken));
    studio.delete(&again).await.is(204);
    server.settle().await;
    assert_eq!(mails_to(&taken, "nobody.bo@example.org"), 1, "what did not reach him");
    assert_eq!(person(&studio, bo).await["emailState"], "OK");
    assert!(studio.get(&format!("/answer/{}", answers[1])).await.json["mailSentAt"].is_string());
    let people = studio.get(&format!("/event/{event}/participants")).await;
    assert!(people.json.as_array().unwrap().iter().all(|one| one["emailState"] == "OK"));
    assert_eq!(server.audited("try_email_again"), 2);
    // No mail waits any more: another try sends nothing twice.
    studio.delete(&again).await.is(204);
    server.settle().await;
    assert_eq!(mails_to(&taken, "nobody.bo@example.org"), 1);
}

#[tokio::test]
async fn a_refusal_that_is_not_about_the_recipient_marks_no_address() {
    for (mood, address) in [
        ("refuse", "policy@example.org"),
        ("sender", "ana@example.org"),
        ("auth", "ana@example.org"),
        ("greylist", "ana@example.org"),
    ] {
        let (server, ..) = behind(mood);
        server.leaves_jobs();
        let studio = server.studio("lumiere").await;
        let ana = studio.employs("Ana", "Moreau", address).await;
        studio.plans("Été", &[ana]).await;
        server.settle().await;
        let seen = person(&studio, ana).await;
        assert_eq!(
            (&seen["emailState"], &seen["bouncedAt"]),
            (&json!("OK"), &json!(null)),
            "{mood}"
        );
        assert!(output(&studio).await.is_empty(), "{mood}");
    }
}

#[tokio::test]
async fn a_guardian_who_cannot_be_written_to_shows_beside_the_child() {
    let (server, smtp, _) = behind("refuse");
    let studio = server.studio("lumiere").await;
    let child = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "famille@example.org",
        "birthDate": "2015-03-02",
        "guardians": [
            { "firstName": "Anne", "lastName": "Petit", "email": "nobody@example.org" },
            { "firstName": "Paul", "lastName": "Petit", "email": "paul@example.org" },
        ],
    });
    let zoe = studio.post("/employee", child).await.is(201).id("/id");
    let (event, answers) = studio.plans("Kermesse", &[zoe]).await;
    server.settle().await;
    let seen = person(&studio, zoe).await;
    assert_eq!(seen["emailState"], "OK");
    assert_eq!(seen["guardians"][0]["emailState"], "UNKNOWN");
    assert_eq!(seen["guardians"][1]["emailState"], "OK");
    let people = studio.get(&format!("/event/{event}/participants")).await;
    assert_eq!(people.json[0]["emailState"], "UNKNOWN");
    let text = output(&studio).await[0]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("Zoé Petit"), "{text}");
    // The other guardian can still be reminded.
    server.clock.advance(25 * Timestamp::HOUR);
    let studio = studio.comes_back().await;
    studio.acts(&format!("/answer/{}/raise", answers[0])).await.is(200);
    server.settle().await;
    assert_eq!(mails_to(&smtp, "paul@example.org"), 2);
}

#[tokio::test]
async fn reminders_by_the_clock_find_out_once_and_then_leave_them_alone() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bea = studio.employs("Bea", "Moreau", "bea@example.org").await;
    studio.plans("Été", &[ana, bea]).await;
    server.settle().await;
    // Her mailbox ceased to exist after the invitation had arrived.
    server.postbox.refuses("ana@example.org");
    let mut to_bea = vec![];
    for _ in 0..13 {
        server.sleeps(1).await;
        to_bea.push(server.postbox.to("bea@example.org").len());
    }
    assert!(to_bea.last() > Some(&2), "she is reminded more than once: {to_bea:?}");
    let studio = studio.comes_back().await;
    let tried = studio.mails("&kind=REMINDER").await;
    assert_eq!(tried.iter().filter(|mail| mail["to"] == "ana@example.org").count(), 1);
    assert_eq!(person(&studio, ana).await["emailState"], "UNKNOWN");
    assert_eq!(output(&studio).await.len(), 1);
}
