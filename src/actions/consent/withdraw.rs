//! Taking consent back: all of it or some uses, as easily as it was given.

use jiff::civil::Date;

use super::Session;
use super::code::with_origin;
use super::decide::settle;
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::{Decision, Signer, outcome};
use crate::model::chain::{EvidenceKind, field};
use crate::model::record::{DecisionKind, DecisionRecord, UseDecided};
use crate::model::{
    Answer, AnswerId, AnswerState, DecisionId, Document, Fact, LinkId, MailKind, SignerId, Use,
    UserId,
};
use crate::store::cases::{self, Case};
use crate::store::decisions::NewDecision;
use crate::store::sessions::Origin;
use crate::store::{
    Read, Scope, Tx, answers, decisions, documents, events, evidence, facts, links, mails, signers,
};

/// What is left.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    pub state: AnswerState,
    pub uses: Vec<Use>,
}

/// Withdraws `uses`, or everything if none are named. With two guardians, what
/// one withdraws is withdrawn. What a later answer of the same signer grants is
/// withdrawn with it: whichever of their links they find, it is taken back. So is what
/// they have said to a request that waits for somebody else.
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
            take_all_back(tx, (session.answer, session.signer), uses, &by, today)
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
    let zone = app.config.time_zone.clone();
    app.db
        .write(scope, move |tx| {
            answers::find_any(tx, answer)?.ok_or(Error::NotFound("answer"))?;
            let signer = signers::of_account(tx, answer, user)?;
            let signer = signer.ok_or(Error::NotFound("answer"))?;
            let fields = with_origin(vec![("account", user.0.to_string())], &origin);
            let by = By { fields, former: None };
            take_all_back(tx, (answer, signer.id), uses, &by, tx.now().day_in(&zone))
        })
        .await
}

/// Who takes back, from where.
pub(super) struct By {
    /// What the evidence keeps of it.
    fields: Vec<(&'static str, String)>,
    /// The link and the e-mail they were reached by, where it is not the one of today any
    /// more: their receipt goes there.
    former: Option<(LinkId, String)>,
}

impl By {
    pub(super) fn of(read: &Read, session: &Session, origin: &Origin) -> Result<Self> {
        let link = links::find(read, session.link)?.filter(|link| link.moved_at.is_some());
        let former = match link {
            Some(link) => signers::behind(read, &link)?.and_then(|who| who.email),
            None => None,
        };
        let former = former.map(|email| (session.link, email));
        Ok(Self { fields: with_origin(vec![], origin), former })
    }
}

/// One signer's word on an answer and on those that took its place, taken back.
fn take_all_back(
    tx: &Tx,
    (answer, signer): (AnswerId, SignerId),
    uses: Option<Vec<Use>>,
    by: &By,
    today: Date,
) -> Result<Withdrawn> {
    let case = cases::find(tx, answer)?.ok_or(Error::NotFound("link"))?;
    let signer = signers::find(tx, signer)?.ok_or(Error::NotFound("link"))?;
    let words = words_to_take_back(tx, &case.answer, &signer, today)?;
    let granted = |one: &Use| words.iter().any(|word| word.granted.contains(one));
    if let Some(odd) = uses.iter().flatten().find(|one| !granted(one)) {
        return Err(Error::invalid(format!("uses.{}", odd.name()), "use_not_granted"));
    }
    let gone = uses.unwrap_or_else(|| Use::ALL.into_iter().filter(granted).collect());
    if gone.is_empty() {
        return Err(Error::invalid("uses", "required"));
    }
    let own = standing(tx, answer, signer.id)?.ok_or(Error::Conflict("not_answered"))?;
    let (mut left, mut last) = (None, own.id);
    for word in words {
        if word.granted.iter().any(|one| gone.contains(one)) {
            let (remaining, decision) = match word.signer {
                Some(signer) => take_back(tx, word.answer, signer, &gone, by)?,
                None => (narrow(tx, word.answer, last, &gone)?, last),
            };
            (left, last) = (Some(remaining), decision);
        }
    }
    let left = left.ok_or(Error::Conflict("nothing_to_withdraw"))?;
    take_back_what_waits(tx, &case.answer, &signer, &gone, by)?;
    if left.state == AnswerState::Withdrawn {
        // Nobody is asked to renew what they have just taken back.
        for asked in answers::unanswered(tx, &case.answer)? {
            if asked.supersedes.is_some() {
                links::revoke_of_answer(tx, asked.id)?;
                answers::close(tx, asked.id)?;
            }
        }
    }
    Ok(left)
}

/// What is granted by one answer, and a signer may take back.
struct Grant {
    answer: AnswerId,
    /// None where they have not signed that answer.
    signer: Option<SignerId>,
    granted: Vec<Use>,
}

/// What the signer has granted by this answer and by those that took its place; of a
/// request that waits for others, also what stands until they have answered. Where the
/// person has come of age and answered themself, theirs is the word that counts, and there
/// is nothing to take back here.
fn words_to_take_back(
    read: &Read,
    answer: &Answer,
    signer: &Signer,
    today: Date,
) -> Result<Vec<Grant>> {
    let own = standing(read, answer.id, signer.id)?.ok_or(Error::Conflict("not_answered"))?;
    let mut words = vec![];
    match answer.state {
        AnswerState::Accepted => {
            let granted = answer.uses.clone();
            words.push(Grant { answer: answer.id, signer: Some(signer.id), granted });
        }
        // The other guardian has yet to answer.
        AnswerState::Pending if !own.uses.is_empty() => {
            words.push(Grant { answer: answer.id, signer: Some(signer.id), granted: own.uses });
        }
        _ => {}
    }
    for later in answers::later_given(read, answer)? {
        let same = signer_of(read, later.id, signer)?;
        if same.is_none() {
            let say = signers::with_a_say(read, answer.event, answer.employee, today)?;
            if !say.iter().any(|one| one.is_same(signer)) {
                return Err(Error::Conflict("answer_replaced"));
            }
        }
        // What others gave without them is taken back where it counts.
        let counts = same.is_some() || later.replaced.is_none();
        if later.state == AnswerState::Accepted && counts {
            words.push(Grant { answer: later.id, signer: same, granted: later.uses });
        }
    }
    if answer.state == AnswerState::Pending
        && let Some(stands) = answers::last_given(read, answer.event, answer.employee)?
        && stands.id.0 < answer.id.0
        && !stands.granted_today().is_empty()
    {
        let signer = signer_of(read, stands.id, signer)?;
        words.push(Grant { answer: stands.id, signer, granted: stands.uses });
    }
    if words.is_empty() {
        return Err(Error::Conflict(match answer.state {
            AnswerState::Withdrawn => "already_withdrawn",
            _ => "nothing_to_withdraw",
        }));
    }
    Ok(words)
}

/// As which signer of an answer the same human being decided, if they did.
fn signer_of(read: &Read, answer: AnswerId, same: &Signer) -> Result<Option<SignerId>> {
    let all = signers::of_answer(read, answer)?;
    Ok(all.into_iter().find(|one| one.is_same(same)).map(|one| one.id))
}

/// A signer has answered a request that waits for others: what they have not granted is
/// not allowed any more by what stands until then, as if they had withdrawn it.
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
        Some(own) => take_back(tx, stands.id, own, &gone, by).map(|_| ()),
        None => narrow(tx, stands.id, decision, &gone).map(|_| ()),
    }
}

