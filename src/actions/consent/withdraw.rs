//! Taking consent back: all of it or some uses, as easily as it was given.

use super::Session;
use super::code::with_origin;
use crate::App;
use crate::error::{Error, Result};
use crate::model::chain::{EvidenceKind, field};
use crate::model::record::{DecisionKind, DecisionRecord, UseDecided};
use crate::model::{AnswerState, Document, Fact, Letter, Use};
use crate::store::decisions::NewDecision;
use crate::store::sessions::Origin;
use crate::store::{answers, cases, decisions, documents, evidence, facts, mails, signers};

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
            let case = cases::find(tx, session.answer)?.ok_or(Error::NotFound("link"))?;
            let standing = decisions::standing(tx, session.answer)?
                .into_iter()
                .find(|decision| decision.signer == session.signer)
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
            let signer = signers::find(tx, session.signer)?.ok_or(Error::NotFound("link"))?;
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
                    answer: session.answer,
                    signer: session.signer,
                    document: standing.document,
                    uses: &own,
                    record: &record,
                    signature: None,
                    supersedes: Some(standing.id),
                },
            )?
            .ok_or(Error::Conflict("already_withdrawn"))?;
            let fields =
                with_origin(vec![(field::DECISION_SHA256, record.digest()?.hex())], &origin);
            let kind = EvidenceKind::Withdrawn;
            evidence::append(tx, session.answer, Some(session.signer), kind, fields)?;
            let state =
                if common.is_empty() { AnswerState::Withdrawn } else { AnswerState::Accepted };
            if !answers::withdraw(tx, session.answer, state, &common)? {
                return Err(Error::Conflict("already_withdrawn"));
            }
            let answer = session.answer;
            let wholly = common.is_empty();
            facts::record(tx, Fact::AnswerWithdrawn { answer, decision, wholly })?;
            if let Some(to) = &signer.email {
                let signer = session.signer;
                mails::queue(tx, Letter::Confirmation { answer, signer, decision }, to)?;
            }
            Ok(Withdrawn { state, uses: common })
        })
        .await
}
