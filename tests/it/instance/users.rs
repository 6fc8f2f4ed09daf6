//! All accounts for administrators: lists, suspension, signing out, and the last administrator.

use std::sync::Arc;

use be_right::config::{Config, Sources};
use be_right::model::Role;
use poem::http::Method;
use serde_json::{Value, json};

use super::{because, operator};
use crate::console::ConsoleContext;
use crate::support::{Listener, PASSWORD, Server};

fn emails(list: &Value) -> Vec<String> {
    let data = list["data"].as_array().unwrap();
    data.iter().map(|one| one["email"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn accounts_are_found_by_name_e_mail_role_and_state() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    operator(&server, "machine", Role::Developer).await;
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@lumiere.example", "USER").await;
    let list = |query: &'static str| {
        let admin = &admin;
        async move { emails(&admin.get(&format!("/admin/user?{query}")).await.is(200).json) }
    };
    assert_eq!(list("search=blanc").await, ["noe@lumiere.example"]);
    assert_eq!(list("search=NO%C3%89%20lumiere").await, ["noe@lumiere.example"]);
    assert_eq!(list("instanceRole=DEVELOPER").await, ["owner@machine.example"]);
    assert_eq!(list("orderBy=createdAt:desc&limit=1").await, ["noe@lumiere.example"]);
    assert_eq!(list("suspended=true").await, Vec::<String>::new());
    let one = admin.get(&format!("/admin/user/{}", noe.user)).await.is(200).json.clone();
    assert_eq!(one["memberships"][0]["companyName"], "lumiere");
    assert_eq!(
        (&one["user"]["secondFactor"], &one["user"]["active"]),
        (&json!(false), &json!(true))
    );
    studio.get("/admin/user").await.is_problem(403, "forbidden");

    let path = format!("/admin/user/{}", noe.user);
    admin.delete(&path).await.is(422);
    admin.delete(&format!("{path}?reason=Left")).await.is(204);
    noe.get("/event").await.is_problem(401, "session_ended");
    let body = json!({ "email": noe.email, "password": PASSWORD });
    server.post("/auth/login", body.clone()).await.is_problem(401, "wrong_credentials");
    assert_eq!(list("search=blanc").await, Vec::<String>::new());
    assert_eq!(list("search=blanc&withDeleted=true").await, ["noe@lumiere.example"]);
    let owner = format!("/admin/user/{}?reason=A", studio.user);
    admin.delete(&owner).await.is_problem(409, "last_owner");
    admin.post(&format!("{path}/restore"), because("Came back")).await.is(200);
    server.post("/auth/login", body).await.is(200);
    admin.post(&format!("{path}/restore"), because("A")).await.is_problem(409, "not_deleted");
}

#[tokio::test]
async fn a_suspended_account_is_out_everywhere_at_once_and_cannot_sign_in() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@lumiere.example", "SUPER_USER").await;
    let token = json!({ "name": "A", "scopes": ["people:read"], "currentPassword": PASSWORD });
    let token = noe.post("/api-token", token).await.is(201).json["token"].clone();
    let token = token.as_str().unwrap();
    let feed = noe.acts("/event/calendar/feed").await.is(201).json["url"].clone();
    let feed = feed.as_str().unwrap().replace("https://be-right.example", "");
    server.get(&feed).await.is(200);
    let console = ConsoleContext::of(&server, &noe.email).await;
    let mut listener = Listener::of(&noe).await;

    let path = format!("/admin/user/{}", noe.user);
    let reply = admin.post(&format!("{path}/suspend"), because("A stolen telephone")).await;
    assert_eq!(reply.is(200).json["suspendedFor"], "A stolen telephone");
    listener.ends().await;
    noe.get("/event").await.is_problem(401, "session_ended");
    let refresh = json!({ "refreshToken": noe.refresh });
    server.post("/auth/refresh", refresh).await.is_problem(401, "expired_token");
    server.send(Some(token), Method::GET, "/employee", None).await.is(401);
    assert_ne!(server.get(&feed).await.status, 200);
    let page = console.get("/console/shoots").await;
    assert!(page.is(303).header("location").starts_with("/console/login"));
    let login = |password: &str| json!({ "email": noe.email, "password": password });
    server.post("/auth/login", login(PASSWORD)).await.is_problem(401, "account_suspended");
    // Only whoever knows the password learns it.
    server.post("/auth/login", login("another one")).await.is_problem(401, "wrong_credentials");
    admin.post(&format!("{path}/suspend"), because("A")).await.is_problem(409, "already_suspended");

    admin.post(&format!("{path}/reopen"), because("Found again")).await.is(200);
    server.post("/auth/login", login(PASSWORD)).await.is(200);
    server.send(Some(token), Method::GET, "/employee", None).await.is(200);
    server.get(&feed).await.is(200);
    noe.get("/event").await.is_problem(401, "session_ended");
    admin.post(&format!("{path}/reopen"), because("A")).await.is_problem(409, "not_suspended");
    assert_eq!((server.audited("suspend_user"), server.audited("reopen_user")), (1, 1));
}

