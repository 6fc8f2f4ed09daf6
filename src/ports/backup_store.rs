//! The port for storing backups.

use std::path::{Path, PathBuf};

use super::Shelf;
use crate::error::Result;
use crate::model::backup::Manifest;
use crate::model::{Digest, Timestamp};

/// Stores backups. They share blobs, so another backup takes only the space of what is new. A
/// backup is visible only once complete. Errors carry a
/// [`Trouble`](crate::model::backup::Trouble) where an administrator can act.
pub trait BackupStore: Send + Sync {
    /// The location, shown to administrators.
    fn place(&self) -> &Path;

    /// Begins a backup of the state at `at` and locks out others meanwhile. Remains of an
    /// interrupted backup are deleted.
    fn begin(&self, at: Timestamp) -> Result<Box<dyn Making>>;

    /// Complete backups according to their manifests, the latest first.
    fn list(&self) -> Result<Vec<Snapshot>>;

    /// Deletes all but the latest `keep`, then the blobs that no backup refers to.
    fn rotate(&self, keep: usize) -> Result<Rotated>;
}

/// A backup in progress. Dropped before [`Making::finish`], it leaves only blobs, which the next
/// backup reuses.
pub trait Making: Send {
    /// The path to copy the database to.
    fn database(&self) -> PathBuf;

    /// The space available.
    fn room(&self) -> Result<Room>;

    /// Whether the backups already contain this blob.
    fn has(&self, name: Digest, bytes: u64) -> bool;

    /// Adds a blob from the file `from`.
    fn add(&mut self, shelf: Option<Shelf>, name: Digest, bytes: u64, from: &Path)
    -> Result<Taken>;

    /// Adds the files kept beside the database and completes the backup.
    fn finish(self: Box<Self>, manifest: &Manifest) -> Result<Snapshot>;
}

/// Available space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// In bytes.
    pub free: u64,
    /// Whether blobs are on the same disk, where they take no extra space.
    pub is_beside: bool,
}

/// The result of adding a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// An earlier backup contains it.
    Had,
    New,
    /// The file is missing or does not match its digest.
    Lost,
}

/// A complete backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub name: String,
    pub manifest: Manifest,
}

/// The result of a rotation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rotated {
    pub backups: u64,
    pub blobs: u64,
    /// Of the deleted blobs.
    pub bytes: u64,
}
