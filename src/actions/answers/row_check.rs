//! Compares the rows of an answer, by which the program acts, with the sealed records: each column that
//! says what was decided, by whom, about which text, and until when it holds. Which columns those are,
//! and why the others are not compared, is listed in `tests/it/consent/columns.rs`.

use std::collections::BTreeMap;

use super::evidence_check::{Contradiction, Proof};
use super::sealing;
use crate::error::Result;
use crate::model::answer::{Decision, Signer};
use crate::model::chain::{Entry, EvidenceKind, field};
use crate::model::manifest::{Manifest, SealedSigner};
use crate::model::record::{DecisionKind, DecisionRecord};
use crate::model::standing::GivenWord;
use crate::model::{Answer, AnswerId, AnswerState, Company, Digest, Document, Timestamp, Use};
use crate::store::{Read, answers, evidence, signers};

/// What rows say besides the answer and its decisions.
pub(super) struct Stated {
    /// Until when the evidence is kept; None: nobody has answered.
    evidence_until: Option<Timestamp>,
    /// The signers, without those who were released.
    signers: Vec<Signer>,
    /// The number of the signer whom the row of a step names, by the number of the step.
    step_signers: BTreeMap<u64, u8>,
}

impl Stated {
    pub fn of(read: &Read, id: AnswerId) -> Result<Self> {
        Ok(Self {
            evidence_until: answers::evidence_until(read, id)?,
            signers: signers::of_answer(read, id)?,
            step_signers: evidence::signers_of_steps(read, id)?,
        })
    }
}

impl Proof {
    /// A PDF is made only after the answer was given. If the time of the answer could be removed, an
    /// earlier answer would count again.
    pub(super) fn check_given(&self) -> Result<(), Contradiction> {
        match self.sealed.is_some() && self.answer.signed_at.is_none() {
            true => Err("the answer was given, and is said not to have been".to_owned()),
            false => Ok(()),
        }
    }

    /// Compares the rows with the sealed records.
    pub(super) fn check_rows(&self) -> Result<(), Contradiction> {
        let records = self.records().map_err(|error| error.to_string())?;
        self.check_given()?;
        let mut standing: BTreeMap<String, &[Use]> = BTreeMap::new();
        let mut needed = 1;
        for (decision, record) in self.decided.iter().zip(&records) {
            let granted = record.uses.iter().filter(|offered| offered.accepted);
            let granted: Vec<&str> = granted.map(|offered| offered.name.as_str()).collect();
            let kept: Vec<&str> = decision.uses.iter().map(|one| one.name()).collect();
            let is_same = kept.iter().all(|name| granted.contains(name))
                && granted.iter().all(|name| kept.contains(name));
            if !is_same {
                return Err("a decision grants other uses than its record".to_owned());
            }
            let sealed = self.sealed_signer(record).map_err(|error| error.to_string())?;
            let row = self.signers.iter().find(|one| one.id == decision.signer);
            let number = row.map(|signer| signer.number.to_string()).unwrap_or_default();
            if sealed.is_some_and(|sealed| sealed != number) {
                return Err("a decision is of another signer than its step says".to_owned());
            }
            standing.insert(number, &decision.uses);
            needed = needed.max(record.signers_needed());
        }
        self.check_decisions(&records)?;
        self.check_dates(&records)?;
        self.check_settled(&records)?;
        self.check_state()?;
        self.check_signers(&records)?;
        sealing::check_rows(self)?;
        let Answer { event, employee, .. } = &self.answer;
        let is_about = |name, id: i64| {
            let said = self.chain.first().and_then(|first| first.value(name));
            said.is_none_or(|said| said == id.to_string())
        };
        if !is_about(field::EVENT, event.0) || !is_about(field::EMPLOYEE, employee.0) {
            return Err("the answer is about another event or person than its evidence".to_owned());
        }
        if self.signers.iter().any(|signer| signer.employee != self.answer.employee) {
            return Err("the answer is about somebody else than its signers".to_owned());
        }
        let allowed = |one: &Use| standing.values().all(|uses| uses.contains(one));
        let is_allowed = self.answer.uses.is_empty() || standing.len() >= needed;
        if !is_allowed || !self.answer.uses.iter().all(allowed) {
            return Err("the answer allows uses that nobody granted".to_owned());
        }
        if self.shown.iter().any(|frozen| {
            frozen.body.as_deref().is_some_and(|body| Digest::of(body) != frozen.sha256)
        }) {
            return Err("a document is not the one of its fingerprint".to_owned());
        }
        Ok(())
    }

