//! Referenced blobs found missing or damaged, until they are restored.

use super::columns::{as_size, size, word};
use super::restore::Referred;
use super::{AllRead, AllTx, Changes, Rows, alarms, params};
use crate::error::Result;
use crate::model::{AlarmKind, CompanyId, Digest, UserId};
use crate::ports::Shelf;

fn words(shelf: Option<Shelf>) -> (&'static str, i64) {
    match shelf {
        None => ("instance", 0),
        Some(Shelf::Company(id)) => ("company", id.0),
        Some(Shelf::User(id)) => ("user", id.0),
    }
}

/// Records a lost blob, and raises or updates the alarm.
pub fn note(all: &AllTx, blob: &Referred, rotten: bool) -> Result<()> {
    let (owner, id) = words(blob.shelf);
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
