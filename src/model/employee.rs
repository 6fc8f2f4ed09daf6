//! Someone who may be photographed, and who signs for them while they are minor.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::person::is_minor;
use super::{Address, CompanyId, EmployeeId, GuardianId, Locale, Signature, Timestamp};

/// Someone who may be photographed. Of an erased person only the id is left:
/// name and e-mail are empty then.
#[derive(Debug, Clone, PartialEq)]
pub struct Employee {
    pub id: EmployeeId,
    pub company: CompanyId,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    /// E.164.
    pub phone: Option<String>,
    pub birth_date: Option<Date>,
    /// The language they are written to in.
    pub locale: Locale,
    /// Unique in the company, from the name.
    pub slug: String,
    /// Kept at their own wish, to be offered again.
    pub signature: Option<Signature>,
    pub address: Address,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

impl Employee {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// Whether guardians sign for them on the day of `at`, in `zone`.
    pub fn is_minor(&self, at: Timestamp, zone: &TimeZone) -> bool {
        self.birth_date.is_some_and(|born| is_minor(born, at, zone))
    }
}

/// Someone who signs for a minor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardian {
    pub id: GuardianId,
    pub employee: EmployeeId,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub locale: Locale,
}

impl Guardian {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// How many guardians a person may have.
pub const GUARDIANS_MOST: usize = 2;