#[tokio::test]
async fn the_last_administrator_stays_whatever_is_done_and_by_whom() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let second = server.studio("lumiere").await;
    second.hires("noe@lumiere.example", "OWNER").await;
    let own = format!("/admin/user/{}", admin.user);
    let role = |role: &str| json!({ "role": role, "reason": "A" });
    let last = "last_administrator";
    for to in ["NONE", "DEVELOPER"] {
        admin.post(&format!("{own}/role"), role(to)).await.is_problem(409, last);
    }
    admin.post(&format!("{own}/suspend"), because("A")).await.is_problem(409, last);
    admin.delete(&format!("{own}?reason=A")).await.is_problem(409, last);
    admin.get("/admin/user").await.is(200);

    // With another one it is possible, but not for both.
    let other = format!("/admin/user/{}", second.user);
    let made = admin.post(&format!("{other}/role"), role("ADMIN")).await;
    assert_eq!(made.is(200).json["instanceRole"], "ADMIN");
    second.get("/admin/user").await.is(200);
    second.post(&format!("{own}/suspend"), because("A")).await.is(200);
    second.post(&format!("{other}/role"), role("NONE")).await.is_problem(409, last);
    second.post(&format!("{other}/suspend"), because("A")).await.is_problem(409, last);
    second.post(&format!("{own}/reopen"), because("A")).await.is(200);
    let admin = admin.comes_back().await;
    admin.post(&format!("{other}/role"), role("NONE")).await.is(200);
    second.get("/admin/user").await.is_problem(403, "forbidden");
    admin.post(&format!("{own}/role"), role("NONE")).await.is_problem(409, last);
    admin.post(&format!("{own}/role"), role("OWNER")).await.is(422);
    // Who is deleted and restored has no role any more.
    admin.post(&format!("{other}/role"), role("ADMIN")).await.is(200);
    admin.delete(&format!("{other}?reason=A")).await.is(204);
    let back = admin.post(&format!("{other}/restore"), because("A")).await;
    assert!(back.is(200).json["instanceRole"].is_null());

    // The same from the page.
    let console = ConsoleContext::of(&server, &admin.email).await;
    let page = format!("/console/instance/users/{}?lang=en", admin.user);
    let asked = console.get(&page).await.is(200).text();
    assert!(asked.contains("Suspend the account") && asked.contains("Sign out everywhere"));
    let refused = console
        .sends(
            &format!("/console/instance/users/{}", admin.user),
            "lang=en&do=suspend&reason.suspend=A",
        )
        .await;
    assert!(refused.is(409).text().contains("the only administrator"), "{}", refused.text());
    let empty = console
        .sends(
            &format!("/console/instance/users/{}", admin.user),
            "lang=en&do=suspend&reason.suspend=",
        )
        .await;
    assert!(
        empty.is(422).text().contains("id=\"problems\"") || empty.text().contains("Please check")
    );
}

#[tokio::test]
async fn signing_out_is_of_one_user_with_or_without_tokens_or_of_everybody() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("lumiere").await;
    let token = json!({ "name": "A", "scopes": ["people:read"], "currentPassword": PASSWORD });
    let token = studio.post("/api-token", token).await.is(201).json["token"].clone();
    let token = token.as_str().unwrap();
    let path = format!("/admin/user/{}/sign-out", studio.user);
    admin.post(&path, because("A")).await.is(204);
    studio.get("/event").await.is_problem(401, "session_ended");
    server.send(Some(token), Method::GET, "/employee", None).await.is(200);
    let body = json!({ "reason": "A", "apiTokens": true });
    admin.post(&path, body).await.is(204);
    server.send(Some(token), Method::GET, "/employee", None).await.is(401);

    let studio = studio.comes_back().await;
    let other = admin.comes_back().await;
    let mut listener = Listener::of(&studio).await;
    admin.post("/admin/sign-out", because("A breach")).await.is(204);
    listener.ends().await;
    studio.get("/event").await.is_problem(401, "session_ended");
    other.get("/event").await.is_problem(401, "session_ended");
    admin.get("/admin/user").await.is(200);
    studio.post("/admin/sign-out", because("A")).await.is(401);
    assert_eq!(server.audited("sign_everybody_out"), 1);
}

