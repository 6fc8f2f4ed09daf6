//! Events.

use serde_json::{Value, json};

use crate::support::{Recipient, Server, Studio};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// An event of eight hours on 23 May 2026, three weeks after the start of the test clock.
fn portraits() -> Value {
    json!({
        "name": "Portraits", "start": "2026-05-23T09:30:00+02:00",
        "end": "2026-05-23T17:30:00+02:00", "employeeIds": [],
    })
}

/// `portraits()` with these fields changed.
fn portraits_with(more: Value) -> Value {
    let mut body = portraits();
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

/// The body for PUT, which has no employees.
fn changed(more: Value) -> Value {
    let mut body = portraits_with(more);
    body.as_object_mut().unwrap().remove("employeeIds");
    body
}

async fn plans(studio: &Studio<'_>, more: Value) -> i64 {
    studio.post("/event", portraits_with(more)).await.is(201).id("/event/id")
}

async fn status(studio: &Studio<'_>, event: i64) -> String {
    let shoot = studio.get(&format!("/event/{event}")).await;
    shoot.is(200).json["status"].as_str().unwrap().to_owned()
}

async fn accepts(server: &Server, email: &str) {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
}

#[tokio::test]
async fn a_shoot_is_planned_with_its_place_its_photographer_and_its_people() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let leo = studio.employs("Léo", "Adam", "leo@example.org").await;
    let body = portraits_with(json!({
        "description": "Au studio,\r\npuis dehors.", "partnerId": studio.user,
        "address": { "line": "12 rue des Lilas", "city": "Paris" }, "employeeIds": [ana, leo, ana],
    }));
    let reply = studio.post("/event", body).await;
    let shoot = &reply.is(201).json["event"];
    assert_eq!(shoot["status"], "CREATE");
    assert_eq!(
        (shoot["totalSignatureNeeded"].as_i64(), shoot["signatureCount"].as_i64()),
        (Some(2), Some(0))
    );
    assert_eq!(shoot["start"], "2026-05-23T07:30:00Z");
    assert_eq!(shoot["description"], "Au studio,\npuis dehors.");
    assert_eq!(shoot["address"]["city"], "Paris");
    assert_eq!(shoot["partnerId"], studio.user);
    assert_eq!(shoot["createdBy"], studio.user);
    assert_eq!(reply.json["answers"].as_array().unwrap().len(), 2, "named twice is asked once");
    assert_eq!(reply.json["answers"][0]["state"], "PENDING");
    let id = reply.id("/event/id");
    assert_eq!(&studio.get(&format!("/event/{id}")).await.json, shoot);

    let details = studio.get(&format!("/event/{id}/details")).await;
    assert_eq!(&details.is(200).json["event"], shoot);
    assert_eq!(details.json["employees"][0]["firstName"], "Léo");
    assert_eq!(details.json["partner"]["firstName"], "Claire");
    assert_eq!(details.json["answers"], reply.json["answers"]);
    server.settle().await;
    for email in ["ana@example.org", "leo@example.org"] {
        assert_eq!(server.postbox.to(email).len(), 1);
    }
}

#[tokio::test]
async fn every_field_of_a_shoot_that_is_wrong_is_named() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let cases: [(Value, &[&str]); 13] = [
        (json!({ "name": " " }), &["name"]),
        (json!({ "name": "a".repeat(300) }), &["name"]),
        (json!({ "name": "Portraits\nBcc: x" }), &["name"]),
        (json!({ "description": "a".repeat(5_001) }), &["description"]),
        (json!({ "start": "demain" }), &["start"]),
        (json!({ "start": "2026-05-23T09:30:00" }), &["start"]),
        (json!({ "end": "2026-05-23T09:29:59+02:00" }), &["end"]),
        (json!({ "start": "1999-12-31T23:59:59Z" }), &["start", "end"]),
        (json!({ "end": "2027-05-24T09:30:01+02:00" }), &["end"]),
        (json!({ "address": { "city": "a".repeat(201) } }), &["address.city"]),
        (json!({ "colour": "#123456" }), &["colour"]),
        (json!({ "employeeIds": ["one"] }), &["employeeIds.0"]),
        (json!({ "employeeIds": vec![1; 1_001], "name": "" }), &["employeeIds", "name"]),
    ];
    for (more, fields) in cases {
        let reply = studio.post("/event", portraits_with(more)).await;
        let named: Vec<_> = reply.is_problem(422, "invalid").json["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["field"].as_str().unwrap())
            .filter(|field| !field.starts_with("employeeIds.") || fields.contains(field))
            .collect();
        assert_eq!(named, fields, "{}", reply.json);
        assert!(
            reply.json["errors"]
                .as_array()
                .unwrap()
                .iter()
                .all(|error| !error["message"].as_str().unwrap().starts_with("invalid-"))
        );
    }
    let mut nobody = portraits();
    nobody.as_object_mut().unwrap().remove("employeeIds");
    studio.post("/event", nobody).await.refuses(&["employeeIds"]);
    assert_eq!(studio.get("/event").await.id("/total"), 0);

    // Values exactly at the limits are accepted.
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    plans(&studio, json!({ "employeeIds": vec![ana; 1_000] })).await;
    plans(
        &studio,
        json!({
            "name": "a".repeat(200), "description": "a".repeat(5_000),
            "start": "2000-01-01T00:00:00Z", "end": "2000-01-01T00:00:00Z",
        }),
    )
    .await;
    plans(&studio, json!({ "end": "2027-05-24T09:30:00+02:00", "name": "<b>été</b>" })).await;
}

