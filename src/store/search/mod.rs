//! What the search index follows, the documents it holds, and the rows it finds. Triggers write the
//! sequence of changes (`migrations/sqlite/0005_search.sql` and `0011_search_files.sql`).

mod documents;
mod hits;

pub use documents::{document, page};
pub use hits::{SearchRow, owner, row};

use super::{AllRead, AllTx, Changes, Rows, params};
use crate::error::Result;
use crate::model::search::SearchProgress;
use crate::model::{SearchKey, SearchKind};

/// SQL that restricts a list to some ids; see [`among`].
pub struct Among {
    /// For the WHERE clause.
    pub which: String,
    /// Precedes `company_id`: with ids, `+` keeps SQLite from using the company's indexes, which
    /// would read all of its rows to find a few.
    pub plus: &'static str,
    /// The value of the parameter `:found`.
    pub found: Option<String>,
}

/// Restricts to rows whose `id` is among these; None means all rows. The only place that binds a
/// list of ids.
pub fn among(id: &str, ids: Option<&[i64]>) -> Among {
    let Some(ids) = ids else {
        return Among { which: "AND :found IS NULL".to_owned(), plus: "", found: None };
    };
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    Among {
        which: format!("AND {id} IN (SELECT value FROM json_each(:found))"),
        plus: "+",
        found: Some(format!("[{}]", ids.join(","))),
    }
}

/// An entry of the sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub seq: i64,
    /// None: rebuild the whole index.
    pub key: Option<SearchKey>,
}

/// The position of the sequence.
pub fn progress(all: &AllRead) -> Result<SearchProgress> {
    let found = all.first(
        "SELECT lineage, trimmed_to,
                COALESCE((SELECT MAX(seq) FROM search_changes), trimmed_to) AS last
           FROM search_progress WHERE id = 1",
        &[],
        |row| {
            Ok(SearchProgress {
                lineage: row.get("lineage")?,
                trimmed_to: row.get("trimmed_to")?,
                last: row.get("last")?,
            })
        },
    )?;
    Ok(found.ok_or_else(|| anyhow::anyhow!("search_progress has no row"))?)
}

/// The changes after a position, in order.
pub fn after(all: &AllRead, seq: i64, most: usize) -> Result<Vec<Step>> {
    all.all(
        "SELECT seq, company_id, kind, row_id FROM search_changes
          WHERE seq > :seq ORDER BY seq LIMIT :most",
        params! { ":seq": seq, ":most": most as i64 },
        |row| {
            let kind: String = row.get("kind")?;
            let (company, id) = (row.get("company_id")?, row.get("row_id")?);
            let key = SearchKind::from_name(&kind);
            let key = key.map(|kind| SearchKey { company, kind, row: id });
            Ok(Step { seq: row.get("seq")?, key })
        },
    )
}

/// Deletes the changes up to a position; returns how many.
pub fn trim(all: &AllTx, seq: i64) -> Result<usize> {
    all.change(
        "UPDATE search_progress SET trimmed_to = :seq WHERE id = 1 AND trimmed_to < :seq",
        params! { ":seq": seq },
    )?;
    all.change("DELETE FROM search_changes WHERE seq <= :seq", params! { ":seq": seq })
}

/// Queues a row for indexing.
pub fn touch(all: &AllTx, key: SearchKey) -> Result<()> {
    all.change(
        "INSERT INTO search_changes (company_id, kind, row_id) VALUES (:of, :kind, :row)",
        params! { ":of": key.company, ":kind": key.kind.name(), ":row": key.row },
    )?;
    Ok(())
}

/// Queues a rebuild of the index.
pub fn touch_everything(all: &AllTx) -> Result<()> {
    all.change(
        "INSERT INTO search_changes (company_id, kind, row_id) VALUES (0, 'EVERYTHING', 0)",
        &[],
    )?;
    Ok(())
}
