//! Files that are replaced, hidden or missing, and archives of another structure.

use zip::CompressionMethod;

use super::{ALTERED, GENUINE, INCOMPLETE, Tampering, UNKNOWN_KEY, UNREADABLE, judge};

const ODD: &str = "bytes that belong to no file";

/// Bundles with other files, or in another archive.
const OF_FILES: &[Tampering] = &[
    ("packed by another program", |b| b.method = CompressionMethod::Stored, GENUINE, "GENUINE"),
    (
        "another README",
        |b| *b.file("README.txt") = b"Run me.\n".to_vec(),
        ALTERED,
        "README.txt is not what be-right writes",
    ),
    ("no README", |b| b.remove("README.txt"), INCOMPLETE, "The file README.txt is missing"),
    ("no document", |b| b.remove("document.json"), INCOMPLETE, "document.json is missing"),
    ("no PDF", |b| b.remove("consent.pdf"), INCOMPLETE, "consent.pdf is missing"),
    ("no seal", |b| b.remove("seal.json"), UNKNOWN_KEY, "seal.json is missing"),
    ("no chain", |b| b.remove("chain.json"), INCOMPLETE, "chain.json is missing"),
    (
        "neither",
        |b| {
            b.remove("chain.json");
            b.remove("seal.json");
        },
        UNREADABLE,
        "UNREADABLE",
    ),
    (
        "one more file",
        |b| b.files.push(("run-me.exe".into(), vec![0])),
        ALTERED,
        "run-me.exe has no place",
    ),
    (
        "a folder",
        |b| b.files.push(("more/chain.json".into(), vec![0])),
        ALTERED,
        "more/chain.json has no place",
    ),
    (
        "a document that nobody was shown",
        |b| b.files.push(("document-2.json".into(), b"{}".to_vec())),
        ALTERED,
        "document-2.json is not a document that was shown",
    ),
    (
        "the document twice",
        |b| {
            let document = b.file("document.json").clone();
            b.files.push(("document-3.json".into(), document));
        },
        ALTERED,
        "document-3.json was never sealed",
    ),
    ("a byte of the PDF", |b| b.file("consent.pdf")[500] ^= 1, ALTERED, "The PDF is not the one"),
    (
        "bytes behind the PDF",
        |b| b.file("consent.pdf").extend(b"\n%%EOF"),
        ALTERED,
        "The PDF is not the one",
    ),
    (
        "another PDF beside it",
        |b| b.pdf = Some(b"%PDF-1.7 other".to_vec()),
        ALTERED,
        "The PDF you gave is not the one",
    ),
    (
        "a byte behind the archive",
        |b| {
            b.bytes = |mut zip| {
                zip.push(0);
                zip
            }
        },
        ALTERED,
        ODD,
    ),
    (
        "bytes before the archive",
        |b| b.bytes = |zip| [b"#!/bin/sh\n".to_vec(), zip].concat(),
        ALTERED,
        ODD,
    ),
    (
        "a comment of the archive",
        |b| {
            b.bytes = |mut zip| {
                let at = zip.len() - 2;
                zip[at] = 5;
                zip.extend(b"hello");
                zip
            }
        },
        ALTERED,
        ODD,
    ),
    ("two archives", |b| b.bytes = |zip| [zip.clone(), zip].concat(), ALTERED, ODD),
    (
        "two files of one name",
        |b| {
            b.files.push(("chain.jsom".into(), b"[]".to_vec()));
            b.bytes = |mut zip| {
                while let Some(at) = zip.windows(10).position(|name| name == b"chain.jsom") {
                    zip[at + 9] = b'n';
                }
                zip
            };
        },
        ALTERED,
        ODD,
    ),
    ("half the archive", |b| b.bytes = |zip| zip[..zip.len() / 2].to_vec(), ALTERED, ODD),
    ("no archive", |b| b.bytes = |_| b"hello".to_vec(), UNREADABLE, "UNREADABLE"),
    ("another archive", |b| b.files = vec![("a.txt".into(), vec![])], UNREADABLE, "UNREADABLE"),
    (
        "a crowd of names",
        |b| b.files.extend((0..5_000).map(|at| (format!("{at:08}"), vec![]))),
        ALTERED,
        "far more files than an evidence bundle",
    ),
    (
        "names that speak to terminals",
        |b| {
            b.files.push(("\u{1b}[2J\u{202e}\u{2028}GENUINE".into(), vec![]));
        },
        ALTERED,
        "has no place",
    ),
];

#[tokio::test]
async fn no_file_can_be_replaced_hidden_or_left_out_unseen() {
    judge(OF_FILES).await;
}
