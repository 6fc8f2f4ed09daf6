//! Access control: every published operation, called without a token, by another company's OWNER
//! and by every role. `table` states who may do what a second time, on purpose: the code's own
//! table cannot check itself.

mod accounts;
mod developer;
mod notifications;
mod operated;
mod rows;
mod table;
mod traces;

use std::collections::BTreeSet;

use be_right::model::{Role, UserId};
use be_right::store::users;
use image::ImageFormat;
use poem::http::Method;
use serde_json::json;

use crate::files::{form, picture, send_form};
use crate::support::document::{Operation, operations};
use crate::support::{PASSWORD, Recipient, Reply, Server, Studio};
use rows::Rows;
use table::{Line, MARK, STAFF, Who, table};

use Role::{Owner, Photographer, SuperUser, User};

/// After the first of these the company accepts nothing any more.
const ENDS: &[&str] = &["deleteCompany", "changePassword", "endOtherSessions", "signEverybodyOut"];

/// Who may do a part of these is told what is wrong with the rest: a subscription is for an OWNER, an
/// event is paid for by whoever plans it.
const IN_PART: &[&str] = &["createPayment"];

/// What administrators read of all companies, with their names.
const SHOWS_ALL: &[&str] = &[
    "listAllAudit",
    "exportAllAudit",
    "listAllCompanies",
    "getAnyCompany",
    "renameAnyCompany",
    "listAllUsers",
    "getAnyUser",
    "listAllEvents",
    "getAnyEvent",
    "listAllEmployees",
    "getAnyEmployee",
    "listAllAnswers",
    "getAnyAnswer",
];

/// A caller.
struct Actor {
    what: String,
    /// None for another company's OWNER.
    role: Option<Role>,
    email: String,
    token: String,
}

impl Actor {
    fn of(studio: &Studio<'_>, role: Option<Role>) -> Self {
        let what = role.map_or("a stranger", Role::name).to_owned();
        Self { what, role, email: studio.email.clone(), token: studio.token.clone() }
    }

    /// The same user in a new session, which an operation may end.
    async fn again(&self, server: &Server) -> Self {
        let body = json!({ "email": self.email, "password": PASSWORD });
        let token = server.post("/auth/login", body).await.is(200).json["accessToken"].clone();
        let token = token.as_str().unwrap().to_owned();
        Self { what: self.what.clone(), role: self.role, email: self.email.clone(), token }
    }

    async fn tries(
        &self,
        server: &Server,
        operation: &Operation,
        line: &Line,
        rows: &Rows,
    ) -> Reply {
        let rows = Rows { email: self.email.clone(), ..rows.clone() };
        let body = (line.2)(&rows);
        let body = (!body.is_null()).then_some(&body);
        let path = rows.path(line.1);
        if ["logout", "signEverybodyOut"].contains(&operation.id.as_str()) {
            let actor = self.again(server).await;
            return server.send(Some(&actor.token), operation.method.clone(), &path, body).await;
        }
        if operation.id.starts_with("upload") {
            let form = form(&[], &[("a.png", &picture(18, 9, 1, ImageFormat::Png))]);
            return send_form(server, &self.token, &path, form).await;
        }
        server.send(Some(&self.token), operation.method.clone(), &path, body).await
    }

    fn is_outside(&self) -> bool {
        self.role.is_none_or(|role| !role.is_of_company())
    }

    /// Ok if they may, otherwise the status they get.
    fn expects(&self, who: Who, names_a_row: bool) -> Result<(), u16> {
        let is_one_of = |roles: &[Role]| self.role.is_some_and(|role| roles.contains(&role));
        match who {
            Who::Public | Who::Anyone => Ok(()),
            Who::Signer => Err(401),
            Who::Holder if self.role == Some(Owner) => Ok(()),
            Who::Holder => Err(404),
            Who::Own if self.role == Some(Owner) => Ok(()),
            Who::Own if self.role.is_some() && self.is_outside() => Err(403),
            Who::Own => Err(404),
            Who::Belonging if self.is_outside() => Err(422),
            Who::Belonging => Ok(()),
            // Another company's OWNER has the role OWNER too.
            Who::Concerned(roles) if is_one_of(roles) || roles.len() == Role::ALL.len() => Err(404),
            Who::Concerned(_) => Err(403),
            Who::Answers if self.role == Some(Role::Employee) => {
                if names_a_row {
                    Err(404)
                } else {
                    Ok(())
                }
            }
            Who::Answers => self.expects(Who::Company(STAFF), names_a_row),
            Who::Member(_) if self.is_outside() => Err(404),
            // Another company's OWNER does not find the row in the path; without one they work with
            // their own rows.
            Who::Company(roles) | Who::Within(roles)
                if self.role.is_none() && roles.contains(&Owner) =>
            {
                if names_a_row {
                    Err(404)
                } else {
                    Ok(())
                }
            }
            Who::Member(roles) | Who::Company(roles) | Who::Within(roles) => {
                if is_one_of(roles) {
                    Ok(())
                } else if matches!(who, Who::Within(_)) && !self.is_outside() {
                    Err(404)
                } else {
                    Err(403)
                }
            }
        }
    }
}

