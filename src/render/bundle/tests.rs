//! Genuine bundles pass; each way of tampering with one is named.

use std::io::{Cursor, Read as _, Write as _};
use std::process::Command;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::sample::Sample;
use super::*;
use crate::model::chain::EvidenceKind;
use crate::model::seal::SealKey;
use crate::model::{Digest, Locale};
use crate::render::words;

fn sample() -> Sample {
    super::sample().unwrap()
}

fn trusting(sample: &Sample) -> Trust {
    Trust { key: Some(sample.key), pdf: Some(Digest::of(&sample.pdf)) }
}

#[track_caller]
fn broken(sample: &Sample, zip: &[u8], key: &str) {
    let report = examine(zip, &trusting(sample));
    assert_eq!(report.verdict, Verdict::Broken, "{report:?}");
    let bad: Vec<_> = report.checks.iter().filter(|check| check.outcome == Outcome::Bad).collect();
    assert!(bad.iter().any(|check| check.key == key), "no {key} in {bad:?}");
}

fn files(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let read = |at| {
        let mut file = archive.by_index(at).unwrap();
        let mut content = vec![];
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().into_owned(), content)
    };
    (0..ZipArchive::new(Cursor::new(zip)).unwrap().len()).map(read).collect()
}

fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    for (name, content) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_genuine_bundle_passes_every_check() {
    let sample = sample();
    let report = examine(&sample.zip, &trusting(&sample));
    assert_eq!(report.verdict, Verdict::Genuine, "{report:?}");
    assert!(report.checks.iter().all(|check| check.outcome == Outcome::Good));
    let said = report.lines(&words(Locale::Fr)).join("\n");
    insta::assert_snapshot!(said.replace(&Digest::of(&sample.pdf).hex(), "[SHA-256]"));
}

#[test]
fn the_same_parts_give_the_same_bytes() {
    assert_eq!(sample().zip, sample().zip);
}

#[test]
fn a_key_that_was_not_given_is_shown_to_be_compared() {
    let report = examine(&sample().zip, &Trust::default());
    assert_eq!(report.verdict, Verdict::Genuine);
    let last = report.checks.last().unwrap();
    assert_eq!((last.outcome, last.key), (Outcome::Note, "bundle-key-unknown"));
}

#[test]
fn altering_any_file_breaks_the_bundle() {
    let sample = sample();
    let whole = files(&sample.zip);
    for (at, (name, content)) in whole.iter().enumerate() {
        if name.ends_with(".txt") {
            continue;
        }
        for place in [0, content.len() / 3, content.len() / 2, content.len() - 4] {
            let mut altered = whole.clone();
            altered[at].1[place] ^= 1;
            let report = examine(&zipped(&altered), &trusting(&sample));
            assert_eq!(report.verdict, Verdict::Broken, "{name} at {place}: {report:?}");
        }
        let mut without = whole.clone();
        without.remove(at);
        broken(&sample, &zipped(&without), "bundle-file-missing");
    }
    // Unaltered, only zipped again by another program: still genuine.
    let again = examine(&zipped(&whole), &trusting(&sample));
    assert_eq!(again.verdict, Verdict::Genuine, "{again:?}");
}

#[test]
fn each_tampering_is_named() {
    let whole = sample();
    let mut cases: Vec<(Sample, &str)> = vec![];
    let mut case = |change: &dyn Fn(&mut Sample), key: &'static str| {
        let mut sample = whole.clone();
        change(&mut sample);
        sample.rezip().unwrap();
        cases.push((sample, key));
    };
    case(&|s| s.documents[0].push(b' '), "bundle-document-altered");
    case(&|s| s.documents.push(b"{}".to_vec()), "bundle-document-altered");
    case(&|s| s.decisions[0].uses[3].accepted = true, "bundle-decision-altered");
    case(&|s| s.decisions[0].signer.push('x'), "bundle-decision-altered");
    case(&|s| s.decisions.swap(0, 1), "bundle-decision-altered");
    case(&|s| drop(s.decisions.pop()), "bundle-decisions-count");
    case(&|s| s.decisions[1].reference.push('x'), "bundle-reference-differs");
    case(&|s| s.decisions[0].document_sha256 = None, "bundle-decision-document");
    case(&|s| s.decisions[0].signature_sha256 = None, "bundle-decision-unsigned");
    case(&|s| s.signatures.clear(), "bundle-signature-missing");
    let other = Signature::Typed { name: "Somebody".into() };
    case(&|s| s.signatures.push(other.clone()), "bundle-signature-altered");
    case(&|s| drop(s.chain.remove(1)), "bundle-chain-broken");
    case(&|s| drop(s.chain.pop()), "bundle-seal-other-chain");
    case(&|s| s.chain[1].fields[0].value = Some("192.0.2.8".into()), "bundle-chain-broken");
    case(&|s| s.chain[3].kind = EvidenceKind::Withdrawn, "bundle-chain-broken");
    case(&|s| s.chain.clear(), "bundle-chain-broken");
    case(&|s| s.pdf.push(b'\n'), "bundle-pdf-not-recorded");
    case(&|s| s.pdf.push(b'\n'), "bundle-pdf-not-sealed");
    case(&|s| s.pdf.push(b'\n'), "bundle-given-pdf-other");
    case(&|s| s.seal.algorithm = "None".into(), "bundle-seal-algorithm");
    case(&|s| s.seal.chain_head = Digest::ZERO, "bundle-seal-broken");
    let forged = SealKey::from_bytes([8; 32]);
    case(&|s| s.seal = forged.seal(s.seal.chain_head, s.seal.pdf_sha256), "bundle-key-other");
    case(&|s| s.seal = forged.seal(Digest::ZERO, s.seal.pdf_sha256), "bundle-seal-other-chain");
    for (sample, key) in cases {
        broken(&whole, &sample.zip, key);
    }
}