#[tokio::test]
async fn settings_are_shown_with_their_origin_and_without_secrets() {
    // As from the environment: a flag with a secret is refused.
    let server = Server::start_on(&[], |app| {
        let known = &app.config.provenance.effective;
        let mut flags: Vec<(String, String)> = vec![];
        for one in known.iter().filter(|one| one.from == "flag --set") {
            flags.push((one.key.clone(), one.value.trim_matches('"').to_owned()));
        }
        let variables = [
            ("BE_RIGHT_SMTP_HOST", "mail.example"),
            ("BE_RIGHT_SMTP_FROM", "studio@mail.example"),
            ("BE_RIGHT_SMTP_USERNAME", "us"),
            ("BE_RIGHT_SMTP_PASSWORD", "hunter2-hunter2"),
        ];
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let variables = variables.into_iter().map(own).collect();
        let sources = Sources { flags, variables, ..Sources::default() };
        app.config = Arc::new(Config::load(&sources).unwrap());
    });
    let admin = operator(&server, "instance", Role::Admin).await;
    let developer = operator(&server, "machine", Role::Developer).await;
    developer.get("/admin/settings").await.is_problem(403, "forbidden");
    let reply = admin.get("/admin/settings").await;
    assert!(!reply.is(200).text().contains("hunter2"), "{}", reply.text());
    let found = |key: &str| {
        let all = reply.json.as_array().unwrap();
        all.iter().find(|one| one["key"] == key).unwrap_or_else(|| panic!("{key}")).clone()
    };
    assert_eq!(found("smtp.password")["value"], "\"***\"");
    assert_eq!(found("smtp.password")["from"], "variable BE_RIGHT_SMTP_PASSWORD");
    assert_eq!(found("registration")["from"], "flag --set");
    assert_eq!(found("jobs.workers")["from"], "default");
    let console = ConsoleContext::of(&server, &admin.email).await;
    let page = console.get("/console/instance/settings?lang=en").await.is(200).text();
    assert!(page.contains("flag --set") && !page.contains("hunter2"), "{page}");
}

#[tokio::test]
async fn an_account_is_opened_renamed_and_erased_in_the_console() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let console = ConsoleContext::of(&server, &admin.email).await;
    let form = "lang=en&do=open&firstName=Zoe&lastName=Petit&locale=en&role=NONE&email=";
    let list = "/console/instance/users";
    let refused = console.sends(list, &format!("{form}zoe&reason.open=New")).await;
    let refused = refused.is(422).text();
    assert!(refused.contains("value=\"Petit\"") && refused.contains("aria-invalid"), "{refused}");
    let unsaid = console.sends(list, &format!("{form}zoe@example.org&reason.open=")).await;
    unsaid.is(422);
    let opened = console.sends(list, &format!("{form}zoe@example.org&reason.open=New")).await;
    let page = opened.is(303).header("location").split('?').next().unwrap().to_owned();
    let page = page.as_str();
    let again = console.sends(list, &format!("{form}zoe@example.org&reason.open=New")).await;
    assert!(again.is(409).text().contains("zoe@example.org"));
    server.settle().await;
    assert!(server.postbox.last_with("zoe@example.org", "/reset/").subject.contains("account"));

    let named = "do=rename&firstName=Zo%C3%A9&lastName=Petit&reason.rename=Misspelt";
    console.sends(page, named).await.is(303);
    let shown = console.get(&format!("{page}?lang=en")).await.is(200).text();
    assert!(shown.contains("Zoé Petit") && !shown.contains("Erase the account for ever"));
    console.sends(page, "do=delete&reason.delete=Left").await.is(303);
    let shown = console.get(&format!("{page}?lang=en")).await.is(200).text();
    assert!(shown.contains("Erase the account for ever"), "{shown}");
    console.sends(page, "lang=en&do=erase&reason.erase=").await.is(422);
    console.sends(page, "do=erase&reason.erase=Asked").await.is(303);
    let gone = console.get(&format!("{page}?lang=en")).await.is(200).text();
    assert!(!gone.contains("Petit") && !gone.contains("Restore the account"), "{gone}");
}
