//! Employees.

use poem::http::Method;
use serde_json::{Value, json};

use crate::support::{Recipient, Server, Studio};

fn ana() -> Value {
    json!({ "firstName": "Ana", "lastName": "Moreau", "email": "ana@example.org" })
}

/// `ana()` with these fields changed.
fn ana_with(more: Value) -> Value {
    let mut body = ana();
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

async fn total(studio: &Studio<'_>) -> i64 {
    studio.get("/employee").await.is(200).id("/total")
}

#[tokio::test]
async fn an_employee_is_stored_as_typed_without_stray_spaces() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let reply = studio
        .post(
            "/employee",
            ana_with(json!({
                "firstName": "  Šárka ", "lastName": "Müller-Łęcka", "email": "Sarka@Example.org",
                "phone": "06 12 34 56 78", "birthDate": "1990-05-23", "locale": "en",
                "address": { "line": "12 rue des Lilas", "postalCode": "75011", "city": " Paris ",
                             "lat": 48.86, "lng": 2.38 },
            })),
        )
        .await;
    reply.is(201);
    let person = &reply.json;
    assert_eq!(person["firstName"], "Šárka");
    assert_eq!(person["email"], "Sarka@Example.org");
    assert_eq!(person["phone"], "+33612345678");
    assert_eq!(person["slug"], "sarka-muller-lecka");
    assert_eq!(person["address"]["city"], "Paris");
    assert_eq!(person["guardians"], json!([]));
    assert_eq!(person["locale"], "en");
    let found = studio.get(&format!("/employee/{}", reply.id("/id"))).await;
    assert_eq!(&found.is(200).json, person);
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let cases: [(Value, &[&str]); 16] = [
        (
            json!({ "firstName": " ", "lastName": "", "email": "ana" }),
            &["firstName", "lastName", "email"],
        ),
        (json!({ "firstName": "a".repeat(101) }), &["firstName"]),
        (json!({ "lastName": "a".repeat(300) }), &["lastName"]),
        (json!({ "lastName": "Moreau\r\nBcc: x@x.org" }), &["lastName"]),
        (json!({ "email": "ana@example.org\r\nBcc: x@x.org" }), &["email"]),
        (json!({ "phone": "12" }), &["phone"]),
        (json!({ "birthDate": "2026-05-02" }), &["birthDate"]),
        (json!({ "birthDate": "1879-12-31" }), &["birthDate"]),
        (json!({ "birthDate": "23/05/1990" }), &["birthDate"]),
        (json!({ "locale": "de" }), &["locale"]),
        (json!({ "address": { "lat": 91.0, "lng": 2.0 } }), &["address.lat"]),
        (json!({ "address": { "lng": 2.0 } }), &["address.lat"]),
        (json!({ "address": { "city": "a".repeat(201) } }), &["address.city"]),
        (json!({ "nickname": "Nana" }), &["nickname"]),
        (json!({ "firstName": 7 }), &["firstName"]),
        (
            json!({ "guardians": [{ "firstName": "Anne", "lastName": "Petit", "email": "anne@example.org" }] }),
            &["birthDate"],
        ),
    ];
    for (more, fields) in cases {
        studio.post("/employee", ana_with(more)).await.refuses(fields);
    }
    studio
        .post("/employee", json!({ "firstName": "Ana", "email": "a@b.org" }))
        .await
        .refuses(&["lastName"]);
    assert_eq!(total(&studio).await, 0);

    // Values exactly at the limits are accepted.
    let most = json!({
        "firstName": "a".repeat(100), "lastName": "b".repeat(100), "birthDate": "2026-05-01",
        "address": { "city": "c".repeat(200), "lat": 90.0, "lng": -180.0 },
    });
    studio.post("/employee", ana_with(most)).await.is(201);
}

#[tokio::test]
async fn a_name_is_shown_as_typed_whatever_it_contains() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    for name in ["<script>alert(1)</script>", "山田", "عمر", "O'Neil; DROP TABLE", "🙃", "%_\\"]
    {
        let reply = studio.post("/employee", ana_with(json!({ "firstName": name }))).await;
        assert_eq!(reply.is(201).json["firstName"], name);
    }
}

