//! The test vectors in `tests/vectors`: bundles, and the verdict that each must get from any
//! verifier of the format. A vector that is committed is never made again: it shows that this
//! version judges what earlier ones made.

mod anchors;
mod ended;
mod files;
mod forged_manifests;
mod genuine;
mod manifests;
mod parts;
mod stamps;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::tests::{files, zipped};
use super::*;
use crate::model::chain::{EvidenceKind, Head, field};
use crate::model::record::{DecisionKind, GuardianRule, NamedGuardian, UseDecided};
use crate::model::seal::SealKey;
use crate::model::seal_history::PublishedKeys;
use crate::model::{Digest, Timestamp};

/// What a vector must be judged to be, with the trusted key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Expected {
    verdict: String,
    /// The check that says so (a key of `assets/locales/en/pdf.ftl`); empty: all checks pass.
    check: String,
    /// What a verifier states that all decisions together allow: uses, separated by commas; `-`: it states
    /// nothing. None: this is not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    states: Option<String>,
}

/// What is stated of vectors of which it is compared.
const STATED: [(&str, &str); 3] = [
    ("incomplete/manifest-whose-own-step-was-erased.zip", "internal"),
    ("unknown_key/manifest-of-a-forger-for-a-step-that-was-erased.zip", "-"),
    ("altered/decision-with-a-use-twice.zip", "-"),
];

fn stated(report: &Report) -> String {
    let Some(result) = &report.result else { return "-".to_owned() };
    let allowed = result.uses.iter().filter(|one| one.accepted).map(|one| one.name.clone());
    allowed.collect::<Vec<_>>().join(",")
}

/// `tests/vectors/vectors.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Index {
    /// The public key that is trusted.
    key: String,
    vectors: BTreeMap<String, Expected>,
}

const TRUSTED: [u8; 32] = [7; 32];
const WEB: [&str; 1] = ["web"];

