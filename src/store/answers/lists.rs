//! Lists of answers. A company may have a million: a page is read from the nearer end of an index,
//! and the total comes from a table of counts.

use std::collections::HashMap;

use super::{COLUMNS, answer, find_any, scope_condition};
use crate::error::{Error, Result};
use crate::model::{
    Answer, AnswerId, AnswerState, EmployeeId, EventId, Page, PageQuery, Timestamp, Window,
};
use crate::store::search::{Among, among};
use crate::store::{Read, Rows, params};

/// The sort orders of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    CreatedAt,
    Id,
}

/// Filters answers; None matches all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub event: Option<EventId>,
    pub employee: Option<EmployeeId>,
    pub state: Option<AnswerState>,
    /// Only the answers after this one, in the requested order, instead of a page by number: the
    /// end of the list is read as fast as its start.
    pub after: Option<AnswerId>,
}

/// The answers within scope.
pub fn list(read: &Read, query: &PageQuery<Order>, filter: Filter) -> Result<Page<Answer>> {
    // Only conditions that are needed are in the statement, so that SQLite can use an index.
    let (partner, own) = (read.scope().partner(), read.scope().account());
    let Among { which: searched, plus, found } = among("a.id", query.among.as_deref());
    let mut conditions = format!("{plus}a.company_id = :company AND {}", scope_condition(read));
    if !query.with_deleted {
        conditions.push_str(" AND a.deleted_at IS NULL");
    }
    let (event, employee) = (filter.event.map(|id| id.0), filter.employee.map(|id| id.0));
    let state = filter.state.map(AnswerState::name);
    // Consents that have ended since the last nightly job are still stored as ACCEPTED; usually
    // there are none.
    let ended = match filter.state {
        Some(AnswerState::Accepted | AnswerState::Expired) => ended(read, query.with_deleted)?,
        _ => 0,
    };
    let now = read.now().0;
    // One event, employee, partner or user has few answers: their index finds them, whatever the
    // state and the order. `+` keeps SQLite from using the indexes of those.
    let all = event.or(employee).or(partner).or(own).is_none() && found.is_none();
    let plus = if all { "" } else { "+" };
    let mut params = params! { ":partner": partner, ":own": own }.to_vec();
    if event.is_some() {
        conditions.push_str(" AND a.event_id = :event");
        params.extend_from_slice(params! { ":event": event });
    }
    if employee.is_some() {
        conditions.push_str(" AND a.employee_id = :employee");
        params.extend_from_slice(params! { ":employee": employee });
    }
    if state.is_some() {
        conditions.push_str(&match filter.state {
            Some(AnswerState::Accepted) if ended > 0 => format!(
                " AND {plus}a.state = :state AND (a.expires_at IS NULL OR a.expires_at > :now)"
            ),
            Some(AnswerState::Expired) if ended > 0 => {
                " AND (a.state = :state OR (a.state = 'ACCEPTED' AND a.expires_at <= :now))".into()
            }
            _ => format!(" AND {plus}a.state = :state"),
        });
        params.extend_from_slice(params! { ":state": state });
        if ended > 0 {
            params.extend_from_slice(params! { ":now": now });
        }
    }
    if found.is_some() {
        conditions.push_str(&format!(" {searched}"));
        params.extend_from_slice(params! { ":found": found });
    }
    let total = match all {
        true => {
            let counted = counted(read, query.with_deleted, filter.state)?;
            match filter.state {
                Some(AnswerState::Expired) => counted + ended,
                _ => counted - ended,
            }
        }
        false => {
            let sql = format!("SELECT COUNT(*) FROM answers AS a WHERE {conditions}");
            read.count(&sql, &params)?
        }
    };
    let after;
    let mut window = query.window(total);
    if let Some(id) = filter.after {
        let last = find_any(read, id)?.ok_or_else(|| Error::invalid("after", "unknown"))?;
        after = (last.created_at, id);
        let past = if query.descending { "<" } else { ">" };
        let condition = match query.order {
            Order::CreatedAt => format!(" AND (a.created_at, a.id) {past} (:then, :after)"),
            Order::Id => format!(" AND a.id {past} :after"),
        };
        conditions.push_str(&condition);
        if query.order == Order::CreatedAt {
            params.extend_from_slice(params! { ":then": after.0 });
        }
        params.extend_from_slice(params! { ":after": after.1 });
        window = query.first_window();
    }
    let day;
    // The counts per day do not include what has ended since the last nightly job.
    if all && ended == 0 && query.order == Order::CreatedAt && window.offset >= FAR {
        let skipped = days_before(read, query.with_deleted, filter.state, &window)?;
        if let Some(skipped) = skipped {
            window.offset -= skipped.rows;
            day = skipped.bound;
            let past = if window.descending { "<" } else { ">=" };
            conditions.push_str(&format!(" AND a.created_at {past} :day"));
            params.extend_from_slice(params! { ":day": day });
        }
    }
    let direction = if window.descending { "DESC" } else { "ASC" };
    let order = match query.order {
        Order::CreatedAt => format!("{plus}a.created_at {direction}, {plus}a.id {direction}"),
        Order::Id => format!("{plus}a.id {direction}"),
    };
    params.extend_from_slice(params! { ":limit": window.limit });
    params.extend_from_slice(params! { ":offset": window.offset });
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

/// The number of the company's consents that have ended and are still stored as ACCEPTED.
fn ended(read: &Read, with_deleted: bool) -> Result<i64> {
    read.count(
        "SELECT COUNT(*) FROM answers
          WHERE +company_id = :company AND state = 'ACCEPTED' AND expires_at <= :now
            AND (:deleted OR deleted_at IS NULL)",
        params! { ":now": read.now(), ":deleted": with_deleted },
    )
}

/// The names of the events of these answers, for those within scope.
pub fn event_names(read: &Read, answers: &[AnswerId]) -> Result<HashMap<AnswerId, String>> {
    let ids: Vec<i64> = answers.iter().map(|id| id.0).collect();
    let Among { which, plus, found } = among("a.id", Some(&ids));
    let (scope, reach) = (read.scope(), scope_condition(read));
    let names = read.all(
        &format!(
            "SELECT a.id, e.name FROM answers AS a
               JOIN events AS e ON e.company_id = a.company_id AND e.id = a.event_id
              WHERE {plus}a.company_id = :company {which} AND {reach}"
        ),
        params! {
            ":found": found, ":partner": scope.partner(), ":own": scope.account(),
        },
        |row| Ok((row.get("id")?, row.get("name")?)),
    )?;
    Ok(names.into_iter().collect())
}

/// The offset from which it pays to skip whole days by their counts.
const FAR: i64 = 500;

/// The whole days before a window, in the direction of reading.
struct Skipped {
    /// The number of answers on these days.
    rows: i64,
    /// The instant that separates these days from the day of the window's first row, in
    /// milliseconds.
    bound: i64,
}

/// The whole days before the first row of `window`, in its direction; None if it has no first row.
fn days_before(
    read: &Read,
    with_deleted: bool,
    state: Option<AnswerState>,
    window: &Window,
) -> Result<Option<Skipped>> {
    let state = state.map(AnswerState::name);
    let direction = if window.descending { "DESC" } else { "ASC" };
    let (mut today, mut before, mut rows) = (None, 0, 0);
    read.until(
        &format!(
            "SELECT day, total FROM answer_days
              WHERE company_id = :company AND (:deleted OR deleted = 0)
                AND (:state IS NULL OR state = :state)
              ORDER BY day {direction}"
        ),
        params! { ":deleted": with_deleted, ":state": state },
        |row| {
            let (day, total): (i64, i64) = (row.get("day")?, row.get("total")?);
            if today != Some(day) {
                (today, before) = (Some(day), rows);
            }
            rows += total;
            let bound = if window.descending { day + 1 } else { day } * Timestamp::DAY;
            Ok((rows > window.offset).then_some(Skipped { rows: before, bound }))
        },
    )
}

/// The number of the company's answers, from the table of counts.
fn counted(read: &Read, with_deleted: bool, state: Option<AnswerState>) -> Result<i64> {
    let state = state.map(AnswerState::name);
    read.count(
        "SELECT COALESCE(SUM(total), 0) FROM answer_counts
          WHERE company_id = :company AND (:deleted OR deleted = 0)
            AND (:state IS NULL OR state = :state)",
        params! { ":deleted": with_deleted, ":state": state },
    )
}

/// All live answers of an event within scope, in the order in which they were asked.
pub fn of_event(read: &Read, event: EventId) -> Result<Vec<Answer>> {
    let (scope, reach) = (read.scope(), scope_condition(read));
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM live_answers AS a
              WHERE a.company_id = :company AND a.event_id = :event AND {reach} ORDER BY a.id"
        ),
        params! {
            ":event": event, ":partner": scope.partner(), ":own": scope.account(),
        },
        answer(read),
    )
}

