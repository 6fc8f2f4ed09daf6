//! Withdrawal of consent, entirely or of some uses: as easy as giving it.

use jiff::civil::Date;

use serde::{Deserialize, Serialize};

use super::Session;
use super::code::with_origin;
use super::decide::settle;
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::{Decision, Signer, outcome};
use crate::model::chain::{EvidenceKind, field};
use crate::model::record::{DecisionKind, DecisionRecord, UseDecided};
use crate::model::{
    Answer, AnswerId, AnswerState, DecisionId, Document, Fact, Job, LinkId, SignerId, Use, UserId,
};
use crate::store::cases::{self, Case};
use crate::store::decisions::NewDecision;
use crate::store::sessions::Origin;
use crate::store::{
    Read, Scope, Tx, answers, decisions, documents, events, evidence, facts, jobs, links, signers,
};

/// The state and the uses after a withdrawal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Withdrawn {
    pub state: AnswerState,
    pub uses: Vec<Use>,
}

/// Withdraws `uses`, or everything if None. With two guardians, the withdrawal of one is enough. It
/// also applies to later answers of the same signer, so that any of their links will do, and to
/// their decisions on pending requests.
pub async fn withdraw(
    app: &App,
    session: Session,
    uses: Option<Vec<Use>>,
    origin: Origin,
) -> Result<Withdrawn> {
    let zone = app.config.time_zone.clone();
    app.db
        .write(session.scope, move |tx| {
            let (by, today) = (By::of(tx, &session, &origin)?, tx.now().day_in(&zone));
            withdraw_decisions(tx, (session.answer, session.signer), uses, &by, today)
        })
        .await
}

/// As [`withdraw`], for a signed-in account whose confirmed e-mail is the signer's. The account is
/// recorded in the evidence.
pub async fn withdraw_own(
    app: &App,
    scope: Scope,
    user: UserId,
    answer: AnswerId,
    uses: Option<Vec<Use>>,
    origin: Origin,
) -> Result<Withdrawn> {
    let zone = app.config.time_zone.clone();
    app.db
        .write(scope, move |tx| {
            answers::find_any(tx, answer)?.ok_or(Error::NotFound("answer"))?;
            let signer = signers::of_account(tx, answer, user)?;
            let signer = signer.ok_or(Error::NotFound("answer"))?;
            let fields = with_origin(vec![("account", user.0.to_string())], &origin);
            let by = By { fields, former: None, on_behalf: false };
            withdraw_decisions(tx, (answer, signer.id), uses, &by, tx.now().day_in(&zone))
        })
        .await
}

