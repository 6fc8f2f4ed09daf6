//! The progress of a job, for clients that follow it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::Result;
use crate::model::JobId;
use crate::store::{Db, jobs};

/// The least time between two reports.
const PACE: Duration = Duration::from_secs(1);

/// Records the progress of one job, at most once a second, because each record is a commit.
pub struct Progress {
    /// None: progress is not recorded.
    job: Option<(Db, JobId, i64)>,
    noted: Mutex<Option<Instant>>,
}

impl Progress {
    /// The progress of a job at this attempt.
    pub fn of(db: &Db, id: JobId, attempt: i64) -> Self {
        Self { job: Some((db.clone(), id, attempt)), noted: Mutex::default() }
    }

    /// For work that is not a job.
    pub fn unreported() -> Self {
        Self { job: None, noted: Mutex::default() }
    }

    /// Records `done` of `total`, in units of the job's kind.
    pub async fn report(&self, done: u64, total: u64) -> Result<()> {
        let Some((db, id, attempt)) = &self.job else { return Ok(()) };
        if !self.is_time() {
            return Ok(());
        }
        let (id, attempt) = (*id, *attempt);
        db.write_all(move |all| jobs::advance(all, id, attempt, done, total)).await
    }

    fn is_time(&self) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = noted.is_none_or(|at| at.elapsed() >= PACE);
        if is_time {
            *noted = Some(Instant::now());
        }
        is_time
    }
}
