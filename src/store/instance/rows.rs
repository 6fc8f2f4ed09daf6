//! Events, employees and answers of all companies: who and in which state, and nothing of what was
//! answered. Totals come from kept counts.

use super::companies::name_of;
use super::searched;
use crate::error::Result;
use crate::model::{
    AnswerId, AnswerState, CompanyId, EmployeeId, EventId, EventStatus, Page, PageQuery, Timestamp,
    UserId, fold,
};
use crate::store::companies::scope_for_administrator;
use crate::store::engine::ToParam;
use crate::store::search::{Among, among};
use crate::store::{AllRead, Row, Rows, Scope, params};

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

/// The table of a list: what is in it, and where its totals are kept.
struct Listing {
    name: &'static str,
    counts: &'static str,
    /// The rows that a list may show.
    shown: &'static str,
}

const EVENTS: Listing =
    Listing { name: "events", counts: "event_counts", shown: "erased_at IS NULL" };
const EMPLOYEES: Listing =
    Listing { name: "employees", counts: "employee_counts", shown: "erased_at IS NULL" };
const ANSWERS: Listing = Listing { name: "answers", counts: "answer_counts", shown: "1 = 1" };

/// A column that must have a value.
struct Condition {
    column: &'static str,
    /// The name of its parameter.
    name: &'static str,
    /// None: it may have any.
    value: Option<i64>,
    /// Whether totals are kept for each of its values.
    is_counted: bool,
}

/// A page of a table, in the order of creation: the ids from an index, then each row by `find`.
/// `state`: the column of the state, and the one wanted.
fn page<T>(
    all: &AllRead,
    query: &PageQuery<()>,
    table: &Listing,
    conditions: &[Condition],
    state: (&'static str, Option<&'static str>),
    find: impl Fn(i64) -> Result<Option<T>>,
) -> Result<Page<T>> {
    let Among { which, found, .. } = among("id", query.among.as_deref());
    let mut wanted = format!("FROM {} WHERE {} {which}", table.name, table.shown);
    let mut counted = "WHERE 1 = 1".to_owned();
    // A parameter that the statement lacks would be an error.
    let (mut given, mut more) = (vec![], vec![]);
    if !query.with_deleted {
        wanted.push_str(" AND deleted_at IS NULL");
        counted.push_str(" AND deleted = 0");
    }
    if state.1.is_some() {
        let condition = format!(" AND {} = :state", state.0);
        wanted.push_str(&condition);
        counted.push_str(&condition);
        given.push((":state", state.1.to_param()));
    }
    let mut is_counted = found.is_none();
    for one in conditions.iter().filter(|one| one.value.is_some()) {
        let condition = format!(" AND {} = {}", one.column, one.name);
        wanted.push_str(&condition);
        is_counted &= one.is_counted;
        let value = (one.name, one.value.to_param());
        if one.is_counted {
            counted.push_str(&condition);
            given.push(value);
        } else {
            more.push(value);
        }
    }
    let mut all_given = params! { ":found": found }.to_vec();
    all_given.extend_from_slice(&given);
    all_given.extend_from_slice(&more);
    let total = match is_counted {
        true => all.count(
            &format!("SELECT COALESCE(SUM(total), 0) FROM {} {counted}", table.counts),
            &given,
        )?,
        false => all.count(&format!("SELECT COUNT(*) {wanted}"), &all_given)?,
    };
    let (limit, offset) = (query.limit, query.offset());
    all_given.extend_from_slice(params! { ":limit": limit, ":offset": offset });
    let d = if query.descending { "DESC" } else { "ASC" };
    // From the index of one company, or from the table.
    let is_of_one = conditions.iter().any(|one| one.column == "company_id" && one.value.is_some());
    let by = if is_of_one { format!("created_at {d}, id {d}") } else { format!("id {d}") };
    let ids: Vec<i64> = all.all(
        &format!("SELECT id {wanted} ORDER BY {by} LIMIT :limit OFFSET :offset"),
        &all_given,
        |row| row.at(0),
    )?;
    let rows = ids.into_iter().filter_map(|id| find(id).transpose());
    Ok(Page { data: rows.collect::<Result<_>>()?, page: query.page, limit, total })
}

fn of_company(company: Option<CompanyId>) -> Condition {
    let value = company.map(|id| id.0);
    Condition { column: "company_id", name: ":of", value, is_counted: true }
}

/// A page of the events, in the order of creation.
pub fn events(all: &AllRead, query: &PageQuery<()>, filter: RowFilter) -> Result<Page<EventLine>> {
    let state = ("status", filter.status.map(EventStatus::name));
    page(all, query, &EVENTS, &[of_company(filter.company)], state, |id| event(all, EventId(id)))
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
    page(all, query, &EMPLOYEES, &[of_company(filter.company)], ("", None), |id| {
        employee(all, EmployeeId(id))
    })
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
    // The index of an event or an employee begins with their company.
    let company = match (filter.company, filter.event, filter.employee) {
        (None, Some(id), _) => event(all, id)?.map(|line| line.company),
        (None, None, Some(id)) => employee(all, id)?.map(|line| line.company),
        (company, ..) => company,
    };
    let of = |column, name, value| Condition { column, name, value, is_counted: false };
    let conditions = [
        of_company(company),
        of("event_id", ":event", filter.event.map(|id| id.0)),
        of("employee_id", ":employee", filter.employee.map(|id| id.0)),
    ];
    let state = ("state", filter.state.map(AnswerState::name));
    page(all, query, &ANSWERS, &conditions, state, |id| answer(all, AnswerId(id)))
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

/// A row of a company, as administrators name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowId {
    Event(EventId),
    Employee(EmployeeId),
    Answer(AnswerId),
}

/// The scope of the company of a row, for an administrator; None if there is no such row or no such
/// administrator. Deleted rows are found, erased ones are not.
pub fn scope_of_row(all: &AllRead, by: UserId, row: RowId) -> Result<Option<Scope>> {
    let company = match row {
        RowId::Event(id) => event(all, id)?.map(|line| line.company),
        RowId::Employee(id) => employee(all, id)?.map(|line| line.company),
        RowId::Answer(id) => answer(all, id)?.map(|line| line.company),
    };
    let Some(company) = company else { return Ok(None) };
    let scope = scope_for_administrator(all, by, company)?;
    Ok(scope.map(|scope| scope.by_user(by)))
}
