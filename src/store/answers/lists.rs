//! Lists of answers. There may be a million: a page is read from the nearer end of
//! an index, and how many there are is known without counting them.

use rusqlite::{ToSql, named_params};

use super::{COLUMNS, answer};
use crate::error::{Error, Result};
use crate::model::{Answer, AnswerId, AnswerState, EmployeeId, EventId, Page, PageQuery};
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
    /// Those that come after this one, in the order asked for, instead of a page by
    /// its number: as quick at the end of the list as at its start.
    pub after: Option<AnswerId>,
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
    let mut params: Vec<(&str, &dyn ToSql)> = vec![];
    if event.is_some() {
        conditions.push_str(" AND a.event_id = :event");
        params.push((":event", &event));
    }
    if employee.is_some() {
        conditions.push_str(" AND a.employee_id = :employee");
        params.push((":employee", &employee));
    }
    if state.is_some() {
        // As with the order, below.
        let plus = if event.is_some() || employee.is_some() { "+" } else { "" };
        conditions.push_str(&format!(" AND {plus}a.state = :state"));
        params.push((":state", &state));
    }
    let total = match (event, employee) {
        (None, None) => counted(read, query.with_deleted, filter.state)?,
        _ => {
            let sql = format!("SELECT COUNT(*) FROM answers AS a WHERE {conditions}");
            read.count(&sql, &params)?
        }
    };
    let after;
    let mut window = query.window(total);
    if let Some(id) = filter.after {
        let created_at = read.first(
            "SELECT created_at FROM answers WHERE company_id = :company AND id = :id",
            named_params! { ":id": id.0 },
            |row| row.get::<_, i64>(0),
        )?;
        after = (created_at.ok_or_else(|| Error::invalid("after", "unknown"))?, id.0);
        let past = if query.descending { "<" } else { ">" };
        let condition = match query.order {
            Order::CreatedAt => format!(" AND (a.created_at, a.id) {past} (:then, :after)"),
            Order::Id => format!(" AND a.id {past} :after"),
        };
        conditions.push_str(&condition);
        if query.order == Order::CreatedAt {
            params.push((":then", &after.0));
        }
        params.push((":after", &after.1));
        window = query.first_window();
    }
    let direction = if window.descending { "DESC" } else { "ASC" };
    // A shoot's or a person's are few: found by their index, whatever the order. `+`
    // keeps the order's own index out of it.
    let plus = if event.is_some() || employee.is_some() { "+" } else { "" };
    let order = match query.order {
        Order::CreatedAt => format!("{plus}a.created_at {direction}, {plus}a.id {direction}"),
        Order::Id => format!("{plus}a.id {direction}"),
    };
    params.push((":limit", &window.limit));
    params.push((":offset", &window.offset));
    let data = read.all(
        &format!(
            "SELECT {COLUMNS} FROM answers AS a WHERE {conditions}
              ORDER BY {order} LIMIT :limit OFFSET :offset"
        ),
        &params,
        answer(read),
    )?;
    let data = window.in_order(data);
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// How many answers the company has, as the table of counts knows.
fn counted(read: &Read, with_deleted: bool, state: Option<AnswerState>) -> Result<i64> {
    let state = state.map(AnswerState::name);
    read.count(
        "SELECT COALESCE(SUM(total), 0) FROM answer_counts
          WHERE company_id = :company AND (:deleted OR deleted = 0)
            AND (:state IS NULL OR state = :state)",
        named_params! { ":deleted": with_deleted, ":state": state },
    )
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
