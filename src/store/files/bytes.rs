//! The size of a company's blobs, and how many files use each. Counted in the transactions that add
//! and purge files, so that a quota check reads one row.

use crate::error::Result;
use crate::model::Digest;
use crate::store::columns::{as_size, size};
use crate::store::{AllRead, Changes, Read, Rows, Tx, params, released};

/// The total size of the company's blobs, in bytes.
pub fn used(read: &Read) -> Result<u64> {
    let bytes =
        read.first("SELECT bytes FROM storage WHERE company_id = :company", params! {}, |row| {
            size(row, "bytes")
        })?;
    Ok(bytes.unwrap_or(0))
}

/// The total size of all companies' blobs, in bytes.
pub fn used_by_all(all: &AllRead) -> Result<u64> {
    let bytes = all.first("SELECT COALESCE(SUM(bytes), 0) AS bytes FROM storage", &[], |row| {
        size(row, "bytes")
    })?;
    Ok(bytes.unwrap_or(0))
}

/// A blob with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    pub sha256: Digest,
    pub bytes: u64,
    /// How many files use it, deleted ones too.
    pub files: i64,
}

/// The company's blob with this SHA-256.
pub fn stored(read: &Read, sha256: Digest) -> Result<Option<Stored>> {
    read.first(
        "SELECT bytes, files FROM blobs WHERE company_id = :company AND sha256 = :sha256",
        params! { ":sha256": sha256.hex() },
        |row| Ok(Stored { sha256, bytes: size(row, "bytes")?, files: row.get("files")? }),
    )
}

/// The company's blobs after a name, a page at a time.
pub fn page(read: &Read, after: &str, limit: u32) -> Result<Vec<(String, u64)>> {
    read.all(
        "SELECT sha256, bytes FROM blobs
          WHERE company_id = :company AND sha256 > :after ORDER BY sha256 LIMIT :limit",
        params! { ":after": after, ":limit": limit },
        |row| Ok((row.get("sha256")?, size(row, "bytes")?)),
    )
}

/// Adds a reference to a blob.
pub(super) fn hold(tx: &Tx, sha256: Digest, bytes: u64) -> Result<()> {
    let more = tx.change(
        "UPDATE blobs SET files = files + 1 WHERE company_id = :company AND sha256 = :sha256",
        params! { ":sha256": sha256.hex() },
    )?;
    if more == 1 {
        return Ok(());
    }
    tx.change(
        "INSERT INTO blobs (company_id, sha256, bytes, files, created_at)
         VALUES (:company, :sha256, :bytes, 1, :now)",
        params! { ":sha256": sha256.hex(), ":bytes": as_size(bytes), ":now": tx.now() },
    )?;
    tx.change(
        "INSERT INTO storage (company_id, bytes) VALUES (:company, :bytes)
         ON CONFLICT (company_id) DO UPDATE SET bytes = storage.bytes + :bytes",
        params! { ":bytes": as_size(bytes) },
    )?;
    Ok(())
}

/// Removes a reference to a blob, and its row with the last one. The bytes are swept later, so that
/// a rollback loses nothing.
pub(super) fn release(tx: &Tx, sha256: Digest) -> Result<()> {
    tx.change(
        "UPDATE blobs SET files = files - 1 WHERE company_id = :company AND sha256 = :sha256",
        params! { ":sha256": sha256.hex() },
    )?;
    tx.change(
        "UPDATE storage SET bytes = bytes - (SELECT COALESCE(SUM(b.bytes), 0) FROM blobs AS b
                WHERE b.company_id = :company AND b.sha256 = :sha256 AND b.files <= 0)
          WHERE company_id = :company",
        params! { ":sha256": sha256.hex() },
    )?;
    let gone = tx.change(
        "DELETE FROM blobs WHERE company_id = :company AND sha256 = :sha256 AND files <= 0",
        params! { ":sha256": sha256.hex() },
    )?;
    if gone == 1 { released::note(tx, sha256) } else { Ok(()) }
}

/// By how much the counts are off: bytes, and blobs with a wrong number of files. Both are 0 unless
/// something is broken.
pub fn miscounts(read: &Read) -> Result<(i64, i64)> {
    let bytes = read.first(
        "SELECT COALESCE((SELECT bytes FROM storage WHERE company_id = :company), 0)
              - COALESCE((SELECT SUM(bytes) FROM blobs WHERE company_id = :company), 0) AS drift",
        params! {},
        |row| row.get("drift"),
    )?;
    let blobs = read.count(
        "SELECT COUNT(*) FROM blobs AS b
          WHERE b.company_id = :company
            AND b.files <> (SELECT COUNT(*) FROM files AS f
                             WHERE f.company_id = :company AND f.sha256 = b.sha256)",
        params! {},
    )?;
    Ok((bytes.unwrap_or(0), blobs))
}
