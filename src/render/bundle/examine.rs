//! Judges a bundle: every check is one line. Nothing but a bundle that is whole and
//! unaltered, sealed with the key that is trusted, is genuine.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::anchor::Outside;
use super::printed::Printed;
use super::read::{Parts, SignedManifest, read};
use super::report::{Check, Outcome, Report, Verdict};
use super::{PDF, document_name, receipt_name, record_name};
use crate::model::chain::{self, Broken, Entry, EvidenceKind, Why, field};
use crate::model::record::{DecisionKind, DecisionRecord};
use crate::model::seal::{BadSeal, PublicKey, Seal, SealBytes};
use crate::model::seal_history::is_after;
use crate::model::{Digest, Signature, Timestamp};
use crate::render::dates;

/// What the reader already knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trust {
    /// The instance's public key, from elsewhere than the bundle.
    pub key: Option<PublicKey>,
    /// The hash of a PDF that should be the bundle's.
    pub pdf: Option<Digest>,
}

/// Checks everything that can be checked from the bundle and from `trust`.
pub fn examine(bytes: &[u8], trust: &Trust) -> Report {
    examine_with(bytes, trust, &Outside::default())
}

/// As [`examine()`], with what the reader has of daily roots and of former keys.
pub fn examine_with(bytes: &[u8], trust: &Trust, outside: &Outside<'_>) -> Report {
    let Some(parts) = read(bytes) else {
        let key = "bundle-unreadable";
        let check = Check { outcome: Outcome::Bad, key, what: String::new(), why: None };
        let verdict = Verdict::Unreadable;
        return Report {
            verdict,
            checks: vec![check],
            decisions: vec![],
            left_out: vec![],
            result: None,
            pdf: None,
            last_step: None,
        };
    };
    let mut checks = Checks::default();
    checks.files(&parts);
    checks.chain(&parts);
    checks.documents(&parts);
    let decisions = checks.decisions(&parts);
    checks.signatures(&parts);
    if let Some(pdf) = &parts.pdf {
        let digest = Digest::of(pdf);
        checks.pdf(&parts, digest);
        checks.given(digest, trust);
    } else if trust.pdf.is_some() {
        checks.missing("bundle-given-pdf-alone", "");
    }
    let result = checks.manifests(&parts, trust, outside);
    checks.anchor(&parts, trust, outside);
    checks.seal(&parts, trust);
    checks.key_end(&parts, outside);
    checks.print(&parts);
    checks.undecided(&parts);
    // Without a seal nothing was decided.
    let decisions = if parts.seal.is_some() { decisions } else { vec![] };
    let last = parts.chain.as_ref().and_then(|chain| chain.last()).map(|entry| entry.at);
    let report = checks.finish(decisions);
    // Neither is anything allowed by what was altered, or by nothing that is shown.
    let result = result.filter(|_| !report.decisions.is_empty());
    Report { last_step: last, pdf: parts.pdf.as_ref().map(Digest::of), result, ..report }
}

/// What a server holds of an answer, as far as it can be judged without its PDF.
pub struct Held {
    /// The exact bytes shown, one per document that was decided on.
    pub documents: Vec<Vec<u8>>,
    pub decisions: Vec<DecisionRecord>,
    pub signatures: Vec<Signature>,
    pub chain: Vec<Entry>,
    /// Over the last step.
    pub seal: Seal,
    /// In order.
    pub manifests: Vec<HeldManifest>,
}

/// A manifest as a server holds it.
pub struct HeldManifest {
    /// None: it is not of a number that it may have, or cannot be read.
    pub content: Option<Vec<u8>>,
    pub signature: Option<SealBytes>,
    pub record: Option<Vec<u8>>,
    pub receipt: Option<Digest>,
}

