//! The pages of the instance for those who operate it, and an owner's log of mails.

use be_right::actions::auth;
use be_right::model::{Locale, Role, Timestamp, UserId};
use be_right::store::users;

use super::{ConsoleContext, said, shoot, typed};
use crate::support::{PASSWORD, Server, Studio, change};

const PAGES: [&str; 10] = [
    "",
    "/companies",
    "/users",
    "/audit",
    "/mails",
    "/jobs",
    "/schedules",
    "/backups",
    "/messages",
    "/settings",
];

/// A member of another company, with a role in the instance.
async fn operator<'s>(server: &'s Server, name: &str, role: Role) -> Studio<'s> {
    let studio = server.studio(name).await;
    let user = UserId(studio.user);
    let made = server.app.db.write_all(move |all| users::set_instance_role(all, user, Some(role)));
    assert!(made.await.unwrap());
    studio
}

#[tokio::test]
async fn each_role_opens_its_own_pages_of_the_instance() {
    let server = Server::start();
    let admin = operator(&server, "admin", Role::Admin).await;
    let developer = operator(&server, "dev", Role::Developer).await;
    let owner = server.studio("lumiere").await;
    server.settle().await;
    for (who, open) in [
        (&admin, &PAGES[..]),
        (&developer, &["", "/jobs", "/schedules", "/backups"][..]),
        (&owner, &[][..]),
    ] {
        let console = ConsoleContext::of(&server, &who.email).await;
        let home = console.get("/console?lang=en").await.is(200).text();
        assert_eq!(home.contains("href=\"/console/instance\""), !open.is_empty(), "{home}");
        for page in PAGES {
            let reply = console.get(&format!("/console/instance{page}?lang=en")).await;
            let wanted = if open.contains(&page) { 200 } else { 403 };
            assert_eq!(reply.status, wanted, "{page} for {}", who.email);
        }
    }
}

#[tokio::test]
async fn a_refused_mail_is_seen_with_the_reply_and_sent_again_by_its_owner_and_an_administrator() {
    let server = Server::start();
    server.postbox.refuses("zoe@example.net");
    let admin = operator(&server, "admin", Role::Admin).await;
    let (studio, _, _) = shoot(&server).await;
    for (email, there) in
        [(&studio.email, "/console/settings/mails"), (&admin.email, "/console/instance/mails")]
    {
        let console = ConsoleContext::of(&server, email).await;
        let page = console.get(&format!("{there}?lang=en&state=failed")).await.is(200).text();
        assert!(page.contains("zoe@example.net") && page.contains("Request"), "{page}");
        assert!(page.contains("class=\"detail reply\""), "the server's reply: {page}");
        let of_all = there.starts_with("/console/instance");
        assert_eq!(page.contains("<bdi>lumiere</bdi>"), of_all, "whose mail it is: {page}");
        let act =
            said(&page, "action").into_iter().find(|one| one.starts_with(there) && *one != there);
        let act = act.unwrap().to_owned();
        let asked = console.sends(&act, "do=resend").await.is(200).text();
        assert!(asked.contains("To zoe@example.net."), "{asked}");
        let done = console.sends(&act, "do=resend&confirm=yes").await;
        assert_eq!(done.is(303).header("location"), format!("{there}?after=mail-resent"));
        let page = console.get(&format!("{there}?lang=en&state=queued")).await.is(200).text();
        assert!(page.contains("It leaves within moments."), "{page}");
        let twice = console.sends(&act, "do=resend&confirm=yes").await;
        assert_eq!(twice.is(303).header("location"), format!("{there}?after=mail-not-resent"));
        server.settle().await;
        // Its reader is not written to at every press.
        let soon = console.sends(&act, "do=resend&confirm=yes").await.is(429).text();
        assert!(soon.contains("Try again in 10 minutes"), "{soon}");
        server.clock.advance(11 * 60_000);
        let sent = console.get(&format!("{there}?lang=en&state=sent")).await.is(200).text();
        assert!(!sent.contains("zoe@example.net"), "refused again: {sent}");
        let kind = console.get(&format!("{there}?kind=INVITATION&state=nonsense")).await;
        assert!(kind.is(200).text().contains("zoe@example.net"));
    }
    let studio = studio.back().await;
    // The mails of others are out of reach, and USERs do not see any.
    let stranger = server.studio("other").await;
    let console = ConsoleContext::of(&server, &stranger.email).await;
    let page = console.get("/console/settings/mails?lang=en").await.is(200).text();
    assert!(!page.contains("zoe@example.net"), "{page}");
    let id = studio.mail_to("zoe@example.net").await;
    let path = format!("/console/settings/mails/{id}");
    console.sends(&path, "do=resend&confirm=yes").await.is(404);
    stranger.acts(&format!("/mail/{id}/resend")).await.is(404);
    let user = studio.hires("user@lumiere.example", "USER").await;
    let console = ConsoleContext::of(&server, &user.email).await;
    console.get("/console/settings/mails").await.is(403);
    console.sends(&path, "do=resend&confirm=yes").await.is(403);
    server.settle().await;
}

