//! Automatic reminders for recipients who were invited and have not answered, as the company has
//! set them; no reminder is sent twice.
//!
//! The clock starts at noon in Paris on Friday 1 May 2026.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use async_trait::async_trait;
use be_right::model::{Mail, Timestamp};
use be_right::ports::{Mailer, Receipt, Stage, Undelivered};
use serde_json::{Value, json};

use crate::support::{Postbox, Recipient, Server, Studio};

/// How many reminders an address got.
fn reminders(server: &Server, email: &str) -> usize {
    reminded(server, email).len()
}

fn is_reminder(mail: &Mail) -> bool {
    mail.subject.starts_with("Rappel") || mail.subject.starts_with("Reminder")
}

/// When an address got reminders, as `DD HH:MM` in UTC.
fn reminded(server: &Server, email: &str) -> Vec<String> {
    let mut mails = server.postbox.to(email);
    mails.retain(is_reminder);
    mails.iter().map(|mail| mail.date.rfc3339()[8..16].replace('T', " ")).collect()
}

/// A whole day in Paris, in summer: each hour the schedules run, and the jobs that are due.
async fn a_day(server: &Server, date: &str) {
    let midnight = Timestamp::parse_rfc3339(&format!("{date}T00:00:00+02:00")).unwrap();
    for hour in 0..24 {
        server.wakes(&midnight.plus(hour * Timestamp::HOUR).rfc3339()).await;
    }
}

/// These days of a month, one after the other.
async fn days(server: &Server, month: &str, days: std::ops::RangeInclusive<u32>) {
    for day in days {
        a_day(server, &format!("{month}-{day:02}")).await;
    }
}

async fn wishes(studio: &Studio<'_>, reminders: Value) {
    let path = format!("/company/{}", studio.company);
    studio.put(&path, json!({ "name": "lumiere", "reminders": reminders })).await.is(200);
}

/// A company that has asked Ana about an event on 15 May.
async fn asked(server: &Server) -> (Studio<'_>, i64, i64) {
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    (studio, event, answers[0])
}

#[tokio::test]
async fn who_was_invited_is_reminded_after_three_days_then_daily_before_the_shoot() {
    let server = Server::start();
    let (studio, event, answer) = asked(&server).await;
    days(&server, "2026-05", 2..=3).await;
    assert_eq!(reminders(&server, "ana@example.org"), 0);
    let link = Recipient::invited(&server, "ana@example.org").token;
    days(&server, "2026-05", 4..=4).await;
    assert_eq!(reminders(&server, "ana@example.org"), 1);
    let mail_kind = server.postbox.last_to("ana@example.org");
    assert!(mail_kind.text.contains("Été") && mail_kind.text.contains(&link), "{}", mail_kind.text);
    days(&server, "2026-05", 5..=7).await;
    assert_eq!(reminders(&server, "ana@example.org"), 1, "every four days");
    days(&server, "2026-05", 8..=8).await;
    assert_eq!(reminders(&server, "ana@example.org"), 2);
    // The event starts at noon on the 15th: the last six days are the 9th to the 15th, at nine.
    days(&server, "2026-05", 9..=9).await;
    assert_eq!(reminders(&server, "ana@example.org"), 2, "six days and three hours ahead");
    days(&server, "2026-05", 10..=15).await;
    assert_eq!(reminders(&server, "ana@example.org"), 8);
    days(&server, "2026-05", 16..=20).await;
    assert_eq!(reminders(&server, "ana@example.org"), 8, "the shoot is over");
    let studio = studio.comes_back().await;
    let hours = reminded(&server, "ana@example.org");
    assert!(hours.len() == 8 && hours.iter().all(|at| at.ends_with("07:00")), "nine: {hours:?}");
    let read = studio.get(&format!("/answer/{answer}")).await;
    assert_eq!(read.is(200).json["remindedAt"], "2026-05-15T07:00:00Z");
    // The company is notified of each run, and gets one mail, before the event.
    let output = studio.get("/notifications?limit=100").await;
    let output = output.is(200).json["data"].as_array().unwrap().clone();
    let reminders: Vec<_> = output.iter().filter(|one| one["type"] == "EVENT_REMINDER").collect();
    assert_eq!(reminders.len(), 8);
    assert_eq!(reminders[0]["eventId"], event);
    let mails = server.postbox.to(&studio.email);
    let near: Vec<_> =
        mails.iter().filter(|mail| mail.subject.contains("Une réponse manque encore")).collect();
    assert_eq!(near.len(), 1);
    assert_eq!(near[0].date.rfc3339(), "2026-05-10T07:00:00Z");
    assert!(near[0].text.contains("Ana Moreau"), "{}", near[0].text);
}

