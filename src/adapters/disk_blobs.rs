//! Blobs as files named by their SHA-256, in folders by its first two digits;
//! what belongs to a company or a user is below `company/7` or `user/3`; what was set
//! aside is in `set-aside/2026-05-01`, by the day. Written
//! beside, fsynced, renamed: never half there, not even after a power cut. All of
//! it is for the owner of the process only.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::{Context, ensure};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::error::{Error, Result};
use crate::model::{CompanyId, Digest, Timestamp, UserId};
use crate::ports::{Blob, Blobs, Condition, Draft, Shelf};

/// Where drafts are written: on the same disk, so that a rename keeps them.
const DRAFTS: &str = "drafts";
/// The folders of shelves, which no blob's folder is named like.
const COMPANY: &str = "company";
const USER: &str = "user";
/// Where blobs are that no row names, in a folder for each day.
const SET_ASIDE: &str = "set-aside";
/// The disk cannot read a sector.
const EIO: i32 = 5;
/// Files remembered as sound; each takes about 200 bytes.
const REMEMBERED: u64 = 100_000;

/// Tells whether a file has been written to or replaced: inode, size, and the instant of
/// its last change of any kind.
type Stamp = (u64, u64, i64, i64);

/// A folder of blobs.
pub struct DiskBlobs {
    /// Of all shelves.
    root: PathBuf,
    /// Of this one.
    folder: PathBuf,
    /// Held while a blob is put in its place or forgotten.
    order: Arc<Mutex<()>>,
    /// What was read and found sound by this process, of all shelves.
    sound: moka::sync::Cache<PathBuf, Stamp>,
}

impl DiskBlobs {
    /// Makes the folder if it is not there.
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

    /// Where it stands in a folder of what was set aside.
    fn aside(&self, day: &Path, name: Digest) -> PathBuf {
        let shelf = self.folder.strip_prefix(&self.root).unwrap_or(Path::new(""));
        day.join(shelf).join(name.hex())
    }

