//! Notifications as mails.

use super::recipient::brand;
use super::studio::reader;
use super::{Dropped, Written};
use crate::App;
use crate::error::{Error, Result};
use crate::model::notification::About;
use crate::model::{ConsolePage, Locale, NotificationId, NotificationType, UserId};
use crate::render::{mail, notification as render};
use crate::store::{Scope, companies, digests, notifications, settings, users};

/// One notification; without a scope, one of the instance.
pub(super) async fn notification(
    app: &App,
    scope: Option<Scope>,
    id: NotificationId,
    user: UserId,
) -> Result<Result<Written, Dropped>> {
    let Some(scope) = scope else { return of_instance(app, id, user).await };
    let Some((name, locale)) = reader(app, scope, user).await? else {
        return Ok(Err("the user has left"));
    };
    let address = app.clone();
    app.db
        .read(scope, move |read| {
            let Some(member) = users::find_member(read, user, false)? else {
                return Ok(Err("the user has left"));
            };
            let own = digests::enter_read(read, user, member.role);
            let Some(found) = notifications::to_mail(&own, user, id)? else {
                return Ok(Err("there is no such notification"));
            };
            let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
            let (title, text) = render::say(locale, &found);
            let link = address.console_url(page_about(&found.about));
            let rendered = mail::NotificationMail {
                locale,
                brand: Some(brand(&company)),
                name: name.clone(),
                title,
                text,
                link,
            }
            .render();
            Ok(Ok(Written { rendered, name, sender: None, reply_to: None, attachments: vec![] }))
        })
        .await
}

async fn of_instance(
    app: &App,
    id: NotificationId,
    user: UserId,
) -> Result<Result<Written, Dropped>> {
    let default = app.config.locale;
    let link = app.console_url(ConsolePage::Home);
    app.db
        .read_all(move |all| {
            let Some(user) = users::find(all, user)? else { return Ok(Err("the user has left")) };
            let Some([french, english]) = notifications::broadcast_of(all, id)? else {
                return Ok(Err("there is no such notification"));
            };
            let locale = settings::find(all, user.id)?.map_or(default, |set| set.locale);
            let (title, text) = match locale {
                Locale::Fr => french,
                Locale::En => english,
            };
            let name = user.first_name;
            let rendered = mail::NotificationMail {
                locale,
                brand: None,
                name: name.clone(),
                title,
                text,
                link,
            }
            .render();
            Ok(Ok(Written { rendered, name, sender: None, reply_to: None, attachments: vec![] }))
        })
        .await
}

/// The notifications since the last digest.
pub(super) async fn digest(
    app: &App,
    scope: Scope,
    user: UserId,
    upto: NotificationId,
) -> Result<Result<Written, Dropped>> {
    let Some((name, locale)) = reader(app, scope, user).await? else {
        return Ok(Err("the user has left"));
    };
    let link = app.console_url(ConsolePage::Home);
    app.db
        .read(scope, move |read| {
            let Some(member) = users::find_member(read, user, false)? else {
                return Ok(Err("the user has left"));
            };
            let own = digests::enter_read(read, user, member.role);
            let notified = digests::of_mail(&own, user, upto)?;
            if notified.is_empty() {
                return Ok(Err("all of it has been read"));
            }
            let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
            let lines = notified.iter().map(|one| match one.kind {
                NotificationType::System => render::say(locale, one).0,
                _ => render::say(locale, one).1,
            });
            let rendered = mail::Digest {
                locale,
                brand: brand(&company),
                name: name.clone(),
                lines: lines.collect(),
                link,
            }
            .render();
            Ok(Ok(Written { rendered, name, sender: None, reply_to: None, attachments: vec![] }))
        })
        .await
}

/// The page of a notification's subject.
fn page_about(about: &About) -> ConsolePage {
    let answer = about.answer.map(ConsolePage::Answer);
    answer
        .or(about.event.map(ConsolePage::Event))
        .or(about.employee.map(ConsolePage::Employee))
        .or(about.import.map(ConsolePage::Import))
        .unwrap_or(ConsolePage::Home)
}
