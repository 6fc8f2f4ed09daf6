//! Bundles of format 2: with manifests.

use super::*;
use crate::model::manifest::{Manifest, ManifestKind, NewManifest, SealedFile, SealedSigner};

/// Changes a manifest before it is signed.
pub(super) type Change<'c> = &'c dyn Fn(usize, &mut Manifest);

/// How a bundle of format 1 becomes one of format 2.
struct Sealing<'c> {
    key: SealKey,
    /// The first step after which a manifest is made.
    from: usize,
    /// How many manifests are made.
    most: usize,
    kind: ManifestKind,
    change: Change<'c>,
}

impl Default for Sealing<'_> {
    fn default() -> Self {
        let key = SealKey::from_bytes(TRUSTED);
        Self { key, from: 0, most: usize::MAX, kind: ManifestKind::Answer, change: &|_, _| {} }
    }
}

/// With a manifest for the answer and each withdrawal and end after it.
pub(super) fn of(made: &Made) -> Made {
    Sealing::default().of(made)
}

/// The number of the signer of a decision.
fn number(record: &DecisionRecord) -> u8 {
    if record.signer == "Luc Moreau" { 2 } else { 1 }
}

impl Sealing<'_> {
    fn of(&self, before: &Made) -> Made {
        let mut made = before.clone();
        made.manifests.clear();
        let (mut steps, mut decided, mut is_made) = (vec![], 0, false);
        for (at, mut step) in before.steps().into_iter().enumerate() {
            let kind = step.0;
            if matches!(kind, EvidenceKind::Answered | EvidenceKind::Withdrawn) {
                step.2.push((field::SIGNER, number(&made.decisions[decided]).to_string()));
                decided += 1;
            }
            let when = step.1;
            steps.push(step);
            let kind = match kind {
                EvidenceKind::PdfMade => self.kind,
                EvidenceKind::Withdrawn if is_made => ManifestKind::Withdrawal,
                EvidenceKind::Expired if is_made => ManifestKind::Expiry,
                _ => continue,
            };
            is_made = true;
            if at < self.from || made.manifests.len() == self.most {
                continue;
            }
            made.chained(steps.clone());
            let made_with = self.manifest(&made, kind, decided, when + 500);
            let hash = Digest::of(&made_with.manifest).hex();
            steps.push((EvidenceKind::Sealed, when + 500, vec![(field::MANIFEST_SHA256, hash)]));
            made.manifests.push(made_with);
        }
        made.chained(steps);
        made
    }

    fn manifest(
        &self,
        made: &Made,
        kind: ManifestKind,
        decided: usize,
        when: i64,
    ) -> ManifestFiles {
        let place = made.manifests.len();
        let record = format!("{{\n  \"record_id\": \"K7QF\",\n  \"nth\": {place}\n}}").into_bytes();
        let has_receipt = !matches!(kind, ManifestKind::Answer | ManifestKind::Renewal);
        let receipt = has_receipt.then(|| format!("%PDF-1.7\n% receipt {place}\n").into_bytes());
        let documents = made.documents.iter().enumerate();
        let mut files: Vec<(String, Digest)> =
            documents.map(|(at, bytes)| (document_name(at), Digest::of(bytes))).collect();
        files.extend(made.pdf.as_ref().map(|pdf| (PDF.to_owned(), Digest::of(pdf))));
        for (at, made_with) in made.manifests.iter().enumerate() {
            files.push((record_name(at), Digest::of(&made_with.record)));
            files.extend(made_with.receipt.as_ref().map(|one| (receipt_name(at), Digest::of(one))));
        }
        files.push((record_name(place), Digest::of(&record)));
        files.extend(receipt.as_ref().map(|one| (receipt_name(place), Digest::of(one))));
        files.sort();
        let decisions: Vec<(u8, DecisionRecord)> =
            made.decisions[..decided].iter().map(|one| (number(one), one.clone())).collect();
        let is_guardian = made.decisions[0].role == "GUARDIAN";
        let signers = 1..=if is_guardian { 2 } else { 1 };
        let role = made.decisions[0].role.clone();
        let last = made.manifests.last();
        let mut manifest = Manifest::of(
            self.key.public(),
            NewManifest {
                kind,
                reference: &made.decisions[0].reference,
                renews: (kind == ManifestKind::Renewal)
                    .then(|| "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF".to_owned()),
                at: Timestamp(START + when),
                signers: signers
                    .map(|number| SealedSigner { number, role: role.clone() })
                    .collect(),
                decided: &decisions,
                has_ended: made.chain.iter().any(|step| step.kind == EvidenceKind::Expired),
                chain: made.chain.last().map(Entry::head).unwrap(),
                files: files
                    .into_iter()
                    .map(|(name, sha256)| SealedFile { name, sha256 })
                    .collect(),
                previous: last.map(|last| (place as u32, Digest::of(&last.manifest))),
            },
        )
        .unwrap();
        (self.change)(place, &mut manifest);
        let bytes = manifest.bytes().unwrap();
        ManifestFiles {
            signature: self.key.sign_manifest(&bytes),
            manifest: bytes,
            record,
            receipt,
        }
    }
}

