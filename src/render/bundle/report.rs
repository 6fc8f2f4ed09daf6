//! What was found in a bundle, and how it is told on a terminal.

use crate::model::chain::EvidenceKind;
use crate::model::record::{DecisionKind, DecisionRecord, UseDecided};
use crate::model::{Digest, Timestamp, printable};
use crate::render::{Words, dates};

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Good,
    /// Neither good nor bad: something that need not be there.
    Note,
    /// Nothing shows whose it is.
    Unknown,
    /// Something was erased or left out: what is there may be right, but it is not all.
    Missing,
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

/// What a bundle is. The worst finding decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All of it is there and as it was sealed, with the key that is trusted.
    Genuine,
    /// What is there is as it was sealed, but something was erased or left out.
    Incomplete,
    /// All of it fits together, but the key that sealed it is not known to be the
    /// studio's: anybody can make a key.
    UnknownKey,
    /// Something is not as it was sealed.
    Altered,
    /// This is no bundle.
    Unreadable,
}

impl Verdict {
    /// The same, or `UnknownKey` if that is worse.
    pub fn at_best_unknown(self) -> Self {
        match self {
            Verdict::Genuine | Verdict::Incomplete => Verdict::UnknownKey,
            other => other,
        }
    }

    /// The exit code of `be-right verify`.
    pub fn code(self) -> u8 {
        match self {
            Verdict::Genuine => 0,
            Verdict::Altered => 1,
            Verdict::Unreadable => 2,
            Verdict::Incomplete => 3,
            Verdict::UnknownKey => 4,
        }
    }
}

/// What is allowed at the end of the chain, by the rule that was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedResult {
    pub uses: Vec<UseDecided>,
    /// How many signers were asked: a use is allowed if each of them allows it.
    pub signers: usize,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Report {
    pub verdict: Verdict,
    pub checks: Vec<Check>,
    /// What was decided, as far as the chain bears it out; to be believed only if the
    /// bundle is genuine.
    pub decisions: Vec<DecisionRecord>,
    /// Decisions that were witnessed and are not in the bundle: of which kind, and when.
    pub left_out: Vec<(EvidenceKind, Timestamp)>,
    /// What all decisions together allow; None in bundles of format 1, or if it cannot be told.
    pub result: Option<SealedResult>,
    /// The PDF in the bundle.
    pub pdf: Option<Digest>,
    /// When the last step was witnessed: a bundle says nothing of what came later.
    pub last_step: Option<Timestamp>,
}

impl Check {
    pub fn sentence(&self, words: &Words) -> String {
        let why = self.why.map(|key| words.say(key).into_owned()).unwrap_or_default();
        // A count must be a number for the sentence to choose its plural.
        let what = match self.what.parse::<u32>() {
            Ok(count) => count.into(),
            Err(_) => printable(&self.what).into(),
        };
        let values = [("what", what), ("why", why.into())];
        words.say_with(self.key, values).into_owned()
    }
}

/// A decision in one line: `2026-05-20 07:30:00 UTC, Zoé Martin: accepted web, print`.
fn described(decision: &DecisionRecord, words: &Words) -> String {
    let key = match decision.kind {
        DecisionKind::Accepted => "bundle-decided-accepted",
        DecisionKind::Refused => "bundle-decided-refused",
        DecisionKind::Withdrawn => "bundle-decided-withdrawn",
    };
    let uses = decision.uses.iter().filter(|offered| offered.accepted);
    let uses: Vec<&str> = uses.take(USES_SHOWN).map(|offered| offered.name.as_str()).collect();
    let uses = if uses.is_empty() { "–".to_owned() } else { uses.join(", ") };
    let values = [
        ("at", dates::utc(decision.at).into()),
        ("signer", printable(&decision.signer).into()),
        ("uses", printable(&uses).into()),
    ];
    words.say_with(key, values).into_owned()
}

/// Decisions and uses that a report tells of; a genuine answer has far fewer.
const DECISIONS_SHOWN: usize = 200;
const USES_SHOWN: usize = 30;

