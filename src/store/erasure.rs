//! Permanent erasure. Rows stay, since others refer to them, but without personal data; the
//! evidence chain keeps its hashes and still verifies.
//!
//! The evidence of an erased employee's answers is kept until its retention ends (documents,
//! decisions, evidence, the PDF). While one of their consents may be in force, its links are kept
//! too: hashes and a nonce, no personal data. Their code is sent to the e-mail in the evidence, so
//! that an erased person can still withdraw. What becomes of each column is declared: those of an
//! employee in `model/employee/fields.rs` and `employee_columns.rs`, all others in
//! `erasure_tests.rs`.

use super::columns::json;
use super::{
    AllRead, AllTx, Changes, Read, Row, Rows, Scope, Tx, employee_columns, events, facts, files,
    params,
};
use crate::error::Result;
use crate::model::chain::Field;
use crate::model::employee::fields::Erasure;
use crate::model::{AnswerId, Digest, EmployeeId, EventId, Fact, Timestamp, UserId};

/// An answer whose evidence may be erased.
pub struct Expired {
    pub scope: Scope,
    pub answer: AnswerId,
    pub until: Timestamp,
    /// The PDF of the answer.
    pub pdf: Option<Digest>,
}

/// The answers of all companies whose evidence may be erased by now, the oldest first, after
/// `after` (end of retention and id).
pub fn expired(all: &AllRead, after: (Timestamp, AnswerId), limit: usize) -> Result<Vec<Expired>> {
    all.all(
        "SELECT a.id, a.company_id, a.evidence_until, s.pdf_sha256
           FROM answers AS a
           LEFT JOIN seals AS s ON s.company_id = a.company_id AND s.answer_id = a.id
          WHERE a.evidence_until IS NOT NULL AND a.erased_at IS NULL
            AND a.evidence_until <= :now AND (a.evidence_until, a.id) > (:until, :id)
          ORDER BY a.evidence_until, a.id LIMIT :limit",
        params! {
            ":now": all.now(), ":until": after.0, ":id": after.1, ":limit": limit as i64,
        },
        |row| {
            let pdf: Option<String> = row.get("pdf_sha256")?;
            Ok(Expired {
                scope: Scope::whole(row.get("company_id")?),
                answer: row.get("id")?,
                until: row.get("evidence_until")?,
                pdf: pdf.as_deref().and_then(Digest::parse),
            })
        },
    )
}

/// The scope in which an administrator of the instance erases an employee, in any company, deleted
/// ones too.
pub fn scope_to_erase_person(all: &AllRead, by: UserId, id: EmployeeId) -> Result<Option<Scope>> {
    all.first(
        "SELECT company_id FROM employees WHERE id = :id AND erased_at IS NULL",
        params! { ":id": id },
        |row| Ok(Scope::whole(row.get("company_id")?).by_user(by)),
    )
}

/// As [`scope_to_erase_person`], for an event.
pub fn scope_to_erase_event(all: &AllRead, by: UserId, id: EventId) -> Result<Option<Scope>> {
    all.first(
        "SELECT company_id FROM events WHERE id = :id AND erased_at IS NULL",
        params! { ":id": id },
        |row| Ok(Scope::whole(row.get("company_id")?).by_user(by)),
    )
}

/// A deleted row: when it was deleted, and its id.
type Deleted = (Timestamp, i64);

/// The deleted employees to erase, after `after`.
pub fn people(
    read: &Read,
    cutoff: Timestamp,
    after: Deleted,
    limit: usize,
) -> Result<Vec<Deleted>> {
    deleted(
        read,
        "SELECT deleted_at, id FROM employees
          WHERE company_id = :company AND deleted_at IS NOT NULL AND erased_at IS NULL
            AND deleted_at <= :cutoff AND (deleted_at, id) > (:then, :after)
          ORDER BY deleted_at, id LIMIT :limit",
        (cutoff, after, limit),
    )
}

/// The deleted events to erase, without evidence, after `after`.
pub fn events(
    read: &Read,
    cutoff: Timestamp,
    after: Deleted,
    limit: usize,
) -> Result<Vec<Deleted>> {
    deleted(
        read,
        "SELECT deleted_at, id FROM events AS e
          WHERE company_id = :company AND deleted_at IS NOT NULL AND erased_at IS NULL
            AND deleted_at <= :cutoff AND (deleted_at, id) > (:then, :after)
            AND NOT EXISTS (SELECT 1 FROM answers AS a
                             WHERE a.company_id = e.company_id AND a.event_id = e.id
                               AND a.evidence_until IS NOT NULL AND a.erased_at IS NULL)
          ORDER BY deleted_at, id LIMIT :limit",
        (cutoff, after, limit),
    )
}

