//! The queue is a table. Jobs enter it inside the transaction that wants them,
//! so they exist exactly when that transaction does. A worker takes one by
//! leasing it, works with no transaction open, then deletes it or gives it back.

use rusqlite::{Row, named_params};

use super::columns::as_size;
use super::mail_sending::MailFlow;
use super::{AllRead, AllTx, Changes, Rows, Scope, Tx, live, mail_sending, schedules};
use crate::error::Result;
use crate::model::live::{JobNews, JobProgress, JobState};
use crate::model::{CompanyId, Job, JobId, Live, MailId, Timestamp};

/// How long a worker may hold a job without renewing, in milliseconds.
pub const LEASE: i64 = 5 * Timestamp::MINUTE;
/// After so many tries a job is parked, until someone retries it, and so long it waits
/// between two of them at most: most of a day in all.
const PATIENCE: (i64, i64) = (12, 6 * Timestamp::HOUR);
/// Of mails, four days, as mail servers have it (RFC 5321, 4.5.4.1): one that is down
/// over a weekend loses nothing, and is not kept waiting when it is back.
const PATIENCE_FOR_MAIL: (i64, i64) = (100, Timestamp::HOUR);
/// No job waits longer than that between two tries, in milliseconds.
const LONGEST: i64 = 14 * Timestamp::HOUR;

/// A job as the queue hands it out.
#[derive(Debug)]
pub struct Leased {
    pub id: JobId,
    /// Which try this is, from 1. Finishing needs it: a lease that ran out is not ours any more.
    pub attempt: i64,
    pub kind: String,
    /// The company it belongs to; none for the instance's own.
    pub scope: Option<Scope>,
    /// None if this version cannot read it.
    pub job: Option<Job>,
    /// Where that is counted.
    pub progress: Option<JobProgress>,
}

/// Queues a job of the open company, due now.
pub fn enqueue(tx: &Tx, job: &Job) -> Result<()> {
    enqueue_at(tx, job, tx.now())
}

/// Queues a job of the open company, due at an instant.
pub fn enqueue_at(tx: &Tx, job: &Job, due: Timestamp) -> Result<()> {
    enqueue_with(tx, job, due, job.priority())
}

/// Queues a mail of the open company, due now; one that is awaited goes first.
pub fn enqueue_mail(tx: &Tx, mail: MailId, is_awaited: bool) -> Result<()> {
    let priority = if is_awaited { Job::AWAITED_MAIL } else { Job::MAIL };
    enqueue_with(tx, &Job::Mail { mail }, tx.now(), priority)
}

fn enqueue_with(tx: &Tx, job: &Job, due: Timestamp, priority: i64) -> Result<()> {
    let (kind, body) = words(job)?;
    tx.change(
        "INSERT INTO jobs (company_id, kind, body, priority, due_at, created_at)
         VALUES (:company, :kind, :body, :priority, :due, :now)",
        named_params! {
            ":kind": kind, ":body": body, ":priority": priority, ":due": due.0,
            ":now": tx.now().0,
        },
    )?;
    tx.job_queued();
    Ok(())
}

/// Whether `key` is used for the first time in the company. The key is kept, with
/// this transaction, long after what it let in is done.
pub fn claim_once(tx: &Tx, key: &str) -> Result<bool> {
    // Keys are the company's own: no company can use up another's.
    let changed = tx.change(
        "INSERT INTO once_keys (key, created_at) VALUES (:company || ':' || :key, :now)
         ON CONFLICT DO NOTHING",
        named_params! { ":key": key, ":now": tx.now().0 },
    )?;
    Ok(changed == 1)
}

/// As [`claim_once`], of the instance itself.
pub fn claim_once_for_instance(all: &AllTx, key: &str) -> Result<bool> {
    let changed = all.change(
        "INSERT INTO once_keys (key, created_at) VALUES ('instance:' || :key, :now)
         ON CONFLICT DO NOTHING",
        named_params! { ":key": key, ":now": all.now().0 },
    )?;
    Ok(changed == 1)
}

/// The job of the instance itself of that kind that waits or is being done, if there is
/// one; what was given up on does not count.
pub fn waiting(all: &AllRead, kind: &str) -> Result<Option<JobId>> {
    all.first(
        "SELECT id FROM jobs WHERE kind = :kind AND company_id IS NULL AND parked_at IS NULL
          ORDER BY id LIMIT 1",
        named_params! { ":kind": kind },
        |row| Ok(JobId(row.get("id")?)),
    )
}

/// Queues a job of the instance itself, once per `key`; its id, if this is the once.
pub fn enqueue_for_instance(all: &AllTx, key: &str, job: &Job) -> Result<Option<JobId>> {
    let fresh = claim_once_for_instance(all, key)?;
    fresh.then(|| insert_for_instance(all, job)).transpose()
}

/// Queues a job of the instance itself, due now.
pub fn insert_for_instance(all: &AllTx, job: &Job) -> Result<JobId> {
    insert_with(all, job, job.priority())
}

