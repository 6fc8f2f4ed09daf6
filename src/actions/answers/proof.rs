//! The PDF of an answer, made once from what was signed, and the evidence bundle.

use jiff::tz::TimeZone;

use super::archive::{self, Archive};
use super::evidence_check::{self, Contradiction, findings, is_cut, refuse};
use super::roots::{self, lost_steps};
use super::sealing::{self, Sealing};
use super::{roster, time_stamps};
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::{Decision, Signer};
use crate::model::audit::AuditAction;
use crate::model::chain::{Entry, EvidenceKind, field};
use crate::model::daily_root::Anchor;
use crate::model::manifest::ManifestKind;
use crate::model::person::masked;
use crate::model::record::DecisionRecord;
use crate::model::release::PartyContact;
use crate::model::standing::GivenWord;
use crate::model::{
    AnswerId, AnswerState, Digest, Document, DocumentKey, Keys, MailKind, Signature, TemplateId,
    Timestamp,
};
use crate::render::bundle::{BundleParts, ManifestFiles, Trust, Verdict, bundle, examine};
use crate::render::pdf::{self, signed};
use crate::render::words;
use crate::store::cases::{self, Case};
use crate::store::chain_seals::ChainSeal;
use crate::store::{
    Reach, Read, Scope, Tx, answers, chain_seals, decisions, documents, evidence, mails, seals,
    signers, templates,
};

/// The density of a logo: sharp in print, and of a few kilobytes.
const LOGO: u32 = 3;

/// Renders, signs, stores and seals the PDF of a given answer, and queues a copy to each signer. The job
/// behind an answer; running it again changes nothing. Fails if the evidence does not match its
/// seal.
pub async fn make_pdf(app: &App, scope: Scope, id: AnswerId) -> Result<()> {
    let zone = app.config.time_zone.clone();
    let base = app.url("/verify/");
    let key = app.keys.seal.public();
    let logo = roster::logo(app, scope, LOGO).await;
    let release = app
        .db
        .read(scope, move |read| {
            if seals::find(read, id)?.is_some() {
                return Ok(Ok(None));
            }
            let case = cases::find(read, id)?.ok_or(Error::NotFound("answer"))?;
            if case.answer.state == AnswerState::Pending {
                return Ok(Ok(None));
            }
            let proof = evidence_check::proof(read, case.answer.clone())?;
            if let Err(why) = proof.check(key) {
                return Ok(Err(why));
            }
            let lacks_steps = proof.lacks_steps();
            let kind = match case.answer.supersedes {
                Some(_) => ManifestKind::Renewal,
                None => ManifestKind::Answer,
            };
            match release(read, case, proof, zone, &base) {
                // The evidence was erased before the PDF was made.
                Err(Error::Gone(_)) => Ok(Ok(None)),
                made => made.map(|made| Ok(Some((made, read.now(), kind, lacks_steps)))),
            }
        })
        .await?;
    let release: Option<(pdf::Release, Timestamp, ManifestKind, bool)> = match release {
        Ok(release) => release,
        Err(why) => return Err(refuse(app, scope, id, why).await),
    };
    let Some((release, at, kind, lacks_steps)) = release else { return Ok(()) };
    if is_cut(app, lacks_steps).await? {
        return Err(refuse(app, scope, id, lost_steps()).await);
    }
    let release = pdf::Release { logo, ..release };
    let (blobs, keys, host) =
        (app.blobs.clone(), app.keys.clone(), app.config.public_host().to_owned());
    let has_room = !app.witnesses.authorities.is_empty();
    let drawing = app.off_thread_later(move || -> Result<(Vec<u8>, Option<Digest>)> {
        let identity = pdf::Identity::new(DocumentKey::of(&keys.seal), &host);
        let made = pdf::release(&release, &pdf::SignedBy { identity: &identity, at, has_room })?;
        let digest = if has_room { signed::signature_digest(&made.bytes) } else { None };
        Ok((made.bytes, digest))
    });
    let made = match drawing.await?? {
        (made, Some(digest)) => time_stamped(app, made, digest).await?,
        (made, None) => made,
    };
    let bytes = made.len();
    let pdf = app.off_thread(move || blobs.put(&made)).await??;
    let (keys, public_url) = (app.keys.clone(), app.config.public_url.clone());
    app.db
        .write(scope, move |tx| {
            if seals::find(tx, id)?.is_some() {
                return Ok(());
            }
            let fields = vec![(field::PDF_SHA256, pdf.hex())];
            let head = evidence::append(tx, id, None, EvidenceKind::PdfMade, fields)?;
            // The seal of this step. It is missing if the chain was changed meanwhile.
            let seal = chain_seals::find(tx, id)?.and_then(|kept| kept.seal);
            let seal = seal.filter(|seal| seal.chain_head == head.hash && seal.pdf_sha256 == pdf);
            let seal = seal.ok_or(Error::Contradicted("evidence_contradicted"))?;
            seals::create(tx, id, bytes, &seal)?;
            sealing::seal(
                tx,
                &keys,
                id,
                &Sealing { kind, decision: None, receipt: None },
                &public_url,
            )?;
            send_copies(tx, id)
        })
        .await
}

