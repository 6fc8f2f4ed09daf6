//! The daily root: once a day the heads of all evidence chains are hashed into one Merkle root,
//! which is signed, stored and mailed. A chain that has lost steps since the previous root is
//! reported.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde_json::json;

use super::evidence_check::{Contradiction, Proof, alarm};
use super::root_check::{self, RootFaults, is_own};
use super::time_stamps;
use crate::App;
use crate::error::Result;
use crate::model::audit::AuditAction;
use crate::model::chain::Entry;
use crate::model::daily_root::{Anchor, AnchorState, DailyRoot, Leaf};
use crate::model::merkle::Tree;
use crate::model::{AlarmKind, Answer, AnswerId, CompanyId, Digest, Fact, Keys, Timestamp};
use crate::ports::Rule;
use crate::store::alarms::Alarm;
use crate::store::daily_roots::{self, Block, KeptLeaf};
use crate::store::root_tokens::{self, KeptToken};
use crate::store::{
    AllRead, AllTx, Scope, alarms, answers, audit, companies, evidence, facts, schedules,
};

/// The name of the schedule that makes a root each day.
const SCHEDULE: &str = "daily_root";
/// The least time between two mails about roots: owners are notified once a week. Half a day is
/// subtracted because roots are not made at exactly the same time each day.
const BETWEEN_MAILS: i64 = 7 * Timestamp::DAY - 12 * Timestamp::HOUR;

/// The data that a root is made from, read from one snapshot of the database.
struct Prepared {
    /// The newest stored root.
    previous: Option<DailyRoot>,
    leaves: u64,
    root: Digest,
    /// The companies with evidence; each scope is that of one of the company's leaves.
    companies: BTreeMap<i64, Scope>,
    /// The blocks of leaves that must be written, because they are new or different.
    changed: Vec<Block>,
    /// The blocks of leaves that must be deleted.
    gone: Vec<(CompanyId, i64)>,
    /// The chains that lack steps which the previous root covers.
    cut: Vec<KeptLeaf>,
    /// Why the stored root and leaves cannot be those that this instance made; None if they can. No
    /// root is made from them until an administrator has confirmed the alarm.
    doubt: Option<&'static str>,
    /// Whether an administrator has confirmed the alarm about this doubt.
    is_confirmed: bool,
    /// What is wrong with the stored roots.
    faults: RootFaults,
}

/// The reason given when evidence that has lost steps is refused.
pub(super) fn lost_steps() -> Contradiction {
    "the chain lacks steps that a daily root has".to_owned()
}

/// Makes the root of the day, if there is none yet.
pub async fn make_daily_root(app: &App) -> Result<()> {
    let (db, zone, keys) = (app.db.clone(), app.config.time_zone.clone(), app.keys.clone());
    let read = app.off_thread(move || db.look_here(|all| prepared(all, &zone, &keys)));
    let Some(prepared) = read.await?? else { return Ok(()) };
    let (keys, asking) = (app.keys.clone(), app.clone());
    app.db
        .write_all(move |all| {
            let newest = daily_roots::newest(all)?;
            if newest != prepared.previous {
                // Another run has made it.
                return Ok(());
            }
            report(all, &prepared)?;
            match prepared.doubt {
                // What was confirmed of the last root is not reported as one of the earlier ones.
                Some(_) if prepared.is_confirmed => root_check::accept(all, &prepared.faults)?,
                Some(_) => {}
                None => root_check::report(all, &prepared.faults)?,
            }
            if let Some(doubt) = prepared.doubt.filter(|_| !prepared.is_confirmed) {
                return schedules::set_outcome(all, SCHEDULE, &format!("none: {doubt}"));
            }
            if prepared.leaves == 0 {
                return schedules::set_outcome(all, SCHEDULE, "no evidence yet");
            }
            let of = (prepared.leaves, prepared.root);
            let root = daily_roots::create(all, &keys.seal, of, newest.as_ref())?;
            daily_roots::set_blocks(all, &prepared.changed, &prepared.gone)?;
            note_made(all, root.number)?;
            time_stamps::queue(all, &asking, root.number)?;
            announce(all, &root, &prepared.companies)?;
            let outcome = format!("no. {} over {} chains", root.number, root.leaves);
            schedules::set_outcome(all, SCHEDULE, &outcome)
        })
        .await
}

