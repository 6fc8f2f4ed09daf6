//! Evidence bundles: ZIP files with everything needed to verify an answer without the server that
//! made it. [`bundle`] writes one, [`examine()`] verifies one.

mod anchor;
mod archive;
mod examine;
mod manifests;
mod printed;
mod read;
mod report;
mod sample;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors_tests;

use std::io::{Cursor, Write as _};

use serde::Serialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

pub use anchor::Outside;
pub use examine::{Held, HeldManifest, Trust, examine, examine_held, examine_with};
pub use read::{MAX_ARCHIVE, unpacked_bytes};
pub use report::{Check, Outcome, Report, SealedResult, Verdict};
pub use sample::{Sample, sample};

use crate::error::Result;
use crate::model::Signature;
use crate::model::chain::Entry;
use crate::model::daily_root::Anchor;
use crate::model::manifest::MAX_MANIFESTS;
use crate::model::record::DecisionRecord;
use crate::model::seal::{Seal, SealBytes};

const CHAIN: &str = "chain.json";
const DECISIONS: &str = "decisions.json";
const SIGNATURES: &str = "signatures.json";
const SEAL: &str = "seal.json";
pub const PDF: &str = "consent.pdf";
/// A daily root with the inclusion proof of the chain. Bundles whose last step is newer lack it.
const ANCHOR: &str = "anchor.json";
/// The number of time-stamps of that root, at most: as many as there may be authorities.
pub const MAX_TOKENS: usize = crate::model::time_token::MAX_AUTHORITIES;
/// Notes for readers. They explain how to verify by hand, so they must be unmodified too.
const NOTES: [(&str, &str); 2] = [
    ("LISEZMOI.txt", include_str!("../../../assets/evidence/LISEZMOI.txt")),
    ("README.txt", include_str!("../../../assets/evidence/README.txt")),
];
/// The description of the format, for those who write a verifier. Bundles of earlier versions lack it, as
/// does the one that a PDF carries itself, to keep it small.
const FORMAT: (&str, &str) = ("FORMAT.md", include_str!("../../../assets/evidence/FORMAT.md"));
/// The SHA-256 of the notes in earlier versions' bundles.
const EARLIER_NOTES: [&str; 22] = [
    "23dd1814c0132deb593352ffa804ac6324fd213159817ceee490a56f3594a892",
    "da173905f7a9f8364170e8dfc6b47788233f16bbb0f5545b260e07c51e93728c",
    "c402cb1c9402c941e507afa417313317ac6b240021145fc5bacdb78c40074f39",
    "5942963a1110672da01ee6ef72b42002b9fe759ae522bda47dbf31836dc96c52",
    "974926b0d9ab0f621294e41555ed2fc5a489ea0f29d3849b0aeb106fa19e3480",
    "f008ae416fcacfe33c44761cf4ce032b506ec5968d8533234f19884b4e55d065",
    "a626972593502d270b0adbe2841f379eb9236275c33a10ab4acac44ba1a72306",
    "6b48996c47bd61579ad5a51363489379c9951bccfcabe5fcbbf7a6db0fa4ba28",
    "a779ce78294c8f7cd45a8c8365b06e698002163ee4dc3b85c19a53f880f9dbe7",
    "4ab5ade4ca8a250ba1084bc49527c2cf12640b8c55876422569b4dad56b070c8",
    "4f7a26afb6c989cd535e2e3a59f3df7f30aaf23884fefbc90ce2af767188d30c",
    "f937fc87bad682ded2b6eb60e588cd8c857ce6937daf0d1b528eae8fbce54102",
    "4a9714388b81d837bc5d451706d3da387f8c3775e958a3174255bb32c6dcf455",
    "bf08ab227d704dd6535fdabc932ecb98b9e80d1b72b139a338ceac4836928c21",
    "02ae5121a4156153facbab34cd8e3106bcba53dbbdea3d0fcde1072d3e8c09fc",
    "15aa0990f31ca552953ebbf825ed42b0c03617b2e230c73d314dfe6bb42397e5",
    "bd5555eb341fb22918fa9bdaee073c38b8a77d5a4b1380da10362a4b85a09b32",
    "6f6e79077045a4fa8edd32632894baf241f10c5e9f5ab1dfe96afe4b8bdb9404",
    "ff62544a33d9a28bf77ad1855ec8c562d0f551ea4a5ce9cd5a13d84f85f5d6ac",
    "58fc0944829cf77df52a780e75fd95b2e919566010cc134c9e95598c992a5ec4",
    "4404eb13ff653752dfb8f4943a439a9e5cf0ea1f7e6c7f5b343196c05f8c8ea8",
    "4391727e16efcf37b8106c1f5489d7ce9f600df2a25d28cb26a32580f677f866",
];
/// The maximum number of documents; signers times versions are fewer.
const MAX_DOCUMENTS: usize = 16;

