//! The data folder: its owner, its content, and the secrets made on the first start.
//!
//! | name          | what                                                        |
//! |---------------|-------------------------------------------------------------|
//! | `be-right.db` | the database (with `-wal` and `-shm` while it is open)      |
//! | `be-right.db-decision` | the id of the last decision: shows when the database lacks some |
//! | `secrets/`    | keys for links, evidence seals and access tokens                    |
//! | `blobs/`      | documents and files, by their SHA-256                       |
//! | `derivatives/`| resized pictures; can be made again                         |
//! | `search/`     | the search index: derived, may be deleted                   |
//! | `outbox/`     | e-mails, while there is no mail server                      |
//! | `first-start-unfinished` | exists while a new instance's secrets and database are made |
//! | `new-database`| an empty database was requested beside files of another     |
//! | `lock`        | held by the running server                                  |
//! | `restoring/`  | a backup being laid out; see `restore`                      |
//! | `before-restore-…/` | the files a restore replaced                          |

mod seal_key;

pub use seal_key::{LaterKey, seal_key_of};

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::account;
use super::failure::Failure;
use crate::config::Config;
use crate::model::seal::SealKey;
use crate::model::token::TokenKeys;
use crate::model::{Keys, Secret};
use crate::store::restore::{self, DatabaseFile};

pub const DATABASE: &str = "be-right.db";
const SECRETS: &str = "secrets";
/// Exists while a restore lays a backup out in an empty folder, and while it moves the files into
/// place: the folder must not be served.
pub const UNFINISHED: &str = "restore-unfinished";
/// Exists from before a new instance's secrets are made until its database is.
const FIRST_START: &str = "first-start-unfinished";
/// Exists from the request for a new database beside files of another, until the instance has its
/// first account.
const NEW_DATABASE: &str = "new-database";
/// The folder in which a restore lays out a backup.
pub const STAGED: &str = "restoring";
/// The lock file of the folder.
pub const LOCK: &str = "lock";

/// A data folder that exists and is writable.
pub struct DataDir {
    path: PathBuf,
    is_held: AtomicBool,
}

/// The lock on a data folder; no other server runs on it until this is dropped.
#[must_use]
pub struct Held {
    _lock: File,
    _folder: File,
}

impl DataDir {
    /// Opens the folder; creates it if needed, for its owner only.
    pub fn open(config: &Config) -> Result<Self, Failure> {
        let path = config.data_dir.clone();
        account::become_owner_of(&path)?;
        let make = |folder: &Path| DirBuilder::new().recursive(true).mode(0o700).create(folder);
        let fail = |folder: &Path, error: &std::io::Error| {
            Failure::new(format!("cannot use the data folder {}: {error}", folder.display()))
                .next(unusable(folder, error))
        };
        is_whole(&path)?;
        for folder in [path.clone(), path.join(SECRETS), path.join("blobs")] {
            make(&folder).map_err(|error| fail(&folder, &error))?;
        }
        // Writing finds a full or read-only disk too, which the mode bits do not show.
        for folder in [path.clone(), path.join("blobs"), path.join("search")] {
            if folder.is_dir() {
                let written =
                    tempfile::tempfile_in(&folder).and_then(|mut file| file.write_all(b"?"));
                written.map_err(|error| fail(&folder, &error))?;
            }
        }
        Ok(Self { path, is_held: AtomicBool::new(false) })
    }

