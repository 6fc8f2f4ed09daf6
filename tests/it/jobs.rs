//! Jobs, schedules and mails, as administrators and developers of the instance see them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use async_trait::async_trait;
use be_right::model::{Mail, Role, Timestamp, UserId};
use be_right::ports::{Mailer, Receipt, Stage, Undelivered};
use be_right::store::jobs::{self as queue, Leased};
use be_right::store::{AllTx, users};
use serde_json::{Value, json};

use crate::support::{Postbox, Server, Studio, change, rows};

/// A mail server that can be down, and that counts how many connections it has at once.
#[derive(Default)]
struct Post {
    is_down: AtomicBool,
    tries: AtomicUsize,
    mails: Postbox,
}

#[async_trait]
impl Mailer for Post {
    async fn send(&self, mail: &Mail) -> Result<Receipt, Undelivered> {
        self.tries.fetch_add(1, SeqCst);
        if self.is_down.load(SeqCst) {
            let reply = "connection refused";
            return Err(Undelivered::new(Stage::Connect, reply));
        }
        if mail.to.address.starts_with("nobody") {
            let reply = "550 5.1.1 no such user here";
            return Err(Undelivered::new(Stage::Recipient, reply));
        }
        self.mails.send(mail).await
    }
}

fn server() -> (Server, Arc<Post>) {
    let post = Arc::new(Post::default());
    let own = post.clone();
    (Server::start_on(&[], |app| app.mailer = own), post)
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

async fn asks(studio: &Studio<'_>, email: &str) -> i64 {
    let person = studio.employs("Ana", "Moreau", email).await;
    studio.plans("Été", &[person]).await;
    person
}

async fn list(studio: &Studio<'_>, path: &str) -> Vec<Value> {
    studio.get(path).await.is(200).json["data"].as_array().unwrap().clone()
}

/// The actions in the audit log that are among these, in order.
fn audited(server: &Server, actions: &[&str]) -> Vec<String> {
    let all = rows(server.folder.path(), "SELECT action FROM audit ORDER BY id").concat();
    all.into_iter().filter(|action| actions.contains(&action.as_str())).collect()
}

#[tokio::test]
async fn a_job_that_fails_is_seen_tried_again_and_dropped() {
    let (server, post) = server();
    let admin = admin(&server).await;
    let studio = server.studio("lumiere").await;
    server.settle().await;
    post.is_down.store(true, SeqCst);
    asks(&studio, "ana@example.org").await;
    asks(&studio, "bob@example.org").await;
    server.settle().await;
    let jobs = list(&admin, "/admin/jobs?kind=mail").await;
    assert_eq!(jobs.len(), 2);
    assert_eq!(
        (jobs[0]["state"].as_str(), jobs[0]["attempts"].as_i64()),
        (Some("WAITING"), Some(1))
    );
    assert_eq!(jobs[0]["companyId"], studio.company);
    assert!(jobs[0]["lastError"].is_string());
    assert!(!json!(jobs).to_string().contains("example.org"), "nobody is named");
    assert_eq!(list(&admin, "/admin/jobs?kind=mail&state=PARKED").await.len(), 0);
    // A job of another kind is parked after its last attempt, with the reason.
    let given_up = "UPDATE jobs SET parked_at = created_at, attempts = 100 WHERE kind = 'mail'";
    change(server.folder.path(), given_up);
    let admin = admin.comes_back().await;
    let parked = list(&admin, "/admin/jobs?state=PARKED").await;
    assert_eq!(parked.len(), 2);
    assert!(parked.iter().all(|job| job["attempts"] == 100 && job["parkedAt"].is_string()));
    post.is_down.store(false, SeqCst);
    server.clock.advance(8 * Timestamp::HOUR);
    server.settle().await;
    assert_eq!(post.mails.to("ana@example.org").len(), 0, "parked jobs stay where they are");
    let admin = admin.comes_back().await;
    let (first, second) = (parked[0]["id"].as_i64().unwrap(), parked[1]["id"].as_i64().unwrap());
    let again = admin.acts(&format!("/admin/jobs/{first}/retry")).await;
    assert_eq!(again.is(200).json["state"], "WAITING");
    assert_eq!(again.json["attempts"], 0);
    admin.delete(&format!("/admin/jobs/{second}")).await.is(204);
    server.settle().await;
    let sent = post.mails.to("ana@example.org").len() + post.mails.to("bob@example.org").len();
    assert_eq!(sent, 1);
    assert_eq!(list(&admin, "/admin/jobs?kind=mail").await.len(), 0);
    admin.acts(&format!("/admin/jobs/{second}/retry")).await.is_problem(404, "not_found");
    admin.delete(&format!("/admin/jobs/{first}")).await.is_problem(404, "not_found");
    let kept = studio.comes_back().await.mails("&kind=INVITATION").await;
    let kept: BTreeSet<&str> = kept.iter().map(|mail| mail["status"].as_str().unwrap()).collect();
    assert_eq!(Vec::from_iter(kept), ["DROPPED", "SENT"]);
    assert_eq!(audited(&server, &["retry_job", "drop_job"]), ["retry_job", "drop_job"]);
}

#[tokio::test]
async fn how_far_a_job_has_come_is_seen_while_it_is_done() {
    let (server, _) = server();
    let admin = admin(&server).await;
    server.settle().await;
    asks(&admin, "ana@example.org").await;
    let take = || async { server.app.db.write_all(queue::take).await.unwrap().unwrap() };
    let Leased { id, attempt, .. } = take().await;
    let comes_to = async |attempt, done| {
        let noted = move |all: &AllTx| queue::advance(all, id, attempt, done, 8);
        server.app.db.write_all(noted).await.unwrap();
    };
    let seen = || async { list(&admin, "/admin/jobs?state=RUNNING").await[0]["progress"].clone() };
    assert_eq!(seen().await, Value::Null, "nothing is known yet");
    comes_to(attempt, 3).await;
    assert_eq!(seen().await, json!({ "done": 3, "total": 8 }));
    comes_to(attempt + 1, 7).await;
    assert_eq!(seen().await["done"], 3, "the lease is not theirs");
    server.app.db.write_all(move |all| queue::retry_or_park(all, id, attempt, "x")).await.unwrap();
    let waiting = list(&admin, "/admin/jobs").await;
    let failed = waiting.iter().find(|job| job["id"] == id.0).unwrap();
    assert_eq!((&failed["state"], &failed["progress"]), (&json!("WAITING"), &Value::Null));
    admin.acts(&format!("/admin/jobs/{}/retry", id.0)).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn a_running_job_cannot_be_retried_or_dropped() {
    let (server, _) = server();
    let admin = admin(&server).await;
    server.settle().await;
    asks(&admin, "ana@example.org").await;
    let leased = server.app.db.write_all(be_right::store::jobs::take).await.unwrap().unwrap();
    let id = leased.id.0;
    let running = list(&admin, "/admin/jobs?state=RUNNING").await;
    assert_eq!((running.len(), running[0]["id"].as_i64()), (1, Some(id)));
    admin.acts(&format!("/admin/jobs/{id}/retry")).await.is_problem(409, "job_running");
    admin.delete(&format!("/admin/jobs/{id}")).await.is_problem(409, "job_running");
    let attempt = leased.attempt;
    let given = server.app.db.write_all(move |all| {
        be_right::store::jobs::retry_or_park(all, leased.id, attempt, "it was a test")
    });
    given.await.unwrap();
    server.clock.advance(Timestamp::HOUR);
    server.settle().await;
}

#[tokio::test]
async fn what_is_done_by_the_clock_is_listed_remembered_and_run_by_hand() {
    let (server, _) = server();
    let admin = admin(&server).await;
    let lines = admin.get("/admin/schedules").await.is(200).json.clone();
    let names: Vec<_> = lines.as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert!(names.len() >= 9 && names.contains(&&json!("reminders")), "{names:?}");
    assert!(lines.as_array().unwrap().iter().all(|one| one["lastRun"].is_null()));
    server.wakes("2026-05-02T04:30:00+02:00").await;
    let admin = admin.comes_back().await;
    let of = async |name: &str| {
        let lines = admin.get("/admin/schedules").await.json;
        lines.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
    };
    let purge = of("purge").await;
    assert_eq!((purge["at"].as_str(), purge["frequency"].as_str()), (Some("03:50"), Some("DAILY")));
    assert_eq!(purge["lastRun"]["due"], "2026-05-02");
    assert_eq!(purge["lastRun"]["finishedAt"], "2026-05-02T02:30:00Z");
    assert_eq!(purge["nextRunAt"], "2026-05-03T01:50:00Z");
    assert_eq!(of("digest").await["lastRun"]["due"], "2026-05-01", "seven has not struck");
    assert_eq!(of("archive").await["nextRunAt"], "2026-05-31T22:00:00Z");
    assert_eq!(of("check_database").await["lastRun"]["outcome"], "ok");
    let ready = server.get("/readyz").await;
    assert_eq!(ready.is(200).json["integrity"], "ok");
    // By hand, as often as wanted.
    for _ in 0..2 {
        let job = admin.acts("/admin/schedules/sweep/run").await.is(202).id("/jobId");
        let queued = of("sweep").await;
        assert_eq!(queued["lastRun"]["jobId"], job);
        assert!(queued["lastRun"]["finishedAt"].is_null());
        server.settle().await;
        assert!(of("sweep").await["lastRun"]["finishedAt"].is_string());
    }
    admin.acts("/admin/schedules/nothing/run").await.is_problem(404, "not_found");
    assert_eq!(audited(&server, &["run_schedule"]).len(), 2);
    // After eleven days off, one run makes up for all.
    server.wakes("2026-05-13T12:00:00+02:00").await;
    server.wakes("2026-05-13T12:01:00+02:00").await;
    assert_eq!(audited(&server, &["check_database"]).len(), 2, "the 2nd and the 13th");
    let admin = admin.comes_back().await;
    let lines = admin.get("/admin/schedules").await.json;
    let check = lines.as_array().unwrap().iter().find(|one| one["name"] == "check_database");
    assert_eq!(check.unwrap()["lastRun"]["due"], "2026-05-13");
    // A clock set back by a day runs nothing again.
    server.wakes("2026-05-12T12:00:00+02:00").await;
    server.wakes("2026-05-13T12:00:00+02:00").await;
    assert_eq!(audited(&server, &["check_database"]).len(), 3, "the 12th had been left out");
}

#[tokio::test]
async fn a_damaged_database_is_reported_and_still_served() {
    let (server, _) = server();
    let admin = admin(&server).await;
    server.settle().await;
    let harm = "PRAGMA ignore_check_constraints = ON; UPDATE companies SET reminders_hour = 3";
    change(server.folder.path(), harm);
    admin.acts("/admin/schedules/check_database/run").await.is(202);
    server.settle().await;
    let lines = admin.get("/admin/schedules").await.json;
    let check = lines.as_array().unwrap().iter().find(|one| one["name"] == "check_database");
    let outcome = check.unwrap()["lastRun"]["outcome"].as_str().unwrap().to_owned();
    assert!(outcome.contains("CHECK constraint failed in companies"), "{outcome}");
    assert_eq!(server.get("/readyz").await.is(200).json["integrity"], "damaged");
}

#[tokio::test]
async fn administrators_are_notified_of_a_broken_database_page() {
    let (server, _) = server();
    let admin = admin(&server).await;
    server.settle().await;
    let data = server.folder.path();
    change(data, "PRAGMA wal_checkpoint(TRUNCATE)");
    let page = rows(data, "SELECT rootpage FROM sqlite_schema WHERE name = 'import_files'");
    let at = (page[0][0].parse::<usize>().unwrap() - 1) * 4096;
    let mut bytes = std::fs::read(data.join("be-right.db")).unwrap();
    bytes[at..at + 4096].fill(0xee);
    std::fs::write(data.join("be-right.db"), &bytes).unwrap();
    admin.acts("/admin/schedules/check_database/run").await.is(202);
    server.settle().await;
    let ready = server.get("/readyz").await;
    assert_eq!(ready.is(200).json["integrity"], "damaged");
    assert_eq!(
        (&ready.json["status"], &ready.json["alarms"][0]),
        (&"degraded".into(), &"database_damaged".into())
    );
    let output = admin.get("/notifications").await.is(200).json["data"].to_string();
    assert!(output.contains("be-right restore") || output.contains("restaurez"), "{output}");
}

#[tokio::test]
async fn copies_of_the_database_from_upgrades_are_deleted_after_their_days() {
    let (server, _) = server();
    let copy = server.folder.path().join("be-right.db.before-schema-3");
    std::fs::write(&copy, "an older database").unwrap();
    let made =
        std::time::UNIX_EPOCH + std::time::Duration::from_millis(server.app.now().0.unsigned_abs());
    std::fs::File::options().write(true).open(&copy).unwrap().set_modified(made).unwrap();
    server.sleeps(29).await;
    assert!(copy.exists());
    server.sleeps(2).await;
    assert!(!copy.exists());
}

#[tokio::test]
async fn old_events_and_users_are_archived_from_lists_and_not_deleted() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, answers) = studio.plans("Été", &[ana]).await;
    server.settle().await;
    // The event ends on 16 May 2026.
    server.wakes("2027-05-01T01:00:00+02:00").await;
    let studio = studio.comes_back().await;
    assert_eq!(studio.get("/event").await.is(200).json["total"], 1);
    server.wakes("2027-06-01T00:00:00+02:00").await;
    let studio = studio.comes_back().await;
    assert_eq!(studio.get("/event").await.is(200).json["total"], 0);
    let kept = studio.get("/event?archived=true").await;
    assert_eq!((kept.is(200).json["total"].as_i64(), kept.id("/data/0/id")), (Some(1), event));
    assert!(kept.json["data"][0]["archivedAt"].is_string());
    studio.get(&format!("/event/{event}")).await.is(200);
    studio.get(&format!("/answer/{}", answers[0])).await.is(200);
    // Noé last signed in in May 2026.
    assert_eq!(studio.get("/user").await.is(200).json["total"], 2);
    server.wakes("2028-06-01T00:00:00+02:00").await;
    let studio = studio.comes_back().await;
    assert_eq!(studio.get("/user").await.is(200).json["total"], 1, "Claire has been here since");
    let unused = studio.get("/user?archived=true").await;
    assert_eq!(unused.is(200).json["data"][0]["email"], "noe@lumiere.example");
    noe.comes_back().await.get("/event").await.is(200);
    assert_eq!(studio.get("/user").await.is(200).json["total"], 2);
    assert_eq!(studio.get("/user?archived=true").await.is(200).json["total"], 0);
}

