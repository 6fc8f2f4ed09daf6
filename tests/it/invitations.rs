//! Invitations to a company: nobody is a member before they accept, and nobody learns who has an
//! account.

use be_right::model::Timestamp;
use poem::http::Method;
use serde_json::{Value, json};

use crate::support::{PASSWORD, Reply, Server, Studio};

fn noe(role: &str) -> Value {
    json!({ "email": "noe@example.org", "firstName": "Noé", "lastName": "Blanc", "role": role })
}

/// The token of the last invitation to an address.
async fn mailed(server: &Server, email: &str) -> String {
    server.settle().await;
    crate::support::join_token(server, email)
}

async fn joins(server: &Server, token: &str, password: Option<&str>) -> Reply {
    server.post("/auth/join", json!({ "token": token, "password": password })).await
}

async fn form(server: &Server, path: &str, body: &str) -> Reply {
    let request = server
        .client()
        .request(Method::POST, path)
        .content_type("application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(body.to_owned());
    Reply::read(request.send().await).await
}

/// Proves that the user of an account reads its mailbox, by a password reset.
async fn proves(server: &Server, studio: Studio<'_>) {
    server.post("/auth/forgot-password", json!({ "email": studio.email })).await.is(202);
    server.settle().await;
    let text = server.postbox.last_with(&studio.email, "/reset/").text;
    let token = text.split("/reset/").nth(1).unwrap().split_whitespace().next().unwrap();
    let chosen = json!({ "token": token, "password": PASSWORD });
    server.post("/auth/reset-password", chosen).await.is(204);
}

#[tokio::test]
async fn an_invitation_is_mailed_in_its_language_and_taken_up_within_a_week() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let mut body = noe("USER");
    body["locale"] = json!("en");
    let invited = studio.post("/user", body.clone()).await;
    assert_eq!(
        (&invited.is(201).json["state"], &invited.json["role"]),
        (&json!("WAITING"), &json!("USER"))
    );
    let first = mailed(&server, "noe@example.org").await;
    let mail = server.postbox.last_to("noe@example.org");
    assert!(mail.subject.contains("invitation"), "{}", mail.subject);
    for word in ["Noé", "Studio Lumière", "Claire Fontaine", "invites you to join"] {
        assert!(mail.text.contains(word), "no {word} in {}", mail.text);
    }

    // A second invitation with another role makes the first one void.
    server.clock.advance(6 * Timestamp::DAY);
    let studio = studio.comes_back().await;
    body["role"] = json!("SUPER_USER");
    let second = studio.post("/user", body.clone()).await;
    assert_eq!(second.is(201).json["role"], "SUPER_USER");
    assert_eq!(second.json["id"], invited.json["id"]);
    let token = mailed(&server, "noe@example.org").await;
    assert_ne!(first, token);
    server.clock.advance(2 * Timestamp::DAY);
    joins(&server, &first, Some(PASSWORD)).await.is_problem(410, "invitation_over");
    joins(&server, &token, None).await.refuses(&["password"]);
    joins(&server, &token, Some("short")).await.refuses(&["password"]);
    joins(&server, &token, Some("noe@example.org")).await.refuses(&["password"]);
    let joined = joins(&server, &token, Some(PASSWORD)).await;
    assert_eq!(joined.is(200).json["role"], "SUPER_USER");
    assert_eq!(joined.json["companyName"], "Studio Lumière");
    joins(&server, &token, Some(PASSWORD)).await.is_problem(410, "invitation_over");

    let entered = json!({ "email": "noe@example.org", "password": PASSWORD });
    let entered = server.post("/auth/login", entered).await;
    assert_eq!(entered.is(200).json["settings"]["locale"], "en");
    assert_eq!(entered.json["company"]["name"], "Studio Lumière");
    let studio = studio.comes_back().await;
    assert_eq!(studio.get("/user").await.id("/total"), 2);
    assert_eq!(studio.get("/user/invitation").await.id("/total"), 0);
    studio.post("/user", body).await.is_problem(409, "already_member");
}

