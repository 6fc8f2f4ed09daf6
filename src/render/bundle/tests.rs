//! Genuine bundles pass, and each kind of tampering is identified.

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
fn judged(sample: &Sample, zip: &[u8], verdict: Verdict, key: &str) {
    let report = examine(zip, &trusting(sample));
    assert_eq!(report.verdict, verdict, "{report:?}");
    let found: Vec<_> =
        report.checks.iter().filter(|check| check.outcome != Outcome::Good).collect();
    assert!(found.iter().any(|check| check.key == key), "no {key} in {found:?}");
}

#[track_caller]
fn altered(sample: &Sample, zip: &[u8], key: &str) {
    judged(sample, zip, Verdict::Altered, key);
}

pub(super) fn files(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    let read = |at| {
        let mut file = archive.by_index(at).unwrap();
        let mut content = vec![];
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().into_owned(), content)
    };
    (0..ZipArchive::new(Cursor::new(zip)).unwrap().len()).map(read).collect()
}

pub(super) fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
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
    let is_fine = |check: &Check| matches!(check.outcome, Outcome::Good | Outcome::Note);
    assert!(report.checks.iter().all(is_fine));
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
    assert_eq!(report.verdict, Verdict::UnknownKey);
    let last = report.checks.last().unwrap();
    assert_eq!((last.outcome, last.key), (Outcome::Unknown, "bundle-key-unknown"));
    let said = report.lines(&words(Locale::En)).join("\n");
    assert!(said.contains("What would have been decided, if the key is"), "{said}");
}

#[test]
fn altering_any_file_breaks_the_bundle() {
    let sample = sample();
    let whole = files(&sample.zip);
    for (at, (name, content)) in whole.iter().enumerate() {
        for place in [0, content.len() / 3, content.len() / 2, content.len() - 4] {
            let mut altered = whole.clone();
            altered[at].1[place] ^= 1;
            let report = examine(&zipped(&altered), &trusting(&sample));
            assert_eq!(report.verdict, Verdict::Altered, "{name} at {place}: {report:?}");
        }
        let mut without = whole.clone();
        without.remove(at);
        if name == FORMAT.0 {
            let report = examine(&zipped(&without), &trusting(&sample));
            assert_eq!(report.verdict, Verdict::Genuine, "{report:?}");
            continue;
        }
        // Without the seal nothing shows who sealed it.
        let verdict = if name == SEAL { Verdict::UnknownKey } else { Verdict::Incomplete };
        judged(&sample, &zipped(&without), verdict, "bundle-file-missing");
    }
    // Unmodified and zipped again by another program: still genuine.
    let again = examine(&zipped(&whole), &trusting(&sample));
    assert_eq!(again.verdict, Verdict::Genuine, "{again:?}");
}

#[test]
fn a_withdrawal_that_was_left_out_is_named_with_its_time() {
    let mut cut = sample();
    let gone = cut.decisions.pop().unwrap();
    cut.rezip().unwrap();
    let at = crate::render::dates::utc(gone.at);
    for (locale, named, may) in [
        (Locale::En, "a withdrawal, whose record is missing", "what is missing may change it"),
        (Locale::Fr, "un retrait, dont l’enregistrement manque", "ce qui manque peut le changer"),
    ] {
        let report = examine(&cut.zip, &trusting(&cut));
        assert_eq!(report.verdict.code(), 3);
        let said = report.lines(&words(locale)).join("\n");
        assert!(said.contains(&format!("{at}, {named}")), "{said}");
        assert!(said.contains(may), "{said}");
        // Without the key as well.
        let said = examine(&cut.zip, &Trust::default()).lines(&words(locale)).join("\n");
        assert!(said.contains(&format!("{at}, {named}")), "{said}");
    }
    let whole = examine(&sample().zip, &trusting(&sample())).lines(&words(Locale::En)).join("\n");
    assert!(!whole.contains("missing"), "{whole}");
}

