//! What a studio has to do today, and what comes next.

use super::columns::text_or_empty;
use super::{Read, Row, Rows, params};
use crate::error::Result;
use crate::model::{AnswerId, EmployeeId, EventId, ImportId, Timestamp};

/// A consent that was withdrawn, while photographs name the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    pub event: EventId,
    pub event_name: String,
    pub employee: EmployeeId,
    pub person: String,
    /// The number of photographs of the event that name them.
    pub photos: i64,
    /// Whether other uses stay allowed.
    pub in_part: bool,
    pub at: Timestamp,
}

/// Consents of an event that end soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiring {
    pub event: EventId,
    pub event_name: String,
    pub consents: i64,
    /// The first end.
    pub first: Timestamp,
}

/// A request that the mail server refused for good, and that is still unanswered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    pub answer: AnswerId,
    pub event_name: String,
    pub employee: EmployeeId,
    pub person: String,
    /// The server's reply.
    pub reply: Option<String>,
}

/// The last import, with the number of lines that it refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastImport {
    pub id: ImportId,
    pub file_name: Option<String>,
    pub refused: i64,
    pub at: Timestamp,
}

/// What a new studio has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Begun {
    /// A text of its own was published.
    pub release: bool,
    pub people: bool,
    /// Somebody was asked.
    pub asked: bool,
    /// A mail arrived at its server.
    pub mailed: bool,
    pub answered: bool,
}

/// The events that are not over for longer than `since`, to which somebody has not answered, with how
/// many have not: those to come by their start, then those that are over.
pub fn awaited(read: &Read, since: Timestamp) -> Result<Vec<(EventId, i64)>> {
    read.all(
        "SELECT id, asked - answered AS missing FROM live_events
          WHERE company_id = :company AND asked > answered AND ends_at > :since
            AND archived_at IS NULL
          ORDER BY CASE WHEN ends_at > :now THEN 0 ELSE 1 END, starts_at, id",
        params! { ":since": since, ":now": read.now() },
        |row| Ok((row.get("id")?, row.get("missing")?)),
    )
}

/// When somebody who has not answered about an event can be reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remindable {
    Now,
    /// All were written to less than a day ago: from then on.
    From(Timestamp),
    /// No request has left yet.
    Leaving,
    /// The address of each is known to be wrong.
    Unreachable,
}

/// When somebody who has not answered about an event can be reminded: a day after the last mail to
/// them left, if their address is not known to be wrong.
pub fn remindable(read: &Read, event: EventId) -> Result<Remindable> {
    let found = read.first(
        "SELECT COUNT(*) AS reached,
                MIN(CASE WHEN a.reminded_at > a.mail_sent_at THEN a.reminded_at
                         ELSE a.mail_sent_at END) AS last
           FROM live_answers AS a
           JOIN live_employees AS p ON p.company_id = a.company_id AND p.id = a.employee_id
          WHERE a.company_id = :company AND a.event_id = :event AND a.state = 'PENDING'
            AND (a.guardians_needed IS NOT NULL OR p.bounced_at IS NULL)",
        params! { ":event": event },
        |row| Ok((row.get::<i64>("reached")?, row.get::<Option<Timestamp>>("last")?)),
    )?;
    let next = |last: Timestamp| last.plus(Timestamp::DAY);
    Ok(match found {
        None | Some((0, _)) => Remindable::Unreachable,
        Some((_, None)) => Remindable::Leaving,
        Some((_, Some(last))) if next(last) <= read.now() => Remindable::Now,
        Some((_, Some(last))) => Remindable::From(next(last)),
    })
}

/// The consents withdrawn after `since` of people whom photographs of the event name, the latest
/// first; at most `most`.
pub fn withdrawn(read: &Read, since: Timestamp, most: usize) -> Result<Vec<Withdrawn>> {
    const PHOTOS: &str = "FROM file_people AS n
           JOIN live_files AS f ON f.company_id = n.company_id AND f.id = n.file_id
          WHERE n.company_id = a.company_id AND n.employee_id = a.employee_id
            AND f.event_id = a.event_id AND f.kind = 'EVENT_PHOTO'";
    // A withdrawal replaces a decision, and nothing else does: there are few of these. The sum keeps
    // the database from reading all decisions of the company.
    const CHANGED: &str = "SELECT w.id FROM answers AS w
          WHERE w.company_id = :company AND w.state = 'WITHDRAWN'
         UNION ALL
         SELECT d.answer_id FROM decisions AS d
          WHERE d.supersedes > 0 AND d.company_id + 0 = :company AND d.kind = 'WITHDRAWN'
            AND d.decided_at > :since";
    read.all(
        &format!(
            "SELECT a.event_id, e.name AS event_name, a.employee_id, p.first_name, p.last_name,
                    a.updated_at, (SELECT COUNT(*) {PHOTOS}) AS photos,
                    a.state = 'ACCEPTED' AS in_part
               FROM standing_answers AS a
               JOIN live_events AS e ON e.company_id = a.company_id AND e.id = a.event_id
               JOIN live_employees AS p ON p.company_id = a.company_id AND p.id = a.employee_id
              WHERE a.company_id = :company AND a.updated_at > :since
                AND a.id IN ({CHANGED}) AND (a.state = 'WITHDRAWN'
                     OR (a.state = 'ACCEPTED' AND a.uses <> a.offered))
                AND EXISTS (SELECT 1 {PHOTOS})
              ORDER BY a.updated_at DESC, a.id DESC LIMIT :most"
        ),
        params! { ":since": since, ":most": most as i64 },
        |row| {
            Ok(Withdrawn {
                event: row.get("event_id")?,
                event_name: row.get("event_name")?,
                employee: row.get("employee_id")?,
                person: name(row)?,
                photos: row.get("photos")?,
                in_part: row.get("in_part")?,
                at: row.get("updated_at")?,
            })
        },
    )
}

