//! A backup laid out again as the data folder of an instance.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, anyhow};

use super::{BLOBS, Checked, DATABASE, DiskVault, LIST, SECRETS, files};
use crate::error::Result;
use crate::ports::Snapshot;

/// What was laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    pub blobs: u64,
    pub bytes: u64,
}

impl DiskVault {
    /// Lays a backup out in an empty folder, every byte compared with its sum on the way.
    /// What does not compare is told of, and then the folder is of no use.
    pub fn lay_out(&self, kept: &Snapshot, into: &Path) -> Result<(Restored, Checked)> {
        let _held = self.hold_to_read();
        let mut checked = Checked::default();
        self.check_own(kept, &mut checked)?;
        if checked.wrong > 0 {
            return Ok((Restored::default(), checked));
        }
        let laid = self.lay(kept, into, &mut checked);
        let restored = laid.map_err(|error| anyhow!(error).context("cannot lay out the backup"))?;
        Ok((restored, checked))
    }

    fn lay(&self, kept: &Snapshot, into: &Path, checked: &mut Checked) -> io::Result<Restored> {
        let from = self.snapshots().join(&kept.name);
        files::make(&into.join(SECRETS))?;
        // Copied, never linked: a database is written to.
        let (bytes, _) = files::copy(&from.join(DATABASE), &into.join(DATABASE))?;
        let mut restored = Restored { blobs: 0, bytes };
        if from.join(SECRETS).is_dir() {
            for entry in fs::read_dir(from.join(SECRETS))? {
                let entry = entry?;
                let to = into.join(SECRETS).join(entry.file_name());
                files::copy(&entry.path(), &to)?;
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
                Ok(false) => checked.fault(format!("blob {} is not what it was", line.name)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    checked.fault(format!("blob {} is missing", line.name));
                }
                Err(error) => return Err(error),
            }
        }
        sync_all(into)?;
        Ok(restored)
    }

    /// How many bytes laying a backup out in a folder takes there: blobs cost nothing on
    /// the disk they are on.
    pub fn needs(&self, kept: &Snapshot, into: &Path) -> Result<u64> {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| fs::metadata(path).map(|about| about.dev());
        let here = device(&self.folder).context("cannot look at the backups")?;
        let there = device(into).context("cannot look at the data folder")?;
        let blobs = if here == there { 0 } else { kept.manifest.blob_bytes };
        // Twice: it is checked and brought up to date before it is put in place.
        Ok(2 * kept.manifest.database_bytes + blobs)
    }
}

/// Every folder below, so that what is in them is found after a power cut.
fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_all(&entry.path())?;
        }
    }
    files::sync_folder(folder)
}
