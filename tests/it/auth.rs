//! Sign-up, sign-in, sessions, passwords and sign-out.

use std::sync::Arc;

use be_right::actions::{Origin, auth};
use be_right::model::keys::{fresh_token, token_hash};
use be_right::model::password::{Cost, Passwords};
use be_right::model::{Locale, Timestamp, UserId};
use be_right::store::{claims, users};
use be_right::{App, Error, http};
use poem::http::Method;
use poem::test::TestClient;
use serde_json::json;

use crate::metrics;
use crate::support::{PASSWORD, Reply, Server};

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
    // The reuse ends the session, for the rightful holder too.
    let token = fresh.json["refreshToken"].clone();
    server
        .post("/auth/refresh", json!({ "refreshToken": token }))
        .await
        .is_problem(401, "expired_token");
    studio.get("/auth/sessions").await.is_problem(401, "session_ended");
}

fn newcomer(email: &str) -> serde_json::Value {
    json!({
        "email": email, "password": PASSWORD, "firstName": "Ada", "lastName": "Roy",
        "companyName": "Studio Roy",
    })
}

/// The token of the last password reset link that was mailed.
fn reset_link(server: &Server, email: &str) -> String {
    let text = server.postbox.last_with(email, "/reset/").text;
    let token = text.split("/reset/").nth(1).unwrap_or_else(|| panic!("no link in: {text}"));
    token.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn strangers_sign_up_only_where_they_are_let() {
    for (registration, status) in [("closed", 409), ("invite", 409), ("open", 201)] {
        let server = Server::start_with(&[("registration", registration)]);
        let reply = server.post("/auth/register", newcomer("ada@roy.example")).await;
        reply.is(status);
        // The same on the page, to which the sign-in page leads where it is open.
        let sign_in = Reply::read(server.client().get("/console/login").send().await).await;
        let is_open = status == 201;
        assert_eq!(sign_in.is(200).text().contains("href=\"/register"), is_open);
        let page = Reply::read(server.client().get("/register?lang=en").send().await).await;
        assert_eq!(page.is(if is_open { 200 } else { 303 }).status == 200, is_open);
        let sends = async |email: &str, password: &str| {
            let form = format!(
                "lang=en&companyName=Roy&firstName=Ada&lastName=Roy&email={email}&password={password}"
            );
            let request = server.client().post("/register").header("sec-fetch-site", "same-origin");
            let request = request.content_type("application/x-www-form-urlencoded");
            Reply::read(request.body(form).send().await).await
        };
        let password = PASSWORD.replace(' ', "+");
        let opened = sends("bob@roy.example", &password).await;
        if is_open {
            assert!(opened.is(200).text().contains("Roy is ready"), "{}", opened.text());
            let entered = opened.header("set-cookie").split(';').next().unwrap().to_owned();
            let home = server.client().get("/console").header("cookie", entered).send().await;
            assert!(Reply::read(home).await.is(200).text().contains("class=\"checklist\""));
            let taken = sends("ADA@roy.example", &password).await.is(409).text();
            assert!(taken.contains("already an account") && taken.contains("#email"), "{taken}");
            let short = sends("eve@roy.example", "short").await.is(422).text();
            assert!(short.contains("too short") && short.contains("value=\"eve@"), "{short}");
        } else {
            opened.is(409);
        }
        if status == 409 {
            let invite = registration == "invite";
            let code = if invite { "registration_by_invitation" } else { "registration_closed" };
            reply.is_problem(409, code);
        } else {
            assert_eq!(reply.json["expiresIn"], 900);
            assert_eq!(reply.json["memberships"][0]["role"], "OWNER");
        }
    }
}

#[tokio::test]
async fn an_email_signs_up_once_whatever_its_capitals() {
    let server = Server::start();
    server.post("/auth/register", newcomer("ada@roy.example")).await.is(201);
    let again = server.post("/auth/register", newcomer("ADA@roy.example")).await;
    again.is_problem(409, "email_taken");
    let (one, other) = tokio::join!(
        server.post("/auth/register", newcomer("bob@roy.example")),
        server.post("/auth/register", newcomer("bob@ROY.example")),
    );
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn all_errors_are_reported_at_once() {
    let server = Server::start();
    let body = json!({
        "email": "no address", "password": "password123", "firstName": " ",
        "lastName": "a\nb", "companyName": "x".repeat(201),
    });
    let reply = server.post("/auth/register", body).await;
    reply.refuses(&["email", "firstName", "lastName", "companyName", "password"]);
    let codes: Vec<_> =
        reply.json["errors"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, ["email", "required", "control_characters", "too_long", "password_common"]);
    for (password, code) in [
        ("neuf char", "password_short"),
        ("ada.lovelace@roy.example", "password_is_email"),
        (&"x".repeat(201), "too_long"),
    ] {
        let mut body = newcomer("ada.lovelace@roy.example");
        body["password"] = json!(password);
        assert_eq!(server.post("/auth/register", body).await.json["errors"][0]["code"], code);
        // Sign-ups are rate limited; the next ones are tried a day later.
        server.clock.advance(Timestamp::DAY);
    }
}

#[tokio::test]
async fn of_two_who_race_for_the_claim_link_one_wins() {
    let server = Server::start_with(&[("registration", "closed")]);
    let token = fresh_token();
    let hash = token_hash(&token);
    server.app.db.write_all(move |all| claims::create(all, &hash)).await.unwrap();
    let claim = |email: &str| {
        let account = auth::NewAccount {
            email: email.into(),
            password: PASSWORD.into(),
            first_name: "Ada".into(),
            last_name: "Roy".into(),
            company_name: "Studio Roy".into(),
            locale: Locale::Fr,
            invitation: None,
        };
        auth::claim(&server.app, &token, account, Origin::default())
    };
    let (one, other) = tokio::join!(claim("one@roy.example"), claim("other@roy.example"));
    let lost = [one, other].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert!(matches!(lost[..], [Error::Gone("claim_used")]), "{lost:?}");
    let later = claim("later@roy.example").await.err();
    assert!(matches!(later, Some(Error::Gone("claim_used"))), "{later:?}");
}

#[tokio::test]
async fn an_unknown_email_and_a_wrong_password_get_the_same_reply() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut output = vec![];
    for (email, password) in [
        (studio.email.as_str(), "not the password"),
        ("nobody@else.example", "not the password"),
        ("nobody@else.example", PASSWORD),
        ("not an address", PASSWORD),
    ] {
        let reply =
            server.post("/auth/login", json!({ "email": email, "password": password })).await;
        reply.is_problem(401, "wrong_credentials");
        let mut document = reply.json.clone();
        document.as_object_mut().unwrap().remove("instance");
        output.push(document);
    }
    assert!(output.windows(2).all(|pair| pair[0] == pair[1]), "{output:?}");
}

#[tokio::test]
async fn a_login_costs_the_same_whether_the_email_has_an_account_or_not() {
    let server = metrics::watched();
    let studio = server.studio("lumiere").await;
    // Invited, and without a password yet.
    let guest = json!({
        "email": "noe@lumiere.example", "firstName": "Noé", "lastName": "Blanc", "role": "USER",
    });
    studio.post("/user", guest).await.is(201);
    let hashed = async || {
        metrics::value(&metrics::figures(&server).await, "be_right_passwords_hashed_total")
    };
    let wrong = "not the password";
    let overlong = "x".repeat(201);
    for (password, work) in [(wrong, 1.0), (overlong.as_str(), 0.0)] {
        for email in [studio.email.as_str(), "noe@lumiere.example", "nobody@lumiere.example"] {
            let before = hashed().await;
            let body = json!({ "email": email, "password": password });
            server.post("/auth/login", body).await.is_problem(401, "wrong_credentials");
            assert_eq!(hashed().await - before, work, "{email}");
            let form = format!("email={email}&password={}", password.replace(' ', "+"));
            let page = server.client().post("/console/login").body(form);
            let page = page.content_type("application/x-www-form-urlencoded");
            Reply::read(page.send().await).await.is(401);
            assert_eq!(hashed().await - before, 2.0 * work, "{email}");
        }
    }
    // The right password costs one hash too.
    let before = hashed().await;
    let right = json!({ "email": studio.email, "password": PASSWORD });
    server.post("/auth/login", right).await.is(200);
    assert_eq!(hashed().await - before, 1.0);
    server.settle().await;
}

#[tokio::test]
async fn a_password_is_hashed_anew_at_login_when_the_cost_has_risen() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let kept = async || {
        let id = UserId(studio.user);
        server.app.db.read_all(move |all| users::password_hash(all, id)).await.unwrap().unwrap()
    };
    let login = async |memory_kib: u32| {
        let passwords = Passwords::new(Cost { memory_kib, passes: 1, lanes: 1 }).unwrap();
        let app = App { passwords: Arc::new(passwords), ..server.app.clone() };
        let client = TestClient::new(http::routes(app).unwrap());
        let body = json!({ "email": studio.email, "password": PASSWORD }).to_string();
        let login = client.post("/auth/login").content_type("application/json").body(body);
        Reply::read(login.send().await).await.is(200);
    };
    let first = kept().await;
    assert!(first.contains("m=8,"), "{first}");
    login(64).await;
    let risen = kept().await;
    assert!(risen.contains("m=64,"), "{risen}");
    // A hash is neither weakened nor renewed without a reason.
    login(8).await;
    login(64).await;
    assert_eq!(kept().await, risen);
}

