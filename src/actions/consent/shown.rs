//! The document shown to a signer: frozen, and identified by its hash.

use jiff::tz::TimeZone;

use super::Session;
use super::code::with_origin;
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::Decision;
use crate::model::chain::{EvidenceKind, field};
use crate::model::record::DecisionRecord;
use crate::model::release::Party;
use crate::model::{
    Answer, AnswerId, AnswerState, Digest, Document, DocumentId, Locale, Signature, SignerId,
    TemplateId, Use,
};
use crate::render::document::{Composition, compose};
use crate::store::cases::{self, Case};
use crate::store::sessions::Origin;
use crate::store::{
    Read, Tx, answers, decisions, documents, evidence, seals, signers, signings, templates,
};

/// What a signer sees after the code.
#[derive(Debug, Clone)]
pub struct Shown {
    pub answer: Answer,
    pub document: Document,
    pub document_id: DocumentId,
    pub sha256: Digest,
    /// This signer's last decision, if any.
    pub decided: Option<Decision>,
    /// The signature of an earlier answer, which the signer must confirm before it is used.
    pub kept_signature: Option<Signature>,
    /// The uses of this signer's first decision, whatever was withdrawn since.
    pub granted: Vec<Use>,
    /// What may be withdrawn: what this answer grants today or, if it was replaced, what the later
    /// one grants. For a pending request, what this signer granted.
    pub in_force: Vec<Use>,
    /// Whether the signer's copy is available.
    pub pdf_made: bool,
    pub company_colour: Option<String>,
    /// Whether they sign for the employee.
    pub is_guardian: bool,
}

impl Shown {
    /// The reason that this signer gave for a refusal. That of another guardian is not theirs.
    pub fn own_reason(&self) -> Option<String> {
        let record = self.decided.as_ref()?.record.as_deref()?;
        serde_json::from_str::<DecisionRecord>(record).ok()?.reason
    }
}

/// The frozen document of a session.
pub async fn show(app: &App, session: Session) -> Result<Shown> {
    app.db
        .read(session.scope, move |read| {
            let case = cases::find(read, session.answer)?.ok_or(Error::NotFound("link"))?;
            let id = session.document.ok_or(Error::NotFound("document"))?;
            let frozen = documents::find(read, id)?.ok_or(Error::NotFound("document"))?;
            let body = frozen.body.ok_or(Error::Gone("erased"))?;
            shown(read, case, session.signer, id, frozen.sha256, &body)
        })
        .await
}

/// The document in another language, which also becomes the language of the signer's mails. A
/// document that was decided on does not change.
pub async fn show_in(app: &App, session: Session, locale: Locale, origin: Origin) -> Result<Shown> {
    let zone = app.config.time_zone.clone();
    app.db
        .write(session.scope, move |tx| {
            answers::set_locale(tx, session.answer, locale)?;
            let shown = freeze(tx, session.answer, session.signer, &zone)?;
            if session.document != Some(shown.document_id) {
                signings::set_document(tx, session.id, shown.document_id)?;
                let fields = vec![(field::DOCUMENT_SHA256, shown.sha256.hex())];
                let (fields, kind) = (with_origin(fields, &origin), EvidenceKind::DocumentShown);
                evidence::append(tx, session.answer, Some(session.signer), kind, fields)?;
            }
            Ok(shown)
        })
        .await
}

/// Freezes the document to show: that of the signer's decision, or else today's.
pub(super) fn freeze(
    tx: &Tx,
    answer: AnswerId,
    signer: SignerId,
    zone: &TimeZone,
) -> Result<Shown> {
    let case = cases::find(tx, answer)?.ok_or(Error::NotFound("link"))?;
    let decided = decisions::standing(tx, answer)?;
    let own = decided.iter().find(|decision| decision.signer == signer);
    // Another signer's refusal has settled the answer: the document of that decision is shown.
    let settled = (case.answer.state != AnswerState::Pending).then(|| decided.first()).flatten();
    if let Some(decision) = own.or(settled) {
        let frozen = documents::find(tx, decision.document)?.ok_or(Error::NotFound("document"))?;
        let body = frozen.body.ok_or(Error::Gone("erased"))?;
        return shown(tx, case, signer, frozen.id, frozen.sha256, &body);
    }
    let (document, template) = today(tx, &case, signer, zone)?;
    let body = document.bytes()?;
    let id = documents::freeze(tx, answer, signer, template, document.locale, &body)?;
    shown(tx, case, signer, id, Document::digest(&body), &body)
}

/// The document as it would be shown now.
pub(super) fn today(
    read: &Read,
    case: &Case,
    signer: SignerId,
    zone: &TimeZone,
) -> Result<(Document, TemplateId)> {
    let template = templates::current(read, case.answer.locale)?
        .ok_or_else(|| anyhow::anyhow!("the company has no release text"))?;
    let signer = signers::find(read, signer)?.ok_or(Error::NotFound("link"))?;
    let (company, person, event) = (&case.company, &case.person, &case.event);
    let document = compose(Composition {
        template: &template,
        zone,
        reference: &case.answer.reference,
        studio: Party {
            name: company.name.clone(),
            email: None,
            address: company.address.one_line(),
            siret: company.siret.clone(),
            birth_date: None,
        },
        person: Party {
            name: person.name(),
            email: signer.guardian.is_none().then(|| person.email.clone()).flatten(),
            address: None,
            siret: None,
            birth_date: person.birth_date,
        },
        signer: Party {
            name: signer.name(),
            email: signer.email.clone(),
            address: None,
            siret: None,
            birth_date: None,
        },
        event: &event.name,
        start: event.start,
        end: event.end,
        place: event.address.one_line(),
        licence_months: company.licence_months,
        guardians: case.answer.guardians.filter(|_| signer.guardian.is_some()),
    });
    Ok((document, template.id))
}

/// What the latest answer of the employee for the event grants, if the same signer signed it.
fn granted_since(read: &Read, answer: &Answer, signer: SignerId) -> Result<Option<Vec<Use>>> {
    let Some(own) = signers::find(read, signer)? else { return Ok(None) };
    let Some(last) = answers::last_given(read, answer.event, answer.employee)? else {
        return Ok(None);
    };
    let by = signers::of_answer(read, last.id)?;
    Ok(by.iter().any(|one| one.is_same(&own)).then(|| last.granted_today().to_vec()))
}

fn shown(
    read: &Read,
    case: Case,
    signer: SignerId,
    document_id: DocumentId,
    sha256: Digest,
    body: &str,
) -> Result<Shown> {
    let mut own = decisions::of_answer(read, case.answer.id)?;
    own.retain(|decision| decision.signer == signer);
    let granted = own.first().map(|first| first.uses.clone()).unwrap_or_default();
    let decided = own.pop();
    let in_force = match (case.answer.state, case.answer.replaced) {
        (AnswerState::Pending, _) => decided.as_ref().map(|one| one.uses.clone()),
        (_, None) => Some(case.answer.granted_today().to_vec()),
        (_, Some(_)) => granted_since(read, &case.answer, signer)?,
    };
    let is_guardian = signers::find(read, signer)?.is_some_and(|signer| signer.guardian.is_some());
    Ok(Shown {
        document: Document::read(body)?,
        document_id,
        sha256,
        decided,
        kept_signature: case.person.signature.filter(|_| !is_guardian),
        granted,
        in_force: in_force.unwrap_or_default(),
        pdf_made: seals::find(read, case.answer.id)?.is_some(),
        company_colour: case.company.colour,
        is_guardian,
        answer: case.answer,
    })
}
