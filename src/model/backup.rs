//! Backups: their manifest, their names, and their errors.

use std::collections::BTreeMap;
use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::{Secret, Timestamp};

/// The version of the layout. A reader that supports only a lower one is too old.
pub const FORMAT: u32 = 1;
/// The age of the last good backup, in milliseconds, beyond which a warning is shown.
pub const STALE: i64 = 2 * Timestamp::DAY;
/// Disk space to leave free beside a backup, in bytes: an instance on a full disk cannot write.
pub const SPARE: u64 = 64 << 20;

/// The manifest of a backup, `manifest.json`. Contains no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// See [`FORMAT`].
    pub format: u32,
    /// The version of be-right that made it.
    pub version: String,
    /// The number of migrations of its database.
    pub schema: u32,
    /// Identifies the instance; None if it has no secrets of its own.
    #[serde(default)]
    pub instance: Option<String>,
    /// Settings that are not in the configuration file but in variables, flags and secret files.
    /// Names only; their values must be transferred separately.
    #[serde(default)]
    pub set_elsewhere: Vec<String>,
    /// RFC 3339, in UTC; it contains what was committed before.
    pub taken_at: String,
    /// In bytes, like `blob_bytes`.
    pub database_bytes: u64,
    /// The number of documents and files, and their total bytes.
    pub blobs: u64,
    pub blob_bytes: u64,
    /// The rows of the main tables by name, to recognise the right backup.
    pub rows: BTreeMap<String, i64>,
    /// Digests of blobs that the database refers to but that were missing or corrupt before the
    /// backup.
    pub lost: Vec<String>,
}

impl Manifest {
    /// The same without terminal control sequences: a backup's files may come from somebody else.
    pub fn printable(self) -> Self {
        let text = |text: String| -> String { printable(&text) };
        let texts = |texts: Vec<String>| texts.into_iter().map(text).collect();
        Self {
            version: text(self.version),
            instance: self.instance.map(text),
            set_elsewhere: texts(self.set_elsewhere),
            taken_at: text(self.taken_at),
            lost: texts(self.lost),
            rows: self.rows.into_iter().map(|(name, rows)| (text(name), rows)).collect(),
            ..self
        }
    }

    /// The instant of the backup; the epoch if it is invalid.
    pub fn at(&self) -> Timestamp {
        Timestamp::parse_rfc3339(&self.taken_at).unwrap_or_default()
    }

    /// A summary: `companies 1, people 12, shoots 3, requests 20`.
    pub fn people(&self) -> String {
        let named = [
            ("companies", "companies"),
            ("people", "employees"),
            ("shoots", "events"),
            ("requests", "answers"),
        ];
        let count = |(word, table): (&str, &str)| {
            format!("{word} {}", self.rows.get(table).copied().unwrap_or(0))
        };
        named.map(count).join(", ")
    }

    /// Of everything it needs, in bytes; backups in one folder share blobs.
    pub fn bytes(&self) -> u64 {
        self.database_bytes + self.blob_bytes
    }
}

/// A text from a backup, for printing: printable ASCII, other characters as `?`.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect()
}

/// Authenticates checksums: their HMAC-SHA256 in hex, as from `openssl dgst -sha256 -hmac KEY`.
pub fn proof(key: &Secret, sums: &[u8]) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key.reveal().as_bytes()).expect("any length");
    mac.update(sums);
    hex::encode(mac.finalize().into_bytes())
}

/// The name of a backup: sorts by time, and is valid on every file system.
pub fn name(at: Timestamp) -> String {
    at.to_jiff().strftime("%Y-%m-%dT%H-%M-%SZ").to_string()
}

/// The backups that rotation deletes: all but the latest `keep`. `names` are the complete ones,
/// in any order; the latest is never deleted.
pub fn superseded(mut names: Vec<String>, keep: usize) -> Vec<String> {
    names.sort_unstable();
    names.truncate(names.len().saturating_sub(keep.max(1)));
    names
}

