//! The second factor (TOTP): enrolled, asked for, lost, turned off.

use be_right::actions::auth;
use be_right::model::{Role, Timestamp, UserId};
use be_right::store::users;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

use crate::support::{PASSWORD, Reply, Server, Studio};

/// An authenticator app with a secret.
pub struct Authenticator(Totp);

impl Authenticator {
    pub fn holds(secret: &Value) -> Self {
        let secret = Secret::try_from_base32(secret.as_str().unwrap()).unwrap();
        Self(Builder::new().with_secret(secret).build().unwrap())
    }

    pub fn shows(&self, server: &Server) -> String {
        self.shows_at(server.app.now())
    }

    fn shows_at(&self, now: Timestamp) -> String {
        self.0.generate(u64::try_from(now.0 / 1000).unwrap()).to_string()
    }
}

const STEP: i64 = 30 * Timestamp::SECOND;

/// Turns the second factor on; returns the app and the recovery codes.
async fn turned_on(studio: &Studio<'_>) -> (Authenticator, Vec<String>) {
    let password = json!({ "currentPassword": PASSWORD });
    let begun = studio.post("/user/second-factor", password).await;
    let app = Authenticator::holds(&begun.is(201).json["secret"]);
    let code = json!({ "code": app.shows(studio.server) });
    let codes = studio.post("/user/second-factor/confirm", code).await;
    let codes = codes.is(200).json["recoveryCodes"].as_array().unwrap().clone();
    studio.server.clock.advance(STEP);
    (app, codes.into_iter().map(|code| code.as_str().unwrap().to_owned()).collect())
}

async fn logs_in(server: &Server, email: &str, password: &str, totp: Option<&str>) -> Reply {
    let mut body = json!({ "email": email, "password": password });
    if let Some(totp) = totp {
        body["totp"] = json!(totp);
    }
    server.post("/auth/login", body).await
}

#[tokio::test]
async fn an_app_is_enrolled_and_its_codes_are_asked_for_from_then_on() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let state = studio.get("/user/second-factor").await;
    assert_eq!(state.is(200).json, json!({ "on": false, "since": null, "recoveryCodesLeft": 0 }));
    let wrong = json!({ "currentPassword": "not the password" });
    studio.post("/user/second-factor", wrong).await.refuses(&["currentPassword"]);
    let begun = studio.post("/user/second-factor", json!({ "currentPassword": PASSWORD })).await;
    let made = &begun.is(201).json;
    // The URI gives the app the same secret, the account and the issuer.
    let output = Totp::from_url(made["uri"].as_str().unwrap()).unwrap();
    assert_eq!(output.secret().to_base32(), made["secret"].as_str().unwrap());
    assert_eq!((output.issuer(), output.account_name()), (Some("be-right"), studio.email.as_str()));
    assert!(made["qr"].as_str().unwrap().starts_with("data:image/png;base64,iVBOR"), "{made}");
    // Not confirmed yet, so no code is needed.
    logs_in(&server, &studio.email, PASSWORD, None).await.is(200);
    let app = Authenticator::holds(&made["secret"]);
    for code in ["000000", "", "7K3QZ-M0XTB"] {
        let reply = studio.post("/user/second-factor/confirm", json!({ "code": code })).await;
        reply.refuses(&["code"]);
    }
    let code = json!({ "code": app.shows(&server) });
    let codes = studio.post("/user/second-factor/confirm", code).await;
    assert_eq!(codes.is(200).json["recoveryCodes"].as_array().unwrap().len(), 10);
    let profile = studio.get("/user/profile").await;
    assert_eq!(profile.json["secondFactor"], true);
    let state = studio.get("/user/second-factor").await;
    assert_eq!((&state.json["on"], &state.json["recoveryCodesLeft"]), (&json!(true), &json!(10)));
    let again = studio.post("/user/second-factor", json!({ "currentPassword": PASSWORD })).await;
    again.is_problem(409, "second_factor_on");

    logs_in(&server, &studio.email, PASSWORD, None).await.is_problem(401, "totp_required");
    // Whoever does not know the password does not learn that there is a second factor.
    let guess = logs_in(&server, &studio.email, "not the password", None).await;
    guess.is_problem(401, "wrong_credentials");
    // So many attempts exceed the rate limit.
    server.clock.advance(15 * Timestamp::MINUTE);
    let code = app.shows(&server);
    logs_in(&server, &studio.email, PASSWORD, Some(&code)).await.is(200);
    server.settle().await;
    let output = server.postbox.last_to(&studio.email);
    assert!(output.subject.contains("double authentification"), "{}", output.subject);
}

