//! Creating a request: the row, its signers, their links and their invitations.

use std::collections::{HashMap, HashSet};

use crate::error::Result;
use crate::model::answer::Signer;
use crate::model::chain::{EvidenceKind, field};
use crate::model::employee::Guardian;
use crate::model::keys::fresh_reference;
use crate::model::person::same_email;
use crate::model::{
    Answer, AnswerId, EmployeeId, EventId, GuardianId, Keys, LinkId, MailKind, Person, SignerId,
    Timestamp,
};
use crate::store::columns::{ROWS, row_list};
use crate::store::guardians::Signing;
use crate::store::signers::{self, Entitled};
use crate::store::{Changes, Rows, Tx, evidence, links, mails, params};

/// Asks an employee, or their guardians if they need any, for consent to an event: each signer gets
/// a link and an invitation. None if the employee has been asked already; once they have answered,
/// use [`ask_again`](super::ask_again).
pub fn ask(
    tx: &Tx,
    keys: &Keys,
    event: EventId,
    signing: &Signing,
    link_expires_at: Timestamp,
) -> Result<Option<AnswerId>> {
    if super::last_given(tx, event, signing.person.employee.id)?.is_some() {
        return Ok(None);
    }
    request(tx, keys, (event, None), signing, link_expires_at)
}

/// As [`ask`], for employees and an event created in the same transaction: nobody was asked about it
/// before, which need not be looked up, and each table is written by one statement. An employee named
/// twice is asked once.
pub fn ask_first(
    tx: &Tx,
    keys: &Keys,
    event: EventId,
    asked: &[Signing],
    link_expires_at: Timestamp,
) -> Result<()> {
    let mut seen = HashSet::new();
    let asked: Vec<&Signing> =
        asked.iter().filter(|signing| seen.insert(signing.person.employee.id)).collect();
    let answers = insert_all(tx, event, &asked, link_expires_at)?;
    let mut to_sign = vec![];
    for signing in asked {
        let employee = signing.person.employee.id;
        let Some(answer) = answers.get(&employee).copied() else { continue };
        for (nth, who) in who(signing, &[]).into_iter().enumerate() {
            let number = u8::try_from(nth + 1).unwrap_or(u8::MAX);
            to_sign.push(ToSign { answer, number, employee, who });
        }
    }
    let added = add_all(tx, &to_sign)?;
    let signers = to_sign.iter().filter_map(|one| added.get(&(one.answer, one.number)).copied());
    let made = links::create_first(tx, keys, &signers.collect::<Vec<_>>(), link_expires_at)?;
    let made: HashMap<SignerId, LinkId> = made.into_iter().collect();
    let mut invitations = vec![];
    for ToSign { answer, number, who, .. } in to_sign {
        let signer = added.get(&(answer, number)).copied();
        if let Some(signer) = signer
            && let Some(link) = made.get(&signer).copied()
        {
            invitations.push((MailKind::Invitation { answer, signer, link }, who.email));
        }
    }
    mails::queue_all(tx, invitations)?;
    Ok(())
}

/// Replaces a deleted request by a new one for the same event, which renews the same answer, if
/// any.
pub(super) fn again(
    tx: &Tx,
    keys: &Keys,
    gone: &Answer,
    signing: &Signing,
    link_expires_at: Timestamp,
) -> Result<Option<AnswerId>> {
    request(tx, keys, (gone.event, gone.supersedes), signing, link_expires_at)
}

/// Creates a request for an event, which renews the answer `supersedes` if that is set. None if
/// there is such a request already.
pub(super) fn request(
    tx: &Tx,
    keys: &Keys,
    (event, supersedes): (EventId, Option<AnswerId>),
    signing: &Signing,
    link_expires_at: Timestamp,
) -> Result<Option<AnswerId>> {
    let Some(answer) = insert(tx, (event, supersedes), signing, link_expires_at)? else {
        return Ok(None);
    };
    let person = signing.person.employee.id;
    let say = signers::entitled_signers(tx, event, person, signing.today)?;
    for who in who(signing, &say) {
        invite(tx, keys, answer, person, &who, link_expires_at)?;
    }
    Ok(Some(answer))
}

