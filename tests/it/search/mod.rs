//! Search: what is found, and by whom.

mod files;
mod healing;
mod lists;
mod relevance;

use be_right::model::{Job, Role, UserId};
use be_right::store::{jobs, users};
use be_right::worker;
use serde_json::{Value, json};

use crate::support::waiting::until_async;
use crate::support::{PASSWORD, Reply, Server, Studio, change, rows};

/// The results, as `TYPE name`.
fn names(reply: &Reply) -> Vec<String> {
    let data = reply.is(200).json["data"].as_array().unwrap();
    let show = |one: &Value| {
        format!("{} {}", one["type"].as_str().unwrap(), one["name"].as_str().unwrap())
    };
    data.iter().map(show).collect()
}

impl Studio<'_> {
    /// What a user finds once the index is up to date.
    async fn finds(&self, text: &str) -> Vec<String> {
        self.server.indexes().await;
        names(&self.searches(text).await)
    }

    async fn searches(&self, text: &str) -> Reply {
        self.get(&format!("/search?q={}", encoded(text))).await
    }
}

/// As a query parameter.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn what_is_saved_is_found_soon_by_itself() {
    let server = Server::start();
    let (stop, stopping) = tokio::sync::watch::channel(false);
    #[expect(clippy::disallowed_methods, reason = "as the server runs it")]
    let worker = tokio::spawn(worker::run(server.app.clone(), stopping));
    let studio = server.studio("Lumière").await;
    // `be-right bench` measures how soon.
    for (number, last) in ["Müller", "Lefèvre", "Nguyễn"].into_iter().enumerate() {
        studio.employs("Anaïs", last, &format!("a{number}@people.example")).await;
        let found = [format!("EMPLOYEE Anaïs {last}")];
        until_async(last, async || names(&studio.searches(last).await) == found).await;
    }
    assert_eq!(studio.searches("anais").await.json["complete"], true);
    let ready = server.get("/readyz").await;
    assert_eq!(ready.is(200).json["search"], "ready");
    stop.send(true).unwrap();
    worker.await.unwrap();
    server.settle().await;
}

#[tokio::test]
async fn renaming_deleting_and_restoring_show_at_once() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let id = studio.employs("Ana", "Roche", "ana@people.example").await;
    let (event, answers) = studio.plans("Gala d’été", &[id]).await;
    assert_eq!(studio.finds("roche").await, ["EMPLOYEE Ana Roche", "ANSWER Ana Roche"]);
    assert_eq!(studio.finds("gala").await, ["EVENT Gala d’été", "ANSWER Ana Roche"]);

    let renamed =
        json!({ "firstName": "Ana", "lastName": "Bonnet", "email": "ana@people.example" });
    studio.put(&format!("/employee/{id}"), renamed).await.is(200);
    assert!(studio.finds("roche").await.is_empty());
    assert_eq!(studio.finds("bonnet").await, ["EMPLOYEE Ana Bonnet", "ANSWER Ana Bonnet"]);

    let now = server.app.now();
    let moved = json!({
        "name": "Fête de fin d’année", "start": now.plus(14 * 86_400_000).rfc3339(),
        "end": now.plus(15 * 86_400_000).rfc3339(),
    });
    studio.put(&format!("/event/{event}"), moved).await.is(200);
    assert!(studio.finds("gala").await.is_empty());
    assert_eq!(studio.finds("fête").await, ["EVENT Fête de fin d’année", "ANSWER Ana Bonnet"]);

    studio.delete(&format!("/answer/{}", answers[0])).await.is(204);
    assert_eq!(studio.finds("bonnet").await, ["EMPLOYEE Ana Bonnet"]);
    // Restoring an employee restores what was deleted with them; this answer was deleted before.
    server.clock.advance(1_000);
    studio.delete(&format!("/employee/{id}")).await.is(204);
    // The index is not up to date yet, so the rows are read again.
    assert!(names(&studio.searches("bonnet").await).is_empty());
    assert!(studio.finds("bonnet").await.is_empty());
    studio.acts(&format!("/employee/{id}/restore")).await.is(200);
    assert_eq!(studio.finds("bonnet").await, ["EMPLOYEE Ana Bonnet"]);
    studio.delete(&format!("/event/{event}")).await.is(204);
    assert!(studio.finds("fête").await.is_empty());
    studio.acts(&format!("/event/{event}/restore")).await.is(200);
    assert_eq!(studio.finds("fête").await, ["EVENT Fête de fin d’année"]);
    server.settle().await;
}

#[tokio::test]
async fn another_companys_things_are_neither_found_nor_counted() {
    let server = Server::start();
    let ours = server.studio("Lumière").await;
    let theirs = server.studio("Pathé").await;
    let ana = ours.employs("Ana", "Roche", "ana@people.example").await;
    ours.plans("Gala secret", &[ana]).await;
    for text in ["roche", "roch", "rohce", "ana@people.example", "gala", "\"gala secret\"", "r"] {
        assert!(!ours.finds(text).await.is_empty(), "{text}");
        let reply = theirs.searches(text).await;
        assert!(names(&reply).is_empty(), "{text}");
        assert_eq!(reply.json["total"], 0);
        let totals = json!({ "employees": 0, "groups": 0, "events": 0, "answers": 0, "files": 0 });
        assert_eq!(reply.json["totals"], totals, "{text}");
    }
    server.settle().await;
}

