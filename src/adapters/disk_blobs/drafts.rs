//! Drafts of blobs: written to a separate file, synced, moved into place.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::{hash, make_durably, not_kept, system_time};
use crate::error::Result;
use crate::model::{Digest, Timestamp};
use crate::ports::{Draft, LocalCopy};

/// A draft file, hashed while written. Deleted on drop.
pub(super) struct DiskDraft {
    pub(super) file: NamedTempFile,
    pub(super) hasher: Sha256,
    pub(super) bytes: u64,
    /// The folder of the shelf.
    pub(super) folder: PathBuf,
    pub(super) order: Arc<Mutex<()>>,
}

impl Draft for DiskDraft {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(not_kept)?;
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn sync(&mut self) -> Result<()> {
        self.file.as_file().sync_data().map_err(not_kept)
    }

    fn cut(&mut self, bytes: u64) -> Result<()> {
        self.file.as_file().set_len(bytes).map_err(not_kept)?;
        self.file.seek(SeekFrom::Start(0)).map_err(not_kept)?;
        (self.hasher, self.bytes) = hash(&mut self.file).map_err(not_kept)?;
        Ok(())
    }

    fn name(&mut self) -> Result<Digest> {
        Ok(Digest(self.hasher.clone().finalize().into()))
    }

    fn local_copy(&mut self) -> Result<LocalCopy> {
        Ok(LocalCopy::Stored(self.file.path().to_owned()))
    }

    fn keep(self: Box<Self>, now: Timestamp) -> Result<Digest> {
        let Self { file, hasher, folder, order, .. } = *self;
        let name = Digest(hasher.finalize().into());
        let from = file.as_file().try_clone().map_err(not_kept)?;
        let place = |path: &Path| file.persist(path).map(drop).map_err(|error| error.error);
        settle(&from, name, &folder, &order, now, place).map_err(not_kept)?;
        Ok(name)
    }
}

/// A draft file that is kept on drop.
pub(super) struct DiskPart {
    pub(super) file: File,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    /// The digest of the content, once computed.
    pub(super) name: Option<Digest>,
    /// When it was last opened for writing; sweeping deletes drafts by this time.
    pub(super) began: Timestamp,
    pub(super) folder: PathBuf,
    pub(super) order: Arc<Mutex<()>>,
}

impl Draft for DiskPart {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.name = None;
        self.file.write_all(bytes).map_err(not_kept)?;
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn sync(&mut self) -> Result<()> {
        self.file.set_modified(system_time(self.began)).map_err(not_kept)?;
        self.file.sync_all().map_err(not_kept)
    }

    fn cut(&mut self, bytes: u64) -> Result<()> {
        self.name = None;
        self.file.set_len(bytes).map_err(not_kept)?;
        self.bytes = bytes;
        Ok(())
    }

    fn name(&mut self) -> Result<Digest> {
        if let Some(name) = self.name {
            return Ok(name);
        }
        self.file.seek(SeekFrom::Start(0)).map_err(not_kept)?;
        let (hasher, _) = hash(&mut self.file).map_err(not_kept)?;
        let name = Digest(hasher.finalize().into());
        self.name = Some(name);
        Ok(name)
    }

    fn local_copy(&mut self) -> Result<LocalCopy> {
        Ok(LocalCopy::Stored(self.path.clone()))
    }

    fn keep(self: Box<Self>, now: Timestamp) -> Result<Digest> {
        let mut part = *self;
        let name = part.name()?;
        let place = |path: &Path| fs::rename(&part.path, path);
        settle(&part.file, name, &part.folder, &part.order, now, place).map_err(not_kept)?;
        // Still there if the blob existed already.
        match fs::remove_file(&part.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(not_kept(error)),
            _ => Ok(name),
        }
    }
}

/// Moves a finished draft into place by `place`, or updates the time of the existing blob.
fn settle(
    draft: &File,
    name: Digest,
    shelf: &Path,
    order: &Mutex<()>,
    now: Timestamp,
    place: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    let hex = name.hex();
    let folder = shelf.join(&hex[..2]);
    let path = folder.join(&hex);
    // Durable before it is visible; slow, so outside the lock.
    draft.set_modified(system_time(now))?;
    draft.sync_all()?;
    make_durably(&folder)?;
    let _turn = order.lock().unwrap_or_else(PoisonError::into_inner);
    match File::options().write(true).open(&path) {
        Ok(kept) => kept.set_modified(system_time(now)),
        Err(_) => {
            place(&path)?;
            File::open(&folder)?.sync_all()
        }
    }
}
