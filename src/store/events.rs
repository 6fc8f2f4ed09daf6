//! Events.

use super::billing::{self, BESIDE, Used};
use super::columns::{self, ADDRESS};
use super::search::{Among, among};
use super::{Changes, Read, Row, Rows, Scope, Tx, facts, live, params};
use crate::error::Result;
use crate::model::billing::Limit;
use crate::model::event::Plan;
use crate::model::live::EventNews;
use crate::model::{
    Event, EventChange, EventId, EventStatus, Live, Page, PageQuery, Progress, Timestamp, UserId,
};

/// The sort orders of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// PENDING, CREATE, COMPLETED, CLOSED, then by end.
    Status,
    Start,
    End,
    CreatedAt,
}

/// Filters events; None matches all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    pub status: Option<EventStatus>,
    pub partner: Option<UserId>,
    /// Not over by then.
    pub from: Option<Timestamp>,
    /// Begun by then.
    pub until: Option<Timestamp>,
    /// True: archived events only; false: others only.
    pub archived: Option<bool>,
}

/// A live event within scope.
pub fn find(read: &Read, id: EventId) -> Result<Option<Event>> {
    Ok(find_any(read, id)?.filter(|event| event.deleted_at.is_none()))
}

/// An event within scope, and what the plan of the company says of its number, in one statement.
/// `month`: the first instant of the calendar month.
pub fn find_within_plan(
    read: &Read,
    id: EventId,
    month: Timestamp,
) -> Result<Option<(Event, Used)>> {
    read.first(
        &format!(
            "SELECT {}, {BESIDE} FROM events, {} WHERE company_id = :company AND id = :id",
            columns(),
            billing::beside(Limit::Events)
        ),
        params! { ":id": id, ":month": month },
        |row| Ok((event(row)?, billing::read_beside(row)?)),
    )
}

/// An event within scope, deleted ones too.
pub fn find_any(read: &Read, id: EventId) -> Result<Option<Event>> {
    read.first(
        &format!(
            "SELECT {} FROM events WHERE company_id = :company AND id = :id
                AND erased_at IS NULL AND (:reach IS NULL OR partner_id = :reach)",
            columns()
        ),
        params! { ":id": id, ":reach": reach(read.scope()) },
        event,
    )
}

/// The events within scope, by default without archived ones.
pub fn list(read: &Read, query: &PageQuery<Order>, filter: &Filter) -> Result<Page<Event>> {
    let deleted = (!query.with_deleted).then_some(false);
    let d = if query.descending { "DESC" } else { "ASC" };
    let by = match query.order {
        Order::Status => format!("status_order {d}, ends_at {d}, id {d}"),
        Order::Start => format!("starts_at {d}, id {d}"),
        Order::End => format!("ends_at {d}, id {d}"),
        Order::CreatedAt => format!("created_at {d}, id {d}"),
    };
    page(read, deleted, &by, query, filter)
}

/// The deleted events, the latest deleted first.
pub fn list_deleted(read: &Read, page: u32, limit: u32) -> Result<Page<Event>> {
    let query =
        PageQuery { page, limit, order: (), descending: true, with_deleted: true, among: None };
    self::page(read, Some(true), "deleted_at DESC, id DESC", &query, &Filter::default())
}

