//! How much the instance holds. Kept by triggers in `instance_days`, so that no figure counts rows.

use crate::error::Result;
use crate::model::Timestamp;
use crate::model::stats::{ByState, Counted};
use crate::store::{AllRead, Rows, params};

/// How much there is of everything, by state.
pub fn totals(all: &AllRead) -> Result<Vec<(Counted, ByState)>> {
    let of = |what: Counted| {
        let states = all.all(
            "SELECT state, SUM(total) AS total FROM instance_days
              WHERE kind = :kind GROUP BY state ORDER BY state",
            params! { ":kind": what.name() },
            |row| Ok((row.get("state")?, row.get("total")?)),
        )?;
        Ok((what, states))
    };
    Counted::ALL.into_iter().map(of).collect()
}

/// What was added on each day from an instant on, and still exists: the start of the day, by UTC,
/// and how much.
pub fn added_since(
    all: &AllRead,
    totals: &[(Counted, ByState)],
    from: Timestamp,
) -> Result<Vec<(Counted, Timestamp, i64)>> {
    let mut days = vec![];
    // By state, because the days are behind it in the index.
    for (what, states) in totals {
        for (state, _) in states {
            days.extend(all.all(
                "SELECT day, total FROM instance_days
                  WHERE kind = :kind AND state = :state AND day >= :from ORDER BY day",
                params! {
                    ":kind": what.name(), ":state": state, ":from": from.0 / Timestamp::DAY,
                },
                |row| {
                    let day: i64 = row.get("day")?;
                    Ok((*what, Timestamp(day * Timestamp::DAY), row.get("total")?))
                },
            )?);
        }
    }
    Ok(days)
}
