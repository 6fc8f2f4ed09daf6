//! The document shown to a signer: frozen, and identified by its hash.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Session;
use super::code::with_origin;
use super::signed_pdf::newest_receipt;
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::{Decision, Signer};
use crate::model::chain::{EvidenceKind, field};
use crate::model::record::DecisionRecord;
use crate::model::release::{Confirmed, Party, Terms};
use crate::model::{
    Answer, AnswerId, AnswerState, Company, Digest, Document, DocumentId, Locale, Signature,
    SignerId, Template, TemplateId, Timestamp, Use,
};
use crate::render::document::{Composition, compose};
use crate::store::cases::{self, Case};
use crate::store::sessions::Origin;
use crate::store::{
    Read, Tx, answers, decisions, documents, evidence, seals, signers, signings, templates, users,
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
    /// Whether there is a receipt of a withdrawal of theirs, or of the end.
    pub receipt_made: bool,
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

/// What a document needs to know of the instance.
#[derive(Debug, Clone)]
pub(super) struct InstanceFacts {
    pub zone: TimeZone,
    withdraw_page: String,
}

impl InstanceFacts {
    pub fn of(app: &App) -> Self {
        Self { zone: app.config.time_zone.clone(), withdraw_page: app.url("/withdraw") }
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
    let facts = InstanceFacts::of(app);
    app.db
        .write(session.scope, move |tx| {
            answers::set_locale(tx, session.answer, locale)?;
            let shown = freeze(tx, session.answer, session.signer, &facts)?;
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

/// Freezes the document to show: that of the signer's decision, or else the one to sign now.
pub(super) fn freeze(
    tx: &Tx,
    answer: AnswerId,
    signer: SignerId,
    facts: &InstanceFacts,
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
    let (document, template) = to_sign(tx, &case, &decided, signer, facts)?;
    let body = document.bytes()?;
    let id = documents::freeze(tx, answer, signer, template, document.locale, &body)?;
    shown(tx, case, signer, id, Document::digest(&body), &body)
}

/// The document that a signer would be shown now. The first signer sees what the rows say today; the
/// others see the parties, the event, the text and the duration that the first one decided on, whatever
/// the company changed since: one consent has one content. `standing`: the decisions on the answer.
pub(super) fn to_sign(
    read: &Read,
    case: &Case,
    standing: &[Decision],
    signer: SignerId,
    facts: &InstanceFacts,
) -> Result<(Document, TemplateId)> {
    let signer = signers::find(read, signer)?.ok_or(Error::NotFound("link"))?;
    let first = standing.iter().find(|decision| decision.signer != signer.id);
    let Some(first) = first else { return today(read, case, &signer, facts) };
    let frozen = documents::find(read, first.document)?.ok_or(Error::NotFound("document"))?;
    let first_shown = Document::read(&frozen.body.ok_or(Error::Gone("erased"))?)?;
    let text = text_of(read, case.answer.locale, &first_shown, frozen.template, first.decided_at)?;
    as_first_shown(case, &signer, first_shown, &text)
}

/// The document by the rows of today.
fn today(
    read: &Read,
    case: &Case,
    signer: &Signer,
    facts: &InstanceFacts,
) -> Result<(Document, TemplateId)> {
    let template = templates::current(read, case.answer.locale)?.ok_or_else(no_text)?;
    let (company, person, event) = (&case.company, &case.person, &case.event);
    let document = compose(Composition {
        template: &template,
        zone: &facts.zone,
        reference: &case.answer.reference,
        studio: Party::of_company(company, case.answer.locale),
        person: Party {
            email: signer.guardian.is_none().then(|| person.email.clone()).flatten(),
            birth_date: person.birth_date,
            ..Party::named(person.name())
        },
        signer: party(signer),
        event: &event.name,
        start: event.start,
        end: event.end,
        place: event.address.one_line(case.answer.locale, company.address.country.as_deref()),
        licence_months: company.licence_months,
        guardians: case.answer.guardians.filter(|_| signer.guardian.is_some()),
        terms: Some(terms(read, case, signer, facts, &template)?),
    });
    Ok((document, template.id))
}

/// What a release says besides the parties and the event, by the rows of today.
fn terms(
    read: &Read,
    case: &Case,
    signer: &Signer,
    facts: &InstanceFacts,
    template: &Template,
) -> Result<Terms> {
    let company = &case.company;
    let photographer = match case.event.partner {
        Some(user) => users::signature_of_member(read, user)?.map(|(name, _)| name),
        None => None,
    };
    let today = read.now().day_in(&facts.zone);
    let is_old_enough = |born: Date| {
        born.checked_add(i64::from(company.assent_age).years()).is_ok_and(|day| day <= today)
    };
    let asks_child = signer.guardian.is_some()
        && company.assent_age < Company::NEVER
        && case.person.birth_date.is_some_and(is_old_enough);
    Ok(Terms {
        photographer: photographer.filter(|name| !name.is_empty()),
        client: case.event.client.clone(),
        withdrawal_days: company.withdrawal_days,
        evidence_months: company.evidence_months,
        withdraw_page: facts.withdraw_page.clone(),
        asks_child,
        confirmed: template.confirmation.as_ref().map(Confirmed::of).transpose()?,
    })
}

/// The text that the first signer decided on, or the one that the company had in another language at
/// that time, if it offers the same uses.
fn text_of(
    read: &Read,
    locale: Locale,
    first: &Document,
    template: TemplateId,
    decided_at: Timestamp,
) -> Result<Template> {
    if locale != first.locale {
        let then = templates::in_force_at(read, locale, decided_at)?;
        if let Some(translation) = then.filter(|text| text.codes() == first.offered()) {
            return Ok(translation);
        }
    }
    templates::find(read, template)?.ok_or_else(no_text)
}

/// The document that the first signer decided on, for another signer.
fn as_first_shown(
    case: &Case,
    signer: &Signer,
    first: Document,
    template: &Template,
) -> Result<(Document, TemplateId)> {
    let at = |text: &str| {
        Timestamp::parse_rfc3339(text).ok_or_else(|| anyhow::anyhow!("a document has no dates"))
    };
    let zone = TimeZone::get(&first.event.time_zone).map_err(anyhow::Error::from)?;
    let is_guardian = signer.guardian.is_some();
    let document = compose(Composition {
        template,
        zone: &zone,
        reference: &case.answer.reference,
        person: Party {
            email: case.person.email.clone().filter(|_| !is_guardian),
            ..first.person.clone()
        },
        studio: first.studio,
        signer: party(signer),
        event: &first.event.name,
        start: at(&first.event.start)?,
        end: at(&first.event.end)?,
        place: first.event.place,
        licence_months: first.licence_months,
        guardians: case.answer.guardians.filter(|_| is_guardian),
        terms: first.terms,
    });
    Ok((document, template.id))
}

fn party(signer: &Signer) -> Party {
    Party { email: signer.email.clone(), ..Party::named(signer.name()) }
}

fn no_text() -> Error {
    Error::Internal(anyhow::anyhow!("the company has no release text"))
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
        receipt_made: newest_receipt(read, case.answer.id, signer)?.is_some(),
        company_colour: case.company.colour,
        is_guardian,
        answer: case.answer,
    })
}
