//! Switches a session to another company.

use super::sign_access;
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::{Company, CompanyId, Role, SessionId, UserId};
use crate::store::sessions::Origin;
use crate::store::{audit, companies, sessions};

/// A session after the switch.
pub struct Switched {
    pub company: Company,
    /// The user's role in the company.
    pub role: Role,
    pub access: String,
    /// Seconds until the access token expires.
    pub expires_in: u64,
}

/// Makes another company of the user the active one of a session. Access tokens for the previous
/// company are refused from now on, so that a forgotten window cannot write into the wrong one. The
/// refresh token stays valid.
pub async fn switch(
    app: &App,
    user: UserId,
    session: SessionId,
    company: CompanyId,
    origin: Origin,
) -> Result<Switched> {
    let (found, role, now) = app
        .db
        .write_all(move |all| {
            let unknown = || Error::invalid("companyId", "unknown");
            let (_, role) = companies::scope_of_member(all, user, company)?.ok_or_else(unknown)?;
            let (found, _) = companies::of_member(all, user, company)?.ok_or_else(unknown)?;
            sessions::set_company(all, session, user, company)?;
            let (about, ip) = (serde_json::json!({}), origin.ip.as_deref());
            audit::note(all, Some(company), Some(user), AuditAction::SwitchCompany, about, ip)?;
            Ok((found, role, all.now()))
        })
        .await?;
    let (access, expires_in) = sign_access(app, user, session, Some(company), now)?;
    Ok(Switched { company: found, role, access, expires_in })
}
