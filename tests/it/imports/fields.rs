//! What follows from the declaration of an employee's fields, for each of them: also for one that
//! is declared after this was written.

use std::hash::{DefaultHasher, Hash, Hasher};

use be_right::model::employee::fields::{EmployeeField, Erasure, Kind};
use be_right::model::employee::{FIELDS, fields};
use serde_json::{Value, json};

use super::{count, imports, people, studio, tally};
use crate::reach::joins;
use crate::support::{Server, Studio, rows};

/// A word so unlike all others that a search with typing errors does not take one for another.
fn word(field: &EmployeeField, nth: u8) -> String {
    let mut hasher = DefaultHasher::new();
    (field.name, nth).hash(&mut hasher);
    let letter = |at: u32| char::from(b'a' + (hasher.finish() >> (4 * at)) as u8 % 16);
    (0..16).map(letter).collect()
}

/// A value of a field, and another one.
fn samples(field: &EmployeeField) -> [Value; 2] {
    match field.kind {
        _ if field == &fields::PHONE => [json!("+33612345678"), json!("+33687654321")],
        Kind::Text(..) => [json!(word(field, 1)), json!(word(field, 2))],
        Kind::Day(..) => [json!("2010-03-14"), json!("2011-04-15")],
        Kind::Language(_) => [json!("en"), json!("fr")],
        Kind::Number(_) => [json!(4.5), json!(6.25)],
    }
}

/// The place of a field in a document of the API.
fn place<'v>(document: &'v mut Value, field: &EmployeeField) -> &'v mut Value {
    field.name.split('.').fold(document, |part, name| &mut part[name])
}

fn value(document: &Value, field: &EmployeeField) -> Value {
    place(&mut document.clone(), field).clone()
}

/// A minor with every field, and a guardian.
fn whole() -> Value {
    let mut body = json!({
        "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org",
        "guardians": [
            { "firstName": "Anne", "lastName": "Petit", "email": "anne@example.org" },
        ],
    });
    for field in FIELDS {
        *place(&mut body, field) = samples(field)[0].clone();
    }
    body
}

#[tokio::test]
async fn every_declared_field_is_stored_replaced_and_emptied() {
    let server = Server::start();
    let studio = studio(&server).await;
    let made = studio.post("/employee", whole()).await;
    let path = format!("/employee/{}", made.is(201).id("/id"));
    let mut other = whole();
    for field in FIELDS {
        assert_eq!(value(&made.json, field), samples(field)[0], "{}", field.name);
        *place(&mut other, field) = samples(field)[1].clone();
    }
    assert_eq!(studio.get(&path).await.is(200).json, made.json);
    studio.put(&path, other).await.is(200);
    let now = studio.get(&path).await.json;
    for field in FIELDS {
        assert_eq!(value(&now, field), samples(field)[1], "{}", field.name);
    }
    let least = json!({ "firstName": "Zoé", "lastName": "Petit", "email": "zoe@example.org" });
    studio.put(&path, least).await.is(200);
    let now = studio.get(&path).await.json;
    for field in FIELDS {
        match field.kind {
            Kind::Language(_) => assert_eq!(value(&now, field), samples(field)[1]),
            _ => assert_eq!(value(&now, field), Value::Null, "{}", field.name),
        }
    }
    server.settle().await;
}

#[tokio::test]
async fn every_field_that_is_exported_is_imported_again() {
    let server = Server::start();
    let studio = studio(&server).await;
    studio.post("/employee", whole()).await.is(201);
    let export = studio.get("/employee/export").await.bytes;
    let other = server.studio("pathe").await;
    let import = imports(&other, export).await;
    assert_eq!(tally(&import), [1, 0, 0, 0], "{import}");
    let passed_over =
        import["columns"].as_array().unwrap().iter().find(|one| one["field"].is_null());
    assert_eq!(passed_over, None);
    let zoe = people(&other).await.remove(0);
    for field in FIELDS {
        let wanted = match (field.export, &field.import) {
            (Some(_), Some(_)) => samples(field)[0].clone(),
            (None, _) => Value::Null,
            (Some(_), None) => panic!("{} is exported but not imported", field.name),
        };
        assert_eq!(value(&zoe, field), wanted, "{}", field.name);
    }
    server.settle().await;
}

