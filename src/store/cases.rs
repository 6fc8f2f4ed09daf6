//! An answer with its event, employee and company. These are read even if they have been deleted
//! since: what was signed does not change.

use super::columns::{ADDRESS, address, signature, text_or_empty};
use super::{Read, Rows, answers, companies, params};
use crate::error::Result;
use crate::model::person::majority;
use crate::model::{
    Address, Answer, AnswerId, Company, EmployeeId, EventId, Signature, Timestamp, UserId,
};

/// The rows that a page, a mail or a document about an answer needs.
#[derive(Debug, Clone)]
pub struct Case {
    pub answer: Answer,
    pub event: CaseEvent,
    pub person: CaseEmployee,
    pub company: Company,
}

#[derive(Debug, Clone)]
pub struct CaseEvent {
    pub id: EventId,
    pub name: String,
    pub start: Timestamp,
    pub end: Timestamp,
    pub address: Address,
    pub client: Option<String>,
    pub partner: Option<UserId>,
    pub created_by: Option<UserId>,
    pub deleted: bool,
}

#[derive(Debug, Clone)]
pub struct CaseEmployee {
    pub id: EmployeeId,
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    pub birth_date: Option<jiff::civil::Date>,
    pub signature: Option<Signature>,
}

impl CaseEmployee {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

impl Case {
    /// Until when the evidence of this answer is kept: see [`Company::evidence_until`].
    pub fn evidence_until(&self, now: Timestamp, expires_at: Option<Timestamp>) -> Timestamp {
        let majority = self.person.birth_date.and_then(majority);
        self.company.evidence_until(now, expires_at, majority)
    }

    /// Whether an unanswered request is no longer wanted, because it, its event or its company was
    /// deleted.
    pub fn is_closed(&self) -> bool {
        self.answer.deleted_at.is_some() || self.event.deleted || self.company.deleted_at.is_some()
    }
}

/// The answer with its event, employee and company; None if there is no such answer within scope.
pub fn find(read: &Read, id: AnswerId) -> Result<Option<Case>> {
    let Some(answer) = answers::find_any(read, id)? else { return Ok(None) };
    let Some(company) = companies::kept(read)? else { return Ok(None) };
    let event = read.first(
        &format!(
            "SELECT id, name, client, starts_at, ends_at, {ADDRESS}, partner_id, created_by, deleted_at
               FROM events WHERE company_id = :company AND id = :id"
        ),
        params! { ":id": answer.event },
        |row| {
            Ok(CaseEvent {
                id: row.get("id")?,
                name: row.get("name")?,
                start: row.get("starts_at")?,
                end: row.get("ends_at")?,
                address: address(row)?,
                client: row.get("client")?,
                partner: row.get("partner_id")?,
                created_by: row.get("created_by")?,
                deleted: row.get::<Option<i64>>("deleted_at")?.is_some(),
            })
        },
    )?;
    let person = read.first(
        "SELECT id, first_name, last_name, email, birth_date, signature FROM employees
          WHERE company_id = :company AND id = :id",
        params! { ":id": answer.employee },
        |row| {
            let born: Option<String> = row.get("birth_date")?;
            Ok(CaseEmployee {
                id: row.get("id")?,
                first_name: text_or_empty(row, "first_name")?,
                last_name: text_or_empty(row, "last_name")?,
                email: row.get("email")?,
                birth_date: born.and_then(|day| day.parse().ok()),
                signature: signature(row)?,
            })
        },
    )?;
    Ok(event.zip(person).map(|(event, person)| Case { answer, event, person, company }))
}
