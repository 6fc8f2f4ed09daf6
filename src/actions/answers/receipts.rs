//! Receipts of withdrawals and of ended consents: a PDF for the signer, made once and sealed by a
//! manifest of its own.

use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::archive::{self, Archive};
use super::evidence_check::{self, Contradiction, Proof, is_cut, refuse};
use super::proof::{carrying, make_pdf, release};
use super::roots::lost_steps;
use super::roster;
use super::sealing::{self, Sealing};
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::Signer;
use crate::model::chain::EvidenceKind;
use crate::model::manifest::ManifestKind;
use crate::model::record::{DecisionKind, DecisionRecord};
use crate::model::{
    AnswerId, AnswerState, DecisionId, Digest, Document, DocumentKey, Keys, LinkId, MailKind,
    Timestamp,
};
use crate::render::pdf::{self, ReceiptOf, UseLeft};
use crate::render::words;
use crate::store::cases::{self, Case};
use crate::store::{
    Read, Scope, Tx, answers, decisions, jobs, links, lost, mails, manifests, signers,
};

pub use crate::store::manifests::KeptReceipt;

/// The density of a logo, as in the release.
const LOGO: u32 = 3;

/// What a receipt is made for.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptFor {
    pub answer: AnswerId,
    /// The withdrawal; None: the consent has ended.
    pub decision: Option<DecisionId>,
    /// The link in its mail, where that is not the one of the signer's current e-mail.
    pub link: Option<LinkId>,
    /// Whether a user of the company recorded the withdrawal.
    pub on_behalf: bool,
}

/// What there is to do.
enum Task {
    /// It is made already, or there is no PDF that it could belong to.
    Nothing,
    Contradicted(Contradiction),
    /// And whether the chain lacks steps of the newest daily root.
    Draw(Box<pdf::Receipt>, Timestamp, bool),
}

/// Makes, signs, stores and seals the receipt, and queues it to those who are told. The job behind a
/// withdrawal and the end of a consent; running it again changes nothing. What was withdrawn while
/// another guardian had yet to answer has no PDF: it is told by mail alone, and sealed with the answer.
/// If the evidence does not match its seal, the mails are sent without a receipt.
pub async fn make_receipt(app: &App, scope: Scope, of: ReceiptFor) -> Result<()> {
    // Somebody may withdraw before the PDF is made.
    match make_pdf(app, scope, of.answer).await {
        Ok(()) | Err(Error::Contradicted(_)) => {}
        Err(error) => return Err(error),
    }
    let zone = app.config.time_zone.clone();
    let (base, key) = (app.url("/verify/"), app.keys.clone());
    let logo = roster::logo(app, scope, LOGO).await;
    let found = app.db.read(scope, move |read| {
        let Some(case) = cases::find(read, of.answer)? else { return Ok(Task::Nothing) };
        let proof = evidence_check::proof(read, case.answer.clone())?;
        let is_made = |one: &manifests::KeptManifest| match of.decision {
            Some(decision) => one.decision == Some(decision),
            None => one.kind == ManifestKind::Expiry,
        };
        let waits = case.answer.state == AnswerState::Pending;
        if waits || proof.is_erased || proof.sealed.is_none() || proof.manifests.iter().any(is_made)
        {
            return Ok(Task::Nothing);
        }
        if let Err(why) = proof.check(key.seal.public()) {
            return Ok(Task::Contradicted(why));
        }
        let lacks_steps = proof.lacks_steps();
        match receipt(read, case, proof, of, (zone, &base, key.as_ref())) {
            // The evidence was erased meanwhile.
            Err(Error::Gone(_)) => Ok(Task::Nothing),
            made => Ok(Task::Draw(Box::new(made?), read.now(), lacks_steps)),
        }
    });
    let task = match found.await? {
        Task::Draw(_, _, true) if is_cut(app, true).await? => Task::Contradicted(lost_steps()),
        task => task,
    };
    let (receipt, at) = match task {
        Task::Draw(receipt, at, _) => (receipt, at),
        Task::Nothing => return app.db.write(scope, move |tx| notify(tx, of)).await,
        Task::Contradicted(why) => {
            app.db.write(scope, move |tx| notify(tx, of)).await?;
            return Err(refuse(app, scope, of.answer, why).await);
        }
    };
    let mut receipt = *receipt;
    receipt.release.logo = logo;
    let (blobs, keys, host) =
        (app.blobs.clone(), app.keys.clone(), app.config.public_host().to_owned());
    let drawing = app.off_thread_later(move || -> Result<(Digest, u64)> {
        let identity = pdf::Identity::new(DocumentKey::of(&keys.seal), &host);
        let signing = pdf::SignedBy { identity: &identity, at, has_room: false };
        let made = pdf::receipt(&receipt, &signing)?;
        Ok((blobs.put(&made.bytes)?, made.bytes.len() as u64))
    });
    let made = drawing.await??;
    let (keys, public_url) = (app.keys.clone(), app.config.public_url.clone());
    app.db
        .write(scope, move |tx| {
            let made_before =
                manifests::of_answer(tx, of.answer)?.into_iter().any(|one| match of.decision {
                    Some(decision) => one.decision == Some(decision),
                    None => one.kind == ManifestKind::Expiry,
                });
            if !made_before {
                let kind = match of.decision {
                    Some(_) => ManifestKind::Withdrawal,
                    None => ManifestKind::Expiry,
                };
                let sealing = Sealing { kind, decision: of.decision, receipt: Some(made) };
                sealing::seal(tx, &keys, of.answer, &sealing, &public_url)?;
            }
            notify(tx, of)
        })
        .await
}

