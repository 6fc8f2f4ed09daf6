//! The job queue, a table. Jobs are inserted in the transaction that causes them, so they exist if
//! and only if it commits. A worker leases a job, works without an open transaction, then deletes
//! it or gives it back.

use super::columns::{ROWS, as_size, row_list};
use super::mail_sending::MailFlow;
use super::{AllRead, AllTx, Changes, Row, Rows, Scope, Tx, live, mail_sending, params, schedules};
use crate::error::Result;
use crate::model::live::{JobNews, JobProgress, JobState};
use crate::model::{CompanyId, Job, JobId, Live, MailId, Timestamp};

/// The lease of a worker without renewal, in milliseconds.
pub const LEASE: i64 = 5 * Timestamp::MINUTE;
/// After how many attempts a job is parked until it is retried by hand, and the longest delay
/// between two: most of a day in total.
const PATIENCE: (i64, i64) = (12, 6 * Timestamp::HOUR);
/// For mails, four days, as usual for mail servers (RFC 5321, 4.5.4.1): a mail server down over a
/// weekend loses nothing, and mail is not delayed long once it is back.
const PATIENCE_FOR_MAIL: (i64, i64) = (100, Timestamp::HOUR);
/// For time-stamps, about two weeks: a late one is better than none.
const PATIENCE_FOR_TIMESTAMPS: (i64, i64) = (60, 6 * Timestamp::HOUR);
/// The longest delay of any job between two attempts, in milliseconds.
const LONGEST: i64 = 14 * Timestamp::HOUR;

/// A leased job.
#[derive(Debug)]
pub struct Leased {
    pub id: JobId,
    /// The number of this attempt, from 1. Finishing requires it, since an expired lease may belong
    /// to another worker.
    pub attempt: i64,
    pub kind: String,
    /// The company of the job; None for the instance's own jobs.
    pub scope: Option<Scope>,
    /// None if this version cannot read it.
    pub job: Option<Job>,
    /// The progress, where the kind reports it.
    pub progress: Option<JobProgress>,
}

/// Queues a job of the current company, due now.
pub fn enqueue(tx: &Tx, job: &Job) -> Result<()> {
    enqueue_at(tx, job, tx.now())
}

/// Queues a job of the current company, due at an instant.
pub fn enqueue_at(tx: &Tx, job: &Job, due: Timestamp) -> Result<()> {
    enqueue_with(tx, job, due, job.priority())
}

/// Queues mails of the current company, due now; mails that somebody waits for go first.
pub fn enqueue_mails(tx: &Tx, mails: &[MailId], is_awaited: bool) -> Result<()> {
    let priority = if is_awaited { Job::AWAITED_MAIL } else { Job::MAIL };
    if let [mail] = mails {
        return enqueue_with(tx, &Job::Mail { mail: *mail }, tx.now(), priority);
    }
    let rows = mails.iter().map(|mail| {
        let (kind, body) = words(&Job::Mail { mail: *mail })?;
        Ok(serde_json::json!({ "kind": kind, "body": body }))
    });
    tx.change(
        &format!(
            "INSERT INTO jobs (company_id, kind, body, priority, due_at, created_at)
             SELECT :company, r.value ->> 'kind', r.value ->> 'body', :priority, :now, :now
               FROM {ROWS}"
        ),
        params! {
            ":priority": priority, ":now": tx.now(),
            ":rows": row_list(rows.collect::<Result<Vec<_>>>()?),
        },
    )?;
    tx.job_queued();
    Ok(())
}

fn enqueue_with(tx: &Tx, job: &Job, due: Timestamp, priority: i64) -> Result<()> {
    let (kind, body) = words(job)?;
    tx.change(
        "INSERT INTO jobs (company_id, kind, body, priority, due_at, created_at)
         VALUES (:company, :kind, :body, :priority, :due, :now)",
        params! {
            ":kind": kind, ":body": body, ":priority": priority, ":due": due,
            ":now": tx.now(),
        },
    )?;
    tx.job_queued();
    Ok(())
}

/// Whether `key` is used for the first time in the company. The key is stored with this
/// transaction, and outlives the work it allowed.
pub fn claim_once(tx: &Tx, key: &str) -> Result<bool> {
    // Keys include the company, so that companies cannot use each other's.
    let changed = tx.change(
        "INSERT INTO once_keys (key, created_at) VALUES (:company || ':' || :key, :now)
         ON CONFLICT DO NOTHING",
        params! { ":key": key, ":now": tx.now() },
    )?;
    Ok(changed == 1)
}

