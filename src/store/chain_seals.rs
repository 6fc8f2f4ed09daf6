//! The seal over the last entry of each evidence chain. Adding an entry makes a new seal in the
//! same transaction, but only if the chain still ends with the entry that was sealed last. Entries
//! that somebody else wrote are therefore never sealed.

use std::path::Path;

use serde_json::json;

use super::columns;
use super::engine::Connection;
use super::{
    AllRead, AllTx, Changes, Read, Row, Rows, Scope, Tx, alarms, audit, audit_heads, companies,
    evidence, params,
};
use crate::error::Result;
use crate::model::audit::AuditAction;
use crate::model::chain::{self, Entry, EvidenceKind, Head, field};
use crate::model::seal::{PublicKey, Seal, SealKey};
use crate::model::{AlarmKind, AnswerId, CompanyId, Digest, Timestamp, UserId, seal_history};

/// The schema from which on every chain is sealed.
const SEALED_SINCE: u32 = 16;

/// The stored seal of a chain.
#[derive(Debug, Clone)]
pub struct ChainSeal {
    /// Covers the last entry and the PDF (zeroes until there is one). None: the chain predates
    /// these seals.
    pub seal: Option<Seal>,
    /// When the chain was found not to match.
    pub fault_at: Option<Timestamp>,
}

/// Seals a chain after an entry was added, unless the chain did not end with its sealed entry
/// before. The new entry is kept in any case: a withdrawal is valid, whatever happened to earlier
/// entries.
pub(super) fn follow(
    tx: &Tx,
    answer: AnswerId,
    before: Option<&Head>,
    entry: &Entry,
) -> Result<()> {
    let key = tx.seal_key()?;
    let kept = find(tx, answer)?;
    let pdf = match (before, &kept) {
        (None, None) => Digest::ZERO,
        (Some(before), Some(ChainSeal { seal: Some(seal), fault_at: None }))
            if seal.chain_head == before.hash && seal.verify(Some(&key.public())).is_ok() =>
        {
            seal.pdf_sha256
        }
        _ => {
            let seq = entry.seq;
            tracing::error!(
                answer = answer.0,
                seq,
                "a step was added to a chain that does not fit its seal: it is not sealed"
            );
            return Ok(());
        }
    };
    let made = match entry.kind {
        EvidenceKind::PdfMade => entry.value(field::PDF_SHA256).and_then(Digest::parse),
        _ => None,
    };
    set(tx, answer, &key.seal(entry.hash, made.unwrap_or(pdf)))
}

/// Stores the seal of a chain's last entry.
pub fn set(tx: &Tx, answer: AnswerId, seal: &Seal) -> Result<()> {
    let json = serde_json::to_string(seal).map_err(anyhow::Error::from)?;
    tx.change(
        "INSERT INTO chain_seals (company_id, answer_id, seal, sealed_at)
         VALUES (:company, :answer, :seal, :now)
         ON CONFLICT (answer_id) DO UPDATE SET seal = :seal, sealed_at = :now",
        params! { ":answer": answer, ":seal": json, ":now": tx.now() },
    )?;
    Ok(())
}

pub fn find(read: &Read, answer: AnswerId) -> Result<Option<ChainSeal>> {
    read.first(
        "SELECT seal, fault_at FROM chain_seals
          WHERE company_id = :company AND answer_id = :answer",
        params! { ":answer": answer },
        |row| {
            // An unreadable seal counts as missing, and matches nothing.
            let seal: Option<String> = row.get("seal")?;
            Ok(ChainSeal {
                seal: seal.and_then(|json| serde_json::from_str(&json).ok()),
                fault_at: row.get("fault_at")?,
            })
        },
    )
}

