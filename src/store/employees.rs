//! Employees: the people who may be photographed.

use super::billing::{self, BESIDE, Used};
use super::columns::{IDS, id_list, text_or_empty};
use super::employee_columns::{self as columns, employee, with_fields};
use super::search::{Among, among};
use super::{Changes, Read, Rows, Tx, companies, groups, guardians, params};
use crate::error::Result;
use crate::model::billing::Limit;
use crate::model::employee::Details;
use crate::model::{
    Email, Employee, EmployeeId, EventId, GroupId, Page, PageQuery, Person, Timestamp,
};

/// The sort orders of employees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Last name, then first.
    Name,
    CreatedAt,
}

/// Filters employees; None matches all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Those with this e-mail.
    pub mailbox: Option<Email>,
    /// Those in a live group.
    pub group: Option<GroupId>,
}

/// An employee with their guardians and groups.
pub fn whole(read: &Read, employee: Employee) -> Result<Person> {
    let guardians = guardians::of_employee(read, employee.id)?;
    let groups = groups::names_of(read, employee.id)?;
    // Only needed with a known age.
    let guardians_needed = match employee.fields.birth_date {
        Some(_) => companies::guardians_needed(read)?,
        None => 0,
    };
    Ok(Person { employee, guardians, groups, guardians_needed })
}

/// As [`whole`], of a page of employees, in three statements.
pub fn all_whole(read: &Read, employees: Vec<Employee>) -> Result<Vec<Person>> {
    let ids: Vec<EmployeeId> = employees.iter().map(|employee| employee.id).collect();
    let mut guardians = guardians::of_employees(read, &ids)?;
    let mut groups = groups::names_of_employees(read, &ids)?;
    let needed = companies::guardians_needed(read)?;
    let person = |employee: Employee| Person {
        guardians: guardians.remove(&employee.id).unwrap_or_default(),
        groups: groups.remove(&employee.id).unwrap_or_default(),
        // Only needed with a known age.
        guardians_needed: if employee.fields.birth_date.is_some() { needed } else { 0 },
        employee,
    };
    Ok(employees.into_iter().map(person).collect())
}

/// Of these live employees those whose name another one has too, with their e-mails.
pub fn with_namesakes(read: &Read, ids: &[EmployeeId]) -> Result<Vec<(EmployeeId, String)>> {
    let mut same = vec![];
    for id in ids {
        let email = read.first(
            "SELECT p.email FROM live_employees AS p
              WHERE p.company_id = :company AND p.id = :id
                AND EXISTS (SELECT 1 FROM live_employees AS other
                             WHERE other.company_id = p.company_id
                               AND other.name_key = p.name_key AND other.id <> p.id)",
            params! { ":id": *id },
            |row| text_or_empty(row, "email"),
        )?;
        same.extend(email.map(|email| (*id, email)));
    }
    Ok(same)
}

/// A live employee.
pub fn find(read: &Read, id: EmployeeId) -> Result<Option<Employee>> {
    Ok(find_any(read, id)?.filter(|person| person.deleted_at.is_none()))
}

/// Those of these employees who are live, in any order.
pub fn find_all(read: &Read, ids: &[EmployeeId]) -> Result<Vec<Employee>> {
    read.all(
        &format!(
            "SELECT {} FROM employees WHERE company_id = :company AND deleted_at IS NULL
                AND erased_at IS NULL AND id IN ({IDS})",
            columns::read()
        ),
        params! { ":ids": id_list(ids) },
        employee,
    )
}

/// An employee, and what the plan of the company says of their number, in one statement.
pub fn find_within_plan(read: &Read, id: EmployeeId) -> Result<Option<(Employee, Used)>> {
    read.first(
        &format!(
            "SELECT {}, {BESIDE} FROM employees, {} WHERE company_id = :company AND id = :id",
            columns::read(),
            billing::beside(Limit::People)
        ),
        params! { ":id": id },
        |row| Ok((employee(row)?, billing::read_beside(row)?)),
    )
}

/// An employee, deleted ones too, but not erased ones.
pub fn find_any(read: &Read, id: EmployeeId) -> Result<Option<Employee>> {
    read.first(
        &format!(
            "SELECT {} FROM employees WHERE company_id = :company AND id = :id
                AND erased_at IS NULL",
            columns::read()
        ),
        params! { ":id": id },
        employee,
    )
}

