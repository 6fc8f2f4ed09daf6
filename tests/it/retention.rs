//! Retention: erasure of employees, and the nightly purge.

use std::path::Path;

use be_right::actions::retention::purge;
use be_right::model::chain::{Entry, verify};
use be_right::model::{Role, Timestamp};
use be_right::render::bundle::{Verdict, examine};
use serde_json::{Value, json};

use crate::support::{Recipient, Server, Studio, rows};

/// The name in all data of an employee who is erased.
const MARK: &str = "Zyxomma";
const DAY: i64 = Timestamp::DAY;

/// The tables that still contain the name.
fn remembering(server: &Server) -> Vec<String> {
    let folder = server.folder.path();
    let tables = rows(folder, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    let remembers = |table: &String| {
        let rows = rows(folder, &format!("SELECT * FROM {table}"));
        rows.concat().iter().any(|value| value.to_lowercase().contains(&MARK.to_lowercase()))
    };
    tables.concat().into_iter().filter(remembers).collect()
}

/// The files that still contain the name, byte by byte.
fn haunted(folder: &Path) -> Vec<String> {
    let mut found = vec![];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(haunted(&path));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap().to_ascii_lowercase();
        let mark = MARK.to_lowercase();
        if bytes.windows(mark.len()).any(|some| some == mark.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn blobs(server: &Server) -> usize {
    let folders = std::fs::read_dir(server.folder.path().join("blobs")).unwrap();
    folders.map(|one| std::fs::read_dir(one.unwrap().path()).unwrap().count()).sum()
}

fn person() -> Value {
    json!({
        "firstName": MARK, "lastName": format!("{MARK}ova"), "email": format!("{MARK}@example.org"),
        "phone": "+33612345678", "address": { "line": format!("1 rue {MARK}"), "city": "Paris" },
    })
}

/// Answers the last invitation, and keeps the signature.
async fn accepts(server: &Server, email: &str) {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    let signature = crate::support::drawn();
    let body = json!({
        "accepted": true, "uses": { "web": true }, "signature": signature, "keepSignature": true,
    });
    recipient.answers(body).await.is(201);
    server.settle().await;
}

async fn months_later(server: &Server, studio: Studio<'_>, from: Timestamp, months: u32) {
    // The first instant that is this number of months later.
    let mut at = from.plus(i64::from(months) * 28 * DAY);
    while at.months_before(months) < from {
        at = at.plus(DAY);
    }
    server.clock.advance(at.since(server.app.now()));
    drop(studio);
}

fn answer_chain(server: &Server, answer: i64) -> Vec<Entry> {
    let sql = format!(
        "SELECT seq, kind, at, fields, previous_hash, hash FROM evidence
          WHERE answer_id = {answer} ORDER BY seq"
    );
    let entry = |row: Vec<String>| {
        let at = Timestamp(row[2].parse().unwrap()).rfc3339();
        let fields: Value = serde_json::from_str(&row[3]).unwrap();
        let seq: u64 = row[0].parse().unwrap();
        let entry = json!({ "seq": seq, "kind": row[1], "at": at, "fields": fields,
                            "previous": row[4], "hash": row[5] });
        serde_json::from_value(entry).unwrap()
    };
    rows(server.folder.path(), &sql).into_iter().map(entry).collect()
}

#[tokio::test]
async fn of_an_erased_person_only_the_proof_stays_and_in_the_end_nothing() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let id = studio.post_once("/employee", "once", &person()).await.is(201).id("/id");
    let email = format!("{MARK}@example.org");
    let (signed, answers) = studio.plans("Signed", &[id]).await;
    server.settle().await;
    accepts(&server, &email).await;
    let (open, _) = studio.plans("Open", &[id]).await;
    server.settle().await;
    let mut pending = Recipient::invited(&server, &email);
    pending.proves_the_email().await;
    assert!(remembering(&server).contains(&"idempotency_keys".to_owned()));

    studio.delete(&format!("/employee/{id}/forever")).await.is(204);
    server.settle().await;
    studio.delete(&format!("/employee/{id}/forever")).await.is_problem(404, "not_found");
    studio.get(&format!("/employee/{id}")).await.is_problem(404, "not_found");
    studio.acts(&format!("/employee/{id}/restore")).await.is_problem(404, "not_found");
    assert_eq!(studio.get("/employee?withDeleted=true").await.id("/total"), 0);
    assert_eq!(remembering(&server), ["decisions", "documents", "evidence"]);
    let kept = rows(
        server.folder.path(),
        "SELECT DISTINCT answer_id FROM evidence WHERE fields LIKE '%\"value\"%'",
    );
    assert_eq!(kept, [[answers[0].to_string()]], "of what was never answered, nothing");

    // The unanswered request is closed: neither the link nor the session works.
    pending.opens().await.is_problem(404, "not_found");
    pending.accepts(&["web"]).await.is(401);
    let open = studio.get(&format!("/event/{open}")).await;
    assert_eq!(open.json["totalSignatureNeeded"], 0);
    // The signed answer can still be proved.
    assert_eq!(studio.get(&format!("/event/{signed}")).await.json["status"], "COMPLETED");
    let answer = format!("/answer/{}", answers[0]);
    assert_eq!(studio.get(&answer).await.is(200).json["state"], "ACCEPTED");
    let why = "?reason=Claim%2012";
    studio.get(&format!("{answer}/pdf{why}")).await.is(200);
    let bundle = studio.get(&format!("{answer}/evidence{why}")).await;
    let report = examine(&bundle.is(200).bytes, &server.trust());
    assert_eq!(report.verdict, Verdict::Genuine, "{:?}", report.checks);
    assert!(verify(&answer_chain(&server, answers[0])).is_ok());
    // The same person may be added again, as a new employee.
    let again = studio.post("/employee", person()).await.is(201).id("/id");
    assert_ne!(again, id);
    studio.delete(&format!("/employee/{again}/forever")).await.is(204);
    server.settle().await;

    // After eight years of licence and five of limitation.
    let until = rows(
        server.folder.path(),
        &format!("SELECT evidence_until FROM answers WHERE id = {}", answers[0]),
    );
    let until = Timestamp(until[0][0].parse().unwrap());
    server.clock.advance(until.since(server.app.now()) - 1);
    purge(&server.app).await.unwrap();
    assert_eq!((remembering(&server).len(), blobs(&server)), (3, 1));
    server.clock.advance(1);
    purge(&server.app).await.unwrap();
    server.settle().await;
    assert_eq!(remembering(&server), [""; 0]);
    assert_eq!(blobs(&server), 0);
    assert_eq!(haunted(server.folder.path()), [""; 0]);
    let chain = answer_chain(&server, answers[0]);
    assert!(verify(&chain).is_ok() && chain.len() > 5);
    assert!(chain.iter().all(|entry| {
        entry.fields.iter().all(|field| field.value.is_none() && field.salt.is_none())
    }));
    let studio = studio.back().await;
    studio.get(&format!("{answer}/pdf{why}")).await.is_problem(410, "erased");
    studio.get(&format!("{answer}/evidence{why}")).await.is_problem(410, "erased");
    // A second purge changes nothing.
    purge(&server.app).await.unwrap();
    assert_eq!(answer_chain(&server, answers[0]), chain);
}

#[tokio::test]
async fn nothing_of_an_erased_child_or_its_guardians_stays_in_the_file() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut child = person();
    child["birthDate"] = json!("2015-06-01");
    child["guardians"] = json!([
        { "firstName": "Mère", "lastName": MARK, "email": format!("mere@{MARK}.example") },
        { "firstName": "Père", "lastName": MARK, "email": format!("pere@{MARK}.example") },
    ]);
    let child = studio.post("/employee", child).await.is(201).id("/id");
    let (event, _) = studio.plans("School", &[child]).await;
    server.settle().await;
    assert!(!haunted(server.folder.path()).is_empty());
    // One of two guardians has answered: that is neither a consent nor its evidence.
    let mut mother = Recipient::invited(&server, &format!("mere@{MARK}.example"));
    mother.proves_the_email().await;
    mother.accepts(&["web"]).await.is(201);
    server.settle().await;
    studio.delete(&format!("/employee/{child}/forever")).await.is(204);
    server.settle().await;
    assert_eq!(remembering(&server), [""; 0]);
    assert_eq!(haunted(server.folder.path()), [""; 0]);
    assert_eq!(studio.get(&format!("/event/{event}")).await.json["totalSignatureNeeded"], 0);
    mother.opens().await.is_problem(404, "not_found");
}

#[tokio::test]
async fn what_was_deleted_is_purged_when_the_company_has_kept_it_long_enough() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let company = format!("/company/{}", studio.company);
    studio.put(&company, json!({ "name": "Lumière", "retentionMonths": 2 })).await.is(200);
    let id = studio.post("/employee", person()).await.is(201).id("/id");
    let live = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (shoot, _) = studio.plans(MARK, &[id, live]).await;
    let (other, _) = studio.plans("Other", &[live]).await;
    let (kept, _) = studio.plans("Kept", &[live]).await;
    server.settle().await;
    accepts(&server, "ana@example.org").await;
    studio.delete(&format!("/employee/{id}")).await.is(204);
    studio.delete(&format!("/event/{shoot}")).await.is(204);
    studio.delete(&format!("/event/{kept}")).await.is(204);
    let deleted = server.app.now();
    server.clock.advance(DAY);
    studio.back().await.delete(&format!("/event/{other}")).await.is(204);
    server.settle().await;

    let ends = deleted.plus(61 * DAY);
    assert_eq!(ends.months_before(2), deleted, "May and June");
    server.clock.advance(ends.since(server.app.now()) - 1);
    purge(&server.app).await.unwrap();
    server.settle().await;
    assert!(remembering(&server).contains(&"employees".to_owned()));
    server.clock.advance(1);
    purge(&server.app).await.unwrap();
    server.settle().await;
    assert_eq!(remembering(&server), [""; 0]);
    assert_eq!(haunted(server.folder.path()), [""; 0]);
    let studio = server
        .post(
            "/auth/login",
            json!({ "email": "owner@lumiere.example", "password": crate::support::PASSWORD }),
        )
        .await;
    let studio = Studio::of(&server, "owner@lumiere.example".into(), &studio.is(200).json);
    studio.acts(&format!("/event/{shoot}/restore")).await.is_problem(404, "not_found");
    studio.acts(&format!("/employee/{id}/restore")).await.is_problem(404, "not_found");
    // Deleted a day later, or needed by evidence, or not deleted at all: still there.
    studio.acts(&format!("/event/{other}/restore")).await.is(200);
    studio.acts(&format!("/event/{kept}/restore")).await.is(200);
    studio.get(&format!("/employee/{live}")).await.is(200);
}