/// Judges what a server holds as strictly as a bundle of it. `made`: the PDF that it has
/// kept, if there is one yet.
pub fn examine_held(held: Held, made: Option<Digest>, key: PublicKey) -> Report {
    let Held { documents, decisions, signatures, chain, seal, manifests } = held;
    let documents = (0..).zip(documents).map(|(at, bytes)| (document_name(at), bytes));
    let documents: Vec<(String, Vec<u8>)> = documents.collect();
    let mut files: BTreeMap<String, Digest> =
        documents.iter().map(|(name, bytes)| (name.clone(), Digest::of(bytes))).collect();
    files.extend(made.map(|digest| (PDF.to_owned(), digest)));
    let mut kept = vec![];
    for (at, one) in manifests.into_iter().enumerate() {
        files.extend(one.record.map(|bytes| (record_name(at), Digest::of(bytes))));
        files.extend(one.receipt.map(|digest| (receipt_name(at), digest)));
        let signature = one.signature.map(|signature| signature.0.to_vec());
        kept.push(SignedManifest::new(at, one.content, signature));
    }
    let parts = Parts {
        documents,
        files,
        manifests: kept,
        decisions: Some(decisions),
        signatures: Some(signatures),
        chain: Some(chain),
        seal: Some(seal),
        ..Parts::default()
    };
    let mut checks = Checks::default();
    checks.chain(&parts);
    checks.documents(&parts);
    let decisions = checks.decisions(&parts);
    checks.signatures(&parts);
    match made {
        Some(digest) => checks.pdf(&parts, digest),
        None if parts.seal.as_ref().is_some_and(|seal| seal.pdf_sha256 == Digest::ZERO) => {}
        None => checks.bad("bundle-pdf-not-sealed", ""),
    }
    let trust = Trust { key: Some(key), pdf: None };
    checks.manifests(&parts, &trust, &Outside::default());
    checks.seal(&parts, &trust);
    checks.finish(decisions)
}

/// Lines of one kind that a report shows; the rest are counted.
const SHOWN: usize = 10;

#[derive(Default)]
pub(super) struct Checks {
    shown: Vec<Check>,
    /// How many of each kind there were, shown or not.
    counts: BTreeMap<&'static str, usize>,
    /// Decisions that were witnessed and are not there.
    left_out: Vec<(EvidenceKind, Timestamp)>,
    /// The worst outcomes that there were.
    is_altered: bool,
    is_incomplete: bool,
    is_unknown: bool,
}

impl Checks {
    fn push(&mut self, check: Check) {
        match check.outcome {
            Outcome::Good | Outcome::Note => {}
            Outcome::Unknown => self.is_unknown = true,
            Outcome::Missing => self.is_incomplete = true,
            Outcome::Bad => self.is_altered = true,
        }
        let count = self.counts.entry(check.key).or_default();
        *count += 1;
        if *count <= SHOWN {
            self.shown.push(check);
        }
    }

    pub(super) fn say(&mut self, outcome: Outcome, key: &'static str, what: impl ToString) {
        self.push(Check { outcome, key, what: what.to_string(), why: None });
    }

    pub(super) fn good(&mut self, key: &'static str, what: impl ToString) {
        self.say(Outcome::Good, key, what);
    }

    pub(super) fn missing(&mut self, key: &'static str, what: impl ToString) {
        self.say(Outcome::Missing, key, what);
    }

    pub(super) fn bad(&mut self, key: &'static str, what: impl ToString) {
        self.say(Outcome::Bad, key, what);
    }

