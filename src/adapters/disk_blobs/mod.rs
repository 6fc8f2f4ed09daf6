//! Blobs as files named by their SHA-256, in folders by its first two digits; those of a company
//! or a user are below `company/7` or `user/3`, those set aside in `set-aside/2026-05-01`, by
//! day. Written to a separate file, synced, renamed: never incomplete, even after a power cut.
//! Everything is readable by the owner of the process only.

mod drafts;

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::{Context, ensure};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::disk_reader::DiskReader;
use drafts::{DiskDraft, DiskPart};

use crate::error::{Error, Result};
use crate::model::file::PIECE;
use crate::model::{CompanyId, Digest, Timestamp, UserId};
use crate::ports::{Blob, BlobReader, Blobs, Condition, Draft, LocalCopy, Shelf};

/// The folder of drafts: on the same file system, for the rename.
const DRAFTS: &str = "drafts";
/// The folders of shelves, which no blob's folder can have as a name.
const COMPANY: &str = "company";
const USER: &str = "user";
/// The folder of blobs that no row references, with a folder for each day.
const SET_ASIDE: &str = "set-aside";
/// The disk cannot read a sector.
const EIO: i32 = 5;
/// The number of files remembered as verified; each takes about 200 bytes.
const REMEMBERED: u64 = 100_000;

/// Changes when a file is written to or replaced: inode, size, and the time of its last change
/// (ctime).
type Stamp = (u64, u64, i64, i64);

/// The result of comparing a blob with its digest.
enum Verified {
    /// Its path, and the open file.
    Whole(PathBuf, DiskReader),
    Rotten,
    Missing,
}

/// A folder of blobs.
pub struct DiskBlobs {
    /// The folder of all shelves.
    root: PathBuf,
    /// The folder of this shelf.
    folder: PathBuf,
    /// Held while a blob is moved into place or deleted.
    order: Arc<Mutex<()>>,
    /// Files verified by this process, of all shelves.
    sound: moka::sync::Cache<PathBuf, Stamp>,
}

impl DiskBlobs {
    /// Creates the folder if it does not exist.
    pub fn open(folder: &Path) -> Result<Self> {
        make(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let (root, sound) = (folder.to_owned(), moka::sync::Cache::new(REMEMBERED));
        Ok(Self { folder: root.clone(), root, order: Arc::default(), sound })
    }

    fn path(&self, name: Digest) -> PathBuf {
        let hex = name.hex();
        self.folder.join(&hex[..2]).join(hex)
    }

    fn part_path(&self, token: &str) -> Result<PathBuf> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        ensure_plain((1..=64).contains(&token.len()) && token.bytes().all(is_plain))?;
        Ok(self.root.join(DRAFTS).join(format!("part-{token}")))
    }

    /// The path of a blob in a folder of `set-aside`.
    fn aside(&self, day: &Path, name: Digest) -> PathBuf {
        let shelf = self.folder.strip_prefix(&self.root).unwrap_or(Path::new(""));
        day.join(shelf).join(name.hex())
    }

    /// The path of a blob if present, moved back from `set-aside` if needed.
    fn found(&self, name: Digest) -> Result<Option<PathBuf>> {
        let path = self.path(name);
        if path.is_file() {
            return Ok(Some(path));
        }
        for day in entries(&self.root.join(SET_ASIDE))? {
            let aside = self.aside(&day.path(), name);
            if aside.is_file() {
                let _turn = self.order.lock().unwrap_or_else(PoisonError::into_inner);
                move_durably(&aside, &path).map_err(not_kept)?;
                tracing::warn!(blob = %name, "a file that was set aside is in use again");
                return Ok(Some(path));
            }
        }
        // Another call may have moved it back meanwhile.
        Ok(path.is_file().then_some(path))
    }

    /// Opens a blob and compares its content with its digest. `anew`: even if this process has
    /// verified it before and it has not changed since.
    fn verified(&self, name: Digest, anew: bool) -> Result<Verified> {
        let Some(path) = self.found(name)? else { return Ok(Verified::Missing) };
        let verify = || -> io::Result<Verified> {
            let reader = DiskReader::open(&path)?;
            let mut file = reader.file();
            let stamp = stamp(&file.metadata()?);
            if anew || self.sound.get(&path) != Some(stamp) {
                let (hasher, _) = hash(&mut file)?;
                if Digest(hasher.finalize().into()) != name {
                    return Ok(Verified::Rotten);
                }
                self.sound.insert(path.clone(), stamp);
            }
            Ok(Verified::Whole(path.clone(), reader))
        };
        let verified = match verify() {
            Ok(verified) => verified,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Verified::Missing,
            // A read error of the disk counts as corruption.
            Err(error) if error.raw_os_error() == Some(EIO) => Verified::Rotten,
            Err(error) => {
                return Err(anyhow::Error::from(error).context("cannot read a blob").into());
            }
        };
        if matches!(verified, Verified::Rotten) {
            self.sound.invalidate(&path);
        }
        Ok(verified)
    }

