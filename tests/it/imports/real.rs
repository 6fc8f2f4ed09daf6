//! Files made by other programs: the test files of spreadsheet libraries (fetched by tests/run, not
//! kept in the repository), and files saved by LibreOffice.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use be_right::render::sheet::{self, Limits};

use super::{UPLOAD, imports, people, studio, tally};
use crate::support::Server;

const LIMITS: Limits = Limits { lines: 100_000, columns: 1_000, cell: 32_767, unpacked: 100 << 20 };

/// Every table that `tests/run` has unpacked.
fn tables() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tables");
    let (mut folders, mut found) = (vec![root.clone()], vec![]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let end = path.extension().map(|end| end.to_string_lossy().into_owned());
            match end.as_deref() {
                _ if path.is_dir() => folders.push(path),
                Some("csv" | "tsv" | "xlsx" | "xls" | "ods") => found.push(path),
                _ => {}
            }
        }
    }
    assert!(found.len() > 80, "tests/run fetches tables into {}", root.display());
    found.sort();
    found
}

fn named(name: &str) -> Vec<u8> {
    let found = tables().into_iter().find(|path| path.ends_with(name));
    std::fs::read(found.unwrap_or_else(|| panic!("no {name}"))).unwrap()
}

/// The rows of a file; the line with the most cells of one letter is taken for the headers.
fn read(name: &str) -> Vec<Vec<String>> {
    let words = |cells: &[String]| cells.iter().filter(|cell| cell.len() == 1).count();
    let lines = sheet::read(&named(name), &LIMITS, &words);
    lines
        .unwrap_or_else(|code| panic!("{name}: {code}"))
        .into_iter()
        .map(|line| line.cells)
        .collect()
}

#[test]
fn other_peoples_tables_are_read_as_they_meant_them() {
    let plain = [["a", "b", "c"], ["1", "2", "3"]];
    for name in ["dummy.csv", "dummy.tsv", "dummy.xlsx"] {
        assert_eq!(read(name), plain, "{name}");
    }
    for name in
        ["test_utf16_big.csv", "test_utf16_little.csv", "test_utf8.csv", "test_utf8_bom.csv"]
    {
        assert_eq!(read(name)[2][2], "ʤ", "{name}");
    }
    assert_eq!(read("test_latin1.csv")[2], ["4", "5", "©"]);
    assert_eq!(read("mac_newlines.csv")[2], ["Once upon\ra time", "5", "6"]);
}

/// The codes with which a file may be refused; each has a sentence.
const REFUSALS: [&str; 12] = [
    "not_a_table",
    "old_workbook",
    "broken_workbook",
    "locked_workbook",
    "too_big_unpacked",
    "empty_file",
    "no_headers",
    "headers_only",
    "no_name_column",
    "no_email_column",
    "too_many_lines",
    "too_many_columns",
];

#[tokio::test]
async fn every_table_of_others_is_taken_or_refused_with_a_sentence() {
    let server = Server::start();
    let studio = studio(&server).await;
    let mut printed: BTreeMap<String, usize> = BTreeMap::new();
    for path in tables() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let reply = studio.sends(UPLOAD, &name, std::fs::read(&path).unwrap(), &[]).await;
        let code = match reply.status {
            202 => "taken".to_owned(),
            415 => reply.json["code"].as_str().unwrap().to_owned(),
            422 => reply.json["errors"][0]["code"].as_str().unwrap().to_owned(),
            other => panic!("{name}: {other} {}", reply.json),
        };
        assert!(code == "taken" || REFUSALS.contains(&code.as_str()), "{name}: {code}");
        *printed.entry(code).or_default() += 1;
    }
    server.settle().await;
    println!("{printed:?}");
    assert!(printed["old_workbook"] >= 8 && printed["no_headers"] >= 30, "{printed:?}");
    // The file of founders has names but no e-mail.
    let founders = studio.sends(UPLOAD, "a.xlsx", named("founders.xlsx"), &[]).await;
    assert_eq!(founders.refuses(&["file"]).json["errors"][0]["code"], "no_email_column");
}

/// Converts a file with LibreOffice.
fn save_as(file: &Path, filter: &str, end: &str) -> Vec<u8> {
    let folder = file.parent().unwrap();
    let to = folder.join(format!("saved-{}", rand::random::<u32>()));
    let profile = folder.join("profile");
    let said = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--norestore", "--convert-to", filter, "--outdir"])
        .arg(&to)
        .arg(file)
        .output()
        .unwrap_or_else(|error| panic!("LibreOffice (libreoffice-calc): {error}"));
    let saved = to.join(file.with_extension(end).file_name().unwrap());
    std::fs::read(&saved).unwrap_or_else(|_| panic!("{said:?}"))
}

#[tokio::test]
async fn what_libreoffice_saves_is_read_and_what_we_write_it_opens() {
    let server = Server::start();
    let studio = studio(&server).await;
    let folder = tempfile::tempdir().unwrap();
    let text = "Nom;Prénom;Mail;Né le;Tél\nLefèvre;Éloïse;eloise@example.org;31/12/1989;+33 6 12 34 56 78\nGarçon;Zoé;zoe@example.org;2010-03-14;=1+1\n";
    let import = imports(&studio, text.replace("=1+1", "")).await;
    assert_eq!(tally(&import), [2, 0, 0, 0], "{import}");
    let people = people(&studio).await;

    // Our file, opened and saved by LibreOffice, and imported again: nothing has changed.
    for format in ["csv", "xlsx"] {
        let ours = studio.get(&format!("/employee/export?format={format}")).await;
        let file = folder.path().join(format!("ours-{format}.{format}"));
        std::fs::write(&file, &ours.is(200).bytes).unwrap();
        let filters: &[(&str, &str)] = match format {
            "csv" => &[("xlsx", "xlsx")],
            // Semicolon, quote; then the encoding: UTF-8, Windows-1252, UTF-16.
            _ => &[
                ("xlsx:Calc MS Excel 2007 XML", "xlsx"),
                ("csv:Text - txt - csv (StarCalc):59,34,76", "csv"),
                ("csv:Text - txt - csv (StarCalc):44,34,1", "csv"),
                ("csv:Text - txt - csv (StarCalc):9,34,65535", "csv"),
            ],
        };
        for (filter, end) in filters {
            // LibreOffice takes the separator of a CSV file that it opens from an import filter.
            let saved = save_as(&file, filter, end);
            if format == "csv" {
                // The conversion cannot set it to `;`, so this only checks that the file opens.
                assert!(saved.starts_with(b"PK"));
                continue;
            }
            let again = imports(&studio, saved).await;
            assert_eq!(tally(&again), [0, 0, 2, 0], "{filter}: {again}");
        }
        for (filter, end) in [("ods", "ods"), ("xls:MS Excel 97", "xls")] {
            let saved = save_as(&file, filter, end);
            let reply = studio.sends(UPLOAD, "a", saved, &[]).await;
            assert_eq!(reply.refuses(&["file"]).json["errors"][0]["code"], "old_workbook");
        }
    }
    assert_eq!(super::people(&studio).await, people);
}
