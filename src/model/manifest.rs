//! Manifests: what the server states once for each decision on an answer, in the moment in which the
//! papers of that decision are made, signed over its exact bytes. See `assets/evidence/FORMAT.md`,
//! section 11.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::chain::Head;
use super::record::{DecisionKind, DecisionRecord, UseDecided};
use super::seal::{PublicKey, SealBytes, SealKey};
use super::{Digest, Timestamp};
use crate::error::Result;

/// What a manifest begins with, so that its bytes are those of no other signed message.
const FORMAT: &str = "be-right manifest 2";
/// The most manifests of one answer: its decisions are fewer.
pub const MAX_MANIFESTS: usize = 40;

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// What a manifest was made for.
pub enum ManifestKind {
    /// The answer, once it was settled.
    Answer,
    /// An answer that renews an earlier one.
    Renewal,
    /// The withdrawal of some or all uses.
    Withdrawal,
    /// The end of the consent.
    Expiry,
}
}

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// Always `be-right manifest 2`.
    pub format: String,
    /// 1, 2, 3… of this answer.
    pub number: u32,
    pub kind: ManifestKind,
    /// The reference of the answer.
    pub reference: String,
    /// That of the answer which this one renews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<String>,
    #[serde(with = "super::chain::rfc3339")]
    pub sealed_at: Timestamp,
    /// The key that signs it.
    pub public_key: PublicKey,
    pub rule: SignerRule,
    /// The decisions up to the head, in order.
    pub decisions: Vec<SealedDecision>,
    /// What is allowed by the rule: every use that was offered.
    pub uses: Vec<UseDecided>,
    /// The last step of the chain.
    pub chain: Head,
    /// The files of then that do not change any more, by name.
    pub files: Vec<SealedFile>,
    /// The hash of the manifest before; zeroes for the first.
    pub previous: Digest,
}

/// Who has to decide, and how their decisions combine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignerRule {
    pub combine: Combine,
    /// How many have to accept, at least.
    pub needed: u32,
    /// All who were asked.
    pub signers: Vec<SealedSigner>,
}

/// How the decisions of several signers combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Combine {
    /// A use is allowed if the latest decision of every signer allows it.
    Every,
}

/// A signer, by number and role: no name, so that a manifest says little without the decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SealedSigner {
    pub number: u8,
    /// PERSON or GUARDIAN.
    pub role: String,
}

/// A decision, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SealedDecision {
    /// The number of the signer.
    pub signer: u8,
    pub kind: DecisionKind,
    /// The hash of the record.
    pub sha256: Digest,
}

/// A file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SealedFile {
    pub name: String,
    pub sha256: Digest,
}

/// What a manifest says that is not the same in all of them.
pub struct NewManifest<'m> {
    pub kind: ManifestKind,
    pub reference: &'m str,
    pub renews: Option<String>,
    pub at: Timestamp,
    pub signers: Vec<SealedSigner>,
    /// The records with the numbers of their signers, in order.
    pub decided: &'m [(u8, DecisionRecord)],
    /// Whether the chain has the end of the consent.
    pub has_ended: bool,
    pub chain: Head,
    pub files: Vec<SealedFile>,
    /// The manifest before: its number and the hash of its bytes.
    pub previous: Option<(u32, Digest)>,
}

impl Manifest {
    pub fn of(key: PublicKey, new: NewManifest<'_>) -> Result<Self> {
        let decision = |(signer, record): &(u8, DecisionRecord)| {
            Ok(SealedDecision { signer: *signer, kind: record.kind, sha256: record.digest()? })
        };
        let needed = new.decided.iter().map(|(_, record)| record.signers_needed()).max();
        let rule = SignerRule {
            combine: Combine::Every,
            needed: needed.and_then(|needed| u32::try_from(needed).ok()).unwrap_or(1),
            signers: new.signers,
        };
        Ok(Self {
            format: FORMAT.to_owned(),
            number: new.previous.map_or(1, |(number, _)| number + 1),
            kind: new.kind,
            reference: new.reference.to_owned(),
            renews: new.renews,
            sealed_at: new.at,
            public_key: key,
            uses: rule
                .allowed(new.decided.iter().map(|(number, one)| (*number, one)), new.has_ended),
            decisions: new.decided.iter().map(decision).collect::<Result<_>>()?,
            rule,
            chain: new.chain,
            files: new.files,
            previous: new.previous.map_or(Digest::ZERO, |(_, hash)| hash),
        })
    }

    /// The bytes that are signed: its only form.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        Ok(serde_json::to_vec_pretty(self).map_err(anyhow::Error::from)?)
    }

    /// Reads signed bytes; None if they are in another form than [`Manifest::bytes`].
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let read: Self = serde_json::from_slice(bytes).ok()?;
        (read.format == FORMAT && read.bytes().is_ok_and(|anew| anew == bytes)).then_some(read)
    }
}