/// The PDF with a time-stamp of its signature, if an authority replies in time; else the PDF as it is.
/// `digest` is that of the signature.
async fn time_stamped(app: &App, pdf: Vec<u8>, digest: Digest) -> Result<Vec<u8>> {
    let Some(token) = app.time_stamp_pdf(digest).await else { return Ok(pdf) };
    app.off_thread(move || {
        signed::time_stamped(&pdf, &token).unwrap_or_else(|| {
            let bytes = token.der.len();
            tracing::warn!(bytes, "a time-stamp does not fit, and the PDF is made without");
            pdf
        })
    })
    .await
}

/// Queues the receipt of each signer's first decision.
fn send_copies(tx: &Tx, answer: AnswerId) -> Result<()> {
    let said = decisions::of_answer(tx, answer)?;
    // Who has withdrawn since has had a receipt that says so; one that comes later and says what they
    // had allowed would take it back.
    let has_withdrawn = |signer| said.iter().any(|later| later.signer == signer && !later.first);
    for decision in said.iter().filter(|one| one.first && !has_withdrawn(one.signer)) {
        let signer = signers::find(tx, decision.signer)?.ok_or(Error::NotFound("signer"))?;
        let Some(now) = &signer.email else { continue };
        // The receipt goes to the address the code went to, if the e-mail has changed since.
        let then = signers::signed_with(tx, &signer)?.filter(|then| then != now);
        let link = match &then {
            Some(then) => signers::moved_link(tx, signer.id, then)?.map(|link| link.id),
            None => None,
        };
        let to = then.as_ref().filter(|_| link.is_some()).unwrap_or(now);
        let (signer, decision) = (signer.id, decision.id);
        mails::queue(
            tx,
            MailKind::Confirmation { answer, signer, decision, link, on_behalf: false },
            to,
        )?;
    }
    Ok(())
}

