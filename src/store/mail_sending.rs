//! Trouble that keeps all mail from being sent: one row, so that every process on the database sees
//! it.

use super::{AllRead, AllTx, Changes, Row, Rows, params};
use crate::error::Result;
use crate::model::{MailVerdict, Timestamp};
use crate::ports::Undelivered;

/// Sending fails, for all mail or most of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// [`MailVerdict::Us`]: the server refuses us; [`MailVerdict::Way`]: it is unreachable.
    pub verdict: MailVerdict,
    /// The server's last reply or the error, without e-mail addresses.
    pub reply: String,
    pub since: Timestamp,
    /// Consecutive failures.
    pub failures: i64,
    /// When the next mail is sent as a probe while the others wait. None: all are still tried.
    pub probe_at: Option<Timestamp>,
}

impl Trouble {
    /// One word for operators: `refused`, or `unreachable`.
    pub fn name(&self) -> &'static str {
        match self.verdict {
            MailVerdict::Us => "refused",
            _ => "unreachable",
        }
    }
}

/// Consecutive failures after which sending pauses: failures unrelated to a mail, and refusals that
/// may be about the mail.
const FAILURES: i64 = 3;
const REFUSALS: i64 = 2;

/// The first and the longest delay between probes, in milliseconds, while the server is unreachable
/// and while it refuses us. Some services lock out longer after repeated failed logins.
const FIRST: i64 = 30 * Timestamp::SECOND;
const LONGEST_OUT_OF_REACH: i64 = 5 * Timestamp::MINUTE;
const LONGEST_REFUSED: i64 = 15 * Timestamp::MINUTE;

/// Which mails may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailFlow {
    Open,
    /// A single one, as a test.
    Probe,
    Paused,
}

/// The current trouble, if any.
pub fn trouble(all: &AllRead) -> Result<Option<Trouble>> {
    let row = |row: &Row| {
        let Some(since) = row.get("since")? else { return Ok(None) };
        Ok(Some(Trouble {
            verdict: row.get("verdict")?,
            reply: row.get("reply")?,
            since,
            failures: row.get("failures")?,
            probe_at: row.get("probe_at")?,
        }))
    };
    let sql = "SELECT failures, verdict, reply, since, probe_at FROM mail_sending WHERE id = 1";
    Ok(all.first(sql, &[], row)?.flatten())
}

/// Which mails may be sent now.
pub fn flow(all: &AllRead) -> Result<MailFlow> {
    let probe = probe_at(all)?;
    Ok(match probe {
        None => MailFlow::Open,
        // Later than any possible delay: the clock was set back.
        Some(at) if at <= all.now() || at.since(all.now()) > LONGEST_REFUSED => MailFlow::Probe,
        Some(_) => MailFlow::Paused,
    })
}

/// When the next probe is due; None if sending is not paused.
pub fn probe_at(all: &AllRead) -> Result<Option<Timestamp>> {
    let sql = "SELECT probe_at FROM mail_sending WHERE id = 1 AND probe_at IS NOT NULL";
    all.first(sql, &[], |row| row.get("probe_at"))
}

/// Records that a probe is being sent: sets the time of the next one.
pub fn probing(all: &AllTx) -> Result<()> {
    let Some(trouble) = trouble(all)? else { return Ok(()) };
    set_probe(all, all.now().plus(wait(trouble.verdict, trouble.failures)))
}

/// Makes a probe due at once: an operator fixed something, or the server was restarted.
pub fn probe_now(all: &AllTx) -> Result<()> {
    match probe_at(all)? {
        Some(_) => set_probe(all, all.now()),
        None => Ok(()),
    }
}

fn set_probe(all: &AllTx, at: Timestamp) -> Result<()> {
    let sql = "UPDATE mail_sending SET probe_at = :at WHERE id = 1";
    all.change(sql, params! { ":at": at }).map(drop)
}

/// Records a failure unrelated to a single mail; returns the trouble, and whether it began now.
pub fn failed(all: &AllTx, failure: &Undelivered) -> Result<(Trouble, bool)> {
    let before = trouble(all)?;
    let was_paused = before.as_ref().is_some_and(|before| before.probe_at.is_some());
    let verdict = failure.verdict();
    // A different verdict starts a new count.
    let before = before.filter(|before| before.verdict == verdict);
    let began = before.is_none();
    let failures = before.as_ref().map_or(0, |before| before.failures) + 1;
    let patience = match verdict {
        _ if failure.is_of_the_session() => 1,
        MailVerdict::Us => REFUSALS,
        _ => FAILURES,
    };
    let now = all.now();
    let paused = was_paused || failures >= patience;
    let trouble = Trouble {
        verdict,
        reply: failure.without_addresses(),
        since: before.map_or(now, |before| before.since),
        failures,
        probe_at: paused.then(|| now.plus(wait(verdict, failures))),
    };
    all.change(
        "UPDATE mail_sending SET failures = :failures, verdict = :verdict, reply = :reply,
                since = :since, probe_at = :probe WHERE id = 1",
        params! {
            ":failures": failures, ":verdict": verdict.name(), ":reply": trouble.reply,
            ":since": trouble.since, ":probe": trouble.probe_at,
        },
    )?;
    Ok((trouble, began))
}

/// Records that a mail was accepted, which ends a pause; returns the trouble that ended, if any.
pub fn worked(all: &AllTx) -> Result<Option<Trouble>> {
    let Some(trouble) = trouble(all)? else { return Ok(None) };
    all.change(
        "UPDATE mail_sending SET failures = 0, verdict = NULL, reply = NULL, since = NULL,
                probe_at = NULL WHERE id = 1",
        &[],
    )?;
    Ok(Some(trouble))
}

/// The delay between probes after this many failures.
fn wait(verdict: MailVerdict, failures: i64) -> i64 {
    let longest = match verdict {
        MailVerdict::Us => LONGEST_REFUSED,
        _ => LONGEST_OUT_OF_REACH,
    };
    (FIRST << (failures - 1).clamp(0, 10)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probes_become_rarer_and_never_stop() {
        assert_eq!(wait(MailVerdict::Way, 1), FIRST);
        assert!(wait(MailVerdict::Way, 3) > wait(MailVerdict::Way, 2));
        assert_eq!(wait(MailVerdict::Way, 1_000), LONGEST_OUT_OF_REACH);
        assert_eq!(wait(MailVerdict::Us, i64::MAX), LONGEST_REFUSED);
    }
}