#[tokio::test]
async fn a_shoot_with_proof_is_not_erased() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (signed, _) = studio.plans("Signed", &[ana]).await;
    server.settle().await;
    accepts(&server, "ana@example.org").await;
    let (open, _) = studio.plans(MARK, &[ana]).await;
    server.settle().await;
    studio.delete(&format!("/event/{signed}/forever")).await.is_problem(409, "evidence_kept");
    studio.get(&format!("/event/{signed}")).await.is(200);
    studio.delete(&format!("/event/{open}")).await.is(204);
    studio.delete(&format!("/event/{open}/forever")).await.is(204);
    server.settle().await;
    studio.delete(&format!("/event/{open}/forever")).await.is_problem(404, "not_found");
    studio.acts(&format!("/event/{open}/restore")).await.is_problem(404, "not_found");
    assert_eq!(studio.get("/event?withDeleted=true").await.id("/total"), 1);
    assert_eq!(studio.get("/event/deleted").await.id("/total"), 0);
    assert_eq!(remembering(&server), [""; 0]);
    assert_eq!(Recipient::invited(&server, "ana@example.org").opens().await.status, 404);
}

#[tokio::test]
async fn a_deleted_company_is_emptied_in_its_time() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.post("/employee", person()).await.is(201);
    let id = studio.get("/employee").await.id("/data/0/id");
    studio.plans(MARK, &[id]).await;
    server.settle().await;
    studio.delete(&format!("/company/{}", studio.company)).await.is(204);
    let deleted = server.app.now();
    months_later(&server, studio, deleted, 11).await;
    purge(&server.app).await.unwrap();
    assert!(!remembering(&server).is_empty());
    server.clock.advance(deleted.plus(365 * DAY).since(server.app.now()));
    purge(&server.app).await.unwrap();
    server.settle().await;
    assert_eq!(remembering(&server), [""; 0]);
    assert_eq!(haunted(server.folder.path()), [""; 0]);
}

