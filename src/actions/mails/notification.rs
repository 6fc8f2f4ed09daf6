//! What notifications as mails need.

use super::addressee::{NOT_ALLOWED, is_notified};
use super::recipient::brand;
use super::studio::{LEFT, reader};
use super::{Dropped, NotWritten, Written};
use crate::App;
use crate::error::Error;
use crate::model::notification::{About, Topic};
use crate::model::{ConsolePage, Locale, NotificationId, NotificationType, UserId};
use crate::render::mail::digest::Digest;
use crate::render::mail::notification::NotificationMail;
use crate::render::notification as render;
use crate::store::{Scope, companies, digests, notifications, settings, users};

/// One notification; without a scope, one of the instance.
pub(super) async fn notification(
    app: &App,
    scope: Option<Scope>,
    id: NotificationId,
    user: UserId,
) -> Result<Written, NotWritten> {
    let mail = match scope {
        Some(scope) => of_company(app, scope, id, user).await?,
        None => of_instance(app, id, user).await?,
    };
    Ok(Written::plain(mail.render(), mail.name))
}

const NONE: Dropped = Dropped("there is no such notification");

async fn of_company(
    app: &App,
    scope: Scope,
    id: NotificationId,
    user: UserId,
) -> Result<NotificationMail, NotWritten> {
    let (name, locale) = reader(app, scope, user).await?;
    let address = app.clone();
    let mail = app.db.read(scope, move |read| {
        let Some(member) = users::find_member(read, user, false)? else { return Ok(Err(LEFT)) };
        let own = digests::enter_read(read, user, member.role);
        let Some(found) = notifications::to_mail(&own, user, id)? else { return Ok(Err(NONE)) };
        let is_for_all = found.kind.rules().subject == Topic::Instance;
        if !is_for_all && !is_notified(read, user, found.kind, found.about.event)? {
            return Ok(Err(NOT_ALLOWED));
        }
        let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
        let (title, text) = render::say(locale, &found);
        let link = address.console_url(page_of(found.kind, &found.about));
        let settings = address.console_url(ConsolePage::NotificationSettings);
        let brand = Some(brand(&company));
        Ok(Ok(NotificationMail { locale, brand, name, title, text, link, settings }))
    });
    Ok(mail.await??)
}

async fn of_instance(
    app: &App,
    id: NotificationId,
    user: UserId,
) -> Result<NotificationMail, NotWritten> {
    let default = app.config.locale;
    let link = app.console_url(ConsolePage::Home);
    let settings = app.console_url(ConsolePage::NotificationSettings);
    let mail = app.db.read_all(move |all| {
        let Some(user) = users::find(all, user)? else { return Ok(Err(LEFT)) };
        let Some([french, english]) = notifications::broadcast_of(all, id)? else {
            return Ok(Err(NONE));
        };
        let locale = settings::find(all, user.id)?.map_or(default, |set| set.locale);
        let (title, text) = match locale {
            Locale::Fr => french,
            Locale::En => english,
        };
        let name = user.first_name;
        Ok(Ok(NotificationMail { locale, brand: None, name, title, text, link, settings }))
    });
    Ok(mail.await??)
}

/// The notifications since the last digest.
pub(super) async fn digest(
    app: &App,
    scope: Scope,
    user: UserId,
    upto: NotificationId,
) -> Result<Written, NotWritten> {
    let (name, locale) = reader(app, scope, user).await?;
    let link = app.console_url(ConsolePage::Home);
    let settings = app.console_url(ConsolePage::NotificationSettings);
    let written = app.db.read(scope, move |read| {
        let Some(member) = users::find_member(read, user, false)? else {
            return Ok(Err(LEFT));
        };
        let own = digests::enter_read(read, user, member.role);
        let mut notified = digests::of_mail(&own, user, upto)?;
        notified.retain(|one| one.kind.is_for(member.role));
        if notified.is_empty() {
            return Ok(Err(Dropped("all of it has been read")));
        }
        let company = companies::current(read)?.ok_or(Error::NotFound("company"))?;
        let lines = notified.iter().map(|one| match one.kind {
            NotificationType::System => render::say(locale, one).0,
            _ => render::say(locale, one).1,
        });
        let rendered = Digest {
            locale,
            brand: brand(&company),
            name: name.clone(),
            lines: lines.collect(),
            link,
            settings,
        }
        .render();
        Ok(Ok(Written::plain(rendered, name)))
    });
    Ok(written.await??)
}

/// The page of a notification's subject.
fn page_of(kind: NotificationType, about: &About) -> ConsolePage {
    if kind == NotificationType::ExportReady {
        return ConsolePage::Exports;
    }
    if kind == NotificationType::TakedownDue {
        return ConsolePage::Takedowns;
    }
    let answer = about.answer.map(ConsolePage::Answer);
    answer
        .or(about.event.map(ConsolePage::Event))
        .or(about.employee.map(ConsolePage::Employee))
        .or(about.import.map(ConsolePage::Import))
        .unwrap_or(ConsolePage::Home)
}
