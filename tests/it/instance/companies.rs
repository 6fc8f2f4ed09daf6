//! All companies for administrators: lists, suspension, and the one door into a company.

use be_right::model::Role;
use be_right::store::companies;
use serde_json::{Value, json};

use super::{because, operator};
use crate::console::ConsoleContext;
use crate::support::document::operations;
use crate::support::{Listener, PASSWORD, Recipient, Server, Studio, rows};

fn names(list: &Value) -> Vec<String> {
    let data = list["data"].as_array().unwrap();
    data.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

async fn accepted(server: &Server, email: &str) {
    let mut recipient = Recipient::invited(server, email);
    recipient.proves_the_email().await.is(200);
    recipient.accepts(&["web"]).await.is(201);
    server.settle().await;
}

#[tokio::test]
async fn companies_are_found_sorted_filtered_and_counted() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("Élan vital").await;
    server.studio("Zoé").await;
    let gone = server.studio("Bruno").await;
    let ana = studio.employs("Ana", "Roche", "ana@example.org").await;
    studio.plans("Portraits", &[ana]).await;
    gone.delete(&format!("/company/{}", gone.company)).await.is(204);
    server.settle().await;

    let all = admin.get("/admin/company").await.is(200).json.clone();
    assert_eq!(names(&all), ["Élan vital", "instance", "Zoé"]);
    assert_eq!((all["total"].as_i64(), all["currentPage"].as_i64()), (Some(3), Some(1)));
    let line = &all["data"][0];
    for (name, value) in [
        ("members", 1),
        ("owners", 1),
        ("employees", 1),
        ("events", 1),
        ("answers", 1),
        ("storageBytes", 0),
        ("id", studio.company),
    ] {
        assert_eq!(line[name], value, "{name}: {line}");
    }
    assert!(line["lastActiveAt"].is_string() && line["suspendedAt"].is_null(), "{line}");
    let list = |query: &'static str| {
        let admin = &admin;
        async move { names(&admin.get(&format!("/admin/company?{query}")).await.is(200).json) }
    };
    assert_eq!(list("withDeleted=true").await, ["Bruno", "Élan vital", "instance", "Zoé"]);
    assert_eq!(list("orderBy=createdAt:desc").await, ["Zoé", "Élan vital", "instance"]);
    assert_eq!(list("search=VITAL%20elan").await, ["Élan vital"]);
    assert_eq!(list("search=bruno").await, Vec::<String>::new());
    assert_eq!(list("search=bruno&withDeleted=true").await, ["Bruno"]);
    assert_eq!(list("limit=1&page=2").await, ["instance"]);
    let by_id = admin.get(&format!("/admin/company?search={}", studio.company)).await;
    assert_eq!(names(&by_id.json), ["Élan vital"]);

    let one = admin.get(&format!("/admin/company/{}", studio.company)).await.is(200).json.clone();
    assert_eq!(one["members"][0]["email"], studio.email);
    assert_eq!(one["members"][0]["role"], "OWNER");
    admin.get("/admin/company/99999").await.is_problem(404, "not_found");
    studio.get("/admin/company").await.is_problem(403, "forbidden");

    let path = format!("/admin/company/{}", studio.company);
    let renamed = json!({ "name": "Autre", "reason": "Asked by telephone" });
    assert_eq!(admin.patch(&path, renamed).await.is(200).json["name"], "Autre");
    assert_eq!(list("search=autre").await, ["Autre"]);
    admin.patch(&path, json!({ "name": "Autre", "reason": " " })).await.refuses(&["reason"]);
    admin.delete(&format!("{path}?reason=No%20longer%20paid")).await.is(204);
    studio.get("/event").await.is_problem(403, "forbidden");
    admin.delete(&format!("{path}?reason=Twice")).await.is_problem(404, "not_found");
    admin.post(&format!("{path}/restore"), because("Paid after all")).await.is(200);
    studio.get("/event").await.is(200);
    admin.post(&format!("{path}/restore"), because("Twice")).await.is_problem(409, "not_deleted");
    let log = studio.get("/audit?action=delete_company").await.is(200).json.clone();
    assert_eq!(log["data"][0]["about"], r#"{"reason":"No longer paid"}"#);
}

#[tokio::test]
async fn ten_thousand_companies_are_paged_from_an_index() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let fill = |all: &be_right::store::AllTx| {
        for n in 0..10_000 {
            companies::create(all, &format!("Studio {n:05}"), 96, 60)?;
        }
        Ok(())
    };
    server.app.db.write_all(fill).await.unwrap();
    let page = admin.get("/admin/company?page=100&limit=100").await.is(200).json.clone();
    assert_eq!((page["total"].as_i64(), page["totalPages"].as_i64()), (Some(10_001), Some(101)));
    assert_eq!(names(&page)[0], "Studio 09899");
    let found = admin.get("/admin/company?search=studio%2009900").await.is(200).json.clone();
    assert_eq!((&found["total"], names(&found)), (&json!(1), vec!["Studio 09900".to_owned()]));
    assert_eq!(admin.get("/admin/stats").await.json["companies"], 10_001);
}

