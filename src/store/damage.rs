//! Damage found in the database file.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};

/// The last corruption error of SQLite, shared by all connections.
#[derive(Clone, Default)]
pub(super) struct Damage(Arc<Mutex<Option<String>>>);

impl Damage {
    pub fn get(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set(&self, damage: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = damage;
    }

    /// Records the error of a statement that found damage.
    pub fn record_damage<T>(&self, outcome: Result<T>) -> Result<T> {
        if let Err(Error::Internal(error)) = &outcome
            && let Some(sql) = error.downcast_ref::<rusqlite::Error>()
            && is_damage(sql)
        {
            self.set(Some(sql.to_string()));
        }
        outcome
    }
}

/// Whether an error means that the file is corrupt, or that the disk cannot read it.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase, SystemIoFailure};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase | SystemIoFailure))
}

/// Device and inode of a file, if it exists.
pub(super) fn identity(file: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(file).ok().map(|about| (about.dev(), about.ino()))
}