    /// Creates the folder if needed, without looking at its content: for a restore.
    pub fn bare(path: &Path) -> std::io::Result<Self> {
        account::become_owner_of(path).map_err(|failure| std::io::Error::other(failure.whole()))?;
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        Ok(Self { path: path.to_owned(), is_held: AtomicBool::new(false) })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Whether the database was ever written to.
    pub fn has_database(&self) -> bool {
        fs::metadata(self.database()).is_ok_and(|found| found.len() > 0)
    }

    /// Whether the folder holds photographs or documents.
    pub fn has_blobs(&self) -> bool {
        fn has_file(folder: &Path) -> bool {
            let Ok(entries) = fs::read_dir(folder) else { return false };
            entries.flatten().any(|entry| match entry.file_type() {
                Ok(kind) if kind.is_dir() => has_file(&entry.path()),
                // Only finished blobs have names of 64 characters; drafts do not.
                _ => entry.file_name().len() == 64,
            })
        }
        has_file(&self.blobs())
    }

    /// Fails if the database is gone while the rest of an instance is still there: a new database
    /// would know none of the photographs, and the next sweep would remove them as unreferenced.
    pub fn lost_database(&self) -> Result<(), Failure> {
        // An unreadable database is reported when it is opened.
        let is_empty = |path: &Path| {
            DatabaseFile::open(path).and_then(|copy| copy.schema()).is_ok_and(|schema| schema == 0)
        };
        let database = self.database();
        let state = match self.has_database() {
            true if is_empty(&database) => "is empty",
            true => return Ok(()),
            false => "is missing",
        };
        let has_secret = |name: &str| self.secrets().join(name).exists();
        let rest = if self.has_blobs() {
            "photographs and documents of an instance"
        } else if (has_secret("links.key") || has_secret("seal.key"))
            && !self.path.join(FIRST_START).exists()
        {
            "the secrets of an instance"
        } else {
            return Ok(());
        };
        Err(lost(format!("{} {state}, but {rest} are beside it", database.display())))
    }

    /// As [`DataDir::lost_database`], for an existing database without accounts.
    pub fn unknown_blobs(&self) -> Result<(), Failure> {
        if !self.has_blobs() || self.path.join(NEW_DATABASE).exists() {
            return Ok(());
        }
        let database = self.database();
        let why = "has no account, but photographs and documents of an instance are beside it";
        Err(lost(format!("{} {why}", database.display())))
    }

    /// Records the request for a new database.
    pub fn accept_new_database(&self) -> Result<(), Failure> {
        fs::write(self.path.join(NEW_DATABASE), "")?;
        fs::write(self.path.join(FIRST_START), "")?;
        Ok(())
    }

    /// Refuses to create a database where one was lost; else records that one is being created.
    pub fn expect_database(&self) -> Result<(), Failure> {
        if !self.path.join(NEW_DATABASE).exists() {
            self.lost_database()?;
        }
        if !self.has_database() {
            fs::write(self.path.join(FIRST_START), "")?;
        }
        Ok(())
    }

    /// Records that the database exists.
    pub fn has_made_database(&self) -> Result<(), Failure> {
        remove(&self.path.join(FIRST_START))
    }

    /// Records that the instance has its first account.
    pub fn is_claimed(&self) -> Result<(), Failure> {
        remove(&self.path.join(NEW_DATABASE))
    }

    /// Creates the database file for its owner only; the files SQLite puts beside it inherit the
    /// mode.
    pub fn private_database(&self) -> Result<PathBuf, Failure> {
        let path = self.database();
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                Err(Failure::at(&path, &error))
            }
            // SQLite would open it read-only, and fail at the first write.
            Err(_) => match OpenOptions::new().read(true).write(true).open(&path) {
                Ok(_) => Ok(path),
                Err(error) => Err(Failure::at(&path, &error)),
            },
            Ok(_) => Ok(path),
        }
    }

    pub fn blobs(&self) -> PathBuf {
        self.path.join("blobs")
    }

    /// The folder of the keys for links, seals and sessions.
    pub fn secrets(&self) -> PathBuf {
        self.path.join(SECRETS)
    }

    pub fn derivatives(&self) -> PathBuf {
        self.path.join("derivatives")
    }

    pub fn search(&self) -> PathBuf {
        self.path.join("search")
    }

    pub fn outbox(&self) -> PathBuf {
        self.path.join("outbox")
    }

    /// The folder of certificates from an authority, created if needed. No backup holds it: new ones
    /// are obtained in a minute.
    pub fn tls(&self) -> Result<PathBuf, Failure> {
        let path = self.path.join("tls");
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&path);
        made.map_err(|error| Failure::at(&path, &error))?;
        Ok(path)
    }

    /// The files and folders that only the owner may read.
    pub fn private_files(&self) -> Vec<PathBuf> {
        let names =
            [SECRETS, DATABASE, "secrets/links.key", "secrets/seal.key", "secrets/tokens.key"];
        names.iter().map(|name| self.path.join(name)).filter(|path| path.exists()).collect()
    }

    /// The files that the folder's owner must own and be able to write: the top level, and the
    /// content of its folders except blob files, of which there may be millions.
    pub fn main_files(&self) -> Vec<(PathBuf, fs::Metadata)> {
        let within = |folder: &Path| {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| entry.path()).collect::<Vec<_>>()
        };
        let mut paths = within(&self.path);
        for folder in [self.secrets(), self.search(), self.blobs(), self.outbox()] {
            paths.extend(within(&folder));
        }
        let looked = paths.into_iter().map(|path| fs::symlink_metadata(&path).map(|a| (path, a)));
        looked.flatten().collect()
    }

    /// The file with the first administrator's claim link.
    pub fn claim(&self) -> PathBuf {
        self.path.join("claim-link")
    }

    /// The laid-out backup that an interrupted restore left beside a complete instance.
    pub fn leftover(&self) -> Option<PathBuf> {
        Some(self.path.join(STAGED)).filter(|path| path.exists())
    }

    /// Locks other servers out, or fails and names the one that runs.
    pub fn hold(&self) -> Result<Held, Failure> {
        let held = self.lock()?;
        // A restore may have begun since the folder was opened.
        is_whole(&self.path)?;
        self.is_held.store(true, Relaxed);
        Ok(held)
    }

    /// Refuses to migrate the database while an older server runs on it, which could not read it
    /// any more. If none runs, locks the folder meanwhile.
    pub fn hold_to_migrate(&self) -> Result<Option<Held>, Failure> {
        if self.is_held.load(Relaxed) || !self.has_database() {
            return Ok(None);
        }
        let schema = DatabaseFile::open(&self.database())?.schema()?;
        if schema == 0 || schema >= restore::known_schema() {
            return Ok(None);
        }
        self.lock().map(Some).map_err(|_| {
            let why =
                format!("the server that runs on {} is an older be-right", self.path.display());
            Failure::new(why).next("Restart it first: it brings the database up to date itself.")
        })
    }

    /// As [`DataDir::hold`], for a folder that may be unfinished.
    pub fn lock(&self) -> Result<Held, Failure> {
        let path = self.path.join(LOCK);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        let mut lock = options.open(&path).map_err(|error| Failure::at(&path, &error))?;
        // The folder is locked too: deleting the lock file must not let a second server in.
        let folder = File::open(&self.path).map_err(|error| Failure::at(&self.path, &error))?;
        let locked = match folder.try_lock() {
            Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
            // Some file systems can lock files only.
            Ok(()) | Err(TryLockError::Error(_)) => lock.try_lock(),
        };
        match locked {
            Ok(()) => {
                lock.set_len(0)?;
                lock.rewind()?;
                write!(lock, "{}", std::process::id())?;
                Ok(Held { _lock: lock, _folder: folder })
            }
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                lock.read_to_string(&mut pid)?;
                let why = format!(
                    "another be-right (process {}) is running on {}",
                    pid.trim(),
                    self.path.display()
                );
                Err(Failure::new(why)
                    .next("Stop it first, or give this one a folder of its own with --data-dir."))
            }
            Err(TryLockError::Error(error)) => Err(Failure::at(&path, &error)),
        }
    }

    /// The keys for links and for evidence seals.
    pub fn keys(&self) -> Result<Keys, Failure> {
        let links = self.secret("links.key")?;
        self.finish_rotation()?;
        let seal = SealKey::from_bytes(self.secret(seal_key::SEAL_KEY)?);
        let retired = self.seal_history(seal.public())?;
        Ok(Keys::new(links, seal).with_retired(retired))
    }

    /// The keys for access tokens: the configured secret, else a generated one.
    pub fn token_keys(&self, config: &Config) -> Result<TokenKeys, Failure> {
        let previous = config.jwt.previous_secret.as_ref().map(|secret| secret.reveal().as_bytes());
        match &config.jwt.secret {
            Some(secret) => Ok(TokenKeys::new(secret.reveal().as_bytes(), previous)),
            None => Ok(TokenKeys::new(&self.secret("tokens.key")?, previous)),
        }
    }

    /// Writes a file that only its owner may read, atomically; false if it exists already.
    pub fn write_private(&self, path: &Path, text: &str) -> Result<bool, Failure> {
        let fail = |error: std::io::Error| Failure::at(path, &error);
        let folder = path.parent().unwrap_or(&self.path);
        let made = tempfile::NamedTempFile::new_in(folder);
        let mut file = made.map_err(fail)?;
        file.write_all(text.as_bytes()).map_err(fail)?;
        file.as_file().sync_all().map_err(fail)?;
        let is_new = match file.persist_noclobber(path) {
            Ok(_) => true,
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => false,
            // exFAT and some network shares have no hard links, which an atomic write without
            // overwriting needs.
            Err(error) if is_unsupported(&error.error) => {
                put_if_free(error.file, path).map_err(fail)?
            }
            Err(error) => return Err(fail(error.error)),
        };
        if is_new {
            sync_folder(folder).map_err(fail)?;
        }
        Ok(is_new)
    }

    /// Writes a private file atomically, replacing an existing one.
    pub fn replace_private(path: &Path, text: &str) -> Result<(), Failure> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let made = tempfile::NamedTempFile::new_in(folder);
        let mut file = made.map_err(|error| Failure::at(path, &error))?;
        file.write_all(text.as_bytes()).map_err(|error| Failure::at(path, &error))?;
        file.as_file().sync_all().map_err(|error| Failure::at(path, &error))?;
        file.persist(path).map_err(|error| Failure::at(path, &error.error))?;
        Ok(())
    }

    /// The 32 bytes of a secret, generated on the first start.
    fn secret(&self, name: &str) -> Result<[u8; 32], Failure> {
        let path = self.path.join(SECRETS).join(name);
        let kept = match fs::read_to_string(&path) {
            Ok(text) => Secret::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if self.has_database() && name != "tokens.key" {
                    let why = format!("{} is missing, and the database needs it", path.display());
                    return Err(Failure::new(why).next(
                        "Put it back from the backup: without it, links that were sent stop \
                         working and new evidence carries another seal.",
                    ));
                }
                let fresh = hex::encode(rand::random::<[u8; 32]>());
                if !self.write_private(&path, &fresh)? {
                    // Another process was faster; its secret is used.
                    return self.secret(name);
                }
                Secret::new(fresh)
            }
            Err(error) => {
                return Err(Failure::at(&path, &error));
            }
        };
        let mut bytes = [0; 32];
        hex::decode_to_slice(kept.reveal().trim(), &mut bytes).map_err(|_| {
            Failure::new(format!("{} does not hold 64 hexadecimal digits", path.display()))
                .next("Put it back from the backup.")
        })?;
        Ok(bytes)
    }
}