#[tokio::test]
async fn a_cell_of_every_imported_field_changes_it_and_an_empty_one_does_not() {
    let server = Server::start();
    let studio = studio(&server).await;
    studio.post("/employee", whole()).await.is(201);
    let imported = FIELDS.into_iter().filter_map(|field| Some((field, field.import.as_ref()?)));
    for (field, import) in imported {
        let header = import.headers.split_whitespace().next().unwrap();
        let cell = samples(field)[1].as_str().unwrap().to_owned();
        let file =
            |cell: &str| format!("Nom;Prénom;E-mail;{header}\nPetit;Zoé;zoe@example.org;{cell}\n");
        assert_eq!(tally(&imports(&studio, file("")).await), [0, 0, 1, 0], "{}", field.name);
        assert_eq!(tally(&imports(&studio, file(&cell)).await), [0, 1, 0, 0], "{}", field.name);
        let zoe = people(&studio).await.remove(0);
        assert_eq!(value(&zoe, field), samples(field)[1], "{}", field.name);
    }
    assert_eq!(count(&studio).await, 1);
}

/// The results of a search, once the index is up to date.
async fn found(studio: &Studio<'_>, text: &Value) -> Vec<Value> {
    studio.server.indexes().await;
    let text = text.as_str().unwrap().replace('+', "%2B");
    let found = studio.get(&format!("/search?type=EMPLOYEE&q={text}")).await;
    found.is(200).json["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_change_of_a_searched_field_is_found_at_once() {
    let server = Server::start();
    let studio = studio(&server).await;
    let path = format!("/employee/{}", studio.post("/employee", whole()).await.is(201).id("/id"));
    let mut now = whole();
    for field in FIELDS {
        let Kind::Text(..) = field.kind else { continue };
        let [first, second] = samples(field);
        let is_searched = field.search != fields::Search::No;
        assert_eq!(found(&studio, &first).await.len(), usize::from(is_searched), "{}", field.name);
        // Nothing else changes: a trigger that misses the column leaves the index as it is.
        *place(&mut now, field) = second.clone();
        studio.put(&path, now.clone()).await.is(200);
        assert_eq!(found(&studio, &first).await.len(), 0, "{}", field.name);
        let hits = found(&studio, &second).await;
        assert_eq!(hits.len(), usize::from(is_searched), "{}", field.name);
        let mut marked = hits.iter().flat_map(|hit| hit["highlights"].as_array().unwrap());
        let is_marked = marked.any(|one| one["field"] == field.short_name());
        assert_eq!(is_marked, field.search.is_highlighted(), "{}", field.name);
    }
    server.settle().await;
}

#[tokio::test]
async fn a_guardian_reads_the_fields_declared_for_them_and_no_other() {
    let server = Server::start();
    let studio = studio(&server).await;
    let zoe = studio.post("/employee", whole()).await;
    let (id, anne) = (zoe.is(201).id("/id"), zoe.id("/guardians/0/id"));
    let anne = joins(&studio, id, Some(anne)).await;
    let seen = anne.get("/employee/me").await.is(200).json[0].clone();
    for field in FIELDS {
        let wanted = match field.guardian_reads {
            true => samples(field)[0].clone(),
            false => Value::Null,
        };
        assert_eq!(value(&seen, field), wanted, "{}", field.name);
    }
    server.settle().await;
}

#[tokio::test]
async fn erasing_empties_every_field_unless_it_is_declared_as_kept() {
    let server = Server::start();
    let studio = studio(&server).await;
    let id = studio.post("/employee", whole()).await.is(201).id("/id");
    studio.delete(&format!("/employee/{id}/forever")).await.is(204);
    for field in FIELDS {
        let sql = format!("SELECT {} FROM employees WHERE id = {id}", field.column);
        let left = rows(server.folder.path(), &sql).remove(0).remove(0);
        match field.erasure {
            Erasure::Emptied => assert_eq!(left, "", "{}", field.name),
            Erasure::Kept(why) => assert!(!left.is_empty() && !why.is_empty(), "{}", field.name),
        }
    }
    server.settle().await;
}
