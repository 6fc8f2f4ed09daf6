//! The mail log as users see it: all mails and their state, without texts.

use std::collections::BTreeMap;

use super::mail_sending::{self, Trouble};
use super::search::{Among, among};
use super::{AllRead, AllTx, Changes, Read, Row, Rows, Scope, jobs, params};
use crate::error::{Error, Result};
use crate::model::keys::fresh_nonce;
use crate::model::{CompanyId, EmployeeId, Job, MailId, MailVerdict, Page, PageQuery, Timestamp};

crate::model::published! { "SCREAMING_SNAKE_CASE"
/// The status of a mail.
///
/// - `QUEUED`: it waits for its turn, or for the mail server.
/// - `SENT`: the mail server accepted it.
/// - `FAILED`: the mail server refused it for good.
/// - `DROPPED`: it was no longer wanted when its turn came.
#[oai(rename = "MailStatus")]
pub enum Status {
    /// It waits for its turn, or for the mail server.
    Queued,
    /// The mail server accepted it.
    Sent,
    /// The mail server refused it for good.
    Failed,
    /// The mail was no longer wanted when it was about to be sent.
    Dropped,
}
}

/// Filters mails; None matches all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub status: Option<Status>,
    pub company: Option<CompanyId>,
    pub kind: Option<String>,
}

/// A mail of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub id: MailId,
    /// None: about an account, from the instance itself.
    pub company: Option<CompanyId>,
    pub kind: String,
    /// None once the recipient is erased.
    pub to: Option<String>,
    pub status: Status,
    pub tries: i64,
    /// The server's reply to the last attempt, or the reason it was dropped.
    pub reply: Option<String>,
    /// Who has to act before it can arrive; None without a failure.
    pub verdict: Option<MailVerdict>,
    /// The part of the Message-ID before the @.
    pub message_id: String,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

/// The wait before a mail is sent again once more, in milliseconds.
const AGAIN_AFTER: i64 = 10 * Timestamp::MINUTE;
/// How often a mail is sent again within a day.
const AGAIN_A_DAY: usize = 5;

const COLUMNS: &str = "id, company_id, kind, to_address, status, tries, reply, verdict, message_id,
     created_at, sent_at";

/// The mails of all companies and of the instance, the latest first.
pub fn list(all: &AllRead, query: &PageQuery<()>, filter: &Filter) -> Result<Page<Posted>> {
    let company = filter.company.map(|id| id.0);
    let wanted = "FROM mails WHERE (:status IS NULL OR status = :status)
        AND (:of IS NULL OR company_id = :of) AND (:kind IS NULL OR kind = :kind)";
    let status = filter.status.map(Status::name);
    let total = all.count(
        &format!("SELECT COUNT(*) {wanted}"),
        params! { ":status": status, ":of": company, ":kind": filter.kind },
    )?;
    let data = all.all(
        &format!("SELECT {COLUMNS} {wanted} ORDER BY id DESC LIMIT :limit OFFSET :offset"),
        params! {
            ":status": status, ":of": company, ":kind": filter.kind,
            ":limit": query.limit, ":offset": query.offset(),
        },
        posted,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// The mails of the company, the latest first.
pub fn list_of_company(
    read: &Read,
    query: &PageQuery<()>,
    status: Option<Status>,
    kind: Option<&str>,
) -> Result<Page<Posted>> {
    let wanted = "FROM mails WHERE company_id = :company
        AND (:status IS NULL OR status = :status) AND (:kind IS NULL OR kind = :kind)";
    let status = status.map(Status::name);
    let total = read.count(
        &format!("SELECT COUNT(*) {wanted}"),
        params! { ":status": status, ":kind": kind },
    )?;
    let data = read.all(
        &format!("SELECT {COLUMNS} {wanted} ORDER BY id DESC LIMIT :limit OFFSET :offset"),
        params! {
            ":status": status, ":kind": kind, ":limit": query.limit, ":offset": query.offset(),
        },
        posted,
    )?;
    Ok(Page { data, page: query.page, limit: query.limit, total })
}

/// A mail of any company, and its scope.
pub fn find(all: &AllRead, id: MailId) -> Result<Option<(Posted, Option<Scope>)>> {
    let found = all.first(
        &format!("SELECT {COLUMNS} FROM mails WHERE id = :id"),
        params! { ":id": id },
        posted,
    )?;
    Ok(found.map(|mail| {
        let scope = mail.company.map(Scope::whole);
        (mail, scope)
    }))
}

/// When mails that wait are tried next, and what keeps all mail from being sent.
#[derive(Debug, Clone, Default)]
pub struct Waits {
    /// None of a mail that nothing sends any more: its job has failed.
    pub due: BTreeMap<MailId, Timestamp>,
    /// Why the next mail is sent as a probe while the others wait, if so.
    pub paused: Option<Trouble>,
}

/// When these mails are tried next. Without mails nothing is read.
pub fn waits(all: &AllRead, mails: &[MailId]) -> Result<Waits> {
    if mails.is_empty() {
        return Ok(Waits::default());
    }
    let ids: Vec<i64> = mails.iter().map(|id| id.0).collect();
    let Among { which, found, .. } = among("body ->> 'mail'", Some(&ids));
    let due = all.all(
        &format!(
            "SELECT body ->> 'mail' AS mail, due_at FROM jobs
              WHERE kind = 'mail' AND parked_at IS NULL {which}"
        ),
        params! { ":found": found },
        |row| Ok((row.get("mail")?, row.get("due_at")?)),
    )?;
    let paused = mail_sending::trouble(all)?.filter(|trouble| trouble.probe_at.is_some());
    Ok(Waits { due: due.into_iter().collect(), paused })
}

/// The mails dropped for this reason that still have an address, in order.
pub fn dropped_for(all: &AllRead, why: &str) -> Result<Vec<(MailId, Option<Scope>)>> {
    all.all(
        "SELECT id, company_id FROM mails
          WHERE status = 'DROPPED' AND reply = :why AND to_address IS NOT NULL ORDER BY id",
        params! { ":why": why },
        |row| {
            let company: Option<i64> = row.get("company_id")?;
            Ok((row.get("id")?, company.map(|id| Scope::whole(CompanyId(id)))))
        },
    )
}

/// A mail of the company.
pub fn find_of_company(read: &Read, id: MailId) -> Result<Option<Posted>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM mails WHERE company_id = :company AND id = :id"),
        params! { ":id": id },
        posted,
    )
}

