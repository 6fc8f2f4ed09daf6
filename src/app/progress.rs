//! How far a job has come, for those who look on.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::Result;
use crate::model::JobId;
use crate::store::{Db, jobs};

/// Between two notes of how far a job has come.
const PACE: Duration = Duration::from_secs(1);

/// Notes how far one job has come, once a second at most: each note is a commit.
pub struct Progress {
    /// None: nobody looks on.
    job: Option<(Db, JobId, i64)>,
    noted: Mutex<Option<Instant>>,
}

impl Progress {
    /// Of a job as it was taken, at that try.
    pub fn of(db: &Db, id: JobId, attempt: i64) -> Self {
        Self { job: Some((db.clone(), id, attempt)), noted: Mutex::default() }
    }

    /// Of work that is no job.
    pub fn unreported() -> Self {
        Self { job: None, noted: Mutex::default() }
    }

    /// So much of so much is done, in units of the job's kind.
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