/// As [`claim_once`], for the instance.
pub fn claim_once_for_instance(all: &AllTx, key: &str) -> Result<bool> {
    let changed = all.change(
        "INSERT INTO once_keys (key, created_at) VALUES ('instance:' || :key, :now)
         ON CONFLICT DO NOTHING",
        params! { ":key": key, ":now": all.now() },
    )?;
    Ok(changed == 1)
}

/// The instance's own job of a kind that is waiting or running; parked ones do not count.
pub fn waiting(all: &AllRead, kind: &str) -> Result<Option<JobId>> {
    all.first(
        "SELECT id FROM jobs WHERE kind = :kind AND company_id IS NULL AND parked_at IS NULL
          ORDER BY id LIMIT 1",
        params! { ":kind": kind },
        |row| row.get("id"),
    )
}

/// Queues a job of the instance once per `key`; returns its id if this is the first time.
pub fn enqueue_for_instance(all: &AllTx, key: &str, job: &Job) -> Result<Option<JobId>> {
    let fresh = claim_once_for_instance(all, key)?;
    fresh.then(|| insert_for_instance(all, job)).transpose()
}

/// Queues a job of the instance, due now.
pub fn insert_for_instance(all: &AllTx, job: &Job) -> Result<JobId> {
    insert_with(all, job, job.priority(), all.now())
}

/// Queues a job of the instance, due at an instant.
pub fn insert_for_instance_at(all: &AllTx, job: &Job, due: Timestamp) -> Result<JobId> {
    insert_with(all, job, job.priority(), due)
}

/// As [`enqueue_mails`], a mail of the instance.
pub fn insert_mail_for_instance(all: &AllTx, mail: MailId, is_awaited: bool) -> Result<JobId> {
    let priority = if is_awaited { Job::AWAITED_MAIL } else { Job::MAIL };
    insert_with(all, &Job::Mail { mail }, priority, all.now())
}

fn insert_with(all: &AllTx, job: &Job, priority: i64, due: Timestamp) -> Result<JobId> {
    let (kind, body) = words(job)?;
    let id = all.insert(
        "INSERT INTO jobs (company_id, kind, body, priority, due_at, created_at)
         VALUES (NULL, :kind, :body, :priority, :due, :now) RETURNING id",
        params! {
            ":kind": kind, ":body": body, ":priority": priority, ":due": due, ":now": all.now(),
        },
    )?;
    all.job_queued();
    Ok(JobId(id))
}

/// The kinds of jobs a worker takes. Mail depends on an outside server, so its workers do nothing
/// else, and other jobs are never delayed by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    All,
    Mails,
    Others,
}

impl Kinds {
    /// Selects by priority, which comes first in the index for taking jobs.
    fn condition(self) -> String {
        match self {
            Kinds::All => String::new(),
            Kinds::Mails => format!("AND priority <= {}", Job::MAIL),
            Kinds::Others => format!("AND priority > {}", Job::MAIL),
        }
    }
}

/// As [`take_of`], of any kind.
pub fn take(all: &AllTx) -> Result<Option<Leased>> {
    take_of(all, Kinds::All, false)
}

/// Leases the most urgent due job. If the clock was set back, due dates are bounded so that jobs do
/// not wait longer than intended. While mail is paused no mail is leased, except one at intervals:
/// the one with the fewest attempts, so that a single bad mail does not block the others. While the
/// clock is `held`, jobs that depend on it stay queued.
pub fn take_of(all: &AllTx, kinds: Kinds, held: bool) -> Result<Option<Leased>> {
    let flow = match kinds {
        Kinds::Others => MailFlow::Paused,
        _ => mail_sending::flow(all)?,
    };
    let (kinds, order) = match (flow, kinds) {
        (MailFlow::Paused, Kinds::Mails) => return Ok(None),
        (MailFlow::Paused, _) => (Kinds::Others, "priority, due_at, id"),
        (MailFlow::Probe, Kinds::All) => {
            let mail = take_in_order(all, Kinds::Mails, held, "attempts, priority, due_at, id")?;
            if mail.is_some() {
                mail_sending::probing(all)?;
                return Ok(mail);
            }
            (Kinds::Others, "priority, due_at, id")
        }
        (MailFlow::Probe, kinds) => (kinds, "attempts, priority, due_at, id"),
        (MailFlow::Open, kinds) => (kinds, "priority, due_at, id"),
    };
    let taken = take_in_order(all, kinds, held, order)?;
    if flow == MailFlow::Probe && kinds == Kinds::Mails && taken.is_some() {
        mail_sending::probing(all)?;
    }
    Ok(taken)
}

