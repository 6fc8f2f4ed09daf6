//! Deletes old backups, and blobs that only they referred to.

use std::collections::HashSet;
use std::fs;
use std::io;

use super::{BLOBS, DiskBackupStore, LIST, files};
use crate::error::Result;
use crate::model::Digest;
use crate::model::backup::superseded;
use crate::ports::Rotated;

/// The prefix of backups being deleted.
const GONE: &str = ".gone-";

pub(super) fn rotate(backup_store: &DiskBackupStore, keep: usize) -> Result<Rotated> {
    let _held = backup_store.hold_alone()?;
    take_away(backup_store, keep)
}

fn take_away(backup_store: &DiskBackupStore, keep: usize) -> Result<Rotated> {
    // Incomplete ones do not count and are kept for examination.
    let whole = backup_store.names()?.into_iter().filter(|name| backup_store.find(name).is_some());
    let old = superseded(whole.collect(), keep);
    let mut rotated = Rotated { backups: old.len() as u64, ..Rotated::default() };
    let unusable = |error: io::Error| backup_store.unusable(&error);
    let snapshots = backup_store.snapshots();
    for name in old {
        let gone = snapshots.join(format!("{GONE}{name}"));
        fs::rename(snapshots.join(&name), gone).map_err(unusable)?;
    }
    files::sync_folder(&snapshots).map_err(unusable)?;
    for entry in fs::read_dir(&snapshots).map_err(unusable)? {
        let entry = entry.map_err(unusable)?;
        if entry.file_name().to_string_lossy().starts_with(GONE) {
            fs::remove_dir_all(entry.path()).map_err(unusable)?;
        }
    }
    match referred(backup_store) {
        Ok(referred) => sweep(backup_store, &referred, &mut rotated).map_err(unusable)?,
        // A list that cannot be read must not cause deletions.
        Err(error) => tracing::warn!(%error, "the blobs of backups were not swept"),
    }
    Ok(rotated)
}

fn referred(backup_store: &DiskBackupStore) -> Result<HashSet<Digest>> {
    let mut all = HashSet::new();
    for name in backup_store.names()? {
        let list = backup_store.snapshots().join(&name).join(LIST);
        for line in files::lines(&list).map_err(|error| backup_store.unusable(&error))? {
            all.insert(line.map_err(|error| backup_store.unusable(&error))?.name);
        }
    }
    Ok(all)
}

fn sweep(
    backup_store: &DiskBackupStore,
    referred: &HashSet<Digest>,
    rotated: &mut Rotated,
) -> io::Result<()> {
    for folder in fs::read_dir(backup_store.folder.join(BLOBS))? {
        let folder = folder?.path();
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().into_string().unwrap_or_default();
            // A file whose name is no digest is left over from an interrupted write.
            let is_wanted = Digest::parse(&name).is_some_and(|name| referred.contains(&name));
            if !is_wanted && entry.path().is_file() {
                rotated.blobs += 1;
                rotated.bytes += entry.metadata()?.len();
                fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}
