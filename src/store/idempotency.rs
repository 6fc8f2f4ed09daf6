//! The results of creating requests with an `Idempotency-Key`, kept for a day.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{AllTx, Changes, Rows, Tx, params};
use crate::error::{Error, Result};
use crate::model::{Once, Timestamp};

/// Runs `make` once per key: a second request with the same key and body gets the stored result of
/// the first. The key is recorded in the transaction of `make`, so a failure leaves it unused.
/// Without a key, `make` always runs. Keys belong to the caller within the current company.
pub fn once<T, F>(tx: &Tx, once: Option<&Once>, make: F) -> Result<T>
where
    T: Serialize + DeserializeOwned,
    F: FnOnce() -> Result<T>,
{
    let Some(once) = once else { return make() };
    let own = ":company || ' ' || :route";
    if let Some(made) = find(&**tx, own, tx.now(), once)? {
        return Ok(made);
    }
    let made = make()?;
    put(tx, own, tx.now(), once, &made)?;
    Ok(made)
}

/// The stored result if this request is a repetition, for requests outside any company. Afterwards,
/// call [`keep`].
pub fn made<T: DeserializeOwned>(all: &AllTx, once: &Once) -> Result<Option<T>> {
    find(&**all, ":route", all.now(), once)
}

/// Stores a request's result, in the transaction that made it.
pub fn keep(all: &AllTx, once: &Once, made: impl Serialize) -> Result<()> {
    put(all, ":route", all.now(), once, &made)
}

/// Deletes results older than `before`.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change(
        "DELETE FROM idempotency_keys WHERE created_at < :before",
        params! { ":before": before },
    )
}

fn find<T: DeserializeOwned>(
    view: &impl Rows,
    route: &str,
    now: Timestamp,
    once: &Once,
) -> Result<Option<T>> {
    let found = view.first(
        &format!(
            "SELECT body_hash, reply FROM idempotency_keys
              WHERE user_id = :user AND route = {route} AND key = :key AND created_at > :since"
        ),
        params! {
            ":user": once.user, ":route": once.route, ":key": once.key,
            ":since": now.minus(Once::LASTS).0,
        },
        |row| Ok((row.get::<String>("body_hash")?, row.get::<String>("reply")?)),
    )?;
    match found {
        Some((body, _)) if body != once.body => {
            Err(Error::invalid("Idempotency-Key", "idempotency_key_reused"))
        }
        // An older version stored another format; the request was carried out all the same.
        Some((_, made)) => {
            serde_json::from_str(&made).map(Some).map_err(|_| Error::Conflict("already_made"))
        }
        None => Ok(None),
    }
}

fn put(
    tx: &impl Changes,
    route: &str,
    now: Timestamp,
    once: &Once,
    made: &impl Serialize,
) -> Result<()> {
    let made = serde_json::to_string(made).map_err(anyhow::Error::from)?;
    tx.change(
        &format!(
            "INSERT INTO idempotency_keys (user_id, route, key, body_hash, reply, created_at)
             VALUES (:user, {route}, :key, :body, :made, :now)
             ON CONFLICT (user_id, route, key) DO UPDATE
                SET body_hash = :body, reply = :made, created_at = :now"
        ),
        params! {
            ":user": once.user, ":route": once.route, ":key": once.key, ":body": once.body,
            ":made": made, ":now": now,
        },
    )?;
    Ok(())
}
