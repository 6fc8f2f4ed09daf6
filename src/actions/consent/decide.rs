//! The decision of a signer, made once.

use super::code::with_origin;
use super::shown::{InstanceFacts, freeze, to_sign};
use super::withdraw::{By, deny};
use super::{Session, check_wanted};
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::{Given, Signer, outcome};
use crate::model::chain::{EvidenceKind, field};
use crate::model::employee::{GUARDIANS_MOST, GuardianDetails, GuardianInput};
use crate::model::guardianship::OtherGuardian;
use crate::model::person::same_email;
use crate::model::record::{DecisionKind, DecisionRecord, NamedGuardian, UseDecided};
use crate::model::{
    AnswerState, DecisionId, Digest, Document, Fact, Job, Keys, MailKind, Signature,
    SignatureInput, SignerId, Timestamp, Use,
};
use crate::store::cases::{self, Case};
use crate::store::decisions::NewDecision;
use crate::store::sessions::Origin;
use crate::store::signers::{self, Entitled};
use crate::store::{
    Tx, answers, companies, decisions, documents, events, evidence, facts, guardians, jobs, links,
    mails, signings,
};

/// A decision, as submitted.
pub struct Submission {
    pub accepted: bool,
    pub uses: Vec<Use>,
    pub signature: Option<SignatureInput>,
    pub document_sha256: String,
    pub reason: Option<String>,
    pub keep_signature: bool,
    /// The other guardian, named by the only known one where two are needed.
    pub other_guardian: Option<GuardianInput>,
    /// The signer declares instead that there is no other guardian.
    pub sole_authority: bool,
    /// The child agrees, where they are asked as well.
    pub child_agrees: bool,
}

/// The result of a decision.
#[derive(Debug, Clone)]
pub struct Answered {
    pub reference: String,
    /// PENDING while another guardian has not answered.
    pub state: AnswerState,
}

enum Decided {
    Taken(Answered),
    /// The event or the text has changed since it was shown. The new document is stored, so this is
    /// not an error inside the transaction.
    Changed,
}

