//! The job queue and the schedules, for those who operate the instance.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::lists::{ListQuery, Listed};
use crate::App;
use crate::actions::jobs::{self, Filter, JobView, State};
use crate::actions::schedules;
use crate::http::caller::Caller;
use crate::http::guard::Allowed;
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Done, Instant, Taken};
use crate::http::right;
use crate::model::JobId;
use crate::model::schedule::Frequency;

pub const OPERATIONS: &[Operation] = &[
    op("listJobs").list(LIST.fixed_size()),
    op("retryJob"),
    op("dropJob"),
    op("listSchedules"),
    op("runSchedule"),
];

pub struct JobsApi;

#[OpenApi(tag = "Tag::Operations")]
impl JobsApi {
    /// List the jobs in the queue
    ///
    /// Returns the parked jobs first, then the others by the time they are due. Finished jobs are
    /// not listed. Jobs carry ids only, so the list holds no personal data. For ADMIN and
    /// DEVELOPER.
    #[oai(path = "/admin/jobs", method = "get", operation_id = "listJobs")]
    async fn list(
        &self,
        app: Data<&App>,
        _member: Allowed<right::Operate>,
        list: ListQuery,
        /// Return only jobs in this state.
        state: Query<Option<State>>,
        /// Return only jobs of this kind, for example `mail`, `make_pdf` or `announce`.
        kind: Query<Option<String>>,
    ) -> Result<Json<Listed<QueuedJob>>, Problem> {
        let query = list.checked_in_order(false, None)?;
        let filter = Filter { state: state.0, kind: kind.0 };
        Ok(Json(Listed::of(jobs::list(&app, query, filter).await?, QueuedJob::from)))
    }

    /// Retry a job now
    ///
    /// Runs the job as if it had never failed, with all its attempts. Only for an ADMIN.
    ///
    /// 409 `job_running` if the job is running.
    #[oai(path = "/admin/jobs/:id/retry", method = "post", operation_id = "retryJob")]
    async fn retry(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        caller: Caller,
        /// The id of the job.
        id: Path<i64>,
    ) -> Result<Json<QueuedJob>, Problem> {
        let by = member.user();
        let job = jobs::retry(&app, JobId(id.0), Some(by), caller.origin()).await?;
        Ok(Json(job.into()))
    }

    /// Drop a job
    ///
    /// Removes the job without doing it. If it was to send a mail, the mail is recorded as dropped.
    /// Only for an ADMIN.
    ///
    /// 409 `job_running` if the job is running.
    #[oai(path = "/admin/jobs/:id", method = "delete", operation_id = "dropJob")]
    async fn forget(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        caller: Caller,
        /// The id of the job.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let by = member.user();
        jobs::drop(&app, JobId(id.0), Some(by), caller.origin()).await?;
        Ok(Done)
    }

    /// List the schedules
    ///
    /// Returns each schedule with its last run and the time of the next. A run that was missed
    /// while the server was down is made up for once. For ADMIN and DEVELOPER.
    #[oai(path = "/admin/schedules", method = "get", operation_id = "listSchedules")]
    async fn schedules(
        &self,
        app: Data<&App>,
        _member: Allowed<right::Operate>,
    ) -> Result<Json<Vec<Schedule>>, Problem> {
        let lines = schedules::list(&app).await?;
        Ok(Json(lines.into_iter().map(Into::into).collect()))
    }

    /// Run a schedule now
    ///
    /// Queues the job of the schedule; the regular runs stay. Running it twice sends no mail twice.
    /// Only for an ADMIN.
    #[oai(path = "/admin/schedules/:name/run", method = "post", operation_id = "runSchedule")]
    async fn run(
        &self,
        app: Data<&App>,
        member: Allowed<right::Administer>,
        caller: Caller,
        /// The name of the schedule, as in `GET /admin/schedules`.
        name: Path<String>,
    ) -> Result<Taken<SetOff>, Problem> {
        let by = member.user();
        let job = schedules::run(&app, &name.0, Some(by), caller.origin()).await?;
        Ok(Taken(SetOff { job_id: job.0 }))
    }
}

/// A job in the queue.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct QueuedJob {
    /// The id of the job.
    id: i64,
    /// What the job does, for example `mail`, `make_pdf` or `announce`.
    kind: String,
    /// The state of the job.
    state: State,
    /// The id of the company that the job works for. Null for the instance's own jobs.
    company_id: Option<i64>,
    /// How often the job was started.
    attempts: i64,
    /// The priority. Lower numbers run first.
    priority: i64,
    /// The earliest time at which the job runs.
    due_at: Instant,
    /// When the job was queued.
    created_at: Instant,
    /// When the job was parked after its last attempt. It is retried only on request. Null if it is
    /// not.
    parked_at: Option<Instant>,
    /// Why the last attempt failed. Null if none failed.
    last_error: Option<String>,
    /// The progress, where it is counted; else null.
    progress: Option<JobProgress>,
}

/// The progress of a job, counted in lines for `import` and in bytes for `backup`.
#[derive(Debug, PartialEq, Object)]
pub struct JobProgress {
    /// How much is done.
    done: i64,
    /// How much there is to do. It may grow while the job discovers more.
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

/// Work that is done at fixed times.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Schedule {
    /// The name of the schedule.
    name: String,
    /// On which days it runs.
    frequency: Frequency,
    /// The time of day, such as `04:00`, in the time zone of the instance.
    at: String,
    /// When it runs next.
    next_run_at: Instant,
    /// The last run. Null if there was none.
    last_run: Option<LastRun>,
}

/// The last run of a schedule.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct LastRun {
    /// The day on which the run was due, such as `2026-05-01`.
    due: String,
    /// When its job was queued.
    queued_at: Instant,
    /// When its job finished. Null while it waits or runs.
    finished_at: Option<Instant>,
    /// Whether its job was parked after the last attempt.
    parked: bool,
    /// The id of its job, while it is in the queue; else null.
    job_id: Option<i64>,
    /// What was found: for `check_database`, `ok` or what is wrong. Null if nothing is reported.
    outcome: Option<String>,
}

impl From<schedules::ScheduleLine> for Schedule {
    fn from(line: schedules::ScheduleLine) -> Self {
        Self {
            name: line.schedule.name.to_owned(),
            frequency: line.schedule.frequency,
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

/// The queued run of a schedule.
#[derive(Object)]
#[oai(rename = "ScheduleRun", rename_all = "camelCase")]
struct SetOff {
    /// The id of the job, which `GET /admin/jobs` lists until it is done.
    job_id: i64,
}
