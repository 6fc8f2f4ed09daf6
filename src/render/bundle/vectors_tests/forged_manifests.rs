//! Bundles of format 2 that were changed: manifests, what they say, and what they name.

use super::manifests::{changed, ended, of, sealed, with, without};
use super::parts::add_order;
use super::*;
use crate::model::manifest::{Manifest, SealedFile, SealedSigner};

/// Manifests were taken away, added or exchanged.
pub(super) fn altered_sets() -> Vec<Forged> {
    let whole = of(&withdrawn());
    let zip = whole.zip();
    let first = of(&accepted());
    let gap = "bundle-manifest-gap";
    let renamed = |names: &[(&str, &str)]| {
        let mut all = files(&zip);
        for (name, _) in &mut all {
            if let Some((_, other)) = names.iter().find(|(from, _)| from == name) {
                *name = (*other).to_owned();
            }
        }
        zipped(&all)
    };
    let cut = ["manifest-2.json", "manifest-2.sig", "record-2.json", "receipt-2.pdf"];
    vec![
        (
            "manifest-first-of-two-taken-away",
            gap,
            without(&zip, &["manifest.json", "manifest.sig", "record.json"]),
        ),
        (
            "manifest-signature-taken-away",
            "bundle-manifest-unsigned",
            without(&zip, &["manifest.sig"]),
        ),
        (
            "manifest-last-signature-taken-away",
            "bundle-manifest-unsigned",
            without(&zip, &["manifest-2.sig"]),
        ),
        ("manifest-signature-alone", "bundle-manifest-alone", without(&zip, &["manifest-2.json"])),
        (
            "manifests-swapped",
            "bundle-manifest-order",
            renamed(&[
                ("manifest.json", "manifest-2.json"),
                ("manifest.sig", "manifest-2.sig"),
                ("manifest-2.json", "manifest.json"),
                ("manifest-2.sig", "manifest.sig"),
            ]),
        ),
        (
            "manifest-renumbered",
            gap,
            renamed(&[
                ("manifest-2.json", "manifest-3.json"),
                ("manifest-2.sig", "manifest-3.sig"),
            ]),
        ),
        ("manifest-twice", "bundle-manifest-order", {
            whole.with(|made| made.manifests[1] = made.manifests[0].clone())
        }),
        ("manifest-that-no-step-has", "bundle-manifest-other-chain", {
            whole.with(|made| made.manifests.push(made.manifests[1].clone()))
        }),
        ("manifest-in-a-chain-without-steps-of-any", "bundle-manifest-other-chain", {
            let mut made = withdrawn();
            made.manifests = first.manifests.clone();
            made.zip()
        }),
        ("manifest-of-another-answer", "bundle-manifest-reference", {
            let mut other = accepted();
            other.decisions[0].reference = "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF".to_owned();
            let other = of(&Made::of(&[TEXT], other.decisions, &other.signatures));
            whole.with(|made| made.manifests[0] = other.manifests[0].clone())
        }),
        ("manifest-of-another-time", "bundle-manifest-other-chain", {
            let mut other = accepted();
            let mut steps = other.steps();
            steps[0].1 -= 1_000;
            other.chained(steps);
            let other = of(&other);
            first.with(|made| made.manifests[0] = other.manifests[0].clone())
        }),
        ("manifest-and-withdrawal-cut-off", "bundle-seal-other-chain", {
            let seal = whole.seal.clone();
            first.with(|made| made.seal = seal)
        }),
        ("manifest-cut-off-with-its-step", "bundle-seal-other-chain", {
            let made = whole.with(|made| {
                made.chain.pop();
                made.manifests.pop();
            });
            without(&made, &cut)
        }),
        ("manifest-appended-with-its-step", "bundle-seal-later", {
            let seal = first.seal.clone();
            whole.with(|made| made.seal = seal)
        }),
    ]
}

