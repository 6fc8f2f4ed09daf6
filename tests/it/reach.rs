//! What photographers, and employees with an account, can see.

use be_right::model::Timestamp;
use serde_json::{Value, json};

use crate::support::{PASSWORD, Recipient, Server, Studio, join_token};

/// An employee, or their guardian, accepts the company's invitation to an account.
pub async fn joins<'s>(studio: &Studio<'s>, person: i64, guardian: Option<i64>) -> Studio<'s> {
    let server = studio.server;
    let guardian = guardian.map(|id| format!("?guardianId={id}")).unwrap_or_default();
    let invited = studio.acts(&format!("/employee/{person}/account{guardian}")).await;
    assert_eq!(invited.is(201).json["role"], "EMPLOYEE");
    let email = invited.json["email"].as_str().unwrap().to_owned();
    server.settle().await;
    let token = join_token(server, &email);
    let body = json!({ "token": token, "password": PASSWORD });
    server.post("/auth/join", body).await.is(200);
    let login = server.post("/auth/login", json!({ "email": email, "password": PASSWORD })).await;
    Studio::of(server, email, &login.is(200).json)
}

async fn accepts(server: &Server, email: &str, uses: &[&str]) {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await;
    recipient.accepts(uses).await.is(201);
    server.settle().await;
}

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_photographer_sees_who_they_photograph_and_where_their_consent_stands() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ines = studio.hires("ines@example.org", "PHOTOGRAPHER").await;
    let ana = studio.employs("Ana", "Roy", "ana@example.org").await;
    let body = json!({
        "firstName": "Léo", "lastName": "Blanc", "email": "leo@example.org",
        "phone": "06 12 34 56 78", "birthDate": "1990-05-23",
    });
    let leo = studio.post("/employee", body).await.is(201).id("/id");
    let start = server.app.now().plus(Timestamp::DAY);
    let mut body = json!({
        "name": "Portraits", "start": start.rfc3339(), "employeeIds": [ana, leo],
        "end": start.plus(Timestamp::HOUR).rfc3339(), "partnerId": ines.user,
    });
    let own = studio.post("/event", body.clone()).await.is(201).id("/event/id");
    server.settle().await;
    accepts(&server, "ana@example.org", &["web", "print"]).await;
    body["partnerId"] = Value::Null;
    let other = studio.post("/event", body).await.is(201).id("/event/id");

    let seen = ines.get(&format!("/event/{own}/participants")).await;
    let output: Vec<_> = seen
        .is(200)
        .json
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["employeeId"].as_i64().unwrap(),
                one["lastName"].as_str().unwrap(),
                one["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(output, [(leo, "Blanc", "PENDING"), (ana, "Roy", "ACCEPTED")]);
    let uses = &seen.json[1]["uses"];
    assert_eq!((&uses["web"], &uses["social"]), (&json!(true), &json!(false)));
    for secret in ["@example.org", "+33", "1990", "reference"] {
        assert!(!seen.text().contains(secret), "{secret} in {}", seen.text());
    }
    ines.get(&format!("/event/{own}")).await.is(200);
    // Nothing of other events, and none of the lists behind them.
    ines.get(&format!("/event/{other}")).await.is_problem(404, "not_found");
    ines.get(&format!("/event/{other}/participants")).await.is_problem(404, "not_found");
    assert_eq!(ids(&ines.get("/event").await.json["data"]), [own]);
    for path in ["/employee", "/answer", "/group", "/user", "/user/partners", "/employee/me"] {
        ines.get(path).await.is_problem(403, "forbidden");
    }
    ines.get(&format!("/event/{own}/details")).await.is_problem(403, "forbidden");
    ines.get(&format!("/answer/event/{own}")).await.is_problem(403, "forbidden");
    // If the event gets another photographer, they cannot see it any more.
    let start = start.rfc3339();
    let moved = json!({ "name": "P", "start": start, "end": start, "partnerId": studio.user });
    studio.put(&format!("/event/{own}"), moved).await.is(200);
    ines.get(&format!("/event/{own}/participants")).await.is_problem(404, "not_found");
    server.settle().await;
}

