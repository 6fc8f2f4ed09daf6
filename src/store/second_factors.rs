//! The second factor of an account, and its recovery codes. It belongs to the user, not to a
//! company.

use super::{AllRead, AllTx, Changes, Rows, params};
use crate::error::Result;
use crate::model::{Timestamp, UserId};

/// A second factor, active or being set up.
#[derive(Debug, Clone)]
pub struct Factor {
    /// The secret is derived from this.
    pub nonce: String,
    pub created_at: Timestamp,
    /// Since when it is required; None while it is being set up.
    pub confirmed_at: Option<Timestamp>,
    /// The time step of the last accepted code.
    pub last_step: Option<i64>,
}

/// The second factor of a user, active or being set up.
pub fn find(all: &AllRead, user: UserId) -> Result<Option<Factor>> {
    all.first(
        "SELECT nonce, created_at, confirmed_at, last_step FROM second_factors
          WHERE user_id = :user",
        params! { ":user": user },
        |row| {
            Ok(Factor {
                nonce: row.get("nonce")?,
                created_at: row.get("created_at")?,
                confirmed_at: row.get("confirmed_at")?,
                last_step: row.get("last_step")?,
            })
        },
    )
}

/// The active second factor of a user.
pub fn find_on(all: &AllRead, user: UserId) -> Result<Option<Factor>> {
    Ok(find(all, user)?.filter(|factor| factor.confirmed_at.is_some()))
}

/// Starts the setup with a new secret; false if one is active.
pub fn begin(all: &AllTx, user: UserId, nonce: &str) -> Result<bool> {
    let changed = all.change(
        "INSERT INTO second_factors (user_id, nonce, created_at) VALUES (:user, :nonce, :now)
         ON CONFLICT (user_id) DO UPDATE SET nonce = :nonce, created_at = :now
          WHERE confirmed_at IS NULL",
        params! { ":user": user, ":nonce": nonce, ":now": all.now() },
    )?;
    Ok(changed == 1)
}

/// Activates the second factor.
pub fn confirm(all: &AllTx, user: UserId) -> Result<bool> {
    let changed = all.change(
        "UPDATE second_factors SET confirmed_at = :now
          WHERE user_id = :user AND confirmed_at IS NULL",
        params! { ":now": all.now(), ":user": user },
    )?;
    Ok(changed == 1)
}

/// Records that the code of a time step was used; false if this or a later one was used before.
pub fn use_step(all: &AllTx, user: UserId, step: i64) -> Result<bool> {
    let changed = all.change(
        "UPDATE second_factors SET last_step = :step
          WHERE user_id = :user AND (last_step IS NULL OR last_step < :step)",
        params! { ":step": step, ":user": user },
    )?;
    Ok(changed == 1)
}

/// Deletes the second factor and its recovery codes; false if none was active.
pub fn delete(all: &AllTx, user: UserId) -> Result<bool> {
    let was_on = find_on(all, user)?.is_some();
    let whose = params! { ":user": user };
    all.change("DELETE FROM recovery_codes WHERE user_id = :user", whose)?;
    all.change("DELETE FROM second_factors WHERE user_id = :user", whose)?;
    Ok(was_on)
}

/// Replaces the recovery codes of a user.
pub fn set_recovery_codes(all: &AllTx, user: UserId, hashes: &[String]) -> Result<()> {
    all.change("DELETE FROM recovery_codes WHERE user_id = :user", params! { ":user": user })?;
    for hash in hashes {
        all.change(
            "INSERT INTO recovery_codes (user_id, code_hash, created_at)
             VALUES (:user, :hash, :now) ON CONFLICT DO NOTHING",
            params! { ":user": user, ":hash": hash, ":now": all.now() },
        )?;
    }
    Ok(())
}

/// Uses a recovery code; false if it is invalid or used.
pub fn use_recovery_code(all: &AllTx, user: UserId, hash: &str) -> Result<bool> {
    let changed = all.change(
        "UPDATE recovery_codes SET used_at = :now
          WHERE user_id = :user AND code_hash = :hash AND used_at IS NULL",
        params! { ":now": all.now(), ":user": user, ":hash": hash },
    )?;
    Ok(changed == 1)
}

/// The number of unused recovery codes.
pub fn recovery_codes_left(all: &AllRead, user: UserId) -> Result<i64> {
    all.count(
        "SELECT COUNT(*) FROM recovery_codes WHERE user_id = :user AND used_at IS NULL",
        params! { ":user": user },
    )
}
