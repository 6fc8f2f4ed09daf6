//! Lists of files.

use super::{COLUMNS, WITHIN, Within, file};
use crate::error::Result;
use crate::model::file::{File, FileKind, FileOwner};
use crate::model::{EmployeeId, EventId, FileId, Page, PageQuery, Timestamp};
use crate::store::columns::text_or_empty;
use crate::store::search::{Among, among};
use crate::store::{Read, Rows, params};

/// The sort orders of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    CreatedAt,
    /// When the picture was taken; files without a date come first.
    CapturedAt,
    Name,
}

/// Filters the files of an owner.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub kind: Option<FileKind>,
}

/// A file as a search result.
#[derive(Debug, Clone, PartialEq)]
pub struct Titled {
    pub name: String,
    pub description: Option<String>,
    pub event: Option<EventId>,
    pub employee: Option<EmployeeId>,
    /// The name of its event or employee; None if it belongs to the company itself.
    pub owner_name: Option<String>,
}

/// A live file within scope, of a live event or employee.
pub fn titled(read: &Read, id: FileId) -> Result<Option<Titled>> {
    let within = Within::of(read.scope());
    read.first(
        &format!(
            "SELECT f.name, f.description, f.event_id, f.employee_id, e.name AS event_name,
                    p.first_name, p.last_name
               FROM files AS f
               LEFT JOIN live_events AS e ON e.company_id = :company AND e.id = f.event_id
               LEFT JOIN live_employees AS p ON p.company_id = :company AND p.id = f.employee_id
              WHERE f.company_id = :company AND f.id = :id AND f.deleted_at IS NULL
                AND (f.event_id IS NULL OR e.id IS NOT NULL)
                AND (f.employee_id IS NULL OR p.id IS NOT NULL) {WITHIN}"
        ),
        params! { ":id": id, ":partner": within.partner, ":own": within.own },
        |row| {
            let event: Option<String> = row.get("event_name")?;
            let (first, last) =
                (text_or_empty(row, "first_name")?, text_or_empty(row, "last_name")?);
            let person = format!("{first} {last}").trim().to_owned();
            Ok(Titled {
                name: row.get("name")?,
                description: row.get("description")?,
                event: row.get("event_id")?,
                employee: row.get("employee_id")?,
                owner_name: event.or(Some(person)).filter(|name| !name.is_empty()),
            })
        },
    )
}

/// The files of an owner, within scope.
pub fn list(
    read: &Read,
    owner: FileOwner,
    query: &PageQuery<Order>,
    filter: Filter,
) -> Result<Page<File>> {
    let (column, id) = match owner {
        FileOwner::Event(id) => ("f.event_id = :owner", id.0),
        FileOwner::Employee(id) => ("f.employee_id = :owner", id.0),
        FileOwner::Company => ("f.event_id IS NULL AND f.employee_id IS NULL AND :owner = 0", 0),
    };
    let live = if query.with_deleted { "" } else { "AND f.deleted_at IS NULL" };
    let Among { which: searched, plus, found } = among("f.id", query.among.as_deref());
    let wanted = format!(
        "FROM files AS f WHERE {plus}f.company_id = :company AND {column} {live}
            AND (:kind IS NULL OR f.kind = :kind) {searched} {WITHIN}"
    );
    let d = if query.descending { "DESC" } else { "ASC" };
    let by = match query.order {
        Order::CreatedAt => format!("f.created_at {d}, f.id {d}"),
        Order::CapturedAt => format!("f.captured_at {d}, f.id {d}"),
        Order::Name => format!("f.name {d}, f.id {d}"),
    };
    let (within, kind) = (Within::of(read.scope()), filter.kind.map(FileKind::name));
    let total = read.count(
        &format!("SELECT COUNT(*) {wanted}"),
        params! {
            ":owner": id, ":kind": kind, ":found": found, ":partner": within.partner,
            ":own": within.own,
        },
    )?;
    let data = read.all(
        &format!("SELECT {COLUMNS} {wanted} ORDER BY {by} LIMIT :limit OFFSET :offset"),
        params! {
            ":owner": id, ":kind": kind, ":found": found, ":partner": within.partner,
            ":own": within.own,
            ":limit": query.limit, ":offset": query.offset(),
        },
        file,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// All live files of an event within scope, in order of upload.
pub fn of_event(read: &Read, event: EventId) -> Result<Vec<File>> {
    let within = Within::of(read.scope());
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM files AS f
              WHERE f.company_id = :company AND f.event_id = :event AND f.deleted_at IS NULL
                    {WITHIN} ORDER BY f.created_at, f.id"
        ),
        params! { ":event": event, ":partner": within.partner, ":own": within.own },
        file,
    )
}

/// The live files within scope among these ids, in the given order.
pub fn many(read: &Read, ids: &[FileId]) -> Result<Vec<File>> {
    let mut found = vec![];
    for id in ids {
        found.extend(super::find(read, *id)?);
    }
    Ok(found)
}

/// The first of the company's files deleted before an instant.
pub fn list_deleted_before(read: &Read, before: Timestamp, limit: u32) -> Result<Vec<FileId>> {
    read.all(
        "SELECT id FROM files
          WHERE company_id = :company AND deleted_at IS NOT NULL AND deleted_at < :before
          ORDER BY id LIMIT :limit",
        params! { ":before": before, ":limit": limit },
        |row| row.get("id"),
    )
}
