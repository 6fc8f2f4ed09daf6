//! Damage found in the database file.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};

/// The last corruption error of SQLite, shared by all connections.
#[derive(Clone, Default)]
pub struct Damage(Arc<Mutex<Option<String>>>);

impl Damage {
    pub fn get(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set(&self, damage: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = damage;
    }

    /// Records the error of a statement that found damage.
    pub fn record_damage<T>(&self, outcome: Result<T>) -> Result<T> {
        if let Some(damage) = outcome.as_ref().err().and_then(damage_of) {
            self.set(Some(damage));
        }
        outcome
    }
}

/// The damage, if an error means that the file is corrupt, or that the disk cannot read it.
pub fn damage_of(error: &Error) -> Option<String> {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase, SystemIoFailure};
    let Error::Internal(error) = error else { return None };
    let sql = error.downcast_ref::<rusqlite::Error>()?;
    match sql.sqlite_error_code()? {
        DatabaseCorrupt | NotADatabase | SystemIoFailure => Some(sql.to_string()),
        _ => None,
    }
}

/// Device and inode of a file.
pub type Identity = (u64, u64);

/// Which file this path names, if any.
pub fn identity(file: &Path) -> Option<Identity> {
    std::fs::metadata(file).ok().map(|about| (about.dev(), about.ino()))
}
