//! Derivatives as files, limited in size with LRU eviction. The order of use is kept in memory;
//! after a start it is the order of creation.

use std::fs::{self, DirBuilder};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use super::disk_reader::DiskReader;
use crate::error::Result;
use crate::model::Digest;
use crate::model::media::Format;
use crate::ports::{BlobReader, Derivative, Derivatives};

/// A folder with a maximum size in bytes.
pub struct DiskDerivatives {
    folder: PathBuf,
    /// The size of each file by name.
    sizes: Cache<String, u64>,
}

impl DiskDerivatives {
    /// Creates the folder if it does not exist, and counts its files.
    pub fn open(folder: &Path, most: u64) -> Result<Self> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        let gone = folder.to_owned();
        let sizes = Cache::builder()
            .max_capacity(most)
            .weigher(|_, bytes: &u64| weight(*bytes))
            .eviction_policy(EvictionPolicy::lru())
            .eviction_listener(move |name: std::sync::Arc<String>, _, cause| {
                if cause.was_evicted() {
                    // A file that cannot be deleted is counted again at the next start.
                    let _ = fs::remove_file(place(&gone, &name));
                }
            })
            .build();
        let derivatives = Self { folder: folder.to_owned(), sizes };
        derivatives.count().context("cannot read the derivatives")?;
        Ok(derivatives)
    }

    fn count(&self) -> std::io::Result<()> {
        let mut found = vec![];
        for folder in fs::read_dir(&self.folder)? {
            let folder = folder?.path();
            if !folder.is_dir() {
                continue;
            }
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let about = entry.metadata()?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with('.') {
                    // Incomplete when the last process ended.
                    let _ = fs::remove_file(entry.path());
                } else {
                    let made = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                    found.push((made, name, about.len()));
                }
            }
        }
        found.sort();
        for (_, name, bytes) in found {
            self.sizes.insert(name, bytes);
        }
        self.sizes.run_pending_tasks();
        Ok(())
    }
}

impl Derivatives for DiskDerivatives {
    fn find(&self, of: Digest, key: Digest, format: Format) -> Result<Option<Derivative>> {
        let name = name(of, key, format);
        let bytes = self.sizes.get(&name);
        Ok(bytes.map(|bytes| Derivative { of, key, format, bytes }))
    }

    fn open(&self, found: &Derivative) -> Result<Box<dyn BlobReader>> {
        let path = place(&self.folder, &name(found.of, found.key, found.format));
        let reader = DiskReader::open(&path).context("cannot open a derivative")?;
        Ok(Box::new(reader))
    }

    fn keep(&self, of: Digest, key: Digest, format: Format, bytes: &[u8]) -> Result<Derivative> {
        let name = name(of, key, format);
        let path = place(&self.folder, &name);
        let keep = || -> anyhow::Result<()> {
            let folder = path.parent().unwrap_or(&self.folder);
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            // Atomic: an incomplete file would be served for ever.
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(bytes)?;
            file.as_file().sync_data()?;
            file.persist(&path)?;
            Ok(())
        };
        keep().context("cannot keep a derivative")?;
        let bytes = bytes.len() as u64;
        self.sizes.insert(name, bytes);
        Ok(Derivative { of, key, format, bytes })
    }

    fn forget(&self, of: Digest) -> Result<usize> {
        let begins = origin(of);
        let folder = place(&self.folder, &begins);
        let Some(folder) = folder.parent().filter(|folder| folder.is_dir()) else { return Ok(0) };
        let forget = || -> anyhow::Result<usize> {
            let mut gone = 0;
            for entry in fs::read_dir(folder)? {
                let name = entry?.file_name().to_string_lossy().into_owned();
                if name.starts_with(&begins) {
                    self.sizes.invalidate(&name);
                    fs::remove_file(folder.join(name))?;
                    gone += 1;
                }
            }
            Ok(gone)
        };
        Ok(forget().context("cannot forget derivatives")?)
    }

    fn weight(&self) -> (u64, u64) {
        self.sizes.run_pending_tasks();
        (self.sizes.entry_count(), self.sizes.weighted_size())
    }
}

fn name(of: Digest, key: Digest, format: Format) -> String {
    format!("{}{key}.{}", origin(of), format.extension())
}

/// The prefix of the names of an original's derivatives.
fn origin(of: Digest) -> String {
    format!("{of}-")
}

fn place(folder: &Path, name: &str) -> PathBuf {
    folder.join(name.get(..2).unwrap_or_default()).join(name)
}

/// Adds a file's overhead to its bytes, so that many small files count too.
fn weight(bytes: u64) -> u32 {
    u32::try_from(bytes.next_multiple_of(4096)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> Digest {
        Digest::of([number])
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let open = || DiskDerivatives::open(folder.path(), 3 * 4096).unwrap();
        let kept = open();
        for n in 1..=3 {
            kept.keep(key(0), key(n), Format::Jpeg, &[n; 100]).unwrap();
        }
        // The cache applies pending uses lazily; this forces it.
        assert_eq!(kept.weight().0, 3);
        assert!(kept.find(key(0), key(1), Format::Jpeg).unwrap().is_some());
        assert_eq!(kept.weight().0, 3);
        kept.keep(key(0), key(4), Format::Jpeg, &[4; 4096]).unwrap();
        assert_eq!(kept.weight(), (3, 3 * 4096));
        assert_eq!(kept.find(key(0), key(2), Format::Jpeg).unwrap(), None, "the one nobody used");
        let first = kept.find(key(0), key(1), Format::Jpeg).unwrap().unwrap();
        assert_eq!(kept.open(&first).unwrap().read(0..100).unwrap(), [1; 100]);
        assert_eq!(first.bytes, 100);
        assert_eq!(kept.find(key(0), key(1), Format::Webp).unwrap(), None);
        drop(kept);
        // Existing files count after a restart.
        let again = open();
        assert_eq!(again.weight(), (3, 3 * 4096));
        again.keep(key(9), key(5), Format::Webp, &[5; 4097]).unwrap();
        assert!(again.weight().1 <= 3 * 4096);
        let on_disk = fs::read_dir(folder.path())
            .unwrap()
            .flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap())
            .count();
        assert_eq!(on_disk as u64, again.weight().0);
    }

    #[test]
    fn of_a_lost_original_nothing_stays() {
        let folder = tempfile::tempdir().unwrap();
        let kept = DiskDerivatives::open(folder.path(), 1 << 20).unwrap();
        kept.keep(key(1), key(3), Format::Jpeg, b"a").unwrap();
        kept.keep(key(1), key(4), Format::Webp, b"b").unwrap();
        let other = kept.keep(key(2), key(3), Format::Jpeg, b"c").unwrap();
        assert_eq!(kept.forget(key(1)).unwrap(), 2);
        assert_eq!(kept.find(key(1), key(3), Format::Jpeg).unwrap(), None);
        assert_eq!(kept.find(key(2), key(3), Format::Jpeg).unwrap(), Some(other));
        assert_eq!((kept.weight().0, kept.forget(key(1)).unwrap()), (1, 0));
    }
}
