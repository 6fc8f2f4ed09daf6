//! Opens a bundle that may be anything: nothing is trusted, nothing grows beyond
//! its limit, and what is wrong is told file by file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use serde::de::DeserializeOwned;
use zip::ZipArchive;

use super::{CHAIN, DECISIONS, MAX_DOCUMENTS, NOTES, PDF, SEAL, SIGNATURES, document_name};
use crate::model::Signature;
use crate::model::chain::Entry;
use crate::model::record::DecisionRecord;
use crate::model::seal::Seal;

const MAX_ARCHIVE: usize = 64 << 20;
const MAX_FILE: u64 = 32 << 20;
const MAX_TOTAL: u64 = 96 << 20;

/// What could be read; a part that is missing or malformed is none.
#[derive(Default)]
pub struct Parts {
    /// With their names.
    pub documents: Vec<(String, Vec<u8>)>,
    pub decisions: Option<Vec<DecisionRecord>>,
    pub signatures: Option<Vec<Signature>>,
    pub chain: Option<Vec<Entry>>,
    pub pdf: Option<Vec<u8>>,
    pub seal: Option<Seal>,
    /// What is wrong: a key of a sentence and the file it is about.
    pub problems: Vec<(&'static str, String)>,
}

/// Reads a bundle; none if this is no bundle at all.
pub fn read(bytes: &[u8]) -> Option<Parts> {
    if bytes.len() > MAX_ARCHIVE {
        return None;
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names: BTreeSet<String> =
        zip.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    if !names.contains(CHAIN) && !names.contains(SEAL) {
        return None;
    }
    let mut parts = Parts::default();
    // Other programs must see what this one sees.
    let one_view = !zip.has_duplicate_names()
        && zip.offset() == 0
        && zip.validate_header_consistency().is_ok()
        && zip.has_overlapping_entries().is_ok_and(|overlap| !overlap);
    if !one_view || names.len() != zip.len() {
        parts.problems.push(("bundle-archive-odd", String::new()));
    }
    let mut files = BTreeMap::new();
    let mut total = 0;
    for name in expected(&names) {
        match content(&mut zip, &name, &mut total) {
            Some(content) => drop(files.insert(name, content)),
            None if names.contains(&name) => parts.problems.push(("bundle-file-damaged", name)),
            None => parts.problems.push(("bundle-file-missing", name)),
        }
    }
    for name in &names {
        let known = files.contains_key(name) || NOTES.iter().any(|(note, _)| note == name);
        if !known && !parts.problems.iter().any(|(_, file)| file == name) {
            parts.problems.push(("bundle-file-unknown", name.clone()));
        }
    }
    parts.decisions = json(&files, DECISIONS, &mut parts.problems);
    parts.signatures = json(&files, SIGNATURES, &mut parts.problems);
    parts.chain = json(&files, CHAIN, &mut parts.problems);
    parts.seal = json(&files, SEAL, &mut parts.problems);
    parts.pdf = files.remove(PDF);
    for at in 0..MAX_DOCUMENTS {
        let name = document_name(at);
        parts.documents.extend(files.remove(&name).map(|document| (name, document)));
    }
    Some(parts)
}

/// The files a bundle must have, and as many further documents as it has.
fn expected(names: &BTreeSet<String>) -> Vec<String> {
    let mut expected: Vec<String> =
        [DECISIONS, SIGNATURES, CHAIN, PDF, SEAL].map(str::to_owned).into();
    let documents = (0..MAX_DOCUMENTS).map(document_name);
    expected.extend(documents.enumerate().filter_map(|(at, name)| {
        let wanted = at == 0 || names.contains(&name);
        wanted.then_some(name)
    }));
    expected
}

/// A file's bytes, unless it is missing, damaged or beyond its limit.
fn content(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str, total: &mut u64) -> Option<Vec<u8>> {
    let file = zip.by_name(name).ok()?;
    let mut content = vec![];
    file.take(MAX_FILE + 1).read_to_end(&mut content).ok()?;
    *total += content.len() as u64;
    (content.len() as u64 <= MAX_FILE && *total <= MAX_TOTAL).then_some(content)
}

fn json<T: DeserializeOwned>(
    files: &BTreeMap<String, Vec<u8>>,
    name: &str,
    problems: &mut Vec<(&'static str, String)>,
) -> Option<T> {
    let read = serde_json::from_slice(files.get(name)?);
    if read.is_err() {
        problems.push(("bundle-file-malformed", name.to_owned()));
    }
    read.ok()
}
