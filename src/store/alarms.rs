//! Alarms about data safety: raised once, sent to administrators by a job, and kept until cleared.

use super::{AllRead, AllTx, Changes, Rows, jobs, params};
use crate::error::Result;
use crate::model::{AlarmKind, Job, Timestamp};

/// An alarm that is raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    pub kind: AlarmKind,
    pub since: Timestamp,
    /// A line with figures, without personal data.
    pub detail: String,
    /// When somebody confirmed it, which releases the actions held back.
    pub confirmed_at: Option<Timestamp>,
}

/// Raises an alarm, or updates its detail; true if it is new, in which case administrators are
/// notified.
pub fn raise(all: &AllTx, kind: AlarmKind, detail: &str) -> Result<bool> {
    let fresh = all.change(
        "INSERT INTO alarms (kind, since, detail) VALUES (:kind, :now, :detail)
         ON CONFLICT (kind) DO NOTHING",
        params! { ":kind": kind.name(), ":now": all.now(), ":detail": detail },
    )? == 1;
    if fresh {
        jobs::insert_for_instance(all, &Job::NotifyAdministrators { alarm: kind })?;
    } else {
        all.change(
            "UPDATE alarms SET detail = :detail WHERE kind = :kind AND detail <> :detail",
            params! { ":kind": kind.name(), ":detail": detail },
        )?;
    }
    Ok(fresh)
}

/// Clears an alarm; false if there was none.
pub fn clear(all: &AllTx, kind: AlarmKind) -> Result<bool> {
    let gone =
        all.change("DELETE FROM alarms WHERE kind = :kind", params! { ":kind": kind.name() })?;
    Ok(gone == 1)
}

/// Confirms an alarm; false if there is none.
pub fn confirm(all: &AllTx, kind: AlarmKind) -> Result<bool> {
    let changed = all.change(
        "UPDATE alarms SET confirmed_at = :now WHERE kind = :kind",
        params! { ":kind": kind.name(), ":now": all.now() },
    )?;
    Ok(changed == 1)
}

pub fn find(all: &AllRead, kind: AlarmKind) -> Result<Option<Alarm>> {
    Ok(list(all)?.into_iter().find(|alarm| alarm.kind == kind))
}

/// All alarms, the oldest first.
pub fn list(all: &AllRead) -> Result<Vec<Alarm>> {
    all.all(
        "SELECT kind, since, detail, confirmed_at FROM alarms ORDER BY since, kind",
        &[],
        |row| {
            Ok(Alarm {
                kind: row.get("kind")?,
                since: row.get("since")?,
                detail: row.get("detail")?,
                confirmed_at: row.get("confirmed_at")?,
            })
        },
    )
}
