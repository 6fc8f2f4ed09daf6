//! A refused request leaves nothing behind: no changed row, no job, no mail.

use std::collections::BTreeMap;

use be_right::model::Role;
use poem::http::Method;

use super::rows::Rows;
use super::table::{MARK, Who, table};
use super::{Actor, ENDS};
use crate::support::document::operations;
use crate::support::routes::pages;
use crate::support::{PASSWORD, Recipient, Reply, Server, rows};

/// All rows of a company in the database, by table.
fn kept(server: &Server, company: i64) -> BTreeMap<String, Vec<Vec<String>>> {
    let data = server.folder.path();
    let tables = "SELECT one.name FROM sqlite_schema one, pragma_table_info(one.name) two \
                  WHERE one.type = 'table' AND two.name = 'company_id' ORDER BY one.name";
    let tables: Vec<String> = rows(data, tables).concat();
    assert!(tables.len() > 30, "{tables:?}");
    let mut all = BTreeMap::new();
    for table in tables {
        let sql = format!("SELECT * FROM {table} WHERE company_id = {company}");
        all.insert(table, rows(data, &sql));
    }
    all.insert(
        "companies".into(),
        rows(data, &format!("SELECT * FROM companies WHERE id = {company}")),
    );
    all
}

#[track_caller]
fn is_unchanged(
    who: &str,
    before: &BTreeMap<String, Vec<Vec<String>>>,
    after: &BTreeMap<String, Vec<Vec<String>>>,
) {
    for (table, rows) in before {
        let news: Vec<_> = after[table].iter().filter(|row| !rows.contains(row)).collect();
        let gone: Vec<_> = rows.iter().filter(|row| !after[table].contains(row)).collect();
        let is_same = news.is_empty() && gone.is_empty();
        assert!(is_same, "{who} changed {table}: {gone:?} became {news:?}");
    }
}

#[tokio::test]
async fn who_is_refused_changes_nothing() {
    let server = Server::start();
    let ours = server.studio(MARK).await;
    let stranger = server.studio("Pathé").await;
    let partner = ours.hires("photo@zanzibar.example", "PHOTOGRAPHER").await;
    let mut actors = vec![Actor::of(&stranger, None)];
    actors.push(Actor::of(&partner, Some(Role::Photographer)));
    for role in [Role::Employee, Role::User, Role::SuperUser] {
        let email = format!("{}@zanzibar.example", role.name().to_lowercase());
        actors.push(Actor::of(&ours.hires(&email, role.name()).await, Some(role)));
    }
    let base = Rows { company: ours.company, partner: partner.user, mark: MARK, ..Rows::default() };
    let mut named = base.fresh(&ours, 0).await;
    server.settle().await;
    named.link = Recipient::invited(&server, "ana0@zanzibar.example").token;
    let feed = ours.acts("/event/calendar/feed").await;
    let (_, feed) = feed.is(201).json["url"].as_str().unwrap().rsplit_once('/').unwrap();
    named.feed = feed.to_owned();
    let body = serde_json::json!({
        "name": "A", "scopes": ["live:read"], "currentPassword": PASSWORD,
    });
    named.api_token = ours.post("/api-token", body).await.is(201).id("/id");
    named.notification = ours.get("/notifications").await.id("/data/0/id");
    server.settle().await;

    let before = kept(&server, ours.company);
    let mut tried = 0;
    for line in table() {
        // An operation that a link opens is for the holder of the link.
        if matches!(line.3, Who::Public) || line.0 == "logout" || ENDS[1..].contains(&line.0) {
            continue;
        }
        let operation = operations().iter().find(|one| one.id == line.0).unwrap();
        let names_a_row = line.1.contains('{');
        for actor in &actors {
            // Another company's OWNER may use some operations on their own rows.
            if actor.role.is_some() && actor.expects(line.3, names_a_row).is_ok() {
                continue;
            }
            let reply = actor.tries(&server, operation, &line, &named).await;
            // Nothing is billed here.
            let is_off = reply.json["code"] == "billing_disabled";
            assert!(reply.status < 500 || is_off, "{} by {}: {}", line.0, actor.what, reply.text());
            tried += 1;
        }
    }
    assert!(tried > 350, "{tried}");
    is_unchanged("somebody", &before, &kept(&server, ours.company));
    server.settle().await;
}

