//! The result of an attempt to send a mail: sent, failed, or to be tried again, depending on whose
//! fault the failure is.

use jiff::tz::TimeZone;

use super::{Later, folded};
use crate::App;
use crate::error::Result;
use crate::model::chain::{EvidenceKind, field};
use crate::model::mail_kind::{ReaderKind, Subject};
use crate::model::notification::Broadcast;
use crate::model::{EmailState, Fact, Locale, MailVerdict, Timestamp};
use crate::ports::Undelivered;
use crate::render::words;
use crate::store::jobs::{self, Until};
use crate::store::mail_sending::Trouble;
use crate::store::mails::{self, Failed, Record};
use crate::store::{
    AllTx, Scope, answers, bounces, companies, evidence, facts, mail_sending, notifications, users,
};

/// How long a full mailbox is tried, and how long any other temporary refusal (RFC 5321, 4.5.4.1).
/// In milliseconds.
const MAILBOX_TERM: i64 = 3 * Timestamp::DAY;
const TERM: i64 = 4 * Timestamp::DAY;

/// The wait before the next attempt, for a mail that has been failing for `failing`: as long again,
/// within limits. In milliseconds. None: it is given up.
fn next_try(verdict: MailVerdict, failing: i64) -> Option<i64> {
    let (term, first, longest) = match verdict {
        MailVerdict::Mailbox => (MAILBOX_TERM, 30 * Timestamp::MINUTE, 12 * Timestamp::HOUR),
        MailVerdict::Way | MailVerdict::Us => (TERM, 30 * Timestamp::SECOND, Timestamp::HOUR),
        MailVerdict::Address | MailVerdict::Refused => return None,
    };
    (failing < term).then(|| failing.clamp(first, longest))
}

/// Varies a wait by a tenth, so that mails that failed together are not tried again together.
fn spread(wait: i64, id: i64) -> i64 {
    let tenth = wait / 10;
    wait - tenth + id.wrapping_mul(7_919).rem_euclid(2 * tenth + 1)
}

/// The server accepted the mail. Stored, and recorded as evidence if it is about an answer. Held
/// mails are released.
pub(super) async fn sent(
    app: &App,
    scope: Option<Scope>,
    record: Record,
    to: String,
    reply: String,
) -> Result<Option<Later>> {
    let about = match record.mail_kind.rules().about {
        Subject::Signing(answer, signer, kind) => {
            let scope = scope.ok_or_else(|| anyhow::anyhow!("the mail needs a company"))?;
            Some((scope, answer, kind, signer))
        }
        Subject::NoAnswer | Subject::Answer(_) => None,
    };
    app.counts.mail("SENT");
    let id = record.id;
    let ended = app
        .db
        .write_all(move |all| {
            let ended = mail_sending::worked(all)?;
            // Only mails held for a common reason; one that was refused itself keeps its own time.
            if ended.as_ref().is_some_and(|trouble| trouble.probe_at.is_some()) {
                jobs::release_held(all)?;
            }
            let Some((scope, answer, kind, signer)) = about else {
                mails::set_sent(all, id, &reply)?;
                return Ok(ended);
            };
            let tx = &companies::enter(all, scope);
            if !mails::set_sent_of_company(tx, id, &reply)? {
                return Ok(ended);
            }
            let fields = vec![(field::TO, to), (field::SMTP_REPLY, reply)];
            evidence::append(tx, answer, Some(signer), kind, fields)?;
            if kind == EvidenceKind::InvitationSent {
                answers::mark_mailed(tx, answer)?;
            }
            Ok(ended)
        })
        .await?;
    if let Some(Trouble { since, reply, .. }) = ended {
        let seconds = app.now().since(since) / Timestamp::SECOND;
        tracing::info!(seconds, reply, "mail leaves again");
    }
    Ok(None)
}

/// The server did not accept the mail.
pub(super) async fn not_sent(
    app: &App,
    scope: Option<Scope>,
    record: Record,
    to: &str,
    failure: &Undelivered,
) -> Result<Option<Later>> {
    let (verdict, rules) = (failure.verdict(), record.mail_kind.rules());
    app.counts.mail(verdict.name());
    let (stage, why) = (failure.stage, failure.without_text());
    tracing::warn!(
        mail = record.id.0,
        kind = record.mail_kind.name(),
        verdict = verdict.name(),
        stage = stage.name(),
        reply = why,
        "mail_not_sent"
    );
    let (failure, key, zone) = (failure.clone(), folded(to), app.config.time_zone.clone());
    app.db
        .write_all(move |all| {
            if verdict == MailVerdict::Us || failure.is_of_the_connection() {
                return hold(all, &record, &failure, &zone).map(Some);
            }
            reached(all)?;
            let since = record.failing_since.unwrap_or(all.now());
            let wait = next_try(verdict, all.now().since(since));
            let over = wait.is_none();
            let reply = failure.describe();
            mails::set_failed(
                all,
                record.id,
                &Failed { reply, verdict, since: Some(since), over },
            )?;
            if let Some(scope) = scope.filter(|_| rules.reader == ReaderKind::Recipient) {
                notify_company(all, scope, &record, &failure, over, &key)?;
            }
            Ok(wait.map(|wait| Later {
                due: all.now().plus(spread(wait, record.id.0)),
                why: format!("{}: {}", stage.name(), failure.without_text()),
                until: Until::Due,
            }))
        })
        .await
}

