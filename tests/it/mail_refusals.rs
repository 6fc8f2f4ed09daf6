//! Mails that a server refuses: the cause decides what happens, and the console shows what has not
//! arrived.

use std::sync::Arc;

use be_right::actions::{Origin, jobs};
use be_right::config::Config;
use be_right::model::{Role, Secret, Timestamp, UserId};
use be_right::ports::Stage;
use be_right::store::users;
use be_right::worker;
use serde_json::{Value, json};

use crate::console::ConsoleContext;
use crate::metrics::{TOKEN, figures, value};
use crate::support::waiting::ends;
use crate::support::{Answering, Exchange, Server, Silent, Studio};

fn server() -> (Server, Arc<Answering>) {
    let post = Arc::new(Answering::default());
    let own = post.clone();
    let server = Server::start_on(&[], |app| {
        app.mailer = own;
        let mut config = Config::clone(&app.config);
        config.metrics.token = Some(Secret::new(TOKEN));
        app.config = Arc::new(config);
    });
    (server, post)
}

/// An administrator of the instance.
async fn admin(server: &Server) -> Studio<'_> {
    let admin = server.studio("instance").await;
    let user = UserId(admin.user);
    let made =
        server.app.db.write_all(move |all| users::set_instance_role(all, user, Some(Role::Admin)));
    assert!(made.await.unwrap());
    admin.comes_back().await
}

/// Asks this number of employees; returns the event and the answers.
async fn asks(studio: &Studio<'_>, count: usize) -> (i64, Vec<i64>) {
    let mut people = vec![];
    for nth in 0..count {
        let email = format!("p{nth}@example.org");
        people.push(studio.employs(&format!("P{nth}"), "Moreau", &email).await);
    }
    studio.plans("Été", &people).await
}

async fn output(studio: &Studio<'_>, kind: &str) -> Vec<Value> {
    let list = studio.get("/notifications?limit=100").await;
    let data = list.is(200).json["data"].as_array().unwrap().clone();
    data.into_iter().filter(|one| one["type"] == kind).collect()
}

async fn invitations(studio: &Studio<'_>) -> Vec<Value> {
    let list = studio.get("/mail?kind=INVITATION&limit=100").await;
    list.is(200).json["data"].as_array().unwrap().clone()
}

#[track_caller]
fn all_are(mails: &[Value], status: &str) {
    assert!(mails.iter().all(|mail| mail["status"] == status), "{mails:?}");
}

#[tokio::test]
async fn mail_waits_while_the_mail_server_refuses_us_and_leaves_once_that_is_fixed() {
    for (stage, reply) in [
        (Stage::Auth, "535 5.7.8 Username and Password not accepted"),
        (Stage::From, "550 5.1.0 Emetteur invalide. Invalid Sender. OFR_415 [415]"),
        (
            Stage::Recipient,
            "504 5.5.2 <studio>: Helo command rejected: need fully-qualified hostname",
        ),
        (Stage::Recipient, "550 5.5.0 Service refuse. Veuillez essayer plus tard. LPN007_510"),
        (Stage::Data, "550 5.7.26 Unauthenticated email from p0@example.org is not accepted"),
    ] {
        let (server, post) = server();
        let admin = admin(&server).await;
        let studio = server.studio("lumiere").await;
        server.settle().await;
        let before = post.tries();
        post.says(stage, reply);
        asks(&studio, 12).await;
        server.settle().await;
        assert!(post.tries() - before <= 2, "{reply}: {} tries", post.tries() - before);
        for _ in 0..10 {
            server.clock.advance(10 * Timestamp::MINUTE);
            server.settle().await;
        }
        let tries = post.tries() - before;
        assert!((3..=12).contains(&tries), "{reply}: one at a time, {tries} tries");
        let studio = studio.comes_back().await;
        all_are(&invitations(&studio).await, "QUEUED");
        let people = studio.get("/employee?limit=100").await;
        let marked = people.is(200).json["data"].as_array().unwrap().clone();
        assert!(marked.iter().all(|person| person["emailState"] == "OK"), "{reply}");
        // Administrators are notified, once; the text names no recipient.
        let admin = admin.comes_back().await;
        let received = output(&admin, "SYSTEM").await;
        assert_eq!(received.len(), 1, "{reply}: {received:?}");
        let text = received[0]["text"].as_str().unwrap();
        assert!(text.contains(&reply[..9]) && !text.contains("example.org"), "{text}");
        assert!(output(&studio, "SYSTEM").await.is_empty());
        let ready = server.get("/readyz").await;
        assert_eq!(ready.is(200).json["mail"], "refused");
        let said = ready.json["mailReply"].as_str().unwrap();
        assert!(said.starts_with(&reply[..9]) && !said.contains("example.org"), "{said}");
        // Once the server is repaired, the waiting mails are sent with the next try.
        post.takes_all();
        server.clock.advance(16 * Timestamp::MINUTE);
        server.settle().await;
        all_are(&invitations(&studio.comes_back().await).await, "SENT");
        assert_eq!(server.get("/readyz").await.json["mail"], "ok");
        let left = admin.comes_back().await.get("/admin/jobs?kind=mail").await;
        assert_eq!(left.is(200).id("/total"), 0, "{reply}");
    }
}

