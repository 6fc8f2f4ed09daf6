//! Withdrawals that somebody told the company of, by telephone or on paper, recorded by a user.

use serde_json::json;

use super::withdraw::{By, Withdrawn, withdraw_decisions};
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::check::{LONGEST_REASON, lines};
use crate::model::{AnswerId, AnswerState, Check, GuardianId, Once, SignerId, Use, UserId};
use crate::store::{Read, Scope, answers, audit, decisions, idempotency, signers};

/// A signer whose consent counts, and who may therefore withdraw it.
#[derive(Debug, Clone)]
pub struct Teller {
    pub signer: SignerId,
    pub name: String,
    /// None for the employee.
    pub guardian: Option<GuardianId>,
    /// What they allow.
    pub uses: Vec<Use>,
}

/// What was told, and by whom.
#[derive(Debug, Clone)]
pub struct Reported {
    /// Who told it. None: the only signer whose consent counts.
    pub signer: Option<SignerId>,
    /// None: all.
    pub uses: Option<Vec<Use>>,
    /// How the company was reported.
    pub reason: String,
}

/// The signers whose consent to an answer counts, in the order of their decisions.
pub async fn tellers(app: &App, scope: Scope, id: AnswerId) -> Result<Vec<Teller>> {
    app.db
        .read(scope, move |read| {
            answers::find(read, id)?.ok_or(Error::NotFound("answer"))?;
            found_tellers(read, id)
        })
        .await
}

fn found_tellers(read: &Read, id: AnswerId) -> Result<Vec<Teller>> {
    let mut found = vec![];
    for said in decisions::standing(read, id)? {
        if let Some(who) = signers::reachable(read, said.signer)?.filter(|_| !said.uses.is_empty())
        {
            let name = who.name().trim().to_owned();
            found.push(Teller { signer: who.id, name, guardian: who.guardian, uses: said.uses });
        }
    }
    Ok(found)
}

/// As [`mod@super::withdraw`], recorded by a user of the company whom somebody told that they withdraw.
/// Of two guardians, the word of one is enough; it is ascribed to the one who gave it. The user and
/// the reason are recorded in the evidence, and the act in the audit log, which an erasure leaves as
/// it is. All who have decided get a receipt, which says who took the consent back.
///
/// # Errors
/// [`Error::Invalid`] with `signer_required` if several signers may have told it, and none is named.
pub async fn withdraw_for(
    app: &App,
    scope: Scope,
    user: UserId,
    id: AnswerId,
    reported: Reported,
    once: Option<Once>,
) -> Result<Withdrawn> {
    let mut check = Check::new();
    let reason = check.field("reason", lines(&reported.reason, LONGEST_REASON));
    check.require(reason.as_ref().is_none_or(|text| !text.is_empty()), "reason", "required");
    let reason = check.finish(reason)?;
    let zone = app.config.time_zone.clone();
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                let answer = answers::find(tx, id)?.ok_or(Error::NotFound("answer"))?;
                if answer.state == AnswerState::Withdrawn {
                    return Err(Error::Conflict("already_withdrawn"));
                }
                let all = found_tellers(tx, id)?;
                let signer = match (reported.signer, all.as_slice()) {
                    (_, []) => return Err(Error::Conflict("nothing_to_withdraw")),
                    (None, [one]) => one.signer,
                    (None, _) => return Err(Error::invalid("signerId", "signer_required")),
                    (Some(named), some) if some.iter().any(|one| one.signer == named) => named,
                    (Some(_), _) => return Err(Error::invalid("signerId", "unknown")),
                };
                let today = tx.now().day_in(&zone);
                let fields = vec![("user", user.0.to_string()), ("reason", reason)];
                let by = By { fields, former: None, on_behalf: true };
                let left = withdraw_decisions(tx, (id, signer), reported.uses, &by, today)?;
                audit::note_in(
                    tx,
                    Some(user),
                    AuditAction::WithdrawFor,
                    json!({ "answer": id.0 }),
                )?;
                Ok(left)
            })
        })
        .await
}