/// A page of the live answers of an event by the employees' folded names, after `after` (folded
/// name and id of an answer). `standing`: of each employee only the answer that counts.
pub fn page_of_event_after(
    read: &Read,
    event: EventId,
    standing: bool,
    after: Option<(&str, AnswerId)>,
    limit: u32,
) -> Result<Vec<(String, Answer)>> {
    let (name, id) = after.map_or(("", -1), |(name, id)| (name, id.0));
    let which = if standing { "standing_answers" } else { "live_answers" };
    let read_answer = answer(read);
    read.all(
        &format!(
            "SELECT COALESCE(e.name_key, '') AS name_key, {COLUMNS} FROM {which} AS a
               JOIN employees AS e ON e.company_id = a.company_id AND e.id = a.employee_id
              WHERE a.company_id = :company AND a.event_id = :event
                AND (COALESCE(e.name_key, ''), a.id) > (:name, :id)
              ORDER BY COALESCE(e.name_key, ''), a.id LIMIT :limit"
        ),
        params! { ":event": event, ":name": name, ":id": id, ":limit": limit },
        |row| Ok((row.get("name_key")?, read_answer(row)?)),
    )
}

/// The ids of an event's live, unanswered requests.
pub fn pending_of_event(read: &Read, event: EventId) -> Result<Vec<AnswerId>> {
    read.all(
        "SELECT id FROM live_answers
          WHERE company_id = :company AND event_id = :event AND state = 'PENDING' ORDER BY id",
        params! { ":event": event },
        |row| row.at(0),
    )
}