/// Records that a chain does not match its seal, and what its first step says it is about. Returns
/// false if that was recorded already.
pub fn set_faulty(tx: &Tx, answer: AnswerId) -> Result<bool> {
    let changed = tx.change(
        "INSERT INTO chain_seals (company_id, answer_id, fault_at) VALUES (:company, :answer, :now)
         ON CONFLICT (answer_id) DO UPDATE SET fault_at = :now WHERE chain_seals.fault_at IS NULL",
        params! { ":answer": answer, ":now": tx.now() },
    )?;
    let first = evidence::chain(tx, answer).unwrap_or_default().into_iter().next();
    let about = |name| first.as_ref().and_then(|step| step.value(name)?.parse::<i64>().ok());
    tx.change(
        "UPDATE chain_seals SET about_event = :event, about_employee = :employee
          WHERE company_id = :company AND answer_id = :answer",
        params! {
            ":answer": answer, ":event": about(field::EVENT), ":employee": about(field::EMPLOYEE),
        },
    )?;
    Ok(changed == 1)
}

/// Records that a chain matches its seal again. Returns false if it was not recorded as faulty.
pub fn clear_faulty(tx: &Tx, answer: AnswerId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE chain_seals SET fault_at = NULL
          WHERE company_id = :company AND answer_id = :answer AND fault_at IS NOT NULL",
        params! { ":answer": answer },
    )?;
    Ok(changed == 1)
}

/// The number of chains that are read at a time to be sealed with another key.
const BATCH: usize = 500;

/// The result of sealing all chains with another key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// The number of chains that were sealed with the new key.
    pub sealed: usize,
    /// The number of chains that do not match their seals. They keep their seals and are marked as
    /// faulty.
    pub refused: usize,
}

/// Seals all chains that are sealed with `old` with the key `new`, and records that in the audit
/// log. `until` is the time at which `old` was replaced, if it was: a chain with a later step is
/// refused. `differs` says whether another database is known to have other steps of a chain: it is
/// refused too. A refused chain keeps its seal, is marked as faulty and is reported.
pub fn replace_key(
    all: &AllTx,
    (old, until): (PublicKey, Option<Timestamp>),
    new: &SealKey,
    differs: impl Fn(&str, &[Entry]) -> bool,
) -> Result<Resealed> {
    let (mut done, mut after) = (Resealed::default(), Some(0));
    while let Some(from) = after {
        let page = sealed_after(all, from)?;
        for one in &page {
            match one.sealed_by(all, &old, until, &differs)? {
                Ok(seal) => {
                    let anew = new.seal(seal.chain_head, seal.pdf_sha256);
                    let json = serde_json::to_string(&anew).map_err(anyhow::Error::from)?;
                    done.sealed += all.change(
                        "UPDATE chain_seals SET seal = :seal WHERE id = :id",
                        params! { ":seal": json, ":id": one.id },
                    )?;
                }
                Err(why) => {
                    let answer = one.answer.0;
                    tracing::error!(answer, why, "a chain is not sealed with the new key");
                    set_faulty(&companies::enter(all, one.scope), one.answer)?;
                    done.refused += 1;
                }
            }
        }
        after = page.last().map(|one| one.id).filter(|_| page.len() == BATCH);
    }
    if done.refused > 0 {
        report_faulty(all)?;
    }
    audit_heads::replace_key(all, old, new)?;
    let about = json!({
        "retired": old.to_string(), "key": new.public().to_string(), "answers": done.sealed,
        "refused": done.refused,
    });
    audit::note(all, None, None, AuditAction::RotateSealKey, about, None)?;
    Ok(done)
}

/// A chain with a seal.
struct SealedChain {
    id: i64,
    scope: Scope,
    answer: AnswerId,
    reference: String,
    /// None if the stored seal cannot be read.
    seal: Option<Seal>,
}

fn sealed_after(all: &AllRead, id: i64) -> Result<Vec<SealedChain>> {
    all.all(
        "SELECT s.id, s.company_id, s.answer_id, s.seal, a.reference FROM chain_seals AS s
           JOIN answers AS a ON a.company_id = s.company_id AND a.id = s.answer_id
          WHERE s.id > :after AND s.seal IS NOT NULL ORDER BY s.id LIMIT :limit",
        params! { ":after": id, ":limit": BATCH as i64 },
        |row| {
            Ok(SealedChain {
                id: row.get("id")?,
                scope: Scope::whole(row.get("company_id")?),
                answer: row.get("answer_id")?,
                reference: row.get("reference")?,
                seal: serde_json::from_str(row.text("seal")?).ok(),
            })
        },
    )
}

