//! The worker: takes due jobs and runs their actions, a few at a time. On shutdown it finishes
//! running jobs; queued ones wait for the next start.

mod cron;
mod indexer;

pub use indexer::index_now;

pub use cron::enqueue_due;

use std::time::Duration;

use tokio::sync::watch;

use crate::actions::answers::Archive;
use crate::actions::mails::Later;
use crate::actions::{
    alarms, answers, audit, backup, billing, consent, employees, events, exports, files, mails,
    maintenance, notify, places, retention, search, takedowns,
};
use crate::app::Progress;
use crate::model::{Job, JobId};
use crate::store::jobs::{self, Kinds, Leased, Until};
use crate::store::{AllTx, mail_sending};
use crate::{App, Error, Result};

/// The longest sleep between checks: the system clock may be set at any time.
const NAP: Duration = Duration::from_secs(15);

/// The pause after the queue could not be read or written.
const OUT_OF_REACH: Duration = Duration::from_secs(5);

/// Runs jobs, `config.jobs.workers` at a time, and the cron, until `stop` is true.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    if let Err(error) = app.db.write_all(jobs::free_leases).await {
        tracing::error!(%error, "the leases of the last run could not be freed");
    }
    if let Err(error) = app.load_clock().await {
        tracing::error!(%error, "the last reading of the clock could not be read");
    }
    let mut workers = tokio::task::JoinSet::new();
    workers.spawn(cron::run(app.clone(), stop.clone()));
    workers.spawn(indexer::run(app.clone(), stop.clone()));
    workers.spawn(finish_uploads(app.clone()));
    if let Err(error) = app.db.write_all(mail_sending::probe_now).await {
        tracing::error!(%error, "a mail that could leave waits for its time");
    }
    // Mail has workers of its own: a slow mail server delays nothing but mail.
    for _ in 0..app.config.jobs.workers.max(1) {
        workers.spawn(serve(app.clone(), Kinds::Others, stop.clone()));
        workers.spawn(serve(app.clone(), Kinds::Mails, stop.clone()));
    }
    while workers.join_next().await.is_some() {}
}

/// Completes uploads that had arrived in full when the last process ended.
async fn finish_uploads(app: App) {
    if let Err(error) = files::finish_whole(&app).await {
        tracing::error!(%error, "uploads that have arrived whole could not be finished");
    }
}

async fn serve(app: App, kinds: Kinds, mut stop: watch::Receiver<bool>) {
    let mut done = None;
    while !*stop.borrow() {
        let taken = take(&app, kinds, done).await;
        if taken.is_ok() {
            done = None;
        }
        let worked = match taken {
            Ok(None) => Ok(false),
            Ok(Some(leased)) => work(&app, kinds, leased).await.map(|one| {
                done = one;
                true
            }),
            Err(error) => Err(error),
        };
        match worked {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, "the job queue is out of reach");
                // A full disk lasts, and each attempt is logged.
                tokio::select! {
                    () = tokio::time::sleep(OUT_OF_REACH) => continue,
                    _ = stop.changed() => continue,
                }
            }
        }
        tokio::select! {
            () = queued(&app, kinds) => {}
            () = tokio::time::sleep(until_due(&app, kinds).await) => {}
            _ = stop.changed() => {}
        }
    }
    if let Err(error) = finish(&app, done).await {
        tracing::error!(%error, "a job that is done will run again");
    }
}

/// Waits until a job is queued.
async fn queued(app: &App, kinds: Kinds) {
    match kinds {
        Kinds::Mails => app.db.mail_queued().await,
        _ => app.db.job_queued().await,
    }
}

/// The time until the next job is due, at most [`NAP`], the longest sleep.
async fn until_due(app: &App, kinds: Kinds) -> Duration {
    if app.clock_leap().is_some() {
        // The next job may be one that waits until the clock is confirmed.
        return NAP;
    }
    let due = app.db.read_all(move |all| jobs::next_due(all, kinds)).await.ok().flatten();
    let wait = due.map_or(i64::MAX, |due| due.since(app.now()));
    Duration::from_millis(wait.clamp(50, NAP.as_millis() as i64) as u64)
}

/// Runs the most urgent due job; false if none is due.
pub async fn run_next(app: &App) -> Result<bool> {
    let Some(leased) = take(app, Kinds::All, None).await? else { return Ok(false) };
    let done = work(app, Kinds::All, leased).await?;
    finish(app, done).await?;
    Ok(true)
}

/// A job that is done, and its attempt. It is deleted in the transaction that leases the worker's
/// next one: a commit fewer for each job.
type Done = (JobId, i64);

/// Deletes the worker's last job, and leases the most urgent due one.
async fn take(app: &App, kinds: Kinds, done: Option<Done>) -> Result<Option<Leased>> {
    let held = app.clock_leap().is_some();
    app.db
        .write_all(move |all| {
            if let Some((id, attempt)) = done {
                jobs::finish(all, id, attempt)?;
            }
            jobs::take_of(all, kinds, held)
        })
        .await
}

async fn finish(app: &App, done: Option<Done>) -> Result<()> {
    let Some((id, attempt)) = done else { return Ok(()) };
    app.db.write_all(move |all| jobs::finish(all, id, attempt)).await
}

