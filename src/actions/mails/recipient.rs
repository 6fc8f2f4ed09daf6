//! What mails to employees and guardians need.

use jiff::tz::TimeZone;

use super::{Dropped, NotWritten, Written};
use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::{self, Signer};
use crate::model::file::portable_name;
use crate::model::keys::in_fours;
use crate::model::record::{DecisionKind, DecisionRecord, NamedGuardian};
use crate::model::{
    AnswerId, AnswerState, Attachment, CodeId, Company, Contact, DecisionId, Digest, Document,
    EmployeeId, GuardianId, LinkId, Locale, Role, SignerId, Timestamp, UserId,
};
use crate::render::mail::answered_elsewhere::AnsweredElsewhere;
use crate::render::mail::code::Code;
use crate::render::mail::confirmation::{Confirmation, Decision};
use crate::render::mail::consent_ended::ConsentEnded;
use crate::render::mail::email_replaced::EmailReplaced;
use crate::render::mail::invitation::{Again, Invitation};
use crate::render::mail::new_links::{GivenAnswer, NewLinks};
use crate::render::mail::reminder::Reminder;
use crate::render::mail::{Brand, Child};
use crate::render::{Colour, words};
use crate::store::cases::{self, Case};
use crate::store::{
    Read, Scope, answers, codes, companies, daily_roots, decisions, documents, employees,
    guardians, links, manifests, seals, signers, templates, users,
};

const ANSWERED: Dropped = Dropped("answered in the meantime");
const REVOKED: Dropped = Dropped("the link is not valid any more");

pub(super) fn brand(company: &Company) -> Brand {
    let colour = company.colour.as_deref().and_then(Colour::parse);
    Brand { name: company.name.clone(), colour, contact: Contact::default() }
}

/// As [`brand`], with whom the people may ask who are photographed: `reply_to`, unless the company has
/// a contact of its own.
fn letterhead(company: &Company, reply_to: Option<&String>) -> Brand {
    let own = company.contact();
    let contact = Contact { email: own.email.clone().or(reply_to.cloned()), ..own };
    Brand { contact, ..brand(company) }
}

/// A request for consent, or a reminder of it.
pub(super) async fn invitation(
    app: &App,
    scope: Scope,
    signer: SignerId,
    link: LinkId,
    again: bool,
) -> Result<Written, NotWritten> {
    let (keys, zone) = (app.keys.clone(), app.config.time_zone.clone());
    let base = app.url("/sign/");
    let written = app.db.read(scope, move |read| {
        let Some((signer, case)) = about(read, signer)? else { return Ok(Err(REVOKED)) };
        if case.answer.state != AnswerState::Pending || has_decided(read, &signer)? {
            return Ok(Err(ANSWERED));
        }
        let Some(link) = links::find(read, link)?
            .filter(|link| link.check_open(read.now()).is_ok())
            .filter(|_| !case.is_closed())
        else {
            return Ok(Err(REVOKED));
        };
        let locale = case.answer.locale;
        let uses = templates::current(read, locale)?.map(|text| text.uses).unwrap_or_default();
        let renews = reason_to_ask_again(read, &case, &signer, &zone)?;
        let reply_to = contact(read, &case.company, case.event.created_by)?;
        let invitation = Invitation {
            again: renews,
            named_by: named_by(read, &signer)?,
            locale,
            zone,
            brand: letterhead(&case.company, reply_to.as_ref()),
            name: signer.first_name.clone(),
            child: child(&signer, &case),
            event: case.event.name,
            starts: case.event.start,
            ends: case.event.end,
            place: case.event.address.one_line(locale, case.company.address.country.as_deref()),
            uses: uses.into_iter().map(|one| one.label).collect(),
            link: format!("{base}{}", keys.link_token(signer.id, &link.nonce)),
            link_expires: link.expires_at,
        };
        let rendered = if again { Reminder(invitation).render() } else { invitation.render() };
        Ok(Ok(Written::of(case.company, rendered, signer.name(), reply_to)))
    });
    Ok(written.await??)
}

