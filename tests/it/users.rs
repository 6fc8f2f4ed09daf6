//! A user's own account, and the users of a company.

use be_right::model::Timestamp;
use serde_json::json;

use crate::support::{PASSWORD, Recipient, Reply, Server, Studio, drawn, rows};

fn output<'a>(text: &'a str, mark: &str) -> &'a str {
    let after = text.split(mark).nth(1).unwrap_or_else(|| panic!("no {mark} in: {text}"));
    after.split_whitespace().next().unwrap()
}

#[tokio::test]
async fn ones_details_are_ones_own_to_change() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let mut details = json!({
        "email": studio.email, "firstName": " Claire ", "lastName": "Fontaine-Łęcka",
        "phone": "06 12 34 56 78",
    });
    let profile = studio.put("/user/profile", details.clone()).await;
    assert_eq!(profile.is(200).json["firstName"], "Claire");
    assert_eq!(profile.json["phone"], "+33612345678");
    assert_eq!(studio.get("/user/profile").await.json, profile.json);
    details["phone"] = json!("12");
    details["firstName"] = json!("a\nb");
    studio.put("/user/profile", details.clone()).await.refuses(&["firstName", "phone"]);
    // A field that is left out is removed.
    let bare = json!({ "email": studio.email, "firstName": "C", "lastName": "F" });
    assert!(studio.put("/user/profile", bare).await.is(200).json["phone"].is_null());
}

#[tokio::test]
async fn another_email_needs_the_password_and_closes_the_links_to_the_old_one() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    let link = server.postbox.last_with(&studio.email, "/reset/").text;
    let link = output(&link, "/reset/");
    let mut details = json!({ "email": "new@lumiere.example", "firstName": "C", "lastName": "F" });
    studio.put("/user/profile", details.clone()).await.refuses(&["currentPassword"]);
    details["currentPassword"] = json!("not this one");
    studio.put("/user/profile", details.clone()).await.refuses(&["currentPassword"]);
    details["currentPassword"] = json!(PASSWORD);
    details["email"] = json!(other.email.to_uppercase());
    // Whether an e-mail has an account is shown to its owner only.
    let taken = studio.put("/user/profile", details.clone()).await;
    assert_eq!(taken.is(200).json["pendingEmail"], details["email"]);
    server.settle().await;
    let mail_to_owner = server.postbox.last_to(&other.email.to_uppercase());
    assert!(mail_to_owner.text.contains("déjà un compte"), "{}", mail_to_owner.text);
    assert!(!mail_to_owner.text.contains("/email/"), "{}", mail_to_owner.text);
    details["email"] = json!("new@lumiere.example");
    let asked = studio.put("/user/profile", details.clone()).await;
    assert_eq!(asked.is(200).json["email"], studio.email);
    assert_eq!(asked.json["pendingEmail"], "new@lumiere.example");
    server.settle().await;
    // The current e-mail gets a notice, and stays valid until the new one is confirmed.
    let warned = server.postbox.last_to(&studio.email).text;
    assert!(warned.contains("n•••@l•••.example") && !warned.contains("/email/"), "{warned}");
    let entered = json!({ "email": "NEW@lumiere.example", "password": PASSWORD });
    server.post("/auth/login", entered.clone()).await.is(401);
    let earlier = output(&server.postbox.last_to("new@lumiere.example").text, "/email/").to_owned();
    studio.put("/user/profile", details).await.is(200);
    server.settle().await;
    let token = output(&server.postbox.last_to("new@lumiere.example").text, "/email/").to_owned();
    let confirms = async |token: &str, password: &str| {
        let request = server.client().post(format!("/email/{token}"));
        let request = request.content_type("application/x-www-form-urlencoded");
        let form = format!("lang=en&password={}", password.replace(' ', "+"));
        Reply::read(request.body(form).send().await).await
    };
    let page = server.get(&format!("/email/{token}?lang=en")).await;
    assert!(page.is(200).text().contains("new@lumiere.example"));
    confirms(&earlier, PASSWORD).await.is(410);
    confirms("a-guess", PASSWORD).await.is(410);
    // A reader of that mailbox who does not know the account's password cannot confirm it.
    assert!(confirms(&token, "a guess").await.is(422).text().contains("not the password"));
    assert!(confirms(&token, PASSWORD).await.is(200).text().contains("is confirmed"));
    confirms(&token, PASSWORD).await.is(410);
    assert!(studio.get("/user/profile").await.json["pendingEmail"].is_null());
    let reset = json!({ "token": link, "password": "une nouvelle phrase" });
    server.post("/auth/reset-password", reset).await.is_problem(410, "reset_used");
    let entered = json!({ "email": "NEW@lumiere.example", "password": PASSWORD });
    server.post("/auth/login", entered).await.is(200);
    let gone = json!({ "email": studio.email, "password": PASSWORD });
    server.post("/auth/login", gone).await.is(401);
}

