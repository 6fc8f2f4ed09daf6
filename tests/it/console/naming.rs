//! The photographs of a shoot in the console: their order, who is on them, deleting and restoring.

use super::{ConsoleContext, said, shoot};
use crate::files::jpeg;
use crate::support::{Server, Studio};

/// The ids of the photographs, as the page lists them.
async fn listed(console: &ConsoleContext<'_>, event: i64) -> Vec<String> {
    let page = console.get(&format!("/console/shoots/{event}/photos?lang=en")).await.is(200).text();
    said(&page, "name=\"photo\" value").into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn photographs_without_a_time_are_in_the_order_of_their_names() {
    let server = Server::start();
    let (studio, event, _) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let (first, second, third) = (jpeg(1), jpeg(2), jpeg(3));
    console.uploads(event, &[("IMG_10.jpg", &first), ("IMG_2.jpg", &second)]).await.is(200);
    console.uploads(event, &[("IMG_1.jpg", &third)]).await.is(200);
    let page = console.get(&format!("/console/shoots/{event}/photos?lang=en")).await.is(200).text();
    let at = |name: &str| page.find(&format!("Photograph {name},")).unwrap();
    assert!(at("IMG_1.jpg") < at("IMG_2.jpg") && at("IMG_2.jpg") < at("IMG_10.jpg"), "{page}");
    server.settle().await;
}

#[tokio::test]
async fn adding_nobody_is_refused_and_keeps_what_was_chosen() {
    let server = Server::start();
    let (studio, event, zoe) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    console.uploads(event, &[("a.jpg", &jpeg(1))]).await.is(200);
    let file = listed(&console, event).await.remove(0);
    let people = format!("/console/shoots/{event}/people");
    let body = format!("do=add&photo={file}&use=web&state=unknown&lang=en");
    let refused = console.sends(&people, &body).await.is(422).text();
    assert!(refused.contains("Choose who is on them first"), "{refused}");
    assert!(refused.contains(&format!("value=\"{file}\" checked")), "{refused}");
    // The page, the use and the state that were looked at stay.
    let named = console.sends(&people, &format!("{body}&person={zoe}")).await;
    let there = format!("/console/shoots/{event}/photos?use=web&state=unknown&after=named");
    assert_eq!(named.is(303).header("location"), there);
    server.settle().await;
}

#[tokio::test]
async fn photographs_are_deleted_and_brought_back() {
    let server = Server::start();
    let (studio, event, _) = shoot(&server).await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    let (first, second) = (jpeg(1), jpeg(2));
    console.uploads(event, &[("a.jpg", &first), ("b.jpg", &second)]).await.is(200);
    let files = listed(&console, event).await;
    let people = format!("/console/shoots/{event}/people");
    let gone = console.sends(&people, &format!("do=delete&photo={}", files[0])).await;
    let list = gone.is(303).header("location").to_owned();
    let page = console.get(&format!("{list}&lang=en")).await.is(200).text();
    assert!(page.contains("One photograph deleted.") && page.contains("Undo"), "{page}");
    assert_eq!(listed(&console, event).await, files[1..]);
    let back = console.sends(&people, &format!("do=restore&photo={}", files[0])).await;
    assert!(back.is(303).header("location").contains("restored-photos&count=1"));
    assert_eq!(listed(&console, event).await, files);
    // Those of another shoot are left alone.
    let (other, _) = studio.plans("Autre", &[]).await;
    let elsewhere = format!("/console/shoots/{other}/people");
    let none = console.sends(&elsewhere, &format!("do=delete&photo={}", files[0])).await;
    assert!(none.is(303).header("location").contains("count=0"));
    assert_eq!(listed(&console, event).await, files);
    server.settle().await;
    // Who may not delete in the API may not do it here.
    let user = studio.hires("noe@lumiere.example", "USER").await;
    let console = ConsoleContext::of(&server, &user.email).await;
    console.sends(&people, &format!("do=delete&photo={}", files[0])).await.is(403);
    server.settle().await;
}

/// Adds a person to a group of their own.
async fn of_class(studio: &Studio<'_>, email: &str, class: &str) -> i64 {
    let id = studio.employs("Ana", "Moreau", email).await;
    let body = serde_json::json!({ "name": class, "employeeIds": [id] });
    studio.post("/group", body).await.is(201);
    id
}

#[tokio::test]
async fn people_with_the_same_name_are_distinguished_where_they_are_named() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let first = of_class(&studio, "ana1@example.net", "CM1").await;
    let second = of_class(&studio, "ana2@example.net", "CM2").await;
    let zoe = studio.employs("Zoé", "Müller", "zoe@example.net").await;
    let (event, _) = studio.plans("Fête", &[first, second, zoe]).await;
    server.settle().await;
    let console = ConsoleContext::of(&server, &studio.email).await;
    console.uploads(event, &[("a.jpg", &jpeg(1))]).await.is(200);
    let page = console.get(&format!("/console/shoots/{event}/photos?lang=en")).await.is(200).text();
    assert!(page.contains(">CM1</span>") && page.contains(">CM2</span>"), "{page}");
    assert!(!page.contains("zoe@example.net"), "{page}");
    server.settle().await;
}
