//! The job queue, for operators: listed, retried, dropped. Each change is recorded in the audit
//! log.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::live::JobProgress;
use crate::model::{Import, Job, JobId, Page, PageQuery, UserId};
use crate::store::queue::{self, Queued};
use crate::store::sessions::Origin;
use crate::store::{AllRead, AllTx, audit, companies, imports, mail_sending, mails};

pub use crate::store::queue::{Filter, State};

/// A job, with its progress if that is counted.
pub struct JobView {
    pub job: Queued,
    pub progress: Option<JobProgress>,
}

/// A page of the queue: failed jobs first, then by due time.
pub async fn list(app: &App, query: PageQuery<()>, filter: Filter) -> Result<Page<JobView>> {
    app.db
        .read_all(move |all| {
            let found = queue::list(all, &query, &filter)?;
            let Page { data, page, limit, total } = found;
            let shown = data.into_iter().map(|job| {
                let import = import_of(all, &job)?;
                let counted = import.map(|one| JobProgress { done: one.done, total: one.total });
                let progress = job.progress.filter(|_| job.state == State::Running).or(counted);
                Ok(JobView { job, progress })
            });
            Ok(Page { data: shown.collect::<Result<_>>()?, page, limit, total })
        })
        .await
}

fn import_of(all: &AllRead, queued: &Queued) -> Result<Option<Import>> {
    let Some(Job::Import { import }) = queued.job else { return Ok(None) };
    let Some(scope) = queued.scope else { return Ok(None) };
    imports::find(&companies::look(all, scope), import)
}

/// Runs a job again now, with its failures reset. Not if it is running.
pub async fn retry(app: &App, id: JobId, by: Option<UserId>, origin: Origin) -> Result<JobView> {
    app.db
        .write_all(move |all| {
            let job = waiting(all, id)?;
            queue::retry(all, id)?;
            note(all, &job, by, AuditAction::RetryJob, &origin)?;
            let job = queue::find(all, id)?.ok_or(Error::NotFound("job"))?;
            Ok(JobView { job, progress: None })
        })
        .await
}

/// Runs all jobs again that failed or were given up on, optionally of one kind. Mails are tried
/// even if no mail could be sent so far. Returns the number of jobs.
pub async fn retry_all(app: &App, kind: Option<String>, origin: Origin) -> Result<usize> {
    app.db
        .write_all(move |all| {
            mail_sending::probe_now(all)?;
            let count = queue::retry_all(all, kind.as_deref())?;
            let about = json!({ "jobs": count, "kind": kind });
            audit::note(all, None, None, AuditAction::RetryJobs, about, origin.ip.as_deref())?;
            Ok(count)
        })
        .await
}

/// Deletes a job that is not running, which then is never done. The mail of a mail job is recorded
/// as dropped.
pub async fn drop(app: &App, id: JobId, by: Option<UserId>, origin: Origin) -> Result<()> {
    app.db
        .write_all(move |all| {
            let job = waiting(all, id)?;
            if let Some(Job::Mail { mail }) = job.job {
                mails::set_dropped(all, mail, "an administrator dropped it")?;
            }
            queue::delete(all, id)?;
            note(all, &job, by, AuditAction::DropJob, &origin)
        })
        .await
}

fn waiting(all: &AllTx, id: JobId) -> Result<Queued> {
    let job = queue::find(all, id)?.ok_or(Error::NotFound("job"))?;
    if job.state == State::Running {
        return Err(Error::Conflict("job_running"));
    }
    Ok(job)
}

fn note(
    all: &AllTx,
    job: &Queued,
    by: Option<UserId>,
    action: AuditAction,
    origin: &Origin,
) -> Result<()> {
    let about = json!({ "job": job.id, "kind": job.kind });
    let company = job.scope.map(|scope| scope.company());
    audit::note(all, company, by, action, about, origin.ip.as_deref())
}
