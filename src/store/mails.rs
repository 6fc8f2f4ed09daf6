//! The log of all mails and their delivery, without texts or secrets.

use std::collections::BTreeMap;

use anyhow::anyhow;

use super::columns::{ROWS, json, row_list};
use super::search::{Among, among};
use super::{AllRead, AllTx, Changes, Read, Row, Rows, Scope, Tx, jobs, live, params};
use crate::error::Result;
use crate::model::keys::fresh_nonce;
use crate::model::live::{MailNews, MailState};
use crate::model::mail::without_addresses;
use crate::model::{
    AnswerId, CompanyId, EmployeeId, Job, Live, MailId, MailKind, MailVerdict, Timestamp,
};

/// A logged mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: MailId,
    pub mail_kind: MailKind,
    /// None once the recipient is erased.
    pub to: Option<String>,
    pub status: String,
    pub tries: i64,
    /// The server's reply to the last attempt.
    pub reply: Option<String>,
    /// The part of the Message-ID before the @.
    pub message_id: String,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// Since when it fails for a reason of its own.
    pub failing_since: Option<Timestamp>,
    /// Whether a user asked to send it again, or it is a copy of one that was sent.
    pub is_resent: bool,
}

/// The outcome of a failed attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The server's reply, and the step it was sent at.
    pub reply: String,
    pub verdict: MailVerdict,
    /// Since when it fails for a reason of its own.
    pub since: Option<Timestamp>,
    /// It will not be retried.
    pub over: bool,
}

/// Queues a mail of the company.
pub fn queue(tx: &Tx, mail_kind: MailKind, to: &str) -> Result<MailId> {
    let id = queue_all(tx, vec![(mail_kind, to.to_owned())])?.into_iter().next();
    Ok(id.ok_or_else(|| anyhow!("a mail was not queued"))?)
}

/// Queues mails of the company, each with its address, by one statement for each table.
pub fn queue_all(tx: &Tx, mails: Vec<(MailKind, String)>) -> Result<Vec<MailId>> {
    // Mails that somebody waits for first, as their jobs differ.
    let (awaited, others) = mails.into_iter().partition(|(kind, _)| kind.rules().is_awaited());
    let mut queued = vec![];
    for (mails, is_awaited) in [(awaited, true), (others, false)] {
        let ids = insert_all(tx, mails)?;
        jobs::enqueue_mails(tx, &ids, is_awaited)?;
        queued.extend(ids);
    }
    Ok(queued)
}

fn insert_all(tx: &Tx, mails: Vec<(MailKind, String)>) -> Result<Vec<MailId>> {
    if mails.is_empty() {
        return Ok(vec![]);
    }
    let rows = mails.iter().map(|(mail_kind, to)| {
        Ok(serde_json::json!({
            "kind": mail_kind.name(), "about": words(mail_kind)?, "answer": mail_kind.answer(),
            "to": to, "message": fresh_nonce(),
        }))
    });
    tx.all(
        &format!(
            "INSERT INTO mails (company_id, kind, about, answer_id, to_address, status, message_id,
                                created_at)
             SELECT :company, r.value ->> 'kind', r.value ->> 'about', r.value ->> 'answer',
                    r.value ->> 'to', 'QUEUED', r.value ->> 'message', :now
               FROM {ROWS}
             RETURNING id"
        ),
        params! { ":now": tx.now(), ":rows": row_list(rows.collect::<Result<Vec<_>>>()?) },
        |row| row.get("id"),
    )
}

/// Queues a mail of the instance, about an account.
pub fn queue_for_instance(all: &AllTx, mail_kind: MailKind, to: &str) -> Result<MailId> {
    let id = all.insert(
        "INSERT INTO mails (kind, about, to_address, status, message_id, created_at)
         VALUES (:kind, :about, :to, 'QUEUED', :message, :now) RETURNING id",
        params! {
            ":kind": mail_kind.name(), ":about": words(&mail_kind)?, ":to": to,
            ":message": fresh_nonce(), ":now": all.now(),
        },
    )?;
    jobs::insert_mail_for_instance(all, MailId(id), mail_kind.rules().is_awaited())?;
    Ok(MailId(id))
}