#[tokio::test]
async fn a_studio_says_when_how_often_and_from_which_hour_on() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let path = format!("/company/{}", studio.company);
    let usual = json!({
        "enabled": true, "firstAfterDays": 3, "everyDays": 4, "atMost": 3, "lastDays": 6,
        "hour": 9, "timeZone": null,
    });
    assert_eq!(studio.get(&path).await.is(200).json["reminders"], usual);
    wishes(&studio, json!({ "firstAfterDays": 1, "everyDays": 2, "atMost": 2, "lastDays": 0 }))
        .await;
    wishes(&studio, json!({ "hour": 19, "timeZone": "Asia/Tokyo" })).await;
    let kept = studio.put(&path, json!({ "name": "lumiere" })).await;
    let own = json!({
        "enabled": true, "firstAfterDays": 1, "everyDays": 2, "atMost": 2, "lastDays": 0,
        "hour": 19, "timeZone": "Asia/Tokyo",
    });
    assert_eq!(kept.is(200).json["reminders"], own, "what is left out stays");
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    studio.plans("Été", &[ana]).await;
    server.settle().await;
    days(&server, "2026-05", 2..=14).await;
    let studio = studio.comes_back().await;
    // 19:00 in Tokyo is noon in Paris; invited on the 1st at 19:00 there.
    assert_eq!(reminded(&server, "ana@example.org"), ["02 10:00", "04 10:00"]);
    let wrong = json!({
        "firstAfterDays": 0, "everyDays": 61, "atMost": 21, "lastDays": 15, "hour": 20,
        "timeZone": "Mars/Olympus",
    });
    let fields = ["firstAfterDays", "everyDays", "atMost", "lastDays", "hour", "timeZone"];
    let fields = fields.map(|field| format!("reminders.{field}"));
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    studio.put(&path, json!({ "name": "lumiere", "reminders": wrong })).await.refuses(&fields);
    let night = json!({ "name": "lumiere", "reminders": { "hour": 7 } });
    studio.put(&path, night).await.refuses(&["reminders.hour"]);
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    noe.put(&path, json!({ "name": "lumiere", "reminders": { "enabled": false } })).await.is(403);
}

#[tokio::test]
async fn a_company_can_switch_automatic_reminders_off() {
    let server = Server::start();
    let (studio, _, answer) = asked(&server).await;
    wishes(&studio, json!({ "enabled": false })).await;
    days(&server, "2026-05", 2..=6).await;
    assert_eq!(reminders(&server, "ana@example.org"), 0);
    let studio = studio.comes_back().await;
    studio.acts(&format!("/answer/{answer}/raise")).await.is(200);
    server.settle().await;
    assert_eq!(reminders(&server, "ana@example.org"), 1);
    // Switched off between the daily planning and the hour of reminders: nothing is sent.
    wishes(&studio, json!({ "enabled": true })).await;
    server.wakes("2026-05-11T04:00:00+02:00").await;
    wishes(&studio.comes_back().await, json!({ "enabled": false })).await;
    server.wakes("2026-05-11T09:00:00+02:00").await;
    assert_eq!(reminders(&server, "ana@example.org"), 1);
}

#[tokio::test]
async fn who_has_answered_or_is_gone_is_left_alone() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut people = vec![];
    for name in ["ana", "bob", "cleo", "dan", "eve", "fay"] {
        people.push(studio.employs(name, "Moreau", &format!("{name}@example.org")).await);
    }
    let (_, answers) = studio.plans("Été", &people[..5]).await;
    let (closed, _) = studio.plans("Annulée", &people[5..]).await;
    studio.delete(&format!("/event/{closed}")).await.is(204);
    server.settle().await;
    let mut last = None;
    for email in ["ana@example.org", "bob@example.org"] {
        let mut recipient = Recipient::invited(&server, email);
        recipient.proves_the_email().await;
        recipient.accepts(&["web"]).await.is(201);
        last = Some(recipient);
    }
    // Bob withdraws; Cléo is erased, Dan's request is deleted; Eve has not answered.
    last.unwrap().withdraws(None).await.is(200);
    studio.delete(&format!("/employee/{}", people[2])).await.is(204);
    studio.delete(&format!("/employee/{}/forever", people[2])).await.is(204);
    studio.delete(&format!("/answer/{}", answers[3])).await.is(204);
    server.settle().await;
    days(&server, "2026-05", 2..=20).await;
    for name in ["ana", "bob", "cleo", "dan", "fay"] {
        assert_eq!(reminders(&server, &format!("{name}@example.org")), 0, "{name}");
    }
    assert_eq!(reminders(&server, "eve@example.org"), 8);
}

