//! Bundles with a daily root, and roots that do not fit.

use super::*;
use crate::model::daily_root::{DailyRoot, Leaf};
use crate::model::merkle::Tree;

impl Made {
    fn leaf(&self) -> Leaf {
        Leaf::of(&self.decisions[0].reference, self.chain.last().unwrap().head())
    }

    /// With a root over so many chains, of which this one is at `index`.
    pub(super) fn anchored(&self, size: usize, index: usize) -> Self {
        self.anchored_as(self.leaf(), size, index, &SealKey::from_bytes(TRUSTED))
    }

    fn anchored_as(&self, leaf: Leaf, size: usize, index: usize, key: &SealKey) -> Self {
        let mut leaves: Vec<Digest> = (0..size)
            .map(|n| {
                let head = Head { seq: n as u64 + 3, hash: Digest::of([n as u8]) };
                Leaf::of(&format!("another {n}"), head).hash()
            })
            .collect();
        leaves[index] = leaf.hash();
        let tree = Tree::of(leaves);
        let at = Timestamp(START + 172_800_000);
        let before = DailyRoot::sign(key, 411, Timestamp(START), (1, Digest::ZERO), None);
        let root = (size as u64, tree.root());
        let daily_root = DailyRoot::sign(key, 412, at, root, Some(&before));
        let path = tree.path(index).unwrap();
        Self { anchor: Some(Anchor { daily_root, index: index as u64, path }), ..self.clone() }
    }

    fn with_anchor(&self, change: impl FnOnce(&mut Anchor)) -> Vec<u8> {
        self.anchored(7, 4).with(|made| change(made.anchor.as_mut().unwrap()))
    }

    /// As [`Made::with_anchor`], signed again.
    fn with_signed_anchor(&self, change: impl FnOnce(&mut Anchor)) -> Vec<u8> {
        self.with_anchor(|anchor| {
            change(anchor);
            let DailyRoot { number, at, leaves, root, .. } = anchor.daily_root;
            let key = SealKey::from_bytes(TRUSTED);
            anchor.daily_root = DailyRoot::sign(&key, number, at, (leaves, root), None);
        })
    }
}

pub(super) fn genuine() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("in-a-root-of-one-chain", accepted().anchored(1, 0).zip()),
        ("in-a-root-of-eight-chains", withdrawn().anchored(8, 5).zip()),
        ("in-a-root-last-of-seven-chains", withdrawn().anchored(7, 6).zip()),
        ("in-a-root-of-two-thousand-chains", {
            of_guardians(DecisionKind::Accepted).anchored(2_000, 1_203).zip()
        }),
    ]
}

pub(super) fn incomplete() -> Vec<Forged> {
    let whole = withdrawn().anchored(7, 4);
    let without = |name: &str| {
        let all = files(&whole.zip()).into_iter().filter(|(file, _)| file != name);
        zipped(&all.collect::<Vec<_>>())
    };
    vec![
        ("in-a-root-without-decisions", "bundle-file-missing", without("decisions.json")),
        ("in-a-root-without-a-chain", "bundle-file-missing", without("chain.json")),
    ]
}

pub(super) fn of_unknown_keys() -> Vec<Forged> {
    let whole = withdrawn();
    let own = SealKey::from_bytes([8; 32]);
    vec![(
        "in-a-root-of-another-key",
        "bundle-anchor-key",
        whole.anchored_as(whole.leaf(), 7, 4, &own).zip(),
    )]
}

