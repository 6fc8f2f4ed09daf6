//! Manifests: each is made, signed and stored in the transaction that records the papers of a decision,
//! from what that transaction reads. Later exports hand out these and no others.

use super::evidence_check::{self, Contradiction, Proof};
use super::person_export::record_text;
use crate::error::{Error, Result};
use crate::model::chain::{Entry, EvidenceKind, field};
use crate::model::manifest::{
    MAX_MANIFESTS, Manifest, ManifestKind, NewManifest, SealedFile, SealedSigner,
};
use crate::model::record::DecisionRecord;
use crate::model::{AnswerId, DecisionId, Digest, Keys};
use crate::render::bundle::{HeldManifest, PDF, document_name, receipt_name, record_name};
use crate::store::manifests::{self, KeptManifest};
use crate::store::{Tx, answers, chain_seals, evidence, signers};

/// What a manifest is made for.
pub(super) struct Sealing {
    pub kind: ManifestKind,
    /// The withdrawal.
    pub decision: Option<DecisionId>,
    /// The PDF that was made for it, and its size.
    pub receipt: Option<(Digest, u64)>,
}

/// Makes and stores the next manifest of an answer, and records it in the evidence. Fails if the
/// chain was changed by somebody else.
pub(super) fn seal(
    tx: &Tx,
    keys: &Keys,
    id: AnswerId,
    of: &Sealing,
    public_url: &str,
) -> Result<()> {
    let answer = answers::find_any(tx, id)?.ok_or(Error::NotFound("answer"))?;
    let proof = evidence_check::proof(tx, answer)?;
    let number = proof.manifests.len() + 1;
    if number > MAX_MANIFESTS {
        return Err(anyhow::anyhow!("an answer has more decisions than can be sealed").into());
    }
    let record = record_text(tx, id, public_url)?;
    let manifest = manifest(tx, keys, &proof, of, &record)?;
    let bytes = manifest.bytes()?;
    let (hash, signature) = (Digest::of(&bytes), keys.seal.sign_manifest(&bytes));
    let content = String::from_utf8(bytes).map_err(anyhow::Error::from)?;
    let (kind, decision, receipt) = (of.kind, of.decision, of.receipt);
    let new = manifests::NewManifest {
        answer: id,
        number: manifest.number,
        kind,
        decision,
        content: &content,
        signature,
        record: &record,
        receipt,
    };
    if !manifests::create(tx, &new)? {
        return Err(anyhow::anyhow!("another manifest has this number").into());
    }
    let bound = vec![(field::MANIFEST_SHA256, hash.hex())];
    let head = evidence::append(tx, id, None, EvidenceKind::Sealed, bound)?;
    let seal = chain_seals::find(tx, id)?.and_then(|kept| kept.seal);
    match seal.is_some_and(|seal| seal.chain_head == head.hash) {
        true => Ok(()),
        false => Err(Error::Contradicted("evidence_contradicted")),
    }
}

fn manifest(tx: &Tx, keys: &Keys, proof: &Proof, of: &Sealing, record: &str) -> Result<Manifest> {
    let decided = with_signers(proof)?;
    let head = proof.chain.last().map(Entry::head);
    let before = proof.manifests.last().and_then(|last| last.content.as_ref());
    let place = proof.manifests.len();
    let mut files = files(proof);
    files.push((record_name(place), Digest::of(record)));
    files.extend(of.receipt.map(|(receipt, _)| (receipt_name(place), receipt)));
    files.sort();
    let signers = signers::of_answer(tx, proof.answer.id)?
        .into_iter()
        .map(|signer| SealedSigner { number: signer.number, role: signer.role().to_owned() });
    Manifest::of(
        keys.seal.public(),
        NewManifest {
            kind: of.kind,
            reference: &proof.answer.reference,
            renews: proof.renews.clone(),
            at: proof.now,
            signers: signers.collect(),
            decided: &decided,
            has_ended: proof.chain.iter().any(|step| step.kind == EvidenceKind::Expired),
            chain: head.ok_or(Error::Contradicted("evidence_contradicted"))?,
            files: files.into_iter().map(|(name, sha256)| SealedFile { name, sha256 }).collect(),
            previous: before.map(|bytes| (place as u32, Digest::of(bytes))),
        },
    )
}

/// The records, each with the number of its signer.
fn with_signers(proof: &Proof) -> Result<Vec<(u8, DecisionRecord)>> {
    let mut all = vec![];
    for (decision, record) in proof.decided.iter().zip(proof.records()?) {
        let signer = proof.signers.iter().find(|one| one.id == decision.signer);
        all.push((signer.ok_or(Error::NotFound("signer"))?.number, record));
    }
    Ok(all)
}

/// The files of a bundle today that do not change any more.
fn files(proof: &Proof) -> Vec<(String, Digest)> {
    let documents = (0..).zip(&proof.shown).map(|(at, one)| (document_name(at), one.sha256));
    let pdf = proof.sealed.iter().map(|sealed| (PDF.to_owned(), sealed.pdf));
    let mut files: Vec<(String, Digest)> = documents.chain(pdf).collect();
    for (at, one) in proof.manifests.iter().enumerate() {
        files.extend(one.record.as_ref().map(|record| (record_name(at), Digest::of(record))));
        files.extend(one.receipt.map(|(receipt, _)| (receipt_name(at), receipt)));
    }
    files
}

/// A manifest, as it is judged.
pub(super) fn held(kept: &KeptManifest) -> HeldManifest {
    HeldManifest {
        content: kept.content.clone().map(String::into_bytes),
        signature: kept.signature,
        record: kept.record.clone().map(String::into_bytes),
        receipt: kept.receipt.map(|(receipt, _)| receipt),
    }
}

/// Compares the rows of manifests with what the manifests say.
pub(super) fn check_rows(proof: &Proof) -> Result<(), Contradiction> {
    for (at, kept) in proof.manifests.iter().enumerate() {
        let content = kept.content.as_deref().unwrap_or_default();
        let Some(manifest) = Manifest::read(content.as_bytes()) else {
            return Err("a manifest cannot be read".to_owned());
        };
        let is_withdrawal = |id: DecisionId| {
            let decided = proof.decided.iter().position(|one| one.id == id && !one.first);
            decided.is_some_and(|at| at < manifest.decisions.len())
        };
        let is_same = kept.number as usize == at + 1
            && kept.kind == manifest.kind
            && kept.made_at == manifest.sealed_at
            && kept.decision.is_some() == (kept.kind == ManifestKind::Withdrawal)
            && kept.decision.is_none_or(is_withdrawal);
        if !is_same {
            return Err("a manifest is of another kind, time or decision than it says".to_owned());
        }
        if manifest.renews != proof.renews {
            return Err("the answer renews another one than its manifest says".to_owned());
        }
    }
    Ok(())
}
