//! Compares the tables of an export with the schema: a new table or column fails until it is
//! exported or listed here with a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::Connection;

use super::{TABLES, camel};
use crate::adapters::SystemClock;
use crate::store::Db;

/// The tables with rows of companies that are left out, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("answer_counts", "counted from the answers"),
    ("answer_days", "counted from the answers"),
    ("api_tokens", "access of accounts"),
    ("badge_counts", "of accounts"),
    ("badges", "of accounts"),
    ("blobs", "the files themselves are in the export"),
    ("calendar_feeds", "access of accounts"),
    ("chain_seals", "in the bundles of evidence"),
    ("code_tries", "gone with their link"),
    ("codes", "secrets"),
    ("employee_counts", "counted from the employees"),
    ("event_counts", "counted from the events"),
    ("exports", "the exports themselves"),
    ("file_counts", "counted from the files"),
    ("idempotency_keys", "of requests of the last day"),
    ("import_files", "kept for some days only; their lines are in the export"),
    ("jobs", "work under way"),
    ("links", "secrets"),
    ("live_journal", "of the last minutes"),
    ("lost_photographs", "hashes of photographs that are not here"),
    ("notification_subscriptions", "of accounts"),
    ("notifications", "of accounts"),
    ("orders", "between the company and the instance; the invoices are exported"),
    ("root_leaves", "of all companies together; the proof is in the bundles of evidence"),
    ("search_changes", "made anew from the rows"),
    ("sessions", "access of accounts"),
    ("signing_sessions", "secrets"),
    ("storage", "counted from the files"),
    ("strange_payments", "between the company and the instance"),
    ("subscriptions", "between the company and the instance"),
    ("uploads", "not arrived yet"),
    ("lost_photographs", "hashes of photographs that a restore lost"),
];

/// The columns that are left out: of any table, or of one, and why.
const COLUMNS: &[(&str, &str)] = &[
    ("company_id", "it is the same everywhere"),
    ("name_key", "made anew from the name"),
    ("email_key", "made anew from the e-mail"),
    ("nonce", "a secret"),
    ("invoices.source", "an id at the payment service"),
    ("invoices.payment", "an id at the payment service"),
    ("token_hash", "a secret"),
    ("events.revision", "counts changes"),
    ("events.status_order", "follows from the status"),
    ("files.public_id", "an address of this instance"),
];

#[tokio::test]
async fn every_table_and_column_of_a_company_is_exported_or_left_out_for_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    drop(Db::open(&path, Arc::new(SystemClock)).unwrap());
    #[expect(clippy::disallowed_methods, reason = "the schema is read beside the store")]
    let conn = Connection::open(&path).unwrap();
    let mut columns: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let sql = "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
                WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    let mut found = conn.prepare(sql).unwrap();
    let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    for row in rows {
        let (table, column): (String, String) = row.unwrap();
        columns.entry(table).or_default().insert(column);
    }
    let of = |table: &super::ExportedTable| table.from.split(' ').next().unwrap().to_owned();
    let mut wrong = vec![];
    for (name, columns) in &columns {
        if !columns.contains("company_id") && name != "companies" {
            continue;
        }
        let left = LEFT_OUT.iter().any(|(table, _)| table == name);
        match TABLES.iter().find(|table| of(table) == *name) {
            Some(table) => {
                let exported: BTreeSet<&str> = table
                    .columns()
                    .filter(|(of, ..)| *of == "x")
                    .map(|(_, column, _)| column)
                    .collect();
                for column in columns {
                    let full = format!("{name}.{column}");
                    let left =
                        COLUMNS.iter().any(|(one, _)| *one == column.as_str() || *one == full);
                    if exported.contains(column.as_str()) == left {
                        wrong.push(format!("{full} must be exported or left out"));
                    }
                }
                if left {
                    wrong.push(format!("{name} is exported and left out"));
                }
            }
            None if left => {}
            None => wrong.push(format!("{name} is neither exported nor left out")),
        }
    }
    let stale = LEFT_OUT.iter().filter(|(table, _)| !columns.contains_key(*table));
    wrong.extend(stale.map(|(table, _)| format!("there is no table {table}")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn columns_are_named_as_in_the_api() {
    assert_eq!(camel("event_id"), "eventId");
    assert_eq!(camel("at"), "at");
    assert_eq!(camel("sha256"), "sha256");
}