#[tokio::test]
async fn every_mail_can_be_followed_and_sent_again() {
    let (server, post) = server();
    let admin = admin(&server).await;
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    asks(&studio, "ana@example.org").await;
    asks(&studio, "nobody@example.org").await;
    asks(&other, "zoe@example.org").await;
    server.settle().await;
    let of_studio = format!("/admin/mail?kind=INVITATION&companyId={}", studio.company);
    let mails = list(&admin, &of_studio).await;
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0]["to"], "nobody@example.org", "the latest first");
    assert_eq!(
        (mails[0]["status"].as_str(), mails[1]["status"].as_str()),
        (Some("FAILED"), Some("SENT"))
    );
    assert_eq!(mails[0]["reply"], "RECIPIENT, permanent: 550 5.1.1 no such user here");
    assert_eq!(mails[1]["reply"], "250 2.0.0 Ok: queued");
    let own = list(&studio, "/mail?kind=INVITATION").await;
    assert_eq!(own, mails, "the OWNER sees what went out in the company's name");
    assert_eq!(list(&studio, "/mail?status=FAILED").await.len(), 1);
    assert_eq!(list(&other, "/mail?kind=INVITATION").await.len(), 1);
    // A mail that was sent is sent again as another mail.
    let sent = mails[1]["id"].as_i64().unwrap();
    let resend = format!("/admin/mail/{sent}/resend");
    admin.acts(&resend).await.is_problem(409, "reminded_recently");
    server.clock.advance(Timestamp::DAY);
    let admin = admin.back().await;
    let again = admin.acts(&resend).await;
    assert_ne!(again.is(200).id("/id"), sent);
    let id = again.id("/id");
    admin.acts(&format!("/admin/mail/{id}/resend")).await.is_problem(409, "mail_queued");
    server.settle().await;
    let got = post.mails.to("ana@example.org");
    assert_eq!(got.len(), 2);
    assert_ne!(got[0].message_id, got[1].message_id);
    let link = |mail: &Mail| mail.text.split("/sign/").nth(1).unwrap()[..43].to_owned();
    assert_eq!(link(&got[0]), link(&got[1]));
    // A mail that failed keeps its Message-ID.
    let failed = mails[0]["id"].as_i64().unwrap();
    let tries = post.tries.load(SeqCst);
    assert_eq!(admin.acts(&format!("/admin/mail/{failed}/resend")).await.is(200).id("/id"), failed);
    server.settle().await;
    // Sent were the mail itself, and the notification that the address still does not exist.
    assert_eq!(post.tries.load(SeqCst), tries + 2);
    admin.acts("/admin/mail/999999/resend").await.is_problem(404, "not_found");
    assert_eq!(audited(&server, &["resend_mail"]).len(), 2);
}

