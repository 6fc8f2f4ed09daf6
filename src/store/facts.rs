//! The journal of what happened: append-only, ids only.

use rusqlite::named_params;

use super::{Changes, Tx, jobs};
use crate::error::Result;
use crate::model::{Fact, Job};

/// Writes the fact in the journal and queues its announcement, both with the
/// change that made it true.
pub fn record(tx: &Tx, fact: Fact) -> Result<()> {
    let body = serde_json::to_string(&fact).map_err(anyhow::Error::from)?;
    tx.change(
        "INSERT INTO facts (company_id, kind, body, happened_at)
         VALUES (:company, :kind, :body, :now)",
        named_params! { ":kind": fact.kind(), ":body": body, ":now": tx.now().0 },
    )?;
    jobs::enqueue(tx, &Job::Announce { fact })
}
