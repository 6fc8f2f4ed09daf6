//! Keeping backups.

use std::path::{Path, PathBuf};

use super::Shelf;
use crate::error::Result;
use crate::model::backup::Manifest;
use crate::model::{Digest, Timestamp};

/// Where backups are kept. They share their blobs, so that one more costs only what is
/// new. A backup is there whole or not at all. Errors carry a
/// [`Trouble`](crate::model::backup::Trouble) where a person can do something about it.
pub trait BackupStore: Send + Sync {
    /// Where that is, for those who run the instance.
    fn place(&self) -> &Path;

    /// Begins a backup of that instant, and keeps others from being made meanwhile.
    /// What an interrupted one has left is thrown away.
    fn begin(&self, at: Timestamp) -> Result<Box<dyn Making>>;

    /// Those that are whole by what they say themselves, the latest first.
    fn list(&self) -> Result<Vec<Snapshot>>;

    /// Takes away all but the latest `keep`, then the blobs that no backup refers to.
    fn rotate(&self, keep: usize) -> Result<Rotated>;
}

/// A backup being made. Dropped before [`Making::finish`], it leaves only blobs that
/// the next one takes up.
pub trait Making: Send {
    /// Where the database is to be copied to.
    fn database(&self) -> PathBuf;

    /// What can be written there.
    fn room(&self) -> Result<Room>;

    /// Whether an earlier backup has these bytes.
    fn has(&self, name: Digest, bytes: u64) -> bool;

    /// Takes in a blob that stands in the file `from`.
    fn add(&mut self, shelf: Option<Shelf>, name: Digest, bytes: u64, from: &Path)
    -> Result<Taken>;

    /// Takes in what is kept beside the database, and makes it a backup.
    fn finish(self: Box<Self>, manifest: &Manifest) -> Result<Snapshot>;
}

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// In bytes.
    pub free: u64,
    /// Whether blobs cost nothing, as they are on the same disk.
    pub is_beside: bool,
}

/// What became of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// An earlier backup has it.
    Had,
    New,
    /// The file is not there, or not what its name says.
    Lost,
}

/// A backup that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub name: String,
    pub manifest: Manifest,
}

/// What rotation took away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rotated {
    pub backups: u64,
    pub blobs: u64,
    /// Of those blobs.
    pub bytes: u64,
}
