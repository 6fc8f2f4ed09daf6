//! Sign-out, and the list of open sessions.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::{Session, SessionId, UserId};
use crate::store::audit;
use crate::store::sessions::{self, End, Origin};

/// Ends a session. Its access token is refused from the next request on.
pub async fn logout(app: &App, user: UserId, session: SessionId) -> Result<()> {
    app.db.write_all(move |all| sessions::end(all, session, user, End::Logout)).await?;
    Ok(())
}

/// The open sessions of a user.
pub async fn sessions(app: &App, user: UserId) -> Result<Vec<Session>> {
    app.db.read_all(move |all| sessions::list(all, user)).await
}

/// Ends a session of the user.
pub async fn end_session(
    app: &App,
    user: UserId,
    session: SessionId,
    origin: Origin,
) -> Result<()> {
    app.db
        .write_all(move |all| {
            if !sessions::end(all, session, user, End::Revoked)? {
                return Err(Error::NotFound("session"));
            }
            let (about, ip) = (json!({ "session": session }), origin.ip.as_deref());
            audit::note(all, None, Some(user), AuditAction::EndSession, about, ip)
        })
        .await
}

/// Ends all sessions of the user except the current one.
pub async fn end_other_sessions(
    app: &App,
    user: UserId,
    current: SessionId,
    origin: Origin,
) -> Result<()> {
    app.db
        .write_all(move |all| {
            let ended = sessions::end_all(all, user, Some(current), End::Revoked)?;
            let (about, ip) = (json!({ "sessions": ended }), origin.ip.as_deref());
            audit::note(all, None, Some(user), AuditAction::EndOtherSessions, about, ip)
        })
        .await
}
