//! Signing links: whose they are, and how long they open anything. Only hashes
//! of tokens are here; the tokens are derived from a key kept elsewhere.

use rusqlite::{Row, named_params};

use super::columns::{instant, instant_if_any};
use super::signers::SAME_MAILBOX;
use super::{AllRead, Changes, Reach, Read, Rows, Scope, Tx};
use crate::error::{Error, Result};
use crate::model::answer::Link;
use crate::model::keys::{fresh_nonce, token_hash};
use crate::model::{AnswerId, CompanyId, GuardianId, Keys, LinkId, SignerId, Timestamp};

/// The link of this token, and the scope of who holds it: one signer's own answer.
pub fn by_token(all: &AllRead, token_hash: &str) -> Result<Option<(Scope, Link)>> {
    all.first(
        &format!("SELECT {COLUMNS}, l.company_id FROM {FROM} WHERE l.token_hash = :hash"),
        named_params! { ":hash": token_hash },
        |row| {
            let link = link(row)?;
            let company = CompanyId(row.get("company_id")?);
            Ok((Scope::of(company, Reach::Signer(link.signer)), link))
        },
    )
}

pub fn find(read: &Read, id: LinkId) -> Result<Option<Link>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM {FROM} WHERE l.company_id = :company AND l.id = :id"),
        named_params! { ":id": id.0 },
        link,
    )
}

/// A signer's link to their e-mail of today that is not revoked, the latest of them.
pub fn of_signer(read: &Read, signer: SignerId) -> Result<Option<Link>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM {FROM}
              WHERE l.company_id = :company AND l.signer_id = :signer AND l.revoked_at IS NULL
                AND l.moved_at IS NULL
              ORDER BY l.id DESC LIMIT 1"
        ),
        named_params! { ":signer": signer.0 },
        link,
    )
}

/// A new link. Where the code step of the signer's mailbox is closed, so is the new
/// link's.
///
/// # Errors
/// [`Error::TooSoon`], if this mailbox was sent [`Link::A_DAY`] of them within a day for
/// the same person and shoot: whoever may change addresses and ask again could write to
/// somebody without end.
pub fn create(tx: &Tx, keys: &Keys, signer: SignerId, expires_at: Timestamp) -> Result<LinkId> {
    let day_ago = tx.now().minus(Timestamp::DAY);
    let (made, first) = made_since(tx, signer, day_ago)?;
    if made >= Link::A_DAY {
        let wait = (first.plus(Timestamp::DAY).since(tx.now()) / 1000 + 1).max(1);
        return Err(Error::TooSoon { code: "asked_too_often", retry_after: wait.unsigned_abs() });
    }
    let nonce = fresh_nonce();
    let id = tx.insert(
        &format!(
            "INSERT INTO links (company_id, signer_id, nonce, token_hash, created_at, expires_at,
                                closed_until)
             VALUES (:company, :signer, :nonce, :hash, :now, :expires,
                     (SELECT MAX(o.closed_until) FROM links AS o
                       WHERE o.company_id = :company AND o.signer_id IN ({SAME_MAILBOX})))
             RETURNING id"
        ),
        named_params! {
            ":signer": signer.0, ":nonce": nonce,
            ":hash": token_hash(&keys.link_token(signer, &nonce)),
            ":now": tx.now().0, ":expires": expires_at.0,
        },
    )?;
    Ok(LinkId(id))
}

/// How many links were made since `since` for the signer's mailbox, person and shoot,
/// and when the first of them was.
fn made_since(read: &Read, signer: SignerId, since: Timestamp) -> Result<(i64, Timestamp)> {
    let found = read.first(
        &format!(
            "SELECT COUNT(*) AS made, MIN(l.created_at) AS first
               FROM signers AS own
               JOIN answers AS asked ON asked.company_id = :company AND asked.id = own.answer_id
               JOIN signers AS s ON s.company_id = :company AND s.employee_id = own.employee_id
               JOIN answers AS a ON a.company_id = :company AND a.id = s.answer_id
                                AND a.event_id = asked.event_id
               JOIN links AS l ON l.company_id = :company AND l.signer_id = s.id
              WHERE own.company_id = :company AND own.id = :signer AND s.id IN ({SAME_MAILBOX})
                AND l.created_at > :since AND l.created_at <= :now"
        ),
        named_params! { ":signer": signer.0, ":since": since.0, ":now": read.now().0 },
        |row| Ok((row.get("made")?, Timestamp(row.get::<_, Option<i64>>("first")?.unwrap_or(0)))),
    )?;
    Ok(found.unwrap_or_default())
}