/// Schedules the next attempt of a company's mail.
pub fn put_off(tx: &Tx, id: MailId, until: Timestamp) -> Result<()> {
    jobs::enqueue_at(tx, &Job::Mail { mail: id }, until)
}

/// A mail and its company, for the job that sends it.
pub fn find(all: &AllRead, id: MailId) -> Result<Option<(Record, Option<Scope>)>> {
    all.first(
        &format!("SELECT {COLUMNS}, company_id FROM mails WHERE id = :id"),
        params! { ":id": id },
        |row| {
            let company: Option<i64> = row.get("company_id")?;
            Ok((record(row)?, company.map(|id| Scope::whole(CompanyId(id)))))
        },
    )
}

/// What a mail is.
pub fn kind(all: &AllRead, id: MailId) -> Result<Option<MailKind>> {
    Ok(find(all, id)?.map(|(record, _)| record.mail_kind))
}

/// The mails about an answer, in order.
pub fn of_answer(read: &Read, answer: AnswerId) -> Result<Vec<Record>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM mails
              WHERE company_id = :company AND answer_id = :answer ORDER BY id"
        ),
        params! { ":answer": answer },
        record,
    )
}

/// Records that the server accepted a mail. False if it was not waiting.
pub fn set_sent(all: &AllTx, id: MailId, reply: &str) -> Result<bool> {
    let changed = all.change(
        "UPDATE mails SET status = 'SENT', tries = tries + 1, reply = :reply, sent_at = :now,
                verdict = NULL, failing_since = NULL
          WHERE id = :id AND status IN ('QUEUED', 'FAILED')",
        params! { ":reply": reply, ":now": all.now(), ":id": id },
    )?;
    if changed == 1 {
        publish(all, id, MailState::Sent)?;
    }
    Ok(changed == 1)
}

/// As [`set_sent`], within the transaction that records evidence.
pub fn set_sent_of_company(tx: &Tx, id: MailId, reply: &str) -> Result<bool> {
    let changed = tx.change(
        "UPDATE mails SET status = 'SENT', tries = tries + 1, reply = :reply, sent_at = :now,
                verdict = NULL, failing_since = NULL
          WHERE company_id = :company AND id = :id AND status IN ('QUEUED', 'FAILED')",
        params! { ":reply": reply, ":now": tx.now(), ":id": id },
    )?;
    if changed == 1 {
        publish_to_company(tx, id, MailState::Sent)?;
    }
    Ok(changed == 1)
}

/// Records a failed attempt.
pub fn set_failed(all: &AllTx, id: MailId, failed: &Failed) -> Result<()> {
    all.change(
        "UPDATE mails SET status = CASE WHEN :over THEN 'FAILED' ELSE status END,
                tries = tries + 1, reply = :reply, verdict = :verdict, failing_since = :since
          WHERE id = :id AND status = 'QUEUED'",
        params! {
            ":over": failed.over, ":reply": failed.reply, ":verdict": failed.verdict.name(),
            ":since": failed.since, ":id": id,
        },
    )?;
    publish(all, id, if failed.over { MailState::Failed } else { MailState::Waiting })
}

/// Records that a mail goes to another address: its reader's present one.
pub fn set_address(all: &AllTx, id: MailId, to: &str) -> Result<()> {
    all.change(
        "UPDATE mails SET to_address = :to WHERE id = :id AND to_address IS NOT NULL",
        params! { ":to": to, ":id": id },
    )?;
    Ok(())
}

/// Drops a mail that is no longer needed: the answer was given, or the link revoked.
pub fn set_dropped(all: &AllTx, id: MailId, why: &str) -> Result<()> {
    let changed = all.change(
        "UPDATE mails SET status = 'DROPPED', reply = :why WHERE id = :id AND status = 'QUEUED'",
        params! { ":why": why, ":id": id },
    )?;
    if changed == 1 { publish(all, id, MailState::Dropped) } else { Ok(()) }
}

/// Publishes the state of a mail about an answer to its company.
fn publish(all: &AllTx, id: MailId, state: MailState) -> Result<()> {
    match find(all, id)? {
        Some((_, Some(scope))) => publish_to_company(&all.enter(scope), id, state),
        _ => Ok(()),
    }
}

