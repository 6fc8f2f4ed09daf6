//! Bundles whose archive or JSON is not in the form of the format.

use super::genuine::{stored, with_extra, with_sizes_behind};
use super::*;

fn without_chain(zip: &[u8]) -> Vec<u8> {
    let mut all = files(zip);
    all.retain(|(name, _)| name != "chain.json");
    zipped(&all)
}

/// The bundle with strokes instead of its first signature.
fn drawn(made: &Made, strokes: &str) -> Vec<u8> {
    rewritten(made, "signatures.json", |text| {
        let end = text.find('}').unwrap();
        let item = format!(r#"{{"kind":"STROKES","width":300,"height":100,"strokes":{strokes}"#);
        format!("[\n{item}{}", &text[end..])
    })
}

/// The value is the same or nearly, the bytes are not.
pub(super) fn altered_json() -> Vec<Forged> {
    let whole = withdrawn();
    let case = |file: &str, from: &str, to: &str| {
        rewritten(&whole, file, |text| text.replacen(from, to, 1))
    };
    let rewritten_key = "bundle-file-rewritten";
    let malformed = "bundle-file-malformed";
    vec![
        ("json-space-after-a-colon", rewritten_key, case("decisions.json", ":", ": ")),
        (
            "json-key-twice",
            malformed,
            case("decisions.json", "\"kind\":", "\"kind\":\"REFUSED\",\"kind\":"),
        ),
        (
            "json-key-unknown",
            malformed,
            case("decisions.json", "\"kind\":", "\"note\":\"x\",\"kind\":"),
        ),
        (
            "json-keys-swapped",
            rewritten_key,
            rewritten(&whole, "decisions.json", |text| {
                text.replacen(
                    "\"use\":\"web\",\"accepted\":true",
                    "\"accepted\":true,\"use\":\"web\"",
                    1,
                )
            }),
        ),
        (
            "json-null-for-what-is-missing",
            rewritten_key,
            case("decisions.json", ",\"documentSha256\"", ",\"reason\":null,\"documentSha256\""),
        ),
        (
            "json-false-for-what-is-missing",
            rewritten_key,
            case("decisions.json", ",\"uses\"", ",\"soleAuthority\":false,\"uses\""),
        ),
        (
            "json-letter-escaped",
            rewritten_key,
            case("decisions.json", "\"PERSON\"", "\"P\\u0045RSON\""),
        ),
        ("signature-name-with-a-space", rewritten_key, {
            rewritten(&whole, "signatures.json", |text| text.replacen("\"}", " \"}", 1))
        }),
        ("signature-of-thousandths", rewritten_key, drawn(&whole, "[[[0.125,1,0]]]")),
        ("signature-with-an-empty-stroke", rewritten_key, drawn(&whole, "[[[1,1,0]],[]]")),
        ("signature-beyond-its-canvas", malformed, drawn(&whole, "[[[12501,1,0]]]")),
        ("signature-before-its-time", malformed, drawn(&whole, "[[[1,1,-1]]]")),
        ("document-twice", "bundle-documents-order", {
            let mut all = files(&accepted().zip());
            let (_, document) = all.iter().find(|(name, _)| name == "document.json").unwrap();
            let again = ("document-2.json".to_owned(), document.clone());
            all.push(again);
            zipped(&all)
        }),
        ("decision-of-a-king", "bundle-decision-altered", {
            without_chain(&rewritten(&whole, "decisions.json", |text| {
                text.replacen("\"PERSON\"", "\"KING\"", 1)
            }))
        }),
        ("decision-unsigned-without-a-chain", "bundle-decision-unsigned", {
            without_chain(&rewritten(&accepted(), "decisions.json", |text| {
                let at = text.find(",\"signatureSha256\"").unwrap();
                let end = at + text[at..].find('}').unwrap();
                format!("{}{}", &text[..at], &text[end..])
            }))
        }),
        ("no-decision-and-no-step-of-one", "bundle-undecided", {
            let mut made = accepted();
            made.chained(vec![]);
            let mut all = files(&made.zip());
            all.retain(|(name, _)| name != "decisions.json");
            zipped(&all)
        }),
        ("json-escape-unknown", malformed, case("decisions.json", "\"web\"", "\"web\\x\"")),
        (
            "json-number-with-a-fraction",
            malformed,
            case("chain.json", "\"seq\":1,", "\"seq\":1.0,"),
        ),
        (
            "json-hash-in-capitals",
            rewritten_key,
            rewritten(&whole, "seal.json", |text| {
                let at = text.find("\"chainHead\": \"").unwrap() + 14;
                format!("{}{}{}", &text[..at], text[at..at + 64].to_uppercase(), &text[at + 64..])
            }),
        ),
        (
            "json-time-with-an-offset",
            malformed,
            case("chain.json", "Z\",\"fields\"", "+00:00\",\"fields\""),
        ),
        (
            "json-time-with-zeroes",
            malformed,
            case("chain.json", "7.5Z\",\"fields\"", "7.500Z\",\"fields\""),
        ),
        (
            "json-line-feed-missing-at-the-end",
            rewritten_key,
            rewritten(&whole, "chain.json", |text| text.trim_end().to_owned()),
        ),
        (
            "json-byte-order-mark",
            malformed,
            rewritten(&whole, "chain.json", |text| format!("\u{feff}{text}")),
        ),
        (
            "json-windows-line-ends",
            rewritten_key,
            rewritten(&whole, "chain.json", |text| text.replace('\n', "\r\n")),
        ),
        (
            "json-something-behind-the-list",
            malformed,
            rewritten(&whole, "decisions.json", |text| format!("{text}[]\n")),
        ),
        ("json-kind-unknown", malformed, case("chain.json", "INVITATION_SENT", "INVITED")),
        (
            "json-seal-compact",
            rewritten_key,
            rewritten(&whole, "seal.json", |text| text.replace([' ', '\n'], "")),
        ),
        ("json-not-utf-8", malformed, {
            let mut all = files(&whole.zip());
            let file = all.iter_mut().find(|(name, _)| name == "decisions.json").unwrap();
            let at = file.1.windows(2).position(|two| two == "é".as_bytes()).unwrap();
            file.1[at] = 0xff;
            zipped(&all)
        }),
    ]
}

/// Programs would see different files, or bytes that belong to none.
pub(super) fn altered_archives() -> Vec<Forged> {
    let zip = withdrawn().zip();
    let odd = "bundle-archive-odd";
    let find = |what: &[u8]| zip.windows(what.len()).position(|part| part == what).unwrap();
    let (local, central) = (find(b"PK\x03\x04"), find(b"PK\x01\x02"));
    let end = zip.len() - 22;
    let set = |changes: &[(usize, u8)]| {
        let mut odd = zip.clone();
        changes.iter().for_each(|(at, value)| odd[*at] = *value);
        odd
    };
    let add = |name: &str, content: &[u8]| {
        let mut all = files(&zip);
        all.push((name.to_owned(), content.to_vec()));
        zipped(&all)
    };
    vec![
        ("archive-with-bytes-before", odd, [b"#!/bin/sh\n", &zip[..]].concat()),
        ("archive-without-its-end", odd, zip[..end].to_vec()),
        ("archive-that-is-a-text", odd, b"The steps are in chain.json.\n".to_vec()),
        ("archive-with-a-byte-behind", odd, [&zip[..], b"\0"].concat()),
        ("archive-twice", odd, [&zip[..], &zip[..]].concat()),
        ("archive-with-a-comment", odd, {
            let mut commented = [&zip[..], b"hello"].concat();
            commented[end + 20] = 5;
            commented
        }),
        ("archive-with-a-gap", odd, {
            let at = u32::from_le_bytes(zip[end + 16..end + 20].try_into().unwrap()) as usize;
            let mut gap = [&zip[..at], b"hidden", &zip[at..]].concat();
            let place = gap.len() - 6;
            gap[place..place + 4].copy_from_slice(&(at as u32 + 6).to_le_bytes());
            gap
        }),
        (
            "archive-file-of-two-names",
            odd,
            set(&[(zip.windows(10).rposition(|name| name == b"chain.json").unwrap(), b'C')]),
        ),
        ("archive-file-hidden", odd, set(&[(central + 38, 2)])),
        ("archive-file-that-is-a-folder", odd, set(&[(central + 38, 16)])),
        ("archive-file-that-is-a-link", odd, set(&[(central + 40, 0xff), (central + 41, 0xa1)])),
        (
            "archive-file-encrypted",
            odd,
            set(&[(local + 6, zip[local + 6] | 1), (central + 8, zip[central + 8] | 1)]),
        ),
        ("archive-file-of-a-later-version", odd, set(&[(local + 4, 45), (central + 6, 45)])),
        ("archive-file-of-another-method", odd, set(&[(local + 8, 12), (central + 10, 12)])),
        ("archive-file-with-a-crc-of-its-own", odd, set(&[(local + 14, zip[local + 14] ^ 1)])),
        ("archive-file-damaged", "bundle-file-damaged", set(&[(local + 60, zip[local + 60] ^ 1)])),
        (
            "archive-counts-one-file-less",
            odd,
            set(&[(end + 8, zip[end + 8] - 1), (end + 10, zip[end + 10] - 1)]),
        ),
        ("archive-on-two-disks", odd, set(&[(end + 4, 1)])),
        ("archive-with-an-extra-field-that-renames", odd, {
            // The "Unicode path" of Info-ZIP.
            with_extra(&withdrawn(), &[0x75, 0x70, 5, 0, 1, 0, 0, 0, 0])
        }),
        ("archive-stored-with-sizes-behind-the-data", odd, {
            with_sizes_behind(&stored(&withdrawn()))
        }),
        ("archive-with-an-extra-field-twice", odd, {
            let time = [0x55, 0x54, 5, 0, 1, 0, 0, 0, 0];
            with_extra(&withdrawn(), &[time, time].concat())
        }),
        ("archive-with-a-long-extra-field", odd, {
            with_extra(&withdrawn(), &[&[0x55, 0x54, 200, 0][..], &[0; 200]].concat())
        }),
        ("file-that-does-not-belong", "bundle-file-unknown", add("run-me.exe", b"MZ")),
        ("file-in-a-folder", "bundle-file-unknown", add("copy/chain.json", b"[]")),
        ("file-of-nearly-the-same-name", "bundle-file-unknown", add("Chain.json", b"[]")),
        ("file-whose-name-steers-a-terminal", "bundle-file-unknown", add("\u{1b}[2JGENUINE", b"")),
    ]
}

pub(super) fn unreadable() -> Vec<Forged> {
    let none = "bundle-unreadable";
    vec![
        ("nothing-at-all", none, vec![]),
        ("a-pdf", none, pdf()),
        ("a-text", none, b"The steps are in another file.\n".to_vec()),
        ("another-archive", none, zipped(&[("a.txt".to_owned(), b"hello".to_vec())])),
    ]
}
