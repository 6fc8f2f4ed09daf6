//! Where SQL is written, and that any database understands it.

use std::path::Path;

use crate::source::{numbered, without_comment};
use crate::{report, sources};

/// Words only one database understands, and `LIKE` on what people type.
const DIALECT: &[&str] = &[
    "INSERT OR ",
    "REPLACE INTO",
    "datetime('now",
    "strftime(",
    "unixepoch(",
    "json_extract",
    "json_array",
    "json_object",
    "json_set",
    "json_type",
    "json_valid",
    "julianday(",
    "GROUP_CONCAT",
    "group_concat",
    "INSTR(",
    "printf(",
    "GLOB ",
    " LIKE ",
    "rowid",
    "ILIKE",
    "IFNULL(",
];

/// What only SQLite understands, and the files in which a second engine needs another way.
const SQLITE_ONLY: &[(&str, &[&str])] = &[
    (
        "json_each",
        &[
            "src/store/columns.rs",
            "src/store/groups.rs",
            "src/store/guardians.rs",
            "src/store/search/mod.rs",
            "src/store/uses.rs",
        ],
    ),
    ("json_group_array", &["src/store/decisions.rs", "src/store/holds.rs", "src/store/photos.rs"]),
    (
        "sqlite_",
        &[
            "src/store/audit.rs",
            "src/store/audit_heads.rs",
            "src/store/daily_roots.rs",
            "src/store/last_decision.rs",
            "src/store/restore.rs",
        ],
    ),
    ("PRAGMA", &[]),
    // A `+` before a column keeps its index from being used.
    ("\"+\"", &["src/store/answers/lists.rs", "src/store/employees.rs", "src/store/search/mod.rs"]),
    ("WHERE +", &["src/store/answers/lists.rs", "src/store/answers/expiry.rs"]),
    ("AND +", &["src/store/employees.rs"]),
];

/// The engine: everything else is the same for any database.
const ENGINE: &str = "src/store/engine";

/// The crates that speak to a database, which only the engine may name: `rusqlite`,
/// `rusqlite_migration`, `r2d2`.
const SQL_CRATES: &[&str] = &["rusqlite", "r2d2"];

#[test]
fn sql_is_written_only_in_the_store_and_speaks_no_dialect() {
    let mut wrong = vec![];
    for file in sources().into_iter().filter(|file| !file.starts_with(ENGINE)) {
        let in_store = file.starts_with("src/store");
        for (number, line) in numbered(&file) {
            let line = without_comment(&line);
            if let Some(name) = SQL_CRATES.iter().find(|name| line.contains(**name)) {
                wrong.push(format!("{}:{number}: {name} outside {ENGINE}", file.display()));
            }
            let own = SQLITE_ONLY
                .iter()
                .filter(|(_, files)| !files.iter().any(|one| file == Path::new(one)));
            let words = DIALECT.iter().chain(own.map(|(word, _)| word));
            for word in words.filter(|word| in_store && line.contains(**word)) {
                wrong.push(format!("{}:{number}: {word} is one database's own", file.display()));
            }
            if in_store && compares_values(&line) {
                let instead = "MAX or MIN of several values: use CASE";
                wrong.push(format!("{}:{number}: {instead}", file.display()));
            }
        }
    }
    for (word, files) in SQLITE_ONLY {
        for file in *files {
            let has = numbered(Path::new(file)).iter().any(|(_, line)| line.contains(word));
            if !has {
                wrong.push(format!("{file} no longer needs to be listed for {word}"));
            }
        }
    }
    report(wrong, "The store fetches, in the SQL of any database; the engine runs it.");
}

/// Whether a line of SQL has `MAX` or `MIN` with more than one argument: only SQLite accepts it
/// outside an aggregate.
fn compares_values(line: &str) -> bool {
    ["MAX(", "MIN("].iter().any(|name| {
        line.match_indices(name).any(|(at, _)| {
            let mut depth = 0;
            let of_this_call = line[at + name.len()..].chars().map(|c| {
                depth += match c {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                (depth, c)
            });
            of_this_call.take_while(|(depth, _)| *depth >= 0).any(|one| one == (0, ','))
        })
    })
}

#[test]
fn a_comparison_of_values_differs_from_an_aggregate() {
    assert!(compares_values("THEN MAX(expires_at, :at) ELSE"));
    assert!(compares_values("MIN(COALESCE(a, b), c)"));
    assert!(!compares_values("COALESCE(MAX(id), 0), MIN(COALESCE(a, b))"));
}