/// The bytes are not those that were signed.
pub(super) fn altered_bytes() -> Vec<Forged> {
    let zip = of(&withdrawn()).zip();
    let malformed = "bundle-file-malformed";
    let broken = "bundle-manifest-broken";
    let text = |name: &str, from: &str, to: &str| {
        changed(&zip, name, |bytes| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = text.replacen(from, to, 1).into_bytes();
        })
    };
    let own = SealKey::from_bytes([8; 32]);
    let key = SealKey::from_bytes(TRUSTED).public().to_string();
    vec![
        ("manifest-bit-of-the-signature", broken, {
            changed(&zip, "manifest.sig", |bytes| bytes[9] ^= 4)
        }),
        ("manifest-malleable-signature", broken, {
            changed(&zip, "manifest-2.sig", |bytes| {
                let mut signature: [u8; 64] = bytes.as_slice().try_into().unwrap();
                add_order(&mut signature);
                *bytes = signature.to_vec();
            })
        }),
        ("manifest-short-signature", broken, {
            changed(&zip, "manifest.sig", |bytes| bytes.truncate(63))
        }),
        ("manifest-long-signature", "bundle-file-damaged", {
            changed(&zip, "manifest.sig", |bytes| bytes.push(0))
        }),
        ("manifest-signatures-swapped", broken, {
            let mut all = files(&zip);
            for (name, _) in &mut all {
                match name.as_str() {
                    "manifest.sig" => *name = "manifest-2.sig".to_owned(),
                    "manifest-2.sig" => *name = "manifest.sig".to_owned(),
                    _ => {}
                }
            }
            zipped(&all)
        }),
        ("manifest-that-names-the-trusted-key-only", broken, {
            let mut made = of(&withdrawn());
            for made_with in &mut made.manifests {
                made_with.signature = own.sign_manifest(&made_with.manifest);
            }
            made.zip()
        }),
        ("manifest-signed-by-somebody-else", "bundle-manifest-other-chain", {
            let text = text("manifest-2.json", &key, &own.public().to_string());
            let all = files(&text);
            let bytes = &all.iter().find(|(name, _)| name == "manifest-2.json").unwrap().1;
            let signature = own.sign_manifest(bytes);
            changed(&text, "manifest-2.sig", |bytes| *bytes = signature.0.to_vec())
        }),
        ("manifest-of-a-key-of-small-order", broken, {
            let identity = format!("01{}", "00".repeat(31));
            let text = text("manifest-2.json", &key, &identity);
            changed(&text, "manifest-2.sig", |bytes| {
                bytes.fill(0);
                bytes[0] = 1;
            })
        }),
        ("manifest-allows-one-more-use", broken, {
            text("manifest-2.json", "\"accepted\": false", "\"accepted\": true")
        }),
        ("manifest-of-another-hash", broken, {
            text("manifest.json", "\"sha256\": \"", "\"sha256\": \"0").replace_digit()
        }),
        ("manifest-line-feed-at-the-end", malformed, {
            changed(&zip, "manifest.json", |bytes| bytes.push(b'\n'))
        }),
        ("manifest-byte-order-mark", malformed, {
            changed(&zip, "manifest.json", |bytes| *bytes = [b"\xef\xbb\xbf", &bytes[..]].concat())
        }),
        ("manifest-windows-line-ends", malformed, {
            changed(&zip, "manifest.json", |bytes| {
                let text = String::from_utf8(bytes.clone()).unwrap();
                *bytes = text.replace('\n', "\r\n").into_bytes();
            })
        }),
        ("manifest-compact", malformed, {
            changed(&zip, "manifest.json", |bytes| {
                bytes.retain(|byte| !matches!(byte, b' ' | b'\n'));
            })
        }),
        ("manifest-key-twice", malformed, {
            text("manifest.json", "\"number\"", "\"number\": 1,\n  \"number\"")
        }),
        ("manifest-key-unknown", malformed, {
            text("manifest.json", "\"number\"", "\"note\": \"x\",\n  \"number\"")
        }),
        ("manifest-key-null", malformed, {
            text("manifest.json", "\"sealedAt\"", "\"renews\": null,\n  \"sealedAt\"")
        }),
        (
            "manifest-of-a-later-format",
            malformed,
            text("manifest.json", "manifest 2", "manifest 3"),
        ),
        ("manifest-of-another-kind", malformed, text("manifest.json", "\"ANSWER\"", "\"CONSENT\"")),
        ("manifest-of-another-rule", malformed, text("manifest.json", "\"EVERY\"", "\"ANY\"")),
        (
            "manifest-number-with-a-fraction",
            malformed,
            text("manifest.json", "\"number\": 1", "\"number\": 1.0"),
        ),
        ("manifest-empty", malformed, changed(&zip, "manifest.json", Vec::clear)),
    ]
}

/// A manifest in which a hash lost its last digit in favour of a first one.
trait ReplaceDigit {
    fn replace_digit(self) -> Vec<u8>;
}