/// The events with consents in force that end before `until`, the soonest first; at most `most`.
pub fn expiring(read: &Read, until: Timestamp, most: usize) -> Result<Vec<Expiring>> {
    read.all(
        "SELECT a.event_id, e.name AS event_name, COUNT(*) AS consents,
                MIN(a.expires_at) AS first_end
           FROM standing_answers AS a
           JOIN live_events AS e ON e.company_id = a.company_id AND e.id = a.event_id
          WHERE a.company_id = :company AND a.state = 'ACCEPTED'
            AND a.expires_at > :now AND a.expires_at <= :until
          GROUP BY a.event_id, e.name
          ORDER BY MIN(a.expires_at), a.event_id LIMIT :most",
        params! { ":now": read.now(), ":until": until, ":most": most as i64 },
        |row| {
            Ok(Expiring {
                event: row.get("event_id")?,
                event_name: row.get("event_name")?,
                consents: row.get("consents")?,
                first: row.get("first_end")?,
            })
        },
    )
}

/// The requests refused by a mail server after `since`, still unanswered and not sent since, the
/// latest first; at most `most`. Addresses that bounce are not among them.
pub fn undelivered(read: &Read, since: Timestamp, most: usize) -> Result<Vec<Undelivered>> {
    read.all(
        "SELECT m.answer_id, m.reply, e.name AS event_name, a.employee_id,
                p.first_name, p.last_name
           FROM live_answers AS a
           JOIN mails AS m ON m.company_id = a.company_id AND m.answer_id = a.id
           JOIN live_events AS e ON e.company_id = a.company_id AND e.id = a.event_id
           JOIN live_employees AS p ON p.company_id = a.company_id AND p.id = a.employee_id
          WHERE a.company_id = :company AND a.state = 'PENDING' AND m.status = 'FAILED'
            AND m.created_at > :since AND p.bounced_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM guardians AS g
                             WHERE g.company_id = p.company_id AND g.employee_id = p.id
                               AND g.deleted_at IS NULL AND g.bounced_at IS NOT NULL
                               AND g.email = m.to_address)
            AND NOT EXISTS (SELECT 1 FROM mails AS later
                             WHERE later.company_id = m.company_id
                               AND later.answer_id = m.answer_id AND later.id > m.id)
          ORDER BY m.id DESC LIMIT :most",
        params! { ":since": since, ":most": most as i64 },
        |row| {
            Ok(Undelivered {
                answer: row.get("answer_id")?,
                event_name: row.get("event_name")?,
                employee: row.get("employee_id")?,
                person: name(row)?,
                reply: row.get("reply")?,
            })
        },
    )
}

/// The last import that was not a trial, if it ended.
pub fn last_import(read: &Read) -> Result<Option<LastImport>> {
    read.first(
        "SELECT id, file_name, refused, ended_at FROM live_imports
          WHERE company_id = :company AND dry_run = 0 AND ended_at IS NOT NULL
          ORDER BY created_at DESC, id DESC LIMIT 1",
        params! {},
        |row| {
            Ok(LastImport {
                id: row.get("id")?,
                file_name: row.get("file_name")?,
                refused: row.get("refused")?,
                at: row.get("ended_at")?,
            })
        },
    )
}

/// What a new studio has done so far.
pub fn begun(read: &Read) -> Result<Begun> {
    let has = |from: &str| -> Result<bool> {
        let found = read.first(&format!("SELECT 1 FROM {from} LIMIT 1"), params! {}, |_| Ok(()))?;
        Ok(found.is_some())
    };
    Ok(Begun {
        release: has("templates WHERE company_id = :company AND version > 1")?,
        people: has("live_employees WHERE company_id = :company")?,
        asked: has("live_answers WHERE company_id = :company")?,
        mailed: has("mails WHERE company_id = :company AND status = 'SENT'")?,
        answered: has("answers WHERE company_id = :company AND signed_at IS NOT NULL")?,
    })
}

fn name(row: &Row) -> Result<String> {
    let (first, last) = (text_or_empty(row, "first_name")?, text_or_empty(row, "last_name")?);
    Ok(format!("{first} {last}").trim().to_owned())
}
