//! The port for storing blobs.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::Result;
use crate::model::{CompanyId, Digest, Timestamp, UserId};

/// Stores bytes by their SHA-256. Writes are atomic: a blob is complete or absent.
pub trait Blobs: Send + Sync {
    /// Stores the bytes durably and returns their digest. Idempotent.
    fn put(&self, bytes: &[u8]) -> Result<Digest>;

    /// The bytes of that digest; None if absent, an error if they are corrupt.
    fn get(&self, name: Digest) -> Result<Option<Vec<u8>>>;

    /// Deletes the bytes; not an error if absent.
    fn delete(&self, name: Digest) -> Result<()>;

    /// The blobs of one owner. Shelves share nothing: neither results nor timing disclose whether
    /// another owner has the same bytes.
    fn shelf(&self, owner: Shelf) -> Arc<dyn Blobs>;

    /// All owners with a shelf.
    fn shelves(&self) -> Result<Vec<Shelf>>;

    /// Begins a blob that is written in pieces. Dropped before [`Draft::keep`], it leaves nothing
    /// behind.
    fn draft(&self) -> Result<Box<dyn Draft>>;

    /// Opens a draft that outlives the process for appending; created if absent. `token` consists
    /// of letters, digits, `-` and `_`. Dropped, it stays until it is kept, [`Blobs::drop_part`]
    /// or swept.
    fn part(&self, token: &str, now: Timestamp) -> Result<Box<dyn Draft>>;

    /// The length of that draft; None if absent.
    fn part_bytes(&self, token: &str) -> Result<Option<u64>>;

    /// Deletes that draft; not an error if absent.
    fn drop_part(&self, token: &str) -> Result<()>;

    /// The path of the bytes, in an immutable file; None if absent. An open file stays readable
    /// after a [`Blobs::delete`].
    fn file(&self, name: Digest) -> Result<Option<PathBuf>>;

    /// Like [`Blobs::file`], with the bytes verified against their digest: an error if they are
    /// corrupt. Verified on first use, and again only if the file has changed since or the
    /// process was restarted.
    fn verified_file(&self, name: Digest) -> Result<Option<PathBuf>>;

    /// Verifies the bytes against their digest, ignoring earlier verifications.
    fn check(&self, name: Digest) -> Result<Condition>;

    /// Every blob of this shelf, without those of other shelves.
    fn list(&self) -> Result<Vec<Blob>>;

    /// Deletes the bytes unless they were stored, or stored again, after `before`; returns
    /// whether they were deleted. Atomic with respect to [`Blobs::put`].
    fn forget(&self, name: Digest, before: Timestamp) -> Result<bool>;

    /// Moves bytes that no row references out of the shelf, unless they were stored, or stored
    /// again, after `before`; returns whether they were moved. Until [`Blobs::delete_set_aside`],
    /// reading them moves them back.
    fn set_aside(&self, name: Digest, before: Timestamp, now: Timestamp) -> Result<bool>;

    /// Deletes what was set aside before `before`, of all shelves; returns how many.
    fn delete_set_aside(&self, before: Timestamp) -> Result<u64>;

    /// Deletes the leftovers of interrupted writes older than `before`, of all shelves; returns
    /// how many.
    fn sweep(&self, before: Timestamp) -> Result<usize>;
}

/// The owner of a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shelf {
    Company(CompanyId),
    User(UserId),
}

/// The result of verifying bytes on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    Whole,
    /// They do not match their digest.
    Rotten,
    Missing,
}

/// A listed blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blob {
    pub name: Digest,
    pub bytes: u64,
    /// When it was last stored.
    pub kept_at: Timestamp,
}

/// A blob being written, invisible until it is kept.
pub trait Draft: Send + Sync {
    /// Appends.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;

    /// The current length.
    fn bytes(&self) -> u64;

    /// Flushes what was written to the disk.
    fn sync(&mut self) -> Result<()>;

    /// Truncates to the first `bytes`.
    fn cut(&mut self, bytes: u64) -> Result<()>;

    /// The digest of the current content.
    fn name(&mut self) -> Result<Digest>;

    /// The path of the draft, with all that was written flushed to it.
    fn file(&mut self) -> Result<PathBuf>;

    /// Stores it durably and returns its digest. Bytes already stored get `now` as their time.
    fn keep(self: Box<Self>, now: Timestamp) -> Result<Digest>;
}
