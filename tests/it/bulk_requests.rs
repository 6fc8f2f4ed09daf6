//! Bulk requests, which act on a whole event: remind, synchronise, renew.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use be_right::model::{Mail, Timestamp};
use be_right::ports::{Mailer, Receipt, Undelivered};
use poem::http::Method;
use serde_json::json;

use crate::support::{Exchange, Postbox, Recipient, Server};

#[tokio::test]
async fn everybody_is_reminded_but_who_answered_or_was_just_written_to() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut people = vec![];
    for name in ["ana", "bob", "cleo", "dan"] {
        people.push(studio.employs(name, "Moreau", &format!("{name}@example.org")).await);
    }
    let (event, answers) = studio.plans("Été", &people[..3]).await;
    server.settle().await;
    let raise = format!("/event/{event}/raise");
    let early = studio.acts(&raise).await;
    let counts = |reminded, answered, recently| {
        json!({
            "reminded": reminded, "alreadyAnswered": answered, "remindedRecently": recently,
            "unreachable": 0,
        })
    };
    assert_eq!(early.is(200).json, counts(0, 0, 3));
    server.clock.advance(Timestamp::DAY);
    let studio = studio.comes_back().await;
    let mut ana = Recipient::invited(&server, "ana@example.org");
    ana.proves_the_email().await;
    ana.accepts(&["web"]).await.is(201);
    studio.acts(&format!("/answer/{}/raise", answers[1])).await.is(200);
    studio.post("/answer", json!({ "eventId": event, "employeeId": people[3] })).await.is(201);
    server.settle().await;
    assert_eq!(studio.acts(&raise).await.json, counts(1, 1, 2));
    assert_eq!(studio.acts(&raise).await.json, counts(0, 1, 3), "twice is once");
    server.settle().await;
    for (name, mails) in [("ana", 3), ("bob", 2), ("cleo", 2), ("dan", 1)] {
        let got = server.postbox.to(&format!("{name}@example.org")).len();
        assert_eq!(got, mails, "{name}");
    }
    studio.acts("/event/999/raise").await.is_problem(404, "not_found");
}

/// Refuses every mail for good until `works` is set.
struct Moody {
    works: AtomicBool,
    post: Postbox,
}

#[async_trait]
impl Mailer for Moody {
    async fn send(&self, mail: &Mail) -> Result<Receipt, Undelivered> {
        if self.works.load(Ordering::SeqCst) {
            return self.post.send(mail).await;
        }
        let stage = be_right::ports::Stage::Data;
        Err(Undelivered::new(stage, "554 5.6.0 not such a mail"))
    }
}

#[tokio::test]
async fn an_invitation_that_was_refused_is_sent_when_the_shoot_is_synchronised() {
    let moody = Arc::new(Moody { works: AtomicBool::new(false), post: Postbox::default() });
    let exchange = Exchange::new(Postbox::default());
    let server = Server::start_on(&[], |app| app.mailer = exchange.clone());
    let studio = server.studio("lumiere").await;
    server.settle().await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    exchange.becomes(Shared(moody.clone()));
    let (event, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    assert!(studio.get(&format!("/answer/{}", answers[0])).await.json["mailSentAt"].is_null());
    moody.works.store(true, Ordering::SeqCst);
    let path = format!("/event/{event}/synchronise");
    let done = studio.acts(&path).await;
    assert_eq!((done.is(200).id("/resent"), &done.json["added"]), (1, &json!([])));
    assert_eq!(studio.acts(&path).await.id("/resent"), 0, "it is on its way");
    server.settle().await;
    assert_eq!(studio.acts(&path).await.id("/resent"), 0, "it has left");
    assert_eq!(moody.post.to("ana@example.org").len(), 1);
    let sent = studio.get(&format!("/answer/{}", answers[0])).await;
    assert!(sent.json["mailSentAt"].is_string());
    server.send(None, Method::POST, &path, None).await.is(401);
    server.settle().await;
}

#[tokio::test]
async fn who_joins_a_shoots_group_is_asked_when_it_is_synchronised() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bob = studio.employs("Bob", "Martin", "bob@example.org").await;
    let cleo = studio.employs("Cléo", "Roy", "cleo@example.org").await;
    let minor = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org",
        "birthDate": "2016-03-01",
    });
    let zoe = studio.post("/employee", minor).await.is(201).id("/id");
    let group = studio.post("/group", json!({ "name": "Club" })).await.is(201).id("/id");
    let members = format!("/group/{group}/employees");
    studio.put(&members, json!({ "employeeIds": [ana] })).await.is(200);
    let plan = json!({
        "name": "Fête", "start": "2026-05-20T08:00:00Z", "end": "2026-05-20T18:00:00Z",
        "employeeIds": [], "groupIds": [group],
    });
    let event = studio.post("/event", plan).await.is(201).id("/event/id");
    studio.put(&members, json!({ "employeeIds": [bob, cleo, zoe] })).await.is(200);
    // Cléo was asked individually and removed again: synchronising does not ask her again.
    let asked = studio.post("/answer", json!({ "eventId": event, "employeeId": cleo })).await;
    studio.delete(&format!("/answer/{}", asked.is(201).id("/id"))).await.is(204);
    server.settle().await;
    let path = format!("/event/{event}/synchronise");
    let done = studio.acts(&path).await;
    assert_eq!(done.is(200).json["added"].as_array().unwrap().len(), 1);
    assert_eq!(done.id("/added/0/employeeId"), bob);
    assert_eq!(done.json["notAsked"], json!([zoe]));
    assert_eq!(done.id("/event/totalSignatureNeeded"), 2);
    assert_eq!(studio.acts(&path).await.json["added"], json!([]));
    server.settle().await;
    assert_eq!(server.postbox.to("bob@example.org").len(), 1);
    // Who joins the group after the event is not asked.
    let dan = studio.employs("Dan", "Roux", "dan@example.org").await;
    studio.put(&members, json!({ "employeeIds": [dan] })).await.is(200);
    server.sleeps(20).await;
    let studio = studio.comes_back().await;
    assert_eq!(studio.acts(&path).await.json["added"], json!([]));
}

struct Shared(Arc<Moody>);

#[async_trait]
impl Mailer for Shared {
    async fn send(&self, mail: &Mail) -> Result<Receipt, Undelivered> {
        self.0.send(mail).await
    }
}

#[tokio::test]
async fn synchronising_a_shoot_that_is_in_order_changes_nothing() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    let before = studio.get(&format!("/event/{event}/details")).await.json;
    let mails = server.postbox.count();
    studio.acts(&format!("/event/{event}/synchronise")).await.is(200);
    server.settle().await;
    assert_eq!(studio.get(&format!("/event/{event}/details")).await.json, before);
    assert_eq!(server.postbox.count(), mails);
}