impl SealedChain {
    /// The seal, if this key made it and the chain is the one that was sealed; otherwise the reason
    /// why the chain is refused.
    fn sealed_by(
        &self,
        all: &AllTx,
        key: &PublicKey,
        until: Option<Timestamp>,
        differs: impl Fn(&str, &[Entry]) -> bool,
    ) -> Result<Result<&Seal, &'static str>> {
        let Some(seal) = self.seal.as_ref().filter(|seal| seal.verify(Some(key)).is_ok()) else {
            return Ok(Err("its seal is not of the key before"));
        };
        // If the rows cannot be read, the chain counts as empty.
        let chain =
            evidence::chain(&companies::enter(all, self.scope), self.answer).unwrap_or_default();
        Ok(match chain::verify(&chain) {
            Ok(head) if head.hash == seal.chain_head => {
                if until.is_some_and(|until| seal_history::is_after(until, &chain)) {
                    Err("it has a step that is later than the end of the key that sealed it")
                } else if differs(&self.reference, &chain) {
                    Err("what is replaced has other steps")
                } else {
                    Ok(seal)
                }
            }
            _ => Err("it is not the chain that was sealed"),
        })
    }
}

/// Whether a database of this schema has a seal for each chain.
pub fn are_in(schema: u32) -> bool {
    schema >= SEALED_SINCE
}

/// Marks the chains of a restored database that have no seal, and the answers that were given and
/// have no chain: somebody took them away. Returns how many.
pub fn mark_unsealed(all: &AllTx) -> Result<usize> {
    let unsealed = all.change(
        "UPDATE chain_seals SET fault_at = :now WHERE seal IS NULL AND fault_at IS NULL",
        params! { ":now": all.now() },
    )?;
    let missing = all.change(
        "INSERT INTO chain_seals (company_id, answer_id, fault_at)
         SELECT a.company_id, a.id, :now FROM answers AS a
          WHERE NOT EXISTS (SELECT 1 FROM chain_seals AS s
                             WHERE s.company_id = a.company_id AND s.answer_id = a.id)
            AND (a.signed_at IS NOT NULL
              OR EXISTS (SELECT 1 FROM evidence AS e
                          WHERE e.company_id = a.company_id AND e.answer_id = a.id)
              OR EXISTS (SELECT 1 FROM decisions AS d
                          WHERE d.company_id = a.company_id AND d.answer_id = a.id))",
        params! { ":now": all.now() },
    )?;
    report_marked(all, unsealed + missing)
}

/// Marks the chains of a restored database of an earlier version, which had no such seals, that are
/// not to be sealed: those that differ from what is replaced, and those that allow something without
/// the seal of a PDF. Returns how many.
pub fn mark_doubtful(all: &AllTx, differs: impl Fn(&str, &[Entry]) -> bool) -> Result<usize> {
    let waiting = all.all(
        "SELECT s.company_id, s.answer_id, a.reference,
                a.uses <> '[]' AND NOT EXISTS (SELECT 1 FROM seals AS p
                    WHERE p.company_id = a.company_id AND p.answer_id = a.id) AS is_bare
           FROM chain_seals AS s
           JOIN answers AS a ON a.company_id = s.company_id AND a.id = s.answer_id
          WHERE s.seal IS NULL AND s.fault_at IS NULL ORDER BY s.id",
        &[],
        |row| {
            let scope = Scope::whole(row.get("company_id")?);
            let reference: String = row.get("reference")?;
            Ok((scope, row.get::<AnswerId>("answer_id")?, reference, row.get::<bool>("is_bare")?))
        },
    )?;
    let mut marked = 0;
    for (scope, answer, reference, is_bare) in waiting {
        let tx = companies::enter(all, scope);
        let is_doubtful = match evidence::chain(&tx, answer) {
            Ok(steps) => is_bare || differs(&reference, &steps),
            Err(_) => true,
        };
        marked += usize::from(is_doubtful && set_faulty(&tx, answer)?);
    }
    report_marked(all, marked)
}

