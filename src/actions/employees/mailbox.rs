//! A changed e-mail. Unanswered requests are sent to the new one, and their old links are revoked.
//! For answers already given, the new one gets links too, and the one they decided from keeps its
//! own: whoever has answered can always read the answer and withdraw. The change is recorded in
//! the evidence, and the old e-mail is notified.

use crate::error::Result;
use crate::model::answer::Signer;
use crate::model::chain::{EvidenceKind, field};
use crate::model::{
    Answer, AnswerState, Employee, EmployeeId, Guardian, GuardianId, Keys, MailKind,
};
use crate::store::{Tx, answers, decisions, events, evidence, links, mails, signers};

pub fn of_employee_moved(tx: &Tx, keys: &Keys, person: &Employee, to: &str) -> Result<()> {
    moved(tx, keys, (person.id, None), &person.email, to)
}

/// Without `to`, they are no longer a guardian: their unanswered requests are closed, and they keep
/// access to what they have answered.
pub fn of_guardian_moved(
    tx: &Tx,
    keys: &Keys,
    guardian: &Guardian,
    to: Option<&str>,
) -> Result<()> {
    if let Some(to) = to {
        return moved(tx, keys, (guardian.employee, Some(guardian.id)), &guardian.email, to);
    }
    for answer in links::revoke_unanswered_of_guardian(tx, guardian.id)? {
        for signer in signers::of_answer(tx, answer)? {
            if signer.guardian == Some(guardian.id) {
                let why = vec![("why", "no longer a guardian".to_owned())];
                evidence::append(tx, answer, Some(signer.id), EvidenceKind::LinkRevoked, why)?;
            }
        }
    }
    Ok(())
}

fn moved(
    tx: &Tx,
    keys: &Keys,
    (employee, guardian): (EmployeeId, Option<GuardianId>),
    from: &str,
    to: &str,
) -> Result<()> {
    let (mut stays, mut follows) = (false, false);
    for signer in signers::of_mailbox(tx, employee, guardian)? {
        let standing = decisions::standing(tx, signer.answer)?;
        let has_decided = standing.iter().any(|decision| decision.signer == signer.id);
        let links = match has_decided {
            true => links::set_moved(tx, signer.id)?,
            false => links::revoke_of_signer(tx, signer.id)?,
        };
        // Where no link is open, a request that still waits is sent to the new address all the same.
        let waiting = if has_decided { None } else { waiting(tx, &signer)? };
        if links == 0 && waiting.is_none() {
            continue;
        }
        let change = vec![("from", from.to_owned()), (field::TO, to.to_owned())];
        let kind = EvidenceKind::EmailChanged;
        evidence::append(tx, signer.answer, Some(signer.id), kind, change)?;
        if !has_decided {
            if let Some(asked) = waiting {
                let link = links::create(tx, keys, signer.id, asked.link_expires_at)?;
                let (answer, signer) = (signer.answer, signer.id);
                mails::queue(tx, MailKind::Invitation { answer, signer, link }, to)?;
            }
            continue;
        }
        stays = true;
        // Expires with the former link.
        let until = links::last_expiry(tx, signer.id)?;
        if until > tx.now() {
            links::create(tx, keys, signer.id, until)?;
            follows = true;
        }
    }
    if follows {
        mails::queue(tx, MailKind::NewLinks { employee, guardian }, to)?;
    }
    if stays {
        mails::queue(tx, MailKind::EmailReplaced { employee, guardian, at: tx.now() }, from)?;
    }
    Ok(())
}

/// The request that a signer is asked, if it can still be answered.
fn waiting(tx: &Tx, signer: &Signer) -> Result<Option<Answer>> {
    let asked = answers::find(tx, signer.answer)?
        .filter(|asked| asked.state == AnswerState::Pending && asked.link_expires_at > tx.now());
    match asked {
        Some(asked) if events::find(tx, asked.event)?.is_some() => Ok(Some(asked)),
        _ => Ok(None),
    }
}