#[tokio::test]
async fn a_link_expires_after_a_week_and_another_one_can_be_sent() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.post("/user", noe("USER")).await.is(201);
    let token = mailed(&server, "noe@example.org").await;
    server.clock.advance(7 * Timestamp::DAY);
    joins(&server, &token, Some(PASSWORD)).await.is_problem(410, "invitation_over");
    server.get(&format!("/join/{token}")).await.is(410);
    let studio = studio.comes_back().await;
    assert_eq!(studio.get("/user/invitation").await.json["data"][0]["state"], "EXPIRED");
    studio.post("/user", noe("USER")).await.is(201);
    assert_eq!(studio.get("/user/invitation").await.json["data"][0]["state"], "WAITING");
    let token = mailed(&server, "noe@example.org").await;
    joins(&server, &token, Some(PASSWORD)).await.is(200);
    // Old invitations are personal data, and are deleted.
    studio
        .post(
            "/user",
            json!({
                "email": "lea@example.org", "firstName": "Léa", "lastName": "Noir", "role": "USER",
            }),
        )
        .await
        .is(201);
    server.settle().await;
    server.clock.advance(38 * Timestamp::DAY);
    be_right::actions::maintenance::sweep(&server.app).await.unwrap();
    assert_eq!(studio.comes_back().await.get("/user/invitation").await.id("/total"), 0);
}

#[tokio::test]
async fn who_invites_learns_nothing_of_an_account_before_the_yes() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    let typed = |email: &str| json!({ "email": email, "firstName": "As", "lastName": "Typed", "role": "USER" });
    let known = studio.post("/user", typed(&other.email)).await;
    let unknown = studio.post("/user", typed("nobody@example.org")).await;
    let shape = |reply: &Reply| {
        let mut output = reply.is(201).json.clone();
        for own in ["id", "email"] {
            output.as_object_mut().unwrap().remove(own);
        }
        output
    };
    assert_eq!(shape(&known), shape(&unknown));
    assert_eq!(known.id("/id") + 1, unknown.id("/id"), "the id tells nothing either");
    assert!(!studio.get("/user/invitation").await.text().contains("Claire"));
    // Not a member yet, in any list and for any purpose.
    assert_eq!(studio.get("/user?withDeleted=true").await.id("/total"), 1);
    studio.get(&format!("/user/{}", other.user)).await.is_problem(404, "not_found");
    let now = server.app.now();
    let shoot = json!({
        "name": "Portraits", "start": now.rfc3339(), "end": now.plus(1_000).rfc3339(),
        "employeeIds": [], "partnerId": other.user,
    });
    studio.post("/event", shoot).await.refuses(&["partnerId"]);
    other
        .post("/auth/switch-company", json!({ "companyId": studio.company }))
        .await
        .refuses(&["companyId"]);
    other.get(&format!("/company/{}", studio.company)).await.is_problem(404, "not_found");
    server.settle().await;
    // Both got the same mail.
    let mail_kind = |email: &str| server.postbox.last_to(email).text.replace(email, "");
    let cut = |text: String| text.split("/join/").next().unwrap().to_owned();
    assert_eq!(cut(mail_kind(&other.email)), cut(mail_kind("nobody@example.org")));
}

#[tokio::test]
async fn whoever_has_an_account_joins_with_it_and_keeps_their_name() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    let email = other.email.clone();
    let body = json!({ "email": email, "firstName": "Not", "lastName": "Theirs", "role": "USER" });
    studio.post("/user", body.clone()).await.is(201);
    // Anybody may have opened that account, so its password is asked for, not replaced.
    let token = mailed(&server, &email).await;
    let page = server.get(&format!("/join/{token}?lang=en")).await;
    assert!(page.is(200).text().contains("has an account already"), "{}", page.text());
    joins(&server, &token, None).await.refuses(&["password"]);
    let wrong = joins(&server, &token, Some("another password")).await;
    assert_eq!(wrong.refuses(&["password"]).json["errors"][0]["code"], "wrong_password");
    assert_eq!(other.get("/user/companies").await.json.as_array().unwrap().len(), 1);
    joins(&server, &token, Some(PASSWORD)).await.is(200);
    let own = other.get("/user/companies").await;
    assert_eq!(own.is(200).json[1]["role"], "USER");
    assert_eq!(own.json[1]["state"], "MEMBER");
    assert_eq!(other.get("/user/profile").await.json["firstName"], "Claire");
    let listed = studio.get("/user").await.text();
    assert!(!listed.contains("Theirs"), "{listed}");

    // By now the mailbox is proved: the next invitation takes one click.
    let third = server.studio("gaumont").await;
    third.post("/user", body).await.is(201);
    let token = mailed(&server, &email).await;
    let page = server.get(&format!("/join/{token}")).await;
    assert!(!page.is(200).text().contains("type=\"password\""), "{}", page.text());
    form(&server, &format!("/join/{token}"), "lang=fr").await.is(200);
    assert_eq!(other.get("/user/companies").await.json[2]["companyName"], "gaumont");
    // Their password is unchanged, and their sessions go on.
    other.back().await;
}

