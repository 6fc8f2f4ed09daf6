//! The evidence of an answer: append-only, each entry chained to the last.

use std::collections::BTreeMap;

use super::columns::{json, word};
use super::{Changes, Read, Row, Rows, Tx, chain_seals, params, signers};
use crate::error::Result;
use crate::model::chain::{Entry, EvidenceKind, Head, field};
use crate::model::{Answer, AnswerId, Digest, SignerId, Timestamp};

/// Appends an entry, and seals the chain. Each value gets a fresh salt. An entry about a signer
/// names them, since two guardians may answer.
pub fn append(
    tx: &Tx,
    answer: AnswerId,
    signer: Option<SignerId>,
    kind: EvidenceKind,
    mut fields: Vec<(&'static str, String)>,
) -> Result<Head> {
    if let Some(id) = signer
        && let Some(signer) = signers::find(tx, id)?
    {
        let role = signer.role().to_owned();
        fields.splice(0..0, [(field::SIGNER, signer.number.to_string()), (field::ROLE, role)]);
    }
    let head = head(tx, answer)?;
    if head.is_none() {
        fields.extend(about(tx, answer)?);
    }
    let entry = Entry::next(head.as_ref(), kind, tx.now(), fields, rand::random);
    let fields = serde_json::to_string(&entry.fields).map_err(anyhow::Error::from)?;
    tx.change(
        "INSERT INTO evidence (company_id, answer_id, signer_id, seq, kind, at, fields, previous_hash, hash)
         VALUES (:company, :answer, :signer, :seq, :kind, :at, :fields, :previous, :hash)",
        params! {
            ":answer": answer, ":signer": signer, ":seq": entry.seq as i64,
            ":kind": kind.name(), ":at": entry.at, ":fields": fields,
            ":previous": entry.previous.hex(), ":hash": entry.hash.hex(),
        },
    )?;
    chain_seals::follow(tx, answer, head.as_ref(), &entry)?;
    Ok(entry.head())
}

/// What the first step says the answer is about. Names and dates may change, these may not: the rows
/// could be changed to say that somebody allowed another event, or that somebody else did.
fn about(tx: &Tx, answer: AnswerId) -> Result<Vec<(&'static str, String)>> {
    let found = tx.first(
        "SELECT event_id, employee_id FROM answers WHERE company_id = :company AND id = :id",
        params! { ":id": answer },
        |row| {
            let (event, employee): (i64, i64) = (row.get("event_id")?, row.get("employee_id")?);
            Ok(vec![(field::EVENT, event.to_string()), (field::EMPLOYEE, employee.to_string())])
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// The end of an answer's chain.
pub fn head(read: &Read, answer: AnswerId) -> Result<Option<Head>> {
    read.first(
        "SELECT seq, hash FROM evidence
          WHERE company_id = :company AND answer_id = :answer ORDER BY seq DESC LIMIT 1",
        params! { ":answer": answer },
        |row| {
            Ok(Head { seq: row.get::<i64>("seq")? as u64, hash: word(row, "hash", Digest::parse)? })
        },
    )
}

/// The whole chain of an answer.
pub fn chain(read: &Read, answer: AnswerId) -> Result<Vec<Entry>> {
    read.all(
        "SELECT seq, kind, at, fields, previous_hash, hash FROM evidence
          WHERE company_id = :company AND answer_id = :answer ORDER BY seq",
        params! { ":answer": answer },
        entry,
    )
}

/// The numbers of the signers whom the rows of steps name, by the numbers of these steps.
pub fn signers_of_steps(read: &Read, answer: AnswerId) -> Result<BTreeMap<u64, u8>> {
    let all = read.all(
        "SELECT e.seq, s.position FROM evidence AS e
           JOIN signers AS s ON s.company_id = e.company_id AND s.id = e.signer_id
          WHERE e.company_id = :company AND e.answer_id = :answer",
        params! { ":answer": answer },
        |row| Ok((row.get::<i64>("seq")? as u64, row.get("position")?)),
    )?;
    Ok(all.into_iter().collect())
}

fn entry(row: &Row) -> Result<Entry> {
    Ok(Entry {
        seq: row.get::<i64>("seq")? as u64,
        kind: row.get("kind")?,
        at: row.get("at")?,
        fields: json(row, "fields")?,
        previous: word(row, "previous_hash", Digest::parse)?,
        hash: word(row, "hash", Digest::parse)?,
    })
}

/// The latest time at which the evidence began of an answer that was asked before this one, about the
/// same employee and event, and given. None if there is no such answer.
pub fn began_before(read: &Read, answer: &Answer) -> Result<Option<Timestamp>> {
    let latest = read.first(
        "SELECT MAX(e.at) AS at FROM answers AS o
           JOIN evidence AS e ON e.company_id = o.company_id AND e.answer_id = o.id AND e.seq = 1
          WHERE o.company_id = :company AND o.event_id = :event AND o.employee_id = :employee
            AND o.id < :id AND o.signed_at IS NOT NULL",
        params! { ":event": answer.event, ":employee": answer.employee, ":id": answer.id },
        |row| row.get::<Option<Timestamp>>("at"),
    )?;
    Ok(latest.flatten())
}
