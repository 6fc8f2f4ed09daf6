//! The last reading of the clock, for the next start.

use super::{AllRead, AllTx, Changes, Rows, params};
use crate::error::Result;
use crate::model::Timestamp;
use crate::model::clock::KeptReading;

/// The last reading of the previous process. If it stored none, the time of its last cron run; None
/// in a new database.
pub fn find(all: &AllRead) -> Result<Option<KeptReading>> {
    let kept = all.first(
        "SELECT trusted_at, read_at, steady, leap FROM clock_readings WHERE id = 1",
        &[],
        |row| {
            Ok(KeptReading {
                trusted_at: row.get("trusted_at")?,
                read_at: row.get("read_at")?,
                steady: row.get("steady")?,
                leap: row.get("leap")?,
            })
        },
    )?;
    if kept.is_some() {
        return Ok(kept);
    }
    let last = all.first("SELECT MAX(queued_at) AS at FROM schedules", &[], |row| {
        row.get::<Option<i64>>("at")
    })?;
    let at = |at| KeptReading { trusted_at: at, read_at: at, steady: 0, leap: None };
    Ok(last.flatten().map(Timestamp).map(at))
}

/// Stores a reading in place of the last one.
pub fn keep(all: &AllTx, kept: &KeptReading) -> Result<()> {
    all.change(
        "INSERT INTO clock_readings (id, trusted_at, read_at, steady, leap)
         VALUES (1, :trusted, :read, :steady, :leap)
         ON CONFLICT (id) DO UPDATE SET trusted_at = :trusted, read_at = :read,
                steady = :steady, leap = :leap",
        params! {
            ":trusted": kept.trusted_at, ":read": kept.read_at, ":steady": kept.steady,
            ":leap": kept.leap,
        },
    )?;
    Ok(())
}
