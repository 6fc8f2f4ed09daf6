//! The queue and the cron, for those who run the instance.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::lists::{Listed, Wanted};
use crate::App;
use crate::actions::jobs::{self, Filter, JobView, State};
use crate::actions::schedules;
use crate::http::caller::Caller;
use crate::http::guard::Member;
use crate::http::operation::{Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Done, Instant, Taken};
use crate::model::schedule::Strikes;
use crate::model::{JobId, Right};

pub const OPERATIONS: &[Operation] =
    &[op("listJobs"), op("retryJob"), op("dropJob"), op("listSchedules"), op("runSchedule")];

pub struct JobsApi;

#[OpenApi(tag = "Tag::Operations")]
impl JobsApi {
    /// List what is in the queue
    ///
    /// What was given up on first, then what is due first. A job that is done is gone.
    /// It says nothing of any person: jobs carry ids only. For administrators and
    /// developers of the instance.
    #[oai(path = "/admin/jobs", method = "get", operation_id = "listJobs")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Member,
        /// The page to return, from 1. Defaults to 1.
        page: Query<Option<u32>>,
        /// Rows per page, 1 to 100. Defaults to 20.
        limit: Query<Option<u32>>,
        /// Only those in this state.
        state: Query<Option<State>>,
        /// Only those of this kind: `mail`, `make_pdf`, `announce`…
        kind: Query<Option<String>>,
    ) -> Result<Json<Listed<QueuedJob>>, Problem> {
        member.allowed(Right::Operate)?;
        let wanted = Wanted { page: page.0, limit: limit.0, order_by: None, with_deleted: None };
        let query = wanted.checked(&[("due", ())], false, None)?;
        let filter = Filter { state: state.0, kind: kind.0 };
        Ok(Json(Listed::of(jobs::list(&app, query, filter).await?, QueuedJob::from)))
    }

    /// Try a job again now
    ///
    /// As if it had never failed: it has all its tries again. One that is being done is
    /// left to it (409). Only for administrators of the instance.
    #[oai(path = "/admin/jobs/:id/retry", method = "post", operation_id = "retryJob")]
    async fn retry(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// The id of the job.
        id: Path<i64>,
    ) -> Result<Json<QueuedJob>, Problem> {
        let by = member.allowed(Right::Administer)?;
        let job = jobs::retry(&app, JobId(id.0), Some(by), caller.origin()).await?;
        Ok(Json(job.into()))
    }

    /// Drop a job
    ///
    /// It is never done. A mail that was to be sent is recorded as dropped. One that is
    /// being done is left to it (409). Only for administrators of the instance.
    #[oai(path = "/admin/jobs/:id", method = "delete", operation_id = "dropJob")]
    async fn forget(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// The id of the job.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.allowed(Right::Administer)?;
        jobs::drop(&app, JobId(id.0), Some(by), caller.origin()).await?;
        Ok(Done)
    }

    /// List what is done by the clock
    ///
    /// Each with its last run and when it strikes next. One that was missed while the
    /// server was down is made up for once. For administrators and developers of the
    /// instance.
    #[oai(path = "/admin/schedules", method = "get", operation_id = "listSchedules")]
    async fn schedules(
        &self,
        app: Data<&App>,
        member: Member,
    ) -> Result<Json<Vec<Schedule>>, Problem> {
        member.allowed(Right::Operate)?;
        let lines = schedules::list(&app).await?;
        Ok(Json(lines.into_iter().map(Into::into).collect()))
    }

    /// Do now what is done by the clock
    ///
    /// It strikes at its own time all the same; done twice, nobody is written to twice.
    /// Only for administrators of the instance.
    #[oai(path = "/admin/schedules/:name/run", method = "post", operation_id = "runSchedule")]
    async fn run(
        &self,
        app: Data<&App>,
        member: Member,
        caller: Caller,
        /// Its name, as listed.
        name: Path<String>,
    ) -> Result<Taken<SetOff>, Problem> {
        let by = member.allowed(Right::Administer)?;
        let job = schedules::run(&app, &name.0, Some(by), caller.origin()).await?;
        Ok(Taken(SetOff { job_id: job.0 }))
    }
}

/// A job of the queue.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct QueuedJob {
    id: i64,
    /// What is to be done: `mail`, `make_pdf`, `announce`…
    kind: String,
    state: State,
    /// The company it is for; none for the instance's own.
    company_id: Option<i64>,
    /// How often it was begun.
    attempts: i64,
    /// Lower goes first.
    priority: i64,
    /// Not before that.
    due_at: Instant,
    created_at: Instant,
    /// Given up on since, until it is tried again by hand.
    parked_at: Option<Instant>,
    /// Why it failed last.
    last_error: Option<String>,
    /// How far it has come, where that is counted.
    progress: Option<JobProgress>,
}

/// How far a job has come: of `import`, lines; of `backup`, bytes.
#[derive(Debug, PartialEq, Object)]
pub struct JobProgress {
    done: i64,
    /// May grow: what there is to do is found out on the way.
    total: i64,
}

impl From<JobView> for QueuedJob {
    fn from(JobView { job, progress }: JobView) -> Self {
        Self {
            id: job.id.0,
            kind: job.kind,
            state: job.state,
            company_id: job.scope.map(|scope| scope.company().0),
            attempts: job.attempts,
            priority: job.priority,
            due_at: job.due_at.into(),
            created_at: job.created_at.into(),
            parked_at: job.parked_at.map(Into::into),
            last_error: job.last_error,
            progress: progress.map(|one| JobProgress { done: one.done, total: one.total }),
        }
    }
}

/// What is done by the clock.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Schedule {
    name: String,
    strikes: Strikes,
    /// `04:00`, in the time zone of the instance.
    at: String,
    next_run_at: Instant,
    last_run: Option<LastRun>,
}

/// The last time it was set off.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct LastRun {
    /// The day it was due, `2026-05-01`.
    due: String,
    queued_at: Instant,
    /// None while it waits or runs.
    finished_at: Option<Instant>,
    /// Whether its job was given up on.
    parked: bool,
    /// Its job, while it is in the queue.
    job_id: Option<i64>,
    /// What was found: of `check_database`, `ok` or what is wrong.
    outcome: Option<String>,
}

impl From<schedules::ScheduleLine> for Schedule {
    fn from(line: schedules::ScheduleLine) -> Self {
        Self {
            name: line.schedule.name.to_owned(),
            strikes: line.schedule.strikes,
            at: line.schedule.hour(),
            next_run_at: line.next.into(),
            last_run: line.last.map(|run| LastRun {
                due: run.due,
                queued_at: run.queued_at.into(),
                finished_at: run.finished_at.map(Into::into),
                parked: run.parked,
                job_id: run.job.map(|id| id.0),
                outcome: run.outcome,
            }),
        }
    }
}

/// It has been queued.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct SetOff {
    /// The job, which `GET /admin/jobs` lists until it is done.
    job_id: i64,
}