/// Reads the heads and compares them with the leaves of the previous root; None if today's root
/// exists already.
fn prepared(all: &AllRead, zone: &TimeZone, keys: &Keys) -> Result<Option<Prepared>> {
    let previous = daily_roots::newest(all)?;
    if previous.is_some_and(|root| root.at.day_in(zone) == all.now().day_in(zone)) {
        return Ok(None);
    }
    let stored = daily_roots::blocks(all)?;
    let before = daily_roots::leaves_of(&stored);
    let doubt = doubt(all, &before, keys)?;
    let alarm = alarms::find(all, AlarmKind::EvidenceLost)?;
    let is_of_it = |alarm: &Alarm| doubt.is_some_and(|doubt| alarm.detail.ends_with(doubt));
    let is_confirmed = alarm.is_some_and(|alarm| alarm.confirmed_at.is_some() && is_of_it(&alarm));
    // Leaves that are in doubt prove nothing about the chains.
    let before = if doubt.is_some() { vec![] } else { before };
    let mut before: BTreeMap<i64, KeptLeaf> =
        before.into_iter().map(|kept| (kept.answer.0, kept)).collect();
    let (mut leaves, mut cut) = (vec![], vec![]);
    for stored in daily_roots::heads(all)? {
        let now = stored.kept;
        let Some(then) = before.remove(&now.answer.0) else {
            if stored.is_sealed {
                leaves.push(now);
            }
            continue;
        };
        let follows = follows(all, &then, &now)?;
        if !follows {
            cut.push(then);
        }
        // A leaf that the chain no longer matches is kept for the next roots: the loss is then
        // reported every day.
        leaves.push(if follows && stored.is_sealed { now } else { then });
    }
    for then in before.into_values() {
        cut.push(then);
        leaves.push(then);
    }
    leaves.sort_unstable_by_key(|kept| kept.answer.0);
    let (changed, gone) = difference(stored, daily_roots::blocks_of(&leaves));
    Ok(Some(Prepared {
        previous,
        leaves: leaves.len() as u64,
        root: root_of(&leaves).root(),
        companies: leaves.iter().map(|kept| (kept.company.0, kept.scope())).collect(),
        changed,
        gone,
        cut,
        doubt,
        is_confirmed,
        faults: root_check::look(all, keys)?,
    }))
}

/// The audit entry that records the number of each root. It shows which root was the newest, even
/// if that root was deleted.
const MADE: AuditAction = AuditAction::MakeDailyRoot;

fn note_made(all: &AllTx, number: u64) -> Result<()> {
    audit::note(all, None, None, MADE, json!({ "number": number }), None)
}

/// Why the stored root with leaves, and `leaves` themselves, cannot be those that this instance
/// made last; None if they can.
fn doubt(all: &AllRead, leaves: &[KeptLeaf], keys: &Keys) -> Result<Option<&'static str>> {
    let made = audit::last(all, MADE)?.and_then(|about| about["number"].as_u64());
    let Some(root) = daily_roots::with_leaves(all)? else {
        let was_made = made.is_some() || !leaves.is_empty() || daily_roots::all_are_gone(all)?;
        return Ok(was_made.then_some("the last daily root is gone"));
    };
    Ok(if made.is_some_and(|made| made != root.number) {
        Some("the daily root with leaves is not the last one")
    } else if !is_own(&root, keys) {
        Some("the last daily root is not signed by this instance")
    } else if root.root != root_of(leaves).root() || root.leaves != leaves.len() as u64 {
        Some("the kept leaves are not those of the last daily root")
    } else {
        None
    })
}

fn root_of(leaves: &[KeptLeaf]) -> Tree {
    Tree::of(leaves.iter().map(|kept| kept.leaf.hash()).collect())
}

/// Whether a chain still contains the step that it ended with when `then` was stored.
fn follows(all: &AllRead, then: &KeptLeaf, now: &KeptLeaf) -> Result<bool> {
    let (was, is) = (then.leaf.head, now.leaf.head);
    if then.company != now.company || then.leaf.reference != now.leaf.reference {
        return Ok(false);
    }
    match is.seq.cmp(&was.seq) {
        std::cmp::Ordering::Less => Ok(false),
        std::cmp::Ordering::Equal => Ok(is.hash == was.hash),
        std::cmp::Ordering::Greater => {
            Ok(daily_roots::step(all, then.answer, was.seq)? == Some(was.hash))
        }
    }
}