#[tokio::test]
async fn who_operates_the_instance_needs_no_company() {
    let server = Server::start();
    for (name, role, pages) in [
        ("adm", Role::Admin, &PAGES[..]),
        ("dev", Role::Developer, &["", "/jobs", "/schedules", "/backups"][..]),
    ] {
        let email = format!("{name}@example.net");
        let person = auth::NewPerson {
            email: email.clone(),
            password: PASSWORD.into(),
            first_name: "Ada".into(),
            last_name: "Roy".into(),
            company_name: None,
            role: Some(role),
            locale: Locale::En,
        };
        auth::add(&server.app, person).await.unwrap();
        let console = ConsoleContext::of(&server, &email).await;
        let home = console.get("/console").await;
        assert_eq!(home.is(303).header("location"), "/console/instance");
        for page in PAGES {
            let reply = console.get(&format!("/console/instance{page}?lang=en")).await;
            assert_eq!(reply.status, if pages.contains(&page) { 200 } else { 403 }, "{page}");
        }
        let index = console.get("/console/instance?lang=en").await.is(200).text();
        assert!(index.contains("href=\"/console/settings\""), "{index}");
        for missing in ["/console/people\"", "/console/notifications\"", "/console/shoots\""] {
            assert!(!index.contains(missing), "{missing}: {index}");
        }
        for own in ["", "/profile", "/security", "/companies"] {
            console.get(&format!("/console/settings{own}")).await.is(200);
        }
        let saved = console
            .sends("/console/settings/profile", "firstName=Ada&lastName=Roy-Blanc&do=profile")
            .await;
        assert!([303, 422].contains(&saved.status), "{}", saved.text());
        // What belongs to a company says that there is none.
        let none = console.get("/console/people?lang=en").await.is(403).text();
        assert!(none.contains("href=\"/console/instance\""), "{none}");
        console.get("/console/nothing-here").await.is(404);
    }
    server.settle().await;
}