    /// The path of a blob that is there, if need be brought back from what was set aside.
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
        // Somebody else may have brought it back meanwhile.
        Ok(path.is_file().then_some(path))
    }

    /// Whether the file holds what its name says; none if it is gone.
    fn holds(&self, path: &Path, name: Digest) -> Result<Option<(bool, Stamp)>> {
        let read = || -> io::Result<(bool, Stamp)> {
            let mut file = File::open(path)?;
            let stamp = stamp(&file.metadata()?);
            let (hasher, _) = hash(&mut file)?;
            Ok((Digest(hasher.finalize().into()) == name, stamp))
        };
        match read() {
            Ok(read) => Ok(Some(read)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            // The disk gives up on it: that is what rot looks like as well.
            Err(error) if error.raw_os_error() == Some(EIO) => Ok(Some((false, (0, 0, 0, 0)))),
            Err(error) => Err(anyhow::Error::from(error).context("cannot read a blob").into()),
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

    fn file(&self, name: Digest) -> Result<Option<PathBuf>> {
        self.found(name)
    }

    fn sound_file(&self, name: Digest) -> Result<Option<PathBuf>> {
        let Some(path) = self.found(name)? else { return Ok(None) };
        let now = fs::metadata(&path).map(|about| stamp(&about)).ok();
        if now.is_some() && self.sound.get(&path) == now {
            return Ok(Some(path));
        }
        match self.holds(&path, name)? {
            None => Ok(None),
            Some((false, _)) => Err(anyhow::anyhow!("blob {name} has rotted on the disk").into()),
            Some((true, stamp)) => {
                self.sound.insert(path.clone(), stamp);
                Ok(Some(path))
            }
        }
    }

    fn check(&self, name: Digest) -> Result<Condition> {
        let Some(path) = self.found(name)? else { return Ok(Condition::Missing) };
        Ok(match self.holds(&path, name)? {
            None => Condition::Missing,
            Some((false, _)) => {
                self.sound.invalidate(&path);
                Condition::Rotten
            }
            Some((true, stamp)) => {
                self.sound.insert(path, stamp);
                Condition::Whole
            }
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
                // Gone since, or a leftover: the next look will tell.
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
            // Days in this form are in the order of their letters.
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

/// A file among the drafts, hashed as it grows. Dropping it deletes it.
struct DiskDraft {
    file: NamedTempFile,
    hasher: Sha256,
    bytes: u64,
    /// Of the shelf.
    folder: PathBuf,
    order: Arc<Mutex<()>>,
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

    fn file(&mut self) -> Result<PathBuf> {
        Ok(self.file.path().to_owned())
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

/// A file among the drafts that stays when it is dropped.
struct DiskPart {
    file: File,
    path: PathBuf,
    bytes: u64,
    /// Of what it holds, once that was worked out.
    name: Option<Digest>,
    /// When it was last gone on with: how sweeping tells what nobody goes on with.
    began: Timestamp,
    folder: PathBuf,
    order: Arc<Mutex<()>>,
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

    fn file(&mut self) -> Result<PathBuf> {
        Ok(self.path.clone())
    }

    fn keep(self: Box<Self>, now: Timestamp) -> Result<Digest> {
        let mut part = *self;
        let name = part.name()?;
        let place = |path: &Path| fs::rename(&part.path, path);
        settle(&part.file, name, &part.folder, &part.order, now, place).map_err(not_kept)?;
        // Still there if the same bytes were.
        match fs::remove_file(&part.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(not_kept(error)),
            _ => Ok(name),
        }
    }
}

/// Puts a finished draft in its place by `place`, or marks the one that is there
/// as kept again.
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
    // Durable before it can be seen; the slow part, so outside the lock.
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

/// Renames a file into a folder that may have to be made, so that a power cut leaves it in
/// one of the two places.
fn move_durably(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("/"));
    make_durably(folder)?;
    fs::rename(from, to)?;
    File::open(folder)?.sync_all()?;
    from.parent().map_or(Ok(()), |left| File::open(left)?.sync_all())
}

/// How many files are in a folder and those below it.
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

/// From where it stands to its end.
fn hash(file: &mut impl Read) -> io::Result<(Sha256, u64)> {
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; 1 << 18];
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

/// Makes a folder and those above it, for the owner only.
fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// As [`make`], there after a power cut too.
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

/// What is in a folder; nothing if there is no such folder.
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
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const NOON: Timestamp = Timestamp(1_800_000_000_000);

    fn open() -> (tempfile::TempDir, DiskBlobs) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = DiskBlobs::open(&folder.path().join("blobs")).unwrap();
        (folder, blobs)
    }

    fn drafted(blobs: &dyn Blobs, pieces: &[&[u8]], now: Timestamp) -> Digest {
        let mut draft = blobs.draft().unwrap();
        pieces.iter().for_each(|piece| draft.write(piece).unwrap());
        draft.keep(now).unwrap()
    }

    #[test]
    fn a_blob_is_kept_once_and_noticed_when_it_rots() {
        let (_folder, blobs) = open();
        let name = blobs.put(b"release").unwrap();
        assert_eq!(blobs.put(b"release").unwrap(), name);
        assert_eq!(blobs.get(name).unwrap().as_deref(), Some(&b"release"[..]));
        fs::write(blobs.path(name), b"relaese").unwrap();
        assert!(blobs.get(name).is_err());
        blobs.delete(name).unwrap();
        blobs.delete(name).unwrap();
        assert_eq!(blobs.get(name).unwrap(), None);
    }

    #[test]
    fn a_draft_is_nowhere_until_it_is_kept_and_then_whole() {
        let (_folder, blobs) = open();
        let shelf = blobs.shelf(Shelf::Company(CompanyId(7)));
        let mut draft = shelf.draft().unwrap();
        draft.write(b"rel").unwrap();
        draft.write(b"ease").unwrap();
        assert_eq!((draft.bytes(), shelf.list().unwrap()), (7, vec![]));
        assert_eq!(fs::read(draft.file().unwrap()).unwrap(), b"release");
        let name = draft.keep(NOON).unwrap();
        assert_eq!(name, Digest::of("release"));
        assert_eq!(shelf.list().unwrap(), [Blob { name, bytes: 7, kept_at: NOON }]);
        assert_eq!(fs::read(shelf.file(name).unwrap().unwrap()).unwrap(), b"release");
        drop(shelf.draft().unwrap());
        assert!(entries(&blobs.root.join(DRAFTS)).unwrap().is_empty());
    }

    #[test]
    fn shelves_share_nothing() {
        let (_folder, blobs) = open();
        let (one, two) =
            (blobs.shelf(Shelf::Company(CompanyId(1))), blobs.shelf(Shelf::Company(CompanyId(2))));
        let name = drafted(&*one, &[b"release"], NOON);
        assert_eq!((two.get(name).unwrap(), blobs.get(name).unwrap()), (None, None));
        drafted(&*two, &[b"release"], NOON);
        two.delete(name).unwrap();
        assert!(one.get(name).unwrap().is_some());
        drafted(&*blobs.shelf(Shelf::User(UserId(3))), &[b"me"], NOON);
        let mut shelves = blobs.shelves().unwrap();
        shelves.sort_by_key(|shelf| format!("{shelf:?}"));
        let companies = [1, 2].map(|id| Shelf::Company(CompanyId(id)));
        assert_eq!(shelves, [companies[0], companies[1], Shelf::User(UserId(3))]);
        assert!(blobs.list().unwrap().is_empty());
    }

    #[test]
    fn a_part_goes_on_where_it_stopped() {
        let (_folder, blobs) = open();
        let shelf = blobs.shelf(Shelf::Company(CompanyId(7)));
        assert_eq!(shelf.part_bytes("a-B_9").unwrap(), None);
        for piece in [&b"rel"[..], b"ease", b"d?"] {
            let mut part = shelf.part("a-B_9", NOON).unwrap();
            part.write(piece).unwrap();
            part.sync().unwrap();
        }
        let mut part = shelf.part("a-B_9", NOON).unwrap();
        assert_eq!(part.bytes(), 9);
        part.cut(7).unwrap();
        assert_eq!(part.keep(NOON).unwrap(), Digest::of("release"));
        assert_eq!(shelf.part_bytes("a-B_9").unwrap(), None);
        assert!(shelf.file(Digest::of("release")).unwrap().is_some());
        for wrong in ["", "../x", "a/b", "a.b", &"a".repeat(65)] {
            assert!(shelf.part(wrong, NOON).is_err(), "{wrong}");
        }
        shelf.part("old", NOON).unwrap().sync().unwrap();
        assert_eq!(blobs.sweep(NOON).unwrap(), 0);
        assert_eq!(blobs.sweep(NOON.plus(1)).unwrap(), 1);
    }

    #[test]
    fn what_was_kept_again_is_not_forgotten() {
        let (_folder, blobs) = open();
        let name = drafted(&blobs, &[b"release"], NOON);
        drafted(&blobs, &[b"release"], NOON.plus(1_000));
        assert!(!blobs.forget(name, NOON.plus(1_000)).unwrap());
        assert!(blobs.forget(name, NOON.plus(1_001)).unwrap());
        assert!(!blobs.forget(name, NOON.plus(1_001)).unwrap());
        assert_eq!(blobs.file(name).unwrap(), None);
    }

    #[test]
    fn what_was_set_aside_is_found_again_until_it_is_deleted() {
        let (_folder, blobs) = open();
        let shelf = blobs.shelf(Shelf::Company(CompanyId(7)));
        let (kept, gone) = (drafted(&*shelf, &[b"kept"], NOON), drafted(&*shelf, &[b"gone"], NOON));
        assert!(!shelf.set_aside(kept, NOON, NOON).unwrap(), "too fresh");
        for name in [kept, gone] {
            assert!(shelf.set_aside(name, NOON.plus(1), NOON).unwrap());
        }
        assert!(shelf.list().unwrap().is_empty());
        let other = blobs.shelf(Shelf::Company(CompanyId(8)));
        assert_eq!(other.file(kept).unwrap(), None, "it is another's");
        assert_eq!(shelf.get(kept).unwrap().as_deref(), Some(&b"kept"[..]));
        assert_eq!(shelf.list().unwrap().len(), 1);
        assert_eq!(blobs.delete_set_aside(NOON).unwrap(), 0, "of the same day");
        assert_eq!(blobs.delete_set_aside(NOON.plus(Timestamp::DAY)).unwrap(), 1);
        assert_eq!(shelf.file(gone).unwrap(), None);
        assert!(shelf.file(kept).unwrap().is_some());
    }

    #[test]
    fn rot_is_noticed_when_a_file_is_asked_for_and_when_it_is_checked() {
        let (_folder, blobs) = open();
        let name = drafted(&blobs, &[b"release"], NOON);
        assert!(blobs.sound_file(name).unwrap().is_some());
        assert_eq!(blobs.check(name).unwrap(), Condition::Whole);
        fs::write(blobs.path(name), b"relaese").unwrap();
        assert!(blobs.sound_file(name).is_err());
        assert_eq!(blobs.check(name).unwrap(), Condition::Rotten);
        blobs.delete(name).unwrap();
        assert_eq!(blobs.sound_file(name).unwrap(), None);
        assert_eq!(blobs.check(name).unwrap(), Condition::Missing);
    }

    #[test]
    fn only_the_owner_can_look_and_leftovers_are_swept() {
        let (_folder, blobs) = open();
        let name = drafted(&*blobs.shelf(Shelf::Company(CompanyId(7))), &[b"x"], NOON);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let shelf = blobs.root.join("company/7");
        for folder in [&blobs.root, &blobs.root.join("company"), &shelf, &blobs.root.join(DRAFTS)] {
            assert_eq!(mode(folder), 0o700, "{}", folder.display());
        }
        assert_eq!(mode(&shelf.join(&name.hex()[..2]).join(name.hex())), 0o600);
        let left = blobs.root.join(DRAFTS).join("left");
        let file = File::create(&left).unwrap();
        file.set_modified(system_time(NOON)).unwrap();
        assert_eq!(blobs.sweep(NOON).unwrap(), 0);
        assert_eq!(blobs.sweep(NOON.plus(1)).unwrap(), 1);
    }
}