impl ReplaceDigit for Vec<u8> {
    fn replace_digit(self) -> Vec<u8> {
        changed(&self, "manifest.json", |bytes| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let at = text.find("\"sha256\": \"0").unwrap() + 11 + 64;
            *bytes = format!("{}{}", &text[..at], &text[at + 1..]).into_bytes();
        })
    }
}

/// What no server states, signed with the trusted key: rules that a verifier must check.
pub(super) fn altered_content() -> Vec<Forged> {
    let (one, two) = (accepted(), withdrawn());
    let guardians = of_guardians(DecisionKind::Accepted);
    let chain = "bundle-manifest-other-chain";
    let decisions = "bundle-manifest-decisions";
    let result = "bundle-manifest-result";
    let order = "bundle-manifest-order";
    let malformed = "bundle-file-malformed";
    let last = |change: fn(&mut Manifest)| {
        sealed(&two, &move |at, manifest| {
            if at == 1 {
                change(manifest);
            }
        })
    };
    vec![
        ("manifest-with-another-number", order, last(|one| one.number = 3)),
        ("manifest-first-with-another-number", order, sealed(&one, &|_, one| one.number = 2)),
        ("manifest-with-another-predecessor", order, last(|one| one.previous = Digest::of("x"))),
        ("manifest-without-its-predecessor", order, last(|one| one.previous = Digest::ZERO)),
        ("manifest-first-with-a-predecessor", order, {
            sealed(&one, &|_, one| one.previous = Digest::of("x"))
        }),
        ("manifest-with-another-reference", "bundle-manifest-reference", {
            last(|one| one.reference.push('x'))
        }),
        ("manifest-with-another-last-step", chain, last(|one| one.chain.seq -= 1)),
        ("manifest-with-another-hash-of-the-last-step", chain, {
            last(|one| one.chain.hash = Digest::of("x"))
        }),
        ("manifest-at-another-time", chain, last(|one| one.sealed_at = one.sealed_at.plus(-1))),
        ("manifest-with-a-decision-less", decisions, last(|one| one.decisions.truncate(1))),
        ("manifest-with-a-decision-more", decisions, {
            last(|one| one.decisions.push(one.decisions[0]))
        }),
        ("manifest-with-another-decision", decisions, {
            last(|one| one.decisions[1].sha256 = Digest::of("x"))
        }),
        ("manifest-with-decisions-swapped", decisions, last(|one| one.decisions.swap(0, 1))),
        ("manifest-with-a-decision-of-another-kind", decisions, {
            last(|one| one.decisions[1].kind = DecisionKind::Accepted)
        }),
        ("manifest-with-a-decision-of-another-signer", decisions, {
            last(|one| one.decisions[1].signer = 2)
        }),
        ("manifest-that-allows-more", result, {
            last(|one| one.uses.iter_mut().for_each(|one| one.accepted = true))
        }),
        ("manifest-that-allows-less", result, {
            last(|one| one.uses.iter_mut().for_each(|one| one.accepted = false))
        }),
        ("manifest-without-a-use", result, last(|one| drop(one.uses.pop()))),
        ("manifest-with-uses-in-another-order", result, last(|one| one.uses.swap(0, 1))),
        ("manifest-that-needs-one-guardian-of-two", result, {
            sealed(&guardians, &|_, one| one.rule.needed = 1)
        }),
        ("manifest-that-allows-before-all-decided", result, {
            sealed(&one, &|_, one| {
                one.rule.signers.push(SealedSigner { number: 2, role: "GUARDIAN".to_owned() });
            })
        }),
        ("manifest-that-allows-after-the-end", result, {
            sealed(&ended(), &|at, one| {
                if at == 1 {
                    one.uses[0].accepted = true;
                }
            })
        }),
        ("manifest-that-allows-what-one-guardian-refused", result, {
            sealed(&of_guardians(DecisionKind::Refused), &|_, one| one.uses[1].accepted = true)
        }),
        ("manifest-without-a-document", "bundle-file-unsealed", {
            sealed(&one, &|_, one| one.files.retain(|file| file.name != "document.json"))
        }),
        ("manifest-without-the-pdf", "bundle-file-unsealed", {
            sealed(&one, &|_, one| one.files.retain(|file| file.name != "consent.pdf"))
        }),
        ("manifest-with-another-pdf", "bundle-file-altered", {
            sealed(&one, &|_, one| one.files[0].sha256 = Digest::of("x"))
        }),
        ("manifest-with-files-in-another-order", malformed, {
            sealed(&one, &|_, one| one.files.swap(0, 1))
        }),
        ("manifest-with-a-file-twice", malformed, {
            sealed(&one, &|_, one| one.files.insert(0, one.files[0].clone()))
        }),
        ("manifest-with-a-file-of-another-name", malformed, {
            sealed(&one, &|_, one| {
                let file = SealedFile { name: "seal.json".to_owned(), sha256: Digest::of("x") };
                one.files.push(file);
            })
        }),
        ("manifest-with-a-file-of-a-later-one", malformed, {
            sealed(&two, &|at, one| {
                if at == 0 {
                    let name = "record-2.json".to_owned();
                    one.files.insert(2, SealedFile { name, sha256: Digest::of("x") });
                }
            })
        }),
        ("manifest-not-directly-after-its-last-step", chain, {
            let mut made = of(&one);
            let mut steps = made.steps();
            let at = steps.len() - 1;
            steps.insert(at, (EvidenceKind::LinkCopied, 1_200, vec![]));
            made.chained(steps);
            made.zip()
        }),
        ("manifest-of-another-step", chain, {
            let mut made = of(&one);
            let mut steps = made.steps();
            steps.last_mut().unwrap().2[0].1 = Digest::of("x").hex();
            made.chained(steps);
            made.zip()
        }),
        ("manifest-step-that-binds-nothing", "bundle-step-unbound", {
            let mut made = of(&one);
            let mut steps = made.steps();
            steps.last_mut().unwrap().2.clear();
            made.chained(steps);
            made.zip()
        }),
    ]
}

