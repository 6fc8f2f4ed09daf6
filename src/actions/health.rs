//! Whether the instance can do its work.

use crate::App;
use crate::error::Result;
use crate::store::jobs;

/// What is in the queue.
pub struct Queue {
    pub waiting: i64,
    pub parked: i64,
}

/// Asks the database; an error means the instance cannot serve.
pub async fn ready(app: &App) -> Result<Queue> {
    let (waiting, parked) = app.db.read_all(jobs::depth).await?;
    Ok(Queue { waiting, parked })
}