fn publish_to_company(tx: &Tx, id: MailId, state: MailState) -> Result<()> {
    let news = tx.first(
        "SELECT m.kind, m.tries, m.about, m.answer_id, a.event_id FROM mails AS m
           JOIN answers AS a ON a.company_id = m.company_id AND a.id = m.answer_id
          WHERE m.company_id = :company AND m.id = :id",
        params! { ":id": id },
        |row| {
            let mail_kind: MailKind = json(row, "about")?;
            let news = MailNews {
                id,
                kind: row.get("kind")?,
                state,
                tries: row.get("tries")?,
                answer_id: row.get("answer_id")?,
                event_id: row.get("event_id")?,
            };
            Ok(mail_kind.is_about_signing().then_some(news))
        },
    )?;
    news.flatten().map_or(Ok(()), |news| live::publish(tx, &Live::Mail(news)))
}

/// Queues again, with the same Message-ID, the failed mails about an employee's open requests: the
/// last one per request and address, to the employee or their guardians.
pub fn try_again(tx: &Tx, employee: EmployeeId) -> Result<()> {
    let held = tx.all(
        "UPDATE mails SET status = 'QUEUED', reply = NULL, verdict = NULL, failing_since = NULL
          WHERE company_id = :company AND status IN ('FAILED', 'DROPPED')
            AND id IN (
              SELECT MAX(m.id) FROM live_answers AS a
                JOIN mails AS m ON m.company_id = a.company_id AND m.answer_id = a.id
               WHERE a.company_id = :company AND a.employee_id = :employee
                 AND a.state = 'PENDING' AND m.kind IN ('INVITATION', 'REMINDER')
                 AND m.to_address IS NOT NULL
               GROUP BY m.answer_id, m.to_address)
         RETURNING id",
        params! { ":employee": employee },
        |row| row.at(0),
    )?;
    held.into_iter().try_for_each(|mail| jobs::enqueue(tx, &Job::Mail { mail }))
}

/// Queues a new copy, with its own Message-ID, of the last mail sent to a bouncing address about
/// each open request of an employee. At most two per day, to avoid flooding.
pub fn repeat(tx: &Tx, employee: EmployeeId, to: &str) -> Result<()> {
    let last = tx.all(
        "SELECT MAX(m.id) AS id FROM live_answers AS a
           JOIN mails AS m ON m.company_id = a.company_id AND m.answer_id = a.id
          WHERE a.company_id = :company AND a.employee_id = :employee AND a.state = 'PENDING'
            AND m.kind IN ('INVITATION', 'REMINDER') AND m.to_address = :to
          GROUP BY m.answer_id
         HAVING SUM(CASE WHEN m.created_at > :since THEN 1 ELSE 0 END) < 2",
        params! {
            ":employee": employee, ":to": to, ":since": tx.now().minus(24 * Timestamp::HOUR).0,
        },
        |row| row.get::<MailId>("id"),
    )?;
    for id in last {
        let again = tx.first(
            "INSERT INTO mails (company_id, kind, about, answer_id, to_address, status,
                    message_id, created_at)
             SELECT company_id, kind, about, answer_id, to_address, 'QUEUED', :message, :now
               FROM mails WHERE company_id = :company AND id = :id AND status = 'SENT'
             RETURNING id",
            params! { ":id": id, ":message": fresh_nonce(), ":now": tx.now() },
            |row| row.get("id"),
        )?;
        if let Some(mail) = again {
            jobs::enqueue(tx, &Job::Mail { mail })?;
        }
    }
    Ok(())
}

/// An open request whose mail is known not to have arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotArrived {
    /// Who has to act.
    pub verdict: MailVerdict,
    /// The server's reply, without e-mail addresses; None if no attempt was made.
    pub reply: Option<String>,
    /// It will not be retried automatically.
    pub over: bool,
    /// The address of the mail.
    pub to: String,
}

