//! The search for files: by name, description and the event they belong to.

use serde_json::json;

use super::{Studio, names};
use crate::files::{id, jpeg, photo, send_form, upload};
use crate::support::{Server, change};

/// States who is on a photograph.
async fn names_on(studio: &Studio<'_>, file: i64, people: &[i64]) {
    studio.put(&format!("/file/{file}/people"), json!({ "employeeIds": people })).await.is(200);
}

/// Uploads a file of an employee; returns its id.
async fn portrait(studio: &Studio<'_>, person: i64, name: &str, description: &str) -> i64 {
    let path = format!("/file/{person}?owner=employee");
    let fields = [("name", name), ("description", description)];
    let form = crate::files::form(&fields, &[("a.jpg", &jpeg(9))]);
    let reply = send_form(studio.server, &studio.token, &path, form).await;
    id(&reply.is(201).json["data"][0]["file"])
}

#[tokio::test]
async fn a_file_is_found_by_its_name_its_description_and_its_shoot() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let ana = studio.employs("Ana", "Roche", "ana@people.example").await;
    let (event, _) = studio.plans("Gala d’été", &[ana]).await;
    let sent = upload(&studio, event, &[("DSC_4711 façade.jpg", &jpeg(1))]).await;
    let file = id(&sent.is(201).json["data"][0]["file"]);
    portrait(&studio, ana, "Portrait", "Cheveux bouclés").await;
    for text in ["4711", "dsc_4711", "facade", "\"façade\"", "gala façade", "faced"] {
        assert_eq!(studio.finds(text).await, ["FILE DSC_4711 façade.jpg"], "{text}");
    }
    assert_eq!(
        studio.finds("gala").await,
        ["EVENT Gala d’été", "ANSWER Ana Roche", "FILE DSC_4711 façade.jpg"]
    );
    let found = studio.get("/search?q=gala&type=FILE").await;
    assert_eq!(found.is(200).json["totals"]["files"], 1);
    assert_eq!((found.id("/data/0/id"), found.id("/data/0/eventId")), (file, event));
    assert_eq!(found.json["data"][0]["detail"], "Gala d’été");
    assert_eq!(found.json["data"][0]["highlights"][0]["field"], "event");
    // By another form of a word.
    let found = studio.get("/search?q=cheveu&type=FILE").await;
    assert_eq!(found.is(200).json["data"][0]["employeeId"], ana);
    assert_eq!(found.json["data"][0]["highlights"][0]["field"], "description");
    assert_eq!(found.json["data"][0]["detail"], "Ana Roche");

    let change = json!({ "name": "Entrée.jpg", "description": "Le château, de nuit" });
    studio.patch(&format!("/file/{file}"), change).await.is(200);
    assert!(studio.finds("4711").await.is_empty());
    assert_eq!(studio.finds("châteaux").await, ["FILE Entrée.jpg"]);
    let renamed = json!({
        "name": "Bal masqué", "start": server.app.now().plus(86_400_000).rfc3339(),
        "end": server.app.now().plus(2 * 86_400_000).rfc3339(),
    });
    studio.put(&format!("/event/{event}"), renamed).await.is(200);
    assert_eq!(studio.finds("bal entrée").await, ["FILE Entrée.jpg"]);

    studio.delete(&format!("/file/{file}")).await.is(204);
    assert!(names(&studio.searches("château").await).is_empty(), "before the index knows");
    assert!(studio.finds("château").await.is_empty());
    studio.acts(&format!("/file/{file}/restore")).await.is(200);
    assert_eq!(studio.finds("château").await, ["FILE Entrée.jpg"]);
    studio.delete(&format!("/event/{event}")).await.is(204);
    assert!(names(&studio.searches("château").await).is_empty(), "before the index knows");
    assert!(studio.finds("château").await.is_empty());
    assert_eq!(studio.get("/search?q=ch%C3%A2teau").await.id("/total"), 0);
    server.settle().await;
}

