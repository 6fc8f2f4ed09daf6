//! Unsubscribing by the link in a mail, which allows nothing else. Notifications stay in the list.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::unsubscribe::{Of, Stop};
use crate::model::{Channel, Locale, Logo, NotificationType, UserId};
use crate::store::{
    AllRead, Scope, Tx, audit, companies, files, memberships, settings, subscriptions,
};

/// What a link would stop, for its page.
pub struct UnsubscribePage {
    pub of: Of,
    /// None: messages of administrators.
    pub company_name: Option<String>,
    pub company_colour: Option<String>,
    pub company_logo: Option<Logo>,
    pub locale: Locale,
}

/// Reads a link. Changes nothing, because mail scanners open links.
pub async fn look(app: &App, token: &str) -> Result<UnsubscribePage> {
    let stop = app.keys.read_stop(token).ok_or(Error::NotFound("link"))?;
    let default = app.config.locale;
    app.db.read_all(move |all| asked(all, stop, default)).await
}

/// Stops mails of that kind to the recipient of the mail. The notifications stay in the list. May
/// be repeated.
pub async fn stop(app: &App, token: &str) -> Result<UnsubscribePage> {
    let stop = app.keys.read_stop(token).ok_or(Error::NotFound("link"))?;
    let default = app.config.locale;
    app.db
        .write_all(move |all| {
            for scope in scopes(all, stop)? {
                let tx = companies::enter(all, scope);
                stop_mails(&tx, stop.user, stop.of)?;
                let about = json!({ "stopped": stop.words() });
                audit::note_in(&tx, Some(stop.user), AuditAction::UnsubscribeByLink, about)?;
            }
            asked(all, stop, default)
        })
        .await
}

fn asked(all: &AllRead, stop: Stop, default: Locale) -> Result<UnsubscribePage> {
    let scope = scopes(all, stop)?.into_iter().next().ok_or(Error::NotFound("link"))?;
    let read = companies::look(all, scope);
    let company = companies::current(&read)?.filter(|_| stop.company.is_some());
    let logo = match &company {
        Some(_) => files::logo(&read)?,
        None => None,
    };
    let locale = settings::find(all, stop.user)?.map_or(default, |set| set.locale);
    let (name, colour) = company.map(|company| (company.name, company.colour)).unzip();
    Ok(UnsubscribePage {
        of: stop.of,
        company_name: name,
        company_colour: colour.flatten(),
        company_logo: logo,
        locale,
    })
}

/// The companies concerned, as long as the user is a member.
fn scopes(all: &AllRead, stop: Stop) -> Result<Vec<Scope>> {
    let ids = match stop.company {
        Some(id) => vec![id],
        None => memberships::of_user(all, stop.user)?.iter().map(|one| one.company).collect(),
    };
    let scopes = ids
        .into_iter()
        .map(|id| Ok(companies::scope_of_member(all, stop.user, id)?.map(|(scope, _)| scope)));
    Ok(scopes.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn stop_mails(tx: &Tx, user: UserId, of: Of) -> Result<()> {
    let kinds: Vec<NotificationType> = match of {
        Of::Notification(kind) => vec![kind],
        Of::Digest => {
            let chosen = subscriptions::of_user(tx, user)?;
            let digested = chosen.into_iter().filter(|(_, channel)| *channel == Channel::Digest);
            digested.map(|(kind, _)| kind).collect()
        }
    };
    kinds.into_iter().try_for_each(|kind| subscriptions::set(tx, user, kind, Channel::InApp))
}
