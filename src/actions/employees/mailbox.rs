//! When somebody's e-mail changes, what went to the old one opens nothing any
//! more; that it changed is evidence; what is unanswered goes to the new one, and
//! so do the links of what was answered, for it must stay easy to take back.

use crate::error::Result;
use crate::model::answer::Signer;
use crate::model::chain::EvidenceKind;
use crate::model::{AnswerId, AnswerState, Employee, Guardian, Keys, MailKind};
use crate::store::{Tx, answers, decisions, events, evidence, links, mails, signers};

pub fn of_employee_moved(tx: &Tx, keys: &Keys, person: &Employee, to: &str) -> Result<()> {
    let mut given = false;
    for answer in links::revoke_of_employee(tx, person.id)? {
        for signer in signers::of_answer(tx, answer)? {
            if signer.guardian.is_none() {
                given |= moved(tx, keys, answer, &signer, &person.email, Some(to))?;
            }
        }
    }
    if given {
        mails::queue(tx, MailKind::NewLinks { employee: person.id, guardian: None }, to)?;
    }
    Ok(())
}

/// Without `to`, the guardian is none any more: what they were asked is closed, and what
/// they have answered stays theirs to read and to take back.
pub fn of_guardian_moved(
    tx: &Tx,
    keys: &Keys,
    guardian: &Guardian,
    to: Option<&str>,
) -> Result<()> {
    let mut given = false;
    let closed = match to {
        Some(_) => links::revoke_of_guardian(tx, guardian.id)?,
        None => links::revoke_unanswered_of_guardian(tx, guardian.id)?,
    };
    for answer in closed {
        for signer in signers::of_answer(tx, answer)? {
            if signer.guardian == Some(guardian.id) {
                given |= moved(tx, keys, answer, &signer, &guardian.email, to)?;
            }
        }
    }
    if given && let Some(to) = to {
        let (employee, guardian) = (guardian.employee, Some(guardian.id));
        mails::queue(tx, MailKind::NewLinks { employee, guardian }, to)?;
    }
    Ok(())
}

/// True if this signer had answered, and has a fresh link to what they said.
fn moved(
    tx: &Tx,
    keys: &Keys,
    answer: AnswerId,
    signer: &Signer,
    from: &str,
    to: Option<&str>,
) -> Result<bool> {
    let Some(to) = to else {
        let why = vec![("why", "no longer a guardian".to_owned())];
        evidence::append(tx, answer, Some(signer.id), EvidenceKind::LinkRevoked, why)?;
        return Ok(false);
    };
    let change = vec![("from", from.to_owned()), ("to", to.to_owned())];
    evidence::append(tx, answer, Some(signer.id), EvidenceKind::EmailChanged, change)?;
    if decisions::standing(tx, answer)?.iter().any(|decision| decision.signer == signer.id) {
        // For as long as the one it replaces would have lived.
        let until = links::last_expiry(tx, signer.id)?;
        if until > tx.now() {
            links::create(tx, keys, signer.id, until)?;
        }
        return Ok(until > tx.now());
    }
    let Some(asked) = answers::find(tx, answer)? else { return Ok(false) };
    let open = asked.state == AnswerState::Pending
        && asked.link_expires_at > tx.now()
        && events::find(tx, asked.event)?.is_some();
    if open {
        let link = links::create(tx, keys, signer.id, asked.link_expires_at)?;
        mails::queue(tx, MailKind::Invitation { answer, signer: signer.id, link }, to)?;
    }
    Ok(false)
}