#[tokio::test]
async fn everyone_finds_the_files_their_role_reaches() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let other = server.studio("Pathé").await;
    let photographer = studio.hires("photo@lumiere.example", "PHOTOGRAPHER").await;
    let ana = studio.employs("Ana", "Roche", "ana@people.example").await;
    let bea = studio.employs("Béa", "Noir", "bea@people.example").await;
    let (event, _) = studio.plans("Gala", &[ana, bea]).await;
    let file = id(&photo(&studio, event, 1).await);
    let second = id(&photo(&studio, event, 2).await);
    portrait(&studio, ana, "Portrait d’Ana", "").await;
    let her = studio.hires("ana@people.example", "EMPLOYEE").await;
    assert_eq!(studio.finds("photo").await.len(), 2);
    assert!(other.finds("photo").await.is_empty());
    assert_eq!(other.searches("photo").await.json["totals"]["files"], 0);

    // The photographer finds the photographs of their own event, not of others, and no files of
    // employees.
    assert!(photographer.finds("photo").await.is_empty());
    let mut own = json!({
        "name": "Gala", "start": server.app.now().plus(86_400_000).rfc3339(),
        "end": server.app.now().plus(2 * 86_400_000).rfc3339(), "partnerId": photographer.user,
    });
    studio.put(&format!("/event/{event}"), own.clone()).await.is(200);
    assert_eq!(photographer.finds("photo").await.len(), 2);
    assert!(!photographer.finds("ana").await.contains(&"FILE Portrait d’Ana".to_owned()));
    own.as_object_mut().unwrap().remove("partnerId");
    studio.put(&format!("/event/{event}"), own).await.is(200);
    assert!(names(&photographer.searches("photo").await).is_empty(), "before the index knows");
    assert!(photographer.finds("photo").await.is_empty());
    assert_eq!(photographer.searches("photo").await.id("/total"), 0);

    // An employee finds the photographs they are on, and their own files.
    assert_eq!(her.finds("portrait").await, ["FILE Portrait d’Ana"]);
    assert!(her.finds("photo").await.is_empty());
    names_on(&studio, file, &[ana, bea]).await;
    names_on(&studio, second, &[bea]).await;
    assert_eq!(her.finds("photo").await, ["FILE photo-1.jpg"]);
    // She does not find the other people on them.
    assert!(her.finds("béa").await.is_empty());
    names_on(&studio, file, &[bea]).await;
    assert!(names(&her.searches("photo").await).is_empty(), "before the index knows");
    assert!(her.finds("photo").await.is_empty());
    server.settle().await;
}

#[tokio::test]
async fn lists_of_files_are_narrowed_down_by_a_search() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let (event, _) = studio.plans("Gala", &[]).await;
    let (later, _) = studio.plans("Bal", &[]).await;
    let (one, two) = (jpeg(1), jpeg(2));
    upload(&studio, event, &[("scène.jpg", &one), ("coulisses.jpg", &two)]).await.is(201);
    upload(&studio, later, &[("scène.jpg", &one)]).await.is(201);
    server.indexes().await;
    let list = studio.get(&format!("/file/event/{event}?search=scene")).await;
    assert_eq!(names_of(&list), ["scène.jpg"]);
    assert_eq!((list.id("/total"), list.id("/data/0/eventId")), (1, event));
    let found = studio.get(&format!("/file/event/{event}?search=scene&type=DOCUMENT")).await;
    assert_eq!(found.id("/total"), 0);
    let gone = list.id("/data/0/id");
    studio.delete(&format!("/file/{gone}")).await.is(204);
    server.indexes().await;
    let path = format!("/file/event/{event}?search=scene");
    assert_eq!(studio.get(&path).await.id("/total"), 0);
    assert_eq!(studio.get(&format!("{path}&withDeleted=true")).await.id("/total"), 1);
    studio.get(&format!("{path}{}", "e".repeat(201))).await.refuses(&["search"]);
    server.settle().await;
}

fn names_of(list: &crate::support::Reply) -> Vec<String> {
    let data = list.is(200).json["data"].as_array().unwrap();
    data.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn files_from_before_they_could_be_found_are_found() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    let (event, _) = studio.plans("Gala", &[]).await;
    server.indexes().await;
    photo(&studio, event, 1).await;
    // The index was not notified of it, as before there were triggers.
    change(server.folder.path(), "DELETE FROM search_changes WHERE kind = 'FILE'");
    assert!(studio.finds("photo").await.is_empty());
    // Runs the part of the migration that covers existing rows.
    let migration = include_str!("../../../migrations/sqlite/0011_search_files.sql");
    let backfill = migration.split("-- Those that are there already.").nth(1).unwrap();
    change(server.folder.path(), backfill);
    assert_eq!(studio.finds("photo").await, ["FILE photo-1.jpg"]);
    server.settle().await;
}