#[tokio::test]
async fn an_account_with_an_unproved_e_mail_cannot_accept_its_invitation() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let thief = json!({
        "email": "noe@example.org", "password": "the thief's own phrase", "firstName": "T",
        "lastName": "T", "companyName": "T",
    });
    let thief = server.post("/auth/register", thief).await;
    let thief = Studio::of(&server, "noe@example.org".into(), &thief.is(201).json);
    studio.post("/user", noe("OWNER")).await.is(201);
    let token = mailed(&server, "noe@example.org").await;
    // The impostor does not see the invitation and cannot accept it.
    assert_eq!(thief.get("/user/companies").await.json.as_array().unwrap().len(), 1);
    let path = format!("/user/companies/{}/accept", studio.company);
    thief.acts(&path).await.is_problem(404, "not_found");
    // The owner of the mailbox first resets the password, which signs the impostor out.
    let guess = joins(&server, &token, Some(PASSWORD)).await;
    guess.refuses(&["password"]);
    server.post("/auth/forgot-password", json!({ "email": "noe@example.org" })).await.is(202);
    server.settle().await;
    let text = server.postbox.last_with("noe@example.org", "/reset/").text;
    let reset = text.split("/reset/").nth(1).unwrap().split_whitespace().next().unwrap();
    let chosen = json!({ "token": reset, "password": PASSWORD });
    server.post("/auth/reset-password", chosen).await.is(204);
    joins(&server, &token, None).await.is(200);
    thief.get("/user/companies").await.is(401);
    let login = json!({ "email": "noe@example.org", "password": "the thief's own phrase" });
    server.post("/auth/login", login).await.is(401);
}

#[tokio::test]
async fn an_invitation_is_answered_from_within_the_account_too() {
    let server = Server::start();
    let (one, two) = (server.studio("lumiere").await, server.studio("gaumont").await);
    let other = server.studio("pathe").await;
    let email = other.email.clone();
    proves(&server, other).await;
    let login = json!({ "email": email, "password": PASSWORD });
    let login = server.post("/auth/login", login).await;
    let other = Studio::of(&server, email.clone(), &login.is(200).json);
    for studio in [&one, &two] {
        let body = json!({ "email": email, "firstName": "A", "lastName": "B", "role": "USER" });
        studio.post("/user", body).await.is(201);
    }
    let listed = other.get("/user/companies").await;
    let states: Vec<_> =
        listed.is(200).json.as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["MEMBER", "INVITED", "INVITED"]);
    assert!(listed.json[1]["expiresAt"].is_string());
    let yes = other.acts(&format!("/user/companies/{}/accept", one.company)).await;
    assert_eq!((yes.is(200).id("/companyId"), &yes.json["role"]), (one.company, &json!("USER")));
    other.acts(&format!("/user/companies/{}/accept", one.company)).await.is(404);
    other.acts(&format!("/user/companies/{}/decline", two.company)).await.is(204);
    other.acts(&format!("/user/companies/{}/accept", two.company)).await.is(404);
    let listed = other.get("/user/companies").await;
    assert_eq!(listed.json.as_array().unwrap().len(), 2);
    assert_eq!(two.get("/user").await.id("/total"), 1);
    // Nobody answers an invitation of somebody else.
    one.post("/user", noe("USER")).await.is(201);
    other.acts(&format!("/user/companies/{}/decline", one.company)).await.is(404);
    assert_eq!(one.get("/user/invitation").await.id("/total"), 1);
    server.settle().await;
}

