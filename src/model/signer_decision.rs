//! What a signer is shown of the decision in an answer, and of each use in its document.

use super::{AnswerState, Use};

/// What a signer has decided, as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignerDecision {
    Accepted,
    Refused,
    Withdrawn,
}

/// What became of one use that was offered to a signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseState {
    /// It is in force.
    Allowed,
    Refused,
    /// It was granted and is no longer in force.
    Withdrawn,
    /// The signer grants it, the other guardian does not.
    OtherRefused,
}

impl SignerDecision {
    /// The decision of a signer who granted these uses, in an answer with this state. An answer may
    /// still wait for its other signer.
    pub fn of(state: AnswerState, granted: &[Use]) -> Self {
        match state {
            AnswerState::Withdrawn => SignerDecision::Withdrawn,
            AnswerState::Refused => SignerDecision::Refused,
            _ if granted.is_empty() => SignerDecision::Refused,
            _ => SignerDecision::Accepted,
        }
    }

    /// The state of a use: `granted` are those that the signer granted, `in_force` those of them that
    /// hold today. `is_replaced`: a later answer counts instead of this one.
    pub fn state_of(
        self,
        name: Use,
        granted: &[Use],
        in_force: &[Use],
        is_replaced: bool,
    ) -> UseState {
        if in_force.contains(&name) {
            UseState::Allowed
        } else if granted.contains(&name) && self != SignerDecision::Refused && !is_replaced {
            UseState::Withdrawn
        } else {
            // A use that a later answer does not grant was refused, not withdrawn.
            UseState::Refused
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRANTED: [Use; 2] = [Use::WEB, Use::PRINT];

    #[test]
    fn the_decision_follows_from_the_state_and_from_what_was_granted() {
        let of = SignerDecision::of;
        assert_eq!(of(AnswerState::Accepted, &GRANTED), SignerDecision::Accepted);
        assert_eq!(of(AnswerState::Accepted, &[]), SignerDecision::Refused);
        assert_eq!(of(AnswerState::Refused, &GRANTED), SignerDecision::Refused);
        assert_eq!(of(AnswerState::Withdrawn, &GRANTED), SignerDecision::Withdrawn);
        // The first of two guardians has decided, the second has not.
        assert_eq!(of(AnswerState::Pending, &GRANTED), SignerDecision::Accepted);
        assert_eq!(of(AnswerState::Pending, &[]), SignerDecision::Refused);
    }

    #[test]
    fn a_use_is_allowed_as_long_as_it_is_in_force() {
        let accepted = SignerDecision::Accepted;
        let state = |name| accepted.state_of(name, &GRANTED, &[Use::WEB], false);
        assert_eq!(state(Use::WEB), UseState::Allowed);
        assert_eq!(state(Use::PRINT), UseState::Withdrawn, "granted, and not in force");
        assert_eq!(state(Use::SOCIAL), UseState::Refused, "never granted");
    }

    #[test]
    fn what_a_later_answer_or_another_signer_did_not_grant_is_refused() {
        let withdrawn = SignerDecision::Withdrawn;
        let state =
            |of: SignerDecision, is_replaced| of.state_of(Use::WEB, &GRANTED, &[], is_replaced);
        assert_eq!(state(withdrawn, false), UseState::Withdrawn);
        assert_eq!(state(withdrawn, true), UseState::Refused);
        assert_eq!(state(SignerDecision::Refused, false), UseState::Refused);
    }
}
