//! Who is asking, and which company's rows they may see.

use std::collections::BTreeMap;

use crate::model::{ApiTokenId, CompanyId, List, Locale, Role, SessionId, SignerId, UserId};

/// One company's rows, how far into them, and the right to touch them. A scope
/// is read from the database (from a session, a signing link or a job) and from
/// nowhere else: its constructor is not visible outside `store`, so no handler
/// can make one up from a number found in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    company: CompanyId,
    reach: Reach,
    /// Who came in by it, if it was a user.
    by: Option<UserId>,
}

/// How far into a company a scope goes. Lists apply it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everything of the company.
    Company,
    /// The events this user is the partner of, and what belongs to them.
    PartnerOf(UserId),
    /// What concerns the holder of this user's confirmed e-mail.
    Own(UserId),
    /// One signer's own answer.
    Signer(SignerId),
}

impl Scope {
    pub(in crate::store) const fn of(company: CompanyId, reach: Reach) -> Self {
        Self { company, reach, by: None }
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

    /// The user who does what is done in it; none for jobs and recipients.
    pub fn by(self) -> Option<UserId> {
        self.by
    }

    /// The user whose own answers alone may be seen, if that is the reach.
    pub(in crate::store) fn account(self) -> Option<i64> {
        match self.reach {
            Reach::Own(user) => Some(user.0),
            _ => None,
        }
    }

    /// The user whose events alone may be seen, if that is the reach.
    pub(in crate::store) fn partner(self) -> Option<i64> {
        match self.reach {
            Reach::PartnerOf(user) => Some(user.0),
            _ => None,
        }
    }
}

/// What somebody came in by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A login.
    Session(SessionId),
    /// A token of a program, which may do less.
    Token(ApiTokenId),
}

/// A signed-in user, as of this request.
#[derive(Debug, Clone)]
pub struct Actor {
    pub user: UserId,
    pub credential: Credential,
    /// Everything this user is: the instance role and the role in the active company.
    pub roles: Vec<Role>,
    /// The company the session works for, though its holder may have left it since.
    pub company: Option<CompanyId>,
    /// The company being worked for, if any.
    pub scope: Option<Scope>,
    /// The language they chose.
    pub locale: Option<Locale>,
    /// The rows a page they chose, per list.
    pub page_sizes: BTreeMap<List, u32>,
}

impl Actor {
    /// The login behind it; a token of a program is none.
    pub fn session(&self) -> Option<SessionId> {
        match self.credential {
            Credential::Session(id) => Some(id),
            Credential::Token(_) => None,
        }
    }
}
