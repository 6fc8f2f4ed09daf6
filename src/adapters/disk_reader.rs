//! A file that is open for reading, as a blob.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::ports::BlobReader;

/// An open file, which nobody changes.
pub(super) struct DiskReader {
    file: File,
    bytes: u64,
}

impl DiskReader {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Self { file, bytes })
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }
}

impl BlobReader for DiskReader {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn read_exact_at(&self, into: &mut [u8], at: u64) -> io::Result<()> {
        self.file.read_exact_at(into, at)
    }
}
