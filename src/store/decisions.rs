//! The decisions of signers: append-only.

use super::columns::{json, signature, word};
use super::search::{Among, among};
use super::{Changes, Read, Row, Rows, Tx, documents, params};
use crate::error::Result;
use crate::model::answer::Decision;
use crate::model::record::{DecisionKind, DecisionRecord};
use crate::model::release::Document;
use crate::model::{AnswerId, DecisionId, DocumentId, Signature, SignerId, Use, same_name};

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

/// The kinds, as they are stored.
const KINDS: [(DecisionKind, &str); 3] = [
    (DecisionKind::Accepted, "ACCEPTED"),
    (DecisionKind::Refused, "REFUSED"),
    (DecisionKind::Withdrawn, "WITHDRAWN"),
];

fn kind_of(word: &str) -> Option<DecisionKind> {
    KINDS.iter().find(|(_, name)| *name == word).map(|(kind, _)| *kind)
}

/// Stores a decision; None if the signer has a first decision already, or if another one has
/// replaced the same decision.
pub fn create(tx: &Tx, new: NewDecision) -> Result<Option<DecisionId>> {
    let of_kind = |(kind, _): &&(DecisionKind, &'static str)| *kind == new.record.kind;
    let kind = KINDS.iter().find(of_kind).map(|(_, word)| *word);
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

/// The names that signers of these answers typed as their signature, where another name stands in
/// the document that they signed; without those that were erased.
pub fn other_names(read: &Read, answers: &[AnswerId]) -> Result<Vec<(AnswerId, String)>> {
    let ids: Vec<i64> = answers.iter().map(|id| id.0).collect();
    let Among { which, found, .. } = among("d.answer_id", Some(&ids));
    let typed = read.all(
        &format!(
            "SELECT d.answer_id, d.document_id, d.signature FROM decisions AS d
              WHERE d.company_id = :company {which} AND d.signature IS NOT NULL
                AND d.supersedes IS NULL ORDER BY d.id"
        ),
        params! { ":found": found },
        |row| Ok((row.get("answer_id")?, row.get("document_id")?, signature(row)?)),
    )?;
    let mut names = vec![];
    for (answer, document, signature) in typed {
        let Some(Signature::Typed { name }) = signature else { continue };
        let body = documents::find(read, document)?.and_then(|frozen| frozen.body);
        let Some(body) = body else { continue };
        if !same_name(&name, &Document::read(&body)?.signer.name) {
            names.push((answer, name));
        }
    }
    Ok(names)
}

/// A column about the answer `a`, which [`withdrawn`] reads: the uses that each signer allowed
/// first, if the answer allows some uses, and one that was offered was withdrawn.
macro_rules! first_uses_of_answer {
    () => {
        "CASE WHEN a.state = 'ACCEPTED' AND a.uses <> a.offered THEN
           (SELECT json_group_array(first.uses) FROM decisions AS first
             WHERE first.company_id = a.company_id AND first.answer_id = a.id
               AND first.supersedes IS NULL
               AND EXISTS (SELECT 1 FROM decisions AS later
                            WHERE later.company_id = a.company_id AND later.answer_id = a.id
                              AND later.kind = 'WITHDRAWN')) END AS first_uses"
    };
}
pub(super) use first_uses_of_answer;

/// Reads [`first_uses_of_answer`]: what every signer allowed first, without what is allowed today.
pub(super) fn withdrawn(row: &Row, today: &[Use]) -> Result<Vec<Use>> {
    let Some(lists) = row.get::<Option<String>>("first_uses")? else { return Ok(vec![]) };
    let read = |text: &str| serde_json::from_str(text).map_err(anyhow::Error::from);
    let lists: Vec<String> = serde_json::from_str(&lists).map_err(anyhow::Error::from)?;
    let mut lists = lists.iter().map(|list| read(list)).collect::<Result<Vec<Vec<Use>>, _>>()?;
    let Some(mut granted) = lists.pop() else { return Ok(vec![]) };
    granted.retain(|one| !today.contains(one) && lists.iter().all(|list| list.contains(one)));
    Ok(granted)
}

const COLUMNS: &str = "d.id, d.signer_id, d.kind, d.document_id, d.uses, d.record, d.signature,
                       d.supersedes, d.decided_at";

fn decision(row: &Row) -> Result<Decision> {
    let replaces: Option<DecisionId> = row.get("supersedes")?;
    Ok(Decision {
        id: row.get("id")?,
        signer: row.get("signer_id")?,
        document: row.get("document_id")?,
        uses: json(row, "uses")?,
        signature: signature(row)?,
        record: row.get("record")?,
        kind: word(row, "kind", kind_of)?,
        first: replaces.is_none(),
        replaces,
        decided_at: row.get("decided_at")?,
    })
}
