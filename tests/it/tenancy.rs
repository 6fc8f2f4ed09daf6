//! The fences, walked: every published operation, tried by nobody, by another
//! company's OWNER and by every role. Who may do what is written here a second
//! time, on purpose: the code's own table cannot vouch for itself.

mod told;

use std::collections::BTreeSet;

use be_right::model::{Role, Timestamp, UserId};
use be_right::store::users;
use poem::http::Method;
use serde_json::{Value, json};

use crate::support::document::{Operation, operations};
use crate::support::{PASSWORD, Recipient, Reply, Server, Studio};

use Role::{Owner, Photographer, SuperUser, User};

/// In the name of everything that is ours: nobody else may ever read it.
const MARK: &str = "Zanzibar";

/// Who may call an operation.
#[derive(Clone, Copy)]
enum Who {
    /// Whoever comes.
    Public,
    /// The holder of a signing session: an access token does not help.
    Signer,
    /// Whoever is logged in, on what is their own.
    Anyone,
    /// The one whose it is; for others it is not there.
    Holder,
    /// These roles of the company in the path; for outsiders it is not there.
    Member(&'static [Role]),
    /// These roles of the active company.
    Company(&'static [Role]),
    /// The one whose it is, while they work for its company.
    Own,
}

const STAFF: &[Role] = &[Owner, SuperUser, User];
const SHOOTS: &[Role] = &[Owner, SuperUser, User, Photographer];
const CURATORS: &[Role] = &[Owner, SuperUser];
const OWNERS: &[Role] = &[Owner];
const EVERY: &[Role] = &[Owner, SuperUser, User, Photographer, Role::Employee];

/// One operation: where it is with our rows, what a right body is, who may, and
/// the fields of the body that name rows.
struct Line(&'static str, &'static str, fn(&Rows) -> Value, Who, &'static [Named]);

/// A field, and how to have it name another company's row.
type Named = (&'static str, fn(&mut Rows, &Rows));

const EVENT: Named = ("eventId", |ours, theirs| ours.event = theirs.event);
const EMPLOYEE: Named = ("employeeId", |ours, theirs| ours.unasked = theirs.employee);
const ANSWER: Named = ("ids.0", |ours, theirs| ours.answer = theirs.answer);
const ASKED: Named = ("employeeIds.0", |ours, theirs| ours.unasked = theirs.employee);
const INVITED: Named = ("employeeIds.0", |ours, theirs| ours.employee = theirs.employee);
const GROUP: Named = ("groupIds.0", |ours, theirs| ours.group = theirs.group);
const GROUPED: Named = ("employeeIds.0", |ours, theirs| ours.unasked = theirs.employee);
const PARTNER: Named = ("partnerId", |ours, theirs| ours.partner = theirs.partner);

fn none(_: &Rows) -> Value {
    Value::Null
}

fn table() -> Vec<Line> {
    use Who::{Anyone, Company, Holder, Member, Public, Signer};
    let lines = vec![
        Line("register", "/auth/register", |_| json!({}), Public, &[]),
        Line(
            "login",
            "/auth/login",
            |r| json!({ "email": r.email, "password": PASSWORD }),
            Public,
            &[],
        ),
        Line("refresh", "/auth/refresh", |_| json!({ "refreshToken": "x" }), Public, &[]),
        Line(
            "forgotPassword",
            "/auth/forgot-password",
            |_| json!({ "email": "a@b.example" }),
            Public,
            &[],
        ),
        Line(
            "resetPassword",
            "/auth/reset-password",
            |_| json!({ "token": "x", "password": PASSWORD }),
            Public,
            &[],
        ),
        Line("logout", "/auth/logout", none, Anyone, &[]),
        Line("listSessions", "/auth/sessions", none, Anyone, &[]),
        Line("endSession", "/auth/sessions/{session}", none, Holder, &[]),
        Line("getProfile", "/user/profile", none, Anyone, &[]),
        Line(
            "updateProfile",
            "/user/profile",
            |r| json!({ "email": r.email, "firstName": "A", "lastName": "B" }),
            Anyone,
            &[],
        ),
        Line(
            "changePassword",
            "/user/password",
            |_| json!({ "currentPassword": PASSWORD, "newPassword": PASSWORD }),
            Anyone,
            &[],
        ),
        Line(
            "setSignature",
            "/user/signature",
            |_| json!({ "signature": { "kind": "TYPED", "name": "A" } }),
            Anyone,
            &[],
        ),
        Line("listMemberships", "/user/companies", none, Anyone, &[]),
        Line("getSettings", "/settings", none, Anyone, &[]),
        Line("updateSettings", "/settings", |_| json!({ "theme": "DARK" }), Anyone, &[]),
        Line("listUsers", "/user?limit=100&withDeleted=true", none, Company(STAFF), &[]),
        Line(
            "inviteUser",
            "/user",
            |r| json!({ "email": r.unused, "firstName": "A", "lastName": "B", "role": "USER" }),
            Company(OWNERS),
            &[],
        ),
        Line("getUser", "/user/{user}", none, Company(STAFF), &[]),
        Line(
            "setUserRole",
            "/user/{user}",
            |_| json!({ "role": "PHOTOGRAPHER" }),
            Company(OWNERS),
            &[],
        ),
        Line("removeUser", "/user/{user}", none, Company(OWNERS), &[]),
        Line(
            "setOwner",
            "/company/owners/{user}",
            |_| json!({ "owner": true }),
            Company(OWNERS),
            &[],
        ),
        Line("listCompanies", "/company", none, Anyone, &[]),
        Line("createCompany", "/company", |_| json!({ "name": "Another" }), Anyone, &[]),
        Line("createOwnCompany", "/user/company", |_| json!({ "name": "Another" }), Anyone, &[]),
        Line("getCompany", "/company/{company}", none, Member(EVERY), &[]),
        Line(
            "updateCompany",
            "/company/{company}",
            |_| json!({ "name": format!("Studio {MARK}") }),
            Member(OWNERS),
            &[],
        ),
        Line("listTemplates", "/template", none, Company(STAFF), &[]),
        Line("getTemplate", "/template/{template}", none, Company(STAFF), &[]),
        Line(
            "publishTemplate",
            "/template/current/fr",
            |r| json!({ "title": r.unused, "body": "{company} {person} {duration}", "uses": ["web"] }),
            Company(OWNERS),
            &[],
        ),
        Line("listEmployees", "/employee?withDeleted=true", none, Company(STAFF), &[]),
        Line(
            "createEmployee",
            "/employee",
            |r| json!({ "firstName": "A", "lastName": "B", "email": r.unused }),
            Company(STAFF),
            &[],
        ),
        Line(
            "createEmployees",
            "/employee/many",
            |r| {
                let one = json!({ "firstName": "A", "lastName": "B", "email": r.unused });
                json!({ "employees": [one] })
            },
            Company(STAFF),
            &[],
        ),
        Line("getEmployee", "/employee/{employee}", none, Company(STAFF), &[]),
        Line(
            "updateEmployee",
            "/employee/{employee}",
            |r| json!({ "firstName": "A", "lastName": MARK, "email": r.unused }),
            Company(STAFF),
            &[],
        ),
        Line("deleteEmployee", "/employee/{employee}", none, Company(CURATORS), &[]),
        Line("restoreEmployee", "/employee/{gone_employee}/restore", none, Company(CURATORS), &[]),
        Line("listEmployeesOfEvent", "/employee/event/{event}", none, Company(STAFF), &[]),
        Line("listGroups", "/group?withDeleted=true", none, Company(STAFF), &[]),
        Line(
            "createGroup",
            "/group",
            |r| json!({ "name": r.unused, "employeeIds": [r.unasked] }),
            Company(CURATORS),
            &[GROUPED],
        ),
        Line("getGroup", "/group/{group}", none, Company(STAFF), &[]),
        Line(
            "updateGroup",
            "/group/{group}",
            |r| json!({ "name": r.unused }),
            Company(CURATORS),
            &[],
        ),
        Line("deleteGroup", "/group/{group}", none, Company(CURATORS), &[]),
        Line("restoreGroup", "/group/{gone_group}/restore", none, Company(CURATORS), &[]),
        Line("listGroupEmployees", "/group/{group}/employees", none, Company(STAFF), &[]),
        Line(
            "addGroupEmployees",
            "/group/{group}/employees",
            |r| json!({ "employeeIds": [r.unasked] }),
            Company(CURATORS),
            &[GROUPED],
        ),
        Line(
            "removeGroupEmployees",
            "/group/{group}/employees?ids={employee}",
            none,
            Company(CURATORS),
            &[],
        ),
        Line("listGroupsOfEmployee", "/group/employee/{employee}", none, Company(STAFF), &[]),
        Line("listEvents", "/event?withDeleted=true", none, Company(SHOOTS), &[]),
        Line("createEvent", "/event", Rows::shoot, Company(STAFF), &[INVITED, GROUP, PARTNER]),
        Line("listDeletedEvents", "/event/deleted", none, Company(STAFF), &[]),
        Line("getEvent", "/event/{event}", none, Company(SHOOTS), &[]),
        Line("updateEvent", "/event/{event}", Rows::moved, Company(STAFF), &[PARTNER]),
        Line("deleteEvent", "/event/{event}", none, Company(CURATORS), &[]),
        Line("restoreEvent", "/event/{gone_event}/restore", none, Company(CURATORS), &[]),
        Line("duplicateEvent", "/event/{event}/duplicate", Rows::again, Company(STAFF), &[]),
        Line("readCalendarFeed", "/calendar/{feed}", none, Public, &[]),
        Line(
            "getCalendar",
            "/event/calendar?start=2026-05-01&end=2026-05-31",
            none,
            Company(SHOOTS),
            &[],
        ),
        Line("downloadCalendar", "/event/calendar.ics", none, Company(SHOOTS), &[]),
        Line("getCalendarFeedState", "/event/calendar/feed", none, Company(SHOOTS), &[]),
        Line("openCalendarFeed", "/event/calendar/feed", none, Company(SHOOTS), &[]),
        Line("closeCalendarFeed", "/event/calendar/feed", none, Company(SHOOTS), &[]),
        Line("getEventDetails", "/event/{event}/details", none, Company(STAFF), &[]),
        Line("listAnswers", "/answer?withDeleted=true", none, Company(STAFF), &[]),
        Line(
            "createAnswer",
            "/answer",
            |r| json!({ "eventId": r.event, "employeeId": r.unasked }),
            Company(STAFF),
            &[EVENT, EMPLOYEE],
        ),
        Line(
            "createAnswers",
            "/answer/many",
            |r| json!({ "eventId": r.event, "employeeIds": [r.unasked] }),
            Company(STAFF),
            &[EVENT, ASKED],
        ),
        Line("getAnswer", "/answer/{answer}", none, Company(STAFF), &[]),
        Line(
            "updateAnswer",
            "/answer/{answer}",
            |_| json!({ "locale": "en" }),
            Company(STAFF),
            &[],
        ),
        Line("deleteAnswer", "/answer/{answer}", none, Company(CURATORS), &[]),
        Line("listEventAnswers", "/answer/event/{event}", none, Company(STAFF), &[]),
        Line("listEmployeeAnswers", "/answer/employee/{employee}", none, Company(STAFF), &[]),
        Line("remindAnswer", "/answer/{answer}/raise", none, Company(CURATORS), &[]),
        Line("remindEvent", "/event/{event}/raise", none, Company(CURATORS), &[]),
        Line("synchroniseEvent", "/event/{event}/synchronise", none, Company(STAFF), &[]),
        Line("renewEvent", "/event/{event}/renew", none, Company(CURATORS), &[]),
        Line(
            "renewAnswers",
            "/answer/renew",
            |r| json!({ "ids": [r.answer] }),
            Company(CURATORS),
            &[ANSWER],
        ),
        Line("copyAnswerLink", "/answer/{answer}/link", none, Company(STAFF), &[]),
        Line("downloadEventRoster", "/event/{event}/accepted.pdf", none, Company(SHOOTS), &[]),
        Line("downloadAnswerPdfs", "/answer/pdf?ids={answer}", none, Company(STAFF), &[ANSWER]),
        Line("downloadAnswerPdf", "/answer/{answer}/pdf", none, Company(STAFF), &[]),
        Line("downloadAnswerEvidence", "/answer/{answer}/evidence", none, Company(STAFF), &[]),
        Line("search", "/search?q=Zanzibar", none, Company(EVERY), &[]),
        Line("openConsent", "/consent/{link}", none, Public, &[]),
        Line("requestConsentCode", "/consent/{link}/code", none, Public, &[]),
        Line(
            "verifyConsentCode",
            "/consent/{link}/verify",
            |_| json!({ "code": "000000" }),
            Public,
            &[],
        ),
        Line("getConsentDocument", "/consent/{link}/document", none, Signer, &[]),
        Line(
            "answerConsent",
            "/consent/{link}/answer",
            |_| json!({ "uses": {}, "accepted": false, "documentSha256": "0".repeat(64), "keepSignature": false }),
            Signer,
            &[],
        ),
        Line("withdrawConsent", "/consent/{link}/withdraw", |_| json!({}), Signer, &[]),
        Line("downloadConsentPdf", "/consent/{link}/document.pdf", none, Signer, &[]),
        Line("verifyDocument", "/verify/01234567890123456789ABCDEF", none, Public, &[]),
        // The last: nothing of the company is there after it.
        Line("deleteCompany", "/company/{company}", none, Member(OWNERS), &[]),
    ];
    told::lines().into_iter().chain(lines).collect()
}

/// What we have, for paths and bodies to name.
#[derive(Clone, Default)]
struct Rows {
    company: i64,
    /// A colleague who has been invited.
    user: i64,
    /// The one who photographs our shoots.
    partner: i64,
    employee: i64,
    /// The one who is asked is in it.
    group: i64,
    gone_group: i64,
    /// Not asked for the shoot.
    unasked: i64,
    event: i64,
    answer: i64,
    gone_employee: i64,
    gone_event: i64,
    template: i64,
    /// Another session of the owner's.
    session: i64,
    /// The owner's own.
    notification: i64,
    link: String,
    /// The address of the owner's calendar.
    feed: String,
    /// Of whoever calls.
    email: String,
    /// In every name.
    mark: &'static str,
    /// An address nobody has.
    unused: String,
    now: Timestamp,
}

impl Rows {
    /// Rows nobody has touched yet.
    async fn fresh(&self, studio: &Studio<'_>, turn: usize) -> Self {
        let person = |which: &str| format!("{which}{turn}@{}.example", self.mark.to_lowercase());
        let employee = studio.employs("Ana", self.mark, &person("ana")).await;
        let unasked = studio.employs("Una", self.mark, &person("una")).await;
        let gone_employee = studio.employs("Gil", self.mark, &person("gil")).await;
        studio.delete(&format!("/employee/{gone_employee}")).await.is(204);
        let mut rows = Self { employee, unasked, gone_employee, ..self.clone() };
        rows.unused = person("new");
        rows.now = studio.server.app.now();
        let body = json!({ "name": person("grp"), "employeeIds": [employee] });
        rows.group = studio.post("/group", body).await.is(201).id("/id");
        let gone = studio.post("/group", json!({ "name": person("gone") })).await;
        rows.gone_group = gone.is(201).id("/id");
        studio.delete(&format!("/group/{}", rows.gone_group)).await.is(204);
        let planned = studio.post("/event", rows.shoot()).await;
        rows.event = planned.is(201).id("/event/id");
        rows.answer = planned.id("/answers/0/id");
        let gone = studio.post("/event", rows.shoot()).await;
        rows.gone_event = gone.is(201).id("/event/id");
        studio.delete(&format!("/event/{}", rows.gone_event)).await.is(204);
        let colleague = json!({ "email": person("col"), "firstName": "C", "lastName": self.mark, "role": "USER" });
        rows.user = studio.post("/user", colleague).await.is(201).id("/id");
        rows.template = studio.get("/template").await.id("/0/id");
        rows
    }

    fn shoot(&self) -> Value {
        json!({
            "name": format!("Shoot {}", self.mark), "start": self.now.plus(Timestamp::DAY).rfc3339(),
            "end": self.now.plus(2 * Timestamp::DAY).rfc3339(), "employeeIds": [self.employee],
            "groupIds": [self.group], "partnerId": self.partner,
        })
    }

    fn again(&self) -> Value {
        json!({ "start": self.now.plus(Timestamp::DAY).rfc3339() })
    }

    fn moved(&self) -> Value {
        let mut shoot = self.shoot();
        shoot.as_object_mut().unwrap().remove("employeeIds");
        shoot.as_object_mut().unwrap().remove("groupIds");
        shoot
    }

    fn path(&self, template: &str) -> String {
        let ids = [
            ("{company}", self.company),
            ("{user}", self.user),
            ("{employee}", self.employee),
            ("{group}", self.group),
            ("{gone_group}", self.gone_group),
            ("{event}", self.event),
            ("{answer}", self.answer),
            ("{gone_employee}", self.gone_employee),
            ("{gone_event}", self.gone_event),
            ("{template}", self.template),
            ("{session}", self.session),
            ("{notification}", self.notification),
        ];
        let path = template.replace("{link}", &self.link).replace("{feed}", &self.feed);
        ids.iter().fold(path, |path, (name, id)| path.replace(name, &id.to_string()))
    }
}

/// Somebody who tries.
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

    /// The same in a session that may end.
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
        if operation.id == "logout" {
            let actor = self.again(server).await;
            return server.send(Some(&actor.token), operation.method.clone(), &path, body).await;
        }
        server.send(Some(&self.token), operation.method.clone(), &path, body).await
    }

    fn is_outside(&self) -> bool {
        self.role.is_none_or(|role| !role.is_of_company())
    }

    /// Whether they may, or else the status they get.
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
            Who::Member(_) if self.is_outside() => Err(404),
            // Another company's OWNER: what is in the path is not there; else they
            // work with their own rows.
            Who::Company(roles) if self.role.is_none() && roles.contains(&Owner) => {
                if names_a_row {
                    Err(404)
                } else {
                    Ok(())
                }
            }
            Who::Member(roles) | Who::Company(roles) => {
                if is_one_of(roles) {
                    Ok(())
                } else {
                    Err(403)
                }
            }
        }
    }
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
async fn nobody_climbs_a_fence() {
    let server = Server::start();
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

    rows.notification = ours.get("/notifications").await.id("/data/0/id");

    let theirs = Rows { partner: stranger.user, mark: "Theirs", ..Rows::default() };
    let theirs = theirs.fresh(&stranger, 1000).await;
    let mut wrong = vec![];
    let mut turn = 0;
    for line in table() {
        let Some(operation) = operations().iter().find(|one| one.id == line.0) else { continue };
        // In the path: what a query names is as unknown as what a body does.
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

        for actor in &actors {
            let expected = actor.expects(line.3, names_a_row);
            let changes = operation.method != Method::GET && expected.is_ok();
            let mut used = rows.clone();
            if changes && actor.role.is_some() && line.0 != "deleteCompany" {
                turn += 1;
                used = rows.fresh(&ours, turn).await;
            }
            let reply = actor.tries(&server, operation, &line, &used).await;
            let leaks = actor.is_outside() && reply.text().contains(MARK);
            match expected {
                _ if leaks => note(&actor.what, &reply, "a word of ours"),
                Err(status) if reply.status != status => {
                    note(&actor.what, &reply, &status.to_string());
                }
                // Ours in a stranger's body: as unknown as if they had never been.
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

        // Theirs in our body, a field at a time.
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
async fn asking_for_anothers_rows_is_as_asking_for_none() {
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
    // What is unique is unique within a company.
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
