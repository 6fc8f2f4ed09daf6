//! The limits of plans: named where they are met, and nothing that exists is cut off.

use std::future::Future;

use serde_json::{Value, json};

use super::{plan, subscribes};
use crate::support::stripe::{Stripe, buyer};
use crate::support::{Reply, Server, Studio};

fn limit(of: &Value, name: &str) -> (Value, Value) {
    let all = of["limits"].as_array().unwrap();
    let found = all.iter().find(|one| one["limit"] == name).unwrap();
    (found["used"].clone(), found["most"].clone())
}

async fn adds(studio: &Studio<'_>, name: &str) -> crate::support::Reply {
    let email = format!("{name}@example.org");
    let body = json!({ "firstName": name, "lastName": "Moreau", "email": email });
    studio.post("/employee", body).await
}

#[tokio::test]
async fn events_of_a_month_are_counted_in_the_time_zone_of_the_instance() {
    let stripe = Stripe::start();
    let server = stripe.server(&[("billing.events_basic", "2")]);
    server.clock.set("2026-05-31T20:00:00Z");
    let studio = buyer(&server, "Lumière").await;
    let (first, _) = studio.plans("Un", &[]).await;
    studio.plans("Deux", &[]).await;
    let now = server.app.now();
    let third = json!({
        "name": "Trois", "start": now.rfc3339(), "end": now.rfc3339(), "employeeIds": [],
    });
    let refused = studio.post("/event", third.clone()).await;
    assert_eq!(refused.is(402).json["code"], "plan_limit");
    assert_eq!(refused.json["limit"], "events");
    assert!(refused.json["detail"].as_str().unwrap().contains("Formule et factures"));
    assert_eq!(limit(&plan(&studio).await, "events"), (json!(2), json!(2)));
    // One that was deleted was planned all the same.
    studio.delete(&format!("/event/{first}")).await.is(204);
    studio.post("/event", third.clone()).await.is(402);
    studio.acts(&format!("/event/{first}/restore")).await.is(200);
    // In Paris, June begins at 22:00 UTC.
    server.clock.set("2026-05-31T21:59:00Z");
    let studio = studio.comes_back().await;
    studio.post("/event", third.clone()).await.is(402);
    server.clock.set("2026-05-31T22:00:00Z");
    studio.post("/event", third).await.is(201);
    assert_eq!(limit(&plan(&studio).await, "events"), (json!(1), json!(2)));
    server.settle().await;
}

/// The id of an employee, of three.
async fn adds_up(studio: &Studio<'_>) -> i64 {
    let found = studio.get("/employee").await.is(200).json.clone();
    assert_eq!(found["total"], 3);
    found["data"][0]["id"].as_i64().unwrap()
}

#[tokio::test]
async fn people_are_limited_however_they_come() {
    let stripe = Stripe::start();
    let server = stripe.server(&[("billing.people_basic", "3"), ("billing.people_medium", "20")]);
    let studio = buyer(&server, "Lumière").await;
    let ana = adds(&studio, "ana").await.is(201).id("/id");
    adds(&studio, "bob").await.is(201);
    // Several at once: the valid ones are kept.
    let many = json!({ "employees": [
        { "firstName": "Eve", "lastName": "Roux", "email": "eve@example.org" },
        { "firstName": "Lou", "lastName": "Roux", "email": "lou@example.org" },
    ] });
    let reply = studio.post("/employee/many", many).await;
    let text = reply.is(200).json.to_string();
    assert!(text.contains("plan_limit"), "{text}");
    assert_eq!(studio.get("/employee").await.json["total"], 3);
    // A deleted one makes room, and does not come back into it.
    studio.delete(&format!("/employee/{ana}")).await.is(204);
    adds(&studio, "max").await.is(201);
    let refused = studio.acts(&format!("/employee/{ana}/restore")).await;
    assert_eq!(refused.is(402).json["limit"], "people");
    // A file: each line is reported, and so it was by the trial.
    let csv = "nom;prénom;e-mail\nPetit;Léa;lea@example.org\nPetit;Tom;tom@example.org\n";
    let form = json!({ "$form": { "file": csv, "dryRun": "false" } });
    let import = studio.post("/employee-upload/csv", form.clone()).await.is(202).id("/id");
    server.settle().await;
    let report = studio.get(&format!("/import/{import}")).await;
    assert_eq!(report.is(200).json["refused"], 2, "{}", report.json);
    assert_eq!(report.json["state"], "DONE");
    studio.delete(&format!("/employee/{}", adds_up(&studio).await)).await.is(204);
    let dry = json!({ "$form": { "file": csv, "dryRun": "true" } });
    let import = studio.post("/employee-upload/csv", dry).await.is(202).id("/id");
    server.settle().await;
    let report = studio.get(&format!("/import/{import}")).await;
    assert_eq!((&report.json["created"], &report.json["refused"]), (&json!(1), &json!(1)));
    adds(&studio, "zoe").await.is(201);
    subscribes(&stripe, &studio, "MEDIUM").await;
    let import = studio.post("/employee-upload/csv", form).await.is(202).id("/id");
    server.settle().await;
    let report = studio.get(&format!("/import/{import}")).await;
    assert_eq!(report.is(200).json["created"], 2, "{}", report.json);
}

