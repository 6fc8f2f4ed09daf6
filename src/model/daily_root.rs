//! Daily roots: once a day the instance signs the Merkle root over the heads of all evidence chains.
//! Who keeps a root elsewhere can tell later whether evidence of then was changed or removed, even by
//! who has the key and the database. `assets/evidence/FORMAT.md` describes the exact bytes.

use serde::{Deserialize, Serialize};

use super::chain::Head;
use super::merkle::{leaf_hash, root_of_path};
use super::seal::{PublicKey, SealBytes, SealKey};
use super::{Digest, Timestamp};

const LEAF: &[u8] = b"be-right leaf 1\n";
const ROOT: &[u8] = b"be-right root 1\n";
/// Numbers in JSON are below this: every program reads them exactly.
const MOST: u64 = 1 << 53;

/// How far a chain had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// The SHA-256 of the answer's reference.
    pub reference: Digest,
    /// The number of the last step, and its hash.
    pub head: Head,
}

impl Leaf {
    /// Of the answer with this reference, exactly as its decisions have it.
    pub fn of(reference: &str, head: Head) -> Self {
        Self { reference: Digest::of(reference), head }
    }

    /// Its hash in the tree. The data: "be-right leaf 1\n", the SHA-256 of the reference, the number
    /// of the last step (64 bits, big-endian), its hash.
    pub fn hash(&self) -> Digest {
        let (seq, head) = (self.head.seq.to_be_bytes(), self.head.hash);
        leaf_hash(&[LEAF, self.reference.as_bytes(), &seq, head.as_bytes()].concat())
    }
}

/// A signed root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DailyRoot {
    /// Greater than that of the root before, and never used again.
    pub number: u64,
    #[serde(with = "super::chain::rfc3339")]
    pub at: Timestamp,
    /// The number of chains.
    pub leaves: u64,
    pub root: Digest,
    /// The [`DailyRoot::hash`] of the root before; zeroes for the first.
    pub previous: Digest,
    pub public_key: PublicKey,
    pub signature: SealBytes,
}

impl DailyRoot {
    pub fn sign(
        key: &SealKey,
        number: u64,
        at: Timestamp,
        (leaves, root): (u64, Digest),
        previous: Option<&DailyRoot>,
    ) -> Self {
        let mut made = Self {
            number,
            at,
            leaves,
            root,
            previous: previous.map_or(Digest::ZERO, DailyRoot::hash),
            public_key: key.public(),
            signature: SealBytes([0; 64]),
        };
        made.signature = key.sign(&made.message());
        made
    }

    /// What is signed: "be-right root 1\n", number, time in milliseconds since 1970 (signed), number
    /// of leaves (64 bits each, big-endian), root, hash of the root before. 104 bytes.
    fn message(&self) -> Vec<u8> {
        let (number, leaves) = (self.number.to_be_bytes(), self.leaves.to_be_bytes());
        let at = self.at.0.to_be_bytes();
        [ROOT, &number, &at, &leaves, self.root.as_bytes(), self.previous.as_bytes()].concat()
    }

    /// By which the next root names it: the hash of what is signed.
    pub fn hash(&self) -> Digest {
        Digest::of(self.message())
    }

    /// Whether the numbers are possible.
    pub fn is_sound(&self) -> bool {
        (1..MOST).contains(&self.number) && (1..MOST).contains(&self.leaves)
    }

    /// Whether its own key signed it.
    pub fn is_signed(&self) -> bool {
        self.public_key.signed(&self.message(), &self.signature)
    }
}

/// A root with the inclusion proof of one chain: `anchor.json` of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Anchor {
    pub daily_root: DailyRoot,
    /// The place of the leaf, from 0.
    pub index: u64,
    /// The siblings from the leaf to the root.
    pub path: Vec<Digest>,
}

impl Anchor {
    /// Whether its numbers are possible.
    pub fn is_sound(&self) -> bool {
        self.daily_root.is_sound() && self.index < self.daily_root.leaves
    }