/// Applies [`deny`] to what was said before this program did so at once: an earlier version
/// let a consent stand that a signer had narrowed on a renewal which waits for somebody else.
/// Where there is nothing to narrow any more, nothing is written.
pub async fn deny_by_begun_renewals(app: &App, scope: Scope) -> Result<()> {
    app.db
        .write(scope, |tx| {
            let by = By { fields: vec![], former: None };
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

/// What a signer says of an answer today.
fn standing(read: &Read, answer: AnswerId, signer: SignerId) -> Result<Option<Decision>> {
    let all = decisions::standing(read, answer)?;
    Ok(all.into_iter().find(|decision| decision.signer == signer))
}

/// What the same signer has granted to other requests that still wait for somebody else's
/// answer, deleted ones too: without this it would come back once that is given.
fn take_back_what_waits(
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
            // It cannot be accepted any more; the studio may ask again.
            links::revoke_of_answer(tx, asked.id)?;
            answers::close(tx, asked.id)?;
            if let Some(fact) = events::recount(tx, asked.event)?.and_then(|change| change.fact()) {
                facts::record(tx, fact)?;
            }
        }
    }
    Ok(())
}

fn without(uses: &[Use], gone: &[Use]) -> Vec<Use> {
    uses.iter().copied().filter(|one| !gone.contains(one)).collect()
}

/// One signer's word on one answer, taken back.
fn take_back(
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
    let former = by.former.as_ref();
    if let Some(to) = former.map(|(_, email)| email).or(who.email.as_ref()) {
        let link = former.map(|(link, _)| *link);
        mails::queue(tx, MailKind::Confirmation { answer, signer, decision, link }, to)?;
    }
    Ok((left, decision))
}

/// What somebody denies of an answer that they have not signed themselves, by a decision on
/// another one about the same person and shoot.
fn narrow(tx: &Tx, answer: AnswerId, decision: DecisionId, gone: &[Use]) -> Result<Withdrawn> {
    let case = cases::find(tx, answer)?.ok_or(Error::NotFound("answer"))?;
    left_of_given(tx, &case, decision, gone)
}

/// Fewer uses than before, or none.
fn left_of_given(tx: &Tx, case: &Case, decision: DecisionId, gone: &[Use]) -> Result<Withdrawn> {
    let (answer, uses) = (case.answer.id, without(&case.answer.uses, gone));
    let wholly = uses.is_empty();
    let state = if wholly { AnswerState::Withdrawn } else { AnswerState::Accepted };
    if !answers::withdraw(tx, answer, state, &uses)? {
        return Err(Error::Conflict("already_withdrawn"));
    }
    facts::record(tx, Fact::AnswerWithdrawn { answer, decision, wholly })?;
    Ok(Withdrawn { state, uses })
}

/// Where one of several signers takes everything back before the others have answered,
/// the answer is no.
fn left_of_pending(tx: &Tx, case: &Case, before: &Decision) -> Result<Withdrawn> {
    let (answer, event) = (case.answer.id, case.answer.event);
    let said = decisions::standing(tx, answer)?.into_iter().map(|one| one.uses);
    let needed = signers::of_answer(tx, answer)?.len();
    let (state, uses) = outcome(needed, &said.collect::<Vec<_>>());
    if state == AnswerState::Pending {
        facts::record(tx, Fact::AnswerBegun { answer, event })?;
    } else if case.answer.deleted_at.is_none() {
        let body = documents::find(tx, before.document)?.and_then(|frozen| frozen.body);
        let offered = Document::read(&body.ok_or(Error::Gone("erased"))?)?.uses;
        let offered: Vec<Use> = offered.into_iter().map(|one| one.name).collect();
        settle(tx, case, None, &offered)?;
    }
    Ok(Withdrawn { state, uses })
}

/// Keeps what a signer leaves standing, as a decision and as evidence.
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

/// What is hashed into the evidence: what this signer leaves standing.
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
