//! The calendar: by day, and as an iCalendar file or feed.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use poem::http::Method;
use serde_json::{Value, json};

use crate::support::smtp_server::python;
use crate::support::{Reply, Server, Studio, rows};

const DAY: i64 = 24 * 3_600_000;

async fn shoots(studio: &Studio<'_>, name: &str, start: &str, end: &str, more: Value) -> i64 {
    let mut body = json!({ "name": name, "start": start, "end": end, "employeeIds": [] });
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    studio.post("/event", body).await.is(201).id("/event/id")
}

async fn sees(studio: &Studio<'_>, start: &str, end: &str) -> Value {
    let reply = studio.get(&format!("/event/calendar?start={start}&end={end}")).await;
    reply.is(200).json.clone()
}

/// The days with events, and the ids of those.
fn busy(calendar: &Value) -> Vec<(String, Vec<i64>)> {
    let days = calendar["days"].as_array().unwrap();
    let days = days.iter().filter(|day| day["count"] != 0);
    days.map(|day| {
        let ids: Vec<i64> =
            day["eventIds"].as_array().unwrap().iter().map(|id| id.as_i64().unwrap()).collect();
        assert_eq!(day["count"], ids.len());
        (day["day"].as_str().unwrap().to_owned(), ids)
    })
    .collect()
}

