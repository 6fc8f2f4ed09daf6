//! Synchronises an event with its groups, mails and answers.

use serde::{Deserialize, Serialize};

use super::settle::queue_timers;
use crate::App;
use crate::error::{Error, Result};
use crate::model::{
    Answer, AnswerId, EmployeeId, Event, EventId, Keys, MailKind, SignerId, Timestamp,
};
use crate::store::{
    Read, Scope, Tx, answers, billing, decisions, event_groups, events, guardians, links, mails,
    signers,
};

/// The result of synchronising.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Synchronised {
    pub event: Event,
    /// The requests to employees who have joined its groups since.
    pub added: Vec<Answer>,
    /// Those who have joined but cannot be asked: minors without guardians.
    pub not_asked: Vec<EmployeeId>,
    /// How many unsent invitations were queued again.
    pub resent: u32,
}

/// Asks employees who have joined the event's groups since, unless it is over; queues invitations
/// that were never sent; recounts the answers. Running it twice changes nothing.
pub async fn synchronise(app: &App, scope: Scope, id: EventId) -> Result<Synchronised> {
    let (keys, zone) = (app.keys.clone(), app.config.time_zone.clone());
    let (days, rules) = (app.config.consent.link_days, app.config.plan_rules());
    app.db
        .write(scope, move |tx| {
            let event = events::find(tx, id)?.ok_or(Error::NotFound("event"))?;
            let expires = event.link_expires_at(tx.now(), days);
            let resent = send_what_was_not(tx, &keys, id, expires)?;
            let (mut added, mut not_asked) = (vec![], vec![]);
            let joined =
                if tx.now() < event.end { event_groups::newcomers(tx, id)? } else { vec![] };
            for person in joined {
                match guardians::signing(tx, person, event.start, &zone)? {
                    Ok(signing) => {
                        let asked = answers::ask(tx, &keys, id, &signing, expires)?;
                        added.extend(asked.map(|id| answers::find(tx, id)).transpose()?.flatten());
                    }
                    Err(_) => not_asked.push(person),
                }
            }
            events::recount(tx, id)?;
            if !added.is_empty() {
                let event = events::find(tx, id)?.ok_or(Error::NotFound("event"))?;
                billing::check_recipients(tx, rules.as_ref(), &event)?;
            }
            queue_timers(tx, &event)?;
            let event = events::find(tx, id)?.ok_or(Error::NotFound("event"))?;
            Ok(Synchronised { event, added, not_asked, resent })
        })
        .await
}

/// Queues the invitations of signers who have not decided and were sent none, because the mail
/// server refused it or mails were off. Not for bouncing addresses.
fn send_what_was_not(tx: &Tx, keys: &Keys, event: EventId, until: Timestamp) -> Result<u32> {
    let mut resent = 0;
    for answer in answers::pending_of_event(tx, event)? {
        let decided = decisions::standing(tx, answer)?;
        for signer in signers::of_answer(tx, answer)? {
            let has_decided = decided.iter().any(|decision| decision.signer == signer.id);
            if has_decided || signer.bounced || is_on_its_way(tx, answer, signer.id)? {
                continue;
            }
            let Some(to) = signer.email else { continue };
            let link = match links::of_signer(tx, signer.id)? {
                Some(link) => {
                    links::extend(tx, answer, Some(signer.id), until)?;
                    link.id
                }
                None => links::create(tx, keys, signer.id, until)?,
            };
            mails::queue(tx, MailKind::Invitation { answer, signer: signer.id, link }, &to)?;
            resent += 1;
        }
    }
    Ok(resent)
}

/// Whether a mail with the request was sent to a signer, or is queued.
fn is_on_its_way(read: &Read, answer: AnswerId, to: SignerId) -> Result<bool> {
    Ok(mails::of_answer(read, answer)?.iter().any(|mail| {
        let asks = match mail.mail_kind {
            MailKind::Invitation { signer, .. } | MailKind::Reminder { signer, .. } => signer == to,
            _ => false,
        };
        asks && matches!(mail.status.as_str(), "QUEUED" | "SENT")
    }))
}