#[tokio::test]
async fn the_page_takes_a_yes_or_a_no_in_both_languages() {
    let server = Server::start();
    let studio = server.studio("Studio Lumière").await;
    let mut body = noe("PHOTOGRAPHER");
    body["locale"] = json!("fr");
    studio.post("/user", body.clone()).await.is(201);
    let token = mailed(&server, "noe@example.org").await;
    let path = format!("/join/{token}");
    // GET uses nothing up, because mail scanners open links. The page has the mail's language.
    server.get(&path).await.is(200);
    let page = server.get(&path).await;
    let text = page.is(200).text();
    for word in [
        "Rejoindre Studio Lumière",
        "Claire Fontaine",
        "séances qui vous sont confiées",
        "noe@example.org",
    ] {
        assert!(text.contains(word), "no {word} in {text}");
    }
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let text = server.get(&format!("{path}?lang=en")).await.text();
    assert!(text.contains("Join Studio Lumière") && text.contains("entrusted to you"), "{text}");
    let short = form(&server, &path, "lang=fr&password=short").await;
    assert!(short.is(422).text().contains("trop court"), "{}", short.text());
    form(&server, &path, "lang=fr").await.is(422);
    let foreign = server
        .client()
        .post(&path)
        .content_type("application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body("password=une+phrase+de+passe");
    assert_eq!(Reply::read(foreign.send().await).await.status, 403);
    let done = form(&server, &path, "lang=fr&password=une+phrase+de+passe").await;
    assert!(done.is(200).text().contains("Vous avez rejoint Studio Lumière"), "{}", done.text());
    assert!(form(&server, &path, "lang=fr").await.is(410).text().contains("plus valable"));
    let login = json!({ "email": "noe@example.org", "password": PASSWORD });
    server.post("/auth/login", login).await.is(200);

    body["email"] = json!("lea@example.org");
    body["locale"] = json!("en");
    studio.post("/user", body).await.is(201);
    let token = mailed(&server, "lea@example.org").await;
    let path = format!("/join/{token}");
    assert!(server.get(&path).await.is(200).text().contains("Join Studio Lumière"));
    let no = form(&server, &format!("{path}/decline"), "lang=en").await;
    assert!(no.is(200).text().contains("You have declined"), "{}", no.text());
    server.get(&path).await.is(410);
    form(&server, &format!("{path}/decline"), "lang=en").await.is(410);
    server.get("/join/unknown").await.is(410);
    let login = json!({ "email": "lea@example.org", "password": PASSWORD });
    server.post("/auth/login", login).await.is(401);
    assert_eq!(studio.get("/user").await.id("/total"), 2);
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_opens_nothing() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let id = studio.post("/user", noe("USER")).await.is(201).id("/id");
    let token = mailed(&server, "noe@example.org").await;
    let other = server.studio("pathe").await;
    other.delete(&format!("/user/invitation/{id}")).await.is_problem(404, "not_found");
    studio.delete(&format!("/user/invitation/{id}")).await.is(204);
    studio.delete(&format!("/user/invitation/{id}")).await.is_problem(404, "not_found");
    joins(&server, &token, Some(PASSWORD)).await.is_problem(410, "invitation_over");
    // A mail that has not been sent yet is not sent.
    let id = studio.post("/user", noe("USER")).await.is(201).id("/id");
    studio.delete(&format!("/user/invitation/{id}")).await.is(204);
    server.settle().await;
    assert_eq!(server.postbox.to("noe@example.org").len(), 1);
    // Deleting the company ends its invitations.
    studio.post("/user", noe("USER")).await.is(201);
    let token = mailed(&server, "noe@example.org").await;
    studio.delete(&format!("/company/{}", studio.company)).await.is(204);
    joins(&server, &token, Some(PASSWORD)).await.is_problem(410, "invitation_over");
}

#[tokio::test]
async fn whoever_plans_shoots_invites_photographers_and_nobody_else() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let user = studio.hires("una@example.org", "USER").await;
    user.post("/user", noe("USER")).await.is_problem(403, "forbidden");
    let body = json!({ "email": "ines@example.org", "firstName": "Inès", "lastName": "Duval" });
    let invited = user.post_once("/user/photographer", "k", &body).await;
    assert_eq!(invited.is(201).json["role"], "PHOTOGRAPHER");
    let again = user.post_once("/user/photographer", "k", &body).await;
    assert_eq!(again.is(201).json, invited.json);
    let mut odd = body.clone();
    odd["role"] = json!("OWNER");
    user.post("/user/photographer", odd).await.refuses(&["role"]);
    let token = mailed(&server, "ines@example.org").await;
    assert_eq!(server.postbox.to("ines@example.org").len(), 1);
    assert!(server.postbox.last_to("ines@example.org").text.contains("confiées"));
    // A user may not revoke an invitation that they could not send.
    let other = studio.post("/user", noe("USER")).await.is(201).id("/id");
    let path = |id: i64| format!("/user/invitation/{id}");
    user.delete(&path(other)).await.is_problem(403, "forbidden");
    assert_eq!(joins(&server, &token, Some(PASSWORD)).await.is(200).json["role"], "PHOTOGRAPHER");
    let second = json!({ "email": "b@example.org", "firstName": "B", "lastName": "B" });
    let second = user.post("/user/photographer", second).await.is(201).id("/id");
    user.delete(&path(second)).await.is(204);
    server.settle().await;
}

