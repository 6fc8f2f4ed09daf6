//! What SQLite's planner is told about the tables. Without statistics it takes any first column of
//! an index for one that leaves ten rows, and would look for the signers of an answer among all
//! signers of the company. `ANALYZE` would describe the data of the moment, which is nothing on a
//! new instance, and plans would differ between instances. So the statistics are fixed: plans are
//! the same everywhere, and the tests of plans hold everywhere.

use rusqlite::{Connection, params};

/// Rows of every table.
const ROWS: u64 = 100_000;
/// The part of them that one company has.
const COMPANIES: u64 = 10;
/// Columns that have the same value in most rows: NULL, or the usual kind.
const COMMON: &[&str] = &[
    "archived_at",
    "deleted",
    "deleted_at",
    "digest",
    "ended_at",
    "erased_at",
    "kind",
    "parked_at",
    "read_at",
    "revoked_at",
    "shown",
    "signed_at",
];
/// Columns that have one of about ten values.
const FEW: &[&str] = &[
    "bounced_at",
    "day",
    "guardian_id",
    "locale",
    "outcome",
    "priority",
    "role",
    "state",
    "status",
    "status_order",
    "type",
];
/// What one value of any other column leaves: one row in so many.
const MANY: u64 = 1_000;
/// An index that leaves out more than deleted rows has few: one in so many.
const PARTIAL: u64 = 1_000;

/// Writes the statistics, unless every index has them.
pub fn write(conn: &mut Connection) -> rusqlite::Result<()> {
    let known: i64 = conn.query_row(
        "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'",
        [],
        |row| row.get(0),
    )?;
    if known == 1 {
        let missing: i64 = conn.query_row(
            "SELECT COUNT(*) FROM sqlite_schema AS i WHERE i.type = 'index'
                AND NOT EXISTS (SELECT 1 FROM sqlite_stat1 AS s WHERE s.idx = i.name)",
            [],
            |row| row.get(0),
        )?;
        if missing == 0 {
            return Ok(());
        }
    }
    // This creates the table of statistics, and reads no other.
    conn.execute_batch("ANALYZE sqlite_schema")?;
    let tx = conn.transaction()?;
    tx.execute("DELETE FROM sqlite_stat1", [])?;
    {
        let mut indexes = tx.prepare(
            "SELECT t.name, l.name, l.\"unique\", COALESCE(i.sql, '') FROM sqlite_schema AS t
               JOIN pragma_index_list(t.name) AS l
               LEFT JOIN sqlite_schema AS i ON i.type = 'index' AND i.name = l.name
              WHERE t.type = 'table'",
        )?;
        let mut columns = tx.prepare("SELECT name FROM pragma_index_info(?1) ORDER BY seqno")?;
        let mut insert =
            tx.prepare("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)")?;
        let mut rows = indexes.query([])?;
        while let Some(row) = rows.next()? {
            let (table, index): (String, String) = (row.get(0)?, row.get(1)?);
            let (is_unique, sql): (bool, String) = (row.get(2)?, row.get(3)?);
            let columns: Vec<String> = columns
                .query_map([&index], |row| row.get::<_, Option<String>>(0))?
                .map(|name| name.map(Option::unwrap_or_default))
                .collect::<rusqlite::Result<_>>()?;
            let is_few = sql.contains(" WHERE ") && !sql.contains("deleted_at IS NULL");
            insert.execute(params![table, index, about(&columns, is_unique, is_few)])?;
        }
    }
    tx.commit()?;
    // Read them on this connection, too.
    conn.execute_batch("ANALYZE sqlite_schema")
}

/// The statistics of an index: its rows, and how many have the same values in the first column, in
/// the first two, and so on.
fn about(columns: &[String], is_unique: bool, is_few: bool) -> String {
    let mut left = if is_few { ROWS / PARTIAL } else { ROWS };
    let mut text = left.to_string();
    for (nth, column) in columns.iter().enumerate() {
        let column = column.as_str();
        left /= match column {
            "company_id" => COMPANIES,
            _ if COMMON.contains(&column) => 1,
            _ if FEW.contains(&column) => 10,
            _ => MANY,
        };
        if is_unique && nth + 1 == columns.len() {
            left = 1;
        }
        left = left.max(1);
        text.push_str(&format!(" {left}"));
    }
    // Trying each value of the first column in turn never pays: it is usually the company.
    text + " noskipscan"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_has_many_rows_and_a_key_few() {
        let columns =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let text = about(&columns(&["company_id", "deleted_at", "name_key", "id"]), false, false);
        assert_eq!(text, "100000 10000 10000 10 1 noskipscan");
        assert_eq!(
            about(&columns(&["answer_id", "position"]), true, false),
            "100000 100 1 noskipscan"
        );
        assert_eq!(about(&columns(&["id"]), false, true), "100 1 noskipscan");
    }
}