#[tokio::test]
async fn somebody_is_one_person_whatever_their_accents_and_capitals() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.post("/employee", ana()).await.is(201);
    let same = json!({ "firstName": "ÁNA", "lastName": " moreau ", "email": "ANA@example.org" });
    studio.post("/employee", same).await.is_problem(409, "employee_exists");
    // Two people may share an e-mail or a name, but not both.
    let partner = json!({ "firstName": "Léo", "lastName": "Moreau", "email": "ana@example.org" });
    studio.post("/employee", partner).await.is(201);
    let namesake = ana_with(json!({ "email": "other@example.org" }));
    assert_eq!(studio.post("/employee", namesake).await.is(201).json["slug"], "ana-moreau-2");
    let shared = studio.get("/employee?email=Ana@example.org").await;
    assert_eq!(shared.is(200).id("/total"), 2);
    // Another company has its own employees.
    let other = server.studio("pathe").await;
    assert_eq!(other.post("/employee", ana()).await.is(201).json["slug"], "ana-moreau");
    assert_eq!(total(&other).await, 1);
}

#[tokio::test]
async fn of_two_who_add_the_same_person_at_once_one_wins() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let (one, two) = tokio::join!(studio.post("/employee", ana()), studio.post("/employee", ana()));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(total(&studio).await, 1);
}

#[tokio::test]
async fn a_second_click_under_the_same_key_makes_nothing_more() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let first = studio.post_once("/employee", "k-1", &ana()).await;
    first.is(201);
    studio
        .put(&format!("/employee/{}", first.id("/id")), ana_with(json!({ "phone": "0612345678" })))
        .await
        .is(200);
    // The same reply as the first time, although the employee has changed since.
    let second = studio.post_once("/employee", "k-1", &ana()).await;
    assert_eq!(second.is(201).json, first.json);
    assert_eq!(total(&studio).await, 1);

    let other = ana_with(json!({ "firstName": "Léo" }));
    studio.post_once("/employee", "k-1", &other).await.refuses(&["Idempotency-Key"]);
    studio.post_once("/employee", "a b", &other).await.refuses(&["Idempotency-Key"]);
    studio.post_once("/employee", &"k".repeat(256), &other).await.refuses(&["Idempotency-Key"]);
    // A failed request leaves its key unused.
    studio
        .post_once("/employee", "k-2", &json!({ "firstName": "Léo" }))
        .await
        .refuses(&["lastName"]);
    studio.post_once("/employee", "k-2", &other).await.is(201);
    // A key is valid for one user, for a day.
    let pathe = server.studio("pathe").await;
    pathe.post_once("/employee", "k-1", &other).await.is(201);
    server.clock.advance(86_400_000);
    let studio = studio.comes_back().await;
    studio.post_once("/employee", "k-1", &ana_with(json!({ "firstName": "Zoé" }))).await.is(201);
}