/// Queues the mails, once.
fn notify(tx: &Tx, of: ReceiptFor) -> Result<()> {
    let key = match of.decision {
        Some(decision) => format!("receipt:{}", decision.0),
        None => format!("receipt-of-end:{}", of.answer.0),
    };
    if !jobs::claim_once(tx, &key)? {
        return Ok(());
    }
    match of.decision {
        Some(decision) => notify_of_withdrawal(tx, of, decision),
        None => notify_of_end(tx, of.answer),
    }
}

/// To the signer who withdrew; if a user recorded it, also to the other signers who have decided: it
/// names who is said to have told of it, so that they can object.
fn notify_of_withdrawal(tx: &Tx, of: ReceiptFor, decision: DecisionId) -> Result<()> {
    let ReceiptFor { answer, link, on_behalf, .. } = of;
    let all = decisions::of_answer(tx, answer)?;
    let Some(said) = all.iter().find(|one| one.id == decision) else { return Ok(()) };
    let former = match link {
        Some(link) => match links::find(tx, link)? {
            Some(link) => signers::behind(tx, &link)?.and_then(|who| who.email),
            None => None,
        },
        None => None,
    };
    let own = signers::reachable(tx, said.signer)?;
    let to = former.or(own.as_ref().and_then(|who| who.email.clone()));
    if let Some(to) = to {
        let signer = said.signer;
        let mail = MailKind::Confirmation { answer, signer, decision, link, on_behalf };
        mails::queue(tx, mail, &to)?;
    }
    if !on_behalf {
        return Ok(());
    }
    for other in decisions::standing(tx, answer)? {
        let who = signers::reachable(tx, other.signer)?.filter(|who| who.id != said.signer);
        let Some((signer, to)) = who.and_then(|who| Some((who.id, who.email?))) else { continue };
        let link = None;
        let mail = MailKind::Confirmation { answer, signer, decision, link, on_behalf: true };
        mails::queue(tx, mail, &to)?;
    }
    Ok(())
}

/// To each signer whose consent has ended, unless another answer has taken its place. Somebody who was
/// erased is not written to.
fn notify_of_end(tx: &Tx, answer: AnswerId) -> Result<()> {
    let ended = answers::find_any(tx, answer)?;
    if ended.is_none_or(|answer| answer.replaced.is_some()) {
        return Ok(());
    }
    for said in decisions::standing(tx, answer)?.iter().filter(|said| !said.uses.is_empty()) {
        let signer = signers::find(tx, said.signer)?;
        if let Some((signer, to)) = signer.and_then(|one| Some((one.id, one.email?))) {
            mails::queue(tx, MailKind::ConsentEnded { answer, signer }, &to)?;
        }
    }
    Ok(())
}