/// Runs a leased job. None if it is not done: it was postponed or put aside.
async fn work(app: &App, kinds: Kinds, leased: Leased) -> Result<Option<Done>> {
    // More jobs may be waiting: wake another worker.
    match kinds {
        Kinds::Mails => app.db.wake_sender(),
        _ => app.db.wake_worker(),
    }
    let Leased { id, attempt, kind, scope, job, .. } = leased;
    let Some(job) = job else {
        tracing::error!(job = id.0, kind, "a job this version cannot read was put aside");
        let why = "this version cannot read it";
        app.db.write_all(move |all| jobs::park(all, id, attempt, why)).await?;
        return Ok(None);
    };
    let progress = Progress::of(&app.db, id, attempt);
    let outcome = tokio::select! {
        outcome = perform(app, scope, job, &progress) => outcome,
        never = keep_lease(app, id, attempt) => never,
    };
    match outcome {
        Ok(None) => return Ok(Some((id, attempt))),
        Ok(Some(Later { due, why, until })) => {
            let wait = move |all: &AllTx| jobs::postpone(all, id, attempt, due, &why, until);
            app.db.write_all(wait).await?;
        }
        Err(error) => {
            let reason = error.to_string();
            let parked =
                app.db.write_all(move |all| jobs::retry_or_park(all, id, attempt, &reason)).await?;
            let cause = match &error {
                Error::Internal(cause) => format!("{cause:#}"),
                other => other.to_string(),
            };
            if parked {
                tracing::error!(job = id.0, kind, attempt, cause, "a job was given up on");
            } else {
                tracing::warn!(job = id.0, kind, attempt, cause, "a job failed and will run again");
            }
        }
    }
    Ok(None)
}

/// Renews the lease of a long job; ends only if the lease is lost.
async fn keep_lease(app: &App, id: JobId, attempt: i64) -> Result<Option<Later>> {
    let half = Duration::from_millis(jobs::LEASE as u64 / 2);
    loop {
        tokio::time::sleep(half).await;
        if !app.db.write_all(move |all| jobs::renew(all, id, attempt)).await? {
            return Err(anyhow::anyhow!("the lease was lost").into());
        }
    }
}

/// Runs a job. A job that returns [`Later`] is postponed for a reason outside it.
async fn perform(
    app: &App,
    scope: Option<crate::actions::Scope>,
    job: Job,
    progress: &Progress,
) -> Result<Option<Later>> {
    let of_company = || scope.ok_or_else(|| anyhow::anyhow!("the job needs a company"));
    let done = match job {
        Job::Mail { mail } => return mails::deliver(app, mail).await,
        Job::Announce { fact, id } => notify::notify(app, of_company()?, fact, id).await,
        Job::Broadcast { broadcast } => notify::broadcast(app, broadcast).await,
        Job::EndBroadcast { broadcast } => notify::end_broadcast(app, broadcast).await,
        Job::NotifyAdministrators { alarm } => alarms::notify(app, alarm).await,
        Job::Digest => notify::digest(app).await,
        Job::MakePdf { answer } => answers::make_pdf(app, of_company()?, answer).await,
        Job::MakeReceipt { answer, decision, link, on_behalf } => {
            let of = answers::ReceiptFor { answer, decision, link, on_behalf };
            answers::make_receipt(app, of_company()?, of).await
        }
        Job::SettleEvent { event } => events::settle(app, of_company()?, event).await,
        Job::SweepFiles => files::sweep(app).await.map(drop),
        Job::CheckFiles => files::check_share(app).await,
        Job::Purge => retention::purge(app).await,
        Job::Geocode { of } => places::locate(app, of_company()?, of).await,
        Job::PlaceImport { import, after } => {
            places::locate_import(app, of_company()?, import, after).await
        }
        Job::Import { import } => {
            let scope = of_company()?;
            if let Some(due) = employees::imports::waits(app, scope).await? {
                let why = "the company is suspended".to_owned();
                return Ok(Some(Later { due, why, until: Until::Reopened }));
            }
            employees::imports::run(app, scope, import).await
        }
        Job::ExportCompany { export } => {
            let scope = of_company()?;
            let bundle = |id| answers::evidence(app, scope, id, Archive::Closed);
            exports::run(app, scope, export, progress, bundle).await
        }
        Job::WatchTerms => maintenance::watch_terms(app).await,
        Job::FollowTerms => {
            consent::deny_by_begun_renewals(app, of_company()?).await?;
            answers::follow_terms(app, of_company()?).await?;
            // Also what a hold or a missed job has changed.
            takedowns::settle(app, of_company()?, None).await
        }
        Job::SettleTakedowns { employee } => {
            takedowns::settle(app, of_company()?, Some(employee)).await
        }
        Job::PlanReminders => answers::plan_reminders(app).await,
        Job::RemindAwaited => answers::remind_awaited(app, of_company()?).await,
        Job::Archive => maintenance::archive(app).await,
        Job::CheckDatabase => maintenance::check_database(app).await,
        Job::CheckAudit => audit::check(app).await,
        Job::CheckEvidence => answers::check_evidence(app).await,
        Job::CheckChains { after } => answers::check_chains(app, of_company()?, after).await,
        Job::DailyRoot => answers::make_daily_root(app).await,
        Job::TimestampRoot { root, url } => answers::time_stamp_root(app, root, url).await,
        Job::Sweep => {
            maintenance::sweep_exports(app).await?;
            maintenance::sweep(app).await
        }
        Job::CheckSearch => search::reconcile(app).await,
        Job::Backup => backup::nightly(app, progress).await,
        Job::SyncCustomers => billing::sync_all(app).await,
        Job::SyncCustomer => billing::sync(app, of_company()?).await,
        Job::CreateOrdered { order } => events::create_ordered(app, of_company()?, order).await,
    };
    done.map(|()| None)
}
