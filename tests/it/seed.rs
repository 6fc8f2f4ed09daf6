//! The routes of the document that the project comes from: each exists at exactly that path, and works.

use be_right::model::Role;
use image::ImageFormat;
use serde_json::json;

use crate::billing::customer;
use crate::files::{form, picture, send_form, upload};
use crate::instance::operator;
use crate::support::document::operations;
use crate::support::stripe::{SECRET, Stripe, about, buyer, call};
use crate::support::{Listener, PASSWORD};

/// As that document lists them, in its order; it names the webhook where it speaks of payments.
const ROUTES: [(&str, &str); 47] = [
    ("POST", "/auth/login"),
    ("POST", "/auth/register"),
    ("POST", "/auth/refresh"),
    ("POST", "/auth/logout"),
    ("GET", "/user/profile"),
    ("PUT", "/user/profile"),
    ("GET", "/user/companies"),
    ("POST", "/user/company"),
    ("GET", "/company"),
    ("POST", "/company"),
    ("PUT", "/company/:id"),
    ("DELETE", "/company/:id"),
    ("GET", "/event"),
    ("POST", "/event"),
    ("GET", "/event/:id"),
    ("PUT", "/event/:id"),
    ("DELETE", "/event/:id"),
    ("GET", "/event/calendar"),
    ("GET", "/employee"),
    ("POST", "/employee"),
    ("GET", "/employee/:id"),
    ("PUT", "/employee/:id"),
    ("DELETE", "/employee/:id"),
    ("POST", "/employee/many"),
    ("POST", "/employee-upload/csv"),
    ("GET", "/answer"),
    ("POST", "/answer"),
    ("GET", "/answer/:id"),
    ("PUT", "/answer/:id"),
    ("GET", "/file/:id"),
    ("POST", "/file/:id"),
    ("POST", "/file/profile"),
    ("POST", "/file/logo"),
    ("DELETE", "/file/:id"),
    ("GET", "/notifications"),
    ("POST", "/notifications"),
    ("PUT", "/notifications/:id"),
    ("GET", "/sse"),
    ("POST", "/stripe/customer"),
    ("POST", "/stripe/payment"),
    ("GET", "/admin/stats"),
    ("GET", "/admin/user"),
    ("GET", "/admin/company"),
    ("GET", "/admin/event"),
    ("GET", "/admin/employee"),
    ("GET", "/admin/answer"),
    ("POST", "/stripe/webhook"),
];

/// Whether a published path is this one, whatever its parameters are called.
fn is_same(published: &str, path: &str) -> bool {
    let plain = |segment: &str| match segment.starts_with(['{', ':']) {
        true => "*".to_owned(),
        false => segment.to_owned(),
    };
    published.split('/').map(plain).eq(path.split('/').map(plain))
}

