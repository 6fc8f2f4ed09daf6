//! The current effect of the answers given for an employee and event: which uses are in force, and
//! what happened to each since a document was signed. Shown to holders of that document.

use std::collections::BTreeMap;

use super::answer::{Decision, outcome};
use super::{AnswerState, SignerId, Timestamp, Use};

/// An answer as it was given, and what was withdrawn from it since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenWord {
    pub signed_at: Timestamp,
    /// The uses granted when it was given; empty if it was refused.
    pub granted: Vec<Use>,
    pub taken_back: Vec<(Use, Timestamp)>,
    pub expires_at: Option<Timestamp>,
}

impl GivenWord {
    /// Computed from all decisions of its signers, in order.
    pub fn of(
        signers: usize,
        decisions: &[Decision],
        signed_at: Timestamp,
        expires_at: Option<Timestamp>,
    ) -> Self {
        let mut said: BTreeMap<SignerId, Vec<Use>> = BTreeMap::new();
        let mut granted = None;
        let (mut standing, mut taken_back): (Vec<Use>, _) = (vec![], vec![]);
        for decision in decisions {
            said.insert(decision.signer, decision.uses.clone());
            let words: Vec<Vec<Use>> = said.values().cloned().collect();
            let (state, common) = outcome(signers, &words);
            if granted.is_some() {
                let gone = standing.iter().filter(|one| !common.contains(one));
                taken_back.extend(gone.map(|one| (*one, decision.decided_at)));
            } else if state != AnswerState::Pending {
                granted = Some(common.clone());
            }
            standing = common;
        }
        Self { signed_at, granted: granted.unwrap_or_default(), taken_back, expires_at }
    }
}

/// What happened to a use since the document was signed.
///
/// - `WITHDRAWN`: it was withdrawn.
/// - `RENEWED`: a later answer allowed it again.
/// - `GRANTED`: a later answer allowed it for the first time.
/// - `SUPERSEDED`: a later answer replaced this one and does not allow it.
/// - `EXPIRED`: the licence has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poem_openapi::Enum)]
#[oai(rename_all = "UPPERCASE")]
pub enum ChangeKind {
    /// It was withdrawn.
    Withdrawn,
    /// A later answer allowed it again.
    Renewed,
    /// A later answer allowed it for the first time.
    Granted,
    /// A later answer replaced this one and does not allow it.
    Superseded,
    /// The licence has ended.
    Expired,
}

impl ChangeKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Renewed => "renewed",
            Self::Granted => "granted",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
        }
    }
}

/// The last change of a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub name: Use,
    pub kind: ChangeKind,
    pub at: Timestamp,
}

/// The current state, for the holder of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// The state of the last answer, which counts.
    pub state: AnswerState,
    pub in_force: Vec<Use>,
    /// The uses that the document granted.
    pub granted: Vec<Use>,
    /// The last change of each use that has changed, in the order of the uses.
    pub changes: Vec<Change>,
    /// When a later answer replaced the document's.
    pub superseded_at: Option<Timestamp>,
    /// When the uses in force end.
    pub ends_at: Option<Timestamp>,
}

impl Today {
    /// `words`: the answer of the document, then those given later, in order. `state` and
    /// `in_force` are those of the last one, as of `now`.
    pub fn of(words: &[GivenWord], state: AnswerState, in_force: Vec<Use>, now: Timestamp) -> Self {
        let all = words
            .iter()
            .flat_map(|word| word.granted.iter().chain(word.taken_back.iter().map(|(one, _)| one)));
        let changes = Use::sorted(all.copied()).into_iter().filter_map(|name| {
            let (kind, at) = last_change(words, name, now)?;
            Some(Change { name, kind, at })
        });
        let last = words.last().and_then(|last| last.expires_at);
        Self {
            state,
            granted: words.first().map(|first| first.granted.clone()).unwrap_or_default(),
            changes: changes.collect(),
            superseded_at: words.get(1).map(|later| later.signed_at),
            ends_at: last.filter(|_| !in_force.is_empty()),
            in_force,
        }
    }
}