#[tokio::test]
async fn no_code_is_taken_twice_and_none_from_long_ago() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (app, _) = turned_on(&studio).await;
    let code = app.shows(&server);
    let (one, other) = tokio::join!(
        logs_in(&server, &studio.email, PASSWORD, Some(&code)),
        logs_in(&server, &studio.email, PASSWORD, Some(&code)),
    );
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [200, 401]);
    let now = server.app.now();
    // Nor is a code from before the last one accepted.
    let before = app.shows_at(now.minus(STEP));
    logs_in(&server, &studio.email, PASSWORD, Some(&before)).await.is_problem(401, "wrong_totp");
    // A clock that is half a minute ahead is accepted, one that is further ahead is not.
    let ahead = app.shows_at(now.plus(STEP));
    logs_in(&server, &studio.email, PASSWORD, Some(&ahead)).await.is(200);
    let further = app.shows_at(now.plus(3 * STEP));
    logs_in(&server, &studio.email, PASSWORD, Some(&further)).await.is_problem(401, "wrong_totp");
    server.clock.advance(10 * STEP);
    let late = app.shows_at(server.app.now().minus(STEP));
    logs_in(&server, &studio.email, PASSWORD, Some(&late)).await.is(200);
}

#[tokio::test]
async fn wrong_codes_count_as_tries_to_log_in_and_are_remembered() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (app, _) = turned_on(&studio).await;
    server.clock.advance(Timestamp::HOUR);
    let mut refused = 0;
    let limited = loop {
        let reply = logs_in(&server, &studio.email, PASSWORD, Some("000000")).await;
        if reply.status != 401 {
            break reply;
        }
        reply.is_problem(401, "wrong_totp");
        refused += 1;
    };
    limited.is_problem(429, "rate_limited");
    assert_eq!(refused, 10);
    // The right code is refused as well until the limit has passed.
    let code = app.shows(&server);
    logs_in(&server, &studio.email, PASSWORD, Some(&code)).await.is_problem(429, "rate_limited");
    let noted = server.audited("second_factor_refused");
    assert_eq!(noted, 10);
}

#[tokio::test]
async fn a_recovery_code_works_once_and_the_account_holder_is_notified() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (app, codes) = turned_on(&studio).await;
    let typed = codes[3].to_lowercase().replace('-', " ");
    logs_in(&server, &studio.email, PASSWORD, Some(&typed)).await.is(200);
    let again = logs_in(&server, &studio.email, PASSWORD, Some(&codes[3])).await;
    again.is_problem(401, "wrong_totp");
    let state = studio.get("/user/second-factor").await;
    assert_eq!(state.json["recoveryCodesLeft"], 9);
    server.settle().await;
    let output = server.postbox.last_to(&studio.email);
    assert!(
        output.subject.contains("code de secours") && output.text.contains('9'),
        "{}",
        output.text
    );

    let proof = json!({ "currentPassword": PASSWORD, "code": app.shows(&server) });
    let fresh = studio.post("/user/second-factor/recovery-codes", proof).await;
    let fresh = fresh.is(200).json["recoveryCodes"][0].as_str().unwrap().to_owned();
    let old = logs_in(&server, &studio.email, PASSWORD, Some(&codes[4])).await;
    old.is_problem(401, "wrong_totp");
    logs_in(&server, &studio.email, PASSWORD, Some(&fresh)).await.is(200);
    // Neither the secret nor the codes can be read from the database.
    let file = std::fs::read(server.app.db.file()).unwrap();
    let kept = |text: &str| file.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(!kept(&fresh) && !kept(&fresh.replace('-', "")));
    server.settle().await;
}