/// The values to print: those frozen at signing, not those of the rows today.
pub(super) fn release(
    read: &Read,
    case: Case,
    proof: evidence_check::Proof,
    zone: TimeZone,
    base: &str,
) -> Result<pdf::Release> {
    let id = case.answer.id;
    let people = signers::of_answer(read, id)?;
    let said = decisions::of_answer(read, id)?;
    // Uses that were withdrawn before the PDF was made were granted all the same.
    let granted = GivenWord::of(people.len(), &said, Timestamp::default(), None).granted;
    let decided: Vec<Decision> = said.into_iter().filter(|decision| decision.first).collect();
    let frozen = decided
        .first()
        .map(|decision| documents::find(read, decision.document))
        .transpose()?
        .flatten()
        .ok_or(Error::NotFound("document"))?;
    let body = frozen.body.ok_or(Error::Gone("erased"))?;
    let document = Document::read(&body)?;
    let studio = of_studio_signed(read, frozen.template, &document)?;
    let chain = proof.chain.clone();
    let head = chain.last().map_or(Digest::ZERO, |entry| entry.hash);
    // With one signer, who is the employee, steps need no name.
    let by = |entry: &Entry| {
        let number: u8 = entry.value(field::SIGNER)?.parse().ok()?;
        let signer = people.iter().find(|one| one.number == number)?;
        (people.len() > 1 || signer.guardian.is_some()).then(|| signer.name())
    };
    // Each signer receives this PDF, so it masks the addresses and omits the connections and
    // devices of the others. The evidence bundle, which the company receives, contains them.
    let alone = is_of_one(&people, &chain);
    let address = |text: &str| if alone { text.to_owned() } else { masked(text) };
    let own = |entry: &Entry, name| entry.value(name).filter(|_| alone).map(str::to_owned);
    let child = chain.iter().any(|entry| entry.value(field::CHILD_AGREES).is_some());
    let steps = chain.iter().map(|entry| pdf::Step {
        at: entry.at,
        kind: entry.kind,
        signer: by(entry),
        to: entry.value(field::TO).map(address),
        ip: own(entry, field::IP),
        user_agent: own(entry, field::USER_AGENT),
        reply: own(entry, field::SMTP_REPLY),
    });
    let instant = |text: &str| Timestamp::parse_rfc3339(text).unwrap_or_default();
    let printed = decided.into_iter().map(|decision| printed(read, &people, alone, decision));
    let (mut signed, mut other_texts) = (vec![], vec![]);
    for one in printed {
        let (record, signer, shown) = one?;
        if shown.locale != document.locale {
            other_texts.push(pdf::OtherText {
                signer: signer.name.clone(),
                title: shown.title.clone(),
                text: paragraphs(&shown),
            });
        }
        signed.push((record, signer));
    }
    Ok(pdf::Release {
        locale: document.locale,
        zone,
        reference: document.reference.clone(),
        made_at: case.answer.signed_at.unwrap_or_default(),
        company: pdf::Company {
            name: document.studio.name.clone(),
            address: document.studio.address.clone().into_iter().collect(),
            siret: document.studio.siret.clone(),
            more: of_studio(&document),
            colour: case.company.colour,
        },
        person: pdf::Person {
            name: document.person.name.clone(),
            email: document.person.email.as_deref().map(address),
            birth_date: document.person.birth_date,
        },
        event: pdf::Event {
            name: document.event.name.clone(),
            start: instant(&document.event.start),
            end: instant(&document.event.end),
            place: document.event.place.clone(),
            more: of_event(&document),
        },
        title: document.title.clone(),
        text: paragraphs(&document),
        other_texts,
        uses: document
            .uses
            .iter()
            .map(|one| pdf::Use {
                label: one.label.clone(),
                sentence: one.sentence.clone(),
                accepted: granted.contains(&one.name),
            })
            .collect(),
        guardians: guardians(&signed).map(|rule| pdf::Guardians {
            child: child.then(|| document.person.name.clone()),
            ..rule
        }),
        signers: signed.into_iter().map(|(_, signer)| signer).collect(),
        studio,
        expires_at: case.answer.expires_at,
        // Told to the studio, not to another guardian.
        reason: case.answer.reason.filter(|_| alone),
        document_sha256: frozen.sha256,
        verify_url: format!("{base}{}", document.reference),
        steps: steps.collect(),
        chain_head: head,
        bundle: Some(carried(proof, alone)?),
        logo: None,
    })
}

/// The evidence so far, as the PDF carries it: the bundle without the PDF. If there are several
/// signers, each of whom receives the PDF, it lacks what they may not learn of each other: what was
/// recorded of their mails and connections, the documents, which name their addresses, and decisions
/// with a reason, which was told to the company.
fn carried(mut proof: evidence_check::Proof, is_whole: bool) -> Result<pdf::Carried> {
    if !is_whole {
        proof.shown.clear();
        let records = proof.records()?.into_iter().map(|record| record.reason.is_none());
        let mut may_be_seen = records.collect::<Vec<_>>().into_iter();
        proof.decided.retain(|one| one.record.is_none() || may_be_seen.next() == Some(true));
        for field in proof.chain.iter_mut().flat_map(|entry| &mut entry.fields) {
            if !SHARED.contains(&field.name.as_str()) {
                field.erase();
            }
        }
    }
    Ok(pdf::Carried { zip: zipped(proof, None, &[], None, &[])?, is_whole })
}