/// Records a signer's decision on the document they were shown. Once all signers have decided, also
/// settles the answer and updates the event.
pub async fn answer(
    app: &App,
    session: Session,
    submission: Submission,
    origin: Origin,
) -> Result<Answered> {
    // Decoding a PNG is slow, so it is done before the transaction.
    let input = submission.signature.filter(|_| submission.accepted);
    let signature = app.off_thread(move || input.map(Signature::check).transpose()).await??;
    let sha256 = Digest::parse(&submission.document_sha256)
        .ok_or_else(|| Error::invalid("documentSha256", "sha256"))?;
    let (keys, facts) = (app.keys.clone(), InstanceFacts::of(app));
    let (named, alone) = (submission.other_guardian, submission.sole_authority);
    let (accepted, uses, reason) = (submission.accepted, submission.uses, submission.reason);
    let (keep, child_agrees) = (submission.keep_signature, submission.child_agrees);
    let decided = app
        .db
        .write(session.scope, move |tx| {
            let case = cases::find(tx, session.answer)?.ok_or(Error::NotFound("link"))?;
            let standing = decisions::standing(tx, session.answer)?;
            if standing.iter().any(|decision| decision.signer == session.signer) {
                return Err(Error::Conflict("already_answered"));
            }
            check_wanted(&case, false)?;
            if companies::is_suspended(tx)? {
                return Err(Error::Conflict("company_suspended"));
            }
            case.answer.check_pending().map_err(|_| Error::Conflict("already_answered"))?;
            let shown = session.document.ok_or(Error::Conflict("document_changed"))?;
            let frozen = documents::find(tx, shown)?.ok_or(Error::NotFound("document"))?;
            let (now_shown, _) = to_sign(tx, &case, &standing, session.signer, &facts)?;
            if frozen.sha256 != sha256 || Document::digest(&now_shown.bytes()?) != sha256 {
                let fresh = freeze(tx, session.answer, session.signer, &facts)?;
                signings::set_document(tx, session.id, fresh.document_id)?;
                let fields = vec![(field::DOCUMENT_SHA256, fresh.sha256.hex())];
                let fields = with_origin(fields, &origin);
                let kind = EvidenceKind::DocumentShown;
                evidence::append(tx, session.answer, Some(session.signer), kind, fields)?;
                return Ok(Decided::Changed);
            }
            let offered = now_shown.offered();
            let given = Given::checked(accepted, uses, &offered, signature, reason)?;
            let asks_child = given.accepted() && now_shown.asks_child();
            if asks_child && !child_agrees {
                return Err(Error::invalid("childAgrees", "child_agrees"));
            }
            let signer = signers::find(tx, session.signer)?.ok_or(Error::NotFound("link"))?;
            let rule = now_shown.guardians;
            let locale = case.answer.locale;
            let other = OtherGuardian::checked(rule, given.accepted(), named, alone, locale)?;
            let record = record(&case, &signer, &given, &now_shown, &other, tx.now())?;
            if let Some(OtherGuardian::Named(details)) = &other {
                ask_named_guardian(tx, &keys, &case, &signer, details)?;
            }
            let before = signers::entitled_signers(
                tx,
                case.answer.event,
                case.answer.employee,
                tx.now().day_in(&facts.zone),
            )?;
            let decision = decisions::create(
                tx,
                NewDecision {
                    answer: session.answer,
                    signer: session.signer,
                    document: shown,
                    uses: &given.uses,
                    record: &record,
                    signature: given.signature.as_ref(),
                    supersedes: None,
                },
            )?
            .ok_or(Error::Conflict("already_answered"))?;
            let mut fields = vec![(field::DECISION_SHA256, record.digest()?.hex())];
            fields.extend(asks_child.then(|| (field::CHILD_AGREES, "yes".to_owned())));
            let fields = with_origin(fields, &origin);
            let kind = EvidenceKind::Answered;
            evidence::append(tx, session.answer, Some(session.signer), kind, fields)?;
            if keep
                && signer.guardian.is_none()
                && let Some(signature) = &given.signature
            {
                answers::keep_signature(tx, case.person.id, signature)?;
            }
            if given.accepted() {
                notify_former_emails(tx, &case, signer.id, decision, &before)?;
            }
            let state = settle(tx, &case, given.reason.as_deref(), &now_shown)?;
            if state == AnswerState::Pending {
                let by = By::of(tx, &session, &origin)?;
                deny(tx, &case, &signer, (decision, &given.uses), &by)?;
            }
            if state == AnswerState::Pending
                && let Some(to) = &signer.email
            {
                // A receipt now, and another with the PDF when the other guardian has answered.
                let (answer, signer) = (session.answer, session.signer);
                let link = None;
                mails::queue(
                    tx,
                    MailKind::Confirmation { answer, signer, decision, link, on_behalf: false },
                    to,
                )?;
            }
            Ok(Decided::Taken(Answered { reference: case.answer.reference, state }))
        })
        .await?;
    match decided {
        Decided::Taken(answered) => Ok(answered),
        Decided::Changed => Err(Error::Conflict("document_changed")),
    }
}

/// Somebody allows something: whoever decided about the event before is notified at each address
/// that none of today's signers has, with a link to withdraw. Otherwise whoever can change addresses
/// could replace a refusal. `before`: who had decided when this was decided.
fn notify_former_emails(
    tx: &Tx,
    case: &Case,
    signer: SignerId,
    decision: DecisionId,
    before: &[Entitled],
) -> Result<()> {
    let (answer, company) = (case.answer.id, &case.company);
    let signers = signers::of_answer(tx, answer)?;
    let mut notified: Vec<String> = signers.into_iter().filter_map(|one| one.email).collect();
    let until = tx.now().after_months(company.licence_months).after_months(company.evidence_months);
    let rows = before.iter().flat_map(|one| &one.decided).map(|(row, _)| row);
    for row in rows.filter(|row| row.answer != answer) {
        let mut open = links::moved(tx, row.id)?;
        open.extend(links::of_signer(tx, row.id)?);
        for link in open.into_iter().filter(|link| link.check_open(tx.now()).is_ok()) {
            let Some(email) = signers::behind(tx, &link)?.and_then(|who| who.email) else {
                continue;
            };
            if notified.iter().any(|one| same_email(one, &email)) {
                continue;
            }
            links::extend(tx, row.answer, Some(row.id), until)?;
            answers::keep_evidence(tx, row.answer, until)?;
            let mail = MailKind::AnsweredElsewhere { answer, signer, decision, link: link.id };
            mails::queue(tx, mail, &email)?;
            notified.push(email);
        }
    }
    Ok(())
}

