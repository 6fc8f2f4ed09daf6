//! The six-digit codes mailed for signing links, and the wrong attempts. Each wrong attempt is a
//! row, which stays although the request that made it is refused.

use super::signers::SAME_MAILBOX;
use super::{Changes, Read, Rows, Tx, params};
use crate::error::Result;
use crate::model::answer::Link;
use crate::model::{CodeId, LinkId, Timestamp};

/// A code to be mailed.
pub struct Code {
    pub link: LinkId,
    /// The digits are derived from this.
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
        params! {
            ":link": link, ":nonce": nonce, ":hash": code_hash, ":now": tx.now(),
            ":expires": expires_at,
        },
    )?;
    Ok(CodeId(id))
}

/// A code to mail; None if it was used or has expired.
pub fn find(read: &Read, id: CodeId) -> Result<Option<Code>> {
    read.first(
        "SELECT link_id, nonce, expires_at FROM codes
          WHERE company_id = :company AND id = :id AND used_at IS NULL AND expires_at > :now",
        params! { ":id": id, ":now": read.now() },
        |row| {
            Ok(Code {
                link: row.get("link_id")?,
                nonce: row.get("nonce")?,
                expires_at: row.get("expires_at")?,
            })
        },
    )
}

/// The links `l` whose limits a link `:link` of the signer `:signer` shares: those of the signer that
/// lead to their address of today; or, if `alone`, only it: see [`Link::is_alone`].
fn of_address(alone: bool) -> &'static str {
    match alone {
        true => "l.company_id = :company AND l.id = :link AND l.signer_id = :signer",
        false => {
            "l.company_id = :company AND l.signer_id = :signer AND l.moved_at IS NULL
             AND :link IS NOT NULL"
        }
    }
}

/// As [`of_address`], for all signers with the signer's address.
fn of_mailbox(alone: bool) -> String {
    match alone {
        true => of_address(alone).to_owned(),
        false => format!(
            "l.company_id = :company AND l.signer_id IN ({SAME_MAILBOX}) AND l.moved_at IS NULL
             AND :link IS NOT NULL"
        ),
    }
}

/// How many codes were requested for the address of a link since `since`, through all of its
/// signer's links to it, and when the last one was requested through this link. Codes dated in the
/// future do not count: the clock was set back.
pub fn asked_since(
    read: &Read,
    link: &Link,
    alone: bool,
    since: Timestamp,
) -> Result<(i64, Option<Timestamp>)> {
    let found = read.first(
        &format!(
            "SELECT COUNT(*) AS asked, MAX(CASE WHEN l.id = :link THEN c.created_at END) AS last
               FROM links AS l
               JOIN codes AS c ON c.company_id = l.company_id AND c.link_id = l.id
              WHERE c.created_at > :since AND c.created_at <= :now AND {}",
            of_address(alone)
        ),
        params! {
            ":signer": link.signer, ":link": link.id, ":since": since, ":now": read.now(),
        },
        |row| Ok((row.get("asked")?, row.get("last")?)),
    )?;
    Ok(found.unwrap_or((0, None)))
}

/// How many codes were requested since `since` for the address of a link, for all requests of the
/// company to that address.
pub fn asked_of_mailbox(read: &Read, link: &Link, alone: bool, since: Timestamp) -> Result<i64> {
    read.count(
        &format!(
            "SELECT COUNT(*) FROM links AS l
               JOIN codes AS c ON c.company_id = l.company_id AND c.link_id = l.id
              WHERE c.created_at > :since AND c.created_at <= :now AND {}",
            of_mailbox(alone)
        ),
        params! {
            ":signer": link.signer, ":link": link.id, ":since": since, ":now": read.now(),
        },
    )
}

/// Uses a code with this hash; false if it is invalid. Several codes can be valid at once. A code
/// dated in the future is invalid, so that setting the clock back does not make an old code valid
/// again.
pub fn redeem(tx: &Tx, link: LinkId, code_hash: &str) -> Result<bool> {
    let changed = tx.change(
        "UPDATE codes SET used_at = :now
          WHERE company_id = :company AND link_id = :link AND code_hash = :hash
            AND used_at IS NULL AND expires_at > :now AND created_at <= :latest",
        params! {
            ":now": tx.now(), ":latest": tx.now().plus(Timestamp::SLACK).0, ":link": link,
            ":hash": code_hash,
        },
    )?;
    Ok(changed > 0)
}

/// Records a wrong attempt.
pub fn add_wrong_try(tx: &Tx, link: LinkId) -> Result<()> {
    tx.change(
        "INSERT INTO code_tries (company_id, link_id, at) VALUES (:company, :link, :now)",
        params! { ":link": link, ":now": tx.now() },
    )?;
    Ok(())
}

/// How many wrong attempts were made at the address of a link, through all of its signer's links to
/// it: a new link does not reset the count.
pub fn wrong_tries(read: &Read, link: &Link, alone: bool) -> Result<i64> {
    read.count(
        &format!(
            "SELECT COUNT(*) FROM links AS l
               JOIN code_tries AS t ON t.company_id = l.company_id AND t.link_id = l.id
              WHERE {}",
            of_address(alone)
        ),
        params! { ":signer": link.signer, ":link": link.id },
    )
}

/// How many wrong attempts were made since `since` at the address of a link, for all requests to
/// that address: a new request does not reset the count.
pub fn wrong_tries_of_mailbox(
    read: &Read,
    link: &Link,
    alone: bool,
    since: Timestamp,
) -> Result<i64> {
    read.count(
        &format!(
            "SELECT COUNT(*) FROM links AS l
               JOIN code_tries AS t ON t.company_id = l.company_id AND t.link_id = l.id
              WHERE t.at > :since AND t.at <= :now AND {}",
            of_mailbox(alone)
        ),
        params! {
            ":signer": link.signer, ":link": link.id, ":since": since, ":now": read.now(),
        },
    )
}
