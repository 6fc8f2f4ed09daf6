//! The rule where two guardians are required and one is known: that one names the other or
//! declares to exercise parental authority alone. One consent never silently counts for two.

use super::employee::{GuardianDetails, GuardianInput};
use super::record::GuardianRule;
use super::{Check, Locale};
use crate::error::{Error, Result};

/// The statement of the only known guardian about the other one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtherGuardian {
    /// There is none: they exercise parental authority alone.
    Alone,
    /// The other guardian, to be asked as well.
    Named(GuardianDetails),
}

impl OtherGuardian {
    /// Checks the statements sent with an answer. `rule` is that of a guardian's answer; consent
    /// where one of two is known requires exactly one of the two statements, and no other answer
    /// allows any.
    pub fn checked(
        rule: Option<GuardianRule>,
        accepted: bool,
        named: Option<GuardianInput>,
        alone: bool,
        locale: Locale,
    ) -> Result<Option<Self>> {
        let is_required = accepted && rule.is_some_and(GuardianRule::is_one_unknown);
        match (named, alone) {
            (None, false) if is_required => Err(Error::invalid("otherGuardian", "other_guardian")),
            (None, false) => Ok(None),
            _ if !is_required => Err(Error::invalid("otherGuardian", "other_guardian_not_asked")),
            (Some(_), true) => Err(Error::invalid("soleAuthority", "other_guardian_and_alone")),
            (None, true) => Ok(Some(Self::Alone)),
            (Some(typed), false) => {
                let (mut check, mut own) = (Check::new(), Check::new());
                let details = typed.checked(&mut own, locale);
                check.absorb("otherGuardian", own);
                check.finish(details).map(|details| Some(Self::Named(details)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_two_names_the_other_or_declares_there_is_none() {
        let paul = || GuardianInput {
            first_name: "Paul".into(),
            last_name: "Petit".into(),
            email: "paul@example.org".into(),
            locale: None,
        };
        let rule = |needed, known| Some(GuardianRule { needed, known });
        let read = |rule, accepted, named, alone| {
            OtherGuardian::checked(rule, accepted, named, alone, Locale::Fr)
        };
        let code = |read: Result<Option<OtherGuardian>>| match read {
            Err(Error::Invalid(fields)) => fields[0].code,
            other => panic!("{other:?}"),
        };
        assert_eq!(code(read(rule(2, 1), true, None, false)), "other_guardian");
        assert_eq!(code(read(rule(2, 1), true, Some(paul()), true)), "other_guardian_and_alone");
        assert_eq!(read(rule(2, 1), true, None, true).unwrap(), Some(OtherGuardian::Alone));
        assert!(matches!(
            read(rule(2, 1), true, Some(paul()), false).unwrap(),
            Some(OtherGuardian::Named(details)) if details.email.key == "paul@example.org"
        ));
        assert_eq!(read(rule(2, 1), false, None, false).unwrap(), None, "a refusal needs nobody");
        for answered in [rule(2, 2), rule(1, 1), None] {
            assert_eq!(read(answered, true, None, false).unwrap(), None);
            let odd = read(answered, true, None, true);
            assert_eq!(code(odd), "other_guardian_not_asked");
        }
        let nameless = GuardianInput { email: "paul".into(), ..GuardianInput::default() };
        match read(rule(2, 1), true, Some(nameless), false) {
            Err(Error::Invalid(fields)) => {
                let fields: Vec<&str> = fields.iter().map(|one| &*one.field).collect();
                let all =
                    ["otherGuardian.firstName", "otherGuardian.lastName", "otherGuardian.email"];
                assert_eq!(fields, all);
            }
            other => panic!("{other:?}"),
        }
    }
}