#[tokio::test]
async fn a_request_comes_back_as_it_was_unless_it_was_made_again() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, answers) = studio.plans("Portraits", &[ana]).await;
    server.settle().await;
    let (answer, restore) =
        (format!("/answer/{}", answers[0]), format!("/answer/{}/restore", answers[0]));
    studio.acts(&restore).await.is_problem(409, "not_deleted");
    studio.delete(&answer).await.is(204);
    assert_eq!(studio.get(&format!("/event/{event}")).await.json["totalSignatureNeeded"], 0);
    let back = studio.acts(&restore).await;
    assert_eq!(
        (back.is(200).id("/id"), back.json["state"].as_str()),
        (answers[0], Some("PENDING"))
    );
    assert_eq!(studio.get(&format!("/event/{event}")).await.json["totalSignatureNeeded"], 1);
    // The old link was revoked with the request; a reminder sends another.
    server.clock.advance(DAY);
    let studio = studio.back().await;
    Recipient::invited(&server, "ana@example.org").opens().await.is_problem(410, "link_revoked");
    studio.acts(&format!("{answer}/raise")).await.is(200);
    server.settle().await;
    assert_eq!(
        Recipient::invited(&server, "ana@example.org").opens().await.is(200).json["state"],
        "OPEN"
    );

    studio.delete(&answer).await.is(204);
    let again = json!({ "eventId": event, "employeeId": ana });
    let again = studio.post("/answer", again).await.is(201).id("/id");
    studio.acts(&restore).await.is_problem(409, "already_asked");
    studio.delete(&format!("/answer/{again}")).await.is(204);
    studio.delete(&format!("/employee/{ana}")).await.is(204);
    studio.acts(&restore).await.is_problem(409, "employee_deleted");
    studio.delete(&format!("/employee/{ana}/forever")).await.is(204);
    server.settle().await;
    studio.acts(&restore).await.is_problem(404, "not_found");
}

