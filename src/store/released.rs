//! Blobs whose last row was deleted on purpose, until the sweep deletes them.

use std::collections::BTreeSet;

use super::columns::word;
use super::{AllRead, AllTx, Changes, Rows, Tx, params};
use crate::error::Result;
use crate::model::{Digest, UserId};
use crate::ports::Shelf;

fn words(shelf: Shelf) -> (&'static str, i64) {
    match shelf {
        Shelf::Company(id) => ("company", id.0),
        Shelf::User(id) => ("user", id.0),
    }
}

/// Records that the company no longer needs a blob. Blobs used by other rows are kept anyway.
pub fn note(tx: &Tx, sha256: Digest) -> Result<()> {
    tx.change(
        "INSERT INTO released_blobs (owner, owner_id, sha256, released_at)
         VALUES ('company', :company, :sha256, :now) ON CONFLICT DO NOTHING",
        params! { ":sha256": sha256.hex(), ":now": tx.now() },
    )?;
    Ok(())
}

/// As [`note`], for a user's blob.
pub fn note_of_user(all: &AllTx, user: UserId, sha256: Digest) -> Result<()> {
    all.change(
        "INSERT INTO released_blobs (owner, owner_id, sha256, released_at)
         VALUES ('user', :user, :sha256, :now) ON CONFLICT DO NOTHING",
        params! { ":user": user, ":sha256": sha256.hex(), ":now": all.now() },
    )?;
    Ok(())
}

/// The blobs an owner has released.
pub fn of(all: &AllRead, shelf: Shelf) -> Result<BTreeSet<Digest>> {
    let (owner, id) = words(shelf);
    let found = all.all(
        "SELECT sha256 FROM released_blobs WHERE owner = :owner AND owner_id = :id",
        params! { ":owner": owner, ":id": id },
        |row| word(row, "sha256", Digest::parse),
    )?;
    Ok(found.into_iter().collect())
}

/// Deletes the records of blobs that are deleted, or used again.
pub fn settle(all: &AllTx, shelf: Shelf, names: &[Digest]) -> Result<()> {
    let (owner, id) = words(shelf);
    for name in names {
        all.change(
            "DELETE FROM released_blobs
              WHERE owner = :owner AND owner_id = :id AND sha256 = :sha256",
            params! { ":owner": owner, ":id": id, ":sha256": name.hex() },
        )?;
    }
    Ok(())
}
