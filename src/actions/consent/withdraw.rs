//! Taking consent back: all of it or some uses, as easily as it was given.

use super::Session;
use super::code::with_origin;
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::{Decision, Signer};
use crate::model::chain::{EvidenceKind, field};
use crate::model::record::{DecisionKind, DecisionRecord, UseDecided};
use crate::model::{AnswerId, AnswerState, Document, Fact, Letter, SignerId, Use, UserId};
use crate::store::cases::{self, Case};
use crate::store::decisions::NewDecision;
use crate::store::sessions::Origin;
use crate::store::{
    Scope, Tx, answers, decisions, documents, evidence, facts, links, mails, signers,
};

/// What is left.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    pub state: AnswerState,
    pub uses: Vec<Use>,
}

/// Withdraws `uses`, or everything if none are named. With two guardians, what
/// one withdraws is withdrawn. What a later answer of the same signer grants is
/// withdrawn with it: whichever of their links they find, it is taken back.
pub async fn withdraw(
    app: &App,
    session: Session,
    uses: Option<Vec<Use>>,
    origin: Origin,
) -> Result<Withdrawn> {
    app.db
        .write(session.scope, move |tx| {
            let by = with_origin(vec![], &origin);
            take_all_back(tx, session.answer, session.signer, uses, &by)
        })
        .await
}

/// As [`withdraw`], by somebody who is logged in and whose own word it is: the
/// account whose confirmed e-mail is the signer's. That is noted as evidence.
pub async fn withdraw_own(
    app: &App,
    scope: Scope,
    user: UserId,
    answer: AnswerId,
    uses: Option<Vec<Use>>,
    origin: Origin,
) -> Result<Withdrawn> {
    app.db
        .write(scope, move |tx| {
            answers::find_any(tx, answer)?.ok_or(Error::NotFound("answer"))?;
            let signer = signers::of_account(tx, answer, user)?;
            let signer = signer.ok_or(Error::NotFound("answer"))?;
            let by = with_origin(vec![("account", user.0.to_string())], &origin);
            take_all_back(tx, answer, signer.id, uses, &by)
        })
        .await
}

