//! The end of consents: noted when it comes, announced before.

use rusqlite::named_params;

use super::{COLUMNS, answer};
use crate::error::Result;
use crate::model::renewal::Notice;
use crate::model::{Answer, AnswerId, EventId, Timestamp};
use crate::store::{Read, Rows, Tx};

/// Notes the end of consents whose time is up, at most `most`; which ones.
///
/// The `+` keeps the database from going through all of the company's answers for the few
/// that are found by their end.
pub fn expire(tx: &Tx, most: usize) -> Result<Vec<(AnswerId, EventId)>> {
    tx.all(
        "UPDATE answers SET state = 'EXPIRED', updated_at = :now
          WHERE +company_id = :company
            AND id IN (SELECT id FROM answers
                        WHERE company_id = :company AND state = 'ACCEPTED' AND expires_at <= :now
                        ORDER BY expires_at, id LIMIT :most)
         RETURNING id, event_id",
        named_params! { ":now": tx.now().0, ":most": most as i64 },
        |row| Ok((AnswerId(row.get("id")?), EventId(row.get("event_id")?))),
    )
}

/// Marks the standing consents about which a notice is due, and no later one was
/// given; the shoots they are of, one for each consent.
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
        named_params! {
            ":days": notice.days(), ":now": tx.now().0, ":until": notice.until(tx.now()).0,
        },
        |row| row.get("event_id").map(EventId),
    )
}

/// The consents of a shoot that one notice was about, by their end, those that
/// have been answered anew since left out.
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
        named_params! { ":event": event.0, ":days": notice.days(), ":at": given_at.0 },
        answer(read),
    )
}

/// What counts today of a shoot: each person once, in the order they were asked.
pub fn standing_of_event(read: &Read, event: EventId) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM standing_answers AS a
              WHERE a.company_id = :company AND a.event_id = :event ORDER BY a.id"
        ),
        named_params! { ":event": event.0 },
        answer(read),
    )
}