    /// The number of the signer in the step that holds the hash of a record; None if the step is of
    /// a version that did not say it.
    fn sealed_signer(&self, record: &DecisionRecord) -> Result<Option<&str>> {
        let hash = record.digest()?.hex();
        let of_record = |step: &&Entry| step.value(field::DECISION_SHA256) == Some(&*hash);
        Ok(self.chain.iter().find(of_record).and_then(|step| step.value(field::SIGNER)))
    }

    /// Compares the dates in the rows with the sealed ones: the date of each decision, of the
    /// answer, and of the end of the consent. The end follows from the document that was decided on
    /// last.
    fn check_dates(&self, records: &[DecisionRecord]) -> Result<(), Contradiction> {
        let same = |one: Timestamp, other: Timestamp| one.rfc3339() == other.rfc3339();
        if self.decided.iter().zip(records).any(|(row, record)| !same(row.decided_at, record.at)) {
            return Err("a decision has another time than its record".to_owned());
        }
        let Some(signed_at) = self.answer.signed_at else { return Ok(()) };
        let settling = self.decided.iter().rev().find(|one| same(one.decided_at, signed_at));
        if settling.is_none() {
            return Err("the answer has another time than any decision".to_owned());
        }
        let shown = settling.and_then(|last| self.shown.iter().find(|one| one.id == last.document));
        let Some(body) = shown.and_then(|one| one.body.as_deref()) else { return Ok(()) };
        let Some(ends) = self.answer.expires_at else {
            return match self.answer.uses.is_empty() {
                true => Ok(()),
                false => Err("the consent has no end".to_owned()),
            };
        };
        let document = Document::read(body).map_err(|error| error.to_string())?;
        match same(ends, signed_at.after_months(document.licence_months)) {
            true => Ok(()),
            false => Err("the consent ends at another time than its document says".to_owned()),
        }
    }

    /// Compares each decision with its record: its kind, the document it is about and whose that is, and
    /// which decision it replaces.
    fn check_decisions(&self, records: &[DecisionRecord]) -> Result<(), Contradiction> {
        for (at, (decision, record)) in self.decided.iter().zip(records).enumerate() {
            let earlier = self.decided.get(..at).unwrap_or_default();
            let before = earlier.iter().rev().find(|one| one.signer == decision.signer);
            if decision.replaces != before.map(|one| one.id) {
                return Err("a decision replaces another one than that of its signer".to_owned());
            }
            if record.reference != self.answer.reference {
                return Err("a decision is on another answer than its record".to_owned());
            }
            if decision.kind != record.kind {
                return Err("a decision is of another kind than its record".to_owned());
            }
            let shown = self.shown.iter().find(|one| one.id == decision.document);
            let is_its = shown.is_some_and(|shown| {
                shown.signer == decision.signer
                    && record.document_sha256.is_none_or(|sha256| sha256 == shown.sha256)
            });
            // A withdrawal is about the document of the decision that it replaces.
            if !is_its || before.is_some_and(|one| one.document != decision.document) {
                return Err("a decision is about another document than its record".to_owned());
            }
        }
        Ok(())
    }

