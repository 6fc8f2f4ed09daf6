//! The guardians of minors.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::columns::{grouped, id_list, text_or_empty};
use super::{Changes, Read, Row, Rows, Tx, bounces, params};
use crate::error::Result;
use crate::model::employee::GuardianDetails;
use crate::model::{EmployeeId, Guardian, GuardianId, Person, Timestamp};

/// The guardians of an employee, in the order they were added.
pub fn of_employee(read: &Read, employee: EmployeeId) -> Result<Vec<Guardian>> {
    read.all(
        "SELECT id, employee_id, first_name, last_name, email, locale, bounced_at, bounced_for
           FROM guardians
          WHERE company_id = :company AND employee_id = :employee AND deleted_at IS NULL
          ORDER BY id",
        params! { ":employee": employee },
        guardian,
    )
}

/// A guardian, even if they are one no more.
pub fn find_any(read: &Read, id: GuardianId) -> Result<Option<Guardian>> {
    read.first(
        "SELECT id, employee_id, first_name, last_name, email, locale, bounced_at, bounced_for
           FROM guardians WHERE company_id = :company AND id = :id",
        params! { ":id": id },
        guardian,
    )
}

/// As [`of_employee`], of many employees; those without guardians are missing.
pub fn of_employees(
    read: &Read,
    employees: &[EmployeeId],
) -> Result<HashMap<EmployeeId, Vec<Guardian>>> {
    let found = read.all(
        "SELECT id, employee_id, first_name, last_name, email, locale, bounced_at, bounced_for
           FROM guardians
          WHERE company_id = :company AND deleted_at IS NULL
            AND employee_id IN (SELECT value FROM json_each(:ids))
          ORDER BY id",
        params! { ":ids": id_list(employees) },
        |row| Ok((row.get("employee_id")?, guardian(row)?)),
    )?;
    Ok(grouped(found))
}

/// A live employee, and who signs for them, from what is known of them today.
pub struct Signing {
    pub person: Person,
    /// Their guardians; empty if the employee signs themselves.
    pub by: Vec<Guardian>,
    /// Today, in the company's time zone.
    pub today: Date,
}

impl Signing {
    /// Determines who signs for an employee on a day; `Err` if a guardian is needed and there is
    /// none.
    pub fn of(
        read: &Read,
        person: Person,
        day: Timestamp,
        zone: &TimeZone,
    ) -> Result<Self, &'static str> {
        let by = person.guardians_on(day, zone)?.to_vec();
        Ok(Self { person, by, today: read.now().day_in(zone) })
    }
}

/// As [`Signing::of`], for a live employee by id.
pub fn signing(
    read: &Read,
    id: EmployeeId,
    day: Timestamp,
    zone: &TimeZone,
) -> Result<Result<Signing, &'static str>> {
    let Some(employee) = super::employees::find(read, id)? else { return Ok(Err("unknown")) };
    let person = super::employees::whole(read, employee)?;
    Ok(Signing::of(read, person, day, zone))
}

pub fn create(tx: &Tx, employee: EmployeeId, details: &GuardianDetails) -> Result<GuardianId> {
    let id = tx.insert(
        "INSERT INTO guardians (company_id, employee_id, first_name, last_name, email, email_key,
                locale, created_at, updated_at)
         VALUES (:company, :employee, :first, :last, :email, :key, :locale, :now, :now)
         RETURNING id",
        params! {
            ":employee": employee, ":first": details.first_name, ":last": details.last_name,
            ":email": details.email.address, ":key": details.email.key,
            ":locale": details.locale.tag(), ":now": tx.now(),
        },
    )?;
    Ok(GuardianId(id))
}

pub fn update(tx: &Tx, id: GuardianId, details: &GuardianDetails) -> Result<bool> {
    let changed = tx.change(
        "UPDATE guardians SET bounced_at = CASE WHEN email_key = :key THEN bounced_at END,
                bounced_for = CASE WHEN email_key = :key THEN bounced_for END,
                first_name = :first, last_name = :last, email = :email, email_key = :key, locale = :locale, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        params! {
            ":first": details.first_name, ":last": details.last_name,
            ":email": details.email.address, ":key": details.email.key,
            ":locale": details.locale.tag(), ":now": tx.now(), ":id": id,
        },
    )?;
    Ok(changed == 1)
}

pub fn delete(tx: &Tx, id: GuardianId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE guardians SET deleted_at = :now, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

fn guardian(row: &Row) -> Result<Guardian> {
    Ok(Guardian {
        id: row.get("id")?,
        employee: row.get("employee_id")?,
        first_name: text_or_empty(row, "first_name")?,
        last_name: text_or_empty(row, "last_name")?,
        email: text_or_empty(row, "email")?,
        locale: row.get("locale")?,
        bounced_at: row.get("bounced_at")?,
        email_state: bounces::state(row)?,
    })
}
