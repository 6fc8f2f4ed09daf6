//! The job queue as operators see it.

use super::{AllRead, AllTx, Changes, Row, Rows, Scope, jobs, params};
use crate::error::Result;
use crate::model::live::JobProgress;
use crate::model::{CompanyId, Job, JobId, Page, PageQuery, Timestamp};

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// The state of a job in the queue.
///
/// - `WAITING`: it waits for its turn, or for the time it is due.
/// - `RUNNING`: it is running.
/// - `PARKED`: its last attempt failed; it is retried only on request.
#[oai(rename = "QueuedJobState")]
pub enum State {
    /// It waits for its turn, or for the time it is due.
    Waiting,
    /// It is running.
    Running,
    /// Its last attempt failed; it is retried only on request.
    Parked,
}
}

/// Filters jobs; None matches all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub kind: Option<String>,
}

/// A job of the queue.
#[derive(Debug)]
pub struct Queued {
    pub id: JobId,
    pub kind: String,
    pub state: State,
    /// The company of the job; None for the instance's own jobs.
    pub scope: Option<Scope>,
    /// None if this version cannot read it.
    pub job: Option<Job>,
    pub attempts: i64,
    pub priority: i64,
    pub due_at: Timestamp,
    pub created_at: Timestamp,
    pub parked_at: Option<Timestamp>,
    pub last_error: Option<String>,
    /// The progress of a running job, where its kind reports it.
    pub progress: Option<JobProgress>,
}

const COLUMNS: &str = "id, company_id, kind, body, priority, due_at, attempts, parked_at,
     last_error, created_at, done, total,
     CASE WHEN parked_at IS NOT NULL THEN 'PARKED'
          WHEN lease_until > :now THEN 'RUNNING' ELSE 'WAITING' END AS state";

/// A page of the queue: parked jobs first, then by due date.
pub fn list(all: &AllRead, query: &PageQuery<()>, filter: &Filter) -> Result<Page<Queued>> {
    let wanted = format!(
        "FROM (SELECT {COLUMNS} FROM jobs) AS j
          WHERE (:state IS NULL OR state = :state) AND (:kind IS NULL OR kind = :kind)"
    );
    let (now, state) = (all.now().0, filter.state.map(State::name));
    let total = all.count(
        &format!("SELECT COUNT(*) {wanted}"),
        params! { ":now": now, ":state": state, ":kind": filter.kind },
    )?;
    let data = all.all(
        &format!(
            "SELECT * {wanted}
              ORDER BY parked_at IS NULL, parked_at DESC, due_at, id LIMIT :limit OFFSET :offset"
        ),
        params! {
            ":now": now, ":state": state, ":kind": filter.kind, ":limit": query.limit,
            ":offset": query.offset(),
        },
        queued,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

pub fn find(all: &AllRead, id: JobId) -> Result<Option<Queued>> {
    all.first(
        &format!("SELECT {COLUMNS} FROM jobs WHERE id = :id"),
        params! { ":id": id, ":now": all.now() },
        queued,
    )
}

/// Makes a job due now and resets its attempts. It must not be leased.
pub fn retry(all: &AllTx, id: JobId) -> Result<()> {
    all.change(
        "UPDATE jobs SET parked_at = NULL, lease_until = NULL, attempts = 0, due_at = :now
          WHERE id = :id",
        params! { ":id": id, ":now": all.now() },
    )?;
    all.job_queued();
    Ok(())
}

/// Makes all parked or failed jobs due now and resets their attempts; of one kind if given. Returns
/// how many.
pub fn retry_all(all: &AllTx, kind: Option<&str>) -> Result<usize> {
    let changed = all.change(
        "UPDATE jobs SET parked_at = NULL, lease_until = NULL, attempts = 0, due_at = :now, held = 0
          WHERE (:kind IS NULL OR kind = :kind) AND (lease_until IS NULL OR lease_until <= :now)
            AND (parked_at IS NOT NULL OR attempts > 0)",
        params! { ":kind": kind, ":now": all.now() },
    )?;
    all.job_queued();
    Ok(changed)
}

/// Deletes a job. It must not be leased.
pub fn delete(all: &AllTx, id: JobId) -> Result<()> {
    all.change("DELETE FROM jobs WHERE id = :id", params! { ":id": id })?;
    Ok(())
}

fn queued(row: &Row) -> Result<Queued> {
    let company: Option<i64> = row.get("company_id")?;
    let (body, state): (String, String) = (row.get("body")?, row.get("state")?);
    Ok(Queued {
        id: row.get("id")?,
        kind: row.get("kind")?,
        state: match state.as_str() {
            "PARKED" => State::Parked,
            "RUNNING" => State::Running,
            _ => State::Waiting,
        },
        scope: company.map(|id| Scope::whole(CompanyId(id))),
        job: serde_json::from_str(&body).ok(),
        attempts: row.get("attempts")?,
        priority: row.get("priority")?,
        due_at: row.get("due_at")?,
        created_at: row.get("created_at")?,
        parked_at: row.get("parked_at")?,
        last_error: row.get("last_error")?,
        progress: jobs::progress(row)?,
    })
}
