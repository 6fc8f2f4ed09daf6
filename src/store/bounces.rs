//! Addresses of recipients from which letters come back, or where they are not
//! wanted. Noted on the people who have them, so that it goes when they change it.

use rusqlite::named_params;

use super::{Changes, Read, Rows, Tx};
use crate::error::Result;

/// Notes it on everybody of the company who has this folded address; how many.
pub fn note(tx: &Tx, email_key: &str) -> Result<usize> {
    let people = tx.change(
        "UPDATE employees SET bounced_at = :now
          WHERE company_id = :company AND email_key = :email AND deleted_at IS NULL",
        named_params! { ":now": tx.now().0, ":email": email_key },
    )?;
    let guardians = tx.change(
        "UPDATE guardians SET bounced_at = :now
          WHERE company_id = :company AND email_key = :email AND deleted_at IS NULL",
        named_params! { ":now": tx.now().0, ":email": email_key },
    )?;
    Ok(people + guardians)
}

/// Letters are sent there again.
pub fn forget(tx: &Tx, email_key: &str) -> Result<()> {
    tx.change(
        "UPDATE employees SET bounced_at = NULL
          WHERE company_id = :company AND email_key = :email",
        named_params! { ":email": email_key },
    )?;
    tx.change(
        "UPDATE guardians SET bounced_at = NULL
          WHERE company_id = :company AND email_key = :email",
        named_params! { ":email": email_key },
    )?;
    Ok(())
}

/// Whether it was noted on anybody of the company.
pub fn is_noted(read: &Read, email_key: &str) -> Result<bool> {
    let noted = read.count(
        "SELECT COUNT(*) FROM (
           SELECT id FROM employees
            WHERE company_id = :company AND email_key = :email AND bounced_at IS NOT NULL
           UNION ALL
           SELECT id FROM guardians
            WHERE company_id = :company AND email_key = :email AND bounced_at IS NOT NULL) AS noted",
        named_params! { ":email": email_key },
    )?;
    Ok(noted > 0)
}