#[tokio::test]
async fn a_forgotten_password_does_not_reveal_whether_an_account_exists() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    server.settle().await;
    let before = server.postbox.count();
    let known = server.post("/auth/forgot-password", json!({ "email": studio.email })).await;
    let unknown = server.post("/auth/forgot-password", json!({ "email": "a@b.example" })).await;
    assert_eq!((known.status, &known.bytes), (202, &unknown.bytes));
    assert_eq!(unknown.status, 202);
    server.settle().await;
    assert_eq!(server.postbox.count() - before, 1);
}

#[tokio::test]
async fn a_mailed_link_sets_a_password_once_and_ends_every_session() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    let mut links = server.postbox.to(&studio.email);
    links.retain(|mail| mail.text.contains("/reset/"));
    let earlier = links[links.len() - 2].text.clone();
    let earlier = earlier.split("/reset/").nth(1).unwrap().split_whitespace().next().unwrap();
    let token = reset_link(&server, &studio.email);
    assert_ne!(earlier, token);

    let choose = |token: &str, password: &str| {
        let body = json!({ "token": token, "password": password });
        server.post("/auth/reset-password", body)
    };
    // A refused password does not use the link up.
    choose(&token, "password123").await.refuses(&["password"]);
    choose(&token, &studio.email).await.refuses(&["password"]);
    choose(&token, "une nouvelle phrase").await.is(204);
    choose(&token, "une nouvelle phrase").await.is_problem(410, "reset_used");
    choose(earlier, "une nouvelle phrase").await.is_problem(410, "reset_used");
    choose("a guess", "une nouvelle phrase").await.is_problem(410, "reset_used");

    studio.get("/user/profile").await.is_problem(401, "session_ended");
    let refresh = json!({ "refreshToken": studio.refresh });
    server.post("/auth/refresh", refresh).await.is(401);
    let old = json!({ "email": studio.email, "password": PASSWORD });
    server.post("/auth/login", old).await.is_problem(401, "wrong_credentials");
    let new = json!({ "email": studio.email, "password": "une nouvelle phrase" });
    server.post("/auth/login", new).await.is(200);
}