/// The other guardian who named this signer when they answered, with this address.
fn named_by(read: &Read, signer: &Signer) -> Result<Option<String>> {
    for said in decisions::of_answer(read, signer.answer)? {
        let record = said.record.as_deref().map(serde_json::from_str::<DecisionRecord>);
        let Some(Ok(record)) = record else { continue };
        let is_them = |named: &NamedGuardian| signer.has_email(&named.email);
        if said.signer != signer.id && record.other_guardian.as_ref().is_some_and(is_them) {
            return Ok(Some(record.signer));
        }
    }
    Ok(None)
}

/// Why someone is asked again; None for a first request.
fn reason_to_ask_again(
    read: &Read,
    case: &Case,
    signer: &Signer,
    zone: &TimeZone,
) -> Result<Option<Again>> {
    let Some(old) = case.answer.supersedes else { return Ok(None) };
    let Some(old) = answers::find_any(read, old)? else { return Ok(None) };
    let by_guardians = signers::of_answer(read, old.id)?.iter().any(|one| one.guardian.is_some());
    if by_guardians && signer.guardian.is_none() {
        return Ok(Some(Again::OfAge));
    }
    // A refusal does not end.
    let end = old.expires_at.filter(|_| !old.is_a_no());
    Ok(end.map(|end| Again::Ends(end.day_in(zone))))
}

/// The links to all answers of a signer after a change of their e-mail: those of the new one or,
/// with the instant of the change, those that stayed with the former one.
pub(super) async fn new_links(
    app: &App,
    scope: Scope,
    employee: EmployeeId,
    guardian: Option<GuardianId>,
    replaced_at: Option<Timestamp>,
) -> Result<Written, NotWritten> {
    let (keys, zone, base) = (app.keys.clone(), app.config.time_zone.clone(), app.url("/sign/"));
    let written = app.db.read(scope, move |read| {
        let mut given = vec![];
        for signer in signers::of_mailbox(read, employee, guardian)? {
            let standing = decisions::standing(read, signer.answer)?;
            let Some(decided) = standing.iter().find(|one| one.signer == signer.id) else {
                continue;
            };
            let link = match replaced_at {
                None => links::of_signer(read, signer.id)?,
                Some(_) => {
                    let mut moved = links::moved(read, signer.id)?.into_iter();
                    moved.find(|link| link.moved_at == replaced_at)
                }
            };
            let Some(link) = link.filter(|link| link.check_open(read.now()).is_ok()) else {
                continue;
            };
            let Some(case) = cases::find(read, signer.answer)? else { continue };
            given.push(GivenAnswer {
                event: case.event.name,
                decided_on: decided.decided_at.day_in(&zone),
                child: guardian.is_some().then(|| case.person.name()),
                url: format!("{base}{}", keys.link_token(signer.id, &link.nonce)),
            });
        }
        let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
        let reader = match guardian {
            None => employees::find_any(read, employee)?
                .map(|person| (person.name(), person.first_name, person.fields.locale)),
            Some(id) => {
                guardians::find_any(read, id)?.map(|one| (one.name(), one.first_name, one.locale))
            }
        };
        let Some((name, first_name, locale)) = reader.filter(|_| !given.is_empty()) else {
            return Ok(Err(REVOKED));
        };
        let reply_to = contact(read, &company, None)?;
        let mail = NewLinks {
            locale,
            brand: letterhead(&company, reply_to.as_ref()),
            name: first_name,
            given,
        };
        let rendered = match replaced_at {
            None => mail.render(),
            Some(_) => EmailReplaced(mail).render(),
        };
        Ok(Ok(Written::of(company, rendered, name, reply_to)))
    });
    Ok(written.await??)
}