/// Lets the signers' links of an answer live until an instant, never shorter than before.
pub fn extend(tx: &Tx, answer: AnswerId, signer: Option<SignerId>, until: Timestamp) -> Result<()> {
    tx.change(
        "UPDATE links SET expires_at = :until
          WHERE company_id = :company AND revoked_at IS NULL AND expires_at < :until
            AND signer_id IN (SELECT id FROM signers
                               WHERE company_id = :company AND answer_id = :answer
                                 AND (:signer IS NULL OR id = :signer))",
        named_params! {
            ":until": until.0, ":answer": answer.0, ":signer": signer.map(|id| id.0),
        },
    )?;
    Ok(())
}

/// Sets when the links of a pending answer expire. Those of a signer who has answered live at
/// least as long as before: by them they take it back.
pub fn set_expiry(tx: &Tx, answer: AnswerId, at: Timestamp) -> Result<()> {
    tx.change(
        "UPDATE links SET expires_at = CASE
                WHEN EXISTS (SELECT 1 FROM decisions AS d
                              WHERE d.company_id = links.company_id
                                AND d.signer_id = links.signer_id)
                THEN MAX(expires_at, :at) ELSE :at END
          WHERE company_id = :company AND revoked_at IS NULL
            AND signer_id IN (SELECT id FROM signers
                               WHERE company_id = :company AND answer_id = :answer)",
        named_params! { ":at": at.0, ":answer": answer.0 },
    )?;
    Ok(())
}

/// When the longest-lived link a signer ever had expires.
pub fn last_expiry(read: &Read, signer: SignerId) -> Result<Timestamp> {
    let last = read.first(
        "SELECT MAX(expires_at) AS last FROM links
          WHERE company_id = :company AND signer_id = :signer",
        named_params! { ":signer": signer.0 },
        |row| row.get::<_, Option<i64>>("last"),
    )?;
    Ok(Timestamp(last.flatten().unwrap_or_default()))
}

/// Closes the code step of all links to the signer's mailbox for a while.
pub fn close(tx: &Tx, signer: SignerId, until: Timestamp) -> Result<()> {
    tx.change(
        &format!(
            "UPDATE links SET closed_until = :until
              WHERE company_id = :company AND revoked_at IS NULL
                AND signer_id IN ({SAME_MAILBOX})"
        ),
        named_params! { ":until": until.0, ":signer": signer.0 },
    )?;
    Ok(())
}

/// From now on it opens nothing.
pub fn revoke(tx: &Tx, id: LinkId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE links SET revoked_at = :now
          WHERE company_id = :company AND id = :id AND revoked_at IS NULL",
        named_params! { ":now": tx.now().0, ":id": id.0 },
    )?;
    Ok(changed == 1)
}

/// Revokes all links of an answer; how many were open.
pub fn revoke_of_answer(tx: &Tx, answer: AnswerId) -> Result<usize> {
    tx.change(
        "UPDATE links SET revoked_at = :now
          WHERE company_id = :company AND revoked_at IS NULL
            AND signer_id IN (SELECT id FROM signers
                               WHERE company_id = :company AND answer_id = :answer)",
        named_params! { ":now": tx.now().0, ":answer": answer.0 },
    )
}

/// Revokes the links of a signer, and with them the codes and signing sessions they opened;
/// how many were open.
pub fn revoke_of_signer(tx: &Tx, signer: SignerId) -> Result<usize> {
    tx.change(
        "UPDATE links SET revoked_at = :now
          WHERE company_id = :company AND revoked_at IS NULL AND signer_id = :signer",
        named_params! { ":now": tx.now().0, ":signer": signer.0 },
    )
}