#[tokio::test]
async fn a_signature_is_kept_shown_and_removed_on_purpose() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let kept = studio.put("/user/signature", json!({ "signature": drawn() })).await;
    assert_eq!(kept.is(200).json["signatureKept"], true);
    assert_eq!(studio.get("/user/profile").await.json["signature"]["kind"], "STROKES");
    // An empty body is refused, rather than taken for a removal.
    studio.put("/user/signature", json!({})).await.refuses(&["signature"]);
    let dot = json!({ "kind": "STROKES", "width": 300, "height": 100, "strokes": [[[1, 1, 0]]] });
    studio
        .put("/user/signature", json!({ "signature": dot }))
        .await
        .refuses(&["signature.strokes"]);
    let huge =
        json!({ "kind": "PNG", "data": format!("data:image/png;base64,{}", "A".repeat(66_000)) });
    studio.put("/user/signature", json!({ "signature": huge })).await.refuses(&["signature"]);
    assert_eq!(studio.get("/user/profile").await.json["signatureKept"], true);
    let removed = studio.put("/user/signature", json!({ "signature": null })).await;
    assert_eq!(removed.is(200).json["signatureKept"], false);
}

#[tokio::test]
async fn settings_change_one_by_one_and_size_the_lists() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let first = studio.get("/settings").await;
    assert_eq!(first.is(200).json["locale"], "fr");
    assert_eq!(first.json["timeZone"], "Europe/Paris");
    let changes = json!({ "theme": "DARK", "pageSizes": { "users": 1 } });
    studio.patch("/settings", changes).await.is(200);
    let changes = json!({ "timeZone": "America/Montreal", "pageSizes": { "companies": 5 } });
    let changed = studio.patch("/settings", changes).await;
    assert_eq!(
        changed.is(200).json,
        json!({
            "theme": "DARK", "locale": "fr", "timeZone": "America/Montreal",
            "pageSizes": { "users": 1, "companies": 5 },
        })
    );
    assert_eq!(studio.get("/user").await.json["limit"], 1);
    assert_eq!(studio.get("/user?limit=7").await.json["limit"], 7);
    assert_eq!(studio.get("/company").await.json["limit"], 5);
    let wrong = json!({
        "timeZone": "Mars/Olympus", "pageSizes": { "users": 101, "companies": 0, "robots": 3 },
    });
    let reply = studio.patch("/settings", wrong).await;
    let fields = ["timeZone", "pageSizes.companies", "pageSizes.robots", "pageSizes.users"];
    reply.refuses(&fields);
    studio.patch("/settings", json!({ "theme": "PINK" })).await.refuses(&["theme"]);
    studio.patch("/settings", json!({ "locale": "de" })).await.refuses(&["locale"]);
    assert_eq!(studio.get("/settings").await.json, changed.json);
}

#[tokio::test]
async fn an_invitation_that_is_sent_twice_under_one_key_is_one() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let send = |key: &str, email: &str| {
        let body = json!({ "email": email, "firstName": "N", "lastName": "B", "role": "USER" });
        let studio = &studio;
        let key = key.to_owned();
        async move { studio.post_once("/user", &key, &body).await }
    };
    let one = send("k1", "noe@example.org").await;
    let two = send("k1", "noe@example.org").await;
    assert_eq!((one.is(201).json.clone(), two.status), (two.json.clone(), 201));
    send("k1", "lea@example.org").await.refuses(&["Idempotency-Key"]);
    server.settle().await;
    assert_eq!(server.postbox.to("noe@example.org").len(), 1);
    assert_eq!(studio.get("/user/invitation").await.json["total"], 1);
    let wrong = "x".repeat(256);
    send(&wrong, "lea@example.org").await.refuses(&["Idempotency-Key"]);
}

#[tokio::test]
async fn only_roles_of_a_company_are_given_within_one() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@example.org", "USER").await;
    for role in ["ADMIN", "DEVELOPER", "KING"] {
        let body =
            json!({ "email": "a@b.example", "firstName": "A", "lastName": "B", "role": role });
        studio.post("/user", body).await.refuses(&["role"]);
        studio
            .patch(&format!("/user/{}", noe.user), json!({ "role": role }))
            .await
            .refuses(&["role"]);
    }
}

