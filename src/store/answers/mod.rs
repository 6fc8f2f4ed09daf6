//! Answers: the requests for consent and the decisions on them.

mod ask;
mod awaited;
mod expiry;
mod lists;
mod of_age;
mod renewal;
mod with_person;

pub use ask::{ask, ask_first, invite_guardian};
pub use awaited::awaited;
pub use expiry::{expire, give_notice, on_notice, standing_of_event};
pub use lists::{
    Filter, Order, event_names, list, of_event, page_of_event_after, pending_of_event,
};
pub use of_age::{came_of_age, due_of_age, mark_asked_of_age};
pub use renewal::{
    ask_again, begun_renewals, last_given, later_given, pending_renewal_of, reference_of,
    unanswered,
};
pub use with_person::{
    ask_who_signs_now, count_pending_of, delete_pending_of, pending_of_employee, restore_pending_of,
};

use super::columns::json;
use super::decisions::{first_uses_of_answer, withdrawn};
use super::holds::{held, held_of_answer, is_contradicted};
use super::{Changes, Read, Row, Rows, Tx, params};
use crate::error::Result;
use crate::model::record::GuardianRule;
use crate::model::{Answer, AnswerId, AnswerState, EmployeeId, Locale, Signature, Timestamp, Use};

const COLUMNS: &str = concat!(
    "a.id, a.event_id, a.employee_id, a.reference, a.locale, a.state, a.uses,
     a.reason, a.signed_at, a.link_expires_at, a.mail_sent_at, a.reminded_at, a.expires_at,
     a.supersedes, a.created_at, a.updated_at, a.deleted_at, a.offered, a.guardians_needed,
     CASE WHEN a.guardians_needed IS NOT NULL THEN
       (SELECT COUNT(*) FROM signers AS s
         WHERE s.company_id = a.company_id AND s.answer_id = a.id AND s.guardian_id IS NOT NULL
           AND s.released_at IS NULL)
     END AS guardians_asked,
     CASE WHEN a.state = 'PENDING' THEN
       (SELECT COUNT(*) FROM signers AS s
          LEFT JOIN guardians AS g ON g.company_id = s.company_id AND g.id = s.guardian_id
         WHERE s.company_id = a.company_id AND s.answer_id = a.id AND s.released_at IS NULL
           AND (g.deleted_at IS NOT NULL
                OR (s.guardian_id IS NULL) = (a.guardians_needed IS NOT NULL)))
     ELSE 0 END AS earlier_signers,
     CASE WHEN a.state = 'PENDING' THEN
       (SELECT COUNT(*) FROM decisions AS d
         WHERE d.company_id = a.company_id AND d.answer_id = a.id AND d.supersedes IS NULL)
     ELSE 0 END AS decided,
     CASE WHEN a.signed_at IS NOT NULL THEN
       (SELECT next.id FROM answers AS next
         WHERE next.company_id = a.company_id AND next.event_id = a.event_id
           AND next.employee_id = a.employee_id AND next.signed_at IS NOT NULL
           AND next.id > a.id ORDER BY next.id LIMIT 1) END AS replaced_by,
     CASE WHEN a.signed_at IS NOT NULL THEN
       (SELECT next.signed_at FROM answers AS next
         WHERE next.company_id = a.company_id AND next.event_id = a.event_id
           AND next.employee_id = a.employee_id AND next.signed_at IS NOT NULL
           AND next.id > a.id ORDER BY next.id LIMIT 1) END AS replaced_at, ",
    held_of_answer!(),
    ", ",
    first_uses_of_answer!()
);

/// The ids of the answers that the user `:own` signs: as the employee or as a guardian, recognised
/// by their verified e-mail. A former guardian has those they decided on, and those they were asked
/// to sign after they were removed, because of an earlier decision.
const OWN: &str = "SELECT s.answer_id FROM users AS u
       JOIN employees AS p ON p.company_id = :company AND p.email_key = u.email_key
       JOIN signers AS s ON s.company_id = :company AND s.employee_id = p.id
      WHERE u.id = :own AND u.deleted_at IS NULL AND u.email_proved_at IS NOT NULL
        AND p.erased_at IS NULL AND s.guardian_id IS NULL AND s.released_at IS NULL
     UNION ALL
     SELECT s.answer_id FROM users AS u
       JOIN guardians AS g ON g.company_id = :company AND g.email_key = u.email_key
       JOIN signers AS s ON s.company_id = :company AND s.guardian_id = g.id
      WHERE u.id = :own AND u.deleted_at IS NULL AND u.email_proved_at IS NOT NULL
        AND g.erased_at IS NULL AND s.released_at IS NULL
        AND (g.deleted_at IS NULL OR s.created_at >= g.deleted_at
             OR EXISTS (SELECT 1 FROM decisions AS d
                         WHERE d.company_id = :company AND d.answer_id = s.answer_id
                           AND d.signer_id = s.id))";

