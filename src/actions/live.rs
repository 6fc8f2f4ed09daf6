//! Listening to what happens, as it happens.

use crate::App;
use crate::error::{Error, Result};
use crate::live::{Frame, Stream};
use crate::model::keys::{fresh_token, token_hash};
use crate::model::{SessionId, UserId};
use crate::store::api_tokens::{self, Which};
use crate::store::live::{last, missed, missed_by_operators};
use crate::store::{Actor, Credential, sessions, tickets};

/// A stream that has begun, and what goes before what it brings.
pub struct Listening {
    pub stream: Stream,
    /// Everything up to there has been told, or is in `missed`.
    pub seq: i64,
    /// What was told while they were away; none if it cannot be told again.
    pub missed: Option<Vec<Frame>>,
}

/// A ticket for one stream, and the seconds it is good for.
pub async fn ticket(app: &App, user: UserId, session: SessionId) -> Result<(String, i64)> {
    let token = fresh_token();
    let hash = token_hash(&token);
    app.db.write_all(move |all| tickets::create(all, session, user, &hash)).await?;
    Ok((token, tickets::LASTS / 1000))
}

/// Who holds a ticket, which is used up thereby.
pub async fn enter(app: &App, ticket: &str) -> Result<Actor> {
    let hash = token_hash(ticket);
    let actor = app
        .db
        .write_all(move |all| match tickets::use_up(all, &hash)? {
            Some((session, user)) => sessions::actor(all, session, user),
            None => Ok(None),
        })
        .await?;
    actor.ok_or(Error::Unauthenticated("ticket_used"))
}

/// How far it is told. Who looks at something after this, and then listens on from here,
/// misses nothing in between.
pub async fn so_far(app: &App) -> Result<i64> {
    app.db.read_all(last).await
}

/// Begins to listen, going on after `after` if they have listened before. First
/// comes the ear, then the look at what was missed, so that nothing falls between.
pub async fn listen(app: &App, actor: &Actor, after: Option<i64>) -> Result<Listening> {
    let stream = app.live.listen(actor)?;
    let (scope, user) = (actor.scope.ok_or(Error::Forbidden)?, actor.user);
    let found = app.db.read_all(move |all| missed(all, scope, user, after)).await?;
    let missed = found.news.map(|news| news.iter().map(Frame::of).collect());
    Ok(Listening { stream, seq: found.seq, missed })
}

/// The same, to what becomes of the instance's own work. Whoever asks runs it.
pub async fn listen_to_instance(app: &App, actor: &Actor, after: Option<i64>) -> Result<Listening> {
    let stream = app.live.listen_to_instance(actor)?;
    let found = app.db.read_all(move |all| missed_by_operators(all, after)).await?;
    let missed = found.news.map(|news| news.iter().map(Frame::of).collect());
    Ok(Listening { stream, seq: found.seq, missed })
}

/// Whether someone may go on listening as they began: the same session or token, roles and
/// reach.
pub async fn may_go_on(app: &App, actor: &Actor) -> Result<bool> {
    let (credential, user) = (actor.credential, actor.user);
    let today = app
        .db
        .read_all(move |all| match credential {
            Credential::Session(session) => sessions::actor(all, session, user),
            Credential::Token(token) => {
                Ok(api_tokens::enter(all, Which::Id(token))?.map(|entered| entered.actor))
            }
        })
        .await?;
    Ok(today.is_some_and(|today| today.roles == actor.roles && today.scope == actor.scope))
}