#[tokio::test]
async fn photographers_worked_with_are_listed_with_their_shoots() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ines = studio.hires("ines@example.org", "PHOTOGRAPHER").await;
    let gone = studio.hires("gone@example.org", "PHOTOGRAPHER").await;
    studio.hires("user@example.org", "USER").await;
    let now = server.app.now();
    let shoot = async |partner: i64, day: i64| {
        let start = now.plus(day * Timestamp::DAY);
        let body = json!({
            "name": "Portraits", "start": start.rfc3339(), "employeeIds": [],
            "end": start.plus(Timestamp::HOUR).rfc3339(), "partnerId": partner,
        });
        studio.post("/event", body).await.is(201).id("/event/id")
    };
    shoot(gone.user, -10).await;
    shoot(gone.user, 10).await;
    let deleted = shoot(gone.user, 20).await;
    studio.delete(&format!("/event/{deleted}")).await.is(204);
    shoot(studio.user, 5).await;
    studio.delete(&format!("/user/{}", gone.user)).await.is(204);
    let list = studio.get("/user/partners?orderBy=shootCount:desc").await;
    let output: Vec<_> = list.is(200).json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let count = |key: &str| one[key].as_i64().unwrap();
            (count("id"), one["role"].as_str(), count("shootCount"), count("upcomingCount"))
        })
        .collect();
    let expected = [
        (gone.user, None, 2, 1),
        (studio.user, Some("OWNER"), 1, 1),
        (ines.user, Some("PHOTOGRAPHER"), 0, 0),
    ];
    assert_eq!(output, expected);
    assert_eq!(list.id("/total"), 3);
    let last = now.plus(10 * Timestamp::DAY);
    assert_eq!(list.json["data"][0]["lastShootAt"], last.rfc3339());
    let page = studio.get("/user/partners?limit=1&page=2&orderBy=shootCount:desc").await;
    assert_eq!((page.id("/data/0/id"), page.id("/total")), (studio.user, 3));
    studio.get("/user/partners?orderBy=age").await.refuses(&["orderBy"]);
}

