//! Live events: sent at once to those who may see them, and to nobody else. `be-right bench`
//! measures how soon.

use std::time::Duration;

use be_right::live::{Hub, Limits};
use poem::http::Method;
use serde_json::json;

use crate::support::{Listener, Received, Recipient, Reply, Server, Studio};

const DAY: i64 = 86_400_000;

/// A company in which Ana and Bea have been asked about an event; returns the event and the
/// answers.
async fn asked<'s>(server: &'s Server, name: &str) -> (Studio<'s>, i64, Vec<i64>) {
    let studio = server.studio(name).await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bea = studio.employs("Bea", "Moreau", "bea@example.org").await;
    let (event, answers) = studio.plans("Catalogue d’été", &[ana, bea]).await;
    server.settle().await;
    (studio, event, answers)
}

async fn accepts(server: &Server, email: &str) {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
}

#[tokio::test]
async fn members_of_a_studio_receive_an_answer_before_any_job_runs_and_another_studio_nothing() {
    let server = Server::start();
    let (studio, event, answers) = asked(&server, "Studio Lumière").await;
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    let other = server.studio("Pathé").await;
    let zoe = other.employs("Zoé", "Blanc", "zoe@example.org").await;
    let (others, _) = other.plans("Ailleurs", &[zoe]).await;
    server.settle().await;
    let (mut claire, mut noe) = (Listener::of(&studio).await, Listener::of(&noe).await);
    let mut stranger = Listener::of(&other).await;

    accepts(&server, "zoe@example.org").await;
    server.settle().await;
    assert_eq!(stranger.receives_event("event").await.data["id"], others);
    claire.receives_nothing().await;
    stranger.receives_the_rest().await;
    let before = stranger.raw.replace(":\n\n", "");

    for (nth, email, status) in
        [(1, "ana@example.org", "CREATE"), (2, "bea@example.org", "COMPLETED")]
    {
        accepts(&server, email).await;
        // No job has run since, and nothing was asked for.
        for listener in [&mut claire, &mut noe] {
            let received = listener.receives_event("answer").await;
            let data = json!({ "id": answers[nth - 1], "eventId": event, "state": "ACCEPTED" });
            assert_eq!(received.data, data);
            let received = listener.receives_event("event").await;
            let data = json!({
                "id": event, "status": status, "signatureCount": nth, "totalSignatureNeeded": 2,
            });
            assert_eq!(received.data, data);
        }
    }
    server.settle().await;
    for listener in [&mut claire, &mut noe] {
        listener.receives_the_rest().await;
        assert!(listener.raw.contains(r#""type":"ANSWER_RESPONSE_ACCEPTED"}"#), "{}", listener.raw);
        let made = format!(
            r#""kind":"make_pdf","state":"DONE","tries":1,"progress":null,"answerId":{},"importId":null}}"#,
            answers[0]
        );
        assert!(listener.raw.contains(&made), "{}", listener.raw);
        // Messages have ids and counts, no names.
        assert!(!listener.raw.contains("Ana") && !listener.raw.contains("été"), "{}", listener.raw);
    }
    // The other company received nothing.
    stranger.receives_nothing().await;
    assert_eq!(stranger.raw.replace(":\n\n", ""), before);
}

#[tokio::test]
async fn a_stream_is_never_cached_nor_held_back_and_shows_that_it_is_alive() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    server.settle().await;
    let mut listener = Listener::of(&studio).await;
    let header = |name: &str| listener.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/event-stream");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-accel-buffering"), "no");
    assert!(listener.headers.get("content-encoding").is_none());
    listener.receives_nothing().await;
    assert!(listener.raw.starts_with("retry: 3000\n\n") && listener.raw.ends_with(":\n\n"));
}