#[tokio::test]
async fn one_mail_that_is_taken_for_spam_keeps_no_other_waiting() {
    let (server, post) = server();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    let before = post.tries();
    server.leaves_jobs();
    post.says_to("p0@", Stage::Data, "550 5.7.1 message content rejected as spam");
    asks(&studio, 12).await;
    server.settle().await;
    let mails = invitations(&studio).await;
    let sent = mails.iter().filter(|mail| mail["status"] == "SENT").count();
    assert_eq!((sent, post.tries() - before), (11, 12));
    let waits = mails.iter().find(|mail| mail["status"] == "QUEUED").unwrap();
    assert_eq!(waits["verdict"], "US");
    assert_eq!(server.get("/readyz").await.json["mail"], "ok", "others leave");
}

#[tokio::test]
async fn a_server_that_is_out_of_reach_is_asked_by_one_mail_at_a_time() {
    let (server, post) = server();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    let before = post.tries();
    post.says(Stage::Connect, "Connection refused (os error 111)");
    asks(&studio, 30).await;
    server.settle().await;
    assert_eq!(post.tries() - before, 3, "then the others wait");
    let ready = server.get("/readyz").await.json;
    assert_eq!(ready["mail"], "unreachable");
    assert_eq!(ready["mailReply"], "Connection refused (os error 111)");
    let text = figures(&server).await;
    assert_eq!(value(&text, r#"be_right_mail_trouble{kind="unreachable"}"#), 1.0);
    assert_eq!(value(&text, r#"be_right_mail_trouble{kind="refused"}"#), 0.0);
    assert_eq!(value(&text, r#"be_right_mail_tries_total{outcome="way"}"#), 3.0);
    // An administrator can start the next try at once.
    post.takes_all();
    server.settle().await;
    assert_eq!(post.tries() - before, 3);
    let again = jobs::retry_all(&server.app, Some("mail".into()), Origin::default());
    assert_eq!(again.await.unwrap(), 3, "those that were tried");
    server.settle().await;
    all_are(&invitations(&studio).await, "SENT");
    assert_eq!(server.audited("retry_jobs"), 1);
}

#[tokio::test]
async fn what_somebody_waits_for_leaves_before_all_other_mail() {
    let (server, post) = server();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    asks(&studio, 5).await;
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    let before = post.taken.count();
    server.settle().await;
    assert_eq!(post.taken.addresses()[before], studio.email);
    assert_eq!(post.taken.count() - before, 6);
}

#[tokio::test]
async fn a_server_that_never_speaks_stops_nothing_but_mail() {
    let exchange = Exchange::new(Answering::default());
    let server = Server::start_on(&[], |app| app.mailer = exchange.clone());
    let studio = server.studio("lumiere").await;
    server.settle().await;
    exchange.becomes(Silent);
    server.leaves_jobs();
    let (event, _) = asks(&studio, 20).await;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    #[expect(clippy::disallowed_methods, reason = "the worker, beside the requests")]
    let working = tokio::task::spawn(worker::run(server.app.clone(), stopping));
    let done = async {
        let file = "firstName,lastName,email\nZoé,Petit,zoe@example.org\n";
        let form = poem::test::TestForm::new()
            .field(poem::test::TestFormField::text(file).name("file").filename("people.csv"));
        let sent = server.send_form(&studio.token, "/employee-upload/csv", form).await;
        let import = format!("/import/{}", sent.is(202).id("/id"));
        while studio.get(&import).await.is(200).json["state"] != "DONE" {
            tokio::task::yield_now().await;
        }
        while output(&studio, "EVENT_CREATED").await.is_empty()
            && output(&studio, "IMPORT_DONE").await.is_empty()
        {
            tokio::task::yield_now().await;
        }
        studio.get(&format!("/event/{event}")).await.is(200);
    };
    // Nothing waits for mail.
    ends(done).await;
    stop.send(true).unwrap();
    working.abort();
}

#[tokio::test]
async fn what_a_server_repeats_of_a_mail_reaches_no_operator() {
    let (server, post) = server();
    let admin = admin(&server).await;
    let studio = server.studio("lumiere").await;
    server.settle().await;
    let said = "451 4.3.0 later, Ana <p0@example.org> +33612345678 https://x.example/sign/TOKEN";
    post.says(Stage::Recipient, said);
    asks(&studio, 1).await;
    server.settle().await;
    let jobs = admin.get("/admin/jobs?limit=100").await.is(200).json["data"].clone();
    let jobs = jobs.as_array().unwrap();
    let mail = jobs.iter().find(|job| job["kind"] == "mail").unwrap();
    assert_eq!(mail["lastError"], "RECIPIENT: 451 4.3.0 WAY");
    post.takes_all();
    server.clock.advance(Timestamp::HOUR);
    server.settle().await;
}

#[tokio::test]
async fn a_full_mailbox_is_tried_for_days_shown_and_not_taken_for_a_wrong_address() {
    let (server, post) = server();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    post.says_to("p0@", Stage::Recipient, "552 5.2.2 <p0@example.org>: mailbox full");
    let (event, answers) = asks(&studio, 2).await;
    server.settle().await;
    let mail =
        invitations(&studio).await.into_iter().find(|mail| mail["status"] != "SENT").unwrap();
    assert_eq!((&mail["status"], &mail["verdict"]), (&json!("QUEUED"), &json!("MAILBOX")));
    let answer =
        studio.get(&format!("/answer/{}", answers[0])).await.is(200).json["notArrived"].clone();
    assert_eq!(answer["verdict"], "MAILBOX");
    assert_eq!(answer["retried"], true);
    assert_eq!(answer["reply"], "552 5.2.2 … mailbox full");
    let other = studio.get(&format!("/answer/{}", answers[1])).await;
    assert!(other.is(200).json["notArrived"].is_null());
    for list in [format!("/answer/event/{event}"), "/answer?limit=100".to_owned()] {
        let all = studio.get(&list).await.is(200).json.clone();
        let all = all.as_array().or_else(|| all["data"].as_array()).unwrap().clone();
        let waits = all.iter().filter(|one| one["notArrived"]["verdict"] == "MAILBOX").count();
        assert_eq!(waits, 1, "{list}");
    }
    // The console says when it is tried again.
    let console = ConsoleContext::of(&server, &studio.email).await;
    let person = studio.get(&format!("/answer/{}", answers[0])).await.is(200).id("/employeeId");
    for page in ["/console/settings/mails".to_owned(), format!("/console/people/{person}")] {
        let page = console.get(&format!("{page}?lang=en")).await.is(200).text();
        assert!(page.contains("Next attempt today at "), "{page}");
    }
    let people = studio.get(&format!("/event/{event}/participants")).await.is(200).json.clone();
    assert_eq!(people[0]["notArrived"]["reply"], "552 5.2.2 … mailbox full");
    assert_eq!(people[0]["emailState"], "OK");
    // Whoever planned the event is notified, once, with the server's reply.
    let received = output(&studio, "MAIL_UNDELIVERED").await;
    assert_eq!(received.len(), 1);
    let text = received[0]["text"].as_str().unwrap();
    assert!(text.contains("P0 Moreau") && text.contains("mailbox full"), "{text}");
    assert_eq!(
        (&received[0]["answerId"], &received[0]["eventId"]),
        (&json!(answers[0]), &json!(event))
    );
    let tries = post.tries();
    server.clock.advance(Timestamp::HOUR);
    server.settle().await;
    assert_eq!(post.tries(), tries + 1);
    // The mailbox has room again: the mail arrives, and nothing is marked any more.
    post.takes_all();
    server.clock.advance(2 * Timestamp::HOUR);
    server.settle().await;
    let studio = studio.comes_back().await;
    all_are(&invitations(&studio).await, "SENT");
    let answer = studio.get(&format!("/answer/{}", answers[0])).await;
    assert!(answer.json["notArrived"].is_null() && answer.json["mailSentAt"].is_string());
    let received = output(&studio, "MAIL_UNDELIVERED").await;
    assert!(received[0]["text"].as_str().unwrap().contains("parti depuis"), "{received:?}");
}

#[tokio::test]
async fn a_mailbox_that_stays_full_is_given_up_on_and_the_address_is_kept() {
    let (server, post) = server();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    let before = post.tries();
    post.says_to("p0@", Stage::Recipient, "452 4.2.2 mailbox full");
    asks(&studio, 1).await;
    server.settle().await;
    assert!(output(&studio, "MAIL_UNDELIVERED").await.is_empty(), "it may yet be emptied");
    for _ in 0..50 {
        server.clock.advance(2 * Timestamp::HOUR);
        server.settle().await;
    }
    let studio = studio.comes_back().await;
    let mail = invitations(&studio).await.remove(0);
    assert_eq!((&mail["status"], &mail["verdict"]), (&json!("FAILED"), &json!("MAILBOX")));
    let tries = mail["tries"].as_i64().unwrap();
    assert!((5..=16).contains(&tries), "{tries} tries");
    assert!(post.tries() > before);
    assert_eq!(output(&studio, "MAIL_UNDELIVERED").await.len(), 1);
    assert_eq!(studio.get("/employee").await.is(200).json["data"][0]["emailState"], "OK");
    assert_eq!(server.jobs().await.1, 0, "nothing is parked");
}

#[tokio::test]
async fn a_greylisted_mail_waits_by_itself_and_troubles_nobody() {
    let (server, post) = server();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    post.says_to("p0@", Stage::Recipient, "451 4.7.1 Greylisted, come back later");
    asks(&studio, 5).await;
    server.settle().await;
    assert_eq!(server.get("/readyz").await.json["mail"], "ok");
    let sent = invitations(&studio).await.iter().filter(|mail| mail["status"] == "SENT").count();
    assert_eq!(sent, 4);
    post.takes_all();
    server.clock.advance(Timestamp::MINUTE);
    server.settle().await;
    all_are(&invitations(&studio).await, "SENT");
    assert!(output(&studio, "MAIL_UNDELIVERED").await.is_empty());
}

#[tokio::test]
async fn a_request_that_never_arrived_does_not_look_like_one_that_waits_for_an_answer() {
    let (server, post) = server();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    let refusal = "550 5.5.0 Requested action not taken: mailbox unavailable";
    post.says_to("p0@", Stage::Recipient, refusal);
    let (event, answers) = asks(&studio, 1).await;
    server.settle().await;
    let mail = invitations(&studio).await.remove(0);
    assert_eq!((&mail["status"], &mail["verdict"]), (&json!("FAILED"), &json!("REFUSED")));
    assert_eq!(output(&studio, "MAIL_UNDELIVERED").await.len(), 1);
    let console = ConsoleContext::of(&server, &studio.email).await;
    let here = format!("/console/shoots/{event}");
    let page = console.get(&format!("{here}?lang=en")).await.is(200).text();
    assert!(page.contains("The request has not arrived"), "{page}");
    let rows = page.split_once("id=\"bulk\"").unwrap().1;
    assert!(rows.contains(refusal) && !rows.contains("Has not answered yet"), "{page}");
    // The page offers to try the same address again.
    post.takes_all();
    let person = studio.get(&format!("/answer/{}", answers[0])).await.id("/employeeId");
    let again = format!("{here}/people/{person}/email");
    assert!(page.contains(&again), "{page}");
    console.sends(&again, "email=p0%40example.org").await.is(303);
    server.settle().await;
    all_are(&invitations(&studio).await, "SENT");
    let page = console.get(&format!("{here}?lang=en")).await.is(200).text();
    assert!(page.contains("Has not answered yet"), "{page}");
}