#[tokio::test]
async fn everyone_finds_what_their_role_reaches() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let photographer = studio.hires("photo@lumiere.example", "PHOTOGRAPHER").await;
    let ana = studio.employs("Ana", "Roche", "ana@people.example").await;
    let noe = studio.employs("Noé", "Roche", "noe@people.example").await;
    let tom = json!({
        "firstName": "Tom", "lastName": "Roche", "email": "tom@people.example",
        "phone": "+33612345678", "birthDate": "2016-05-01",
        "guardians": [{ "firstName": "Eva", "lastName": "Castel", "email": "eva@people.example" }],
    });
    studio.post("/employee", tom).await.is(201);
    studio.plans("Gala Roche", &[ana]).await;
    let now = server.app.now();
    let own = json!({
        "name": "Portraits Roche", "start": now.plus(86_400_000).rfc3339(),
        "end": now.plus(2 * 86_400_000).rfc3339(), "employeeIds": [noe],
        "partnerId": photographer.user,
    });
    let event = studio.post("/event", own.clone()).await.is(201).id("/event/id");
    studio.post("/group", json!({ "name": "Famille Roche" })).await.is(201);

    let user = studio.hires("user@lumiere.example", "USER").await;
    let mut all = user.finds("roche").await;
    all.sort();
    assert_eq!(
        all,
        [
            "ANSWER Ana Roche",
            "ANSWER Noé Roche",
            "EMPLOYEE Ana Roche",
            "EMPLOYEE Noé Roche",
            "EMPLOYEE Tom Roche",
            "EVENT Gala Roche",
            "EVENT Portraits Roche",
            "GROUP Famille Roche",
        ]
    );
    // A child is found by the names of its guardians.
    assert_eq!(user.finds("castel").await, ["EMPLOYEE Tom Roche"]);

    let mut reached = photographer.finds("roche").await;
    reached.sort();
    assert_eq!(reached, ["ANSWER Noé Roche", "EMPLOYEE Noé Roche", "EVENT Portraits Roche"]);
    // By name, not by e-mail; and the results contain no e-mails.
    assert!(photographer.finds("people.example").await.is_empty());
    assert!(photographer.searches("noé").await.text().contains("Noé"));
    assert!(!photographer.searches("noé").await.text().contains("people.example"));
    // An event that another photographs now is not found.
    let mut other = own.clone();
    other["partnerId"] = Value::Null;
    other.as_object_mut().unwrap().remove("employeeIds");
    studio.put(&format!("/event/{event}"), other).await.is(200);
    assert!(names(&photographer.searches("roche").await).is_empty(), "before the index knows");
    assert!(photographer.finds("roche").await.is_empty());

    let noe = studio.hires("noe@people.example", "EMPLOYEE").await;
    let mut own = noe.finds("roche").await;
    own.sort();
    assert_eq!(own, ["ANSWER Noé Roche", "EMPLOYEE Noé Roche"]);
    let eva = studio.hires("eva@people.example", "EMPLOYEE").await;
    assert_eq!(eva.finds("roche").await, ["EMPLOYEE Tom Roche"]);

    let operator = studio.hires("admin@lumiere.example", "USER").await;
    studio.delete(&format!("/user/{}", operator.user)).await.is(204);
    let id = UserId(operator.user);
    let made =
        server.app.db.write_all(move |all| users::set_instance_role(all, id, Some(Role::Admin)));
    assert!(made.await.unwrap());
    operator.searches("roche").await.is_problem(403, "forbidden");
    server.settle().await;
}

#[tokio::test]
async fn whatever_is_typed_is_answered() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    studio.employs("Ana", "Roche", "ana@people.example").await;
    server.indexes().await;
    for odd in [
        "",
        " ",
        "\"",
        "\"\"",
        "AND",
        "NOT roche OR",
        "(((",
        "name:ana",
        "*",
        "?",
        "[a TO z]",
        "\\",
        "ana^9",
        "ana~2",
        "-ana +roche",
        "\u{0}",
        "🙃",
        "'; DROP TABLE employees; --",
        "…!?—",
    ] {
        studio.searches(odd).await.is(200);
    }
    assert!(names(&studio.searches("…!?—").await).is_empty());
    assert!(names(&studio.get("/search").await).is_empty());
    studio.searches(&"é".repeat(200)).await.is(200);
    studio.searches(&"é".repeat(201)).await.refuses(&["q"]);
    studio.searches(&"a ".repeat(5_000)).await.refuses(&["q"]);
    studio.get("/search?q=a&limit=0").await.refuses(&["limit"]);
    studio.get("/search?q=a&limit=101").await.refuses(&["limit"]);
    studio.get("/search?q=a&page=0").await.refuses(&["page"]);
    studio.get("/search?q=a&type=USER").await.is(422);
    server.get("/search?q=a").await.is(401);
    server.settle().await;
}

