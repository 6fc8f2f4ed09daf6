//! Reads untrusted bundles: every size is limited, and problems are reported file by file.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::archive::{self, Entry, Refused};
use super::{
    ANCHOR, CHAIN, DECISIONS, EARLIER_NOTES, FORMAT, MAX_DOCUMENTS, MAX_TOKENS, NOTES, PDF, SEAL,
    SIGNATURES, document_name, is_paper, list, manifest_name, pretty, signature_name, token_name,
};
use crate::error::Result;
use crate::model::chain::Entry as Step;
use crate::model::daily_root::Anchor;
use crate::model::manifest::{MAX_MANIFESTS, Manifest};
use crate::model::record::DecisionRecord;
use crate::model::seal::Seal;
use crate::model::time_token::MAX_TOKEN;
use crate::model::{Digest, Signature};

/// The maximum size of a bundle, in bytes.
pub const MAX_ARCHIVE: usize = 64 << 20;
const MAX_FILE: usize = 32 << 20;
/// The maximum size of JSON, which takes more memory when parsed. A chain of 8 MiB has 20,000
/// steps.
const MAX_JSON: usize = 8 << 20;
const MAX_TOTAL: usize = 96 << 20;
/// The maximum size of a manifest, and the size of its signature.
const MAX_MANIFEST: usize = 256 << 10;
const SIGNATURE_BYTES: usize = 64;

