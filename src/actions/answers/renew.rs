//! Renewal: requests a consent again, before or after it ends. The earlier answer stands until the
//! new request is answered; then the last decision counts, even if it is a refusal.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::App;
use crate::error::{Error, Result};
use crate::model::event::Plan;
use crate::model::renewal::{NotRenewed, Skipped};
use crate::model::{Answer, AnswerId, Check, EventId, Keys, Once};
use crate::store::{Scope, Tx, answers, events, guardians, idempotency};

/// The new requests, and the answers that were skipped.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Renewed {
    pub asked: Vec<Answer>,
    pub skipped: Vec<Skipped>,
}

/// Renews the consents of an event that have ended, or end within sixty days.
pub async fn renew_event(app: &App, scope: Scope, event: EventId) -> Result<Renewed> {
    let asker = Asker::of(app);
    app.db
        .write(scope, move |tx| {
            events::find(tx, event)?.ok_or(Error::NotFound("event"))?;
            let mut renewed = Renewed::default();
            for old in answers::standing_of_event(tx, event)? {
                renewed.note(tx, old.id, asker.ask(tx, &old, true)?)?;
            }
            Ok(renewed)
        })
        .await
}

/// Renews these consents, regardless of when they end.
pub async fn renew(
    app: &App,
    scope: Scope,
    mut ids: Vec<AnswerId>,
    once: Option<Once>,
) -> Result<Renewed> {
    if ids.is_empty() || ids.len() > Plan::PEOPLE {
        return Err(Error::invalid("ids", "count"));
    }
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(id.0));
    let asker = Asker::of(app);
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, once.as_ref(), || {
                let mut check = Check::new();
                let mut found = vec![];
                for (nth, id) in ids.iter().enumerate() {
                    match answers::find(tx, *id)? {
                        Some(old) => found.push(old),
                        None => check.refuse(format!("ids.{nth}"), "unknown"),
                    }
                }
                check.done()?;
                let mut renewed = Renewed::default();
                for old in found {
                    renewed.note(tx, old.id, asker.ask(tx, &old, false)?)?;
                }
                Ok(renewed)
            })
        })
        .await
}

impl Renewed {
    fn note(
        &mut self,
        tx: &Tx,
        old: AnswerId,
        became: std::result::Result<AnswerId, NotRenewed>,
    ) -> Result<()> {
        match became {
            Ok(new) => {
                self.asked.push(answers::find(tx, new)?.ok_or(Error::NotFound("answer"))?);
            }
            Err(reason) => self.skipped.push(Skipped { answer: old, reason }),
        }
        Ok(())
    }
}

/// What creating a renewal needs.
pub(super) struct Asker {
    keys: std::sync::Arc<Keys>,
    zone: TimeZone,
    link_days: u32,
}

impl Asker {
    pub(super) fn of(app: &App) -> Self {
        let config = &app.config;
        Self {
            keys: app.keys.clone(),
            zone: config.time_zone.clone(),
            link_days: config.consent.link_days,
        }
    }

    /// Renews a consent, unless there is none or a renewal is pending. An employee who has come of
    /// age is asked directly, whoever signed before.
    pub(super) fn ask(
        &self,
        tx: &Tx,
        old: &Answer,
        only_if_due: bool,
    ) -> Result<std::result::Result<AnswerId, NotRenewed>> {
        if let Err(reason) = old.check_renewable() {
            return Ok(Err(reason));
        }
        if old.replaced.is_some() {
            return Ok(Err(NotRenewed::Replaced));
        }
        if answers::pending_renewal_of(tx, old.id)?.is_some() {
            return Ok(Err(NotRenewed::AlreadyAsked));
        }
        if only_if_due && let Err(reason) = old.check_due(tx.now()) {
            return Ok(Err(reason));
        }
        let Some(event) = events::find(tx, old.event)? else { return Ok(Err(NotRenewed::Gone)) };
        let signing = match guardians::signing(tx, old.employee, tx.now(), &self.zone)? {
            Ok(found) => found,
            Err("guardian_required") => return Ok(Err(NotRenewed::GuardianRequired)),
            Err(_) => return Ok(Err(NotRenewed::Gone)),
        };
        let expires = event.link_expires_at(tx.now(), self.link_days);
        let asked = answers::ask_again(tx, &self.keys, old, &signing, expires)?;
        Ok(asked.ok_or(NotRenewed::AlreadyAsked))
    }

    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }
}