/// As [`enqueue_mail`], of the instance itself.
pub fn insert_mail_for_instance(all: &AllTx, mail: MailId, is_awaited: bool) -> Result<JobId> {
    insert_with(all, &Job::Mail { mail }, if is_awaited { Job::AWAITED_MAIL } else { Job::MAIL })
}

fn insert_with(all: &AllTx, job: &Job, priority: i64) -> Result<JobId> {
    let (kind, body) = words(job)?;
    let id = all.insert(
        "INSERT INTO jobs (company_id, kind, body, priority, due_at, created_at)
         VALUES (NULL, :kind, :body, :priority, :now, :now) RETURNING id",
        named_params! {
            ":kind": kind, ":body": body, ":priority": priority, ":now": all.now().0,
        },
    )?;
    all.job_queued();
    Ok(JobId(id))
}

/// Which jobs somebody takes. Mail waits for a server that is not ours, so that who sends
/// it does nothing else, and who does the rest is never held up by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    All,
    Mails,
    Others,
}

impl Kinds {
    /// By priorities: the index that jobs are taken by begins with them.
    fn condition(self) -> String {
        match self {
            Kinds::All => String::new(),
            Kinds::Mails => format!("AND priority <= {}", Job::MAIL),
            Kinds::Others => format!("AND priority > {}", Job::MAIL),
        }
    }
}

/// As [`take_of`], whatever its kind.
pub fn take(all: &AllTx) -> Result<Option<Leased>> {
    take_of(all, Kinds::All, false)
}

/// Leases the most pressing job that is due. After the clock was set back, what
/// was due at once still is, and no failure waits longer than failures do. While mail
/// cannot leave none is handed out, but for one at a time now and then: the one that has
/// been tried least, so that no mail of its own keeps the others waiting. While the clock
/// is `held`, what goes by it stays where it is.
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
        named_params! {
            ":lease": now.plus(LEASE).0, ":now": now.0, ":longest": now.plus(LONGEST).0,
        },
        leased,
    )?;
    if let Some(job) = &taken {
        publish(all, job, JobState::Running)?;
    }
    Ok(taken)
}

/// Whether a lease is still held, extending it if so.
pub fn renew(all: &AllTx, id: JobId, attempt: i64) -> Result<bool> {
    let changed = all.change(
        "UPDATE jobs SET lease_until = :lease WHERE id = :id AND attempts = :attempt",
        named_params! { ":lease": all.now().plus(LEASE).0, ":id": id.0, ":attempt": attempt },
    )?;
    Ok(changed == 1)
}

/// The job is done. Who waits for what it made is told.
pub fn finish(all: &AllTx, id: JobId, attempt: i64) -> Result<()> {
    let done = all.first(
        "DELETE FROM jobs WHERE id = :id AND attempts = :attempt
         RETURNING id, company_id, kind, body, attempts, done, total",
        named_params! { ":id": id.0, ":attempt": attempt },
        leased,
    )?;
    let Some(done) = done else { return Ok(()) };
    publish(all, &done, JobState::Done)?;
    match done.scope {
        None => schedules::finish(all, id),
        Some(_) => Ok(()),
    }
}

/// Notes how far a job has come, unless its lease is another's by now, and tells.
pub fn advance(all: &AllTx, id: JobId, attempt: i64, done: u64, total: u64) -> Result<()> {
    let job = all.first(
        "UPDATE jobs SET done = :done, total = :total WHERE id = :id AND attempts = :attempt
         RETURNING id, company_id, kind, body, attempts, done, total",
        named_params! {
            ":id": id.0, ":attempt": attempt, ":done": as_size(done), ":total": as_size(total),
        },
        leased,
    )?;
    job.map_or(Ok(()), |job| publish(all, &job, JobState::Running))
}

/// Tells the company how a job stands that its people wait for; operators, how one of the
/// instance does; and both, of any that was given up on.
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

/// Tells of a job that was put aside, or waits for its next try.
fn publish_failed(all: &AllTx, id: JobId) -> Result<()> {
    let failed = all.first(
        "SELECT id, company_id, kind, body, attempts, done, total, parked_at FROM jobs
          WHERE id = :id AND lease_until IS NULL",
        named_params! { ":id": id.0 },
        |row| Ok((leased(row)?, row.get::<_, Option<i64>>("parked_at")?.is_some())),
    )?;
    let Some((job, parked)) = failed else { return Ok(()) };
    publish(all, &job, if parked { JobState::Parked } else { JobState::Waiting })
}

/// The job failed: it waits, longer each time, and is parked in the end. True if parked.
pub fn give_back(all: &AllTx, id: JobId, attempt: i64, error: &str) -> Result<bool> {
    let now = all.now();
    let kind =
        all.first("SELECT kind FROM jobs WHERE id = :id", named_params! { ":id": id.0 }, |row| {
            row.get::<_, String>("kind")
        })?;
    let (tries, longest) = match kind.as_deref() {
        Some("mail") => PATIENCE_FOR_MAIL,
        _ => PATIENCE,
    };
    let parked = attempt >= tries;
    all.change(
        "UPDATE jobs SET lease_until = NULL, due_at = :due, last_error = :error,
                parked_at = CASE WHEN :parked THEN :now ELSE NULL END
          WHERE id = :id AND attempts = :attempt",
        named_params! {
            ":id": id.0, ":attempt": attempt, ":due": retry_at(now, attempt, longest, rand::random()).0,
            ":error": error, ":parked": parked, ":now": now.0,
        },
    )?;
    publish_failed(all, id)?;
    Ok(parked)
}