pub(super) fn sealed(made: &Made, change: Change<'_>) -> Vec<u8> {
    Sealing { change, ..Sealing::default() }.of(made).zip()
}

/// A consent that ended.
pub(super) fn ended() -> Made {
    let mut made = accepted();
    let mut steps = made.steps();
    steps.push((EvidenceKind::Expired, 90_000_000, vec![]));
    made.chained(steps);
    made
}

/// Two guardians accept, and one withdraws.
fn one_of_two_withdraws() -> Made {
    let before = of_guardians(DecisionKind::Accepted);
    let mut all = before.decisions.clone();
    let mut gone = decision(DecisionKind::Withdrawn, 1_440, &[], None, None);
    gone.signer = "Luc Moreau".to_owned();
    gone.role = "GUARDIAN".to_owned();
    all.push(gone);
    Made::of(&[TEXT, SECOND], all, &before.signatures)
}

/// As a PDF carries it: without PDFs.
fn in_pdf(made: &Made) -> Made {
    let mut made = made.clone();
    made.pdf = None;
    made.manifests.iter_mut().for_each(|made_with| made_with.receipt = None);
    made.sealed();
    made
}

pub(super) fn without(zip: &[u8], names: &[&str]) -> Vec<u8> {
    let all = files(zip).into_iter().filter(|(file, _)| !names.contains(&file.as_str()));
    zipped(&all.collect::<Vec<_>>())
}

pub(super) fn changed(zip: &[u8], name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut all = files(zip);
    let file = all.iter_mut().find(|(file, _)| file == name).unwrap();
    let before = file.1.clone();
    change(&mut file.1);
    assert_ne!(before, file.1, "{name} is not changed");
    zipped(&all)
}

pub(super) fn with(zip: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let mut all = files(zip);
    all.push((name.to_owned(), content.to_vec()));
    zipped(&all)
}

pub(super) fn genuine() -> Vec<(&'static str, Vec<u8>)> {
    let twice = {
        let mut all = withdrawn().decisions;
        all.push(decision(DecisionKind::Withdrawn, 2_880, &[], None, None));
        Made::of(&[TEXT], all, &withdrawn().signatures)
    };
    let refused =
        Made::of(&[TEXT], vec![decision(DecisionKind::Refused, 0, &[], Some(TEXT), None)], &[]);
    let sent = |made: &Made| {
        let mut made = of(made);
        let mut steps = made.steps();
        steps.push((EvidenceKind::Sent, 200_000_000, vec![(field::TO, "zoe@example.org".into())]));
        made.chained(steps);
        made
    };
    let own = SealKey::from_bytes([8; 32]);
    vec![
        ("manifest-accepted", of(&accepted()).zip()),
        ("manifest-accepted-then-sent", sent(&accepted()).zip()),
        ("manifest-accepted-with-the-format", of(&accepted()).whole()),
        ("manifest-refused", of(&refused).zip()),
        ("manifest-renewal", {
            let sealing = Sealing { kind: ManifestKind::Renewal, ..Sealing::default() };
            sealing.of(&accepted()).zip()
        }),
        ("manifests-withdrawn-in-part", of(&withdrawn()).zip()),
        ("manifests-withdrawn-twice", of(&twice).zip()),
        ("manifests-two-guardians", of(&of_guardians(DecisionKind::Accepted)).zip()),
        ("manifests-two-guardians-one-refuses", of(&of_guardians(DecisionKind::Refused)).zip()),
        ("manifests-two-guardians-one-withdraws", of(&one_of_two_withdraws()).zip()),
        ("manifests-ended", of(&ended()).zip()),
        // The answer was given before there were manifests.
        (
            "manifest-of-the-withdrawal-only",
            Sealing { from: 5, ..Sealing::default() }.of(&withdrawn()).zip(),
        ),
        // The receipt is not made yet.
        (
            "manifest-before-a-withdrawal",
            Sealing { most: 1, ..Sealing::default() }.of(&withdrawn()).zip(),
        ),
        ("manifests-in-a-pdf", in_pdf(&of(&withdrawn())).zip()),
        ("manifest-in-the-pdf-of-a-withdrawal", {
            in_pdf(&Sealing { most: 1, ..Sealing::default() }.of(&withdrawn())).zip()
        }),
        ("in-the-pdf-of-a-withdrawal-without-manifests", in_pdf(&withdrawn()).zip()),
        ("manifests-of-an-earlier-key", {
            Sealing { key: own, ..Sealing::default() }.of(&withdrawn()).zip()
        }),
    ]
}

