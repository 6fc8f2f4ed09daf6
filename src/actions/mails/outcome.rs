//! What becomes of a mail once the server has answered: sent, failed for good, or waiting
//! for another try. Whose fault the answer is decides.

use jiff::tz::TimeZone;

use super::{Later, folded};
use crate::App;
use crate::error::Result;
use crate::model::chain::{EvidenceKind, field};
use crate::model::notification::Broadcast;
use crate::model::{EmailState, Fact, Locale, MailKind, Timestamp, Verdict};
use crate::ports::Undelivered;
use crate::render::words;
use crate::store::mail_sending::Trouble;
use crate::store::mails::{self, Failed, Record};
use crate::store::{
    AllTx, Scope, answers, bounces, companies, evidence, facts, jobs, mail_sending, notifications,
    users,
};

/// How long a full mailbox is tried, and how long any other passing refusal of one mail:
/// as mail servers have it (RFC 5321, 4.5.4.1). In milliseconds.
const MAILBOX_TERM: i64 = 3 * Timestamp::DAY;
const TERM: i64 = 4 * Timestamp::DAY;

/// When a mail that has failed for so long for a reason of its own is tried again: after as
/// long once more, within bounds. None: it is given up on.
fn next_try(verdict: Verdict, failing: i64) -> Option<i64> {
    let (term, first, longest) = match verdict {
        Verdict::Mailbox => (MAILBOX_TERM, 30 * Timestamp::MINUTE, 12 * Timestamp::HOUR),
        Verdict::Way | Verdict::Us => (TERM, 30 * Timestamp::SECOND, Timestamp::HOUR),
        Verdict::Address | Verdict::Refused => return None,
    };
    (failing < term).then(|| failing.clamp(first, longest))
}

/// Give or take a tenth, so that what failed together does not come back together.
fn spread(wait: i64, id: i64) -> i64 {
    let tenth = wait / 10;
    wait - tenth + id.wrapping_mul(7_919).rem_euclid(2 * tenth + 1)
}

/// The server has taken it: kept, and evidence where it is about an answer. What was held
/// up leaves.
pub(super) async fn sent(
    app: &App,
    scope: Option<Scope>,
    record: Record,
    to: String,
    reply: String,
) -> Result<Option<Later>> {
    let kind = match record.mail_kind {
        MailKind::Invitation { signer, .. } => Some((EvidenceKind::InvitationSent, signer)),
        MailKind::Reminder { signer, .. } => Some((EvidenceKind::Reminded, signer)),
        MailKind::Code { signer, .. } => Some((EvidenceKind::CodeSent, signer)),
        MailKind::Confirmation { signer, .. } => Some((EvidenceKind::Sent, signer)),
        _ => None,
    };
    let about = match kind {
        None => None,
        Some((kind, signer)) => {
            let about = scope.zip(record.mail_kind.answer());
            let (scope, answer) =
                about.ok_or_else(|| anyhow::anyhow!("the mail needs an answer"))?;
            Some((scope, answer, kind, signer))
        }
    };
    app.counts.mail("SENT");
    let id = record.id;
    let ended = app
        .db
        .write_all(move |all| {
            let ended = mail_sending::worked(all)?;
            // One that is refused for itself is not tried again each time another leaves.
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

/// The server has not taken it.
pub(super) async fn not_sent(
    app: &App,
    scope: Option<Scope>,
    record: Record,
    to: &str,
    failure: &Undelivered,
) -> Result<Option<Later>> {
    let verdict = failure.verdict();
    app.counts.mail(verdict.name());
    let (stage, why) = (failure.stage, failure.without_addresses());
    tracing::warn!(
        mail = record.id.0,
        kind = record.mail_kind.kind(),
        verdict = verdict.name(),
        stage = stage.name(),
        reply = why,
        "mail_not_sent"
    );
    let (failure, key, zone) = (failure.clone(), folded(to), app.config.time_zone.clone());
    app.db
        .write_all(move |all| {
            if verdict == Verdict::Us || failure.is_of_the_connection() {
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
            if let Some(scope) = scope.filter(|_| record.mail_kind.is_to_a_signer()) {
                tell_company(all, scope, &record, &failure, over, &key)?;
            }
            Ok(wait.map(|wait| Later {
                due: all.now().plus(spread(wait, record.id.0)),
                why: format!("{}: {}", stage.name(), failure.without_addresses()),
                held: false,
            }))
        })
        .await
}

/// The server speaks to us about single mails: it is not out of reach any more.
fn reached(all: &AllTx) -> Result<()> {
    if mail_sending::trouble(all)?.is_some_and(|one| one.verdict == Verdict::Way) {
        mail_sending::worked(all)?;
        jobs::release_held(all)?;
    }
    Ok(())
}

/// It is not about this mail: it waits until the reason has gone, with all others.
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
        if trouble.verdict == Verdict::Us {
            tell_administrators(all, &trouble, zone)?;
        }
    }
    let waited = all.now().since(trouble.since);
    let wait = waited.clamp(30 * Timestamp::SECOND, 15 * Timestamp::MINUTE);
    Ok(Later {
        due: all.now().plus(spread(wait, record.id.0)),
        why: format!("{}: {}", failure.stage.name(), failure.without_addresses()),
        held: true,
    })
}

/// Tells those who run the instance, at most once a day: no mail can.
fn tell_administrators(all: &AllTx, trouble: &Trouble, zone: &TimeZone) -> Result<()> {
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
            None => notifications::create_broadcast(all, Some(user), &said)?,
        };
        broadcast = Some(id);
        notifications::create_of_broadcast(all, user, id)?;
    }
    Ok(())
}

/// Tells whoever asked that a mail does not arrive: once there is no such address, with the
/// people who have it marked; else once for each mail that is refused for good.
fn tell_company(
    all: &AllTx,
    scope: Scope,
    record: &Record,
    failure: &Undelivered,
    over: bool,
    key: &str,
) -> Result<()> {
    let tx = &companies::enter(all, scope);
    let answer = record.mail_kind.answer();
    if failure.verdict() == Verdict::Address {
        for employee in bounces::note(tx, key, EmailState::Unknown)? {
            // One fact for each who cannot be asked: a family may share the address.
            facts::record(tx, Fact::EmailBounced { employee, answer })?;
        }
        return Ok(());
    }
    let Some(answer) = answer.filter(|_| record.mail_kind.is_to_a_recipient()) else {
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
        assert_eq!(next_try(Verdict::Mailbox, 0), Some(30 * minute));
        assert_eq!(next_try(Verdict::Mailbox, 120 * minute), Some(120 * minute));
        assert_eq!(next_try(Verdict::Mailbox, MAILBOX_TERM - 1), Some(12 * Timestamp::HOUR));
        assert_eq!(next_try(Verdict::Mailbox, MAILBOX_TERM), None);
        assert_eq!(next_try(Verdict::Way, 0), Some(30 * Timestamp::SECOND));
        assert_eq!(next_try(Verdict::Way, TERM), None);
        assert_eq!(next_try(Verdict::Address, 0), None);
        assert_eq!(next_try(Verdict::Refused, 0), None);
        for id in 0..1000 {
            assert!((27_000..=33_000).contains(&spread(30_000, id)));
        }
    }
}
