//! Verifies a backup against its checksums.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use super::{DATABASE, DiskBackupStore, KEYS, LIST, MANIFEST, PROOF, SECRETS, SUMS, files};
use crate::error::Result;
use crate::model::Digest;
use crate::model::backup::{FORMAT, printable, proof};
use crate::model::keys::same;
use crate::ports::Snapshot;

/// The checksums of a backup's files, by file name.
pub(super) type Sums = BTreeMap<String, Digest>;

/// The number of faults described; further ones are only counted.
const MAX_DESCRIBED: usize = 20;

/// The extension of a file found to be damaged. It is then no blob any more, so that the next
/// backup adds the blob again and deletes this file.
const DAMAGED: &str = "damaged";

/// The result of verifying a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// The bytes read.
    pub bytes: u64,
    pub blobs: u64,
    /// A sentence each; the first twenty.
    pub faults: Vec<String>,
    /// The number of faults, including those not described.
    pub wrong: u64,
}

impl Checked {
    pub(super) fn fault(&mut self, what: String) {
        self.wrong += 1;
        if self.faults.len() < MAX_DESCRIBED {
            self.faults.push(printable(&what));
        }
    }
}

impl DiskBackupStore {
    /// The backup of that name, or the latest one that is complete according to its manifest.
    pub fn choose(&self, name: Option<&str>) -> anyhow::Result<Snapshot> {
        let place = self.folder.display();
        let kept = match name {
            Some(name) => {
                self.find(name).ok_or_else(|| anyhow!("{name} in {place} is not a whole backup"))?
            }
            None => {
                let names = self.names().map_err(|_| anyhow!("there is no backup in {place}"))?;
                let mut whole = names.iter().filter_map(|name| self.find(name));
                whole.next().ok_or_else(|| anyhow!("there is no whole backup in {place}"))?
            }
        };
        if kept.manifest.format > FORMAT {
            return Err(anyhow!(
                "{} was made by a newer be-right ({}), which keeps backups in another way",
                kept.name,
                kept.manifest.version
            ));
        }
        Ok(kept)
    }

    /// The folders of `snapshots` that are not complete backups, by name.
    pub fn broken(&self) -> Vec<String> {
        let names = self.names().unwrap_or_default();
        names.into_iter().filter(|name| self.find(name).is_none()).collect()
    }

    /// The path of a backup's database.
    pub fn database(&self, kept: &Snapshot) -> PathBuf {
        self.snapshots().join(&kept.name).join(DATABASE)
    }

    /// Reads the whole backup and compares it with its checksums. The content of the database is
    /// not examined. A damaged blob is renamed if possible, so that the next backup repairs every
    /// backup that refers to it.
    pub fn check(&self, kept: &Snapshot) -> Result<Checked> {
        let _held = self.hold_to_read();
        let mut found = Checked::default();
        let _sums = self.check_own(kept, &mut found)?;
        let list = self.snapshots().join(&kept.name).join(LIST);
        for line in files::lines(&list).context("cannot read blobs.txt")? {
            let line = match line {
                Ok(line) => line,
                Err(error) => {
                    found.fault(format!("blobs.txt: {error}"));
                    break;
                }
            };
            found.blobs += 1;
            let blob = self.blob(line.name);
            match files::digest(&blob) {
                Ok((bytes, name)) => {
                    found.bytes += bytes;
                    if (bytes, name) != (line.bytes, line.name) {
                        found.fault(format!("blob {} is not what it was", line.name));
                        set_aside(&blob);
                    }
                }
                Err(error) => {
                    found.fault(format!("blob {}: {}", line.name, plain(&error)));
                    if error.kind() != ErrorKind::PermissionDenied {
                        set_aside(&blob);
                    }
                }
            }
        }
        if found.wrong == 0 && found.blobs < kept.manifest.blobs {
            found.fault(format!("blobs.txt lists {} of {}", found.blobs, kept.manifest.blobs));
        }
        Ok(found)
    }

    /// Verifies that the checksums were written by the holder of the key, if one is set.
    fn check_proof(&self, folder: &Path, sums: &[u8], found: &mut Checked) {
        let Some(key) = &self.key else { return };
        match fs::read_to_string(folder.join(PROOF)) {
            Ok(stored) if same(stored.trim(), &proof(key, sums)) => {}
            Ok(_) => found.fault(format!(
                "{PROOF}: the backup was not made with this key (backup.key), or was changed"
            )),
            Err(error) => found.fault(format!(
                "{PROOF}: {}; a backup that was made without a key is read without backup.key",
                plain(&error)
            )),
        }
    }

    /// Verifies the backup's own files, without blobs; returns their checksums.
    pub(super) fn check_own(&self, kept: &Snapshot, found: &mut Checked) -> Result<Sums> {
        let folder = self.snapshots().join(&kept.name);
        let sums = fs::read_to_string(folder.join(SUMS)).context("cannot read SHA256SUMS")?;
        self.check_proof(&folder, sums.as_bytes(), found);
        let mut listed = Sums::new();
        for line in sums.lines() {
            match line.split_once("  ").and_then(|(sum, file)| Some((Digest::parse(sum)?, file))) {
                Some((sum, file)) if is_plain(file) => drop(listed.insert(file.to_owned(), sum)),
                Some((_, file)) => found.fault(format!("SHA256SUMS: {file:?} is no file of it")),
                None => found.fault("SHA256SUMS: a line is not one".to_owned()),
            }
        }
        let has_keys = kept.manifest.instance.is_some();
        let keys = KEYS.iter().filter(|_| has_keys).map(|key| format!("{SECRETS}/{key}"));
        for needed in [DATABASE, LIST, MANIFEST].map(str::to_owned).into_iter().chain(keys) {
            if !listed.contains_key(&needed) {
                found.fault(format!("SHA256SUMS says nothing of {needed}"));
            }
        }
        for (file, sum) in &listed {
            match is_own(&folder, file).and_then(|()| files::digest(&folder.join(file))) {
                Ok((bytes, digest)) => {
                    found.bytes += bytes;
                    if digest != *sum {
                        found.fault(format!("{file} is not what it was"));
                    }
                }
                Err(error) => found.fault(format!("{file}: {}", plain(&error))),
            }
        }
        Ok(listed)
    }
}

/// Rejects files outside the backup's folder: a symbolic link on the path could point to foreign
/// files.
fn is_own(folder: &Path, file: &str) -> io::Result<()> {
    match file.split_once('/') {
        Some((below, _)) if !fs::symlink_metadata(folder.join(below))?.is_dir() => {
            Err(io::Error::new(ErrorKind::InvalidData, "it is not in a folder of the backup"))
        }
        _ => Ok(()),
    }
}

/// Whether the path consists of plain names only, inside the backup.
fn is_plain(file: &str) -> bool {
    let mut parts = file.split('/');
    parts.clone().count() <= 2 && parts.all(|part| !part.is_empty() && !part.starts_with('.'))
}

fn set_aside(blob: &Path) {
    // On a read-only disk it stays; the fault was reported.
    let _ = fs::rename(blob, blob.with_extension(DAMAGED));
}

fn plain(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "it is missing".to_owned(),
        _ => error.to_string(),
    }
}
