//! The signed ends of the chains of the audit log: those of the last night.

use super::columns::{json, word};
use super::{AllRead, AllTx, Changes, Rows, params};
use crate::error::Result;
use crate::model::audit::{AuditHead, AuditHeads};
use crate::model::seal::{PublicKey, SealKey};
use crate::model::{CompanyId, Digest};

/// What is stored.
#[derive(Debug)]
pub enum Signed {
    Heads(Vec<AuditHead>),
    /// Nothing was ever signed.
    Never,
    /// What was signed is missing, or this key did not sign it.
    Forged,
}

impl Signed {
    /// The ends that were signed.
    pub fn heads(self) -> Vec<AuditHead> {
        match self {
            Self::Heads(heads) => heads,
            Self::Never | Self::Forged => vec![],
        }
    }
}

/// The ends that were signed last, if they were with this key.
pub fn signed(all: &AllRead, key: PublicKey) -> Result<Signed> {
    // An unreadable body counts as missing.
    let stored =
        all.first("SELECT body FROM audit_heads ORDER BY number DESC LIMIT 1", &[], |row| {
            Ok(json::<AuditHeads>(row, "body").ok())
        })?;
    Ok(match stored.flatten() {
        Some(stored) if stored.is_signed_by(key) => match last_number(all)? == stored.number {
            true => Signed::Heads(stored.heads),
            false => Signed::Forged,
        },
        Some(_) => Signed::Forged,
        None if last_number(all)? > 0 => Signed::Forged,
        None => Signed::Never,
    })
}

/// The last number that was given out; 0: none.
fn last_number(all: &AllRead) -> Result<u64> {
    let given = all.count(
        "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'audit_heads'",
        &[],
    )?;
    Ok(given.unsigned_abs())
}

/// Whether the chain still holds this entry.
pub fn is_kept(all: &AllRead, head: &AuditHead) -> Result<bool> {
    let found = all.first(
        "SELECT company_id, hash FROM audit WHERE id = :id",
        params! { ":id": head.entry },
        |row| {
            Ok((row.get::<Option<CompanyId>>("company_id")?, word(row, "hash", Digest::parse).ok()))
        },
    )?;
    Ok(found == Some((head.company, Some(head.hash))))
}

/// Signs and stores the ends of all chains as they are now; of those that are `wrong`, the ends in
/// `before`.
pub fn sign(
    all: &AllTx,
    key: &SealKey,
    before: Vec<AuditHead>,
    wrong: &[Option<CompanyId>],
) -> Result<()> {
    let now = all.all(
        "SELECT id, company_id, hash FROM audit
          WHERE hash IS NOT NULL AND id IN (SELECT MAX(id) FROM audit GROUP BY company_id)
          ORDER BY id",
        &[],
        |row| {
            let (company, entry) = (row.get("company_id")?, row.get("id")?);
            let hash = word(row, "hash", Digest::parse).ok();
            Ok(hash.map(|hash| AuditHead { company, entry, hash }))
        },
    )?;
    let sound = now.into_iter().flatten().filter(|head| !wrong.contains(&head.company));
    store(all, key, before.into_iter().chain(sound).collect())
}

/// Signs with the key `new` what was signed with `old`. What was not stays as it is, and is found by
/// the next check.
pub fn replace_key(all: &AllTx, old: PublicKey, new: &SealKey) -> Result<()> {
    match signed(all, old)? {
        Signed::Heads(heads) => store(all, new, heads),
        Signed::Never | Signed::Forged => Ok(()),
    }
}

fn store(all: &AllTx, key: &SealKey, heads: Vec<AuditHead>) -> Result<()> {
    all.change("DELETE FROM audit_heads", &[])?;
    let number = all.insert("INSERT INTO audit_heads (body) VALUES ('') RETURNING number", &[])?;
    let made = AuditHeads::sign(key, number.unsigned_abs(), all.now(), heads);
    let body = serde_json::to_string(&made).map_err(anyhow::Error::from)?;
    all.change(
        "UPDATE audit_heads SET body = :body WHERE number = :number",
        params! { ":body": body, ":number": number },
    )?;
    Ok(())
}
