//! Getting out, and seeing where one is in.

use crate::App;
use crate::error::{Error, Result};
use crate::model::{Session, SessionId, UserId};
use crate::store::sessions::{self, End};

/// Ends a session: its access token is refused from the next request on.
pub async fn logout(app: &App, user: UserId, session: SessionId) -> Result<()> {
    app.db.write_all(move |all| sessions::end(all, session, user, End::Logout)).await?;
    Ok(())
}

/// The sessions someone has open.
pub async fn sessions(app: &App, user: UserId) -> Result<Vec<Session>> {
    app.db.read_all(move |all| sessions::list(all, user)).await
}

/// Ends another session of one's own.
pub async fn end_session(app: &App, user: UserId, session: SessionId) -> Result<()> {
    let ended =
        app.db.write_all(move |all| sessions::end(all, session, user, End::Revoked)).await?;
    if ended { Ok(()) } else { Err(Error::NotFound("session")) }
}