/// The server replies about single mails, so it is reachable again.
fn reached(all: &AllTx) -> Result<()> {
    if mail_sending::trouble(all)?.is_some_and(|one| one.verdict == MailVerdict::Way) {
        mail_sending::worked(all)?;
        jobs::release_held(all)?;
    }
    Ok(())
}

/// The failure is not about this mail: it is held with all others until the reason is gone.
fn hold(all: &AllTx, record: &Record, failure: &Undelivered, zone: &TimeZone) -> Result<Later> {
    let (trouble, began) = mail_sending::failed(all, failure)?;
    let kept = Failed {
        reply: failure.describe(),
        verdict: trouble.verdict,
        since: record.failing_since,
        over: false,
    };
    mails::set_failed(all, record.id, &kept)?;
    if began {
        tracing::error!(
            verdict = trouble.verdict.name(),
            stage = failure.stage.name(),
            reply = trouble.reply,
            "mail does not leave: it waits"
        );
        if trouble.verdict == MailVerdict::Us {
            notify_administrators(all, &trouble, zone)?;
        }
    }
    let waited = all.now().since(trouble.since);
    let wait = waited.clamp(30 * Timestamp::SECOND, 15 * Timestamp::MINUTE);
    Ok(Later {
        due: all.now().plus(spread(wait, record.id.0)),
        why: format!("{}: {}", failure.stage.name(), failure.without_text()),
        until: Until::MailLeaves,
    })
}

/// Notifies the administrators in the console, at most once a day, because no mail can be sent.
fn notify_administrators(all: &AllTx, trouble: &Trouble, zone: &TimeZone) -> Result<()> {
    let day = all.now().day_in(zone);
    if !jobs::claim_once_for_instance(all, &format!("mail-refused:{day}"))? {
        return Ok(());
    }
    let said = |key: &str| {
        let in_one = |locale: Locale| {
            let reply = [("reply", trouble.reply.as_str().into())];
            words(locale).say_with(key, reply).into_owned()
        };
        [in_one(Locale::Fr), in_one(Locale::En)]
    };
    let said = Broadcast { title: said("mail-refused-title"), text: said("mail-refused-text") };
    let mut broadcast = None;
    for (user, _) in users::administrators(all)? {
        let id = match broadcast {
            Some(id) => id,
            None => notifications::create_broadcast(all, Some(user), &said, None)?,
        };
        broadcast = Some(id);
        notifications::create_of_broadcast(all, user, id)?;
    }
    Ok(())
}

/// Notifies the company that a mail does not arrive. If the address does not exist, once, and its
/// employees are marked; otherwise once per mail that is refused permanently.
fn notify_company(
    all: &AllTx,
    scope: Scope,
    record: &Record,
    failure: &Undelivered,
    over: bool,
    key: &str,
) -> Result<()> {
    let tx = &companies::enter(all, scope);
    let answer = record.mail_kind.answer();
    if failure.verdict() == MailVerdict::Address {
        for employee in bounces::note(tx, key, EmailState::Unknown)? {
            // One fact per employee: a family may share the address.
            facts::record(tx, Fact::EmailBounced { employee, answer })?;
        }
        return Ok(());
    }
    let Some(answer) = answer.filter(|_| record.mail_kind.rules().is_unrequested()) else {
        return Ok(());
    };
    let mail = record.id;
    if (over || failure.is_permanent()) && jobs::claim_once(tx, &format!("undelivered:{}", mail.0))?
    {
        facts::record(tx, Fact::MailUndelivered { mail, answer })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_again_after_as_long_as_it_has_failed_and_given_up_on_in_the_end() {
        let minute = Timestamp::MINUTE;
        assert_eq!(next_try(MailVerdict::Mailbox, 0), Some(30 * minute));
        assert_eq!(next_try(MailVerdict::Mailbox, 120 * minute), Some(120 * minute));
        assert_eq!(next_try(MailVerdict::Mailbox, MAILBOX_TERM - 1), Some(12 * Timestamp::HOUR));
        assert_eq!(next_try(MailVerdict::Mailbox, MAILBOX_TERM), None);
        assert_eq!(next_try(MailVerdict::Way, 0), Some(30 * Timestamp::SECOND));
        assert_eq!(next_try(MailVerdict::Way, TERM), None);
        assert_eq!(next_try(MailVerdict::Address, 0), None);
        assert_eq!(next_try(MailVerdict::Refused, 0), None);
        for id in 0..1000 {
            assert!((27_000..=33_000).contains(&spread(30_000, id)));
        }
    }
}