#[tokio::test]
async fn a_failed_job_is_tried_again_and_another_one_dropped() {
    let server = Server::start();
    let admin = operator(&server, "admin", Role::Admin).await;
    let studio = server.studio("lumiere").await;
    server.settle().await;
    for name in ["ana", "zoe"] {
        let person = studio.employs(name, "Moreau", &format!("{name}@example.net")).await;
        studio.plans("Open day", &[person]).await;
    }
    let parked = "UPDATE jobs SET parked_at = created_at, attempts = 9, last_error = 'no way'
                   WHERE kind = 'mail'";
    change(server.folder.path(), parked);
    let console = ConsoleContext::of(&server, &admin.email).await;
    let index = console.get("/console/instance?lang=en").await.is(200).text();
    assert!(index.contains("failed") && index.contains("badge is-no"), "{index}");
    let page = console.get("/console/instance/jobs?state=parked&lang=en").await.is(200).text();
    assert!(page.contains("Send an e-mail") && page.contains("no way"), "{page}");
    let mails = console.get("/console/instance/mails?state=queued&lang=en").await.is(200).text();
    assert!(mails.contains("Its job has failed"), "{mails}");
    assert!(page.contains("Tried 9 times") && page.contains("<bdi>lumiere</bdi>"), "{page}");
    let developer = operator(&server, "dev", Role::Developer).await;
    let limited = ConsoleContext::of(&server, &developer.email).await;
    let seen = limited.get("/console/instance/jobs?state=parked&lang=en").await.is(200).text();
    assert!(seen.contains("studio no.") && !seen.contains("lumiere"), "{seen}");
    let there = "/console/instance/jobs/";
    let acts: Vec<String> = said(&page, "action")
        .into_iter()
        .filter(|one| one.starts_with(there))
        .map(str::to_owned)
        .collect();
    assert_eq!(acts.len(), 2, "{page}");
    let done = console.sends(&acts[0], "do=retry").await;
    assert!(done.is(303).header("location").ends_with("?after=job-retried"));
    let asked = console.sends(&acts[1], "do=drop").await.is(200).text();
    assert!(asked.contains("cannot be brought back"), "{asked}");
    let done = console.sends(&acts[1], "do=drop&confirm=yes").await;
    assert!(done.is(303).header("location").ends_with("?after=job-dropped"));
    let done = console.sends(&acts[1], "do=drop&confirm=yes").await;
    assert!(done.is(303).header("location").ends_with("?after=job-gone"));
    server.settle().await;
    let mailed = |name: &str| server.postbox.to(&format!("{name}@example.net")).len();
    assert_eq!(mailed("ana") + mailed("zoe"), 1, "one was dropped");
    let empty = console.get("/console/instance/jobs?state=parked&lang=en").await.is(200).text();
    assert!(empty.contains("Nothing is waiting"), "{empty}");

    // Schedules: seen, and run once it is confirmed.
    let page = console.get("/console/instance/schedules?lang=en").await.is(200).text();
    assert!(page.contains("Seal the evidence of the day") && page.contains("Never yet"), "{page}");
    let asked = console.sends("/console/instance/schedules", "name=reminders").await.is(200).text();
    assert!(asked.contains("It sends e-mails"), "{asked}");
    let run = console.sends("/console/instance/schedules", "name=sweep&confirm=yes").await;
    assert!(run.is(303).header("location").ends_with("?after=schedule-run"));
    console.sends("/console/instance/schedules", "name=nonsense&confirm=yes").await.is(404);
    server.settle().await;
    let page = console.get("/console/instance/schedules?lang=en").await.is(200).text();
    assert!(page.contains("badge is-yes"), "{page}");
}

#[tokio::test]
async fn a_backup_is_made_from_its_page_and_listed() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().to_str().unwrap().to_owned();
    let server = Server::start_with(&[("backup.folder", &folder)]);
    let developer = operator(&server, "dev", Role::Developer).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &developer.email).await;
    let there = "/console/instance/backups";
    let page = console.get(&format!("{there}?lang=en")).await.is(200).text();
    assert!(page.contains("Make one now") && page.contains("The next one is made"), "{page}");
    let done = console.sends(there, "").await;
    assert_eq!(done.is(303).header("location"), format!("{there}?after=backup"));
    let page = console.get(&format!("{there}?lang=en")).await.is(200).text();
    assert!(page.contains("being made") && !page.contains("Make one now"), "{page}");
    server.settle().await;
    let page = console.get(&format!("{there}?lang=en")).await.is(200).text();
    assert!(page.contains("Latest attempts") && page.contains("badge is-yes"), "{page}");
    assert!(page.contains("kB") || page.contains("MB"), "{page}");
}

#[tokio::test]
async fn without_a_folder_the_page_says_that_no_backup_is_made() {
    let server = Server::start();
    let admin = operator(&server, "admin", Role::Admin).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &admin.email).await;
    let page = console.get("/console/instance/backups?lang=en").await.is(200).text();
    assert!(page.contains("no folder is set") && !page.contains("Make one now"), "{page}");
    console.sends("/console/instance/backups", "").await.is(303);
}