#[tokio::test]
async fn a_member_comes_back_with_their_role_and_a_company_with_all_it_held() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@example.org", "SUPER_USER").await;
    let restore = format!("/user/{}/restore", noe.user);
    studio.acts(&restore).await.is_problem(409, "not_deleted");
    studio.delete(&format!("/user/{}", noe.user)).await.is(204);
    noe.get("/employee").await.is(403);
    assert_eq!(studio.acts(&restore).await.is(200).json["role"], "SUPER_USER");
    noe.get("/employee").await.is(200);

    studio.employs("Ana", "Moreau", "ana@example.org").await;
    let company = format!("/company/{}", studio.company);
    studio.acts(&format!("{company}/restore")).await.is_problem(409, "not_deleted");
    studio.delete(&company).await.is(204);
    studio.get("/employee").await.is(403);
    noe.acts(&format!("{company}/restore")).await.is_problem(404, "not_found");
    assert_eq!(studio.get("/company").await.id("/total"), 0);
    assert_eq!(studio.get("/company?withDeleted=true").await.id("/data/0/id"), studio.company);
    assert_eq!(noe.get("/company?withDeleted=true").await.id("/total"), 0);
    studio.acts(&format!("{company}/restore")).await.is(200);
    assert_eq!(studio.get("/employee").await.id("/total"), 1);
    studio.delete(&company).await.is(204);
    server.clock.advance(365 * DAY);
    let studio = studio.back().await;
    studio.acts(&format!("{company}/restore")).await.is_problem(404, "not_found");
    server.settle().await;
}

/// The token of the last link to choose a password.
fn password_link(server: &Server, email: &str) -> String {
    let text = server.postbox.last_with(email, "/reset/").text;
    let token = text.split("/reset/").nth(1).unwrap_or_else(|| panic!("no link in: {text}"));
    token.split_whitespace().next().unwrap().to_owned()
}