    fn finish(mut self, decisions: Vec<DecisionRecord>) -> Report {
        let more: usize = self.counts.values().map(|count| count.saturating_sub(SHOWN)).sum();
        if more > 0 {
            let key = "bundle-more";
            self.shown.push(Check {
                outcome: Outcome::Bad,
                key,
                what: more.to_string(),
                why: None,
            });
        }
        let verdict = match self {
            Checks { is_altered: true, .. } => Verdict::Altered,
            Checks { is_unknown: true, .. } => Verdict::UnknownKey,
            Checks { is_incomplete: true, .. } => Verdict::Incomplete,
            _ => Verdict::Genuine,
        };
        // The decisions in an altered bundle prove nothing.
        let is_altered = verdict == Verdict::Altered;
        let decisions = if is_altered { vec![] } else { decisions };
        let left_out = if is_altered { vec![] } else { self.left_out };
        Report {
            verdict,
            checks: self.shown,
            decisions,
            left_out,
            result: None,
            pdf: None,
            last_step: None,
        }
    }

    fn files(&mut self, parts: &Parts) {
        for (key, file) in &parts.problems {
            self.bad(key, file);
        }
        let is_early = parts.is_carried();
        let missing = parts.missing.iter().filter(|file| !(is_early && *file == PDF));
        let before = self.faults();
        for file in missing {
            self.missing("bundle-file-missing", file);
        }
        if is_early {
            self.good("bundle-before-pdf-good", "");
        }
        if parts.problems.is_empty() && self.faults() == before {
            self.good("bundle-files-good", "");
        }
    }

    fn chain(&mut self, parts: &Parts) {
        let Some(chain) = &parts.chain else { return };
        match chain::verify(chain) {
            Ok(head) => self.good("bundle-chain-good", head.seq),
            Err(Broken { seq, why }) => {
                let key = "bundle-chain-broken";
                let why = Some(reason(&why));
                self.push(Check { outcome: Outcome::Bad, key, what: seq.to_string(), why });
            }
        }
        let erased = |entry: &&Entry| entry.fields.iter().any(|field| field.value.is_none());
        let erased = chain.iter().filter(erased).count();
        if erased > 0 {
            self.missing("bundle-erased", erased);
        }
        for entry in chain {
            // A step that binds something names it, once and in the plain form.
            let Some(name) = binding(entry.kind) else { continue };
            let mut fields = entry.fields.iter().filter(|field| field.name == name);
            let field = fields.next();
            let is_sound = field.is_some_and(|field| match &field.value {
                Some(value) => Digest::parse(value).is_some_and(|digest| digest.hex() == *value),
                None => true,
            });
            if !is_sound || fields.next().is_some() {
                self.bad("bundle-step-unbound", entry.seq);
            }
        }
    }

    fn documents(&mut self, parts: &Parts) {
        let given: Vec<Digest> =
            parts.documents.iter().map(|(_, document)| Digest::of(document)).collect();
        let decided: Option<BTreeSet<Digest>> = parts.decisions.as_ref().map(|decisions| {
            decisions.iter().filter_map(|decision| decision.document_sha256).collect()
        });
        let is_decided =
            |digest: &Digest| decided.as_ref().is_none_or(|decided| decided.contains(digest));
        for ((name, _), digest) in parts.documents.iter().zip(&given) {
            if !is_decided(digest) {
                self.bad("bundle-document-undecided", name);
            }
        }
        let Some(chain) = &parts.chain else { return };
        let shown = Recorded::of(chain, &[EvidenceKind::DocumentShown]);
        let mut is_sound = true;
        let mut last = None;
        for ((name, _), digest) in parts.documents.iter().zip(&given) {
            match shown.first(digest) {
                // In the order in which they were first shown.
                Some(place) if last.is_some_and(|last| place <= last) => {
                    self.bad("bundle-documents-order", name);
                }
                Some(place) => {
                    last = Some(place);
                    if is_decided(digest) {
                        continue;
                    }
                }
                None if shown.erased > 0 => self.missing("bundle-document-unproved", name),
                None => self.bad("bundle-document-altered", name),
            }
            is_sound = false;
        }
        if is_sound && !given.is_empty() {
            self.good("bundle-documents-good", given.len());
        }
    }

