//! The six digits mailed for a link, and the tries at them. Tries are rows: a
//! refused request cannot undo that it was one.

use rusqlite::named_params;

use super::columns::{instant, instant_if_any};
use super::signers::SAME_MAILBOX;
use super::{Changes, Read, Rows, Tx};
use crate::error::Result;
use crate::model::{CodeId, LinkId, SignerId, Timestamp};

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

/// How many codes a signer asked for since `since`, by whichever of their links, and
/// when the last one by this link was. Those of a future that the clock was set back from
/// do not count.
pub fn asked_since(
    read: &Read,
    signer: SignerId,
    link: LinkId,
    since: Timestamp,
) -> Result<(i64, Option<Timestamp>)> {
    let found = read.first(
        "SELECT COUNT(*) AS asked, MAX(CASE WHEN l.id = :link THEN c.created_at END) AS last
           FROM links AS l
           JOIN codes AS c ON c.company_id = l.company_id AND c.link_id = l.id
          WHERE l.company_id = :company AND l.signer_id = :signer
            AND c.created_at > :since AND c.created_at <= :now",
        named_params! {
            ":signer": signer.0, ":link": link.0, ":since": since.0, ":now": read.now().0,
        },
        |row| Ok((row.get("asked")?, instant_if_any(row, "last")?)),
    )?;
    Ok(found.unwrap_or((0, None)))
}

/// How many codes have been mailed since `since` to the mailbox of a signer, for all that
/// the company asks whoever reads it.
pub fn asked_of_mailbox(read: &Read, signer: SignerId, since: Timestamp) -> Result<i64> {
    read.count(
        &format!(
            "SELECT COUNT(*) FROM links AS l
               JOIN codes AS c ON c.company_id = l.company_id AND c.link_id = l.id
              WHERE l.company_id = :company AND l.signer_id IN ({SAME_MAILBOX})
                AND c.created_at > :since AND c.created_at <= :now"
        ),
        named_params! { ":signer": signer.0, ":since": since.0, ":now": read.now().0 },
    )
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

/// Counts a wrong try.
pub fn add_wrong_try(tx: &Tx, link: LinkId) -> Result<()> {
    tx.change(
        "INSERT INTO code_tries (company_id, link_id, at) VALUES (:company, :link, :now)",
        named_params! { ":link": link.0, ":now": tx.now().0 },
    )?;
    Ok(())
}

/// How many wrong tries there have been at one signer's codes, by whichever of their
/// links: a new link is no new start.
pub fn wrong_tries(read: &Read, signer: SignerId) -> Result<i64> {
    read.count(
        "SELECT COUNT(*) FROM links AS l
           JOIN code_tries AS t ON t.company_id = l.company_id AND t.link_id = l.id
          WHERE l.company_id = :company AND l.signer_id = :signer",
        named_params! { ":signer": signer.0 },
    )
}

/// How many wrong tries there have been since `since` at the codes of whoever reads the
/// signer's mailbox, for all that they are asked: a new request is no new start either.
pub fn wrong_tries_of_mailbox(read: &Read, signer: SignerId, since: Timestamp) -> Result<i64> {
    read.count(
        &format!(
            "SELECT COUNT(*) FROM links AS l
               JOIN code_tries AS t ON t.company_id = l.company_id AND t.link_id = l.id
              WHERE l.company_id = :company AND l.signer_id IN ({SAME_MAILBOX})
                AND t.at > :since AND t.at <= :now"
        ),
        named_params! { ":signer": signer.0, ":since": since.0, ":now": read.now().0 },
    )
}