/// Why a backup could not be made. Its text is a sentence for administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum Trouble {
    /// Both in bytes.
    NoRoom { needed: u64, free: u64 },
    /// The disk became full meanwhile.
    Full,
    /// The folder is missing or not writable.
    Folder { path: String, why: String },
    /// Another process holds the lock.
    Busy { path: String },
    /// The database itself is damaged: existing backups are kept.
    Damaged { fault: String },
    /// Anything else.
    Other { why: String },
}

impl Trouble {
    /// Stable; the mail's text is `mail-backup-{code}`.
    pub fn code(&self) -> &'static str {
        match self {
            Trouble::NoRoom { .. } => "no_room",
            Trouble::Full => "full",
            Trouble::Folder { .. } => "folder",
            Trouble::Busy { .. } => "busy",
            Trouble::Damaged { .. } => "damaged",
            Trouble::Other { .. } => "other",
        }
    }

    /// What an administrator should do.
    pub fn next(&self) -> &'static str {
        match self {
            Trouble::NoRoom { .. } | Trouble::Full => {
                "Make room there, keep fewer (backup.keep, --keep), or name a folder on a larger \
                 disk. Nothing was changed: the backups there are stay whole."
            }
            Trouble::Folder { .. } => {
                "See that the disk is mounted and that the folder belongs to the account be-right \
                 runs under; a service must also be allowed to write there (ReadWritePaths= in \
                 systemd)."
            }
            Trouble::Busy { .. } => "Wait until it has ended, then try again.",
            Trouble::Damaged { .. } => {
                "The backups made before stay as they are: stop the server and restore the latest \
                 that is good (`be-right backup --check`, `be-right restore`)."
            }
            Trouble::Other { .. } => "See the log of the server.",
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NoRoom { needed, free } => {
                let (needed, free) = (Size(*needed), Size(*free));
                write!(
                    out,
                    "there is not enough room for a backup: it needs {needed}, {free} are free"
                )
            }
            Trouble::Full => out.write_str("the disk became full while the backup was made"),
            Trouble::Folder { path, why } => write!(out, "cannot keep backups in {path}: {why}"),
            Trouble::Busy { path } => {
                write!(out, "another backup is being made in {path}, or one is being tested")
            }
            Trouble::Damaged { fault } => write!(out, "the database is damaged: {fault}"),
            Trouble::Other { why } => write!(out, "the backup failed: {why}"),
        }
    }
}

/// Bytes in a readable unit: `1.5 GB`.
#[derive(Debug, Clone, Copy)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = ["kB", "MB", "GB", "TB"];
        if self.0 < 1000 {
            return write!(out, "{} bytes", self.0);
        }
        let (mut value, mut unit) = (self.0 as f64 / 1000.0, 0);
        while value >= 999.95 && unit + 1 < units.len() {
            (value, unit) = (value / 1000.0, unit + 1);
        }
        write!(out, "{value:.1} {}", units[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_time_and_say_it() {
        let at = Timestamp::parse_rfc3339("2026-11-23T03:30:09.123Z").unwrap();
        assert_eq!(name(at), "2026-11-23T03-30-09Z");
        assert!(name(at) < name(at.plus(Timestamp::SECOND)));
        assert!(name(at) < format!("{}-2", name(at)), "the second of one second comes after");
    }

    #[test]
    fn the_latest_backups_stay_and_never_none() {
        let names = || ["c", "a", "b"].map(str::to_owned).to_vec();
        assert_eq!(superseded(names(), 2), ["a"]);
        assert_eq!(superseded(names(), 7), [""; 0]);
        assert_eq!(superseded(names(), 0), ["a", "b"]);
        assert_eq!(superseded(vec![], 1), [""; 0]);
    }

    #[test]
    fn sizes_read_as_people_say_them() {
        let all = [0, 999, 1000, 1_550_000, 999_950_000, 40_000_000_000];
        let said = all.map(|bytes| Size(bytes).to_string());
        assert_eq!(said, ["0 bytes", "999 bytes", "1.0 kB", "1.6 MB", "1.0 GB", "40.0 GB"]);
    }
}