#[tokio::test]
async fn an_event_is_refused_whole_if_one_employee_cannot_be_asked() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let stranger = server.studio("pathe").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let gone = studio.employs("Léo", "Adam", "leo@example.org").await;
    let theirs = stranger.employs("Zoé", "Petit", "zoe@example.org").await;
    studio.delete(&format!("/employee/{gone}")).await.is(204);
    let reply = studio
        .post("/event", portraits_with(json!({ "employeeIds": [ana, theirs, 999, gone] })))
        .await;
    reply.refuses(&["employeeIds.1", "employeeIds.2", "employeeIds.3"]);
    let codes: Vec<_> =
        reply.json["errors"].as_array().unwrap().iter().map(|error| &error["code"]).collect();
    assert_eq!(codes, ["unknown", "unknown", "unknown"], "a foreign id is like one that never was");
    for partner in [stranger.user, 999] {
        studio
            .post("/event", portraits_with(json!({ "partnerId": partner })))
            .await
            .refuses(&["partnerId"]);
    }
    assert_eq!(studio.get("/event").await.id("/total"), 0);
    server.settle().await;
    assert_eq!(server.postbox.to("ana@example.org").len(), 0);
}

#[tokio::test]
async fn a_minor_is_asked_through_guardians_until_the_eighteenth_birthday() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let person = json!({ "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org", "birthDate": "2008-05-24" });
    let zoe = studio.post("/employee", person.clone()).await.is(201).id("/id");
    let alone = studio.post("/event", portraits_with(json!({ "employeeIds": [zoe] }))).await;
    alone.refuses(&["employeeIds.0"]);
    assert_eq!(alone.json["errors"][0]["code"], "guardian_required");

    let mut guarded = person;
    guarded["guardians"] = json!([
        { "firstName": "Anne", "lastName": "Petit", "email": "anne@example.org" },
        { "firstName": "Paul", "lastName": "Petit", "email": "paul@example.org" },
    ]);
    studio.put(&format!("/employee/{zoe}"), guarded).await.is(200);
    let event = plans(&studio, json!({ "employeeIds": [zoe] })).await;
    server.settle().await;
    assert_eq!(server.postbox.to("zoe@example.org").len(), 0);
    accepts(&server, "anne@example.org").await;
    assert_eq!(status(&studio, event).await, "CREATE", "the other guardian has yet to sign");
    accepts(&server, "paul@example.org").await;
    assert_eq!(status(&studio, event).await, "COMPLETED");

    // A day later they are of age, and sign themselves.
    let next = json!({
        "employeeIds": [zoe], "start": "2026-05-24T00:00:00+02:00", "end": "2026-05-24T18:00:00+02:00",
    });
    let event = plans(&studio, next).await;
    server.settle().await;
    assert_eq!(server.postbox.to("zoe@example.org").len(), 1);
    // Moved back to the day before, the event needs the guardians again.
    studio.put(&format!("/event/{event}"), changed(json!({}))).await.is(200);
    server.settle().await;
    Recipient::invited(&server, "zoe@example.org").opens().await.is_problem(410, "link_revoked");
    Recipient::invited(&server, "anne@example.org").opens().await.is(200);
    let shoot = studio.get(&format!("/event/{event}")).await;
    assert_eq!(shoot.id("/totalSignatureNeeded"), 1);
    // Moved to a later day, Zoé signs, and the event cannot be moved back any more.
    let later = changed(json!({
        "start": "2026-05-25T09:00:00+02:00", "end": "2026-05-25T18:00:00+02:00",
    }));
    studio.put(&format!("/event/{event}"), later).await.is(200);
    server.settle().await;
    accepts(&server, "zoe@example.org").await;
    studio.put(&format!("/event/{event}"), changed(json!({}))).await.refuses(&["start"]);
}

