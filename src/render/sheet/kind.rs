//! Detects the type of a file by its first bytes; names and media types are not reliable.

pub(super) enum Kind {
    Text,
    /// A ZIP, as `.xlsx` is.
    Workbook,
    /// A password-protected `.xlsx`: a compound file with an encrypted package.
    Locked,
    /// `.xls`, from before 2007.
    OldWorkbook,
    Empty,
    Other,
}

/// The beginnings of files that are not tables, even if parts of them are text.
const OTHERS: &[&[u8]] = &[
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf",
    b"\xfd7zXZ",
    b"Rar!",
    b"{\\rtf",
    b"%!PS",
    b"SQLite format 3",
    b"\x7fELF",
    b"MZ\x90",
    b"BEGIN:VCARD",
    b"BEGIN:VCALENDAR",
    b"From ",
    b"II*\0",
    b"MM\0*",
    b"ID3",
    b"OggS",
    b"\0\0\0\x18ftyp",
    b"\0\0\0\x20ftyp",
    b"<?xml",
    b"<!DOCTYPE",
    b"<!doctype",
    b"<html",
    b"<HTML",
    b"<table",
    b"<TABLE",
    b"<svg",
];

pub(super) fn of(bytes: &[u8]) -> Kind {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = start.trim_ascii_start();
    if start.is_empty() {
        return Kind::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Kind::Workbook;
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        let locked: Vec<u8> =
            "EncryptedPackage".encode_utf16().flat_map(|unit| unit.to_le_bytes()).collect();
        let is_locked = bytes.windows(locked.len()).any(|part| part == locked);
        return if is_locked { Kind::Locked } else { Kind::OldWorkbook };
    }
    // Excel 2 to 4 wrote records without a compound file.
    if [0x0009, 0x0209, 0x0409].iter().any(|id: &u16| bytes.starts_with(&id.to_le_bytes()))
        && matches!(bytes.get(2), Some(4..=8))
        && bytes.get(3) == Some(&0)
    {
        return Kind::OldWorkbook;
    }
    if OTHERS.iter().any(|magic| start.starts_with(magic)) { Kind::Other } else { Kind::Text }
}
