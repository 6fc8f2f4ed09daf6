//! How people sign in, and what they may do, is after a restore what it had become since the backup.

use std::path::Path;

use be_right::model::{Role, UserId};
use be_right::store::users;
use serde_json::json;

use super::holds::{backed_up, copy, restored};
use super::{fine, secrets};
use crate::support::{PASSWORD, Recipient, Server, Studio, change, rows};

const NEW_PASSWORD: &str = "another long pass phrase";

/// What people sign in with and may do: of everybody but the first account.
fn sign_ins(folder: &Path) -> Vec<Vec<String>> {
    let accounts = "SELECT u.id, u.email, u.email_key, u.password_hash, u.instance_role, m.role
           FROM users AS u JOIN memberships AS m ON m.user_id = u.id WHERE u.id > 1 ORDER BY u.id";
    rows(folder, accounts)
}

async fn has_instance_role(server: &Server, user: i64, role: Option<Role>) {
    let made =
        server.app.db.write_all(move |all| users::set_instance_role(all, UserId(user), role));
    assert!(made.await.unwrap());
}

async fn changes_password(user: &Studio<'_>) {
    let changed = json!({ "currentPassword": PASSWORD, "newPassword": NEW_PASSWORD });
    user.put("/user/password", changed).await.is(204);
}

/// Gives an account another address, as the confirmation of a new one does.
fn has_email(server: &Server, user: i64, email: &str) {
    let now = server.app.now().0;
    let given = format!(
        "UPDATE users SET email = '{email}', email_key = '{email}', updated_at = {now}
          WHERE id = {user}"
    );
    change(server.folder.path(), &given);
}

#[tokio::test]
async fn an_account_that_changed_in_several_ways_is_what_it_became() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    // Password, role in the instance, e-mail: which of them change.
    let ways = [
        (true, true, false),
        (false, true, true),
        (true, false, true),
        (true, true, true),
        (true, false, false),
        (false, true, false),
        (false, false, true),
    ];
    let mut people = vec![];
    for nth in 0..ways.len() {
        let one = studio.hires(&format!("p{nth}@example.org"), "USER").await;
        has_instance_role(&server, one.user, Some(Role::Admin)).await;
        people.push(one);
    }
    server.settle().await;
    let before = sign_ins(server.folder.path());
    let backups = backed_up(&server);
    server.clock.advance(1_000);
    for (nth, (one, (password, role, email))) in people.iter().zip(ways).enumerate() {
        if password {
            changes_password(one).await;
        }
        if role {
            has_instance_role(&server, one.user, None).await;
        }
        if email {
            has_email(&server, one.user, &format!("new{nth}@example.org"));
        }
    }
    server.settle().await;
    let since = sign_ins(server.folder.path());
    assert!(before.iter().zip(&since).all(|(before, since)| before != since));
    let (there, said) = restored(&server, &backups, |_| {}).await;
    assert_eq!(sign_ins(there.folder.path()), since, "{said}");
    let old = json!({ "email": "p0@example.org", "password": PASSWORD });
    there.post("/auth/login", old).await.is(401);
}

#[tokio::test]
async fn addresses_that_went_from_account_to_account_stay_where_they_went() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let mut people = vec![];
    for nth in 0..5 {
        people.push(studio.hires(&format!("p{nth}@example.org"), "USER").await.user);
    }
    server.settle().await;
    let backups = backed_up(&server);
    server.clock.advance(1_000);
    // Two exchange theirs, and three pass theirs on.
    let to = ["p1", "p0", "new", "p2", "p3"];
    change(server.folder.path(), "UPDATE users SET email_key = NULL WHERE id > 1");
    for (user, to) in people.iter().zip(to) {
        has_email(&server, *user, &format!("{to}@example.org"));
    }
    let since = sign_ins(server.folder.path());
    let (there, said) = restored(&server, &backups, |_| {}).await;
    assert_eq!(sign_ins(there.folder.path()), since, "{said}");
    assert!(said.contains("whose e-mail changed since"), "{said}");
}

#[tokio::test]
async fn an_address_that_somebody_else_has_in_the_backup_is_not_taken_from_them() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let pia = studio.hires("pia@example.org", "USER").await;
    let noe = studio.hires("noe@example.org", "USER").await;
    server.settle().await;
    let backups = backed_up(&server);
    server.clock.advance(1_000);
    let gone = format!("UPDATE users SET deleted_at = 1 WHERE id = {}", noe.user);
    change(server.folder.path(), &gone);
    has_email(&server, pia.user, "noe@example.org");
    changes_password(&pia).await;
    let (there, said) = restored(&server, &backups, |_| {}).await;
    let now = sign_ins(there.folder.path());
    assert_eq!((now[0][1].as_str(), now[1][1].as_str()), ("pia@example.org", "noe@example.org"));
    assert_eq!(now[0][3], sign_ins(server.folder.path())[0][3], "{said}");
}

#[tokio::test]
async fn what_changed_since_stays_after_an_older_backup_was_restored_by_mistake() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    server.settle().await;
    let older = backed_up(&server);
    let pia = studio.hires("pia@example.org", "OWNER").await;
    has_instance_role(&server, pia.user, Some(Role::Admin)).await;
    let feed = pia.acts("/event/calendar/feed").await.is(201).json["url"].clone();
    let feed = feed.as_str().unwrap();
    let feed = feed[feed.find("/calendar/").unwrap()..].to_owned();
    server.settle().await;
    let right = backed_up(&server);
    server.clock.advance(1_000);
    pia.delete("/event/calendar/feed").await.is(204);
    changes_password(&pia).await;
    has_instance_role(&server, pia.user, None).await;
    has_email(&server, pia.user, "new@example.org");
    studio.patch(&format!("/user/{}", pia.user), json!({ "role": "USER" })).await.is(200);
    server.settle().await;
    let since = sign_ins(server.folder.path());
    let place = tempfile::tempdir().unwrap();
    copy(server.folder.path(), place.path());
    let to = place.path().to_str().unwrap().to_owned();
    for backup in [&older, &right] {
        fine(&["restore", backup.path().to_str().unwrap(), "--replace", "--to", &to]);
    }
    let there = Server::start_over(place);
    assert_eq!(sign_ins(there.folder.path()), since);
    assert_eq!(there.get(&feed).await.status, 404);
}

/// A link to somebody's former address would let whoever reads mail there answer.
#[tokio::test]
async fn links_that_were_revoked_since_the_backup_stay_revoked() {
    let server = Server::start();
    secrets(&server);
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Moreau", "old@example.org").await;
    studio.plans("Été", &[ana]).await;
    server.settle().await;
    let link = Recipient::invited(&server, "old@example.org");
    link.opens().await.is(200);
    let backups = backed_up(&server);
    server.clock.advance(1_000);
    let moved = json!({ "firstName": "Ana", "lastName": "Moreau", "email": "new@example.org" });
    studio.put(&format!("/employee/{ana}"), moved).await.is(200);
    server.settle().await;
    link.opens().await.is(410);
    let (there, said) = restored(&server, &backups, |_| {}).await;
    assert!(
        said.contains("former addresses that had ended since, and are ended again: 1."),
        "{said}"
    );
    there.get(&format!("/consent/{}", link.token)).await.is(410);
}