#[tokio::test]
async fn the_routes_that_the_project_comes_from_all_exist_and_work() {
    let stripe = Stripe::start();
    let server = stripe.server(&[]);
    let studio = buyer(&server, "Lumière").await;
    let admin = operator(&server, "instance", Role::Admin).await;
    let leaving = studio.comes_back().await;
    let other = studio.post("/company", json!({ "name": "Pathé" })).await.is(201).id("/id");
    let person = |name: &str| {
        let email = format!("{name}@example.org");
        json!({ "firstName": name, "lastName": "Moreau", "email": email })
    };
    let ana = studio.post("/employee", person("Ana")).await.is(201).id("/id");
    let bob = studio.post("/employee", person("Bob")).await.is(201).id("/id");
    let unasked = studio.post("/employee", person("Max")).await.is(201).id("/id");
    let (shoot, answers) = studio.plans("Portraits", &[ana]).await;
    let (cancelled, _) = studio.plans("Annulée", &[]).await;
    let png = |width| picture(width, 9, 1, ImageFormat::Png);
    let named = |name: &'static str, width| form(&[], &[(name, &png(width))]);
    let kept = upload(&studio, shoot, &[("a.png", &png(16))]).await;
    let file = kept.is(201).id("/data/0/file/id");
    server.settle().await;
    let notice = studio.get("/notifications").await.is(200).id("/data/0/id");
    let day = server.app.now().plus(86_400_000).rfc3339();
    let event = json!({ "name": "Été", "start": day, "end": day, "employeeIds": [] });
    let moved = json!({ "name": "Automne", "start": day, "end": day });
    let account = json!({
        "email": "new@pathe.example", "password": PASSWORD, "firstName": "A", "lastName": "B",
        "companyName": "Neuf",
    });

    for (method, path) in ROUTES {
        let is_published = operations()
            .iter()
            .any(|one| one.method.as_str() == method && is_same(&one.path, path));
        // What the payment service calls is not for clients of the API.
        assert_eq!(is_published, path != "/stripe/webhook", "{method} {path}");
        let reply = match (method, path) {
            ("POST", "/auth/login") => {
                let body = json!({ "email": studio.email, "password": PASSWORD });
                server.post(path, body).await
            }
            ("POST", "/auth/register") => server.post(path, account.clone()).await,
            ("POST", "/auth/refresh") => {
                server.post(path, json!({ "refreshToken": studio.refresh })).await
            }
            ("POST", "/auth/logout") => leaving.acts(path).await,
            ("PUT", "/user/profile") => {
                let body = json!({ "email": studio.email, "firstName": "C", "lastName": "F" });
                studio.put(path, body).await
            }
            ("POST", "/user/company" | "/company") => {
                studio.post(path, json!({ "name": "Gaumont" })).await
            }
            ("PUT", "/company/:id") => {
                studio.put(&format!("/company/{other}"), json!({ "name": "Pathé frères" })).await
            }
            ("DELETE", "/company/:id") => studio.delete(&format!("/company/{other}")).await,
            ("POST", "/event") => studio.post(path, event.clone()).await,
            ("GET", "/event/:id") => studio.get(&format!("/event/{shoot}")).await,
            ("PUT", "/event/:id") => studio.put(&format!("/event/{shoot}"), moved.clone()).await,
            ("DELETE", "/event/:id") => studio.delete(&format!("/event/{cancelled}")).await,
            ("GET", "/event/calendar") => {
                studio.get("/event/calendar?start=2026-05-01&end=2026-05-31").await
            }
            ("POST", "/employee") => studio.post(path, person("Eve")).await,
            ("GET", "/employee/:id") => studio.get(&format!("/employee/{ana}")).await,
            ("PUT", "/employee/:id") => {
                studio.put(&format!("/employee/{ana}"), person("Anna")).await
            }
            ("DELETE", "/employee/:id") => studio.delete(&format!("/employee/{bob}")).await,
            ("POST", "/employee/many") => {
                studio.post(path, json!({ "employees": [person("Lou")] })).await
            }
            ("POST", "/employee-upload/csv") => {
                let csv = "nom;prénom;e-mail\nPetit;Léa;lea@example.org\n";
                studio.post(path, json!({ "$form": { "file": csv } })).await
            }
            ("POST", "/answer") => {
                studio.post(path, json!({ "eventId": shoot, "employeeId": unasked })).await
            }
            ("GET", "/answer/:id") => studio.get(&format!("/answer/{}", answers[0])).await,
            ("PUT", "/answer/:id") => {
                studio.put(&format!("/answer/{}", answers[0]), json!({ "locale": "en" })).await
            }
            ("GET", "/file/:id") => studio.get(&format!("/file/{file}")).await,
            ("POST", "/file/:id") => {
                let path = format!("/file/{shoot}?owner=event");
                send_form(&server, &studio.token, &path, named("b.png", 17)).await
            }
            ("POST", "/file/profile" | "/file/logo") => {
                send_form(&server, &studio.token, path, named("c.png", 18)).await
            }
            ("DELETE", "/file/:id") => studio.delete(&format!("/file/{file}")).await,
            ("POST", "/notifications") => {
                let body =
                    json!({ "title": { "fr": "A", "en": "A" }, "text": { "fr": "B", "en": "B" } });
                admin.post(path, body).await
            }
            ("PUT", "/notifications/:id") => {
                studio.put(&format!("/notifications/{notice}"), json!({ "read": true })).await
            }
            ("GET", "/sse") => {
                drop(Listener::of(&studio).await);
                continue;
            }
            ("POST", "/stripe/customer") => studio.acts(path).await,
            ("POST", "/stripe/payment") => {
                studio.post(path, json!({ "mode": "subscription", "plan": "MEDIUM" })).await
            }
            ("POST", "/stripe/webhook") => {
                let paid = about("evt_seed", "invoice.paid", &customer(&studio).await);
                call(&server, SECRET, server.app.now(), &paid).await
            }
            ("GET", path) if path.starts_with("/admin/") => admin.get(path).await,
            ("GET", path) => studio.get(path).await,
            _ => panic!("{method} {path} is not called"),
        };
        let done = (200..300).contains(&reply.status);
        assert!(done, "{method} {path}: {} {}", reply.status, reply.text());
    }
    server.leaves_jobs();
}