/// A decision of which only the step is there, in one line.
fn missing(kind: EvidenceKind, at: Timestamp, words: &Words) -> String {
    let key = match kind {
        EvidenceKind::Withdrawn => "bundle-left-out-withdrawn",
        _ => "bundle-left-out-answered",
    };
    words.say_with(key, [("at", dates::utc(at).into())]).into_owned()
}

impl SealedResult {
    /// `Together, by the rule that was sealed (…): web, print.`
    fn sentence(&self, words: &Words) -> String {
        let allowed = self.uses.iter().filter(|one| one.accepted);
        let allowed: Vec<&str> = allowed.take(USES_SHOWN).map(|one| one.name.as_str()).collect();
        let key = if allowed.is_empty() { "bundle-result-nothing" } else { "bundle-result" };
        let uses = printable(&allowed.join(", "));
        let values = [("uses", uses.into()), ("signers", self.signers.into())];
        words.say_with(key, values).into_owned()
    }
}

impl Report {
    /// What was decided, and what of it is missing, one line each, as it happened.
    fn in_order(&self, words: &Words) -> Vec<String> {
        let there = self.decisions.iter().map(|decision| (decision.at, described(decision, words)));
        let gone = self.left_out.iter().map(|(kind, at)| (*at, missing(*kind, *at, words)));
        let mut all: Vec<(Timestamp, String)> = there.chain(gone).collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, line)| line).collect()
    }

    /// The whole report, line by line, without anything that could speak to a terminal.
    pub fn lines(&self, words: &Words) -> Vec<String> {
        self.lines_under(
            words,
            match self.verdict {
                Verdict::Genuine => "bundle-genuine",
                Verdict::Incomplete => "bundle-incomplete",
                Verdict::UnknownKey => "bundle-of-unknown-key",
                Verdict::Altered => "bundle-altered",
                Verdict::Unreadable => "bundle-no-bundle",
            },
        )
    }

    /// As [`Report::lines`], about the bundle in a PDF, of which the first check tells.
    pub fn lines_of_pdf(&self, words: &Words) -> Vec<String> {
        self.lines_under(
            words,
            match self.verdict {
                Verdict::Genuine => "signed-pdf-genuine",
                Verdict::Incomplete => "signed-pdf-incomplete",
                Verdict::UnknownKey => "signed-pdf-of-unknown-key",
                Verdict::Altered | Verdict::Unreadable => "signed-pdf-altered",
            },
        )
    }

    fn lines_under(&self, words: &Words, verdict: &'static str) -> Vec<String> {
        let mut lines = vec![words.say(verdict).into_owned()];
        lines.push(String::new());
        for check in &self.checks {
            let mark = match check.outcome {
                Outcome::Good => "✓",
                Outcome::Note => "·",
                Outcome::Unknown => "?",
                Outcome::Missing => "–",
                Outcome::Bad => "✗",
            };
            lines.push(format!("  {mark} {}", check.sentence(words)));
        }
        if let Some(first) = self.decisions.first() {
            let values = [("reference", printable(&first.reference).into())];
            let key = match self.verdict {
                Verdict::Genuine => "bundle-decided",
                Verdict::Incomplete => "bundle-decided-partly",
                _ => "bundle-decided-perhaps",
            };
            lines.push(String::new());
            lines.push(words.say_with(key, values).into_owned());
            let all = self.in_order(words);
            let more = all.len() > DECISIONS_SHOWN;
            lines.extend(all.into_iter().take(DECISIONS_SHOWN).map(|line| format!("  {line}")));
            if more {
                lines.push("  …".to_owned());
            }
            if !self.left_out.is_empty() {
                lines.push(words.say("bundle-left-out-counts").into_owned());
            }
            if let Some(result) = &self.result {
                lines.push(String::new());
                lines.push(result.sentence(words));
            }
            if let Some(at) = self.last_step {
                let values = [("at", dates::utc(at).into())];
                lines.push(String::new());
                lines.push(words.say_with("bundle-last-step", values).into_owned());
            }
        }
        lines.into_iter().map(|line| printable(&line)).collect()
    }
}
