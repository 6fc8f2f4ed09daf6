//! Checks the manifests of a bundle of format 2: that they are signed, follow each other, and fit the
//! chain, the decisions and the files. What they say is allowed follows from the sealed rule.

use std::collections::{BTreeSet, HashMap};

use super::anchor::Outside;
use super::examine::{Checks, Recorded, Trust, is_decision};
use super::read::{Parts, SignedManifest};
use super::report::{Outcome, SealedResult};
use super::{is_paper, is_sealed_name, manifest_name, signature_name};
use crate::model::Digest;
use crate::model::chain::{Entry, EvidenceKind, field};
use crate::model::manifest::{Manifest, is_signed};
use crate::model::record::{DecisionKind, DecisionRecord};
use crate::model::seal::{PublicKey, SealBytes};
use crate::model::seal_history::is_later;
use crate::render::dates;

/// A manifest that can be read, its name and its hash.
struct ReadManifest<'p> {
    at: usize,
    name: String,
    hash: Digest,
    manifest: &'p Manifest,
}

impl Checks {
    /// Returns what is allowed by the sealed rule, if it can be told.
    pub(super) fn manifests(
        &mut self,
        parts: &Parts,
        trust: &Trust,
        outside: &Outside<'_>,
    ) -> Option<SealedResult> {
        let before = self.faults();
        let steps: Vec<&Entry> = parts.chain.iter().flatten().collect();
        let sealing: Vec<usize> =
            (0..steps.len()).filter(|at| steps[*at].kind == EvidenceKind::Sealed).collect();
        let found = self.signed(parts, sealing.len());
        let known = records(parts);
        let mut earlier_keys = BTreeSet::new();
        // Whether the newest one is proved.
        let mut is_proved = false;
        for one in &found {
            let key = one.manifest.public_key;
            let is_shown = self.witnessed(parts, one, &steps, &sealing);
            is_proved = is_shown.is_some_and(|shown| shown || is_known(key, parts, trust, outside));
            if is_shown == Some(false) && !is_proved {
                self.say(Outcome::Unknown, "bundle-manifest-key", key);
            }
            let of_seal = parts.seal.as_ref().is_none_or(|seal| seal.public_key == key);
            earlier_keys.extend((is_shown == Some(true) && !of_seal).then(|| key.to_string()));
            let end = outside.end_of(key);
            if let Some(end) = end.filter(|end| is_later(*end, one.manifest.sealed_at)) {
                self.bad("bundle-manifest-key-ended", dates::utc(end));
            }
            self.result(&known, one, &steps, &sealing);
        }
        self.sealed_files(parts, &found, sealing.len());
        let newest = found.last();
        let place = newest.and_then(|newest| sealing.get(newest.at)).copied();
        if let Some(newest) = newest {
            self.covered_decisions(parts, newest, place);
        }
        if self.faults() == before && !found.is_empty() {
            self.good("bundle-manifests-good", found.len());
        }
        for key in earlier_keys {
            self.say(Outcome::Note, "bundle-manifest-earlier-key", key);
        }
        // Anybody can write one that nothing shows to be the server's.
        if is_proved { standing(&known, newest?, place?, &steps) } else { None }
    }

