//! Administrative and security acts: append-only, ids only.

use rusqlite::named_params;

use super::{AllTx, Changes};
use crate::error::Result;
use crate::model::{CompanyId, UserId};

/// Notes that `user` did `action` (snake_case) from `ip`, about the ids in `about`.
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
        named_params! {
            ":of": company.map(|id| id.0), ":user": user.map(|id| id.0), ":action": action,
            ":about": about.to_string(), ":ip": ip, ":now": all.now().0,
        },
    )?;
    Ok(())
}
