//! Asking: the request, who has to sign it, their links and their invitations.

use rusqlite::named_params;

use crate::error::Result;
use crate::model::employee::{Employee, Guardian};
use crate::model::keys::fresh_reference;
use crate::model::{
    Answer, AnswerId, EmployeeId, EventId, GuardianId, Keys, MailKind, SignerId, Timestamp,
};
use crate::store::{Changes, Tx, links, mails};

/// Asks a person, or their guardians if there are any, about a shoot: each of
/// them gets a link and an invitation. None if the person has been asked already: of who
/// has answered, see [`ask_again`](super::ask_again).
pub fn ask(
    tx: &Tx,
    keys: &Keys,
    event: EventId,
    person: &Employee,
    guardians: &[Guardian],
    guardians_needed: u8,
    link_expires_at: Timestamp,
) -> Result<Option<AnswerId>> {
    if super::last_given(tx, event, person.id)?.is_some() {
        return Ok(None);
    }
    let about = (event, None);
    request(tx, keys, about, person, guardians, guardians_needed, link_expires_at)
}

/// Puts a request in the place of one that was deleted: about the same shoot, and
/// renewing what that one was to renew.
pub(super) fn again(
    tx: &Tx,
    keys: &Keys,
    gone: &Answer,
    person: &Employee,
    guardians: &[Guardian],
    guardians_needed: u8,
    link_expires_at: Timestamp,
) -> Result<Option<AnswerId>> {
    let about = (gone.event, gone.supersedes);
    request(tx, keys, about, person, guardians, guardians_needed, link_expires_at)
}

/// A request about a shoot, or one that is to renew an answer about it.
pub(super) fn request(
    tx: &Tx,
    keys: &Keys,
    (event, supersedes): (EventId, Option<AnswerId>),
    person: &Employee,
    guardians: &[Guardian],
    guardians_needed: u8,
    link_expires_at: Timestamp,
) -> Result<Option<AnswerId>> {
    let id = tx.try_insert(
        "INSERT INTO answers (company_id, event_id, employee_id, reference, locale, state,
                              link_expires_at, supersedes, guardians_needed, created_at,
                              updated_at)
         VALUES (:company, :event, :employee, :reference, :locale, 'PENDING', :expires,
                 :supersedes, :needed, :now, :now)
         ON CONFLICT DO NOTHING RETURNING id",
        named_params! {
            ":event": event.0, ":employee": person.id.0, ":reference": fresh_reference(),
            ":locale": person.locale.tag(), ":expires": link_expires_at.0,
            ":supersedes": supersedes.map(|id| id.0), ":now": tx.now().0,
            ":needed": (!guardians.is_empty()).then_some(guardians_needed),
        },
    )?;
    let Some(answer) = id.map(AnswerId) else { return Ok(None) };
    if guardians.is_empty() {
        invite(tx, keys, (answer, 1), (person.id, None), &person.email, link_expires_at)?;
    }
    for (number, guardian) in (1..).zip(guardians.iter().take(guardians_needed.into())) {
        invite_guardian(tx, keys, (answer, number), guardian, link_expires_at)?;
    }
    Ok(Some(answer))
}

/// Asks a guardian to answer as well, as the signer of this number: they get a link and
/// an invitation of their own.
pub fn invite_guardian(
    tx: &Tx,
    keys: &Keys,
    place: (AnswerId, u8),
    guardian: &Guardian,
    link_expires_at: Timestamp,
) -> Result<()> {
    let who = (guardian.employee, Some(guardian.id));
    invite(tx, keys, place, who, &guardian.email, link_expires_at)
}

fn invite(
    tx: &Tx,
    keys: &Keys,
    (answer, number): (AnswerId, u8),
    (person, guardian): (EmployeeId, Option<GuardianId>),
    to: &str,
    link_expires_at: Timestamp,
) -> Result<()> {
    let signer = SignerId(tx.insert(
        "INSERT INTO signers (company_id, answer_id, position, employee_id, guardian_id, created_at)
         VALUES (:company, :answer, :position, :employee, :guardian, :now) RETURNING id",
        named_params! {
            ":answer": answer.0, ":position": number, ":employee": person.0,
            ":guardian": guardian.map(|id| id.0), ":now": tx.now().0,
        },
    )?);
    let link = links::create(tx, keys, signer, link_expires_at)?;
    mails::queue(tx, MailKind::Invitation { answer, signer, link }, to)?;
    Ok(())
}
