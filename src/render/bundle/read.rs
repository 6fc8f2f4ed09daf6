//! Opens a bundle that may be anything: nothing is trusted, nothing grows beyond
//! its limit, and what is wrong is told file by file.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::archive::{self, Entry, Refused};
use super::{
    CHAIN, DECISIONS, EARLIER_NOTES, MAX_DOCUMENTS, NOTES, PDF, SEAL, SIGNATURES, document_name,
    list, pretty,
};
use crate::error::Result;
use crate::model::chain::Entry as Step;
use crate::model::record::DecisionRecord;
use crate::model::seal::Seal;
use crate::model::{Digest, Signature};

/// The largest bundle that is read, in bytes.
pub const MAX_ARCHIVE: usize = 64 << 20;
const MAX_FILE: usize = 32 << 20;
/// Of JSON, which takes more room once it is read. A chain of 8 MiB has 20,000 steps.
const MAX_JSON: usize = 8 << 20;
const MAX_TOTAL: usize = 96 << 20;

/// What could be read; a part that is missing or malformed is none.
#[derive(Default)]
pub struct Parts {
    /// With their names.
    pub documents: Vec<(String, Vec<u8>)>,
    pub decisions: Option<Vec<DecisionRecord>>,
    pub signatures: Option<Vec<Signature>>,
    pub chain: Option<Vec<Step>>,
    pub pdf: Option<Vec<u8>>,
    pub seal: Option<Seal>,
    /// Files that are not there.
    pub missing: Vec<String>,
    /// What is wrong: a key of a sentence and the file it is about.
    pub problems: Vec<(&'static str, String)>,
}

/// Reads a bundle; none if this is no bundle at all.
pub fn read(bytes: &[u8]) -> Option<Parts> {
    if bytes.len() > MAX_ARCHIVE {
        return None;
    }
    let mut parts = Parts::default();
    let entries = match archive::entries(bytes) {
        Ok(entries) => entries,
        Err(refused) => {
            // Whatever two programs may see in it: it means to be a bundle.
            let names = [CHAIN, SEAL].map(str::as_bytes);
            let is_bundle = names
                .into_iter()
                .any(|name| bytes.windows(name.len()).any(|window| window == name));
            let key = match refused {
                Refused::NoArchive => return None,
                Refused::Crowded => "bundle-archive-crowded",
                Refused::Odd => "bundle-archive-odd",
            };
            parts.problems.push((key, String::new()));
            return is_bundle.then_some(parts);
        }
    };
    if !entries.iter().any(|entry| entry.name == CHAIN || entry.name == SEAL) {
        return None;
    }
    let mut files = contents(bytes, &entries, &mut parts);
    parts.decisions = json(&files, DECISIONS, |items: &Vec<_>| list(items), &mut parts.problems);
    parts.signatures = json(&files, SIGNATURES, |items: &Vec<_>| list(items), &mut parts.problems);
    parts.chain = json(&files, CHAIN, |items: &Vec<_>| list(items), &mut parts.problems);
    parts.seal = json(&files, SEAL, pretty, &mut parts.problems);
    parts.pdf = files.remove(PDF);
    for at in 0..MAX_DOCUMENTS {
        let name = document_name(at);
        parts.documents.extend(files.remove(name.as_str()).map(|document| (name, document)));
    }
    Some(parts)
}

/// The files that have a place in a bundle, by their names.
fn contents<'e>(
    bytes: &[u8],
    entries: &'e [Entry],
    parts: &mut Parts,
) -> BTreeMap<&'e str, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut total = 0;
    for entry in entries {
        let name = entry.name.as_str();
        let Some(limit) = limit(name) else {
            parts.problems.push(("bundle-file-unknown", name.to_owned()));
            continue;
        };
        let content = entry.content(bytes, limit.min(MAX_TOTAL - total));
        match content {
            None => parts.problems.push(("bundle-file-damaged", name.to_owned())),
            Some(content) => {
                total += content.len();
                if NOTES.iter().any(|(note, _)| *note == name) && !is_note(name, &content) {
                    parts.problems.push(("bundle-note-replaced", name.to_owned()));
                }
                files.insert(name, content);
            }
        }
    }
    let named = |name: &str| entries.iter().any(|entry| entry.name == name);
    let expected = [DECISIONS, SIGNATURES, CHAIN, PDF, SEAL].into_iter().map(str::to_owned);
    let notes = NOTES.iter().map(|(name, _)| (*name).to_owned());
    // Documents are numbered without a gap.
    let documents = (0..MAX_DOCUMENTS).rev().map(document_name);
    let documents: Vec<String> = documents.skip_while(|name| !named(name)).collect();
    let documents = documents.into_iter().chain([document_name(0)]);
    for name in expected.chain(notes).chain(documents) {
        if !named(&name) && !parts.missing.contains(&name) {
            parts.missing.push(name);
        }
    }
    files
}

/// How large a file of this name may be; none if it has no place in a bundle.
fn limit(name: &str) -> Option<usize> {
    let is_document = (0..MAX_DOCUMENTS).any(|at| document_name(at) == name);
    match name {
        DECISIONS | SIGNATURES | CHAIN | SEAL => Some(MAX_JSON),
        PDF => Some(MAX_FILE),
        _ if is_document || NOTES.iter().any(|(note, _)| *note == name) => Some(MAX_JSON),
        _ => None,
    }
}

/// Whether the notes for readers are ours, of this version or of an earlier one: people
/// follow what they say.
fn is_note(name: &str, content: &[u8]) -> bool {
    let now = NOTES.iter().any(|(note, text)| *note == name && text.as_bytes() == content);
    now || EARLIER_NOTES.contains(&Digest::of(content).hex().as_str())
}

/// Reads JSON strictly: it must be, byte for byte, what is written for what it says.
/// So nothing that a reader passes over (an unknown or repeated key, a digit too many,
/// another order) can be put in, and what is hashed is what stands there.
fn json<T: DeserializeOwned>(
    files: &BTreeMap<&str, Vec<u8>>,
    name: &str,
    write: impl Fn(&T) -> Result<Vec<u8>>,
    problems: &mut Vec<(&'static str, String)>,
) -> Option<T> {
    let content = files.get(name)?;
    let Ok(read) = serde_json::from_slice(content) else {
        problems.push(("bundle-file-malformed", name.to_owned()));
        return None;
    };
    if !write(&read).is_ok_and(|written| written == *content) {
        problems.push(("bundle-file-rewritten", name.to_owned()));
    }
    Some(read)
}