/// The advice on a folder that cannot be written to.
fn unusable(folder: &Path, error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "The disk is full: make room on it, or give it more. Nothing else has to be done."
                .to_owned()
        }
        ErrorKind::ReadOnlyFilesystem => {
            "The disk is mounted for reading only, as a system does that met errors on it: see \
             `dmesg`, mend it and mount it for writing."
                .to_owned()
        }
        ErrorKind::PermissionDenied => format!(
            "{} Or name another folder with --data-dir, BE_RIGHT_DATA_DIR or data_dir.",
            account::advice(folder)
        ),
        _ => "Make it writable for the account be-right runs under, or name another folder with \
              --data-dir, BE_RIGHT_DATA_DIR or data_dir."
            .to_owned(),
    }
}

fn lost(why: String) -> Failure {
    Failure::new(why).next(
        "Put the database back: `be-right restore` makes a data folder out of a backup, and a \
         copy made by hand goes where it was. To begin with an empty one all the same: \
         `be-right serve --new-database`; files that it does not know are set aside for a \
         while, then deleted.",
    )
}

fn remove(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Whether the file system does not support an operation, rather than denying it.
fn is_unsupported(error: &std::io::Error) -> bool {
    // FUSE and CIFS return EPERM for unsupported operations.
    matches!(
        error.kind(),
        ErrorKind::Unsupported | ErrorKind::PermissionDenied | ErrorKind::InvalidInput
    ) || error.raw_os_error() == Some(rustix::io::Errno::NOSYS.raw_os_error())
}

/// Moves a file into place by renaming, false if one exists: the last resort, since two processes
/// might both find the name free.
fn put_if_free(file: tempfile::NamedTempFile, path: &Path) -> std::io::Result<bool> {
    if path.try_exists()? {
        return Ok(false);
    }
    file.persist(path).map(|_| true).map_err(|error| error.error)
}

/// Makes a new name in a folder survive a power cut, where folders can be synced.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(error) if is_unsupported(&error) => Ok(()),
        done => done,
    }
}