#[tokio::test]
async fn a_new_password_ends_what_the_old_one_opened() {
    for by_mail in [true, false] {
        let server = Server::start();
        let studio = server.studio("lumiere").await;
        let wanted = json!({ "name": "A", "scopes": ["people:read"], "currentPassword": PASSWORD });
        let made = studio.post("/api-token", wanted).await;
        let token = made.is(201).json["token"].as_str().unwrap().to_owned();
        let feed = studio.acts("/event/calendar/feed").await;
        let feed = feed.is(201).json["url"].as_str().unwrap().to_owned();
        let feed = feed.strip_prefix("https://be-right.example").unwrap().to_owned();
        assert!(feed.starts_with("/calendar/"), "{feed}");
        let reads = |path: &str| {
            let (server, path, token) = (&server, path.to_owned(), token.clone());
            async move { server.send(Some(&token), Method::GET, &path, None).await }
        };
        reads("/employee").await.is(200);
        server.get(&feed).await.is(200);
        server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
        server.settle().await;
        let link = reset_link(&server, &studio.email);
        if by_mail {
            let body = json!({ "token": link, "password": "une nouvelle phrase" });
            server.post("/auth/reset-password", body).await.is(204);
        } else {
            let body = json!({ "currentPassword": PASSWORD, "newPassword": "une nouvelle phrase" });
            studio.put("/user/password", body).await.is(204);
        }
        reads("/employee").await.is_problem(401, "api_token_over");
        server.get(&feed).await.is(404);
        // A reset link that was mailed before.
        let body = json!({ "token": link, "password": "une autre phrase" });
        server.post("/auth/reset-password", body).await.is_problem(410, "reset_used");
        server.settle().await;
    }
}

