//! What was said or done after the backup counts, whatever happens between two restores.

use be_right::model::Role;
use poem::http::Method;
use serde_json::{Value, json};

use super::holds::{accepts, backed_up, copy, employs, is_allowed, restored};
use super::{fine, secrets};
use crate::files::{id, photo};
use crate::support::{PASSWORD, Recipient, Server, Studio, change, join_token, rows};

const OWN: &str = "own@studio.example";

/// A photograph of Ana, who has allowed everything; returns her, the event and the answer.
async fn of_ana_who_accepted<'s>(server: &'s Server) -> (Studio<'s>, i64, i64, i64) {
    secrets(server);
    let studio = server.studio("Lumière").await;
    let ana = employs(&studio, "Ana").await;
    let (event, answers) = studio.plans("Été", &[ana]).await;
    let file = id(&photo(&studio, event, 1).await);
    studio.put(&format!("/file/{file}/people"), json!({ "employeeIds": [ana] })).await.is(200);
    server.settle().await;
    accepts(server, "ana@example.org", &["web", "print", "press"]).await;
    server.settle().await;
    (studio, ana, event, answers[0])
}

/// Ana refuses the request that replaces hers.
async fn refuses_the_renewal(server: &Server, studio: &Studio<'_>, answer: i64) {
    studio.post("/answer/renew", json!({ "ids": [answer] })).await.is(200);
    server.settle().await;
    let mut ana = Recipient::invited(server, "ana@example.org");
    ana.proves_the_email().await;
    ana.refuses(None).await.is(201);
    server.settle().await;
}

