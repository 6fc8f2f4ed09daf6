//! Files in the shapes that people have them in, and files that are no table of employees.

use std::io::{Cursor, Write};

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use serde_json::Value;

use super::{UPLOAD, count, crowd, imports, outcomes, people, studio, tally};
use crate::support::Server;

const FRENCH: &str = "Nom;Prénom;Adresse e-mail;Portable;Né(e) le;Langue;Taille;Adresse;CP;Ville\r\n\
    Lefèvre;Éloïse;eloise@example.org;06 12 34 56 78;31/12/1989;anglais;M;\"12, rue des Lilas\nBât. 2\";75011;Paris\r\n\
    \r\n\
    Garçon;Zoé;zoe@example.org;;;;;;;\r\n";

fn is_read(import: &Value, people: &[Value]) {
    assert_eq!(tally(import), [2, 0, 0, 0], "{import}");
    assert_eq!(outcomes(import), [(2, "CREATED".to_owned()), (4, "CREATED".into())]);
    let ignored: Vec<&str> = import["columns"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|column| column["field"].is_null())
        .map(|column| column["header"].as_str().unwrap())
        .collect();
    assert_eq!(ignored, ["Taille"]);
    let eloise = people.iter().find(|one| one["firstName"] == "Éloïse").unwrap();
    assert_eq!(eloise["lastName"], "Lefèvre");
    assert_eq!(eloise["phone"], "+33612345678");
    assert_eq!(eloise["birthDate"], "1989-12-31");
    assert_eq!(eloise["locale"], "en");
    assert_eq!(eloise["address"]["line"], "12, rue des Lilas Bât. 2");
    assert_eq!(eloise["address"]["postalCode"], "75011");
    let zoe = people.iter().find(|one| one["firstName"] == "Zoé").unwrap();
    assert_eq!(zoe["locale"], "fr");
    assert_eq!(zoe["phone"], Value::Null);
}

#[tokio::test]
async fn the_same_file_is_read_in_every_encoding() {
    let wide = |little: bool, mark: &str| -> Vec<u8> {
        let text = format!("{mark}{FRENCH}");
        let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    };
    for bytes in [
        FRENCH.as_bytes().to_vec(),
        format!("\u{feff}{FRENCH}").into_bytes(),
        WINDOWS_1252.encode(FRENCH).0.into_owned(),
        MACINTOSH.encode(FRENCH).0.into_owned(),
        wide(true, "\u{feff}"),
        wide(false, "\u{feff}"),
        wide(true, ""),
        wide(false, ""),
        format!("sep=;\r\n{FRENCH}").into_bytes(),
    ] {
        let server = Server::start();
        let studio = studio(&server).await;
        let mut import = imports(&studio, bytes.clone()).await;
        if bytes.starts_with(b"sep=") {
            for row in import["rows"].as_array_mut().unwrap() {
                row["line"] = (row["line"].as_i64().unwrap() - 1).into();
            }
        }
        is_read(&import, &people(&studio).await);
    }
}

#[tokio::test]
async fn any_separator_line_end_and_order_of_english_headers_will_do() {
    for (separator, end) in [(",", "\n"), (";", "\r\n"), ("\t", "\r"), ("|", "\n")] {
        let server = Server::start();
        let studio = studio(&server).await;
        let lines = [
            ["People of the gala", "", "", ""],
            ["", "", "", ""],
            ["E-MAIL", "family_name", "Date of Birth", "GivenName"],
            ["bob@example.org", "Stone", "1990-05-23", "Bob"],
        ];
        let text: String = lines.map(|line| line.join(separator) + end).concat();
        let import = imports(&studio, text).await;
        assert_eq!(outcomes(&import), [(4, "CREATED".to_owned())], "{separator:?}");
        let bob = &people(&studio).await[0];
        assert_eq!((&bob["lastName"], &bob["birthDate"]), (&"Stone".into(), &"1990-05-23".into()));
    }
}

#[tokio::test]
async fn ragged_lines_and_whole_names_are_read() {
    let server = Server::start();
    let studio = studio(&server).await;
    let text = "Nom complet;Mail\n\
                DUPONT Jean;jean@example.org;;;;\n\
                Marie Curie;marie@example.org\n\
                \"Łęcka, Šárka\";sarka@example.org\n\
                Jean Paul Gaultier;jp@example.org\n\
                Seule\n";
    let import = imports(&studio, text).await;
    assert_eq!(tally(&import), [3, 0, 0, 2], "{import}");
    let names: Vec<_> = people(&studio)
        .await
        .iter()
        .map(|one| {
            format!("{} {}", one["firstName"].as_str().unwrap(), one["lastName"].as_str().unwrap())
        })
        .collect();
    assert_eq!(names, ["Marie Curie", "Jean DUPONT", "Šárka Łęcka"]);
    let refused = &import["rows"][3];
    assert_eq!((&refused["line"], &refused["errors"][0]["code"]), (&5.into(), &"full_name".into()));
    assert_eq!(refused["errors"][0]["column"], "Nom complet");
    assert!(refused["reason"].as_str().unwrap().starts_with("Nom complet\u{a0}: "), "{refused}");
}

