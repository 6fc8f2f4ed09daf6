//! The one door through which an administrator sees the rows of a company: a reason, an hour, reading
//! only. Its owners are notified, and read the reason in their audit log.

use serde_json::json;

use super::Because;
use super::companies::scope_of;
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::{CompanyId, Fact, SessionId, Timestamp};
use crate::store::{audit, companies as store, facts, memberships, sessions};

/// How long a visit lasts, in milliseconds.
const LASTS: i64 = 60 * 60 * 1000;

/// The session of an administrator in a company.
pub struct Entered {
    /// The company of the session: None if they have none of their own to come back to.
    pub company: Option<CompanyId>,
    pub until: Option<Timestamp>,
}

/// Lets the session read a company for an hour. A member of the company switches to it instead.
pub async fn enter_company(
    app: &App,
    session: SessionId,
    id: CompanyId,
    why: Because,
) -> Result<Entered> {
    app.db
        .write_all(move |all| {
            let scope = scope_of(all, why.by, id)?;
            let tx = store::enter(all, scope);
            store::current(&tx)?.ok_or(Error::NotFound("company"))?;
            if memberships::exists(&tx, why.by)? {
                return Err(Error::Conflict("member_already"));
            }
            let until = all.now().plus(LASTS);
            sessions::set_visit(all, session, Some(id), Some(until))?;
            facts::record(&tx, Fact::CompanyEntered)?;
            let about = json!({ "reason": why.reason });
            let (action, ip) = (AuditAction::EnterCompany, why.origin.ip.as_deref());
            audit::note(all, Some(id), Some(why.by), action, about, ip)?;
            Ok(Entered { company: Some(id), until: Some(until) })
        })
        .await
}

/// Ends the visit; the session returns to the first company of the administrator, if they have one.
pub async fn leave_company(
    app: &App,
    session: SessionId,
    by: crate::model::UserId,
    origin: sessions::Origin,
) -> Result<Entered> {
    app.db
        .write_all(move |all| {
            let left = sessions::visited(all, session)?.ok_or(Error::Conflict("no_visit"))?;
            let own = memberships::of_user(all, by)?.first().map(|one| one.company);
            sessions::set_visit(all, session, own, None)?;
            let (action, ip) = (AuditAction::LeaveCompany, origin.ip.as_deref());
            audit::note(all, Some(left), Some(by), action, json!({}), ip)?;
            Ok(Entered { company: own, until: None })
        })
        .await
}
