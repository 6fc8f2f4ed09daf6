//! A message of an administrator to all users.

use crate::App;
use crate::error::Result;
use crate::model::live::NotificationNews;
use crate::model::{BroadcastId, Live, MailKind, NotificationType, UserId};
use crate::store::{live, mails, notifications};

/// Users per transaction, so that others can write in between.
const AT_A_TIME: usize = 500;

/// Notifies every user of the instance. May run twice: each is notified once.
pub async fn broadcast(app: &App, id: BroadcastId) -> Result<()> {
    let mut after = UserId(0);
    loop {
        let page = app
            .db
            .write_all(move |all| {
                let readers = notifications::broadcast_readers(all, after, AT_A_TIME)?;
                for (user, email, mailed) in &readers {
                    let made = notifications::create_of_broadcast(all, *user, id)?;
                    if let Some(notification) = made.filter(|_| *mailed) {
                        let user = *user;
                        let mail_kind = MailKind::Notification { notification, user, answer: None };
                        mails::queue_for_instance(all, mail_kind, email)?;
                    }
                }
                let is_last = readers.len() < AT_A_TIME;
                if is_last {
                    let kind = NotificationType::System;
                    let news = NotificationNews { id: None, kind };
                    live::publish_to_all(all, &Live::Notification(news))?;
                }
                Ok(readers.last().map(|(user, ..)| *user).filter(|_| !is_last))
            })
            .await?;
        match page {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// Takes a message whose end has come from everybody who has it. Does nothing to one that was ended
/// before.
pub async fn end_broadcast(app: &App, id: BroadcastId) -> Result<()> {
    app.db
        .write_all(move |all| {
            if notifications::hide_ended(all, id)? > 0 {
                let news = NotificationNews { id: None, kind: NotificationType::System };
                live::publish_to_all(all, &Live::Notification(news))?;
            }
            Ok(())
        })
        .await
}