#[test]
fn each_tampering_is_named() {
    use Verdict::{Altered, Incomplete, UnknownKey};
    let whole = sample();
    let case = |change: &dyn Fn(&mut Sample), verdict: Verdict, key: &'static str| {
        let mut sample = whole.clone();
        change(&mut sample);
        sample.rezip().unwrap();
        judged(&whole, &sample.zip, verdict, key);
    };
    case(&|s| s.documents[0].push(b' '), Altered, "bundle-document-altered");
    case(&|s| s.documents.push(b"{}".to_vec()), Altered, "bundle-document-altered");
    case(&|s| s.decisions[0].uses[3].accepted = true, Altered, "bundle-decision-altered");
    case(&|s| s.decisions[0].signer.push('x'), Altered, "bundle-decision-altered");
    case(&|s| s.decisions.swap(0, 1), Altered, "bundle-decisions-order");
    case(&|s| s.decisions.push(s.decisions[1].clone()), Altered, "bundle-decisions-order");
    case(&|s| drop(s.decisions.pop()), Incomplete, "bundle-decisions-left-out");
    case(&|s| s.decisions[1].reference.push('x'), Altered, "bundle-decision-altered");
    case(&|s| s.decisions[0].document_sha256 = None, Altered, "bundle-decision-altered");
    case(&|s| s.signatures.clear(), Incomplete, "bundle-signature-missing");
    let other = Signature::Typed { name: "Somebody".into() };
    case(&|s| s.signatures.push(other.clone()), Altered, "bundle-signature-altered");
    case(&|s| s.signatures.push(s.signatures[0].clone()), Altered, "bundle-signatures-order");
    case(&|s| drop(s.chain.remove(1)), Altered, "bundle-chain-broken");
    case(&|s| drop(s.chain.pop()), Altered, "bundle-seal-other-chain");
    let ip = "192.0.2.8".to_owned();
    case(&|s| s.chain[1].fields[0].value = Some(ip.clone()), Altered, "bundle-chain-broken");
    case(&|s| s.chain[3].kind = EvidenceKind::Withdrawn, Altered, "bundle-chain-broken");
    case(&|s| s.chain[3].fields.clear(), Altered, "bundle-step-unbound");
    case(&|s| s.chain.clear(), Altered, "bundle-chain-broken");
    case(&|s| s.pdf.push(b'\n'), Altered, "bundle-pdf-not-recorded");
    case(&|s| s.pdf.push(b'\n'), Altered, "bundle-pdf-not-sealed");
    case(&|s| s.pdf.push(b'\n'), Altered, "bundle-given-pdf-other");
    case(&|s| s.seal.algorithm = "None".into(), Altered, "bundle-seal-algorithm");
    case(&|s| s.seal.chain_head = Digest::ZERO, Altered, "bundle-seal-broken");
    let forged = SealKey::from_bytes([8; 32]);
    let seal = |s: &Sample| forged.seal(s.seal.chain_head, s.seal.pdf_sha256);
    case(&|s| s.seal = seal(s), UnknownKey, "bundle-key-other");
    let elsewhere = |s: &Sample| forged.seal(Digest::ZERO, s.seal.pdf_sha256);
    case(&|s| s.seal = elsewhere(s), Altered, "bundle-seal-other-chain");
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
    altered(&whole, &forged.zip, "bundle-seal-other-chain");
}

#[test]
fn a_chain_written_anew_with_the_key_is_contradicted_by_the_pdf() {
    let whole = sample();
    let mut forged = whole.clone();
    forged.chain.clear();
    for (at, entry) in whole.chain.iter().enumerate() {
        let head = forged.chain.last().map(Entry::head);
        let value = |name: &str| entry.value(name).unwrap_or_default().to_owned();
        let fields = match entry.kind {
            EvidenceKind::DocumentShown => vec![("documentSha256", value("documentSha256"))],
            EvidenceKind::PdfMade => vec![("pdfSha256", value("pdfSha256"))],
            EvidenceKind::Answered | EvidenceKind::Withdrawn => {
                vec![("decisionSha256", value("decisionSha256"))]
            }
            _ => vec![("ip", format!("198.51.100.{at}"))],
        };
        forged.chain.push(Entry::next(head.as_ref(), entry.kind, entry.at, fields, || [9; 16]));
    }
    let head = forged.chain.last().unwrap().hash;
    forged.seal = SealKey::from_bytes([7; 32]).seal(head, Digest::of(&forged.pdf));
    forged.rezip().unwrap();
    altered(&whole, &forged.zip, "bundle-pdf-other-steps");
}