#[tokio::test]
async fn of_two_guardians_the_one_who_has_not_signed_is_reminded_in_their_language() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let parent = |first: &str| {
        let email = format!("{}@example.org", first.to_lowercase());
        json!({ "firstName": first, "lastName": "Petit", "email": email })
    };
    let zoe = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "famille@example.org", "locale": "en",
        "birthDate": "2016-03-01", "guardians": [parent("Anne"), parent("Paul")],
    });
    let zoe = studio.post("/employee", zoe).await.is(201).id("/id");
    studio.plans("Kermesse", &[zoe]).await;
    server.settle().await;
    let mut anne = Recipient::invited(&server, "anne@example.org");
    anne.proves_the_email().await;
    anne.accepts(&["web"]).await.is(201);
    server.settle().await;
    days(&server, "2026-05", 2..=4).await;
    assert_eq!(reminders(&server, "anne@example.org"), 0);
    assert_eq!(reminders(&server, "famille@example.org"), 0);
    assert_eq!(reminders(&server, "paul@example.org"), 1);
    assert!(server.postbox.last_to("paul@example.org").subject.starts_with("Reminder"));
}

#[tokio::test]
async fn a_clock_that_jumps_by_a_day_reminds_nobody_twice() {
    let server = Server::start();
    asked(&server).await;
    server.wakes("2026-05-04T04:00:00+02:00").await;
    server.wakes("2026-05-04T09:00:00+02:00").await;
    assert_eq!(reminders(&server, "ana@example.org"), 1);
    // A second run in the same day, as after a restart.
    server.wakes("2026-05-04T09:00:30+02:00").await;
    // A day back, and the same day again.
    server.wakes("2026-05-03T09:00:00+02:00").await;
    server.wakes("2026-05-03T23:00:00+02:00").await;
    server.wakes("2026-05-04T04:00:00+02:00").await;
    server.wakes("2026-05-04T09:00:00+02:00").await;
    server.wakes("2026-05-04T15:00:00+02:00").await;
    assert_eq!(reminders(&server, "ana@example.org"), 1);
    // Forwards into the last days by mistake, and back.
    server.wakes("2026-05-11T09:00:00+02:00").await;
    server.wakes("2026-05-11T10:00:00+02:00").await;
    assert_eq!(reminders(&server, "ana@example.org"), 2);
    days(&server, "2026-05", 5..=9).await;
    assert_eq!(reminders(&server, "ana@example.org"), 2);
    // Once the clock has passed that date again, reminders continue as usual.
    days(&server, "2026-05", 10..=15).await;
    assert_eq!(reminders(&server, "ana@example.org"), 6, "the 12th, 13th, 14th and 15th");
}

#[tokio::test]
async fn the_days_on_which_the_clocks_change_have_one_reminder_each() {
    for (asked_on, shoot, days, sent) in [
        // 29 March 2026 has 23 hours.
        (
            "2026-03-24T12:00:00+01:00",
            "2026-03-31T12:00:00+02:00",
            [28, 29, 30],
            ["28 08:00", "29 07:00", "30 07:00"],
        ),
        // 25 October 2026 has 25.
        (
            "2026-10-20T12:00:00+02:00",
            "2026-10-27T12:00:00+01:00",
            [24, 25, 26],
            ["24 07:00", "25 08:00", "26 08:00"],
        ),
    ] {
        let server = Server::start();
        server.clock.set(asked_on);
        let studio = server.studio("lumiere").await;
        let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
        let start = Timestamp::parse_rfc3339(shoot).unwrap();
        let body = json!({
            "name": "Été", "start": start.rfc3339(), "end": start.plus(Timestamp::DAY).rfc3339(),
            "employeeIds": [ana],
        });
        studio.post("/event", body).await.is(201);
        server.settle().await;
        let first = Timestamp::parse_rfc3339(asked_on).unwrap();
        for half in 1..=(12 * 24) {
            server.wakes(&first.plus(half * Timestamp::HOUR / 2).rfc3339()).await;
        }
        let got = reminded(&server, "ana@example.org");
        for (day, at) in days.iter().zip(sent) {
            let of_day: Vec<_> =
                got.iter().filter(|one| one.starts_with(&format!("{day} "))).collect();
            assert_eq!(of_day, [at], "{got:?}");
        }
    }
}