/// Whether an employee has been erased.
pub fn is_erased(read: &Read, id: EmployeeId) -> Result<bool> {
    let erased = read.count(
        "SELECT COUNT(*) FROM employees
          WHERE company_id = :company AND id = :id AND erased_at IS NOT NULL",
        params! { ":id": id },
    )?;
    Ok(erased > 0)
}

/// The live employee with this folded "last first" name and e-mail.
pub fn find_by_person(read: &Read, name_key: &str, email: &Email) -> Result<Option<Employee>> {
    read.first(
        &format!(
            "SELECT {} FROM employees
              WHERE company_id = :company AND name_key = :name AND email_key = :email
                AND deleted_at IS NULL",
            columns::read()
        ),
        params! { ":name": name_key, ":email": email.key },
        employee,
    )
}

/// The only live employee with this folded name who has a guardian with this e-mail.
pub fn find_by_guardian(read: &Read, name_key: &str, email: &Email) -> Result<Option<Employee>> {
    let found = read.all(
        &format!(
            "SELECT {} FROM employees AS e
              WHERE company_id = :company AND name_key = :name AND deleted_at IS NULL
                AND EXISTS (SELECT 1 FROM guardians AS g
                             WHERE g.company_id = e.company_id AND g.employee_id = e.id
                               AND g.email_key = :email AND g.deleted_at IS NULL)
              LIMIT 2",
            columns::read()
        ),
        params! { ":name": name_key, ":email": email.key },
        employee,
    )?;
    Ok(<[Employee; 1]>::try_from(found).ok().map(|[only]| only))
}

/// A page of all live employees by name, after `after` (folded name and id).
pub fn page_after(
    read: &Read,
    after: Option<(&str, EmployeeId)>,
    limit: u32,
) -> Result<Vec<(String, Employee)>> {
    let (name, id) = after.map_or(("", -1), |(name, id)| (name, id.0));
    read.all(
        &format!(
            "SELECT name_key, {} FROM employees
              WHERE company_id = :company AND deleted_at IS NULL AND (name_key, id) > (:name, :id)
              ORDER BY name_key, id LIMIT :limit",
            columns::read()
        ),
        params! { ":name": name, ":id": id, ":limit": limit },
        |row| Ok((text_or_empty(row, "name_key")?, employee(row)?)),
    )
}

/// The employees of the company.
pub fn list(read: &Read, query: &PageQuery<Order>, filter: &Filter) -> Result<Page<Employee>> {
    let mailbox = filter.mailbox.as_ref().map(|email| email.key.as_str());
    let group = filter.group.map(|id| id.0);
    // Without an e-mail the index gives the order; with one it finds the rows, and `+` keeps SQLite
    // from using the other index.
    let which = match (mailbox, query.with_deleted) {
        (None, false) => "AND :email IS NULL AND deleted_at IS NULL",
        (None, true) => "AND :email IS NULL",
        (Some(_), false) => "AND email_key = :email AND +deleted_at IS NULL",
        (Some(_), true) => "AND email_key = :email",
    };
    let within = match group {
        None => "AND :group IS NULL",
        Some(_) => {
            "AND id IN (SELECT m.employee_id FROM group_members AS m
                          JOIN groups AS g ON g.company_id = m.company_id AND g.id = m.group_id
                         WHERE m.company_id = :company AND m.group_id = :group
                           AND g.deleted_at IS NULL)"
        }
    };
    let Among { which: searched, plus, found } = among("id", query.among.as_deref());
    let wanted = format!(
        "FROM employees WHERE {plus}company_id = :company AND erased_at IS NULL {which} {within}
                {searched}"
    );
    let few = mailbox.is_some() || group.is_some() || found.is_some();
    let total = match few {
        false => counted(read, query.with_deleted)?,
        true => read.count(
            &format!("SELECT COUNT(*) {wanted}"),
            params! { ":email": mailbox, ":group": group, ":found": found },
        )?,
    };
    let window = query.window(total);
    let data = read.all(
        &format!(
            "SELECT {} {wanted} ORDER BY {} LIMIT :limit OFFSET :offset",
            columns::read(),
            order(query.order, window.descending, few)
        ),
        params! {
            ":email": mailbox, ":group": group, ":found": found, ":limit": window.limit,
            ":offset": window.offset,
        },
        employee,
    )?;
    let data = window.in_order(data);
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// The number of employees, from the table of counts.
fn counted(read: &Read, with_deleted: bool) -> Result<i64> {
    read.count(
        "SELECT COALESCE(SUM(total), 0) FROM employee_counts
          WHERE company_id = :company AND (:deleted OR deleted = 0)",
        params! { ":deleted": with_deleted },
    )
}

