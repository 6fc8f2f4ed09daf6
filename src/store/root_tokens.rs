//! The time-stamps of daily roots.

use super::columns::word;
use super::engine::Connection;
use super::{AllRead, AllTx, Changes, Row, Rows, params};
use crate::error::Result;
use crate::model::time_token::Authority;
use crate::model::{Digest, Timestamp};

/// A time-stamp of a root, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptToken {
    /// The number of the root.
    pub number: u64,
    /// The address of the authority.
    pub url: String,
    /// In DER.
    pub token: Vec<u8>,
    /// When the authority made it.
    pub at: Timestamp,
    pub authority: Authority,
    /// Whether the authority's certificate came from one of the roots that were configured then.
    pub is_checked: bool,
}

const COLUMNS: &str = "number, url, token, at, authority, certificate, is_checked";

fn kept(row: &Row) -> Result<KeptToken> {
    let name = row.get("authority")?;
    let certificate = word(row, "certificate", Digest::parse)?;
    Ok(KeptToken {
        number: row.get::<i64>("number")?.unsigned_abs(),
        url: row.get("url")?,
        token: row.get("token")?,
        at: row.get("at")?,
        authority: Authority { name, certificate },
        is_checked: row.get("is_checked")?,
    })
}

/// The time-stamps of the roots from one number to another, the earliest of each root first.
pub fn list(all: &AllRead, from: u64, to: u64) -> Result<Vec<KeptToken>> {
    all.all(
        &format!(
            "SELECT {COLUMNS} FROM root_tokens
              WHERE number BETWEEN :from AND :to ORDER BY number, at, url"
        ),
        params! { ":from": from as i64, ":to": to as i64 },
        kept,
    )
}

/// All time-stamps of a database.
pub(super) fn of(sql: &Connection) -> Result<Vec<KeptToken>> {
    sql.all(&format!("SELECT {COLUMNS} FROM root_tokens ORDER BY number, at, url"), &[], kept)
}

/// Whether the authority at an address has time-stamped a root.
pub fn exists(all: &AllRead, number: u64, url: &str) -> Result<bool> {
    let found = all.count(
        "SELECT COUNT(*) FROM root_tokens WHERE number = :number AND url = :url",
        params! { ":number": number as i64, ":url": url },
    )?;
    Ok(found > 0)
}

/// Stores a time-stamp; false if there is one of this authority.
pub fn keep(all: &AllTx, token: &KeptToken) -> Result<bool> {
    let changed = all.change(
        "INSERT INTO root_tokens (number, url, token, at, authority, certificate, is_checked)
         VALUES (:number, :url, :token, :at, :authority, :certificate, :checked)
         ON CONFLICT DO NOTHING",
        params! {
            ":number": token.number as i64, ":url": token.url.as_str(),
            ":token": token.token.as_slice(), ":at": token.at,
            ":authority": token.authority.name.as_str(),
            ":certificate": token.authority.certificate.hex(), ":checked": token.is_checked,
        },
    )?;
    Ok(changed == 1)
}
