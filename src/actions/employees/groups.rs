//! The groups named when an employee is added or changed.

use crate::error::Result;
use crate::model::employee::Details;
use crate::model::{Check, EmployeeId, Fact};
use crate::store::{Read, Tx, facts, groups};

/// Refuses groups that do not exist.
pub fn check(read: &Read, details: &Details) -> Result<()> {
    let mut check = Check::new();
    for (nth, id) in details.groups.iter().flatten().enumerate() {
        check.require(groups::exists(read, *id)?, format!("groupIds.{nth}"), "unknown");
    }
    check.done()
}

/// Makes an employee a member of exactly these groups, if groups are given.
pub fn set(tx: &Tx, employee: EmployeeId, details: &Details) -> Result<()> {
    let Some(wanted) = &details.groups else { return Ok(()) };
    for old in groups::names_of(tx, employee)? {
        if !wanted.contains(&old.id) {
            groups::remove(tx, old.id, employee)?;
            facts::record(tx, Fact::GroupUpdated { group: old.id })?;
        }
    }
    for id in wanted {
        if groups::add(tx, *id, employee)? {
            facts::record(tx, Fact::GroupUpdated { group: *id })?;
        }
    }
    Ok(())
}
