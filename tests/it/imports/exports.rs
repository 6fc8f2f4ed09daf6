//! Exports of employees, answers and rosters.

use serde_json::json;

use super::{count, imports, studio, table, tally};
use crate::support::{Recipient, Server, Studio};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn export(studio: &Studio<'_>, path: &str) -> Vec<u8> {
    let reply = studio.get(path).await;
    assert_eq!(reply.is(200).header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(reply.header("content-length"), reply.bytes.len().to_string());
    reply.bytes
}

/// A few employees with every field filled in.
async fn cast(studio: &Studio<'_>) {
    let address = json!({
        "line": "12 rue des Lilas", "line2": "Bât. B", "postalCode": "01000",
        "city": "Bourg-en-Bresse", "subdivision": "Ain", "subdivision2": "Auvergne-Rhône-Alpes",
        "country": "FR",
    });
    let person = json!({
        "firstName": "Zoé", "lastName": "Petit; \"la grande\"", "email": "zoe@example.org",
        "phone": "0612345678", "birthDate": "2010-03-14", "locale": "en", "address": address,
        "guardians": [
            { "firstName": "Anne", "lastName": "Petit", "email": "anne@example.org" },
            { "firstName": "Paul", "lastName": "Petit", "email": "paul@example.org" },
        ],
    });
    studio.post("/employee", person).await.is(201);
    studio.employs("=cmd|' /C calc'!A0", "山田", "y@example.org").await;
    studio.employs("عمر", "@حداد", "omar@example.org").await;
}

#[tokio::test]
async fn an_export_in_any_form_and_language_is_read_again_and_changes_nothing() {
    let server = Server::start();
    let studio = studio(&server).await;
    cast(&studio).await;
    let groups = "Nom;Prénom;E-mail;Groupes\nMoreau;Inès;ines@example.org;Chorale, Théâtre\n";
    imports(&studio, groups).await;
    for (locale, separator) in [("fr", b';'), ("en", b',')] {
        studio.patch("/settings", json!({ "locale": locale })).await.is(200);
        let csv = export(&studio, "/employee/export").await;
        let lines = table(&csv, separator);
        assert_eq!(lines.len(), 5);
        let ines = lines.iter().find(|line| line[1] == "Inès").unwrap();
        let groups = lines[0].iter().position(|header| header.starts_with("Group")).unwrap();
        assert_eq!(ines[groups], "Chorale, Théâtre");
        for line in &lines {
            for cell in line {
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
            }
        }
        let again = imports(&studio, csv.clone()).await;
        assert_eq!(tally(&again), [0, 0, 4, 0], "{again}");
        assert!(
            again["columns"].as_array().unwrap().iter().all(|one| !one["field"].is_null()),
            "{again}"
        );
        let reply = studio.get("/employee/export?format=xlsx").await;
        assert_eq!(reply.is(200).header("content-type"), XLSX);
        let again = imports(&studio, reply.bytes).await;
        assert_eq!(tally(&again), [0, 0, 4, 0], "{again}");

        // Imported into another company, it makes the same employees.
        let other = server.studio(&format!("pathe-{locale}")).await;
        other.patch("/settings", json!({ "locale": locale })).await.is(200);
        assert_eq!(tally(&imports(&other, csv.clone()).await), [4, 0, 0, 0]);
        assert_eq!(export(&other, "/employee/export").await, csv);
    }
    assert_eq!(count(&studio).await, 4);
}

#[tokio::test]
async fn the_form_is_chosen_by_the_query_or_else_by_accept() {
    let server = Server::start();
    let studio = studio(&server).await;
    let asks = async |path: &str, accept: &str| {
        let request = server.client().get(path).header("accept", accept);
        let request = request.header("authorization", format!("Bearer {}", studio.token));
        let reply = crate::support::Reply::read(request.send().await).await;
        reply.is(200).header("content-type").to_owned()
    };
    assert_eq!(asks("/employee/export", XLSX).await, XLSX);
    assert!(asks("/employee/export", "*/*").await.starts_with("text/csv"));
    assert!(
        asks("/employee/export", &format!("text/csv, {XLSX};q=0.5")).await.starts_with("text/csv")
    );
    assert!(asks("/employee/export?format=csv", XLSX).await.starts_with("text/csv"));
    studio.get("/employee/export?format=pdf").await.refuses(&["format"]);
}

#[tokio::test]
async fn an_export_has_everybody_once_whatever_the_pages_it_is_read_in() {
    let server = Server::start();
    let studio = studio(&server).await;
    imports(&studio, super::crowd(1_234)).await;
    let lines = table(&export(&studio, "/employee/export").await, b';');
    let emails: std::collections::BTreeSet<_> = lines[1..].iter().map(|line| &line[2]).collect();
    assert_eq!((lines.len(), emails.len()), (1_235, 1_234));
    // The export leaves no temporary file.
    let left: Vec<_> = std::fs::read_dir(server.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("be-right.db") && name != "blobs" && name != "derivatives")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn the_roster_lists_what_each_person_allows_and_the_table_of_answers_everything() {
    let server = Server::start();
    let studio = studio(&server).await;
    let ines = studio.employs("Inès", "Moreau", "ines@example.org").await;
    let tom = studio.employs("Tom", "Lefèvre", "tom@example.org").await;
    let lea = studio.employs("Léa", "Petit", "lea@example.org").await;
    let (event, _) = studio.plans("Gala d’été", &[ines, tom, lea]).await;
    server.settle().await;
    for (email, yes) in [("ines@example.org", true), ("tom@example.org", false)] {
        let mut recipient = Recipient::invited(&server, email);
        recipient.proves_the_email().await;
        match yes {
            true => recipient.accepts(&["internal", "web"]).await.is(201),
            false => recipient.refuses(Some("=Non merci")).await.is(201),
        };
    }
    server.settle().await;
    let roster = studio.get(&format!("/event/{event}/roster")).await;
    assert!(roster.is(200).header("content-disposition").contains("participants-gala-d-ete.csv"));
    let lines = table(&roster.bytes, b';');
    assert_eq!(lines[0][..4], ["Nom", "Prénom", "E-mail", "Réponse"]);
    assert_eq!(lines[1][..5], ["Lefèvre", "Tom", "tom@example.org", "Refusé", "non"]);
    let part = ["Accepté en partie (2 sur 5)", "oui", "oui", "non", "non", "non"];
    assert_eq!(lines[2][3..9], part);
    assert_eq!(lines[3][3..9], ["En attente", "", "", "", "", ""]);
    assert_eq!(lines.len(), 4);

    let all = table(&export(&studio, &format!("/answer/event/{event}/export")).await, b';');
    assert_eq!(all.len(), 4);
    assert_eq!(all[1][10], "'=Non merci");
    assert_eq!(all[2][8], "01/05/2026");
    assert_eq!(all[2][11].len(), 32);
    let book = studio.get(&format!("/event/{event}/roster?format=xlsx")).await;
    assert_eq!(book.is(200).header("content-type"), XLSX);
    // The roster of an event can be imported as employees too.
    assert_eq!(tally(&imports(&studio, book.bytes).await), [0, 0, 3, 0]);
}