/// The blocks that are new or different, and the places of those that no longer exist.
fn difference(before: Vec<Block>, now: Vec<Block>) -> (Vec<Block>, Vec<(CompanyId, i64)>) {
    let mut old: BTreeMap<(i64, i64), Vec<u8>> =
        before.into_iter().map(|(company, at, bytes)| ((company.0, at), bytes)).collect();
    let mut changed = now;
    changed.retain(|(company, at, bytes)| old.remove(&(company.0, *at)).as_ref() != Some(bytes));
    (changed, old.into_keys().map(|(company, at)| (CompanyId(company), at)).collect())
}

/// Reports each chain that has lost steps as evidence that contradicts its seal. Chains whose
/// answer no longer exists raise an alarm.
fn report(all: &AllTx, prepared: &Prepared) -> Result<()> {
    let mut by_company: BTreeMap<i64, (Scope, Vec<(AnswerId, Contradiction)>)> = BTreeMap::new();
    let mut gone = 0;
    for kept in &prepared.cut {
        let tx = companies::enter(all, kept.scope());
        if answers::find_any(&tx, kept.answer)?.is_some() {
            let found = by_company.entry(kept.company.0).or_insert((kept.scope(), vec![]));
            found.1.push((kept.answer, lost_steps()));
        } else {
            gone += 1;
        }
    }
    for (scope, found) in by_company.into_values() {
        alarm(all, scope, &found)?;
    }
    let doubt = prepared.doubt.filter(|_| !prepared.is_confirmed);
    if gone > 0 || doubt.is_some() {
        report_lost(all, gone, doubt)
    } else {
        alarms::clear(all, AlarmKind::EvidenceLost).map(drop)
    }
}

/// Raises the alarm about answers that are missing, and about the last root.
fn report_lost(all: &AllTx, gone: usize, doubt: Option<&'static str>) -> Result<()> {
    let before = alarms::find(all, AlarmKind::EvidenceLost)?;
    let is_known = before
        .as_ref()
        .is_some_and(|before| doubt.is_none_or(|doubt| before.detail.ends_with(doubt)));
    if !is_known {
        // The administrator has confirmed another doubt than this one, if any.
        if doubt.is_some() && before.is_some_and(|before| before.confirmed_at.is_some()) {
            alarms::clear(all, AlarmKind::EvidenceLost)?;
        }
        let about = json!({ "missing": gone, "root": doubt });
        audit::note(all, None, None, AuditAction::RootsContradicted, about, None)?;
    }
    let doubt = doubt.map(|doubt| format!(", {doubt}")).unwrap_or_default();
    let detail = format!("answers missing: {gone}{doubt}");
    tracing::error!(detail, "the last daily root has evidence that the database lacks");
    alarms::raise(all, AlarmKind::EvidenceLost, &detail).map(drop)
}

/// Looks whether the last root and its leaves are what this instance made, and raises the alarm if they
/// are not and nobody has confirmed it: without them it would not be noticed that a chain was cut.
pub(super) async fn check_leaves(app: &App) -> Result<()> {
    let (db, keys) = (app.db.clone(), app.keys.clone());
    let look = move |all: &AllRead| {
        let leaves = daily_roots::leaves_of(&daily_roots::blocks(all)?);
        doubt(all, &leaves, &keys)
    };
    let found = app.off_thread(move || db.look_here(look)).await??;
    let Some(doubt) = found else { return Ok(()) };
    app.db
        .write_all(move |all| {
            let alarm = alarms::find(all, AlarmKind::EvidenceLost)?;
            let is_confirmed =
                |alarm: &Alarm| alarm.confirmed_at.is_some() && alarm.detail.ends_with(doubt);
            match alarm.as_ref().is_some_and(is_confirmed) {
                true => Ok(()),
                false => report_lost(all, 0, Some(doubt)),
            }
        })
        .await
}

/// Of chains that lack a step of the last root: whether that root with its leaves is what this
/// instance made. If it is not, the alarm about it is raised, and nothing is said about the chains.
pub(super) fn are_sound(all: &AllTx, keys: &Keys) -> Result<bool> {
    let leaves = daily_roots::leaves_of(&daily_roots::blocks(all)?);
    let doubt = doubt(all, &leaves, keys)?;
    if doubt.is_some() {
        report_lost(all, 0, doubt)?;
    }
    Ok(doubt.is_none())
}