#[tokio::test]
async fn a_person_found_to_be_a_minor_cannot_sign_alone() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let company = format!("/company/{}", studio.company);
    studio.put(&company, json!({ "name": "lumiere", "guardiansNeeded": 1 })).await.is(200);
    let zoe = studio.employs("Zoé", "Petit", "zoe@example.org").await;
    let event = plans(&studio, json!({ "employeeIds": [zoe] })).await;
    server.settle().await;
    let mut link = Recipient::invited(&server, "zoe@example.org");
    link.proves_the_email().await;
    let path = format!("/employee/{zoe}");
    let mut person = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org",
        "birthDate": "2012-01-01",
    });
    let alone = studio.put(&path, person.clone()).await;
    assert_eq!(alone.refuses(&["guardians"]).json["errors"][0]["code"], "guardian_required");
    person["guardians"] =
        json!([{ "firstName": "Anne", "lastName": "Petit", "email": "anne@example.org" }]);
    studio.put(&path, person.clone()).await.is(200);
    let late = link.accepts(&["web"]).await;
    assert!(late.status == 401 || late.status == 410, "{}", late.text());
    server.settle().await;
    accepts(&server, "anne@example.org").await;
    assert_eq!(status(&studio, event).await, "COMPLETED");
    // The last guardian cannot be removed while a request is unanswered.
    let next = plans(&studio, json!({ "employeeIds": [zoe] })).await;
    person["guardians"] = json!([]);
    studio.put(&path, person.clone()).await.refuses(&["guardians"]);
    // If the event was deleted meanwhile, it cannot be restored for a minor without a guardian.
    studio.delete(&format!("/event/{next}")).await.is(204);
    studio.put(&path, person).await.is(200);
    let restore = format!("/event/{next}/restore");
    studio.acts(&restore).await.is_problem(409, "guardian_required");
    server.settle().await;
}

#[tokio::test]
async fn one_guardian_is_enough_where_the_studio_says_so() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let company = format!("/company/{}", studio.company);
    studio.put(&company, json!({ "name": "lumiere", "guardiansNeeded": 1 })).await.is(200);
    let zoe = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org", "birthDate": "2015-01-01",
        "guardians": [{ "firstName": "Anne", "lastName": "Petit", "email": "anne@example.org" }],
    });
    let zoe = studio.post("/employee", zoe).await.is(201).id("/id");
    let event = plans(&studio, json!({ "employeeIds": [zoe] })).await;
    server.settle().await;
    accepts(&server, "anne@example.org").await;
    assert_eq!(status(&studio, event).await, "COMPLETED");
}

#[tokio::test]
async fn a_shoot_begins_and_ends_by_the_clock() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let event = plans(&studio, json!({ "employeeIds": [ana] })).await;
    server.settle().await;
    let begins = be_right::model::Timestamp::parse_rfc3339("2026-05-23T07:30:00Z").unwrap();
    server.clock.advance(begins.since(server.app.now()) - 1);
    server.settle().await;
    let studio = studio.comes_back().await;
    assert_eq!(status(&studio, event).await, "CREATE");
    server.clock.advance(1);
    server.settle().await;
    assert_eq!(status(&studio, event).await, "PENDING");
    server.clock.advance(8 * HOUR - 1);
    server.settle().await;
    let studio = studio.comes_back().await;
    assert_eq!(status(&studio, event).await, "PENDING");
    server.clock.advance(1);
    server.settle().await;
    assert_eq!(status(&studio, event).await, "CLOSED");
    // A late answer still completes it: the link is valid until the next day, at least.
    accepts(&server, "ana@example.org").await;
    assert_eq!(status(&studio, event).await, "COMPLETED");
    server.settle().await;
    assert_eq!(server.jobs().await, (0, 0), "the timers have been used up");
}

