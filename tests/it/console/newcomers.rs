//! Choosing people for a shoot: who is chosen already, and somebody who is not in the list.

use super::{ConsoleContext, said};
use crate::support::Server;

fn hidden(page: &str, name: &str) -> String {
    let found = said(page, &format!("name=\"{name}\" value"));
    found.first().unwrap_or_else(|| panic!("no {name} in {page}")).to_string()
}

#[tokio::test]
async fn the_only_match_that_is_chosen_already_is_said_to_be_chosen() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    server.settle().await;
    server.indexes().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let there = "/console/shoots/new";
    let page = console.sends(there, "do=find&q=muller").await.is(200).text();
    assert!(page.contains(&format!("name=\"person\" value=\"{zoe}\"><span")), "{page}");
    let page = console.sends(there, &format!("do=find&q=muller&person={zoe}")).await.is(200).text();
    assert!(page.contains("Chosen already."), "{page}");
    assert!(!page.contains("No person or group with that name"), "{page}");
    let group = serde_json::json!({ "name": "Danse", "employeeIds": [zoe] });
    let group = studio.post("/group", group).await.is(201).id("/id");
    server.settle().await;
    server.indexes().await;
    let page = console.sends(there, &format!("do=find&q=danse&group={group}")).await.is(200).text();
    assert!(page.contains("Chosen already."), "{page}");
    let page = console.sends(there, "do=find&q=nobody").await.is(200).text();
    assert!(page.contains("No person or group with that name"), "{page}");
}

#[tokio::test]
async fn somebody_who_is_not_in_the_list_is_added_while_a_shoot_is_planned() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let there = "/console/shoots/new";
    let form = format!("name=Gala&day=2031-05-04&person={zoe}");
    let page = console.sends(there, &format!("{form}&do=find&q=Nora+El+Amrani")).await;
    let page = page.is(200).text();
    assert!(page.contains("<details open><summary>Add somebody who is not in the list"), "{page}");
    assert!(page.contains("name=\"newFirstName\" value=\"Nora\""), "{page}");
    assert!(page.contains("name=\"newLastName\" value=\"El Amrani\""), "{page}");
    let once = hidden(&page, "once");
    let new = "newSought=Nora+El+Amrani&q=Nora+El+Amrani&newFirstName=Nora&newLastName=El+Amrani";
    let wrong = format!("{form}&once={once}&{new}&newEmail=nora&do=add");
    let page = console.sends(there, &wrong).await.is(200).text();
    assert!(page.contains("id=\"f-newEmail-error\""), "{page}");
    assert!(page.contains("name=\"name\" value=\"Gala\""), "nothing is lost: {page}");
    // Sent twice, it adds one person.
    let right = format!("{form}&once={once}&{new}&newEmail=nora@example.net&do=add");
    console.sends(there, &right).await.is(200);
    let page = console.sends(there, &right).await.is(200).text();
    let list = studio.get("/employee").await.is(200).json.clone();
    assert_eq!(list["total"], 2, "{list}");
    let chosen = page.split("id=\"picker-found\"").next().unwrap();
    assert!(chosen.contains("Nora El Amrani") && chosen.contains("Zoé Müller"), "{chosen}");
    assert!(page.contains("2 e-mails"), "{page}");
    let chosen: Vec<String> = said(chosen, "name=\"person\" value")
        .into_iter()
        .map(|id| format!("&person={id}"))
        .collect();
    let send = format!("name=Gala&day=2031-05-04&once={once}{}&do=send", chosen.concat());
    let done = console.sends(there, &send).await;
    let event = done.is(303).header("location").split('?').next().unwrap().to_owned();
    server.settle().await;
    assert_eq!(server.postbox.to("nora@example.net").len(), 1);

    // The same where more people are asked.
    let ask = format!("{event}/ask");
    let page = console.sends(&ask, "do=find&q=max@example.net").await.is(200).text();
    assert!(page.contains("name=\"newEmail\" value=\"max@example.net\""), "{page}");
    let new = "newSought=x&q=x&newFirstName=Max&newLastName=Roy&newEmail=max@example.net";
    let page = console.sends(&ask, &format!("{new}&do=add")).await.is(200).text();
    assert!(page.split("id=\"picker-found\"").next().unwrap().contains("Max Roy"), "{page}");
    server.settle().await;
}
