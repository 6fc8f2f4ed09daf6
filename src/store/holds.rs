//! Uses of restored answers that wait: their person had taken them back, or refused, after
//! the backup was made.

use rusqlite::named_params;

use super::columns::json;
use super::{AllRead, AllTx, Changes, Read, Rows, Scope, Tx};
use crate::error::Result;
use crate::model::{AnswerId, CompanyId, Timestamp, Use, UserId};

/// The uses on hold of the answer `a`, a list, or NULL.
pub(super) const HELD: &str = "(SELECT h.uses FROM active_holds AS h
     WHERE h.company_id = a.company_id AND h.answer_id = a.id LIMIT 1) AS held";

/// A use that is to wait, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHold {
    pub company: CompanyId,
    pub answer: AnswerId,
    pub uses: Vec<Use>,
    pub decided_at: Timestamp,
}

/// Holds uses of an answer, in place of an earlier hold of it.
pub fn create(all: &AllTx, hold: &NewHold, backup: &str) -> Result<()> {
    let uses = serde_json::to_string(&hold.uses).map_err(anyhow::Error::from)?;
    all.change(
        "UPDATE answer_holds SET released_at = :now, reason = 'held anew'
          WHERE company_id = :of AND answer_id = :answer AND released_at IS NULL",
        named_params! { ":of": hold.company.0, ":answer": hold.answer.0, ":now": all.now().0 },
    )?;
    all.change(
        "INSERT INTO answer_holds (company_id, answer_id, uses, backup, decided_at, created_at)
         VALUES (:of, :answer, :uses, :backup, :decided, :now)",
        named_params! {
            ":of": hold.company.0, ":answer": hold.answer.0, ":uses": uses, ":backup": backup,
            ":decided": hold.decided_at.0, ":now": all.now().0,
        },
    )?;
    Ok(())
}

/// The uses of an answer that are on hold.
pub fn of_answer(read: &Read, answer: AnswerId) -> Result<Vec<Use>> {
    let held = read.first(
        &format!(
            "SELECT {HELD} FROM answers AS a WHERE a.company_id = :company AND a.id = :answer"
        ),
        named_params! { ":answer": answer.0 },
        |row| super::columns::json_if_any(row, "held"),
    )?;
    Ok(held.flatten().unwrap_or_default())
}

/// The company of a scope, for who has to look at all companies' holds as well.
pub fn enter<'c>(all: &AllTx<'c>, scope: Scope) -> Tx<'c> {
    all.enter(scope)
}

/// Lets the uses of an answer be allowed again; false if none is on hold.
pub fn release(tx: &Tx, answer: AnswerId, by: UserId, reason: &str) -> Result<bool> {
    let changed = tx.change(
        "UPDATE answer_holds SET released_at = :now, released_by = :by, reason = :reason
          WHERE company_id = :company AND answer_id = :answer AND released_at IS NULL",
        named_params! {
            ":answer": answer.0, ":by": by.0, ":reason": reason, ":now": tx.now().0,
        },
    )?;
    Ok(changed > 0)
}

/// How many answers have uses on hold.
pub fn count(all: &AllRead) -> Result<i64> {
    all.count("SELECT COUNT(*) FROM active_holds", &[])
}

/// The owners of the companies whose answers have uses on hold, and where they are
/// written to.
pub fn owners(all: &AllRead) -> Result<Vec<(UserId, String)>> {
    all.all(
        "SELECT DISTINCT u.id, u.email FROM active_holds AS h
           JOIN live_memberships AS m ON m.company_id = h.company_id AND m.role = 'OWNER'
           JOIN live_users AS u ON u.id = m.user_id
          WHERE u.email IS NOT NULL ORDER BY u.id",
        &[],
        |row| Ok((UserId(row.get("id")?), row.get("email")?)),
    )
}

/// An answer of a restored database that counts today.
pub(super) struct Standing {
    pub company: CompanyId,
    pub answer: AnswerId,
    pub reference: String,
    pub is_signed: bool,
    pub uses: Vec<Use>,
    pub offered: Vec<Use>,
    pub held: Vec<Use>,
}

/// All that count.
pub(super) fn standing(all: &AllRead) -> Result<Vec<Standing>> {
    all.all(
        &format!(
            "SELECT a.company_id, a.id, a.reference, a.state, a.signed_at, a.uses, a.offered, {HELD}
               FROM standing_answers AS a ORDER BY a.id"
        ),
        &[],
        |row| {
            let grants = matches!(row.get::<_, String>("state")?.as_str(), "ACCEPTED" | "EXPIRED");
            Ok(Standing {
                company: CompanyId(row.get("company_id")?),
                answer: AnswerId(row.get("id")?),
                reference: row.get("reference")?,
                is_signed: row.get::<_, Option<i64>>("signed_at")?.is_some(),
                uses: if grants { json(row, "uses")? } else { vec![] },
                offered: json(row, "offered")?,
                held: super::columns::json_if_any(row, "held")?.unwrap_or_default(),
            })
        },
    )
}
