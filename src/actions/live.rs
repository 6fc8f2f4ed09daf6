//! Subscriptions to live events.

use crate::App;
use crate::error::{Error, Result};
use crate::live::{Frame, Stream};
use crate::model::keys::{fresh_token, token_hash};
use crate::model::{SessionId, UserId};
use crate::store::api_tokens::{self, Which};
use crate::store::live::{missed, missed_by_operators};
use crate::store::{Actor, Credential, Scope, sessions, tickets};

/// A new stream, with what precedes its events.
pub struct Listening {
    pub stream: Stream,
    /// Everything up to this number was sent before, or is in `missed`.
    pub seq: i64,
    /// The events missed since the last connection; None if they are not available any more.
    pub missed: Option<Vec<Frame>>,
}

/// A ticket for one stream, and its validity in seconds.
pub async fn ticket(app: &App, user: UserId, session: SessionId) -> Result<(String, i64)> {
    let token = fresh_token();
    let hash = token_hash(&token);
    app.db.write_all(move |all| tickets::create(all, session, user, &hash)).await?;
    Ok((token, tickets::LASTS / 1000))
}

/// The actor of a ticket, which is used up.
pub async fn enter(app: &App, ticket: &str) -> Result<Actor> {
    let hash = token_hash(ticket);
    let actor = app
        .db
        .write_all(move |all| match tickets::redeem(all, &hash)? {
            Some((session, user)) => sessions::actor(all, session, user),
            None => Ok(None),
        })
        .await?;
    actor.ok_or(Error::Unauthenticated("ticket_used"))
}

/// Subscribes, after event `after` if the client was connected before. The subscription begins
/// before missed events are read, so that none is lost in between.
pub async fn listen(app: &App, actor: &Actor, after: Option<i64>) -> Result<Listening> {
    let stream = app.live.listen(actor)?;
    let (scope, user) = (actor.scope.ok_or(Error::Forbidden)?, actor.user);
    let found = app.db.read_all(move |all| missed(all, scope, user, after)).await?;
    let missed = found.news.map(|news| news.iter().map(Frame::of).collect());
    Ok(Listening { stream, seq: found.seq, missed })
}

/// As [`listen`], for the events of the instance itself. The caller must be an operator.
pub async fn listen_to_instance(app: &App, actor: &Actor, after: Option<i64>) -> Result<Listening> {
    let stream = app.live.listen_to_instance(actor)?;
    let found = app.db.read_all(move |all| missed_by_operators(all, after)).await?;
    let missed = found.news.map(|news| news.iter().map(Frame::of).collect());
    Ok(Listening { stream, seq: found.seq, missed })
}

/// Whether a stream may continue: the session or token is valid, and roles and scope are unchanged.
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
    let sees_as = |today: Option<Scope>| match (today, actor.scope) {
        (Some(today), Some(then)) => today.sees_as(then),
        (today, then) => today.is_none() && then.is_none(),
    };
    Ok(today.is_some_and(|today| today.roles == actor.roles && sees_as(today.scope)))
}
