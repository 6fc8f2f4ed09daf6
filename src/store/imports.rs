//! Imports of employees from files, and the outcome of each line.

use super::columns::{json, json_if_any};
use super::{AllTx, Changes, Read, Row, Rows, Tx, live, params};
use crate::error::Result;
use crate::model::import::{Header, HowRead, ReportLine, Sample, Tally, Trouble};
use crate::model::live::ImportNews;
use crate::model::{
    EmployeeId, GroupId, Import, ImportId, ImportState, Live, Locale, Outcome, Page, PageQuery,
    Timestamp, UserId,
};

const COLUMNS: &str = "id, company_id, user_id, group_id, group_name, file_name, locale, dry_run,
    state, columns, reading, total, done, created, updated, unchanged, refused, created_at, started_at, ended_at";

/// An uploaded file.
#[derive(Debug, Clone)]
pub struct NewImport {
    pub user: UserId,
    pub group: Option<GroupId>,
    /// The name of a group that does not exist yet, in a trial run.
    pub group_name: Option<String>,
    pub file_name: String,
    pub locale: Locale,
    pub dry_run: bool,
    pub columns: Vec<Header>,
    pub reading: HowRead,
    /// A sample of its people, kept as long as the file.
    pub samples: Vec<Sample>,
    pub total: usize,
}

/// An import that is not deleted.
pub fn find(read: &Read, id: ImportId) -> Result<Option<Import>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM live_imports WHERE company_id = :company AND id = :id"),
        params! { ":id": id },
        import,
    )
}

/// The first employees created or updated by an import whose address has no coordinates, on lines
/// after `after`, with their lines.
pub fn unplaced(
    read: &Read,
    id: ImportId,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, EmployeeId)>> {
    read.all(
        "SELECT l.line, l.employee_id FROM import_lines AS l
           JOIN live_employees AS e ON e.company_id = l.company_id AND e.id = l.employee_id
          WHERE l.company_id = :company AND l.import_id = :import AND l.line > :after
            AND l.outcome IN ('CREATED', 'UPDATED') AND e.lat IS NULL
            AND (e.line IS NOT NULL OR e.postal_code IS NOT NULL OR e.city IS NOT NULL)
          ORDER BY l.line LIMIT :limit",
        params! { ":import": id, ":after": after, ":limit": limit },
        |row| Ok((row.get("line")?, row.get("employee_id")?)),
    )
}

/// The imports of the company, by age.
pub fn list(read: &Read, query: &PageQuery<()>) -> Result<Page<Import>> {
    let total = read.count("SELECT COUNT(*) FROM live_imports WHERE company_id = :company", &[])?;
    let d = if query.descending { "DESC" } else { "ASC" };
    let data = read.all(
        &format!(
            "SELECT {COLUMNS} FROM imports WHERE company_id = :company AND deleted_at IS NULL
              ORDER BY created_at {d}, id {d} LIMIT :limit OFFSET :offset"
        ),
        params! { ":limit": query.limit, ":offset": query.offset() },
        import,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// Stores a file and its metadata.
pub fn create(tx: &Tx, new: &NewImport, bytes: &[u8]) -> Result<ImportId> {
    let columns = serde_json::to_string(&new.columns).map_err(anyhow::Error::from)?;
    let reading = serde_json::to_string(&new.reading).map_err(anyhow::Error::from)?;
    let samples = serde_json::to_string(&new.samples).map_err(anyhow::Error::from)?;
    let id = tx.insert(
        "INSERT INTO imports (company_id, user_id, group_id, group_name, file_name, locale,
                dry_run, state, columns, reading, total, created_at)
         VALUES (:company, :user, :group, :group_name, :file_name, :locale, :dry_run, 'WAITING',
                :columns, :reading, :total, :now)
         RETURNING id",
        params! {
            ":user": new.user, ":group": new.group,
            ":group_name": new.group_name, ":file_name": new.file_name,
            ":locale": new.locale.tag(), ":dry_run": new.dry_run, ":columns": columns, ":reading": reading,
            ":total": new.total as i64, ":now": tx.now(),
        },
    )?;
    tx.change(
        "INSERT INTO import_files (company_id, import_id, bytes, samples)
         VALUES (:company, :id, :bytes, :samples)",
        params! { ":id": id, ":bytes": bytes, ":samples": samples },
    )?;
    Ok(ImportId(id))
}

/// The file; None once it was deleted.
pub fn file(read: &Read, id: ImportId) -> Result<Option<Vec<u8>>> {
    read.first(
        "SELECT bytes FROM import_files WHERE company_id = :company AND import_id = :id",
        params! { ":id": id },
        |row| row.get("bytes"),
    )
}

/// The sample of its people; empty once it was deleted.
pub fn samples(read: &Read, id: ImportId) -> Result<Vec<Sample>> {
    let found = read.first(
        "SELECT samples FROM import_files
          WHERE company_id = :company AND import_id = :id AND samples IS NOT NULL",
        params! { ":id": id },
        |row| json(row, "samples"),
    )?;
    Ok(found.unwrap_or_default())
}

/// Marks an import as running; no effect if it is already.
pub fn start(tx: &Tx, id: ImportId) -> Result<()> {
    tx.change(
        "UPDATE imports SET state = 'RUNNING', started_at = :now
          WHERE company_id = :company AND id = :id AND state = 'WAITING'",
        params! { ":id": id, ":now": tx.now() },
    )?;
    Ok(())
}

/// Restarts from the first line, with an empty report; false if it is over.
pub fn start_over(tx: &Tx, id: ImportId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE imports SET done = 0, created = 0, updated = 0, unchanged = 0, refused = 0
          WHERE company_id = :company AND id = :id AND state = 'RUNNING'",
        params! { ":id": id },
    )?;
    if changed == 1 {
        forget_lines(tx, id)?;
    }
    Ok(changed == 1)
}

