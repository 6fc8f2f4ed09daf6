//! File operations for backups: files are copied, linked and read so that a name always stands
//! for complete content.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::model::file::PIECE;
use crate::model::{CompanyId, Digest, UserId};
use crate::ports::Shelf;

/// A line of the list of blobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BlobLine {
    pub shelf: Option<Shelf>,
    pub name: Digest,
    pub bytes: u64,
}

/// Creates a folder for the owner only; not an error if it exists.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Syncs a folder's entries to the disk where supported: some network file systems refuse it for
/// folders.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            Ok(())
        }
        synced => synced,
    }
}

/// Creates a file for the owner only.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// Writes a new file and syncs it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Copies a file, syncs it, and returns its length and digest.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<(u64, Digest)> {
    let (mut source, mut target) = (File::open(from)?, create(to)?);
    let found = pour(&mut source, &mut target)?;
    target.sync_all()?;
    Ok(found)
}

/// Reads a file; returns its length and digest. Anything but a regular file, such as a symbolic
/// link, is refused.
pub(super) fn digest(path: &Path) -> io::Result<(u64, Digest)> {
    if !is_file(path)? {
        return Err(io::Error::new(ErrorKind::InvalidData, "it is not a file"));
    }
    pour(&mut File::open(path)?, &mut io::sink())
}

/// Whether the path is a regular file.
pub(super) fn is_file(path: &Path) -> io::Result<bool> {
    Ok(fs::symlink_metadata(path)?.is_file())
}

fn pour(from: &mut impl Read, to: &mut impl Write) -> io::Result<(u64, Digest)> {
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; PIECE];
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            return Ok((bytes, Digest(hasher.finalize().into())));
        }
        hasher.update(&piece[..read]);
        to.write_all(&piece[..read])?;
        bytes += read as u64;
    }
}

/// Stores a blob under a name: as a hard link on the same file system (blobs are immutable), else
/// as a copy, renamed once synced. Returns false and stores nothing if the content does not match
/// its digest.
pub(super) fn place(from: &Path, to: &Path, name: Digest, bytes: u64) -> io::Result<bool> {
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let _ = fs::remove_file(&part);
    // A hard link to a symbolic link is again a symbolic link.
    let is_linked = is_file(from)? && fs::hard_link(from, &part).is_ok();
    let found = if is_linked { digest(&part) } else { copy(from, &part) };
    match found {
        Ok(found) if found == (bytes, name) => {
            fs::rename(&part, to)?;
            // If both names were the same file, the rename has kept both.
            let _ = fs::remove_file(&part);
            Ok(true)
        }
        Ok(_) => fs::remove_file(&part).map(|()| false),
        Err(error) => {
            let _ = fs::remove_file(&part);
            Err(error)
        }
    }
}

/// The path of a blob relative to the folder `blobs` of an instance.
pub(super) fn shelf_path(shelf: Option<Shelf>, name: Digest) -> PathBuf {
    let hex = name.hex();
    let folder = match shelf {
        None => PathBuf::new(),
        Some(Shelf::Company(id)) => PathBuf::from("company").join(id.0.to_string()),
        Some(Shelf::User(id)) => PathBuf::from("user").join(id.0.to_string()),
    };
    folder.join(&hex[..2]).join(hex)
}

impl BlobLine {
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { shelf, name, bytes } = self;
        match shelf {
            None => writeln!(out, "- {name} {bytes}"),
            Some(Shelf::Company(id)) => writeln!(out, "company/{} {name} {bytes}", id.0),
            Some(Shelf::User(id)) => writeln!(out, "user/{} {name} {bytes}", id.0),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (shelf, name, bytes) = (words.next()?, words.next()?, words.next()?);
        let shelf = match shelf.split_once('/') {
            None if shelf == "-" => None,
            Some(("company", id)) => Some(Shelf::Company(CompanyId(id.parse().ok()?))),
            Some(("user", id)) => Some(Shelf::User(UserId(id.parse().ok()?))),
            _ => return None,
        };
        Some(Self { shelf, name: Digest::parse(name)?, bytes: bytes.parse().ok()? })
    }
}

/// The lines of a backup's list of blobs; an invalid line is an error.
pub(super) fn lines(list: &Path) -> io::Result<impl Iterator<Item = io::Result<BlobLine>> + use<>> {
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "a line of blobs.txt is not one");
    let lines = BufReader::new(File::open(list)?).lines();
    Ok(lines.map(move |line| BlobLine::read(&line?).ok_or_else(wrong)))
}
