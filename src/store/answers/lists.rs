//! Lists of answers.

use rusqlite::named_params;

use super::{COLUMNS, answer, within_reach};
use crate::error::Result;
use crate::model::{Answer, AnswerId, AnswerState, EmployeeId, EventId, Page, PageQuery};
use crate::store::search::{Among, among};
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

/// The answers within reach.
pub fn list(read: &Read, query: &PageQuery<Order>, filter: Filter) -> Result<Page<Answer>> {
    // Only what is asked for stands in the statement, so that an index serves it.
    let (partner, own) = (read.scope().partner(), read.scope().account());
    let Among { which: searched, plus, found } = among("a.id", query.among.as_deref());
    let mut conditions = format!("{plus}a.company_id = :company AND {}", within_reach(read));
    if !query.with_deleted {
        conditions.push_str(" AND a.deleted_at IS NULL");
    }
    let (event, employee) = (filter.event.map(|id| id.0), filter.employee.map(|id| id.0));
    let state = filter.state.map(AnswerState::name);
    let mut params: Vec<(&str, &dyn rusqlite::ToSql)> =
        vec![(":partner", &partner), (":own", &own)];
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

/// All live answers of a shoot within reach, in the order they were asked for.
pub fn of_event(read: &Read, event: EventId) -> Result<Vec<Answer>> {
    let (scope, reach) = (read.scope(), within_reach(read));
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM live_answers AS a
              WHERE a.company_id = :company AND a.event_id = :event AND {reach} ORDER BY a.id"
        ),
        named_params! {
            ":event": event.0, ":partner": scope.partner(), ":own": scope.account(),
        },
        answer(read),
    )
}

/// The live answers of a shoot by the folded names of its people, after `after` (a
/// name and an answer's id): to go through all of them a page at a time.
/// `standing`: only the one that counts of each person.
pub fn page_of_event_after(
    read: &Read,
    event: EventId,
    standing: bool,
    after: Option<(&str, AnswerId)>,
    limit: u32,
) -> Result<Vec<(String, Answer)>> {
    let (name, id) = after.map_or(("", -1), |(name, id)| (name, id.0));
    // A renewal counts once it is given, and from then on instead of what it renews.
    let standing = match standing {
        true => {
            "AND NOT (a.supersedes IS NOT NULL AND a.state = 'PENDING')
             AND NOT EXISTS (SELECT 1 FROM answers AS newer
                              WHERE newer.company_id = a.company_id
                                AND newer.event_id = a.event_id AND newer.supersedes = a.id
                                AND newer.deleted_at IS NULL AND newer.state <> 'PENDING')"
        }
        false => "",
    };
    let read_answer = answer(read);
    read.all(
        &format!(
            "SELECT COALESCE(e.name_key, '') AS name_key, {COLUMNS} FROM answers AS a
               JOIN employees AS e ON e.company_id = a.company_id AND e.id = a.employee_id
              WHERE a.company_id = :company AND a.event_id = :event AND a.deleted_at IS NULL
                AND (COALESCE(e.name_key, ''), a.id) > (:name, :id) {standing}
              ORDER BY COALESCE(e.name_key, ''), a.id LIMIT :limit"
        ),
        named_params! { ":event": event.0, ":name": name, ":id": id, ":limit": limit },
        |row| Ok((row.get("name_key")?, read_answer(row)?)),
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
