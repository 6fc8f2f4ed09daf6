//! Rate limits of attempts. Failed ones are stored, so that a restart or a crash does not reset the
//! count.

use std::time::Duration;

use super::App;
use crate::config::Limits;
use crate::error::{Error, Result};
use crate::model::UserId;
use crate::ports::Rule;
use crate::store::{AllTx, attempts, users};

/// An attempt that was admitted.
#[must_use = "report the outcome with `App::record_outcome`"]
pub struct Attempt {
    rule: Rule,
    /// A keyed hash: addresses and e-mails are easily guessed from a plain one.
    key: String,
}

impl Attempt {
    /// Stores it as failed, in the current transaction.
    pub fn keep(&self, all: &AllTx) -> Result<()> {
        attempts::note(all, self.rule.name(), &self.key)
    }
}

impl App {
    /// Counts an attempt at `key`, or refuses it with [`Error::TooSoon`].
    pub fn attempt(&self, rule: Rule, key: &str) -> Result<Attempt> {
        let key = self.keys.limit_key(rule.name(), key);
        self.limiter.check(rule, &key)?;
        Ok(Attempt { rule, key })
    }

    /// Checks the password that a signed-in user types again, as `currentPassword`. A wrong one
    /// counts as a failed attempt.
    pub async fn prove_password(&self, user: UserId, typed: Option<String>) -> Result<()> {
        let typed = typed.ok_or_else(|| Error::invalid("currentPassword", "required"))?;
        let tried = self.attempt_signed_in(user)?;
        let kept = self.db.read_all(move |all| users::password_hash(all, user)).await?;
        let outcome = self.check_password(typed, kept, "currentPassword").await;
        self.record_outcome(vec![tried], outcome).await
    }

    /// Compares a password with its stored hash; `field`: where it was typed.
    pub async fn check_password(
        &self,
        typed: String,
        kept: Option<String>,
        field: &'static str,
    ) -> Result<()> {
        let passwords = self.passwords.clone();
        let right = self.off_thread(move || passwords.verify(&typed, kept.as_deref())).await?;
        right.then_some(()).ok_or_else(|| Error::invalid(field, "wrong_password"))
    }

    /// Counts an attempt at the user's own password while signed in. It has a limit of its own,
    /// which clients that are not signed in cannot exhaust.
    pub fn attempt_signed_in(&self, user: UserId) -> Result<Attempt> {
        self.attempt(Rule::LoginAccount, &format!("signed in {}", user.0))
    }

    /// Returns the outcome of an attempt, and stores the attempt if the credentials were wrong: one
    /// write per failure, none per success.
    pub async fn record_outcome<T>(&self, tried: Vec<Attempt>, outcome: Result<T>) -> Result<T> {
        if is_wrong(&outcome) {
            self.db
                .write_all(move |all| tried.iter().try_for_each(|attempt| attempt.keep(all)))
                .await?;
        }
        outcome
    }

    /// Counts the stored failures of earlier processes; called before serving.
    pub async fn load_attempts(&self) -> Result<()> {
        let since = self.now().minus(longest(&self.config.limits).as_millis() as i64);
        let kept = self.db.read_all(move |all| attempts::since(all, since)).await?;
        for one in kept {
            // A rule of another version is ignored.
            if let Some(rule) = Rule::from_name(&one.rule) {
                self.limiter.recall(rule, &one.key, one.at);
            }
        }
        Ok(())
    }
}

/// The longest period of these limits.
pub fn longest(limits: &Limits) -> Duration {
    let all = [
        limits.login_per_address,
        limits.login_per_account,
        limits.forgot_per_address,
        limits.forgot_per_account,
        limits.codes_per_claim,
    ];
    all.iter().map(|rate| rate.per).max().unwrap_or_default()
}

/// A request for the second factor is no failure: nothing wrong was entered.
fn is_wrong<T>(outcome: &Result<T>) -> bool {
    match outcome {
        Err(Error::Unauthenticated(code)) => *code != "totp_required",
        Err(Error::Invalid(_)) => true,
        _ => false,
    }
}