/// The code of six digits.
pub(super) async fn code(
    app: &App,
    scope: Scope,
    signer: SignerId,
    code: CodeId,
) -> Result<Written, NotWritten> {
    let keys = app.keys.clone();
    let written = app.db.read(scope, move |read| {
        let Some(code) = codes::find(read, code)? else {
            return Ok(Err(Dropped("the code has been used or is over")));
        };
        let link = links::find(read, code.link)?;
        if link.is_none_or(|link| link.check_open(read.now()).is_err()) {
            return Ok(Err(REVOKED));
        }
        let Some((signer, case)) = about(read, signer)? else { return Ok(Err(REVOKED)) };
        let reply_to = contact(read, &case.company, case.event.created_by)?;
        let rendered = Code {
            locale: case.answer.locale,
            brand: letterhead(&case.company, reply_to.as_ref()),
            child: child(&signer, &case),
            code: keys.code(code.link, &code.nonce),
            valid_minutes: code.expires_at.minutes_left(read.now()),
        }
        .render();
        Ok(Ok(Written::of(case.company, rendered, signer.name(), reply_to)))
    });
    Ok(written.await??)
}

/// What a receipt is about, as in [`crate::model::MailKind::Confirmation`].
pub(super) struct Receipt {
    pub answer: AnswerId,
    pub signer: SignerId,
    pub decision: DecisionId,
    pub link: Option<LinkId>,
    pub on_behalf: bool,
}

/// The receipt of a decision, with the PDF if the decision was the signer's first. It is sent again
/// only while the decision counts: it would say that something is allowed which is not.
pub(super) async fn confirmation(
    app: &App,
    scope: Scope,
    Receipt { answer, signer, decision, link, on_behalf }: Receipt,
    again: bool,
    to: &str,
) -> Result<Written, NotWritten> {
    let to = to.to_owned();
    let keys = app.keys.clone();
    let (zone, base) = (app.config.time_zone.clone(), app.url("/sign/"));
    let root = app.db.read_all(daily_roots::newest).await?;
    let found = app
        .db
        .read(scope, move |read| {
            let Some((signer, case)) = about(read, signer)? else { return Ok(Err(REVOKED)) };
            let all = decisions::of_answer(read, answer)?;
            let Some(at) = all.iter().position(|one| one.id == decision) else {
                return Ok(Err(Dropped("there is no such decision")));
            };
            let (decision, earlier) = (&all[at], &all[..at]);
            if again && all[at + 1..].iter().any(|one| one.signer == decision.signer) {
                return Ok(Err(Dropped("another decision has replaced this one")));
            }
            let before = earlier.iter().rev().find(|one| one.signer == decision.signer);
            // The word of another signer, told to all of them.
            let by = match decision.signer == signer.id {
                true => None,
                false => signers::reachable(read, decision.signer)?.map(|one| one.name()),
            };
            let link = match link {
                Some(former) => links::find(read, former)?,
                None if signer.has_email(&to) => links::of_signer(read, signer.id)?,
                // Changed since.
                None => signers::moved_link(read, signer.id, &to)?,
            };
            let Some(link) = link else { return Ok(Err(REVOKED)) };
            let (Some(said), Some(case)) =
                (described(read, decision, before)?, as_signed(read, case, decision)?)
            else {
                return Ok(Err(Dropped("the decision was erased")));
            };
            let reply_to = contact(read, &case.company, case.event.created_by)?;
            let (sealed, name) = match decision.first {
                true => (seals::find(read, answer)?.map(|sealed| sealed.pdf), "release-file-name"),
                false => (receipt_of(read, answer, Some(decision.id))?, "receipt-file-name"),
            };
            let draft = Confirmation {
                locale: case.answer.locale,
                zone,
                brand: letterhead(&case.company, reply_to.as_ref()),
                name: signer.first_name.clone(),
                child: child(&signer, &case),
                event: case.event.name.clone(),
                decision: said,
                decided_at: decision.decided_at,
                valid_until: case.answer.expires_at.filter(|_| !decision.uses.is_empty()),
                reference: in_fours(&case.answer.reference),
                document_attached: sealed.is_some(),
                awaits_other: case.answer.state == AnswerState::Pending,
                on_behalf,
                by,
                link: format!("{base}{}", keys.link_token(link.signer, &link.nonce)),
                root,
            };
            Ok(Ok((draft, sealed.map(|pdf| (pdf, name)), signer, case, reply_to)))
        })
        .await?;
    let (draft, sealed, signer, case, reply_to) = found?;
    let attachments = match sealed {
        Some((pdf, name)) => vec![attached(app, pdf, draft.locale, name, &case.event.name).await?],
        None => vec![],
    };
    let mail = Written::of(case.company, draft.render(), signer.name(), reply_to);
    Ok(Written { attachments, ..mail })
}

