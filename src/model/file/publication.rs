//! The publication rule: whether a photograph may be published, from the answers of the people on
//! it. Lists, exports and links evaluate it each time.

use super::File;
use crate::model::uses::ForbiddenUses;
use crate::model::{AnswerId, AnswerState, EmployeeId, Timestamp, Use};

crate::model::published! { "snake_case"
/// Whether a photograph may be published for one use, as of now.
///
/// - `allowed`: everybody on it has accepted this use and that is still in force, or a user
///   declared that nobody on it can be recognised.
/// - `refused`: somebody on it has refused this use or withdrawn it, their consent has ended, the
///   use is on hold, or they were erased.
/// - `pending`: somebody on it has not answered, or was never asked, and nobody has refused.
/// - `unknown`: nobody is named on it, or a restore could not name everybody who was.
#[derive(Hash)]
pub enum PhotoState {
    /// Everybody on it has accepted this use and that is still in force.
    Allowed,
    /// Somebody on it has refused or withdrawn this use, or their consent has ended.
    Refused,
    /// Somebody on it has not answered, or was never asked; nobody has refused.
    Pending,
    /// Nobody is named on it, or a restore could not name everybody who was.
    Unknown,
}
}

impl PhotoState {
    /// The state from everybody's permissions, and what is known of who else is on it.
    fn of(others: Others, permissions: impl IntoIterator<Item = UsePermission>) -> Self {
        match (permissions.into_iter().max(), others) {
            (Some(UsePermission::No), _) => PhotoState::Refused,
            (_, Others::Lost) | (None, Others::Unknown) => PhotoState::Unknown,
            (Some(UsePermission::NotYet), _) => PhotoState::Pending,
            (Some(UsePermission::Yes), _) | (None, Others::Unrecognisable) => PhotoState::Allowed,
        }
    }
}

/// What is known of who is on a photograph, besides the people named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// Nothing: if nobody is named, it is not known who is on it.
    Unknown,
    /// A user declared that nobody can be recognised, which counts as long as nobody is named.
    Unrecognisable,
    /// A restore could not name somebody who was named before. A user must name the people again.
    Lost,
}

impl File {
    /// What is known of who is on it, besides the people named.
    pub fn others(&self) -> Others {
        match (self.names_lost_at, self.nobody_recognisable) {
            (Some(_), _) => Others::Lost,
            (None, Some(_)) => Others::Unrecognisable,
            (None, None) => Others::Unknown,
        }
    }
}

/// The state of a photograph for one use, and the people who cause it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseStanding {
    pub wanted: Use,
    pub state: PhotoState,
    /// Those because of whom it may not be published, and what they did.
    pub refused_by: Vec<(EmployeeId, Obstacle)>,
    /// Those who have not answered, or were never asked.
    pub awaited: Vec<EmployeeId>,
}

impl UseStanding {
    /// Of a photograph with these people on it, at an instant; a `None` among the consents was
    /// never asked.
    pub fn of<'c>(
        wanted: Use,
        others: Others,
        people: impl IntoIterator<Item = (EmployeeId, Option<&'c Consent>)>,
        now: Timestamp,
    ) -> Self {
        let (mut permissions, mut refused_by, mut awaited) = (vec![], vec![], vec![]);
        for (id, said) in people {
            let permission =
                said.map_or(UsePermission::NotYet, |consent| consent.permission(wanted, now));
            match (permission, said) {
                (UsePermission::No, Some(consent)) => {
                    refused_by.push((id, consent.obstacle(wanted, now)));
                }
                (UsePermission::NotYet, _) => awaited.push(id),
                _ => {}
            }
            permissions.push(permission);
        }
        let state = PhotoState::of(others, permissions);
        Self { wanted, state, refused_by, awaited }
    }

    /// Those whom one obstacle is about.
    pub fn with(&self, obstacle: Obstacle) -> Vec<EmployeeId> {
        let those = self.refused_by.iter().filter(|(_, one)| *one == obstacle);
        those.map(|(id, _)| *id).collect()
    }
}

