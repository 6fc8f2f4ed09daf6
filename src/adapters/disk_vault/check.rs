//! Reading all of a backup, to see whether it is what it was.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

use anyhow::{Context, anyhow};

use super::{DATABASE, DiskVault, LIST, MANIFEST, SUMS, files};
use crate::error::Result;
use crate::model::Digest;
use crate::model::backup::FORMAT;
use crate::ports::Snapshot;

/// Faults told one by one; more are only counted.
const TOLD: usize = 20;

/// What a look at a backup has found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// What was read, in bytes.
    pub bytes: u64,
    pub blobs: u64,
    /// Each a sentence; the first twenty.
    pub faults: Vec<String>,
    /// Of faults, all.
    pub wrong: u64,
}

impl Checked {
    pub(super) fn fault(&mut self, what: String) {
        self.wrong += 1;
        if self.faults.len() < TOLD {
            self.faults.push(what);
        }
    }
}

impl DiskVault {
    /// The backup of that name, or the latest that is whole by what it says itself.
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

    /// The folders of `snapshots` that are not whole backups, by their names.
    pub fn broken(&self) -> Vec<String> {
        let names = self.names().unwrap_or_default();
        names.into_iter().filter(|name| self.find(name).is_none()).collect()
    }

    /// Where the database of a backup stands.
    pub fn database(&self, kept: &Snapshot) -> PathBuf {
        self.snapshots().join(&kept.name).join(DATABASE)
    }

    /// Reads all of a backup and compares it with its sums. The inside of the database is
    /// not looked at.
    pub fn check(&self, kept: &Snapshot) -> Result<Checked> {
        let _held = self.hold_to_read();
        let mut found = Checked::default();
        self.check_own(kept, &mut found)?;
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
            match files::digest(&self.blob(line.name)) {
                Ok((bytes, name)) => {
                    found.bytes += bytes;
                    if (bytes, name) != (line.bytes, line.name) {
                        found.fault(format!("blob {} is not what it was", line.name));
                    }
                }
                Err(error) => found.fault(format!("blob {}: {error}", line.name)),
            }
        }
        if found.wrong == 0 && found.blobs < kept.manifest.blobs {
            found.fault(format!("blobs.txt lists {} of {}", found.blobs, kept.manifest.blobs));
        }
        Ok(found)
    }

    /// The files of the backup itself, its blobs aside.
    pub(super) fn check_own(&self, kept: &Snapshot, found: &mut Checked) -> Result<()> {
        let folder = self.snapshots().join(&kept.name);
        let sums = fs::read_to_string(folder.join(SUMS)).context("cannot read SHA256SUMS")?;
        let mut listed = HashMap::new();
        for line in sums.lines() {
            match line.split_once("  ").and_then(|(sum, file)| Some((Digest::parse(sum)?, file))) {
                Some((sum, file)) => drop(listed.insert(file.to_owned(), sum)),
                None => found.fault("SHA256SUMS: a line is not one".to_owned()),
            }
        }
        for needed in [DATABASE, LIST, MANIFEST] {
            if let Entry::Vacant(_) = listed.entry(needed.to_owned()) {
                found.fault(format!("SHA256SUMS says nothing of {needed}"));
            }
        }
        for (file, sum) in listed {
            match files::digest(&folder.join(&file)) {
                Ok((bytes, digest)) => {
                    found.bytes += bytes;
                    if digest != sum {
                        found.fault(format!("{file} is not what it was"));
                    }
                }
                Err(error) => found.fault(format!("{file}: {}", plain(&error))),
            }
        }
        Ok(())
    }
}

fn plain(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "it is missing".to_owned(),
        _ => error.to_string(),
    }
}
