//! The port for storing blobs. Callers read blobs through a [`BlobReader`]; only what needs a file
//! (decoders, hard links) asks for a [`LocalCopy`].

use std::io;
use std::ops::{Deref, Range};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempPath;

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

    /// Whether the bytes are stored, without reading them.
    fn has(&self, name: Digest) -> Result<bool>;

    /// Opens the bytes for reading; None if absent, an error if they do not match their digest.
    /// Verified on first use, and again only if they have changed since or the process was
    /// restarted.
    fn open(&self, name: Digest) -> Result<Option<Box<dyn BlobReader>>>;

    /// The bytes as a local file, verified as by [`Blobs::open`]; None if absent.
    fn local_copy(&self, name: Digest) -> Result<Option<LocalCopy>>;

    /// As [`Blobs::local_copy`], for a caller that verifies the bytes itself.
    fn unverified_copy(&self, name: Digest) -> Result<Option<LocalCopy>>;

    /// Verifies the bytes against their digest, ignoring earlier verifications.
    fn check(&self, name: Digest) -> Result<Condition>;

    /// Every blob of this shelf, without those of other shelves.
    fn list(&self) -> Result<Vec<Blob>>;

    /// Deletes the bytes unless they were stored, or stored again, after `before`; returns
    /// whether they were deleted. Atomic with respect to [`Blobs::put`].
    fn forget(&self, name: Digest, before: Timestamp) -> Result<bool>;

    /// Moves bytes that no row references out of the shelf, unless they were stored, or stored
    /// again, after `before`; returns whether they were moved. Until [`Blobs::delete_set_aside`],
    /// reading them, or asking whether they are stored, moves them back.
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

/// An open blob. It stays readable after a [`Blobs::delete`].
pub trait BlobReader: Send + Sync {
    /// The length.
    fn bytes(&self) -> u64;

    /// Fills `into` with the bytes from `at` on; an error if there are fewer. Blocks.
    fn read_exact_at(&self, into: &mut [u8], at: u64) -> io::Result<()>;

    /// The bytes of a range, in memory. Blocks.
    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let length = range.end.saturating_sub(range.start);
        let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        self.read_exact_at(&mut bytes, range.start)?;
        Ok(bytes)
    }
}

/// A local file with the bytes of a blob or draft, which must not be changed. On a disk this is the
/// stored file itself; a remote store downloads a temporary one.
#[derive(Debug, Clone)]
pub enum LocalCopy {
    /// The stored file.
    Stored(PathBuf),
    /// A file that is deleted with the last clone.
    Temporary(Arc<TempPath>),
}

impl Deref for LocalCopy {
    type Target = Path;

    fn deref(&self) -> &Path {
        match self {
            Self::Stored(path) => path,
            Self::Temporary(path) => path,
        }
    }
}

impl AsRef<Path> for LocalCopy {
    fn as_ref(&self) -> &Path {
        self
    }
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

    /// The current content as a local file, which may not outlive the draft.
    fn local_copy(&mut self) -> Result<LocalCopy>;

    /// Stores it durably and returns its digest. Bytes already stored get `now` as their time.
    fn keep(self: Box<Self>, now: Timestamp) -> Result<Digest>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_copy_is_deleted_with_its_last_clone() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let copy = LocalCopy::Temporary(Arc::new(file.into_temp_path()));
        let (path, clone) = (copy.to_path_buf(), copy.clone());
        drop(copy);
        assert!(path.is_file());
        drop(clone);
        assert!(!path.exists());
    }
}