/// The SQL condition on `answers AS a` for rows within scope; the only definition of it.
fn scope_condition(read: &Read) -> String {
    let scope = read.scope();
    let partner = match scope.partner() {
        None => ":partner IS NULL",
        Some(_) => {
            "a.event_id IN (SELECT id FROM events
                             WHERE company_id = :company AND partner_id = :partner)"
        }
    };
    match scope.account() {
        None => format!("{partner} AND :own IS NULL"),
        Some(_) => format!("{partner} AND a.id IN ({OWN})"),
    }
}

/// A live answer within scope.
pub fn find(read: &Read, id: AnswerId) -> Result<Option<Answer>> {
    Ok(find_any(read, id)?.filter(|answer| answer.deleted_at.is_none()))
}

/// As [`find`], deleted ones too: signers keep access to what they signed.
pub fn find_any(read: &Read, id: AnswerId) -> Result<Option<Answer>> {
    let (scope, reach) = (read.scope(), scope_condition(read));
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM answers AS a
              WHERE a.company_id = :company AND a.id = :id AND {reach}"
        ),
        params! { ":id": id, ":partner": scope.partner(), ":own": scope.account() },
        answer(read),
    )
}

/// As [`find`], and given answers even if an earlier version of this program deleted them: they
/// still count, and their evidence can be read.
pub fn find_given(read: &Read, id: AnswerId) -> Result<Option<Answer>> {
    let stands = |answer: &Answer| answer.deleted_at.is_none() || answer.signed_at.is_some();
    Ok(find_any(read, id)?.filter(stands))
}

/// Whether the content of an answer has been erased, with its evidence.
pub fn is_erased(read: &Read, id: AnswerId) -> Result<bool> {
    let erased = read.count(
        "SELECT COUNT(*) FROM answers
          WHERE company_id = :company AND id = :id AND erased_at IS NOT NULL",
        params! { ":id": id },
    )?;
    Ok(erased > 0)
}

/// Restores a deleted answer; false if it was erased, or if the employee has been asked again
/// since, or has given another answer in its place.
pub fn restore(tx: &Tx, id: AnswerId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE answers SET deleted_at = NULL, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NOT NULL
            AND erased_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM answers AS other
                             WHERE other.company_id = :company
                               AND other.event_id = answers.event_id
                               AND other.employee_id = answers.employee_id
                               AND other.id <> answers.id
                               AND (other.deleted_at IS NULL OR other.signed_at IS NOT NULL)
                               AND COALESCE(other.supersedes, 0) = COALESCE(answers.supersedes, 0))",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// The outcome of a request, once it is decided.
pub struct AnswerOutcome<'o> {
    pub state: AnswerState,
    pub uses: &'o [Use],
    /// All uses that were offered.
    pub offered: &'o [Use],
    pub reason: Option<&'o str>,
    /// The end of the licence, if a use was granted.
    pub expires_at: Option<Timestamp>,
    pub evidence_until: Timestamp,
}

/// Stores the outcome of a pending answer; false if it is no longer pending.
pub fn settle(tx: &Tx, id: AnswerId, outcome: AnswerOutcome) -> Result<bool> {
    let changed = tx.change(
        "UPDATE answers SET state = :state, uses = :uses, offered = :offered, reason = :reason,
                signed_at = :now, expires_at = :expires, evidence_until = :evidence, updated_at = :now
          WHERE company_id = :company AND id = :id AND state = 'PENDING'",
        params! {
            ":state": outcome.state.name(), ":uses": words(outcome.uses)?,
            ":offered": words(outcome.offered)?,
            ":reason": outcome.reason, ":expires": outcome.expires_at,
            ":evidence": outcome.evidence_until, ":now": tx.now(), ":id": id,
        },
    )?;
    Ok(changed == 1)
}

/// Reduces the uses that an answer grants, to none if all are withdrawn; false if it grants
/// nothing.
pub fn withdraw(tx: &Tx, id: AnswerId, state: AnswerState, uses: &[Use]) -> Result<bool> {
    let changed = tx.change(
        "UPDATE answers SET state = :state, uses = :uses, updated_at = :now
          WHERE company_id = :company AND id = :id AND state = 'ACCEPTED'",
        params! {
            ":state": state.name(), ":uses": words(uses)?, ":now": tx.now(), ":id": id,
        },
    )?;
    Ok(changed == 1)
}

/// Until when the evidence of an answer is kept; None if it was not given.
pub fn evidence_until(read: &Read, id: AnswerId) -> Result<Option<Timestamp>> {
    let found = read.first(
        "SELECT evidence_until FROM answers WHERE company_id = :company AND id = :id",
        params! { ":id": id },
        |row| row.get("evidence_until"),
    )?;
    Ok(found.flatten())
}

/// Keeps the evidence of a given answer until an instant at least.
pub fn keep_evidence(tx: &Tx, id: AnswerId, until: Timestamp) -> Result<()> {
    tx.change(
        "UPDATE answers SET evidence_until = :until
          WHERE company_id = :company AND id = :id AND evidence_until < :until",
        params! { ":until": until, ":id": id },
    )?;
    Ok(())
}

