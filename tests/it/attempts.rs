//! Rate limits that survive a restart: who has exceeded one still waits, and who has not can sign
//! in.

use be_right::model::Timestamp;
use poem::endpoint::BoxEndpoint;
use poem::test::TestClient;
use serde_json::{Value, json};

use crate::support::{PASSWORD, Reply, Running, Server, rows};

const LIMITS: &[(&str, &str)] = &[("BE_RIGHT_LIMITS_LOGIN_PER_ACCOUNT", "4 per 1h")];

fn guess(running: &Running, email: &str, password: &str) -> (u16, Value) {
    let body = json!({ "email": email, "password": password });
    running.ask("POST", "/auth/login", "", &body).unwrap()
}

async fn post(client: &TestClient<BoxEndpoint<'static>>, path: &str, body: &Value) -> Reply {
    let request = client.post(path).content_type("application/json");
    Reply::read(request.body(body.to_string()).send().await).await
}

/// The binary on a folder with one company in it.
fn first(folder: &std::path::Path) -> Running {
    let running = Running::start(folder, &[LIMITS, &[("BE_RIGHT_REGISTRATION", "open")]].concat());
    let body = json!({
        "email": "claire@example.org", "password": PASSWORD, "firstName": "Claire",
        "lastName": "L", "companyName": "Lumière",
    });
    let (status, output) = running.ask("POST", "/auth/register", "", &body).unwrap();
    assert_eq!(status, 201, "{output}");
    running
}

#[test]
fn a_crash_does_not_reset_failed_attempts() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = first(folder.path());
    for turn in 1..=4 {
        let (status, output) = guess(&running, "Claire@example.org", "is it this?");
        assert_eq!((status, &output["code"]), (401, &json!("wrong_credentials")), "the {turn}th");
        // Each time as after a power failure.
        running.kill();
        running = Running::start(folder.path(), LIMITS);
    }
    let (status, output) = guess(&running, "claire@example.org", "or this?");
    assert_eq!((status, &output["code"]), (429, &json!("rate_limited")));
    // The right password is refused too while the limit is exceeded; others can sign in.
    assert_eq!(guess(&running, "claire@example.org", PASSWORD).0, 429);
    assert_eq!(guess(&running, "noe@example.org", PASSWORD).0, 401);
    running.kill();
    let kept = rows(folder.path(), "SELECT rule, key FROM failed_tries").concat().join(" ");
    assert!(kept.contains("login_account") && kept.contains("login_address"), "{kept}");
    assert!(!kept.contains("claire") && !kept.contains("127.0.0.1"), "{kept}");
    // Refused attempts are not stored, so that nobody can fill the disk with them.
    let counted = "SELECT COUNT(*) FROM failed_tries WHERE rule = 'login_account'";
    assert_eq!(rows(folder.path(), counted), [["5"]]);
}

#[test]
fn who_signs_in_rightly_is_not_counted_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let running = first(folder.path());
    for _ in 0..3 {
        assert_eq!(guess(&running, "claire@example.org", PASSWORD).0, 200);
    }
    assert_eq!(rows(folder.path(), "SELECT COUNT(*) FROM failed_tries"), [["0"]]);
    running.kill();
    let running = Running::start(folder.path(), LIMITS);
    // After three wrong attempts the fourth, which is right, succeeds.
    for _ in 0..3 {
        assert_eq!(guess(&running, "claire@example.org", "is it this?").0, 401);
    }
    running.kill();
    let running = Running::start(folder.path(), LIMITS);
    assert_eq!(guess(&running, "claire@example.org", PASSWORD).0, 200);
    assert_eq!(guess(&running, "claire@example.org", PASSWORD).0, 429);
}

#[tokio::test]
async fn what_was_tried_long_ago_is_forgiven_after_a_restart_as_before_it() {
    // Ten in 15 minutes: one attempt becomes available every 90 seconds.
    for (minutes, left) in [(0, 0), (3, 2), (16, 10)] {
        let server = Server::start();
        let studio = server.studio("lumiere").await;
        let wrong = json!({ "email": studio.email, "password": "is it this?" });
        for _ in 0..10 {
            server.post("/auth/login", wrong.clone()).await.is_problem(401, "wrong_credentials");
        }
        server.clock.advance(minutes * Timestamp::MINUTE);
        let again = server.begins_anew().await;
        for turn in 0..left {
            let reply = post(&again, "/auth/login", &wrong).await;
            assert_eq!(reply.status, 401, "the {turn}th of {left} after {minutes} minutes");
        }
        post(&again, "/auth/login", &wrong).await.is_problem(429, "rate_limited");
    }
}

#[tokio::test]
async fn wrong_codes_wrong_passwords_and_forgotten_ones_are_kept_and_swept() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let count = |rule: &str| {
        let sql = format!("SELECT COUNT(*) FROM failed_tries WHERE rule = '{rule}'");
        rows(server.folder.path(), &sql)[0][0].parse::<i64>().unwrap()
    };
    let begun = json!({ "currentPassword": "is it this?" });
    studio.post("/user/second-factor", begun).await.refuses(&["currentPassword"]);
    assert_eq!(count("login_account"), 1);
    let begun = studio.post("/user/second-factor", json!({ "currentPassword": PASSWORD })).await;
    begun.is(201);
    assert_eq!(count("login_account"), 1, "the right one is not written down");
    let code = json!({ "code": "000000" });
    studio.post("/user/second-factor/confirm", code).await.refuses(&["code"]);
    assert_eq!(count("login_account"), 2);
    let changed = json!({ "currentPassword": "or this?", "newPassword": "une autre phrase" });
    studio.put("/user/password", changed).await.refuses(&["currentPassword"]);
    assert_eq!(count("login_account"), 3);
    for _ in 0..4 {
        server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    }
    assert_eq!((count("forgot_address"), count("forgot_account")), (4, 3));
    // The fourth mail is not sent after a restart either.
    server.settle().await;
    let mails = server.postbox.to(&studio.email).len();
    let again = server.begins_anew().await;
    post(&again, "/auth/forgot-password", &json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    assert_eq!(server.postbox.to(&studio.email).len(), mails);
    server.sleeps(2).await;
    assert_eq!((count("login_account"), count("forgot_address")), (0, 0));
}