/// Inserts the row of a request. None if there is such a request already.
fn insert(
    tx: &Tx,
    (event, supersedes): (EventId, Option<AnswerId>),
    signing: &Signing,
    link_expires_at: Timestamp,
) -> Result<Option<AnswerId>> {
    let person = &signing.person.employee;
    let needed = (!signing.by.is_empty()).then_some(signing.person.guardians_needed);
    let id = tx.try_insert(
        "INSERT INTO answers (company_id, event_id, employee_id, reference, locale, state,
                              link_expires_at, supersedes, guardians_needed, created_at,
                              updated_at)
         VALUES (:company, :event, :employee, :reference, :locale, 'PENDING', :expires,
                 :supersedes, :needed, :now, :now)
         ON CONFLICT DO NOTHING RETURNING id",
        params! {
            ":event": event, ":employee": person.id, ":reference": fresh_reference(),
            ":locale": person.fields.locale.tag(), ":expires": link_expires_at,
            ":supersedes": supersedes, ":now": tx.now(), ":needed": needed,
        },
    )?;
    Ok(id.map(AnswerId))
}

/// Inserts the rows of first requests for an event.
fn insert_all(
    tx: &Tx,
    event: EventId,
    asked: &[&Signing],
    link_expires_at: Timestamp,
) -> Result<HashMap<EmployeeId, AnswerId>> {
    let row = |signing: &&Signing| {
        let Person { employee, guardians_needed, .. } = &signing.person;
        serde_json::json!({
            "employee": employee.id, "reference": fresh_reference(),
            "locale": employee.fields.locale.tag(),
            "needed": (!signing.by.is_empty()).then_some(guardians_needed),
        })
    };
    let inserted = tx.all(
        &format!(
            "INSERT INTO answers (company_id, event_id, employee_id, reference, locale, state,
                                  link_expires_at, guardians_needed, created_at, updated_at)
             SELECT :company, :event, r.value ->> 'employee', r.value ->> 'reference',
                    r.value ->> 'locale', 'PENDING', :expires, r.value ->> 'needed', :now, :now
               FROM {ROWS}
             RETURNING id, employee_id"
        ),
        params! {
            ":event": event, ":expires": link_expires_at, ":now": tx.now(),
            ":rows": row_list(asked.iter().map(row)),
        },
        |row| Ok((row.get("employee_id")?, row.get("id")?)),
    )?;
    Ok(inserted.into_iter().collect())
}

/// A signer without a row.
struct ToSign {
    answer: AnswerId,
    number: u8,
    employee: EmployeeId,
    who: Who,
}

/// Inserts the rows of signers, who are then known by request and number.
fn add_all(tx: &Tx, to_sign: &[ToSign]) -> Result<HashMap<(AnswerId, u8), SignerId>> {
    let row = |one: &ToSign| {
        serde_json::json!({
            "answer": one.answer, "number": one.number, "employee": one.employee,
            "guardian": one.who.guardian,
        })
    };
    let added = tx.all(
        &format!(
            "INSERT INTO signers (company_id, answer_id, position, employee_id, guardian_id,
                                  created_at)
             SELECT :company, r.value ->> 'answer', r.value ->> 'number', r.value ->> 'employee',
                    r.value ->> 'guardian', :now
               FROM {ROWS}
             RETURNING id, answer_id, position"
        ),
        params! { ":now": tx.now(), ":rows": row_list(to_sign.iter().map(row)) },
        |row| Ok(((row.get("answer_id")?, row.get("position")?), row.get("id")?)),
    )?;
    Ok(added.into_iter().collect())
}

/// Somebody who has to sign: the employee, or a guardian.
pub(super) struct Who {
    pub guardian: Option<GuardianId>,
    /// The address of their invitation.
    pub email: String,
}

impl Who {
    /// Whether they are one of those who decided before. A guardian who is in `say` speaks for
    /// themself alone, whatever address they have today: it may be that of another.
    pub(super) fn is(&self, one: &Entitled, say: &[Entitled]) -> bool {
        match (self.guardian, one.signer.guardian) {
            (None, None) => true,
            (Some(own), Some(other)) => {
                own == other || (one.decided_from(&self.email) && !speaks_for_self(own, say))
            }
            _ => false,
        }
    }