#[tokio::test]
async fn a_shoot_across_the_change_of_hour_keeps_its_instants() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let night = json!({ "start": "2026-10-25T02:30:00+02:00", "end": "2026-10-25T02:30:00+01:00" });
    let event = plans(&studio, night).await;
    let shoot = studio.get(&format!("/event/{event}")).await;
    assert_eq!(shoot.json["start"], "2026-10-25T00:30:00Z");
    assert_eq!(shoot.json["end"], "2026-10-25T01:30:00Z");
    let spring =
        json!({ "start": "2027-03-28T01:59:59+01:00", "end": "2027-03-28T03:00:00+02:00" });
    plans(&studio, spring).await;
}

#[tokio::test]
async fn moving_a_shoot_moves_its_status_and_its_links() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let event = plans(&studio, json!({ "employeeIds": [ana], "description": "Dehors" })).await;
    server.settle().await;
    let path = format!("/event/{event}");
    let now = "2026-05-01T09:00:00Z";
    let moved =
        studio.put(&path, changed(json!({ "start": now, "end": "2026-05-01T11:00:00Z" }))).await;
    assert_eq!(moved.is(200).json["status"], "PENDING");
    assert_eq!(moved.json["description"], Value::Null, "what is left out is emptied");
    let past = studio
        .put(
            &path,
            changed(json!({ "start": "2026-04-01T09:00:00Z", "end": "2026-04-02T09:00:00Z" })),
        )
        .await;
    assert_eq!(past.is(200).json["status"], "CLOSED");
    let far = studio
        .put(
            &path,
            changed(json!({ "start": "2027-04-01T09:00:00Z", "end": "2027-04-02T09:00:00Z" })),
        )
        .await;
    assert_eq!(far.is(200).json["status"], "CREATE");
    let answers = studio.get(&format!("/answer/event/{event}")).await;
    assert_eq!(answers.json[0]["linkExpiresAt"], "2027-04-03T09:00:00Z");
    // A job for the old date changes nothing.
    server.clock.advance(30 * DAY);
    server.settle().await;
    let studio = studio.comes_back().await;
    assert_eq!(status(&studio, event).await, "CREATE");
    studio.put(&path, portraits()).await.refuses(&["employeeIds"]);
    studio.put(&path, changed(json!({ "partnerId": 999 }))).await.refuses(&["partnerId"]);
    studio.put("/event/999", changed(json!({}))).await.is_problem(404, "not_found");
}

#[tokio::test]
async fn whoever_has_seen_a_shoot_that_moved_is_shown_it_again() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let event = plans(&studio, json!({ "employeeIds": [ana] })).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    studio
        .put(&format!("/event/{event}"), changed(json!({ "name": "Portraits d’été" })))
        .await
        .is(200);
    recipient.accepts(&["web"]).await.is_problem(409, "document_changed");
}

#[tokio::test]
async fn nobody_answers_for_a_deleted_shoot_until_it_is_restored() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let leo = studio.employs("Léo", "Adam", "leo@example.org").await;
    let event = plans(&studio, json!({ "employeeIds": [ana, leo] })).await;
    server.settle().await;
    accepts(&server, "ana@example.org").await;
    let mut leo = Recipient::invited(&server, "leo@example.org");
    leo.proves_the_email().await;
    let (path, restore) = (format!("/event/{event}"), format!("/event/{event}/restore"));
    studio.acts(&restore).await.is_problem(409, "not_deleted");
    studio.delete(&path).await.is(204);
    studio.delete(&path).await.is_problem(404, "not_found");
    for path in [path.clone(), format!("{path}/details"), format!("/employee/event/{event}")] {
        studio.get(&path).await.is_problem(404, "not_found");
    }
    studio.put(&path, changed(json!({}))).await.is_problem(404, "not_found");
    assert_eq!(studio.get("/event").await.id("/total"), 0);
    let deleted = studio.get("/event/deleted").await;
    assert_eq!((deleted.id("/total"), deleted.id("/data/0/id")), (1, event));
    assert_eq!(deleted.json["data"][0]["status"], "CLOSED");
    assert_eq!(studio.get("/event?withDeleted=true").await.id("/total"), 1);
    leo.accepts(&["web"]).await.is_problem(410, "link_revoked");
    leo.opens().await.is_problem(410, "link_revoked");

    // The event starts while it is deleted; once restored, it is in progress.
    server.clock.advance(22 * DAY - 2 * HOUR);
    server.settle().await;
    let studio = studio.comes_back().await;
    let back = studio.acts(&restore).await;
    assert_eq!(back.is(200).json["status"], "PENDING");
    assert_eq!((back.id("/signatureCount"), back.id("/totalSignatureNeeded")), (1, 2));
    assert_eq!(studio.get("/event/deleted").await.id("/total"), 0);
    leo.proves_the_email().await;
    leo.accepts(&["web"]).await.is(201);
    assert_eq!(status(&studio, event).await, "COMPLETED");
    server.settle().await;
}