/// Refuses a folder with an unfinished restore.
fn is_whole(path: &Path) -> Result<(), Failure> {
    if !path.join(UNFINISHED).exists() {
        return Ok(());
    }
    let why = format!("a restore into {} was interrupted", path.display());
    Err(Failure::new(why).next(
        "Run the same `be-right restore` once more: it goes on where it stopped. Nothing is \
         lost: what was there before, if anything, is there or in the folder before-restore-….",
    ))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::config::Sources;

    fn open(folder: &Path) -> DataDir {
        let flags = vec![("data_dir".to_owned(), folder.display().to_string())];
        let config = Config::load(&Sources { flags, ..Sources::default() }).unwrap();
        DataDir::open(&config).unwrap_or_else(|failure| panic!("{failure:?}"))
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn secrets_are_made_once_and_for_the_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let data = open(&folder.path().join("deep/data"));
        let first = data.secret("links.key").ok().unwrap();
        assert_eq!(data.secret("links.key").ok().unwrap(), first);
        assert_ne!(data.secret("seal.key").ok().unwrap(), first);
        assert_eq!(mode(&data.path), 0o700);
        assert_eq!(mode(&data.path.join("secrets/links.key")), 0o600);
    }

    #[test]
    fn without_links_a_file_is_put_in_its_place_only_if_that_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("links.key");
        let file = |text: &str| {
            let mut file = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            file
        };
        assert!(put_if_free(file("first"), &path).unwrap());
        assert!(!put_if_free(file("second"), &path).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something was left behind");
        for code in
            [rustix::io::Errno::PERM, rustix::io::Errno::OPNOTSUPP, rustix::io::Errno::INVAL]
        {
            assert!(is_unsupported(&code.into()), "{code}");
        }
        assert!(!is_unsupported(&rustix::io::Errno::NOSPC.into()));
    }

    #[test]
    fn what_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let data = open(folder.path());
        let nowhere = folder.path().join("gone/links.key");
        let failure = format!("{:?}", data.write_private(&nowhere, "x").err().unwrap());
        assert!(failure.contains("/gone"), "{failure}");
    }

    #[test]
    fn a_lost_secret_is_not_replaced_behind_a_database() {
        let folder = tempfile::tempdir().unwrap();
        let data = open(folder.path());
        data.keys().ok().unwrap();
        fs::write(data.database(), "not empty").unwrap();
        fs::remove_file(folder.path().join("secrets/seal.key")).unwrap();
        let failure = data.keys().err().unwrap();
        assert!(format!("{failure:?}").contains("seal.key is missing"), "{failure:?}");
        // Losing this key only signs everybody out.
        assert!(data.secret("tokens.key").is_ok());
    }

    #[test]
    fn a_database_is_not_made_anew_beside_what_another_has_left() {
        let folder = tempfile::tempdir().unwrap();
        let data = open(folder.path());
        data.expect_database().ok().unwrap();
        data.keys().ok().unwrap();
        // Killed before the database was created: nothing is lost.
        assert!(data.expect_database().is_ok());
        data.has_made_database().ok().unwrap();
        let failure = format!("{:?}", data.expect_database().err().unwrap());
        assert!(failure.contains("is missing, but the secrets of an instance"), "{failure}");
        let shelf = data.blobs().join("company/7/ab");
        fs::create_dir_all(&shelf).unwrap();
        fs::write(shelf.join("ab".repeat(32)), "photo").unwrap();
        fs::write(data.database(), "").unwrap();
        let failure = format!("{:?}", data.expect_database().err().unwrap());
        assert!(failure.contains("is missing, but photographs"), "{failure}");
        assert!(failure.contains("--new-database"), "{failure}");
        data.accept_new_database().ok().unwrap();
        assert!(data.expect_database().is_ok() && data.unknown_blobs().is_ok());
        data.is_claimed().ok().unwrap();
        assert!(data.unknown_blobs().is_err());
    }

    #[test]
    fn two_servers_do_not_share_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let data = open(folder.path());
        let held = data.hold().ok().unwrap();
        let failure = format!("{:?}", open(folder.path()).hold().err().unwrap());
        assert!(failure.contains(&format!("process {}", std::process::id())), "{failure}");
        drop(held);
        assert!(data.hold().is_ok());
    }
}
