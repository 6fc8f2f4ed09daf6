//! Groups of employees, and their members.

use std::collections::HashMap;

use super::columns::{grouped, id_list};
use super::search::{Among, among};
use super::{Changes, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::group::{Details, Named};
use crate::model::{EmployeeId, Group, GroupId, Page, PageQuery};

/// The sort orders of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Name,
    CreatedAt,
}

const COLUMNS: &str = "g.id, g.company_id, g.name, g.description, g.created_at, g.updated_at,
     g.deleted_at,
     (SELECT COUNT(*) FROM group_members AS m
        JOIN employees AS e ON e.company_id = m.company_id AND e.id = m.employee_id
       WHERE m.company_id = g.company_id AND m.group_id = g.id AND e.deleted_at IS NULL) AS members";

/// A live group.
pub fn find(read: &Read, id: GroupId) -> Result<Option<Group>> {
    Ok(find_any(read, id)?.filter(|group| group.deleted_at.is_none()))
}

/// A group, deleted ones too.
pub fn find_any(read: &Read, id: GroupId) -> Result<Option<Group>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM groups AS g WHERE g.company_id = :company AND g.id = :id"),
        params! { ":id": id },
        group,
    )
}

/// The live group with this folded name.
pub fn by_name(read: &Read, name_key: &str) -> Result<Option<Group>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM groups AS g
              WHERE g.company_id = :company AND g.name_key = :key AND g.deleted_at IS NULL"
        ),
        params! { ":key": name_key },
        group,
    )
}

/// The groups of the company.
pub fn list(read: &Read, query: &PageQuery<Order>) -> Result<Page<Group>> {
    let live = if query.with_deleted { "" } else { "AND g.deleted_at IS NULL" };
    let d = if query.descending { "DESC" } else { "ASC" };
    let by = match query.order {
        Order::Name => format!("g.name_key {d}, g.id {d}"),
        Order::CreatedAt => format!("g.created_at {d}, g.id {d}"),
    };
    let Among { which: searched, plus, found } = among("g.id", query.among.as_deref());
    let wanted = format!("FROM groups AS g WHERE {plus}g.company_id = :company {live} {searched}");
    let total = read.count(&format!("SELECT COUNT(*) {wanted}"), params! { ":found": found })?;
    let data = read.all(
        &format!("SELECT {COLUMNS} {wanted} ORDER BY {by} LIMIT :limit OFFSET :offset"),
        params! { ":found": found, ":limit": query.limit, ":offset": query.offset() },
        group,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// The live groups of an employee, by name.
pub fn of_employee(read: &Read, employee: EmployeeId) -> Result<Vec<Group>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM group_members AS own
               JOIN groups AS g ON g.company_id = own.company_id AND g.id = own.group_id
              WHERE own.company_id = :company AND own.employee_id = :employee
                AND g.deleted_at IS NULL
              ORDER BY g.name_key, g.id"
        ),
        params! { ":employee": employee },
        group,
    )
}

/// As [`of_employee`], names only.
pub fn names_of(read: &Read, employee: EmployeeId) -> Result<Vec<Named>> {
    read.all(
        "SELECT g.id, g.name FROM group_members AS m
           JOIN groups AS g ON g.company_id = m.company_id AND g.id = m.group_id
          WHERE m.company_id = :company AND m.employee_id = :employee AND g.deleted_at IS NULL
          ORDER BY g.name_key, g.id",
        params! { ":employee": employee },
        |row| Ok(Named { id: row.get("id")?, name: row.get("name")? }),
    )
}

/// As [`names_of`], of many employees; those without groups are missing.
pub fn names_of_employees(
    read: &Read,
    employees: &[EmployeeId],
) -> Result<HashMap<EmployeeId, Vec<Named>>> {
    let found = read.all(
        "SELECT m.employee_id, g.id, g.name FROM group_members AS m
           JOIN groups AS g ON g.company_id = m.company_id AND g.id = m.group_id
          WHERE m.company_id = :company AND g.deleted_at IS NULL
            AND m.employee_id IN (SELECT value FROM json_each(:ids))
          ORDER BY g.name_key, g.id",
        params! { ":ids": id_list(employees) },
        |row| {
            let named = Named { id: row.get("id")?, name: row.get("name")? };
            Ok((row.get("employee_id")?, named))
        },
    )?;
    Ok(grouped(found))
}

