//! The report on a file's rows, corrected and imported again.

use super::{UPLOAD, count, imports, studio, table, tally};
use crate::support::{PASSWORD, Server, Studio};

const MESSY: &str = "Liste du personnel\n\nNOM;Prénom;E-Mail;Tél.;Né(e) le;T-shirt\n\
    Moreau;Inès;ines@example.org;06 12 34 56 78;23/05/1990;M\n\
    Petit;Léa;lea(at)example.org;;;S\n\
    Blanc;;noe@example.org;0612;31/02/1990;\"=1+1\"\n\
    Garçon;Zoé;zoe@example.org;+33 6 98 76 54 32;;L\n";

async fn report(studio: &Studio<'_>, id: i64, query: &str) -> Vec<u8> {
    let reply = studio.get(&format!("/import/{id}/report.csv{query}")).await;
    reply.is(200);
    assert!(reply.header("content-disposition").starts_with("attachment; "));
    reply.bytes
}

#[tokio::test]
async fn a_refused_line_says_which_cells_and_why_in_the_readers_language() {
    let server = Server::start();
    let studio = studio(&server).await;
    let import = imports(&studio, MESSY).await;
    assert_eq!(tally(&import), [2, 0, 0, 2], "{import}");
    let noe = &import["rows"][2];
    assert_eq!(noe["line"], 6);
    let fields: Vec<_> = noe["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["column"].as_str().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    assert_eq!(fields, [("Né(e) le", "birth_day"), ("Tél.", "phone"), ("Prénom", "required")]);
    let id = import["id"].as_i64().unwrap();
    let only = studio.get(&format!("/import/{id}?outcome=REFUSED&limit=1&page=2")).await;
    assert_eq!((only.is(200).id("/totalRows"), only.id("/rows/0/line")), (2, 6));
    assert!(only.json["rows"][0]["reason"].as_str().unwrap().contains("pas lisible"));
    studio.patch("/settings", serde_json::json!({ "locale": "en" })).await.is(200);
    let english = studio.get(&format!("/import/{id}?outcome=REFUSED&limit=1&page=2")).await;
    assert!(english.json["rows"][0]["reason"].as_str().unwrap().contains("Né(e) le: This date"));
}

#[tokio::test]
async fn the_report_is_the_file_and_what_became_of_it_and_can_be_sent_again_corrected() {
    let server = Server::start();
    let studio = studio(&server).await;
    let id = imports(&studio, MESSY).await["id"].as_i64().unwrap();
    let lines = table(&report(&studio, id, "").await, b';');
    let headers = [
        "NOM",
        "Prénom",
        "E-Mail",
        "Tél.",
        "Né(e) le",
        "T-shirt",
        "Ligne du fichier",
        "Résultat",
        "À corriger",
    ];
    assert_eq!(lines[0], headers);
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[3][5], "'=1+1", "a formula got out");
    assert_eq!(lines[4][3], "'+33 6 98 76 54 32");
    assert_eq!((lines[3][6].as_str(), lines[3][7].as_str()), ("6", "Refusé"));
    assert!(lines[3][8].contains("Tél.\u{a0}: Ce numéro"), "{}", lines[3][8]);

    // The two rows are corrected in the report, and it is imported.
    let text = String::from_utf8(report(&studio, id, "").await).unwrap();
    let text = text
        .replace("lea(at)example.org", "lea@example.org")
        .replace("Blanc;;", "Blanc;Noé;")
        .replace(";0612;31/02/1990;", ";0612345678;28/02/1990;");
    let again = imports(&studio, text.clone()).await;
    assert_eq!(tally(&again), [2, 0, 2, 0], "{again}");
    assert_eq!(count(&studio).await, 4);
    // The report of a report has no further columns.
    let second = table(&report(&studio, again["id"].as_i64().unwrap(), "").await, b';');
    assert_eq!(second[0], headers);
    assert_eq!(second[3][5], "'=1+1");

    // The refused rows only; as a workbook; in English with commas.
    let refused = table(&report(&studio, id, "?outcome=REFUSED").await, b';');
    assert_eq!(refused.len(), 3);
    let book = report(&studio, id, "?format=xlsx").await;
    assert_eq!(tally(&imports(&studio, book).await), [0, 0, 2, 2]);
    studio.patch("/settings", serde_json::json!({ "locale": "en" })).await.is(200);
    let english = report(&studio, id, "").await;
    assert_eq!(table(&english, b',')[1][7], "Added");
    assert_eq!(tally(&imports(&studio, english).await), [0, 0, 2, 2]);
}

