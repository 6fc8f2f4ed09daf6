//! Counts all matches by kind, and keeps the best of the wanted kinds. Order: score, shorter
//! name, newer row; deterministic for the same index, independent of its segments.

use std::cmp::Reverse;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::model::SearchKind;

const KINDS: usize = SearchKind::ALL.len();
/// Longer names are ranked as equal.
const LENGTH_MOST: u64 = 20;

/// A collector of the best hits of the wanted kinds.
pub(super) struct Likest {
    /// Whether a kind is wanted, by its number.
    pub wanted: [bool; KINDS],
    pub limit: usize,
}

/// The result of [`Likest`].
pub(super) struct Collected {
    pub totals: [u64; KINDS],
    /// The best first.
    pub ranked: Vec<Ranked>,
}

/// Ordered by rank: greater is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ranked {
    /// In thousandths, as an integer for comparison.
    pub score: u64,
    length: Reverse<u64>,
    kind: Reverse<u64>,
    pub row: i64,
}

impl Ranked {
    pub fn kind(self) -> Option<SearchKind> {
        SearchKind::from_number(self.kind.0)
    }
}

pub(super) struct OfSegment {
    kinds: Column<u64>,
    rows: Column<i64>,
    lengths: Column<u64>,
    wanted: [bool; KINDS],
    limit: usize,
    totals: [u64; KINDS],
    /// The best so far, and up to as many others.
    best: Vec<Ranked>,
    /// Lower scores are not among the best.
    least: u64,
}

/// The candidates that are collected before the best are chosen, if that is more than twice the
/// limit.
const ROOM_LEAST: usize = 64;

impl OfSegment {
    /// Keeps only the best.
    fn choose(&mut self) {
        let last = self.limit.saturating_sub(1);
        self.best.select_nth_unstable_by(last, |one, other| other.cmp(one));
        self.best.truncate(self.limit);
        self.least = self.best.last().map_or(0, |worst| worst.score);
    }
}

impl Collector for Likest {
    type Fruit = Collected;
    type Child = OfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<OfSegment> {
        let fast = segment.fast_fields();
        Ok(OfSegment {
            kinds: fast.u64("kind")?,
            rows: fast.i64("row")?,
            lengths: fast.u64("length")?,
            wanted: self.wanted,
            limit: self.limit,
            totals: [0; KINDS],
            best: vec![],
            least: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, parts: Vec<Collected>) -> tantivy::Result<Collected> {
        let mut all = Collected { totals: [0; KINDS], ranked: vec![] };
        for part in parts {
            for (sum, more) in all.totals.iter_mut().zip(part.totals) {
                *sum += more;
            }
            all.ranked.extend(part.ranked);
        }
        all.ranked.sort_unstable_by(|one, other| other.cmp(one));
        all.ranked.truncate(self.limit);
        Ok(all)
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = Collected;

    fn collect(&mut self, doc: DocId, score: Score) {
        let kind = self.kinds.first(doc).unwrap_or_default();
        let Some(total) = self.totals.get_mut(kind as usize) else { return };
        *total += 1;
        if !self.wanted.get(kind as usize).copied().unwrap_or_default() || self.limit == 0 {
            return;
        }
        let score = (score * 1000.0) as u64;
        if score < self.least {
            return;
        }
        self.best.push(Ranked {
            score,
            length: Reverse(self.lengths.first(doc).unwrap_or_default().min(LENGTH_MOST)),
            kind: Reverse(kind),
            row: self.rows.first(doc).unwrap_or_default(),
        });
        if self.best.len() >= self.limit.saturating_mul(2).max(ROOM_LEAST) {
            self.choose();
        }
    }

    fn harvest(self) -> Collected {
        Collected { totals: self.totals, ranked: self.best }
    }
}
