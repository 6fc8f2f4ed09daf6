//! Whether the instance can do its work.

use crate::App;
use crate::error::Result;
use crate::model::SearchState;
use crate::store::{jobs, schedules};

/// What is in the queue, and how the search index is.
pub struct Ready {
    pub waiting: i64,
    pub parked: i64,
    /// Not ready is no reason not to serve: everything else works.
    pub search: SearchState,
    /// What the nightly look over the file found: `ok`, or what is wrong; none before the first.
    pub integrity: Option<String>,
}

/// Asks the database; an error means the instance cannot serve.
pub async fn ready(app: &App) -> Result<Ready> {
    let ((waiting, parked), integrity) = app
        .db
        .read_all(|all| Ok((jobs::depth(all)?, schedules::outcome(all, "check_database")?)))
        .await?;
    Ok(Ready { waiting, parked, search: app.search.state(), integrity })
}
