//! API tokens: what they reach, what they never do, and when they end.

use std::collections::HashMap;

use be_right::model::Timestamp;
use be_right::model::api_token::TokenScope;
use poem::http::Method;
use serde_json::{Value, json};

use crate::support::document::operations;
use crate::support::{Listener, PASSWORD, Reply, Server, Studio};

fn wanted(scopes: &[&str]) -> Value {
    json!({ "name": "Galerie", "scopes": scopes, "currentPassword": PASSWORD })
}

/// A new token of the user, and its id.
async fn makes(studio: &Studio<'_>, scopes: &[&str]) -> (String, i64) {
    let made = studio.post("/api-token", wanted(scopes)).await;
    let token = made.is(201).json["token"].as_str().unwrap().to_owned();
    (token, made.id("/id"))
}

async fn get(server: &Server, token: &str, path: &str) -> Reply {
    server.send(Some(token), Method::GET, path, None).await
}

#[tokio::test]
async fn a_token_is_shown_once_and_does_what_its_scopes_say() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.employs("Ana", "Roy", "ana@roy.example").await;
    let made = studio.post("/api-token", wanted(&["people:read", "people:read"])).await;
    let token = made.is(201).json["token"].as_str().unwrap().to_owned();
    assert!(token.starts_with("br_") && token.len() == 46, "{token}");
    assert_eq!(made.json["scopes"], json!(["people:read"]));

    let people = get(&server, &token, "/employee").await;
    assert_eq!(people.is(200).json["total"], 1);
    get(&server, &token, "/event").await.is_problem(403, "token_scope_missing");
    let body = json!({ "firstName": "Bo", "lastName": "Li", "email": "bo@li.example" });
    let wrote = server.send(Some(&token), Method::POST, "/employee", Some(&body)).await;
    wrote.is_problem(403, "token_scope_missing");
    let (writes, _) = makes(&studio, &["people:write"]).await;
    server.send(Some(&writes), Method::POST, "/employee", Some(&body)).await.is(201);

    // Afterwards only its prefix is shown.
    let list = studio.get("/api-token").await;
    assert!(!list.text().contains(&token), "{}", list.text());
    let kept = &list.is(200).json[1];
    assert!(token.starts_with(kept["prefix"].as_str().unwrap()), "{kept}");
    assert_eq!(kept["lastUsedAt"], "2026-05-01T10:00:00Z");
    server.settle().await;
    let output = server.postbox.last_to(&studio.email);
    assert!(output.text.contains("Galerie") && !output.text.contains(&token), "{}", output.text);
    let file = std::fs::read(server.app.db.file()).unwrap();
    assert!(!file.windows(46).any(|part| part == token.as_bytes()));
    assert_eq!(server.audited("create_api_token"), 2);
}

#[tokio::test]
async fn a_token_needs_a_password_a_name_a_scope_and_an_end() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let now = server.app.now();
    let refused = async |change: Value, field: &str| {
        let mut body = wanted(&["people:read"]);
        for (key, value) in change.as_object().unwrap() {
            body[key] = value.clone();
        }
        studio.post("/api-token", body).await.refuses(&[field]);
    };
    refused(json!({ "name": " " }), "name").await;
    refused(json!({ "scopes": [] }), "scopes").await;
    refused(json!({ "scopes": ["accounts:write"] }), "scopes.0").await;
    refused(json!({ "expiresAt": now.rfc3339() }), "expiresAt").await;
    let far = now.plus(3 * 365 * Timestamp::DAY + 1).rfc3339();
    refused(json!({ "expiresAt": far }), "expiresAt").await;
    refused(json!({ "currentPassword": "not the password" }), "currentPassword").await;

    let mut body = wanted(&["people:read"]);
    body["expiresAt"] = json!(now.plus(Timestamp::DAY).rfc3339());
    let made = studio.post("/api-token", body).await;
    let token = made.is(201).json["token"].as_str().unwrap().to_owned();
    get(&server, &token, "/employee").await.is(200);
    server.clock.advance(Timestamp::DAY);
    get(&server, &token, "/employee").await.is_problem(401, "api_token_over");
    server.settle().await;
}