/// Notifies the owners of every company with evidence of the root, once a week.
fn announce(all: &AllTx, root: &DailyRoot, with_evidence: &BTreeMap<i64, Scope>) -> Result<()> {
    let last = daily_roots::last_mailed(all)?;
    if last.is_some_and(|last| root.at.since(last.at).abs() < BETWEEN_MAILS) {
        return Ok(());
    }
    daily_roots::set_mailed(all, root.number)?;
    for scope in with_evidence.values() {
        let tx = companies::enter(all, *scope);
        if companies::current(&tx)?.is_some() {
            facts::record(&tx, Fact::RootMade { number: root.number as i64 })?;
        }
    }
    Ok(())
}

/// Some roots, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootPage {
    /// Each with its time-stamps.
    pub roots: Vec<(DailyRoot, Vec<KeptToken>)>,
    /// Pass this as `before` to read the next page; None: there are no more roots.
    pub next: Option<u64>,
}

/// The signed roots with numbers below `before`. `address` is that of the client, whose look-ups
/// are limited.
pub async fn daily_roots(
    app: &App,
    before: Option<u64>,
    limit: usize,
    address: &str,
) -> Result<RootPage> {
    app.limiter.check(Rule::VerifyAddress, address)?;
    let list = app.db.read_all(move |all| {
        let mut roots = daily_roots::list(all, before, limit + 1)?;
        let has_more = roots.len() > limit;
        roots.truncate(limit);
        let (from, to) =
            (roots.last().map(|root| root.number), roots.first().map(|root| root.number));
        let tokens = root_tokens::list(all, from.unwrap_or_default(), to.unwrap_or_default())?;
        Ok((roots, tokens, from.filter(|_| has_more)))
    });
    let (roots, tokens, next) = list.await?;
    let with_tokens = |root: DailyRoot| {
        let its = tokens.iter().filter(|token| token.number == root.number);
        (root, its.cloned().collect())
    };
    Ok(RootPage { next, roots: roots.into_iter().map(with_tokens).collect() })
}

/// Whether a daily root covers the last step of an answer's evidence, and is time-stamped.
pub async fn anchor_state(app: &App, scope: Scope, answer: &Answer) -> Result<AnchorState> {
    let one = vec![(answer.id, answer.reference.clone())];
    Ok(anchor_states(app, scope, one).await?.pop().unwrap_or(AnchorState::None))
}

/// As [`anchor_state`], of several answers with their references, in their order.
pub async fn anchor_states(
    app: &App,
    scope: Scope,
    answers: Vec<(AnswerId, String)>,
) -> Result<Vec<AnchorState>> {
    let look = app.db.read(scope, move |read| {
        let leaf = |(id, reference): (AnswerId, String)| {
            let head = evidence::head(read, id)?;
            Ok((id, head.map(|head| Leaf::of(&reference, head))))
        };
        answers.into_iter().map(leaf).collect::<Result<Vec<_>>>()
    });
    let leaves = look.await?;
    let tree = app.root_tree().await?;
    // Roots were made, and what is stored of the last one is not what was signed.
    let is_in_doubt = tree.is_none() && app.db.read_all(daily_roots::were_made).await?;
    let root = tree.as_ref().map(|tree| tree.root());
    let is_stamped = match root {
        Some(root) => !time_stamps::tokens(app, &root).await?.is_empty(),
        None => false,
    };
    let state = |(id, leaf): (AnswerId, Option<Leaf>)| {
        let Some(leaf) = leaf else { return AnchorState::None };
        if is_in_doubt {
            return AnchorState::Doubted;
        }
        let anchor = tree.as_ref().and_then(|tree| tree.anchor(id));
        // After a change of the key, roots count from the next one on.
        let is_own = root.is_some_and(|root| root.public_key == app.keys.seal.public());
        match anchor.filter(|anchor| is_own && anchor.includes(&leaf)) {
            None => AnchorState::Pending,
            Some(_) if is_stamped => AnchorState::Timestamped,
            Some(_) => AnchorState::Root,
        }
    };
    Ok(leaves.into_iter().map(state).collect())
}

/// The newest root with the inclusion proof of an answer; None if the chain has got further steps
/// since, or the root was signed by another key than the one that seals the chain, as after a change of
/// the key. Also None if the root or its leaves are not what was signed.
pub(super) async fn anchor(app: &App, proof: &Proof) -> Result<Option<Anchor>> {
    let Some(head) = proof.chain.last().map(Entry::head) else { return Ok(None) };
    let leaf = Leaf::of(&proof.answer.reference, head);
    let anchor = app.root_tree().await?.and_then(|tree| tree.anchor(proof.answer.id));
    let key = app.keys.seal.public();
    Ok(anchor.filter(|one| one.includes(&leaf) && one.daily_root.public_key == key))
}