/// An account with the mark in all that it has, and its studio.
async fn marked_account<'s>(server: &'s Server, studio: &Studio<'s>) -> Studio<'s> {
    let email = format!("{MARK}@example.org").to_lowercase();
    let noe = studio.hires(&email, "USER").await;
    let profile = json!({
        "firstName": MARK, "lastName": MARK, "phone": "+33 6 12 34 56 78", "email": email,
    });
    noe.put("/user/profile", profile).await.is(200);
    let body = json!({ "firstName": MARK, "lastName": "Other", "email": "other@example.org" });
    noe.post_once("/employee", "once", &body).await.is(201);
    server.post("/auth/forgot-password", json!({ "email": email })).await.is(202);
    noe.plans("A shoot", &[]).await;
    server.settle().await;
    noe
}

#[tokio::test]
async fn of_a_deleted_account_nothing_stays_after_a_month_but_what_it_did() {
    let server = Server::start();
    let admin = crate::instance::operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("lumiere").await;
    let noe = marked_account(&server, &studio).await;
    let path = format!("/admin/user/{}", noe.user);
    let forever = format!("{path}/forever?reason=Asked");
    admin.delete(&forever).await.is_problem(409, "account_not_deleted");
    // The person whom they added goes too: only what is of the account is looked for.
    let other = studio.get("/employee").await.id("/data/0/id");
    studio.delete(&format!("/employee/{other}/forever")).await.is(204);
    server.settle().await;
    admin.delete(&format!("{path}?reason=Left")).await.is(204);
    let deleted = server.app.now();

    server.clock.advance(30 * DAY - 1);
    purge(&server.app).await.unwrap();
    server.settle().await;
    assert!(remembering(&server).contains(&"users".to_owned()));
    server.clock.advance(deleted.plus(30 * DAY).since(server.app.now()));
    purge(&server.app).await.unwrap();
    purge(&server.app).await.unwrap();
    server.settle().await;
    assert_eq!(remembering(&server), [""; 0]);
    assert_eq!(haunted(server.folder.path()), [""; 0]);

    let admin = admin.comes_back().await;
    let left = admin.get(&path).await.is(200).json["user"].clone();
    assert_eq!((&left["name"], &left["email"]), (&json!(""), &Value::Null));
    admin.delete(&forever).await.is_problem(409, "account_erased");
    let restore = json!({ "reason": "A" });
    admin.post(&format!("{path}/restore"), restore).await.is_problem(409, "account_erased");
    let log = admin.get("/admin/audit?action=erase_account").await;
    assert_eq!(log.is(200).json["data"][0]["about"], format!(r#"{{"user":{}}}"#, noe.user));
    assert_eq!(log.id("/total"), 1, "the second night erases nothing");
    // What they planned is there, and their address may have an account again.
    let studio = studio.comes_back().await;
    assert_eq!(studio.get("/event").await.id("/total"), 1);
    studio.hires(&noe.email, "USER").await;
}

#[tokio::test]
async fn an_account_is_erased_at_once_if_that_is_asked_for() {
    let server = Server::start();
    let admin = crate::instance::operator(&server, "instance", Role::Admin).await;
    let developer = crate::instance::operator(&server, "machine", Role::Developer).await;
    let body = json!({
        "email": format!("{MARK}@example.org"), "firstName": MARK, "lastName": MARK, "locale": "en",
        "instanceRole": "DEVELOPER", "reason": "Maintains the server",
    });
    developer.post("/admin/user", body.clone()).await.is_problem(403, "forbidden");
    let made = admin.post("/admin/user", body.clone()).await.is(201).json.clone();
    assert_eq!((&made["active"], &made["instanceRole"]), (&json!(false), &json!("DEVELOPER")));
    admin.post("/admin/user", body.clone()).await.is_problem(409, "email_taken");
    let mut wrong = body.clone();
    (wrong["email"], wrong["lastName"]) = (json!("nobody"), json!(" "));
    admin.post("/admin/user", wrong).await.refuses(&["email", "lastName"]);
    server.settle().await;
    let email = format!("{MARK}@example.org");
    let letter = server.postbox.last_with(&email, "/reset/");
    assert!(letter.text.contains("7 days"), "{}", letter.text);
    let token = password_link(&server, &email);
    // Longer than the link of a forgotten password works.
    server.clock.advance(6 * DAY);
    let body = json!({ "token": token, "password": "une nouvelle phrase" });
    server.post("/auth/reset-password", body).await.is(204);
    let body = json!({ "email": email, "password": "une nouvelle phrase" });
    let session = server.post("/auth/login", body).await.is(200).json.clone();
    let theirs = Studio::of(&server, email.clone(), &session);
    theirs.get("/admin/stats").await.is(200);

    let admin = admin.comes_back().await;
    let path = format!("/admin/user/{}", made["id"]);
    let name = json!({ "firstName": "Corrected", "lastName": MARK, "reason": "Misspelt" });
    let named = admin.patch(&path, name.clone()).await.is(200).json["name"].clone();
    assert_eq!(named, format!("Corrected {MARK}"));
    theirs.patch(&path, name).await.is_problem(403, "forbidden");
    admin.delete(&format!("{path}?reason=A")).await.is(204);
    theirs.get("/admin/stats").await.is_problem(401, "session_ended");
    developer.comes_back().await.delete(&format!("{path}/forever?reason=A")).await.is(403);
    admin.delete(&format!("{path}/forever?reason=A")).await.is(204);
    server.settle().await;
    assert_eq!(remembering(&server), [""; 0]);
    assert_eq!(haunted(server.folder.path()), [""; 0]);
    let logged = admin.get("/admin/audit?limit=100").await.is(200).json["data"].to_string();
    for action in ["create_account", "rename_account", "delete_user", "erase_account"] {
        assert!(logged.contains(action), "{action}: {logged}");
    }
}

#[tokio::test]
async fn the_only_owner_of_a_closed_company_stays_while_it_can_come_back() {
    let server = Server::start();
    let admin = crate::instance::operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("lumiere").await;
    let (user, company) =
        (format!("/admin/user/{}", studio.user), format!("/admin/company/{}", studio.company));
    let reason = json!({ "reason": "Asked" });
    admin.delete(&format!("{user}?reason=Left")).await.is_problem(409, "last_owner");
    // Somebody who cannot sign in is no owner to count on.
    let noe = studio.hires("noe@example.org", "OWNER").await;
    let other = format!("/admin/user/{}", noe.user);
    admin.post(&format!("{other}/suspend"), reason.clone()).await.is(200);
    admin.delete(&format!("{user}?reason=Left")).await.is_problem(409, "last_owner");
    admin.post(&format!("{other}/reopen"), reason.clone()).await.is(200);
    admin.delete(&format!("{other}?reason=Left")).await.is(204);
    admin.delete(&format!("{company}?reason=Closed")).await.is(204);

    admin.delete(&format!("{user}?reason=Left")).await.is(204);
    let forever = format!("{user}/forever?reason=Asked");
    admin.delete(&forever).await.is_problem(409, "owner_of_closed_company");
    let restore = format!("{company}/restore");
    admin.post(&restore, reason.clone()).await.is_problem(409, "no_owner");
    server.clock.advance(31 * DAY);
    purge(&server.app).await.unwrap();
    let admin = admin.comes_back().await;
    let erased = |id: i64| format!("SELECT erased_at IS NOT NULL FROM users WHERE id = {id}");
    assert_eq!(rows(server.folder.path(), &erased(studio.user)), [["0"]]);
    admin.post(&format!("{user}/restore"), reason.clone()).await.is(200);
    admin.post(&restore, reason).await.is(200);
    studio.comes_back().await.get("/event").await.is(200);

    // Once the company cannot come back, its owner's account is erased as any other.
    admin.delete(&format!("{company}?reason=Closed")).await.is(204);
    admin.delete(&format!("{user}?reason=Left")).await.is(204);
    server.clock.advance(400 * DAY);
    purge(&server.app).await.unwrap();
    assert_eq!(rows(server.folder.path(), &erased(studio.user)), [["1"]]);
}