    /// Whether a signer of a request for the same employee is the same human being, as [`Who::is`].
    pub(super) fn is_asked_as(&self, signer: &Signer, say: &[Entitled]) -> bool {
        match (self.guardian, signer.guardian) {
            (None, None) => true,
            (Some(own), Some(other)) => {
                let email = signer.email.as_deref();
                let has_address = email.is_some_and(|email| same_email(email, &self.email));
                own == other || (has_address && !speaks_for_self(own, say))
            }
            _ => false,
        }
    }
}

fn speaks_for_self(guardian: GuardianId, say: &[Entitled]) -> bool {
    say.iter().any(|one| one.signer.guardian == Some(guardian))
}

/// The people who have to sign: the employee, or as many of their guardians as are needed, first
/// those in `say`; and everybody else in `say`. `say`: see [`signers::entitled_signers`].
pub(super) fn who(signing: &Signing, say: &[Entitled]) -> Vec<Who> {
    let guardian = |one: &Guardian| Who { guardian: Some(one.id), email: one.email.clone() };
    let mut all: Vec<Who> = signing.by.iter().map(guardian).collect();
    all.sort_by_key(|who| !say.iter().any(|one| who.is(one, say)));
    all.truncate(signing.person.guardians_needed.into());
    if signing.by.is_empty() {
        all.push(Who { guardian: None, email: signing.person.employee.email.clone() });
    }
    for one in say {
        if let Some(email) = one.signer.email.clone()
            && !all.iter().any(|who| who.is(one, say))
        {
            all.push(Who { guardian: one.signer.guardian, email });
        }
    }
    all
}

/// Asks one more guardian to sign an existing request: they get their own link and invitation.
pub fn invite_guardian(
    tx: &Tx,
    keys: &Keys,
    answer: AnswerId,
    guardian: &Guardian,
    link_expires_at: Timestamp,
) -> Result<()> {
    let who = Who { guardian: Some(guardian.id), email: guardian.email.clone() };
    invite(tx, keys, answer, guardian.employee, &who, link_expires_at)
}

/// Adds a signer to a request, after the others, with a link and an invitation.
pub(super) fn invite(
    tx: &Tx,
    keys: &Keys,
    answer: AnswerId,
    person: EmployeeId,
    who: &Who,
    link_expires_at: Timestamp,
) -> Result<()> {
    let number = signers::next_number(tx, answer)?;
    let signer = add(tx, answer, number, person, who)?;
    note_changed_email(tx, answer, signer, person, who)?;
    let link = links::create(tx, keys, signer, link_expires_at)?;
    mails::queue(tx, MailKind::Invitation { answer, signer, link }, &who.email)?;
    Ok(())
}

/// Inserts the row of a signer.
fn add(tx: &Tx, answer: AnswerId, number: u8, person: EmployeeId, who: &Who) -> Result<SignerId> {
    let id = tx.insert(
        "INSERT INTO signers (company_id, answer_id, position, employee_id, guardian_id, created_at)
         VALUES (:company, :answer, :position, :employee, :guardian, :now) RETURNING id",
        params! {
            ":answer": answer, ":position": number, ":employee": person,
            ":guardian": who.guardian, ":now": tx.now(),
        },
    )?;
    Ok(SignerId(id))
}

/// Records in the evidence from which other e-mails a signer has decided about the event before.
fn note_changed_email(
    tx: &Tx,
    answer: AnswerId,
    signer: SignerId,
    person: EmployeeId,
    who: &Who,
) -> Result<()> {
    let mut known = vec![who.email.clone()];
    for before in signers::decided_before(tx, answer, person, who.guardian)? {
        let Some(from) = signers::signed_with(tx, &before)? else { continue };
        if known.iter().any(|one| same_email(one, &from)) {
            continue;
        }
        let change = vec![("from", from.clone()), (field::TO, who.email.clone())];
        evidence::append(tx, answer, Some(signer), EvidenceKind::EmailChanged, change)?;
        known.push(from);
    }
    Ok(())
}
