//! The second factor of an account, and its recovery codes. It belongs to its user,
//! in every company.

use rusqlite::named_params;

use super::columns::{instant, instant_if_any};
use super::{AllRead, AllTx, Changes, Rows};
use crate::error::Result;
use crate::model::{Timestamp, UserId};

/// A second factor, on or only begun.
#[derive(Debug, Clone)]
pub struct Factor {
    /// What the secret is derived from.
    pub nonce: String,
    pub created_at: Timestamp,
    /// Since when it is asked for; none if it was only begun.
    pub confirmed_at: Option<Timestamp>,
    /// The step of the last code that was taken.
    pub last_step: Option<i64>,
}

/// What someone has, on or begun.
pub fn find(all: &AllRead, user: UserId) -> Result<Option<Factor>> {
    all.first(
        "SELECT nonce, created_at, confirmed_at, last_step FROM second_factors
          WHERE user_id = :user",
        named_params! { ":user": user.0 },
        |row| {
            Ok(Factor {
                nonce: row.get("nonce")?,
                created_at: instant(row, "created_at")?,
                confirmed_at: instant_if_any(row, "confirmed_at")?,
                last_step: row.get("last_step")?,
            })
        },
    )
}

/// What is asked for at login, if something is.
pub fn find_on(all: &AllRead, user: UserId) -> Result<Option<Factor>> {
    Ok(find(all, user)?.filter(|factor| factor.confirmed_at.is_some()))
}

/// Begins anew with another secret; false if one is on.
pub fn begin(all: &AllTx, user: UserId, nonce: &str) -> Result<bool> {
    let changed = all.change(
        "INSERT INTO second_factors (user_id, nonce, created_at) VALUES (:user, :nonce, :now)
         ON CONFLICT (user_id) DO UPDATE SET nonce = :nonce, created_at = :now
          WHERE confirmed_at IS NULL",
        named_params! { ":user": user.0, ":nonce": nonce, ":now": all.now().0 },
    )?;
    Ok(changed == 1)
}

/// It is asked for from now on.
pub fn confirm(all: &AllTx, user: UserId) -> Result<bool> {
    let changed = all.change(
        "UPDATE second_factors SET confirmed_at = :now
          WHERE user_id = :user AND confirmed_at IS NULL",
        named_params! { ":now": all.now().0, ":user": user.0 },
    )?;
    Ok(changed == 1)
}

/// Notes that the code of a step was taken; false if that one, or a later one, was before.
pub fn use_step(all: &AllTx, user: UserId, step: i64) -> Result<bool> {
    let changed = all.change(
        "UPDATE second_factors SET last_step = :step
          WHERE user_id = :user AND (last_step IS NULL OR last_step < :step)",
        named_params! { ":step": step, ":user": user.0 },
    )?;
    Ok(changed == 1)
}

/// Throws it away with its recovery codes; false if none was on.
pub fn delete(all: &AllTx, user: UserId) -> Result<bool> {
    let was_on = find_on(all, user)?.is_some();
    let whose = named_params! { ":user": user.0 };
    all.change("DELETE FROM recovery_codes WHERE user_id = :user", whose)?;
    all.change("DELETE FROM second_factors WHERE user_id = :user", whose)?;
    Ok(was_on)
}

/// Gives someone these recovery codes instead of those they had.
pub fn set_recovery_codes(all: &AllTx, user: UserId, hashes: &[String]) -> Result<()> {
    all.change(
        "DELETE FROM recovery_codes WHERE user_id = :user",
        named_params! { ":user": user.0 },
    )?;
    for hash in hashes {
        all.change(
            "INSERT INTO recovery_codes (user_id, code_hash, created_at)
             VALUES (:user, :hash, :now) ON CONFLICT DO NOTHING",
            named_params! { ":user": user.0, ":hash": hash, ":now": all.now().0 },
        )?;
    }
    Ok(())
}

/// Uses a recovery code up; false if it is none, or was used.
pub fn use_recovery_code(all: &AllTx, user: UserId, hash: &str) -> Result<bool> {
    let changed = all.change(
        "UPDATE recovery_codes SET used_at = :now
          WHERE user_id = :user AND code_hash = :hash AND used_at IS NULL",
        named_params! { ":now": all.now().0, ":user": user.0, ":hash": hash },
    )?;
    Ok(changed == 1)
}

/// How many recovery codes can still be used.
pub fn recovery_codes_left(all: &AllRead, user: UserId) -> Result<i64> {
    all.count(
        "SELECT COUNT(*) FROM recovery_codes WHERE user_id = :user AND used_at IS NULL",
        named_params! { ":user": user.0 },
    )
}