    /// The manifests that are signed and follow each other; `sealed`: as many the chain has recorded.
    fn signed<'p>(&mut self, parts: &'p Parts, sealed: usize) -> Vec<ReadManifest<'p>> {
        let last = parts.manifests.last().map_or(0, |last| last.at + 1);
        let mut found = vec![];
        let mut previous = Some(Digest::ZERO);
        for at in 0..last {
            let (name, signature) = (manifest_name(at), signature_name(at));
            let one = parts.manifests.iter().find(|one| one.at == at);
            let (content, signed) = match one {
                Some(SignedManifest {
                    content: Some(content), signature: Some(signed), ..
                }) => (content, signed),
                Some(SignedManifest { content: Some(_), .. }) => {
                    previous = None;
                    self.bad("bundle-manifest-unsigned", name);
                    continue;
                }
                Some(_) => {
                    previous = None;
                    self.bad("bundle-manifest-alone", signature);
                    continue;
                }
                // A later one is there, so this one was taken away.
                None => {
                    previous = None;
                    self.bad("bundle-manifest-gap", name);
                    continue;
                }
            };
            let hash = Digest::of(content);
            let before = previous.replace(hash);
            let Some(manifest) = one.and_then(|one| one.read.as_ref()) else {
                self.bad("bundle-file-malformed", name);
                continue;
            };
            let value = <[u8; 64]>::try_from(signed.as_slice()).map(SealBytes);
            if !value.is_ok_and(|value| is_signed(manifest.public_key, content, &value)) {
                self.bad("bundle-manifest-broken", &name);
            }
            let follows = before.is_none_or(|before| before == manifest.previous);
            if !follows || manifest.number as usize != at + 1 {
                self.bad("bundle-manifest-order", &name);
            }
            let first = parts.decisions.iter().flatten().next();
            if first.is_some_and(|first| first.reference != manifest.reference) {
                self.bad("bundle-manifest-reference", &name);
            }
            found.push(ReadManifest { at, name, hash, manifest });
        }
        for at in last..sealed {
            self.missing("bundle-file-missing", manifest_name(at));
        }
        found
    }

    /// Compares a manifest with the chain. None: they contradict each other; else whether the chain
    /// still shows that it is this one.
    fn witnessed(
        &mut self,
        parts: &Parts,
        one: &ReadManifest<'_>,
        steps: &[&Entry],
        sealing: &[usize],
    ) -> Option<bool> {
        if parts.chain.is_none() {
            return Some(false);
        }
        let place = sealing.get(one.at).copied();
        let head = place.and_then(|place| place.checked_sub(1)).map(|head| steps[head]);
        let fits = head.is_some_and(|head| head.head() == one.manifest.chain)
            && place.is_some_and(|place| steps[place].at == one.manifest.sealed_at);
        let (Some(place), true) = (place, fits) else {
            self.bad("bundle-manifest-other-chain", &one.name);
            return None;
        };
        self.sealed_decisions(one, &steps[..place]);
        let bound = steps[place].fields.iter().find(|field| field.name == field::MANIFEST_SHA256);
        match bound.and_then(|field| field.value.as_deref()) {
            Some(hash) if hash == one.hash.hex() => Some(true),
            Some(_) => {
                self.bad("bundle-manifest-other-chain", &one.name);
                None
            }
            None => {
                self.missing("bundle-manifest-unproved", &one.name);
                Some(false)
            }
        }
    }

    /// Compares the decisions that a manifest names with the steps up to its head.
    fn sealed_decisions(&mut self, one: &ReadManifest<'_>, steps: &[&Entry]) {
        let deciding = steps.iter().filter(|step| is_decision(step.kind));
        let sealed = &one.manifest.decisions;
        let mut fits = deciding.clone().count() == sealed.len();
        for (step, decision) in deciding.zip(sealed) {
            let is = |name, value: String| step.value(name).is_none_or(|said| said == value);
            let is_withdrawn = step.kind == EvidenceKind::Withdrawn;
            fits &= is_withdrawn == (decision.kind == DecisionKind::Withdrawn)
                && is(field::DECISION_SHA256, decision.sha256.hex())
                && is(field::SIGNER, decision.signer.to_string());
        }
        if !fits {
            self.bad("bundle-manifest-decisions", &one.name);
        }
    }

    /// Compares the decisions of the bundle with those of the newest manifest, recorded up to `place`:
    /// others must be later.
    fn covered_decisions(
        &mut self,
        parts: &Parts,
        newest: &ReadManifest<'_>,
        place: Option<usize>,
    ) {
        let (Some(chain), Some(decisions), Some(place)) = (&parts.chain, &parts.decisions, place)
        else {
            return;
        };
        let kinds = [EvidenceKind::Answered, EvidenceKind::Withdrawn];
        let taken = Recorded::of(chain, &kinds);
        let is_erased = Recorded::of(&chain[place..], &kinds).erased > 0;
        let sealed: Vec<Digest> = newest.manifest.decisions.iter().map(|one| one.sha256).collect();
        let mut next = 0;
        for (nth, decision) in (1..).zip(decisions) {
            let Ok(digest) = decision.digest() else { continue };
            match sealed.iter().skip(next).position(|one| *one == digest) {
                Some(at) => next += at + 1,
                None if taken.first(&digest).is_some_and(|at| at > place) || is_erased => {}
                None => self.bad("bundle-decision-unsealed", nth),
            }
        }
    }

    /// Compares the files with what the manifests name: each by its hash; and each file must be named
    /// by the newest.
    fn sealed_files(&mut self, parts: &Parts, found: &[ReadManifest<'_>], sealed: usize) {
        let mut looked = BTreeSet::new();
        for one in found {
            let mut last = None;
            for file in &one.manifest.files {
                if last.replace(&file.name).is_some_and(|last| *last >= file.name)
                    || !is_sealed_name(&file.name, one.at)
                {
                    self.bad("bundle-file-malformed", &one.name);
                    break;
                }
                match parts.files.get(&file.name) {
                    Some(hash) if *hash != file.sha256 => {
                        self.bad("bundle-file-altered", &file.name);
                    }
                    Some(_) => {}
                    // In a PDF there is no other PDF.
                    None if parts.is_carried() && file.name.ends_with(".pdf") => {}
                    None if parts.missing.contains(&file.name) => {}
                    None if looked.insert(&file.name) => {
                        self.missing("bundle-file-missing", &file.name);
                    }
                    None => {}
                }
            }
        }
        let newest = found.last();
        let named: BTreeSet<&str> = newest
            .iter()
            .flat_map(|newest| &newest.manifest.files)
            .map(|file| file.name.as_str())
            .collect();
        // Those of a manifest that was left out are not contradicted.
        let is_whole = newest.is_none_or(|newest| newest.at + 1 == sealed) && sealed > 0;
        let has_manifests = newest.is_some() || sealed > 0;
        for name in parts.files.keys().filter(|name| !named.contains(name.as_str())) {
            match (has_manifests, is_whole && newest.is_some()) {
                // A bundle of format 1 has documents and a PDF, and no more.
                (false, _) if !is_paper(name) => {}
                (true, false) => self.missing("bundle-file-unproved", name),
                _ => self.bad("bundle-file-unsealed", name),
            }
        }
    }

    /// Compares what a manifest says is allowed with what follows from the decisions that it names,
    /// if all of them are there.
    fn result(
        &mut self,
        known: &Records<'_>,
        one: &ReadManifest<'_>,
        steps: &[&Entry],
        sealing: &[usize],
    ) {
        let Some(decided) = sealed_records(known, one.manifest) else { return };
        let Some(place) = sealing.get(one.at).copied() else { return };
        let needed = decided.iter().map(|(_, record)| record.signers_needed()).max().unwrap_or(1);
        let rule = &one.manifest.rule;
        let anew = rule.allowed(decided, has_ended(&steps[..place]));
        if anew != one.manifest.uses || needed != rule.needed as usize {
            self.bad("bundle-manifest-result", &one.name);
        }
    }
}