/// Every change of the API, called by the owner of a suspended company.
async fn changes_are_refused(studio: &Studio<'_>, code: &str, but: &[&str]) {
    let mut tried = 0;
    for operation in operations() {
        let is_own = but.contains(&operation.id.as_str());
        // Those of the instance are not of a company.
        let of_instance = operation.path.starts_with("/admin/");
        if operation.method == poem::http::Method::GET || is_own || of_instance {
            continue;
        }
        let path = operation.path.replace("{token}", "x").replace("{name}", "sweep");
        let path: String = path
            .split('/')
            .map(|part| if part.starts_with('{') { "1" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        let method = operation.method.clone();
        let reply = studio.server.send(Some(&studio.token), method, &path, None).await;
        let refused = reply.status == 403 && reply.json["code"] == code;
        // Those of one's own account and of signers are not the company's: nothing was sent with them.
        let is_other = matches!(reply.status, 400 | 401 | 404 | 415 | 422)
            || (reply.status == 403 && reply.json["code"] == "forbidden");
        assert!(refused || is_other, "{}: {} {}", operation.id, reply.status, reply.text());
        tried += u32::from(refused);
    }
    assert!(tried > 60, "{tried}");
}

#[tokio::test]
async fn a_suspended_company_reads_and_exports_but_changes_and_sends_nothing() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Roche", "ana@example.org").await;
    let bea = studio.employs("Béa", "Roche", "bea@example.org").await;
    let (event, answers) = studio.plans("Portraits", &[ana, bea]).await;
    server.settle().await;
    accepted(&server, "ana@example.org").await;
    let waiting = Recipient::invited(&server, "bea@example.org");
    let token = studio
        .post(
            "/api-token",
            json!({
                "name": "A", "scopes": ["people:read", "people:write"],
                "currentPassword": PASSWORD,
            }),
        )
        .await
        .is(201)
        .json["token"]
        .as_str()
        .unwrap()
        .to_owned();

    let second = studio.post("/company", json!({ "name": "Pathé" })).await.is(201).id("/id");
    let colleague = studio.hires("paul@lumiere.example", "SUPER_USER").await;
    let path = format!("/admin/company/{}", studio.company);
    let invited = json!({
        "email": "new@lumiere.example", "firstName": "A", "lastName": "B", "role": "USER",
    });
    studio.post("/user", invited).await.is(201);
    let before = server.postbox.to("new@lumiere.example").len();
    let suspended = admin.post(&format!("{path}/suspend"), because("Unpaid since May")).await;
    assert!(suspended.is(200).json["suspendedAt"].is_string());
    admin.post(&format!("{path}/suspend"), because("A")).await.is_problem(409, "already_suspended");
    server.settle().await;
    assert_eq!(server.postbox.to("new@lumiere.example").len(), before, "no invitation leaves");

    // Its owner is told, and reads why.
    let mailed = server.postbox.last_to(&studio.email);
    assert!(
        mailed.text.contains("suspendu") || mailed.text.contains("suspended"),
        "{}",
        mailed.text
    );
    let notices = studio.get("/notifications").await.is(200).json.clone();
    assert_eq!(notices["data"][0]["type"], "COMPANY_SUSPENDED", "{notices}");
    let log = studio.get("/audit?action=suspend_company").await.is(200).json.clone();
    assert_eq!(log["data"][0]["about"], r#"{"reason":"Unpaid since May"}"#);
    assert_eq!(log["data"][0]["userId"], admin.user);

    // Everything can be read and taken out.
    studio.get("/event").await.is(200);
    studio.get("/employee/export").await.is(200);
    studio.get(&format!("/answer/{}/evidence", answers[0])).await.is(200);
    studio.get(&format!("/answer/{}/pdf", answers[0])).await.is(200);
    studio
        .put(&format!("/notifications/{}", notices["data"][0]["id"]), json!({ "read": true }))
        .await
        .is(200);
    Studio::enters(&server, &studio.email).await.get("/event").await.is(200);

    // Nothing is changed, with a session or an API token, or from outside the company.
    let person = json!({ "firstName": "A", "lastName": "B", "email": "c@example.org" });
    let refused = studio.post("/employee", person.clone()).await;
    refused.is_problem(403, "company_suspended");
    studio.delete(&format!("/event/{event}")).await.is_problem(403, "company_suspended");
    studio.acts(&format!("/event/{event}/raise")).await.is_problem(403, "company_suspended");
    let company = format!("/company/{}", studio.company);
    studio.put(&company, json!({ "name": "B" })).await.is_problem(403, "company_suspended");
    studio.delete(&company).await.is_problem(403, "company_suspended");
    // Nor does it go on under another name, or from another company of the same owner.
    for path in ["/company", "/user/company"] {
        let another = json!({ "name": "Lumière bis" });
        studio.post(path, another.clone()).await.is_problem(403, "company_suspended");
        colleague.post(path, another).await.is_problem(403, "company_suspended");
    }
    let there = studio.comes_back().await;
    let there = there.post("/auth/switch-company", json!({ "companyId": second })).await;
    let there = Studio {
        token: there.is(200).json["accessToken"].as_str().unwrap().to_owned(),
        ..studio.comes_back().await
    };
    there.post("/employee", person.clone()).await.is(201);
    there.put(&company, json!({ "name": "B" })).await.is_problem(403, "company_suspended");
    there.delete(&company).await.is_problem(403, "company_suspended");
    let another = json!({ "name": "Lumière bis" });
    there.post("/company", another).await.is_problem(403, "company_suspended");
    let by_token =
        server.send(Some(&token), poem::http::Method::POST, "/employee", Some(&person)).await;
    by_token.is_problem(403, "company_suspended");
    server.send(Some(&token), poem::http::Method::GET, "/employee", None).await.is(200);
    changes_are_refused(
        &studio,
        "company_suspended",
        &[
            "logout",
            "endSession",
            "endOtherSessions",
            "recordWithdrawal",
            "withdrawAnswer",
            "createStreamTicket",
            "revokeApiToken",
            "setNotificationRead",
            "setManyNotificationsRead",
            "deleteNotification",
            "subscribe",
            "unsubscribe",
        ],
    )
    .await;

    // In the console it is said on every page, and a form leads to an explanation.
    let console = ConsoleContext::of(&server, &studio.email).await;
    let home = console.get("/console?lang=en").await.is(200).text();
    assert!(home.contains("This studio is suspended.") && home.contains("Unpaid since May"));
    let page = console.sends("/console/groups", "name=Danse").await.is(403).text();
    assert!(page.contains("Nothing of it can be changed or sent"), "{page}");

    // Nobody consents, and the page says so; who consented reads and withdraws.
    let page = server.get(&format!("/sign/{}?lang=en", waiting.token)).await;
    assert!(page.is(409).text().contains("This studio is suspended"), "{}", page.text());
    let intro = server.get(&format!("/consent/{}", waiting.token)).await;
    assert_eq!(intro.is(200).json["state"], "SUSPENDED");
    let mut waiting = waiting;
    waiting.proves_the_email().await.is(200);
    waiting.accepts(&["web"]).await.is_problem(409, "company_suspended");
    server.clock.advance(2 * 60_000);
    let mut signer = Recipient::invited(&server, "ana@example.org");
    signer.proves_the_email().await.is(200);
    signer.withdraws(None).await.is(200);
    server.settle().await;
    assert_eq!(studio.get(&format!("/answer/{}", answers[0])).await.json["state"], "WITHDRAWN");
    let receipt = server.postbox.last_to("ana@example.org");
    assert!(
        receipt.subject.contains("retrait") || receipt.text.contains("retir"),
        "{}",
        receipt.text
    );

    // The night sends nothing to those who have not answered.
    let mails = server.postbox.to("bea@example.org").len();
    for _ in 0..10 {
        server.sleeps(1).await;
    }
    assert_eq!(server.postbox.to("bea@example.org").len(), mails);

    let admin = admin.back().await;
    admin.post(&format!("{path}/reopen"), because("Paid")).await.is(200);
    admin.post(&format!("{path}/reopen"), because("A")).await.is_problem(409, "not_suspended");
    server.settle().await;
    let studio = studio.back().await;
    studio.post("/employee", person).await.is(201);
    assert_eq!(studio.get("/notifications").await.json["data"][0]["type"], "COMPANY_REOPENED");
    server.leaves_jobs();
}

#[tokio::test]
async fn an_administrator_reads_a_company_for_an_hour_and_its_owners_know() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let developer = operator(&server, "machine", Role::Developer).await;
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Roche", "ana@example.org").await;
    let (event, _) = studio.plans("Portraits", &[ana]).await;
    server.settle().await;
    admin.get(&format!("/event/{event}")).await.is_problem(404, "not_found");

    let path = format!("/admin/company/{}/enter", studio.company);
    admin.post(&path, json!({})).await.is(422);
    admin.post(&path, because("")).await.refuses(&["reason"]);
    developer.post(&path, because("A")).await.is_problem(403, "forbidden");
    studio.post(&path, because("A")).await.is_problem(403, "forbidden");
    let entered = admin.post(&path, because("Ticket 12")).await.is(200).json.clone();
    assert_eq!(entered["companyId"], studio.company);
    admin.get("/event").await.is_problem(401, "company_switched");
    let inside = Studio {
        token: entered["accessToken"].as_str().unwrap().to_owned(),
        company: studio.company,
        ..admin.comes_back().await
    };
    inside.get(&format!("/event/{event}")).await.is(200);
    assert_eq!(inside.get("/employee").await.json["total"], 1);
    let person = json!({ "firstName": "A", "lastName": "B", "email": "c@example.org" });
    inside.post("/employee", person).await.is_problem(403, "visit_reads_only");
    inside.delete(&format!("/event/{event}")).await.is_problem(403, "visit_reads_only");
    let company = format!("/company/{}", studio.company);
    inside.put(&company, json!({ "name": "B" })).await.is(404);
    changes_are_refused(
        &inside,
        "visit_reads_only",
        // The first company is the administrator's own.
        &[
            "logout",
            "endSession",
            "endOtherSessions",
            "createStreamTicket",
            "deleteCompany",
            "restoreCompany",
        ],
    )
    .await;

    server.settle().await;
    let notices = studio.get("/notifications").await.is(200).json.clone();
    assert_eq!(notices["data"][0]["type"], "COMPANY_ENTERED");
    let log = studio.get("/audit?action=enter_company").await.is(200).json.clone();
    assert_eq!(log["data"][0]["about"], r#"{"reason":"Ticket 12"}"#);
    assert_eq!(log["data"][0]["userName"], "Claire Fontaine");

    // Leaving ends it; a second time there is nothing to leave.
    let left = inside.acts("/admin/leave").await.is(200).json.clone();
    assert_eq!(left["companyId"], admin.company);
    inside.get("/event").await.is_problem(401, "company_switched");
    let back = Studio {
        token: left["accessToken"].as_str().unwrap().to_owned(),
        ..admin.comes_back().await
    };
    back.get(&format!("/event/{event}")).await.is_problem(404, "not_found");
    back.acts("/admin/leave").await.is_problem(409, "no_visit");
    assert_eq!(server.audited("leave_company"), 1);

    // It ends by itself, and with the role.
    let again = back.post(&path, because("Ticket 13")).await.is(200).json.clone();
    let inside = Studio {
        token: again["accessToken"].as_str().unwrap().to_owned(),
        ..admin.comes_back().await
    };
    inside.get("/event").await.is(200);
    server.clock.advance(61 * 60_000);
    let token = server.post("/auth/refresh", json!({ "refreshToken": "x" })).await;
    token.is(401);
    let until = rows(server.folder.path(), "SELECT COUNT(*) FROM sessions WHERE visit_until > 0");
    assert_eq!(until[0][0], "1");
    let console = ConsoleContext::of(&server, &admin.email).await;
    let form = "do=enter&reason.enter=Ticket+14";
    let company = format!("/console/instance/companies/{}", studio.company);
    console.sends(&company, form).await.is(303);
    let page = console.get("/console/shoots?lang=en").await.is(200).text();
    assert!(page.contains("You are reading lumiere") && page.contains("Portraits"), "{page}");
    console.sends("/console/groups", "name=Danse").await.is(403);
    console.sends("/console/instance/leave", "").await.is(303);
    console.sends("/console/instance/leave", "").await.is(303);
    let page = console.get("/console/shoots?lang=en").await.is(200).text();
    assert!(!page.contains("You are reading") && !page.contains("Portraits"), "{page}");
    console.sends(&company, form).await.is(303);
    console.get("/console/shoots").await.is(200);
    server.clock.advance(61 * 60_000);
    let page = console.get("/console/shoots").await;
    assert!(!page.text().contains("Portraits"), "the hour is over: {}", page.status);
    server.settle().await;
}

#[tokio::test]
async fn members_of_a_company_are_signed_out_with_their_streams() {
    let server = Server::start();
    let admin = operator(&server, "instance", Role::Admin).await;
    let studio = server.studio("lumiere").await;
    let other = server.studio("pathe").await;
    let mut listener = Listener::of(&studio).await;
    let path = format!("/admin/company/{}/sign-out", studio.company);
    admin.post(&path, because("A leak")).await.is(204);
    listener.ends().await;
    studio.get("/event").await.is_problem(401, "session_ended");
    other.get("/event").await.is(200);
    admin.get("/admin/company").await.is(200);
    studio.comes_back().await.get("/event").await.is(200);
}
