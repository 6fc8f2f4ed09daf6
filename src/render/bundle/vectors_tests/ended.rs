//! Bundles that are judged with the list of keys in `keys.json`, which says that the trusted key was
//! replaced.

use super::*;
use crate::model::seal_history::{PublishedKeys, RetiredKey, SealHistory};

/// The folder of these vectors.
pub(super) const FOLDER: &str = "ended";
/// When the trusted key was replaced: after the answer, before the withdrawal and the daily root.
const UNTIL: i64 = START + 12 * 3_600_000;

/// The keys as the server publishes them.
pub(super) fn keys() -> PublishedKeys {
    let (old, new) = (SealKey::from_bytes(TRUSTED), SealKey::from_bytes([9; 32]).public());
    let retired = RetiredKey::of(&old, new, Timestamp(UNTIL));
    PublishedKeys::of(new, &SealHistory::default().with(retired))
}

/// With another last step, so many milliseconds after the end of the key.
fn with_a_step_at(after: i64) -> Vec<u8> {
    accepted().with(|made| {
        let mut steps = made.steps();
        steps.push((EvidenceKind::Sent, UNTIL - START + after, vec![(field::TO, "zoe".into())]));
        made.chained(steps);
    })
}

/// Verdict, name, check, bundle.
pub(super) fn all() -> Vec<(&'static str, &'static str, &'static str, Vec<u8>)> {
    let minutes = 60_000;
    vec![
        ("genuine", "answer-of-before", "", accepted().zip()),
        ("genuine", "step-within-the-tolerance", "", with_a_step_at(5 * minutes)),
        (
            "altered",
            "step-after-the-tolerance",
            "bundle-key-ended",
            with_a_step_at(5 * minutes + 1),
        ),
        ("altered", "withdrawal-after-the-end", "bundle-key-ended", withdrawn().zip()),
        ("altered", "step-that-is-not-the-last-after-the-end", "bundle-key-ended", {
            accepted().with(|made| {
                let mut steps = made.steps();
                steps[0].1 = UNTIL - START + 60 * minutes;
                made.chained(steps);
            })
        }),
        ("genuine", "manifest-of-before", "", manifests::of(&accepted()).zip()),
        ("altered", "manifest-after-the-end", "bundle-manifest-key-ended", {
            manifests::of(&withdrawn()).zip()
        }),
        ("altered", "root-after-the-end", "bundle-anchor-key-ended", {
            accepted().anchored(7, 4).zip()
        }),
    ]
}
