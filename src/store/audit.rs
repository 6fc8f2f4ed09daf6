//! The audit log of administrative and security actions: append-only, ids only.

use super::columns::json;
use super::{AllRead, AllTx, Changes, Rows, Tx, params};
use crate::error::Result;
use crate::model::{CompanyId, UserId};

/// Records that `user` did `action` (snake_case) from `ip`, on the ids in `about`.
pub fn note(
    all: &AllTx,
    company: Option<CompanyId>,
    user: Option<UserId>,
    action: &str,
    about: serde_json::Value,
    ip: Option<&str>,
) -> Result<()> {
    all.change(
        "INSERT INTO audit (company_id, user_id, action, about, ip, at)
         VALUES (:of, :user, :action, :about, :ip, :now)",
        params! {
            ":of": company, ":user": user, ":action": action,
            ":about": about.to_string(), ":ip": ip, ":now": all.now(),
        },
    )?;
    Ok(())
}

/// What the last entry of an action is about, of those of the instance.
pub fn last(all: &AllRead, action: &str) -> Result<Option<serde_json::Value>> {
    all.first(
        "SELECT about FROM audit WHERE company_id IS NULL AND action = :action
          ORDER BY id DESC LIMIT 1",
        params! { ":action": action },
        |row| json(row, "about"),
    )
}

/// As [`note`], in the current company.
pub fn note_in(
    tx: &Tx,
    user: Option<UserId>,
    action: &str,
    about: serde_json::Value,
) -> Result<()> {
    tx.change(
        "INSERT INTO audit (company_id, user_id, action, about, at)
         VALUES (:company, :user, :action, :about, :now)",
        params! {
            ":user": user, ":action": action, ":about": about.to_string(),
            ":now": tx.now(),
        },
    )?;
    Ok(())
}
