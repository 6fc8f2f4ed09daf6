//! Lists of answers.

use rusqlite::named_params;

use super::{COLUMNS, answer};
use crate::error::Result;
use crate::model::{Answer, AnswerId, AnswerState, EmployeeId, EventId, Page, PageQuery};
use crate::store::search::among;
use crate::store::{Read, Rows};

/// What answers can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    CreatedAt,
    Id,
}

/// Which answers are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub event: Option<EventId>,
    pub employee: Option<EmployeeId>,
    pub state: Option<AnswerState>,
}

/// The company's answers.
pub fn list(read: &Read, query: &PageQuery<Order>, filter: Filter) -> Result<Page<Answer>> {
    // Only what is asked for stands in the statement, so that an index serves it.
    let mut conditions = String::from("a.company_id = :company");
    if !query.with_deleted {
        conditions.push_str(" AND a.deleted_at IS NULL");
    }
    let (event, employee) = (filter.event.map(|id| id.0), filter.employee.map(|id| id.0));
    let state = filter.state.map(AnswerState::name);
    let mut params: Vec<(&str, &dyn rusqlite::ToSql)> = vec![];
    if event.is_some() {
        conditions.push_str(" AND a.event_id = :event");
        params.push((":event", &event));
    }
    if employee.is_some() {
        conditions.push_str(" AND a.employee_id = :employee");
        params.push((":employee", &employee));
    }
    if state.is_some() {
        conditions.push_str(" AND a.state = :state");
        params.push((":state", &state));
    }
    let (searched, found) = among("a.id", query.among.as_deref());
    if found.is_some() {
        conditions.push_str(&format!(" {searched}"));
        params.push((":found", &found));
    }
    let total =
        read.count(&format!("SELECT COUNT(*) FROM answers AS a WHERE {conditions}"), &params)?;
    let direction = if query.descending { "DESC" } else { "ASC" };
    let order = match query.order {
        Order::CreatedAt => format!("a.created_at {direction}, a.id {direction}"),
        Order::Id => format!("a.id {direction}"),
    };
    let (limit, offset) = (query.limit, query.offset());
    params.push((":limit", &limit));
    params.push((":offset", &offset));
    let data = read.all(
        &format!(
            "SELECT {COLUMNS} FROM answers AS a WHERE {conditions}
              ORDER BY {order} LIMIT :limit OFFSET :offset"
        ),
        &params,
        answer(read),
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// All live answers of a shoot, in the order they were asked for.
pub fn of_event(read: &Read, event: EventId) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM live_answers AS a
              WHERE a.company_id = :company AND a.event_id = :event ORDER BY a.id"
        ),
        named_params! { ":event": event.0 },
        answer(read),
    )
}

/// The live answers of a shoot that nobody has given, by their ids.
pub fn pending_of_event(read: &Read, event: EventId) -> Result<Vec<AnswerId>> {
    read.all(
        "SELECT id FROM live_answers
          WHERE company_id = :company AND event_id = :event AND state = 'PENDING' ORDER BY id",
        named_params! { ":event": event.0 },
        |row| row.get(0).map(AnswerId),
    )
}
