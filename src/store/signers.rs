//! The signers of answers: the employee, or their guardians.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::columns::{json, text_or_empty};
use super::{Changes, Read, Row, Rows, Tx, links, params};
use crate::error::Result;
use crate::model::answer::{Link, Signer};
use crate::model::chain::{EvidenceKind, Field};
use crate::model::person::{came_of_age, same_email};
use crate::model::record::DecisionRecord;
use crate::model::{
    AnswerId, Document, DocumentId, EmployeeId, EventId, GuardianId, SignerId, Timestamp, UserId,
};

/// The ids of signers whose mail goes to the same address as that of the signer `:signer`, in all
/// answers of the company. Erased people have no address.
pub(super) const SAME_MAILBOX: &str = "SELECT s.id FROM employees AS p
       JOIN signers AS s ON s.company_id = :company AND s.employee_id = p.id
      WHERE p.company_id = :company AND s.guardian_id IS NULL AND p.email_key = (
            SELECT COALESCE(og.email_key, op.email_key) FROM signers AS o
              JOIN employees AS op ON op.company_id = :company AND op.id = o.employee_id
              LEFT JOIN guardians AS og ON og.company_id = :company AND og.id = o.guardian_id
             WHERE o.company_id = :company AND o.id = :signer)
     UNION ALL
     SELECT s.id FROM guardians AS g
       JOIN signers AS s ON s.company_id = :company AND s.guardian_id = g.id
      WHERE g.company_id = :company AND g.email_key = (
            SELECT COALESCE(og.email_key, op.email_key) FROM signers AS o
              JOIN employees AS op ON op.company_id = :company AND op.id = o.employee_id
              LEFT JOIN guardians AS og ON og.company_id = :company AND og.id = o.guardian_id
             WHERE o.company_id = :company AND o.id = :signer)";

pub fn find(read: &Read, id: SignerId) -> Result<Option<Signer>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM {FROM} WHERE s.company_id = :company AND s.id = :id"),
        params! { ":id": id },
        signer,
    )
}

/// A signer with their name and current e-mail. For an erased signer these are read from the
/// evidence of what they signed, the only place where they are kept, so that they can still
/// withdraw; both are empty once the evidence is erased.
pub fn reachable(read: &Read, id: SignerId) -> Result<Option<Signer>> {
    let Some(mut signer) = find(read, id)? else { return Ok(None) };
    if signer.email.is_none() {
        signer.email = match moved_to(read, &signer)? {
            Some(address) => Some(address),
            None => signed_with(read, &signer)?,
        };
        signer.first_name = signed_as(read, &signer)?.unwrap_or_default();
    }
    Ok(Some(signer))
}

/// The signer of a link, as [`reachable`], with the e-mail to which the link's codes are sent.
pub fn behind(read: &Read, link: &Link) -> Result<Option<Signer>> {
    let Some(mut signer) = reachable(read, link.signer)? else { return Ok(None) };
    if let Some(at) = link.moved_at {
        let fields: Option<Vec<Field>> = read.first(
            "SELECT fields FROM evidence
              WHERE company_id = :company AND answer_id = :answer AND signer_id = :signer
                AND kind = :kind AND at = :at ORDER BY seq LIMIT 1",
            params! {
                ":answer": signer.answer, ":signer": signer.id, ":at": at,
                ":kind": EvidenceKind::EmailChanged.name(),
            },
            |row| json(row, "fields"),
        )?;
        let from = fields.into_iter().flatten().find(|field| field.name == "from");
        signer.email = from.and_then(|field| field.value);
    }
    Ok(Some(signer))
}

/// The latest e-mail of a signer according to the evidence of the answer; None if it was never
/// changed.
fn moved_to(read: &Read, signer: &Signer) -> Result<Option<String>> {
    let fields: Option<Vec<Field>> = read.first(
        "SELECT fields FROM evidence
          WHERE company_id = :company AND answer_id = :answer AND signer_id = :signer
            AND kind = :kind ORDER BY seq DESC LIMIT 1",
        params! {
            ":answer": signer.answer, ":signer": signer.id,
            ":kind": EvidenceKind::EmailChanged.name(),
        },
        |row| json(row, "fields"),
    )?;
    let to = fields.into_iter().flatten().find(|field| field.name == "to");
    Ok(to.and_then(|field| field.value))
}