#[tokio::test]
async fn lists_go_a_page_at_a_time_by_name_or_age() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    for (first, last) in [("Zoé", "Émile"), ("Ana", "Zola"), ("Bob", "eluard")] {
        studio.employs(first, last, "x@example.org").await;
        server.clock.advance(1000);
    }
    let names = async |query: &str| -> Vec<String> {
        let reply = studio.get(&format!("/employee{query}")).await;
        let people = reply.is(200).json["data"].as_array().unwrap().clone();
        people.iter().map(|one| one["lastName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("").await, ["eluard", "Émile", "Zola"]);
    assert_eq!(names("?orderBy=name:desc").await, ["Zola", "Émile", "eluard"]);
    assert_eq!(names("?orderBy=createdAt:desc").await, ["eluard", "Zola", "Émile"]);
    assert_eq!(names("?limit=2&page=2").await, ["Zola"]);
    assert_eq!(names("?page=9").await, [""; 0]);
    let page = studio.get("/employee?limit=2").await;
    assert_eq!((page.id("/total"), page.id("/totalPages"), page.id("/currentPage")), (3, 2, 1));

    for (query, field) in [
        ("page=0", "page"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=abc", "limit"),
        ("page=-1", "page"),
        ("orderBy=signature", "orderBy"),
        ("orderBy=name:up", "orderBy"),
        ("withDeleted=maybe", "withDeleted"),
        ("email=nobody", "email"),
    ] {
        studio.get(&format!("/employee?{query}")).await.refuses(&[field]);
    }
    studio.get("/employee?limit=100").await.is(200);

    studio.patch("/settings", json!({ "pageSizes": { "employees": 2 } })).await.is(200);
    assert_eq!(studio.get("/employee").await.is(200).id("/limit"), 2);
    assert_eq!(studio.get("/employee?limit=3").await.is(200).id("/limit"), 3);
}

#[tokio::test]
async fn replacing_empties_what_is_left_out_except_the_language() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let full =
        ana_with(json!({ "phone": "0612345678", "birthDate": "1990-05-23", "locale": "en" }));
    let id = studio.post("/employee", full).await.is(201).id("/id");
    let path = format!("/employee/{id}");
    let renamed = studio.put(&path, ana_with(json!({ "lastName": "Petit" }))).await;
    let person = &renamed.is(200).json;
    assert_eq!((&person["phone"], &person["birthDate"]), (&Value::Null, &Value::Null));
    assert_eq!((&person["locale"], &person["slug"]), (&json!("en"), &json!("ana-petit")));
    // Taking the name and e-mail of another employee is refused; keeping one's own is not.
    studio.employs("Léo", "Petit", "leo@example.org").await;
    let leo = json!({ "firstName": "leo", "lastName": "PETIT", "email": "leo@example.org" });
    studio.put(&path, leo).await.is_problem(409, "employee_exists");
    studio.put(&path, ana_with(json!({ "lastName": "PETIT" }))).await.is(200);
    studio.put("/employee/999", ana()).await.is_problem(404, "not_found");
    studio.put(&path, json!({})).await.is_problem(422, "invalid");
}

#[tokio::test]
async fn who_is_deleted_can_be_restored_unless_somebody_took_their_place() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let id = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (path, restore) = (format!("/employee/{id}"), format!("/employee/{id}/restore"));
    studio.acts(&restore).await.is_problem(409, "not_deleted");
    studio.delete(&path).await.is(204);
    studio.delete(&path).await.is_problem(404, "not_found");
    studio.get(&path).await.is_problem(404, "not_found");
    studio.put(&path, ana()).await.is_problem(404, "not_found");
    assert_eq!(total(&studio).await, 0);
    let all = studio.get("/employee?withDeleted=true").await;
    assert!(all.is(200).json["data"][0]["deletedAt"].is_string());

    let second = studio.employs("Ana", "Moreau", "ana@example.org").await;
    studio.acts(&restore).await.is_problem(409, "employee_exists");
    studio.delete(&format!("/employee/{second}")).await.is(204);
    let namesake = studio.employs("Ana", "Moreau", "other@example.org").await;
    let back = studio.acts(&restore).await;
    assert_eq!(back.is(200).json["slug"], "ana-moreau-2");
    assert_eq!(back.json["deletedAt"], Value::Null);
    assert!(namesake > second && second > id, "ids are never used again");
    studio.acts("/employee/999/restore").await.is_problem(404, "not_found");
}

#[tokio::test]
async fn another_companys_people_do_not_exist() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let stranger = server.studio("pathe").await;
    let id = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let (event, _) = studio.plans("Portraits", &[id]).await;
    let path = format!("/employee/{id}");
    stranger.get(&path).await.is_problem(404, "not_found");
    stranger.put(&path, ana()).await.is_problem(404, "not_found");
    stranger.delete(&path).await.is_problem(404, "not_found");
    stranger.acts(&format!("{path}/restore")).await.is_problem(404, "not_found");
    stranger.get(&format!("/employee/event/{event}")).await.is_problem(404, "not_found");
    assert_eq!(stranger.get("/employee?email=ana@example.org").await.is(200).id("/total"), 0);
    studio.get(&path).await.is(200);
    server.get(&path).await.is(401);
    server.send(None, Method::POST, "/employee", Some(&ana())).await.is(401);
}