/// Records the outcome of the lines between `from` and `to`; false if the import is over, or
/// another worker recorded them.
pub fn advance(tx: &Tx, id: ImportId, from: i64, to: i64, more: Tally) -> Result<bool> {
    let changed = tx.change(
        "UPDATE imports SET done = :to, created = created + :created,
                updated = updated + :updated, unchanged = unchanged + :unchanged,
                refused = refused + :refused
          WHERE company_id = :company AND id = :id AND state = 'RUNNING' AND done = :from",
        params! {
            ":id": id, ":from": from, ":to": to, ":created": more.created,
            ":updated": more.updated, ":unchanged": more.unchanged, ":refused": more.refused,
        },
    )?;
    publish(tx, id)?;
    Ok(changed == 1)
}

/// Ends an import; false if it is over already.
pub fn end(tx: &Tx, id: ImportId, state: ImportState) -> Result<bool> {
    let changed = tx.change(
        "UPDATE imports SET state = :state, ended_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL
            AND state IN ('WAITING', 'RUNNING')",
        params! { ":id": id, ":state": state.name(), ":now": tx.now() },
    )?;
    publish(tx, id)?;
    Ok(changed == 1)
}

/// Publishes the progress to the user who uploaded the file.
fn publish(tx: &Tx, id: ImportId) -> Result<()> {
    let Some(import) = find(tx, id)? else { return Ok(()) };
    let Import { state, done, total, .. } = import;
    let news = Live::Import(ImportNews { id, state, done, total });
    import.user.map_or(Ok(()), |user| live::publish_to(tx, user, &news))
}

/// Employees created by an import, at most `most`.
pub fn created(read: &Read, id: ImportId, most: i64) -> Result<Vec<EmployeeId>> {
    read.all(
        "SELECT employee_id FROM import_lines
          WHERE company_id = :company AND import_id = :id AND outcome = 'CREATED'
            AND employee_id IS NOT NULL
          ORDER BY id LIMIT :most",
        params! { ":id": id, ":most": most },
        |row| row.get("employee_id"),
    )
}

/// Deletes a finished import with its file and report; false if there is none.
pub fn delete(tx: &Tx, id: ImportId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE imports SET deleted_at = :now, file_name = NULL
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        params! { ":id": id, ":now": tx.now() },
    )?;
    forget_lines(tx, id)?;
    tx.change(
        "DELETE FROM import_files WHERE company_id = :company AND import_id = :id",
        params! { ":id": id },
    )?;
    Ok(changed == 1)
}

fn forget_lines(tx: &Tx, id: ImportId) -> Result<usize> {
    tx.change(
        "DELETE FROM import_lines WHERE company_id = :company AND import_id = :id",
        params! { ":id": id },
    )
}

/// Records the outcome of a line.
pub fn add_line(tx: &Tx, id: ImportId, line: &ReportLine) -> Result<()> {
    let list = |list: &[Trouble]| (!list.is_empty()).then(|| serde_json::to_string(list));
    let problems = list(&line.problems).transpose().map_err(anyhow::Error::from)?;
    let notes = list(&line.notes).transpose().map_err(anyhow::Error::from)?;
    let cells = line.cells.as_ref().map(serde_json::to_string);
    let cells = cells.transpose().map_err(anyhow::Error::from)?;
    tx.change(
        "INSERT INTO import_lines
                (company_id, import_id, line, outcome, employee_id, problems, notes, cells)
         VALUES (:company, :id, :line, :outcome, :employee, :problems, :notes, :cells)",
        params! {
            ":id": id, ":line": line.line, ":outcome": line.outcome.name(),
            ":employee": line.employee, ":problems": problems, ":notes": notes,
            ":cells": cells,
        },
    )?;
    Ok(())
}

