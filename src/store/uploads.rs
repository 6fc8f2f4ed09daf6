//! Resumable uploads: the metadata of files that arrive in parts.

use super::columns::{as_size, size};
use super::{AllRead, AllTx, Changes, Read, Row, Rows, Scope, Tx, params};
use crate::error::Result;
use crate::model::file::Upload;
use crate::model::{Digest, EmployeeId, EventId, FileId, FileOwner, Timestamp, UploadId, UserId};

/// Creates an upload.
pub fn create(tx: &Tx, upload: &Upload, by: UserId) -> Result<UploadId> {
    let (event, employee) = match upload.owner {
        FileOwner::Event(id) => (Some(id.0), None),
        FileOwner::Employee(id) => (None, Some(id.0)),
        FileOwner::Company => (None, None),
    };
    let id = tx.insert(
        "INSERT INTO uploads (company_id, user_id, token, kind, event_id, employee_id, name,
                description, metadata, bytes, created_at, expires_at)
         VALUES (:company, :user, :token, :kind, :event, :employee, :name, :description, :metadata,
                :bytes, :now, :expires) RETURNING id",
        params! {
            ":user": by, ":token": upload.token, ":kind": upload.kind.name(), ":event": event,
            ":employee": employee, ":name": upload.name, ":description": upload.description,
            ":metadata": upload.metadata, ":bytes": as_size(upload.bytes), ":now": tx.now(), ":expires": upload.expires_at,
        },
    )?;
    Ok(UploadId(id))
}

/// A user's upload that has not expired.
pub fn find(read: &Read, token: &str, user: UserId) -> Result<Option<Upload>> {
    read.first(
        "SELECT id, token, kind, event_id, employee_id, name, description, metadata, bytes,
                file_id, kept_as, expires_at FROM uploads
          WHERE company_id = :company AND token = :token AND user_id = :user
            AND expires_at > :now",
        params! { ":token": token, ":user": user, ":now": read.now() },
        upload,
    )
}

/// The number of a user's unfinished uploads, and their total size.
pub fn under_way(read: &Read, user: UserId) -> Result<(i64, u64)> {
    let found = read.first(
        "SELECT COUNT(*) AS uploads, COALESCE(SUM(bytes), 0) AS bytes FROM uploads
          WHERE company_id = :company AND user_id = :user AND expires_at > :now
            AND file_id IS NULL",
        params! { ":user": user, ":now": read.now() },
        |row| Ok((row.get("uploads")?, size(row, "bytes")?)),
    )?;
    Ok(found.unwrap_or((0, 0)))
}

/// The number of unfinished uploads of all users.
pub fn count_under_way(all: &AllRead) -> Result<i64> {
    all.count(
        "SELECT COUNT(*) FROM uploads WHERE file_id IS NULL AND expires_at > :now",
        params! { ":now": all.now() },
    )
}

/// Extends the expiry of an upload in progress.
pub fn extend_expiry(tx: &Tx, id: UploadId, until: Timestamp) -> Result<()> {
    tx.change(
        "UPDATE uploads SET expires_at = :until WHERE company_id = :company AND id = :id",
        params! { ":until": until, ":id": id },
    )?;
    Ok(())
}

/// Records that all bytes arrived, and the name under which they will be stored.
pub fn set_kept_as(tx: &Tx, id: UploadId, name: Digest) -> Result<()> {
    tx.change(
        "UPDATE uploads SET kept_as = :name WHERE company_id = :company AND id = :id",
        params! { ":name": name.hex(), ":id": id },
    )?;
    Ok(())
}

/// The unfinished uploads of all companies after an id, with their users.
pub fn unfinished(
    all: &AllRead,
    after: UploadId,
    most: u32,
) -> Result<Vec<(Scope, UserId, Upload)>> {
    all.all(
        "SELECT company_id, user_id, id, token, kind, event_id, employee_id, name, description,
                metadata, bytes, file_id, kept_as, expires_at FROM uploads
          WHERE file_id IS NULL AND expires_at > :now AND id > :after
          ORDER BY id LIMIT :most",
        params! { ":now": all.now(), ":after": after, ":most": most },
        |row| {
            let scope = Scope::whole(row.get("company_id")?);
            Ok((scope, row.get("user_id")?, upload(row)?))
        },
    )
}

/// Records that the upload is finished, and its file.
pub fn finish(tx: &Tx, id: UploadId, file: FileId) -> Result<()> {
    tx.change(
        "UPDATE uploads SET file_id = :file WHERE company_id = :company AND id = :id",
        params! { ":file": file, ":id": id },
    )?;
    Ok(())
}

/// Deletes an upload; false if there is no such one.
pub fn delete(tx: &Tx, id: UploadId) -> Result<bool> {
    let changed = tx.change(
        "DELETE FROM uploads WHERE company_id = :company AND id = :id",
        params! { ":id": id },
    )?;
    Ok(changed == 1)
}

/// Deletes expired uploads; the next sweep deletes their parts on disk.
pub fn sweep(all: &AllTx) -> Result<usize> {
    all.change("DELETE FROM uploads WHERE expires_at <= :now", params! { ":now": all.now() })
}

fn upload(row: &Row) -> Result<Upload> {
    let owner = match (row.get("event_id")?, row.get("employee_id")?) {
        (Some(event), _) => FileOwner::Event(EventId(event)),
        (None, Some(person)) => FileOwner::Employee(EmployeeId(person)),
        (None, None) => FileOwner::Company,
    };
    Ok(Upload {
        id: row.get("id")?,
        token: row.get("token")?,
        kind: row.get("kind")?,
        owner,
        name: row.get("name")?,
        description: row.get("description")?,
        metadata: row.get("metadata")?,
        bytes: size(row, "bytes")?,
        file: row.get("file_id")?,
        kept_as: row.get::<Option<String>>("kept_as")?.and_then(|name| Digest::parse(&name)),
        expires_at: row.get("expires_at")?,
    })
}