/// The origin of a withdrawal.
pub(super) struct By {
    /// The fields of the evidence.
    pub(super) fields: Vec<(&'static str, String)>,
    /// The link that was used, if it leads to a former e-mail: the receipt is sent there.
    pub(super) former: Option<LinkId>,
    /// Whether a user of the company recorded it.
    pub(super) on_behalf: bool,
}

impl By {
    pub(super) fn of(read: &Read, session: &Session, origin: &Origin) -> Result<Self> {
        let link = links::find(read, session.link)?.filter(|link| link.moved_at.is_some());
        let former = match link {
            Some(link) => signers::behind(read, &link)?.and_then(|who| who.email),
            None => None,
        };
        let former = former.map(|_| session.link);
        Ok(Self { fields: with_origin(vec![], origin), former, on_behalf: false })
    }
}

/// Withdraws one signer's decisions on an answer and on those that replaced it.
pub(super) fn withdraw_decisions(
    tx: &Tx,
    (answer, signer): (AnswerId, SignerId),
    uses: Option<Vec<Use>>,
    by: &By,
    today: Date,
) -> Result<Withdrawn> {
    let case = cases::find(tx, answer)?.ok_or(Error::NotFound("link"))?;
    let signer = signers::find(tx, signer)?.ok_or(Error::NotFound("link"))?;
    let words = withdrawable_uses(tx, &case.answer, &signer, today)?;
    let granted = |one: &Use| words.iter().any(|word| word.granted.contains(one));
    if let Some(odd) = uses.iter().flatten().find(|one| !granted(one)) {
        return Err(Error::invalid(format!("uses.{}", odd.name()), "use_not_granted"));
    }
    // Everything that is still allowed: then also what another signer has withdrawn already, so
    // that nothing remains of this signer's decision. A page offers only what is allowed.
    let allowed: Vec<Use> = words.iter().flat_map(|word| word.allowed.clone()).collect();
    let is_all = |uses: &[Use]| !allowed.is_empty() && allowed.iter().all(|one| uses.contains(one));
    let gone = match uses.filter(|uses| !is_all(uses)) {
        Some(uses) => uses,
        None => Use::sorted(words.iter().flat_map(|word| word.granted.clone())),
    };
    if gone.is_empty() {
        return Err(Error::invalid("uses", "required"));
    }
    let own = standing(tx, answer, signer.id)?.ok_or(Error::Conflict("not_answered"))?;
    let (mut left, mut last) = (None, own.id);
    for word in words {
        if word.granted.iter().any(|one| gone.contains(one)) {
            let (remaining, decision) = match word.signer {
                Some(signer) => withdraw_uses(tx, word.answer, signer, &gone, by)?,
                None => (narrow(tx, word.answer, last, &gone)?, last),
            };
            (left, last) = (Some(remaining), decision);
        }
    }
    let left = left.ok_or(Error::Conflict("nothing_to_withdraw"))?;
    withdraw_from_pending(tx, &case.answer, &signer, &gone, by)?;
    if left.state == AnswerState::Withdrawn {
        // A pending renewal is closed after a complete withdrawal.
        for asked in answers::unanswered(tx, &case.answer)? {
            if asked.supersedes.is_some() {
                links::revoke_of_answer(tx, asked.id)?;
                answers::close(tx, asked.id)?;
            }
        }
    }
    Ok(left)
}

/// Uses granted by one answer, which a signer may withdraw.
struct Grant {
    answer: AnswerId,
    /// None if they are not a signer of that answer.
    signer: Option<SignerId>,
    /// What the answer allows.
    allowed: Vec<Use>,
    /// By the answer, or by the signer's own decision on it: another signer may have withdrawn a
    /// use already, and this one withdraws theirs all the same.
    granted: Vec<Use>,
}

impl Grant {
    fn new(
        read: &Read,
        (answer, uses): (AnswerId, &[Use]),
        signer: Option<SignerId>,
    ) -> Result<Self> {
        let mut granted = uses.to_vec();
        if let Some(signer) = signer
            && let Some(own) = standing(read, answer, signer)?
        {
            granted.extend(without(&own.uses, uses));
        }
        Ok(Self { answer, signer, allowed: uses.to_vec(), granted })
    }
}

/// What the signer may withdraw: the uses of this answer and of those that replaced it. For a
/// pending request, also those of the answer that stands until it is settled. An error if the
/// employee has come of age and answered: then only they may withdraw.
fn withdrawable_uses(
    read: &Read,
    answer: &Answer,
    signer: &Signer,
    today: Date,
) -> Result<Vec<Grant>> {
    let own = standing(read, answer.id, signer.id)?.ok_or(Error::Conflict("not_answered"))?;
    let mut words = vec![];
    match answer.state {
        AnswerState::Accepted => {
            words.push(Grant::new(read, (answer.id, &answer.uses), Some(signer.id))?);
        }
        // The other guardian has not answered.
        AnswerState::Pending if !own.uses.is_empty() => {
            words.push(Grant::new(read, (answer.id, &own.uses), Some(signer.id))?);
        }
        // The other guardian has withdrawn everything.
        AnswerState::Withdrawn if !own.uses.is_empty() => {
            words.push(Grant::new(read, (answer.id, &[]), Some(signer.id))?);
        }
        _ => {}
    }
    for later in answers::later_given(read, answer)? {
        let same = signer_of(read, later.id, signer)?;
        if same.is_none() {
            let say = signers::entitled_signers(read, answer.event, answer.employee, today)?;
            if !say.iter().any(|one| one.is(signer)) {
                return Err(Error::Conflict("answer_replaced"));
            }
        }
        // What others granted without this signer is withdrawn only from the answer in force.
        let counts = same.is_some() || later.replaced.is_none();
        if later.state == AnswerState::Accepted && counts {
            words.push(Grant::new(read, (later.id, &later.uses), same)?);
        }
    }
    if answer.state == AnswerState::Pending
        && let Some(stands) = answers::last_given(read, answer.event, answer.employee)?
        && stands.id.0 < answer.id.0
        && !stands.granted_today().is_empty()
    {
        let signer = signer_of(read, stands.id, signer)?;
        words.push(Grant::new(read, (stands.id, &stands.uses), signer)?);
    }
    if words.is_empty() {
        // What they have granted to a request that another guardian has not answered.
        for asked in answers::unanswered(read, answer)? {
            if let Some(same) = signer_of(read, asked.id, signer)?
                && let Some(own) = standing(read, asked.id, same)?
                && !own.uses.is_empty()
            {
                words.push(Grant::new(read, (asked.id, &own.uses), Some(same))?);
            }
        }
    }
    if words.is_empty() {
        return Err(Error::Conflict(match answer.state {
            AnswerState::Withdrawn => "already_withdrawn",
            _ => "nothing_to_withdraw",
        }));
    }
    Ok(words)
}

/// The signer of an answer who is the same human being, if there is one.
fn signer_of(read: &Read, answer: AnswerId, same: &Signer) -> Result<Option<SignerId>> {
    let all = signers::of_answer(read, answer)?;
    Ok(all.into_iter().find(|one| one.is_same(same)).map(|one| one.id))
}

/// A signer has decided on a pending request. What they did not grant is withdrawn from the answer
/// that stands until then.
pub(super) fn deny(
    tx: &Tx,
    asked: &Case,
    signer: &Signer,
    (decision, granted): (DecisionId, &[Use]),
    by: &By,
) -> Result<()> {
    let (event, person) = (asked.answer.event, asked.answer.employee);
    let Some(stands) = answers::last_given(tx, event, person)? else { return Ok(()) };
    let gone = without(stands.granted_today(), granted);
    if gone.is_empty() {
        return Ok(());
    }
    match signer_of(tx, stands.id, signer)? {
        Some(own) => withdraw_uses(tx, stands.id, own, &gone, by).map(|_| ()),
        None => narrow(tx, stands.id, decision, &gone).map(|_| ()),
    }
}

/// Applies [`deny`] to decisions made under an earlier version, which did not narrow the standing
/// consent when a signer granted less on a pending renewal. Writes nothing where nothing is left to
/// narrow.
pub async fn deny_by_begun_renewals(app: &App, scope: Scope) -> Result<()> {
    app.db
        .write(scope, |tx| {
            let by = By { fields: vec![], former: None, on_behalf: false };
            for asked in answers::begun_renewals(tx)? {
                let Some(case) = cases::find(tx, asked.id)? else { continue };
                for said in decisions::standing(tx, asked.id)? {
                    if let Some(signer) = signers::find(tx, said.signer)? {
                        deny(tx, &case, &signer, (said.id, &said.uses), &by)?;
                    }
                }
            }
            Ok(())
        })
        .await
}

/// A signer's decision on an answer that counts today.
fn standing(read: &Read, answer: AnswerId, signer: SignerId) -> Result<Option<Decision>> {
    let all = decisions::standing(read, answer)?;
    Ok(all.into_iter().find(|decision| decision.signer == signer))
}

/// Withdraws what the same signer has granted to other pending requests, including deleted ones.
/// Otherwise the uses would return once those are settled.
fn withdraw_from_pending(
    tx: &Tx,
    answer: &Answer,
    signer: &Signer,
    gone: &[Use],
    by: &By,
) -> Result<()> {
    for asked in answers::unanswered(tx, answer)? {
        let to = signers::of_answer(tx, asked.id)?;
        let Some(same) = to.into_iter().find(|one| one.is_same(signer)) else {
            continue;
        };
        let same = signers::reachable(tx, same.id)?.ok_or(Error::NotFound("link"))?;
        let Some(said) = standing(tx, asked.id, same.id)? else { continue };
        let left = without(&said.uses, gone);
        if left == said.uses {
            continue;
        }
        let case = cases::find(tx, asked.id)?.ok_or(Error::NotFound("answer"))?;
        decide(tx, &case, &same, &said, &left, by)?;
        if left.is_empty() {
            // The request cannot be accepted any more; the company may ask again.
            links::revoke_of_answer(tx, asked.id)?;
            answers::close(tx, asked.id)?;
            events::recount(tx, asked.event)?;
        }
    }
    Ok(())
}

fn without(uses: &[Use], gone: &[Use]) -> Vec<Use> {
    uses.iter().copied().filter(|one| !gone.contains(one)).collect()
}

/// Withdraws uses from one signer's decision on one answer.
fn withdraw_uses(
    tx: &Tx,
    answer: AnswerId,
    signer: SignerId,
    gone: &[Use],
    by: &By,
) -> Result<(Withdrawn, DecisionId)> {
    let case = cases::find(tx, answer)?.ok_or(Error::NotFound("link"))?;
    let said = standing(tx, answer, signer)?.ok_or(Error::Conflict("not_answered"))?;
    let who = signers::reachable(tx, signer)?.ok_or(Error::NotFound("link"))?;
    let own = without(&said.uses, gone);
    let decision = decide(tx, &case, &who, &said, &own, by)?;
    let left = match case.answer.state {
        AnswerState::Pending => left_of_pending(tx, &case, &said)?,
        _ => left_of_given(tx, &case, decision, gone)?,
    };
    let (link, on_behalf) = (by.former, by.on_behalf);
    jobs::enqueue(tx, &Job::MakeReceipt { answer, decision: Some(decision), link, on_behalf })?;
    Ok((left, decision))
}

/// Removes uses from an answer that the signer has not signed, by their decision on another answer
/// for the same employee and event.
fn narrow(tx: &Tx, answer: AnswerId, decision: DecisionId, gone: &[Use]) -> Result<Withdrawn> {
    let case = cases::find(tx, answer)?.ok_or(Error::NotFound("answer"))?;
    left_of_given(tx, &case, decision, gone)
}

/// Removes uses from a given answer; if none is left, it is withdrawn.
fn left_of_given(tx: &Tx, case: &Case, decision: DecisionId, gone: &[Use]) -> Result<Withdrawn> {
    let (answer, uses) = (case.answer.id, without(&case.answer.uses, gone));
    if uses == case.answer.uses {
        // Another signer had withdrawn these.
        return Ok(Withdrawn { state: case.answer.state, uses });
    }
    let wholly = uses.is_empty();
    let state = if wholly { AnswerState::Withdrawn } else { AnswerState::Accepted };
    if !answers::withdraw(tx, answer, state, &uses)? {
        return Err(Error::Conflict("already_withdrawn"));
    }
    // As that of a refusal.
    let until = case.evidence_until(tx.now(), None);
    answers::keep_evidence(tx, answer, until)?;
    links::extend(tx, answer, None, until)?;
    facts::record(tx, Fact::AnswerWithdrawn { answer, decision, wholly })?;
    Ok(Withdrawn { state, uses })
}

/// The state of a pending request after a withdrawal. If one of several signers withdraws
/// everything, the request is settled as refused.
fn left_of_pending(tx: &Tx, case: &Case, before: &Decision) -> Result<Withdrawn> {
    let (answer, event) = (case.answer.id, case.answer.event);
    let said = decisions::standing(tx, answer)?.into_iter().map(|one| one.uses);
    let needed = signers::of_answer(tx, answer)?.len();
    let (state, uses) = outcome(needed, &said.collect::<Vec<_>>());
    if state == AnswerState::Pending {
        facts::record(tx, Fact::AnswerBegun { answer, event })?;
    } else if case.answer.deleted_at.is_none() {
        let body = documents::find(tx, before.document)?.and_then(|frozen| frozen.body);
        let shown = Document::read(&body.ok_or(Error::Gone("erased"))?)?;
        settle(tx, case, None, &shown)?;
    }
    Ok(Withdrawn { state, uses })
}

/// Stores what a signer still grants, as a decision and in the evidence.
fn decide(
    tx: &Tx,
    case: &Case,
    signer: &Signer,
    said: &Decision,
    left: &[Use],
    by: &By,
) -> Result<DecisionId> {
    let answer = case.answer.id;
    let record = record(tx, case, signer, said, left)?;
    let new = NewDecision {
        answer,
        signer: signer.id,
        document: said.document,
        uses: left,
        record: &record,
        signature: None,
        supersedes: Some(said.id),
    };
    let decision = decisions::create(tx, new)?.ok_or(Error::Conflict("already_withdrawn"))?;
    let mut fields = vec![(field::DECISION_SHA256, record.digest()?.hex())];
    fields.extend_from_slice(&by.fields);
    evidence::append(tx, answer, Some(signer.id), EvidenceKind::Withdrawn, fields)?;
    Ok(decision)
}

/// The record that is hashed into the evidence: what this signer still grants.
fn record(
    tx: &Tx,
    case: &Case,
    signer: &Signer,
    said: &Decision,
    left: &[Use],
) -> Result<DecisionRecord> {
    let frozen = documents::find(tx, said.document)?
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
                accepted: left.contains(&offered.name),
            })
            .collect(),
        reason: None,
        document_sha256: None,
        signature_sha256: None,
    })
}
