//! Getting in, staying in, getting out.

use serde_json::json;

use crate::support::{PASSWORD, Server};

#[tokio::test]
async fn a_studio_signs_up_and_logs_in() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let login = server
        .post("/auth/login", json!({ "email": studio.email.to_uppercase(), "password": PASSWORD }))
        .await;
    login.is(200);
    assert_eq!(login.json["company"]["name"], "Studio Lumière");
    assert_eq!(login.json["subscription"]["label"], "BASIC");
}

#[tokio::test]
async fn a_refresh_token_works_once_and_its_return_ends_the_session() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let used = json!({ "refreshToken": studio.refresh });
    let fresh = server.post("/auth/refresh", used.clone()).await;
    fresh.is(200);
    server.post("/auth/refresh", used).await.is_problem(401, "session_revoked");
    // The thief's refusal is remembered: the rightful holder is out too.
    let token = fresh.json["refreshToken"].clone();
    server
        .post("/auth/refresh", json!({ "refreshToken": token }))
        .await
        .is_problem(401, "expired_token");
    studio.get("/auth/sessions").await.is_problem(401, "session_ended");
}
