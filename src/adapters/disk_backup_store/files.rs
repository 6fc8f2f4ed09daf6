//! Files copied, linked and read so that what stands under a name is whole.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::model::{CompanyId, Digest, UserId};
use crate::ports::Shelf;

/// A line of the list of blobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub shelf: Option<Shelf>,
    pub name: Digest,
    pub bytes: u64,
}

/// Makes a folder for the owner only; fine if it is there.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Has a folder's entries on the disk, where the disk knows how: some network disks
/// refuse it for folders.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            Ok(())
        }
        synced => synced,
    }
}

/// A new file for the owner only.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// Writes a new file and has it on the disk.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Copies a file, has it on the disk, and gives its length and digest.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<(u64, Digest)> {
    let (mut source, mut target) = (File::open(from)?, create(to)?);
    let found = pour(&mut source, &mut target)?;
    target.sync_all()?;
    Ok(found)
}

/// Reads all of a file: its length and digest. What is no file, such as a link to
/// elsewhere, is not read.
pub(super) fn digest(path: &Path) -> io::Result<(u64, Digest)> {
    if !is_file(path)? {
        return Err(io::Error::new(ErrorKind::InvalidData, "it is not a file"));
    }
    pour(&mut File::open(path)?, &mut io::sink())
}

/// Whether a plain file stands there.
pub(super) fn is_file(path: &Path) -> io::Result<bool> {
    Ok(fs::symlink_metadata(path)?.is_file())
}

fn pour(from: &mut impl Read, to: &mut impl Write) -> io::Result<(u64, Digest)> {
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; 1 << 18];
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

/// Puts a blob under a name: as one more name of the same file where the disk is the
/// same (blobs never change), else as a copy, renamed once it is on the disk. False,
/// and nothing is put, if it is not what its name says.
pub(super) fn place(from: &Path, to: &Path, name: Digest, bytes: u64) -> io::Result<bool> {
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let _ = fs::remove_file(&part);
    // A link to elsewhere stays a link if it is given one more name.
    let is_linked = is_file(from)? && fs::hard_link(from, &part).is_ok();
    let found = if is_linked { digest(&part) } else { copy(from, &part) };
    match found {
        Ok(found) if found == (bytes, name) => {
            fs::rename(&part, to)?;
            // Had both been names of one file, the rename has left both.
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

/// Where a blob stands below the folder `blobs` of an instance.
pub(super) fn shelf_path(shelf: Option<Shelf>, name: Digest) -> PathBuf {
    let hex = name.hex();
    let folder = match shelf {
        None => PathBuf::new(),
        Some(Shelf::Company(id)) => PathBuf::from("company").join(id.0.to_string()),
        Some(Shelf::User(id)) => PathBuf::from("user").join(id.0.to_string()),
    };
    folder.join(&hex[..2]).join(hex)
}

impl Line {
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

/// The list of a backup's blobs, line by line; what is no line is an error.
pub(super) fn lines(list: &Path) -> io::Result<impl Iterator<Item = io::Result<Line>> + use<>> {
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "a line of blobs.txt is not one");
    let lines = BufReader::new(File::open(list)?).lines();
    Ok(lines.map(move |line| Line::read(&line?).ok_or_else(wrong)))
}