#[tokio::test]
async fn an_address_from_which_mails_come_back_is_left_alone_until_it_changes() {
    let (server, post) = server();
    let admin = admin(&server).await;
    let studio = server.studio("lumiere").await;
    let ana = asks(&studio, "ana@example.org").await;
    server.settle().await;
    let mail = list(&studio, "/mail?kind=INVITATION").await[0]["id"].as_i64().unwrap();
    let bounced = format!("/mail/{mail}/bounced");
    studio.acts(&bounced).await.is(204);
    let person = format!("/employee/{ana}");
    assert!(studio.get(&person).await.is(200).json["bouncedAt"].is_string());
    studio.plans("Hiver", &[ana]).await;
    server.settle().await;
    assert_eq!(post.mails.to("ana@example.org").len(), 1);
    let last = list(&studio, "/mail?kind=INVITATION").await.remove(0);
    assert_eq!(last["status"], "DROPPED");
    assert_eq!(last["reply"], "mails to this address come back");
    // The mark is removed by hand.
    studio.delete(&bounced).await.is(204);
    assert!(studio.get(&person).await.json["bouncedAt"].is_null());
    // An administrator marks it; then the address changes.
    admin.acts(&format!("/admin{bounced}")).await.is(204);
    assert!(studio.get(&person).await.json["bouncedAt"].is_string());
    let moved = json!({ "firstName": "Ana", "lastName": "Moreau", "email": "ana@example.com" });
    let moved = studio.put(&person, moved).await;
    assert!(moved.is(200).json["bouncedAt"].is_null());
    server.settle().await;
    assert!(!post.mails.to("ana@example.com").is_empty(), "what was asked goes there");
    // An invitation to the company is no mail to a recipient.
    let noe = json!({
        "email": "noe@lumiere.example", "firstName": "Noé", "lastName": "Blanc", "role": "USER",
    });
    studio.post("/user", noe).await.is(201);
    server.settle().await;
    let joining = list(&studio, "/mail?kind=JOINING").await[0]["id"].as_i64().unwrap();
    studio.acts(&format!("/mail/{joining}/bounced")).await.is_problem(409, "not_a_recipient");
    assert_eq!(audited(&server, &["set_bounced"]).len(), 3);
}