impl UseStanding {
    /// Of a file, from the consents of everybody named on it.
    pub fn of_file(wanted: Use, file: &File, consents: &[Consent], now: Timestamp) -> Self {
        let people = consents.iter().map(|one| (one.employee, Some(one)));
        Self::of(wanted, file.others(), people, now)
    }
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// Why somebody on a photograph does not permit a use.
///
/// - `REFUSED`: they, or one of those who sign for them, did not allow it.
/// - `WITHDRAWN`: it was allowed, and then withdrawn.
/// - `ENDED`: their consent has ended.
/// - `ON_HOLD`: it is on hold.
/// - `NOT_OFFERED`: it was not among the uses that they were asked about.
/// - `ERASED`: they were erased.
#[oai(rename = "TakedownCause")]
pub enum Obstacle {
    /// They, or one of those who sign for them, did not allow it.
    Refused,
    /// It was allowed, and then withdrawn.
    Withdrawn,
    /// Their consent has ended.
    Ended,
    /// It is on hold.
    OnHold,
    /// It was not among the uses that they were asked about.
    NotOffered,
    /// They were erased.
    Erased,
}
}

/// Whether one person permits one use, in ascending order of severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UsePermission {
    Yes,
    NotYet,
    No,
}

/// The consent of a person on a photograph to its event: their latest given answer, so that a
/// renewed request changes nothing until it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    pub employee: EmployeeId,
    /// First and last name; empty once erased.
    pub person: String,
    /// An erased person may not be shown any more, whatever they answered.
    pub erased: bool,
    /// None: never asked.
    pub answer: Option<GivenAnswer>,
}

/// The part of an answer that the rule needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    pub id: AnswerId,
    pub reference: String,
    pub state: AnswerState,
    pub uses: Vec<Use>,
    /// What was offered when it was answered; empty where that is not known.
    pub offered: Vec<Use>,
    /// On hold: since a restore, as the person had said no to these after the backup was made, or
    /// since the evidence is not what was sealed.
    pub held: ForbiddenUses,
    /// While it waits for another signer: what one of them has not allowed, so that it cannot
    /// be allowed any more.
    pub denied: Vec<Use>,
    /// What was allowed and then withdrawn, if it still allows other uses.
    pub withdrawn: Vec<Use>,
    pub signed_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
}

impl Consent {
    /// Whether they, or one of those who sign for them, refused, withdrew, or did not allow a
    /// use that was offered; or their consent has ended.
    pub fn said_no(&self, now: Timestamp) -> bool {
        let Some(answer) = &self.answer else { return false };
        if !answer.held.is_empty() || !answer.denied.is_empty() {
            return true;
        }
        if answer.signed_at.is_none() {
            return false;
        }
        match answer.state {
            AnswerState::Refused | AnswerState::Withdrawn | AnswerState::Expired => true,
            _ if answer.expires_at.is_some_and(|end| end <= now) => true,
            _ => answer.offered.iter().any(|one| !answer.uses.contains(one)),
        }
    }

    /// Whether a use is permitted at an instant.
    pub fn permission(&self, wanted: Use, now: Timestamp) -> UsePermission {
        if self.erased {
            return UsePermission::No;
        }
        let Some(answer) = &self.answer else { return UsePermission::NotYet };
        if answer.held.contains(&wanted) || answer.denied.contains(&wanted) {
            return UsePermission::No;
        }
        match answer.state {
            AnswerState::Pending => UsePermission::NotYet,
            // The request expired without an answer.
            AnswerState::Expired if answer.signed_at.is_none() => UsePermission::NotYet,
            AnswerState::Accepted
                if answer.uses.contains(&wanted)
                    && answer.expires_at.is_none_or(|end| now < end) =>
            {
                UsePermission::Yes
            }
            _ => UsePermission::No,
        }
    }