#[tokio::test]
async fn only_curators_see_a_file_and_only_their_companys() {
    let server = Server::start();
    let ours = studio(&server).await;
    let id = imports(&ours, MESSY).await["id"].as_i64().unwrap();
    let theirs = server.studio("pathe").await;
    for path in [format!("/import/{id}"), format!("/import/{id}/report.csv")] {
        theirs.get(&path).await.is_problem(404, "not_found");
    }
    theirs.delete(&format!("/import/{id}")).await.is_problem(404, "not_found");
    let user = ours.hires("user@lumiere.example", "USER").await;
    user.get(&format!("/import/{id}")).await.is_problem(403, "forbidden");
    user.sends(UPLOAD, "a.csv", MESSY, &[]).await.is_problem(403, "forbidden");
}

#[tokio::test]
async fn an_imported_file_is_deleted_after_some_days_and_its_result_stays() {
    let server = Server::start_with(&[("import.keep_days", "7"), ("tokens.refresh", "60d")]);
    let studio = studio(&server).await;
    let id = imports(&studio, MESSY).await["id"].as_i64().unwrap();
    let sweeps = async |millis: i64| -> Studio<'_> {
        server.clock.advance(millis);
        be_right::actions::maintenance::sweep(&server.app).await.unwrap();
        let login = serde_json::json!({ "email": studio.email, "password": PASSWORD });
        let reply = server.post("/auth/login", login).await;
        Studio::of(&server, studio.email.clone(), &reply.is(200).json)
    };
    let back = sweeps(7 * 86_400_000).await;
    back.get(&format!("/import/{id}/report.csv")).await.is(200);
    let back = sweeps(1000).await;
    back.get(&format!("/import/{id}/report.csv")).await.is_problem(410, "report_forgotten");
    let import = back.get(&format!("/import/{id}")).await;
    assert_eq!(tally(&import.is(200).json), [2, 0, 0, 2]);
    assert_eq!((import.id("/totalRows"), import.json["fileName"].is_null()), (0, true));
    for table in ["import_files", "import_lines"] {
        let left = crate::support::rows(server.folder.path(), &format!("SELECT id FROM {table}"));
        assert!(left.is_empty(), "{table}");
    }
    assert_eq!(count(&back).await, 2);
}

#[tokio::test]
async fn an_import_is_deleted_with_its_report_but_not_its_people() {
    let server = Server::start();
    let studio = studio(&server).await;
    let id = imports(&studio, MESSY).await["id"].as_i64().unwrap();
    studio.delete(&format!("/import/{id}")).await.is(204);
    studio.get(&format!("/import/{id}")).await.is_problem(404, "not_found");
    studio.delete(&format!("/import/{id}")).await.is_problem(404, "not_found");
    assert_eq!(studio.get("/import").await.id("/total"), 0);
    assert_eq!(count(&studio).await, 2);
    for table in ["import_files", "import_lines"] {
        let left = crate::support::rows(server.folder.path(), &format!("SELECT id FROM {table}"));
        assert!(left.is_empty(), "{table}");
    }
}

#[tokio::test]
async fn children_without_guardians_are_reported_in_a_trial_and_in_an_import() {
    const FAMILY: &str = "Nom;Prénom;E-mail;Né(e) le;Mère nom;Mère prénom;Mère mail\n\
        Petit;Zoé;famille@example.org;01/03/2016;;;\n\
        Petit;Léo;famille@example.org;01/03/2016;Petit;Anne;anne@example.org\n\
        Petit;Noé;noe@example.org;01/03/1990;;;\n";
    let server = Server::start();
    let studio = studio(&server).await;
    for dry_run in ["true", "false"] {
        let import = super::imports_with(&studio, FAMILY, &[("dryRun", dry_run)]).await;
        assert_eq!(tally(&import), [3, 0, 0, 0], "{import}");
        let codes: Vec<_> = import["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                assert_eq!(
                    (&row["errors"], &row["reason"]),
                    (&serde_json::json!([]), &serde_json::Value::Null)
                );
                row["warnings"][0]["code"].as_str().unwrap_or("")
            })
            .collect();
        assert_eq!(codes, ["minor_without_guardian", "minor_with_one_guardian", ""], "{dry_run}");
        let id = import["id"].as_i64().unwrap();
        let table = table(&report(&studio, id, "").await, b';');
        assert!(table[1].last().unwrap().contains("aucun représentant légal"), "{table:?}");
    }
}
