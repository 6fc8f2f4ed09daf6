//! Replies to creating requests that carried an `Idempotency-Key`, for a day.

use rusqlite::named_params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{AllTx, Changes, Rows, Tx};
use crate::error::{Error, Result};
use crate::model::Timestamp;
use crate::model::once::{ONCE_LASTS, Once};

/// Makes something, once per key: a second request with the same key and body
/// gets what the first one made, as it was then. The key is claimed in the
/// transaction that makes the thing, so a failure leaves it free. Without a key
/// it is simply made.
pub fn once<T, F>(tx: &Tx, once: Option<&Once>, make: F) -> Result<T>
where
    T: Serialize + DeserializeOwned,
    F: FnOnce() -> Result<T>,
{
    let Some(once) = once else { return make() };
    if let Some((body, reply)) = find(tx, once)? {
        if body != once.body.hex() {
            return Err(Error::invalid("Idempotency-Key", "idempotency_key_reused"));
        }
        // Written by an older version that made it differently: made it is.
        return serde_json::from_str(&reply).map_err(|_| Error::Conflict("already_made"));
    }
    let made = make()?;
    put(tx, once, &serde_json::to_string(&made).map_err(anyhow::Error::from)?)?;
    Ok(made)
}

// A key is the caller's own within the company they work for.

fn find(tx: &Tx, once: &Once) -> Result<Option<(String, String)>> {
    tx.first(
        "SELECT body_hash, reply FROM idempotency_keys
          WHERE user_id = :user AND route = :company || ' ' || :route AND key = :key
            AND created_at > :expired",
        named_params! {
            ":user": once.user.0, ":route": once.route, ":key": once.key,
            ":expired": tx.now().minus(ONCE_LASTS).0,
        },
        |row| Ok((row.get("body_hash")?, row.get("reply")?)),
    )
}

fn put(tx: &Tx, once: &Once, reply: &str) -> Result<()> {
    tx.change(
        "INSERT INTO idempotency_keys (user_id, route, key, body_hash, reply, created_at)
         VALUES (:user, :company || ' ' || :route, :key, :body, :reply, :now)
         ON CONFLICT (user_id, route, key) DO UPDATE
            SET body_hash = :body, reply = :reply, created_at = :now",
        named_params! {
            ":user": once.user.0, ":route": once.route, ":key": once.key,
            ":body": once.body.hex(), ":reply": reply, ":now": tx.now().0,
        },
    )?;
    Ok(())
}

/// Throws away the replies kept since before `before`.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change(
        "DELETE FROM idempotency_keys WHERE created_at < :before",
        named_params! { ":before": before.0 },
    )
}