#[tokio::test]
async fn failed_logins_from_another_address_do_not_lock_the_holder_out() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let enters = async |agent: &str, password: &str| {
        let body = json!({ "email": studio.email, "password": password }).to_string();
        let request = server.client().post("/auth/login").header("user-agent", agent);
        Reply::read(request.content_type("application/json").body(body).send().await).await
    };
    const HOME: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
    const ELSEWHERE: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 \
         (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";
    // A new address counts with the other unknown ones.
    enters(HOME, PASSWORD).await.is(200);
    for _ in 0..9 {
        enters(ELSEWHERE, "not the password").await.is(401);
    }
    enters(ELSEWHERE, "not the password").await.is_problem(429, "rate_limited");
    // The holder signs in from a known address and changes their password.
    let inside = enters(HOME, PASSWORD).await;
    let token = inside.is(200).json["accessToken"].as_str().unwrap().to_owned();
    let body = json!({ "currentPassword": PASSWORD, "newPassword": "une nouvelle phrase" });
    server.send(Some(&token), Method::PUT, "/user/password", Some(&body)).await.is(204);
    // Attempts from the known address are limited too.
    for _ in 0..10 {
        assert_ne!(enters(HOME, "not the password").await.status, 200);
    }
    enters(HOME, "une nouvelle phrase").await.is_problem(429, "rate_limited");
    server.settle().await;
}

#[tokio::test]
async fn a_mailed_link_lasts_an_hour() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    let token = reset_link(&server, &studio.email);
    server.clock.advance(Timestamp::HOUR - 1);
    let stands = token_hash(&token);
    let stands = server.app.db.read_all(move |all| be_right::store::resets::is_valid(all, &stands));
    assert!(stands.await.unwrap());
    server.clock.advance(1);
    let body = json!({ "token": token, "password": "une nouvelle phrase" });
    server.post("/auth/reset-password", body).await.is_problem(410, "reset_used");
}

#[tokio::test]
async fn of_two_who_use_a_mailed_link_at_once_one_wins() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    let token = reset_link(&server, &studio.email);
    let choose = |password: &str| {
        server.post("/auth/reset-password", json!({ "token": token, "password": password }))
    };
    let (one, other) = tokio::join!(choose("la première phrase"), choose("la seconde phrase"));
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [204, 410]);
}

#[tokio::test]
async fn changing_the_password_ends_the_other_sessions_only() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let other = studio.comes_back().await;
    let change = |current: &str, fresh: &str| {
        studio.put("/user/password", json!({ "currentPassword": current, "newPassword": fresh }))
    };
    change("not this one", "une nouvelle phrase").await.refuses(&["currentPassword"]);
    change(PASSWORD, "court").await.refuses(&["newPassword"]);
    change(PASSWORD, "une nouvelle phrase").await.is(204);
    studio.get("/user/profile").await.is(200);
    other.get("/user/profile").await.is_problem(401, "session_ended");
    let new = json!({ "email": studio.email, "password": "une nouvelle phrase" });
    server.post("/auth/login", new).await.is(200);
}

#[tokio::test]
async fn logging_out_ends_the_access_token_at_once() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let other = studio.comes_back().await;
    studio.acts("/auth/logout").await.is(204);
    studio.get("/user/profile").await.is_problem(401, "session_ended");
    studio.acts("/auth/logout").await.is_problem(401, "session_ended");
    let refresh = json!({ "refreshToken": studio.refresh });
    server.post("/auth/refresh", refresh).await.is_problem(401, "expired_token");
    other.get("/user/profile").await.is(200);
}

