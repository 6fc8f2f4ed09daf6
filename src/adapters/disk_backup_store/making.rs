//! A backup in progress, in a folder whose name begins with a dot until everything is synced.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::{collections::BTreeSet, fmt::Write as _};

use anyhow::Context;

use super::files::{self, BlobLine};
use super::{
    BLOBS, CONFIG, DATABASE, DiskBackupStore, Held, KEYS, LIST, MANIFEST, NOT_IN_PLACE, PROOF,
    SECRETS, SUMS, troubled,
};
use crate::error::{Error, Result};
use crate::model::backup::{Manifest, Trouble, name, proof};
use crate::model::{Digest, Timestamp};
use crate::ports::{Making, Room, Shelf, Snapshot, Taken};

/// The prefix of incomplete backups.
pub(super) const PART: &str = ".part-";

pub(super) struct DiskMaking {
    backup_store: DiskBackupStore,
    name: String,
    part: PathBuf,
    list: BufWriter<fs::File>,
    /// The blob folders written to.
    touched: BTreeSet<PathBuf>,
    is_kept: bool,
    _held: Held,
}

impl DiskMaking {
    pub(super) fn begin(backup_store: &DiskBackupStore, at: Timestamp) -> Result<Self> {
        let missing =
            |secrets: &PathBuf| KEYS.iter().map(|key| secrets.join(key)).find(|key| !key.is_file());
        if let Some(key) = backup_store.secrets.as_ref().and_then(missing) {
            let key = key.display();
            let why = format!("{key} is missing, without which links and seals are worth nothing");
            return Err(troubled(Trouble::Other { why }));
        }
        let held = backup_store.hold_alone()?;
        let instance = backup_store.instance();
        let latest = backup_store.names()?.iter().find_map(|name| backup_store.find(name));
        if latest.is_some_and(|kept| kept.manifest.instance != instance) {
            let path = backup_store.folder.display().to_string();
            let why = "it holds the backups of another instance".to_owned();
            return Err(troubled(Trouble::Folder { path, why }));
        }
        let unusable = |error: io::Error| backup_store.unusable(&error);
        let snapshots = backup_store.snapshots();
        for entry in fs::read_dir(&snapshots).map_err(unusable)? {
            let entry = entry.map_err(unusable)?;
            if entry.file_name().to_string_lossy().starts_with(PART) {
                fs::remove_dir_all(entry.path()).map_err(unusable)?;
            }
        }
        let first = name(at);
        let later = (2..).map(|n| format!("{first}-{n}"));
        let mut names = std::iter::once(first.clone()).chain(later);
        let name = names.find(|name| !snapshots.join(name).exists()).unwrap_or(first);
        let part = snapshots.join(format!("{PART}{name}"));
        let begin = || {
            files::make(&part)?;
            // Created here for the owner only: copying the database into it keeps the mode.
            files::create(&part.join(DATABASE))?;
            files::create(&part.join(LIST))
        };
        let list = BufWriter::new(begin().map_err(unusable)?);
        let (touched, backup_store) = (BTreeSet::new(), backup_store.clone());
        Ok(Self { backup_store, name, part, list, touched, is_kept: false, _held: held })
    }

