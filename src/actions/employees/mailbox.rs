//! When somebody's e-mail changes, what went to the old one opens nothing any
//! more; that it changed is evidence; what is unanswered goes to the new one.

use crate::error::Result;
use crate::model::answer::Signer;
use crate::model::chain::EvidenceKind;
use crate::model::{AnswerId, AnswerState, Employee, Guardian, Keys, Letter};
use crate::store::{Tx, answers, decisions, events, evidence, links, mails, signers};

pub fn of_employee_moved(tx: &Tx, keys: &Keys, person: &Employee, to: &str) -> Result<()> {
    for answer in links::revoke_of_employee(tx, person.id)? {
        for signer in signers::of_answer(tx, answer)? {
            if signer.guardian.is_none() {
                moved(tx, keys, answer, &signer, &person.email, Some(to))?;
            }
        }
    }
    Ok(())
}

/// Without `to`, the guardian is none any more.
pub fn of_guardian_moved(
    tx: &Tx,
    keys: &Keys,
    guardian: &Guardian,
    to: Option<&str>,
) -> Result<()> {
    for answer in links::revoke_of_guardian(tx, guardian.id)? {
        for signer in signers::of_answer(tx, answer)? {
            if signer.guardian == Some(guardian.id) {
                moved(tx, keys, answer, &signer, &guardian.email, to)?;
            }
        }
    }
    Ok(())
}

fn moved(
    tx: &Tx,
    keys: &Keys,
    answer: AnswerId,
    signer: &Signer,
    from: &str,
    to: Option<&str>,
) -> Result<()> {
    let Some(to) = to else {
        let why = vec![("why", "no longer a guardian".to_owned())];
        evidence::append(tx, answer, Some(signer.id), EvidenceKind::LinkRevoked, why)?;
        return Ok(());
    };
    let change = vec![("from", from.to_owned()), ("to", to.to_owned())];
    evidence::append(tx, answer, Some(signer.id), EvidenceKind::EmailChanged, change)?;
    let Some(asked) = answers::find(tx, answer)? else { return Ok(()) };
    let open = asked.state == AnswerState::Pending
        && asked.link_expires_at > tx.now()
        && events::find(tx, asked.event)?.is_some()
        && decisions::standing(tx, answer)?.iter().all(|decision| decision.signer != signer.id);
    if open {
        let link = links::create(tx, keys, signer.id, asked.link_expires_at)?;
        mails::queue(tx, Letter::Invitation { answer, signer: signer.id, link }, to)?;
    }
    Ok(())
}