/// The job waits until `due`, however often it has been tried: it is not its fault.
/// `held`: it waits for what keeps all mail from leaving, and not if that has ended meanwhile.
pub fn postpone(
    all: &AllTx,
    id: JobId,
    attempt: i64,
    due: Timestamp,
    why: &str,
    held: bool,
) -> Result<()> {
    let ended = held && mail_sending::trouble(all)?.is_none();
    let due = if ended { all.now() } else { due };
    all.change(
        "UPDATE jobs SET lease_until = NULL, due_at = :due, last_error = :why, held = :held
          WHERE id = :id AND attempts = :attempt",
        named_params! {
            ":id": id.0, ":attempt": attempt, ":due": due.0, ":why": why, ":held": held,
        },
    )?;
    if ended {
        all.job_queued();
    }
    publish_failed(all, id)
}

/// What was held up is due now: mail leaves again. How many there are.
pub fn release_held(all: &AllTx) -> Result<usize> {
    let released = all.change(
        "UPDATE jobs SET due_at = :now, held = 0
          WHERE held = 1 AND parked_at IS NULL AND lease_until IS NULL",
        named_params! { ":now": all.now().0 },
    )?;
    all.job_queued();
    Ok(released)
}

/// Nothing can be done with the job until someone looks: kept aside, with why.
pub fn park(all: &AllTx, id: JobId, attempt: i64, error: &str) -> Result<()> {
    all.change(
        "UPDATE jobs SET lease_until = NULL, parked_at = :now, last_error = :error
          WHERE id = :id AND attempts = :attempt",
        named_params! { ":id": id.0, ":attempt": attempt, ":error": error, ":now": all.now().0 },
    )?;
    publish_failed(all, id)
}

/// Frees the leases of a process that is gone. Only one process runs on a
/// database, so at start every lease is such a one.
pub fn free_leases(all: &AllTx) -> Result<usize> {
    all.change("UPDATE jobs SET lease_until = NULL WHERE lease_until IS NOT NULL", &[])
}

/// When the next job of these that nobody holds falls due; mail not before one may try.
pub fn next_due(all: &AllRead, kinds: Kinds) -> Result<Option<Timestamp>> {
    let condition = kinds.condition();
    let due = all.first(
        &format!(
            "SELECT MIN(due_at) FROM jobs
              WHERE parked_at IS NULL AND lease_until IS NULL {condition}"
        ),
        &[],
        |row| row.get::<_, Option<i64>>(0),
    )?;
    let due = due.flatten().map(Timestamp);
    match kinds {
        Kinds::Mails => Ok(due.max(due.and(mail_sending::probe_at(all)?))),
        _ => Ok(due),
    }
}

/// How many jobs are waiting or being done, and how many are parked.
pub fn depth(all: &AllRead) -> Result<(i64, i64)> {
    let counted =
        all.first("SELECT COUNT(*) - COUNT(parked_at), COUNT(parked_at) FROM jobs", &[], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(counted.unwrap_or((0, 0)))
}

/// The jobs of one kind.
pub struct Queue {
    pub kind: String,
    /// Due, or due some day.
    pub waiting: i64,
    pub parked: i64,
    /// For how long the one that waits longest has been due, in milliseconds.
    pub late: i64,
}

/// What waits and what was given up on, kind by kind.
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

/// Throws away once keys older than `before`.
pub fn forget_once_keys(all: &AllTx, before: Timestamp) -> Result<usize> {
    all.change(
        "DELETE FROM once_keys WHERE created_at < :before",
        named_params! { ":before": before.0 },
    )
}

fn words(job: &Job) -> Result<(&'static str, String)> {
    Ok((job.kind(), serde_json::to_string(job).map_err(anyhow::Error::from)?))
}

fn leased(row: &Row) -> rusqlite::Result<Leased> {
    let company: Option<i64> = row.get("company_id")?;
    let body: String = row.get("body")?;
    Ok(Leased {
        id: JobId(row.get("id")?),
        attempt: row.get("attempts")?,
        kind: row.get("kind")?,
        scope: company.map(|id| Scope::whole(CompanyId(id))),
        job: serde_json::from_str(&body).ok(),
        progress: progress(row)?,
    })
}

/// How far a job has come, where that has been noted.
pub(super) fn progress(row: &Row) -> rusqlite::Result<Option<JobProgress>> {
    let (done, total): (Option<i64>, Option<i64>) = (row.get("done")?, row.get("total")?);
    Ok(done.zip(total).map(|(done, total)| JobProgress { done, total }))
}

/// Half a minute, then one, two, four… up to the longest wait, give or take a tenth so
/// that what failed together does not come back together. `chance` is any number.
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
