//! The caller, and the rows they may see.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::error::Error;
use crate::model::{
    ApiTokenId, CompanyId, List, Locale, Role, SessionId, SignerId, Timestamp, UserId,
};

/// Access to one company's rows, to a certain extent. A scope is only made from the database (from
/// a session, a signing link or a job): its constructor is private to `store`, so no handler can
/// make one from an id in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    company: CompanyId,
    reach: Reach,
    /// The user it was made for, if any.
    by: Option<UserId>,
    /// The address that the request came from, if one did.
    address: Option<IpAddr>,
}

/// The extent of a scope. Lists apply it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everything of the company.
    Company,
    /// The events this user is the partner of, and what belongs to them.
    PartnerOf(UserId),
    /// What concerns the holder of this user's verified e-mail.
    Own(UserId),
    /// One signer's own answer.
    Signer(SignerId),
}

impl Scope {
    /// A scope without any rows: of a user without a company.
    pub const NOWHERE: Self = Self::whole(CompanyId(0));

    pub(in crate::store) const fn of(company: CompanyId, reach: Reach) -> Self {
        Self { company, reach, by: None, address: None }
    }

    pub(in crate::store) const fn by_user(self, user: UserId) -> Self {
        Self { by: Some(user), ..self }
    }

    pub(in crate::store) const fn whole(company: CompanyId) -> Self {
        Self::of(company, Reach::Company)
    }

    pub fn company(self) -> CompanyId {
        self.company
    }

    pub fn reach(self) -> Reach {
        self.reach
    }

    /// The user who acts in this scope; None for jobs and recipients.
    pub fn by(self) -> Option<UserId> {
        self.by
    }

    /// For a request from this address, which the audit log names.
    pub fn from_address(self, address: Option<IpAddr>) -> Self {
        Self { address, ..self }
    }

    pub(in crate::store) fn address(self) -> Option<IpAddr> {
        self.address
    }

    /// Whether both see the same, whoever asks from wherever.
    pub fn sees_as(self, other: Self) -> bool {
        self.company == other.company && self.reach == other.reach
    }

    /// The user whose own answers alone are visible, if so.
    pub(in crate::store) fn account(self) -> Option<i64> {
        match self.reach {
            Reach::Own(user) => Some(user.0),
            _ => None,
        }
    }

    /// The user whose events alone are visible, if so.
    pub(in crate::store) fn partner(self) -> Option<i64> {
        match self.reach {
            Reach::PartnerOf(user) => Some(user.0),
            _ => None,
        }
    }
}

/// How the caller authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A session.
    Session(SessionId),
    /// An API token, which has fewer rights.
    Token(ApiTokenId),
}

/// Why a caller may change nothing of the active company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// The company is suspended.
    Suspended,
    /// The caller is an administrator of the instance, who reads a company of which they are no
    /// member.
    Visit { until: Timestamp },
}

impl Bar {
    /// The error of a change.
    pub fn error(self) -> Error {
        match self {
            Bar::Suspended => Error::Barred("company_suspended"),
            Bar::Visit { .. } => Error::Barred("visit_reads_only"),
        }
    }
}

/// A signed-in user, as of this request.
#[derive(Debug, Clone)]
pub struct Actor {
    pub user: UserId,
    pub credential: Credential,
    /// All roles: the instance role and the role in the active company.
    pub roles: Vec<Role>,
    /// The company of the session, even if the user is no longer a member.
    pub company: Option<CompanyId>,
    /// The active company, if any.
    pub scope: Option<Scope>,
    /// Why they may change nothing of the active company, if so.
    pub bar: Option<Bar>,
    /// The language they chose.
    pub locale: Option<Locale>,
    /// The rows per page they chose, per list.
    pub page_sizes: BTreeMap<List, u32>,
}

impl Actor {
    /// The session; None for an API token.
    pub fn session(&self) -> Option<SessionId> {
        match self.credential {
            Credential::Session(id) => Some(id),
            Credential::Token(_) => None,
        }
    }
}
