//! Installed fonts, for scripts that the embedded ones lack. Scanned once, on first use: only
//! tables of contents and character maps are read.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rustybuzz::ttf_parser::{Permissions, cmap};

const FOLDERS: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];
const MAX_DEPTH: usize = 6;
const MAX_FILES: usize = 4_000;
const MAX_FACES: u32 = 64;
const MAX_TABLE: u32 = 4 << 20;
const MAX_FONT: u64 = 64 << 20;
/// The maximum number of spare fonts in one document.
const MAX_SPARES: usize = 6;

/// An installed font, read.
pub struct Spare {
    pub path: PathBuf,
    pub data: Vec<u8>,
    /// The index in a font collection.
    pub index: u32,
}

/// The installed fonts.
#[derive(Default)]
pub struct Library {
    faces: Vec<FoundFonts>,
}

struct FoundFonts {
    path: PathBuf,
    index: u32,
    /// Inclusive ranges of code points, sorted.
    covered: Vec<(u32, u32)>,
}

static INSTALLED: LazyLock<Library> =
    LazyLock::new(|| Library::in_folders(FOLDERS.into_iter().map(Path::new)));

impl Library {
    /// The fonts of this machine.
    pub fn installed() -> &'static Library {
        &INSTALLED
    }

    /// The fonts in these folders and below.
    pub fn in_folders<'p>(folders: impl Iterator<Item = &'p Path>) -> Self {
        let mut files = vec![];
        for folder in folders {
            find(folder, MAX_DEPTH, &mut files);
        }
        files.sort_by_cached_key(|path| (fanciness(path), path.clone()));
        Self { faces: files.iter().flat_map(|path| faces(path)).collect() }
    }

    /// This library without the given files.
    pub fn without(&self, paths: &[PathBuf]) -> Self {
        let faces = self.faces.iter().filter(|face| !paths.contains(&face.path));
        let copy = |face: &FoundFonts| FoundFonts {
            path: face.path.clone(),
            index: face.index,
            covered: face.covered.clone(),
        };
        Self { faces: faces.map(copy).collect() }
    }

    /// A few fonts that together cover as much of `missing` as possible.
    pub fn covering(&self, mut missing: BTreeSet<char>) -> Vec<Spare> {
        let mut spares = vec![];
        let mut left: Vec<&FoundFonts> = self.faces.iter().collect();
        while spares.len() < MAX_SPARES && !missing.is_empty() {
            let count = |face: &&FoundFonts| missing.iter().filter(|&&c| face.covers(c)).count();
            // The first of equals: `max_by_key` alone would return the last.
            let best = left.iter().enumerate().rev().max_by_key(|(_, face)| count(face));
            let Some((at, count)) = best.map(|(at, face)| (at, count(face))) else { break };
            let face = left.remove(at);
            if count == 0 {
                break;
            }
            if let Some(spare) = face.read() {
                missing.retain(|&c| !face.covers(c));
                spares.push(spare);
            }
        }
        spares
    }
}

impl FoundFonts {
    fn covers(&self, character: char) -> bool {
        let code = u32::from(character);
        let after = self.covered.partition_point(|&(first, _)| first <= code);
        after.checked_sub(1).is_some_and(|at| code <= self.covered[at].1)
    }

    /// The file; None if it is gone, too large or may not be embedded.
    fn read(&self) -> Option<Spare> {
        let data = fs::read(&self.path).ok()?;
        let face = rustybuzz::ttf_parser::Face::parse(&data, self.index).ok()?;
        if face.permissions() == Some(Permissions::Restricted) || !face.is_subsetting_allowed() {
            return None;
        }
        Some(Spare { path: self.path.clone(), data, index: self.index })
    }
}

fn find(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if files.len() >= MAX_FILES {
            return;
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("ttf" | "otf" | "ttc" | "otc") if path.is_file() => files.push(path),
            _ if depth > 0 && path.is_dir() => find(&path, depth - 1, files),
            _ => {}
        }
    }
}

/// A sort key that puts plain upright text faces first.
fn fanciness(path: &Path) -> usize {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
    let name = name.unwrap_or_default();
    let odd = ["bold", "italic", "oblique", "black", "light", "thin", "medium", "mono", "serif"];
    let odder = ["emoji", "color", "symbol", "math", "last", "nastaliq"];
    let found = |words: &[&str]| words.iter().filter(|word| name.contains(**word)).count();
    // “sans-serif” and “NotoSans” are not serif fonts.
    found(&odd) + 4 * found(&odder) - usize::from(name.contains("sans-serif"))
}

fn faces(path: &Path) -> Vec<FoundFonts> {
    let Ok(mut file) = File::open(path) else { return vec![] };
    if file.metadata().map_or(u64::MAX, |metadata| metadata.len()) > MAX_FONT {
        return vec![];
    }
    let offsets = offsets(&mut file).unwrap_or_default();
    // Faces of a collection often share a character map; the first one suffices.
    let mut seen = BTreeSet::new();
    let known = |(index, offset)| {
        let map = character_map(&mut file, offset).filter(|map| seen.insert(*map))?;
        let covered = coverage(&mut file, map)?;
        Some(FoundFonts { path: path.to_owned(), index, covered })
    };
    (0..).zip(offsets).filter_map(known).collect()
}

/// The offset of each face in the file.
fn offsets(file: &mut File) -> Option<Vec<u32>> {
    let head = read(file, 0, 12)?;
    if head.get(..4)? != b"ttcf" {
        return Some(vec![0]);
    }
    let count = number(&head, 8)?.min(MAX_FACES);
    let table = read(file, 12, count * 4)?;
    (0..count as usize).map(|at| number(&table, at * 4)).collect()
}

/// The offset and length of a face's character map, if its outlines can be embedded in a PDF.
fn character_map(file: &mut File, offset: u32) -> Option<(u32, u32)> {
    let head = read(file, offset, 12)?;
    let count = u32::from(u16::from_be_bytes([*head.get(4)?, *head.get(5)?]));
    let records = read(file, offset.checked_add(12)?, count * 16)?;
    let table = |tag: &[u8; 4]| records.chunks_exact(16).find(|record| record.starts_with(tag));
    table(b"glyf").or_else(|| table(b"CFF "))?;
    let record = table(b"cmap")?;
    Some((number(record, 8)?, number(record, 12)?))
}

fn coverage(file: &mut File, (at, length): (u32, u32)) -> Option<Vec<(u32, u32)>> {
    let bytes = read(file, at, length)?;
    let mut codes = vec![];
    for subtable in cmap::Table::parse(&bytes)?.subtables {
        if subtable.is_unicode() {
            subtable.codepoints(|code| codes.push(code));
        }
    }
    codes.sort_unstable();
    let mut ranges: Vec<(u32, u32)> = vec![];
    for code in codes {
        match ranges.last_mut() {
            Some((_, last)) if code <= last.saturating_add(1) => *last = code,
            _ => ranges.push((code, code)),
        }
    }
    Some(ranges)
}

fn read(file: &mut File, at: u32, length: u32) -> Option<Vec<u8>> {
    if length > MAX_TABLE {
        return None;
    }
    file.seek(SeekFrom::Start(at.into())).ok()?;
    let mut bytes = vec![0; length as usize];
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