/// Files and decisions that are not those that were sealed.
pub(super) fn altered_files() -> Vec<Forged> {
    let whole = of(&withdrawn());
    let zip = whole.zip();
    let altered = "bundle-file-altered";
    let unsealed = "bundle-file-unsealed";
    vec![
        ("manifest-record-changed", altered, {
            changed(&zip, "record.json", |bytes| bytes.push(b'\n'))
        }),
        ("manifest-last-record-changed", altered, {
            changed(&zip, "record-2.json", |bytes| bytes[20] ^= 1)
        }),
        ("manifest-receipt-changed", altered, {
            changed(&zip, "receipt-2.pdf", |bytes| bytes[12] ^= 1)
        }),
        ("manifest-records-swapped", altered, {
            whole.with(|made| {
                let first = made.manifests[0].record.clone();
                made.manifests[0].record = std::mem::replace(&mut made.manifests[1].record, first);
            })
        }),
        ("manifest-record-added", unsealed, with(&zip, "record-3.json", b"{}")),
        ("manifest-receipt-added", unsealed, with(&zip, "receipt.pdf", b"%PDF-1.7\n")),
        ("record-without-a-manifest", unsealed, with(&withdrawn().zip(), "record.json", b"{}")),
        ("receipt-without-a-manifest", unsealed, {
            with(&withdrawn().zip(), "receipt-2.pdf", b"%PDF-1.7\n")
        }),
        ("record-in-the-form-of-another-name", "bundle-file-unknown", {
            with(&zip, "record-02.json", b"{}")
        }),
        // The step no longer says what it bound; the manifest does.
        ("manifest-acceptance-for-an-erased-withdrawal", "bundle-decision-unsealed", {
            whole.with(|made| {
                made.chain.iter_mut().for_each(Entry::erase);
                let again = typed("Zoé Martin");
                let all = ["internal", "web", "print"];
                made.decisions[1] =
                    decision(DecisionKind::Accepted, 1_440, &all, Some(TEXT), Some(&again));
                made.signatures.push(again);
            })
        }),
        ("manifest-erased-decision-rewritten", "bundle-decision-unsealed", {
            whole.with(|made| {
                made.chain.iter_mut().for_each(Entry::erase);
                made.decisions[0].uses[2].accepted = true;
            })
        }),
        ("manifest-erased-document-rewritten", altered, {
            whole.with(|made| {
                made.chain.iter_mut().for_each(Entry::erase);
                made.documents[0].push(b' ');
            })
        }),
        ("manifest-erased-pdf-rewritten", altered, {
            whole.with(|made| {
                made.chain.iter_mut().for_each(Entry::erase);
                made.pdf.as_mut().unwrap().push(b'\n');
            })
        }),
    ]
}
