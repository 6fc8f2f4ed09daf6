//! Where photographs were published, and what has to be taken down there.

use std::collections::HashMap;

use super::columns::{IDS, grouped, text_or_empty};
use super::{Changes, Read, Row, Rows, Tx, companies, facts, files, params, photos};
use crate::error::{Error, Result};
use crate::model::file::{PhotoState, UseStanding};
use crate::model::takedown::{Publication, PublicationState, Published, Takedown, TakedownOutcome};
use crate::model::{
    EmployeeId, EventId, Fact, FileId, Page, PageQuery, PublicationId, Timestamp, Use, UserId,
};

/// The sort orders of publications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    CreatedAt,
    /// Those that have to be taken down first, by the day until when.
    DueAt,
}

/// Filters publications; None matches all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub event: Option<EventId>,
    pub file: Option<FileId>,
    /// Of photographs on which they are named.
    pub employee: Option<EmployeeId>,
    pub state: Option<PublicationState>,
}

const COLUMNS: &str = "p.id, p.file_id, f.name AS file_name, p.event_id, e.name AS event_name,
     p.use_name, p.medium, p.place, p.published_on, p.note, p.created_by, p.created_at, p.ended_at,
     u.first_name, u.last_name";
const FROM: &str = "FROM publications AS p
       JOIN events AS e ON e.company_id = p.company_id AND e.id = p.event_id
       LEFT JOIN files AS f ON f.company_id = p.company_id AND f.id = p.file_id
       LEFT JOIN users AS u ON u.id = p.created_by
       LEFT JOIN takedowns AS t ON t.company_id = p.company_id AND t.publication_id = p.id
                               AND t.ended_at IS NULL
      WHERE p.company_id = :company AND (p.outcome IS NULL OR p.outcome <> 'MISTAKE')";

/// Notes that a photograph of an event was published.
pub fn create(
    tx: &Tx,
    (event, file): (EventId, FileId),
    published: &Published,
    by: UserId,
) -> Result<PublicationId> {
    let id = tx.insert(
        "INSERT INTO publications (company_id, file_id, event_id, use_name, medium, place,
                published_on, note, created_by, created_at)
         VALUES (:company, :file, :event, :use, :medium, :place, :on, :note, :by, :now)
         RETURNING id",
        params! {
            ":file": file, ":event": event, ":use": published.wanted.name(),
            ":medium": published.medium.name(), ":place": published.place,
            ":on": published.published_on.map(|day| day.to_string()), ":note": published.note,
            ":by": by, ":now": tx.now(),
        },
    )?;
    Ok(PublicationId(id))
}

/// A publication that was not noted by mistake.
pub fn find(read: &Read, id: PublicationId) -> Result<Option<Publication>> {
    let found = read.first(
        &format!("SELECT {COLUMNS} {FROM} AND p.id = :id"),
        params! { ":id": id },
        publication,
    )?;
    Ok(with_takedowns(read, found.into_iter().collect())?.pop())
}

