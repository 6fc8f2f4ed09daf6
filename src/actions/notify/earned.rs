//! Badges: awarded once, with a notification.

use crate::error::Result;
use crate::model::badge::BadgeCounter;
use crate::model::notification::About;
use crate::model::{Badge, Channel, Fact, MailKind, NotificationType, Role, UserId};
use crate::store::{Tx, badges, companies, imports, mails, notifications, subscriptions, users};

/// Awards the badges that a fact earns.
pub(super) fn reward(tx: &Tx, fact: &Fact, by: Option<UserId>) -> Result<()> {
    match fact {
        Fact::UserJoined { user } => owns(tx, *user),
        Fact::PlanChanged => users::owners(tx)?.into_iter().try_for_each(|user| owns(tx, user)),
        Fact::ImportDone { import } => {
            let found = imports::find(tx, *import)?.filter(|import| !import.dry_run);
            let Some(user) = found.and_then(|import| import.user) else { return Ok(()) };
            let counter = BadgeCounter::RecipientsCreated;
            for person in imports::created(tx, *import, BadgeCounter::MOST)? {
                badges::count(tx, user, counter, person.0)?;
            }
            badges::due(tx, user, counter)?.into_iter().try_for_each(|badge| give(tx, user, badge))
        }
        _ => {
            let Some((counter, _)) = fact.counter() else { return Ok(()) };
            let Some(user) = badges::credited_user(tx, fact, by)? else { return Ok(()) };
            badges::due(tx, user, counter)?.into_iter().try_for_each(|badge| give(tx, user, badge))
        }
    }
}

/// The badge of the company's plan goes to its owners.
fn owns(tx: &Tx, user: UserId) -> Result<()> {
    let member = users::find_member(tx, user, false)?;
    let plan = companies::subscription(tx)?.map(|subscription| subscription.plan);
    match (member, plan) {
        (Some(member), Some(plan)) if member.role == Role::Owner => {
            give(tx, user, Badge::of_plan(plan))
        }
        _ => Ok(()),
    }
}

fn give(tx: &Tx, user: UserId, badge: Badge) -> Result<()> {
    if !badges::give(tx, user, badge)? {
        return Ok(());
    }
    let Some(member) = users::find_member(tx, user, false)? else { return Ok(()) };
    let kind = NotificationType::BadgeEarned;
    if !kind.is_for(member.role) {
        return Ok(());
    }
    let chosen = subscriptions::of_user(tx, user)?.into_iter().find(|(of, _)| *of == kind);
    let channel = chosen.map_or(kind.default_channel(false), |(_, channel)| channel);
    if channel == Channel::None {
        return Ok(());
    }
    let key = format!("badge:{}:{}", tx.scope().company().0, badge.name());
    let about = About { badge: Some(badge), ..About::default() };
    if let Some(notification) = notifications::create(tx, user, kind, &key, about, channel)?
        && channel.mails()
    {
        let mail_kind = MailKind::Notification { notification, user, answer: None };
        mails::queue(tx, mail_kind, &member.email)?;
    }
    Ok(())
}