/// The e-mail in the document that a signer decided on. Nobody can take the links to it away from
/// them: without it they could not withdraw what they have decided.
pub fn signed_with(read: &Read, signer: &Signer) -> Result<Option<String>> {
    let body = read.first(
        "SELECT d.body FROM decisions AS s
           JOIN documents AS d ON d.company_id = s.company_id AND d.id = s.document_id
          WHERE s.company_id = :company AND s.answer_id = :answer AND s.signer_id = :signer
            AND s.supersedes IS NULL AND d.signer_id = s.signer_id",
        params! { ":answer": signer.answer, ":signer": signer.id },
        |row| row.get::<Option<String>>("body"),
    )?;
    let document = body.flatten().map(|body| Document::read(&body)).transpose()?;
    Ok(document.and_then(|document| document.signer.email))
}

/// The latest link of a signer to a former address of theirs, unless it is revoked.
pub fn moved_link(read: &Read, signer: SignerId, address: &str) -> Result<Option<Link>> {
    for link in links::moved(read, signer)? {
        let email = behind(read, &link)?.and_then(|who| who.email);
        if email.is_some_and(|email| same_email(&email, address)) {
            return Ok(Some(link));
        }
    }
    Ok(None)
}

/// The name under which a signer decided.
fn signed_as(read: &Read, signer: &Signer) -> Result<Option<String>> {
    let record = read.first(
        "SELECT record FROM decisions
          WHERE company_id = :company AND answer_id = :answer AND signer_id = :signer
            AND supersedes IS NULL",
        params! { ":answer": signer.answer, ":signer": signer.id },
        |row| row.get::<Option<String>>("record"),
    )?;
    let Some(record) = record.flatten() else { return Ok(None) };
    let record: DecisionRecord = serde_json::from_str(&record).map_err(anyhow::Error::from)?;
    Ok(Some(record.signer))
}

/// Signers who decided about this employee and event and may still decide, once each, by their
/// latest row. Later requests must include them.
///
/// A guardian may no longer decide once the employee comes of age after their decision, both by the
/// birth date known today and by the one in the document they decided on: correcting a birth date
/// alone does not exclude them.
pub fn entitled_signers(
    read: &Read,
    event: EventId,
    person: EmployeeId,
    today: Date,
) -> Result<Vec<Signer>> {
    let decided = read.all(
        &format!(
            "SELECT {COLUMNS}, p.birth_date, d.document_id, d.decided_at
               FROM {FROM}
               JOIN answers AS a ON a.company_id = s.company_id AND a.id = s.answer_id
               JOIN decisions AS d ON d.company_id = s.company_id
                AND d.answer_id = s.answer_id AND d.signer_id = s.id
              WHERE s.company_id = :company AND a.event_id = :event
                AND s.employee_id = :person
              ORDER BY d.id DESC"
        ),
        params! { ":event": event, ":person": person },
        |row| {
            let born = row.get::<Option<String>>("birth_date")?;
            let born = born.and_then(|day| day.parse::<Date>().ok());
            let document = row.get("document_id")?;
            Ok((signer(row)?, born, document, row.get::<Timestamp>("decided_at")?))
        },
    )?;
    let mut all: Vec<Signer> = vec![];
    let mut seen: Vec<Signer> = vec![];
    for (signer, born, document, decided_at) in decided {
        let shown = decided_on(read, document)?;
        // By the address they decided under: of two guardians who have one address today, each has
        // had their own say.
        let email = shown.as_ref().and_then(|shown| shown.signer.email.clone());
        let as_then = Signer { email, ..signer.clone() };
        if seen.iter().any(|one| one.is_same(&as_then)) {
            continue;
        }
        seen.push(as_then);
        let since = decided_at.day_in(&TimeZone::UTC);
        let of_age = |born: Date| came_of_age(born, since, today);
        let is_over = signer.guardian.is_some()
            && born.is_some_and(of_age)
            && shown.and_then(|shown| shown.person.birth_date).is_none_or(of_age);
        if !is_over {
            all.push(signer);
        }
    }
    Ok(all)
}