/// The outcomes of the lines in order, or of those with one outcome.
pub fn lines(
    read: &Read,
    id: ImportId,
    outcome: Option<Outcome>,
    query: &PageQuery<()>,
) -> Result<Page<ReportLine>> {
    let outcome = outcome.map(Outcome::name);
    let wanted = wanted(outcome);
    let total = read
        .count(&format!("SELECT COUNT(*) {wanted}"), params! { ":id": id, ":outcome": outcome })?;
    let data = read.all(
        &format!(
            "SELECT line, outcome, employee_id, problems, notes, cells {wanted}
              ORDER BY line LIMIT :limit OFFSET :offset"
        ),
        params! {
            ":id": id, ":outcome": outcome, ":limit": query.limit, ":offset": query.offset(),
        },
        report_line,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// The first accepted lines with warnings, and their total number.
pub fn warned(read: &Read, id: ImportId, limit: u32) -> Result<(Vec<ReportLine>, i64)> {
    const WANTED: &str = "FROM import_lines WHERE company_id = :company AND import_id = :id
        AND outcome <> 'REFUSED' AND problems IS NOT NULL";
    let total = read.count(&format!("SELECT COUNT(*) {WANTED}"), params! { ":id": id })?;
    let lines = read.all(
        &format!(
            "SELECT line, outcome, employee_id, problems, notes, cells {WANTED}
              ORDER BY line LIMIT :limit"
        ),
        params! { ":id": id, ":limit": limit },
        report_line,
    )?;
    Ok((lines, total))
}

/// As [`lines`], after a line of the file, to go through all of them.
pub fn lines_after(
    read: &Read,
    id: ImportId,
    outcome: Option<Outcome>,
    after: u32,
    limit: u32,
) -> Result<Vec<ReportLine>> {
    let outcome = outcome.map(Outcome::name);
    read.all(
        &format!(
            "SELECT line, outcome, employee_id, problems, notes, cells {} AND line > :after
              ORDER BY line LIMIT :limit",
            wanted(outcome)
        ),
        params! { ":id": id, ":outcome": outcome, ":after": after, ":limit": limit },
        report_line,
    )
}

fn wanted(outcome: Option<&str>) -> &'static str {
    match outcome {
        None => {
            "FROM import_lines WHERE company_id = :company AND import_id = :id AND :outcome IS NULL"
        }
        Some(_) => {
            "FROM import_lines
              WHERE company_id = :company AND import_id = :id AND outcome = :outcome"
        }
    }
}

/// Deletes files older than `before` with their reports. The imports and their totals stay.
pub fn forget(all: &AllTx, before: Timestamp) -> Result<usize> {
    let old = "SELECT company_id, id FROM imports
                WHERE file_name IS NOT NULL AND created_at < :before";
    for table in ["import_lines", "import_files"] {
        all.change(
            &format!("DELETE FROM {table} WHERE (company_id, import_id) IN ({old})"),
            params! { ":before": before },
        )?;
    }
    // An unfinished import has failed by then.
    all.change(
        "UPDATE imports SET file_name = NULL, ended_at = COALESCE(ended_at, :now),
                state = CASE WHEN state IN ('WAITING', 'RUNNING') THEN 'FAILED' ELSE state END
          WHERE file_name IS NOT NULL AND created_at < :before",
        params! { ":before": before, ":now": all.now() },
    )
}

fn import(row: &Row) -> Result<Import> {
    Ok(Import {
        id: row.get("id")?,
        company: row.get("company_id")?,
        user: row.get("user_id")?,
        group: row.get("group_id")?,
        group_name: row.get("group_name")?,
        file_name: row.get("file_name")?,
        locale: row.get("locale")?,
        dry_run: row.get("dry_run")?,
        state: row.get("state")?,
        columns: json(row, "columns")?,
        reading: json_if_any(row, "reading")?,
        total: row.get("total")?,
        done: row.get("done")?,
        tally: Tally {
            created: row.get("created")?,
            updated: row.get("updated")?,
            unchanged: row.get("unchanged")?,
            refused: row.get("refused")?,
        },
        created_at: row.get("created_at")?,
        started_at: row.get("started_at")?,
        ended_at: row.get("ended_at")?,
    })
}

fn report_line(row: &Row) -> Result<ReportLine> {
    Ok(ReportLine {
        line: row.get("line")?,
        outcome: row.get("outcome")?,
        employee: row.get("employee_id")?,
        problems: json_if_any(row, "problems")?.unwrap_or_default(),
        notes: json_if_any(row, "notes")?.unwrap_or_default(),
        cells: json_if_any(row, "cells")?,
    })
}