#[tokio::test]
async fn by_invitation_a_studio_signs_up_with_the_link_it_was_sent() {
    let server = Server::start_with(&[("registration", "invite")]);
    let owner = crate::support::first_studio(&server).await;
    let account = |email: &str, invitation: Option<&str>| {
        json!({
            "email": email, "password": PASSWORD, "firstName": "Inès", "lastName": "Duval",
            "companyName": "Inès Photo", "invitation": invitation,
        })
    };
    let without = server.post("/auth/register", account("ines@example.org", None)).await;
    without.is_problem(409, "registration_by_invitation");
    let wrong = server.post("/auth/register", account("ines@example.org", Some("x"))).await;
    wrong.is_problem(410, "invitation_over");
    let body = json!({ "email": "ines@example.org", "firstName": "I", "lastName": "D" });
    owner.post("/user/photographer", body).await.is(201);
    let token = mailed(&server, "ines@example.org").await;
    let other = server.post("/auth/register", account("eve@example.org", Some(&token))).await;
    other.refuses(&["email"]);
    let entered = server.post("/auth/register", account("INES@example.org", Some(&token))).await;
    let roles: Vec<_> = entered.is(201).json["memberships"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["companyName"].as_str().unwrap(), one["role"].as_str().unwrap()))
        .collect();
    assert_eq!(roles, [("Inès Photo", "OWNER"), ("Lumière", "PHOTOGRAPHER")]);
    assert_eq!(entered.json["company"]["name"], "Inès Photo");
    let again = server.post("/auth/register", account("ines@example.org", Some(&token))).await;
    again.is_problem(410, "invitation_over");
    server.settle().await;

    // A closed instance accepts no new company, with or without an invitation; colleagues join all
    // the same.
    let server = Server::start_with(&[("registration", "closed")]);
    let owner = crate::support::first_studio(&server).await;
    let body = json!({ "email": "ines@example.org", "firstName": "I", "lastName": "D" });
    owner.post("/user/photographer", body).await.is(201);
    let token = mailed(&server, "ines@example.org").await;
    let closed = server.post("/auth/register", account("ines@example.org", Some(&token))).await;
    closed.is_problem(409, "registration_closed");
    joins(&server, &token, Some(PASSWORD)).await.is(200);
}

#[tokio::test]
async fn who_may_not_take_an_invitation_back_may_not_replace_it_either() {
    let server = Server::start();
    let owner = server.studio("lumiere").await;
    let user = owner.hires("user@lumiere.example", "USER").await;
    let wanted = |role: &str| json!({ "email": "Ines@example.org", "firstName": "I", "lastName": "D", "role": role });
    let photographer = json!({ "email": "ines@example.org", "firstName": "I", "lastName": "D" });
    let waits = owner.post("/user", wanted("OWNER")).await.is(201).id("/id");
    let path = format!("/user/invitation/{waits}");
    user.delete(&path).await.is_problem(403, "forbidden");
    let replaced = user.post("/user/photographer", photographer.clone()).await;
    replaced.is_problem(409, "invited_by_owner");
    let ines = owner.employs("Ines", "D", "ines@example.org").await;
    user.acts(&format!("/employee/{ines}/account")).await.is_problem(409, "invited_by_owner");
    let token = mailed(&server, "Ines@example.org").await;
    let list = owner.get("/user/invitation").await;
    assert_eq!(list.json["data"][0]["role"], "OWNER");
    // An owner may; and a USER may replace an invitation of a USER.
    owner.post("/user/photographer", photographer.clone()).await.is(201);
    user.post("/user/photographer", photographer).await.is(201);
    joins(&server, &token, Some(PASSWORD)).await.is_problem(410, "invitation_over");
    server.settle().await;
}

