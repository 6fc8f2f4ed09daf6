//! Event streams: who is refused and how, the messages about mails and background work, and the
//! streams of administrators and developers.

use std::sync::Arc;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use be_right::live::{Hub, Limits};
use be_right::model::{Mail, Role, Timestamp, UserId};
use be_right::ports::{Mailer, Receipt, Stage, Undelivered};
use be_right::store::{self, jobs};
use serde_json::json;

use crate::support::{Listener, PASSWORD, Recipient, Reply, Server, Studio};

/// Accepts a mail, defers it (1), or refuses it for good (2).
#[derive(Default)]
struct Moody(AtomicU8);

#[async_trait::async_trait]
impl Mailer for Moody {
    async fn send(&self, _: &Mail) -> Result<Receipt, Undelivered> {
        let reply = match self.0.load(SeqCst) {
            0 => return Ok(Receipt { reply: "250 2.0.0 Ok".into() }),
            1 => "451 4.3.0 later",
            _ => "554 5.6.0 no",
        };
        Err(Undelivered::new(Stage::Data, reply))
    }
}

/// A user with a role of the instance, and a company of their own.
async fn operator<'s>(server: &'s Server, name: &str, role: Role) -> Studio<'s> {
    let operator = server.studio(name).await;
    let user = UserId(operator.user);
    server
        .app
        .db
        .write_all(move |all| store::users::set_instance_role(all, user, Some(role)))
        .await
        .unwrap();
    operator.comes_back().await
}

async fn token_of(studio: &Studio<'_>, scopes: &[&str]) -> String {
    let body = json!({ "name": "Galerie", "scopes": scopes, "currentPassword": PASSWORD });
    let made = studio.post("/api-token", body).await;
    made.is(201).json["token"].as_str().unwrap().to_owned()
}

async fn opens(server: &Server, path: &str, token: &str) -> Reply {
    Reply::read(Listener::asks(server, path, token, None).await).await
}

#[tokio::test]
async fn a_refused_listener_receives_the_reason() {
    let server = Server::start_with(&[("limits.requests_per_token", "3 per 1h")]);
    let studio = server.studio("lumiere").await;
    let deaf = token_of(&studio, &["people:read"]).await;
    opens(&server, "/sse", &deaf).await.is_problem(403, "token_scope_missing");
    // An invalid cookie or ticket beside the token changes nothing.
    let odd = server.client().get("/sse?ticket=x").header("cookie", "be-right=x");
    let odd = odd.header("authorization", format!("Bearer {deaf}")).send().await;
    Reply::read(odd).await.is_problem(403, "token_scope_missing");
    opens(&server, "/sse", "br_nobody").await.is_problem(401, "api_token_over");
    opens(&server, "/sse?ticket=x", "").await.is_problem(401, "ticket_used");
    opens(&server, "/sse", "").await.is_problem(401, "unauthenticated");
    opens(&server, "/admin/sse", &deaf).await.is_problem(403, "token_not_accepted");

    let eager = token_of(&studio, &["live:read"]).await;
    for _ in 0..3 {
        Listener::opens(&server, "/sse", &eager, None).await;
    }
    let refused = opens(&server, "/sse", &eager).await;
    refused.is_problem(429, "rate_limited");
    assert!(refused.header("retry-after").parse::<i64>().unwrap() > 0);
}

#[tokio::test]
async fn one_company_cannot_take_all_the_streams() {
    let server = Server::start_on(&[], |app| {
        let pulse = Duration::from_millis(100);
        let limits = Limits { streams: 4, streams_per_company: 2, streams_per_user: 2, pulse };
        // This hub receives nothing, because the database has one listener already; the test only
        // counts streams.
        app.live = Hub::start(&app.db, limits).unwrap();
    });
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    let other = server.studio("pathe").await;
    let third = server.studio("gaumont").await;
    let first = Listener::opens(&server, "/sse", &studio.token, None).await;
    let _second = Listener::opens(&server, "/sse", &noe.token, None).await;
    let refused = opens(&server, "/sse", &noe.token).await;
    refused.is_problem(429, "too_many_streams");
    assert_eq!(refused.header("retry-after"), "15");
    let _others = Listener::opens(&server, "/sse", &other.token, None).await;
    drop(first);
    let _again = Listener::opens(&server, "/sse", &noe.token, None).await;
    // A refused stream takes no place.
    let _last = Listener::opens(&server, "/sse", &third.token, None).await;
    let full = opens(&server, "/sse", &third.token).await;
    full.is_problem(503, "streams_full");
    assert_eq!(full.header("retry-after"), "15");
}

