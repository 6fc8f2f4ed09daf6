//! Reads columns that several tables share.

use std::collections::HashMap;

use anyhow::anyhow;

use super::Row;
use crate::error::{Error, Result};
use crate::model::{Address, EmployeeId, Signature};

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

/// A number of bytes; SQL integers are signed.
pub(super) fn size(row: &Row, column: &'static str) -> Result<u64> {
    row.get::<i64>(column).map(|bytes| bytes.max(0).unsigned_abs())
}

/// A number of bytes as an SQL integer.
pub(super) fn as_size(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// A name of an enum variant; anything else is a corrupt value.
pub(super) fn word<T>(
    row: &Row,
    column: &'static str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T> {
    let text = row.text(column)?;
    read(text).ok_or_else(|| broken(column, anyhow!("{text:?} is no such word")))
}

/// JSON written by us; anything else is a corrupt value.
pub(super) fn json<T: serde::de::DeserializeOwned>(row: &Row, column: &'static str) -> Result<T> {
    serde_json::from_str(row.text(column)?).map_err(|error| broken(column, error.into()))
}

pub(super) fn json_if_any<T: serde::de::DeserializeOwned>(
    row: &Row,
    column: &'static str,
) -> Result<Option<T>> {
    let text = row.text_if_any(column)?;
    text.map(serde_json::from_str).transpose().map_err(|error| broken(column, error.into()))
}

pub(super) fn signature(row: &Row) -> Result<Option<Signature>> {
    let text = row.text_if_any("signature")?;
    let read = text.map(Signature::from_json).transpose();
    read.map_err(|error| broken("signature", error.into()))
}

/// Ids as a JSON list, for `IN (SELECT value FROM json_each(:ids))`.
pub(super) fn id_list(employees: &[EmployeeId]) -> String {
    let ids: Vec<String> = employees.iter().map(|id| id.0.to_string()).collect();
    format!("[{}]", ids.join(","))
}

/// The ids of `:ids`, an [`id_list`], for `IN (…)`.
pub(super) const IDS: &str = "SELECT value FROM json_each(:ids)";

/// The rows of `:rows`, a [`row_list`]: `INSERT … SELECT r.value ->> 'column' FROM {ROWS}`.
pub(super) const ROWS: &str = "json_each(:rows) AS r";

/// Rows as a JSON list, for [`ROWS`].
pub(super) fn row_list(rows: impl IntoIterator<Item = serde_json::Value>) -> String {
    serde_json::Value::from_iter(rows).to_string()
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
pub(super) fn text_or_empty(row: &Row, column: &'static str) -> Result<String> {
    Ok(row.get::<Option<String>>(column)?.unwrap_or_default())
}

fn broken(column: &str, error: anyhow::Error) -> Error {
    tracing::error!(column, "a stored value cannot be read");
    Error::Internal(error.context(format!("{column} cannot be read")))
}
