//! Events, employees and answers of all companies: who and in which state, and nothing of what was
//! answered. Totals come from kept counts.

use super::companies::name_of;
use super::searched;
use crate::error::Result;
use crate::model::{
    AnswerId, AnswerState, CompanyId, EmployeeId, EventId, EventStatus, Page, PageQuery, Timestamp,
    fold,
};
use crate::store::search::{Among, among};
use crate::store::{AllRead, Row, Rows, params};

/// An event of any company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventLine {
    pub id: EventId,
    pub company: CompanyId,
    pub company_name: String,
    pub name: String,
    pub status: EventStatus,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub asked: i64,
    pub answered: i64,
    pub created_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// An employee of any company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeeLine {
    pub id: EmployeeId,
    pub company: CompanyId,
    pub company_name: String,
    pub name: String,
    pub email: Option<String>,
    pub created_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// An answer of any company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerLine {
    pub id: AnswerId,
    pub company: CompanyId,
    pub company_name: String,
    pub event: EventId,
    /// None once it is erased.
    pub event_name: Option<String>,
    pub employee: EmployeeId,
    /// None once they are erased.
    pub employee_name: Option<String>,
    pub reference: String,
    pub state: AnswerState,
    pub created_at: Timestamp,
    pub signed_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
}

/// Filters the rows of all companies; None matches all.
#[derive(Debug, Clone, Copy, Default)]
pub struct RowFilter {
    pub company: Option<CompanyId>,
    /// Of events.
    pub status: Option<EventStatus>,
    /// Of answers.
    pub state: Option<AnswerState>,
    pub event: Option<EventId>,
    pub employee: Option<EmployeeId>,
}

/// The end of a statement: in the order of creation, from the index of one company or from the table.
fn order<O>(query: &PageQuery<O>, company: Option<CompanyId>) -> String {
    let d = if query.descending { "DESC" } else { "ASC" };
    match company {
        Some(_) => format!("ORDER BY created_at {d}, id {d} LIMIT :limit OFFSET :offset"),
        None => format!("ORDER BY id {d} LIMIT :limit OFFSET :offset"),
    }
}

/// A page of the events, in the order of creation.
pub fn events(all: &AllRead, query: &PageQuery<()>, filter: RowFilter) -> Result<Page<EventLine>> {
    let Among { which, found, .. } = among("id", query.among.as_deref());
    let mut wanted = format!("FROM events WHERE erased_at IS NULL {which}");
    let mut counted = "WHERE 1 = 1".to_owned();
    let mut given = vec![];
    if filter.company.is_some() {
        wanted.push_str(" AND company_id = :of");
        counted.push_str(" AND company_id = :of");
        given.extend_from_slice(params! { ":of": filter.company });
    }
    if !query.with_deleted {
        wanted.push_str(" AND deleted_at IS NULL");
        counted.push_str(" AND deleted = 0");
    }
    let status = filter.status.map(EventStatus::name);
    if status.is_some() {
        wanted.push_str(" AND status = :status");
        counted.push_str(" AND status = :status");
        given.extend_from_slice(params! { ":status": status });
    }
    let mut all_given = params! { ":found": found }.to_vec();
    all_given.extend_from_slice(&given);
    let total = match found {
        Some(_) => all.count(&format!("SELECT COUNT(*) {wanted}"), &all_given)?,
        None => all.count(
            &format!("SELECT COALESCE(SUM(total), 0) FROM event_counts {counted}"),
            &given,
        )?,
    };
    let (limit, offset) = (query.limit, query.offset());
    all_given.extend_from_slice(params! { ":limit": limit, ":offset": offset });
    let ids: Vec<EventId> = all.all(
        &format!("SELECT id {wanted} {}", order(query, filter.company)),
        &all_given,
        |row| row.get("id"),
    )?;
    let lines = ids.into_iter().filter_map(|id| event(all, id).transpose());
    Ok(Page { data: lines.collect::<Result<_>>()?, page: query.page, limit, total })
}