/// `deleted`: only deleted events, or only others.
fn page<O>(
    read: &Read,
    deleted: Option<bool>,
    by: &str,
    query: &PageQuery<O>,
    filter: &Filter,
) -> Result<Page<Event>> {
    let Among { which: searched, plus, found } = among("id", query.among.as_deref());
    let which = match deleted {
        None => "",
        Some(false) => "AND deleted_at IS NULL",
        Some(true) => "AND deleted_at IS NOT NULL",
    };
    // Only conditions that are needed are in the statement: each is tested on every row.
    let mut wanted = format!(
        "FROM events WHERE {plus}company_id = :company AND erased_at IS NULL {which} {searched}"
    );
    let (status, reach) = (filter.status.map(EventStatus::name), reach(read.scope()));
    let Filter { partner, from, until, .. } = *filter;
    let mut params = params! { ":found": found }.to_vec();
    match filter.archived {
        Some(true) => wanted.push_str(" AND archived_at IS NOT NULL"),
        Some(false) => wanted.push_str(" AND archived_at IS NULL"),
        None => {}
    }
    if reach.is_some() {
        wanted.push_str(" AND partner_id = :reach");
        params.extend_from_slice(params! { ":reach": reach });
    }
    if status.is_some() {
        wanted.push_str(" AND status = :status");
        params.extend_from_slice(params! { ":status": status });
    }
    if partner.is_some() {
        wanted.push_str(" AND partner_id = :partner");
        params.extend_from_slice(params! { ":partner": partner });
    }
    if from.is_some() {
        wanted.push_str(" AND ends_at > :from");
        params.extend_from_slice(params! { ":from": from });
    }
    if until.is_some() {
        wanted.push_str(" AND starts_at <= :until");
        params.extend_from_slice(params! { ":until": until });
    }
    let is_counted = found.is_none()
        && reach.is_none()
        && partner.is_none()
        && from.is_none()
        && until.is_none();
    let total = match is_counted {
        true => counted(read, deleted, filter)?,
        false => read.count(&format!("SELECT COUNT(*) {wanted}"), &params)?,
    };
    let (limit, offset) = (query.limit, query.offset());
    params.extend_from_slice(params! { ":limit": limit, ":offset": offset });
    let data = read.all(
        &format!("SELECT {} {wanted} ORDER BY {by} LIMIT :limit OFFSET :offset", columns()),
        &params,
        event,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// The number of events, from the table of counts. `deleted`: only deleted ones, or only others.
fn counted(read: &Read, deleted: Option<bool>, filter: &Filter) -> Result<i64> {
    read.count(
        "SELECT COALESCE(SUM(total), 0) FROM event_counts
          WHERE company_id = :company AND (:deleted IS NULL OR deleted = :deleted)
            AND (:archived IS NULL OR archived = :archived)
            AND (:status IS NULL OR status = :status)",
        params! {
            ":deleted": deleted, ":archived": filter.archived,
            ":status": filter.status.map(EventStatus::name),
        },
    )
}

/// The live events within scope that overlap two instants (the second excluded), archived ones too,
/// by start; at most `most`.
pub fn between(read: &Read, from: Timestamp, until: Timestamp, most: usize) -> Result<Vec<Event>> {
    // No event is longer, so earlier ones need not be read.
    let begun = from.minus(Plan::LONGEST);
    read.all(
        &format!(
            "SELECT {} FROM events WHERE company_id = :company AND deleted_at IS NULL
                AND starts_at >= :begun AND starts_at < :until
                AND (ends_at > :from OR starts_at >= :from)
                AND (:reach IS NULL OR partner_id = :reach)
              ORDER BY starts_at, id LIMIT :most",
            columns()
        ),
        params! {
            ":begun": begun, ":from": from, ":until": until, ":most": most as i64,
            ":reach": reach(read.scope()),
        },
        event,
    )
}

/// The events within scope that end after `since`, and those deleted after `deleted`, the latest
/// first; at most `most` of each.
pub fn recent(
    read: &Read,
    since: Timestamp,
    deleted: Timestamp,
    most: usize,
) -> Result<Vec<Event>> {
    let reach = reach(read.scope());
    let mut found = read.all(
        &format!(
            "SELECT {} FROM events WHERE company_id = :company AND deleted_at IS NULL
                AND ends_at > :since AND (:reach IS NULL OR partner_id = :reach)
              ORDER BY ends_at DESC, id DESC LIMIT :most",
            columns()
        ),
        params! { ":since": since, ":most": most as i64, ":reach": reach },
        event,
    )?;
    found.extend(read.all(
        &format!(
            "SELECT {} FROM events WHERE company_id = :company AND deleted_at > :deleted
                AND erased_at IS NULL AND ends_at > :since
                AND (:reach IS NULL OR partner_id = :reach)
              ORDER BY deleted_at DESC LIMIT :most",
            columns()
        ),
        params! {
            ":since": since, ":deleted": deleted, ":most": most as i64, ":reach": reach,
        },
        event,
    )?);
    Ok(found)
}

/// Creates an event without answers.
pub fn create(tx: &Tx, plan: &Plan, by: UserId) -> Result<EventId> {
    let now = tx.now();
    let status = EventStatus::given(Progress::default(), plan.start, plan.end, now, false);
    let address = &plan.address;
    let id = tx.insert(
        "INSERT INTO events (company_id, name, description, client, starts_at, ends_at, status,
                status_order, partner_id, created_by, line, line2, postal_code, city, subdivision,
                subdivision2, country, lat, lng, created_at, updated_at)
         VALUES (:company, :name, :description, :client, :start, :end, :status, :order, :partner, :by,
                :line, :line2, :postal_code, :city, :subdivision, :subdivision2, :country,
                :lat, :lng, :now, :now) RETURNING id",
        params! {
            ":name": plan.name, ":description": plan.description, ":client": plan.client,
            ":start": plan.start,
            ":end": plan.end, ":status": status.name(), ":order": status.order(),
            ":partner": plan.partner, ":by": by, ":line": address.line,
            ":line2": address.line2, ":postal_code": address.postal_code, ":city": address.city,
            ":subdivision": address.subdivision, ":subdivision2": address.subdivision2,
            ":country": address.country, ":lat": address.lat, ":lng": address.lng, ":now": now,
        },
    )?;
    Ok(EventId(id))
}

/// Replaces the editable fields of a live event, if it has this revision; None: whichever it has.
/// The status is set by [`recount`].
pub fn update(tx: &Tx, id: EventId, plan: &Plan, revision: Option<i64>) -> Result<bool> {
    let address = &plan.address;
    let changed = tx.change(
        "UPDATE events SET name = :name, description = :description, client = :client, starts_at = :start,
                ends_at = :end, partner_id = :partner, line = :line, line2 = :line2,
                postal_code = :postal_code, city = :city, subdivision = :subdivision,
                subdivision2 = :subdivision2, country = :country, lat = :lat, lng = :lng,
                archived_at = NULL, revision = revision + 1, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL
            AND revision = COALESCE(:revision, revision)",
        params! {
            ":name": plan.name, ":description": plan.description, ":client": plan.client,
            ":start": plan.start,
            ":end": plan.end, ":partner": plan.partner, ":line": address.line,
            ":line2": address.line2, ":postal_code": address.postal_code, ":city": address.city,
            ":subdivision": address.subdivision, ":subdivision2": address.subdivision2,
            ":country": address.country, ":lat": address.lat, ":lng": address.lng,
            ":now": tx.now(), ":id": id, ":revision": revision,
        },
    )?;
    Ok(changed == 1)
}

/// Deletes (soft) an event; false if there is no such live event.
pub fn delete(tx: &Tx, id: EventId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE events SET deleted_at = :now, revision = revision + 1, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Restores an event; false if there is no such deleted event.
pub fn restore(tx: &Tx, id: EventId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE events SET deleted_at = NULL, revision = revision + 1, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NOT NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Recomputes an event's counts from its answers, and its status from them, the dates and the time;
/// records a fact if the status changed. Called whenever an answer, a date or a deletion changes,
/// and by a job at the event's start and end.
///
/// A renewal counts as the answer it renews: asking again does not change the status.
pub fn recount(tx: &Tx, id: EventId) -> Result<()> {
    match recount_unrecorded(tx, id)?.and_then(|change| change.fact()) {
        Some(fact) => facts::record(tx, fact),
        None => Ok(()),
    }
}

/// As [`recount`], without recording a fact: another fact implies it. Returns what changed; None if
/// nothing did.
pub fn recount_unrecorded(tx: &Tx, id: EventId) -> Result<Option<EventChange>> {
    let Some(event) = find_any(tx, id)? else { return Ok(None) };
    let progress = tx.first(
        "SELECT COUNT(*) AS asked,
                COUNT(CASE WHEN state <> 'PENDING' AND (state <> 'EXPIRED' OR signed_at IS NOT NULL)
                           THEN 1 END) AS answered
           FROM live_answers
          WHERE company_id = :company AND event_id = :id AND supersedes IS NULL",
        params! { ":id": id },
        |row| Ok(Progress { asked: row.get("asked")?, answered: row.get("answered")? }),
    )?;
    let progress = progress.unwrap_or_default();
    let deleted = event.deleted_at.is_some();
    let status = EventStatus::given(progress, event.start, event.end, tx.now(), deleted);
    let (from, to) = ((event.status, event.progress), (status, progress));
    if from == to {
        return Ok(None);
    }
    tx.change(
        "UPDATE events SET asked = :asked, answered = :answered, status = :status,
                status_order = :order
          WHERE company_id = :company AND id = :id",
        params! {
            ":asked": progress.asked, ":answered": progress.answered, ":status": status.name(),
            ":order": status.order(), ":id": id,
        },
    )?;
    let news = EventNews::new(id, status, progress);
    live::publish_of_event(tx, id, &Live::Event(news))?;
    Ok(Some(EventChange { event: id, from, to }))
}

/// The partner whose events alone are in scope, if so.
fn reach(scope: Scope) -> Option<i64> {
    scope.partner()
}

fn columns() -> String {
    format!(
        "id, company_id, name, description, client, starts_at, ends_at, status, answered, asked,
         partner_id, created_by, revision, {ADDRESS}, created_at, updated_at, archived_at,
         deleted_at"
    )
}

fn event(row: &Row) -> Result<Event> {
    Ok(Event {
        id: row.get("id")?,
        company: row.get("company_id")?,
        name: row.get("name")?,
        description: row.get("description")?,
        client: row.get("client")?,
        start: row.get("starts_at")?,
        end: row.get("ends_at")?,
        status: row.get("status")?,
        progress: Progress { asked: row.get("asked")?, answered: row.get("answered")? },
        address: columns::address(row)?,
        partner: row.get("partner_id")?,
        created_by: row.get("created_by")?,
        revision: row.get("revision")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        archived_at: row.get("archived_at")?,
        deleted_at: row.get("deleted_at")?,
    })
}
