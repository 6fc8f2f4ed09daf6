//! The claim link, whose first visitor becomes owner of an empty instance.

use super::{AllRead, AllTx, Changes, Rows, params};
use crate::error::Result;

/// Creates a claim, and invalidates earlier ones.
pub fn create(all: &AllTx, token_hash: &str) -> Result<()> {
    all.change("DELETE FROM claims WHERE used_at IS NULL", &[])?;
    all.change(
        "INSERT INTO claims (token_hash, created_at) VALUES (:hash, :now)",
        params! { ":hash": token_hash, ":now": all.now() },
    )?;
    Ok(())
}

/// Whether a claim is valid.
pub fn is_valid(all: &AllRead, token_hash: &str) -> Result<bool> {
    let found = all.count(
        "SELECT COUNT(*) FROM claims WHERE token_hash = :hash AND used_at IS NULL",
        params! { ":hash": token_hash },
    )?;
    Ok(found == 1)
}

/// Uses a claim; false if it was invalid.
pub fn redeem(all: &AllTx, token_hash: &str) -> Result<bool> {
    let changed = all.change(
        "UPDATE claims SET used_at = :now WHERE token_hash = :hash AND used_at IS NULL",
        params! { ":now": all.now(), ":hash": token_hash },
    )?;
    Ok(changed == 1)
}