/// A document that somebody decided on; None once erased.
fn decided_on(read: &Read, document: DocumentId) -> Result<Option<Document>> {
    let frozen = super::documents::find(read, document)?.and_then(|frozen| frozen.body);
    frozen.map(|body| Document::read(&body)).transpose()
}

/// The rows of the employee, or of this guardian of theirs, in other answers about the event of
/// `answer`, where they have decided; the latest first.
pub fn decided_before(
    read: &Read,
    answer: AnswerId,
    employee: EmployeeId,
    guardian: Option<GuardianId>,
) -> Result<Vec<Signer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM {FROM}
               JOIN answers AS own ON own.company_id = s.company_id AND own.id = :answer
               JOIN answers AS a ON a.company_id = s.company_id AND a.id = s.answer_id
                                AND a.event_id = own.event_id
              WHERE s.company_id = :company AND s.employee_id = :employee
                AND s.guardian_id IS :guardian AND s.answer_id <> :answer
                AND EXISTS (SELECT 1 FROM decisions AS d
                             WHERE d.company_id = s.company_id AND d.answer_id = s.answer_id
                               AND d.signer_id = s.id)
              ORDER BY s.id DESC"
        ),
        params! {
            ":answer": answer, ":employee": employee, ":guardian": guardian.map(|id| id.0),
        },
        signer,
    )
}

/// Removes a signer who has not decided from their answer, and revokes their links.
pub fn release(tx: &Tx, id: SignerId) -> Result<()> {
    tx.change(
        "UPDATE signers SET released_at = :now WHERE company_id = :company AND id = :id",
        params! { ":now": tx.now(), ":id": id },
    )?;
    tx.change(
        "UPDATE links SET revoked_at = :now
          WHERE company_id = :company AND signer_id = :id AND revoked_at IS NULL",
        params! { ":now": tx.now(), ":id": id },
    )?;
    Ok(())
}

/// The number of an answer's next signer, from 1.
pub fn next_number(read: &Read, answer: AnswerId) -> Result<u8> {
    let last = read.first(
        "SELECT COALESCE(MAX(position), 0) AS last FROM signers
          WHERE company_id = :company AND answer_id = :answer",
        params! { ":answer": answer },
        |row| row.get::<u8>("last"),
    )?;
    Ok(last.unwrap_or(0).saturating_add(1))
}

/// The signers of an answer in order, without released ones.
pub fn of_answer(read: &Read, answer: AnswerId) -> Result<Vec<Signer>> {
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM {FROM}
              WHERE s.company_id = :company AND s.answer_id = :answer
                AND s.released_at IS NULL
              ORDER BY s.position"
        ),
        params! { ":answer": answer },
        signer,
    )
}

/// The signer of an answer who holds this account, recognised by its verified e-mail.
pub fn of_account(read: &Read, answer: AnswerId, user: UserId) -> Result<Option<Signer>> {
    read.first(
        &format!(
            "SELECT {COLUMNS} FROM {FROM} JOIN users AS u ON u.id = :user
              WHERE s.company_id = :company AND s.answer_id = :answer
                AND s.released_at IS NULL
                AND u.deleted_at IS NULL AND u.email_proved_at IS NOT NULL
                AND CASE WHEN s.guardian_id IS NULL THEN p.email_key ELSE g.email_key END
                    = u.email_key
              ORDER BY s.position"
        ),
        params! { ":answer": answer, ":user": user },
        signer,
    )
}

/// All signers that are this employee, or this guardian of theirs, in any answer, the oldest first.
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
    let mut params = params! { ":employee": employee }.to_vec();
    if guardian.is_some() {
        params.extend_from_slice(params! { ":guardian": guardian });
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

fn signer(row: &Row) -> Result<Signer> {
    Ok(Signer {
        id: row.get("id")?,
        answer: row.get("answer_id")?,
        number: row.get("position")?,
        employee: row.get("employee_id")?,
        guardian: row.get("guardian_id")?,
        first_name: text_or_empty(row, "first_name")?,
        last_name: text_or_empty(row, "last_name")?,
        email: row.get("email")?,
        bounced: row.get("bounced")?,
    })
}
