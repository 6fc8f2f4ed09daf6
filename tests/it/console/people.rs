//! The list of employees: search and filters.

use super::ConsoleContext;
use crate::support::Server;

#[tokio::test]
async fn somebody_is_found_among_all_by_a_name_that_is_misspelt() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.employs("Zoé", "Müller", "zoe@example.net").await;
    studio.employs("Ana", "Moreau", "ana@example.net").await;
    let other = server.studio("Ombre").await;
    other.employs("Nils", "Müller", "nils@example.net").await;
    server.settle().await;
    server.indexes().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let all = console.get("/console/people?lang=en").await.is(200).text();
    assert!(all.contains("2 people.") && all.contains("Ana Moreau"), "{all}");
    assert!(all.contains("Zoé Müller") && all.contains("zoe@example.net"));
    assert!(!all.contains("Nils"), "another studio's people are here");
    for typed in ["M%C3%BCler", "muller", "MUL", "zoe%40example"] {
        let found =
            console.get(&format!("/console/people?search={typed}&lang=en")).await.is(200).text();
        assert!(found.contains("One person found."), "{typed}: {found}");
        assert!(found.contains("Zoé Müller") && !found.contains("Ana Moreau"), "{typed}");
    }
    let nobody = console.get("/console/people?search=xylophone&lang=en").await.is(200).text();
    assert!(nobody.contains("No results.") && nobody.contains("value=\"xylophone\""));
    // A very long search with markup.
    let long = "%3Cb%3E".repeat(300);
    let page = console.get(&format!("/console/people?search={long}")).await.is(200).text();
    assert!(!page.contains("<b>"));
}

#[tokio::test]
async fn an_empty_studio_sees_how_to_begin() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console/people?lang=en").await.is(200).text();
    assert!(page.contains("Begin with the list you already have"), "{page}");
    assert!(page.contains("href=\"/console/people/import\""));
    let colleague = studio.hires("noe@lumiere.example", "USER").await;
    let console = ConsoleContext::of(&server, &colleague.email).await;
    let page = console.get("/console/people?lang=en").await.is(200).text();
    assert!(page.contains("Somebody in charge") && !page.contains("/people/import"), "{page}");
    server.settle().await;
}

#[tokio::test]
async fn the_people_of_a_group_are_listed_and_another_studios_group_is_not_found() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    studio.employs("Ana", "Moreau", "ana@example.net").await;
    let body = serde_json::json!({ "name": "Danse & <chant>" });
    let group = studio.post("/group", body).await.is(201).id("/id");
    let members = serde_json::json!({ "employeeIds": [zoe] });
    studio.put(&format!("/group/{group}/employees"), members).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get(&format!("/console/people?group={group}&lang=en")).await.is(200).text();
    assert!(page.contains("Zoé Müller") && !page.contains("Ana Moreau"), "{page}");
    assert!(!page.contains("<chant>"), "a name is no HTML");
    let other = server.studio("Ombre").await;
    let console = ConsoleContext::of(&server, &other.email).await;
    console.get(&format!("/console/people?group={group}")).await.is(404);
}

#[tokio::test]
async fn a_long_list_is_turned_page_by_page() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let size = serde_json::json!({ "pageSizes": { "employees": 2 } });
    studio.patch("/settings", size).await.is(200);
    for name in ["Aab", "Bab", "Cab"] {
        studio.employs("Ana", name, &format!("{name}@example.net")).await;
    }
    server.settle().await;
    server.indexes().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let first = console.get("/console/people?search=ana&lang=en").await.is(200).text();
    assert!(first.contains("3 people found.") && first.contains("Ana Bab"), "{first}");
    assert!(!first.contains("Ana Cab") && first.contains("?search=ana&#38;page=2"), "{first}");
    let second = console.get("/console/people?search=ana&page=2&lang=en").await.is(200).text();
    assert!(second.contains("Ana Cab") && !second.contains("Ana Bab"));
}

#[tokio::test]
async fn a_photographer_sees_nothing_of_the_list() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let partner = studio.hires("lens@example.org", "PHOTOGRAPHER").await;
    let console = ConsoleContext::of(&server, &partner.email).await;
    let refused = console.get("/console/people?lang=en").await.is(403).text();
    assert!(refused.contains("Access denied") && !refused.contains("Zoé"));
    let shoots = console.get("/console").await.is(200).text();
    assert!(!shoots.contains("/console/people"), "no way there either");
    server.settle().await;
}

#[tokio::test]
async fn a_child_whom_nobody_signs_for_is_pointed_out_before_a_shoot_refuses_them() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let guardian = |name: &str| {
        serde_json::json!({
            "firstName": name, "lastName": "Petit", "email": format!("{name}@example.org"),
        })
    };
    let child = |name: &str, born: &str, guardians: Vec<serde_json::Value>| {
        serde_json::json!({
            "firstName": name, "lastName": "Petit", "email": "famille@example.org",
            "birthDate": born, "guardians": guardians,
        })
    };
    for (name, born, guardians, missing) in [
        ("Zoé", "2016-03-01", vec![], 2),
        ("Léo", "2016-03-01", vec![guardian("Anne")], 1),
        ("Ana", "2016-03-01", vec![guardian("Anne"), guardian("Paul")], 0),
        ("Noé", "1990-03-01", vec![], 0),
    ] {
        let added = studio.post("/employee", child(name, born, guardians)).await;
        assert_eq!(added.is(201).json["guardiansMissing"], missing, "{name}");
    }
    let listed = studio.get("/employee?limit=100").await;
    let all = listed.json["data"].as_array().unwrap();
    let missing: i64 = all.iter().map(|one| one["guardiansMissing"].as_i64().unwrap()).sum();
    assert_eq!(missing, 3);
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let page = console.get("/console/people?lang=en").await.is(200).text();
    assert_eq!(page.matches("Under 18, and no guardian is named").count(), 1, "{page}");
    assert_eq!(page.matches("Under 18: one guardian of two is named").count(), 1, "{page}");
}
