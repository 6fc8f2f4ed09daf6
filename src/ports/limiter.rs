//! The port for rate limiting.

use crate::error::Result;
use crate::model::Timestamp;

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
    /// Requests with one API token.
    ApiToken,
    /// Requests for signing links, known or unknown, from one address.
    ConsentAddress,
    /// Look-ups of references from one address.
    VerifyAddress,
}

impl Rule {
    const ALL: [Rule; 10] = [
        Rule::LoginAccount,
        Rule::LoginAddress,
        Rule::RegisterAddress,
        Rule::ForgotAccount,
        Rule::ForgotAddress,
        Rule::RefreshAddress,
        Rule::InviteCompany,
        Rule::ApiToken,
        Rule::ConsentAddress,
        Rule::VerifyAddress,
    ];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Rule::LoginAccount => "login_account",
            Rule::LoginAddress => "login_address",
            Rule::RegisterAddress => "register_address",
            Rule::ForgotAccount => "forgot_account",
            Rule::ForgotAddress => "forgot_address",
            Rule::RefreshAddress => "refresh_address",
            Rule::InviteCompany => "invite_company",
            Rule::ApiToken => "api_token",
            Rule::ConsentAddress => "consent_address",
            Rule::VerifyAddress => "verify_address",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
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