/// Sets the editable fields of an unanswered request; false if it is no longer pending.
pub fn update_pending(
    tx: &Tx,
    id: AnswerId,
    locale: Locale,
    link_expires_at: Timestamp,
) -> Result<bool> {
    let changed = tx.change(
        "UPDATE answers SET locale = :locale, link_expires_at = :expires, updated_at = :now
          WHERE company_id = :company AND id = :id AND state = 'PENDING'",
        params! {
            ":locale": locale.tag(), ":expires": link_expires_at, ":now": tx.now(),
            ":id": id,
        },
    )?;
    Ok(changed == 1)
}

/// Sets the language that the signer chose on the page, if the request is unanswered.
pub fn set_locale(tx: &Tx, id: AnswerId, locale: Locale) -> Result<()> {
    tx.change(
        "UPDATE answers SET locale = :locale, updated_at = :now
          WHERE company_id = :company AND id = :id AND state = 'PENDING'",
        params! { ":locale": locale.tag(), ":now": tx.now(), ":id": id },
    )?;
    Ok(())
}

/// Records that the invitation was sent; the time of the first one stays.
pub fn mark_mailed(tx: &Tx, id: AnswerId) -> Result<()> {
    tx.change(
        "UPDATE answers SET mail_sent_at = COALESCE(mail_sent_at, :now)
          WHERE company_id = :company AND id = :id",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(())
}

pub fn mark_reminded(tx: &Tx, id: AnswerId) -> Result<()> {
    tx.change(
        "UPDATE answers SET reminded_at = :now, reminders = reminders + 1, updated_at = :now
          WHERE company_id = :company AND id = :id",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(())
}

/// Deletes (soft) a request. False if it was deleted already, or if a signer has decided: a
/// decision is never deleted, even a refusal, since deleting it would undo it.
pub fn delete(tx: &Tx, id: AnswerId) -> Result<bool> {
    let changed = tx.change(
        "UPDATE answers SET deleted_at = :now, updated_at = :now
          WHERE company_id = :company AND id = :id AND deleted_at IS NULL
            AND signed_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM decisions AS d
                             WHERE d.company_id = :company AND d.answer_id = answers.id)",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(changed == 1)
}

/// Deletes an unsigned request so that restoring its employee does not bring it back. Call it only
/// if no decision would be lost.
pub fn close(tx: &Tx, id: AnswerId) -> Result<()> {
    tx.change(
        "UPDATE answers SET deleted_at = :now, updated_at = :now
          WHERE company_id = :company AND id = :id AND signed_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(())
}

/// Stores an employee's signature, if they agreed, to offer it to them again.
pub fn keep_signature(tx: &Tx, employee: EmployeeId, signature: &Signature) -> Result<()> {
    tx.change(
        "UPDATE employees SET signature = :signature, updated_at = :now
          WHERE company_id = :company AND id = :id",
        params! {
            ":signature": signature.to_json()?, ":now": tx.now(), ":id": employee,
        },
    )?;
    Ok(())
}

fn words(uses: &[Use]) -> Result<String> {
    Ok(serde_json::to_string(uses).map_err(anyhow::Error::from)?)
}

/// Reads a row as of now: a consent whose licence has ended is EXPIRED.
pub(super) fn answer(read: &Read) -> impl Fn(&Row) -> Result<Answer> + use<> {
    let now = read.now();
    move |row| Ok(stored(row)?.as_of(now))
}

fn guardians(row: &Row) -> Result<Option<GuardianRule>> {
    let Some(needed) = row.get("guardians_needed")? else { return Ok(None) };
    Ok(Some(GuardianRule { needed, known: row.get("guardians_asked")? }))
}

fn stored(row: &Row) -> Result<Answer> {
    let replaced_by = row.get("replaced_by")?;
    let (uses, offered): (Vec<Use>, Vec<Use>) = (json(row, "uses")?, json(row, "offered")?);
    let signed_at: Option<Timestamp> = row.get("signed_at")?;
    let held = match replaced_by {
        None => held(row, (signed_at.is_some(), &uses, &offered))?.listed(),
        Some(_) => vec![],
    };
    Ok(Answer {
        id: row.get("id")?,
        event: row.get("event_id")?,
        employee: row.get("employee_id")?,
        reference: row.get("reference")?,
        locale: row.get("locale")?,
        state: row.get("state")?,
        withdrawn: withdrawn(row, &uses)?,
        uses,
        offered,
        guardians: guardians(row)?,
        decided: row.get("decided")?,
        earlier_signers: row.get("earlier_signers")?,
        reason: row.get("reason")?,
        signed_at,
        link_expires_at: row.get("link_expires_at")?,
        mail_sent_at: row.get("mail_sent_at")?,
        reminded_at: row.get("reminded_at")?,
        expires_at: row.get("expires_at")?,
        supersedes: row.get("supersedes")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        deleted_at: row.get("deleted_at")?,
        held,
        is_contradicted: is_contradicted(row)?,
        replaced: replaced_by.zip(row.get("replaced_at")?),
    })
}