impl SignerRule {
    /// What is allowed: every use that one of the decisions was about, in the order in which they were
    /// offered first. Nothing once the consent has ended, or before everybody has decided.
    pub fn allowed<'d>(
        &self,
        decided: impl IntoIterator<Item = (u8, &'d DecisionRecord)>,
        has_ended: bool,
    ) -> Vec<UseDecided> {
        // Each record once, and each name in a set: a file that a stranger made may name one decision
        // hundreds of times, with thousands of uses.
        let (mut offered, mut known, mut read) = (vec![], HashSet::new(), HashSet::new());
        let mut latest: BTreeMap<u8, &DecisionRecord> = BTreeMap::new();
        for (signer, record) in decided {
            if read.insert(std::ptr::from_ref(record)) {
                let names = record.uses.iter().map(|one| one.name.as_str());
                offered.extend(names.filter(|name| known.insert(*name)));
            }
            latest.insert(signer, record);
        }
        let is_settled = !has_ended
            && latest.len() >= self.needed as usize
            && self.signers.iter().all(|signer| latest.contains_key(&signer.number));
        let accepted = |record: &&'d DecisionRecord| -> HashSet<&'d str> {
            let yes = record.uses.iter().filter(|one| one.accepted);
            yes.map(|one| one.name.as_str()).collect()
        };
        let accepted: Vec<HashSet<&str>> = latest.values().map(accepted).collect();
        let allowed = offered.into_iter().map(|name: &str| UseDecided {
            name: name.to_owned(),
            accepted: is_settled && accepted.iter().all(|names| names.contains(name)),
        });
        allowed.collect()
    }
}

impl SealKey {
    /// Signs the exact bytes of a manifest.
    pub fn sign_manifest(&self, bytes: &[u8]) -> SealBytes {
        self.sign(bytes)
    }
}

/// Whether a key signed these bytes of a manifest.
pub fn is_signed(key: PublicKey, bytes: &[u8], signature: &SealBytes) -> bool {
    key.signed(bytes, signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(granted: &[&str]) -> DecisionRecord {
        let uses = ["web", "print"]
            .map(|name| UseDecided { name: name.to_owned(), accepted: granted.contains(&name) });
        DecisionRecord {
            reference: "ref".into(),
            kind: if granted.is_empty() { DecisionKind::Refused } else { DecisionKind::Accepted },
            signer: "Zoé".into(),
            role: "PERSON".into(),
            at: Timestamp(1_500),
            guardians: None,
            sole_authority: false,
            other_guardian: None,
            uses: uses.to_vec(),
            reason: None,
            document_sha256: None,
            signature_sha256: None,
        }
    }

    #[test]
    fn a_use_is_allowed_once_every_signer_allows_it() {
        let signer = |number| SealedSigner { number, role: "GUARDIAN".into() };
        let rule =
            SignerRule { combine: Combine::Every, needed: 2, signers: vec![signer(1), signer(2)] };
        let (both, web, none) = (record(&["web", "print"]), record(&["web"]), record(&[]));
        let allowed = |decided: &[(u8, &DecisionRecord)], has_ended| -> Vec<String> {
            let all = rule.allowed(decided.iter().copied(), has_ended).into_iter();
            all.filter(|one| one.accepted).map(|one| one.name).collect()
        };
        assert_eq!(allowed(&[(1, &both), (2, &web)], false), ["web"]);
        assert!(allowed(&[(1, &both), (2, &web)], true).is_empty());
        assert!(allowed(&[(1, &both)], false).is_empty());
        assert!(allowed(&[(1, &both), (1, &both)], false).is_empty());
        assert!(allowed(&[(1, &both), (2, &web), (1, &none)], false).is_empty());
    }

    #[test]
    fn only_the_bytes_that_were_signed_are_read() {
        let key = SealKey::from_bytes([7; 32]);
        let decided = [(1, record(&["web"]))];
        let made = Manifest::of(
            key.public(),
            NewManifest {
                kind: ManifestKind::Answer,
                reference: "ref",
                renews: None,
                at: Timestamp(2_000),
                signers: vec![SealedSigner { number: 1, role: "PERSON".into() }],
                decided: &decided,
                has_ended: false,
                chain: Head { seq: 7, hash: Digest::of("head") },
                files: vec![SealedFile { name: "consent.pdf".into(), sha256: Digest::of("pdf") }],
                previous: None,
            },
        )
        .unwrap();
        let bytes = made.bytes().unwrap();
        let signature = key.sign_manifest(&bytes);
        assert!(is_signed(key.public(), &bytes, &signature));
        assert_eq!(Manifest::read(&bytes).unwrap(), made);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("{\n  \"format\": \"be-right manifest 2\",\n"), "{text}");
        for other in [
            format!("{text}\n"),
            text.replacen("manifest 2", "manifest 3", 1),
            text.replacen("\"number\": 1", "\"number\": 1, \"number\": 1", 1),
            text.replacen("\"kind\"", "\"note\": 1,\n  \"kind\"", 1),
        ] {
            assert!(Manifest::read(other.as_bytes()).is_none(), "{other}");
            assert!(!is_signed(key.public(), other.as_bytes(), &signature));
        }
    }
}