/// The studio gives Ana an e-mail of its own, and withdraws one use from it.
async fn withdraws_from_an_address_of_the_studio(
    server: &Server,
    studio: &Studio<'_>,
    ana: i64,
    what: &str,
) {
    let moved = json!({ "firstName": "Ana", "lastName": "M", "email": OWN });
    studio.put(&format!("/employee/{ana}"), moved).await.is(200);
    server.settle().await;
    let mut own = Recipient::invited(server, OWN);
    server.clock.advance(61_000);
    own.proves_the_email().await;
    own.withdraws(Some(&[what])).await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn a_withdrawal_takes_no_refusals_place() {
    let server = Server::start();
    let (studio, ana, event, answer) = of_ana_who_accepted(&server).await;
    let backups = backed_up(&server);
    refuses_the_renewal(&server, &studio, answer).await;
    let (once, _) = restored(&server, &backups, |_| {}).await;
    let there = Studio::enters(&once, &studio.email).await;
    withdraws_from_an_address_of_the_studio(&once, &there, ana, "print").await;
    let (twice, output) = restored(&once, &backups, |_| {}).await;
    assert!(output.contains("1 person had refused or taken back since"), "{output}");
    let there = Studio::enters(&twice, &studio.email).await;
    for wanted in ["web", "print", "press"] {
        assert!(!is_allowed(&there, event, wanted).await, "{wanted}");
    }
}

#[tokio::test]
async fn a_withdrawal_in_a_restored_copy_takes_no_refusals_place() {
    let server = Server::start();
    let (studio, ana, event, answer) = of_ana_who_accepted(&server).await;
    let backups = backed_up(&server);
    refuses_the_renewal(&server, &studio, answer).await;
    // A copy is restored elsewhere, used, and backed up.
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().join("data");
    fine(&["restore", backups.path().to_str().unwrap(), "--to", to.to_str().unwrap()]);
    let place = tempfile::tempdir().unwrap();
    copy(&to, place.path());
    let other = Server::start_over(place);
    other.clock.advance(600_000);
    let at = Studio::enters(&other, &studio.email).await;
    withdraws_from_an_address_of_the_studio(&other, &at, ana, "print").await;
    let of_copy = backed_up(&other);
    let (back, _) = restored(&server, &of_copy, |_| {}).await;
    let there = Studio::enters(&back, &studio.email).await;
    for wanted in ["web", "print", "press"] {
        assert!(!is_allowed(&there, event, wanted).await, "{wanted}");
    }
}

#[tokio::test]
async fn a_part_that_is_still_allowed_after_several_withdrawals_is_not_held() {
    let server = Server::start();
    let (studio, _, event, _) = of_ana_who_accepted(&server).await;
    let backups = backed_up(&server);
    let mut ana = Recipient::invited(&server, "ana@example.org");
    server.clock.advance(61_000);
    ana.proves_the_email().await;
    for gone in ["web", "print"] {
        server.clock.advance(1_000);
        ana.withdraws(Some(&[gone])).await.is(200);
    }
    server.settle().await;
    let (there, _) = restored(&server, &backups, |_| {}).await;
    let studio = Studio::enters(&there, &studio.email).await;
    let mut allowed = vec![];
    for wanted in ["web", "print", "press"] {
        if is_allowed(&studio, event, wanted).await {
            allowed.push(wanted);
        }
    }
    assert_eq!(allowed, ["press"]);
}

#[tokio::test]
async fn who_was_erased_after_the_backup_is_erased_again() {
    let server = Server::start();
    let (studio, ana, event, _) = of_ana_who_accepted(&server).await;
    let admin = crate::instance::operator(&server, "instance", Role::Admin).await;
    let noe = studio.hires("noe@example.org", "USER").await;
    let backups = backed_up(&server);
    studio.delete(&format!("/employee/{ana}/forever")).await.is(204);
    admin.delete(&format!("/admin/user/{}?reason=A", noe.user)).await.is(204);
    admin.delete(&format!("/admin/user/{}/forever?reason=A", noe.user)).await.is(204);
    let (there, output) = restored(&server, &backups, |_| {}).await;
    assert!(output.contains("People who were erased since, and are erased again: 1."), "{output}");
    let studio = Studio::enters(&there, &studio.email).await;
    assert!(!is_allowed(&studio, event, "web").await);
    studio.get(&format!("/employee/{ana}")).await.is_problem(404, "not_found");
    let listed = studio.get("/employee").await.is(200).json.clone();
    assert_eq!(listed["total"], json!(0), "{listed}");
    let account = format!("SELECT email, erased_at > 0 FROM users WHERE id = {}", noe.user);
    assert_eq!(rows(there.folder.path(), &account), [["", "1"]]);
    // They can still take back what is in force.
    let mut ana = Recipient::invited(&server, "ana@example.org");
    ana.server = &there;
    there.clock.advance(61_000);
    let said: Value = ana.opens().await.is(200).json.clone();
    assert_eq!(said["maskedEmail"], "a•••@e•••.org");
}

#[tokio::test]
async fn names_on_a_photograph_with_a_deleted_copy_are_the_last_ones() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let (ana, bea) = (employs(&studio, "Ana").await, employs(&studio, "Bea").await);
    let (event, _) = studio.plans("Été", &[ana, bea]).await;
    server.settle().await;
    accepts(&server, "ana@example.org", &["web"]).await;
    let names = async |file: i64, body: Value| {
        server.clock.advance(1_000);
        studio.put(&format!("/file/{file}/people"), body).await.is(200);
    };
    // A copy that is deleted names Bea earlier, and another one shows nobody.
    let copies = [id(&photo(&studio, event, 1).await), id(&photo(&studio, event, 2).await)];
    names(copies[0], json!({ "employeeIds": [ana, bea] })).await;
    names(copies[1], json!({ "people": "none" })).await;
    for file in copies {
        studio.delete(&format!("/file/{file}")).await.is(204);
    }
    let files = [id(&photo(&studio, event, 1).await), id(&photo(&studio, event, 2).await)];
    names(files[0], json!({ "employeeIds": [ana] })).await;
    names(files[1], json!({ "people": "none" })).await;
    let backups = backed_up(&server);
    names(files[0], json!({ "employeeIds": [ana, bea] })).await;
    names(files[0], json!({ "employeeIds": [ana] })).await;
    names(files[0], json!({ "employeeIds": [ana, bea] })).await;
    names(files[1], json!({ "employeeIds": [] })).await;
    server.settle().await;
    let mut refusing = Recipient::invited(&server, "bea@example.org");
    refusing.proves_the_email().await;
    refusing.refuses(None).await.is(201);
    let (there, _) = restored(&server, &backups, |_| {}).await;
    let studio = Studio::enters(&there, &studio.email).await;
    for (file, state) in files.into_iter().zip(["refused", "unknown"]) {
        let found = studio.get(&format!("/file/{file}")).await.is(200).json.clone();
        assert_eq!(found["consent"]["web"], state, "{found}");
    }
}

