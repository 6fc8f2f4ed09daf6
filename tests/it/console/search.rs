//! The search box: the results of each kind, and where they lead.

use super::{ConsoleContext, shoot, typed};
use crate::files::{id, photo};
use crate::support::Server;

#[tokio::test]
async fn one_word_finds_people_shoots_requests_and_photographs_and_leads_there() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    let file = id(&photo(&studio, event, 1).await);
    let other = server.studio("Ombre").await;
    let nils = other.employs("Nils", "Müller", "nils@example.net").await;
    other.plans("Open night", &[]).await;
    server.settle().await;
    server.indexes().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let box_of = console.get("/console?lang=en").await.text();
    assert!(box_of.contains("action=\"/console/search\""));

    let found = console.get("/console/search?q=M%C3%BCler&lang=en").await.is(200).text();
    assert!(found.contains("Zoé <mark>Müller</mark>"), "{found}");
    let there = format!("/console/people/{zoe}");
    assert!(found.contains(&format!("href=\"{there}\"")), "no e-mail in a URL");
    let page = console.get(&format!("{there}?lang=en")).await.is(200).text();
    assert!(page.contains("zoe@example.net") && page.contains("Zoé Müller"), "{page}");
    console.get(&format!("/console/people/{nils}")).await.is(404);
    let theirs =
        console.get(&format!("/console/people?person={nils}&lang=en")).await.is(200).text();
    assert!(theirs.contains("Nobody.") && !theirs.contains("Nils"), "{theirs}");
    assert!(found.contains("Requests for consent") && found.contains("Has not answered yet"));
    assert!(found.contains("value=\"Müler\"") && !found.contains("Nils"), "{found}");

    let found = console.get("/console/search?q=open&lang=en").await.is(200).text();
    assert!(found.contains(&format!("href=\"/console/shoots/{event}\"")), "{found}");
    assert!(found.contains(&format!("href=\"/console/shoots/{event}/photos/{file}\"")), "{found}");
    assert!(found.contains("<mark>Open</mark> day") && !found.contains("Open night"));
    let only = console.get("/console/search?q=open&type=event&lang=en").await.is(200).text();
    assert!(only.contains("id=\"of-event\"") && !only.contains("id=\"of-file\""), "{only}");
    assert!(only.contains("Show all results"));
}

#[tokio::test]
async fn a_search_without_results_and_an_empty_search_are_explained() {
    let server = Server::start();
    let (studio, ..) = shoot(&server).await;
    server.indexes().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    assert!(console.get("/console/search?lang=en").await.is(200).text().contains("Type a name"));
    let nothing = console.get("/console/search?q=xylophone&lang=en").await.is(200).text();
    assert!(nothing.contains("No results") && nothing.contains("fewer words"), "{nothing}");
    for q in [
        "%22",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        &"a".repeat(500),
        "%00",
        "AND+OR+(",
        "type:user",
    ] {
        let page = console.get(&format!("/console/search?q={q}&type=user")).await.is(200).text();
        assert!(!page.contains("<script>alert"), "{q}");
    }
}

#[tokio::test]
async fn more_than_a_few_of_a_kind_are_a_page_further() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    for at in 0..9 {
        studio.employs("Ana", &format!("Moreau{at}"), &format!("ana{at}@example.net")).await;
    }
    server.settle().await;
    server.indexes().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let few = console.get("/console/search?q=ana&lang=en").await.is(200).text();
    assert_eq!(few.matches("@example.net</span>").count(), 6, "{few}");
    assert!(
        few.contains("Show all 9 results")
            && few.contains("/console/search?q=ana&#38;type=employee"),
        "{few}"
    );
    let all = console.get("/console/search?q=ana&type=employee&lang=en").await.is(200).text();
    assert_eq!(all.matches("Moreau").count(), 9, "{all}");
}

#[tokio::test]
async fn a_photographer_finds_their_shoots_and_no_addresses() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    let partner = studio.hires("lens@example.org", "PHOTOGRAPHER").await;
    let now = server.app.now();
    let body = serde_json::json!({
        "name": "Open door", "start": now.rfc3339(), "end": now.plus(86_400_000).rfc3339(),
        "partnerId": partner.user, "employeeIds": [zoe],
    });
    let own = studio.post("/event", body).await.is(201).id("/event/id");
    server.settle().await;
    server.indexes().await;
    let console = ConsoleContext::of(&server, &partner.email).await;
    let found = console.get("/console/search?q=open&lang=en").await.is(200).text();
    assert!(found.contains(&format!("/console/shoots/{own}\"")), "{found}");
    assert!(!found.contains(&format!("/console/shoots/{event}\"")), "{found}");
    let found = console.get(&format!("/console/search?q={}", typed("zoe"))).await.is(200).text();
    assert!(found.contains("Zoé") && !found.contains("zoe@example.net"), "{found}");
    assert!(!found.contains("/console/people"), "{found}");
}
