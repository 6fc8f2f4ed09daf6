//! Recipients' addresses that bounce or do not want mail. Recorded on the employees and guardians,
//! so that a change of address clears it.

use std::collections::BTreeMap;

use super::{Changes, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::{AnswerId, EmailState, EmployeeId, EventId};

/// Records it on all employees and guardians of the company with this folded address; returns the
/// employees concerned for whom it is new.
pub fn note(tx: &Tx, email_key: &str, why: EmailState) -> Result<Vec<EmployeeId>> {
    let mut concerned = vec![];
    for (table, whose) in [("employees", "id"), ("guardians", "employee_id")] {
        concerned.extend(tx.all(
            &format!(
                "UPDATE {table} SET bounced_at = :now, bounced_for = :why
                  WHERE company_id = :company AND email_key = :email AND deleted_at IS NULL
                    AND bounced_at IS NULL
                 RETURNING {whose}"
            ),
            params! { ":now": tx.now(), ":email": email_key, ":why": why.name() },
            |row| row.at::<EmployeeId>(0),
        )?);
    }
    concerned.sort_unstable();
    concerned.dedup();
    Ok(concerned)
}

/// Clears it: mails are sent to the address again.
pub fn forget(tx: &Tx, email_key: &str) -> Result<()> {
    for table in ["employees", "guardians"] {
        tx.change(
            &format!(
                "UPDATE {table} SET bounced_at = NULL, bounced_for = NULL
                  WHERE company_id = :company AND email_key = :email"
            ),
            params! { ":email": email_key },
        )?;
    }
    Ok(())
}

/// As [`forget`], where the mail server was the source.
pub fn doubt(tx: &Tx, email_key: &str) -> Result<()> {
    for table in ["employees", "guardians"] {
        tx.change(
            &format!(
                "UPDATE {table} SET bounced_at = NULL, bounced_for = NULL
                  WHERE company_id = :company AND email_key = :email
                    AND bounced_for = 'UNKNOWN'"
            ),
            params! { ":email": email_key },
        )?;
    }
    Ok(())
}

/// Whether anybody in the company has this folded address.
pub fn is_known(read: &Read, email_key: &str) -> Result<bool> {
    count(read, email_key, "deleted_at IS NULL")
}

/// Whether it is recorded on anybody in the company.
pub fn is_noted(read: &Read, email_key: &str) -> Result<bool> {
    count(read, email_key, "bounced_at IS NOT NULL")
}

fn count(read: &Read, email_key: &str, which: &str) -> Result<bool> {
    let found = read.count(
        &format!(
            "SELECT COUNT(*) FROM (
               SELECT id FROM employees
                WHERE company_id = :company AND email_key = :email AND {which}
               UNION ALL
               SELECT id FROM guardians
                WHERE company_id = :company AND email_key = :email AND {which}) AS found"
        ),
        params! { ":email": email_key },
    )?;
    Ok(found > 0)
}

/// The answers of an event with a signer whose address bounces, and why.
pub fn of_event(read: &Read, event: EventId) -> Result<BTreeMap<AnswerId, EmailState>> {
    let found = read.all(
        "SELECT s.answer_id,
                CASE WHEN s.guardian_id IS NULL THEN COALESCE(p.bounced_for, 'RETURNED')
                     ELSE COALESCE(g.bounced_for, 'RETURNED') END AS bounced_for
           FROM live_answers AS a
           JOIN signers AS s ON s.company_id = a.company_id AND s.answer_id = a.id
           JOIN employees AS p ON p.company_id = s.company_id AND p.id = s.employee_id
           LEFT JOIN guardians AS g ON g.company_id = s.company_id AND g.id = s.guardian_id
          WHERE a.company_id = :company AND a.event_id = :event
            AND CASE WHEN s.guardian_id IS NULL THEN p.bounced_at ELSE g.bounced_at END IS NOT NULL
          ORDER BY s.id",
        params! { ":event": event },
        |row| {
            let answer = row.get("answer_id")?;
            Ok((answer, row.get("bounced_for")?))
        },
    )?;
    Ok(found.into_iter().collect())
}

/// The state of an address, from `bounced_at` and `bounced_for`.
pub(super) fn state(row: &Row) -> Result<EmailState> {
    if row.get::<Option<i64>>("bounced_at")?.is_none() {
        return Ok(EmailState::Ok);
    }
    // Older versions recorded no reason: a user of the company had marked it.
    let why: Option<String> = row.get("bounced_for")?;
    Ok(why.as_deref().and_then(EmailState::from_name).unwrap_or(EmailState::Returned))
}
