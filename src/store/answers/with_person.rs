//! Requests go with the person they were made to, and come back with them.

use rusqlite::named_params;

use crate::error::Result;
use crate::model::{EmployeeId, EventId, Timestamp};
use crate::store::{Rows, Tx};

/// Deletes what a person was asked and has not answered, at the instant they are
/// deleted themselves; the shoots concerned. What was answered stays.
pub fn delete_pending_of(tx: &Tx, employee: EmployeeId) -> Result<Vec<EventId>> {
    tx.all(
        "UPDATE answers SET deleted_at = :now, updated_at = :now
          WHERE company_id = :company AND employee_id = :employee AND deleted_at IS NULL
            AND state = 'PENDING'
         RETURNING event_id",
        named_params! { ":now": tx.now().0, ":employee": employee.0 },
        |row| row.get(0).map(EventId),
    )
}

/// Brings back what [`delete_pending_of`] took at `deleted_at`; the shoots concerned.
pub fn restore_pending_of(
    tx: &Tx,
    employee: EmployeeId,
    deleted_at: Timestamp,
) -> Result<Vec<EventId>> {
    tx.all(
        "UPDATE answers SET deleted_at = NULL, updated_at = :now
          WHERE company_id = :company AND employee_id = :employee AND deleted_at = :then
            AND state = 'PENDING'
         RETURNING event_id",
        named_params! { ":now": tx.now().0, ":employee": employee.0, ":then": deleted_at.0 },
        |row| row.get(0).map(EventId),
    )
}
