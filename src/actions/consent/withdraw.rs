//! Taking consent back: all of it or some uses, as easily as it was given.

use super::Session;
use super::code::with_origin;
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::Signer;
use crate::model::chain::{EvidenceKind, field};
use crate::model::record::{DecisionKind, DecisionRecord, UseDecided};
use crate::model::{AnswerId, AnswerState, Document, Fact, Letter, Use, UserId};
use crate::store::decisions::NewDecision;
use crate::store::sessions::Origin;
use crate::store::{
    Scope, Tx, answers, cases, decisions, documents, evidence, facts, mails, signers,
};

/// What is left.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    pub state: AnswerState,
    pub uses: Vec<Use>,
}

/// Withdraws `uses`, or everything if none are named. With two guardians, what
/// one withdraws is withdrawn.
pub async fn withdraw(
    app: &App,
    session: Session,
    uses: Option<Vec<Use>>,
    origin: Origin,
) -> Result<Withdrawn> {
    app.db
        .write(session.scope, move |tx| {
            let signer = signers::find(tx, session.signer)?.ok_or(Error::NotFound("link"))?;
            take_back(tx, session.answer, &signer, uses, with_origin(vec![], &origin))
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
            take_back(tx, answer, &signer, uses, by)
        })
        .await
}

fn take_back(
    tx: &Tx,
    answer: AnswerId,
    signer: &Signer,
    uses: Option<Vec<Use>>,
    by: Vec<(&'static str, String)>,
) -> Result<Withdrawn> {
    let case = cases::find(tx, answer)?.ok_or(Error::NotFound("link"))?;
    let standing = decisions::standing(tx, answer)?
        .into_iter()
        .find(|decision| decision.signer == signer.id)
        .ok_or(Error::Conflict("not_answered"))?;
    match case.answer.state {
        AnswerState::Accepted => {}
        AnswerState::Withdrawn => return Err(Error::Conflict("already_withdrawn")),
        AnswerState::Pending if !standing.uses.is_empty() => {
            return Err(Error::Conflict("not_answered"));
        }
        _ => return Err(Error::Conflict("nothing_to_withdraw")),
    }
    let gone = uses.unwrap_or_else(|| case.answer.uses.clone());
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
    let frozen = documents::find(tx, standing.document)?
        .and_then(|frozen| frozen.body)
        .ok_or(Error::Gone("erased"))?;
    let record = DecisionRecord {
        reference: case.answer.reference.clone(),
        kind: DecisionKind::Withdrawn,
        signer: signer.name(),
        role: if signer.guardian.is_some() { "GUARDIAN" } else { "PERSON" }.to_owned(),
        at: tx.now(),
        uses: Document::read(&frozen)?
            .uses
            .iter()
            .map(|offered| UseDecided {
                name: offered.name.name().to_owned(),
                accepted: own.contains(&offered.name),
            })
            .collect(),
        reason: None,
        document_sha256: None,
        signature_sha256: None,
    };
    let decision = decisions::create(
        tx,
        NewDecision {
            answer,
            signer: signer.id,
            document: standing.document,
            uses: &own,
            record: &record,
            signature: None,
            supersedes: Some(standing.id),
        },
    )?
    .ok_or(Error::Conflict("already_withdrawn"))?;
    let mut fields = vec![(field::DECISION_SHA256, record.digest()?.hex())];
    fields.extend(by);
    let kind = EvidenceKind::Withdrawn;
    evidence::append(tx, answer, Some(signer.id), kind, fields)?;
    let state = if common.is_empty() { AnswerState::Withdrawn } else { AnswerState::Accepted };
    if !answers::withdraw(tx, answer, state, &common)? {
        return Err(Error::Conflict("already_withdrawn"));
    }
    let wholly = common.is_empty();
    facts::record(tx, Fact::AnswerWithdrawn { answer, decision, wholly })?;
    if let Some(to) = &signer.email {
        let signer = signer.id;
        mails::queue(tx, Letter::Confirmation { answer, signer, decision }, to)?;
    }
    Ok(Withdrawn { state, uses: common })
}
