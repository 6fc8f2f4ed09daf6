//! The six digits mailed for a link, and the tries at them. Tries are rows: a
//! refused request cannot undo that it was one.

use rusqlite::named_params;

use super::columns::instant;
use super::{Changes, Read, Rows, Tx};
use crate::error::Result;
use crate::model::{CodeId, LinkId, Timestamp};

/// A code to be mailed.
pub struct Code {
    pub link: LinkId,
    /// What its digits are derived from.
    pub nonce: String,
    pub expires_at: Timestamp,
}

pub fn create(
    tx: &Tx,
    link: LinkId,
    nonce: &str,
    code_hash: &str,
    expires_at: Timestamp,
) -> Result<CodeId> {
    let id = tx.insert(
        "INSERT INTO codes (company_id, link_id, nonce, code_hash, created_at, expires_at)
         VALUES (:company, :link, :nonce, :hash, :now, :expires) RETURNING id",
        named_params! {
            ":link": link.0, ":nonce": nonce, ":hash": code_hash, ":now": tx.now().0,
            ":expires": expires_at.0,
        },
    )?;
    Ok(CodeId(id))
}

/// A code that is still worth mailing.
pub fn find(read: &Read, id: CodeId) -> Result<Option<Code>> {
    read.first(
        "SELECT link_id, nonce, expires_at FROM codes
          WHERE company_id = :company AND id = :id AND used_at IS NULL AND expires_at > :now",
        named_params! { ":id": id.0, ":now": read.now().0 },
        |row| {
            Ok(Code {
                link: LinkId(row.get("link_id")?),
                nonce: row.get("nonce")?,
                expires_at: instant(row, "expires_at")?,
            })
        },
    )
}

/// How many codes were asked for since `since`, and when the last one was. Those
/// of a future that the clock was set back from do not count.
pub fn asked_since(
    read: &Read,
    link: LinkId,
    since: Timestamp,
) -> Result<(i64, Option<Timestamp>)> {
    let found = read.first(
        "SELECT COUNT(*), MAX(created_at) FROM codes
          WHERE company_id = :company AND link_id = :link
            AND created_at > :since AND created_at <= :now",
        named_params! { ":link": link.0, ":since": since.0, ":now": read.now().0 },
        |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?.map(Timestamp))),
    )?;
    Ok(found.unwrap_or((0, None)))
}

/// Uses up the code with this hash, if one is good; any of those still valid may
/// be typed. A clock that is set back does not make an old one valid again.
pub fn use_up(tx: &Tx, link: LinkId, code_hash: &str) -> Result<bool> {
    let changed = tx.change(
        "UPDATE codes SET used_at = :now
          WHERE company_id = :company AND link_id = :link AND code_hash = :hash
            AND used_at IS NULL AND expires_at > :now AND created_at <= :latest",
        named_params! {
            ":now": tx.now().0, ":latest": tx.now().plus(Timestamp::SLACK).0, ":link": link.0,
            ":hash": code_hash,
        },
    )?;
    Ok(changed > 0)
}

/// Counts a wrong try; how many there have been in the link's life.
pub fn add_wrong_try(tx: &Tx, link: LinkId) -> Result<i64> {
    tx.change(
        "INSERT INTO code_tries (company_id, link_id, at) VALUES (:company, :link, :now)",
        named_params! { ":link": link.0, ":now": tx.now().0 },
    )?;
    wrong_tries(tx, link)
}

pub fn wrong_tries(read: &Read, link: LinkId) -> Result<i64> {
    read.count(
        "SELECT COUNT(*) FROM code_tries WHERE company_id = :company AND link_id = :link",
        named_params! { ":link": link.0 },
    )
}
