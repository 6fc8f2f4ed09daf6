//! Exports of everything that a company holds: who asked, how far each is, until when it is kept.

use super::{AllRead, AllTx, Changes, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::export::{Export, ExportState};
use crate::model::{ExportId, Timestamp, UserId};

const COLUMNS: &str = "id, company_id, user_id, state, nonce, done, total, bytes, created_at,
    ended_at, expires_at";

/// Creates a waiting export; None if one is under way.
pub fn create(tx: &Tx, user: UserId, nonce: &str) -> Result<Option<ExportId>> {
    let id = tx.try_insert(
        "INSERT INTO exports (company_id, user_id, state, nonce, created_at)
         VALUES (:company, :user, 'WAITING', :nonce, :now)
         ON CONFLICT DO NOTHING RETURNING id",
        params! { ":user": user, ":nonce": nonce, ":now": tx.now() },
    )?;
    Ok(id.map(ExportId))
}

/// An export of the company.
pub fn find(read: &Read, id: ExportId) -> Result<Option<Export>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM exports WHERE company_id = :company AND id = :id"),
        params! { ":id": id },
        export,
    )
}

/// The latest exports of the company, the newest first.
pub fn latest(read: &Read, most: u32) -> Result<Vec<Export>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM exports WHERE company_id = :company
              ORDER BY id DESC LIMIT :most"
        ),
        params! { ":most": most },
        export,
    )
}

/// Marks it as running, from the start; false if it is over.
pub fn begin(tx: &Tx, id: ExportId, total: i64) -> Result<bool> {
    let changed = tx.change(
        "UPDATE exports SET state = 'RUNNING', done = 0, total = :total
          WHERE company_id = :company AND id = :id AND state IN ('WAITING', 'RUNNING')",
        params! { ":id": id, ":total": total },
    )?;
    Ok(changed == 1)
}

/// Records how far it is.
pub fn advance(tx: &Tx, id: ExportId, done: i64) -> Result<()> {
    tx.change(
        "UPDATE exports SET done = :done
          WHERE company_id = :company AND id = :id AND state = 'RUNNING'",
        params! { ":id": id, ":done": done },
    )?;
    Ok(())
}

/// Ends it; `kept`: its size, and until when it is kept, if it was made. False if it was over.
pub fn end(tx: &Tx, id: ExportId, kept: Option<(i64, Timestamp)>) -> Result<bool> {
    let state = if kept.is_some() { ExportState::Done } else { ExportState::Failed };
    let changed = tx.change(
        "UPDATE exports
            SET state = :state, bytes = :bytes, expires_at = :expires, ended_at = :now,
                done = CASE :state WHEN 'DONE' THEN total ELSE done END
          WHERE company_id = :company AND id = :id AND state IN ('WAITING', 'RUNNING')",
        params! {
            ":id": id, ":state": state.name(), ":bytes": kept.map(|kept| kept.0),
            ":expires": kept.map(|kept| kept.1), ":now": tx.now(),
        },
    )?;
    Ok(changed == 1)
}

/// Marks all exports as expired that are not kept any more.
pub fn expire(all: &AllTx) -> Result<usize> {
    all.change(
        "UPDATE exports SET state = 'EXPIRED' WHERE state = 'DONE' AND expires_at <= :now",
        params! { ":now": all.now() },
    )
}

/// The nonces of the exports of all companies whose files are kept, or being written.
pub fn nonces(all: &AllRead) -> Result<Vec<String>> {
    all.all("SELECT nonce FROM exports WHERE state IN ('WAITING', 'RUNNING', 'DONE')", &[], |row| {
        row.get("nonce")
    })
}

fn export(row: &Row) -> Result<Export> {
    Ok(Export {
        id: row.get("id")?,
        company: row.get("company_id")?,
        user: row.get("user_id")?,
        state: row.get("state")?,
        nonce: row.get("nonce")?,
        done: row.get("done")?,
        total: row.get("total")?,
        bytes: row.get("bytes")?,
        created_at: row.get("created_at")?,
        ended_at: row.get("ended_at")?,
        expires_at: row.get("expires_at")?,
    })
}
