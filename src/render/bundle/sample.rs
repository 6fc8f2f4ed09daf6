//! A sample bundle for tests and benchmarks.

use super::{BundleParts, bundle};
use crate::error::Result;
use crate::model::chain::{Entry, EvidenceKind, Head, field};
use crate::model::record::{DecisionKind, DecisionRecord, UseDecided};
use crate::model::seal::{PublicKey, Seal, SealKey};
use crate::model::{Digest, Signature, Timestamp};
use crate::render::pdf;

/// The parts of a genuine bundle: one answer and one partial withdrawal.
#[derive(Debug, Clone)]
pub struct Sample {
    pub documents: Vec<Vec<u8>>,
    pub decisions: Vec<DecisionRecord>,
    pub signatures: Vec<Signature>,
    pub chain: Vec<Entry>,
    pub pdf: Vec<u8>,
    pub seal: Seal,
    pub key: PublicKey,
    pub zip: Vec<u8>,
}

impl Sample {
    /// Writes the ZIP from the current parts.
    pub fn rezip(&mut self) -> Result<()> {
        self.zip = bundle(&BundleParts {
            documents: &self.documents,
            decisions: &self.decisions,
            signatures: &self.signatures,
            chain: &self.chain,
            pdf: Some(&self.pdf),
            seal: &self.seal,
            manifests: &[],
            anchor: None,
            tokens: &[],
        })?;
        Ok(())
    }
}

/// A chain under construction, with constant salts.
struct Chain(Vec<Entry>);

impl Chain {
    fn add(&mut self, kind: EvidenceKind, at: Timestamp, fields: Vec<(&'static str, String)>) {
        let head: Option<Head> = self.0.last().map(Entry::head);
        let mut salt = u8::try_from(self.0.len() * 4).unwrap_or(u8::MAX);
        let salts = || {
            salt = salt.wrapping_add(1);
            [salt; 16]
        };
        self.0.push(Entry::next(head.as_ref(), kind, at, fields, salts));
    }

    fn head(&self) -> Digest {
        self.0.last().map_or(Digest::ZERO, |entry| entry.hash)
    }
}

/// The evidence of [`pdf::sample`].
pub fn sample() -> Result<Sample> {
    let mut release = pdf::sample();
    let document = br#"{"title":"Autorisation","text":["Je soussignee"]}"#.to_vec();
    let signatures: Vec<Signature> =
        release.signers.iter().filter_map(|signer| signer.signature.clone()).collect();
    let at = release.made_at;
    let uses = |granted: &[&str]| {
        let all = ["internal", "web", "social", "press", "print"];
        let decided =
            |name: &str| UseDecided { name: name.to_owned(), accepted: granted.contains(&name) };
        all.into_iter().map(decided).collect()
    };
    let given = DecisionRecord {
        reference: release.reference.clone(),
        kind: DecisionKind::Accepted,
        signer: release.person.name.clone(),
        role: "PERSON".to_owned(),
        at,
        guardians: None,
        sole_authority: false,
        other_guardian: None,
        uses: uses(&["internal", "web", "social", "print"]),
        reason: None,
        document_sha256: Some(Digest::of(&document)),
        signature_sha256: signatures.first().map(Signature::digest).transpose()?,
    };
    let withdrawn = DecisionRecord {
        kind: DecisionKind::Withdrawn,
        at: at.plus(Timestamp::DAY),
        uses: uses(&["internal", "web"]),
        document_sha256: None,
        signature_sha256: None,
        ..given.clone()
    };
    let mut chain = Chain(vec![]);
    let agent = "Mozilla/5.0 (X11; Linux x86_64)".to_owned();
    for (kind, seconds, fields) in [
        (EvidenceKind::InvitationSent, -300, vec![(field::SMTP_REPLY, "250 Ok".to_owned())]),
        (EvidenceKind::CodeVerified, -200, vec![(field::IP, "192.0.2.7".to_owned())]),
        (
            EvidenceKind::DocumentShown,
            -199,
            vec![(field::DOCUMENT_SHA256, Digest::of(&document).hex())],
        ),
        (
            EvidenceKind::Answered,
            0,
            vec![(field::DECISION_SHA256, given.digest()?.hex()), (field::USER_AGENT, agent)],
        ),
    ] {
        chain.add(kind, at.plus(seconds * 1_000), fields);
    }
    release.document_sha256 = Digest::of(&document);
    release.chain_head = chain.head();
    let key = SealKey::from_bytes([7; 32]);
    let zip = bundle(&BundleParts {
        documents: std::slice::from_ref(&document),
        decisions: std::slice::from_ref(&given),
        signatures: &signatures,
        chain: &chain.0,
        pdf: None,
        seal: &key.seal(chain.head(), Digest::ZERO),
        manifests: &[],
        anchor: None,
        tokens: &[],
    })?;
    release.bundle = Some(pdf::Carried { zip, is_whole: true });
    let signing =
        pdf::SignedBy { identity: &pdf::sample_identity(), at: at.plus(1_000), has_room: false };
    let pdf = pdf::release(&release, &signing)?.bytes;
    let made = vec![(field::PDF_SHA256, Digest::of(&pdf).hex())];
    chain.add(EvidenceKind::PdfMade, at.plus(1_000), made);
    let taken_back = vec![(field::DECISION_SHA256, withdrawn.digest()?.hex())];
    chain.add(EvidenceKind::Withdrawn, at.plus(Timestamp::DAY), taken_back);
    let head = chain.head();
    let mut sample = Sample {
        documents: vec![document],
        decisions: vec![given, withdrawn],
        signatures,
        seal: key.seal(head, Digest::of(&pdf)),
        chain: chain.0,
        pdf,
        key: key.public(),
        zip: vec![],
    };
    sample.rezip()?;
    Ok(sample)
}
