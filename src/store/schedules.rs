//! The last run of each schedule, and its outcome.

use super::{AllRead, AllTx, Changes, Row, Rows, jobs, params};
use crate::error::Result;
use crate::model::{Job, JobId, Timestamp};

/// The last run of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub name: String,
    /// The day it was due, such as `2026-05-01`.
    pub due: String,
    pub queued_at: Timestamp,
    /// None while its job waits or runs.
    pub finished_at: Option<Timestamp>,
    /// The outcome in a word, if there is one.
    pub outcome: Option<String>,
    /// Its job, while in the queue.
    pub job: Option<JobId>,
    /// Whether that job was parked.
    pub parked: bool,
}

/// Queues the job of a schedule, once per due day. True if it was queued.
pub fn queue(all: &AllTx, name: &str, due: &str, job: &Job) -> Result<bool> {
    let Some(id) = jobs::enqueue_for_instance(all, &format!("{name}:{due}"), job)? else {
        return Ok(false);
    };
    note(all, name, due, id)?;
    Ok(true)
}

/// Queues the job of a schedule now, whenever it was due.
pub fn queue_now(all: &AllTx, name: &str, due: &str, job: &Job) -> Result<JobId> {
    let id = jobs::insert_for_instance(all, job)?;
    note(all, name, due, id)?;
    Ok(id)
}

fn note(all: &AllTx, name: &str, due: &str, job: JobId) -> Result<()> {
    all.change(
        "INSERT INTO schedules (name, due, queued_at, job_id)
         VALUES (:name, :due, :now, :job)
         ON CONFLICT (name) DO UPDATE SET due = :due, queued_at = :now, job_id = :job,
                finished_at = NULL, outcome = NULL",
        params! { ":name": name, ":due": due, ":now": all.now(), ":job": job },
    )?;
    Ok(())
}

/// Records that the job of a schedule is done.
pub(super) fn finish(all: &AllTx, job: JobId) -> Result<()> {
    all.change(
        "UPDATE schedules SET finished_at = :now WHERE job_id = :job",
        params! { ":now": all.now(), ":job": job },
    )?;
    Ok(())
}

/// Records the outcome of a job in a word or a line, without personal data.
pub fn set_outcome(all: &AllTx, name: &str, outcome: &str) -> Result<()> {
    all.change(
        "UPDATE schedules SET outcome = :outcome WHERE name = :name",
        params! { ":name": name, ":outcome": outcome },
    )?;
    Ok(())
}

/// The last outcome of a schedule, if any.
pub fn outcome(all: &AllRead, name: &str) -> Result<Option<String>> {
    let outcome = all.first(
        "SELECT outcome FROM schedules WHERE name = :name",
        params! { ":name": name },
        |row| row.get::<Option<String>>("outcome"),
    )?;
    Ok(outcome.flatten())
}

/// The last run of each schedule.
pub fn runs(all: &AllRead) -> Result<Vec<Run>> {
    all.all(
        "SELECT s.name, s.due, s.queued_at, s.finished_at, s.outcome, j.id AS job_id,
                j.parked_at IS NOT NULL AS parked
           FROM schedules AS s LEFT JOIN jobs AS j ON j.id = s.job_id ORDER BY s.name",
        &[],
        run,
    )
}

fn run(row: &Row) -> Result<Run> {
    Ok(Run {
        name: row.get("name")?,
        due: row.get("due")?,
        queued_at: row.get("queued_at")?,
        finished_at: row.get("finished_at")?,
        outcome: row.get("outcome")?,
        job: row.get("job_id")?,
        parked: row.get("parked")?,
    })
}