#[tokio::test]
async fn the_people_of_a_shoot_are_listed_even_when_deleted_since() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let leo = studio.employs("Léo", "Adam", "leo@example.org").await;
    studio.employs("Zoé", "Petit", "zoe@example.org").await;
    let (event, _) = studio.plans("Portraits", &[ana, leo]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "ana@example.org");
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    let path = format!("/employee/event/{event}");
    let people = studio.get(&path).await;
    assert_eq!(people.is(200).json["data"][0]["firstName"], "Léo");
    assert_eq!(people.id("/total"), 2);
    for id in [ana, leo] {
        studio.delete(&format!("/employee/{id}")).await.is(204);
    }
    // Léo's unanswered request was deleted with him; what Ana signed stays, with her name.
    let people = studio.get(&path).await;
    assert_eq!((people.id("/total"), people.id("/data/0/id")), (1, ana));
    server.settle().await;
}

#[tokio::test]
async fn deleting_a_person_takes_back_what_they_have_not_answered() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@example.org").await;
    let leo = studio.employs("Léo", "Adam", "leo@example.org").await;
    let (event, _) = studio.plans("Portraits", &[ana, leo]).await;
    server.settle().await;
    let mut recipient = Recipient::invited(&server, "leo@example.org");
    studio.delete(&format!("/employee/{ana}")).await.is(204);
    let shoot = studio.get(&format!("/event/{event}")).await;
    assert_eq!((shoot.id("/totalSignatureNeeded"), shoot.id("/signatureCount")), (1, 0));
    // When the last one left has answered, the event is completed.
    recipient.proves_the_email().await;
    recipient.accepts(&["web"]).await.is(201);
    let shoot = studio.get(&format!("/event/{event}")).await;
    assert_eq!(shoot.json["status"], "COMPLETED");
    Recipient::invited(&server, "ana@example.org").opens().await.is_problem(410, "link_revoked");

    studio.acts(&format!("/employee/{ana}/restore")).await.is(200);
    let shoot = studio.get(&format!("/event/{event}")).await;
    assert_eq!((shoot.id("/totalSignatureNeeded"), shoot.id("/signatureCount")), (2, 1));
    assert_eq!(shoot.json["status"], "CREATE");
    Recipient::invited(&server, "ana@example.org").opens().await.is(200);
    server.settle().await;
}

#[tokio::test]
async fn a_new_email_closes_the_links_of_the_old_one_and_gets_its_own() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let ana = studio.employs("Ana", "Moreau", "ana@exemple.org").await;
    let (_, answers) = studio.plans("Portraits", &[ana]).await;
    server.settle().await;
    let mut old = Recipient::invited(&server, "ana@exemple.org");
    old.proves_the_email().await;
    studio.put(&format!("/employee/{ana}"), ana_with(json!({}))).await.is(200);
    old.opens().await.is_problem(410, "link_revoked");
    let late = old.accepts(&["web"]).await;
    assert!(late.status == 401 || late.status == 410, "{}", late.text());
    server.settle().await;
    let mut new = Recipient::invited(&server, "ana@example.org");
    new.opens().await.is(200);
    new.proves_the_email().await;
    new.accepts(&["web"]).await.is(201);
    let answer = studio.get(&format!("/answer/{}", answers[0])).await;
    assert_eq!(answer.json["state"], "ACCEPTED");
    server.settle().await;
    // The same mailbox in capitals is no change.
    let mails = server.postbox.to("ANA@example.org").len();
    studio
        .put(&format!("/employee/{ana}"), ana_with(json!({ "email": "ANA@example.org" })))
        .await
        .is(200);
    server.settle().await;
    assert_eq!(server.postbox.to("ANA@example.org").len(), mails);
    new.opens().await.is(200);
}

