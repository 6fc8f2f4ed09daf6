//! Judges a bundle: every check is one line, good, bad or worth knowing.

use super::read::{Parts, read};
use crate::model::Digest;
use crate::model::chain::{self, Broken, Entry, EvidenceKind, Why, field};
use crate::model::record::{DecisionKind, DecisionRecord};
use crate::model::seal::{BadSeal, PublicKey};
use crate::render::{Words, dates};

/// What the reader already knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trust {
    /// The instance's public key, from elsewhere than the bundle.
    pub key: Option<PublicKey>,
    /// The hash of a PDF that should be the bundle's.
    pub pdf: Option<Digest>,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Good,
    /// Worth knowing, but nothing is wrong.
    Note,
    Bad,
}

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub outcome: Outcome,
    /// The sentence, see `assets/locales/*/pdf.ftl`.
    pub key: &'static str,
    /// What it is about: a file, a number, a key.
    pub what: String,
    /// The key of a second sentence that says why, if there is more to say.
    pub why: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Genuine,
    Broken,
    /// This is no bundle.
    Unreadable,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Report {
    pub verdict: Verdict,
    pub checks: Vec<Check>,
    /// What the bundle says was decided; to be believed only if it is genuine.
    pub decisions: Vec<DecisionRecord>,
}

impl Check {
    pub fn sentence(&self, words: &Words) -> String {
        let why = self.why.map(|key| words.say(key).into_owned()).unwrap_or_default();
        // A count must be a number for the sentence to choose its plural.
        let what = match self.what.parse::<u32>() {
            Ok(count) => count.into(),
            Err(_) => self.what.as_str().into(),
        };
        let values = [("what", what), ("why", why.into())];
        words.say_with(self.key, values).into_owned()
    }
}

/// Checks everything that can be checked from the bundle and from `trust`.
pub fn examine(bytes: &[u8], trust: &Trust) -> Report {
    let Some(parts) = read(bytes) else {
        let key = "bundle-unreadable";
        let check = Check { outcome: Outcome::Bad, key, what: String::new(), why: None };
        return Report { verdict: Verdict::Unreadable, checks: vec![check], decisions: vec![] };
    };
    let mut checks = Checks(vec![]);
    checks.files(&parts);
    checks.chain(&parts);
    checks.documents(&parts);
    checks.decisions(&parts);
    checks.signatures(&parts);
    checks.pdf(&parts, trust);
    checks.seal(&parts, trust);
    let bad = checks.0.iter().any(|check| check.outcome == Outcome::Bad);
    Report {
        verdict: if bad { Verdict::Broken } else { Verdict::Genuine },
        checks: checks.0,
        decisions: parts.decisions.unwrap_or_default(),
    }
}

struct Checks(Vec<Check>);

impl Checks {
    fn say(&mut self, outcome: Outcome, key: &'static str, what: impl ToString) {
        self.0.push(Check { outcome, key, what: what.to_string(), why: None });
    }

    fn good(&mut self, key: &'static str, what: impl ToString) {
        self.say(Outcome::Good, key, what);
    }

    fn note(&mut self, key: &'static str, what: impl ToString) {
        self.say(Outcome::Note, key, what);
    }

    fn bad(&mut self, key: &'static str, what: impl ToString) {
        self.say(Outcome::Bad, key, what);
    }