#[tokio::test]
async fn a_token_needs_the_scopes_of_an_operation_and_reaches_no_other() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let every: Vec<&str> = TokenScope::ALL.iter().map(|scope| scope.name()).collect();
    let (all, _) = makes(&studio, &every).await;
    let mut without = HashMap::new();
    for scope in &every {
        let others: Vec<&str> = every.iter().copied().filter(|other| other != scope).collect();
        without.insert(*scope, makes(&studio, &others).await.0);
        // Creating a token is rate limited like a login.
        server.clock.advance(90 * Timestamp::SECOND);
    }
    let mut wrong = vec![];
    let (mut open, mut closed) = (0, 0);
    for operation in operations() {
        // The stream has its own test.
        let own_session = operation.path.starts_with("/consent/");
        if !operation.secured || own_session || operation.id == "listen" {
            continue;
        }
        let path = operation.path.split('/').map(|part| match part {
            part if part.starts_with('{') => "999999",
            part => part,
        });
        let path = path.collect::<Vec<_>>().join("/");
        let reply = server.send(Some(&all), operation.method.clone(), &path, None).await;
        let code = reply.json["code"].as_str().unwrap_or_default().to_owned();
        match operation.scopes {
            None => {
                closed += 1;
                if (reply.status, code.as_str()) != (403, "token_not_accepted") {
                    wrong.push(format!("{}: {} {code}", operation.id, reply.status));
                }
            }
            Some(_) => {
                open += 1;
                if matches!(reply.status, 401 | 403) {
                    wrong.push(format!("{}: {} {code}", operation.id, reply.status));
                }
            }
        }
        // The operation needs each of its scopes.
        for scope in operation.scopes.iter().flatten() {
            let less = &without[scope.as_str()];
            let reply = server.send(Some(less), operation.method.clone(), &path, None).await;
            if reply.json["code"] != "token_scope_missing" {
                wrong.push(format!("{} without {scope}: {}", operation.id, reply.status));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(open > 50 && closed > 40, "{open} open, {closed} closed");
    server.settle().await;
}

#[tokio::test]
async fn a_token_has_no_more_than_its_owners_role_of_the_day() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@lumiere.example", "SUPER_USER").await;
    let ana = studio.employs("Ana", "Roy", "ana@roy.example").await;
    let (token, _) = makes(&noe, &["people:read", "people:write", "shoots:read"]).await;
    let path = format!("/employee/{ana}");
    server.send(Some(&token), Method::DELETE, &path, None).await.is(204);
    let restore = format!("{path}/restore");
    server.send(Some(&token), Method::POST, &restore, None).await.is(200);

    let role = format!("/user/{}", noe.user);
    studio.patch(&role, json!({ "role": "USER" })).await.is(200);
    server.send(Some(&token), Method::DELETE, &path, None).await.is_problem(403, "forbidden");
    get(&server, &token, "/employee").await.is(200);
    studio.patch(&role, json!({ "role": "PHOTOGRAPHER" })).await.is(200);
    get(&server, &token, "/employee").await.is_problem(403, "forbidden");
    assert_eq!(get(&server, &token, "/event").await.is(200).json["total"], 0);
    // An EMPLOYEE has no tokens: the old ones are revoked, and stay so when the role rises again.
    studio.patch(&role, json!({ "role": "EMPLOYEE" })).await.is(200);
    get(&server, &token, "/event").await.is_problem(401, "api_token_over");
    noe.post("/api-token", wanted(&["people:read"])).await.is_problem(403, "forbidden");
    studio.patch(&role, json!({ "role": "USER" })).await.is(200);
    get(&server, &token, "/event").await.is_problem(401, "api_token_over");
    server.settle().await;
}

#[tokio::test]
async fn a_token_ends_with_its_owners_membership_and_does_not_come_back_with_it() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    let (token, _) = makes(&noe, &["people:read"]).await;
    get(&server, &token, "/employee").await.is(200);
    let path = format!("/user/{}", noe.user);
    studio.delete(&path).await.is(204);
    get(&server, &token, "/employee").await.is_problem(401, "api_token_over");
    studio.acts(&format!("{path}/restore")).await.is(200);
    get(&server, &token, "/employee").await.is_problem(401, "api_token_over");
    server.settle().await;
}

#[tokio::test]
async fn a_token_stays_in_its_company_wherever_its_owner_works() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.employs("Ana", "Roy", "ana@roy.example").await;
    let (token, _) = makes(&studio, &["people:read"]).await;
    let other = studio.post("/company", json!({ "name": "Autre" })).await;
    let other = other.is(201).id("/id");
    let switched = studio.post("/auth/switch-company", json!({ "companyId": other })).await;
    let there = switched.is(200).json["accessToken"].as_str().unwrap().to_owned();
    assert_eq!(get(&server, &token, "/employee").await.is(200).json["total"], 1);
    // It is not listed in the other company, even for its owner.
    assert_eq!(get(&server, &there, "/api-token").await.is(200).json, json!([]));
    server.settle().await;
}

#[tokio::test]
async fn an_owner_sees_and_takes_back_everybodys_tokens_and_others_their_own() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    let (own, own_id) = makes(&studio, &["people:read"]).await;
    let (token, id) = makes(&noe, &["people:read", "live:read"]).await;
    assert_eq!(noe.get("/api-token").await.is(200).json.as_array().unwrap().len(), 1);
    assert_eq!(studio.get("/api-token").await.is(200).json.as_array().unwrap().len(), 2);
    noe.delete(&format!("/api-token/{own_id}")).await.is_problem(404, "not_found");
    get(&server, &own, "/employee").await.is(200);

    // Revoking a token ends the streams opened with it.
    let mut listener = Listener::opens(&server, "/sse", &token, None).await;
    assert_eq!(listener.receives().await.event, "ready");
    studio.delete(&format!("/api-token/{id}")).await.is(204);
    listener.ends().await;
    get(&server, &token, "/employee").await.is_problem(401, "api_token_over");
    studio.delete(&format!("/api-token/{id}")).await.is_problem(404, "not_found");
    get(&server, &own, "/sse").await.is_problem(403, "token_scope_missing");
    server.settle().await;
}

#[tokio::test]
async fn a_program_that_asks_too_often_has_to_wait_and_others_do_not() {
    let server = Server::start_with(&[("limits.requests_per_token", "3 per 1min")]);
    let studio = server.studio("lumiere").await;
    let (token, _) = makes(&studio, &["people:read"]).await;
    let (other, _) = makes(&studio, &["people:read"]).await;
    for _ in 0..3 {
        get(&server, &token, "/employee").await.is(200);
    }
    get(&server, &token, "/employee").await.is_problem(429, "rate_limited");
    get(&server, &other, "/employee").await.is(200);
    server.clock.advance(Timestamp::MINUTE);
    get(&server, &token, "/employee").await.is(200);
    server.settle().await;
}
