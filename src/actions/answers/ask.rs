//! Requests for consent: created, changed, deleted, restored.

use crate::App;
use crate::error::{Error, Result};
use crate::model::check::instant;
use crate::model::event::Plan;
use crate::model::{
    Answer, AnswerId, AnswerState, Check, EmployeeId, EventId, Locale, Once, Timestamp,
};
use crate::store::{
    Scope, answers, billing, decisions, employees, events, guardians, idempotency, links,
};

/// Requests an answer from one more employee of an event. An employee who refused or has withdrawn
/// everything is asked again; the refusal stands until the new request is answered. The request
/// also goes to everyone who has decided before and keeps their say, including former guardians:
/// [`signers::entitled_signers`].
///
/// [`signers::entitled_signers`]: crate::store::signers::entitled_signers
pub async fn ask(
    app: &App,
    scope: Scope,
    event: EventId,
    person: EmployeeId,
    once: Option<Once>,
) -> Result<Answer> {
    let asked = ask_all(app, scope, event, vec![person], once, true).await?;
    asked.into_iter().next().ok_or(Error::Conflict("already_asked"))
}

/// Requests answers from several employees. Those who already have a request are skipped.
pub async fn ask_many(
    app: &App,
    scope: Scope,
    event: EventId,
    people: Vec<EmployeeId>,
    once: Option<Once>,
) -> Result<Vec<Answer>> {
    if people.is_empty() || people.len() > Plan::PEOPLE {
        return Err(Error::invalid("employeeIds", "count"));
    }
    ask_all(app, scope, event, people, once, false).await
}

async fn ask_all(
    app: &App,
    scope: Scope,
    event: EventId,
    people: Vec<EmployeeId>,
    once: Option<Once>,
    alone: bool,
) -> Result<Vec<Answer>> {
    let (keys, zone) = (app.keys.clone(), app.config.time_zone.clone());
    let (days, rules) = (app.config.consent.link_days, app.config.plan_rules());
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                let found = events::find(tx, event)?;
                let found = found.ok_or_else(|| Error::invalid("eventId", "unknown"))?;
                let expires = found.link_expires_at(tx.now(), days);
                let mut check = Check::new();
                let mut asked = vec![];
                for (nth, id) in people.iter().enumerate() {
                    match guardians::signing(tx, *id, found.start, &zone)? {
                        Ok(signing) => {
                            let said = answers::last_given(tx, event, *id)?;
                            let no = said.filter(|said| alone && said.is_a_no());
                            asked.extend(match no {
                                Some(no) => answers::ask_again(tx, &keys, &no, &signing, expires),
                                None => answers::ask(tx, &keys, event, &signing, expires),
                            }?);
                        }
                        Err(code) if alone => check.refuse("employeeId", code),
                        Err(code) => check.refuse(format!("employeeIds.{nth}"), code),
                    }
                }
                check.done()?;
                events::recount(tx, event)?;
                if !asked.is_empty() {
                    let event = events::find(tx, event)?.ok_or(Error::NotFound("event"))?;
                    billing::check_recipients(tx, rules.as_ref(), &event)?;
                }
                let read = |id: AnswerId| answers::find(tx, id)?.ok_or(Error::NotFound("answer"));
                asked.into_iter().map(read).collect()
            })
        })
        .await
}

/// Changes the language or the link's expiry of an unanswered request.
pub async fn update(
    app: &App,
    scope: Scope,
    id: AnswerId,
    locale: Option<Locale>,
    link_expires_at: Option<String>,
) -> Result<Answer> {
    let mut check = Check::new();
    let expires = check.optional("linkExpiresAt", link_expires_at.as_deref(), instant);
    check.done()?;
    app.db
        .write(scope, move |tx| {
            let answer = answers::find(tx, id)?.ok_or(Error::NotFound("answer"))?;
            answer.check_pending()?;
            let until = expires.unwrap_or(answer.link_expires_at);
            if expires.is_some()
                && !(tx.now()..=tx.now().plus(366 * Timestamp::DAY)).contains(&until)
            {
                return Err(Error::invalid("linkExpiresAt", "link_expiry"));
            }
            answers::update_pending(tx, id, locale.unwrap_or(answer.locale), until)?;
            links::set_expiry(tx, id, until)?;
            answers::find(tx, id)?.ok_or(Error::NotFound("answer"))
        })
        .await
}

/// Deletes (soft) a request and revokes its links. A given answer cannot be deleted: it counts
/// until another is given. Neither can a request that one of several signers has answered.
pub async fn delete(app: &App, scope: Scope, id: AnswerId) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            let answer = answers::find(tx, id)?.ok_or(Error::NotFound("answer"))?;
            if !answers::delete(tx, id)? {
                return Err(match answer.state {
                    AnswerState::Pending => Error::Conflict("answer_begun"),
                    _ => Error::Conflict("answer_given"),
                });
            }
            links::revoke_of_answer(tx, id)?;
            events::recount(tx, answer.event)
        })
        .await
}

/// Restores a deleted request. If its signers have changed since, a new request replaces it. Its
/// links stay revoked; a reminder creates new ones.
pub async fn restore(app: &App, scope: Scope, id: AnswerId) -> Result<Answer> {
    let (keys, zone) = (app.keys.clone(), app.config.time_zone.clone());
    let rules = app.config.plan_rules();
    app.db
        .write(scope, move |tx| {
            let answer = answers::find_any(tx, id)?.ok_or(Error::NotFound("answer"))?;
            if answers::is_erased(tx, id)? {
                return Err(Error::NotFound("answer"));
            }
            if answer.deleted_at.is_none() {
                return Err(Error::Conflict("not_deleted"));
            }
            let pending = answer.state == AnswerState::Pending;
            // A guardian's decision may be outdated, and could not be withdrawn while the request
            // was deleted.
            if pending && !decisions::of_answer(tx, id)?.is_empty() {
                return Err(Error::Conflict("answer_begun"));
            }
            if pending && employees::find(tx, answer.employee)?.is_none() {
                return Err(Error::Conflict("employee_deleted"));
            }
            if !answers::restore(tx, id)? {
                return Err(Error::Conflict("already_asked"));
            }
            let mut back = id;
            let found = events::find(tx, answer.event)?.filter(|_| pending);
            if let Some(found) = found {
                let signing = guardians::signing(tx, answer.employee, found.start, &zone)?;
                let signing = signing.map_err(Error::Conflict)?;
                if answers::ask_who_signs_now(tx, &keys, &answer, &signing)? {
                    let live = answers::of_event(tx, answer.event)?;
                    let anew = live.iter().find(|one| one.employee == answer.employee);
                    back = anew.map_or(id, |one| one.id);
                }
            }
            events::recount(tx, answer.event)?;
            if let Some(event) = events::find(tx, answer.event)?.filter(|_| pending) {
                billing::check_restored(tx, rules.as_ref(), &event)?;
            }
            answers::find(tx, back)?.ok_or(Error::NotFound("answer"))
        })
        .await
}
