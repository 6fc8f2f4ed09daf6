//! Reads columns that several tables share.

use std::collections::HashMap;

use rusqlite::types::Type;
use rusqlite::{Error, Result, Row};

use crate::model::{Address, EmployeeId, Locale, Signature, Timestamp};

/// The columns of an address, for SELECT lists.
pub(super) const ADDRESS: &str =
    "line, line2, postal_code, city, subdivision, subdivision2, country, lat, lng";

pub(super) fn address(row: &Row) -> Result<Address> {
    Ok(Address {
        line: row.get("line")?,
        line2: row.get("line2")?,
        postal_code: row.get("postal_code")?,
        city: row.get("city")?,
        subdivision: row.get("subdivision")?,
        subdivision2: row.get("subdivision2")?,
        country: row.get("country")?,
        lat: row.get("lat")?,
        lng: row.get("lng")?,
    })
}

pub(super) fn instant(row: &Row, column: &str) -> Result<Timestamp> {
    row.get(column).map(Timestamp)
}

pub(super) fn instant_if_any(row: &Row, column: &str) -> Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
}

/// A number of bytes; SQL integers are signed.
pub(super) fn size(row: &Row, column: &str) -> Result<u64> {
    row.get::<_, i64>(column).map(|bytes| bytes.max(0).unsigned_abs())
}

/// A number of bytes as an SQL integer.
pub(super) fn as_size(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// A name of an enum variant; anything else is a corrupt value.
pub(super) fn word<T>(row: &Row, column: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    let text: String = row.get(column)?;
    read(&text).ok_or_else(|| broken(column, text.into()))
}

pub(super) fn locale(row: &Row) -> Result<Locale> {
    word(row, "locale", Locale::from_tag)
}

/// JSON written by us; anything else is a corrupt value.
pub(super) fn json<T: serde::de::DeserializeOwned>(row: &Row, column: &str) -> Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| broken(column, error.into()))
}

pub(super) fn json_if_any<T: serde::de::DeserializeOwned>(
    row: &Row,
    column: &str,
) -> Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let read = |text: String| serde_json::from_str(&text);
    text.map(read).transpose().map_err(|error| broken(column, error.into()))
}

pub(super) fn signature(row: &Row) -> Result<Option<Signature>> {
    let text: Option<String> = row.get("signature")?;
    let read = |text: String| Signature::from_json(&text);
    text.map(read).transpose().map_err(|error| broken("signature", error.into()))
}

/// Ids as a JSON list, for `IN (SELECT value FROM json_each(:ids))`.
pub(super) fn id_list(employees: &[EmployeeId]) -> String {
    let ids: Vec<String> = employees.iter().map(|id| id.0.to_string()).collect();
    format!("[{}]", ids.join(","))
}

/// The values of each key, in their order.
pub(super) fn grouped<K: Eq + std::hash::Hash, V>(pairs: Vec<(K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}

/// Names of erased rows are NULL: read as empty.
pub(super) fn text_or_empty(row: &Row, column: &str) -> Result<String> {
    Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
}

fn broken(column: &str, error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    tracing::error!(column, "a stored value cannot be read");
    Error::FromSqlConversionFailure(0, Type::Text, error)
}