/// Whether the company has this live group.
pub fn exists(read: &Read, id: GroupId) -> Result<bool> {
    let found = read.count(
        "SELECT COUNT(*) FROM groups
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        params! { ":id": id },
    )?;
    Ok(found > 0)
}

/// The live employees of a group, by name.
pub fn members(read: &Read, id: GroupId) -> Result<Vec<EmployeeId>> {
    read.all(
        "SELECT e.id FROM group_members AS m
           JOIN employees AS e ON e.company_id = m.company_id AND e.id = m.employee_id
          WHERE m.company_id = :company AND m.group_id = :id AND e.deleted_at IS NULL
          ORDER BY e.name_key, e.id",
        params! { ":id": id },
        |row| row.at(0),
    )
}

/// Creates an empty group; None if a live one has this folded name.
pub fn create(tx: &Tx, details: &Details) -> Result<Option<GroupId>> {
    let id = tx.try_insert(
        "INSERT INTO groups (company_id, name, name_key, description, created_at, updated_at)
         VALUES (:company, :name, :key, :description, :now, :now)
         ON CONFLICT DO NOTHING RETURNING id",
        params! {
            ":name": details.name, ":key": details.name_key(),
            ":description": details.description, ":now": tx.now(),
        },
    )?;
    Ok(id.map(GroupId))
}

/// Replaces the fields of a live group; false if another one has this name.
pub fn update(tx: &Tx, id: GroupId, details: &Details) -> Result<bool> {
    let changed = tx.change(
        "UPDATE groups SET name = :name, name_key = :key, description = :description,
                updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM groups AS other
                             WHERE other.company_id = :company AND other.name_key = :key
                               AND other.deleted_at IS NULL AND other.id <> :id)",
        params! {
            ":name": details.name, ":key": details.name_key(),
            ":description": details.description, ":now": tx.now(), ":id": id,
        },
    )?;
    Ok(changed == 1)
}

/// Deletes (soft) a group; false if there is no such live one.
pub fn delete(tx: &Tx, id: GroupId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE groups SET deleted_at = :now, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Restores a deleted group with its members; false if a live one has its name.
pub fn restore(tx: &Tx, id: GroupId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE groups SET deleted_at = NULL, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM groups AS other
                             WHERE other.company_id = :company
                               AND other.name_key = groups.name_key
                               AND other.deleted_at IS NULL AND other.id <> :id)",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Adds an employee to a group; false if they are a member.
pub fn add(tx: &Tx, id: GroupId, employee: EmployeeId) -> Result<bool> {
    let changed = tx.change(
        "INSERT INTO group_members (company_id, group_id, employee_id, created_at)
         VALUES (:company, :id, :employee, :now) ON CONFLICT DO NOTHING",
        params! { ":id": id, ":employee": employee, ":now": tx.now() },
    )?;
    Ok(changed == 1)
}

/// Removes an employee from a group; false if they are not a member.
pub fn remove(tx: &Tx, id: GroupId, employee: EmployeeId) -> Result<bool> {
    let changed = tx.change(
        "DELETE FROM group_members
          WHERE company_id = :company AND group_id = :id AND employee_id = :employee",
        params! { ":id": id, ":employee": employee },
    )?;
    Ok(changed == 1)
}

/// Records that the members of a group changed.
pub fn touch(tx: &Tx, id: GroupId) -> Result<()> {
    tx.change(
        "UPDATE groups SET updated_at = :now WHERE company_id = :company AND id = :id",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(())
}

fn group(row: &Row) -> Result<Group> {
    Ok(Group {
        id: row.get("id")?,
        company: row.get("company_id")?,
        name: row.get("name")?,
        description: row.get("description")?,
        members: row.get("members")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        deleted_at: row.get("deleted_at")?,
    })
}