    /// Whether the proof leads from the leaf to the root.
    pub fn includes(&self, leaf: &Leaf) -> bool {
        let DailyRoot { leaves, root, .. } = self.daily_root;
        root_of_path(leaf.hash(), self.index, leaves, &self.path) == Some(root)
    }
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// How far the evidence of an answer is witnessed outside the server.
///
/// - `NONE`: nothing was recorded yet.
/// - `PENDING`: its last step is newer than the last daily root.
/// - `ROOT`: its last step is in a daily root, which the bundle contains.
/// - `TIMESTAMPED`: so it is, and a time-stamping authority has signed when that root existed.
/// - `DOUBTED`: the last daily root on this server is not what was signed, or is missing: the bundle
///   has no proof of it until an administrator has looked.
pub enum AnchorState {
    /// Nothing was recorded yet.
    None,
    /// The last step is newer than the last daily root.
    Pending,
    /// The last step is in a daily root.
    Root,
    /// That root is time-stamped by an authority outside the server.
    Timestamped,
    /// The last daily root is not what was signed, or is missing.
    Doubted,
}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::merkle::Tree;

    fn leaves() -> Vec<Leaf> {
        let leaf = |n: u64| {
            let head = Head { seq: n + 1, hash: Digest::of(n.to_be_bytes()) };
            Leaf::of(&format!("reference {n}"), head)
        };
        (0..5).map(leaf).collect()
    }

    fn anchored() -> (Anchor, Vec<Leaf>) {
        let key = SealKey::from_bytes([7; 32]);
        let leaves = leaves();
        let tree = Tree::of(leaves.iter().map(Leaf::hash).collect());
        let first = DailyRoot::sign(&key, 1, Timestamp(0), (1, leaves[0].hash()), None);
        let (size, at) = (tree.len() as u64, Timestamp(1_779_262_200_000));
        let second = DailyRoot::sign(&key, 2, at, (size, tree.root()), Some(&first));
        assert_eq!((first.previous, second.previous), (Digest::ZERO, first.hash()));
        (Anchor { daily_root: second, index: 3, path: tree.path(3).unwrap() }, leaves)
    }

    #[test]
    fn a_root_shows_how_far_each_chain_had_come() {
        let (anchor, leaves) = anchored();
        assert!(anchor.is_sound() && anchor.daily_root.is_signed());
        for (at, leaf) in leaves.iter().enumerate() {
            assert_eq!(anchor.includes(leaf), at == 3);
        }
        let mut other = leaves[3];
        other.head.seq -= 1;
        assert!(!anchor.includes(&other));
        let other = Leaf { reference: Digest::of("another"), ..leaves[3] };
        assert!(!anchor.includes(&other));
    }

    #[test]
    fn any_change_breaks_the_signature_of_a_root() {
        let (anchor, _) = anchored();
        for change in [
            |root: &mut DailyRoot| root.number += 1,
            |root: &mut DailyRoot| root.at = root.at.plus(1),
            |root: &mut DailyRoot| root.leaves += 1,
            |root: &mut DailyRoot| root.root = Digest::ZERO,
            |root: &mut DailyRoot| root.previous = Digest::ZERO,
            |root: &mut DailyRoot| root.public_key = SealKey::from_bytes([8; 32]).public(),
            |root: &mut DailyRoot| root.signature.0[3] ^= 1,
        ] {
            let mut root = anchor.daily_root;
            change(&mut root);
            assert!(!root.is_signed(), "{root:?}");
        }
    }

    #[test]
    fn impossible_numbers_are_refused() {
        let (anchor, _) = anchored();
        let with = |number, leaves, index| Anchor {
            daily_root: DailyRoot { number, leaves, ..anchor.daily_root },
            index,
            path: vec![],
        };
        assert!(with(1, 1, 0).is_sound());
        for wrong in [with(0, 1, 0), with(1, 0, 0), with(1, 5, 5), with(MOST, 5, 0)] {
            assert!(!wrong.is_sound(), "{wrong:?}");
        }
    }
}