/// The records of a bundle by their hashes. Each is hashed once, however often manifests name it.
type Records<'p> = HashMap<String, &'p DecisionRecord>;

fn records(parts: &Parts) -> Records<'_> {
    let decisions = parts.decisions.iter().flatten();
    decisions.filter_map(|one| Some((one.digest().ok()?.hex(), one))).collect()
}

/// The records of the decisions that a manifest names; None if one is missing.
fn sealed_records<'p>(
    known: &Records<'p>,
    manifest: &Manifest,
) -> Option<Vec<(u8, &'p DecisionRecord)>> {
    let named = manifest.decisions.iter();
    named.map(|one| Some((one.signer, *known.get(&one.sha256.hex())?))).collect()
}

fn has_ended(steps: &[&Entry]) -> bool {
    steps.iter().any(|step| step.kind == EvidenceKind::Expired)
}

/// What is allowed at the end of the chain, by the rule of the newest manifest. None if a decision was
/// made since whose signer is not known any more, or whose record is missing.
fn standing(
    known: &Records<'_>,
    newest: &ReadManifest<'_>,
    place: usize,
    steps: &[&Entry],
) -> Option<SealedResult> {
    let rule = &newest.manifest.rule;
    let uses = match (later(&steps[place..]), has_ended(steps)) {
        (true, has_ended) => {
            let mut decided = sealed_records(known, newest.manifest)?;
            for step in steps[place..].iter().filter(|step| is_decision(step.kind)) {
                let hash = step.value(field::DECISION_SHA256)?;
                let record = *known.get(hash)?;
                decided.push((signer_number(step.value(field::SIGNER)?)?, record));
            }
            rule.allowed(decided, has_ended)
        }
        (false, _) => newest.manifest.uses.clone(),
    };
    Some(SealedResult { uses, signers: rule.signers.len() })
}

/// The number of a signer, in its only form.
fn signer_number(text: &str) -> Option<u8> {
    text.parse().ok().filter(|number: &u8| number.to_string() == text)
}

/// Whether a step changes what is allowed.
fn later(steps: &[&Entry]) -> bool {
    steps.iter().any(|step| is_decision(step.kind) || step.kind == EvidenceKind::Expired)
}

fn is_known(key: PublicKey, parts: &Parts, trust: &Trust, outside: &Outside<'_>) -> bool {
    parts.seal.as_ref().is_some_and(|seal| seal.public_key == key)
        || trust.key == Some(key)
        || outside.keys.contains(&key)
}
