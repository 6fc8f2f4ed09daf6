//! The groups an event was planned with.

use super::{Changes, Read, Rows, Tx, params};
use crate::error::Result;
use crate::model::{EmployeeId, EventId, GroupId};

/// Records that an event was planned with a group.
pub fn remember(tx: &Tx, event: EventId, group: GroupId) -> Result<()> {
    tx.change(
        "INSERT INTO event_groups (company_id, event_id, group_id, created_at)
         VALUES (:company, :event, :group, :now) ON CONFLICT DO NOTHING",
        params! { ":event": event, ":group": group, ":now": tx.now() },
    )?;
    Ok(())
}

/// The live groups an event was planned with.
pub fn of_event(read: &Read, event: EventId) -> Result<Vec<GroupId>> {
    read.all(
        "SELECT g.id FROM event_groups AS eg
           JOIN live_groups AS g ON g.company_id = eg.company_id AND g.id = eg.group_id
          WHERE eg.company_id = :company AND eg.event_id = :event ORDER BY g.id",
        params! { ":event": event },
        |row| row.at(0),
    )
}

/// The live members of an event's groups who were never asked about it. A deleted request counts as
/// asked.
pub fn newcomers(read: &Read, event: EventId) -> Result<Vec<EmployeeId>> {
    read.all(
        "SELECT DISTINCT e.id, e.name_key FROM event_groups AS eg
           JOIN live_groups AS g ON g.company_id = eg.company_id AND g.id = eg.group_id
           JOIN group_members AS m ON m.company_id = g.company_id AND m.group_id = g.id
           JOIN live_employees AS e ON e.company_id = m.company_id AND e.id = m.employee_id
          WHERE eg.company_id = :company AND eg.event_id = :event
            AND NOT EXISTS (SELECT 1 FROM answers AS a
                             WHERE a.company_id = :company AND a.event_id = :event
                               AND a.employee_id = e.id)
          ORDER BY e.name_key, e.id",
        params! { ":event": event },
        |row| row.at(0),
    )
}