#[tokio::test]
async fn shoots_are_listed_with_what_needs_attention_first() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let day = |day: &str| json!({ "name": day, "start": format!("{day}T06:00:00Z"), "end": format!("{day}T20:00:00Z") });
    for date in ["2026-04-20", "2026-06-02", "2026-05-01", "2026-06-01", "2026-04-10"] {
        plans(&studio, day(date)).await;
        server.clock.advance(1);
    }
    let mut complete = day("2026-07-01");
    complete["employeeIds"] = json!([ana]);
    plans(&studio, complete).await;
    server.settle().await;
    accepts(&server, "ana@example.org").await;

    let names = async |query: &str| -> Vec<String> {
        let reply = studio.get(&format!("/event{query}")).await;
        let shoots = reply.is(200).json["data"].as_array().unwrap().clone();
        shoots.iter().map(|one| one["name"].as_str().unwrap()[5..].to_owned()).collect()
    };
    assert_eq!(names("").await, ["05-01", "06-01", "06-02", "07-01", "04-10", "04-20"]);
    assert_eq!(names("?orderBy=start:desc&limit=2").await, ["07-01", "06-02"]);
    assert_eq!(names("?orderBy=end").await[0], "04-10");
    assert_eq!(names("?orderBy=createdAt&limit=1").await, ["04-20"]);
    assert_eq!(names("?status=CREATE").await, ["06-01", "06-02"]);
    assert_eq!(
        names("?from=2026-06-01T20:00:00Z&until=2026-07-01T06:00:00Z").await,
        ["06-02", "07-01"]
    );
    assert_eq!(
        names("?from=2026-06-01T19:59:59Z&until=2026-07-01T05:59:59Z").await,
        ["06-01", "06-02"]
    );
    assert_eq!(names("?limit=4&page=2").await, ["04-10", "04-20"]);
    for (query, field) in [
        ("page=0", "page"),
        ("limit=101", "limit"),
        ("limit=abc", "limit"),
        ("status=OPEN", "status"),
        ("from=hier", "from"),
        ("orderBy=name", "orderBy"),
        ("partnerId=me", "partnerId"),
    ] {
        studio.get(&format!("/event?{query}")).await.refuses(&[field]);
    }
    studio.get("/event/deleted?page=0").await.refuses(&["page"]);
    studio.patch("/settings", json!({ "pageSizes": { "events": 3 } })).await.is(200);
    assert_eq!(studio.get("/event").await.id("/limit"), 3);
}

#[tokio::test]
async fn a_second_click_plans_one_shoot_and_sends_one_invitation() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let body = portraits_with(json!({ "employeeIds": [ana] }));
    let (one, two) = tokio::join!(
        studio.post_once("/event", "k-1", &body),
        studio.post_once("/event", "k-1", &body)
    );
    assert_eq!(one.is(201).json, two.is(201).json);
    assert_eq!(studio.get("/event").await.id("/total"), 1);
    server.settle().await;
    assert_eq!(server.postbox.to("ana@example.org").len(), 1);
    studio.post_once("/event", "k-1", &portraits()).await.refuses(&["Idempotency-Key"]);
    // Without an idempotency key, two requests make two events.
    studio.post("/event", portraits()).await.is(201);
    studio.post("/event", portraits()).await.is(201);
    assert_eq!(studio.get("/event").await.id("/total"), 3);
}