/// An event, possibly deleted, but not erased.
pub fn event(all: &AllRead, id: EventId) -> Result<Option<EventLine>> {
    all.first(
        "SELECT e.id, e.company_id, c.name AS company_name, e.name, e.status, e.starts_at,
                e.ends_at, e.asked, e.answered, e.created_at, e.deleted_at
           FROM events AS e JOIN companies AS c ON c.id = e.company_id
          WHERE e.id = :id AND e.erased_at IS NULL",
        params! { ":id": id },
        |row| {
            Ok(EventLine {
                id: row.get("id")?,
                company: row.get("company_id")?,
                company_name: row.get("company_name")?,
                name: row.get("name")?,
                status: row.get("status")?,
                starts_at: row.get("starts_at")?,
                ends_at: row.get("ends_at")?,
                asked: row.get("asked")?,
                answered: row.get("answered")?,
                created_at: row.get("created_at")?,
                deleted_at: row.get("deleted_at")?,
            })
        },
    )
}

/// The events of a company whose names contain all the words.
pub fn events_named(all: &AllRead, company: CompanyId, text: &str) -> Result<Vec<i64>> {
    let Some(words) = searched(text) else { return Ok(vec![]) };
    let names = all.all(
        "SELECT id, name FROM events WHERE company_id = :of AND erased_at IS NULL
          ORDER BY created_at, id",
        params! { ":of": company },
        |row| Ok((row.get::<i64>("id")?, row.get::<String>("name")?)),
    )?;
    let fits = |(id, name): (i64, String)| words.fit(id, &[&fold(&name)]).then_some(id);
    Ok(names.into_iter().filter_map(fits).collect())
}

/// A page of the employees, in the order of creation.
pub fn employees(
    all: &AllRead,
    query: &PageQuery<()>,
    filter: RowFilter,
) -> Result<Page<EmployeeLine>> {
    let Among { which, found, .. } = among("id", query.among.as_deref());
    let mut wanted = format!("FROM employees WHERE erased_at IS NULL {which}");
    let mut counted = "WHERE 1 = 1".to_owned();
    let mut given = vec![];
    if filter.company.is_some() {
        wanted.push_str(" AND company_id = :of");
        counted.push_str(" AND company_id = :of");
        given.extend_from_slice(params! { ":of": filter.company });
    }
    if !query.with_deleted {
        wanted.push_str(" AND deleted_at IS NULL");
        counted.push_str(" AND deleted = 0");
    }
    let mut all_given = params! { ":found": found }.to_vec();
    all_given.extend_from_slice(&given);
    let total = match found {
        Some(_) => all.count(&format!("SELECT COUNT(*) {wanted}"), &all_given)?,
        None => all.count(
            &format!("SELECT COALESCE(SUM(total), 0) FROM employee_counts {counted}"),
            &given,
        )?,
    };
    let (limit, offset) = (query.limit, query.offset());
    all_given.extend_from_slice(params! { ":limit": limit, ":offset": offset });
    let ids: Vec<EmployeeId> = all.all(
        &format!("SELECT id {wanted} {}", order(query, filter.company)),
        &all_given,
        |row| row.get("id"),
    )?;
    let lines = ids.into_iter().filter_map(|id| employee(all, id).transpose());
    Ok(Page { data: lines.collect::<Result<_>>()?, page: query.page, limit, total })
}

/// An employee, possibly deleted, but not erased.
pub fn employee(all: &AllRead, id: EmployeeId) -> Result<Option<EmployeeLine>> {
    all.first(
        "SELECT e.id, e.company_id, c.name AS company_name, e.first_name, e.last_name, e.email,
                e.created_at, e.deleted_at
           FROM employees AS e JOIN companies AS c ON c.id = e.company_id
          WHERE e.id = :id AND e.erased_at IS NULL",
        params! { ":id": id },
        |row| {
            Ok(EmployeeLine {
                id: row.get("id")?,
                company: row.get("company_id")?,
                company_name: row.get("company_name")?,
                name: name_of(row)?,
                email: row.get("email")?,
                created_at: row.get("created_at")?,
                deleted_at: row.get("deleted_at")?,
            })
        },
    )
}

/// The employees with this folded e-mail, or whose folded "last first" name begins so: looked up in
/// each company by its index.
pub fn employees_named(all: &AllRead, text: &str, most: u32) -> Result<Vec<i64>> {
    let key = fold(text);
    match key.contains('@') {
        true => all.all(
            "SELECT id FROM employees
              WHERE company_id IN (SELECT id FROM companies) AND email_key = :key LIMIT :most",
            params! { ":key": key, ":most": most },
            |row| row.at(0),
        ),
        false => all.all(
            "SELECT id FROM employees
              WHERE company_id IN (SELECT id FROM companies)
                AND name_key >= :key AND name_key < :end LIMIT :most",
            params! { ":key": key, ":end": format!("{key}\u{10ffff}"), ":most": most },
            |row| row.at(0),
        ),
    }
}