#[test]
fn steps_added_behind_the_seal_are_an_alteration() {
    let mut sample = sample();
    let key = SealKey::from_bytes([7; 32]);
    sample.seal = key.seal(sample.chain[4].hash, Digest::of(&sample.pdf));
    sample.rezip().unwrap();
    altered(&sample, &sample.zip, "bundle-seal-later");
    let report = examine(&sample.zip, &trusting(&sample));
    let later = report.checks.iter().find(|check| check.key == "bundle-seal-later").unwrap();
    assert_eq!(later.what, "1");
    let said = later.sentence(&words(Locale::Fr));
    assert!(said.starts_with("La dernière étape n’est pas couverte"), "{said}");
    assert!(report.decisions.is_empty(), "what was altered is reported as decided");
}

#[test]
fn an_erased_chain_is_incomplete_and_proves_no_decision() {
    let mut sample = sample();
    sample.chain.iter_mut().for_each(Entry::erase);
    sample.rezip().unwrap();
    judged(&sample, &sample.zip, Verdict::Incomplete, "bundle-decision-unproved");
    let report = examine(&sample.zip, &trusting(&sample));
    assert!(report.checks.iter().any(|check| check.key == "bundle-erased" && check.what == "6"));
    assert!(report.decisions.is_empty());
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
    altered(&sample, &prefixed, "bundle-archive-odd");
    let mut more = files(&sample.zip);
    more.push(("run-me.exe".to_owned(), vec![0; 10]));
    altered(&sample, &zipped(&more), "bundle-file-unknown");
}

#[test]
fn every_byte_of_an_archive_belongs_to_a_file() {
    let sample = sample();
    let end = sample.zip.len() - 22;
    let mut commented = sample.zip.clone();
    commented[end + 20] = 5;
    commented.extend(b"hello");
    altered(&sample, &commented, "bundle-archive-odd");
    let mut longer = sample.zip.clone();
    longer.push(0);
    altered(&sample, &longer, "bundle-archive-odd");
    let mut twice = sample.zip.clone();
    twice.extend(&sample.zip);
    altered(&sample, &twice, "bundle-archive-odd");
    // Between the files and the directory, with the directory's offset corrected.
    let at = u32::from_le_bytes(sample.zip[end + 16..end + 20].try_into().unwrap()) as usize;
    let mut gap = sample.zip[..at].to_vec();
    gap.extend(b"hidden");
    gap.extend(&sample.zip[at..]);
    let place = gap.len() - 6;
    gap[place..place + 4].copy_from_slice(&(at as u32 + 6).to_le_bytes());
    altered(&sample, &gap, "bundle-archive-odd");
    // A file with another name in the directory.
    let mut renamed = sample.zip.clone();
    let place = renamed.windows(10).rposition(|name| name == b"chain.json").unwrap();
    renamed[place] = b'C';
    altered(&sample, &renamed, "bundle-archive-odd");
}