#[tokio::test]
async fn a_session_is_seen_and_ended_from_another() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let phone = studio.comes_back().await;
    let open = studio.get("/auth/sessions").await;
    let list = open.is(200).json.as_array().unwrap().clone();
    assert_eq!(list.len(), 2);
    let lost = list.iter().find(|one| one["current"] == false).unwrap()["id"].as_i64().unwrap();
    studio.delete(&format!("/auth/sessions/{lost}")).await.is(204);
    studio.delete(&format!("/auth/sessions/{lost}")).await.is_problem(404, "not_found");
    phone.get("/user/profile").await.is_problem(401, "session_ended");
    assert_eq!(studio.get("/auth/sessions").await.json.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_access_token_lasts_a_quarter_of_an_hour_and_is_carried_on_by_refreshing() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    server.clock.advance(15 * Timestamp::MINUTE - 1000);
    studio.get("/user/profile").await.is(200);
    server.clock.advance(1000);
    studio.get("/user/profile").await.is_problem(401, "expired_token");
    let fresh = server.post("/auth/refresh", json!({ "refreshToken": studio.refresh })).await;
    let token = fresh.is(200).json["accessToken"].as_str().unwrap();
    server.send(Some(token), Method::GET, "/user/profile", None).await.is(200);
}

#[tokio::test]
async fn of_two_refreshes_at_once_one_wins_and_the_session_ends() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let refresh = || server.post("/auth/refresh", json!({ "refreshToken": studio.refresh }));
    let (one, other) = tokio::join!(refresh(), refresh());
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [200, 401]);
    studio.get("/user/profile").await.is_problem(401, "session_ended");
}

#[tokio::test]
async fn a_session_ends_when_its_refresh_token_expires_unused() {
    let server = Server::start_with(&[("tokens.refresh", "30d")]);
    let studio = server.studio("lumiere").await;
    server.clock.advance(30 * Timestamp::DAY);
    let refresh = json!({ "refreshToken": studio.refresh });
    server.post("/auth/refresh", refresh).await.is_problem(401, "expired_token");
}

#[tokio::test]
async fn a_lost_role_is_felt_at_the_next_request() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@lumiere.example", "SUPER_USER").await;
    let ana = studio.employs("Ana", "Roy", "ana@example.org").await;
    noe.get("/employee").await.is(200);
    let path = format!("/user/{}", noe.user);
    studio.patch(&path, json!({ "role": "USER" })).await.is(200);
    noe.delete(&format!("/employee/{ana}")).await.is_problem(403, "forbidden");
    studio.patch(&path, json!({ "role": "EMPLOYEE" })).await.is(200);
    noe.get("/employee").await.is_problem(403, "forbidden");
    studio.delete(&path).await.is(204);
    noe.get("/employee").await.is_problem(403, "forbidden");
    noe.get(&format!("/company/{}", studio.company)).await.is_problem(404, "not_found");
    // The account stays: its holder can sign in and read it.
    assert_eq!(noe.get("/user/companies").await.is(200).json, json!([]));
    noe.get("/user/profile").await.is(200);
    noe.acts("/auth/logout").await.is(204);
    let entered = noe.comes_back().await;
    assert_eq!(entered.company, 0);
}

#[tokio::test]
async fn an_invalid_access_token_is_refused() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let own = &studio.token;
    let parts: Vec<_> = own.split('.').collect();
    // {"alg":"none","typ":"JWT"}
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", parts[1]);
    let cut = &own[..own.len() - 2];
    for header in [
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "bearer",
        "Bearer null",
        "Bearer a.b.c",
        &format!("Bearer {none}"),
        &format!("Bearer {cut}"),
        &format!("Bearer {own}x"),
        &format!("Token {own}"),
        own,
        &format!("Bearer {own} {own}"),
        "Bearer \u{e9}",
        &format!("Bearer {}", "a".repeat(7_000)),
    ] {
        let request = server.client().get("/user/profile").header("authorization", header);
        let reply = Reply::read(request.send().await).await;
        assert_eq!(reply.status, 401, "{header:?}: {}", reply.json);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{header:?}");
        assert_eq!(reply.header("www-authenticate"), "Bearer", "{header:?}");
    }
}