/// The file as parsed by another iCalendar library, which must accept it.
fn read(reply: &Reply) -> Value {
    assert_eq!(reply.is(200).header("content-type"), "text/calendar; charset=utf-8");
    let text = reply.text();
    assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains('\n'));
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut reader = Command::new(python(root))
        .arg(root.join("tests/calendar/read.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    reader.stdin.take().unwrap().write_all(&reply.bytes).unwrap();
    let read = reader.wait_with_output().unwrap();
    let read: Value = serde_json::from_slice(&read.stdout)
        .unwrap_or_else(|error| panic!("{error}: is tests/requirements.txt installed?\n{text}"));
    assert_eq!(read["wrong"], json!([]), "{text}");
    read
}

fn entry(read: &Value, id: i64) -> &Value {
    let uid = format!("event-{id}@be-right.example");
    let found = read["events"].as_array().unwrap().iter().find(|entry| entry["UID"] == uid);
    found.unwrap_or_else(|| panic!("no {uid} in {read}"))
}

/// The path of a new feed URL.
async fn subscribes(studio: &Studio<'_>) -> String {
    let reply = studio.acts("/event/calendar/feed").await;
    let url = reply.is(201).json["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix("https://be-right.example").unwrap().to_owned();
    assert!(path.starts_with("/calendar/") && path.ends_with(".ics"), "{path}");
    path
}

#[tokio::test]
async fn a_shoot_lies_on_each_of_its_days_in_the_readers_own_time_zone() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let none = json!({});
    // Until midnight in Paris, over a week-end, and one of no duration.
    let late =
        shoots(&studio, "Late", "2026-05-22T20:00:00Z", "2026-05-22T22:00:00Z", none.clone()).await;
    let long =
        shoots(&studio, "Long", "2026-05-22T22:00:00Z", "2026-05-25T10:00:00Z", none.clone()).await;
    let dot = shoots(&studio, "Dot", "2026-05-24T22:00:00Z", "2026-05-24T22:00:00Z", none).await;
    let month = sees(&studio, "2026-05-01", "2026-05-31").await;
    assert_eq!(month["timeZone"], "Europe/Paris");
    assert_eq!(month["days"].as_array().unwrap().len(), 31);
    assert_eq!(
        (month["days"][0]["day"].as_str(), month["total"].as_i64()),
        (Some("2026-05-01"), Some(3))
    );
    assert_eq!(month["days"][0]["start"], "2026-04-30T22:00:00Z");
    let day = |day: &str, ids: &[i64]| (day.to_owned(), ids.to_vec());
    assert_eq!(
        busy(&month),
        [
            day("2026-05-22", &[late]),
            day("2026-05-23", &[long]),
            day("2026-05-24", &[long]),
            day("2026-05-25", &[long, dot]),
        ]
    );
    assert_eq!(month["events"][0], studio.get(&format!("/event/{late}")).await.json);

    // A day in the middle of an event; instants are accepted as well as days.
    let day_of = sees(&studio, "2026-05-24", "2026-05-24").await;
    assert_eq!(busy(&day_of), [day("2026-05-24", &[long])]);
    let instants = sees(&studio, "2026-05-23T22:00:00Z", "2026-05-24T22:00:00Z").await;
    assert_eq!(instants, day_of);

    // In a zone far to the west it is another day. The settings decide, unless the query does.
    let elsewhere = "/event/calendar?start=2026-05-22&end=2026-05-26&timeZone=Pacific/Honolulu";
    let elsewhere = studio.get(elsewhere).await;
    assert_eq!(
        busy(&elsewhere.is(200).json),
        [
            day("2026-05-22", &[late, long]),
            day("2026-05-23", &[long]),
            // In that zone the long one ends at midnight.
            day("2026-05-24", &[long, dot]),
        ]
    );
    studio.patch("/settings", json!({ "timeZone": "Pacific/Honolulu" })).await.is(200);
    assert_eq!(sees(&studio, "2026-05-22", "2026-05-26").await, elsewhere.json);

    studio.delete(&format!("/event/{long}")).await.is(204);
    assert_eq!(sees(&studio, "2026-05-01", "2026-05-31").await["total"], 2);
}

#[tokio::test]
async fn days_on_which_the_clocks_change_are_as_long_as_they_are() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let none = json!({});
    // The short day of 2027 up to its last minute, and the whole long day of 2026.
    let short =
        shoots(&studio, "Short", "2027-03-27T23:00:00Z", "2027-03-28T21:59:00Z", none.clone())
            .await;
    let long = shoots(&studio, "Long", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", none).await;
    for (day, id, start, end) in [
        ("2027-03-28", short, "2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z"),
        ("2026-10-25", long, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
    ] {
        let around = sees(
            &studio,
            &day.replace("-28", "-27").replace("-25", "-24"),
            &day.replace("-28", "-29").replace("-25", "-26"),
        )
        .await;
        assert_eq!(busy(&around), [(day.to_owned(), vec![id])]);
        let one = sees(&studio, day, day).await;
        assert_eq!(
            (one["days"][0]["start"].as_str(), one["days"][0]["end"].as_str()),
            (Some(start), Some(end))
        );
    }
}

#[tokio::test]
async fn a_year_at_a_time_is_the_most() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let asks = async |query: &str| studio.get(&format!("/event/calendar?{query}")).await;
    assert_eq!(
        asks("start=2028-01-01&end=2028-12-31").await.is(200).json["days"]
            .as_array()
            .unwrap()
            .len(),
        366
    );
    asks("start=2028-01-01&end=2029-01-01").await.refuses(&["end"]);
    asks("start=2028-01-02&end=2028-01-01").await.refuses(&["end"]);
    asks("start=hier&end=demain").await.refuses(&["start", "end"]);
    asks("start=2028-01-01").await.refuses(&["end"]);
    asks("start=2028-01-01&end=9999-12-31").await.refuses(&["end"]);
    asks("start=2028-01-01&end=2028-01-02&timeZone=Mars").await.refuses(&["timeZone"]);
    let output = asks("start=2028-01-01&end=2029-01-01").await.text();
    assert!(output.contains("range_too_long") && !output.contains("invalid-"), "{output}");
}

#[tokio::test]
async fn a_calendar_program_reads_every_character_of_it() {
    let server = Server::start();
    let studio = server.studio("Müller, Łęcka; & Fils").await;
    let name = "Portraits; équipe, « été » \\ 山田 🙂: n° 1";
    let description =
        "Au studio,\nde 9 h à 17 h ; puis dehors.\n".to_owned() + &"Très long ".repeat(60);
    let more = json!({
        "description": description,
        "address": { "line": "12, rue des Lilas", "postalCode": "75011", "city": "Paris",
                     "lat": 48.8566, "lng": 2.3522 },
    });
    let id =
        shoots(&studio, name, "2026-05-23T09:30:00+02:00", "2026-05-23T17:30:00+02:00", more).await;
    let dot =
        shoots(&studio, "Dot", "2026-06-01T10:00:00Z", "2026-06-01T10:00:00Z", json!({})).await;
    // Shorter than the seconds of the file format.
    let (from, to) = ("2026-06-02T10:00:00.001Z", "2026-06-02T10:00:00.002Z");
    let blink = shoots(&studio, "Blink", from, to, json!({})).await;
    let reply = studio.get("/event/calendar.ics").await;
    let file = read(&reply);
    assert_eq!(file["calendar"]["X-WR-CALNAME"], "Séances photo · Müller, Łęcka; & Fils");
    assert_eq!(file["calendar"]["X-WR-TIMEZONE"], "Europe/Paris");
    assert_eq!(file["events"].as_array().unwrap().len(), 3);
    let shoot = entry(&file, id);
    assert_eq!(shoot["SUMMARY"], name);
    assert_eq!(shoot["DESCRIPTION"].as_str(), Some(description.trim()));
    assert_eq!(shoot["LOCATION"], "12, rue des Lilas, 75011 Paris");
    assert_eq!(shoot["GEO"], json!([48.8566, 2.3522]));
    assert_eq!(
        [&shoot["DTSTART"], &shoot["DTEND"], &shoot["STATUS"], &shoot["SEQUENCE"]],
        [
            &json!("2026-05-23T07:30:00Z"),
            &json!("2026-05-23T15:30:00Z"),
            &json!("CONFIRMED"),
            &json!(0)
        ]
    );
    assert_eq!(shoot["DTSTAMP"], "2026-05-01T10:00:00Z");
    assert!(entry(&file, dot).get("DTEND").is_none());
    assert!(entry(&file, blink).get("DTEND").is_none());
}

#[tokio::test]
async fn a_shoot_keeps_its_identity_as_it_moves_and_is_cancelled() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (start, end) = ("2026-05-23T07:30:00Z", "2026-05-23T15:30:00Z");
    let id = shoots(&studio, "Portraits", start, end, json!({})).await;
    let path = subscribes(&studio).await;
    let first = server.get(&path).await;
    let tag = first.is(200).header("etag").to_owned();
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let asks_again = async |tag: &str| {
        let request = server.client().request(Method::GET, &path).header("if-none-match", tag);
        Reply::read(request.send().await).await
    };
    let same = asks_again(&tag).await;
    assert_eq!((same.is(304).bytes.len(), same.header("etag")), (0, tag.as_str()));
    asks_again(&format!("\"other\", W/{tag}")).await.is(304);

    server.clock.advance(60_000);
    let moved = json!({ "name": "Portraits", "start": start, "end": "2026-05-23T16:30:00Z" });
    studio.put(&format!("/event/{id}"), moved).await.is(200);
    let file = asks_again(&tag).await;
    assert_ne!(file.is(200).header("etag"), tag);
    let file = read(&file);
    let shoot = entry(&file, id);
    assert_eq!(
        (shoot["SEQUENCE"].as_i64(), shoot["DTEND"].as_str()),
        (Some(1), Some("2026-05-23T16:30:00Z"))
    );
    assert_eq!(shoot["LAST-MODIFIED"], "2026-05-01T10:01:00Z");
    assert_eq!(shoot["DTSTAMP"], shoot["LAST-MODIFIED"]);

    studio.delete(&format!("/event/{id}")).await.is(204);
    let file = read(&server.get(&path).await);
    let shoot = entry(&file, id);
    assert_eq!(
        (shoot["STATUS"].as_str(), shoot["SEQUENCE"].as_i64()),
        (Some("CANCELLED"), Some(2))
    );
    server.clock.advance(60 * DAY - 1);
    assert_eq!(read(&server.get(&path).await)["events"].as_array().unwrap().len(), 1);
    server.clock.advance(1);
    assert_eq!(
        read(&server.get(&path).await)["events"],
        json!([]),
        "two months later it is told no more"
    );
}

