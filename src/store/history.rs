//! What happened to the requests of an event or an employee, from their evidence; and the lists of
//! employees that need attention.

use super::columns::text_or_empty;
use super::{Read, Row, Rows, params};
use crate::error::Result;
use crate::model::chain::EvidenceKind;
use crate::model::{AnswerId, EmployeeId, EventId, FileId, GuardianId, Page, PageQuery, Timestamp};
use jiff::civil::Date;

/// A step in the evidence of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryStep {
    pub kind: EvidenceKind,
    pub at: Timestamp,
    pub answer: AnswerId,
    pub employee: EmployeeId,
    pub event: EventId,
    pub event_name: String,
    /// Empty once erased.
    pub person: String,
    /// The guardian concerned, if it was one.
    pub guardian: Option<String>,
}

/// The steps of an event or of an employee, the latest first. What leads to an answer (codes, the
/// release shown) and what follows of itself (PDF made, receipt sent) is left out.
pub fn steps(
    read: &Read,
    event: Option<EventId>,
    employee: Option<EmployeeId>,
    query: &PageQuery<()>,
) -> Result<Page<HistoryStep>> {
    // The index of the one that is given finds the answers.
    let whose = match event {
        Some(_) => "a.event_id = :event AND :employee IS NULL",
        None => "a.employee_id = :employee AND :event IS NULL",
    };
    let wanted = format!(
        "FROM answers AS a
           JOIN evidence AS v ON v.company_id = a.company_id AND v.answer_id = a.id
          WHERE a.company_id = :company AND {whose}
            AND v.kind NOT IN ('CODE_REQUESTED', 'CODE_SENT', 'CODE_VERIFIED', 'DOCUMENT_SHOWN',
                               'PDF_MADE', 'SENT', 'SEALED')"
    );
    let total = read.count(
        &format!("SELECT COUNT(*) {wanted}"),
        params! { ":event": event, ":employee": employee },
    )?;
    let data = read.all(
        &format!(
            "SELECT v.kind, v.at, h.answer_id, h.employee_id, h.event_id, e.name AS event_name,
                    p.first_name, p.last_name, g.first_name AS guardian_first,
                    g.last_name AS guardian_last, s.guardian_id
               FROM (SELECT v.id, a.id AS answer_id, a.employee_id, a.event_id {wanted}
                      ORDER BY v.at DESC, v.id DESC LIMIT :limit OFFSET :offset) AS h
               JOIN evidence AS v ON v.id = h.id
               JOIN events AS e ON e.company_id = :company AND e.id = h.event_id
               JOIN employees AS p ON p.company_id = :company AND p.id = h.employee_id
               LEFT JOIN signers AS s ON s.company_id = :company AND s.id = v.signer_id
               LEFT JOIN guardians AS g ON g.company_id = :company AND g.id = s.guardian_id
              ORDER BY v.at DESC, v.id DESC"
        ),
        params! {
            ":event": event, ":employee": employee, ":limit": query.limit,
            ":offset": query.offset(),
        },
        step,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

fn step(row: &Row) -> Result<HistoryStep> {
    let guardian: Option<GuardianId> = row.get("guardian_id")?;
    Ok(HistoryStep {
        kind: row.get("kind")?,
        at: row.get("at")?,
        answer: row.get("answer_id")?,
        employee: row.get("employee_id")?,
        event: row.get("event_id")?,
        event_name: row.get("event_name")?,
        person: name(row, "first_name", "last_name")?,
        guardian: guardian.map(|_| name(row, "guardian_first", "guardian_last")).transpose()?,
    })
}

/// The first and last name in two columns; empty once erased.
fn name(row: &Row, first: &'static str, last: &'static str) -> Result<String> {
    let (first, last) = (text_or_empty(row, first)?, text_or_empty(row, last)?);
    Ok(format!("{first} {last}").trim().to_owned())
}

/// The live employees born after a day who have no guardian.
pub fn without_guardian(read: &Read, born_after: Date) -> Result<Vec<EmployeeId>> {
    read.all(
        "SELECT id FROM employees
          WHERE company_id = :company AND deleted_at IS NULL AND erased_at IS NULL
            AND birth_date > :born
            AND NOT EXISTS (SELECT 1 FROM guardians AS g
                             WHERE g.company_id = :company AND g.employee_id = employees.id
                               AND g.deleted_at IS NULL)",
        params! { ":born": born_after.to_string() },
        |row| row.at(0),
    )
}

/// The live employees to whom, or to whose guardians, mails do not arrive.
pub fn unreachable(read: &Read) -> Result<Vec<EmployeeId>> {
    read.all(
        "SELECT id FROM employees
          WHERE company_id = :company AND deleted_at IS NULL AND erased_at IS NULL
            AND (bounced_at IS NOT NULL
                 OR EXISTS (SELECT 1 FROM guardians AS g
                             WHERE g.company_id = :company AND g.employee_id = employees.id
                               AND g.deleted_at IS NULL AND g.bounced_at IS NOT NULL))",
        &[],
        |row| row.at(0),
    )
}

/// The live photographs of live events on which an employee is named, the latest first.
pub fn photos_of(read: &Read, employee: EmployeeId, most: usize) -> Result<Vec<(EventId, FileId)>> {
    read.all(
        "SELECT f.event_id, f.id FROM file_people AS p
           JOIN files AS f ON f.company_id = p.company_id AND f.id = p.file_id
           JOIN live_events AS e ON e.company_id = f.company_id AND e.id = f.event_id
          WHERE p.company_id = :company AND p.employee_id = :employee AND f.deleted_at IS NULL
            AND f.kind = 'EVENT_PHOTO'
          ORDER BY f.id DESC LIMIT :most",
        params! { ":employee": employee, ":most": most as i64 },
        |row| Ok((row.at(0)?, row.at(1)?)),
    )
}
