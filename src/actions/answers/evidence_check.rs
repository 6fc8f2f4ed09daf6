//! Checks that the stored evidence of an answer is what was sealed: before evidence is handed out,
//! and every night for every answer.

use super::roots::lost_steps;
use super::row_check::Stated;
use super::{root_check, roots, sealing};
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::{Decision, Signer};
use crate::model::audit::AuditAction;
use crate::model::chain::{Entry, EvidenceKind};
use crate::model::daily_root::Leaf;
use crate::model::record::DecisionRecord;
use crate::model::seal::{PublicKey, Seal, SealKey};
use crate::model::{
    Answer, AnswerId, AnswerState, Company, Digest, Job, Keys, MailKind, Timestamp, seal_history,
};
use crate::render::bundle::{Held, Report, Verdict, examine_held};
use crate::store::chain_seals::{self, ChainSeal, Resealed};
use crate::store::documents::Frozen;
use crate::store::manifests::{self, KeptManifest};
use crate::store::seals::{self, Sealed};
use crate::store::{
    AllTx, Read, Scope, answers, audit, companies, daily_roots, decisions, documents, evidence,
    jobs, mails, schedules, signers, users,
};

/// The schedule that checks all evidence.
const SCHEDULE: &str = "check_evidence";
/// The number of answers per job, so that other jobs run in between.
const BATCH: usize = 200;

/// The stored evidence of an answer.
pub(super) struct Proof {
    pub answer: Answer,
    pub is_erased: bool,
    pub chain: Vec<Entry>,
    pub decided: Vec<Decision>,
    pub shown: Vec<Frozen>,
    /// The digest of the PDF, and the seal that was made with it.
    pub sealed: Option<Sealed>,
    /// The seal of the last step.
    pub last: Option<ChainSeal>,
    /// In order.
    pub manifests: Vec<KeptManifest>,
    /// The reference of the answer that this one renews.
    pub renews: Option<String>,
    /// The last step of the chain according to the newest daily root.
    pub witnessed: Option<Leaf>,
    /// The signers who decided.
    pub signers: Vec<Signer>,
    /// The latest beginning of the evidence of answers that were asked before this one, about the same
    /// employee and event, and given.
    pub earlier_began: Option<Timestamp>,
    pub rows: Stated,
    /// The time of the check.
    pub now: Timestamp,
}

pub(super) fn proof(read: &Read, answer: Answer) -> Result<Proof> {
    let id = answer.id;
    let decided = decisions::of_answer(read, id)?;
    let mut known = vec![];
    for decision in &decided {
        known.extend(signers::find(read, decision.signer)?);
    }
    Ok(Proof {
        signers: known,
        earlier_began: evidence::began_before(read, &answer)?,
        rows: Stated::of(read, id)?,
        now: read.now(),
        is_erased: answers::is_erased(read, id)?,
        chain: evidence::chain(read, id)?,
        decided,
        shown: documents::decided_on(read, id)?,
        sealed: seals::find(read, id)?,
        last: chain_seals::find(read, id)?,
        witnessed: daily_roots::leaf(read, id)?,
        manifests: manifests::of_answer(read, id)?,
        renews: match answer.supersedes {
            Some(old) => answers::reference_of(read, old)?,
            None => None,
        },
        answer,
    })
}

/// Why evidence does not match its seal, for the log. Contains no personal data.
pub(super) type Contradiction = String;

impl Proof {
    /// The decisions, as recorded when they were made.
    pub fn records(&self) -> Result<Vec<DecisionRecord>> {
        let records = self.decided.iter().filter_map(|decision| decision.record.as_deref());
        let records = records.map(serde_json::from_str);
        Ok(records.collect::<Result<_, _>>().map_err(anyhow::Error::from)?)
    }

    /// Checks the evidence against its seals. After an erasure only what is still stored is
    /// checked. Daily roots are not looked at: see [`Proof::lacks_steps`].
    pub fn check(&self, key: PublicKey) -> Result<(), Contradiction> {
        self.check_order()?;
        let asked = self.answer.state == AnswerState::Pending && self.decided.is_empty();
        let seal = match &self.last {
            Some(ChainSeal { seal: Some(seal), .. }) => seal,
            // The chain has no step yet.
            None if asked && self.chain.is_empty() && self.sealed.is_none() => return Ok(()),
            _ => return Err("the chain has no seal".to_owned()),
        };
        self.check_with(seal, key)
    }