    /// The decision by which the answer was settled, with its record.
    fn settling<'p>(
        &'p self,
        records: &'p [DecisionRecord],
    ) -> Option<(&'p Decision, &'p DecisionRecord)> {
        let at = self.answer.signed_at?.rfc3339();
        let all = || self.decided.iter().zip(records).rev();
        let mut at_once = all().filter(|(one, _)| one.decided_at.rfc3339() == at);
        // A withdrawal may be of the same instant.
        at_once.clone().find(|(one, _)| one.first).or_else(|| at_once.next())
    }

    /// Compares with the settling decision what the answer has of it: the uses that were offered, the
    /// reason of a refusal, and for how long the evidence is kept.
    fn check_settled(&self, records: &[DecisionRecord]) -> Result<(), Contradiction> {
        let Some((last, record)) = self.settling(records) else { return Ok(()) };
        if self.answer.reason != record.reason {
            return Err("the answer has another reason than its record".to_owned());
        }
        let shown = self.shown.iter().find(|one| one.id == last.document);
        let Some(body) = shown.and_then(|one| one.body.as_deref()) else { return Ok(()) };
        let document = Document::read(body).map_err(|error| error.to_string())?;
        let (offered, kept) = (document.offered(), &self.answer.offered);
        if offered.len() != kept.len() || !offered.iter().all(|one| kept.contains(one)) {
            return Err("the answer says that other uses were offered than its document".to_owned());
        }
        let Answer { expires_at, signed_at, .. } = &self.answer;
        // What settled a request otherwise than by an answer may be about an earlier document.
        let is_answer = record.kind != DecisionKind::Withdrawn;
        let least = match (expires_at, signed_at) {
            (Some(end), _) => {
                let terms = document.terms.as_ref().filter(|_| is_answer);
                Some(end.after_months(terms.map_or(0, |terms| terms.evidence_months)))
            }
            (None, Some(at)) => Some(at.after_months(Company::REFUSAL_MONTHS)),
            (None, None) => None,
        };
        match least.is_some_and(|least| self.rows.evidence_until.is_none_or(|at| at < least)) {
            true => Err("the evidence is kept for a shorter time than was said".to_owned()),
            false => Ok(()),
        }
    }

    /// Compares the state of the answer with what follows from the decisions.
    fn check_state(&self) -> Result<(), Contradiction> {
        let Answer { state, uses, signed_at, expires_at, deleted_at, .. } = &self.answer;
        let has = |kind| self.chain.iter().any(|step| step.kind == kind);
        let ended = || has(EvidenceKind::Expired) || expires_at.is_some_and(|at| at <= self.now);
        let mut latest = BTreeMap::new();
        latest.extend(self.decided.iter().map(|one| (one.signer, &one.uses)));
        let is_possible = match state {
            // A refusal settles a request.
            AnswerState::Pending => {
                signed_at.is_none()
                    && uses.is_empty()
                    && (deleted_at.is_some() || !latest.values().any(|uses| uses.is_empty()))
            }
            AnswerState::Accepted => signed_at.is_some() && !uses.is_empty(),
            AnswerState::Expired => signed_at.is_some() && !uses.is_empty() && ended(),
            AnswerState::Refused => uses.is_empty() && expires_at.is_none(),
            AnswerState::Withdrawn => uses.is_empty() && expires_at.is_some(),
        };
        let asked = self.last_manifest().map(|manifest| manifest.rule.signers.len());
        let is_granted = asked.map(|asked| {
            let word = GivenWord::of(asked, &self.decided, Timestamp::default(), None);
            !word.granted.is_empty()
        });
        match is_possible && is_granted.is_none_or(|granted| granted == expires_at.is_some()) {
            true => Ok(()),
            false => Err("the answer has another state than its decisions".to_owned()),
        }
    }

    fn last_manifest(&self) -> Option<Manifest> {
        Manifest::read(self.manifests.last()?.content.as_deref()?.as_bytes())
    }

    /// Compares the signers, and how many of them are needed, with what was sealed.
    fn check_signers(&self, records: &[DecisionRecord]) -> Result<(), Contradiction> {
        if let Some(manifest) = self.last_manifest() {
            let sealed =
                |one: &Signer| SealedSigner { number: one.number, role: one.role().to_owned() };
            if manifest.rule.signers != self.rows.signers.iter().map(sealed).collect::<Vec<_>>() {
                return Err("the signers are others than those that were sealed".to_owned());
            }
        }
        for (decision, record) in self.decided.iter().zip(records) {
            let signer = self.signers.iter().find(|one| one.id == decision.signer);
            if signer.is_some_and(|one| one.role() != record.role) {
                return Err("a decision is in another role than its record".to_owned());
            }
            let needed = self.answer.guardians.map(|rule| rule.needed);
            if record.guardians.is_some_and(|rule| Some(rule.needed) != needed) {
                return Err("another number of guardians is needed than was said".to_owned());
            }
        }
        let is_same = |step: &Entry| {
            let row = self.rows.step_signers.get(&step.seq).map(u8::to_string);
            step.value(field::SIGNER).is_none_or(|sealed| row.as_deref() == Some(sealed))
        };
        match self.chain.iter().all(is_same) {
            true => Ok(()),
            false => Err("a step is of another signer than it says".to_owned()),
        }
    }
}