#[tokio::test]
async fn the_address_of_a_calendar_is_shown_once_and_can_be_revoked() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let state = studio.get("/event/calendar/feed").await;
    assert_eq!(state.is(200).json, json!({ "open": false, "createdAt": null }));
    let first = subscribes(&studio).await;
    read(&server.get(&first).await);
    let state = studio.get("/event/calendar/feed").await;
    assert_eq!(state.json, json!({ "open": true, "createdAt": "2026-05-01T10:00:00Z" }));
    let token = &first["/calendar/".len()..first.len() - ".ics".len()];
    let kept = rows(server.folder.path(), "SELECT token_hash FROM calendar_feeds");
    assert!(kept.len() == 1 && !kept[0][0].contains(token));

    let second = subscribes(&studio).await;
    server.get(&first).await.is_problem(404, "not_found");
    read(&server.get(&second).await);
    studio.delete("/event/calendar/feed").await.is(204);
    studio.delete("/event/calendar/feed").await.is(204);
    server.get(&second).await.is_problem(404, "not_found");
    for wrong in ["/calendar/.ics", "/calendar/x.ics", "/calendar/x"] {
        server.get(wrong).await.is_problem(404, "not_found");
    }
    let noted = rows(server.folder.path(), "SELECT action FROM audit ORDER BY id");
    assert_eq!(noted.concat().iter().filter(|one| one.contains("calendar")).count(), 3);
}