/// A page of the answers, in the order of creation.
pub fn answers(
    all: &AllRead,
    query: &PageQuery<()>,
    filter: RowFilter,
) -> Result<Page<AnswerLine>> {
    let Among { which, found, .. } = among("id", query.among.as_deref());
    // The index of an event or an employee begins with their company.
    let company = match (filter.company, filter.event, filter.employee) {
        (None, Some(id), _) => event(all, id)?.map(|line| line.company),
        (None, None, Some(id)) => employee(all, id)?.map(|line| line.company),
        (company, ..) => company,
    };
    let is_counted = found.is_none() && filter.event.is_none() && filter.employee.is_none();
    let mut wanted = format!("FROM answers WHERE 1 = 1 {which}");
    let mut counted = "WHERE 1 = 1".to_owned();
    let mut given = vec![];
    if company.is_some() {
        wanted.push_str(" AND company_id = :of");
        counted.push_str(" AND company_id = :of");
        given.extend_from_slice(params! { ":of": company });
    }
    if !query.with_deleted {
        wanted.push_str(" AND deleted_at IS NULL");
        counted.push_str(" AND deleted = 0");
    }
    let state = filter.state.map(AnswerState::name);
    if state.is_some() {
        wanted.push_str(" AND state = :state");
        counted.push_str(" AND state = :state");
        given.extend_from_slice(params! { ":state": state });
    }
    let mut all_given = params! { ":found": found }.to_vec();
    all_given.extend_from_slice(&given);
    let (event, employee) = (filter.event, filter.employee);
    if event.is_some() {
        wanted.push_str(" AND event_id = :event");
        all_given.extend_from_slice(params! { ":event": event });
    }
    if employee.is_some() {
        wanted.push_str(" AND employee_id = :employee");
        all_given.extend_from_slice(params! { ":employee": employee });
    }
    let total = match is_counted {
        false => all.count(&format!("SELECT COUNT(*) {wanted}"), &all_given)?,
        true => all.count(
            &format!("SELECT COALESCE(SUM(total), 0) FROM answer_counts {counted}"),
            &given,
        )?,
    };
    let (limit, offset) = (query.limit, query.offset());
    all_given.extend_from_slice(params! { ":limit": limit, ":offset": offset });
    let ids: Vec<AnswerId> =
        all.all(&format!("SELECT id {wanted} {}", order(query, company)), &all_given, |row| {
            row.get("id")
        })?;
    let lines = ids.into_iter().filter_map(|id| answer(all, id).transpose());
    Ok(Page { data: lines.collect::<Result<_>>()?, page: query.page, limit, total })
}

/// An answer, possibly deleted, without what was answered.
pub fn answer(all: &AllRead, id: AnswerId) -> Result<Option<AnswerLine>> {
    let named = |row: &Row| {
        let name = name_of(row)?;
        Ok::<_, crate::Error>(Some(name).filter(|name| !name.is_empty()))
    };
    all.first(
        "SELECT a.id, a.company_id, c.name AS company_name, a.event_id,
                CASE WHEN e.erased_at IS NULL THEN e.name END AS event_name, a.employee_id,
                p.first_name, p.last_name, a.reference, a.state, a.created_at, a.signed_at,
                a.deleted_at
           FROM answers AS a
           JOIN companies AS c ON c.id = a.company_id
           JOIN events AS e ON e.id = a.event_id
           JOIN employees AS p ON p.id = a.employee_id
          WHERE a.id = :id",
        params! { ":id": id },
        |row| {
            Ok(AnswerLine {
                id: row.get("id")?,
                company: row.get("company_id")?,
                company_name: row.get("company_name")?,
                event: row.get("event_id")?,
                event_name: row.get("event_name")?,
                employee: row.get("employee_id")?,
                employee_name: named(row)?,
                reference: row.get("reference")?,
                state: row.get("state")?,
                created_at: row.get("created_at")?,
                signed_at: row.get("signed_at")?,
                deleted_at: row.get("deleted_at")?,
            })
        },
    )
}

/// The answer with this reference.
pub fn answers_named(all: &AllRead, text: &str) -> Result<Vec<i64>> {
    all.all(
        "SELECT id FROM answers WHERE reference = :reference",
        params! { ":reference": text.trim().to_uppercase() },
        |row| row.at(0),
    )
}