#[tokio::test]
async fn photographers_receive_events_of_their_shoots_and_persons_of_their_own_answers() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let photographer = studio.hires("photo@lumiere.example", "PHOTOGRAPHER").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let bea = studio.employs("Bea", "Moreau", "bea@example.org").await;
    let account = studio.hires("ana@example.org", "EMPLOYEE").await;
    let now = server.app.now();
    let plan = |name: &str, partner: Option<i64>, people: &[i64]| {
        json!({
            "name": name, "start": now.plus(14 * DAY).rfc3339(), "partnerId": partner,
            "end": now.plus(15 * DAY).rfc3339(), "employeeIds": people,
        })
    };
    let own = studio.post("/event", plan("A", Some(photographer.user), &[bea])).await;
    let (own, own_answer) = (own.id("/event/id"), own.id("/answers/0/id"));
    server.settle().await;
    let mut at_work = Listener::of(&photographer).await;
    let mut at_home = Listener::of(&account).await;

    accepts(&server, "bea@example.org").await;
    assert_eq!(at_work.receives_event("answer").await.data["id"], own_answer);
    assert_eq!(at_work.receives_event("event").await.data["id"], own);
    server.settle().await;
    assert_eq!(
        at_work.receives_event("notification").await.data["type"],
        "ANSWER_RESPONSE_ACCEPTED"
    );
    at_home.receives_nothing().await;

    at_work = Listener::of(&photographer).await;
    let other = studio.post("/event", plan("B", None, &[ana])).await.id("/answers/0/id");
    server.settle().await;
    accepts(&server, "ana@example.org").await;
    let received = at_home.receives().await;
    assert_eq!((received.event.as_str(), &received.data["id"]), ("answer", &json!(other)));
    server.settle().await;
    // Nothing about the number of others who were asked.
    at_home.receives_nothing().await;
    at_work.receives_nothing().await;
}

#[tokio::test]
async fn who_reconnects_receives_what_they_missed_and_nothing_twice() {
    let server = Server::start();
    let (studio, event, _) = asked(&server, "Studio Lumière").await;
    let other = server.studio("Pathé").await;
    server.settle().await;
    let mut listener = Listener::of(&studio).await;
    accepts(&server, "ana@example.org").await;
    let first = listener.receives_event("answer").await;
    drop(listener);

    accepts(&server, "bea@example.org").await;
    other.employs("Zoé", "Blanc", "zoe@example.org").await;
    other.plans("Ailleurs", &[]).await;
    let mut again = Listener::after(&studio, &first.id.to_string()).await;
    let ready = again.receives().await;
    assert_eq!((ready.id, &ready.data), (first.id, &json!({ "resumed": true })));
    let mut output = vec![];
    while output.len() < 3 {
        let received = again.receives().await;
        if matches!(received.event.as_str(), "answer" | "event") {
            output.push(received);
        }
    }
    let names: Vec<_> = output.iter().map(|received| received.event.as_str()).collect();
    assert_eq!(names, ["event", "answer", "event"]);
    assert_eq!(output[0].data["signatureCount"], 1);
    assert_eq!(
        (&output[2].data["id"], &output[2].data["status"]),
        (&json!(event), &json!("COMPLETED"))
    );
    assert!(output[0].id < output[1].id && output[1].id < output[2].id);
    again.receives_nothing().await;

    // The same by query, for clients that cannot send the header.
    let path = format!("/sse?after={}", output[1].id);
    let mut third = Listener::opens(&server, &path, &studio.token, None).await;
    assert_eq!(third.receives().await.data, json!({ "resumed": true }));
    assert_eq!(third.receives().await, output[2]);
    third.receives_nothing().await;

    // The id of another company's message shows nothing of that company.
    let mut stranger = Listener::after(&other, "0").await;
    assert_eq!(stranger.receives().await.event, "ready");
    for received in stranger.receives_the_rest().await {
        assert_ne!(received.data["id"], event, "{received:?}");
        assert_ne!(received.event, "answer");
    }
}

