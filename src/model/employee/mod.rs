//! Employees: people who may be photographed, and the guardians of minors.

pub mod fields;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

pub use fields::{EmployeeField, FIELDS, Fields, Typed};

use super::check::line;
use super::person::is_minor;
use super::{
    Check, CompanyId, Email, EmployeeId, GroupId, GuardianId, Locale, Signature, Timestamp, fold,
    group, slug,
};
use crate::error::Result;

/// The maximum number of guardians.
pub const GUARDIANS_MOST: usize = 2;

/// Someone who may be photographed. Of an erased employee only the id is left: name and e-mail
/// are empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Employee {
    pub id: EmployeeId,
    pub company: CompanyId,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    #[serde(flatten)]
    pub fields: Fields,
    /// Unique in the company, derived from the name.
    pub slug: String,
    /// Stored with their permission, to be offered again.
    #[serde(skip)]
    pub signature: Option<Signature>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
    /// Mails to this address bounce or are unwanted: none is sent.
    #[serde(default)]
    pub bounced_at: Option<Timestamp>,
    #[serde(default)]
    pub email_state: EmailState,
}

impl Employee {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// Whether they are a minor on the day of `at`, in `zone`.
    pub fn is_minor(&self, at: Timestamp, zone: &TimeZone) -> bool {
        self.fields.birth_date.is_some_and(|born| is_minor(born, at, zone))
    }

    /// The slug of their name, before it is made unique.
    pub fn plain_slug(&self) -> String {
        slug(&self.name())
    }
}

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// Whether mails to an address arrive.
///
/// - `OK`: they do, as far as is known.
/// - `UNKNOWN`: the mail server reported that the address does not exist.
/// - `RETURNED`: a user noted that mails come back or are not wanted.
///
/// To an address that is UNKNOWN or RETURNED, only the codes that its owner requests are sent.
#[derive(Default)]
pub enum EmailState {
    /// They do, as far as is known.
    #[default]
    Ok,
    /// The mail server reported that the address does not exist.
    Unknown,
    /// A user noted that mails come back or are not wanted.
    Returned,
}
}

/// A guardian, who signs for a minor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guardian {
    pub id: GuardianId,
    pub employee: EmployeeId,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub locale: Locale,
    /// Mails to this address bounce or are unwanted: none is sent.
    #[serde(default)]
    pub bounced_at: Option<Timestamp>,
    #[serde(default)]
    pub email_state: EmailState,
}

impl Guardian {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// An employee with their guardians and groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub employee: Employee,
    /// At most [`GUARDIANS_MOST`].
    pub guardians: Vec<Guardian>,
    /// The groups they are in, without deleted ones, by name.
    #[serde(default)]
    pub groups: Vec<group::Named>,
    /// How many guardians the company requires for a minor.
    #[serde(default)]
    pub guardians_needed: u8,
}

impl Person {
    /// How many guardians are missing if they are a minor on the day of `at`; 0 for an adult.
    pub fn missing_guardians(&self, at: Timestamp, zone: &TimeZone) -> u8 {
        if !self.employee.is_minor(at, zone) {
            return 0;
        }
        let known = u8::try_from(self.guardians.len()).unwrap_or(u8::MAX);
        self.guardians_needed.saturating_sub(known)
    }

    /// The guardians who sign on the day of `at`: none for an adult, who signs themselves; `Err`
    /// if a guardian is required and missing.
    pub fn guardians_on(
        &self,
        at: Timestamp,
        zone: &TimeZone,
    ) -> Result<&[Guardian], &'static str> {
        if !self.employee.is_minor(at, zone) {
            Ok(&[])
        } else if self.guardians.is_empty() {
            Err("guardian_required")
        } else {
            Ok(&self.guardians)
        }
    }
}

/// The details of an employee, as typed.
#[derive(Debug, Clone, Default)]
pub struct EmployeeInput {
    pub first_name: String,
    pub last_name: String,
    /// Empty for a minor without an address: that of the first guardian is used.
    pub email: String,
    pub fields: Typed,
    pub guardians: Vec<GuardianInput>,
    /// Exactly these groups; None: unchanged.
    pub groups: Option<Vec<GroupId>>,
}

/// A guardian, as typed.
#[derive(Debug, Clone, Default)]
pub struct GuardianInput {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub locale: Option<Locale>,
}