/// The deleted unanswered requests to erase, after `after`.
pub fn requests(
    read: &Read,
    cutoff: Timestamp,
    after: Deleted,
    limit: usize,
) -> Result<Vec<Deleted>> {
    deleted(
        read,
        "SELECT deleted_at, id FROM answers
          WHERE company_id = :company AND deleted_at IS NOT NULL AND erased_at IS NULL
            AND evidence_until IS NULL
            AND deleted_at <= :cutoff AND (deleted_at, id) > (:then, :after)
          ORDER BY deleted_at, id LIMIT :limit",
        (cutoff, after, limit),
    )
}

fn deleted(
    read: &Read,
    sql: &str,
    (cutoff, after, limit): (Timestamp, Deleted, usize),
) -> Result<Vec<Deleted>> {
    read.all(
        sql,
        params! {
            ":cutoff": cutoff, ":then": after.0, ":after": after.1, ":limit": limit as i64,
        },
        |row| Ok((row.get("deleted_at")?, row.get("id")?)),
    )
}

/// Deletes (soft) the remaining rows of a deleted company, with its date of deletion: some hundred
/// employees, events and requests per call; returns how many. Given answers are never deleted.
pub fn follow_company(tx: &Tx, deleted_at: Timestamp) -> Result<usize> {
    let mut followed = 0;
    for (table, which) in [("employees", ""), ("events", ""), ("answers", "AND signed_at IS NULL")]
    {
        followed += tx.change(
            &format!(
                "UPDATE {table} SET deleted_at = :then
                  WHERE company_id = :company AND deleted_at IS NULL
                    AND id IN (SELECT id FROM {table}
                                WHERE company_id = :company AND deleted_at IS NULL {which}
                                LIMIT 500)"
            ),
            params! { ":then": deleted_at },
        )?;
    }
    Ok(followed)
}

/// The answers of an employee, deleted ones too, without evidence to keep: never given, or their
/// retention has ended.
pub fn answers_of_person(read: &Read, id: EmployeeId) -> Result<Vec<(AnswerId, EventId)>> {
    read.all(
        "SELECT id, event_id FROM answers
          WHERE company_id = :company AND employee_id = :employee AND erased_at IS NULL
            AND evidence_until IS NULL",
        params! { ":employee": id },
        answer_and_event,
    )
}

/// As [`answers_of_person`], for an event.
pub fn answers_of_event(read: &Read, id: EventId) -> Result<Vec<(AnswerId, EventId)>> {
    read.all(
        "SELECT id, event_id FROM answers
          WHERE company_id = :company AND event_id = :event AND erased_at IS NULL
            AND evidence_until IS NULL",
        params! { ":event": id },
        answer_and_event,
    )
}

/// Whether an event has answers whose evidence must be kept.
pub fn has_evidence(read: &Read, id: EventId) -> Result<bool> {
    let kept = read.count(
        "SELECT COUNT(*) FROM answers
          WHERE company_id = :company AND event_id = :event
            AND evidence_until IS NOT NULL AND erased_at IS NULL",
        params! { ":event": id },
    )?;
    Ok(kept > 0)
}

/// Erases an answer: documents, decisions, recipients, links and all that depends on them. State,
/// dates and hashes stay. False if it was erased already. The PDFs must be deleted before.
pub fn answer(tx: &Tx, id: AnswerId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE answers SET reason = NULL, erased_at = :now, updated_at = :now
          WHERE company_id = :company AND id = :id AND erased_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    if changed == 0 {
        return Ok(false);
    }
    close(tx, id)?;
    forget_readers(tx, id)?;
    let params = params! { ":answer": id };
    for sql in [
        "UPDATE documents SET body = NULL WHERE company_id = :company AND answer_id = :answer",
        "UPDATE decisions SET record = NULL, signature = NULL
          WHERE company_id = :company AND answer_id = :answer",
        "UPDATE manifests SET content = NULL, record = NULL
          WHERE company_id = :company AND answer_id = :answer",
    ] {
        tx.change(sql, params)?;
    }
    let entries: Vec<(i64, Vec<Field>)> = tx.all(
        "SELECT id, fields FROM evidence WHERE company_id = :company AND answer_id = :answer",
        params,
        |row| Ok((row.get("id")?, json(row, "fields")?)),
    )?;
    for (entry, mut fields) in entries {
        fields.iter_mut().for_each(Field::erase);
        let fields = serde_json::to_string(&fields).map_err(anyhow::Error::from)?;
        tx.change(
            "UPDATE evidence SET fields = :fields WHERE company_id = :company AND id = :id",
            params! { ":fields": fields, ":id": entry },
        )?;
    }
    Ok(true)
}

