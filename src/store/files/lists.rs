//! Lists of files.

use rusqlite::named_params;

use super::{COLUMNS, WITHIN, Within, file};
use crate::error::Result;
use crate::model::file::{File, FileKind, FileOwner};
use crate::model::{EventId, FileId, Page, PageQuery, Timestamp};
use crate::store::{Read, Rows};

/// What files can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    CreatedAt,
    /// When the picture was taken; what has no such instant comes first.
    CapturedAt,
    Name,
}

/// Which files of an owner are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub kind: Option<FileKind>,
}

/// The files of an owner within reach.
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
    let wanted = format!(
        "FROM files AS f WHERE f.company_id = :company AND {column} {live}
            AND (:kind IS NULL OR f.kind = :kind) {WITHIN}"
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
        named_params! {
            ":owner": id, ":kind": kind, ":partner": within.partner, ":own": within.own,
        },
    )?;
    let data = read.all(
        &format!("SELECT {COLUMNS} {wanted} ORDER BY {by} LIMIT :limit OFFSET :offset"),
        named_params! {
            ":owner": id, ":kind": kind, ":partner": within.partner, ":own": within.own,
            ":limit": query.limit, ":offset": query.offset(),
        },
        file,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// All live files of a shoot within reach, in the order they were uploaded.
pub fn of_event(read: &Read, event: EventId) -> Result<Vec<File>> {
    let within = Within::of(read.scope());
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM files AS f
              WHERE f.company_id = :company AND f.event_id = :event AND f.deleted_at IS NULL
                    {WITHIN} ORDER BY f.created_at, f.id"
        ),
        named_params! { ":event": event.0, ":partner": within.partner, ":own": within.own },
        file,
    )
}

/// Those of the files that are live and within reach, in the order asked for.
pub fn many(read: &Read, ids: &[FileId]) -> Result<Vec<File>> {
    let mut found = vec![];
    for id in ids {
        found.extend(super::find(read, *id)?);
    }
    Ok(found)
}

/// The company's files that were deleted before an instant, the first of them.
pub fn list_deleted_before(read: &Read, before: Timestamp, limit: u32) -> Result<Vec<FileId>> {
    read.all(
        "SELECT id FROM files
          WHERE company_id = :company AND deleted_at IS NOT NULL AND deleted_at < :before
          ORDER BY id LIMIT :limit",
        named_params! { ":before": before.0, ":limit": limit },
        |row| row.get("id").map(FileId),
    )
}