/// The contents of a bundle.
#[derive(Debug, Clone, Copy)]
pub struct BundleParts<'a> {
    /// The exact bytes shown, one per document decided on.
    pub documents: &'a [Vec<u8>],
    /// In the order of the chain.
    pub decisions: &'a [DecisionRecord],
    pub signatures: &'a [Signature],
    pub chain: &'a [Entry],
    /// None if it was not made yet: the bundle that it carries itself.
    pub pdf: Option<&'a [u8]>,
    /// Over a hash of the chain and the PDF. Sealing the chain's current head when the bundle is
    /// made covers all of its steps.
    pub seal: &'a Seal,
    /// In order; none in bundles of format 1.
    pub manifests: &'a [ManifestFiles],
    /// Of the chain's current head; None if it is in no daily root yet.
    pub anchor: Option<&'a Anchor>,
    /// The time-stamps of its daily root, in DER, at most [`MAX_TOKENS`].
    pub tokens: &'a [Vec<u8>],
}

/// A manifest, and what was made with it.
#[derive(Debug, Clone)]
pub struct ManifestFiles {
    /// The exact bytes that are signed.
    pub manifest: Vec<u8>,
    pub signature: SealBytes,
    /// The consent record of then.
    pub record: Vec<u8>,
    /// The PDF of a withdrawal or an end; None if there is none, or the bundle is in a PDF itself.
    pub receipt: Option<Vec<u8>>,
}

/// The description of the format, in English, as Markdown.
pub fn format() -> &'static str {
    FORMAT.1
}

/// Writes a bundle; deterministic.
pub fn bundle(parts: &BundleParts<'_>) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    for (name, text) in NOTES {
        put(&mut zip, name, text.as_bytes())?;
    }
    for (at, document) in parts.documents.iter().enumerate() {
        put(&mut zip, &document_name(at), document)?;
    }
    put(&mut zip, DECISIONS, &list(parts.decisions)?)?;
    put(&mut zip, SIGNATURES, &list(parts.signatures)?)?;
    put(&mut zip, CHAIN, &list(parts.chain)?)?;
    if let Some(pdf) = parts.pdf {
        put(&mut zip, PDF, pdf)?;
        put(&mut zip, FORMAT.0, FORMAT.1.as_bytes())?;
    }
    for (at, made_with) in parts.manifests.iter().enumerate() {
        put(&mut zip, &manifest_name(at), &made_with.manifest)?;
        put(&mut zip, &signature_name(at), &made_with.signature.0)?;
        put(&mut zip, &record_name(at), &made_with.record)?;
        if let Some(receipt) = &made_with.receipt {
            put(&mut zip, &receipt_name(at), receipt)?;
        }
    }
    put(&mut zip, SEAL, &pretty(parts.seal)?)?;
    if let Some(anchor) = parts.anchor {
        put(&mut zip, ANCHOR, &pretty(anchor)?)?;
        for (at, token) in parts.tokens.iter().enumerate() {
            put(&mut zip, &token_name(at), token)?;
        }
    }
    Ok(zip.finish().map_err(anyhow::Error::from)?.into_inner())
}

/// The name of the files of one kind, at a place from 0: `document.json`, `document-2.json`…
fn numbered(stem: &str, extension: &str, at: usize) -> String {
    match at {
        0 => format!("{stem}.{extension}"),
        _ => format!("{stem}-{}.{extension}", at + 1),
    }
}

pub fn document_name(at: usize) -> String {
    numbered("document", "json", at)
}

fn token_name(at: usize) -> String {
    numbered("anchor", "tst", at)
}

fn manifest_name(at: usize) -> String {
    numbered("manifest", "json", at)
}

fn signature_name(at: usize) -> String {
    numbered("manifest", "sig", at)
}

/// The consent record that was made with the manifest at this place.
pub fn record_name(at: usize) -> String {
    numbered("record", "json", at)
}

/// The receipt that was made with the manifest at this place.
pub fn receipt_name(at: usize) -> String {
    numbered("receipt", "pdf", at)
}

/// Whether this is the name of a file that was made with a manifest, at most the one at `last`.
fn is_paper_until(name: &str, last: usize) -> bool {
    (0..=last).any(|at| name == record_name(at) || name == receipt_name(at))
}

fn is_paper(name: &str) -> bool {
    is_paper_until(name, MAX_MANIFESTS - 1)
}

/// Whether the manifest at this place may name such a file.
fn is_sealed_name(name: &str, at: usize) -> bool {
    let is_document = (0..MAX_DOCUMENTS).any(|at| name == document_name(at));
    name == PDF || is_document || is_paper_until(name, at)
}

fn put(zip: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, bytes: &[u8]) -> Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        // A constant: the ZIP's own times would differ at each download.
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    zip.start_file(name, options).map_err(anyhow::Error::from)?;
    zip.write_all(bytes).map_err(anyhow::Error::from)?;
    Ok(())
}

/// Indented JSON, for readers.
fn pretty<T: Serialize>(item: &T) -> Result<Vec<u8>> {
    Ok(serde_json::to_vec_pretty(item).map_err(anyhow::Error::from)?)
}

/// A JSON list with one item per line, each in the compact form that is hashed.
fn list<T: Serialize>(items: &[T]) -> Result<Vec<u8>> {
    let items: std::result::Result<Vec<_>, _> = items.iter().map(serde_json::to_string).collect();
    let items = items.map_err(anyhow::Error::from)?.join(",\n");
    Ok(format!("[\n{items}\n]\n").into_bytes())
}