#[tokio::test]
async fn another_companys_shoots_do_not_exist() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let stranger = server.studio("pathe").await;
    let event = plans(&studio, json!({})).await;
    let path = format!("/event/{event}");
    stranger.get(&path).await.is_problem(404, "not_found");
    stranger.get(&format!("{path}/details")).await.is_problem(404, "not_found");
    stranger.put(&path, changed(json!({}))).await.is_problem(404, "not_found");
    stranger.delete(&path).await.is_problem(404, "not_found");
    studio.delete(&path).await.is(204);
    stranger.acts(&format!("{path}/restore")).await.is_problem(404, "not_found");
    assert_eq!(stranger.get("/event?withDeleted=true").await.id("/total"), 0);
    assert_eq!(stranger.get("/event/deleted").await.id("/total"), 0);
    stranger.get(&format!("/event?partnerId={}", studio.user)).await.refuses(&["partnerId"]);
    server.get(&path).await.is(401);
}

#[tokio::test]
async fn a_photographer_sees_their_own_shoots_and_no_people() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@example.org", "PHOTOGRAPHER").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let theirs =
        plans(&studio, json!({ "partnerId": noe.user, "name": "Avec Noé", "employeeIds": [ana] }))
            .await;
    let other = plans(&studio, json!({ "name": "Sans" })).await;
    let list = noe.get("/event").await;
    assert_eq!((list.is(200).id("/total"), list.id("/data/0/id")), (1, theirs));
    noe.get(&format!("/event?partnerId={}", studio.user)).await.refuses(&["partnerId"]);
    noe.get(&format!("/event/{theirs}")).await.is(200);
    noe.get(&format!("/event/{other}")).await.is_problem(404, "not_found");
    for path in [
        "/employee".to_owned(),
        format!("/employee/{ana}"),
        format!("/employee/event/{theirs}"),
        format!("/event/{theirs}/details"),
        "/event/deleted".into(),
    ] {
        noe.get(&path).await.is_problem(403, "forbidden");
    }
    noe.post("/event", portraits()).await.is_problem(403, "forbidden");
    noe.delete(&format!("/event/{theirs}")).await.is_problem(403, "forbidden");
    assert_eq!(studio.get(&format!("/event?partnerId={}", noe.user)).await.id("/total"), 1);
    // A USER may plan, but not delete or restore.
    let user = studio.hires("user@example.org", "USER").await;
    let shoot = plans(&user, json!({})).await;
    user.delete(&format!("/event/{shoot}")).await.is_problem(403, "forbidden");
    user.delete(&format!("/employee/{ana}")).await.is_problem(403, "forbidden");
    // A user who has left the company can remain the partner, but not be chosen.
    studio.delete(&format!("/user/{}", noe.user)).await;
    studio
        .put(&format!("/event/{theirs}"), changed(json!({ "partnerId": noe.user })))
        .await
        .is(200);
    studio
        .put(&format!("/event/{other}"), changed(json!({ "partnerId": noe.user })))
        .await
        .refuses(&["partnerId"]);
    server.settle().await;
}

#[tokio::test]
async fn counts_equal_the_rows_whatever_happens() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut people = vec![];
    for n in 0..5 {
        people.push(studio.employs("P", &format!("N{n}"), &format!("p{n}@example.org")).await);
    }
    let event = plans(&studio, json!({ "employeeIds": people })).await;
    server.settle().await;
    let counted = async || {
        let shoot = studio.get(&format!("/event/{event}")).await;
        let rows = studio.get(&format!("/answer/event/{event}")).await;
        let rows = rows.json.as_array().unwrap().clone();
        let answered = rows.iter().filter(|row| row["state"] != "PENDING").count();
        assert_eq!(shoot.id("/totalSignatureNeeded"), rows.len() as i64);
        assert_eq!(shoot.id("/signatureCount"), answered as i64);
        (answered, rows.len())
    };
    assert_eq!(counted().await, (0, 5));
    accepts(&server, "p0@example.org").await;
    assert_eq!(counted().await, (1, 5));
    let answers = studio.get(&format!("/answer/event/{event}")).await;
    studio.delete(&format!("/answer/{}", answers.id("/1/id"))).await.is(204);
    assert_eq!(counted().await, (1, 4));
    studio.delete(&format!("/employee/{}", people[2])).await.is(204);
    studio.delete(&format!("/employee/{}", people[0])).await.is(204);
    assert_eq!(counted().await, (1, 3));
    studio.acts(&format!("/employee/{}/restore", people[2])).await.is(200);
    assert_eq!(counted().await, (1, 4));
    let mut refuser = Recipient::invited(&server, "p3@example.org");
    refuser.proves_the_email().await;
    refuser.refuses(None).await.is(201);
    assert_eq!(counted().await, (2, 4));
    server.settle().await;
}