#[tokio::test]
async fn who_was_away_for_too_long_reads_everything_anew() {
    let server = Server::start();
    let (studio, ..) = asked(&server, "Studio Lumière").await;
    let mut listener = Listener::of(&studio).await;
    accepts(&server, "ana@example.org").await;
    let old = listener.receives_event("answer").await;
    for odd in ["nonsense", "-3", "999999999"] {
        let mut again = Listener::after(&studio, odd).await;
        assert_eq!(again.receives().await.data, json!({ "resumed": false }));
        let resync = again.receives().await;
        assert_eq!(resync.event, "resync");
        assert!(resync.id > old.id);
        again.receives_nothing().await;
    }
    server.clock.advance(2 * DAY);
    server.app.db.write_all(be_right::store::live::forget).await.unwrap();
    let studio = studio.comes_back().await;
    accepts(&server, "bea@example.org").await;
    let mut again = Listener::after(&studio, "1").await;
    assert_eq!(again.receives().await.data, json!({ "resumed": false }));
    assert_eq!(again.receives().await.event, "resync");
    // The next reconnection resumes without a gap.
    let id = again.raw.split("id: ").last().unwrap().split('\n').next().unwrap().to_owned();
    let mut whole = Listener::after(&studio, &id).await;
    assert_eq!(whole.receives().await.data, json!({ "resumed": true }));
}

#[tokio::test]
async fn who_does_not_read_is_asked_to_reload_and_costs_nothing() {
    let server = Server::start();
    let (studio, event, _) = asked(&server, "Studio Lumière").await;
    let mut idle = Listener::opens(&server, "/sse", &studio.token, None).await;
    let mut busy = Listener::of(&studio).await;
    let mut last = 0;
    for nth in 1..=200 {
        let person = studio.employs("P", &nth.to_string(), &format!("p{nth}@example.org")).await;
        let body = json!({ "eventId": event, "employeeId": person });
        studio.post("/answer", body).await.is(201);
        let received = busy.receives_event("event").await;
        assert_eq!(received.data["totalSignatureNeeded"], 2 + nth);
        last = received.id;
    }
    // The hub sends the last message to the connections in any order.
    busy.receives_nothing().await;
    assert_eq!(idle.receives().await.event, "ready");
    let mut received = idle.receives().await;
    let mut queued = vec![];
    while received.event != "resync" {
        queued.push(received.event);
        received = idle.receives().await;
    }
    assert_eq!(queued.len(), 64, "{queued:?}");
    assert_eq!(received.id, last);
    // Afterwards the stream continues.
    let zoe = studio.employs("Zoé", "Blanc", "zoe@example.org").await;
    studio.post("/answer", json!({ "eventId": event, "employeeId": zoe })).await.is(201);
    assert_eq!(idle.receives().await.data["totalSignatureNeeded"], 203);
}

#[tokio::test]
async fn a_stream_ends_with_the_session_the_role_and_the_company() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    let lea = studio.hires("lea@lumiere.example", "USER").await;
    server.settle().await;

    let other = noe.comes_back().await;
    let (mut gone, mut stays) = (Listener::of(&noe).await, Listener::of(&other).await);
    noe.acts("/auth/logout").await.is(204);
    gone.ends().await;
    stays.receives_nothing().await;

    let role = json!({ "role": "PHOTOGRAPHER" });
    studio.patch(&format!("/user/{}", noe.user), role).await.is(200);
    stays.ends().await;

    let mut fired = Listener::of(&lea).await;
    studio.delete(&format!("/user/{}", lea.user)).await.is(204);
    fired.ends().await;
    let refused = Listener::asks(&server, "/sse", &lea.token, None).await;
    assert_eq!(refused.0.status().as_u16(), 403);

    let mut owner = Listener::of(&studio).await;
    let passwords =
        json!({ "currentPassword": crate::support::PASSWORD, "newPassword": "une autre phrase" });
    studio.put("/user/password", passwords).await.is(204);
    owner.ends().await;
    let mut owner = Listener::of(&studio).await;
    studio.delete(&format!("/company/{}", studio.company)).await.is(204);
    owner.ends().await;
}

#[tokio::test]
async fn a_stream_ends_when_its_session_expires() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let mut listener = Listener::of(&studio).await;
    listener.receives_nothing().await;
    // The session expires.
    server.clock.advance(400 * DAY);
    listener.ends().await;
}

