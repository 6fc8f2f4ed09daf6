//! Asking: the request, who has to sign it, their links and their invitations.

use rusqlite::named_params;

use crate::error::Result;
use crate::model::answer::Signer;
use crate::model::employee::Guardian;
use crate::model::keys::fresh_reference;
use crate::model::{
    Answer, AnswerId, EmployeeId, EventId, GuardianId, Keys, MailKind, SignerId, Timestamp,
};
use crate::store::guardians::Signing;
use crate::store::{Changes, Tx, links, mails, signers};

/// Asks a person, or their guardians if there are any, about a shoot: each of
/// them gets a link and an invitation. None if the person has been asked already: of who
/// has answered, see [`ask_again`](super::ask_again).
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

/// Puts a request in the place of one that was deleted: about the same shoot, and
/// renewing what that one was to renew.
pub(super) fn again(
    tx: &Tx,
    keys: &Keys,
    gone: &Answer,
    signing: &Signing,
    link_expires_at: Timestamp,
) -> Result<Option<AnswerId>> {
    request(tx, keys, (gone.event, gone.supersedes), signing, link_expires_at)
}

/// A request about a shoot, or one that is to renew an answer about it.
pub(super) fn request(
    tx: &Tx,
    keys: &Keys,
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
        named_params! {
            ":event": event.0, ":employee": person.id.0, ":reference": fresh_reference(),
            ":locale": person.locale.tag(), ":expires": link_expires_at.0,
            ":supersedes": supersedes.map(|id| id.0), ":now": tx.now().0, ":needed": needed,
        },
    )?;
    let Some(answer) = id.map(AnswerId) else { return Ok(None) };
    let say = signers::with_a_say(tx, event, person.id, signing.today)?;
    for who in who(signing, &say) {
        invite(tx, keys, answer, person.id, &who, link_expires_at)?;
    }
    Ok(Some(answer))
}

/// Somebody who is to sign: the person, or a guardian.
pub(super) struct Who {
    pub guardian: Option<GuardianId>,
    /// Where they are written to.
    pub email: String,
}

impl Who {
    /// Whether a signer of the same person is the same human being.
    pub(super) fn is(&self, signer: &Signer) -> bool {
        match (self.guardian, signer.guardian) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                let email = signer.email.as_deref().map(str::to_lowercase);
                one == other || email == Some(self.email.to_lowercase())
            }
            _ => false,
        }
    }
}

/// Who is to sign: the person, or as many of their guardians as are needed, those first who
/// have a say already; and everybody else who has one.
pub(super) fn who(signing: &Signing, say: &[Signer]) -> Vec<Who> {
    let guardian = |one: &Guardian| Who { guardian: Some(one.id), email: one.email.clone() };
    let mut all: Vec<Who> = signing.by.iter().map(guardian).collect();
    all.sort_by_key(|one| !say.iter().any(|signer| one.is(signer)));
    all.truncate(signing.person.guardians_needed.into());
    if signing.by.is_empty() {
        all.push(Who { guardian: None, email: signing.person.employee.email.clone() });
    }
    for signer in say {
        if let Some(email) = signer.email.clone()
            && !all.iter().any(|one| one.is(signer))
        {
            all.push(Who { guardian: signer.guardian, email });
        }
    }
    all
}

/// Asks a guardian to answer as well: they get a link and an invitation of their own.
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

/// Has somebody sign as well, after those who are asked already.
pub(super) fn invite(
    tx: &Tx,
    keys: &Keys,
    answer: AnswerId,
    person: EmployeeId,
    who: &Who,
    link_expires_at: Timestamp,
) -> Result<()> {
    let signer = SignerId(tx.insert(
        "INSERT INTO signers (company_id, answer_id, position, employee_id, guardian_id, created_at)
         VALUES (:company, :answer, :position, :employee, :guardian, :now) RETURNING id",
        named_params! {
            ":answer": answer.0, ":position": signers::next_number(tx, answer)?,
            ":employee": person.0, ":guardian": who.guardian.map(|id| id.0), ":now": tx.now().0,
        },
    )?);
    let link = links::create(tx, keys, signer, link_expires_at)?;
    mails::queue(tx, MailKind::Invitation { answer, signer, link }, &who.email)?;
    Ok(())
}