/// A path with our rows in it.
fn with_rows(path: &str, rows: &Rows) -> String {
    let id = match path {
        path if path.starts_with("/console/shoots") => rows.event,
        path if path.starts_with("/console/people/import") => rows.import,
        path if path.starts_with("/console/people") => rows.employee,
        path if path.starts_with("/console/groups") => rows.group,
        _ => rows.answer,
    };
    path.replace(":id", &id.to_string())
        .replace(":person", &rows.employee.to_string())
        .replace(":file", &rows.file.to_string())
        .replace(":name", "answers.csv")
        .replace(":kind", "people")
        .replace("*rest", "nothing")
}

#[tokio::test]
async fn no_page_of_the_console_shows_or_changes_what_is_out_of_reach() {
    let server = Server::start();
    // The company's own name is on every page of its users.
    let ours = server.studio("Lumiere").await;
    let stranger = server.studio("Pathé").await;
    let partner = ours.hires("partner@lens.example", "PHOTOGRAPHER").await;
    let other = ours.hires("other@lens.example", "PHOTOGRAPHER").await;
    let employee = ours.hires("employee@lens.example", "EMPLOYEE").await;
    let base = Rows { company: ours.company, partner: partner.user, mark: MARK, ..Rows::default() };
    let named = base.fresh(&ours, 0).await;
    server.settle().await;
    let form = format!(
        "lang=en&photo={0}&person={1}&email=x@evil.example&use=web&do=stay&uses=web&all=yes\
         &nobody=yes&action=open",
        named.file, named.employee
    );
    let mut cookies = vec![("nobody", String::new())];
    for (who, actor) in
        [("a stranger", &stranger), ("PHOTOGRAPHER", &other), ("EMPLOYEE", &employee)]
    {
        let login = format!("email={}&password={}", actor.email, PASSWORD.replace(' ', "+"));
        let request = server.client().post("/console/login").body(login);
        let request = request.content_type("application/x-www-form-urlencoded");
        let entered = Reply::read(request.send().await).await;
        let cookie = entered.is(303).header("set-cookie").split(';').next().unwrap().to_owned();
        cookies.push((who, cookie));
    }
    server.settle().await;

    let before = kept(&server, ours.company);
    let (mut tried, mut wrong) = (0, vec![]);
    for page in pages().into_iter().filter(|page| page.path.starts_with("/console")) {
        // A user's own session, account and calendar are not refused.
        if ["/console/login", "/console/logout", "/console/forgot"].contains(&page.path) {
            continue;
        }
        let own = ["profile", "security", "notifications", "companies"];
        let is_own = ["/console/calendar", "/console/token"].contains(&page.path)
            || own.iter().any(|name| page.path.starts_with(&format!("/console/settings/{name}")));
        let path = with_rows(page.path, &named);
        for (who, cookie) in &cookies {
            let mut sends = vec![Method::GET];
            if page.takes_a_form && (!is_own || *who == "nobody") {
                sends.push(Method::POST);
            }
            for method in sends {
                let asked =
                    format!("{path}?lang=en&q={0}&search={0}&use=web", &MARK.to_lowercase());
                let request = server.client().request(method.clone(), &asked);
                let request =
                    request.header("cookie", cookie).header("sec-fetch-site", "same-origin");
                let request = match method {
                    Method::GET => request,
                    _ => {
                        request.content_type("application/x-www-form-urlencoded").body(form.clone())
                    }
                };
                let reply = Reply::read(request.send().await).await;
                tried += 1;
                let text = reply.text();
                let is_kept_out = match (*who, method == Method::GET && page.is_read) {
                    ("nobody", true) => {
                        reply.status == 303
                            && reply.header("location").starts_with("/console/login")
                    }
                    ("nobody", false) => matches!(reply.status, 303 | 401 | 403 | 404 | 405),
                    _ => reply.status < 500,
                };
                if !is_kept_out || text.contains(MARK) || text.contains("zanzibar.example") {
                    wrong.push(format!("{method} {path} by {who}: {}\n{text}", reply.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 100, "{tried}");
    is_unchanged("somebody", &before, &kept(&server, ours.company));
    server.settle().await;
}