pub(super) fn incomplete() -> Vec<Forged> {
    let whole = of(&withdrawn());
    let zip = whole.zip();
    let missing = "bundle-file-missing";
    let last = ["manifest-2.json", "manifest-2.sig", "record-2.json", "receipt-2.pdf"];
    let all = [&last[..], &["manifest.json", "manifest.sig", "record.json"]].concat();
    vec![
        ("manifest-left-out-with-its-papers", missing, without(&zip, &last)),
        ("manifest-left-out", "bundle-file-unproved", without(&zip, &last[..2])),
        ("manifests-left-out-with-all-papers", missing, without(&zip, &all)),
        ("manifest-record-left-out", missing, without(&zip, &["record.json"])),
        ("manifest-receipt-left-out", missing, without(&zip, &["receipt-2.pdf"])),
        ("manifest-document-left-out", missing, without(&zip, &["document.json"])),
        ("manifest-chain-left-out", missing, without(&zip, &["chain.json"])),
        ("manifest-decisions-left-out", missing, without(&zip, &["decisions.json"])),
        (
            "manifest-decision-left-out",
            "bundle-decisions-left-out",
            whole.with(|made| drop(made.decisions.remove(1))),
        ),
        (
            "manifest-step-erased",
            "bundle-manifest-unproved",
            whole.with(|made| made.chain.iter_mut().for_each(Entry::erase)),
        ),
        // Its key is that of the seal, which proves it all the same.
        (
            "manifest-whose-own-step-was-erased",
            "bundle-manifest-unproved",
            without_sealed_hashes(whole),
        ),
    ]
}

/// The hashes of manifests are erased from their steps.
fn without_sealed_hashes(mut made: Made) -> Vec<u8> {
    let steps = made.chain.iter_mut();
    steps.filter(|step| step.kind == EvidenceKind::Sealed).for_each(Entry::erase);
    made.zip()
}

pub(super) fn of_unknown_keys() -> Vec<Forged> {
    let own = || SealKey::from_bytes([8; 32]);
    let whole = Sealing { key: own(), ..Sealing::default() }.of(&withdrawn());
    vec![
        (
            "manifest-of-another-key-whose-step-was-erased",
            "bundle-manifest-key",
            whole.with(|made| made.chain.iter_mut().for_each(Entry::erase)),
        ),
        (
            "manifest-of-another-key-without-the-chain",
            "bundle-manifest-key",
            without(&whole.zip(), &["chain.json"]),
        ),
        // Anybody can write a manifest for such a step: it states nothing.
        (
            "manifest-of-a-forger-for-a-step-that-was-erased",
            "bundle-manifest-key",
            without_sealed_hashes(whole.clone()),
        ),
        ("manifests-and-seal-of-another-key", "bundle-key-other", {
            whole.with(|made| {
                made.seal = own().seal(made.seal.chain_head, made.seal.pdf_sha256);
            })
        }),
    ]
}

fn judged(zip: &[u8]) -> Report {
    examine(zip, &Trust { key: Some(SealKey::from_bytes(TRUSTED).public()), pdf: None })
}

/// Besides what their vectors say.
#[test]
fn the_steps_confirm_nothing_of_a_forged_manifest() {
    let key = SealKey::from_bytes([8; 32]);
    let forged = Sealing { key, ..Sealing::default() }.of(&withdrawn());
    let report = judged(&without_sealed_hashes(forged));
    assert!(report.checks.iter().all(|check| check.key != "bundle-manifest-earlier-key"));
}
