//! Referenced blobs found missing or damaged, until they are restored.

use serde_json::json;

use super::columns::{as_size, size, word};
use super::restore::Referred;
use super::{AllRead, AllTx, Changes, Read, Rows, alarms, audit, params};
use crate::error::Result;
use crate::model::audit::AuditAction;
use crate::model::{AlarmKind, AnswerId, CompanyId, Digest, UserId};
use crate::ports::Shelf;

fn words(shelf: Option<Shelf>) -> (&'static str, i64) {
    match shelf {
        None => ("instance", 0),
        Some(Shelf::Company(id)) => ("company", id.0),
        Some(Shelf::User(id)) => ("user", id.0),
    }
}

/// Records a lost blob, and raises or updates the alarm. A sealed document is also an entry of the audit
/// log of its company.
pub fn note(all: &AllTx, blob: &Referred, rotten: bool) -> Result<()> {
    let (owner, id) = words(blob.shelf);
    let is_known = all.count(
        "SELECT COUNT(*) FROM lost_blobs
          WHERE owner = :owner AND owner_id = :id AND sha256 = :sha256",
        params! { ":owner": owner, ":id": id, ":sha256": blob.name.hex() },
    )? > 0;
    if blob.shelf.is_none() && !is_known {
        for (company, answer) in answers_with(all, blob.name)? {
            let about = json!({ "answer": answer });
            audit::note(all, Some(company), None, AuditAction::PdfDamaged, about, None)?;
        }
    }
    all.change(
        "INSERT INTO lost_blobs (owner, owner_id, sha256, bytes, rotten, found_at)
         VALUES (:owner, :id, :sha256, :bytes, :rotten, :now)
         ON CONFLICT (owner, owner_id, sha256) DO UPDATE SET rotten = :rotten",
        params! {
            ":owner": owner, ":id": id, ":sha256": blob.name.hex(),
            ":bytes": as_size(blob.bytes), ":rotten": rotten, ":now": all.now(),
        },
    )?;
    update_alarm(all)
}

/// The answers whose PDF or receipt this is.
fn answers_with(all: &AllRead, name: Digest) -> Result<Vec<(CompanyId, AnswerId)>> {
    all.all(
        "SELECT company_id, answer_id FROM seals WHERE pdf_sha256 = :name
         UNION SELECT company_id, answer_id FROM manifests WHERE receipt_sha256 = :name",
        params! { ":name": name.hex() },
        |row| Ok((row.get("company_id")?, row.get("answer_id")?)),
    )
}

/// Those of these answers whose PDF, or a receipt of which, is known to be missing or damaged.
pub fn damaged_pdfs(read: &Read, answers: &[AnswerId]) -> Result<Vec<AnswerId>> {
    // Usually there are none.
    let lost = read.all(
        "SELECT p.answer_id FROM lost_blobs AS l
           JOIN seals AS p ON p.company_id = :company AND p.pdf_sha256 = l.sha256
          WHERE l.owner = 'instance'
         UNION
         SELECT m.answer_id FROM lost_blobs AS l
           JOIN manifests AS m ON m.company_id = :company AND m.receipt_sha256 = l.sha256
          WHERE l.owner = 'instance'",
        &[],
        |row| row.get::<AnswerId>("answer_id"),
    )?;
    Ok(lost.into_iter().filter(|id| answers.contains(id)).collect())
}

/// Deletes the record of a blob that is restored or no longer referenced.
pub fn forget(all: &AllTx, blob: &Referred) -> Result<()> {
    let (owner, id) = words(blob.shelf);
    all.change(
        "DELETE FROM lost_blobs WHERE owner = :owner AND owner_id = :id AND sha256 = :sha256",
        params! { ":owner": owner, ":id": id, ":sha256": blob.name.hex() },
    )?;
    update_alarm(all)
}

/// Raises, updates or clears the alarm.
fn update_alarm(all: &AllTx) -> Result<()> {
    match count(all)? {
        0 => alarms::clear(all, AlarmKind::FilesLost).map(drop),
        1 => alarms::raise(all, AlarmKind::FilesLost, "1 file or document").map(drop),
        lost => alarms::raise(all, AlarmKind::FilesLost, &format!("{lost} files or documents"))
            .map(drop),
    }
}

pub fn count(all: &AllRead) -> Result<i64> {
    all.count("SELECT COUNT(*) FROM lost_blobs", &[])
}

pub fn list(all: &AllRead) -> Result<Vec<Referred>> {
    all.all(
        "SELECT owner, owner_id, sha256, bytes FROM lost_blobs ORDER BY owner, owner_id, sha256",
        &[],
        |row| {
            let (owner, id): (String, i64) = (row.get("owner")?, row.get("owner_id")?);
            let shelf = match owner.as_str() {
                "company" => Some(Shelf::Company(CompanyId(id))),
                "user" => Some(Shelf::User(UserId(id))),
                _ => None,
            };
            Ok(Referred {
                shelf,
                name: word(row, "sha256", Digest::parse)?,
                bytes: size(row, "bytes")?,
            })
        },
    )
}
