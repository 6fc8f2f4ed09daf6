//! Who consents for a child where two guardians are asked for and one is known: that one
//! names the other, or declares to exercise parental authority alone. Nobody becomes two
//! in silence.

use super::employee::{GuardianDetails, GuardianInput};
use super::record::GuardianRule;
use super::{Check, Locale};
use crate::error::{Error, Result};

/// What the only known guardian says of the other one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtherGuardian {
    /// There is none: they exercise parental authority alone.
    Alone,
    /// Who it is, to be asked as well.
    Named(GuardianDetails),
}

impl OtherGuardian {
    /// Checks what was sent with an answer. `rule` is that of a guardian's answer; consenting
    /// where one of two is known takes exactly one of the two statements, and nothing else
    /// takes any.
    pub fn checked(
        rule: Option<GuardianRule>,
        accepted: bool,
        named: Option<GuardianInput>,
        alone: bool,
        locale: Locale,
    ) -> Result<Option<Self>> {
        let is_asked = accepted && rule.is_some_and(GuardianRule::is_one_unknown);
        match (named, alone) {
            (None, false) if is_asked => Err(Error::invalid("otherGuardian", "other_guardian")),
            (None, false) => Ok(None),
            _ if !is_asked => Err(Error::invalid("otherGuardian", "other_guardian_not_asked")),
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
    fn one_of_two_says_who_the_other_is_or_that_there_is_none() {
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