    /// A blob that matches its digest, and its path; None if absent.
    fn whole(&self, name: Digest) -> Result<Option<(PathBuf, DiskReader)>> {
        match self.verified(name, false)? {
            Verified::Whole(path, reader) => Ok(Some((path, reader))),
            Verified::Missing => Ok(None),
            Verified::Rotten => Err(anyhow::anyhow!("blob {name} has rotted on the disk").into()),
        }
    }

    fn keep(&self, bytes: &[u8], path: &Path) -> io::Result<()> {
        let (folder, drafts) = (path.parent().unwrap_or(&self.folder), self.root.join(DRAFTS));
        make_durably(folder)?;
        make(&drafts)?;
        let mut file = NamedTempFile::new_in(drafts)?;
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
        self.keep(bytes, &path).map_err(not_kept)?;
        Ok(name)
    }

    fn get(&self, name: Digest) -> Result<Option<Vec<u8>>> {
        let Some(path) = self.found(name)? else { return Ok(None) };
        let bytes = match fs::read(path) {
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

    fn shelf(&self, owner: Shelf) -> Arc<dyn Blobs> {
        let (kind, id) = match owner {
            Shelf::Company(id) => (COMPANY, id.0),
            Shelf::User(id) => (USER, id.0),
        };
        let folder = self.root.join(kind).join(id.to_string());
        let (root, order) = (self.root.clone(), self.order.clone());
        Arc::new(Self { root, folder, order, sound: self.sound.clone() })
    }

    fn shelves(&self) -> Result<Vec<Shelf>> {
        let mut found = vec![];
        for (kind, shelf) in [
            (COMPANY, (|id| Shelf::Company(CompanyId(id))) as fn(i64) -> Shelf),
            (USER, |id| Shelf::User(UserId(id))),
        ] {
            for entry in entries(&self.root.join(kind))? {
                let name = entry.file_name();
                found.extend(name.to_str().and_then(|id| id.parse().ok()).map(shelf));
            }
        }
        Ok(found)
    }

    fn draft(&self) -> Result<Box<dyn Draft>> {
        let begin = || -> io::Result<NamedTempFile> {
            make_durably(&self.folder)?;
            let drafts = self.root.join(DRAFTS);
            make(&drafts)?;
            NamedTempFile::new_in(drafts)
        };
        let file = begin().map_err(not_kept)?;
        let (folder, order) = (self.folder.clone(), self.order.clone());
        Ok(Box::new(DiskDraft { file, hasher: Sha256::new(), bytes: 0, folder, order }))
    }

    fn part(&self, token: &str, now: Timestamp) -> Result<Box<dyn Draft>> {
        let path = self.part_path(token)?;
        let begin = || -> io::Result<File> {
            make_durably(&self.folder)?;
            make(&self.root.join(DRAFTS))?;
            let mut options = OpenOptions::new();
            let mut file = options.read(true).append(true).create(true).mode(0o600).open(&path)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let file = begin().map_err(not_kept)?;
        let bytes = file.metadata().map_err(not_kept)?.len();
        let (folder, order) = (self.folder.clone(), self.order.clone());
        Ok(Box::new(DiskPart { file, path, bytes, name: None, began: now, folder, order }))
    }

    fn part_bytes(&self, token: &str) -> Result<Option<u64>> {
        match fs::metadata(self.part_path(token)?) {
            Ok(found) => Ok(Some(found.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(anyhow::Error::from(error).context("cannot look at a part").into()),
        }
    }

    fn drop_part(&self, token: &str) -> Result<()> {
        match fs::remove_file(self.part_path(token)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(anyhow::Error::from(error).context("cannot delete a part").into())
            }
            _ => Ok(()),
        }
    }

    fn has(&self, name: Digest) -> Result<bool> {
        Ok(self.found(name)?.is_some())
    }

    fn open(&self, name: Digest) -> Result<Option<Box<dyn BlobReader>>> {
        let found = self.whole(name)?;
        Ok(found.map(|(_, reader)| Box::new(reader) as Box<dyn BlobReader>))
    }

    fn local_copy(&self, name: Digest) -> Result<Option<LocalCopy>> {
        Ok(self.whole(name)?.map(|(path, _)| LocalCopy::Stored(path)))
    }

    fn unverified_copy(&self, name: Digest) -> Result<Option<LocalCopy>> {
        Ok(self.found(name)?.map(LocalCopy::Stored))
    }

    fn check(&self, name: Digest) -> Result<Condition> {
        Ok(match self.verified(name, true)? {
            Verified::Whole(..) => Condition::Whole,
            Verified::Rotten => Condition::Rotten,
            Verified::Missing => Condition::Missing,
        })
    }

    fn list(&self) -> Result<Vec<Blob>> {
        let mut found = vec![];
        for folder in entries(&self.folder)? {
            if folder.file_name().len() != 2 {
                continue;
            }
            for entry in entries(&folder.path())? {
                let name = entry.file_name().to_str().and_then(Digest::parse);
                // Deleted meanwhile, or a leftover of an interrupted write.
                let Some((name, found_as)) = name.zip(entry.metadata().ok()) else { continue };
                let kept_at = found_as.modified().map_or(Timestamp(0), Timestamp::of);
                found.push(Blob { name, bytes: found_as.len(), kept_at });
            }
        }
        Ok(found)
    }

    fn forget(&self, name: Digest, before: Timestamp) -> Result<bool> {
        let _turn = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = fs::metadata(self.path(name)).and_then(|found| found.modified());
        match kept {
            Ok(at) if Timestamp::of(at) < before => self.delete(name).map(|()| true),
            Ok(_) => Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(anyhow::Error::from(error).context("cannot look at a blob").into()),
        }
    }

    fn set_aside(&self, name: Digest, before: Timestamp, now: Timestamp) -> Result<bool> {
        let day = now.day_in(&jiff::tz::TimeZone::UTC).to_string();
        let (path, aside) =
            (self.path(name), self.aside(&self.root.join(SET_ASIDE).join(day), name));
        let _turn = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        match fs::metadata(&path).and_then(|found| found.modified()) {
            Ok(at) if Timestamp::of(at) < before => {
                move_durably(&path, &aside).map_err(not_kept)?;
                Ok(true)
            }
            Ok(_) => Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(anyhow::Error::from(error).context("cannot look at a blob").into()),
        }
    }

    fn delete_set_aside(&self, before: Timestamp) -> Result<u64> {
        let last = before.day_in(&jiff::tz::TimeZone::UTC).to_string();
        let mut deleted = 0;
        for day in entries(&self.root.join(SET_ASIDE))? {
            // ISO dates sort as strings.
            if day.file_name().to_str().is_some_and(|day| *day < *last) {
                let path = day.path();
                deleted += count(&path)?;
                fs::remove_dir_all(&path).context("cannot delete what was set aside")?;
            }
        }
        Ok(deleted)
    }

    fn sweep(&self, before: Timestamp) -> Result<usize> {
        let mut swept = 0;
        for entry in entries(&self.root.join(DRAFTS))? {
            let old = entry.metadata().and_then(|found| found.modified());
            if old.is_ok_and(|at| Timestamp::of(at) < before)
                && fs::remove_file(entry.path()).is_ok()
            {
                swept += 1;
            }
        }
        Ok(swept)
    }
}

/// Renames a file, creating the target folder; after a power cut it is in one of the two places.
fn move_durably(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("/"));
    make_durably(folder)?;
    fs::rename(from, to)?;
    File::open(folder)?.sync_all()?;
    from.parent().map_or(Ok(()), |left| File::open(left)?.sync_all())
}

/// The number of files in a folder and below.
fn count(folder: &Path) -> Result<u64> {
    let mut files = 0;
    for entry in entries(folder)? {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        files += if is_folder { count(&entry.path())? } else { 1 };
    }
    Ok(files)
}

fn stamp(about: &fs::Metadata) -> Stamp {
    (about.ino(), about.len(), about.ctime(), about.ctime_nsec())
}

/// Hashes from the current position to the end.
fn hash(file: &mut impl Read) -> io::Result<(Sha256, u64)> {
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((hasher, bytes)),
            read => {
                hasher.update(&piece[..read]);
                bytes += read as u64;
            }
        }
    }
}

fn not_kept(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Error::Unavailable("storage_full")
        }
        _ => Error::Internal(anyhow::Error::from(error).context("cannot keep a blob")),
    }
}

fn ensure_plain(is_plain: bool) -> anyhow::Result<()> {
    ensure!(is_plain, "no path is made of that");
    Ok(())
}

/// Creates a folder and its parents, for the owner only.
fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Like [`make`], and synced.
fn make_durably(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let missing: Vec<&Path> = folder.ancestors().take_while(|above| !above.is_dir()).collect();
    make(folder)?;
    for made in missing {
        if let Some(parent) = made.parent() {
            File::open(parent)?.sync_all()?;
        }
    }
    Ok(())
}

/// The entries of a folder; none if it does not exist.
fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>> {
    let read = match fs::read_dir(folder) {
        Ok(read) => read,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => {
            return Err(anyhow::Error::from(error).context("cannot list the blobs").into());
        }
    };
    Ok(read.collect::<io::Result<_>>().context("cannot list the blobs")?)
}

fn system_time(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(at.0.max(0).unsigned_abs())
}

#[cfg(test)]
mod tests;
