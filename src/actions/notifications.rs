//! The notifications of a user, and their subscriptions.

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::notification::{Broadcast, Notification, SentBroadcast, Subscription};
use crate::model::{
    BroadcastId, Channel, Check, Job, NotificationId, NotificationType, Once, Timestamp, UserId,
};
use crate::store::sessions::Origin;
use crate::store::{
    Scope, Tx, audit, idempotency, jobs, memberships, notifications, subscriptions,
};

pub use crate::store::notifications::{Filter, Listed};

/// The messages to all users that are listed.
const BROADCASTS: u32 = 50;

/// The largest number of notifications marked per request.
pub const MANY: usize = 1_000;

/// A page of the user's notifications, the latest first.
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

/// Marks a notification of the user as read or unread.
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

/// Marks some or all notifications of the user as read; an error if one is not theirs. Returns the
/// number of unread ones.
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

/// Deletes a notification of the user.
pub async fn delete(app: &App, scope: Scope, user: UserId, id: NotificationId) -> Result<()> {
    let gone = app.db.write(scope, move |tx| notifications::delete(tx, user, id)).await?;
    if gone { Ok(()) } else { Err(Error::NotFound("notification")) }
}

/// The messages of administrators to every user, the latest first.
pub async fn broadcasts(app: &App) -> Result<Vec<SentBroadcast>> {
    app.db.read_all(|all| notifications::broadcasts(all, BROADCASTS)).await
}

/// Ends a message to every user: nobody sees it any more. Mails about it stay sent.
pub async fn end_broadcast(app: &App, by: UserId, id: BroadcastId, origin: Origin) -> Result<()> {
    app.db
        .write_all(move |all| {
            if !notifications::end_broadcast(all, id)? {
                return Err(Error::NotFound("broadcast"));
            }
            let about = serde_json::json!({ "broadcast": id });
            audit::note(all, None, Some(by), AuditAction::EndBroadcast, about, origin.ip.as_deref())
        })
        .await
}

/// Queues a message to every user of the instance, which nobody sees any more after `ends`.
pub async fn broadcast(
    app: &App,
    by: UserId,
    (said, ends): (Broadcast, Option<Timestamp>),
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
            if ends.is_some_and(|ends| ends <= all.now()) {
                return Err(Error::invalid("endsAt", "in_the_past"));
            }
            let broadcast = notifications::create_broadcast(all, Some(by), &said, ends)?;
            jobs::insert_for_instance(all, &Job::Broadcast { broadcast })?;
            if let Some(ends) = ends {
                jobs::insert_for_instance_at(all, &Job::EndBroadcast { broadcast }, ends)?;
            }
            let about = serde_json::json!({ "broadcast": broadcast });
            audit::note(all, None, Some(by), AuditAction::Broadcast, about, origin.ip.as_deref())?;
            if let Some(once) = &once {
                idempotency::keep(all, once, broadcast)?;
            }
            Ok(broadcast)
        })
        .await
}

/// The channels of the notification types that apply to the user's role.
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

/// Sets the channel of a notification type. Messages of the administrators cannot be turned off.
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

/// Resets the channel of a notification type to its default.
pub async fn unsubscribe(
    app: &App,
    scope: Scope,
    user: UserId,
    kind: NotificationType,
) -> Result<()> {
    app.db.write(scope, move |tx| subscriptions::delete(tx, user, kind)).await?;
    Ok(())
}
