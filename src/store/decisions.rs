//! The decisions of signers: append-only.

use super::columns::{json, signature};
use super::{Changes, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::answer::Decision;
use crate::model::record::{DecisionKind, DecisionRecord};
use crate::model::{AnswerId, DecisionId, DocumentId, Signature, SignerId, Use};

/// A decision to store.
pub struct NewDecision<'d> {
    pub answer: AnswerId,
    pub signer: SignerId,
    pub document: DocumentId,
    pub uses: &'d [Use],
    pub record: &'d DecisionRecord,
    pub signature: Option<&'d Signature>,
    /// The decision it replaces; None for a signer's first.
    pub supersedes: Option<DecisionId>,
}

/// Stores a decision; None if the signer has a first decision already, or if another one has
/// replaced the same decision.
pub fn create(tx: &Tx, new: NewDecision) -> Result<Option<DecisionId>> {
    let kind = match new.record.kind {
        DecisionKind::Accepted => "ACCEPTED",
        DecisionKind::Refused => "REFUSED",
        DecisionKind::Withdrawn => "WITHDRAWN",
    };
    let id = tx.try_insert(
        "INSERT INTO decisions (company_id, answer_id, signer_id, kind, uses, document_id, record,
                                signature, supersedes, decided_at)
         VALUES (:company, :answer, :signer, :kind, :uses, :document, :record, :signature,
                 :supersedes, :now)
         ON CONFLICT DO NOTHING RETURNING id",
        params! {
            ":answer": new.answer, ":signer": new.signer, ":kind": kind,
            ":uses": serde_json::to_string(new.uses).map_err(anyhow::Error::from)?,
            ":document": new.document, ":record": new.record.to_json()?,
            ":signature": new.signature.map(Signature::to_json).transpose()?,
            ":supersedes": new.supersedes, ":now": tx.now(),
        },
    )?;
    if let Some(id) = id {
        tx.decided(id);
    }
    Ok(id.map(DecisionId))
}

/// The current decision of each signer of an answer.
pub fn standing(read: &Read, answer: AnswerId) -> Result<Vec<Decision>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM decisions AS d
              WHERE d.company_id = :company AND d.answer_id = :answer
                AND NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.supersedes = d.id)
              ORDER BY d.id"
        ),
        params! { ":answer": answer },
        decision,
    )
}

/// All decisions on an answer, in order.
pub fn of_answer(read: &Read, answer: AnswerId) -> Result<Vec<Decision>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM decisions AS d
              WHERE d.company_id = :company AND d.answer_id = :answer ORDER BY d.id"
        ),
        params! { ":answer": answer },
        decision,
    )
}

pub fn find(read: &Read, id: DecisionId) -> Result<Option<Decision>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM decisions AS d WHERE d.company_id = :company AND d.id = :id"
        ),
        params! { ":id": id },
        decision,
    )
}

const COLUMNS: &str = "d.id, d.signer_id, d.document_id, d.uses, d.record, d.signature,
                       d.supersedes, d.decided_at";

fn decision(row: &Row) -> Result<Decision> {
    Ok(Decision {
        id: row.get("id")?,
        signer: row.get("signer_id")?,
        document: row.get("document_id")?,
        uses: json(row, "uses")?,
        signature: signature(row)?,
        record: row.get("record")?,
        first: row.get::<Option<i64>>("supersedes")?.is_none(),
        decided_at: row.get("decided_at")?,
    })
}