/// Deletes (soft) an unanswered request.
pub fn withdraw_request(tx: &Tx, id: AnswerId) -> Result<()> {
    tx.change(
        "UPDATE answers SET deleted_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(())
}

/// Deletes the links of an answer with their codes, attempts and signing sessions.
fn close(tx: &Tx, id: AnswerId) -> Result<()> {
    const LINKS: &str = "SELECT l.id FROM links AS l
         JOIN signers AS s ON s.company_id = l.company_id AND s.id = l.signer_id
        WHERE l.company_id = :company AND s.answer_id = :answer";
    for table in ["signing_sessions", "code_tries", "codes"] {
        tx.change(
            &format!("DELETE FROM {table} WHERE company_id = :company AND link_id IN ({LINKS})"),
            params! { ":answer": id },
        )?;
    }
    tx.change(
        &format!("DELETE FROM links WHERE company_id = :company AND id IN ({LINKS})"),
        params! { ":answer": id },
    )?;
    Ok(())
}

/// Erases the recipients of mails about an answer, and drops queued ones.
fn forget_readers(tx: &Tx, id: AnswerId) -> Result<()> {
    tx.change(
        "UPDATE mails SET to_address = NULL, reply = NULL,
                status = CASE WHEN status = 'QUEUED' THEN 'DROPPED' ELSE status END
          WHERE company_id = :company AND answer_id = :answer",
        params! { ":answer": id },
    )?;
    Ok(())
}

/// `column = NULL` for every column of an employee that is declared as emptied.
fn emptied() -> String {
    let emptied =
        employee_columns::all().filter(|(_, erasure)| matches!(erasure, Erasure::Emptied));
    emptied.map(|(column, _)| format!("{column} = NULL")).collect::<Vec<_>>().join(", ")
}

/// Erases an employee, their guardians and their unanswered requests; false if there is no such
/// employee.
pub fn person_with_requests(tx: &Tx, id: EmployeeId) -> Result<bool> {
    close_requests(tx, answers_of_person(tx, id)?)?;
    let erased = person(tx, id)?;
    forget_replies(tx)?;
    facts::record(tx, Fact::EmployeeErased { employee: id })?;
    Ok(erased)
}

/// Erases an event and its unanswered requests.
pub fn event_with_requests(tx: &Tx, id: EventId) -> Result<()> {
    close_requests(tx, answers_of_event(tx, id)?)?;
    event(tx, id)?;
    facts::record(tx, Fact::EventErased { event: id })
}

/// Closes and erases unanswered requests.
fn close_requests(tx: &Tx, requests: Vec<(AnswerId, EventId)>) -> Result<()> {
    for (request, event) in requests {
        withdraw_request(tx, request)?;
        answer(tx, request)?;
        events::recount(tx, event)?;
    }
    Ok(())
}

/// Erases an employee and their guardians; false if there is no such employee. Answers with
/// evidence stay, without mail recipients. Links to consents that may be in force stay, so that
/// they can be withdrawn; others are deleted.
pub fn person(tx: &Tx, id: EmployeeId) -> Result<bool> {
    let changed = tx.change(
        &format!(
            "UPDATE employees SET {}, deleted_at = COALESCE(deleted_at, :now), erased_at = :now,
                    updated_at = :now
              WHERE company_id = :company AND id = :id AND erased_at IS NULL",
            emptied()
        ),
        params! { ":now": tx.now(), ":id": id },
    )?;
    if changed == 0 {
        return Ok(false);
    }
    forget_files(tx, "employee_id", id.0)?;
    // The files they were imported from. The outcome of each line stays, without its content.
    const FILES: &str = "SELECT i.id FROM imports AS i
         JOIN import_lines AS l ON l.company_id = i.company_id AND l.import_id = i.id
        WHERE i.company_id = :company AND l.employee_id = :employee
          AND i.state NOT IN ('WAITING', 'RUNNING')";
    tx.change(
        &format!("DELETE FROM import_files WHERE company_id = :company AND import_id IN ({FILES})"),
        params! { ":employee": id },
    )?;
    tx.change(
        &format!(
            "UPDATE import_lines SET cells = NULL
              WHERE company_id = :company AND cells IS NOT NULL AND import_id IN ({FILES})"
        ),
        params! { ":employee": id },
    )?;
    tx.change(
        &format!(
            "UPDATE imports SET file_name = NULL WHERE company_id = :company AND id IN ({FILES})"
        ),
        params! { ":employee": id },
    )?;
    tx.change(
        "DELETE FROM group_members WHERE company_id = :company AND employee_id = :employee",
        params! { ":employee": id },
    )?;
    // An e-mail that nobody has: no answer from another one ends a hold.
    tx.change(
        "UPDATE holds SET guardian_id = NULL, email_key = ''
          WHERE company_id = :company AND employee_id = :employee",
        params! { ":employee": id },
    )?;
    tx.change(
        "DELETE FROM guardians WHERE company_id = :company AND employee_id = :employee
            AND NOT EXISTS (SELECT 1 FROM signers AS s WHERE s.company_id = :company
                             AND s.guardian_id = guardians.id)",
        params! { ":employee": id },
    )?;
    tx.change(
        "UPDATE guardians SET first_name = NULL, last_name = NULL, email = NULL, email_key = NULL,
                bounced_at = NULL, bounced_for = NULL,
                deleted_at = COALESCE(deleted_at, :now), erased_at = :now, updated_at = :now
          WHERE company_id = :company AND employee_id = :employee",
        params! { ":now": tx.now(), ":employee": id },
    )?;
    let evidence = tx.all(
        "SELECT id, state = 'ACCEPTED' AS granted FROM answers
          WHERE company_id = :company AND employee_id = :employee AND erased_at IS NULL",
        params! { ":employee": id },
        |row| Ok((row.get("id")?, row.get::<bool>("granted")?)),
    )?;
    for (answer, granted) in evidence {
        if !granted {
            close(tx, answer)?;
        }
        forget_readers(tx, answer)?;
    }
    Ok(true)
}

/// Erases the recipients of mails sent to erased people since: a code and a receipt for a
/// withdrawal. Returns how many.
pub fn forget_sent(all: &AllTx) -> Result<usize> {
    all.change(
        "UPDATE mails SET to_address = NULL, reply = NULL
          WHERE to_address IS NOT NULL AND status <> 'QUEUED'
            AND answer_id IN (SELECT a.id FROM employees AS e
                                JOIN answers AS a
                                  ON a.company_id = e.company_id AND a.employee_id = e.id
                               WHERE e.erased_at IS NOT NULL)",
        params! {},
    )
}

/// Deletes the company's stored replies to creating requests that contain an e-mail: they are kept
/// for a day, which is too long after an erasure.
pub fn forget_replies(tx: &Tx) -> Result<()> {
    // Keys begin with the company's id and a space, which `!` follows in ASCII.
    let naming = tx.all(
        "SELECT user_id, route, key, reply FROM idempotency_keys
          WHERE route >= :company || ' ' AND route < :company || '!'",
        &[],
        |row| {
            let reply: String = row.get("reply")?;
            let whose = (row.get("user_id")?, row.get("route")?, row.get("key")?);
            Ok((whose, reply.contains("\"email\"")))
        },
    )?;
    for ((user, route, key), _) in naming.into_iter().filter(|(_, names)| *names) {
        let (user, route, key): (i64, String, String) = (user, route, key);
        tx.change(
            "DELETE FROM idempotency_keys
              WHERE user_id = :user AND route = :route AND key = :key
                AND route >= :company || ' ' AND route < :company || '!'",
            params! { ":user": user, ":route": route, ":key": key },
        )?;
    }
    Ok(())
}

/// Erases an event; false if there is no such event.
pub fn event(tx: &Tx, id: EventId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE events SET name = '', description = NULL, client = NULL, partner_id = NULL, created_by = NULL,
                line = NULL, line2 = NULL, postal_code = NULL, city = NULL, subdivision = NULL,
                subdivision2 = NULL, country = NULL, lat = NULL, lng = NULL,
                deleted_at = COALESCE(deleted_at, :now), erased_at = :now, updated_at = :now,
                revision = revision + 1
          WHERE company_id = :company AND id = :id AND erased_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    if changed == 1 {
        forget_files(tx, "event_id", id.0)?;
        tx.change(
            "UPDATE orders SET title = NULL, draft = NULL
              WHERE company_id = :company AND event_id = :id",
            params! { ":id": id },
        )?;
    }
    Ok(changed == 1)
}

/// Deletes the files of an employee or event, and unfinished uploads.
fn forget_files(tx: &Tx, owner: &str, id: i64) -> Result<()> {
    tx.change(
        &format!("DELETE FROM uploads WHERE company_id = :company AND {owner} = :id"),
        params! { ":id": id },
    )?;
    let kept = tx.all(
        &format!("SELECT id FROM files WHERE company_id = :company AND {owner} = :id"),
        params! { ":id": id },
        |row| row.at(0),
    )?;
    for file in kept {
        files::purge(tx, file)?;
    }
    Ok(())
}

/// Returns at most `most` free pages of the file to the disk; returns how many are left. Files
/// created by older versions do not support it, and reuse theirs.
pub fn release_free_pages(all: &AllTx, most: u32) -> Result<i64> {
    all.on().0.release_free_pages(most)
}

fn answer_and_event(row: &Row) -> Result<(AnswerId, EventId)> {
    Ok((row.get("id")?, row.get("event_id")?))
}

#[cfg(test)]
#[path = "erasure_tests.rs"]
pub mod tests;