/// The PDF of a withdrawal, or of the end of a consent, if it is made.
fn receipt_of(
    read: &Read,
    answer: AnswerId,
    decision: Option<DecisionId>,
) -> Result<Option<Digest>> {
    let all = manifests::of_answer(read, answer)?.into_iter();
    let mut receipts = all.filter(|one| one.decision == decision).filter_map(|one| one.receipt);
    Ok(receipts.next_back().map(|(receipt, _)| receipt))
}

/// A sealed PDF as an attachment. `name`: the key of what it is called before the event's name.
async fn attached(
    app: &App,
    pdf: Digest,
    locale: Locale,
    name: &str,
    event: &str,
) -> Result<Attachment> {
    let bytes = app.sealed_pdf(pdf).await?;
    let name = portable_name(&format!("{} - {event}.pdf", words(locale).say(name)));
    Ok(Attachment { name, media_type: "application/pdf".into(), bytes })
}

/// The end of a consent, to a signer who gave it, with the receipt.
pub(super) async fn consent_ended(
    app: &App,
    scope: Scope,
    answer: AnswerId,
    signer: SignerId,
) -> Result<Written, NotWritten> {
    let zone = app.config.time_zone.clone();
    let found = app.db.read(scope, move |read| {
        let Some((signer, case)) = about(read, signer)? else { return Ok(Err(REVOKED)) };
        if case.answer.replaced.is_some() {
            return Ok(Err(Dropped("another answer has taken its place")));
        }
        let all = decisions::of_answer(read, answer)?;
        let Some(said) = all.iter().find(|one| one.signer == signer.id) else {
            return Ok(Err(Dropped("there is no such decision")));
        };
        let ended_at = case.answer.expires_at.unwrap_or_default();
        let given_at = case.answer.signed_at.unwrap_or(said.decided_at);
        let Some(case) = as_signed(read, case, said)? else {
            return Ok(Err(Dropped("the decision was erased")));
        };
        let reply_to = contact(read, &case.company, case.event.created_by)?;
        let receipt = receipt_of(read, answer, None)?;
        let draft = ConsentEnded {
            locale: case.answer.locale,
            zone,
            brand: letterhead(&case.company, reply_to.as_ref()),
            name: signer.first_name.clone(),
            child: child(&signer, &case),
            event: case.event.name.clone(),
            given_at,
            ended_at,
            reference: in_fours(&case.answer.reference),
            receipt_attached: receipt.is_some(),
        };
        Ok(Ok((draft, receipt, signer, case, reply_to)))
    });
    let (draft, receipt, signer, case, reply_to) = found.await??;
    let event = case.event.name.clone();
    let attachments = match receipt {
        Some(pdf) => vec![attached(app, pdf, draft.locale, "receipt-file-name", &event).await?],
        None => vec![],
    };
    let mail = Written::of(case.company, draft.render(), signer.name(), reply_to);
    Ok(Written { attachments, ..mail })
}

/// A decision that allows something and was made from another e-mail than an earlier one, with the
/// link that was sent to the earlier one.
pub(super) async fn answered_elsewhere(
    app: &App,
    scope: Scope,
    (answer, signer): (AnswerId, SignerId),
    decision: DecisionId,
    link: LinkId,
) -> Result<Written, NotWritten> {
    let keys = app.keys.clone();
    let (zone, base) = (app.config.time_zone.clone(), app.url("/sign/"));
    let written = app.db.read(scope, move |read| {
        let Some((_, case)) = about(read, signer)? else { return Ok(Err(REVOKED)) };
        let Some(link) = links::find(read, link)? else { return Ok(Err(REVOKED)) };
        let Some(reader) = signers::reachable(read, link.signer)? else {
            return Ok(Err(REVOKED));
        };
        let Some(decision) =
            decisions::of_answer(read, answer)?.into_iter().find(|one| one.id == decision)
        else {
            return Ok(Err(Dropped("there is no such decision")));
        };
        let (Some(Decision::Accepted { accepted, .. }), Some(case)) =
            (described(read, &decision, None)?, as_signed(read, case, &decision)?)
        else {
            return Ok(Err(Dropped("the decision was erased")));
        };
        let reply_to = contact(read, &case.company, case.event.created_by)?;
        let rendered = AnsweredElsewhere {
            locale: case.answer.locale,
            zone,
            brand: letterhead(&case.company, reply_to.as_ref()),
            name: reader.first_name.clone(),
            child: child(&reader, &case),
            event: case.event.name.clone(),
            accepted,
            decided_at: decision.decided_at,
            reference: in_fours(&case.answer.reference),
            link: format!("{base}{}", keys.link_token(link.signer, &link.nonce)),
        }
        .render();
        Ok(Ok(Written::of(case.company, rendered, reader.name(), reply_to)))
    });
    Ok(written.await??)
}