/// A workbook as Excel and similar programs write it: numbers, dates, texts.
fn workbook() -> Vec<u8> {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "Rien ici").unwrap();
    let sheet = book.add_worksheet().set_name("Élèves").unwrap();
    sheet.write(0, 0, "Classe de 3e A").unwrap();
    for (column, header) in
        ["Nom", "Prénom", "Mél.", "Tél", "Né le", "CP", "Mère", "Mail mère"].into_iter().enumerate()
    {
        sheet.write(2, column as u16, header).unwrap();
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(4, 0, "Petit").unwrap().write(4, 1, "Zoé").unwrap();
    sheet.write(4, 2, "zoe@example.org").unwrap().write(4, 3, 612345678).unwrap();
    let born = ExcelDateTime::from_ymd(2010, 3, 14).unwrap();
    sheet.write_with_format(4, 4, &born, &day).unwrap();
    sheet.write(4, 5, 75011).unwrap().write(4, 6, "PETIT Anne").unwrap();
    sheet.write(4, 7, "anne@example.org").unwrap();
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_workbook_is_read_on_the_sheet_that_has_headers() {
    let server = Server::start();
    let studio = studio(&server).await;
    let import = imports(&studio, workbook()).await;
    assert_eq!(outcomes(&import), [(5, "CREATED".to_owned())], "{import}");
    let zoe = &people(&studio).await[0];
    assert_eq!(zoe["phone"], "+33612345678");
    assert_eq!(zoe["birthDate"], "2010-03-14");
    assert_eq!(zoe["address"]["postalCode"], "75011");
    assert_eq!(zoe["guardians"][0]["email"], "anne@example.org");
    assert_eq!(zoe["guardians"][0]["firstName"], "Anne");
}

#[tokio::test]
async fn what_is_no_table_is_refused_with_a_sentence() {
    let server = Server::start();
    let studio = studio(&server).await;
    for bytes in [
        &b"%PDF-1.7 and so on"[..],
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0 JFIF",
        b"<!DOCTYPE html><table><tr><td>Nom</td></tr></table>",
        b"{\\rtf1 Nom;Prenom;E-mail}",
    ] {
        let reply = studio.sends(UPLOAD, "liste.csv", bytes, &[]).await;
        reply.is_problem(415, "not_a_table");
        assert!(reply.json["detail"].as_str().unwrap().contains("CSV"));
    }
    for (text, code) in [
        ("", "empty_file"),
        ("\n \n", "empty_file"),
        ("Bonjour,\nvoici la liste.\n", "no_headers"),
        ("{\"nom\": \"Dupont\"}", "no_headers"),
        ("Nom;Prénom;E-mail\n", "headers_only"),
        ("Nom;Prénom;E-mail\n;;\n", "headers_only"),
        ("Prénom;E-mail\nAna;a@example.org\n", "no_name_column"),
        ("Nom;Prénom\nMoreau;Ana\n", "no_email_column"),
        ("\u{d0}\u{cf}", "no_headers"),
    ] {
        let reply = studio.sends(UPLOAD, "liste.csv", text, &[]).await;
        reply.refuses(&["file"]);
        assert_eq!(reply.json["errors"][0]["code"], code, "{text:?}");
    }
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook";
    let reply = studio.sends(UPLOAD, "liste.xls", &old[..], &[]).await;
    assert_eq!(reply.refuses(&["file"]).json["errors"][0]["code"], "old_workbook");
    assert_eq!(count(&studio).await, 0);
    assert_eq!(studio.get("/import").await.id("/total"), 0);
}

#[tokio::test]
async fn the_error_about_a_malformed_form_names_its_part() {
    let server = Server::start();
    let studio = studio(&server).await;
    let json = serde_json::json!({ "file": "Nom;Prénom" });
    studio.post(UPLOAD, json).await.is_problem(415, "media_type");
    let form = |fields: Value| serde_json::json!({ "$form": fields });
    studio.post(UPLOAD, form(serde_json::json!({ "dryRun": "true" }))).await.refuses(&["file"]);
    let file = crowd(1);
    let wrong = serde_json::json!({ "file": file, "dryRun": "peut-être" });
    studio.post(UPLOAD, form(wrong)).await.refuses(&["dryRun"]);
    let more = serde_json::json!({ "file": file, "color": "red" });
    studio.post(UPLOAD, form(more)).await.refuses(&["color"]);
    studio.post("/group/csv", form(serde_json::json!({ "file": file }))).await.refuses(&["name"]);
    let blank = serde_json::json!({ "file": file, "name": " " });
    studio.post("/group/csv", form(blank)).await.refuses(&["name"]);
}

#[tokio::test]
async fn limits_hold_from_both_sides() {
    let limits = [("import.max_bytes", "4 KiB"), ("import.max_lines", "20")];
    let server = Server::start_with(&limits);
    let studio = studio(&server).await;
    let most = crowd(20);
    let full = format!("{most}{}", "\n".repeat(4096 - most.len()));
    assert_eq!(full.len(), 4096);
    studio.sends(UPLOAD, "a.csv", full.clone(), &[]).await.is(202);
    studio.sends(UPLOAD, "a.csv", full + "\n", &[]).await.is_problem(413, "too_large");
    let reply = studio.sends(UPLOAD, "a.csv", crowd(21), &[]).await;
    assert_eq!(reply.refuses(&["file"]).json["errors"][0]["code"], "too_many_lines");
    server.settle().await;
    assert_eq!(count(&studio).await, 20);
    let wide =
        |columns: usize| format!("Nom;Prénom;E-mail{}\nA;B;c@x.org\n", ";x".repeat(columns - 3));
    studio.sends(UPLOAD, "a.csv", wide(256), &[]).await.is(202);
    let reply = studio.sends(UPLOAD, "a.csv", wide(257), &[]).await;
    assert_eq!(reply.refuses(&["file"]).json["errors"][0]["code"], "too_many_columns");
    server.settle().await;
}

#[tokio::test]
async fn a_file_may_be_longer_than_other_bodies_but_not_by_more_than_its_limit() {
    let server = Server::start();
    let studio = studio(&server).await;
    let mut text = crowd(3);
    text.push_str(&"\n".repeat(3 << 20));
    studio.sends(UPLOAD, "a.csv", text, &[]).await.is(202);
    let over = vec![b'\n'; (10 << 20) + 20_000];
    studio.sends(UPLOAD, "a.csv", over, &[]).await.is_problem(413, "too_large");
    server.settle().await;
    assert_eq!(count(&studio).await, 3);
}

/// The peak memory of this process so far, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// A small file that unpacks to 300 MiB, and declares its size or not.
fn bomb(honest: bool) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(vec![]));
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    zip.start_file("[Content_Types].xml", options).unwrap();
    zip.write_all(b"<Types/>").unwrap();
    zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let block = vec![b' '; 1 << 20];
    let size: u32 = 300 << 20;
    for _ in 0..300 {
        zip.write_all(&block).unwrap();
    }
    let mut bytes = zip.finish().unwrap().into_inner();
    if !honest {
        let said = size.to_le_bytes();
        for at in 0..bytes.len() - 4 {
            if bytes[at..at + 4] == said {
                bytes[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
            }
        }
    }
    bytes
}

