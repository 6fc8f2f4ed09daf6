//! Blobs as files named by their SHA-256, in folders by its first two digits.
//! Written beside, fsynced, renamed: never half there, not even after a power cut.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use crate::error::{Error, Result};
use crate::model::Digest;
use crate::ports::Blobs;

/// A folder of blobs.
pub struct DiskBlobs {
    folder: PathBuf,
}

impl DiskBlobs {
    /// Makes the folder if it is not there.
    pub fn open(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, name: Digest) -> PathBuf {
        let hex = name.hex();
        self.folder.join(&hex[..2]).join(hex)
    }

    fn keep(&self, bytes: &[u8], path: &Path) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.folder);
        if !folder.is_dir() {
            fs::create_dir_all(folder)?;
            File::open(&self.folder)?.sync_all()?;
        }
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        File::open(folder)?.sync_all()
    }
}

impl Blobs for DiskBlobs {
    fn put(&self, bytes: &[u8]) -> Result<Digest> {
        let name = Digest::of(bytes);
        let path = self.path(name);
        if path.is_file() {
            return Ok(name);
        }
        self.keep(bytes, &path).map_err(|error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Error::Unavailable("storage_full")
            }
            _ => Error::Internal(anyhow::Error::from(error).context("cannot keep a blob")),
        })?;
        Ok(name)
    }

    fn get(&self, name: Digest) -> Result<Option<Vec<u8>>> {
        let bytes = match fs::read(self.path(name)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(anyhow::Error::from(error).context("cannot read a blob").into());
            }
        };
        let whole = || -> anyhow::Result<()> {
            ensure!(Digest::of(&bytes) == name, "blob {name} has rotted on the disk");
            Ok(())
        };
        whole()?;
        Ok(Some(bytes))
    }

    fn delete(&self, name: Digest) -> Result<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(anyhow::Error::from(error).context("cannot delete a blob").into())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_is_kept_once_and_noticed_when_it_rots() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = DiskBlobs::open(folder.path()).unwrap();
        let name = blobs.put(b"release").unwrap();
        assert_eq!(blobs.put(b"release").unwrap(), name);
        assert_eq!(blobs.get(name).unwrap().as_deref(), Some(&b"release"[..]));
        fs::write(blobs.path(name), b"relaese").unwrap();
        assert!(blobs.get(name).is_err());
        blobs.delete(name).unwrap();
        blobs.delete(name).unwrap();
        assert_eq!(blobs.get(name).unwrap(), None);
    }
}
