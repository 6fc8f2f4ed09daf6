//! Tries that count against a limit: those that fail are kept, so that a restart, or one
//! crash after the other, gives nobody another go.

use std::time::Duration;

use super::App;
use crate::config::Limits;
use crate::error::{Error, Result};
use crate::model::UserId;
use crate::ports::Rule;
use crate::store::{AllTx, attempts};

/// A try that was let in.
#[must_use = "tell what it came to, with `App::judge`"]
pub struct Attempt {
    rule: Rule,
    /// Keyed: what is tried, or from where, is soon guessed.
    key: String,
}

impl Attempt {
    /// Keeps it as one that failed, in a transaction that is open anyway.
    pub fn keep(&self, all: &AllTx) -> Result<()> {
        attempts::note(all, self.rule.name(), &self.key)
    }
}

impl App {
    /// Counts a try at `key`, or refuses it with [`Error::TooSoon`].
    pub fn attempt(&self, rule: Rule, key: &str) -> Result<Attempt> {
        let key = self.keys.limit_key(rule.name(), key);
        self.limiter.check(rule, &key)?;
        Ok(Attempt { rule, key })
    }

    /// Counts a try of the own password by somebody who is signed in: by itself, so that
    /// nobody who is not can use it up.
    pub fn attempt_signed_in(&self, user: UserId) -> Result<Attempt> {
        self.attempt(Rule::LoginAccount, &format!("signed in {}", user.0))
    }

    /// Passes on what a try came to, and keeps it if something was typed that is wrong.
    /// One write for a failure, none for a success.
    pub async fn judge<T>(&self, tried: Vec<Attempt>, outcome: Result<T>) -> Result<T> {
        if is_wrong(&outcome) {
            self.db
                .write_all(move |all| tried.iter().try_for_each(|attempt| attempt.keep(all)))
                .await?;
        }
        outcome
    }

    /// Counts what failed before this process began. Before anybody is let in.
    pub async fn recall_attempts(&self) -> Result<()> {
        let since = self.now().minus(longest(&self.config.limits).as_millis() as i64);
        let kept = self.db.read_all(move |all| attempts::since(all, since)).await?;
        for one in kept {
            // A rule of another version counts nothing here.
            if let Some(rule) = Rule::from_name(&one.rule) {
                self.limiter.recall(rule, &one.key, one.at);
            }
        }
        Ok(())
    }
}

/// How far back any of these limits reaches.
pub fn longest(limits: &Limits) -> Duration {
    let Limits { login_per_address, login_per_account, forgot_per_address, .. } = limits;
    let all =
        [login_per_address, login_per_account, forgot_per_address, &limits.forgot_per_account];
    all.into_iter().map(|rate| rate.per).max().unwrap_or_default()
}

/// To be asked for the second factor is no failure: nothing wrong was typed.
fn is_wrong<T>(outcome: &Result<T>) -> bool {
    match outcome {
        Err(Error::Unauthenticated(code)) => *code != "totp_required",
        Err(Error::Invalid(_)) => true,
        _ => false,
    }
}