    fn files(&mut self, parts: &Parts) {
        for (key, file) in &parts.problems {
            self.bad(key, file);
        }
        if parts.problems.is_empty() {
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
                self.0.push(Check { outcome: Outcome::Bad, key, what: seq.to_string(), why });
            }
        }
        let erased = |entry: &&Entry| entry.fields.iter().any(|field| field.value.is_none());
        let erased = chain.iter().filter(erased).count();
        if erased > 0 {
            self.note("bundle-erased", erased);
        }
    }

    fn documents(&mut self, parts: &Parts) {
        let Some(chain) = &parts.chain else { return };
        let shown = recorded(chain, &[EvidenceKind::DocumentShown], field::DOCUMENT_SHA256);
        let before = self.0.len();
        for (name, document) in &parts.documents {
            if !holds(&shown, Digest::of(document)) {
                self.bad("bundle-document-altered", name);
            }
        }
        if self.0.len() == before && !parts.documents.is_empty() {
            self.good("bundle-documents-good", parts.documents.len());
        }
    }

    fn decisions(&mut self, parts: &Parts) {
        let (Some(chain), Some(decisions)) = (&parts.chain, &parts.decisions) else { return };
        let kinds = [EvidenceKind::Answered, EvidenceKind::Withdrawn];
        let taken = recorded(chain, &kinds, field::DECISION_SHA256);
        let before = self.0.len();
        if taken.len() != decisions.len() {
            self.bad("bundle-decisions-count", "");
        }
        let documents: Vec<Digest> =
            parts.documents.iter().map(|(_, document)| Digest::of(document)).collect();
        for (nth, decision) in (1..).zip(decisions) {
            let recorded: Vec<_> = taken.get(nth - 1).copied().into_iter().collect();
            if !decision.digest().is_ok_and(|digest| holds(&recorded, digest)) {
                self.bad("bundle-decision-altered", nth);
            }
            if decision.reference != decisions[0].reference {
                self.bad("bundle-reference-differs", nth);
            }
            let document = decision.document_sha256;
            if document.is_some_and(|document| !documents.contains(&document))
                || (document.is_none() && decision.kind != DecisionKind::Withdrawn)
            {
                self.bad("bundle-decision-document", nth);
            }
            if decision.kind == DecisionKind::Accepted
                && (decision.signature_sha256.is_none()
                    || !decision.uses.iter().any(|offered| offered.accepted))
            {
                self.bad("bundle-decision-unsigned", nth);
            }
        }
        if self.0.len() == before {
            self.good("bundle-decisions-good", decisions.len());
        }
    }

    fn signatures(&mut self, parts: &Parts) {
        let (Some(decisions), Some(signatures)) = (&parts.decisions, &parts.signatures) else {
            return;
        };
        let given: Vec<_> = signatures.iter().map(|signature| signature.digest().ok()).collect();
        let named: Vec<_> = decisions.iter().map(|decision| decision.signature_sha256).collect();
        let before = self.0.len();
        for (nth, digest) in (1..).zip(&given) {
            if digest.is_none() || !named.contains(digest) {
                self.bad("bundle-signature-altered", nth);
            }
        }
        for (nth, digest) in (1..).zip(&named) {
            if digest.is_some() && !given.contains(digest) {
                self.bad("bundle-signature-missing", nth);
            }
        }
        if self.0.len() == before && !signatures.is_empty() {
            self.good("bundle-signatures-good", signatures.len());
        }
    }

    fn pdf(&mut self, parts: &Parts, trust: &Trust) {
        let Some(pdf) = &parts.pdf else { return };
        let digest = Digest::of(pdf);
        let before = self.0.len();
        if let Some(chain) = &parts.chain
            && !holds(&recorded(chain, &[EvidenceKind::PdfMade], field::PDF_SHA256), digest)
        {
            self.bad("bundle-pdf-not-recorded", "");
        }
        if parts.seal.as_ref().is_some_and(|seal| seal.pdf_sha256 != digest) {
            self.bad("bundle-pdf-not-sealed", "");
        }
        if self.0.len() == before {
            self.good("bundle-pdf-good", digest);
        }
        match trust.pdf {
            Some(given) if given == digest => self.good("bundle-given-pdf-same", ""),
            Some(given) => self.bad("bundle-given-pdf-other", given),
            None => {}
        }
    }

    fn seal(&mut self, parts: &Parts, trust: &Trust) {
        let Some(seal) = &parts.seal else { return };
        match seal.verify(None) {
            Ok(()) => self.good("bundle-seal-good", ""),
            Err(BadSeal::Algorithm) => self.bad("bundle-seal-algorithm", &seal.algorithm),
            Err(_) => self.bad("bundle-seal-broken", ""),
        }
        if let Some(chain) = &parts.chain {
            match chain.iter().rposition(|entry| entry.hash == seal.chain_head) {
                Some(at) if at + 1 < chain.len() => {
                    self.note("bundle-seal-later", chain.len() - at - 1);
                }
                Some(_) => {}
                None => self.bad("bundle-seal-other-chain", ""),
            }
        }
        match trust.key {
            Some(key) if key == seal.public_key => self.good("bundle-key-trusted", ""),
            Some(_) => self.bad("bundle-key-other", seal.public_key),
            None => self.note("bundle-key-unknown", seal.public_key),
        }
    }
}

/// What the chain holds under a name, in the steps of some kinds: none where it
/// was erased. A step that never held it counts as holding nothing that matches.
fn recorded<'c>(chain: &'c [Entry], kinds: &[EvidenceKind], name: &str) -> Vec<Option<&'c str>> {
    let steps = chain.iter().filter(|entry| kinds.contains(&entry.kind));
    let value = |entry: &'c Entry| {
        let field = entry.fields.iter().find(|field| field.name == name);
        field.map_or(Some(""), |field| field.value.as_deref())
    };
    steps.map(value).collect()
}

/// Whether a digest is among what was recorded; what was erased may be anything.
fn holds(recorded: &[Option<&str>], digest: Digest) -> bool {
    let hex = digest.hex();
    recorded.iter().any(|value| value.is_none_or(|value| value == hex))
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

/// A decision in one line: `2026-05-20 07:30:00 UTC, Zoé Martin: accepted web, print`.
fn told(decision: &DecisionRecord, words: &Words) -> String {
    let key = match decision.kind {
        DecisionKind::Accepted => "bundle-decided-accepted",
        DecisionKind::Refused => "bundle-decided-refused",
        DecisionKind::Withdrawn => "bundle-decided-withdrawn",
    };
    let uses = decision.uses.iter().filter(|offered| offered.accepted);
    let uses: Vec<&str> = uses.map(|offered| offered.name.as_str()).collect();
    let uses = if uses.is_empty() { "–".to_owned() } else { uses.join(", ") };
    let values = [
        ("at", dates::utc(decision.at).into()),
        ("signer", decision.signer.as_str().into()),
        ("uses", uses.into()),
    ];
    words.say_with(key, values).into_owned()
}

impl Report {
    /// The whole report, line by line, without any control character that a
    /// bundle may have brought along.
    pub fn lines(&self, words: &Words) -> Vec<String> {
        let mut lines = vec![];
        let key = match self.verdict {
            Verdict::Genuine => "bundle-genuine",
            Verdict::Broken => "bundle-broken",
            Verdict::Unreadable => "bundle-no-bundle",
        };
        lines.push(words.say(key).into_owned());
        lines.push(String::new());
        for check in &self.checks {
            let mark = match check.outcome {
                Outcome::Good => "✓",
                Outcome::Note => "·",
                Outcome::Bad => "✗",
            };
            lines.push(format!("  {mark} {}", check.sentence(words)));
        }
        if let Some(first) = self.decisions.first() {
            let values = [("reference", first.reference.as_str().into())];
            lines.push(String::new());
            lines.push(words.say_with("bundle-decided", values).into_owned());
            lines.extend(
                self.decisions.iter().map(|decision| format!("  {}", told(decision, words))),
            );
        }
        lines.into_iter().map(|line| line.replace(char::is_control, "\u{fffd}")).collect()
    }
}
