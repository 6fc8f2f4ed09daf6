//! Judges a file that somebody holds: an evidence bundle, or a signed PDF with the bundle in it.

use super::Words;
use super::bundle::{
    Check, Outcome, Outside, Report, Trust, Verdict, examine, examine_with, unpacked_bytes,
};
use super::pdf::signed::{self, NotVerified, SignedPdf};
use crate::model::Digest;
use crate::model::seal::PublicKey;

/// The result.
pub struct Judged {
    pub verdict: Verdict,
    /// The verdict in a sentence, then what was found.
    pub lines: Vec<String>,
    /// The answer's reference and its PDF, as far as they are in the file; to be believed only if it
    /// is genuine.
    pub reference: Option<String>,
    pub pdf: Option<Digest>,
}

/// Why a file is not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotJudged {
    /// A PDF without evidence in it.
    PlainPdf,
    /// What is in it is larger than allowed.
    TooLarge,
}

/// Judges a file with the keys of the server that should have sealed it. `pdf`: one that should be
/// that of a bundle. `most`: the size that a bundle may have once it is unpacked, in bytes; reading it
/// takes several times as much memory.
pub fn judge(
    file: &[u8],
    pdf: Option<Digest>,
    outside: &Outside<'_>,
    most: u64,
    words: &Words,
) -> Result<Judged, NotJudged> {
    let check = |bundle: &[u8]| match unpacked_bytes(bundle) > most {
        true => Err(NotJudged::TooLarge),
        false => Ok(()),
    };
    if !file.starts_with(b"%PDF-") {
        check(file)?;
        return Ok(with_keys(outside.keys, |key| {
            let report = examine_with(file, &Trust { key, pdf }, outside);
            let lines = report.lines(words);
            Judged::of(report, lines)
        }));
    }
    let judged = match signed::verify(file) {
        Ok(read) => {
            check(read.evidence.unwrap_or_default())?;
            with_keys(outside.keys, |key| signed_pdf(&read, key, outside, words))
        }
        Err(NotVerified::Altered) => Judged::altered_pdf(words, None),
        Err(NotVerified::Unsigned) => return Err(NotJudged::PlainPdf),
    };
    Ok(Judged { pdf: Some(Digest::of(file)), ..judged })
}

impl Judged {
    fn of(report: Report, lines: Vec<String>) -> Self {
        let reference = report.decisions.first().map(|one| one.reference.clone());
        Self { verdict: report.verdict, lines, reference, pdf: report.pdf }
    }

    /// A PDF that was changed, and why that is said.
    fn altered_pdf(words: &Words, why: Option<&str>) -> Self {
        let keys = ["signed-pdf-altered"].into_iter().chain(why);
        let lines = keys.map(|key| words.say(key).into_owned()).collect();
        Self { verdict: Verdict::Altered, lines, reference: None, pdf: None }
    }
}

/// Judges with the key, of those given, that sealed the bundle; with the first if none did.
fn with_keys(keys: &[PublicKey], judge: impl Fn(Option<PublicKey>) -> Judged) -> Judged {
    let first = judge(keys.first().copied());
    if first.verdict != Verdict::UnknownKey {
        return first;
    }
    let mut others = keys.iter().skip(1).map(|key| judge(Some(*key)));
    others.find(|one| one.verdict != Verdict::UnknownKey).unwrap_or(first)
}

/// Judges the bundle in a PDF that is as it was signed: who signed the one must have sealed the other.
fn signed_pdf(
    pdf: &SignedPdf<'_>,
    key: Option<PublicKey>,
    outside: &Outside<'_>,
    words: &Words,
) -> Judged {
    let evidence = pdf.evidence.unwrap_or_default();
    let by_signer = examine(evidence, &Trust { key: Some(pdf.key), pdf: None });
    let is_one = !matches!(by_signer.verdict, Verdict::UnknownKey | Verdict::Unreadable);
    if !is_one {
        return Judged::altered_pdf(words, Some("signed-pdf-other-evidence"));
    }
    let mut report = examine_with(evidence, &Trust { key, pdf: None }, outside);
    let good = |key, what| Check { outcome: Outcome::Good, key, what, why: None };
    report.checks.insert(0, good("signed-pdf-good", String::new()));
    if let Some(token) = &pdf.timestamp {
        let is_trusted = outside.authorities.map(|roots| token.leads_to(roots));
        let what = token.to_string();
        let check = match is_trusted {
            Some(true) => good("signed-pdf-timestamp-trusted", what),
            Some(false) => {
                report.verdict = report.verdict.at_best_unknown();
                let key = "signed-pdf-timestamp-authority";
                Check { outcome: Outcome::Unknown, key, what, why: None }
            }
            None => good("signed-pdf-timestamp-good", what),
        };
        report.checks.insert(1, check);
    }
    let lines = report.lines_of_pdf(words);
    Judged::of(report, lines)
}