/// Queues a failed or dropped mail again, with the same Message-ID, since it never arrived.
pub fn requeue(all: &AllTx, id: MailId, scope: Option<Scope>) -> Result<()> {
    all.change(
        "UPDATE mails SET status = 'QUEUED', reply = NULL, verdict = NULL, failing_since = NULL
          WHERE id = :id AND status IN ('FAILED', 'DROPPED')",
        params! { ":id": id },
    )?;
    enqueue(all, id, scope)
}

/// Records that a mail is sent again, with all copies of the same mail.
///
/// # Errors
/// [`Error::TooSoon`] if it was sent again a moment ago, or often within a day.
pub fn count_again(all: &AllTx, id: MailId) -> Result<()> {
    let found = all.first(
        "SELECT COALESCE(m.first_id, m.id) AS first,
                (SELECT f.resent FROM mails AS f WHERE f.id = COALESCE(m.first_id, m.id)) AS resent
           FROM mails AS m WHERE m.id = :id",
        params! { ":id": id },
        |row| Ok((row.get::<MailId>("first")?, row.get::<Option<String>>("resent")?)),
    )?;
    let (first, resent) = found.ok_or(Error::NotFound("mail"))?;
    let resent = resent.map(|text| serde_json::from_str::<Vec<i64>>(&text)).transpose();
    let now = all.now();
    let mut times = resent.map_err(anyhow::Error::from)?.unwrap_or_default();
    times.retain(|at| (0..Timestamp::DAY).contains(&now.since(Timestamp(*at))));
    let pause = times.last().map(|last| Timestamp(*last).plus(AGAIN_AFTER));
    let day = times.first().filter(|_| times.len() >= AGAIN_A_DAY);
    let day = day.map(|first| Timestamp(*first).plus(Timestamp::DAY));
    if let Some(until) = pause.max(day).filter(|until| *until > now) {
        let retry_after = (until.since(now) + Timestamp::SECOND - 1) / Timestamp::SECOND;
        let retry_after = retry_after.unsigned_abs();
        return Err(Error::TooSoon { code: "resent_too_often", retry_after });
    }
    times.push(now.0);
    let times = serde_json::to_string(&times).map_err(anyhow::Error::from)?;
    all.change(
        "UPDATE mails SET resent = :times WHERE id = :first",
        params! { ":times": times, ":first": first },
    )?;
    Ok(())
}

/// Queues a copy of a sent mail to the same address, with its own Message-ID.
pub fn repeat(all: &AllTx, id: MailId, scope: Option<Scope>) -> Result<MailId> {
    let again = MailId(all.insert(
        "INSERT INTO mails (company_id, kind, about, answer_id, to_address, status, message_id,
                created_at, first_id)
         SELECT company_id, kind, about, answer_id, to_address, 'QUEUED', :message, :now,
                COALESCE(first_id, id)
           FROM mails WHERE id = :id
         RETURNING id",
        params! { ":id": id, ":message": fresh_nonce(), ":now": all.now() },
    )?);
    enqueue(all, again, scope)?;
    Ok(again)
}

fn enqueue(all: &AllTx, mail: MailId, scope: Option<Scope>) -> Result<()> {
    match scope {
        Some(scope) => jobs::enqueue(&all.enter(scope), &Job::Mail { mail }),
        None => jobs::insert_for_instance(all, &Job::Mail { mail }).map(drop),
    }
}

fn posted(row: &Row) -> Result<Posted> {
    Ok(Posted {
        id: row.get("id")?,
        company: row.get("company_id")?,
        kind: row.get("kind")?,
        to: row.get("to_address")?,
        status: row.get("status")?,
        tries: row.get("tries")?,
        reply: row.get("reply")?,
        verdict: row
            .get::<Option<String>>("verdict")?
            .and_then(|name| MailVerdict::from_name(&name)),
        message_id: row.get("message_id")?,
        created_at: row.get("created_at")?,
        sent_at: row.get("sent_at")?,
    })
}

/// The mails of the company about an employee's requests, the latest first; at most `most`.
pub fn of_employee(read: &Read, employee: EmployeeId, most: u32) -> Result<Vec<Posted>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM mails
              WHERE company_id = :company
                AND answer_id IN (SELECT a.id FROM answers AS a
                                   WHERE a.company_id = :company AND a.employee_id = :employee)
              ORDER BY id DESC LIMIT :most"
        ),
        params! { ":employee": employee, ":most": most },
        posted,
    )
}