fn last_change(words: &[GivenWord], name: Use, now: Timestamp) -> Option<(ChangeKind, Timestamp)> {
    let granted_at_first = words.first().is_some_and(|first| first.granted.contains(&name));
    let (mut change, mut stands) = (None, false);
    for (nth, word) in words.iter().enumerate() {
        if word.granted.contains(&name) {
            if nth > 0 {
                let again =
                    if granted_at_first { ChangeKind::Renewed } else { ChangeKind::Granted };
                change = Some((again, word.signed_at));
            }
            stands = true;
        } else if stands {
            change = Some((ChangeKind::Superseded, word.signed_at));
            stands = false;
        }
        if let Some((_, at)) = word.taken_back.iter().find(|(one, _)| *one == name) {
            change = Some((ChangeKind::Withdrawn, *at));
            stands = false;
        }
    }
    let end = words.last().and_then(|last| last.expires_at).filter(|end| *end <= now);
    match end {
        Some(end) if stands => Some((ChangeKind::Expired, end)),
        _ => change,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::DecisionKind;
    use crate::model::{DecisionId, DocumentId};

    fn decision(signer: i64, uses: &[Use], at: i64) -> Decision {
        Decision {
            id: DecisionId(at),
            signer: SignerId(signer),
            document: DocumentId(1),
            uses: uses.to_vec(),
            signature: None,
            record: None,
            first: true,
            replaces: None,
            kind: DecisionKind::Accepted,
            decided_at: Timestamp(at),
        }
    }

    fn word(granted: &[Use], signed_at: i64, expires_at: i64) -> GivenWord {
        GivenWord {
            signed_at: Timestamp(signed_at),
            granted: granted.to_vec(),
            taken_back: vec![],
            expires_at: Some(Timestamp(expires_at)),
        }
    }

    #[test]
    fn what_two_guardians_take_back_is_noted_once_each_with_its_day() {
        let both = [Use::WEB, Use::PRINT];
        let said = [
            decision(1, &[Use::WEB, Use::PRINT, Use::PRESS], 10),
            decision(2, &both, 20),
            decision(2, &[Use::WEB], 30),
            decision(1, &[Use::WEB, Use::PRESS], 40),
            decision(1, &[], 50),
        ];
        let word = GivenWord::of(2, &said, Timestamp(20), None);
        assert_eq!(word.granted, both);
        let taken = vec![(Use::PRINT, Timestamp(30)), (Use::WEB, Timestamp(50))];
        assert_eq!(word.taken_back, taken);
        // A use that one guardian withdrew before the other had answered was never granted.
        let early = [decision(1, &both, 10), decision(1, &[Use::WEB], 15), decision(2, &both, 20)];
        let word = GivenWord::of(2, &early, Timestamp(20), None);
        assert_eq!((word.granted, word.taken_back), (vec![Use::WEB], vec![]));
    }

    #[test]
    fn of_each_use_the_last_that_became_of_it_is_told() {
        use ChangeKind::{Expired, Granted, Renewed, Superseded, Withdrawn};
        let changes = |words: &[GivenWord], now: i64| -> Vec<(Use, ChangeKind, i64)> {
            let today = Today::of(words, AnswerState::Accepted, vec![], Timestamp(now));
            today.changes.into_iter().map(|one| (one.name, one.kind, one.at.0)).collect()
        };
        let first = word(&[Use::WEB, Use::PRESS], 10, 100);
        assert_eq!(changes(std::slice::from_ref(&first), 50), []);
        let ended = [(Use::WEB, Expired, 100), (Use::PRESS, Expired, 100)];
        assert_eq!(changes(std::slice::from_ref(&first), 100), ended);
        let mut taken = first.clone();
        taken.taken_back = vec![(Use::WEB, Timestamp(20))];
        let since = [(Use::WEB, Withdrawn, 20), (Use::PRESS, Expired, 100)];
        assert_eq!(changes(std::slice::from_ref(&taken), 200), since);
        let renewed = [first.clone(), word(&[Use::WEB, Use::PRINT], 60, 600)];
        let since =
            [(Use::WEB, Renewed, 60), (Use::PRESS, Superseded, 60), (Use::PRINT, Granted, 60)];
        assert_eq!(changes(&renewed, 200), since);
        let refused = [taken, word(&[], 60, 600)];
        assert_eq!(
            changes(&refused, 70),
            [(Use::WEB, Withdrawn, 20), (Use::PRESS, Superseded, 60)]
        );
    }
}