#[tokio::test]
async fn a_new_password_does_not_get_around_the_second_factor() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (app, _) = turned_on(&studio).await;
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    let text = server.postbox.last_with(&studio.email, "/reset/").text;
    let token = text.split("/reset/").nth(1).unwrap().split_whitespace().next().unwrap();
    let fresh = "une tout autre phrase";
    let reset = json!({ "token": token, "password": fresh });
    server.post("/auth/reset-password", reset).await.is(204);
    logs_in(&server, &studio.email, fresh, None).await.is_problem(401, "totp_required");
    let code = app.shows(&server);
    logs_in(&server, &studio.email, fresh, Some(&code)).await.is(200);
}

#[tokio::test]
async fn it_is_turned_off_by_password_and_code_only() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let off = "/user/second-factor/off";
    let nothing = json!({ "currentPassword": PASSWORD, "code": "000000" });
    studio.post(off, nothing.clone()).await.is_problem(409, "second_factor_not_on");
    let (app, _) = turned_on(&studio).await;
    studio.post(off, nothing).await.refuses(&["code"]);
    let wrong = json!({ "currentPassword": "not the password", "code": app.shows(&server) });
    studio.post(off, wrong).await.refuses(&["currentPassword"]);
    logs_in(&server, &studio.email, PASSWORD, None).await.is_problem(401, "totp_required");
    let right = json!({ "currentPassword": PASSWORD, "code": app.shows(&server) });
    studio.post(off, right).await.is(204);
    logs_in(&server, &studio.email, PASSWORD, None).await.is(200);
    server.settle().await;
    let output = server.postbox.last_to(&studio.email);
    assert!(output.subject.contains("désactivée"), "{}", output.subject);
    // A secret that is not confirmed within an hour expires.
    let password = json!({ "currentPassword": PASSWORD });
    let begun = studio.post("/user/second-factor", password).await;
    let app = Authenticator::holds(&begun.is(201).json["secret"]);
    server.clock.advance(Timestamp::HOUR);
    let back = studio.comes_back().await;
    let late = json!({ "code": app.shows(&server) });
    let late = back.post("/user/second-factor/confirm", late).await;
    late.is_problem(409, "second_factor_not_begun");
}

#[tokio::test]
async fn who_has_lost_the_app_is_let_in_by_an_owner_or_an_administrator() {
    let server = Server::start();
    let ours = server.studio("lumiere").await;
    let noe = ours.hires("noe@lumiere.example", "USER").await;
    let path = format!("/user/{}/second-factor", noe.user);
    ours.delete(&path).await.is_problem(409, "second_factor_not_on");
    turned_on(&noe).await;
    noe.delete(&path).await.is_problem(403, "forbidden");
    let stranger = server.studio("pathe").await;
    stranger.delete(&path).await.is_problem(404, "not_found");
    logs_in(&server, &noe.email, PASSWORD, None).await.is_problem(401, "totp_required");
    ours.delete(&path).await.is(204);
    logs_in(&server, &noe.email, PASSWORD, None).await.is(200);
    server.settle().await;
    let output = server.postbox.last_to(&noe.email);
    assert!(output.text.contains("Une personne responsable"), "{}", output.text);

    // The owner of another company is not reset by the one that employs them.
    let both = server.studio("photo").await;
    let body = json!({ "email": both.email, "firstName": "I", "lastName": "D", "role": "USER" });
    ours.post("/user", body).await.is(201);
    server.settle().await;
    let token = crate::support::join_token(&server, &both.email);
    server.post("/auth/join", json!({ "token": token, "password": PASSWORD })).await.is(200);
    turned_on(&both).await;
    let path = format!("/user/{}/second-factor", both.user);
    ours.delete(&path).await.is_problem(409, "administrator_needed");
    let id = UserId(ours.user);
    let made =
        move |all: &be_right::store::AllTx| users::set_instance_role(all, id, Some(Role::Admin));
    server.app.db.write_all(made).await.unwrap();
    ours.delete(&format!("/admin{path}")).await.is(204);
    logs_in(&server, &both.email, PASSWORD, None).await.is(200);
    assert_eq!(server.audited("reset_second_factor"), 2);

    // And from the command line.
    turned_on(&noe).await;
    assert!(auth::reset_second_factor_locally(&server.app, &noe.email).await.unwrap());
    assert!(!auth::reset_second_factor_locally(&server.app, &noe.email).await.unwrap());
    logs_in(&server, &noe.email, PASSWORD, None).await.is(200);
    server.settle().await;
}
