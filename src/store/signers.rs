//! Who has to sign an answer.

use rusqlite::{Row, named_params};

use super::columns::text_or_empty;
use super::{Read, Rows};
use crate::error::Result;
use crate::model::answer::Signer;
use crate::model::{AnswerId, EmployeeId, GuardianId, SignerId, UserId};

pub fn find(read: &Read, id: SignerId) -> Result<Option<Signer>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM {FROM} WHERE s.company_id = :company AND s.id = :id"),
        named_params! { ":id": id.0 },
        signer,
    )
}

/// The signers of an answer, in their order.
pub fn of_answer(read: &Read, answer: AnswerId) -> Result<Vec<Signer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM {FROM}
              WHERE s.company_id = :company AND s.answer_id = :answer ORDER BY s.position"
        ),
        named_params! { ":answer": answer.0 },
        signer,
    )
}

/// The signer of an answer who is the holder of this account, by an e-mail they
/// have shown to be theirs.
pub fn of_account(read: &Read, answer: AnswerId, user: UserId) -> Result<Option<Signer>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM {FROM} JOIN users AS u ON u.id = :user
              WHERE s.company_id = :company AND s.answer_id = :answer
                AND u.deleted_at IS NULL AND u.email_proved_at IS NOT NULL
                AND CASE WHEN s.guardian_id IS NULL THEN p.email_key
                         WHEN g.deleted_at IS NULL THEN g.email_key END = u.email_key
              ORDER BY s.position"
        ),
        named_params! { ":answer": answer.0, ":user": user.0 },
        signer,
    )
}

/// What a mailbox signs or signed: a person's own, or a guardian's, the oldest first.
pub fn of_mailbox(
    read: &Read,
    employee: EmployeeId,
    guardian: Option<GuardianId>,
) -> Result<Vec<Signer>> {
    let whose = match guardian {
        None => "s.employee_id = :employee AND s.guardian_id IS NULL",
        Some(_) => "s.employee_id = :employee AND s.guardian_id = :guardian",
    };
    let guardian = guardian.map(|id| id.0);
    let mut params: Vec<(&str, &dyn rusqlite::ToSql)> = vec![(":employee", &employee.0)];
    if guardian.is_some() {
        params.push((":guardian", &guardian));
    }
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM {FROM} WHERE s.company_id = :company AND {whose} ORDER BY s.id"
        ),
        &params,
        signer,
    )
}

const COLUMNS: &str = "s.id, s.answer_id, s.position, s.employee_id, s.guardian_id,
    CASE WHEN s.guardian_id IS NULL THEN p.first_name ELSE g.first_name END AS first_name,
    CASE WHEN s.guardian_id IS NULL THEN p.last_name ELSE g.last_name END AS last_name,
    CASE WHEN s.guardian_id IS NULL THEN p.email ELSE g.email END AS email,
    CASE WHEN s.guardian_id IS NULL THEN p.bounced_at ELSE g.bounced_at END IS NOT NULL AS bounced";
const FROM: &str = "signers AS s
    JOIN employees AS p ON p.company_id = s.company_id AND p.id = s.employee_id
    LEFT JOIN guardians AS g ON g.company_id = s.company_id AND g.id = s.guardian_id";

fn signer(row: &Row) -> rusqlite::Result<Signer> {
    Ok(Signer {
        id: SignerId(row.get("id")?),
        answer: AnswerId(row.get("answer_id")?),
        number: row.get("position")?,
        employee: EmployeeId(row.get("employee_id")?),
        guardian: row.get::<_, Option<i64>>("guardian_id")?.map(GuardianId),
        first_name: text_or_empty(row, "first_name")?,
        last_name: text_or_empty(row, "last_name")?,
        email: row.get("email")?,
        bounced: row.get("bounced")?,
    })
}
