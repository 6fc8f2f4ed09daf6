//! Parses untrusted ZIP archives in one pass and within limits, and accepts only those whose
//! every byte belongs to a file that every other program sees too: no comment, no gap, nothing
//! before or after, no second directory (APPNOTE 6.3.10 of PKWARE). The `zip` crate is lenient
//! here, as it must be, and does not report where a file's compressed data really ends.

use std::collections::BTreeSet;

use flate2::{Crc, Decompress, FlushDecompress, Status};

/// The maximum number of files, above that of any bundle, to bound the work for hostile archives.
pub const MAX_ENTRIES: usize = 256;
const END: &[u8; 4] = b"PK\x05\x06";
const END_BYTES: usize = 22;
const CENTRAL: &[u8; 4] = b"PK\x01\x02";
const CENTRAL_BYTES: usize = 46;
const LOCAL: &[u8; 4] = b"PK\x03\x04";
const LOCAL_BYTES: usize = 30;
const DESCRIPTOR: &[u8; 4] = b"PK\x07\x08";
/// Compression level, data descriptor, names in UTF-8.
const KNOWN_FLAGS: u16 = 0x0002 | 0x0004 | SIZES_BEHIND | 0x0800;
const SIZES_BEHIND: u16 = 0x0008;
/// Extra fields of archivers for times and owners; none of them renames or hides a file.
const KNOWN_EXTRA: [u16; 4] = [0x000a, 0x5455, 0x7855, 0x7875];
/// More than archivers write: each field has at most 36 bytes.
const MAX_EXTRA: usize = 128;

/// The MS-DOS attributes hidden, system, volume label and directory: some programs do not show or
/// unpack such a file.
const DOS_HIDING: u32 = 0x02 | 0x04 | 0x08 | 0x10;
/// The latest version of the format that a file may need: 2.0, for Deflate. Some programs skip a
/// file that needs a version they do not know, others ignore it (4.4.3).
const VERSION_NEEDED: u16 = 20;

/// Why an archive is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It has far more files than a bundle.
    Crowded,
    /// It is no archive, has bytes that belong to no file, or programs may see different files in it.
    Odd,
}

/// A file, and the place of its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As written in the archive; untrusted.
    pub name: String,
    deflated: bool,
    crc: u32,
    pub size: u32,
    start: usize,
    end: usize,
}

/// The files of an archive, in order.
pub fn entries(bytes: &[u8]) -> Result<Vec<Entry>, Refused> {
    let at = bytes.len().checked_sub(END_BYTES).ok_or(Refused::Odd)?;
    let end = Bytes(&bytes[at..]);
    if end.slice(0, 4) != Some(END) {
        return Err(Refused::Odd);
    }
    let read = || {
        let (disk, first, here) = (end.short(4)?, end.short(6)?, end.short(8)?);
        let (count, size, offset) = (end.short(10)?, end.long(12)?, end.long(16)?);
        let comment = end.short(20)?;
        Some((disk == 0 && first == 0 && here == count && comment == 0, count, size, offset))
    };
    let Some((is_plain, count, size, offset)) = read() else { return Err(Refused::Odd) };
    if usize::from(count) > MAX_ENTRIES {
        return Err(Refused::Crowded);
    }
    let (size, offset) = (size as usize, offset as usize);
    if !is_plain || offset.checked_add(size) != Some(at) {
        return Err(Refused::Odd);
    }
    directory(bytes, count.into(), offset, at).ok_or(Refused::Odd)
}

/// Reads the directory and the files in parallel: both must agree, and the files must be
/// contiguous.
fn directory(bytes: &[u8], count: usize, offset: usize, end: usize) -> Option<Vec<Entry>> {
    let mut found = Vec::with_capacity(count);
    let mut names = BTreeSet::new();
    let (mut at, mut next) = (offset, 0);
    for _ in 0..count {
        let header = Bytes(bytes.get(at..end)?);
        if header.slice(0, 4)? != CENTRAL {
            return None;
        }
        let (flags, method) = (header.short(8)?, header.short(10)?);
        let (crc, packed, size) = (header.long(16)?, header.long(20)?, header.long(24)?);
        let (named, extra, comment) = (header.short(28)?, header.short(30)?, header.short(32)?);
        let (disk, attributes, start) = (header.short(34)?, header.long(38)?, header.long(42)?);
        let name = header.slice(CENTRAL_BYTES, named.into())?;
        let more = header.slice(CENTRAL_BYTES + usize::from(named), extra.into())?;
        let is_plain = flags & !KNOWN_FLAGS == 0
            && matches!(method, 0 | 8)
            && comment == 0
            && disk == 0
            && header.short(6)? <= VERSION_NEEDED
            && is_readable_file(attributes >> 16)
            && attributes & DOS_HIDING == 0
            && is_known(more)
            && start as usize == next
            && names.insert(name);
        if !is_plain {
            return None;
        }
        let record = Record { flags, method, crc, packed, size, name };
        let (start, data_end, entry_end) = local(bytes, next, offset, &record)?;
        found.push(Entry {
            name: String::from_utf8_lossy(name).into_owned(),
            deflated: method == 8,
            crc,
            size,
            start,
            end: data_end,
        });
        next = entry_end;
        at += CENTRAL_BYTES + name.len() + more.len();
    }
    (at == end && next == offset).then_some(found)
}

