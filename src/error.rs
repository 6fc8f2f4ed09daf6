//! The application's error type. Its variants are what a caller can act on; everything else is
//! [`Error::Internal`], which is only logged. Codes are stable snake_case; the sentences are in
//! `assets/locales/*/problems.ftl`.

use std::borrow::Cow;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Also returned for rows of another company, so that their existence is not disclosed.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Nobody is signed in, or the credentials are wrong. The code says which.
    #[error("{0}")]
    Unauthenticated(&'static str),
    #[error("not allowed")]
    Forbidden,
    /// An API token was used where tokens are not allowed. The code says why.
    #[error("{0}")]
    TokenRefused(&'static str),
    /// The role would allow it, but the company takes no changes from this caller now. The code says
    /// why.
    #[error("{0}")]
    Barred(&'static str),
    /// The request is well-formed but conflicts with the current state. The code says why.
    #[error("{0}")]
    Conflict(&'static str),
    #[error("the request does not validate: {0:?}")]
    Invalid(Vec<Invalid>),
    /// The link or code has expired or was revoked. The code says which.
    #[error("{0}")]
    Gone(&'static str),
    /// A limit of the company's plan.
    #[error("{0}")]
    QuotaReached(&'static str),
    /// A limit of the company's plan, by its name; the code is `plan_limit`.
    #[error("the plan allows no more {0}")]
    PlanLimit(&'static str),
    /// Too many attempts; `retry_after` in seconds.
    #[error("{code}, again in {retry_after} s")]
    TooSoon { code: &'static str, retry_after: u64 },
    /// The maximum, in bytes.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// A part of the instance is switched off or overloaded. The code says which.
    #[error("{0}")]
    Unavailable(&'static str),
    /// Stored data contradicts its seal: a fault of the instance, reported to its administrators.
    /// The code says which.
    #[error("{0}")]
    Contradicted(&'static str),
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// One field that does not validate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The path as the client wrote it: `email`, `address.postalCode`, `employees.3.email`.
    pub field: Cow<'static, str>,
    /// Stable; the sentence is `invalid-{code}` with underscores as hyphens.
    pub code: &'static str,
}

impl Error {
    /// A single field that does not validate.
    pub fn invalid(field: impl Into<Cow<'static, str>>, code: &'static str) -> Self {
        Error::Invalid(vec![Invalid { field: field.into(), code }])
    }
}