#[test]
fn a_file_that_some_programs_do_not_unpack_is_seen() {
    let sample = sample();
    let local = sample.zip.windows(4).position(|four| four == b"PK\x03\x04").unwrap();
    let central = sample.zip.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    // Attributes: hidden, system, volume label, directory. Version needed: 2.1, 9.9, another byte.
    let attributes = [2, 4, 8, 16].map(|bit| (central + 38, bit));
    let versions = [central + 6, local + 4].map(|at| [(at, 21), (at, 99), (at + 1, 1)]);
    for (at, value) in attributes.into_iter().chain(versions.into_iter().flatten()) {
        let mut odd = sample.zip.clone();
        odd[at] = value;
        altered(&sample, &odd, "bundle-archive-odd");
    }
    // Unix modes: unreadable for its owner, setuid, sticky, a link.
    for mode in [0o100_000_u32, 0o100_200, 0o104_644, 0o101_644, 0o120_777] {
        let mut odd = sample.zip.clone();
        odd[central + 40..central + 42].copy_from_slice(&(mode as u16).to_le_bytes());
        altered(&sample, &odd, "bundle-archive-odd");
    }
    // As archivers of Windows and 7-Zip write them: read-only, archived, normal, Unix.
    for (at, value) in [(38, 0x01), (38, 0x20), (38, 0x80), (39, 0x80)] {
        let mut plain = sample.zip.clone();
        plain[central + at] |= value;
        assert_eq!(examine(&plain, &trusting(&sample)).verdict, Verdict::Genuine, "{at} {value}");
    }
}

#[test]
fn bytes_behind_the_compressed_data_of_a_file_are_seen() {
    let sample = sample();
    let mut zip = sample.zip.clone();
    let local = zip.windows(10).position(|name| name == b"chain.json").unwrap() - 30;
    let word = |zip: &[u8], at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().unwrap());
    let packed = word(&zip, local + 18);
    let data_end = local + 30 + 10 + packed as usize;
    zip.splice(data_end..data_end, *b"smuggled");
    let set = |zip: &mut Vec<u8>, at: usize, more: u32| {
        let value = word(zip, at) + more;
        zip[at..at + 4].copy_from_slice(&value.to_le_bytes());
    };
    set(&mut zip, local + 18, 8);
    // The same in the directory, and everything after it is eight bytes later.
    let end = zip.len() - 22;
    let mut at = word(&zip, end + 16) as usize + 8;
    set(&mut zip, end + 16, 8);
    while at < end {
        let named = usize::from(u16::from_le_bytes(zip[at + 28..at + 30].try_into().unwrap()));
        if zip[at + 46..].starts_with(b"chain.json") {
            set(&mut zip, at + 20, 8);
        }
        if word(&zip, at + 42) as usize > local {
            set(&mut zip, at + 42, 8);
        }
        at += 46 + named;
    }
    altered(&sample, &zip, "bundle-file-damaged");
}

/// A bundle with `more` additional files.
fn crowded(more: usize) -> Vec<u8> {
    let mut files = files(&sample().zip);
    files.extend((0..more).map(|at| (format!("{at:08}"), vec![])));
    zipped(&files)
}

#[test]
fn a_crowd_of_names_is_not_read_at_all() {
    let sample = sample();
    altered(&sample, &crowded(60_000), "bundle-archive-crowded");
    // Beyond the maximum of a directory without ZIP64.
    altered(&sample, &crowded(70_000), "bundle-archive-crowded");
    // As many as are read: ten are reported by name, the others counted.
    let report = examine(&crowded(archive::MAX_ENTRIES - 9), &trusting(&sample));
    assert_eq!(report.verdict, Verdict::Altered);
    let named = report.checks.iter().filter(|check| check.key == "bundle-file-unknown").count();
    assert_eq!(named, 10);
    assert!(report.lines(&words(Locale::En)).len() < 40, "{report:?}");
}

#[test]
fn a_crowd_of_signatures_is_compared_in_one_pass() {
    let whole = sample();
    // Quadratic work would be a hundred million comparisons.
    let other = |at: usize| Signature::Typed { name: format!("{at}") };
    let mut sample = whole.clone();
    sample.signatures = (0..20_000).map(other).collect();
    sample.decisions = (0..5_000)
        .map(|at| {
            let mut decision = whole.decisions[0].clone();
            decision.signer = at.to_string();
            decision.signature_sha256 = Some(Digest::of(at.to_string()));
            decision
        })
        .collect();
    sample.rezip().unwrap();
    altered(&whole, &sample.zip, "bundle-signature-altered");
    let lines = examine(&sample.zip, &trusting(&whole)).lines(&words(Locale::En));
    assert!(lines.len() < 80, "{} lines", lines.len());
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
    altered(&sample, &zip, "bundle-file-damaged");
}