/// Asks the guardian whom the first one has named, and stores them as a guardian of the employee.
fn ask_named_guardian(
    tx: &Tx,
    keys: &Keys,
    case: &Case,
    first: &Signer,
    named: &GuardianDetails,
) -> Result<()> {
    let same = |address: &str| address.to_lowercase() == named.email.key;
    if first.email.as_deref().is_some_and(same) {
        return Err(Error::invalid("otherGuardian.email", "same_guardian"));
    }
    let known = guardians::of_employee(tx, case.person.id)?;
    let other = match known.iter().find(|one| same(&one.email)) {
        Some(known) => known.clone(),
        None if known.len() >= GUARDIANS_MOST => {
            return Err(Error::invalid("otherGuardian", "too_many_guardians"));
        }
        None => {
            let id = guardians::create(tx, case.person.id, named)?;
            facts::record(tx, Fact::EmployeeUpdated { employee: case.person.id })?;
            let all = guardians::of_employee(tx, case.person.id)?;
            all.into_iter().find(|one| one.id == id).ok_or(Error::NotFound("guardian"))?
        }
    };
    // They have at least a week.
    let until = case.answer.link_expires_at.max(tx.now().plus(7 * Timestamp::DAY));
    if until > case.answer.link_expires_at {
        answers::update_pending(tx, case.answer.id, case.answer.locale, until)?;
    }
    answers::invite_guardian(tx, keys, case.answer.id, &other, until)
}

/// The record that is hashed into the evidence and included in the bundle.
fn record(
    case: &Case,
    signer: &Signer,
    given: &Given,
    shown: &Document,
    other: &Option<OtherGuardian>,
    now: Timestamp,
) -> Result<DecisionRecord> {
    let decided = |name: Use| UseDecided {
        name: name.name().to_owned(),
        accepted: given.uses.contains(&name),
    };
    let named = match other {
        Some(OtherGuardian::Named(details)) => Some(NamedGuardian {
            name: format!("{} {}", details.first_name, details.last_name),
            email: details.email.address.clone(),
        }),
        _ => None,
    };
    Ok(DecisionRecord {
        reference: case.answer.reference.clone(),
        kind: if given.accepted() { DecisionKind::Accepted } else { DecisionKind::Refused },
        signer: signer.name(),
        role: signer.role().to_owned(),
        at: now,
        guardians: shown.guardians,
        sole_authority: *other == Some(OtherGuardian::Alone),
        other_guardian: named,
        uses: shown.uses.iter().map(|offered| decided(offered.name)).collect(),
        reason: given.reason.clone(),
        document_sha256: Some(Document::digest(&shown.bytes()?)),
        signature_sha256: given.signature.as_ref().map(Signature::digest).transpose()?,
    })
}

/// Settles the answer if all signers have decided: its state, its dates, its PDF job and its event.
/// `shown`: the document of the last decision, which says how long the consent lasts.
pub(super) fn settle(
    tx: &Tx,
    case: &Case,
    reason: Option<&str>,
    shown: &Document,
) -> Result<AnswerState> {
    let answer = case.answer.id;
    let needed = signers::of_answer(tx, answer)?.len();
    let words: Vec<Vec<Use>> =
        decisions::standing(tx, answer)?.into_iter().map(|decision| decision.uses).collect();
    let (state, uses) = outcome(needed, &words);
    let event = case.answer.event;
    let licence_ends = tx.now().after_months(shown.licence_months);
    if state == AnswerState::Pending {
        // Who has decided needs the link to withdraw, however long the others take.
        let until = case.evidence_until(tx.now(), Some(licence_ends));
        for decided in decisions::standing(tx, answer)? {
            links::extend(tx, answer, Some(decided.signer), until)?;
        }
        facts::record(tx, Fact::AnswerBegun { answer, event })?;
        return Ok(state);
    }
    let expires_at = (state == AnswerState::Accepted).then_some(licence_ends);
    let evidence_until = case.evidence_until(tx.now(), expires_at);
    let offered = shown.offered();
    let outcome = answers::AnswerOutcome {
        state,
        uses: &uses,
        offered: &offered,
        reason,
        expires_at,
        evidence_until,
    };
    if !answers::settle(tx, answer, outcome)? {
        return Err(Error::Conflict("already_answered"));
    }
    // A used link stays open, to show the document and to withdraw.
    links::extend(tx, answer, None, evidence_until)?;
    jobs::enqueue(tx, &Job::MakePdf { answer })?;
    let accepted = state == AnswerState::Accepted;
    facts::record(tx, Fact::AnswerGiven { answer, event, accepted })?;
    events::recount(tx, event)?;
    Ok(state)
}
