//! The requests that are due for a reminder.

use super::{COLUMNS, answer};
use crate::error::Result;
use crate::model::Answer;
use crate::model::reminder::Due;
use crate::store::{Read, Rows, params};

/// The requests due for a reminder now, at most `most`: their invitation was sent, their links are
/// valid, and mails to at least one signer arrive. The event is not over, unless the request renews
/// an answer.
pub fn awaited(read: &Read, due: &Due, most: usize) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM answers AS a
               JOIN live_events AS e ON e.company_id = a.company_id AND e.id = a.event_id
               JOIN live_employees AS p ON p.company_id = a.company_id AND p.id = a.employee_id
              WHERE a.company_id = :company AND a.state = 'PENDING' AND a.deleted_at IS NULL
                AND (a.supersedes IS NOT NULL OR e.ends_at > :now)
                AND a.link_expires_at > :now
                AND a.mail_sent_at <= :rested
                AND (a.reminded_at IS NULL OR a.reminded_at <= :rested)
                AND ((e.starts_at > :now AND e.starts_at <= :near)
                     OR (a.reminders < :most_often AND a.mail_sent_at < :first
                         AND (a.reminded_at IS NULL OR a.reminded_at < :every)))
                AND EXISTS (
                  SELECT 1 FROM signers AS s
                    LEFT JOIN guardians AS g
                      ON g.company_id = s.company_id AND g.id = s.guardian_id
                   WHERE s.company_id = a.company_id AND s.answer_id = a.id
                     AND s.released_at IS NULL
                     AND CASE WHEN s.guardian_id IS NULL THEN p.bounced_at
                              ELSE g.bounced_at END IS NULL)
              ORDER BY a.id LIMIT :most"
        ),
        params! {
            ":now": read.now(), ":rested": due.rested, ":near": due.near,
            ":most_often": due.at_most, ":first": due.first, ":every": due.every,
            ":most": most as i64,
        },
        answer(read),
    )
}