/// Who takes back, from where: what the evidence keeps of it.
type By = [(&'static str, String)];

/// One signer's word on an answer and on those that renewed it, taken back.
fn take_all_back(
    tx: &Tx,
    answer: AnswerId,
    signer: SignerId,
    uses: Option<Vec<Use>>,
    by: &By,
) -> Result<Withdrawn> {
    let later = later_word(tx, answer, signer)?;
    let taken = take_back(tx, answer, signer, uses.as_deref(), by)?;
    for (answer, signer, granted) in later {
        let gone = |one: &Use| uses.as_ref().is_none_or(|uses| uses.contains(one));
        let also: Vec<Use> = granted.into_iter().filter(gone).collect();
        if !also.is_empty() {
            take_back(tx, answer, signer, Some(&also), by)?;
        }
    }
    if taken.state == AnswerState::Withdrawn {
        // Nobody is asked to renew what they have just taken back.
        if let Some(asked) = answers::pending_renewal_of(tx, answer)? {
            links::revoke_of_answer(tx, asked.id)?;
            answers::delete(tx, asked.id)?;
        }
    }
    Ok(taken)
}

/// The answers that renewed this one and grant something, as far as the same
/// signer gave them. Where somebody else did (a child, grown up), theirs is the
/// word that counts, and there is nothing to take back here.
fn later_word(
    tx: &Tx,
    answer: AnswerId,
    signer: SignerId,
) -> Result<Vec<(AnswerId, SignerId, Vec<Use>)>> {
    let own = signers::find(tx, signer)?.ok_or(Error::NotFound("link"))?;
    let (mut found, mut at) = (vec![], answer);
    while let Some(later) = answers::answered_renewal_of(tx, at)? {
        let by = signers::of_answer(tx, later.id)?;
        let Some(same) = by.iter().find(|one| one.guardian == own.guardian) else {
            return Err(Error::Conflict("answer_replaced"));
        };
        if later.state == AnswerState::Accepted {
            found.push((later.id, same.id, later.uses));
        }
        at = later.id;
    }
    Ok(found)
}

/// One signer's word on one answer, taken back.
fn take_back(
    tx: &Tx,
    answer: AnswerId,
    signer: SignerId,
    uses: Option<&[Use]>,
    by: &By,
) -> Result<Withdrawn> {
    let case = cases::find(tx, answer)?.ok_or(Error::NotFound("link"))?;
    let standing = decisions::standing(tx, answer)?
        .into_iter()
        .find(|decision| decision.signer == signer)
        .ok_or(Error::Conflict("not_answered"))?;
    match case.answer.state {
        AnswerState::Accepted => {}
        AnswerState::Withdrawn => return Err(Error::Conflict("already_withdrawn")),
        AnswerState::Pending if !standing.uses.is_empty() => {
            return Err(Error::Conflict("not_answered"));
        }
        _ => return Err(Error::Conflict("nothing_to_withdraw")),
    }
    let gone = uses.map_or_else(|| case.answer.uses.clone(), <[Use]>::to_vec);
    if gone.is_empty() {
        return Err(Error::invalid("uses", "required"));
    }
    if let Some(odd) = gone.iter().find(|one| !case.answer.uses.contains(one)) {
        return Err(Error::invalid(format!("uses.{}", odd.name()), "use_not_granted"));
    }
    let left = |uses: &[Use]| -> Vec<Use> {
        uses.iter().copied().filter(|one| !gone.contains(one)).collect()
    };
    let (own, common) = (left(&standing.uses), left(&case.answer.uses));
    let who = signers::find(tx, signer)?.ok_or(Error::NotFound("link"))?;
    let record = record(tx, &case, &who, &standing, &own)?;
    let new = NewDecision {
        answer,
        signer,
        document: standing.document,
        uses: &own,
        record: &record,
        signature: None,
        supersedes: Some(standing.id),
    };
    let decision = decisions::create(tx, new)?.ok_or(Error::Conflict("already_withdrawn"))?;
    let mut fields = vec![(field::DECISION_SHA256, record.digest()?.hex())];
    fields.extend_from_slice(by);
    evidence::append(tx, answer, Some(signer), EvidenceKind::Withdrawn, fields)?;
    let wholly = common.is_empty();
    let state = if wholly { AnswerState::Withdrawn } else { AnswerState::Accepted };
    if !answers::withdraw(tx, answer, state, &common)? {
        return Err(Error::Conflict("already_withdrawn"));
    }
    facts::record(tx, Fact::AnswerWithdrawn { answer, decision, wholly })?;
    if let Some(to) = &who.email {
        mails::queue(tx, Letter::Confirmation { answer, signer, decision }, to)?;
    }
    Ok(Withdrawn { state, uses: common })
}

/// What is hashed into the evidence: what this signer leaves standing.
fn record(
    tx: &Tx,
    case: &Case,
    signer: &Signer,
    standing: &Decision,
    own: &[Use],
) -> Result<DecisionRecord> {
    let frozen = documents::find(tx, standing.document)?
        .and_then(|frozen| frozen.body)
        .ok_or(Error::Gone("erased"))?;
    let offered = Document::read(&frozen)?.uses;
    Ok(DecisionRecord {
        reference: case.answer.reference.clone(),
        kind: DecisionKind::Withdrawn,
        signer: signer.name(),
        role: signer.role().to_owned(),
        at: tx.now(),
        guardians: None,
        sole_authority: false,
        other_guardian: None,
        uses: offered
            .iter()
            .map(|offered| UseDecided {
                name: offered.name.name().to_owned(),
                accepted: own.contains(&offered.name),
            })
            .collect(),
        reason: None,
        document_sha256: None,
        signature_sha256: None,
    })
}