#[test]
fn nothing_in_a_bundle_can_steer_a_terminal() {
    let mut sample = sample();
    let hostile = "\u{1b}[2J\r\nGENUINE\u{7}\u{202e}\u{2028}\u{2066}\u{9b}1m";
    sample.decisions[0].signer = hostile.to_owned();
    sample.decisions[0].reference = hostile.to_owned();
    sample.decisions[0].uses[0].name = hostile.to_owned();
    sample.decisions[1].reference = hostile.to_owned();
    // With a consistent chain and seal, so that all of it is reported.
    sample.chain[3] = bound(&sample.chain[2], &sample.chain[3], &sample.decisions[0]);
    let made = Entry { previous: sample.chain[3].hash, ..sample.chain[4].clone() };
    sample.chain[4] = rehashed(&sample.chain[3], &made);
    sample.chain[5] = bound(&sample.chain[4], &sample.chain[5], &sample.decisions[1]);
    let head = sample.chain[5].hash;
    sample.seal = SealKey::from_bytes([7; 32]).seal(head, Digest::of(&sample.pdf));
    sample.rezip().unwrap();
    let mut named = files(&sample.zip);
    let trust = Trust { key: None, pdf: None };
    let report = examine(&sample.zip, &trust);
    assert_eq!((report.verdict, report.decisions.len()), (Verdict::UnknownKey, 2));
    named.push((format!("{hostile}.txt"), vec![]));
    for zip in [&sample.zip, &zipped(&named)] {
        for line in examine(zip, &trust).lines(&words(Locale::En)) {
            let unseen = |c: char| c.is_control() || "\u{202e}\u{2028}\u{2066}".contains(c);
            assert!(!line.contains(unseen), "{line:?}");
        }
    }
}

fn rehashed(before: &Entry, entry: &Entry) -> Entry {
    let fields = entry.fields.iter();
    let fields = fields.map(|field| match field.name.as_str() {
        "pdfSha256" => ("pdfSha256", field.value.clone().unwrap_or_default()),
        _ => ("userAgent", field.value.clone().unwrap_or_default()),
    });
    let before = before.head();
    Entry::next(Some(&before), entry.kind, entry.at, fields.collect(), || [3; 16])
}

/// A step that refers to another decision.
fn bound(before: &Entry, entry: &Entry, decision: &DecisionRecord) -> Entry {
    let fields = vec![("decisionSha256", decision.digest().unwrap().hex())];
    let before = before.head();
    Entry::next(Some(&before), entry.kind, entry.at, fields, || [3; 16])
}

/// Follows the notes of the bundle with third-party programs.
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

/// Bundles that were handed out have the notes of then: those are still known when the notes change.
#[test]
fn notes_that_were_handed_out_stay_known() {
    // The SHA-256 of the notes of today: FORMAT.md, LISEZMOI.txt, README.txt.
    const TODAY: [&str; 3] = [
        "733903d6fa42e2e7f9f3924c654cb0f5bb8088c16cd325022d6e0ce99b6e6e59",
        "7bbbb116aff0edbf3b08cb7939bd7bb355fbe06c98f2451ed13fdc62c4be1998",
        "2d2f20a3f6150c0603229032d5e9e646255e286393e90ab9b87a55586ec480e8",
    ];
    let mut notes: Vec<(&str, &str)> = NOTES.iter().copied().chain([FORMAT]).collect();
    notes.sort_unstable();
    for ((name, text), known) in notes.into_iter().zip(TODAY) {
        let digest = Digest::of(text).hex();
        assert_eq!(
            digest, known,
            "{name} changed: add {known} to EARLIER_NOTES if it was released"
        );
    }
}
