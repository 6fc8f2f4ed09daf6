//! Backups as plain files, which any program that copies folders can transfer:
//!
//! | name                          | content                                           |
//! |-------------------------------|---------------------------------------------------|
//! | `snapshots/NAME/manifest.json`| the manifest of the backup                        |
//! | `snapshots/NAME/be-right.db`  | the database at that instant                      |
//! | `snapshots/NAME/secrets/`     | the keys of links, seals and sessions             |
//! | `snapshots/NAME/be-right.toml`| the configuration file, if the server reads one   |
//! | `snapshots/NAME/blobs.txt`    | the blobs it refers to: shelf, SHA-256, bytes     |
//! | `snapshots/NAME/SHA256SUMS`   | of the files above, for `sha256sum --check`       |
//! | `snapshots/NAME/SHA256SUMS.hmac`| authenticates the checksums, if a key is set    |
//! | `blobs/ab/ab…`                | the blobs of all backups, each stored once        |
//! | `lock`                        | held while a backup is made, read or deleted      |
//!
//! A folder of `snapshots` whose name begins with a dot is incomplete or being deleted.
//! Everything is readable by the owner of the process only.

mod check;
mod files;
mod making;
mod restore;
mod rotate;

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::backup::{Manifest, Trouble};
use crate::model::{Digest, Secret, Timestamp};
use crate::ports::{BackupStore, Making, Rotated, Snapshot};

pub use check::Checked;
pub use restore::{CONFIG_OF_THEN, Restored};

const SNAPSHOTS: &str = "snapshots";
const BLOBS: &str = "blobs";
const DATABASE: &str = "be-right.db";
const SECRETS: &str = "secrets";
/// The end of the name of a secret that is not in use yet: the next key of a change that was stopped.
const NOT_IN_PLACE: &str = ".next";
/// The secrets without which a database cannot be used.
const KEYS: [&str; 2] = ["links.key", "seal.key"];
const CONFIG: &str = "be-right.toml";
const LIST: &str = "blobs.txt";
const MANIFEST: &str = "manifest.json";
const SUMS: &str = "SHA256SUMS";
const PROOF: &str = "SHA256SUMS.hmac";
const LOCK: &str = "lock";

/// A folder of backups.
#[derive(Debug, Clone)]
pub struct DiskBackupStore {
    folder: PathBuf,
    /// The folder of secrets; None if the store is only read.
    secrets: Option<PathBuf>,
    /// The configuration file, if the instance reads one.
    config: Option<PathBuf>,
    /// The key that authenticates checksums; None: they are not authenticated.
    key: Option<Secret>,
}

/// Holds the lock of the folder.
struct Held {
    _lock: Option<File>,
}

impl DiskBackupStore {
    /// The backups of an instance, with its folder of secrets and the configuration file it
    /// reads. Accesses nothing yet, so that the server starts even if the disk is not mounted.
    pub fn new(folder: &Path, secrets: &Path, config: Option<&Path>) -> Self {
        Self {
            folder: folder.to_owned(),
            secrets: Some(secrets.to_owned()),
            config: config.map(Path::to_owned),
            key: None,
        }
    }

    /// The same, authenticated with a key: new backups get an HMAC, and those read must have one.
    pub fn with_key(self, key: Option<Secret>) -> Self {
        Self { key, ..self }
    }

    /// Backups to read only.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), secrets: None, config: None, key: None }
    }

    /// The instance's identifier: derived one-way from a key that never changes.
    fn instance(&self) -> Option<String> {
        let key = fs::read(self.secrets.as_ref()?.join("links.key")).ok()?;
        let digest = Digest::of_parts(&[b"be-right backups of the instance\0", &key]);
        Some(digest.hex()[..16].to_owned())
    }

    fn snapshots(&self) -> PathBuf {
        self.folder.join(SNAPSHOTS)
    }

    fn blob(&self, name: Digest) -> PathBuf {
        let hex = name.hex();
        self.folder.join(BLOBS).join(&hex[..2]).join(hex)
    }

    /// Locks the folder exclusively, creating it if needed. Its parent must exist: on an
    /// unmounted disk, backups would fill another one.
    fn hold_alone(&self) -> Result<Held> {
        let make = |path: &Path| match DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            made => made,
        };
        let open = || {
            make(&self.folder)?;
            make(&self.snapshots())?;
            make(&self.folder.join(BLOBS))?;
            let mut options = OpenOptions::new();
            options
                .create(true)
                .truncate(false)
                .write(true)
                .mode(0o600)
                .open(self.folder.join(LOCK))
        };
        let lock = open().map_err(|error| self.unusable(&error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Held { _lock: Some(lock) }),
            Err(TryLockError::WouldBlock) => {
                Err(troubled(Trouble::Busy { path: self.folder.display().to_string() }))
            }
            Err(TryLockError::Error(error)) => Err(self.unusable(&error)),
        }
    }

    /// Waits for the lock and takes it shared; on a read-only disk no lock is needed.
    fn hold_to_read(&self) -> Held {
        let lock = File::open(self.folder.join(LOCK)).ok();
        Held { _lock: lock.filter(|lock| lock.lock_shared().is_ok()) }
    }

    fn unusable(&self, error: &io::Error) -> Error {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => troubled(Trouble::Full),
            _ => troubled(Trouble::Folder {
                path: self.folder.display().to_string(),
                why: error.to_string(),
            }),
        }
    }

    /// The names of complete backups by folder name, the latest first.
    fn names(&self) -> Result<Vec<String>> {
        let found = fs::read_dir(self.snapshots()).map_err(|error| self.unusable(&error))?;
        let mut names = vec![];
        for entry in found {
            let entry = entry.map_err(|error| self.unusable(&error))?;
            let name = entry.file_name().into_string().unwrap_or_default();
            // Invalid names are not reported: they would reach terminals.
            if is_name(&name) && entry.path().is_dir() {
                names.push(name);
            }
        }
        names.sort_unstable_by(|a, b| b.cmp(a));
        Ok(names)
    }

    /// The backup of that name, if its manifest says it is complete.
    fn find(&self, name: &str) -> Option<Snapshot> {
        // Incomplete, being deleted, or not ours.
        if !is_name(name) {
            return None;
        }
        let folder = self.snapshots().join(name);
        let manifest: Manifest =
            serde_json::from_slice(&fs::read(folder.join(MANIFEST)).ok()?).ok()?;
        let database = fs::metadata(folder.join(DATABASE)).ok()?;
        let is_whole = database.len() == manifest.database_bytes
            && folder.join(LIST).is_file()
            && folder.join(SUMS).is_file();
        is_whole.then(|| Snapshot { name: name.to_owned(), manifest: manifest.printable() })
    }
}

/// Whether a backup's folder may have this name.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name.chars().all(|c| c.is_alphanumeric() || " -_.+".contains(c))
}

impl BackupStore for DiskBackupStore {
    fn place(&self) -> &Path {
        &self.folder
    }

    fn begin(&self, at: Timestamp) -> Result<Box<dyn Making>> {
        Ok(Box::new(making::DiskMaking::begin(self, at)?))
    }

    fn list(&self) -> Result<Vec<Snapshot>> {
        if !self.snapshots().exists() && self.folder.is_dir() {
            return Ok(vec![]);
        }
        Ok(self.names()?.iter().filter_map(|name| self.find(name)).collect())
    }

    fn rotate(&self, keep: usize) -> Result<Rotated> {
        rotate::rotate(self, keep)
    }
}

/// An error that an administrator can act on.
fn troubled(trouble: Trouble) -> Error {
    Error::Internal(anyhow::Error::new(trouble))
}

#[cfg(test)]
mod tests;
