//! Reminders, and links copied by a user.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::answer::{Link, Signer};
use crate::model::audit::AuditAction;
use crate::model::chain::EvidenceKind;
use crate::model::{
    Answer, AnswerId, AnswerState, EventId, Fact, Keys, LinkId, MailKind, Timestamp, UserId,
};
use crate::store::{
    Read, Scope, Tx, answers, audit, decisions, events, evidence, facts, links, mails, signers,
};

/// A link that a user hands over. Whoever opens it still has to prove the e-mail.
#[derive(Debug, Clone)]
pub struct CopiedLink {
    pub signer_name: String,
    pub url: String,
    pub expires_at: Timestamp,
}

/// Queues a reminder to every signer who has not decided, at most once a day. An expired link is
/// extended.
pub async fn remind(app: &App, scope: Scope, id: AnswerId) -> Result<Answer> {
    let (keys, days) = (app.keys.clone(), app.config.consent.link_days);
    app.db
        .write(scope, move |tx| {
            let answer = answers::find(tx, id)?.ok_or(Error::NotFound("answer"))?;
            answer.check_remindable(tx.now())?;
            if !remind_one(tx, &keys, &answer, days, false)? {
                return Err(Error::Conflict("email_bounced"));
            }
            Ok(Answer { reminded_at: Some(tx.now()), ..answer })
        })
        .await
}

/// The result of reminding everyone of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Raised {
    pub reminded: u32,
    /// Skipped: they have answered.
    pub already_answered: u32,
    /// Skipped: a mail was sent to them within a day.
    pub reminded_recently: u32,
    /// Skipped: mails to them bounce.
    pub unreachable: u32,
}

/// Reminds these of an event, as [`remind_all`] reminds everyone. Answers of other events are
/// skipped.
pub async fn remind_some(
    app: &App,
    scope: Scope,
    event: EventId,
    chosen: Vec<AnswerId>,
) -> Result<Raised> {
    let (keys, days) = (app.keys.clone(), app.config.consent.link_days);
    app.db
        .write(scope, move |tx| {
            events::find(tx, event)?.ok_or(Error::NotFound("event"))?;
            let mut waiting = answers::pending_of_event(tx, event)?;
            waiting.retain(|id| chosen.contains(id));
            remind_each(tx, &keys, event, waiting, days)
        })
        .await
}

/// The answers among these that a reminder would reach now, with the number of mails that it sends:
/// one to each signer who has not decided and whose mails arrive.
pub async fn mails_of_reminder(
    app: &App,
    scope: Scope,
    chosen: Vec<AnswerId>,
) -> Result<Vec<(AnswerId, usize)>> {
    app.db
        .read(scope, move |read| {
            let mut reached = vec![];
            for id in chosen {
                let Some(answer) = answers::find(read, id)? else { continue };
                if answer.check_remindable(read.now()).is_err() {
                    continue;
                }
                let mut mails = 0;
                for signer in signers::of_answer(read, id)? {
                    let is_reached = signer.email.is_some() && !signer.bounced;
                    mails += usize::from(is_reached && !has_decided(read, &signer)?);
                }
                if mails > 0 {
                    reached.push((id, mails));
                }
            }
            Ok(reached)
        })
        .await
}

/// Reminds these unanswered requests of an event, and records the fact.
fn remind_each(
    tx: &Tx,
    keys: &Keys,
    event: EventId,
    waiting: Vec<AnswerId>,
    days: u32,
) -> Result<Raised> {
    let mut raised = Raised::default();
    for id in waiting {
        let Some(answer) = answers::find(tx, id)? else { continue };
        if answer.check_remindable(tx.now()).is_err() {
            raised.reminded_recently += 1;
            continue;
        }
        match remind_one(tx, keys, &answer, days, false)? {
            true => raised.reminded += 1,
            false => raised.unreachable += 1,
        }
    }
    if raised.reminded > 0 {
        let people = i64::from(raised.reminded);
        facts::record(tx, Fact::EventReminded { event, people })?;
    }
    Ok(raised)
}

/// Reminds everyone of an event who has not answered, except those who were mailed within a day.
pub async fn remind_all(app: &App, scope: Scope, event: EventId) -> Result<Raised> {
    let (keys, days) = (app.keys.clone(), app.config.consent.link_days);
    app.db
        .write(scope, move |tx| {
            events::find(tx, event)?.ok_or(Error::NotFound("event"))?;
            let waiting = answers::pending_of_event(tx, event)?;
            let mut raised = remind_each(tx, &keys, event, waiting, days)?;
            for standing in answers::standing_of_event(tx, event)? {
                let given = standing.state != AnswerState::Pending;
                if given && answers::pending_renewal_of(tx, standing.id)?.is_none() {
                    raised.already_answered += 1;
                }
            }
            Ok(raised)
        })
        .await
}

