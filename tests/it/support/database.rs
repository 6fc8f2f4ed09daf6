//! Direct access to the database file, for what no reply shows: what is kept as a hash, what erasure
//! or a crash leaves, the jobs; and for damage. What a reply shows is asked of the server.

use std::path::Path;

use rusqlite::{Connection, types::Value};

/// The rows of a query, each column as text, NULL as "".
pub fn rows(data: &Path, sql: &str) -> Vec<Vec<String>> {
    #[expect(clippy::disallowed_methods, reason = "a judge does not ask the judged")]
    let file = Connection::open(data.join("be-right.db")).unwrap();
    file.pragma_update(None, "busy_timeout", 5000).unwrap();
    let mut statement = file.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..columns)
            .map(|at| {
                Ok(match row.get(at)? {
                    Value::Null => String::new(),
                    Value::Integer(number) => number.to_string(),
                    Value::Real(number) => number.to_string(),
                    Value::Text(text) => text,
                    Value::Blob(bytes) => format!("{} bytes", bytes.len()),
                })
            })
            .collect()
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Changes the file without the server's knowledge.
pub fn change(data: &Path, sql: &str) {
    #[expect(clippy::disallowed_methods, reason = "a judge does not ask the judged")]
    let file = Connection::open(data.join("be-right.db")).unwrap();
    file.pragma_update(None, "busy_timeout", 5000).unwrap();
    file.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}
