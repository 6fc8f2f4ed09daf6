//! Counting how often something is done.

use crate::error::Result;

/// What is counted, and how often it may be done. `tests/it/limits.rs` tries
/// each from both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Wrong or right, tries to log in to one account.
    LoginAccount,
    /// Tries to log in from one address; offices share one.
    LoginAddress,
    /// New companies from one address.
    RegisterAddress,
    /// Password resets asked for one account.
    ForgotAccount,
    /// Password resets asked from one address.
    ForgotAddress,
    /// Refreshes of one address.
    RefreshAddress,
    /// Invitations to an account, by one company: each is a mail to somebody new.
    InviteCompany,
    /// Whatever is asked with one token of a program.
    ApiToken,
    /// Calls to unknown or known signing links from one address.
    ConsentAddress,
    /// Look-ups of references from one address.
    VerifyAddress,
}

/// Counts how often something is done. Only in memory: forgotten at a restart.
pub trait Limiter: Send + Sync {
    /// Counts one for `key`, or refuses with [`crate::Error::TooSoon`].
    fn check(&self, rule: Rule, key: &str) -> Result<()>;
}