pub(super) fn altered() -> Vec<Forged> {
    let whole = withdrawn();
    let key = SealKey::from_bytes(TRUSTED);
    let of_leaf = |change: &dyn Fn(&mut Leaf)| {
        let mut leaf = whole.leaf();
        change(&mut leaf);
        whole.anchored_as(leaf, 7, 4, &key).zip()
    };
    let rewritten =
        |change: &dyn Fn(&str) -> String| rewritten(&whole.anchored(7, 4), ANCHOR, change);
    vec![
        // A chain that was put back to an earlier state, with the seal of then.
        ("root-of-a-later-step", "bundle-anchor-other", {
            let (later, mut cut) = (whole.anchored(7, 4), accepted());
            cut.anchor = later.anchor;
            cut.zip()
        }),
        (
            "root-of-an-earlier-step",
            "bundle-anchor-other",
            of_leaf(&|leaf| leaf.head = whole.chain[4].head()),
        ),
        (
            "root-of-another-reference",
            "bundle-anchor-other",
            of_leaf(&|leaf| leaf.reference = Digest::of("another")),
        ),
        ("root-of-another-step-number", "bundle-anchor-other", of_leaf(&|leaf| leaf.head.seq += 1)),
        (
            "root-path-with-one-bit-flipped",
            "bundle-anchor-other",
            whole.with_anchor(|anchor| anchor.path[1].0[0] ^= 1),
        ),
        (
            "root-path-too-short",
            "bundle-anchor-other",
            whole.with_anchor(|anchor| anchor.path.truncate(1)),
        ),
        (
            "root-path-too-long",
            "bundle-anchor-other",
            whole.with_anchor(|anchor| anchor.path.push(Digest::ZERO)),
        ),
        (
            "root-path-in-another-order",
            "bundle-anchor-other",
            whole.with_anchor(|anchor| anchor.path.reverse()),
        ),
        (
            "root-with-another-place",
            "bundle-anchor-other",
            whole.with_anchor(|anchor| anchor.index = 5),
        ),
        // The last place of this size has the same path without one sibling.
        (
            "root-of-another-size",
            "bundle-anchor-other",
            whole.with_signed_anchor(|anchor| anchor.daily_root.leaves = 5),
        ),
        (
            "root-with-a-place-beyond-its-leaves",
            "bundle-anchor-unsound",
            whole.with_anchor(|anchor| anchor.index = 7),
        ),
        (
            "root-number-zero",
            "bundle-anchor-unsound",
            whole.with_signed_anchor(|anchor| anchor.daily_root.number = 0),
        ),
        (
            "root-of-no-leaves",
            "bundle-anchor-unsound",
            whole.with_signed_anchor(|anchor| anchor.daily_root.leaves = 0),
        ),
        (
            "root-number-too-large",
            "bundle-anchor-unsound",
            whole.with_signed_anchor(|anchor| anchor.daily_root.number = 1 << 53),
        ),
        (
            "root-with-another-number",
            "bundle-anchor-broken",
            whole.with_anchor(|anchor| anchor.daily_root.number += 1),
        ),
        (
            "root-with-another-time",
            "bundle-anchor-broken",
            whole.with_anchor(|anchor| anchor.daily_root.at = anchor.daily_root.at.plus(1)),
        ),
        (
            "root-with-another-predecessor",
            "bundle-anchor-broken",
            whole.with_anchor(|anchor| anchor.daily_root.previous = Digest::ZERO),
        ),
        (
            "root-with-a-malleable-signature",
            "bundle-anchor-broken",
            whole.with_anchor(|anchor| {
                parts::add_order(&mut anchor.daily_root.signature.0);
            }),
        ),
        (
            "root-that-names-the-trusted-key-only",
            "bundle-anchor-broken",
            whole.with_anchor(|anchor| {
                let own = SealKey::from_bytes([8; 32]);
                let trusted = anchor.daily_root.public_key;
                let DailyRoot { number, at, leaves, root, .. } = anchor.daily_root;
                anchor.daily_root = DailyRoot::sign(&own, number, at, (leaves, root), None);
                anchor.daily_root.public_key = trusted;
            }),
        ),
        // What is signed is not a seal, and the other way round.
        ("root-signed-as-a-seal", "bundle-anchor-broken", {
            whole.with_anchor(|anchor| {
                anchor.daily_root.signature =
                    key.seal(anchor.daily_root.root, Digest::ZERO).signature;
            })
        }),
        (
            "root-file-with-a-line-feed",
            "bundle-file-rewritten",
            rewritten(&|json| format!("{json}\n")),
        ),
        (
            "root-file-with-another-key",
            "bundle-file-malformed",
            rewritten(&|json| json.replacen('{', "{\n  \"note\": \"\",", 1)),
        ),
        (
            "root-file-with-capitals",
            "bundle-file-rewritten",
            rewritten(&|json| {
                let at = json.find("\"root\": \"").unwrap() + 9;
                format!("{}{}{}", &json[..at], json[at..at + 64].to_uppercase(), &json[at + 64..])
            }),
        ),
        (
            "root-file-with-a-fraction",
            "bundle-file-malformed",
            rewritten(&|json| json.replace("\"index\": 4", "\"index\": 4.0")),
        ),
        (
            "root-file-without-a-path",
            "bundle-file-malformed",
            rewritten(&|json| {
                let end = json.find(",\n  \"path\"").unwrap();
                format!("{}\n}}", &json[..end])
            }),
        ),
    ]
}
