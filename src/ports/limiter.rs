//! The port for rate limiting.

use crate::error::Result;
use crate::model::Timestamp;

crate::model::named! { "snake_case"
/// What is counted per key. `tests/it/limits.rs` tests each limit from both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Attempts to log in to one account, successful or not.
    LoginAccount,
    /// Attempts to log in from one address, which an office may share.
    LoginAddress,
    /// New companies from one address.
    RegisterAddress,
    /// Password resets requested for one account.
    ForgotAccount,
    /// Password resets requested from one address.
    ForgotAddress,
    /// Token refreshes from one address.
    RefreshAddress,
    /// Invitations by one company: each sends a mail to a new recipient.
    InviteCompany,
    /// Mails that one company, or the administrators of the instance, send again.
    ResendCompany,
    /// Pages of the payment service that one company asks for.
    PaymentCompany,
    /// Requests with one API token.
    ApiToken,
    /// Requests for signing links, known or unknown, from one address.
    ConsentAddress,
    /// Codes tried for one reference and e-mail, without the mailed link.
    ClaimCode,
    /// Look-ups of references from one address.
    VerifyAddress,
}
}

/// Counts events per key, in memory only: counts that must survive a restart are replayed at the
/// start.
pub trait Limiter: Send + Sync {
    /// Counts one event for `key`, or refuses it with [`crate::Error::TooSoon`].
    fn check(&self, rule: Rule, key: &str) -> Result<()>;

    /// Replays an event from before this process. Call in chronological order, before any check.
    fn recall(&self, rule: Rule, key: &str, at: Timestamp);
}
