//! Signing links: who they belong to, and how long they work. Only hashes of their tokens are
//! stored; the tokens are derived from a key kept elsewhere.

use super::columns::{ROWS, row_list};
use super::signers::SAME_MAILBOX;
use super::{AllRead, Changes, Reach, Read, Row, Rows, Scope, Tx, params};
use crate::error::{Error, Result};
use crate::model::answer::Link;
use crate::model::keys::{fresh_nonce, token_hash};
use crate::model::{AnswerId, GuardianId, Keys, LinkId, SignerId, Timestamp};

/// The link with this token, and the scope of its holder: one signer's own answer.
pub fn by_token(all: &AllRead, token_hash: &str) -> Result<Option<(Scope, Link)>> {
    all.first(
        &format!("SELECT {COLUMNS}, l.company_id FROM {FROM} WHERE l.token_hash = :hash"),
        params! { ":hash": token_hash },
        |row| {
            let link = link(row)?;
            let company = row.get("company_id")?;
            Ok((Scope::of(company, Reach::Signer(link.signer)), link))
        },
    )
}

pub fn find(read: &Read, id: LinkId) -> Result<Option<Link>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM {FROM} WHERE l.company_id = :company AND l.id = :id"),
        params! { ":id": id },
        link,
    )
}

/// The link for mails to a signer's current e-mail: the latest that is not revoked, one that the
/// studio has not copied if there is any.
pub fn of_signer(read: &Read, signer: SignerId) -> Result<Option<Link>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM {FROM}
              WHERE l.company_id = :company AND l.signer_id = :signer AND l.revoked_at IS NULL
                AND l.moved_at IS NULL
              ORDER BY l.copied_at IS NOT NULL, l.id DESC LIMIT 1"
        ),
        params! { ":signer": signer },
        link,
    )
}

/// The latest link to a signer's current e-mail that was made to be copied and is not revoked.
pub fn copied(read: &Read, signer: SignerId) -> Result<Option<Link>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM {FROM}
              WHERE l.company_id = :company AND l.signer_id = :signer AND l.revoked_at IS NULL
                AND l.moved_at IS NULL AND l.copied_at IS NOT NULL
              ORDER BY l.id DESC LIMIT 1"
        ),
        params! { ":signer": signer },
        link,
    )
}

/// As [`create`], for the studio to hand over.
///
/// # Errors
/// As [`create`].
pub fn create_copy(
    tx: &Tx,
    keys: &Keys,
    signer: SignerId,
    expires_at: Timestamp,
) -> Result<LinkId> {
    let id = create(tx, keys, signer, expires_at)?;
    tx.change(
        "UPDATE links SET copied_at = :now WHERE company_id = :company AND id = :id",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(id)
}

/// Creates a link. If the code step is closed for the signer's address, it is closed for the new
/// link too.
///
/// # Errors
/// [`Error::TooSoon`], if [`Link::A_DAY`] links were made for this address, employee and event
/// within a day: otherwise somebody who can change addresses and ask again could send any number of
/// mails to another person.
pub fn create(tx: &Tx, keys: &Keys, signer: SignerId, expires_at: Timestamp) -> Result<LinkId> {
    let day_ago = tx.now().minus(Timestamp::DAY);
    let (made, first) = made_since(tx, signer, day_ago)?;
    if made >= Link::A_DAY {
        let wait = (first.plus(Timestamp::DAY).since(tx.now()) / 1000 + 1).max(1);
        return Err(Error::TooSoon { code: "asked_too_often", retry_after: wait.unsigned_abs() });
    }
    let made = create_first(tx, keys, &[signer], expires_at)?;
    let (_, id) = made.first().ok_or_else(|| anyhow::anyhow!("a link was not made"))?;
    Ok(*id)
}

/// As [`create`], for signers of an event about which no links have been made yet, so that they
/// need not be counted.
pub fn create_first(
    tx: &Tx,
    keys: &Keys,
    signers: &[SignerId],
    expires_at: Timestamp,
) -> Result<Vec<(SignerId, LinkId)>> {
    let row = |signer: &SignerId| {
        let nonce = fresh_nonce();
        let hash = token_hash(&keys.link_token(*signer, &nonce));
        serde_json::json!({ "signer": signer, "nonce": nonce, "hash": hash })
    };
    // From the links that are closed, of which there are few, to their addresses: an address may have
    // any number of links.
    tx.all(
        &format!(
            "INSERT INTO links (company_id, signer_id, nonce, token_hash, created_at, expires_at,
                                closed_until)
             SELECT :company, r.value ->> 'signer', r.value ->> 'nonce', r.value ->> 'hash', :now,
                    :expires,
                    (SELECT MAX(o.closed_until) FROM links AS o
                       JOIN signers AS s ON s.company_id = :company AND s.id = o.signer_id
                       JOIN employees AS p ON p.company_id = :company AND p.id = s.employee_id
                       LEFT JOIN guardians AS g ON g.company_id = :company AND g.id = s.guardian_id
                      WHERE o.company_id = :company AND o.closed_until > :now
                        AND CASE WHEN s.guardian_id IS NULL THEN p.email_key
                                 ELSE g.email_key END = (
                            SELECT COALESCE(og.email_key, op.email_key) FROM signers AS own
                              JOIN employees AS op ON op.company_id = :company
                                                  AND op.id = own.employee_id
                              LEFT JOIN guardians AS og ON og.company_id = :company
                                                       AND og.id = own.guardian_id
                             WHERE own.company_id = :company AND own.id = r.value ->> 'signer'))
               FROM {ROWS}
             RETURNING id, signer_id"
        ),
        params! {
            ":now": tx.now(), ":expires": expires_at,
            ":rows": row_list(signers.iter().map(row)),
        },
        |row| Ok((row.get("signer_id")?, row.get("id")?)),
    )
}