/// The values to print, from what was signed.
fn receipt(
    read: &Read,
    case: Case,
    proof: Proof,
    of: ReceiptFor,
    (zone, base, keys): (TimeZone, &str, &Keys),
) -> Result<pdf::Receipt> {
    let records = proof.records()?;
    let signed_at = case.answer.signed_at.unwrap_or_default();
    let ended_at = case.answer.expires_at.unwrap_or_default();
    let pdf_sha256 = proof.sealed.as_ref().map_or(Digest::ZERO, |sealed| sealed.pdf);
    let frozen = proof.decided.first().map(|first| first.document);
    let shown = proof.shown.iter().find(|one| Some(one.id) == frozen);
    let body = shown.and_then(|one| one.body.clone()).ok_or(Error::Gone("erased"))?;
    let document = Document::read(&body)?;
    let mut known: Vec<(u8, &DecisionRecord)> = vec![];
    let mut before = None;
    let mut about = ReceiptOf::End { given_at: signed_at, ended_at };
    let mut uses = vec![];
    for (decision, record) in proof.decided.iter().zip(&records) {
        let signer = proof.signers.iter().find(|one| one.id == decision.signer);
        let number = signer.map(|one| one.number).unwrap_or_default();
        let own = known.iter().rev().find(|(other, _)| *other == number).map(|(_, own)| *own);
        known.push((number, record));
        if Some(decision.id) == of.decision {
            before = own;
            about = ReceiptOf::Withdrawal {
                signer: record.signer.clone(),
                at: decision.decided_at,
                is_guardian: signer.is_some_and(|one| one.guardian.is_some()),
                is_reported: of.on_behalf,
                days: document.terms.as_ref().map(|terms| terms.withdrawal_days),
            };
            break;
        }
    }
    let signers = signers::of_answer(read, of.answer)?;
    let is_allowed = |name: &str| {
        let latest = |signer: &Signer| {
            known.iter().rev().find(|(number, _)| *number == signer.number).map(|(_, one)| *one)
        };
        of.decision.is_some()
            && signers.iter().all(|signer| latest(signer).is_some_and(|one| allows(one, name)))
    };
    let last = known.last().map(|(_, record)| *record);
    for one in &document.uses {
        let name = one.name.name();
        let had = match of.decision {
            Some(_) => before.is_some_and(|before| allows(before, name)),
            None => case.answer.uses.contains(&one.name),
        };
        let keeps = of.decision.is_some() && last.is_some_and(|last| allows(last, name));
        uses.push((
            one.label.clone(),
            match (had, keeps) {
                (true, false) if of.decision.is_some() => UseLeft::Withdrawn,
                (true, false) => UseLeft::Ended,
                (_, true) if is_allowed(name) => UseLeft::Allowed,
                _ => UseLeft::Refused,
            },
        ));
    }
    let locale = document.locale;
    let after = proof.chain.iter().position(|step| step.kind == EvidenceKind::PdfMade);
    let mut release = release(read, case, carrying(proof, keys), zone, base)?;
    release.title = words(locale)
        .say(match of.decision {
            Some(_) => "pdf-receipt-title-withdrawn",
            None => "pdf-receipt-title-ended",
        })
        .into_owned();
    release.made_at = read.now();
    // The consent's PDF has the earlier ones.
    release.steps.drain(..after.unwrap_or_default());
    Ok(pdf::Receipt { release, of: about, uses, pdf_sha256 })
}

fn allows(record: &DecisionRecord, name: &str) -> bool {
    record.kind != DecisionKind::Refused
        && record.uses.iter().any(|one| one.name == name && one.accepted)
}

fn kept(read: &Read, id: AnswerId) -> Result<Vec<KeptReceipt>> {
    let found = manifests::receipts_of(read, &[id])?;
    Ok(found.into_iter().map(|(_, receipt)| receipt).collect())
}

/// What was made of an answer besides its PDF.
#[derive(Debug, Clone, Default)]
pub struct KeptFiles {
    /// The first one first.
    pub receipts: Vec<KeptReceipt>,
    /// Whether its PDF or a receipt is known to be missing or damaged on the disk.
    pub is_damaged: bool,
}

/// What was made of these answers; those without receipts and damages may be left out.
pub async fn kept_files(
    app: &App,
    scope: Scope,
    ids: Vec<AnswerId>,
) -> Result<HashMap<AnswerId, KeptFiles>> {
    app.db
        .read(scope, move |read| {
            let mut all: HashMap<AnswerId, KeptFiles> = HashMap::new();
            for (id, receipt) in manifests::receipts_of(read, &ids)? {
                all.entry(id).or_default().receipts.push(receipt);
            }
            for id in lost::damaged_pdfs(read, &ids)? {
                all.entry(id).or_default().is_damaged = true;
            }
            Ok(all)
        })
        .await
}

/// The receipts of an answer, the first one first.
pub async fn receipts(app: &App, scope: Scope, id: AnswerId) -> Result<Vec<KeptReceipt>> {
    app.db
        .read(scope, move |read| {
            answers::find_given(read, id)?.ok_or(Error::NotFound("answer"))?;
            kept(read, id)
        })
        .await
}

/// A receipt, and its file name. For an erased employee, `archive` must be open.
pub async fn receipt_pdf(
    app: &App,
    scope: Scope,
    id: AnswerId,
    number: u32,
    archive: Archive,
) -> Result<(String, Vec<u8>)> {
    archive::enter(app, scope, id, archive).await?;
    let found = app
        .db
        .read(scope, move |read| {
            let answer = answers::find_given(read, id)?.ok_or(Error::NotFound("answer"))?;
            if answer.state == AnswerState::Pending {
                return Err(Error::Conflict("not_answered"));
            }
            if answers::is_erased(read, id)? {
                return Err(Error::Gone("erased"));
            }
            let one = kept(read, id)?.into_iter().find(|one| one.number == number);
            Ok((answer.reference, one.ok_or(Error::NotFound("receipt"))?))
        })
        .await?;
    let (reference, one) = found;
    Ok((format!("{reference}-{number}.pdf"), app.sealed_pdf(one.pdf).await?))
}