/// The e-mail of a signer who has decided is another one now: their links stay with the one
/// before until [`revoke_moved`]. How many there are.
pub fn set_moved(tx: &Tx, signer: SignerId) -> Result<usize> {
    tx.change(
        "UPDATE links SET moved_at = :now
          WHERE company_id = :company AND revoked_at IS NULL AND moved_at IS NULL
            AND signer_id = :signer",
        named_params! { ":now": tx.now().0, ":signer": signer.0 },
    )
}

/// Whoever reads a signer's e-mail of today has shown it: the links that stayed with the ones
/// before open nothing any more, of all that the same person or guardian has signed. The
/// signers they belong to.
pub fn revoke_moved(tx: &Tx, signer: SignerId) -> Result<Vec<SignerId>> {
    tx.all(
        "UPDATE links SET revoked_at = :now
          WHERE company_id = :company AND revoked_at IS NULL AND moved_at IS NOT NULL
            AND signer_id IN (
              SELECT s.id FROM signers AS own
                JOIN signers AS s ON s.company_id = own.company_id
                 AND s.employee_id = own.employee_id
                 AND COALESCE(s.guardian_id, 0) = COALESCE(own.guardian_id, 0)
               WHERE own.company_id = :company AND own.id = :signer)
         RETURNING signer_id",
        named_params! { ":now": tx.now().0, ":signer": signer.0 },
        |row| row.get("signer_id").map(SignerId),
    )
}

/// The last link of a signer that stayed with an e-mail they had before.
pub fn last_moved(read: &Read, signer: SignerId) -> Result<Option<LinkId>> {
    read.first(
        "SELECT id FROM links
          WHERE company_id = :company AND signer_id = :signer AND revoked_at IS NULL
            AND moved_at IS NOT NULL
          ORDER BY id DESC LIMIT 1",
        named_params! { ":signer": signer.0 },
        |row| row.get("id").map(LinkId),
    )
}

/// Revokes the links by which a guardian was asked about shoots of which they have answered
/// nothing: they are a guardian no more. Where they have, they keep their say. The answers
/// the links belong to.
pub fn revoke_unanswered_of_guardian(tx: &Tx, guardian: GuardianId) -> Result<Vec<AnswerId>> {
    let signers = tx.all(
        "UPDATE links SET revoked_at = :now
          WHERE company_id = :company AND revoked_at IS NULL
            AND signer_id IN (SELECT s.id FROM signers AS s
                               WHERE s.company_id = :company AND s.guardian_id = :guardian
                                 AND NOT EXISTS (
                                   SELECT 1 FROM signers AS t
                                     JOIN decisions AS d ON d.company_id = t.company_id
                                      AND d.answer_id = t.answer_id AND d.signer_id = t.id
                                     JOIN answers AS said ON said.company_id = t.company_id
                                      AND said.id = t.answer_id
                                     JOIN answers AS asked ON asked.company_id = t.company_id
                                      AND asked.id = s.answer_id
                                    WHERE t.company_id = s.company_id
                                      AND t.guardian_id = s.guardian_id
                                      AND said.event_id = asked.event_id))
         RETURNING signer_id",
        named_params! { ":guardian": guardian.0, ":now": tx.now().0 },
        |row| row.get("signer_id").map(SignerId),
    )?;
    let mut answers = vec![];
    for signer in signers {
        if let Some(signer) = super::signers::find(tx, signer)?
            && !answers.contains(&signer.answer)
        {
            answers.push(signer.answer);
        }
    }
    Ok(answers)
}

const COLUMNS: &str = "l.id, l.signer_id, s.answer_id, l.nonce, l.expires_at, l.closed_until,
                       l.revoked_at, l.moved_at";
const FROM: &str =
    "links AS l JOIN signers AS s ON s.company_id = l.company_id AND s.id = l.signer_id";

fn link(row: &Row) -> rusqlite::Result<Link> {
    Ok(Link {
        id: LinkId(row.get("id")?),
        signer: SignerId(row.get("signer_id")?),
        answer: AnswerId(row.get("answer_id")?),
        nonce: row.get("nonce")?,
        expires_at: instant(row, "expires_at")?,
        closed_until: instant_if_any(row, "closed_until")?,
        moved_at: instant_if_any(row, "moved_at")?,
        revoked: instant_if_any(row, "revoked_at")?.is_some(),
    })
}