    /// Why a use that is not permitted at an instant is not.
    fn obstacle(&self, wanted: Use, now: Timestamp) -> Obstacle {
        let Some(answer) = self.answer.as_ref().filter(|_| !self.erased) else {
            return Obstacle::Erased;
        };
        if answer.held.contains(&wanted) {
            return Obstacle::OnHold;
        }
        if !answer.offered.is_empty() && !answer.offered.contains(&wanted) {
            return Obstacle::NotOffered;
        }
        let was_granted = answer.uses.contains(&wanted);
        match answer.state {
            AnswerState::Withdrawn => Obstacle::Withdrawn,
            _ if answer.withdrawn.contains(&wanted) => Obstacle::Withdrawn,
            AnswerState::Expired if was_granted => Obstacle::Ended,
            AnswerState::Accepted
                if was_granted && answer.expires_at.is_some_and(|end| end <= now) =>
            {
                Obstacle::Ended
            }
            _ => Obstacle::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(state: AnswerState, uses: &[Use], expires_at: Option<i64>) -> Consent {
        let answer = GivenAnswer {
            id: AnswerId(1),
            reference: "R".into(),
            state,
            uses: uses.to_vec(),
            offered: vec![Use::WEB, Use::PRESS],
            held: vec![].into(),
            denied: vec![],
            withdrawn: vec![],
            signed_at: (state != AnswerState::Pending).then_some(Timestamp(0)),
            expires_at: expires_at.map(Timestamp),
        };
        Consent {
            employee: EmployeeId(1),
            person: "Ana".into(),
            erased: false,
            answer: Some(answer),
        }
    }

    fn web(consent: &Consent, now: i64) -> UsePermission {
        consent.permission(Use::WEB, Timestamp(now))
    }

    #[test]
    fn a_consent_counts_for_its_uses_until_it_ends() {
        let yes = said(AnswerState::Accepted, &[Use::WEB], Some(100));
        assert_eq!(web(&yes, 99), UsePermission::Yes);
        assert_eq!(web(&yes, 100), UsePermission::No);
        assert_eq!(yes.permission(Use::PRESS, Timestamp(0)), UsePermission::No);
        assert_eq!(
            web(&said(AnswerState::Accepted, &[Use::WEB], None), i64::MAX),
            UsePermission::Yes
        );
        for state in [AnswerState::Refused, AnswerState::Withdrawn, AnswerState::Expired] {
            assert_eq!(web(&said(state, &[Use::WEB], None), 0), UsePermission::No, "{state:?}");
        }
        assert_eq!(web(&said(AnswerState::Pending, &[], None), 0), UsePermission::NotYet);
        assert_eq!(web(&Consent { erased: true, ..yes.clone() }, 0), UsePermission::No);
        let mut held = yes.clone();
        held.answer.as_mut().unwrap().held = vec![Use::WEB].into();
        assert_eq!(web(&held, 0), UsePermission::No);
        assert!(held.said_no(Timestamp(0)));
        let mut begun = said(AnswerState::Pending, &[], None);
        begun.answer.as_mut().unwrap().denied = vec![Use::WEB];
        assert_eq!(web(&begun, 0), UsePermission::No);
        assert_eq!(begun.permission(Use::PRESS, Timestamp(0)), UsePermission::NotYet);
        assert!(begun.said_no(Timestamp(0)));
        assert_eq!(web(&Consent { answer: None, ..yes }, 0), UsePermission::NotYet);
    }

    #[test]
    fn a_use_that_was_not_asked_about_is_refused_and_a_hold_on_all_covers_it() {
        let own = Use::from_name("yearbook").unwrap();
        let yes = said(AnswerState::Accepted, &[Use::WEB, Use::PRESS], None);
        for one in [own, Use::AI, Use::ADVERTISING] {
            assert_eq!(yes.permission(one, Timestamp(0)), UsePermission::No, "{one:?}");
        }
        let mut granted = said(AnswerState::Accepted, &[own], None);
        assert_eq!(granted.permission(own, Timestamp(0)), UsePermission::Yes);
        granted.answer.as_mut().unwrap().held = ForbiddenUses::Every;
        assert_eq!(granted.permission(own, Timestamp(0)), UsePermission::No);
        let mut asked = said(AnswerState::Pending, &[], None);
        assert_eq!(asked.permission(own, Timestamp(0)), UsePermission::NotYet);
        asked.answer.as_mut().unwrap().held = ForbiddenUses::Every;
        assert_eq!(asked.permission(own, Timestamp(0)), UsePermission::No);
    }

    #[test]
    fn a_no_is_a_refusal_a_withdrawal_an_end_and_what_was_offered_and_not_allowed() {
        use AnswerState::{Accepted, Expired, Pending, Refused, Withdrawn};
        let both = [Use::WEB, Use::PRESS];
        for (state, uses, is_no) in [
            (Refused, &[][..], true),
            (Withdrawn, &[], true),
            (Accepted, &[Use::WEB], true),
            (Expired, &[Use::WEB], true),
            (Expired, &both, true),
            (Accepted, &both, false),
            (Pending, &[], false),
        ] {
            let said = said(state, uses, None).said_no(Timestamp(0));
            assert_eq!(said, is_no, "{state:?} {uses:?}");
        }
        let ends = said(Accepted, &both, Some(100));
        assert_eq!([99, 100].map(|now| ends.said_no(Timestamp(now))), [false, true]);
    }

    #[test]
    fn nobody_recognisable_allows_only_while_nobody_is_named() {
        use UsePermission::{No, Yes};
        assert_eq!(PhotoState::of(Others::Unrecognisable, []), PhotoState::Allowed);
        assert_eq!(PhotoState::of(Others::Unrecognisable, [No]), PhotoState::Refused);
        assert_eq!(PhotoState::of(Others::Unrecognisable, [Yes]), PhotoState::Allowed);
    }

    #[test]
    fn a_photograph_whose_names_were_lost_is_never_allowed() {
        use UsePermission::{No, NotYet, Yes};
        for (permissions, state) in [
            (&[][..], PhotoState::Unknown),
            (&[Yes, Yes], PhotoState::Unknown),
            (&[Yes, NotYet], PhotoState::Unknown),
            (&[Yes, No], PhotoState::Refused),
        ] {
            assert_eq!(PhotoState::of(Others::Lost, permissions.iter().copied()), state);
        }
    }

    #[test]
    fn a_standing_names_who_blocks_and_who_is_awaited() {
        let yes = said(AnswerState::Accepted, &[Use::WEB], None);
        let no = said(AnswerState::Refused, &[], None);
        let open = said(AnswerState::Pending, &[], None);
        let ids = [1, 2, 3, 4].map(EmployeeId);
        let people = [Some(&yes), Some(&no), Some(&open), None];
        let standing =
            UseStanding::of(Use::WEB, Others::Unknown, ids.into_iter().zip(people), Timestamp(0));
        assert_eq!(standing.state, PhotoState::Refused);
        assert_eq!(standing.refused_by, [(EmployeeId(2), Obstacle::Refused)]);
        assert_eq!(standing.awaited, [EmployeeId(3), EmployeeId(4)]);
    }

    #[test]
    fn a_standing_says_what_stands_in_the_way() {
        let wanted = Use::WEB;
        let why = |consent: &Consent| {
            let people = [(EmployeeId(1), Some(consent))];
            let standing = UseStanding::of(wanted, Others::Unknown, people, Timestamp(10));
            standing.refused_by.first().map(|(_, why)| *why)
        };
        let other = said(AnswerState::Accepted, &[Use::PRESS], None);
        assert_eq!(why(&other), Some(Obstacle::Refused));
        let mut back = other.clone();
        back.answer.as_mut().unwrap().withdrawn = vec![wanted];
        assert_eq!(why(&back), Some(Obstacle::Withdrawn));
        let mut unasked = other.clone();
        unasked.answer.as_mut().unwrap().offered = vec![Use::PRESS];
        assert_eq!(why(&unasked), Some(Obstacle::NotOffered));
        let mut held = said(AnswerState::Accepted, &[wanted], None);
        held.answer.as_mut().unwrap().held = vec![wanted].into();
        assert_eq!(why(&held), Some(Obstacle::OnHold));
        for (consent, expected) in [
            (said(AnswerState::Withdrawn, &[], None), Some(Obstacle::Withdrawn)),
            (said(AnswerState::Refused, &[], None), Some(Obstacle::Refused)),
            (said(AnswerState::Accepted, &[wanted], Some(10)), Some(Obstacle::Ended)),
            (said(AnswerState::Expired, &[wanted], Some(10)), Some(Obstacle::Ended)),
            (Consent { erased: true, ..other }, Some(Obstacle::Erased)),
            (said(AnswerState::Accepted, &[wanted], None), None),
        ] {
            assert_eq!(why(&consent), expected);
        }
    }

    #[test]
    fn one_no_outweighs_every_yes() {
        use UsePermission::{No, NotYet, Yes};
        for (permissions, state) in [
            (&[][..], PhotoState::Unknown),
            (&[Yes, Yes], PhotoState::Allowed),
            (&[Yes, NotYet], PhotoState::Pending),
            (&[Yes, NotYet, No], PhotoState::Refused),
        ] {
            assert_eq!(PhotoState::of(Others::Unknown, permissions.iter().copied()), state);
        }
    }
}