fn take_in_order(all: &AllTx, kinds: Kinds, held: bool, order: &str) -> Result<Option<Leased>> {
    let (now, condition) = (all.now(), kinds.condition());
    let but = match held {
        true => format!("AND kind NOT IN ('{}')", Job::BY_THE_CLOCK.join("', '")),
        false => String::new(),
    };
    let taken = all.first(
        &format!("UPDATE jobs SET lease_until = :lease, attempts = attempts + 1, done = NULL, total = NULL
          WHERE id = (SELECT id FROM jobs
                       WHERE parked_at IS NULL {condition}
                         AND (due_at <= :now OR (attempts = 0 AND due_at <= created_at)
                              OR (attempts > 0 AND due_at > :longest))
                         AND (lease_until IS NULL OR lease_until <= :now) {but}
                       ORDER BY {order} LIMIT 1)
         RETURNING id, company_id, kind, body, attempts, done, total"),
        params! {
            ":lease": now.plus(LEASE).0, ":now": now, ":longest": now.plus(LONGEST).0,
        },
        leased,
    )?;
    if let Some(job) = &taken {
        publish(all, job, JobState::Running)?;
    }
    Ok(taken)
}

/// Whether a lease is still held; extends it if so.
pub fn renew(all: &AllTx, id: JobId, attempt: i64) -> Result<bool> {
    let changed = all.change(
        "UPDATE jobs SET lease_until = :lease WHERE id = :id AND attempts = :attempt",
        params! { ":lease": all.now().plus(LEASE).0, ":id": id, ":attempt": attempt },
    )?;
    Ok(changed == 1)
}

/// Deletes a finished job, and publishes that it is done.
pub fn finish(all: &AllTx, id: JobId, attempt: i64) -> Result<()> {
    let done = all.first(
        "DELETE FROM jobs WHERE id = :id AND attempts = :attempt
         RETURNING id, company_id, kind, body, attempts, done, total",
        params! { ":id": id, ":attempt": attempt },
        leased,
    )?;
    let Some(done) = done else { return Ok(()) };
    publish(all, &done, JobState::Done)?;
    match done.scope {
        None => schedules::finish(all, id),
        Some(_) => Ok(()),
    }
}

/// Records and publishes the progress of a job, if its lease is still held.
pub fn advance(all: &AllTx, id: JobId, attempt: i64, done: u64, total: u64) -> Result<()> {
    let job = all.first(
        "UPDATE jobs SET done = :done, total = :total WHERE id = :id AND attempts = :attempt
         RETURNING id, company_id, kind, body, attempts, done, total",
        params! {
            ":id": id, ":attempt": attempt, ":done": as_size(done), ":total": as_size(total),
        },
        leased,
    )?;
    job.map_or(Ok(()), |job| publish(all, &job, JobState::Running))
}

/// Publishes the state of a job: to the company if its users follow it, to operators if it is the
/// instance's, and to both if it was parked.
fn publish(all: &AllTx, job: &Leased, state: JobState) -> Result<()> {
    let parked = state == JobState::Parked;
    let (answer_id, import_id) = match job.job {
        Some(Job::MakePdf { answer }) => (Some(answer), None),
        Some(Job::Import { import } | Job::PlaceImport { import, .. }) => (None, Some(import)),
        _ => (None, None),
    };
    let (id, kind, tries, company_id) = (job.id, job.kind.clone(), job.attempt, None);
    let progress = job.progress.filter(|_| state == JobState::Running);
    let news = JobNews { id, kind, state, tries, progress, answer_id, import_id, company_id };
    let company_id = job.scope.map(|scope| scope.company());
    if let Some(company) = company_id
        && (parked || job.job.as_ref().is_some_and(Job::is_watched))
    {
        live::publish_in(all, company, &Live::Job(news.clone()))?;
    }
    let is_mail = matches!(job.job, Some(Job::Mail { .. }));
    if parked || (company_id.is_none() && !is_mail) {
        let news = JobNews { answer_id: None, import_id: None, company_id, ..news };
        live::publish_to_operators(all, &Live::Job(news))?;
    }
    Ok(())
}

/// Publishes that a job was parked, or waits for its next attempt.
fn publish_failed(all: &AllTx, id: JobId) -> Result<()> {
    let failed = all.first(
        "SELECT id, company_id, kind, body, attempts, done, total, parked_at FROM jobs
          WHERE id = :id AND lease_until IS NULL",
        params! { ":id": id },
        |row| Ok((leased(row)?, row.get::<Option<i64>>("parked_at")?.is_some())),
    )?;
    let Some((job, parked)) = failed else { return Ok(()) };
    publish(all, &job, if parked { JobState::Parked } else { JobState::Waiting })
}

/// Gives back a failed job: delays it, longer each time, and parks it in the end. True if parked.
pub fn retry_or_park(all: &AllTx, id: JobId, attempt: i64, error: &str) -> Result<bool> {
    let now = all.now();
    let kind = all.first("SELECT kind FROM jobs WHERE id = :id", params! { ":id": id }, |row| {
        row.get::<String>("kind")
    })?;
    let (tries, longest) = match kind.as_deref() {
        Some("mail") => PATIENCE_FOR_MAIL,
        Some("timestamp_root") => PATIENCE_FOR_TIMESTAMPS,
        _ => PATIENCE,
    };
    let parked = attempt >= tries;
    all.change(
        "UPDATE jobs SET lease_until = NULL, due_at = :due, last_error = :error,
                parked_at = CASE WHEN :parked THEN :now ELSE NULL END
          WHERE id = :id AND attempts = :attempt",
        params! {
            ":id": id, ":attempt": attempt, ":due": retry_at(now, attempt, longest, rand::random()).0,
            ":error": error, ":parked": parked, ":now": now,
        },
    )?;
    publish_failed(all, id)?;
    Ok(parked)
}

/// What a job that is not at fault waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Its next attempt.
    Due,
    /// That mail can be sent again: all mail is paused. It is due at once if that has ended meanwhile.
    MailLeaves,
    /// That its company is reopened. It was not tried, and does not count as such.
    Reopened,
}