/// The employees asked for their consent to an event, deleted ones too, since their answers are
/// part of it.
pub fn list_of_event(
    read: &Read,
    event: EventId,
    query: &PageQuery<Order>,
) -> Result<Page<Employee>> {
    let wanted = "FROM employees WHERE company_id = :company AND erased_at IS NULL
                     AND id IN (SELECT employee_id FROM answers
                                 WHERE company_id = :company AND event_id = :event
                                   AND deleted_at IS NULL)";
    let total = read.count(&format!("SELECT COUNT(*) {wanted}"), params! { ":event": event })?;
    let data = read.all(
        &format!(
            "SELECT {} {wanted} ORDER BY {} LIMIT :limit OFFSET :offset",
            columns::read(),
            order(query.order, query.descending, true)
        ),
        params! { ":event": event, ":limit": query.limit, ":offset": query.offset() },
        employee,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// The live employees with this folded e-mail, or with a guardian who has it, by name.
pub fn of_mailbox(read: &Read, email_key: &str) -> Result<Vec<Employee>> {
    read.all(
        &format!(
            "SELECT {} FROM employees
              WHERE company_id = :company AND deleted_at IS NULL AND erased_at IS NULL
                AND id IN (SELECT id FROM employees
                            WHERE company_id = :company AND email_key = :email
                           UNION ALL
                           SELECT employee_id FROM guardians
                            WHERE company_id = :company AND email_key = :email
                              AND deleted_at IS NULL)
              ORDER BY name_key, id",
            columns::read()
        ),
        params! { ":email": email_key },
        employee,
    )
}

/// As [`list_of_event`], without paging, by name; and those whose deleted requests were answered.
pub fn of_event(read: &Read, event: EventId) -> Result<Vec<Employee>> {
    read.all(
        &format!(
            "SELECT {} FROM employees WHERE company_id = :company AND erased_at IS NULL
                AND id IN (SELECT employee_id FROM answers
                            WHERE company_id = :company AND event_id = :event
                              AND (deleted_at IS NULL OR signed_at IS NOT NULL))
              ORDER BY +name_key, +id",
            columns::read()
        ),
        params! { ":event": event },
        employee,
    )
}

/// The ids and both names of the employees of [`of_event`], by name.
pub fn names_of_event(read: &Read, event: EventId) -> Result<Vec<(EmployeeId, String, String)>> {
    read.all(
        "SELECT id, first_name, last_name FROM employees
          WHERE company_id = :company AND erased_at IS NULL
            AND id IN (SELECT employee_id FROM answers
                        WHERE company_id = :company AND event_id = :event
                          AND (deleted_at IS NULL OR signed_at IS NOT NULL))
          ORDER BY +name_key, +id",
        params! { ":event": event },
        |row| {
            let (first, last) =
                (text_or_empty(row, "first_name")?, text_or_empty(row, "last_name")?);
            Ok((row.get("id")?, first, last))
        },
    )
}

/// Creates an employee; None if this name and e-mail exist already.
pub fn create(tx: &Tx, details: &Details) -> Result<Option<EmployeeId>> {
    let slug = free_slug(tx, &details.slug())?;
    let sql = format!(
        "INSERT INTO employees (company_id, first_name, last_name, name_key, email, email_key, slug,
                {}, created_at, updated_at)
         VALUES (:company, :first_name, :last_name, :name_key, :email, :email_key, :slug, {}, :now,
                :now)
         ON CONFLICT DO NOTHING RETURNING id",
        columns::fields(|column| column.to_owned()),
        columns::fields(|column| format!(":{column}"))
    );
    let id = with_fields(
        &details.fields,
        params! {
            ":first_name": details.first_name, ":last_name": details.last_name,
            ":name_key": details.name_key(), ":email": details.email.address,
            ":email_key": details.email.key, ":slug": slug, ":now": tx.now(),
        },
        |params| tx.try_insert(&sql, params),
    )?;
    Ok(id.map(EmployeeId))
}

/// Replaces the fields of a live employee; false if another one has this name and e-mail. A new
/// name gets a new slug.
pub fn update(tx: &Tx, person: &Employee, details: &Details) -> Result<bool> {
    let slug = match details.slug() {
        same if same == person.plain_slug() => person.slug.clone(),
        new => free_slug(tx, &new)?,
    };
    let sql = format!(
        "UPDATE employees SET first_name = :first_name, last_name = :last_name,
                name_key = :name_key, email = :email, email_key = :email_key, slug = :slug,
                bounced_at = CASE WHEN email_key = :email_key THEN bounced_at END,
                bounced_for = CASE WHEN email_key = :email_key THEN bounced_for END,
                {}, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM employees AS other
                             WHERE other.company_id = :company AND other.name_key = :name_key
                               AND other.email_key = :email_key AND other.deleted_at IS NULL
                               AND other.id <> :id)",
        columns::fields(|column| format!("{column} = :{column}"))
    );
    let changed = with_fields(
        &details.fields,
        params! {
            ":first_name": details.first_name, ":last_name": details.last_name,
            ":name_key": details.name_key(), ":email": details.email.address,
            ":email_key": details.email.key, ":slug": slug, ":now": tx.now(), ":id": person.id,
        },
        |params| tx.change(&sql, params),
    )?;
    Ok(changed == 1)
}

