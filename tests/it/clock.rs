//! A clock that jumps: nothing irreversible is done because of it.

use be_right::actions::alarms;
use be_right::model::{AlarmKind, Timestamp};
use be_right::worker;
use serde_json::json;

use crate::support::{Recipient, Server, Studio, rows};

const YEAR: i64 = 365 * Timestamp::DAY;

/// An event that Ana has accepted, with its PDF.
async fn signed(server: &Server) -> (Studio<'_>, i64) {
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (_, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    server.sleeps(1).await;
    (studio.back().await, answers[0])
}

/// What each tick of the cron does, and the jobs that it queues.
async fn ticks(server: &Server) {
    server.app.keep_clock().await.unwrap();
    worker::enqueue_due(&server.app).await.unwrap();
    while worker::run_next(&server.app).await.unwrap() {}
}

/// The rows that the passing of time removes, without the jobs and their log.
fn standing(server: &Server) -> Vec<Vec<Vec<String>>> {
    let data = server.folder.path();
    [
        "SELECT id, state FROM answers",
        "SELECT answer_id, kind, fields FROM evidence",
        "SELECT pdf_sha256 FROM seals",
        "SELECT id, status, archived_at FROM events",
        "SELECT id, archived_at FROM users",
        "SELECT id FROM sessions",
    ]
    .map(|sql| rows(data, sql))
    .into()
}

async fn alarms_of(server: &Server) -> serde_json::Value {
    server.get("/readyz").await.is(200).json["alarms"].clone()
}

#[tokio::test]
async fn a_clock_that_jumps_fourteen_years_and_back_deletes_nothing() {
    let server = Server::start();
    let (studio, answer) = signed(&server).await;
    let before = standing(&server);
    server.clock.leaps(14 * YEAR);
    for _ in 0..4 {
        ticks(&server).await;
        server.clock.advance(30 * Timestamp::SECOND);
    }
    assert_eq!(alarms_of(&server).await, json!(["clock_leapt"]));
    assert_eq!(standing(&server), before);
    server.clock.leaps(-14 * YEAR);
    ticks(&server).await;
    assert_eq!(alarms_of(&server).await, json!([]));
    // The schedules run again, and find everything in place.
    server.sleeps(1).await;
    assert_eq!(standing(&server)[..3], before[..3]);
    let studio = studio.comes_back().await;
    studio.get(&format!("/answer/{answer}/pdf")).await.is(200);
    assert_eq!(studio.get(&format!("/answer/{answer}")).await.json["state"], "ACCEPTED");
}

#[tokio::test]
async fn a_clock_jump_is_accepted_once_confirmed() {
    let server = Server::start();
    let (studio, answer) = signed(&server).await;
    server.clock.leaps(14 * YEAR);
    for _ in 0..40 {
        ticks(&server).await;
        server.clock.advance(Timestamp::HOUR);
    }
    let documents = || rows(server.folder.path(), "SELECT pdf_sha256 FROM seals").len();
    assert_eq!(documents(), 1, "however steadily it goes on");
    alarms::confirm(&server.app, AlarmKind::ClockLeapt, None).await.unwrap();
    ticks(&server).await;
    ticks(&server).await;
    assert_eq!(alarms_of(&server).await, json!([]));
    let studio = studio.comes_back().await;
    assert_eq!(studio.get(&format!("/answer/{answer}")).await.json["state"], "EXPIRED");
    server.settle().await;
}

#[tokio::test]
async fn a_leap_of_some_weeks_is_believed_after_a_steady_day() {
    let server = Server::start();
    signed(&server).await;
    server.clock.leaps(90 * Timestamp::DAY);
    ticks(&server).await;
    let queued = || rows(server.folder.path(), "SELECT due FROM schedules WHERE name = 'purge'");
    let before = queued();
    for _ in 0..24 {
        assert_eq!(queued(), before);
        server.clock.advance(Timestamp::HOUR);
        ticks(&server).await;
    }
    ticks(&server).await;
    assert_ne!(queued(), before);
    assert_eq!(alarms_of(&server).await, json!([]));
    server.settle().await;
}

#[tokio::test]
async fn after_a_month_off_the_clock_is_trusted_and_after_three_it_waits_a_day() {
    let server = Server::start();
    signed(&server).await;
    server.app.keep_clock().await.unwrap();
    let queued =
        || rows(server.folder.path(), "SELECT due FROM schedules WHERE name = 'sweep'").concat();
    server.clock.leaps(30 * Timestamp::DAY);
    server.app.load_clock().await.unwrap();
    let before = queued();
    ticks(&server).await;
    assert_ne!(queued(), before);
    let before = queued();
    server.clock.leaps(90 * Timestamp::DAY);
    server.app.load_clock().await.unwrap();
    ticks(&server).await;
    assert_eq!(queued(), before);
    assert_eq!(alarms_of(&server).await, json!(["clock_leapt"]));
    // A restart does not make the clock trusted.
    server.app.load_clock().await.unwrap();
    ticks(&server).await;
    assert_eq!(queued(), before);
    for _ in 0..25 {
        server.clock.advance(Timestamp::HOUR);
        ticks(&server).await;
    }
    assert_ne!(queued(), before);
    server.settle().await;
}

#[tokio::test]
async fn after_the_clock_is_set_back_schedules_follow_the_new_time() {
    let server = Server::start();
    server.wakes("2026-12-01T03:20:00Z").await;
    server.clock.leaps(-2 * Timestamp::DAY + 68 * Timestamp::MINUTE);
    for _ in 0..6 {
        server.clock.advance(20 * Timestamp::SECOND);
        ticks(&server).await;
    }
    let due = rows(server.folder.path(), "SELECT due FROM schedules WHERE name = 'terms'");
    assert_eq!(due, [["2026-11-29"]]);
    server.settle().await;
    assert_eq!(server.jobs().await, (0, 0));
}
