//! Lists filtered by a search.

use serde_json::{Value, json};

use super::encoded;
use crate::support::{Reply, Server};

fn names(reply: &Reply) -> Vec<String> {
    let text = |one: &Value| {
        let named = one["name"].as_str().or(one["lastName"].as_str());
        named.unwrap_or_default().to_owned()
    };
    reply.is(200).json["data"].as_array().unwrap().iter().map(text).collect()
}

#[tokio::test]
async fn every_list_can_be_narrowed_down_by_a_search() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@people.example").await;
    let abel = studio.employs("Abel", "Muller", "abel@people.example").await;
    let ines = studio.employs("Inès", "Castel", "ines@people.example").await;
    let (event, answers) = studio.plans("Gala d’été", &[zoe, ines]).await;
    studio.plans("Portraits", &[abel]).await;
    studio.post("/group", json!({ "name": "Comédiens" })).await.is(201);
    studio.post("/group", json!({ "name": "Danseurs" })).await.is(201);
    server.indexes().await;

    // In the list's own order, counted, a page at a time.
    let people = studio.get("/employee?search=muller&orderBy=name:desc").await;
    assert_eq!(names(&people), ["Müller", "Muller"]);
    assert_eq!(people.id("/total"), 2);
    let second = studio.get("/employee?search=muller&limit=1&page=2").await;
    assert_eq!((second.id("/total"), second.id("/totalPages"), names(&second).len()), (2, 2, 1));
    assert_eq!(names(&studio.get("/employee?search=m%C3%BCler").await).len(), 2);
    assert_eq!(names(&studio.get("/employee?search=zoe@").await), ["Müller"]);
    // Together with the list's other filters.
    let filtered = studio.get("/employee?search=muller&email=abel@people.example").await;
    assert_eq!(names(&filtered), ["Muller"]);
    let of_castel = studio.get(&format!("/answer?search=castel&eventId={event}")).await;
    assert_eq!((of_castel.id("/total"), of_castel.id("/data/0/id")), (1, answers[1]));
    assert_eq!(studio.get("/answer?search=castel&state=ACCEPTED").await.id("/total"), 0);
    assert_eq!(studio.get("/answer?search=gala").await.id("/total"), 2);

    assert_eq!(names(&studio.get("/event?search=gal").await), ["Gala d’été"]);
    assert_eq!(names(&studio.get("/event?search=portrait").await), ["Portraits"]);
    assert_eq!(names(&studio.get("/group?search=comedien").await), ["Comédiens"]);
    assert_eq!(names(&studio.get("/user?search=claire").await), ["Fontaine"]);
    assert!(names(&studio.get("/user?search=zoe").await).is_empty());

    // Deleted rows where they are requested.
    studio.delete(&format!("/employee/{zoe}")).await.is(204);
    server.indexes().await;
    assert_eq!(names(&studio.get("/employee?search=muller").await), ["Muller"]);
    assert_eq!(studio.get("/employee?search=muller&withDeleted=true").await.id("/total"), 2);

    // An empty search filters nothing; one without any word finds nothing.
    assert_eq!(studio.get("/employee?search=").await.id("/total"), 2);
    assert_eq!(studio.get("/employee?search=%20").await.id("/total"), 2);
    assert_eq!(studio.get("/employee?search=%22%3F%21").await.id("/total"), 0);
    let long = encoded(&"é".repeat(201));
    studio.get(&format!("/employee?search={long}")).await.refuses(&["search"]);
    server.settle().await;
}

#[tokio::test]
async fn what_is_written_as_typed_keeps_misspellings_out_of_a_list() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    studio.employs("Anne", "Marin", "marin@people.example").await;
    studio.employs("Zoé", "Martin", "martin@people.example").await;
    server.indexes().await;
    // In the order of names Marin would come first, although it does not match exactly.
    assert_eq!(names(&studio.get("/employee?search=martin").await), ["Martin"]);
    assert_eq!(names(&studio.get("/employee?search=marti").await), ["Martin"]);
    assert_eq!(names(&studio.get("/employee?search=mratin").await), ["Martin"]);
    server.settle().await;
}

#[tokio::test]
async fn a_search_does_not_extend_what_a_list_shows() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let photographer = studio.hires("photo@lumiere.example", "PHOTOGRAPHER").await;
    let other = server.studio("Pathé").await;
    let ana = studio.employs("Ana", "Roche", "ana@people.example").await;
    studio.plans("Gala Roche", &[ana]).await;
    let now = server.app.now();
    let own = json!({
        "name": "Portraits Roche", "start": now.plus(86_400_000).rfc3339(), "employeeIds": [],
        "end": now.plus(2 * 86_400_000).rfc3339(), "partnerId": photographer.user,
    });
    studio.post("/event", own).await.is(201);
    server.indexes().await;
    assert_eq!(names(&studio.get("/event?search=roche").await).len(), 2);
    assert_eq!(names(&photographer.get("/event?search=roche").await), ["Portraits Roche"]);
    for list in ["/event", "/employee", "/answer", "/group", "/user"] {
        assert_eq!(other.get(&format!("{list}?search=roche")).await.id("/total"), 0, "{list}");
    }
    server.settle().await;
}

#[tokio::test]
async fn a_list_narrowed_down_further_loses_nothing_of_what_fits() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let person = |number: usize| json!({ "firstName": format!("P{number}"), "lastName": "Roche", "email": format!("p{number}@people.example") });
    for numbers in [0..1_000, 1_000..1_050] {
        let people: Vec<Value> = numbers.map(person).collect();
        studio.post("/employee/many", json!({ "employees": people })).await.is(200);
    }
    server.indexes().await;
    assert_eq!(studio.get("/employee?search=roche").await.id("/total"), 1_050);
    // Equal results are ranked from the newest, so the filter must find both the oldest and the
    // newest.
    for number in [0, 1_049] {
        let path = format!("/employee?search=roche&email=p{number}@people.example");
        assert_eq!(studio.get(&path).await.id("/total"), 1, "{number}");
    }
    server.settle().await;
}
