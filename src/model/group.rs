//! Groups of employees who are asked together: a class, a team, a mailing list.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::check::{line, lines};
use super::{Check, CompanyId, GroupId, Timestamp, fold};
use crate::error::Result;

/// The maximum number of employees added, removed or named at a time.
pub const PEOPLE: usize = 1_000;
/// The maximum number of groups per employee or per request for consent.
pub const GROUPS: usize = 100;

/// A group of employees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub id: GroupId,
    pub company: CompanyId,
    pub name: String,
    pub description: Option<String>,
    /// The number of members, without deleted ones.
    pub members: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// The id and name of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub id: GroupId,
    pub name: String,
}

/// The ids sorted, without duplicates.
pub fn each_once<T: Copy + Ord>(ids: Vec<T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}

/// The data of a group, as typed.
#[derive(Debug, Clone, Default)]
pub struct GroupInput {
    pub name: String,
    pub description: Option<String>,
}

/// The data of a group, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    pub name: String,
    pub description: Option<String>,
}

impl Details {
    /// The folded name: the key for comparing, sorting and finding.
    pub fn name_key(&self) -> String {
        fold(&self.name)
    }
}

impl GroupInput {
    /// Checks every field.
    pub fn checked(self) -> Result<Details> {
        let mut check = Check::new();
        let name = check.field("name", line(&self.name, 100));
        let description =
            check.optional("description", self.description.as_deref(), |text| lines(text, 1_000));
        check.finish(name).map(|name| Details { name, description })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str) -> GroupInput {
        GroupInput { name: name.into(), description: Some("  ".into()) }
    }

    #[test]
    fn nobody_is_named_twice() {
        assert_eq!(each_once(vec![3, 1, 3, 2, 1]), [3, 1, 2]);
    }

    #[test]
    fn a_group_has_a_name_of_one_line() {
        let group = typed("  Équipe  Ventes ").checked().unwrap();
        assert_eq!((group.name_key().as_str(), group.description), ("equipe ventes", None));
        assert!(typed("").checked().is_err());
        assert!(typed("a\nb").checked().is_err());
        assert!(typed(&"é".repeat(100)).checked().is_ok());
        assert!(typed(&"é".repeat(101)).checked().is_err());
    }
}
