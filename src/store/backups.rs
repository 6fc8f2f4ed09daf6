//! The log of backups into the instance's own folder.

use super::columns::{as_size, size};
use super::{AllRead, AllTx, Changes, Row, Rows, params};
use crate::error::Result;
use crate::model::backup::Trouble;
use crate::model::{BackupId, Timestamp};

/// An attempted backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    pub began_at: Timestamp,
    pub ended_at: Timestamp,
    /// In bytes: its size, and the part that no earlier backup had. These and `blobs` are 0 if it
    /// failed.
    pub bytes: u64,
    pub added: u64,
    pub blobs: u64,
    /// Blobs that could not be read.
    pub lost: u64,
    /// Its name, or the reason of the failure.
    pub outcome: Result<String, Trouble>,
}

const COLUMNS: &str = "began_at, ended_at, name, bytes, added, blobs, lost, trouble";

/// Records a finished attempt.
pub fn create(all: &AllTx, tried: &Tried) -> Result<BackupId> {
    let trouble = tried.outcome.as_ref().err().map(serde_json::to_string).transpose();
    let id = all.insert(
        "INSERT INTO backups (began_at, ended_at, name, bytes, added, blobs, lost, trouble)
         VALUES (:began, :ended, :name, :bytes, :added, :blobs, :lost, :trouble) RETURNING id",
        params! {
            ":began": tried.began_at, ":ended": tried.ended_at,
            ":name": tried.outcome.as_ref().ok(), ":bytes": as_size(tried.bytes),
            ":added": as_size(tried.added), ":blobs": as_size(tried.blobs),
            ":lost": as_size(tried.lost), ":trouble": trouble.map_err(anyhow::Error::from)?,
        },
    )?;
    Ok(BackupId(id))
}

pub fn find(all: &AllRead, id: BackupId) -> Result<Option<Tried>> {
    all.first(
        &format!("SELECT {COLUMNS} FROM backups WHERE id = :id"),
        params! { ":id": id },
        tried,
    )
}

/// The latest `limit` attempts, the latest first.
pub fn latest(all: &AllRead, limit: u32) -> Result<Vec<Tried>> {
    all.all(
        &format!("SELECT {COLUMNS} FROM backups ORDER BY ended_at DESC, id DESC LIMIT :limit"),
        params! { ":limit": limit },
        tried,
    )
}

/// The latest complete backup.
pub fn last_good(all: &AllRead) -> Result<Option<Tried>> {
    all.first(
        &format!(
            "SELECT {COLUMNS} FROM backups WHERE name IS NOT NULL
              ORDER BY ended_at DESC, id DESC LIMIT 1"
        ),
        &[],
        tried,
    )
}

/// Deletes records of attempts that ended before `before`; the files stay.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change("DELETE FROM backups WHERE ended_at < :before", params! { ":before": before })
}

fn tried(row: &Row) -> Result<Tried> {
    let (name, trouble): (Option<String>, Option<String>) = (row.get("name")?, row.get("trouble")?);
    let unreadable = || Trouble::Other { why: String::new() };
    let trouble = trouble.and_then(|text| serde_json::from_str(&text).ok());
    Ok(Tried {
        began_at: row.get("began_at")?,
        ended_at: row.get("ended_at")?,
        bytes: size(row, "bytes")?,
        added: size(row, "added")?,
        blobs: size(row, "blobs")?,
        lost: size(row, "lost")?,
        outcome: name.ok_or_else(|| trouble.unwrap_or_else(unreadable)),
    })
}
