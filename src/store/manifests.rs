//! The manifests of answers, written once, each with the consent record and the receipt that were made
//! with it.

use super::columns::as_size;
use super::search::{Among, among};
use super::{Changes, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::manifest::ManifestKind;
use crate::model::seal::SealBytes;
use crate::model::{AnswerId, DecisionId, Digest, Timestamp};

/// A stored manifest.
#[derive(Debug, Clone)]
pub struct KeptManifest {
    /// 1, 2, 3… of the answer.
    pub number: u32,
    pub kind: ManifestKind,
    /// The withdrawal that it was made for.
    pub decision: Option<DecisionId>,
    /// The exact bytes that are signed; None once erased.
    pub content: Option<String>,
    /// None if it cannot be read.
    pub signature: Option<SealBytes>,
    /// The consent record of then; None once erased.
    pub record: Option<String>,
    /// The PDF of a withdrawal or an end, and its size.
    pub receipt: Option<(Digest, u64)>,
    pub made_at: Timestamp,
}

/// A manifest to store.
pub struct NewManifest<'m> {
    pub answer: AnswerId,
    pub number: u32,
    pub kind: ManifestKind,
    pub decision: Option<DecisionId>,
    pub content: &'m str,
    pub signature: SealBytes,
    pub record: &'m str,
    pub receipt: Option<(Digest, u64)>,
}

/// Stores a manifest; false if there is one of this number, or for this decision.
pub fn create(tx: &Tx, new: &NewManifest<'_>) -> Result<bool> {
    let changed = tx.change(
        "INSERT INTO manifests (company_id, answer_id, number, kind, decision_id, content, signature,
                                record, receipt_sha256, receipt_bytes, made_at)
         VALUES (:company, :answer, :number, :kind, :decision, :content, :signature, :record,
                 :receipt, :bytes, :now) ON CONFLICT DO NOTHING",
        params! {
            ":answer": new.answer, ":number": i64::from(new.number), ":kind": new.kind,
            ":decision": new.decision, ":content": new.content,
            ":signature": hex::encode(new.signature.0), ":record": new.record,
            ":receipt": new.receipt.map(|(receipt, _)| receipt.hex()),
            ":bytes": new.receipt.map(|(_, bytes)| as_size(bytes)),
            ":now": tx.now(),
        },
    )?;
    Ok(changed == 1)
}

/// The manifests of an answer, in order.
pub fn of_answer(read: &Read, answer: AnswerId) -> Result<Vec<KeptManifest>> {
    read.all(
        "SELECT number, kind, decision_id, content, signature, record, receipt_sha256,
                receipt_bytes, made_at
           FROM manifests WHERE company_id = :company AND answer_id = :answer ORDER BY number",
        params! { ":answer": answer },
        manifest,
    )
}

/// A receipt that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptReceipt {
    /// The number of its manifest.
    pub number: u32,
    pub kind: ManifestKind,
    pub pdf: Digest,
    pub bytes: u64,
    pub made_at: Timestamp,
}

/// The receipts of these answers, in order, without those whose evidence was erased.
pub fn receipts_of(read: &Read, answers: &[AnswerId]) -> Result<Vec<(AnswerId, KeptReceipt)>> {
    let ids: Vec<i64> = answers.iter().map(|id| id.0).collect();
    let Among { which, found, .. } = among("m.answer_id", Some(&ids));
    let all = read.all(
        &format!(
            "SELECT m.answer_id, m.number, m.kind, m.receipt_sha256, m.receipt_bytes, m.made_at
               FROM manifests AS m
               JOIN answers AS a ON a.company_id = m.company_id AND a.id = m.answer_id
              WHERE m.company_id = :company {which} AND m.receipt_sha256 IS NOT NULL
                AND a.erased_at IS NULL
              ORDER BY m.answer_id, m.number"
        ),
        params! { ":found": found },
        |row| {
            let Some(pdf) = Digest::parse(row.text("receipt_sha256")?) else { return Ok(None) };
            let bytes: Option<i64> = row.get("receipt_bytes")?;
            let receipt = KeptReceipt {
                number: u32::try_from(row.get::<i64>("number")?).unwrap_or_default(),
                kind: row.get("kind")?,
                pdf,
                bytes: bytes.unwrap_or_default().unsigned_abs(),
                made_at: row.get("made_at")?,
            };
            Ok(Some((row.get("answer_id")?, receipt)))
        },
    )?;
    Ok(all.into_iter().flatten().collect())
}

/// The receipts of an answer: their names in the blob store.
pub fn receipts(read: &Read, answer: AnswerId) -> Result<Vec<Digest>> {
    let kept = of_answer(read, answer)?;
    Ok(kept.into_iter().filter_map(|one| one.receipt).map(|(receipt, _)| receipt).collect())
}

fn manifest(row: &Row) -> Result<KeptManifest> {
    let receipt: Option<String> = row.get("receipt_sha256")?;
    let bytes: Option<i64> = row.get("receipt_bytes")?;
    let signature: String = row.get("signature")?;
    Ok(KeptManifest {
        // A number that is none fits no manifest.
        number: u32::try_from(row.get::<i64>("number")?).unwrap_or_default(),
        kind: row.get("kind")?,
        decision: row.get("decision_id")?,
        content: row.get("content")?,
        signature: SealBytes::try_from(signature).ok(),
        record: row.get("record")?,
        receipt: receipt
            .as_deref()
            .and_then(Digest::parse)
            .map(|receipt| (receipt, bytes.unwrap_or_default().unsigned_abs())),
        made_at: row.get("made_at")?,
    })
}