/// Those who may not do it and are told something else than that, because what they send is no good: a
/// body that fits nothing, and a page that no list has.
async fn refusals(
    server: &Server,
    operation: &Operation,
    line: &Line,
    actors: &[Actor],
    rows: &Rows,
) -> Vec<(String, Reply, &'static str)> {
    let is_read = operation.method == Method::GET;
    let bad = json!({ "": [{}] });
    let path = rows.path(line.1);
    let (path, body) = match (is_read, path.contains('?')) {
        (true, true) => (format!("{path}&limit=0"), None),
        (true, false) => (format!("{path}?limit=0"), None),
        (false, _) => (path, Some(&bad)),
    };
    let names_a_row = line.1.split('?').next().is_some_and(|path| path.contains('{'));
    let mut wrong = vec![];
    if !matches!(line.3, Who::Public) {
        let reply = server.send(None, operation.method.clone(), &path, body).await;
        if reply.status != 401 {
            wrong.push(("nobody, with nonsense".to_owned(), reply, "401"));
        }
    }
    for actor in actors {
        if actor.expects(line.3, names_a_row) == Err(403) && !IN_PART.contains(&line.0) {
            let token = Some(actor.token.as_str());
            let reply = server.send(token, operation.method.clone(), &path, body).await;
            if reply.status != 403 {
                wrong.push((format!("{}, with nonsense", actor.what), reply, "403"));
            }
        }
    }
    wrong
}

#[test]
fn every_operation_is_in_the_table_and_nothing_else_is() {
    let published: BTreeSet<_> = operations().iter().map(|one| one.id.as_str()).collect();
    let lines = table();
    let listed: BTreeSet<_> = lines.iter().map(|line| line.0).collect();
    assert_eq!(lines.len(), listed.len(), "an operation is in the table twice");
    let missing: Vec<_> = published.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&published).collect();
    assert!(missing.is_empty(), "say in the table who may: {missing:?}");
    assert!(stale.is_empty(), "nobody offers these any more: {stale:?}");
}