/// The case with the names of company, event and person that the signer of a decision was shown: the
/// company may have changed its rows since. None once the document is erased.
fn as_signed(read: &Read, mut case: Case, decision: &answer::Decision) -> Result<Option<Case>> {
    let frozen = documents::find(read, decision.document)?.and_then(|frozen| frozen.body);
    let Some(document) = frozen.map(|body| Document::read(&body)).transpose()? else {
        return Ok(None);
    };
    case.company.name = document.studio.name;
    case.event.name = document.event.name;
    if case.person.name() != document.person.name {
        (case.person.first_name, case.person.last_name) = (document.person.name, String::new());
    }
    Ok(Some(case))
}

/// A decision, as text, with the labels that the signer read; None once it is erased.
fn described(
    read: &Read,
    decision: &answer::Decision,
    before: Option<&answer::Decision>,
) -> Result<Option<Decision>> {
    let Some(record) = &decision.record else { return Ok(None) };
    let record: DecisionRecord = serde_json::from_str(record).map_err(anyhow::Error::from)?;
    let frozen = documents::find(read, decision.document)?.and_then(|frozen| frozen.body);
    let Some(body) = frozen else { return Ok(None) };
    let shown = Document::read(&body)?;
    let named = |accepted: bool| -> Vec<String> {
        let some = record.uses.iter().filter(|one| one.accepted == accepted);
        some.map(|one| shown.label(&one.name)).collect()
    };
    Ok(Some(match record.kind {
        DecisionKind::Accepted => {
            Decision::Accepted { accepted: named(true), refused: named(false) }
        }
        DecisionKind::Refused => Decision::Refused,
        DecisionKind::Withdrawn => {
            let had = before.map(|one| one.uses.clone()).unwrap_or_default();
            let gone = had.into_iter().filter(|one| !decision.uses.contains(one));
            let withdrawn = gone.map(|one| shown.label(one.name())).collect();
            Decision::Withdrawn { withdrawn, left: named(true) }
        }
    }))
}

/// The reply address: the company's contact e-mail, else that of the event's planner, else that of
/// an owner.
fn contact(read: &Read, company: &Company, planner: Option<UserId>) -> Result<Option<String>> {
    if company.contact_email.is_some() {
        return Ok(company.contact_email.clone());
    }
    for user in planner.into_iter().chain(users::owners(read)?) {
        let member = users::find_member(read, user, false)?;
        if let Some(member) = member.filter(|member| member.role != Role::Employee) {
            return Ok(Some(member.email));
        }
    }
    Ok(None)
}

/// The minor whom a guardian is asked about; None for an employee who signs.
fn child(signer: &Signer, case: &Case) -> Option<Child> {
    signer
        .guardian
        .map(|_| Child { first_name: case.person.first_name.clone(), name: case.person.name() })
}

fn about(read: &Read, signer: SignerId) -> Result<Option<(Signer, Case)>> {
    let Some(signer) = signers::reachable(read, signer)? else { return Ok(None) };
    let case = cases::find(read, signer.answer)?.ok_or(Error::NotFound("answer"))?;
    Ok(Some((signer, case)))
}

fn has_decided(read: &Read, signer: &Signer) -> Result<bool> {
    let standing = decisions::standing(read, signer.answer)?;
    Ok(standing.iter().any(|decision| decision.signer == signer.id))
}