    /// The decisions that the chain confirms.
    fn decisions(&mut self, parts: &Parts) -> Vec<DecisionRecord> {
        let before = self.faults();
        let documents: BTreeSet<Digest> =
            parts.documents.iter().map(|(_, document)| Digest::of(document)).collect();
        let first = parts.decisions.iter().flatten().next().map(|decision| &decision.reference);
        for (nth, decision) in (1..).zip(parts.decisions.iter().flatten()) {
            let uses: BTreeSet<&str> =
                decision.uses.iter().map(|offered| offered.name.as_str()).collect();
            let is_of_role = matches!(decision.role.as_str(), "PERSON" | "GUARDIAN");
            if uses.len() != decision.uses.len() || !is_of_role {
                self.bad("bundle-decision-altered", nth);
            }
            if Some(&decision.reference) != first {
                self.bad("bundle-reference-differs", nth);
            }
            match decision.document_sha256 {
                Some(document) if documents.contains(&document) => {}
                Some(_) => self.missing("bundle-decision-document", nth),
                None if decision.kind == DecisionKind::Withdrawn => {}
                None => self.bad("bundle-decision-document", nth),
            }
            if decision.kind == DecisionKind::Accepted
                && (decision.signature_sha256.is_none()
                    || !decision.uses.iter().any(|offered| offered.accepted))
            {
                self.bad("bundle-decision-unsigned", nth);
            }
        }
        let (Some(chain), Some(decisions)) = (&parts.chain, &parts.decisions) else {
            return vec![];
        };
        let taken = Recorded::of(chain, &[EvidenceKind::Answered, EvidenceKind::Withdrawn]);
        let mut proved = vec![];
        let mut last = None;
        for (nth, decision) in (1..).zip(decisions) {
            let place = decision.digest().ok().and_then(|digest| taken.first(&digest));
            match place {
                None if taken.erased > 0 => {
                    self.missing("bundle-decision-unproved", nth);
                    continue;
                }
                None => {
                    self.bad("bundle-decision-altered", nth);
                    continue;
                }
                Some(_) if place <= last => self.bad("bundle-decisions-order", nth),
                Some(_) => last = place,
            }
            let withdrawn = decision.kind == DecisionKind::Withdrawn;
            let step = place.and_then(|place| chain.get(place)).map(|entry| entry.kind);
            if withdrawn != (step == Some(EvidenceKind::Withdrawn)) {
                self.bad("bundle-decision-altered", nth);
            }
            proved.push(decision.clone());
        }
        let steps = chain.iter().filter(|entry| is_decision(entry.kind));
        let digests: BTreeSet<String> = proved
            .iter()
            .filter_map(|decision| decision.digest().ok())
            .map(|digest| digest.hex())
            .collect();
        let unsaid = steps.filter(|entry| {
            let bound = entry.fields.iter().find(|field| field.name == field::DECISION_SHA256);
            let bound = bound.and_then(|field| field.value.as_ref());
            bound.is_none_or(|digest| !digests.contains(digest))
        });
        self.left_out.extend(unsaid.map(|entry| (entry.kind, entry.at)));
        let proved_all = proved.len() == decisions.len();
        match taken.len().cmp(&decisions.len()) {
            Ordering::Greater if proved_all => {
                self.missing("bundle-decisions-left-out", taken.len() - decisions.len());
            }
            Ordering::Equal => {}
            // Not every decision is recorded, or not by a step of its own.
            _ => self.bad("bundle-decisions-count", ""),
        }
        if self.faults() == before {
            self.good("bundle-decisions-good", decisions.len());
        }
        proved
    }

