//! Restores a backup to the data folder of an instance.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, anyhow};

use super::check::Sums;
use super::{
    BLOBS, CONFIG, Checked, DATABASE, DiskBackupStore, LIST, NOT_IN_PLACE, SECRETS, files,
};
use crate::error::Result;
use crate::ports::Snapshot;

/// The name of the restored configuration file: it may not fit this machine.
pub const CONFIG_OF_THEN: &str = "be-right.toml.restored";

/// The result of a restore.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    pub blobs: u64,
    pub bytes: u64,
    /// Damaged or missing blobs, which were left out; each is also a fault.
    pub lost: u64,
}

impl DiskBackupStore {
    /// Restores a backup to an empty folder and verifies every byte against its checksum.
    /// Mismatches are reported; the folder is usable only if all of them are blobs
    /// ([`Restored::lost`]), which are then missing.
    pub fn lay_out(&self, kept: &Snapshot, into: &Path) -> Result<(Restored, Checked)> {
        let _held = self.hold_to_read();
        let mut checked = Checked::default();
        let sums = self.check_own(kept, &mut checked)?;
        if checked.wrong > 0 {
            return Ok((Restored::default(), checked));
        }
        let laid = self.lay(kept, &sums, into, &mut checked);
        let restored = laid.map_err(|error| anyhow!(error).context("cannot lay out the backup"))?;
        Ok((restored, checked))
    }

    fn lay(
        &self,
        kept: &Snapshot,
        sums: &Sums,
        into: &Path,
        checked: &mut Checked,
    ) -> io::Result<Restored> {
        let from = self.snapshots().join(&kept.name);
        files::make(&into.join(SECRETS))?;
        let mut restored = Restored::default();
        // Only files with a checksum. Copied, never linked: a database is written to.
        for (file, sum) in sums {
            let to = match file.split_once('/') {
                None if file == DATABASE => into.join(DATABASE),
                None if file == CONFIG => into.join(CONFIG_OF_THEN),
                Some((SECRETS, name)) if !name.ends_with(NOT_IN_PLACE) => into.join(file),
                _ => continue,
            };
            let (bytes, digest) = files::copy(&from.join(file), &to)?;
            restored.bytes += bytes;
            if digest != *sum {
                checked.fault(format!("{file} is not what it was"));
            }
        }
        let blobs = into.join(BLOBS);
        files::make(&blobs)?;
        let mut last = blobs.clone();
        for line in files::lines(&from.join(LIST))? {
            let line = line?;
            let to = blobs.join(files::shelf_path(line.shelf, line.name));
            let folder = to.parent().unwrap_or(&blobs);
            if folder != last {
                files::make(folder)?;
                last = folder.to_owned();
            }
            match files::place(&self.blob(line.name), &to, line.name, line.bytes) {
                Ok(true) => {
                    restored.blobs += 1;
                    restored.bytes += line.bytes;
                }
                Ok(false) => {
                    restored.lost += 1;
                    checked.fault(format!("blob {} is not what it was", line.name));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    restored.lost += 1;
                    checked.fault(format!("blob {} is missing", line.name));
                }
                Err(error) => return Err(error),
            }
        }
        sync_all(into)?;
        Ok(restored)
    }

    /// The bytes needed to restore a backup to a folder: blobs on the same file system take none.
    pub fn needs(&self, kept: &Snapshot, into: &Path) -> Result<u64> {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| fs::metadata(path).map(|about| about.dev());
        let here = device(&self.folder).context("cannot look at the backups")?;
        let there = device(into).context("cannot look at the data folder")?;
        let blobs = if here == there { 0 } else { kept.manifest.blob_bytes };
        // Twice the size: it is checked and migrated before it is put in place.
        Ok(2 * kept.manifest.database_bytes + blobs)
    }
}

/// Syncs every folder below, so that their entries survive a power cut.
fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_all(&entry.path())?;
        }
    }
    files::sync_folder(folder)
}
