//! The keys that sealed evidence before the current one. Each of them has signed which key follows
//! it: whoever trusts one of them can follow the signatures to the current key.
//!
//! The exact bytes signed by the retired key (RFC 8032, no prehash): "be-right seal handover 1\n",
//! the retired public key (32 bytes), its successor (32 bytes), and the time of the change in
//! milliseconds since 1970 (signed 64 bits, big-endian).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Timestamp;
use super::chain::Entry;
use super::seal::{PublicKey, SealBytes, SealKey};

const DOMAIN: &[u8] = b"be-right seal handover 1\n";
/// By how much a step may be later than the end of the key that sealed it, in milliseconds: the
/// clock of a server can be set back a little between the two.
const CLOCK_TOLERANCE: i64 = 5 * Timestamp::MINUTE;

/// Whether an instant is after the end of a key.
pub fn is_later(until: Timestamp, at: Timestamp) -> bool {
    at > until.plus(CLOCK_TOLERANCE)
}

/// Whether a chain has a step that is later than the end of the key that sealed it. Somebody who
/// has the old key has then added it.
pub fn is_after(until: Timestamp, chain: &[Entry]) -> bool {
    chain.iter().any(|entry| is_later(until, entry.at))
}

/// A key that no longer seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetiredKey {
    pub public_key: PublicKey,
    /// When it was replaced.
    #[serde(with = "super::chain::rfc3339")]
    pub until: Timestamp,
    /// The key that replaced it.
    pub successor: PublicKey,
    /// Its signature over the change.
    pub handover: SealBytes,
}

impl RetiredKey {
    /// Of a key that is replaced at an instant.
    pub fn of(key: &SealKey, successor: PublicKey, until: Timestamp) -> Self {
        let public_key = key.public();
        let handover = key.sign(&message(public_key, successor, until));
        Self { public_key, until, successor, handover }
    }

    /// Whether the key itself signed the change.
    pub fn is_signed(&self) -> bool {
        let message = message(self.public_key, self.successor, self.until);
        self.public_key.signed(&message, &self.handover)
    }
}

fn message(from: PublicKey, to: PublicKey, at: Timestamp) -> Vec<u8> {
    [DOMAIN, &from.0, &to.0, &at.0.to_be_bytes()].concat()
}

/// The keys of a server, as it publishes them.
#[derive(Debug, Serialize, Deserialize)]
pub struct PublishedKeys {
    /// The current one, then the former ones, the latest first.
    keys: Vec<PublishedKey>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum PublishedKey {
    Retired(RetiredKey),
    Current(CurrentKey),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CurrentKey {
    public_key: PublicKey,
}

impl PublishedKeys {
    pub fn of(current: PublicKey, history: &SealHistory) -> Self {
        let current = PublishedKey::Current(CurrentKey { public_key: current });
        let retired = history.0.iter().rev().copied().map(PublishedKey::Retired);
        Self { keys: [current].into_iter().chain(retired).collect() }
    }

    /// Reads what a server publishes: the current key, and those of before. None unless each of
    /// them signed the change to the next one.
    pub fn read(json: &[u8]) -> Option<(PublicKey, SealHistory)> {
        let published: Self = serde_json::from_slice(json).ok()?;
        let mut keys = published.keys.into_iter();
        let Some(PublishedKey::Current(CurrentKey { public_key })) = keys.next() else {
            return None;
        };
        let retired = keys.rev().map(|key| match key {
            PublishedKey::Retired(key) => Some(key),
            PublishedKey::Current(_) => None,
        });
        let history = SealHistory(retired.collect::<Option<_>>()?);
        history.leads_to(public_key).then_some((public_key, history))
    }
}

/// The retired keys, from the first to the last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SealHistory(Vec<RetiredKey>);

impl SealHistory {
    /// Reads the stored form: a JSON list. None unless each key signed the change to the next one,
    /// the last of which is `current`.
    pub fn read(json: &str, current: PublicKey) -> Option<Self> {
        let history = Self(serde_json::from_str(json).ok()?);
        history.leads_to(current).then_some(history)
    }

    /// The keys that are trusted besides those `given` by hand: all of the list if none is given, as
    /// it was fetched from the server; otherwise those that follow a given one. A key before it may
    /// be anybody's who signed that it is followed by this one.
    pub fn trusted_with(&self, current: PublicKey, given: &[PublicKey]) -> Vec<PublicKey> {
        let all = self.0.iter().map(|key| key.public_key).chain([current]);
        all.skip_while(|key| !given.is_empty() && !given.contains(key)).collect()
    }

    /// Whether each key signed the change to the next one, the last of which is `current`, and none
    /// is there twice: a key that was replaced is not used again.
    fn leads_to(&self, current: PublicKey) -> bool {
        let next = self.0.iter().skip(1).map(|key| key.public_key).chain([current]);
        let leads = self.0.iter().zip(next).all(|(key, next)| key.successor == next);
        let all = self.0.iter().map(|key| key.public_key).chain([current]);
        let once: BTreeSet<[u8; 32]> = all.map(|key| key.0).collect();
        leads && once.len() == self.0.len() + 1 && self.0.iter().all(RetiredKey::is_signed)
    }

    /// The form to store: one key per line.
    pub fn to_json(&self) -> String {
        let keys = self.0.iter().filter_map(|key| serde_json::to_string(key).ok());
        format!("[\n{}\n]\n", keys.collect::<Vec<_>>().join(",\n"))
    }

    /// With one more key, which was the current one.
    pub fn with(&self, retired: RetiredKey) -> Self {
        Self(self.0.iter().copied().chain([retired]).collect())
    }

    pub fn keys(&self) -> &[RetiredKey] {
        &self.0
    }

    /// When a key was replaced; None if it is none of these.
    pub fn end_of(&self, key: PublicKey) -> Option<Timestamp> {
        self.0.iter().find(|one| one.public_key == key).map(|one| one.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_signs_for_the_next() {
        let keys = [1, 2, 3].map(|secret| SealKey::from_bytes([secret; 32]));
        let at = |n: i64| Timestamp(n * 1_000);
        let history = SealHistory::default()
            .with(RetiredKey::of(&keys[0], keys[1].public(), at(1)))
            .with(RetiredKey::of(&keys[1], keys[2].public(), at(2)));
        let json = history.to_json();
        assert_eq!(SealHistory::read(&json, keys[2].public()), Some(history.clone()));
        assert_eq!(SealHistory::read("[]", keys[0].public()), Some(SealHistory::default()));
        // It leads to another key, lacks one, or was changed.
        assert_eq!(SealHistory::read(&json, keys[1].public()), None);
        for change in [
            |keys: &mut Vec<RetiredKey>| {
                keys.remove(0);
            },
            |keys: &mut Vec<RetiredKey>| {
                keys.pop();
            },
            |keys: &mut Vec<RetiredKey>| keys.swap(0, 1),
            |keys: &mut Vec<RetiredKey>| keys[0].until = Timestamp(1_001),
            |keys: &mut Vec<RetiredKey>| keys[1].handover.0[5] ^= 1,
        ] {
            let mut changed = history.clone();
            change(&mut changed.0);
            let read = SealHistory::read(&changed.to_json(), keys[2].public());
            // Without its first key the rest still leads to the current one.
            let is_shorter = changed.0.len() == 1 && changed.0[0].public_key == keys[1].public();
            assert_eq!(read.is_some(), is_shorter, "{changed:?}");
        }
    }
}