#[tokio::test]
async fn an_address_shows_what_its_holder_may_see_and_ends_with_their_role() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let photographer = studio.hires("photo@example.org", "PHOTOGRAPHER").await;
    let colleague = studio.hires("noe@example.org", "USER").await;
    let (start, end) = ("2026-05-23T07:30:00Z", "2026-05-23T15:30:00Z");
    let own = json!({ "partnerId": photographer.user });
    let own = shoots(&studio, "Own", start, end, own).await;
    let other = shoots(&studio, "Other", start, end, json!({})).await;
    let gone = shoots(&studio, "Gone", start, end, json!({})).await;
    studio.delete(&format!("/event/{gone}")).await.is(204);

    let path = subscribes(&photographer).await;
    let file = read(&server.get(&path).await);
    assert_eq!(file["events"].as_array().unwrap().len(), 1);
    entry(&file, own);
    let days = sees(&photographer, "2026-05-01", "2026-05-31").await;
    assert_eq!((days["total"].as_i64(), days["events"][0]["id"].as_i64()), (Some(1), Some(own)));
    let file = read(&server.get(&subscribes(&colleague).await).await);
    entry(&file, other);
    assert_eq!(file["events"].as_array().unwrap().len(), 3);

    // A change of role revokes the feed URL, also when the old role returns.
    let role = format!("/user/{}", photographer.user);
    studio.patch(&role, json!({ "role": "PHOTOGRAPHER" })).await.is(200);
    server.get(&path).await.is(200);
    studio.patch(&role, json!({ "role": "USER" })).await.is(200);
    server.get(&path).await.is_problem(404, "not_found");

    // So does leaving the company, also after coming back.
    let path = subscribes(&colleague).await;
    studio.delete(&format!("/user/{}", colleague.user)).await.is(204);
    server.get(&path).await.is_problem(404, "not_found");
    let back = json!({ "email": "noe@example.org", "firstName": "Noé", "lastName": "Blanc", "role": "USER" });
    studio.post("/user", back).await.is(201);
    server.get(&path).await.is_problem(404, "not_found");
    server.settle().await;

    // A deleted company has no calendar.
    let path = subscribes(&studio).await;
    server.get(&path).await.is(200);
    studio.delete(&format!("/company/{}", studio.company)).await.is(204);
    server.get(&path).await.is_problem(404, "not_found");
}

