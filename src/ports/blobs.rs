//! Keeping bytes.

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::Result;
use crate::model::{CompanyId, Digest, Timestamp, UserId};

/// Bytes kept under their SHA-256. A blob is there whole or not at all.
pub trait Blobs: Send + Sync {
    /// Keeps the bytes, on the disk when this returns, and gives their name.
    /// Keeping the same bytes twice is keeping them once.
    fn put(&self, bytes: &[u8]) -> Result<Digest>;

    /// The bytes of that name; none if there are none, an error if they have rotted.
    fn get(&self, name: Digest) -> Result<Option<Vec<u8>>>;

    /// Forgets the bytes; fine if there were none.
    fn delete(&self, name: Digest) -> Result<()>;

    /// What belongs to one owner. Shelves share nothing: whether somebody else
    /// keeps the same bytes shows neither in what is said nor in how long it takes.
    fn shelf(&self, owner: Shelf) -> Arc<dyn Blobs>;

    /// The owners who have a shelf.
    fn shelves(&self) -> Result<Vec<Shelf>>;

    /// Begins a blob that is written piece by piece. Dropped before
    /// [`Draft::keep`], it leaves nothing behind.
    fn draft(&self) -> Result<Box<dyn Draft>>;

    /// Goes on with a draft that outlives the process, on its end; begun if there is
    /// none. `token` is of mails, digits, `-` and `_`. Dropped, it stays until it
    /// is kept, [`Blobs::drop_part`] or swept.
    fn part(&self, token: &str, now: Timestamp) -> Result<Box<dyn Draft>>;

    /// How long that draft is; none if there is none.
    fn part_bytes(&self, token: &str) -> Result<Option<u64>>;

    /// Throws that draft away; fine if there is none.
    fn drop_part(&self, token: &str) -> Result<()>;

    /// Where the bytes stand, in a file that never changes; none if there are none.
    /// Whoever has it open may read on after a [`Blobs::delete`].
    fn file(&self, name: Digest) -> Result<Option<PathBuf>>;

    /// The same, once the bytes have been held against their name: an error if they have
    /// rotted. They are read whole the first time, and again only if the file has changed
    /// since or the process is another.
    fn sound_file(&self, name: Digest) -> Result<Option<PathBuf>>;

    /// Reads the bytes and holds them against their name, whatever was read before.
    fn check(&self, name: Digest) -> Result<Condition>;

    /// Every blob of this shelf, those of other shelves left out.
    fn list(&self) -> Result<Vec<Blob>>;

    /// Forgets the bytes unless they were kept, or kept again, after `before`:
    /// whether they did go. Nobody can keep them again halfway through.
    fn forget(&self, name: Digest, before: Timestamp) -> Result<bool>;

    /// Takes bytes off the shelf that no row names, unless they were kept, or kept again,
    /// after `before`: whether they did go. They stay apart until
    /// [`Blobs::delete_set_aside`], and whoever asks for them finds them again.
    fn set_aside(&self, name: Digest, before: Timestamp, now: Timestamp) -> Result<bool>;

    /// Deletes what was set aside before `before`, of all shelves; how many.
    fn delete_set_aside(&self, before: Timestamp) -> Result<u64>;

    /// Throws away what an interrupted process had begun to write, on all shelves,
    /// before `before`; how many there were.
    fn sweep(&self, before: Timestamp) -> Result<usize>;
}

/// Whose blobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shelf {
    Company(CompanyId),
    User(UserId),
}

/// What became of bytes on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    Whole,
    /// They are not what their name says.
    Rotten,
    Missing,
}

/// A blob as a list shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blob {
    pub name: Digest,
    pub bytes: u64,
    /// The last time that it was kept.
    pub kept_at: Timestamp,
}

/// A blob being written. Nobody sees it before it is kept.
pub trait Draft: Send + Sync {
    /// Adds to its end.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;

    /// How long it is so far.
    fn bytes(&self) -> u64;

    /// Has what was written so far on the disk.
    fn sync(&mut self) -> Result<()>;

    /// Forgets what was written after the first `bytes`.
    fn cut(&mut self, bytes: u64) -> Result<()>;

    /// The name that it will be kept under as it is now.
    fn name(&mut self) -> Result<Digest>;

    /// Where it stands meanwhile, all that was written included.
    fn file(&mut self) -> Result<PathBuf>;

    /// Keeps it, on the disk when this returns, and gives its name. The same
    /// bytes kept before are kept anew as of `now`.
    fn keep(self: Box<Self>, now: Timestamp) -> Result<Digest>;
}