/// The publications of the company.
pub fn list(read: &Read, query: &PageQuery<Order>, filter: Filter) -> Result<Page<Publication>> {
    let d = if query.descending { "DESC" } else { "ASC" };
    let by = match query.order {
        Order::CreatedAt => format!("p.id {d}"),
        Order::DueAt => format!("t.due_at IS NULL, t.due_at {d}, p.id {d}"),
    };
    let wanted = format!(
        "{FROM} AND (:event IS NULL OR p.event_id = :event) AND (:file IS NULL OR p.file_id = :file)
           AND (:person IS NULL OR EXISTS (
                SELECT 1 FROM file_people AS n WHERE n.company_id = p.company_id
                   AND n.file_id = p.file_id AND n.employee_id = :person))
           AND CASE :state WHEN 'PUBLISHED' THEN p.ended_at IS NULL AND t.id IS NULL
                           WHEN 'DUE' THEN t.id IS NOT NULL
                           WHEN 'ENDED' THEN p.ended_at IS NOT NULL
                           ELSE TRUE END"
    );
    let Filter { event, file, employee, state } = filter;
    let (event, file, person) =
        (event.map(|id| id.0), file.map(|id| id.0), employee.map(|id| id.0));
    let state = state.map(PublicationState::name);
    let total = read.count(
        &format!("SELECT COUNT(*) {wanted}"),
        params! { ":event": event, ":file": file, ":person": person, ":state": state },
    )?;
    let data = read.all(
        &format!("SELECT {COLUMNS} {wanted} ORDER BY {by} LIMIT :limit OFFSET :offset"),
        params! {
            ":event": event, ":file": file, ":person": person, ":state": state,
            ":limit": query.limit, ":offset": query.offset(),
        },
        publication,
    )?;
    let data = with_takedowns(read, data)?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// The number of publications that have to be taken down, and until when the first of them.
pub fn due(read: &Read) -> Result<(i64, Option<Timestamp>)> {
    let found = read.first(
        "SELECT COUNT(*), MIN(due_at) FROM takedowns
          WHERE company_id = :company AND ended_at IS NULL",
        &[],
        |row| Ok((row.at(0)?, row.at::<Option<i64>>(1)?.map(Timestamp))),
    )?;
    Ok(found.unwrap_or((0, None)))
}

/// Whether any photograph of the company is noted as published.
pub fn any(read: &Read) -> Result<bool> {
    let found = read.first(
        "SELECT 1 AS one FROM publications WHERE company_id = :company AND ended_at IS NULL LIMIT 1",
        &[],
        |row| row.get::<i64>("one"),
    )?;
    Ok(found.is_some())
}

/// The publications after an id that have not ended and whose photograph is there; with `person`, of
/// those on which they are named.
pub fn standing(
    read: &Read,
    person: Option<EmployeeId>,
    after: PublicationId,
    limit: usize,
) -> Result<Vec<PublicationId>> {
    read.all(
        "SELECT p.id FROM publications AS p
          WHERE p.company_id = :company AND p.ended_at IS NULL AND p.file_id IS NOT NULL
            AND p.id > :after AND (:person IS NULL OR EXISTS (
                SELECT 1 FROM file_people AS n WHERE n.company_id = p.company_id
                   AND n.file_id = p.file_id AND n.employee_id = :person))
          ORDER BY p.id LIMIT :limit",
        params! {
            ":person": person.map(|id| id.0), ":after": after, ":limit": limit as i64,
        },
        |row| row.get("id"),
    )
}

/// The publications of a photograph that have not ended.
pub fn standing_of_file(read: &Read, file: FileId) -> Result<Vec<PublicationId>> {
    read.all(
        "SELECT id FROM publications
          WHERE company_id = :company AND file_id = :file AND ended_at IS NULL ORDER BY id",
        params! { ":file": file },
        |row| row.get("id"),
    )
}

/// Opens takedowns of those of these publications that are not allowed any more, and ends those of
/// the ones that are allowed again. With `announce`, records how many were opened of each event.
pub fn settle(tx: &Tx, ids: &[PublicationId], announce: bool) -> Result<()> {
    let mut opened: HashMap<EventId, i64> = HashMap::new();
    for id in ids {
        if let Some(event) = settle_one(tx, *id)? {
            *opened.entry(event).or_default() += 1;
        }
    }
    let mut opened: Vec<(EventId, i64)> = opened.into_iter().collect();
    opened.sort_unstable();
    for (event, count) in opened.into_iter().filter(|_| announce) {
        facts::record(tx, Fact::TakedownsOpened { event, count })?;
    }
    Ok(())
}

/// The event of the photograph, if a takedown was opened.
fn settle_one(tx: &Tx, id: PublicationId) -> Result<Option<EventId>> {
    let Some(publication) = find(tx, id)?.filter(|one| one.ended_at.is_none()) else {
        return Ok(None);
    };
    let Some(file) = publication.file.map(|id| files::find_any(tx, id)).transpose()?.flatten()
    else {
        return Ok(None);
    };
    let consents = photos::consents(tx, file.id)?;
    let standing = UseStanding::of_file(publication.wanted, &file, &consents, tx.now());
    match (standing.refused_by.first(), publication.due()) {
        (Some((person, obstacle)), None) => {
            let company = companies::current(tx)?.ok_or(Error::NotFound("company"))?;
            let due = tx.now().plus(i64::from(company.withdrawal_days) * Timestamp::DAY);
            tx.change(
                "INSERT INTO takedowns (company_id, publication_id, employee_id, cause, opened_at,
                        due_at)
                 VALUES (:company, :publication, :person, :cause, :now, :due)
                 ON CONFLICT DO NOTHING",
                params! {
                    ":publication": id, ":person": person, ":cause": obstacle.name(),
                    ":now": tx.now(), ":due": due,
                },
            )?;
            Ok(Some(publication.event))
        }
        (None, Some(_)) if standing.state == PhotoState::Allowed => {
            end_takedown(tx, id, TakedownOutcome::Allowed, None, None)?;
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// Ends a publication, and its takedown if one is open; false if it has ended.
pub fn end(
    tx: &Tx,
    id: PublicationId,
    outcome: TakedownOutcome,
    note: Option<&str>,
    by: UserId,
) -> Result<bool> {
    let changed = tx.change(
        "UPDATE publications SET ended_at = :now, ended_by = :by, outcome = :outcome
          WHERE company_id = :company AND id = :id AND ended_at IS NULL",
        params! { ":now": tx.now(), ":by": by, ":outcome": outcome.name(), ":id": id },
    )?;
    if changed == 1 {
        end_takedown(tx, id, outcome, note, Some(by))?;
    }
    Ok(changed == 1)
}

fn end_takedown(
    tx: &Tx,
    id: PublicationId,
    outcome: TakedownOutcome,
    note: Option<&str>,
    by: Option<UserId>,
) -> Result<()> {
    tx.change(
        "UPDATE takedowns SET ended_at = :now, ended_by = :by, outcome = :outcome, note = :note
          WHERE company_id = :company AND publication_id = :id AND ended_at IS NULL",
        params! {
            ":now": tx.now(), ":by": by.map(|id| id.0), ":outcome": outcome.name(), ":note": note,
            ":id": id,
        },
    )?;
    Ok(())
}

fn publication(row: &Row) -> Result<Publication> {
    let wanted = row.text("use_name")?;
    let on = row.text_if_any("published_on")?;
    Ok(Publication {
        id: row.get("id")?,
        file: row.get::<Option<i64>>("file_id")?.map(FileId),
        file_name: row.get("file_name")?,
        event: row.get("event_id")?,
        event_name: text_or_empty(row, "event_name")?,
        wanted: Use::from_name(wanted).ok_or_else(|| anyhow::anyhow!("no use {wanted:?}"))?,
        medium: row.get("medium")?,
        place: row.get("place")?,
        published_on: on.and_then(|day| day.parse().ok()),
        note: row.get("note")?,
        created_by: row.get::<Option<i64>>("created_by")?.map(UserId),
        noted_by: name(row)?,
        created_at: row.get("created_at")?,
        ended_at: row.get("ended_at")?,
        takedowns: vec![],
    })
}

fn with_takedowns(read: &Read, mut all: Vec<Publication>) -> Result<Vec<Publication>> {
    let ids: Vec<String> = all.iter().map(|one| one.id.0.to_string()).collect();
    let found = read.all(
        &format!(
            "SELECT t.publication_id, t.id, t.employee_id, p.first_name, p.last_name, t.cause,
                    t.opened_at, t.due_at, t.ended_at, t.ended_by, t.outcome, t.note
               FROM takedowns AS t
               JOIN employees AS p ON p.company_id = t.company_id AND p.id = t.employee_id
              WHERE t.company_id = :company AND t.publication_id IN ({IDS}) ORDER BY t.id DESC"
        ),
        params! { ":ids": format!("[{}]", ids.join(",")) },
        |row| Ok((row.get::<PublicationId>("publication_id")?, takedown(row)?)),
    )?;
    let mut takedowns = grouped(found);
    for one in &mut all {
        one.takedowns = takedowns.remove(&one.id).unwrap_or_default();
    }
    Ok(all)
}

fn takedown(row: &Row) -> Result<Takedown> {
    Ok(Takedown {
        id: row.get("id")?,
        employee: row.get("employee_id")?,
        person: name(row)?,
        cause: row.get("cause")?,
        opened_at: row.get("opened_at")?,
        due_at: row.get("due_at")?,
        ended_at: row.get("ended_at")?,
        ended_by: row.get::<Option<i64>>("ended_by")?.map(UserId),
        outcome: row.get("outcome")?,
        note: row.get("note")?,
    })
}

fn name(row: &Row) -> Result<String> {
    let (first, last) = (text_or_empty(row, "first_name")?, text_or_empty(row, "last_name")?);
    Ok(format!("{first} {last}").trim().to_owned())
}
