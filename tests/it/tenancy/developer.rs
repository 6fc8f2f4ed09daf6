//! A DEVELOPER operates the instance and reads nothing personal, in no reply and on no page.

use be_right::actions::auth;
use be_right::model::{Locale, Role};
use poem::http::Method;
use serde_json::json;

use super::Actor;
use super::rows::Rows;
use super::table::{MARK, table};
use crate::console::ConsoleContext;
use crate::support::document::operations;
use crate::support::routes::pages;
use crate::support::{PASSWORD, Recipient, Server, Studio};

/// What nobody but the companies and their people may read, in small letters.
const PERSONAL: &[&str] = &[
    "zanzibar",
    "quetzal",
    "xylander",
    "ophelia",
    "hamlet",
    "612345678",
    "6 12 34 56 78",
    "quenouilles",
    "fontaine",
    "because of my dog",
];

#[tokio::test]
async fn a_developer_reads_no_personal_value_in_any_reply_or_page() {
    let server = Server::start();
    let ours = server.studio(MARK).await;
    let partner = ours.hires("photo@zanzibar.example", "PHOTOGRAPHER").await;
    let person = json!({
        "firstName": "Quetzal", "lastName": "Xylander", "email": "quetzal@zanzibar.example",
        "phone": "+33612345678", "birthDate": "2015-05-01",
        "address": { "line": "7 allée des Quenouilles", "city": "Paris" },
        "guardians": [{
            "firstName": "Ophelia", "lastName": "Hamlet", "email": "ophelia@zanzibar.example",
        }],
    });
    let child = ours.post("/employee", person).await.is(201).id("/id");
    let company = json!({
        "name": MARK, "contactEmail": "contact@zanzibar.example",
        "identity": { "contactName": "Hamlet", "contactPhone": "+33612345678" },
    });
    ours.put(&format!("/company/{}", ours.company), company).await.is(200);
    ours.plans("Portraits of Zanzibar", &[child]).await;
    let base = Rows { company: ours.company, partner: partner.user, mark: MARK, ..Rows::default() };
    let rows = base.fresh(&ours, 0).await;
    // A mail that is refused, and a job that names it.
    server.postbox.refuses("ana0@zanzibar.example");
    server.settle().await;
    let mut guardian = Recipient::invited(&server, "ophelia@zanzibar.example");
    guardian.proves_the_email().await.is(200);
    guardian.refuses(Some("Because of my dog")).await.is(201);
    server.settle().await;
    server.post("/auth/login", json!({ "email": ours.email, "password": "wrong" })).await.is(401);

    let developer = auth::NewPerson {
        email: "ada@machine.example".into(),
        password: PASSWORD.into(),
        first_name: "Ada".into(),
        last_name: "Roy".into(),
        company_name: None,
        role: Some(Role::Developer),
        locale: Locale::En,
    };
    auth::add(&server.app, developer).await.unwrap();
    let entered = Studio::enters(&server, "ada@machine.example").await;
    let actor = Actor::of(&entered, Some(Role::Developer));
    let mut wrong = vec![];
    let mut read = 0;
    let mut judge = |what: &str, status: u16, text: String| {
        let text = text.to_lowercase();
        read += u32::from(status == 200);
        for value in PERSONAL {
            if text.contains(value) {
                wrong.push(format!("{what} ({status}) has {value}"));
            }
        }
    };
    for line in table() {
        let Some(operation) = operations().iter().find(|one| one.id == line.0) else { continue };
        // What a link opens is for its holder; and these change the developer.
        if matches!(line.3, super::table::Who::Public)
            || ["logout", "endOtherSessions", "changePassword", "createCompany", "createOwnCompany"]
                .contains(&line.0)
        {
            continue;
        }
        let reply = actor.tries(&server, operation, &line, &rows).await;
        judge(line.0, reply.status, reply.text());
        if operation.method == Method::GET {
            let path =
                format!("{}{}", rows.path(line.1), if line.1.contains('?') { "&" } else { "?" });
            for more in ["limit=100", "withDeleted=true", "search=quetzal"] {
                let path = format!("{path}{more}");
                let reply = server.send(Some(&actor.token), Method::GET, &path, None).await;
                judge(&path, reply.status, reply.text());
            }
        }
    }
    let console = ConsoleContext::of(&server, "ada@machine.example").await;
    for page in pages().into_iter().filter(|page| page.is_read) {
        if !page.path.starts_with("/console") {
            continue;
        }
        let id = if page.path.contains("people") { rows.employee } else { 1 };
        let path = page.path.replace(":id", &id.to_string()).replace(":file", "1");
        let path = path.replace(":name", "answers.csv").replace("*rest", "nothing");
        let reply = console.get(&path).await;
        judge(&path, reply.status, reply.text());
    }
    for path in ["/metrics", "/readyz", "/healthz", "/version"] {
        let reply = server.send(Some(&actor.token), Method::GET, path, None).await;
        judge(path, reply.status, reply.text());
    }
    assert!(read > 25, "{read} replies had something in them");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    server.leaves_jobs();
}
