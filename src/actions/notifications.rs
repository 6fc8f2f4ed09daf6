//! What a user was told, and how they want to be.

use crate::App;
use crate::error::{Error, Result};
use crate::model::notification::{Broadcast, Notification, Subscription};
use crate::model::{
    BroadcastId, Channel, Check, Job, NotificationId, NotificationType, Once, UserId,
};
use crate::store::sessions::Origin;
use crate::store::{
    Scope, Tx, audit, idempotency, jobs, memberships, notifications, subscriptions,
};

pub use crate::store::notifications::{Filter, Listed};

/// Notifications marked at a time, at most.
pub const MANY: usize = 1_000;

/// A page of one's own, the latest first.
pub async fn list(
    app: &App,
    scope: Scope,
    user: UserId,
    page: u32,
    limit: u32,
    filter: Filter,
) -> Result<Listed> {
    app.db.read(scope, move |read| notifications::list(read, user, page, limit, filter)).await
}

/// Marks one of one's own as read, or as unread again.
pub async fn set_read(
    app: &App,
    scope: Scope,
    user: UserId,
    id: NotificationId,
    read: bool,
) -> Result<Notification> {
    app.db
        .write(scope, move |tx| {
            notifications::set_read(tx, user, id, read)?;
            notifications::find(tx, user, id)?.ok_or(Error::NotFound("notification"))
        })
        .await
}

/// Marks some of one's own as read, or all; how many are unread still. One that is
/// not theirs refuses the whole.
pub async fn set_many_read(
    app: &App,
    scope: Scope,
    user: UserId,
    ids: Option<Vec<NotificationId>>,
) -> Result<i64> {
    app.db
        .write(scope, move |tx| {
            match ids {
                None => {
                    notifications::set_all_read(tx, user)?;
                }
                Some(ids) => mark(tx, user, &ids)?,
            }
            notifications::unread(tx, user)
        })
        .await
}

fn mark(tx: &Tx, user: UserId, ids: &[NotificationId]) -> Result<()> {
    let mut check = Check::new();
    check.require(ids.len() <= MANY, "ids", "too_many_ids");
    for (nth, id) in ids.iter().take(MANY).enumerate() {
        let known = notifications::set_read(tx, user, *id, true)?;
        check.require(known, format!("ids.{nth}"), "unknown");
    }
    check.done()
}

/// Takes one of one's own out of the list.
pub async fn delete(app: &App, scope: Scope, user: UserId, id: NotificationId) -> Result<()> {
    let gone = app.db.write(scope, move |tx| notifications::delete(tx, user, id)).await?;
    if gone { Ok(()) } else { Err(Error::NotFound("notification")) }
}

/// Tells every user of the instance, soon.
pub async fn broadcast(
    app: &App,
    by: UserId,
    said: Broadcast,
    once: Option<Once>,
    origin: Origin,
) -> Result<BroadcastId> {
    app.db
        .write_all(move |all| {
            if let Some(once) = &once
                && let Some(made) = idempotency::made(all, once)?
            {
                return Ok(made);
            }
            let broadcast = notifications::create_broadcast(all, Some(by), &said)?;
            jobs::insert_for_instance(all, &Job::Broadcast { broadcast })?;
            let about = serde_json::json!({ "broadcast": broadcast });
            audit::note(all, None, Some(by), "broadcast", about, origin.ip.as_deref())?;
            if let Some(once) = &once {
                idempotency::keep(all, once, broadcast)?;
            }
            Ok(broadcast)
        })
        .await
}

/// How someone is told of each kind that concerns their role.
pub async fn subscriptions(app: &App, scope: Scope, user: UserId) -> Result<Vec<Subscription>> {
    app.db
        .read(scope, move |read| {
            let set = subscriptions::of_user(read, user)?;
            let role = memberships::role(read, user)?;
            let kinds = NotificationType::ALL.iter().copied();
            Ok(kinds
                .filter(|kind| role.is_some_and(|role| kind.is_for(role)))
                .map(|kind| {
                    let chosen = set.iter().find(|(of, _)| *of == kind).map(|(_, how)| *how);
                    Subscription { kind, chosen }
                })
                .collect())
        })
        .await
}

/// Chooses how to be told of one kind. What the instance's administrators say
/// cannot be turned off.
pub async fn subscribe(
    app: &App,
    scope: Scope,
    user: UserId,
    kind: NotificationType,
    channel: Channel,
) -> Result<Subscription> {
    let is_system = kind == NotificationType::System;
    if is_system && !matches!(channel, Channel::InApp | Channel::Both) {
        return Err(Error::invalid("channel", "system_channel"));
    }
    app.db
        .write(scope, move |tx| {
            subscriptions::set(tx, user, kind, channel)?;
            Ok(Subscription { kind, chosen: Some(channel) })
        })
        .await
}

/// Back to the default of a kind.
pub async fn unsubscribe(
    app: &App,
    scope: Scope,
    user: UserId,
    kind: NotificationType,
) -> Result<()> {
    app.db.write(scope, move |tx| subscriptions::delete(tx, user, kind)).await?;
    Ok(())
}