/// The steps of a chain before they are chained: kind, milliseconds, fields.
type Step = (EvidenceKind, i64, Vec<(&'static str, String)>);

/// The parts of a bundle, consistent until one of them is changed.
#[derive(Clone)]
struct Made {
    documents: Vec<Vec<u8>>,
    decisions: Vec<DecisionRecord>,
    signatures: Vec<Signature>,
    chain: Vec<Entry>,
    pdf: Option<Vec<u8>>,
    seal: Seal,
    manifests: Vec<ManifestFiles>,
    anchor: Option<Anchor>,
    tokens: Vec<Vec<u8>>,
}

const START: i64 = 1_779_262_200_000;

fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n% stands for the document that was handed out\n%%EOF\n".to_vec()
}

fn typed(name: &str) -> Signature {
    Signature::Typed { name: name.to_owned() }
}

/// A decision on the document, with the signature if there is one.
fn decision(
    kind: DecisionKind,
    minute: i64,
    granted: &[&str],
    document: Option<&[u8]>,
    signature: Option<&Signature>,
) -> DecisionRecord {
    let uses = ["internal", "web", "print"];
    let uses =
        uses.map(|name| UseDecided { name: name.to_owned(), accepted: granted.contains(&name) });
    DecisionRecord {
        reference: "K7QF-2MXP-9TRB-41CD-8HJW-Z3VN".to_owned(),
        kind,
        signer: "Zoé Martin".to_owned(),
        role: "PERSON".to_owned(),
        at: Timestamp(START + minute * 60_000),
        guardians: None,
        sole_authority: false,
        other_guardian: None,
        uses: uses.to_vec(),
        reason: None,
        document_sha256: document.map(Digest::of),
        signature_sha256: signature.map(|signature| signature.digest().unwrap()),
    }
}

impl Made {
    /// A bundle of these decisions on these documents, one signature for each that has one.
    fn of(documents: &[&[u8]], decisions: Vec<DecisionRecord>, signatures: &[Signature]) -> Self {
        let mut steps: Vec<Step> = vec![(
            EvidenceKind::InvitationSent,
            -600_000,
            vec![(field::TO, "zoe@example.org".into()), (field::SMTP_REPLY, "250 Ok".into())],
        )];
        for document in documents {
            let shown = vec![(field::DOCUMENT_SHA256, Digest::of(document).hex())];
            steps.push((EvidenceKind::CodeVerified, -2_500, vec![(field::IP, "192.0.2.7".into())]));
            steps.push((EvidenceKind::DocumentShown, -2_499, shown));
        }
        let mut made = Self {
            documents: documents.iter().map(|document| document.to_vec()).collect(),
            decisions,
            signatures: signatures.to_vec(),
            chain: vec![],
            pdf: Some(pdf()),
            seal: SealKey::from_bytes(TRUSTED).seal(Digest::ZERO, Digest::ZERO),
            manifests: vec![],
            anchor: None,
            tokens: vec![],
        };
        let mut is_made = false;
        for one in &made.decisions {
            let kind = match one.kind {
                DecisionKind::Withdrawn => EvidenceKind::Withdrawn,
                _ => EvidenceKind::Answered,
            };
            if kind == EvidenceKind::Withdrawn && !is_made {
                steps.push(made_pdf());
                is_made = true;
            }
            let bound = vec![(field::DECISION_SHA256, one.digest().unwrap().hex())];
            steps.push((kind, one.at.0 - START, bound));
        }
        if !is_made {
            steps.push(made_pdf());
        }
        made.chained(steps);
        made
    }

    /// Chains the steps, and seals the last of them.
    fn chained(&mut self, steps: Vec<Step>) {
        self.chain.clear();
        for (kind, at, fields) in steps {
            let head: Option<Head> = self.chain.last().map(Entry::head);
            let mut salt = u8::try_from(self.chain.len()).unwrap_or(u8::MAX);
            let salts = || {
                salt = salt.wrapping_add(17);
                [salt; 16]
            };
            let at = Timestamp(START + at);
            self.chain.push(Entry::next(head.as_ref(), kind, at, fields, salts));
        }
        self.sealed();
    }

    /// The steps of the chain, to be changed and chained again.
    fn steps(&self) -> Vec<Step> {
        let names = [
            field::TO,
            field::SMTP_REPLY,
            field::IP,
            field::DOCUMENT_SHA256,
            field::DECISION_SHA256,
            field::PDF_SHA256,
            field::MANIFEST_SHA256,
            field::SIGNER,
        ];
        let step = |entry: &Entry| {
            let fields = entry.fields.iter().map(|field| {
                let name = names.into_iter().find(|name| *name == field.name).unwrap();
                (name, field.value.clone().unwrap_or_default())
            });
            (entry.kind, entry.at.0 - START, fields.collect())
        };
        self.chain.iter().map(step).collect()
    }

    fn sealed(&mut self) {
        let head = self.chain.last().map_or(Digest::ZERO, |entry| entry.hash);
        let pdf = self.pdf.as_ref().map_or(Digest::ZERO, Digest::of);
        self.seal = SealKey::from_bytes(TRUSTED).seal(head, pdf);
    }

    /// Without the description of the format, to keep the vectors small.
    fn zip(&self) -> Vec<u8> {
        let all = files(&self.whole()).into_iter().filter(|(file, _)| file != FORMAT.0);
        zipped(&all.collect::<Vec<_>>())
    }

    /// As a server makes it.
    fn whole(&self) -> Vec<u8> {
        bundle(&BundleParts {
            documents: &self.documents,
            decisions: &self.decisions,
            signatures: &self.signatures,
            chain: &self.chain,
            pdf: self.pdf.as_deref(),
            seal: &self.seal,
            manifests: &self.manifests,
            anchor: self.anchor.as_ref(),
            tokens: &self.tokens,
        })
        .unwrap()
    }

    fn with(&self, change: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut made = self.clone();
        change(&mut made);
        made.zip()
    }

    /// As a bundle before the PDF.
    fn before_pdf(&self) -> Self {
        let mut made = self.clone();
        made.pdf = None;
        let steps = self.steps();
        let until = steps.iter().position(|step| step.0 == EvidenceKind::PdfMade).unwrap();
        made.chained(steps[..until].to_vec());
        made.decisions.retain(|one| one.kind != DecisionKind::Withdrawn);
        made
    }
}

fn made_pdf() -> Step {
    (EvidenceKind::PdfMade, 1_000, vec![(field::PDF_SHA256, Digest::of(pdf()).hex())])
}

const TEXT: &[u8] = br#"{"title":"Autorisation","text":["Je soussign\u00e9e"]}"#;
const SECOND: &[u8] = br#"{"title":"Image release","text":["I, the undersigned"]}"#;

/// An acceptance.
fn accepted() -> Made {
    let signature = typed("Zoé Martin");
    let given =
        decision(DecisionKind::Accepted, 0, &["internal", "web"], Some(TEXT), Some(&signature));
    Made::of(&[TEXT], vec![given], &[signature])
}

/// An acceptance, and the withdrawal of one use a day later.
fn withdrawn() -> Made {
    let before = accepted();
    let taken_back = decision(DecisionKind::Withdrawn, 1_440, &["internal"], None, None);
    let decisions = vec![before.decisions[0].clone(), taken_back];
    Made::of(&[TEXT], decisions, &before.signatures)
}

/// The answers of two guardians, each on a text of their own.
fn of_guardians(second: DecisionKind) -> Made {
    let signatures = [typed("Ana Moreau"), typed("Luc Moreau")];
    let mut decisions = vec![
        decision(DecisionKind::Accepted, 0, &WEB, Some(TEXT), Some(&signatures[0])),
        match second {
            DecisionKind::Refused => decision(second, 5, &[], Some(SECOND), None),
            _ => decision(second, 5, &WEB, Some(SECOND), Some(&signatures[1])),
        },
    ];
    for (one, name) in decisions.iter_mut().zip(["Ana Moreau", "Luc Moreau"]) {
        one.signer = name.to_owned();
        one.role = "GUARDIAN".to_owned();
        one.guardians = Some(GuardianRule { needed: 2, known: 2 });
    }
    let count = if second == DecisionKind::Refused { 1 } else { 2 };
    Made::of(&[TEXT, SECOND], decisions, &signatures[..count])
}

/// A bundle whose files are changed as bytes, before they are zipped again.
fn rewritten(made: &Made, name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut all = files(&made.zip());
    let file = all.iter_mut().find(|(file, _)| file == name).unwrap();
    let before = String::from_utf8(file.1.clone()).unwrap();
    let after = change(&before);
    assert_ne!(before, after, "{name} is not changed");
    file.1 = after.into_bytes();
    zipped(&all)
}

/// A name, the check that must say so, and the bundle.
type Forged = (&'static str, &'static str, Vec<u8>);

fn all() -> Vec<(String, &'static str, &'static str, Vec<u8>)> {
    let genuine = genuine::genuine().into_iter().chain(anchors::genuine()).chain(stamps::genuine());
    let genuine = genuine.chain(manifests::genuine());
    let genuine = genuine.map(|(name, zip)| ("genuine", name, "", zip));
    let rest = [
        ("incomplete", genuine::incomplete()),
        ("incomplete", anchors::incomplete()),
        ("incomplete", manifests::incomplete()),
        ("unknown_key", parts::of_unknown_keys()),
        ("unknown_key", anchors::of_unknown_keys()),
        ("unknown_key", manifests::of_unknown_keys()),
        ("altered", parts::altered_parts()),
        ("altered", anchors::altered()),
        ("altered", stamps::altered()),
        ("altered", forged_manifests::altered_sets()),
        ("altered", forged_manifests::altered_bytes()),
        ("altered", forged_manifests::altered_content()),
        ("altered", forged_manifests::altered_files()),
        ("altered", files::altered_json()),
        ("altered", files::altered_archives()),
        ("unreadable", files::unreadable()),
    ];
    let rest = rest.into_iter().flat_map(|(verdict, cases)| {
        cases.into_iter().map(move |(name, check, zip)| (verdict, name, check, zip))
    });
    let file = |folder: &str, name: &str| format!("{folder}/{name}.zip");
    let ended = ended::all()
        .into_iter()
        .map(|(verdict, name, check, zip)| (file(ended::FOLDER, name), verdict, check, zip));
    genuine
        .chain(rest)
        .map(|(verdict, name, check, zip)| (file(verdict, name), verdict, check, zip))
        .chain(ended)
        .collect()
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors"))
}

fn named(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Genuine => "genuine",
        Verdict::Incomplete => "incomplete",
        Verdict::UnknownKey => "unknown_key",
        Verdict::Altered => "altered",
        Verdict::Unreadable => "unreadable",
    }
}