#[tokio::test]
async fn a_shoot_is_planned_again_with_what_is_to_be_kept() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let photographer = studio.hires("photo@example.org", "PHOTOGRAPHER").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let leo = studio.employs("Léo", "Adam", "leo@example.org").await;
    let gil = studio.employs("Gil", "Blanc", "gil@example.org").await;
    let more = json!({
        "description": "Au studio", "address": { "city": "Paris" },
        "partnerId": photographer.user, "employeeIds": [ana, leo, gil],
    });
    let (start, end) = ("2026-05-23T09:30:00+02:00", "2026-05-24T17:30:00+02:00");
    let id = shoots(&studio, "Portraits", start, end, more).await;
    let path = format!("/event/{id}/duplicate");
    server.settle().await;
    let mails = server.postbox.count();

    // By default the place and the photographer are kept, and nobody is asked. Across the change of
    // the clocks it ends at the same time of day.
    let copy = studio.post(&path, json!({ "start": "2026-10-24T09:30:00+02:00" })).await;
    let copy = &copy.is(201).json;
    let shoot = &copy["event"];
    assert_eq!(shoot["name"], "Portraits (copie)");
    assert_eq!([&shoot["start"], &shoot["end"]], ["2026-10-24T07:30:00Z", "2026-10-25T16:30:00Z"]);
    assert_eq!(
        (&shoot["description"], &shoot["address"]["city"]),
        (&json!("Au studio"), &json!("Paris"))
    );
    assert_eq!(
        (&shoot["partnerId"], &shoot["status"]),
        (&json!(photographer.user), &json!("CREATE"))
    );
    assert_eq!((&copy["answers"], &shoot["totalSignatureNeeded"]), (&json!([]), &json!(0)));
    server.settle().await;
    assert_eq!(server.postbox.count(), mails);

    // The same employees, except the deleted one; once for each idempotency key.
    studio.delete(&format!("/employee/{gil}")).await.is(204);
    let body = json!({
        "start": "2026-06-20T07:30:00Z", "end": "2026-06-20T08:30:00Z", "name": "Encore",
        "keepAddress": false, "keepPartner": false, "keepPeople": true,
    });
    let again = studio.post_once(&path, "k1", &body).await;
    assert_eq!(again.is(201).json["answers"].as_array().unwrap().len(), 2);
    assert_eq!(again.json["event"]["name"], "Encore");
    assert_eq!(
        (&again.json["event"]["partnerId"], &again.json["event"]["address"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(studio.post_once(&path, "k1", &body).await.is(201).json, again.json);
    let other = format!("/event/{}/duplicate", again.id("/event/id"));
    studio.post_once(&other, "k1", &body).await.refuses(&["Idempotency-Key"]);
    server.settle().await;
    assert_eq!(server.postbox.to("ana@example.org").len(), 2);
    assert_eq!(server.postbox.to("leo@example.org").len(), 2);
    assert_eq!(server.postbox.to("gil@example.org").len(), 1);
    assert_eq!(studio.get("/event").await.id("/total"), 3);
    assert_eq!(studio.get(&format!("/event/{id}")).await.json["totalSignatureNeeded"], 2);

    // A photographer who has left is not kept.
    studio.delete(&format!("/user/{}", photographer.user)).await.is(204);
    let left = studio.post(&path, json!({ "start": "2026-07-01T07:30:00Z" })).await;
    assert_eq!(left.is(201).json["event"]["partnerId"], Value::Null);
}

#[tokio::test]
async fn a_copy_that_cannot_be_is_refused_whole() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = json!({
        "firstName": "Zoé", "lastName": "Adam", "email": "zoe@example.org",
        "birthDate": "2008-06-01",
    });
    // Of age on 23 June, but not in May.
    let zoe = studio.post("/employee", zoe).await.is(201).id("/id");
    let (start, end) = ("2026-06-23T07:30:00Z", "2026-06-23T15:30:00Z");
    let long = "é".repeat(200);
    let id = shoots(&studio, &long, start, end, json!({ "employeeIds": [zoe] })).await;
    let path = format!("/event/{id}/duplicate");
    let body = json!({ "start": "2026-05-23T07:30:00Z", "keepPeople": true });
    let refused = studio.post(&path, body).await;
    refused.refuses(&["keepPeople"]);
    assert_eq!(refused.json["errors"][0]["code"], "guardian_required");
    studio.post(&path, json!({})).await.refuses(&["start"]);
    studio
        .post(&path, json!({ "start": start, "end": "2026-06-23T07:29:59Z" }))
        .await
        .refuses(&["end"]);
    studio
        .post(&path, json!({ "start": "1999-01-01T00:00:00Z", "name": " " }))
        .await
        .refuses(&["name", "start", "end"]);
    studio.post(&path, json!({ "start": start, "people": true })).await.refuses(&["people"]);
    assert_eq!(studio.get("/event").await.id("/total"), 1);
    // A name of the maximum length keeps that length.
    let copy = studio.post(&path, json!({ "start": start })).await;
    let name = copy.is(201).json["event"]["name"].as_str().unwrap().to_owned();
    assert!(name.chars().count() == 200 && name.ends_with("é (copie)"), "{name}");
    studio.delete(&format!("/event/{id}")).await.is(204);
    studio.post(&path, json!({ "start": start })).await.is_problem(404, "not_found");
}