/// Queues a reminder to each signer of an answer who has not decided and whose mails do not bounce.
/// With `by_clock`, it is not sent at night. False if mails to all of them bounce.
pub(super) fn remind_one(
    tx: &Tx,
    keys: &Keys,
    asked: &Answer,
    days: u32,
    by_clock: bool,
) -> Result<bool> {
    let answer = asked.id;
    let open = open_links(tx, keys, asked, days)?;
    if !open.is_empty() && open.iter().all(|(signer, _)| signer.bounced) {
        return Ok(false);
    }
    for (signer, link) in open.into_iter().filter(|(signer, _)| !signer.bounced) {
        if let Some(to) = signer.email.clone() {
            let mail_kind =
                MailKind::Reminder { answer, signer: signer.id, link: link.id, by_clock };
            mails::queue(tx, mail_kind, &to)?;
        }
    }
    answers::mark_reminded(tx, answer)?;
    Ok(true)
}

/// The links of the signers who have not decided, for a user to hand over. For a given answer, the
/// links of all who signed, with which they can read and withdraw it. The code is still required;
/// each copied link is recorded as evidence.
pub async fn link(app: &App, scope: Scope, id: AnswerId, user: UserId) -> Result<Vec<CopiedLink>> {
    let (keys, days) = (app.keys.clone(), app.config.consent.link_days);
    let base = app.url("/sign/");
    app.db
        .write(scope, move |tx| {
            let answer = answers::find(tx, id)?.ok_or(Error::NotFound("answer"))?;
            let mut copied = vec![];
            for (signer, link) in copied_links(tx, &keys, &answer, days)? {
                let fields = vec![("user", user.0.to_string())];
                evidence::append(tx, id, Some(signer.id), EvidenceKind::LinkCopied, fields)?;
                copied.push(CopiedLink {
                    signer_name: signer.name(),
                    url: format!("{base}{}", keys.link_token(signer.id, &link.nonce)),
                    expires_at: link.expires_at,
                });
            }
            audit::note_in(tx, Some(user), AuditAction::CopyLink, json!({ "answer": id }))?;
            Ok(copied)
        })
        .await
}

/// An open link for each signer who has not decided. An expired link is extended; a revoked one is
/// replaced.
fn open_links(tx: &Tx, keys: &Keys, answer: &Answer, days: u32) -> Result<Vec<(Signer, Link)>> {
    let mut open = vec![];
    for signer in signers::of_answer(tx, answer.id)? {
        if has_decided(tx, &signer)? {
            continue;
        }
        let until = open_until(tx, answer, days);
        let id = match links::of_signer(tx, signer.id)? {
            Some(link) if link.check_open(tx.now()).is_ok() => link.id,
            Some(link) => {
                links::extend(tx, answer.id, Some(signer.id), until)?;
                link.id
            }
            None => links::create(tx, keys, signer.id, until)?,
        };
        open.push((signer, known(tx, id)?));
    }
    Ok(open)
}

/// A link to hand over for each signer who has not decided or, for a given answer, each who has.
/// The link in mails stays the signer's alone: each link has its own limits, and what is done with
/// a copy takes nothing from it.
fn copied_links(tx: &Tx, keys: &Keys, answer: &Answer, days: u32) -> Result<Vec<(Signer, Link)>> {
    let mut copied = vec![];
    for signer in signers::of_answer(tx, answer.id)? {
        if has_decided(tx, &signer)? == (answer.state == AnswerState::Pending) {
            continue;
        }
        let until = open_until(tx, answer, days);
        let before = links::copied(tx, signer.id)?;
        let id = match before.filter(|link| link.check_open(tx.now()).is_ok()) {
            Some(link) => link.id,
            None => links::create_copy(tx, keys, signer.id, until)?,
        };
        copied.push((signer, known(tx, id)?));
    }
    Ok(copied)
}

fn has_decided(read: &Read, signer: &Signer) -> Result<bool> {
    let standing = decisions::standing(read, signer.answer)?;
    Ok(standing.iter().any(|decision| decision.signer == signer.id))
}

fn known(read: &Read, id: LinkId) -> Result<Link> {
    links::find(read, id)?.ok_or(Error::NotFound("link"))
}

/// How long links to an answer stay open.
fn open_until(read: &Read, answer: &Answer, days: u32) -> Timestamp {
    let soon = read.now().plus(i64::from(days) * Timestamp::DAY);
    answer.link_expires_at.max(soon).max(answer.expires_at.unwrap_or(soon))
}