/// The proof as a PDF of a later decision carries it: sealed without a PDF.
pub(super) fn carrying(mut proof: evidence_check::Proof, keys: &Keys) -> evidence_check::Proof {
    let head = proof.chain.last().map_or(Digest::ZERO, |entry| entry.hash);
    let seal = Some(keys.seal.seal(head, Digest::ZERO));
    proof.last = Some(ChainSeal { seal, fault_at: None });
    proof
}

/// The fields of steps that all signers may see.
const SHARED: [&str; 7] = [
    field::CHILD_AGREES,
    field::DOCUMENT_SHA256,
    field::DECISION_SHA256,
    field::PDF_SHA256,
    field::MANIFEST_SHA256,
    field::SIGNER,
    field::ROLE,
];

/// Whether an answer concerns one signer only: there is no other signer, and the evidence contains
/// no address other than their current one.
fn is_of_one(people: &[Signer], chain: &[Entry]) -> bool {
    let [only] = people else { return false };
    let number = only.number.to_string();
    let email = only.email.as_deref().map(str::to_lowercase);
    chain.iter().all(|entry| {
        let own = |name| entry.value(name).is_none_or(|to| Some(to.to_lowercase()) == email);
        entry.value(field::SIGNER).is_none_or(|by| by == number) && own(field::TO) && own("from")
    })
}

/// The rule by which guardians answered, as it was signed.
fn guardians(signed: &[(DecisionRecord, pdf::Signer)]) -> Option<pdf::Guardians> {
    let first = signed.iter().find_map(|(record, _)| record.guardians)?;
    let alone = signed.iter().find(|(record, _)| record.sole_authority);
    let named = signed.iter().find_map(|(record, _)| {
        let other = record.other_guardian.as_ref()?;
        // Both guardians receive the PDF: as everywhere in it, the address is masked.
        Some((record.signer.clone(), format!("{} <{}>", other.name, masked(&other.email))))
    });
    Some(pdf::Guardians {
        needed: first.needed,
        known: first.known,
        alone: alone.map(|(record, _)| record.signer.clone()),
        named,
        child: None,
    })
}

fn paragraphs(document: &Document) -> Vec<String> {
    document.text.split("\n\n").map(str::to_owned).collect()
}

/// The studio's signature, if one of its users had signed this version of the text when it was shown;
/// else its name alone.
fn of_studio_signed(read: &Read, template: TemplateId, document: &Document) -> Result<pdf::Studio> {
    let said = document.terms.as_ref().and_then(|terms| terms.confirmed.as_ref());
    let unsigned =
        pdf::Studio { name: document.studio.name.clone(), signature: None, confirmed_at: None };
    let Some(said) = said else { return Ok(unsigned) };
    let kept = templates::find(read, template)?.and_then(|one| one.confirmation);
    let Some(kept) = kept else { return Ok(unsigned) };
    if kept.signature.digest()? != said.signature_sha256 {
        return Ok(unsigned);
    }
    Ok(pdf::Studio {
        name: said.by.clone(),
        signature: Some(kept.signature),
        confirmed_at: Timestamp::parse_rfc3339(&said.at),
    })
}

/// What the document says of the studio besides its address and number.
fn of_studio(document: &Document) -> Vec<String> {
    let (words, studio) = (words(document.locale), &document.studio);
    let say =
        |key: &str, value: String| words.say_with(key, [("value", value.into())]).into_owned();
    let lines = [
        studio.legal_form.clone(),
        studio.vat_number.clone().map(|number| say("release-vat", number)),
        studio.representative.clone().map(|name| say("release-represented", name)),
        studio.contact.as_ref().and_then(PartyContact::line).map(|line| say("pdf-contact", line)),
    ];
    lines.into_iter().flatten().collect()
}