/// The details of an employee, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Details {
    pub first_name: String,
    pub last_name: String,
    pub email: Email,
    pub fields: Fields,
    pub guardians: Vec<GuardianDetails>,
    /// Exactly these groups, each once; None: unchanged.
    pub groups: Option<Vec<GroupId>>,
}

/// The details of a guardian, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardianDetails {
    pub first_name: String,
    pub last_name: String,
    pub email: Email,
    pub locale: Locale,
}

impl Details {
    /// Folded "last first": the key for comparing and sorting.
    pub fn name_key(&self) -> String {
        fold(&format!("{} {}", self.last_name, self.first_name))
    }

    /// The slug of the name, before it is made unique.
    pub fn slug(&self) -> String {
        slug(&format!("{} {}", self.first_name, self.last_name))
    }
}

impl EmployeeInput {
    /// The current details of an employee, in the form of input.
    pub fn of(person: &Person) -> Self {
        let Person { employee, guardians, .. } = person;
        let guardian = |one: &Guardian| GuardianInput {
            first_name: one.first_name.clone(),
            last_name: one.last_name.clone(),
            email: one.email.clone(),
            locale: Some(one.locale),
        };
        Self {
            first_name: employee.first_name.clone(),
            last_name: employee.last_name.clone(),
            email: employee.email.clone(),
            fields: employee.fields.typed(),
            guardians: guardians.iter().map(guardian).collect(),
            groups: None,
        }
    }

    /// Checks every field. `locale` is the default.
    pub fn checked(self, today: Date, locale: Locale) -> Result<Details> {
        let mut check = Check::new();
        let first_name = check.field("firstName", line(&self.first_name, 100));
        let last_name = check.field("lastName", line(&self.last_name, 100));
        let has_own_email = self.guardians.is_empty() || !self.email.trim().is_empty();
        let own_email =
            has_own_email.then(|| check.field("email", Email::parse(&self.email))).flatten();
        let born = self.fields.birth_date.as_deref();
        let dated = born.is_some_and(|day| !day.trim().is_empty());
        let fields = self.fields.checked(&mut check, today, locale);
        // Without a birth date the end of guardianship would be unknown.
        check.require(dated || self.guardians.is_empty(), "birthDate", "guardians_without_age");
        check.require(self.guardians.len() <= GUARDIANS_MOST, "guardians", "too_many_guardians");
        let mut guardians: Vec<GuardianDetails> = vec![];
        for (at, typed) in self.guardians.into_iter().take(GUARDIANS_MOST).enumerate() {
            let mut own = Check::new();
            let guardian = typed.checked(&mut own, fields.locale);
            if let Some(guardian) = guardian {
                let twice = guardians.iter().any(|other| other.email.key == guardian.email.key);
                own.require(!twice, "email", "same_guardian");
                guardians.push(guardian);
            }
            check.absorb(&format!("guardians.{at}"), own);
        }
        let groups = self.groups.map(group::each_once);
        let many = groups.as_ref().is_some_and(|groups| groups.len() > group::GROUPS);
        check.require(!many, "groupIds", "too_many_groups");
        let email = match has_own_email {
            true => own_email,
            // An invalid address of the guardian has been refused above.
            false => guardians.first().map(|guardian| guardian.email.clone()),
        };
        let ((first_name, last_name), email) =
            check.finish(first_name.zip(last_name).zip(email))?;
        Ok(Details { first_name, last_name, email, fields, guardians, groups })
    }
}

