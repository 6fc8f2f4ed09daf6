//! The free space where the instance keeps its data.

use std::path::Path;

use anyhow::Context;
use rustix::fs::{StatVfsMountFlags, statvfs};

use crate::error::Result;

/// Below this many bytes, no write can be relied upon.
const LEAST: u64 = 4 << 20;

/// The state of a file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskRoom {
    /// In bytes, for the account the process runs under; `total` too.
    pub free: u64,
    pub total: u64,
    /// No inodes are left.
    pub no_inodes: bool,
    pub read_only: bool,
}

impl DiskRoom {
    /// Reads the state of the file system that holds `path`.
    pub fn of(path: &Path) -> Result<Self> {
        let about = statvfs(path).with_context(|| format!("cannot ask {}", path.display()))?;
        Ok(Self {
            free: about.f_bavail.saturating_mul(about.f_frsize),
            total: about.f_blocks.saturating_mul(about.f_frsize),
            // Some file systems do not count inodes.
            no_inodes: about.f_files > 0 && about.f_favail == 0,
            read_only: about.f_flag.contains(StatVfsMountFlags::RDONLY),
        })
    }

    /// The reason why nothing can be written, if so.
    pub fn trouble(&self) -> Option<&'static str> {
        match self {
            Self { read_only: true, .. } => Some("read_only"),
            Self { no_inodes: true, .. } => Some("no_inodes"),
            Self { free, .. } if *free < LEAST => Some("full"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_says_why_nothing_can_be_written() {
        let room = DiskRoom { free: 1 << 30, total: 1 << 40, no_inodes: false, read_only: false };
        assert_eq!(room.trouble(), None);
        assert_eq!(DiskRoom { free: 1, ..room }.trouble(), Some("full"));
        assert_eq!(DiskRoom { no_inodes: true, ..room }.trouble(), Some("no_inodes"));
        assert_eq!(DiskRoom { read_only: true, ..room }.trouble(), Some("read_only"));
        let folder = tempfile::tempdir().unwrap();
        let here = DiskRoom::of(folder.path()).unwrap();
        assert!(here.total >= here.free && here.total > 0);
    }
}