#[tokio::test]
async fn a_token_that_was_revoked_after_the_backup_stays_revoked() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let wanted = json!({ "name": "t", "scopes": ["people:read"], "currentPassword": PASSWORD });
    let made = studio.post("/api-token", wanted).await.is(201).json.clone();
    let (token, id) = (made["token"].as_str().unwrap().to_owned(), made["id"].as_i64().unwrap());
    let noe = studio.hires("noe@example.org", "USER").await;
    let noe = noe.get("/user/profile").await.is(200).json["id"].as_i64().unwrap();
    server.settle().await;
    let backups = backed_up(&server);
    studio.delete(&format!("/api-token/{id}")).await.is(204);
    studio.delete(&format!("/user/{noe}")).await.is(204);
    let (there, output) = restored(&server, &backups, |_| {}).await;
    assert!(output.contains("and are ended again: "), "{output}");
    assert!(output.contains("and belong to it again: 1."), "{output}");
    there
        .send(Some(&token), Method::GET, "/employee", None)
        .await
        .is_problem(401, "api_token_over");
}

#[tokio::test]
async fn a_withdrawal_of_what_is_held_does_not_end_the_hold() {
    let server = Server::start();
    let (studio, ana, event, answer) = of_ana_who_accepted(&server).await;
    let backups = backed_up(&server);
    let mut person = Recipient::invited(&server, "ana@example.org");
    server.clock.advance(61_000);
    person.proves_the_email().await;
    person.withdraws(Some(&["web"])).await.is(200);
    server.settle().await;
    let (once, _) = restored(&server, &backups, |_| {}).await;
    let there = Studio::enters(&once, &studio.email).await;
    withdraws_from_an_address_of_the_studio(&once, &there, ana, "web").await;
    once.clock.advance(90_000_000);
    let there = Studio::enters(&once, &studio.email).await;
    there.post("/answer/renew", json!({ "ids": [answer] })).await.is(200);
    once.settle().await;
    accepts(&once, OWN, &["web", "print"]).await;
    once.settle().await;
    assert!(!is_allowed(&there, event, "web").await);
    assert!(is_allowed(&there, event, "print").await);
}

#[tokio::test]
async fn access_that_was_narrowed_after_the_backup_stays_narrow() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let noe = studio.hires("noe@example.org", "OWNER").await;
    let pia = studio.hires("pia@example.org", "PHOTOGRAPHER").await;
    let (event, _) = studio.plans("Été", &[]).await;
    let event = format!("/event/{event}");
    let photographed_by = |user: Value| {
        json!({
            "name": "Été", "start": "2026-06-01T08:00:00Z", "end": "2026-06-01T17:00:00Z",
            "partnerId": user,
        })
    };
    studio.put(&event, photographed_by(json!(pia.user))).await.is(200);
    let late = json!({
        "email": "late@example.org", "firstName": "L", "lastName": "L", "role": "OWNER",
    });
    studio.post("/user", late).await.is(201);
    server.settle().await;
    let token = join_token(&server, "late@example.org");
    let backups = backed_up(&server);
    server.clock.advance(1_000);
    studio.patch(&format!("/user/{}", noe.user), json!({ "role": "USER" })).await.is(200);
    studio.put(&event, photographed_by(Value::Null)).await.is(200);
    let listed = studio.get("/user/invitation").await.is(200).json.clone();
    studio.delete(&format!("/user/invitation/{}", listed["data"][0]["id"])).await.is(204);
    let changed = json!({ "currentPassword": PASSWORD, "newPassword": "another long pass phrase" });
    pia.put("/user/password", changed).await.is(204);
    server.settle().await;
    let (there, output) = restored(&server, &backups, |_| {}).await;
    let expected =
        ["whose role allowed less since", "photographer changed since", "password changed since"];
    // The older backup by mistake, then the right one: what it knows is newer stays.
    let newer = backed_up(&server);
    let (by_mistake, _) = restored(&server, &backups, |place| {
        for entry in std::fs::read_dir(place).unwrap().map(Result::unwrap) {
            if entry.file_name().to_string_lossy().starts_with("be-right.db") {
                std::fs::remove_file(entry.path()).unwrap();
            }
        }
    })
    .await;
    let (right, said) = restored(&by_mistake, &newer, |_| {}).await;
    assert!(!said.contains("password changed since"), "{said}");
    let new = json!({ "email": "pia@example.org", "password": "another long pass phrase" });
    right.post("/auth/login", new).await.is(200);
    for said in expected {
        assert!(output.contains(said), "{said}: {output}");
    }
    let old = json!({ "email": "pia@example.org", "password": PASSWORD });
    there.post("/auth/login", old).await.is(401);
    let noe = Studio::enters(&there, "noe@example.org").await;
    noe.patch(&format!("/user/{}", pia.user), json!({ "role": "USER" })).await.is(403);
    let join = json!({ "token": token, "password": "another long pass phrase" });
    there.post("/auth/join", join).await.is(410);
}