impl GuardianInput {
    pub(super) fn checked(self, check: &mut Check, locale: Locale) -> Option<GuardianDetails> {
        let first_name = check.field("firstName", line(&self.first_name, 100));
        let last_name = check.field("lastName", line(&self.last_name, 100));
        let email = check.field("email", Email::parse(&self.email));
        Some(GuardianDetails {
            first_name: first_name?,
            last_name: last_name?,
            email: email?,
            locale: self.locale.unwrap_or(locale),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    const TODAY: Date = jiff::civil::date(2026, 5, 1);

    fn typed() -> EmployeeInput {
        EmployeeInput {
            first_name: " Marie ".into(),
            last_name: "Curie".into(),
            email: "Marie@Example.org".into(),
            ..Default::default()
        }
    }

    fn guardian(email: &str) -> GuardianInput {
        GuardianInput {
            first_name: "Bronisława".into(),
            last_name: "Skłodowska".into(),
            email: email.into(),
            locale: None,
        }
    }

    fn refused(input: EmployeeInput) -> Vec<(String, &'static str)> {
        match input.checked(TODAY, Locale::Fr) {
            Err(Error::Invalid(fields)) => {
                fields.into_iter().map(|one| (one.field.into_owned(), one.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn all_errors_are_reported_at_once() {
        let wrong = EmployeeInput {
            first_name: " ".into(),
            fields: Typed {
                phone: Some("12".into()),
                birth_date: Some("2026-05-02".into()),
                ..Typed::default()
            },
            guardians: vec![guardian("a@x.org"), guardian("A@X.ORG"), guardian("c@x.org")],
            ..typed()
        };
        assert_eq!(
            refused(wrong),
            [
                ("firstName".to_owned(), "required"),
                ("phone".into(), "phone"),
                ("birthDate".into(), "birth_date"),
                ("guardians".into(), "too_many_guardians"),
                ("guardians.1.email".into(), "same_guardian"),
            ]
        );
    }

    #[test]
    fn guardians_come_with_a_birth_date() {
        let undated = EmployeeInput { guardians: vec![guardian("a@x.org")], ..typed() };
        assert_eq!(refused(undated.clone()), [("birthDate".to_owned(), "guardians_without_age")]);
        let fields = Typed { birth_date: Some("2010-01-31".into()), ..Typed::default() };
        let dated = EmployeeInput { fields, ..undated };
        assert_eq!(dated.checked(TODAY, Locale::Fr).unwrap().guardians.len(), 1);
    }

    #[test]
    fn what_is_typed_is_kept_clean() {
        let fields = Typed { phone: Some("06 12 34 56 78".into()), ..Typed::default() };
        let details = EmployeeInput { fields, ..typed() }.checked(TODAY, Locale::En).unwrap();
        assert_eq!(details.first_name, "Marie");
        assert_eq!(
            (details.name_key().as_str(), details.slug().as_str()),
            ("curie marie", "marie-curie")
        );
        assert_eq!(details.fields.phone.as_deref(), Some("+33612345678"));
        assert_eq!(details.fields.locale, Locale::En);
    }

    #[test]
    fn a_minor_needs_a_guardian_until_the_eighteenth_birthday() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let noon = |day: &str| Timestamp::parse_rfc3339(&format!("{day}T10:00:00Z")).unwrap();
        let born = |birth_date, guardians: &[Guardian]| Person {
            employee: Employee {
                id: EmployeeId(1),
                company: CompanyId(1),
                first_name: "Zoé".into(),
                last_name: "Petit".into(),
                email: "zoe@example.org".into(),
                fields: Fields { birth_date, ..Fields::default() },
                slug: "zoe-petit".into(),
                signature: None,
                created_at: Timestamp(0),
                updated_at: Timestamp(0),
                deleted_at: None,
                bounced_at: None,
                email_state: EmailState::Ok,
            },
            guardians: guardians.to_vec(),
            groups: vec![],
            guardians_needed: 2,
        };
        let mother = Guardian {
            id: GuardianId(1),
            employee: EmployeeId(1),
            first_name: "Anne".into(),
            last_name: "Petit".into(),
            email: "anne@example.org".into(),
            locale: Locale::Fr,
            bounced_at: None,
            email_state: EmailState::Ok,
        };
        let day = Some(jiff::civil::date(2008, 5, 23));
        let alone = born(day, &[]);
        assert_eq!(alone.missing_guardians(noon("2026-05-22"), &zone), 2);
        assert_eq!(alone.missing_guardians(noon("2026-05-23"), &zone), 0);
        assert_eq!(alone.guardians_on(noon("2026-05-22"), &zone), Err("guardian_required"));
        assert_eq!(alone.guardians_on(noon("2026-05-23"), &zone), Ok(&[][..]));
        let with = born(day, &[mother]);
        assert_eq!(with.missing_guardians(noon("2026-05-22"), &zone), 1);
        assert_eq!(with.guardians_on(noon("2026-05-22"), &zone).unwrap().len(), 1);
        assert_eq!(with.guardians_on(noon("2026-05-23"), &zone).unwrap().len(), 0);
        assert_eq!(born(None, &[]).guardians_on(noon("2026-05-22"), &zone), Ok(&[][..]));
    }
}
