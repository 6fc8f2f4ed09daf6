//! What creating requests that carried an `Idempotency-Key` made, for a day.

use rusqlite::named_params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{AllTx, Changes, Rows, Tx};
use crate::error::{Error, Result};
use crate::model::{Once, Timestamp};

/// Makes something, once per key: a second request with the same key and body
/// gets what the first one made, as it was then. The key is claimed in the
/// transaction that makes the thing, so a failure leaves it free. Without a key
/// it is simply made. Keys are the caller's own within the open company.
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

/// What this request made the first time, if it is a repetition: for what is
/// made outside any company. Afterwards, [`keep`] it.
pub fn made<T: DeserializeOwned>(all: &AllTx, once: &Once) -> Result<Option<T>> {
    find(&**all, ":route", all.now(), once)
}

/// Remembers what a request made, in the transaction that made it.
pub fn keep(all: &AllTx, once: &Once, made: impl Serialize) -> Result<()> {
    put(all, ":route", all.now(), once, &made)
}

/// Throws away what is older than `before`.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change(
        "DELETE FROM idempotency_keys WHERE created_at < :before",
        named_params! { ":before": before.0 },
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
        named_params! {
            ":user": once.user.0, ":route": once.route, ":key": once.key,
            ":since": now.minus(Once::LASTS).0,
        },
        |row| Ok((row.get::<_, String>("body_hash")?, row.get::<_, String>("reply")?)),
    )?;
    match found {
        Some((body, _)) if body != once.body => {
            Err(Error::invalid("Idempotency-Key", "idempotency_key_reused"))
        }
        // Unreadable: an older version described it otherwise. It has been made all the same.
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
        named_params! {
            ":user": once.user.0, ":route": once.route, ":key": once.key, ":body": once.body,
            ":made": made, ":now": now.0,
        },
    )?;
    Ok(())
}