/// Who takes the pictures, and for whom.
fn of_event(document: &Document) -> Vec<String> {
    let Some(terms) = &document.terms else { return vec![] };
    let words = words(document.locale);
    let say = |key: &str, name: &String| words.say_with(key, [("value", name.as_str().into())]);
    let photographer = terms.photographer.iter().map(|name| say("pdf-photographer", name));
    let client = terms.client.iter().map(|name| say("pdf-client", name));
    photographer.chain(client).map(Into::into).collect()
}

/// A decision, its signer, and the document they were shown. The name is taken from the record, not
/// from the row.
fn printed(
    read: &Read,
    people: &[Signer],
    alone: bool,
    decision: Decision,
) -> Result<(DecisionRecord, pdf::Signer, Document)> {
    let record = decision.record.as_deref().ok_or(Error::Gone("erased"))?;
    let record: DecisionRecord = serde_json::from_str(record).map_err(anyhow::Error::from)?;
    let frozen = documents::find(read, decision.document)?.ok_or(Error::NotFound("document"))?;
    let document = Document::read(&frozen.body.ok_or(Error::Gone("erased"))?)?;
    let guardian =
        people.iter().any(|signer| signer.id == decision.signer && signer.guardian.is_some());
    let signer = pdf::Signer {
        name: record.signer.clone(),
        email: document.signer.email.as_ref().filter(|_| guardian).map(|email| match alone {
            true => email.clone(),
            false => masked(email),
        }),
        role: if guardian { pdf::Role::Guardian } else { pdf::Role::Person },
        accepted: !decision.uses.is_empty(),
        partly: decision.uses.len() < record.uses.len(),
        decided_at: decision.decided_at,
        document_sha256: frozen.sha256,
        signature: decision.signature,
    };
    Ok((record, signer, document))
}

/// The evidence of a given answer, after checking it against its seal. For an erased employee,
/// `archive` must be open.
async fn proven(
    app: &App,
    scope: Scope,
    id: AnswerId,
    archive: Archive,
) -> Result<(evidence_check::Proof, seals::Sealed)> {
    archive::enter(app, scope, id, archive).await?;
    let key = app.keys.seal.public();
    let found = app
        .db
        .read(scope, move |read| {
            let answer = answers::find_given(read, id)?.ok_or(Error::NotFound("answer"))?;
            if answer.state == AnswerState::Pending {
                return Err(Error::Conflict("not_answered"));
            }
            let proof = evidence_check::proof(read, answer)?;
            if proof.is_erased {
                return Err(Error::Gone("erased"));
            }
            if let Err(why) = proof.check(key) {
                return Ok(Err(why));
            }
            let sealed = proof.sealed.clone().ok_or(Error::Conflict("pdf_not_ready"))?;
            Ok(Ok((proof, sealed)))
        })
        .await?;
    match found {
        Ok((proof, _)) if is_cut(app, proof.lacks_steps()).await? => {
            Err(refuse(app, scope, id, lost_steps()).await)
        }
        Ok(found) => Ok(found),
        Err(why) => Err(refuse(app, scope, id, why).await),
    }
}

/// The sealed PDF of an answer, and its file name.
pub async fn pdf(
    app: &App,
    scope: Scope,
    id: AnswerId,
    archive: Archive,
) -> Result<(String, Vec<u8>)> {
    let (proof, sealed) = proven(app, scope, id, archive).await?;
    let bytes = app.sealed_pdf(sealed.pdf).await?;
    Ok((format!("{}.pdf", proof.answer.reference), bytes))
}