#[tokio::test]
async fn a_workbook_that_would_fill_the_memory_is_refused_before_it_does() {
    let server = Server::start();
    let studio = studio(&server).await;
    for honest in [true, false] {
        let bytes = bomb(honest);
        assert!(bytes.len() < 3 << 20, "{}", bytes.len());
        let before = peak();
        let reply = studio.sends(UPLOAD, "bombe.xlsx", bytes, &[]).await;
        let code = reply.refuses(&["file"]).json["errors"][0]["code"].clone();
        assert!(code == "too_big_unpacked" || code == "broken_workbook", "{code}");
        // Other tests run in this process too, so this detects 300 MiB only roughly.
        let more = peak().saturating_sub(before);
        assert!(more < 150_000, "{more} KiB more");
    }
    // One shared text, used a few hundred thousand times.
    let mut sheet = String::from("<worksheet><sheetData>");
    for row in 1..=2000 {
        sheet.push_str(&format!("<row r=\"{row}\">"));
        for _ in 0..200 {
            sheet.push_str("<c t=\"s\"><v>0</v></c>");
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned(),
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>".to_owned(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>".to_owned(),
        ),
        ("xl/sharedStrings.xml", format!("<sst><si><t>{}</t></si></sst>", "x".repeat(30_000))),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(vec![]));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let before = peak();
    let reply = studio.sends(UPLOAD, "echo.xlsx", bytes, &[]).await;
    assert_eq!(reply.refuses(&["file"]).json["errors"][0]["code"], "too_big_unpacked");
    let more = peak().saturating_sub(before);
    assert!(more < 400_000, "{more} KiB more");
}