#[tokio::test]
async fn a_server_that_stops_ends_its_streams_and_begins_none() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let mut listener = Listener::of(&studio).await;
    server.app.live.close();
    listener.ends().await;
    let refused = Listener::asks(&server, "/sse", &studio.token, None).await;
    Reply::read(refused).await.is_problem(503, "streams_full");
}

#[tokio::test]
async fn a_ticket_opens_one_stream_within_half_a_minute() {
    let server = Server::start();
    let (studio, ..) = asked(&server, "Studio Lumière").await;
    let ticket = || async {
        let made = studio.acts("/sse/ticket").await;
        assert_eq!(made.is(201).json["expiresIn"], 30);
        made.json["ticket"].as_str().unwrap().to_owned()
    };
    let first = ticket().await;
    let path = format!("/sse?ticket={first}");
    let mut listener = Listener::opens(&server, &path, "", None).await;
    assert_eq!(listener.receives().await.event, "ready");
    accepts(&server, "ana@example.org").await;
    listener.receives_event("answer").await;
    server.get(&path).await.is_problem(401, "ticket_used");
    server.get("/sse?ticket=").await.is(401);
    server.get("/sse").await.is(401);

    let late = ticket().await;
    server.clock.advance(29_999);
    Listener::opens(&server, &format!("/sse?ticket={late}"), "", None).await;
    let late = ticket().await;
    server.clock.advance(30_000);
    server.get(&format!("/sse?ticket={late}")).await.is_problem(401, "ticket_used");

    // Only a hash of the ticket is stored, and it ends with the session.
    let held = ticket().await;
    let kept = crate::support::rows(server.folder.path(), "SELECT token_hash FROM stream_tickets");
    assert!(kept.iter().all(|row| !row[0].contains(&held)) && !kept.is_empty());
    studio.acts("/auth/logout").await.is(204);
    server.get(&format!("/sse?ticket={held}")).await.is_problem(401, "ticket_used");
    listener.ends().await;
}

#[tokio::test]
async fn the_number_of_streams_is_limited() {
    let server = Server::start_on(&[], |app| {
        let pulse = Duration::from_millis(100);
        let limits = Limits { streams: 3, streams_per_company: 9, streams_per_user: 2, pulse };
        // This hub receives nothing, because the database has one listener already; the test only
        // counts streams.
        app.live = Hub::start(&app.db, limits).unwrap();
    });
    let studio = server.studio("Studio Lumière").await;
    let other = server.studio("Pathé").await;
    let ask = |token: String| {
        let server = &server;
        async move { Listener::asks(server, "/sse", &token, None).await }
    };
    let first = ask(studio.token.clone()).await;
    let _second = ask(studio.token.clone()).await;
    let refused = Reply::read(ask(studio.token.clone()).await).await;
    refused.is_problem(429, "too_many_streams");
    assert_eq!(refused.header("retry-after"), "15");
    let _third = ask(other.token.clone()).await;
    Reply::read(ask(other.token.clone()).await).await.is_problem(503, "streams_full");
    assert_eq!(server.app.live.count(), 3);
    drop(first);
    assert_eq!(ask(other.token.clone()).await.0.status().as_u16(), 200);
}

#[tokio::test]
async fn a_refused_request_announces_nothing() {
    let server = Server::start();
    let (studio, event, _) = asked(&server, "Studio Lumière").await;
    let mut listener = Listener::of(&studio).await;
    let cleo = studio.employs("Cléo", "Roy", "cleo@example.org").await;
    let body = json!({ "eventId": event, "employeeIds": [cleo, 999_999] });
    studio
        .server
        .send(Some(&studio.token), Method::POST, "/answer/many", Some(&body))
        .await
        .is(422);
    listener.receives_nothing().await;
    let body = json!({ "eventId": event, "employeeIds": [cleo] });
    studio.post("/answer/many", body).await.is(201);
    let Received { event, data, .. } = listener.receives().await;
    assert_eq!((event.as_str(), &data["totalSignatureNeeded"]), ("event", &json!(3)));
}