/// The evidence of an answer as a ZIP, with the seal of its last step; `be-right verify` checks it
/// without this server. Evidence that does not match its seal is refused. The bundle contains the
/// addresses of all signers, so an employee's account gets it only if it contains no address but
/// theirs. A PDF that is damaged on the disk is left out: the bundle is then incomplete, and still
/// proves what was decided.
pub async fn evidence(
    app: &App,
    scope: Scope,
    id: AnswerId,
    archive: Archive,
) -> Result<(String, Vec<u8>)> {
    if matches!(scope.reach(), Reach::Own(_)) {
        let look = app.db.read(scope, move |read| {
            answers::find_given(read, id)?.ok_or(Error::NotFound("answer"))?;
            Ok(is_of_one(&signers::of_answer(read, id)?, &evidence::chain(read, id)?))
        });
        if !look.await? {
            return Err(Error::Forbidden);
        }
    }
    let (proof, sealed) = proven(app, scope, id, archive).await?;
    let pdf = unless_damaged(app.sealed_pdf(sealed.pdf).await)?;
    let mut is_whole = pdf.is_some();
    let mut receipts = vec![];
    for kept in &proof.manifests {
        let Some((receipt, _)) = kept.receipt else {
            receipts.push(None);
            continue;
        };
        let bytes = unless_damaged(app.sealed_pdf(receipt).await)?;
        is_whole &= bytes.is_some();
        receipts.push(bytes);
    }
    let anchor = roots::anchor(app, &proof).await?;
    let tokens = match &anchor {
        Some(anchor) => time_stamps::tokens(app, &anchor.daily_root).await?,
        None => vec![],
    };
    let reference = proof.answer.reference.clone();
    let trust = Trust { key: Some(app.keys.seal.public()), pdf: None };
    let made = app.off_thread(move || -> Result<Result<Vec<u8>, Contradiction>> {
        let zip = zipped(proof, pdf.as_deref(), &receipts, anchor.as_ref(), &tokens)?;
        // The same checks as `be-right verify`, including the hash of the PDF.
        let report = examine(&zip, &trust);
        Ok(match report.verdict {
            Verdict::Genuine => Ok(zip),
            Verdict::Incomplete if !is_whole => Ok(zip),
            _ => Err(findings(&report)),
        })
    });
    match made.await?? {
        Ok(zip) => {
            let about = serde_json::json!({ "answer": id });
            app.note(scope, AuditAction::DownloadEvidence, about).await?;
            Ok((format!("{reference}.zip"), zip))
        }
        Err(why) => Err(refuse(app, scope, id, why).await),
    }
}

/// `receipts`: that of each manifest, if there is one; may be left out where the bundle has no PDF.
fn zipped(
    proof: evidence_check::Proof,
    pdf: Option<&[u8]>,
    receipts: &[Option<Vec<u8>>],
    anchor: Option<&Anchor>,
    tokens: &[Vec<u8>],
) -> Result<Vec<u8>> {
    let records = proof.records()?;
    let mut manifests = vec![];
    for (at, kept) in proof.manifests.into_iter().enumerate() {
        let whole = kept.content.zip(kept.signature).zip(kept.record);
        let ((content, signature), record) =
            whole.ok_or(Error::Contradicted("evidence_contradicted"))?;
        manifests.push(ManifestFiles {
            manifest: content.into_bytes(),
            signature,
            record: record.into_bytes(),
            receipt: receipts.get(at).cloned().flatten(),
        });
    }
    let seal = proof.last.and_then(|last| last.seal);
    let signatures: Vec<Signature> =
        proof.decided.into_iter().filter_map(|decision| decision.signature).collect();
    let shown = proof.shown.into_iter().filter_map(|frozen| frozen.body);
    let documents: Vec<Vec<u8>> = shown.map(String::into_bytes).collect();
    bundle(&BundleParts {
        documents: &documents,
        decisions: &records,
        signatures: &signatures,
        chain: &proof.chain,
        pdf,
        seal: &seal.ok_or(Error::Contradicted("evidence_contradicted"))?,
        manifests: &manifests,
        anchor,
        tokens,
    })
}

/// None if the PDF is damaged.
fn unless_damaged(pdf: Result<Vec<u8>>) -> Result<Option<Vec<u8>>> {
    match pdf {
        Ok(pdf) => Ok(Some(pdf)),
        Err(Error::Unavailable("pdf_damaged")) => Ok(None),
        Err(error) => Err(error),
    }
}
