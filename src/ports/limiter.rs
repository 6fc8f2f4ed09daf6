//! Counting how often something is done.

use crate::error::Result;
use crate::model::Timestamp;

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

/// Counts how often something is done. Only in memory: what must outlive the process is
/// told again at the start.
pub trait Limiter: Send + Sync {
    /// Counts one for `key`, or refuses with [`crate::Error::TooSoon`].
    fn check(&self, rule: Rule, key: &str) -> Result<()>;

    /// Counts one that was done at an instant of before this process. The oldest first,
    /// and before anything is checked.
    fn recall(&self, rule: Rule, key: &str, at: Timestamp);
}