#[test]
fn a_chain_rewritten_from_its_start_does_not_fit_the_seal() {
    let whole = sample();
    let mut forged = whole.clone();
    forged.chain.clear();
    for entry in &whole.chain {
        let head = forged.chain.last().map(Entry::head);
        let value = |field: &crate::model::chain::Field| field.value.clone().unwrap_or_default();
        let fields = entry.fields.iter();
        let fields = fields
            .map(|field| match field.name.as_str() {
                "ip" => ("ip", "198.51.100.1".to_owned()),
                "smtpReply" => ("smtpReply", value(field)),
                "documentSha256" => ("documentSha256", value(field)),
                "decisionSha256" => ("decisionSha256", value(field)),
                "pdfSha256" => ("pdfSha256", value(field)),
                _ => ("userAgent", value(field)),
            })
            .collect();
        forged.chain.push(Entry::next(head.as_ref(), entry.kind, entry.at, fields, || [9; 16]));
    }
    forged.rezip().unwrap();
    broken(&whole, &forged.zip, "bundle-seal-other-chain");
}

#[test]
fn steps_after_the_seal_are_told() {
    let mut sample = sample();
    let key = SealKey::from_bytes([7; 32]);
    sample.seal = key.seal(sample.chain[4].hash, Digest::of(&sample.pdf));
    sample.rezip().unwrap();
    let report = examine(&sample.zip, &trusting(&sample));
    assert_eq!(report.verdict, Verdict::Genuine);
    let later = report.checks.iter().find(|check| check.key == "bundle-seal-later").unwrap();
    assert_eq!(later.what, "1");
    let said = later.sentence(&words(Locale::Fr));
    assert!(said.starts_with("Une étape a été constatée après"), "{said}");
}

#[test]
fn an_erased_chain_is_still_genuine() {
    let mut sample = sample();
    sample.chain.iter_mut().for_each(Entry::erase);
    sample.rezip().unwrap();
    let report = examine(&sample.zip, &trusting(&sample));
    assert_eq!(report.verdict, Verdict::Genuine, "{report:?}");
    assert!(report.checks.iter().any(|check| check.key == "bundle-erased" && check.what == "6"));
}

#[test]
fn what_is_no_bundle_is_unreadable() {
    let other = zipped(&[("a.txt".to_owned(), b"hello".to_vec())]);
    for bytes in [&b""[..], b"PK", b"%PDF-1.7", &[0; 5_000], &other] {
        assert_eq!(examine(bytes, &Trust::default()).verdict, Verdict::Unreadable);
    }
}

#[test]
fn an_archive_that_two_programs_read_differently_is_broken() {
    let sample = sample();
    let mut prefixed = b"#!/bin/sh\n".to_vec();
    prefixed.extend(&sample.zip);
    broken(&sample, &prefixed, "bundle-archive-odd");
    let mut more = files(&sample.zip);
    more.push(("run-me.exe".to_owned(), vec![0; 10]));
    broken(&sample, &zipped(&more), "bundle-file-unknown");
}

#[test]
fn a_file_that_grows_without_end_is_not_read_to_its_end() {
    let sample = sample();
    let mut bomb = files(&sample.zip);
    for (name, content) in &mut bomb {
        if name == "consent.pdf" {
            *content = vec![0; 33 << 20];
        }
    }
    let zip = {
        let mut zip = ZipWriter::new(Cursor::new(vec![]));
        for (name, content) in &bomb {
            zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    assert!(zip.len() < 200_000);
    broken(&sample, &zip, "bundle-file-damaged");
}

#[test]
fn nothing_in_a_bundle_can_steer_a_terminal() {
    let mut sample = sample();
    sample.decisions[0].signer = "\u{1b}[2J\r\nGENUINE\u{7}".to_owned();
    sample.rezip().unwrap();
    let lines = examine(&sample.zip, &Trust::default()).lines(&words(Locale::En));
    assert!(lines.iter().all(|line| !line.chars().any(char::is_control)), "{lines:?}");
}

/// Follows the notes of the bundle with other people's programs.
#[test]
fn the_notes_tell_how_to_check_by_hand() {
    let sample = sample();
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files(&sample.zip) {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let script = include_str!("by_hand.py");
    let output = Command::new("python3").args(["-c", script]).current_dir(&folder).output();
    let output = output.unwrap_or_else(|problem| panic!("python3 did not start: {problem}"));
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{failed}");
    assert_eq!(said.trim(), sample.seal.chain_head.hex());
}
