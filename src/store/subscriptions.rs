//! Users' notification settings, where they differ from the default.

use super::{Changes, Read, Rows, Tx, params};
use crate::error::Result;
use crate::model::{Channel, NotificationType, UserId};

/// A user's settings in the company.
pub fn of_user(read: &Read, user: UserId) -> Result<Vec<(NotificationType, Channel)>> {
    read.all(
        "SELECT type, channel FROM notification_subscriptions
          WHERE company_id = :company AND user_id = :user",
        params! { ":user": user },
        |row| {
            let kind = row.get("type")?;
            Ok((kind, row.get("channel")?))
        },
    )
}

pub fn set(tx: &Tx, user: UserId, kind: NotificationType, channel: Channel) -> Result<()> {
    tx.change(
        "INSERT INTO notification_subscriptions (company_id, user_id, type, channel, updated_at)
         VALUES (:company, :user, :type, :channel, :now)
         ON CONFLICT (company_id, user_id, type) DO UPDATE
            SET channel = :channel, updated_at = :now",
        params! {
            ":user": user, ":type": kind.name(), ":channel": channel.name(), ":now": tx.now(),
        },
    )?;
    Ok(())
}

/// Restores the default; false if nothing was set.
pub fn delete(tx: &Tx, user: UserId, kind: NotificationType) -> Result<bool> {
    let changed = tx.change(
        "DELETE FROM notification_subscriptions
          WHERE company_id = :company AND user_id = :user AND type = :type",
        params! { ":user": user, ":type": kind.name() },
    )?;
    Ok(changed == 1)
}