/// How many links were made since `since` for the signer's address, employee and event, and when
/// the first of them was made.
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
        params! { ":signer": signer, ":since": since, ":now": read.now() },
        |row| Ok((row.get("made")?, Timestamp(row.get::<Option<i64>>("first")?.unwrap_or(0)))),
    )?;
    Ok(found.unwrap_or_default())
}

/// Extends the links of an answer, or of one of its signers, until an instant; never shortens them.
pub fn extend(tx: &Tx, answer: AnswerId, signer: Option<SignerId>, until: Timestamp) -> Result<()> {
    tx.change(
        "UPDATE links SET expires_at = :until
          WHERE company_id = :company AND revoked_at IS NULL AND expires_at < :until
            AND signer_id IN (SELECT id FROM signers
                               WHERE company_id = :company AND answer_id = :answer
                                 AND (:signer IS NULL OR id = :signer))",
        params! {
            ":until": until, ":answer": answer, ":signer": signer,
        },
    )?;
    Ok(())
}

/// Sets when the links of a pending answer expire. Those of a signer who has decided are never
/// shortened, since the signer needs them to withdraw.
pub fn set_expiry(tx: &Tx, answer: AnswerId, at: Timestamp) -> Result<()> {
    tx.change(
        "UPDATE links SET expires_at = CASE
                WHEN EXISTS (SELECT 1 FROM decisions AS d
                              WHERE d.company_id = links.company_id
                                AND d.signer_id = links.signer_id)
                 AND expires_at > :at
                THEN expires_at ELSE :at END
          WHERE company_id = :company AND revoked_at IS NULL
            AND signer_id IN (SELECT id FROM signers
                               WHERE company_id = :company AND answer_id = :answer)",
        params! { ":at": at, ":answer": answer },
    )?;
    Ok(())
}

/// The latest expiry of all links that a signer ever had.
pub fn last_expiry(read: &Read, signer: SignerId) -> Result<Timestamp> {
    let last = read.first(
        "SELECT MAX(expires_at) AS last FROM links
          WHERE company_id = :company AND signer_id = :signer",
        params! { ":signer": signer },
        |row| row.get::<Option<i64>>("last"),
    )?;
    Ok(Timestamp(last.flatten().unwrap_or_default()))
}