    fn signatures(&mut self, parts: &Parts) {
        let (Some(decisions), Some(signatures)) = (&parts.decisions, &parts.signatures) else {
            return;
        };
        let before = self.faults();
        let given: Vec<_> = signatures.iter().map(|signature| signature.digest().ok()).collect();
        let named: Vec<_> = decisions.iter().map(|decision| decision.signature_sha256).collect();
        let in_order: Vec<_> = named.iter().copied().filter(Option::is_some).collect();
        if given != in_order {
            let (has, wants): (BTreeSet<_>, BTreeSet<_>) =
                (given.iter().copied().collect(), in_order.iter().copied().collect());
            for (nth, _) in (1..).zip(&given).filter(|(_, digest)| !wants.contains(digest)) {
                self.bad("bundle-signature-altered", nth);
            }
            let absent = |digest: &Option<Digest>| digest.is_some() && !has.contains(digest);
            for (nth, _) in (1..).zip(&named).filter(|(_, digest)| absent(digest)) {
                self.missing("bundle-signature-missing", nth);
            }
            if self.faults() == before {
                self.bad("bundle-signatures-order", "");
            }
        }
        if self.faults() == before && !signatures.is_empty() {
            self.good("bundle-signatures-good", signatures.len());
        }
    }

    /// A bundle is of an answer that was given.
    fn undecided(&mut self, parts: &Parts) {
        let Some(chain) = &parts.chain else { return };
        let is_empty = parts.decisions.as_ref().is_none_or(Vec::is_empty);
        if is_empty && !chain.iter().any(|entry| is_decision(entry.kind)) {
            self.bad("bundle-undecided", "");
        }
    }

    fn pdf(&mut self, parts: &Parts, digest: Digest) {
        let before = self.faults();
        if let Some(chain) = &parts.chain {
            let made = Recorded::of(chain, &[EvidenceKind::PdfMade]);
            match made.first(&digest) {
                Some(_) => {}
                None if made.erased > 0 => self.missing("bundle-pdf-unproved", ""),
                None => self.bad("bundle-pdf-not-recorded", ""),
            }
        }
        if parts.seal.as_ref().is_some_and(|seal| seal.pdf_sha256 != digest) {
            self.bad("bundle-pdf-not-sealed", "");
        }
        if self.faults() == before {
            self.good("bundle-pdf-good", digest);
        }
    }

    fn given(&mut self, digest: Digest, trust: &Trust) {
        match trust.pdf {
            Some(given) if given == digest => self.good("bundle-given-pdf-same", ""),
            Some(given) => self.bad("bundle-given-pdf-other", given),
            None => {}
        }
    }

    fn seal(&mut self, parts: &Parts, trust: &Trust) {
        let Some(seal) = &parts.seal else {
            // Without a seal it is unknown who made the bundle.
            return self.say(Outcome::Unknown, "bundle-seal-none", "");
        };
        match seal.verify(None) {
            Ok(()) => self.good("bundle-seal-good", ""),
            Err(BadSeal::Algorithm) => self.bad("bundle-seal-algorithm", &seal.algorithm),
            Err(_) => self.bad("bundle-seal-broken", ""),
        }
        if let Some(chain) = &parts.chain {
            match chain.iter().rposition(|entry| entry.hash == seal.chain_head) {
                // Anybody can chain further steps to one that is sealed.
                Some(at) if at + 1 < chain.len() => {
                    self.bad("bundle-seal-later", chain.len() - at - 1);
                }
                Some(_) => {}
                None => self.bad("bundle-seal-other-chain", ""),
            }
        }
        match trust.key {
            Some(key) if key == seal.public_key => self.good("bundle-key-trusted", ""),
            Some(_) => self.say(Outcome::Unknown, "bundle-key-other", seal.public_key),
            None => self.say(Outcome::Unknown, "bundle-key-unknown", seal.public_key),
        }
    }

    /// A key that was replaced has sealed nothing since: what is later was made by who has it
    /// still.
    fn key_end(&mut self, parts: &Parts, outside: &Outside<'_>) {
        let (Some(seal), Some(chain)) = (&parts.seal, &parts.chain) else { return };
        let end = outside.end_of(seal.public_key);
        if let Some(end) = end.filter(|end| is_after(*end, chain)) {
            self.bad("bundle-key-ended", dates::utc(end));
        }
    }

