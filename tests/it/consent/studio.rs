//! What a company may and may not do with a request.

use serde_json::json;

use super::asked;
use crate::support::{Recipient, Server};

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn nobody_is_reminded_on_the_day_they_were_asked_nor_twice_a_day() {
    let server = Server::start();
    let (studio, answer, _) = asked(&server).await;
    let raise = format!("/answer/{answer}/raise");
    studio.acts(&raise).await.is_problem(409, "reminded_recently");
    server.clock.advance(DAY);
    let studio = studio.back().await;
    studio.acts(&raise).await.is(200);
    studio.acts(&raise).await.is_problem(409, "reminded_recently");
    server.settle().await;
    assert_eq!(server.postbox.to("ana@example.org").len(), 2);
    server.clock.advance(DAY);
    let studio = studio.back().await;
    studio.acts(&raise).await.is(200);
    server.settle().await;
    assert_eq!(server.postbox.to("ana@example.org").len(), 3);
}

#[tokio::test]
async fn an_answer_that_came_in_time_silences_the_reminder() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    server.clock.advance(DAY);
    let studio = studio.back().await;
    recipient.proves_the_email().await;
    let before = server.postbox.to("ana@example.org").len();
    studio.acts(&format!("/answer/{answer}/raise")).await.is(200);
    recipient.refuses(None).await.is(201);
    server.settle().await;
    let since: Vec<_> = server.postbox.to("ana@example.org").split_off(before);
    assert_eq!(since.len(), 1, "the confirmation only");
    studio.acts(&format!("/answer/{answer}/raise")).await.is_problem(409, "already_answered");
}

#[tokio::test]
async fn a_copied_link_still_asks_for_the_code() {
    let server = Server::start();
    let (studio, answer, recipient) = asked(&server).await;
    let copied = studio.acts(&format!("/answer/{answer}/link")).await;
    let url = copied.is(200).json[0]["url"].as_str().unwrap().to_owned();
    // Another one than that of the invitation.
    assert!(!url.ends_with(&recipient.token), "{url}");
    assert_eq!(copied.json[0]["signerName"], "Ana Moreau");
    let mut copy = Recipient::of(&server, &recipient.email, &url);
    copy.accepts(&["web"]).await.is(401);
    copy.proves_the_email().await;
    copy.accepts(&["web"]).await.is(201);
    server.settle().await;
}

#[tokio::test]
async fn who_changed_mailbox_can_still_take_it_back() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
    let ana = studio.get(&format!("/answer/{answer}")).await.id("/employeeId");
    let moved = json!({ "firstName": "Ana", "lastName": "Moreau", "email": "new@example.org" });
    studio.put(&format!("/employee/{ana}"), moved).await.is(200);
    server.settle().await;
    recipient.opens().await.is(200);

    let copied = studio.acts(&format!("/answer/{answer}/link")).await;
    let url = copied.is(200).json[0]["url"].as_str().unwrap().to_owned();
    let old = std::mem::replace(&mut recipient.token, url.rsplit('/').next().unwrap().to_owned());
    recipient.email = "new@example.org".into();
    recipient.proves_the_email().await;
    server.get(&format!("/consent/{old}")).await.is(200);
    assert_eq!(recipient.withdraws(None).await.is(200).json["state"], "WITHDRAWN");
    server.settle().await;
}

#[tokio::test]
async fn a_studio_never_answers_in_someones_name() {
    let server = Server::start();
    let (studio, answer, mut recipient) = asked(&server).await;
    let path = format!("/answer/{answer}");
    for forged in
        [json!({ "state": "ACCEPTED" }), json!({ "hasSigned": true }), json!({ "uses": {} })]
    {
        studio.put(&path, forged).await.is_problem(422, "invalid");
    }
    studio.put(&path, json!({ "locale": "en" })).await.is(200);
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    studio.put(&path, json!({ "locale": "fr" })).await.is_problem(409, "answer_not_pending");
    server.settle().await;
}

#[tokio::test]
async fn a_person_is_asked_once_about_a_shoot() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bob = studio.employs("Bob", "Martin", "bob@example.org").await;
    let (event, _) = studio.plans("Été", &[ana]).await;
    let ask = |id: i64| json!({ "eventId": event, "employeeId": id });
    studio.post("/answer", ask(ana)).await.is_problem(409, "already_asked");
    studio.post("/answer", ask(bob)).await.is(201);
    let many = json!({ "eventId": event, "employeeIds": [ana, bob] });
    assert_eq!(studio.post("/answer/many", many).await.is(201).json, json!([]));
    let found = studio.get(&format!("/event/{event}")).await;
    assert_eq!(found.json["totalSignatureNeeded"], 2);
    studio.post("/answer", ask(999)).await.refuses(&["employeeId"]);
    let unknown = json!({ "eventId": 999, "employeeId": ana });
    studio.post("/answer", unknown).await.refuses(&["eventId"]);
    server.settle().await;
}