/// Closes the code step of a link until an instant, and with it all links to the signer's address;
/// except those of others who have decided, who need them to withdraw. `alone`: only this link.
pub fn close(tx: &Tx, link: &Link, alone: bool, until: Timestamp) -> Result<()> {
    let with_others = match alone {
        true => "id = :link AND signer_id = :signer".to_owned(),
        false => format!(
            "moved_at IS NULL AND :link IS NOT NULL AND signer_id IN ({SAME_MAILBOX})
             AND (signer_id = :signer OR NOT EXISTS (
                   SELECT 1 FROM signers AS o
                     JOIN decisions AS d ON d.company_id = o.company_id
                      AND d.answer_id = o.answer_id AND d.signer_id = o.id
                    WHERE o.company_id = :company AND o.id = links.signer_id))"
        ),
    };
    tx.change(
        &format!(
            "UPDATE links SET closed_until = :until
              WHERE company_id = :company AND revoked_at IS NULL AND {with_others}"
        ),
        params! { ":until": until, ":signer": link.signer, ":link": link.id },
    )?;
    Ok(())
}

/// Whether a code of a link was ever given right: its address was proved.
pub fn was_proved(read: &Read, link: LinkId) -> Result<bool> {
    let used = read.count(
        "SELECT COUNT(*) FROM codes
          WHERE company_id = :company AND link_id = :link AND used_at IS NOT NULL",
        params! { ":link": link },
    )?;
    Ok(used > 0)
}

/// Revokes a link; false if it was revoked already.
pub fn revoke(tx: &Tx, id: LinkId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE links SET revoked_at = :now
          WHERE company_id = :company AND id = :id AND revoked_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Revokes all links of an answer; returns how many.
pub fn revoke_of_answer(tx: &Tx, answer: AnswerId) -> Result<usize> {
    tx.change(
        "UPDATE links SET revoked_at = :now
          WHERE company_id = :company AND revoked_at IS NULL
            AND signer_id IN (SELECT id FROM signers
                               WHERE company_id = :company AND answer_id = :answer)",
        params! { ":now": tx.now(), ":answer": answer },
    )
}

/// Revokes all links of a signer, with their codes and signing sessions; returns how many.
pub fn revoke_of_signer(tx: &Tx, signer: SignerId) -> Result<usize> {
    tx.change(
        "UPDATE links SET revoked_at = :now
          WHERE company_id = :company AND revoked_at IS NULL AND signer_id = :signer",
        params! { ":now": tx.now(), ":signer": signer },
    )
}

/// Records that the e-mail of a signer who has decided was changed: their links keep sending codes
/// to the former address. Returns how many links there are.
pub fn set_moved(tx: &Tx, signer: SignerId) -> Result<usize> {
    tx.change(
        "UPDATE links SET moved_at = :now
          WHERE company_id = :company AND revoked_at IS NULL AND moved_at IS NULL
            AND signer_id = :signer",
        params! { ":now": tx.now(), ":signer": signer },
    )
}

/// The links to former addresses, not revoked, for all that the same employee or guardian has
/// signed.
pub fn moved_of_mailbox(read: &Read, signer: SignerId) -> Result<Vec<Link>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM {FROM}
               JOIN signers AS own ON own.company_id = s.company_id
                AND own.employee_id = s.employee_id AND own.guardian_id IS s.guardian_id
              WHERE own.company_id = :company AND own.id = :signer
                AND l.revoked_at IS NULL AND l.moved_at IS NOT NULL
              ORDER BY l.id"
        ),
        params! { ":signer": signer },
        link,
    )
}

/// The links of a signer to former addresses, not revoked, the latest first.
pub fn moved(read: &Read, signer: SignerId) -> Result<Vec<Link>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM {FROM}
              WHERE l.company_id = :company AND l.signer_id = :signer
                AND l.revoked_at IS NULL AND l.moved_at IS NOT NULL
              ORDER BY l.id DESC"
        ),
        params! { ":signer": signer },
        link,
    )
}

/// Revokes the links of a former guardian for events about which they have decided nothing; for
/// others they may still decide. Returns the answers of these links.
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
        params! { ":guardian": guardian, ":now": tx.now() },
        |row| row.get("signer_id"),
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

fn link(row: &Row) -> Result<Link> {
    Ok(Link {
        id: row.get("id")?,
        signer: row.get("signer_id")?,
        answer: row.get("answer_id")?,
        nonce: row.get("nonce")?,
        expires_at: row.get("expires_at")?,
        closed_until: row.get("closed_until")?,
        moved_at: row.get("moved_at")?,
        revoked: row.get::<Option<Timestamp>>("revoked_at")?.is_some(),
    })
}
