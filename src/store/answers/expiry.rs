//! The end of consents: recorded when it comes, announced before.

use super::{COLUMNS, answer};
use crate::error::Result;
use crate::model::renewal::Notice;
use crate::model::{Answer, AnswerId, EventId, Timestamp};
use crate::store::{Read, Rows, Tx, params};

/// Sets the state of consents whose licence has ended, at most `most`; returns them.
///
/// The `+` makes SQLite find these few rows by their ids, instead of reading all answers of the
/// company.
pub fn expire(tx: &Tx, most: usize) -> Result<Vec<(AnswerId, EventId)>> {
    tx.all(
        "UPDATE answers SET state = 'EXPIRED', updated_at = :now
          WHERE +company_id = :company
            AND id IN (SELECT id FROM answers
                        WHERE company_id = :company AND state = 'ACCEPTED' AND expires_at <= :now
                        ORDER BY expires_at, id LIMIT :most)
         RETURNING id, event_id",
        params! { ":now": tx.now(), ":most": most as i64 },
        |row| Ok((row.get("id")?, row.get("event_id")?)),
    )
}

/// Marks the consents in force for which a notice is due, unless this notice or a later one was
/// given; returns the event of each.
pub fn give_notice(tx: &Tx, notice: Notice) -> Result<Vec<EventId>> {
    tx.all(
        "UPDATE answers SET notice_days = :days, notice_at = :now
          WHERE +company_id = :company
            AND id IN (SELECT a.id FROM standing_answers AS a
                         JOIN live_events AS e ON e.company_id = a.company_id AND e.id = a.event_id
                        WHERE a.company_id = :company AND a.state = 'ACCEPTED'
                          AND a.expires_at > :now AND a.expires_at <= :until
                          AND (a.notice_days IS NULL OR a.notice_days > :days))
         RETURNING event_id",
        params! {
            ":days": notice.days(), ":now": tx.now(), ":until": notice.until(tx.now()).0,
        },
        |row| row.get("event_id"),
    )
}

/// The consents of an event that a notice was about, by their end; those answered again since are
/// left out.
pub fn on_notice(
    read: &Read,
    event: EventId,
    notice: Notice,
    given_at: Timestamp,
) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM standing_answers AS a
              WHERE a.company_id = :company AND a.event_id = :event AND a.state = 'ACCEPTED'
                AND a.notice_days = :days AND a.notice_at = :at
              ORDER BY a.expires_at, a.id"
        ),
        params! { ":event": event, ":days": notice.days(), ":at": given_at },
        answer(read),
    )
}

/// The answer of an event that counts today for each employee, in the order in which they were
/// asked.
pub fn standing_of_event(read: &Read, event: EventId) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM standing_answers AS a
              WHERE a.company_id = :company AND a.event_id = :event ORDER BY a.id"
        ),
        params! { ":event": event },
        answer(read),
    )
}