/// Delays a job until `due`, for a reason other than itself, however often it was tried.
pub fn postpone(
    all: &AllTx,
    id: JobId,
    attempt: i64,
    due: Timestamp,
    why: &str,
    until: Until,
) -> Result<()> {
    let held = until == Until::MailLeaves;
    let ended = held && mail_sending::trouble(all)?.is_none();
    let due = if ended { all.now() } else { due };
    all.change(
        "UPDATE jobs SET lease_until = NULL, due_at = :due, last_error = :why, held = :held,
                attempts = CASE WHEN :untried AND attempts > 1 THEN attempts - 1 ELSE attempts END
          WHERE id = :id AND attempts = :attempt",
        params! {
            ":id": id, ":attempt": attempt, ":due": due, ":why": why, ":held": held,
            ":untried": until == Until::Reopened,
        },
    )?;
    if ended {
        all.job_queued();
    }
    publish_failed(all, id)
}

/// Makes held mails due now, since mail can be sent again; returns how many.
pub fn release_held(all: &AllTx) -> Result<usize> {
    let released = all.change(
        "UPDATE jobs SET due_at = :now, held = 0
          WHERE held = 1 AND parked_at IS NULL AND lease_until IS NULL",
        params! { ":now": all.now() },
    )?;
    all.job_queued();
    Ok(released)
}

/// Makes the imports of the company due now that waited until it was reopened.
pub fn release_imports(tx: &Tx) -> Result<()> {
    tx.change(
        "UPDATE jobs SET due_at = :now
          WHERE company_id = :company AND kind = 'import' AND parked_at IS NULL
            AND lease_until IS NULL AND due_at > :now",
        params! { ":now": tx.now() },
    )?;
    tx.job_queued();
    Ok(())
}

/// Parks a job until somebody looks at it, with the reason.
pub fn park(all: &AllTx, id: JobId, attempt: i64, error: &str) -> Result<()> {
    all.change(
        "UPDATE jobs SET lease_until = NULL, parked_at = :now, last_error = :error
          WHERE id = :id AND attempts = :attempt",
        params! { ":id": id, ":attempt": attempt, ":error": error, ":now": all.now() },
    )?;
    publish_failed(all, id)
}