/// `ACCEPT=1` writes vectors that are new.
#[test]
fn every_vector_gets_its_verdict() {
    let (index, keys) = (folder().join("vectors.json"), folder().join("keys.json"));
    let key = SealKey::from_bytes(TRUSTED).public();
    if std::env::var_os("ACCEPT").is_some() {
        let mut known: Index = fs::read(&index)
            .ok()
            .map(|json| serde_json::from_slice(&json).unwrap())
            .unwrap_or_default();
        known.key = key.to_string();
        for (file, verdict, check, zip) in all() {
            if known.vectors.contains_key(&file) {
                continue;
            }
            let path = folder().join(&file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, zip).unwrap();
            let states = STATED.iter().find(|(of, _)| *of == file).map(|(_, says)| *says);
            let expected = Expected {
                verdict: verdict.to_owned(),
                check: check.to_owned(),
                states: states.map(str::to_owned),
            };
            known.vectors.insert(file, expected);
        }
        fs::write(&index, format!("{}\n", serde_json::to_string_pretty(&known).unwrap())).unwrap();
        if !keys.exists() {
            fs::write(&keys, serde_json::to_string_pretty(&ended::keys()).unwrap()).unwrap();
        }
    }
    let (_, history) = PublishedKeys::read(&fs::read(&keys).unwrap()).unwrap();
    let index: Index = serde_json::from_slice(&fs::read(&index).unwrap()).unwrap();
    assert_eq!(index.key, key.to_string());
    for (file, ..) in all() {
        assert!(index.vectors.contains_key(&file), "{file} is new: ACCEPT=1 writes it");
    }
    let trust = Trust { key: Some(key), pdf: None };
    let mut wrong = vec![];
    for (file, expected) in &index.vectors {
        let is_ended = file.starts_with(ended::FOLDER);
        let outside = Outside { history: is_ended.then_some(&history), ..Outside::default() };
        let report = examine_with(&fs::read(folder().join(file)).unwrap(), &trust, &outside);
        let says = report
            .checks
            .iter()
            .any(|check| check.key == expected.check && check.outcome != Outcome::Good);
        if named(report.verdict) != expected.verdict || says == expected.check.is_empty() {
            let found: Vec<_> =
                report.checks.iter().filter(|check| check.outcome != Outcome::Good).collect();
            wrong.push(format!("{file}: {:?} {found:?}", report.verdict));
        }
        if expected.states.as_ref().is_some_and(|states| *states != stated(&report)) {
            wrong.push(format!("{file} states {}", stated(&report)));
        }
        // Without a key nothing is genuine.
        let verdict = examine(&fs::read(folder().join(file)).unwrap(), &Trust::default()).verdict;
        if verdict == Verdict::Genuine {
            wrong.push(format!("{file}: genuine without a key"));
        }
    }
    let compared = index.vectors.values().filter(|one| one.states.is_some()).count();
    assert!(compared >= STATED.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
