//! Consents given by guardians for employees who have come of age since.

use jiff::civil::Date;

use super::{COLUMNS, answer};
use crate::error::Result;
use crate::model::{Answer, AnswerId, EmployeeId, Timestamp};
use crate::store::{Changes, Read, Rows, Tx, params};

/// The consents in force that guardians gave for employees born on `latest` or before, if these
/// have not been asked themselves yet; at most `most`.
pub fn due_of_age(read: &Read, latest: Date, most: usize) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT DISTINCT {COLUMNS} FROM signers AS s
               JOIN standing_answers AS a ON a.company_id = s.company_id AND a.id = s.answer_id
               JOIN live_employees AS p ON p.company_id = a.company_id AND p.id = a.employee_id
               JOIN live_events AS e ON e.company_id = a.company_id AND e.id = a.event_id
              WHERE s.company_id = :company AND s.guardian_id > 0
                AND a.state = 'ACCEPTED' AND a.expires_at > :now AND a.of_age_at IS NULL
                AND p.birth_date <= :latest
              ORDER BY a.id LIMIT :most"
        ),
        params! {
            ":now": read.now(), ":latest": latest.to_string(), ":most": most as i64,
        },
        answer(read),
    )
}

/// Records that the employee has been asked themselves, so that they are not asked again for this
/// reason.
pub fn mark_asked_of_age(tx: &Tx, id: AnswerId) -> Result<()> {
    tx.change(
        "UPDATE answers SET of_age_at = :now WHERE company_id = :company AND id = :id",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(())
}

/// The answers about which an employee was asked themselves at this instant, when they came of age.
pub fn came_of_age(read: &Read, person: EmployeeId, at: Timestamp) -> Result<Vec<Answer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM live_answers AS a
              WHERE a.company_id = :company AND a.employee_id = :person AND a.of_age_at = :at
              ORDER BY a.id"
        ),
        params! { ":person": person, ":at": at },
        answer(read),
    )
}