#[tokio::test]
async fn results_come_by_the_page_and_are_counted_by_type() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let mut people = vec![];
    for number in 0..7 {
        let email = format!("p{number}@people.example");
        people.push(
            studio.employs(&format!("Ana {}", "x".repeat(number + 1)), "Roche", &email).await,
        );
    }
    studio.plans("Gala", &people).await;
    server.indexes().await;
    let first = studio.get("/search?q=roche&type=EMPLOYEE&limit=3").await;
    assert_eq!(first.is(200).json["total"], 7);
    assert_eq!((first.id("/totalPages"), first.id("/currentPage"), first.id("/limit")), (3, 1, 3));
    assert_eq!((first.id("/totals/employees"), first.id("/totals/answers")), (7, 7));
    let mut seen = vec![];
    for page in 1..=4 {
        let path = format!("/search?q=roche&type=EMPLOYEE&limit=3&page={page}");
        let reply = studio.get(&path).await;
        seen.extend(reply.json["data"].as_array().unwrap().iter().map(|one| one["id"].clone()));
    }
    // Equal results come newest first.
    people.reverse();
    assert_eq!(seen, people.iter().map(|id| json!(id)).collect::<Vec<_>>());
    assert_eq!(studio.get("/search?q=roche&limit=100").await.id("/total"), 14);
    server.settle().await;
}

#[tokio::test]
async fn what_was_looked_for_is_marked_in_pieces_that_add_up_to_the_text() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let evil = "<script>alert(1)</script>";
    studio.employs(evil, "Müller", "m.muller@people.example").await;
    server.indexes().await;
    let reply = studio.searches("mül").await;
    let marks = &reply.is(200).json["data"][0]["highlights"];
    assert_eq!(marks[0]["field"], "name");
    assert_eq!(
        marks[0]["parts"],
        json!([
            { "text": format!("{evil} "), "match": false },
            { "text": "Mül", "match": true },
            { "text": "ler", "match": false },
        ])
    );
    assert_eq!(marks[1]["field"], "email");
    assert_eq!(marks[1]["parts"][1], json!({ "text": "mul", "match": true }));
    server.settle().await;
}

#[tokio::test]
async fn the_nightly_check_repairs_an_outdated_search_index() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Roche", "ana@people.example").await;
    let noe = studio.employs("Noé", "Bonnet", "noe@people.example").await;
    studio.finds("roche").await;
    // Changed without the triggers, so that the index is not notified.
    change(
        server.folder.path(),
        &format!(
            "DROP TRIGGER search_follows_employees; DROP TRIGGER search_follows_names_of_employees;
         UPDATE employees SET last_name = 'Tissier' WHERE id = {ana};"
        ),
    );
    assert!(studio.finds("tissier").await.is_empty());
    let check = || async {
        server
            .app
            .db
            .write_all(|all| jobs::insert_for_instance(all, &Job::CheckSearch))
            .await
            .unwrap();
        server.settle().await;
    };
    check().await;
    assert_eq!(studio.finds("tissier").await, ["EMPLOYEE Ana Tissier"]);
    assert!(studio.finds("roche").await.is_empty());
    // A row that the index still contains is deleted.
    change(
        server.folder.path(),
        &format!(
            "DROP TRIGGER search_follows_purged_employees; DELETE FROM employees WHERE id = {noe};"
        ),
    );
    assert_eq!(studio.searches("bonnet").await.id("/total"), 1);
    check().await;
    studio.finds("bonnet").await;
    assert_eq!(studio.searches("bonnet").await.id("/total"), 0);
    assert_eq!(studio.finds("tissier").await, ["EMPLOYEE Ana Tissier"]);
}

#[tokio::test]
async fn changes_are_kept_until_they_are_indexed_and_no_longer() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    studio.employs("Ana", "Roche", "ana@people.example").await;
    let kept = || rows(server.folder.path(), "SELECT seq FROM search_changes").len();
    assert!(kept() >= 2);
    be_right::actions::search::trim(&server.app).await.unwrap();
    assert!(kept() >= 2, "nothing is indexed yet");
    server.indexes().await;
    be_right::actions::search::trim(&server.app).await.unwrap();
    assert_eq!(kept(), 0);
    studio.employs("Noé", "Roche", "noe@people.example").await;
    assert_eq!(kept(), 1);
    assert_eq!(studio.finds("roche").await.len(), 2);
    // A refused request is not a change.
    let twice = json!({ "firstName": "Noé", "lastName": "Roche", "email": "noe@people.example" });
    studio.post("/employee", twice).await.is(409);
    assert_eq!(kept(), 1);
    server.settle().await;
}

#[tokio::test]
async fn users_of_the_company_are_no_results_of_a_search() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    studio.hires("zoe@lumiere.example", "USER").await;
    assert!(studio.finds("zoe").await.is_empty());
    assert!(studio.finds(PASSWORD).await.is_empty());
    server.settle().await;
}