#[tokio::test]
async fn addresses_feeds_and_codes_of_before_do_not_come_back() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let feed = async |studio: &Studio<'_>| {
        let opened = studio.acts("/event/calendar/feed").await;
        let url = opened.is(201).json["url"].as_str().unwrap().to_owned();
        url[url.find("/calendar/").unwrap_or(0)..].to_owned()
    };
    let pia = studio.hires("pia@example.org", "USER").await;
    let (open, other) = (feed(&studio).await, feed(&pia).await);
    let user = studio.user;
    let data = server.folder.path();
    change(
        data,
        &format!(
            "INSERT INTO recovery_codes (user_id, code_hash, created_at)
             VALUES ({user}, 'a', 5), ({user}, 'b', 5), ({}, 'c', 5), ({}, 'd', 5)",
            pia.user, pia.user
        ),
    );
    let backups = backed_up(&server);
    server.clock.advance(1_000);
    studio.delete("/event/calendar/feed").await.is(204);
    let renewed = feed(&pia).await;
    assert!(renewed != other);
    change(
        data,
        &format!(
            "UPDATE recovery_codes SET used_at = 9 WHERE code_hash = 'a';
             DELETE FROM recovery_codes WHERE user_id = {0};
             INSERT INTO recovery_codes (user_id, code_hash, created_at) VALUES ({0}, 'e', 7);
             UPDATE users SET email = 'new@example.org', email_key = 'new@example.org',
                    updated_at = updated_at + 100000 WHERE id = {0}",
            pia.user
        ),
    );
    let (there, output) = restored(&server, &backups, |_| {}).await;
    for said in ["whose e-mail changed since", "Calendar feeds", "Recovery codes"] {
        assert!(output.contains(said), "{said}: {output}");
    }
    let codes = "SELECT code_hash, COALESCE(used_at, 0) FROM recovery_codes ORDER BY code_hash";
    assert_eq!(rows(there.folder.path(), codes), [["a", "9"], ["b", "0"], ["e", "0"]]);
    let feeds = rows(there.folder.path(), "SELECT user_id FROM calendar_feeds");
    assert_eq!(feeds, [[pia.user.to_string()]]);
    for (path, status) in [(&open, 404), (&other, 404), (&renewed, 200)] {
        assert_eq!(there.get(path).await.status, status, "{path}");
    }
    let former = json!({ "email": "pia@example.org", "password": PASSWORD });
    there.post("/auth/login", former).await.is(401);
    Studio::enters(&there, "new@example.org").await;
}

#[tokio::test]
async fn the_only_owner_of_the_backup_stays_though_erased_since() {
    let server = Server::start();
    secrets(&server);
    let admin = crate::instance::operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("Lumière").await;
    let backups = backed_up(&server);
    server.clock.advance(1_000);
    studio.hires("noe@example.org", "OWNER").await;
    let user = format!("/admin/user/{}", studio.user);
    admin.delete(&format!("{user}?reason=Left")).await.is(204);
    admin.delete(&format!("{user}/forever?reason=Asked")).await.is(204);
    server.settle().await;
    let (there, output) = restored(&server, &backups, |_| {}).await;
    assert!(output.contains("a company in the backup has no other owner: 1."), "{output}");
    Studio::enters(&there, &studio.email).await.get("/event").await.is(200);
}