#[tokio::test]
async fn every_operation_is_refused_to_roles_without_the_right_whatever_they_send() {
    let kept = tempfile::tempdir().unwrap();
    let server = Server::start_with(&[
        ("limits.invitations_per_company", "10000 per 1h"),
        ("backup.folder", kept.path().to_str().unwrap()),
    ]);
    let ours = server.studio(MARK).await;
    let stranger = server.studio("Pathé").await;
    let partner = ours.hires("photo@zanzibar.example", "PHOTOGRAPHER").await;
    let mut actors = vec![Actor::of(&stranger, None), Actor::of(&partner, Some(Photographer))];
    for role in [Role::Employee, User, SuperUser] {
        let email = format!("{}@zanzibar.example", role.name().to_lowercase());
        actors.push(Actor::of(&ours.hires(&email, role.name()).await, Some(role)));
    }
    for role in [Role::Admin, Role::Developer] {
        let email = format!("{}@zanzibar.example", role.name().to_lowercase());
        let hired = ours.hires(&email, "USER").await;
        ours.delete(&format!("/user/{}", hired.user)).await.is(204);
        let id = UserId(hired.user);
        let made =
            server.app.db.write_all(move |all| users::set_instance_role(all, id, Some(role)));
        assert!(made.await.unwrap());
        actors.push(Actor::of(&hired, Some(role)));
    }
    actors.push(Actor::of(&ours, Some(Owner)));

    let base = Rows { company: ours.company, partner: partner.user, mark: MARK, ..Rows::default() };
    let mut rows = base.fresh(&ours, 0).await;
    server.settle().await;
    rows.link = Recipient::invited(&server, "ana0@zanzibar.example").token;
    let feed = ours.acts("/event/calendar/feed").await;
    let (_, feed) = feed.is(201).json["url"].as_str().unwrap().rsplit_once('/').unwrap();
    rows.feed = feed.to_owned();
    let open = Actor::of(&ours, Some(Owner)).again(&server).await;
    let open = server.send(Some(&open.token), Method::GET, "/auth/sessions", None).await;
    let own = open.json.as_array().unwrap().iter().find(|one| one["current"] == true).unwrap();
    rows.session = own["id"].as_i64().unwrap();

    let body = json!({ "name": "A", "scopes": ["live:read"], "currentPassword": PASSWORD });
    rows.api_token = ours.post("/api-token", body).await.is(201).id("/id");
    rows.notification = ours.get("/notifications").await.id("/data/0/id");

    let theirs = Rows { partner: stranger.user, mark: "Theirs", ..Rows::default() };
    let theirs = theirs.fresh(&stranger, 1000).await;
    let mut wrong = vec![];
    let mut turn = 0;
    for line in table() {
        let Some(operation) = operations().iter().find(|one| one.id == line.0) else { continue };
        // Only in the path: a row that the query names is refused like one in the body.
        let names_a_row = line.1.split('?').next().is_some_and(|path| path.contains('{'));
        let mut note = |who: &str, reply: &Reply, expected: &str| {
            let code = &reply.json["code"];
            wrong.push(format!("{} by {who}: {} {code}, not {expected}", line.0, reply.status));
        };

        let body = (line.2)(&rows);
        let body = (!body.is_null()).then_some(&body);
        let method = operation.method.clone();
        let reply = server.send(None, method, &rows.path(line.1), body).await;
        match line.3 {
            Who::Public
                if matches!(reply.status, 403 | 404 | 500..) && line.0 != "verifyDocument" =>
            {
                note("nobody", &reply, "an answer");
            }
            Who::Public => continue,
            _ if reply.status != 401 => note("nobody", &reply, "401"),
            _ => {}
        }

        for (who, reply, expected) in refusals(&server, operation, &line, &actors, &rows).await {
            note(&who, &reply, expected);
        }

        for actor in &actors {
            let expected = actor.expects(line.3, names_a_row);
            let changes = operation.method != Method::GET && expected.is_ok();
            let mut used = rows.clone();
            if changes && actor.role.is_some() && !ENDS.contains(&line.0) {
                turn += 1;
                used = rows.fresh(&ours, turn).await;
            }
            let reply = actor.tries(&server, operation, &line, &used).await;
            let leaks = actor.is_outside()
                && !(actor.role == Some(Role::Admin) && SHOWS_ALL.contains(&line.0))
                && reply.text().contains(MARK);
            match expected {
                _ if leaks => note(&actor.what, &reply, "a word of ours"),
                Err(status) if reply.status != status => {
                    note(&actor.what, &reply, &status.to_string());
                }
                // Nothing is billed on this instance: `tests/it/billing` has one where it is.
                Ok(()) if reply.json["code"] == "billing_disabled" => {}
                // Our rows in the body of another company's OWNER are unknown.
                Ok(()) if actor.role.is_none() && !line.4.is_empty() && reply.status == 422 => {}
                Ok(()) if actor.role.is_none() && !line.4.is_empty() => {
                    note(&actor.what, &reply, "422");
                }
                Ok(()) if matches!(reply.status, 401 | 403 | 404 | 405 | 422 | 500..) => {
                    note(&actor.what, &reply, "leave");
                }
                _ => {}
            }
        }

        // Their rows in our body are unknown, one field at a time.
        for (field, swap) in line.4 {
            turn += 1;
            let mut mixed = rows.fresh(&ours, turn).await;
            swap(&mut mixed, &theirs);
            let body = (line.2)(&mixed);
            let path = if line.1.contains('?') { mixed.path(line.1) } else { rows.path(line.1) };
            let reply =
                server.send(Some(&ours.token), operation.method.clone(), &path, Some(&body));
            let reply = reply.await;
            if reply.status != 422 || reply.json["errors"][0]["field"] != *field {
                let said = reply.json["errors"].to_string();
                note(&format!("us, with their {field}: {said}"), &reply, "422 naming it");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[tokio::test]
async fn another_companys_rows_are_reported_as_not_found() {
    let server = Server::start();
    let ours = server.studio(MARK).await;
    let stranger = server.studio("Pathé").await;
    let ana = ours.employs("Ana", MARK, "ana@zanzibar.example").await;
    let (event, _) = ours.plans(MARK, &[ana]).await;
    for (list, id) in [
        ("/answer?eventId=", event),
        ("/answer?employeeId=", ana),
        ("/event?partnerId=", ours.user),
    ] {
        let theirs = stranger.get(&format!("{list}{id}")).await;
        let unknown = stranger.get(&format!("{list}999999")).await;
        assert_eq!(theirs.status, unknown.status, "{list}");
        assert_eq!(theirs.json["total"], unknown.json["total"], "{list}");
        assert_ne!(theirs.json["total"], 1, "{list}");
    }
    // Names are unique within a company only.
    stranger.employs("Ana", MARK, "ana@zanzibar.example").await;
}

#[tokio::test]
async fn a_photographer_sees_only_the_shoots_they_photograph() {
    let server = Server::start();
    let studio = server.studio(MARK).await;
    let partner = studio.hires("photo@zanzibar.example", "PHOTOGRAPHER").await;
    let ana = studio.employs("Ana", MARK, "ana@zanzibar.example").await;
    let (other, _) = studio.plans("Not theirs", &[ana]).await;
    let now = server.app.now();
    let group = studio.post("/group", json!({ "name": "All", "employeeIds": [ana] })).await;
    let group = group.is(201).id("/id");
    let partner_id = partner.user;
    let rows =
        Rows { employee: ana, group, partner: partner_id, mark: MARK, now, ..Rows::default() };
    let own = studio.post("/event", rows.shoot()).await.is(201).id("/event/id");
    partner.get(&format!("/event/{own}")).await.is(200);
    partner.get(&format!("/event/{other}")).await.is_problem(404, "not_found");
    let list = partner.get("/event").await;
    assert_eq!((list.json["total"].as_i64(), list.id("/data/0/id")), (Some(1), own));
}