fn report_marked(all: &AllTx, marked: usize) -> Result<usize> {
    if marked > 0 {
        tracing::error!(marked, "evidence in the backup has no seal, or cannot be sealed");
        report_faulty(all)?;
    }
    Ok(marked)
}

/// Whether a chain in the database file is sealed with this key; false if there is no such file.
pub fn is_used_in(database: &Path, key: PublicKey) -> Result<bool> {
    if !database.exists() {
        return Ok(false);
    }
    let sql = Connection::open_copy(database)?;
    let is_of_key =
        |row: &Row| Ok(columns::json::<Seal>(row, "seal").is_ok_and(|one| one.public_key == key));
    let sealed = "SELECT seal FROM chain_seals WHERE seal IS NOT NULL";
    Ok(sql.all(sealed, &[], is_of_key)?.contains(&true))
}

/// The references of a company's chains that were found at this instant not to match their seals.
pub fn found_faulty(all: &AllRead, company: CompanyId, at: Timestamp) -> Result<Vec<String>> {
    all.all(
        "SELECT a.reference FROM chain_seals AS s
           JOIN answers AS a ON a.company_id = s.company_id AND a.id = s.answer_id
          WHERE s.fault_at = :at AND s.company_id = :of ORDER BY a.id",
        params! { ":at": at, ":of": company },
        |row| row.get("reference"),
    )
}

/// The number of chains that are known not to match their seals.
pub fn faulty(all: &AllRead) -> Result<i64> {
    all.count("SELECT COUNT(*) FROM chain_seals WHERE fault_at IS NOT NULL", &[])
}

/// Raises the alarm about chains that do not match their seals, or clears it if there are none.
/// Returns the number of such chains.
pub fn report_faulty(all: &AllTx) -> Result<i64> {
    let faulty = faulty(all)?;
    match faulty {
        0 => drop(alarms::clear(all, AlarmKind::EvidenceContradicted)?),
        _ => drop(alarms::raise(
            all,
            AlarmKind::EvidenceContradicted,
            &format!("answers: {faulty}"),
        )?),
    }
    Ok(faulty)
}

/// The owners of the companies that have chains which do not match their seals, with their e-mail
/// addresses.
pub fn owners_of_faulty(all: &AllRead) -> Result<Vec<(UserId, String)>> {
    all.all(
        "SELECT DISTINCT u.id, u.email FROM chain_seals AS s
           JOIN live_memberships AS m ON m.company_id = s.company_id AND m.role = 'OWNER'
           JOIN live_users AS u ON u.id = m.user_id
          WHERE s.fault_at IS NOT NULL AND u.email IS NOT NULL ORDER BY u.id",
        &[],
        |row| Ok((row.get("id")?, row.get("email")?)),
    )
}

/// The chains that an earlier version stored without a seal, at most `limit`.
pub fn waiting(all: &AllRead, limit: usize) -> Result<Vec<(Scope, AnswerId)>> {
    all.all(
        "SELECT company_id, answer_id FROM chain_seals
          WHERE seal IS NULL AND fault_at IS NULL ORDER BY id LIMIT :limit",
        params! { ":limit": limit as i64 },
        |row| {
            let scope = Scope::whole(row.get("company_id")?);
            Ok((scope, row.get("answer_id")?))
        },
    )
}

/// The answers of a company after an id, deleted ones too.
pub fn answers_after(read: &Read, after: AnswerId, limit: usize) -> Result<Vec<AnswerId>> {
    read.all(
        "SELECT id FROM answers WHERE company_id = :company AND id > :after ORDER BY id LIMIT :limit",
        params! { ":after": after, ":limit": limit as i64 },
        |row: &Row| row.get("id"),
    )
}

/// The companies with evidence, deleted ones too.
pub fn companies(all: &AllRead) -> Result<Vec<Scope>> {
    all.all(
        "SELECT id FROM companies
          WHERE EXISTS (SELECT 1 FROM answers AS a WHERE a.company_id = companies.id) ORDER BY id",
        &[],
        |row| row.get("id").map(|id| Scope::whole(CompanyId(id))),
    )
}