#[tokio::test]
async fn a_message_to_all_is_confirmed_sent_once_read_and_ended() {
    let server = Server::start();
    let admin = operator(&server, "admin", Role::Admin).await;
    let owner = server.studio("lumiere").await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &admin.email).await;
    let there = "/console/instance/messages";
    let page = console.get(&format!("{there}?lang=en")).await.is(200).text();
    let key = said(&page, "name=\"once\" value")[0].to_owned();
    let wrong = console.sends(there, "do=send&title.fr=Panne").await.is(422).text();
    assert!(
        wrong.contains("id=\"f-text-fr-error\"") && wrong.contains("value=\"Panne\""),
        "{wrong}"
    );
    let body = typed(&format!(
        "do=send&once={key}&title.fr=Panne dimanche&text.fr=De 6 h à 7 h.\
         &title.en=Down on Sunday&text.en=From 6 to 7."
    ));
    let asked = console.sends(there, &body).await.is(200).text();
    assert!(asked.contains("Send this message to every user?"), "{asked}");
    for _ in 0..2 {
        let done = console.sends(there, &format!("{body}&confirm=yes")).await;
        assert_eq!(done.is(303).header("location"), format!("{there}?after=message-sent"));
    }
    server.settle().await;
    let page = console.get(&format!("{there}?lang=en")).await.is(200).text();
    assert!(page.contains("Down on Sunday") && page.contains("read by 0 of 2"), "{page}");
    let reader = ConsoleContext::of(&server, &owner.email).await;
    let seen = reader.get("/console/notifications?lang=en").await.is(200).text();
    assert_eq!(seen.matches("Down on Sunday").count(), 1, "{seen}");
    let id = said(&page, "name=\"message\" value")[0].to_owned();
    let asked = console.sends(there, &format!("do=end&message={id}")).await.is(200).text();
    assert!(asked.contains("End this message?"), "{asked}");
    let done = console.sends(there, &format!("do=end&message={id}&confirm=yes")).await;
    assert!(done.is(303).header("location").ends_with("?after=message-ended"));
    let seen = reader.get("/console/notifications?lang=en").await.is(200).text();
    assert!(!seen.contains("Down on Sunday"), "{seen}");
    let page = console.get(&format!("{there}?lang=en")).await.is(200).text();
    assert!(page.contains("ended on") && !page.contains("name=\"message\" value"), "{page}");
    // Whoever joins later does not get it either.
    let late = server.studio("late").await;
    server.settle().await;
    let reader = ConsoleContext::of(&server, &late.email).await;
    let seen = reader.get("/console/notifications?lang=en").await.is(200).text();
    assert!(!seen.contains("Down on Sunday"));
    admin.get("/admin/broadcast").await.is(200);
    admin.delete(&format!("/admin/broadcast/{id}")).await.is(404);
}

#[tokio::test]
async fn a_message_to_all_ends_by_itself_after_its_last_day() {
    let server = Server::start();
    let admin = operator(&server, "admin", Role::Admin).await;
    server.settle().await;
    let there = "/console/instance/messages";
    let console = ConsoleContext::of(&server, &admin.email).await;
    let text = "do=send&title.fr=Panne&text.fr=Dimanche.&title.en=Down&text.en=On Sunday.";
    let day = |days: i64| {
        let at = server.app.now().plus(days * Timestamp::DAY);
        at.day_in(&server.app.config.time_zone).to_string()
    };
    for wrong in [day(-1), "soon".to_owned()] {
        let body = typed(&format!("{text}&endsAt={wrong}"));
        let page = console.sends(there, &body).await.is(422).text();
        assert!(page.contains("id=\"f-endsAt-error\""), "{wrong}: {page}");
    }
    let body = typed(&format!("{text}&endsAt={}", day(1)));
    let asked = console.sends(there, &body).await.is(200).text();
    assert!(asked.contains("Visible jusqu’au") || asked.contains("Seen until"), "{asked}");
    console.sends(there, &format!("{body}&confirm=yes")).await.is(303);
    server.settle().await;
    let seen = async || {
        let console = ConsoleContext::of(&server, &admin.email).await;
        let page = console.get("/console/notifications?lang=en").await.is(200).text();
        let log = console.get(&format!("{there}?lang=en")).await.is(200).text();
        (page.contains("On Sunday."), log.contains("Seen until"), log.contains("ended on"))
    };
    assert_eq!(seen().await, (true, true, false));
    let sent = admin.get("/admin/broadcast").await.is(200).json.clone();
    assert!(sent[0]["endsAt"].is_string() && sent[0]["endedAt"].is_null(), "{sent}");
    server.clock.advance(3 * Timestamp::DAY);
    server.settle().await;
    assert_eq!(seen().await, (false, false, true));
    let admin = admin.back().await;
    let sent = admin.get("/admin/broadcast").await.is(200).json.clone();
    assert!(sent[0]["endsAt"].is_null() && sent[0]["endedAt"].is_string(), "{sent}");
    let past = serde_json::json!({
        "title": { "fr": "A", "en": "A" }, "text": { "fr": "B", "en": "B" },
        "endsAt": "2020-01-01T00:00:00Z",
    });
    let refused = admin.post("/notifications", past).await;
    assert_eq!(refused.is(422).json["errors"][0]["field"], "endsAt");
    server.settle().await;
}