#[tokio::test]
async fn a_mail_server_that_is_down_for_a_day_loses_nothing_and_is_not_run_over() {
    let (server, post) = server();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    post.is_down.store(true, SeqCst);
    let mut people = vec![];
    for nth in 0..60 {
        people.push(studio.employs("P", &format!("N{nth}"), &format!("p{nth}@example.org")).await);
    }
    studio.plans("Été", &people).await;
    for _ in 0..(24 * 6) {
        server.clock.advance(10 * Timestamp::MINUTE);
        server.settle().await;
    }
    let (waiting, parked) = server.jobs().await;
    assert!(waiting >= 60 && parked == 0, "{waiting} wait, {parked} were given up on");
    let tries = post.tries.load(SeqCst);
    assert!(tries <= 60 + 24 * 6, "{tries} tries: one at a time, now and then");
    // The server is back: everything is sent at once.
    post.is_down.store(false, SeqCst);
    server.clock.advance(5 * Timestamp::MINUTE);
    server.settle().await;
    for nth in 0..60 {
        assert_eq!(post.mails.to(&format!("p{nth}@example.org")).len(), 1, "{nth}");
    }
}

#[tokio::test]
async fn optional_mails_have_an_unsubscribe_link() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let both = json!({ "type": "EVENT_CREATED", "channel": "BOTH" });
    studio.post("/notification-subscription", both).await.is(200);
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    let ana = noe.employs("Ana", "Moreau", "ana@example.org").await;
    noe.plans("Été", &[ana]).await;
    server.settle().await;
    let header = |mail: &Mail, name: &str| {
        mail.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    };
    let invitation = server.postbox.last_to("ana@example.org");
    assert_eq!(header(&invitation, "List-Unsubscribe"), None);
    let mail_kind = server.postbox.last_to(&studio.email);
    let post = header(&mail_kind, "List-Unsubscribe-Post");
    assert_eq!(post.as_deref(), Some("List-Unsubscribe=One-Click"));
    let link = header(&mail_kind, "List-Unsubscribe").unwrap();
    let link = link.strip_prefix("<https://be-right.example").unwrap().strip_suffix('>').unwrap();
    let channel = async || {
        let all = studio.get("/notification-subscription").await.is(200).json.clone();
        let of = all.as_array().unwrap().iter().find(|one| one["type"] == "EVENT_CREATED");
        of.unwrap()["channel"].as_str().unwrap().to_owned()
    };
    // GET changes nothing, in either language.
    let client = server.client();
    for (lang, words) in [("fr", "Ne plus m’écrire"), ("en", "Stop writing to me")] {
        let page = client.get(format!("{link}?lang={lang}")).send().await;
        page.assert_status_is_ok();
        let text = page.0.into_body().into_string().await.unwrap();
        assert!(text.contains(words), "{text}");
    }
    assert_eq!(channel().await, "BOTH");
    // As a mail program does it (RFC 8058): no cookie, no origin, a form with this field.
    let form = client.post(link).content_type("application/x-www-form-urlencoded");
    form.body("List-Unsubscribe=One-Click").send().await.assert_status_is_ok();
    assert_eq!(channel().await, "IN_APP");
    noe.plans("Hiver", &[ana]).await;
    let before = server.postbox.to(&studio.email).len();
    server.settle().await;
    assert_eq!(server.postbox.to(&studio.email).len(), before);
    // Nobody can make such a link for another user.
    let forged = link.replacen(&format!("/{}.", studio.user), &format!("/{}.", noe.user), 1);
    assert_ne!(forged, link);
    for wrong in [forged.as_str(), "/unsubscribe/1.1.DIGEST.AAAA", "/unsubscribe/x"] {
        let reply = client.post(wrong).body("List-Unsubscribe=One-Click").send().await;
        assert_eq!(reply.0.status().as_u16(), 404, "{wrong}");
    }
}