/// The open requests among these answers whose invitation and reminders have not reached the
/// current address: refused, or sending is paused.
pub fn not_arrived(read: &Read, answers: &[AnswerId]) -> Result<BTreeMap<AnswerId, NotArrived>> {
    let ids: Vec<i64> = answers.iter().map(|id| id.0).collect();
    let Among { which, found, .. } = among("m.answer_id", Some(&ids));
    let found = read.all(
        &format!(
            "SELECT m.answer_id, m.status, m.to_address, COALESCE(m.verdict, w.verdict) AS verdict,
                    COALESCE(m.reply, w.reply) AS reply
               FROM mails AS m
               JOIN mail_sending AS w ON w.id = 1
               JOIN live_answers AS a ON a.company_id = m.company_id AND a.id = m.answer_id
                AND a.state = 'PENDING'
              WHERE m.company_id = :company {which} AND m.kind IN ('INVITATION', 'REMINDER')
                AND (m.status = 'FAILED' OR (m.status = 'QUEUED'
                     AND (m.verdict IS NOT NULL OR w.probe_at IS NOT NULL)))
                AND NOT EXISTS (
                      SELECT 1 FROM mails AS other
                       WHERE other.company_id = m.company_id AND other.answer_id = m.answer_id
                         AND other.to_address = m.to_address
                         AND other.kind IN ('INVITATION', 'REMINDER')
                         AND (other.status = 'SENT' OR other.id > m.id))
                AND EXISTS (
                      SELECT 1 FROM signers AS s
                        JOIN employees AS p ON p.company_id = s.company_id AND p.id = s.employee_id
                        LEFT JOIN guardians AS g
                          ON g.company_id = s.company_id AND g.id = s.guardian_id
                       WHERE s.company_id = m.company_id AND s.answer_id = m.answer_id
                         AND CASE WHEN s.guardian_id IS NULL THEN p.email ELSE g.email END
                             = m.to_address)
              ORDER BY m.id"
        ),
        params! { ":found": found },
        |row| {
            let verdict: Option<String> = row.get("verdict")?;
            let reply: Option<String> = row.get("reply")?;
            let not_arrived = NotArrived {
                // A verdict of an older version is unknown.
                verdict: verdict
                    .as_deref()
                    .and_then(MailVerdict::from_name)
                    .unwrap_or(MailVerdict::Refused),
                reply: reply.as_deref().map(said).as_deref().map(without_addresses),
                over: row.get::<String>("status")? == "FAILED",
                to: row.get("to_address")?,
            };
            Ok((row.get("answer_id")?, not_arrived))
        },
    )?;
    Ok(found.into_iter().collect())
}

/// The server's reply without the step: `550 No such user` of `RECIPIENT, permanent: 550 No such
/// user`.
pub(super) fn said(reply: &str) -> String {
    match reply.split_once(": ") {
        Some((stage, said)) if stage.starts_with(|sign: char| sign.is_ascii_uppercase()) => {
            said.to_owned()
        }
        _ => reply.to_owned(),
    }
}

/// The number of mails in each state.
pub fn by_status(all: &AllRead) -> Result<Vec<(String, i64)>> {
    all.all(
        "SELECT status, COUNT(*) AS count FROM mails GROUP BY status ORDER BY status",
        &[],
        |row| Ok((row.get("status")?, row.get("count")?)),
    )
}

const COLUMNS: &str = "id, about, to_address, status, tries, reply, message_id, created_at,
    sent_at, failing_since, first_id, resent";

fn words(mail_kind: &MailKind) -> Result<String> {
    Ok(serde_json::to_string(mail_kind).map_err(anyhow::Error::from)?)
}

fn record(row: &Row) -> Result<Record> {
    Ok(Record {
        id: row.get("id")?,
        mail_kind: json(row, "about")?,
        to: row.get("to_address")?,
        status: row.get("status")?,
        tries: row.get("tries")?,
        reply: row.get("reply")?,
        message_id: row.get("message_id")?,
        created_at: row.get("created_at")?,
        sent_at: row.get("sent_at")?,
        failing_since: row.get("failing_since")?,
        is_resent: row.get::<Option<i64>>("first_id")?.is_some()
            || row.get::<Option<String>>("resent")?.is_some(),
    })
}