#[tokio::test]
async fn a_session_works_for_one_company_at_a_time() {
    let server = Server::start();
    let (lumiere, pathe) = (server.studio("lumiere").await, server.studio("pathe").await);
    let ana = lumiere.employs("Ana", "Roy", "ana@example.org").await;
    let noe = lumiere.hires("noe@example.org", "USER").await;
    pathe.post("/user", noe_as(&noe, "PHOTOGRAPHER")).await.is(201);
    let token = mailed(&server, "noe@example.org").await;
    joins(&server, &token, None).await.is(200);
    noe.get(&format!("/employee/{ana}")).await.is(200);
    let switched = noe.post("/auth/switch-company", json!({ "companyId": pathe.company })).await;
    assert_eq!(switched.is(200).json["role"], "PHOTOGRAPHER");
    assert_eq!(switched.json["company"]["name"], "pathe");
    // The token of the previous company works for neither.
    noe.get(&format!("/employee/{ana}")).await.is_problem(401, "company_switched");
    noe.get("/event").await.is_problem(401, "company_switched");
    let access = switched.json["accessToken"].as_str().unwrap();
    let there = |path: &'static str| server.send(Some(access), Method::GET, path, None);
    there("/event").await.is(200);
    there("/employee").await.is_problem(403, "forbidden");
    assert_eq!(there("/user/companies").await.json.as_array().unwrap().len(), 2);
    // The refresh token continues, for the current company.
    let fresh = server.post("/auth/refresh", json!({ "refreshToken": noe.refresh })).await;
    let fresh = fresh.is(200).json["accessToken"].as_str().unwrap().to_owned();
    server.send(Some(&fresh), Method::GET, "/employee", None).await.is_problem(403, "forbidden");
    let back = json!({ "companyId": lumiere.company });
    let back = server.send(Some(&fresh), Method::POST, "/auth/switch-company", Some(&back)).await;
    let access = back.is(200).json["accessToken"].as_str().unwrap();
    let path = format!("/employee/{ana}");
    server.send(Some(access), Method::GET, &path, None).await.is(200);
    // A company that one does not belong to is refused as an unknown one is.
    let third = server.studio("gaumont").await;
    for company in [third.company, 999] {
        let body = json!({ "companyId": company });
        let reply =
            server.send(Some(access), Method::POST, "/auth/switch-company", Some(&body)).await;
        reply.refuses(&["companyId"]);
    }
    // A user who is removed while working there loses access at once.
    lumiere.delete(&format!("/user/{}", noe.user)).await.is(204);
    server.send(Some(access), Method::GET, &path, None).await.is_problem(403, "forbidden");
}

#[tokio::test]
async fn a_guardian_is_invited_in_the_place_of_a_minor_and_has_to_be_named() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let child = json!({
        "firstName": "Noa", "lastName": "Petit", "email": "noa@example.net",
        "birthDate": "2020-01-01",
        "guardians": [{ "firstName": "Anne", "lastName": "Petit", "email": "anne@example.net" }],
    });
    let noa = studio.post("/employee", child).await;
    noa.is(201);
    let guardian = noa.json["guardians"][0]["id"].as_i64().unwrap();
    let account = format!("/employee/{}/account", noa.id("/id"));
    let unnamed = studio.acts(&account).await;
    unnamed.refuses(&["guardianId"]);
    assert_eq!(unnamed.json["errors"][0]["code"], "guardian_required");
    // It is a parameter: said in a body it would be ignored.
    let said = studio.post(&account, json!({ "guardianId": guardian })).await;
    said.refuses(&["body"]);
    assert_eq!(said.json["errors"][0]["code"], "no_body");
    let named = format!("{account}?guardianId={guardian}");
    studio.post(&named, json!({})).await.is(201);
    server.settle().await;
    assert!(server.postbox.to("noa@example.net").is_empty());
    assert_eq!(server.postbox.to("anne@example.net").len(), 1);
}

#[tokio::test]
async fn accepting_an_invitation_takes_no_role_away() {
    let server = Server::start();
    let lumiere = server.studio("lumiere").await;
    let (owner, now) = (lumiere.email.clone(), "claire@else.example");
    let second = json!({ "email": now, "firstName": "C", "lastName": "F", "role": "PHOTOGRAPHER" });
    lumiere.post("/user", second).await.is(201);
    server.settle().await;
    let token = mailed(&server, now).await;
    // The owner changes their e-mail to the invited one.
    let profile = json!({
        "firstName": "Claire", "lastName": "Fontaine", "email": now, "currentPassword": PASSWORD,
    });
    lumiere.put("/user/profile", profile).await.is(200);
    server.settle().await;
    let text = server.postbox.last_with(now, "/email/").text;
    let change = text.split("/email/").nth(1).unwrap().split_whitespace().next().unwrap();
    let body = format!("password={}", PASSWORD.replace(' ', "+"));
    form(&server, &format!("/email/{change}"), &body).await.is(200);
    assert_ne!(owner, now);
    let joined = joins(&server, &token, None).await;
    assert_eq!(joined.is(200).json["role"], "OWNER", "the last owner stays one");
    let back = Studio::enters(&server, now).await;
    assert_eq!(back.get("/user/companies").await.is(200).json[0]["role"], "OWNER");
}

fn noe_as(noe: &Studio<'_>, role: &str) -> Value {
    json!({ "email": noe.email, "firstName": "N", "lastName": "B", "role": role })
}