/// The statements that the writer ran for one request.
async fn statements(server: &Server, request: impl Future<Output = Reply>) -> u64 {
    let ran = || server.app.db.meters().statements.get();
    let before = ran();
    request.await.is(201);
    ran() - before
}

/// What is asked of a plan is read with the row that is written anyway.
#[tokio::test]
async fn limits_cost_no_statement_where_events_and_people_are_added() {
    let stripe = Stripe::start();
    let mut counted = vec![];
    for server in [Server::start(), stripe.server(&[])] {
        let studio = buyer(&server, "Lumière").await;
        let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
        let bob = studio.employs("Bob", "Moreau", "bob@example.org").await;
        let now = server.app.now().rfc3339();
        let event = json!({ "name": "Été", "start": now, "end": now, "employeeIds": [ana, bob] });
        let person = statements(&server, adds(&studio, "eve")).await;
        counted.push((person, statements(&server, studio.post("/event", event)).await));
        server.leaves_jobs();
    }
    assert!(counted[0].0 > 3 && counted[0].1 > 10, "{counted:?}");
    assert_eq!(counted[0], counted[1]);
}

#[tokio::test]
async fn files_and_seats_are_limited_and_counted() {
    let stripe = Stripe::start();
    let server = stripe.server(&[("billing.photos_basic", "1"), ("billing.seats_basic", "2")]);
    let studio = buyer(&server, "Lumière").await;
    let (event, _) = studio.plans("Été", &[]).await;
    crate::files::upload(&studio, event, &[("a.jpg", &crate::files::jpeg(1))]).await.is(201);
    let second = crate::files::upload(&studio, event, &[("b.jpg", &crate::files::jpeg(2))]).await;
    assert!(second.json.to_string().contains("plan_limit"), "{}", second.json);
    assert_eq!(limit(&plan(&studio).await, "photos").0, 1);
    studio.hires("paul@lumiere.example", "USER").await;
    assert_eq!(limit(&plan(&studio).await, "seats"), (json!(2), json!(2)));
    let body = json!({
        "email": "zoe@lumiere.example", "firstName": "Zoé", "lastName": "Blanc", "role": "USER",
    });
    let refused = studio.post("/user", body).await;
    assert_eq!(refused.is(402).json["limit"], "seats");
    // People with an account of their own take no seat, and are not made users without one.
    studio.employs("Léa", "Petit", "lea@example.org").await;
    let lea = studio.hires("lea@example.org", "EMPLOYEE").await;
    assert_eq!(limit(&plan(&studio).await, "seats"), (json!(2), json!(2)));
    let path = format!("/user/{}", lea.user);
    let refused = studio.patch(&path, json!({ "role": "USER" })).await;
    assert_eq!(refused.is(402).json["limit"], "seats");
    let path = format!("/company/owners/{}", lea.user);
    studio.patch(&path, json!({ "owner": true })).await.is(402);
}