    fn put(&mut self, name: Digest, bytes: u64, from: &Path) -> io::Result<Taken> {
        let to = self.backup_store.blob(name);
        let folder = to.parent().unwrap_or(&self.part).to_owned();
        if !self.touched.contains(&folder) {
            files::make(&folder)?;
            self.touched.insert(folder);
        }
        // An interrupted backup may have left it unsynced.
        if self.has(name, bytes) {
            return Ok(Taken::Had);
        }
        match files::place(from, &to, name, bytes) {
            Ok(true) => Ok(Taken::New),
            Ok(false) => Ok(Taken::Lost),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Taken::Lost),
            Err(error) => Err(error),
        }
    }

    fn secrets(&self, sums: &mut String) -> io::Result<()> {
        let Some(from) = &self.backup_store.secrets else { return Ok(()) };
        let to = self.part.join(SECRETS);
        files::make(&to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            // Incomplete files of another process have names that begin with a dot.
            let name = entry.file_name().into_string().unwrap_or_default();
            let is_complete = !name.starts_with('.') && !name.ends_with(NOT_IN_PLACE);
            if name.is_empty() || !is_complete || !entry.path().is_file() {
                continue;
            }
            let (_, digest) = files::copy(&entry.path(), &to.join(&name))?;
            note(sums, digest, &format!("{SECRETS}/{name}"));
        }
        files::sync_folder(&to)
    }

    /// The configuration file, if one is read. Readers of the backup can already read its keys.
    fn config(&self, sums: &mut String) -> io::Result<()> {
        let Some(from) = &self.backup_store.config else { return Ok(()) };
        let to = self.part.join(CONFIG);
        match files::copy(from, &to) {
            Ok((_, digest)) => note(sums, digest, CONFIG),
            // The server runs without it, so the backup is made without it.
            Err(error) if is_out_of_reach(&error) => {
                tracing::warn!(%error, file = %from.display(), "the configuration is not in the backup");
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn keep(&mut self, manifest: &Manifest) -> io::Result<()> {
        let mut sums = String::new();
        let database = self.part.join(DATABASE);
        fs::File::open(&database)?.sync_all()?;
        note(&mut sums, files::digest(&database)?.1, DATABASE);
        self.list.flush()?;
        self.list.get_ref().sync_all()?;
        note(&mut sums, files::digest(&self.part.join(LIST))?.1, LIST);
        self.secrets(&mut sums)?;
        self.config(&mut sums)?;
        let text = serde_json::to_vec_pretty(manifest)?;
        files::write(&self.part.join(MANIFEST), &text)?;
        note(&mut sums, Digest::of(&text), MANIFEST);
        files::write(&self.part.join(SUMS), sums.as_bytes())?;
        if let Some(key) = &self.backup_store.key {
            let proof = proof(key, sums.as_bytes()) + "\n";
            files::write(&self.part.join(PROOF), proof.as_bytes())?;
        }
        files::sync_folder(&self.part)?;
        for folder in &self.touched {
            files::sync_folder(folder)?;
        }
        files::sync_folder(&self.backup_store.folder.join(BLOBS))?;
        files::sync_folder(&self.backup_store.folder)?;
        let snapshots = self.backup_store.snapshots();
        fs::rename(&self.part, snapshots.join(&self.name))?;
        self.is_kept = true;
        files::sync_folder(&snapshots)
    }

    fn failed(&self, error: &io::Error) -> Error {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => troubled(Trouble::Full),
            _ => self.backup_store.unusable(error),
        }
    }
}

impl Making for DiskMaking {
    fn database(&self) -> PathBuf {
        self.part.join(DATABASE)
    }

    fn room(&self) -> Result<Room> {
        let free = fs4::available_space(&self.part).context("cannot ask how much room there is")?;
        let device = |path: &Path| fs::metadata(path).map(|about| about.dev()).ok();
        let secrets = self.backup_store.secrets.as_deref().and_then(device);
        Ok(Room { free, is_beside: secrets.is_some() && secrets == device(&self.part) })
    }

    fn has(&self, name: Digest, bytes: u64) -> bool {
        fs::metadata(self.backup_store.blob(name)).is_ok_and(|found| found.len() == bytes)
    }

    fn add(
        &mut self,
        shelf: Option<Shelf>,
        name: Digest,
        bytes: u64,
        from: &Path,
    ) -> Result<Taken> {
        let taken = self.put(name, bytes, from).map_err(|error| self.failed(&error))?;
        if taken != Taken::Lost {
            let line = BlobLine { shelf, name, bytes };
            line.write(&mut self.list).map_err(|error| self.failed(&error))?;
        }
        Ok(taken)
    }

    fn finish(mut self: Box<Self>, manifest: &Manifest) -> Result<Snapshot> {
        let manifest = Manifest { instance: self.backup_store.instance(), ..manifest.clone() };
        match self.keep(&manifest) {
            Ok(()) => Ok(Snapshot { name: self.name.clone(), manifest }),
            Err(error) => Err(self.failed(&error)),
        }
    }
}

impl Drop for DiskMaking {
    fn drop(&mut self) {
        if !self.is_kept {
            // Remains are deleted when the next backup begins.
            let _ = fs::remove_dir_all(&self.part);
        }
    }
}

fn is_out_of_reach(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied)
}

/// A line in the format of `sha256sum`.
fn note(sums: &mut String, digest: Digest, name: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(sums, "{digest}  {name}");
}