    /// Compares the PDF's own page of evidence with the chain: a chain that was written
    /// anew is contradicted by the PDF that was made from the first one. Only for what
    /// the trusted key has sealed: a PDF of strangers is not opened.
    fn print(&mut self, parts: &Parts) {
        let (Some(chain), Some(pdf)) = (&parts.chain, &parts.pdf) else { return };
        if self.is_altered || self.is_unknown {
            return;
        }
        let Some(made) = chain.iter().position(|entry| entry.kind == EvidenceKind::PdfMade) else {
            return;
        };
        let Some(print) = Printed::read(pdf) else { return };
        // Where none of our fingerprints can be read, none can be compared.
        let decided = parts.decisions.iter().flatten();
        let mut documents = decided.filter_map(|decision| decision.document_sha256);
        if !documents.any(|document| print.has(&document)) {
            return;
        }
        // The latest first: it is the one, unless another step came while it was drawn.
        match chain[..made].iter().rev().any(|entry| print.has(&entry.hash)) {
            true => self.good("bundle-pdf-same-steps", ""),
            false => self.bad("bundle-pdf-other-steps", ""),
        }
    }

    /// How much has been found wrong or missing.
    pub(super) fn faults(&self) -> usize {
        let of = |key: &&'static str| !key.ends_with("-good");
        self.counts.iter().filter(|(key, _)| of(key)).map(|(_, count)| count).sum()
    }
}

/// Whether a step of this kind witnesses a decision.
pub(super) fn is_decision(kind: EvidenceKind) -> bool {
    matches!(kind, EvidenceKind::Answered | EvidenceKind::Withdrawn)
}

/// The field by which a step of this kind binds something to the chain.
fn binding(kind: EvidenceKind) -> Option<&'static str> {
    match kind {
        EvidenceKind::DocumentShown => Some(field::DOCUMENT_SHA256),
        EvidenceKind::Answered | EvidenceKind::Withdrawn => Some(field::DECISION_SHA256),
        EvidenceKind::PdfMade => Some(field::PDF_SHA256),
        EvidenceKind::Sealed => Some(field::MANIFEST_SHA256),
        _ => None,
    }
}

/// What the steps of some kinds bind to the chain.
pub(super) struct Recorded<'c> {
    /// By its hexadecimal, the place in the chain where it stands first.
    places: HashMap<&'c str, usize>,
    steps: usize,
    /// How many of the steps no longer say what they bound.
    pub(super) erased: usize,
}

impl<'c> Recorded<'c> {
    pub(super) fn of(chain: &'c [Entry], kinds: &[EvidenceKind]) -> Self {
        let mut recorded = Self { places: HashMap::new(), steps: 0, erased: 0 };
        for (place, entry) in chain.iter().enumerate() {
            let Some(name) = binding(entry.kind).filter(|_| kinds.contains(&entry.kind)) else {
                continue;
            };
            recorded.steps += 1;
            // A step that lacks its binding field is reported by the check of the chain.
            let Some(field) = entry.fields.iter().find(|field| field.name == name) else {
                continue;
            };
            match &field.value {
                Some(value) => drop(recorded.places.entry(value).or_insert(place)),
                None => recorded.erased += 1,
            }
        }
        recorded
    }

    /// Where something was bound first.
    pub(super) fn first(&self, digest: &Digest) -> Option<usize> {
        self.places.get(digest.hex().as_str()).copied()
    }

    fn len(&self) -> usize {
        self.steps
    }
}

fn reason(why: &Why) -> &'static str {
    match why {
        Why::Empty => "bundle-why-empty",
        Why::Sequence => "bundle-why-sequence",
        Why::Previous => "bundle-why-previous",
        Why::Field(_) => "bundle-why-field",
        Why::HalfErased(_) => "bundle-why-half-erased",
        Why::Hash => "bundle-why-hash",
    }
}
