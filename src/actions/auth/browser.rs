//! Browser sessions. The refresh token is in a cookie that scripts cannot read, and is never
//! exchanged; if a thief exchanges it, the session ends.

use std::sync::Arc;

use super::sign_access;
use crate::App;
use crate::error::{Error, Result};
use crate::model::keys::token_hash;
use crate::model::{CompanyId, Digest, SessionId, UserId};
use crate::ports::Lookup;
use crate::store::{Actor, AllRead, sessions};

/// The actor of a session cookie, with the current session, membership and role.
pub async fn by_cookie(app: &App, cookie: &str) -> Result<Actor> {
    let hash = token_hash(cookie);
    let key = Digest::of(format!("cookie {hash}"));
    let look = move |all: &AllRead| match sessions::by_token(all, &hash)? {
        Some((session, user)) => sessions::actor(all, session, user),
        None => Ok(None),
    };
    let actor = app.look_up(Lookup::Callers, key, look).await?;
    actor.map(Arc::unwrap_or_clone).ok_or(Error::Unauthenticated("session_ended"))
}

/// An access token of a session for a company, and its lifetime in seconds.
pub fn access_to(
    app: &App,
    user: UserId,
    session: SessionId,
    company: Option<CompanyId>,
) -> Result<(String, u64)> {
    sign_access(app, user, session, company, app.now())
}

/// An access token for the scripts of a page, and its lifetime in seconds.
pub fn access(app: &App, actor: &Actor) -> Result<(String, u64)> {
    let session = actor.session().ok_or(Error::Unauthenticated("session_ended"))?;
    sign_access(app, actor.user, session, actor.company, app.now())
}
