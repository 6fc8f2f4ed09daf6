//! The figures of the instance. They hold no personal data.

use crate::App;
use crate::error::Result;
use crate::model::stats::{Stats, StatsPeriod};
use crate::store::instance;

/// How much there is, and how much was added in each day or month.
pub async fn stats(app: &App, period: StatsPeriod) -> Result<Stats> {
    app.db
        .read_all(move |all| {
            let totals = instance::totals(all)?;
            let days = instance::added_since(all, &totals, period.begins(all.now()))?;
            Ok(Stats::new(all.now(), period, totals, &days))
        })
        .await
}