#[tokio::test]
async fn a_studio_receives_the_results_of_its_mails() {
    let post = Arc::new(Moody::default());
    post.0.store(1, SeqCst);
    let server = Server::start_on(&[], |app| app.mailer = post.clone());
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (mut claire, mut stranger) = (Listener::of(&studio).await, Listener::of(&other).await);
    let (event, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    let output = |state: &str, tries: i64, id: i64| {
        json!({
            "id": id, "kind": "INVITATION", "state": state, "tries": tries,
            "answerId": answers[0], "eventId": event,
        })
    };
    let waits = claire.receives_event("mail").await.data;
    let id = waits["id"].as_i64().unwrap();
    assert_eq!(waits, output("WAITING", 1, id));
    post.0.store(0, SeqCst);
    server.clock.advance(2 * Timestamp::MINUTE);
    server.settle().await;
    assert_eq!(claire.receives_event("mail").await.data, output("SENT", 2, id));
    // A mail that is refused for good, and one that is not needed any more.
    post.0.store(2, SeqCst);
    server.clock.advance(25 * Timestamp::HOUR);
    let studio = studio.comes_back().await;
    let mut claire = Listener::of(&studio).await;
    studio.acts(&format!("/answer/{}/raise", answers[0])).await.is(200);
    server.settle().await;
    let failed = claire.receives_event("mail").await.data;
    assert_eq!((&failed["kind"], &failed["state"]), (&json!("REMINDER"), &json!("FAILED")));
    let (_, later) = studio.plans("Hiver", &[ana]).await;
    studio.delete(&format!("/answer/{}", later[0])).await.is(204);
    server.settle().await;
    let dropped = claire.receives_event("mail").await.data;
    assert_eq!((&dropped["state"], &dropped["answerId"]), (&json!("DROPPED"), &json!(later[0])));
    assert!(!claire.raw.contains("ana@") && !claire.raw.contains("5.6.0"), "{}", claire.raw);
    stranger.receives_the_rest().await;
    assert!(!stranger.raw.contains("event: mail"), "{}", stranger.raw);
}

#[tokio::test]
async fn studios_receive_the_progress_of_documents_and_imports_and_operators_that_of_their_jobs() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let admin = operator(&server, "instance", Role::Admin).await;
    let developer = operator(&server, "cellar", Role::Developer).await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (_, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    opens(&server, "/admin/sse", &studio.token).await.is_problem(403, "forbidden");

    let mut claire = Listener::of(&studio).await;
    let mut root = Listener::opens(&server, "/admin/sse", &admin.token, None).await;
    let mut cellar = Listener::opens(&server, "/admin/sse", &developer.token, None).await;
    assert_eq!(root.receives().await.data, json!({ "resumed": false }));
    assert_eq!(cellar.receives().await.event, "ready");
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    let csv = "prenom;nom;email\nBo;Li;bo@li.example\n".as_bytes().to_vec();
    let sent = studio.sends("/employee-upload/csv", "gens.csv", csv, &[]).await;
    let import = sent.is(202).id("/id");
    server.settle().await;
    let mut received = vec![];
    for one in claire.receives_the_rest().await {
        if one.event == "job" {
            let data = &one.data;
            assert_eq!(data["tries"], 1);
            assert!(data.get("companyId").is_none(), "{data}");
            received.push((
                data["kind"].clone(),
                data["state"].clone(),
                data["answerId"].clone(),
                data["importId"].clone(),
            ));
        }
    }
    for (kind, answer, file) in
        [("make_pdf", json!(answers[0]), json!(null)), ("import", json!(null), json!(import))]
    {
        for state in ["RUNNING", "DONE"] {
            let one = (json!(kind), json!(state), answer.clone(), file.clone());
            assert_eq!(
                received.iter().filter(|output| **output == one).count(),
                1,
                "{one:?} in {received:?}"
            );
        }
    }
    // None of it is about the instance itself.
    root.receives_nothing().await;

    admin.acts("/admin/schedules/check_database/run").await.is(202);
    server.settle().await;
    for listener in [&mut root, &mut cellar] {
        for state in ["RUNNING", "DONE"] {
            let received = listener.receives().await;
            let output = (received.event.as_str(), &received.data["kind"], &received.data["state"]);
            assert_eq!(output, ("job", &json!("check_database"), &json!(state)));
        }
    }
    claire.receives_nothing().await;

    // A job that was given up: the company gets a message, and so do those who can repair it.
    studio.plans("Hiver", &[ana]).await;
    let leased = server.app.db.write_all(jobs::take).await.unwrap().unwrap();
    let (id, attempt) = (leased.id, leased.attempt);
    server
        .app
        .db
        .write_all(move |all| jobs::park(all, id, attempt, "it cannot be done"))
        .await
        .unwrap();
    let claires = claire.receives_event("job").await.data;
    assert_eq!((&claires["id"], &claires["state"]), (&json!(id.0), &json!("PARKED")));
    let roots = root.receives().await.data;
    assert_eq!((&roots["id"], &roots["state"]), (&json!(id.0), &json!("PARKED")));
    assert_eq!((&roots["companyId"], &roots["answerId"]), (&json!(studio.company), &json!(null)));
    assert!(!root.raw.contains("cannot be done") && !root.raw.contains("example"), "{}", root.raw);
    server.app.db.write_all(move |all| store::queue::retry(all, id)).await.unwrap();
    server.settle().await;
}

#[tokio::test]
async fn operators_who_come_back_miss_nothing_of_theirs_and_get_nothing_of_others() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("lumiere").await;
    let mut root = Listener::opens(&server, "/admin/sse", &admin.token, None).await;
    let ready = root.receives().await;
    drop(root);
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    studio.plans("Été", &[ana]).await;
    admin.acts("/admin/schedules/sweep/run").await.is(202);
    server.settle().await;
    let last = ready.id.to_string();
    let mut root = Listener::opens(&server, "/admin/sse", &admin.token, Some(&last)).await;
    assert_eq!(root.receives().await.data, json!({ "resumed": true }));
    root.receives_the_rest().await;
    assert!(root.raw.contains(r#""kind":"sweep","state":"DONE""#), "{}", root.raw);
    for word in ["event: answer", "event: event", "event: mail", "event: notification"] {
        assert!(!root.raw.contains(word), "{word} in {}", root.raw);
    }
    // A company does not get the instance's messages.
    let mut claire = Listener::after(&studio, &last).await;
    claire.receives_the_rest().await;
    assert!(claire.raw.contains("event: mail"), "{}", claire.raw);
    assert!(!claire.raw.contains("sweep"), "{}", claire.raw);
    // Without the role, the stream ends.
    let user = UserId(admin.user);
    server
        .app
        .db
        .write_all(move |all| store::users::set_instance_role(all, user, None))
        .await
        .unwrap();
    root.ends().await;
}