/// Frees all leases, at a start. Only one process runs on a database, so they belong to one that
/// has ended.
pub fn free_leases(all: &AllTx) -> Result<usize> {
    all.change("UPDATE jobs SET lease_until = NULL WHERE lease_until IS NOT NULL", &[])
}

/// When the next job of these kinds is due; for mail, not before the next probe.
pub fn next_due(all: &AllRead, kinds: Kinds) -> Result<Option<Timestamp>> {
    let condition = kinds.condition();
    let due = all.first(
        &format!(
            "SELECT MIN(due_at) FROM jobs
              WHERE parked_at IS NULL AND lease_until IS NULL {condition}"
        ),
        &[],
        |row| row.at::<Option<i64>>(0),
    )?;
    let due = due.flatten().map(Timestamp);
    match kinds {
        Kinds::Mails => Ok(due.max(due.and(mail_sending::probe_at(all)?))),
        _ => Ok(due),
    }
}

/// The numbers of jobs waiting or running, and of parked jobs.
pub fn depth(all: &AllRead) -> Result<(i64, i64)> {
    let counted =
        all.first("SELECT COUNT(*) - COUNT(parked_at), COUNT(parked_at) FROM jobs", &[], |row| {
            Ok((row.at(0)?, row.at(1)?))
        })?;
    Ok(counted.unwrap_or((0, 0)))
}

/// The jobs of one kind.
pub struct Queue {
    pub kind: String,
    /// Due now or later.
    pub waiting: i64,
    pub parked: i64,
    /// How long the oldest due job has been due, in milliseconds.
    pub late: i64,
}

/// The waiting and parked jobs, by kind.
pub fn by_kind(all: &AllRead) -> Result<Vec<Queue>> {
    all.all(
        "SELECT kind, COUNT(*) - COUNT(parked_at) AS waiting, COUNT(parked_at) AS parked,
                MIN(CASE WHEN parked_at IS NULL THEN due_at END) AS due
           FROM jobs GROUP BY kind ORDER BY kind",
        &[],
        |row| {
            let due: Option<i64> = row.get("due")?;
            Ok(Queue {
                kind: row.get("kind")?,
                waiting: row.get("waiting")?,
                parked: row.get("parked")?,
                late: due.map_or(0, |due| (all.now().0 - due).max(0)),
            })
        },
    )
}

/// Deletes once keys older than `before`.
pub fn forget_once_keys(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change("DELETE FROM once_keys WHERE created_at < :before", params! { ":before": before })
}

fn words(job: &Job) -> Result<(&'static str, String)> {
    Ok((job.kind(), serde_json::to_string(job).map_err(anyhow::Error::from)?))
}

fn leased(row: &Row) -> Result<Leased> {
    let company: Option<i64> = row.get("company_id")?;
    let body: String = row.get("body")?;
    Ok(Leased {
        id: row.get("id")?,
        attempt: row.get("attempts")?,
        kind: row.get("kind")?,
        scope: company.map(|id| Scope::whole(CompanyId(id))),
        job: serde_json::from_str(&body).ok(),
        progress: progress(row)?,
    })
}

/// The progress of a job, if recorded.
pub(super) fn progress(row: &Row) -> Result<Option<JobProgress>> {
    let (done, total): (Option<i64>, Option<i64>) = (row.get("done")?, row.get("total")?);
    Ok(done.zip(total).map(|(done, total)| JobProgress { done, total }))
}

/// Half a minute, then one, two, four… up to the longest delay, plus or minus a tenth, so that jobs
/// that failed together are not retried together. `chance`: any number.
fn retry_at(now: Timestamp, attempt: i64, longest: i64, chance: u32) -> Timestamp {
    let wait = (30 * Timestamp::SECOND) << attempt.clamp(1, 12).saturating_sub(1);
    let wait = wait.min(longest);
    let tenth = wait / 10;
    now.plus(wait - tenth + i64::from(chance) % (2 * tenth + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_waits_longer_up_to_six_hours() {
        let wait = |attempt| retry_at(Timestamp(0), attempt, PATIENCE.1, u32::MAX / 2).0;
        assert!((27_000..=33_000).contains(&wait(1)));
        assert!(wait(2) > wait(1) && wait(5) > wait(4));
        assert!(wait(11) <= 6 * Timestamp::HOUR * 11 / 10 && wait(50) <= wait(11) * 2);
    }
}