#[tokio::test]
async fn an_employee_with_an_account_reads_and_withdraws_their_own_answers() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Roy", "Ana@example.org").await;
    let leo = studio.employs("Léo", "Blanc", "leo@example.org").await;
    let friends = json!({ "name": "Pénibles", "employeeIds": [ana] });
    studio.post("/group", friends).await.is(201);
    let (_, answers) = studio.plans("Portraits", &[ana, leo]).await;
    server.settle().await;
    accepts(&server, "Ana@example.org", &["web", "social"]).await;
    accepts(&server, "leo@example.org", &["web"]).await;
    let own = joins(&studio, ana, None).await;

    let me = own.get("/employee/me").await;
    assert_eq!(ids(&me.is(200).json), [ana]);
    assert!(!me.text().contains("Pénibles"), "the studio's groups are the studio's");
    let list = own.get("/answer").await;
    assert_eq!((ids(&list.is(200).json["data"]), list.id("/total")), (vec![answers[0]], 1));
    own.get(&format!("/answer?employeeId={leo}")).await.refuses(&["employeeId"]);
    // They may know the name of the event; the company looks the event up itself.
    assert_eq!(list.json["data"][0]["eventName"], "Portraits");
    let mine = format!("/answer/{}", answers[0]);
    assert_eq!(own.get(&mine).await.json["eventName"], "Portraits");
    assert_eq!(studio.get(&mine).await.json["eventName"], Value::Null);
    let theirs = format!("/answer/{}", answers[1]);
    assert_eq!(own.get(&mine).await.is(200).json["state"], "ACCEPTED");
    let pdf = own.get(&format!("{mine}/pdf")).await;
    assert!(pdf.is(200).bytes.starts_with(b"%PDF"));
    own.get(&format!("{mine}/evidence")).await.is(200);
    for path in [theirs.clone(), format!("{theirs}/pdf"), format!("{theirs}/evidence")] {
        own.get(&path).await.is_problem(404, "not_found");
    }
    own.post(&format!("{theirs}/withdraw"), json!({})).await.is_problem(404, "not_found");
    // Nor anything of the company's.
    let (event, person) = (format!("/employee/{ana}"), format!("/employee/{leo}"));
    for path in ["/employee", "/event", "/group", "/user", &event, &person] {
        own.get(path).await.is_problem(403, "forbidden");
    }
    own.put(&mine, json!({ "locale": "en" })).await.is_problem(403, "forbidden");
    own.acts(&format!("{mine}/link")).await.is_problem(403, "forbidden");

    // The company cannot withdraw a consent.
    studio.post(&format!("{mine}/withdraw"), json!({})).await.is_problem(403, "forbidden");
    let left = own.post(&format!("{mine}/withdraw"), json!({ "uses": ["social"] })).await;
    assert_eq!(left.is(200).json, json!({ "state": "ACCEPTED", "uses": ["web"] }));
    let twice = own.post(&format!("{mine}/withdraw"), json!({ "uses": ["social"] })).await;
    twice.refuses(&["uses.social"]);
    let left = own.post(&format!("{mine}/withdraw"), json!({})).await;
    assert_eq!(left.is(200).json, json!({ "state": "WITHDRAWN", "uses": [] }));
    own.post(&format!("{mine}/withdraw"), json!({})).await.is_problem(409, "already_withdrawn");
    server.settle().await;
    assert_eq!(studio.get(&mine).await.json["state"], "WITHDRAWN");
    assert_eq!(studio.get(&theirs).await.json["state"], "ACCEPTED");
    // It is confirmed to them, the company is notified, and the evidence names who did it.
    let confirmed = server.postbox.last_to("Ana@example.org");
    assert!(confirmed.subject.contains("retir"), "{}", confirmed.subject);
    assert!(server.postbox.last_to(&studio.email).subject.contains("retiré"));
    let noted = studio.steps(answers[0], "WITHDRAWN").await;
    assert!(noted.len() == 2 && noted.iter().all(|step| step.to_string().contains("account")));
}

#[tokio::test]
async fn what_nobody_said_yet_cannot_be_taken_back() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Roy", "ana@example.org").await;
    let (_, answers) = studio.plans("Portraits", &[ana]).await;
    let own = joins(&studio, ana, None).await;
    let path = format!("/answer/{}", answers[0]);
    assert_eq!(own.get(&path).await.is(200).json["state"], "PENDING");
    own.get(&format!("{path}/pdf")).await.is_problem(409, "not_answered");
    own.post(&format!("{path}/withdraw"), json!({})).await.is_problem(409, "not_answered");
    server.settle().await;
}