/// The parsed parts; None where one is missing or malformed.
#[derive(Default)]
pub struct Parts {
    /// With their file names.
    pub documents: Vec<(String, Vec<u8>)>,
    pub decisions: Option<Vec<DecisionRecord>>,
    pub signatures: Option<Vec<Signature>>,
    pub chain: Option<Vec<Step>>,
    pub pdf: Option<Vec<u8>>,
    pub seal: Option<Seal>,
    /// By place; a place without any file is left out.
    pub manifests: Vec<SignedManifest>,
    /// The hashes of the files that manifests may name, by name.
    pub files: BTreeMap<String, Digest>,
    pub anchor: Option<Anchor>,
    /// The time-stamps of the daily root, with their file names.
    pub tokens: Vec<(String, Vec<u8>)>,
    /// The missing files.
    pub missing: Vec<String>,
    /// Problems: the key of a text and the file concerned.
    pub problems: Vec<(&'static str, String)>,
}

/// A manifest as it is in the archive.
#[derive(Default)]
pub struct SignedManifest {
    /// From 0.
    pub at: usize,
    pub content: Option<Vec<u8>>,
    pub signature: Option<Vec<u8>>,
    /// None if it is missing or malformed.
    pub read: Option<Manifest>,
}

impl SignedManifest {
    pub fn new(at: usize, content: Option<Vec<u8>>, signature: Option<Vec<u8>>) -> Self {
        let read = content.as_deref().and_then(Manifest::read);
        Self { at, content, signature, read }
    }
}

impl Parts {
    /// Whether this is the bundle that a PDF carries itself: of the steps before that PDF was made, and
    /// sealed without one.
    pub fn is_carried(&self) -> bool {
        self.pdf.is_none() && self.seal.as_ref().is_some_and(|seal| seal.pdf_sha256 == Digest::ZERO)
    }
}

/// The size of what a bundle unpacks to, as it declares: no more is read. 0 if it is none.
pub fn unpacked_bytes(bytes: &[u8]) -> u64 {
    let entries = archive::entries(bytes).unwrap_or_default();
    entries.iter().map(|entry| u64::from(entry.size)).sum()
}

/// Reads a bundle; None if the bytes are not a bundle.
pub fn read(bytes: &[u8]) -> Option<Parts> {
    if bytes.len() > MAX_ARCHIVE {
        return None;
    }
    let mut parts = Parts::default();
    let entries = match archive::entries(bytes) {
        Ok(entries) => entries,
        Err(refused) => {
            // An ambiguous archive is treated as a bundle if it contains these names.
            let names = [CHAIN, SEAL].map(str::as_bytes);
            let is_bundle = names
                .into_iter()
                .any(|name| bytes.windows(name.len()).any(|window| window == name));
            let key = match refused {
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
    parts.anchor = json(&files, ANCHOR, pretty, &mut parts.problems);
    parts.pdf = files.remove(PDF);
    for at in 0..MAX_DOCUMENTS {
        let name = document_name(at);
        parts.documents.extend(files.remove(name.as_str()).map(|document| (name, document)));
    }
    for at in 0..MAX_MANIFESTS {
        let content = files.remove(manifest_name(at).as_str());
        let signature = files.remove(signature_name(at).as_str());
        if content.is_some() || signature.is_some() {
            parts.manifests.push(SignedManifest::new(at, content, signature));
        }
    }
    let made_with = files.iter().filter(|(name, _)| is_paper(name));
    parts.files = made_with.map(|(name, bytes)| ((*name).to_owned(), Digest::of(bytes))).collect();
    let pdf = parts.pdf.iter().map(|pdf| (PDF.to_owned(), Digest::of(pdf)));
    parts.files.extend(pdf);
    let documents = parts.documents.iter();
    parts.files.extend(documents.map(|(name, bytes)| (name.clone(), Digest::of(bytes))));
    for at in 0..MAX_TOKENS {
        let name = token_name(at);
        parts.tokens.extend(files.remove(name.as_str()).map(|token| (name, token)));
    }
    Some(parts)
}

/// The files that belong in a bundle, by name.
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
                if is_note_name(name) && !is_note(name, &content) {
                    parts.problems.push(("bundle-note-replaced", name.to_owned()));
                }
                files.insert(name, content);
            }
        }
    }
    let named = |name: &str| entries.iter().any(|entry| entry.name == name);
    let expected = [DECISIONS, SIGNATURES, CHAIN, PDF, SEAL].into_iter().map(str::to_owned);
    let notes = NOTES.iter().map(|(name, _)| (*name).to_owned());
    // Documents are numbered consecutively.
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

/// The maximum size of a file of this name; None if it does not belong in a bundle.
fn limit(name: &str) -> Option<usize> {
    let is_document = (0..MAX_DOCUMENTS).any(|at| document_name(at) == name);
    let is_token = (0..MAX_TOKENS).any(|at| token_name(at) == name);
    let is_manifest = (0..MAX_MANIFESTS).any(|at| manifest_name(at) == name);
    let is_signature = (0..MAX_MANIFESTS).any(|at| signature_name(at) == name);
    match name {
        DECISIONS | SIGNATURES | CHAIN | SEAL | ANCHOR => Some(MAX_JSON),
        PDF => Some(MAX_FILE),
        _ if is_token => Some(MAX_TOKEN),
        _ if is_manifest => Some(MAX_MANIFEST),
        _ if is_signature => Some(SIGNATURE_BYTES),
        _ if is_paper(name) && name.ends_with(".pdf") => Some(MAX_FILE),
        _ if is_paper(name) => Some(MAX_JSON),
        _ if is_document || is_note_name(name) => Some(MAX_JSON),
        _ => None,
    }
}

/// Whether a file of this name is written for readers.
fn is_note_name(name: &str) -> bool {
    NOTES.iter().chain([&FORMAT]).any(|(note, _)| *note == name)
}

/// Whether the notes are ours, of this version or of an earlier one: readers follow their
/// instructions.
fn is_note(name: &str, content: &[u8]) -> bool {
    let now = NOTES
        .iter()
        .chain([&FORMAT])
        .any(|(note, text)| *note == name && text.as_bytes() == content);
    now || EARLIER_NOTES.contains(&Digest::of(content).hex().as_str())
}

/// Parses JSON strictly: it must be byte for byte the serialisation of its value. So nothing that
/// parsers ignore (unknown or repeated keys, extra digits, another order) can be inserted, and
/// what is hashed is what is displayed.
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
