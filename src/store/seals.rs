//! The sealed PDFs, by their SHA-256, and their seals.

use super::columns::{json, word};
use super::{AllRead, Changes, Read, Row, Rows, Scope, Tx, params};
use crate::error::Result;
use crate::model::seal::{PublicKey, Seal};
use crate::model::{AnswerId, Digest, Timestamp};

/// A sealed PDF.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub pdf: Digest,
    pub bytes: u64,
    pub seal: Seal,
    pub made_at: Timestamp,
}

/// Stores a seal; false if the answer has one already: a PDF is made once.
pub fn create(tx: &Tx, answer: AnswerId, bytes: usize, seal: &Seal) -> Result<bool> {
    let json = serde_json::to_string(seal).map_err(anyhow::Error::from)?;
    let changed = tx.change(
        "INSERT INTO seals (company_id, answer_id, pdf_sha256, pdf_bytes, seal, made_at)
         VALUES (:company, :answer, :pdf, :bytes, :seal, :now) ON CONFLICT DO NOTHING",
        params! {
            ":answer": answer, ":pdf": seal.pdf_sha256.hex(), ":bytes": bytes as i64,
            ":seal": json, ":now": tx.now(),
        },
    )?;
    Ok(changed == 1)
}

pub fn find(read: &Read, answer: AnswerId) -> Result<Option<Sealed>> {
    read.first(
        "SELECT pdf_sha256, pdf_bytes, seal, made_at FROM seals
          WHERE company_id = :company AND answer_id = :answer",
        params! { ":answer": answer },
        |row| {
            Ok(Sealed {
                pdf: word(row, "pdf_sha256", Digest::parse)?,
                bytes: row.get::<i64>("pdf_bytes")? as u64,
                seal: json(row, "seal")?,
                made_at: row.get("made_at")?,
            })
        },
    )
}

/// The key of the last chain that was begun and sealed or, if there is none, of the last PDF.
pub fn last_key(all: &AllRead) -> Result<Option<PublicKey>> {
    for last in [
        "SELECT seal FROM chain_seals
          WHERE seal IS NOT NULL AND fault_at IS NULL ORDER BY id DESC LIMIT 1",
        "SELECT seal FROM seals ORDER BY id DESC LIMIT 1",
    ] {
        let key = |row: &Row| json::<Seal>(row, "seal").map(|seal| seal.public_key);
        if let Some(key) = all.first(last, &[], key)? {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

/// Whether a stored seal was made with this key; true if there are no seals.
pub fn knows(all: &AllRead, key: PublicKey) -> Result<bool> {
    let mut is_new = true;
    // The latest first: usually it suffices.
    for sql in [
        "SELECT id, seal FROM chain_seals
          WHERE id < :before AND seal IS NOT NULL ORDER BY id DESC LIMIT 500",
        "SELECT id, seal FROM seals WHERE id < :before ORDER BY id DESC LIMIT 500",
    ] {
        let mut before = i64::MAX;
        loop {
            let page = all.all(sql, params! { ":before": before }, |row| {
                let seal: String = row.get("seal")?;
                Ok((row.get("id")?, seal))
            })?;
            let Some((last, _)) = page.last() else { break };
            before = *last;
            is_new = false;
            let seals = page.iter().filter_map(|(_, json)| serde_json::from_str::<Seal>(json).ok());
            if seals.into_iter().any(|seal| seal.public_key == key) {
                return Ok(true);
            }
        }
    }
    Ok(is_new)
}

/// What anybody with a reference may see.
pub struct Verifiable {
    pub scope: Scope,
    pub answer: AnswerId,
    /// None: not signed.
    pub signed_at: Option<Timestamp>,
    /// None until the PDF is made.
    pub pdf: Option<Digest>,
    /// Of withdrawals and of the end.
    pub receipts: Vec<Digest>,
}

/// The answer with a reference, in any company.
pub fn by_reference(all: &AllRead, reference: &str) -> Result<Option<Verifiable>> {
    let known = all.first(
        "SELECT a.company_id, a.id, a.signed_at, s.pdf_sha256
           FROM answers AS a
           LEFT JOIN seals AS s ON s.company_id = a.company_id AND s.answer_id = a.id
          WHERE a.reference = :reference",
        params! { ":reference": reference },
        |row| {
            let pdf: Option<String> = row.get("pdf_sha256")?;
            Ok(Verifiable {
                scope: Scope::whole(row.get("company_id")?),
                answer: row.get("id")?,
                signed_at: row.get("signed_at")?,
                pdf: pdf.as_deref().and_then(Digest::parse),
                receipts: vec![],
            })
        },
    )?;
    let Some(mut known) = known else { return Ok(None) };
    let receipts = all.all(
        "SELECT receipt_sha256 FROM manifests
          WHERE answer_id = :answer AND receipt_sha256 IS NOT NULL ORDER BY number",
        params! { ":answer": known.answer },
        |row| row.get::<String>("receipt_sha256"),
    )?;
    known.receipts = receipts.iter().filter_map(|hash| Digest::parse(hash)).collect();
    Ok(Some(known))
}