/// Deletes (soft) an employee; false if there is no such live one.
pub fn delete(tx: &Tx, id: EmployeeId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE employees SET deleted_at = :now, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// The deleted employees that are not erased; of a deletion at an instant, if one is given.
pub fn deleted(read: &Read, at: Option<Timestamp>) -> Result<Vec<EmployeeId>> {
    read.all(
        "SELECT id FROM employees
          WHERE company_id = :company AND deleted_at IS NOT NULL AND erased_at IS NULL
            AND (:at IS NULL OR deleted_at = :at)
          ORDER BY id",
        params! { ":at": at },
        |row| row.get("id"),
    )
}

/// Restores a deleted employee; false if a live one has this name and e-mail. The slug changes if
/// it was taken.
pub fn restore(tx: &Tx, person: &Employee) -> Result<bool> {
    let slug = free_slug(tx, &person.plain_slug())?;
    let changed = tx.change(
        "UPDATE employees SET deleted_at = NULL, updated_at = :now, slug = :slug
          WHERE company_id = :company AND id = :id AND deleted_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM employees AS other
                             WHERE other.company_id = :company
                               AND other.name_key = employees.name_key
                               AND other.email_key = employees.email_key
                               AND other.deleted_at IS NULL AND other.id <> :id)",
        params! { ":now": tx.now(), ":slug": slug, ":id": person.id },
    )?;
    Ok(changed == 1)
}

/// The most slugs with the same name that are numbered in order; beyond that an id is appended.
const NAMESAKES: u32 = 100;

/// `base`, or the first of `base-2`, `base-3`… that is free in the company.
fn free_slug(read: &Read, base: &str) -> Result<String> {
    // Slugs that begin with `base-` sort between it and `base.`, the next character.
    let taken = read.all(
        "SELECT slug FROM employees
          WHERE company_id = :company AND deleted_at IS NULL AND slug >= :base AND slug < :past
          ORDER BY slug LIMIT :most",
        params! { ":base": base, ":past": format!("{base}."), ":most": NAMESAKES },
        |row| row.at::<String>(0),
    )?;
    let all_seen = taken.len() < NAMESAKES as usize;
    let taken: std::collections::HashSet<_> = taken.into_iter().collect();
    if !taken.contains(base) {
        return Ok(base.to_owned());
    }
    if all_seen {
        let free = (2..).map(|n| format!("{base}-{n}")).find(|slug| !taken.contains(slug));
        return Ok(free.unwrap_or_else(|| base.to_owned()));
    }
    // Numbering in order would read all of them again for each one.
    let newest =
        read.first("SELECT MAX(id) FROM employees WHERE company_id = :company", &[], |row| {
            row.at::<Option<i64>>(0)
        })?;
    let from = newest.flatten().unwrap_or(0) + 1;
    for slug in (from..).map(|n| format!("{base}-{n}")) {
        let taken = read.first(
            "SELECT 1 FROM employees
              WHERE company_id = :company AND slug = :slug AND deleted_at IS NULL",
            params! { ":slug": slug },
            |_| Ok(()),
        )?;
        if taken.is_none() {
            return Ok(slug);
        }
    }
    Ok(base.to_owned())
}

/// With `few` rows, found by another index, the result is sorted: `+` keeps SQLite from using the
/// order's index.
fn order(order: Order, descending: bool, few: bool) -> String {
    let d = if descending { "DESC" } else { "ASC" };
    let plus = if few { "+" } else { "" };
    match order {
        Order::Name => format!("{plus}name_key {d}, {plus}id {d}"),
        Order::CreatedAt => format!("{plus}created_at {d}, {plus}id {d}"),
    }
}
