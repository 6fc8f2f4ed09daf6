//! Every mail that was to be sent, and what became of it. No texts, no secrets.

use rusqlite::{Row, named_params};

use super::columns::{instant, instant_if_any, json};
use super::{AllRead, AllTx, Changes, Read, Rows, Scope, Tx, jobs};
use crate::error::Result;
use crate::model::keys::fresh_nonce;
use crate::model::{AnswerId, CompanyId, Job, Letter, MailId, Timestamp};

/// A mail, as far as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: MailId,
    pub letter: Letter,
    /// None once the person is erased.
    pub to: Option<String>,
    pub status: String,
    pub tries: i64,
    /// What the server said to the last try.
    pub reply: Option<String>,
    /// The part before the @ of the Message-ID.
    pub message_id: String,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

/// Queues a mail of the company.
pub fn queue(tx: &Tx, letter: Letter, to: &str) -> Result<MailId> {
    let id = tx.insert(
        "INSERT INTO mails (company_id, kind, about, answer_id, to_address, status, message_id, created_at)
         VALUES (:company, :kind, :about, :answer, :to, 'QUEUED', :message, :now) RETURNING id",
        named_params! {
            ":kind": letter.kind(), ":about": words(&letter)?,
            ":answer": letter.answer().map(|id| id.0), ":to": to, ":message": fresh_nonce(),
            ":now": tx.now().0,
        },
    )?;
    jobs::enqueue(tx, &Job::Mail { mail: MailId(id) })?;
    Ok(MailId(id))
}

/// Queues a mail of the instance itself: about an account.
pub fn queue_for_instance(all: &AllTx, letter: Letter, to: &str) -> Result<MailId> {
    let id = all.insert(
        "INSERT INTO mails (kind, about, to_address, status, message_id, created_at)
         VALUES (:kind, :about, :to, 'QUEUED', :message, :now) RETURNING id",
        named_params! {
            ":kind": letter.kind(), ":about": words(&letter)?, ":to": to,
            ":message": fresh_nonce(), ":now": all.now().0,
        },
    )?;
    jobs::insert_for_instance(all, &Job::Mail { mail: MailId(id) })?;
    Ok(MailId(id))
}

/// Has a mail of the company tried again at an instant, instead of now.
pub fn put_off(tx: &Tx, id: MailId, until: Timestamp) -> Result<()> {
    jobs::enqueue_at(tx, &Job::Mail { mail: id }, until)
}

/// A mail and the company it belongs to, for the job that sends it.
pub fn find(all: &AllRead, id: MailId) -> Result<Option<(Record, Option<Scope>)>> {
    all.first(
        &format!("SELECT {COLUMNS}, company_id FROM mails WHERE id = :id"),
        named_params! { ":id": id.0 },
        |row| {
            let company: Option<i64> = row.get("company_id")?;
            Ok((record(row)?, company.map(|id| Scope::whole(CompanyId(id)))))
        },
    )
}

/// The mails about an answer, in their order.
pub fn of_answer(read: &Read, answer: AnswerId) -> Result<Vec<Record>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM mails
              WHERE company_id = :company AND answer_id = :answer ORDER BY id"
        ),
        named_params! { ":answer": answer.0 },
        record,
    )
}

/// The server took it. False if it was no longer waiting.
pub fn set_sent(all: &AllTx, id: MailId, reply: &str) -> Result<bool> {
    let changed = all.change(
        "UPDATE mails SET status = 'SENT', tries = tries + 1, reply = :reply, sent_at = :now
          WHERE id = :id AND status IN ('QUEUED', 'FAILED')",
        named_params! { ":reply": reply, ":now": all.now().0, ":id": id.0 },
    )?;
    Ok(changed == 1)
}

/// As [`set_sent`], where evidence is kept in the same transaction.
pub fn set_sent_of_company(tx: &Tx, id: MailId, reply: &str) -> Result<bool> {
    let changed = tx.change(
        "UPDATE mails SET status = 'SENT', tries = tries + 1, reply = :reply, sent_at = :now
          WHERE company_id = :company AND id = :id AND status IN ('QUEUED', 'FAILED')",
        named_params! { ":reply": reply, ":now": tx.now().0, ":id": id.0 },
    )?;
    Ok(changed == 1)
}

/// A try failed; it will be tried again unless `permanent`.
pub fn set_failed(all: &AllTx, id: MailId, reply: &str, permanent: bool) -> Result<()> {
    all.change(
        "UPDATE mails SET status = CASE WHEN :permanent THEN 'FAILED' ELSE status END,
                tries = tries + 1, reply = :reply WHERE id = :id",
        named_params! { ":permanent": permanent, ":reply": reply, ":id": id.0 },
    )?;
    Ok(())
}

/// It is not wanted any more: the answer came, the link was revoked.
pub fn set_dropped(all: &AllTx, id: MailId, why: &str) -> Result<()> {
    all.change(
        "UPDATE mails SET status = 'DROPPED', reply = :why WHERE id = :id AND status = 'QUEUED'",
        named_params! { ":why": why, ":id": id.0 },
    )?;
    Ok(())
}

/// How many are in each state.
pub fn by_status(all: &AllRead) -> Result<Vec<(String, i64)>> {
    all.all(
        "SELECT status, COUNT(*) AS count FROM mails GROUP BY status ORDER BY status",
        &[],
        |row| Ok((row.get("status")?, row.get("count")?)),
    )
}

const COLUMNS: &str =
    "id, about, to_address, status, tries, reply, message_id, created_at, sent_at";

fn words(letter: &Letter) -> Result<String> {
    Ok(serde_json::to_string(letter).map_err(anyhow::Error::from)?)
}

fn record(row: &Row) -> rusqlite::Result<Record> {
    Ok(Record {
        id: MailId(row.get("id")?),
        letter: json(row, "about")?,
        to: row.get("to_address")?,
        status: row.get("status")?,
        tries: row.get("tries")?,
        reply: row.get("reply")?,
        message_id: row.get("message_id")?,
        created_at: instant(row, "created_at")?,
        sent_at: instant_if_any(row, "sent_at")?,
    })
}