#[tokio::test]
async fn another_studio_sees_none_of_it() {
    let server = Server::start();
    let (_, answer, _) = asked(&server).await;
    let pathe = server.studio("pathe").await;
    for path in ["", "/pdf", "/evidence"] {
        pathe.get(&format!("/answer/{answer}{path}")).await.is_problem(404, "not_found");
    }
    for path in ["/raise", "/link"] {
        pathe.acts(&format!("/answer/{answer}{path}")).await.is_problem(404, "not_found");
    }
    pathe.delete(&format!("/answer/{answer}")).await.is_problem(404, "not_found");
    assert_eq!(pathe.get("/answer").await.json["total"], 0);
    server.settle().await;
}

#[tokio::test]
async fn lists_hold_what_was_asked_for() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut people = vec![];
    for n in 0..5 {
        people.push(
            studio.employs("Ana", &format!("Moreau {n}"), &format!("ana{n}@example.org")).await,
        );
    }
    let (event, _) = studio.plans("Été", &people).await;
    let (_, _) = studio.plans("Hiver", &people[..2]).await;
    server.settle().await;
    let mut one = Recipient::invited(&server, "ana4@example.org");
    one.proves_the_email().await;
    one.accepts(&["web"]).await.is(201);
    server.settle().await;
    let total =
        async |query: &str| studio.get(&format!("/answer?{query}")).await.json["total"].clone();
    assert_eq!(total("").await, 7);
    assert_eq!(total(&format!("eventId={event}")).await, 5);
    assert_eq!(total(&format!("employeeId={}", people[0])).await, 2);
    assert_eq!(total("state=ACCEPTED").await, 1);
    let page = studio.get("/answer?limit=3&page=3&orderBy=createdAt:asc").await;
    assert_eq!(page.json["data"].as_array().unwrap().len(), 1);
    assert_eq!(page.json["totalPages"], 3);
    for odd in ["limit=0", "limit=101", "page=0", "limit=abc", "orderBy=reason:asc", "state=SIGNED"]
    {
        studio.get(&format!("/answer?{odd}")).await.is(422);
    }
}

#[tokio::test]
async fn both_guardians_sign_for_a_minor_and_one_refusal_settles_it() {
    let server = Server::start();
    let studio = server.studio("club").await;
    let child = |first: &str| {
        json!({
            "firstName": first, "lastName": "Petit", "email": "parents@example.org",
            "birthDate": "2016-03-01",
            "guardians": [
                { "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org" },
                { "firstName": "Max", "lastName": "Petit", "email": "max@example.org" },
            ],
        })
    };
    let lou = studio.post("/employee", child("Lou")).await.is(201).id("/id");
    let (_, answers) = studio.plans("Tournoi", &[lou]).await;
    server.settle().await;
    assert!(server.postbox.to("parents@example.org").is_empty());
    let state = async || studio.get(&format!("/answer/{}", answers[0])).await.json["state"].clone();

    let mut zoe = Recipient::invited(&server, "zoe@example.org");
    zoe.proves_the_email().await;
    assert_eq!(zoe.accepts(&["web", "print"]).await.is(201).json["state"], "PENDING");
    assert_eq!(state().await, "PENDING");
    let mut max = Recipient::invited(&server, "max@example.org");
    max.proves_the_email().await;
    assert_eq!(max.accepts(&["web"]).await.is(201).json["state"], "ACCEPTED");
    server.settle().await;
    let found = studio.get(&format!("/answer/{}", answers[0])).await;
    assert_eq!(
        (found.json["uses"]["web"].as_bool(), found.json["uses"]["print"].as_bool()),
        (Some(true), Some(false))
    );
    assert_eq!(server.postbox.last_to("zoe@example.org").attachments.len(), 1);
    assert_eq!(server.postbox.last_to("max@example.org").attachments.len(), 1);

    let tom = studio.post("/employee", child("Tom")).await.is(201).id("/id");
    let (_, answers) = studio.plans("Tournoi 2", &[tom]).await;
    server.settle().await;
    let mut max = Recipient::invited(&server, "max@example.org");
    max.proves_the_email().await;
    max.refuses(None).await.is(201);
    server.settle().await;
    let found = studio.get(&format!("/answer/{}", answers[0])).await;
    assert_eq!(found.json["state"], "REFUSED");
}

#[tokio::test]
async fn a_minor_without_guardians_is_not_asked() {
    let server = Server::start();
    let studio = server.studio("club").await;
    let body = json!({
        "firstName": "Lou", "lastName": "Petit", "email": "lou@example.org", "birthDate": "2016-03-01",
    });
    let lou = studio.post("/employee", body).await.is(201).id("/id");
    let now = server.app.now();
    let event = json!({
        "name": "Tournoi", "start": now.plus(DAY).rfc3339(), "end": now.plus(2 * DAY).rfc3339(),
        "employeeIds": [lou],
    });
    let refused = studio.post("/event", event).await;
    refused.refuses(&["employeeIds.0"]);
    assert_eq!(refused.json["errors"][0]["code"], "guardian_required");
    assert_eq!(studio.get("/event").await.json["total"], 0);
}