    /// Whether the chain lacks the step with which it ended in the newest daily root. Whoever replaces a
    /// chain and its seal by an earlier state of both is found by this, if the root is what was signed:
    /// see [`is_cut`].
    pub fn lacks_steps(&self) -> bool {
        let Some(Leaf { reference, head }) = self.witnessed else { return false };
        let step = self.chain.iter().find(|entry| entry.seq == head.seq);
        step.is_none_or(|entry| entry.hash != head.hash)
            || reference != Digest::of(&self.answer.reference)
    }

    /// Checks that the evidence of an earlier answer did not begin later: the last answer given counts,
    /// and which one that is, is known by ids, which no step has. A clock may have been set back.
    fn check_order(&self) -> Result<(), Contradiction> {
        let own = self.chain.first().map(|first| first.at);
        match own.zip(self.earlier_began) {
            Some((own, earlier)) if earlier.since(own) > Timestamp::DAY => {
                Err("an answer that was asked before this one began after it".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// As [`Proof::check`], with a seal of the last step that is not stored yet.
    fn check_with(&self, seal: &Seal, key: PublicKey) -> Result<(), Contradiction> {
        let made = self.check_pdf(seal)?;
        let unreadable = |error: Error| format!("a record cannot be read: {error}");
        let held = Held {
            documents: self
                .shown
                .iter()
                .filter_map(|frozen| frozen.body.clone())
                .map(String::into_bytes)
                .collect(),
            decisions: self.records().map_err(unreadable)?,
            signatures: self.decided.iter().filter_map(|one| one.signature.clone()).collect(),
            chain: self.chain.clone(),
            seal: seal.clone(),
            // Erased ones say nothing; that they are empty is checked below.
            manifests: match self.is_erased {
                true => vec![],
                false => self.manifests.iter().map(sealing::held).collect(),
            },
        };
        let report = examine_held(held, made, key);
        match report.verdict {
            Verdict::Genuine => self.check_rows(),
            Verdict::Incomplete if self.is_erased => self.check_erased(),
            _ => Err(findings(&report)),
        }
    }

    /// Checks that the seal of the PDF covers a step of this chain, if there is a PDF. Returns its
    /// digest.
    fn check_pdf(&self, last: &Seal) -> Result<Option<Digest>, Contradiction> {
        let Some(Sealed { pdf, seal, .. }) = &self.sealed else {
            // The seal of a PDF is never deleted, so the last seal names the PDF if one was made.
            return match last.pdf_sha256 == Digest::ZERO {
                true => Ok(None),
                false => Err("the seal of the PDF is gone".to_owned()),
            };
        };
        let is_sound = seal.verify(None).is_ok()
            && seal.pdf_sha256 == *pdf
            && last.pdf_sha256 == *pdf
            && self.chain.iter().any(|entry| entry.hash == seal.chain_head);
        if is_sound { Ok(Some(*pdf)) } else { Err("the seal of the PDF does not fit".to_owned()) }
    }

    /// Checks that nothing is left of evidence that is said to be erased, and that the answer allows
    /// nothing any more: evidence is kept longer than a consent lasts. Otherwise somebody who says that
    /// an answer was erased could change it.
    fn check_erased(&self) -> Result<(), Contradiction> {
        let fields = self.chain.iter().flat_map(|step| &step.fields);
        let is_left = fields.into_iter().any(|field| field.value.is_some())
            || self.decided.iter().any(|one| one.record.is_some() || one.signature.is_some())
            || self.shown.iter().any(|frozen| frozen.body.is_some())
            || self.manifests.iter().any(|one| one.content.is_some() || one.record.is_some());
        if is_left {
            return Err("the evidence is said to be erased, and is not".to_owned());
        }
        let Answer { state, uses, expires_at, .. } = &self.answer;
        let has_ended = expires_at.is_some_and(|ends| ends <= self.now);
        if !uses.is_empty() && !has_ended {
            return Err("the answer allows uses, and its evidence was erased".to_owned());
        }
        self.check_given()?;
        // The kind and the time of a step are never erased.
        let is_decision =
            |step: &&Entry| matches!(step.kind, EvidenceKind::Answered | EvidenceKind::Withdrawn);
        let last = self.chain.iter().rev().find(is_decision).map(|step| step.at);
        let is_no = matches!(state, AnswerState::Refused | AnswerState::Withdrawn);
        let kept = last.map(|last| last.after_months(Company::REFUSAL_MONTHS));
        match kept.is_some_and(|kept| is_no && kept > self.now) {
            true => Err("the evidence of a refusal was erased before its time".to_owned()),
            false => Ok(()),
        }
    }

    /// Seals the last step of a chain that an earlier version stored without such a seal.
    fn seal_anew(&self, keys: &Keys) -> Result<Seal, Contradiction> {
        self.check_pdf_key(keys)?;
        let key = &keys.seal;
        let head = self.chain.last().map_or(Digest::ZERO, |entry| entry.hash);
        let seal = key.seal(head, self.sealed.as_ref().map_or(Digest::ZERO, |sealed| sealed.pdf));
        self.check_with(&seal, key.public())?;
        Ok(seal)
    }

    /// Checks that a key of this instance sealed the PDF, and no step up to it is later than the end of
    /// that key: whoever has a former key can seal another PDF.
    fn check_pdf_key(&self, keys: &Keys) -> Result<(), Contradiction> {
        let Some(Sealed { seal, .. }) = &self.sealed else { return Ok(()) };
        if seal.public_key == keys.seal.public() {
            return Ok(());
        }
        let Some(until) = keys.retired.end_of(seal.public_key) else {
            return Err("the PDF is sealed with an unknown key".to_owned());
        };
        let covered = self.chain.iter().position(|step| step.hash == seal.chain_head);
        let covered = covered.and_then(|last| self.chain.get(..=last)).unwrap_or_default();
        match seal_history::is_after(until, covered) {
            true => Err("the PDF is later than the end of the key that sealed it".to_owned()),
            false => Ok(()),
        }
    }
}

/// The keys of the failed checks, for the log.
pub(super) fn findings(report: &Report) -> Contradiction {
    let keys = report.checks.iter().map(|check| check.key);
    let found: Vec<&str> = keys.filter(|key| !key.ends_with("-good")).collect();
    found.join(", ")
}

/// Records in the log and the audit log that the evidence of an answer does not match its seal, and
/// queues a mail to the administrators, once per answer. Returns the error for the caller.
pub(super) async fn refuse(app: &App, scope: Scope, id: AnswerId, why: Contradiction) -> Error {
    let noted = app.db.write_all(move |all| alarm(all, scope, &[(id, why)])).await;
    match noted {
        Ok(()) => Error::Contradicted("evidence_contradicted"),
        Err(error) => error,
    }
}

/// Whether an answer whose chain lacks steps of the newest daily root is to blame: the root and its
/// leaves are what was signed. Otherwise the alarm about them is raised.
pub(super) async fn is_cut(app: &App, lacks_steps: bool) -> Result<bool> {
    let keys = app.keys.clone();
    match lacks_steps {
        true => app.db.write_all(move |all| roots::are_sound(all, &keys)).await,
        false => Ok(false),
    }
}

pub(super) fn alarm(all: &AllTx, scope: Scope, found: &[(AnswerId, Contradiction)]) -> Result<()> {
    let company = scope.company();
    let tx = companies::enter(all, scope);
    let mut fresh = vec![];
    for (id, why) in found {
        tracing::error!(
            answer = id.0,
            company = company.0,
            why,
            "the evidence of an answer is not what was sealed"
        );
        if chain_seals::set_faulty(&tx, *id)? {
            fresh.push(id.0);
        }
    }
    if fresh.is_empty() {
        return Ok(());
    }
    chain_seals::report_faulty(all)?;
    let about = serde_json::json!({ "answers": fresh });
    audit::note(all, Some(company), None, AuditAction::EvidenceContradicted, about, None)?;
    let at = all.now();
    for (user, email) in users::administrators(all)? {
        let mail_kind = MailKind::EvidenceContradicted { company, at, user };
        mails::queue_for_instance(all, mail_kind, &email)?;
    }
    Ok(())
}

/// Checks the daily roots, and queues a job per company that checks its evidence.
pub async fn check_all(app: &App) -> Result<()> {
    root_check::check(app).await?;
    roots::check_leaves(app).await?;
    app.db
        .write_all(|all| {
            for scope in chain_seals::companies(all)? {
                let job = Job::CheckChains { after: AnswerId(i64::MIN) };
                jobs::enqueue(&companies::enter(all, scope), &job)?;
            }
            set_outcome(all)
        })
        .await
}

/// Checks the company's next answers after `after`. Faults are reported; an answer whose evidence
/// matches again is no longer marked as faulty.
pub async fn check_some(app: &App, scope: Scope, after: AnswerId) -> Result<()> {
    let (keys, key) = (app.keys.clone(), app.keys.seal.public());
    let (last, found) = app
        .db
        .read(scope, move |read| {
            let ids = chain_seals::answers_after(read, after, BATCH)?;
            let mut found = vec![];
            for &id in &ids {
                found.push((id, look(read, id, key)?));
            }
            Ok((ids.last().copied().filter(|_| ids.len() == BATCH), found))
        })
        .await?;
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let (mut wrong, mut is_root_sound) = (vec![], None);
            for (id, fits) in found {
                match fits {
                    Err(why) => wrong.push((id, why)),
                    Ok(LacksSteps(true)) => {
                        let is_sound = match is_root_sound {
                            Some(known) => known,
                            None => *is_root_sound.insert(roots::are_sound(all, &keys)?),
                        };
                        if is_sound {
                            wrong.push((id, lost_steps()));
                        }
                    }
                    Ok(_) if chain_seals::clear_faulty(&tx, id)? => {
                        tracing::info!(answer = id.0, "the evidence of an answer fits again");
                    }
                    Ok(_) => {}
                }
            }
            alarm(all, scope, &wrong)?;
            if let Some(after) = last {
                jobs::enqueue(&tx, &Job::CheckChains { after })?;
            }
            set_outcome(all)
        })
        .await
}

/// The stored evidence of an answer. Unreadable rows are a contradiction, not an error.
fn read_proof(read: &Read, id: AnswerId) -> Result<Result<Option<Proof>, Contradiction>> {
    let found = answers::find_any(read, id)
        .and_then(|answer| answer.map(|answer| proof(read, answer)).transpose());
    match found {
        Ok(found) => Ok(Ok(found)),
        Err(Error::Internal(cause)) => Ok(Err(format!("rows cannot be read: {cause:#}"))),
        Err(error) => Err(error),
    }
}

/// Of evidence that matches its seals: the result of [`Proof::lacks_steps`].
struct LacksSteps(bool);

/// Checks the evidence of an answer.
fn look(read: &Read, id: AnswerId, key: PublicKey) -> Result<Result<LacksSteps, Contradiction>> {
    let found = read_proof(read, id)?;
    Ok(found.and_then(|proof| match proof {
        Some(proof) => proof.check(key).map(|()| LacksSteps(proof.lacks_steps())),
        None => Ok(LacksSteps(false)),
    }))
}

fn set_outcome(all: &AllTx) -> Result<()> {
    let outcome = match chain_seals::report_faulty(all)? {
        0 => "ok".to_owned(),
        faulty => format!("{faulty} answers whose evidence is not what was sealed"),
    };
    schedules::set_outcome(all, SCHEDULE, &outcome)
}

/// Whether one of the stored seals was made with this instance's key. True if there are no seals.
pub async fn seals_with_known_key(app: &App) -> Result<bool> {
    let key = app.keys.seal.public();
    app.db.read_all(move |all| seals::knows(all, key)).await
}

/// Seals the last step of every chain with another key, in one transaction. Chains that do not
/// match their seal are left out. The server must be stopped, and must have the new key before it
/// starts again.
pub async fn seal_with(app: &App, next: SealKey) -> Result<Resealed> {
    let old = app.keys.seal.public();
    app.db
        .write_all(move |all| chain_seals::replace_key(all, (old, None), &next, |_, _| false))
        .await
}

/// Checks all evidence now, instead of during the night, if a chain has no seal. The chains of
/// earlier versions are sealed before this is called, so a missing seal was removed by somebody.
pub async fn check_unsealed(app: &App) -> Result<()> {
    let waiting = app.db.write_all(|all| chain_seals::waiting(all, 1)).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    tracing::error!("evidence has lost its seal: all of it is checked");
    check_all(app).await
}

/// Seals the last step of each chain that an earlier version left without such a seal, if the chain
/// matches the seal of its PDF. Called once, before serving; from then on a chain without a seal is
/// a fault.
pub async fn seal_earlier(app: &App) -> Result<()> {
    let mut sealed = 0;
    loop {
        let keys = app.keys.clone();
        let done = app
            .db
            .write_all(move |all| {
                let waiting = chain_seals::waiting(all, BATCH)?;
                for &(scope, id) in &waiting {
                    let tx = companies::enter(all, scope);
                    let sealed = match read_proof(&tx, id)? {
                        Ok(Some(proof)) => proof.seal_anew(&keys),
                        Ok(None) => Err("there is no such answer".to_owned()),
                        Err(why) => Err(why),
                    };
                    match sealed {
                        Ok(seal) => chain_seals::set(&tx, id, &seal)?,
                        Err(why) => alarm(all, scope, &[(id, why)])?,
                    }
                }
                Ok(waiting.len())
            })
            .await?;
        sealed += done;
        if done < BATCH {
            break;
        }
    }
    if sealed > 0 {
        tracing::info!(sealed, "chains of an earlier version were sealed to their last step");
    }
    Ok(())
}
