//! Checks the daily root that a bundle contains: that it is signed, that it covers the last step, and
//! that its time-stamps are of it.

use super::examine::{Checks, Trust};
use super::read::Parts;
use super::report::Outcome;
use crate::model::chain::Entry;
use crate::model::daily_root::{Anchor, DailyRoot, Leaf};
use crate::model::seal::PublicKey;
use crate::model::seal_history::{SealHistory, is_later};
use crate::model::time_token::{AuthorityRoots, TimeToken};
use crate::model::{Digest, Timestamp};
use crate::render::dates;

/// What the reader has from elsewhere than the bundle, to compare its daily root with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outside<'o> {
    /// Other keys of the server: a root may be older than the key that sealed the bundle.
    pub keys: &'o [PublicKey],
    /// Those of them that were replaced, and when.
    pub history: Option<&'o SealHistory>,
    /// Merkle roots, from a mail for instance. If there are any, the bundle must be in one of them.
    pub roots: &'o [Digest],
    /// The root certificates of time-stamping authorities that the reader trusts; None: whose
    /// time-stamps those of the bundle are is not checked.
    pub authorities: Option<&'o AuthorityRoots>,
}

impl Outside<'_> {
    /// When a key was replaced, if it is known to have been.
    pub(super) fn end_of(&self, key: PublicKey) -> Option<Timestamp> {
        self.history.and_then(|history| history.end_of(key))
    }
}

impl Checks {
    pub(super) fn anchor(&mut self, parts: &Parts, trust: &Trust, outside: &Outside<'_>) {
        match &parts.anchor {
            None if !parts.tokens.is_empty() => {
                for (name, _) in &parts.tokens {
                    self.bad("bundle-timestamp-alone", name);
                }
            }
            Some(anchor) => self.anchored(parts, anchor, trust, outside),
            None if !outside.roots.is_empty() => self.bad("bundle-anchor-wanted", ""),
            // A root cannot cover the bundle that is made with the PDF it is in.
            None if parts.is_carried() => {}
            None => self.say(Outcome::Note, "bundle-anchor-none", ""),
        }
    }

    fn anchored(&mut self, parts: &Parts, anchor: &Anchor, trust: &Trust, outside: &Outside<'_>) {
        let DailyRoot { number, at, root, public_key, .. } = anchor.daily_root;
        if !anchor.is_sound() {
            return self.bad("bundle-anchor-unsound", "");
        }
        if !anchor.daily_root.is_signed() {
            return self.bad("bundle-anchor-broken", "");
        }
        let of_seal = parts.seal.as_ref().is_some_and(|seal| seal.public_key == public_key);
        let is_known =
            of_seal || trust.key == Some(public_key) || outside.keys.contains(&public_key);
        if !is_known {
            self.say(Outcome::Unknown, "bundle-anchor-key", public_key);
        }
        if let Some(end) = outside.end_of(public_key).filter(|end| is_later(*end, at)) {
            self.bad("bundle-anchor-key-ended", dates::utc(end));
        }
        let leaf = leaf(parts);
        let shown = format!("{number} ({}): {root}", dates::utc(at));
        if leaf.as_ref().is_some_and(|leaf| !anchor.includes(leaf)) {
            self.bad("bundle-anchor-other", "");
        } else if !outside.roots.is_empty() && !outside.roots.contains(&root) {
            self.bad("bundle-anchor-not-given", shown);
        } else if leaf.is_some() {
            let is_given = !outside.roots.is_empty();
            let key = if is_given { "bundle-anchor-given-good" } else { "bundle-anchor-good" };
            self.good(key, shown);
        }
        self.time_stamps(parts, &anchor.daily_root, outside);
    }

    /// The time-stamps of the root: each must be right. Whose they are is only known by the
    /// certificates that the reader trusts.
    fn time_stamps(&mut self, parts: &Parts, root: &DailyRoot, outside: &Outside<'_>) {
        let mut found = vec![];
        for (name, token) in &parts.tokens {
            match TimeToken::read(token) {
                Err(_) => self.bad("bundle-timestamp-broken", name),
                Ok(token) if token.imprint != root.hash() => {
                    self.bad("bundle-timestamp-other", name);
                }
                // No authority can have stamped it before it was made.
                Ok(token) if token.is_before(root) => {
                    self.bad("bundle-timestamp-early", name);
                }
                Ok(token) => found.push(token),
            }
        }
        let is_trusted = |token: &TimeToken| outside.authorities.map(|roots| token.leads_to(roots));
        for token in &found {
            let key = match is_trusted(token) {
                Some(true) => "bundle-timestamp-trusted",
                _ => "bundle-timestamp-good",
            };
            self.good(key, token);
        }
        // One of several is enough.
        if !found.is_empty() && found.iter().all(|token| is_trusted(token) == Some(false)) {
            self.say(Outcome::Unknown, "bundle-timestamp-authority", "");
        }
    }
}

/// The leaf of the chain; None if the chain or the reference is missing.
fn leaf(parts: &Parts) -> Option<Leaf> {
    let head = parts.chain.as_ref()?.last().map(Entry::head)?;
    let reference = &parts.decisions.as_ref()?.first()?.reference;
    Some(Leaf::of(reference, head))
}