#[tokio::test]
async fn a_guardian_whose_email_was_wrong_is_written_to_again() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let guardian = |first: &str, email: &str| json!({ "firstName": first, "lastName": "Petit", "email": email });
    let zoe = |guardians: Value| {
        json!({
            "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org",
            "birthDate": "2012-03-14", "guardians": guardians,
        })
    };
    let typed =
        zoe(json!([guardian("Anne", "anne@exmple.org"), guardian("Paul", "paul@example.org")]));
    let reply = studio.post("/employee", typed).await;
    let (id, paul) = (reply.is(201).id("/id"), reply.id("/guardians/1/id"));
    studio.plans("Portraits", &[id]).await;
    server.settle().await;
    assert_eq!(server.postbox.to("zoe@example.org").len(), 0, "the minor is not written to");
    let wrong = Recipient::invited(&server, "anne@exmple.org");
    let corrected =
        zoe(json!([guardian("Paul", "paul@example.org"), guardian("Anne", "anne@example.org")]));
    let reply = studio.put(&format!("/employee/{id}"), corrected).await;
    assert_eq!(reply.is(200).json["guardians"].as_array().unwrap().len(), 2);
    assert!(reply.json["guardians"].as_array().unwrap().iter().any(|one| one["id"] == paul));
    server.settle().await;
    wrong.opens().await.is_problem(410, "link_revoked");
    Recipient::invited(&server, "anne@example.org").opens().await.is(200);
    Recipient::invited(&server, "paul@example.org").opens().await.is(200);
    assert_eq!(server.postbox.to("paul@example.org").len(), 1);

    let three =
        zoe(json!([guardian("A", "a@x.org"), guardian("B", "b@x.org"), guardian("C", "c@x.org")]));
    studio.put(&format!("/employee/{id}"), three).await.refuses(&["guardians"]);
    let twice = zoe(json!([guardian("A", "a@x.org"), guardian("B", "A@X.org")]));
    studio.put(&format!("/employee/{id}"), twice).await.refuses(&["guardians.1.email"]);
    let nameless = zoe(json!([{ "firstName": "A", "lastName": "", "email": "a" }]));
    studio
        .put(&format!("/employee/{id}"), nameless)
        .await
        .refuses(&["guardians.0.lastName", "guardians.0.email"]);
}

/// Pupils rarely have an address of their own.
#[tokio::test]
async fn a_child_without_an_email_has_that_of_the_first_guardian() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = |email: Value, guardians: Value| {
        json!({
            "firstName": "Zoé", "lastName": "Petit", "email": email,
            "birthDate": "2015-03-14", "guardians": guardians,
        })
    };
    let guardian = |first: &str, email: &str| json!({ "firstName": first, "lastName": "Petit", "email": email });
    let both = json!([guardian("Anne", "anne@example.org"), guardian("Paul", "paul@example.org")]);
    let mut without = zoe(json!(null), both.clone());
    without.as_object_mut().unwrap().remove("email");
    let id = studio.post("/employee", without.clone()).await.is(201).id("/id");
    let at = format!("/employee/{id}");
    assert_eq!(studio.get(&at).await.is(200).json["email"], "anne@example.org");
    // The same child again, however the empty address is written.
    for email in [json!(null), json!(""), json!("  "), json!("anne@example.org")] {
        studio.post("/employee", zoe(email, both.clone())).await.is(409);
    }
    // An address of their own wins.
    let own = zoe(json!("zoe@example.org"), both.clone());
    assert_eq!(studio.put(&at, own).await.is(200).json["email"], "zoe@example.org");
    // Nobody else may be without: neither an adult, nor a child whose guardian has a wrong address.
    studio
        .post("/employee", json!({ "firstName": "Ana", "lastName": "Roy", "email": "" }))
        .await
        .refuses(&["email"]);
    studio
        .post("/employee", zoe(json!(""), json!([guardian("Anne", "anne")])))
        .await
        .refuses(&["guardians.0.email"]);
}
