//! Imports and exports of employees.

mod assumed;
mod exports;
mod fields;
mod files;
mod fuzz;
mod job;
mod matching;
mod real;
mod report;

use serde_json::Value;

use crate::support::{Server, Studio};

const UPLOAD: &str = "/employee-upload/csv";

/// Sends a file, runs the import and returns it.
async fn imports(studio: &Studio<'_>, bytes: impl Into<Vec<u8>>) -> Value {
    imports_with(studio, bytes, &[]).await
}

async fn imports_with(
    studio: &Studio<'_>,
    bytes: impl Into<Vec<u8>>,
    fields: &[(&str, &str)],
) -> Value {
    let taken = studio.sends(UPLOAD, "personnel.csv", bytes, fields).await;
    assert_eq!(taken.is(202).json["state"], "WAITING");
    studio.server.settle().await;
    let seen = studio.get(&format!("/import/{}?limit=100", taken.id("/id"))).await;
    let import = seen.is(200).json.clone();
    assert_eq!(import["state"], "DONE", "{import}");
    assert_eq!(import["done"], import["total"]);
    import
}

/// The counts of created, updated, unchanged and refused rows.
fn tally(import: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "refused"].map(|key| import[key].as_i64().unwrap())
}

/// Each row's line number and outcome.
fn outcomes(import: &Value) -> Vec<(i64, String)> {
    let rows = import["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| (row["line"].as_i64().unwrap(), row["outcome"].as_str().unwrap().to_owned()))
        .collect()
}

/// All employees, by name.
async fn people(studio: &Studio<'_>) -> Vec<Value> {
    let found = studio.get("/employee?limit=100").await;
    found.is(200).json["data"].as_array().unwrap().clone()
}

async fn count(studio: &Studio<'_>) -> i64 {
    studio.get("/employee").await.is(200).id("/total")
}

/// A file with this number of employees.
fn crowd(count: usize) -> String {
    let line = |n: usize| format!("Personne{n};Ana;ana{n}@example.org;06123{n:05}\n");
    let lines: String = (0..count).map(line).collect();
    format!("Nom;Prénom;E-mail;Tél.\n{lines}")
}

/// The cells of a CSV file, which must begin with a byte order mark.
pub fn table(bytes: &[u8], separator: u8) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

async fn studio(server: &Server) -> Studio<'_> {
    server.studio("lumiere").await
}