#[tokio::test]
async fn what_downtime_missed_is_made_up_for_by_day_and_never_at_night() {
    let server = Server::start();
    asked(&server).await;
    // Off since the invitation, on again in the evening: nobody gets a mail before the morning.
    server.wakes("2026-05-05T21:30:00+02:00").await;
    server.wakes("2026-05-06T03:00:00+02:00").await;
    assert_eq!(reminders(&server, "ana@example.org"), 0);
    server.wakes("2026-05-06T08:59:00+02:00").await;
    assert_eq!(reminders(&server, "ana@example.org"), 0);
    server.wakes("2026-05-06T09:00:00+02:00").await;
    assert_eq!(reminders(&server, "ana@example.org"), 1);
    // Off again, on again in the afternoon: the reminders of the day are sent at once, and once.
    server.wakes("2026-05-11T15:00:00+02:00").await;
    server.wakes("2026-05-11T16:00:00+02:00").await;
    assert_eq!(reminders(&server, "ana@example.org"), 2);
}

#[tokio::test]
async fn a_reminder_that_the_mail_server_held_up_until_the_night_leaves_in_the_morning() {
    let post = Arc::new(Post::default());
    let own = post.clone();
    let server = Server::start_on(&[], |app| app.mailer = own);
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    studio.plans("Été", &[ana]).await;
    server.settle().await;
    server.wakes("2026-05-04T04:00:00+02:00").await;
    post.is_down.store(true, SeqCst);
    server.wakes("2026-05-04T09:00:00+02:00").await;
    for hour in 10..24 {
        server.wakes(&format!("2026-05-04T{hour}:00:00+02:00")).await;
    }
    post.is_down.store(false, SeqCst);
    let count = || post.mails.to("ana@example.org").len();
    for hour in 0..8 {
        server.wakes(&format!("2026-05-05T0{hour}:00:00+02:00")).await;
    }
    assert_eq!(count(), 1, "only the invitation: it is night");
    server.wakes("2026-05-05T08:00:00+02:00").await;
    assert_eq!(count(), 2);
    server.wakes("2026-05-05T12:00:00+02:00").await;
    assert_eq!(count(), 2, "the next is in four days");
}

/// A mail server that can be down.
#[derive(Default)]
struct Post {
    is_down: AtomicBool,
    mails: Postbox,
}

#[async_trait]
impl Mailer for Post {
    async fn send(&self, mail: &Mail) -> Result<Receipt, Undelivered> {
        if self.is_down.load(SeqCst) {
            let reply = "connection refused";
            return Err(Undelivered::new(Stage::Connect, reply));
        }
        self.mails.send(mail).await
    }
}

#[tokio::test]
async fn hundreds_are_reminded_at_once_and_the_studio_is_notified_of_all() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let many: Vec<Value> = (0..250)
        .map(|nth| {
            let email = format!("p{nth}@example.org");
            json!({ "firstName": format!("P{nth}"), "lastName": "Moreau", "email": email })
        })
        .collect();
    let mut people = vec![];
    for some in many.chunks(100) {
        let made = studio.post("/employee/many", json!({ "employees": some })).await;
        let made = made.is(200).json["results"].as_array().unwrap().clone();
        people.extend(made.iter().map(|one| one["employee"]["id"].as_i64().unwrap()));
    }
    studio.plans("Été", &people).await;
    server.settle().await;
    server.wakes("2026-05-04T04:00:00+02:00").await;
    server.wakes("2026-05-04T09:00:00+02:00").await;
    for nth in 0..250 {
        assert_eq!(reminders(&server, &format!("p{nth}@example.org")), 1, "{nth}");
    }
    let studio = studio.comes_back().await;
    let output = studio.get("/notifications?limit=100").await;
    let output = output.is(200).json["data"].as_array().unwrap().clone();
    let reminders = output.iter().filter(|one| one["type"] == "EVENT_REMINDER");
    let people: u32 = reminders
        .map(|one| one["text"].as_str().unwrap().split(' ').next().unwrap().parse::<u32>().unwrap())
        .sum();
    assert_eq!(people, 250);
}