#[tokio::test]
async fn the_people_of_a_company_are_listed_filtered_and_ordered() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let noe = studio.hires("noe@example.org", "USER").await;
    let lea = studio.hires("lea@example.org", "PHOTOGRAPHER").await;
    studio.delete(&format!("/user/{}", noe.user)).await.is(204);
    let ids = async |query: &str| -> Vec<i64> {
        let list = studio.get(&format!("/user{query}")).await;
        list.is(200).json["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(ids("?orderBy=createdAt:asc").await, [studio.user, lea.user]);
    assert_eq!(ids("?orderBy=createdAt:desc").await, [lea.user, studio.user]);
    assert_eq!(ids("?role=PHOTOGRAPHER").await, [lea.user]);
    assert_eq!(
        ids("?orderBy=createdAt:asc&withDeleted=true").await,
        [studio.user, noe.user, lea.user]
    );
    assert_eq!(ids("?orderBy=createdAt:asc&limit=1&page=2").await, [lea.user]);
    studio.get(&format!("/user/{}", noe.user)).await.is_problem(404, "not_found");
    // A user who has left may be invited again, and must accept again.
    let back =
        json!({ "email": "noe@example.org", "firstName": "N", "lastName": "B", "role": "USER" });
    studio.post("/user", back).await.is(201);
    studio.get(&format!("/user/{}", noe.user)).await.is_problem(404, "not_found");
    server.settle().await;
    let yes = json!({ "token": crate::support::join_token(&server, "noe@example.org") });
    server.post("/auth/join", yes).await.is(200);
    studio.get(&format!("/user/{}", noe.user)).await.is(200);
}

#[tokio::test]
async fn the_last_owner_is_never_the_last_to_leave() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let own = format!("/user/{}", studio.user);
    let owner = format!("/company/owners/{}", studio.user);
    let held = async || {
        studio.patch(&own, json!({ "role": "USER" })).await.is_problem(409, "last_owner");
        studio.patch(&owner, json!({ "owner": false })).await.is_problem(409, "last_owner");
        studio.delete(&own).await.is_problem(409, "last_owner");
    };
    held().await;
    // An OWNER who has not accepted the invitation does not count.
    let body =
        json!({ "email": "noe@example.org", "firstName": "N", "lastName": "B", "role": "OWNER" });
    studio.post("/user", body).await.is(201);
    held().await;
    let lea = studio.hires("lea@example.org", "USER").await;
    held().await;
    let made =
        studio.patch(&format!("/company/owners/{}", lea.user), json!({ "owner": true })).await;
    assert_eq!(made.is(200).json["role"], "OWNER");
    let stepped = studio.patch(&owner, json!({ "owner": false })).await;
    assert_eq!(stepped.is(200).json["role"], "SUPER_USER");
    // The former owner loses the role at once.
    studio.patch(&own, json!({ "role": "OWNER" })).await.is_problem(403, "forbidden");
    lea.delete(&own).await.is(204);
}

#[tokio::test]
async fn of_two_owners_who_push_each_other_out_one_stays() {
    for way in ["PATCH", "DELETE"] {
        let server = Server::start();
        let one = server.studio("lumiere").await;
        let two = one.hires("lea@example.org", "OWNER").await;
        let push = async |who: &Studio<'_>, whom: i64| match way {
            "PATCH" => who.patch(&format!("/user/{whom}"), json!({ "role": "USER" })).await,
            _ => who.delete(&format!("/user/{whom}")).await,
        };
        let (first, second) = tokio::join!(push(&one, two.user), push(&two, one.user));
        let refused =
            [&first, &second].iter().filter(|one| matches!(one.status, 403 | 409)).count();
        assert_eq!(refused, 1, "{way}: {} {}", first.status, second.status);
        let owner = if first.status < 300 { &one } else { &two };
        assert_eq!(owner.get("/user?role=OWNER").await.is(200).json["total"], 1);
    }
}

#[tokio::test]
async fn expired_sessions_links_and_keys_are_deleted() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let phone = studio.comes_back().await;
    phone.acts("/auth/logout").await.is(204);
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    let body = json!({ "name": "Another" });
    studio.post_once("/company", "k", &body).await.is(201);
    let ana = studio.employs("Ana", "Roy", "ana@example.org").await;
    studio.plans("Shoot", &[ana]).await;
    server.settle().await;
    let count = || {
        let tables = ["sessions", "refresh_tokens", "password_resets", "idempotency_keys"];
        tables.map(|table| rows(server.folder.path(), &format!("SELECT 1 FROM {table}")).len())
    };
    assert_eq!(count(), [2, 2, 1, 1]);
    be_right::actions::maintenance::sweep(&server.app).await.unwrap();
    assert_eq!(count(), [2, 2, 1, 1], "nothing is old yet");
    server.clock.advance(25 * Timestamp::HOUR);
    be_right::actions::maintenance::sweep(&server.app).await.unwrap();
    assert_eq!(count(), [2, 2, 1, 0]);
    server.clock.advance(31 * Timestamp::DAY);
    be_right::actions::maintenance::sweep(&server.app).await.unwrap();
    assert_eq!(count()[1..], [1, 0, 0], "the session that goes on stays");
    // The links of recipients are not affected.
    Recipient::invited(&server, "ana@example.org").opens().await;
}