#[tokio::test]
async fn a_guardian_speaks_for_the_child_and_for_themselves_only() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let body = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org",
        "birthDate": "2020-01-01", "phone": "06 12 34 56 78",
        "address": { "line": "3 rue Cachée", "city": "Lyon", "postalCode": "69001" },
        "guardians": [
            { "firstName": "Anne", "lastName": "Petit", "email": "anne@example.org" },
            { "firstName": "Paul", "lastName": "Petit", "email": "paul@example.org" },
        ],
    });
    let zoe = studio.post("/employee", body.clone()).await;
    let (id, anne) = (zoe.is(201).id("/id"), zoe.id("/guardians/0/id"));
    let (_, answers) = studio.plans("Portraits", &[id]).await;
    server.settle().await;
    accepts(&server, "anne@example.org", &["web"]).await;
    accepts(&server, "paul@example.org", &["web"]).await;
    studio.acts(&format!("/employee/{id}/account?guardianId=999")).await.refuses(&["guardianId"]);
    let mother = joins(&studio, id, Some(anne)).await;
    let me = mother.get("/employee/me").await;
    assert_eq!(ids(&me.is(200).json), [id]);
    assert!(!me.text().contains("paul@"), "the other guardian's address is theirs");
    assert_eq!(me.json[0]["guardiansMissing"], 0, "he is known, though not to her");
    for hidden in ["zoe@", "33612345678", "Cachée", "Lyon", "69001"] {
        assert!(!me.text().contains(hidden), "where the child is reached: {hidden}");
    }
    assert_eq!(ids(&mother.get("/answer").await.json["data"]), answers);
    // The child's own account does not answer for the guardians.
    studio.acts(&format!("/employee/{id}/account")).await.refuses(&["guardianId"]);
    let child = studio.hires("zoe@example.org", "EMPLOYEE").await;
    assert!(child.get("/employee/me").await.is(200).text().contains("33612345678"));
    assert_eq!(child.get("/answer").await.id("/total"), 0);
    let path = format!("/answer/{}/withdraw", answers[0]);
    child.post(&path, json!({})).await.is_problem(404, "not_found");
    // A former guardian still sees their answers, and can withdraw.
    let mut alone = body;
    alone["guardians"] = json!([body_of("Paul")]);
    studio.put(&format!("/employee/{id}"), alone).await.is(200);
    assert_eq!(ids(&mother.get("/answer").await.json["data"]), answers);
    assert_eq!(mother.get("/employee/me").await.json, json!([]));
    let left = mother.post(&path, json!({})).await;
    assert_eq!(left.is(200).json["state"], "WITHDRAWN");
    // They do not see a request that was made after they were removed.
    studio.plans("Fête", &[id]).await;
    assert_eq!(ids(&mother.get("/answer").await.json["data"]), answers);
    server.settle().await;
}

fn body_of(first: &str) -> Value {
    let email = format!("{}@example.org", first.to_lowercase());
    json!({ "firstName": first, "lastName": "Petit", "email": email })
}

#[tokio::test]
async fn an_account_reads_what_is_its_own_by_an_e_mail_it_has_shown_to_be_its_own() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Roy", "ana@example.org").await;
    let leo = studio.employs("Léo", "Blanc", "leo@example.org").await;
    let (_, answers) = studio.plans("Portraits", &[ana, leo]).await;
    let own = joins(&studio, ana, None).await;
    assert_eq!(ids(&own.get("/answer").await.json["data"]), [answers[0]]);
    // Another person's e-mail, entered in one's own profile, opens nothing.
    let body = json!({
        "email": "leo@example.org", "firstName": "Ana", "lastName": "Roy",
        "currentPassword": PASSWORD,
    });
    own.put("/user/profile", body).await.is(200);
    assert_eq!(ids(&own.get("/answer").await.json["data"]), [answers[0]]);
    assert_eq!(ids(&own.get("/employee/me").await.json), [ana]);
    let path = format!("/answer/{}", answers[1]);
    own.get(&path).await.is_problem(404, "not_found");
    own.post(&format!("{path}/withdraw"), json!({})).await.is_problem(404, "not_found");
    server.settle().await;
}