/// Whether the Unix mode of a file is unset, or that of a regular file that its owner can read.
fn is_readable_file(mode: u32) -> bool {
    mode == 0 || (matches!(mode & 0o170_000, 0 | 0o100_000) && mode & 0o7400 == 0o400)
}

/// The directory's record of a file.
struct Record<'b> {
    flags: u16,
    method: u16,
    crc: u32,
    packed: u32,
    pub size: u32,
    name: &'b [u8],
}

/// The start and end of a file's data, and the start of the next file, if the local header and
/// data descriptor agree with the directory.
fn local(
    bytes: &[u8],
    at: usize,
    limit: usize,
    record: &Record<'_>,
) -> Option<(usize, usize, usize)> {
    let header = Bytes(bytes.get(at..limit)?);
    if header.slice(0, 4)? != LOCAL {
        return None;
    }
    let (flags, method) = (header.short(6)?, header.short(8)?);
    let sizes = (header.long(14)?, header.long(18)?, header.long(22)?);
    let (named, extra) = (header.short(26)?, header.short(28)?);
    let name = header.slice(LOCAL_BYTES, named.into())?;
    let more = header.slice(LOCAL_BYTES + name.len(), extra.into())?;
    let behind = flags & SIZES_BEHIND != 0;
    let same = (record.crc, record.packed, record.size);
    // The end of stored data with sizes behind it can only be guessed by who reads in order.
    if header.short(4)? > VERSION_NEEDED
        || (behind && method == 0)
        || flags != record.flags
        || method != record.method
        || name != record.name
        || !is_known(more)
        || (sizes != same && !(behind && sizes == (0, 0, 0)))
    {
        return None;
    }
    let start = at + LOCAL_BYTES + name.len() + more.len();
    let end = start.checked_add(record.packed as usize).filter(|end| *end <= limit)?;
    if !behind {
        return Some((start, end, end));
    }
    let rest = Bytes(bytes.get(end..limit)?);
    let sizes = (rest.long(4)?, rest.long(8)?, rest.long(12)?);
    (rest.slice(0, 4)? == DESCRIPTOR && sizes == same).then_some((start, end, end + 16))
}

/// Whether the extra data contains only fields that archivers add, each once.
fn is_known(mut extra: &[u8]) -> bool {
    if extra.len() > MAX_EXTRA {
        return false;
    }
    let mut kinds = BTreeSet::new();
    while !extra.is_empty() {
        let field = Bytes(extra);
        let (Some(kind), Some(size)) = (field.short(0), field.short(2)) else { return false };
        let Some(rest) = extra.get(4 + usize::from(size)..) else { return false };
        if !KNOWN_EXTRA.contains(&kind) || !kinds.insert(kind) {
            return false;
        }
        extra = rest;
    }
    true
}

impl Entry {
    /// The content of the file: None if it is corrupt, declared larger than `limit`, or followed
    /// by other bytes.
    pub fn content(&self, archive: &[u8], limit: usize) -> Option<Vec<u8>> {
        let size = self.size as usize;
        if size > limit {
            return None;
        }
        let data = archive.get(self.start..self.end)?;
        let content = if self.deflated { inflate(data, size)? } else { data.to_vec() };
        let mut crc = Crc::new();
        crc.update(&content);
        (content.len() == size && crc.sum() == self.crc).then_some(content)
    }
}

/// Decompresses all of `data`; None if any byte is left over.
fn inflate(data: &[u8], size: usize) -> Option<Vec<u8>> {
    // One byte more than declared, to detect longer content.
    let mut content = Vec::with_capacity(size + 1);
    let mut inflate = Decompress::new(false);
    let status = inflate.decompress_vec(data, &mut content, FlushDecompress::Finish).ok()?;
    let whole = status == Status::StreamEnd && inflate.total_in() == data.len() as u64;
    whole.then_some(content)
}

/// Little-endian numbers at byte offsets.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn slice(&self, at: usize, len: usize) -> Option<&'b [u8]> {
        self.0.get(at..at.checked_add(len)?)
    }

    fn short(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(self.slice(at, 2)?.try_into().ok()?))
    }

    fn long(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.slice(at, 4)?.try_into().ok()?))
    }
}
