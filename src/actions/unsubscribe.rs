//! Not being written to any more, by the link that a mail itself brings: whoever has
//! the mail may stop it, and nothing else. What was told is in the list all the same.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::unsubscribe::{Of, Stop};
use crate::model::{Channel, Locale, Logo, NotificationType, UserId};
use crate::store::{
    AllRead, Scope, Tx, audit, companies, files, memberships, settings, subscriptions,
};

/// What a link would stop, for its page.
pub struct UnsubscribePage {
    pub of: Of,
    /// None: what administrators tell everybody.
    pub company_name: Option<String>,
    pub company_colour: Option<String>,
    pub company_logo: Option<Logo>,
    pub locale: Locale,
}

/// What a link stands for. Looking changes nothing: mail scanners open links.
pub async fn look(app: &App, token: &str) -> Result<UnsubscribePage> {
    let stop = app.keys.read_stop(token).ok_or(Error::NotFound("link"))?;
    let default = app.config.locale;
    app.db.read_all(move |all| asked(all, stop, default)).await
}

/// Has no more mails of that kind sent to the one whom the mail was sent to. They
/// still find what they are told in the list. Done twice, it is done.
pub async fn stop(app: &App, token: &str) -> Result<UnsubscribePage> {
    let stop = app.keys.read_stop(token).ok_or(Error::NotFound("link"))?;
    let default = app.config.locale;
    app.db
        .write_all(move |all| {
            for scope in scopes(all, stop)? {
                let tx = companies::enter(all, scope);
                silence(&tx, stop.user, stop.of)?;
                let about = json!({ "stopped": stop.words() });
                audit::note_in(&tx, Some(stop.user), "unsubscribe_by_link", about)?;
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

/// The companies in which they are to be left alone, as long as they belong to them.
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

fn silence(tx: &Tx, user: UserId, of: Of) -> Result<()> {
    let kinds: Vec<NotificationType> = match of {
        Of::Told(kind) => vec![kind],
        Of::Digest => {
            let chosen = subscriptions::of_user(tx, user)?;
            let digested = chosen.into_iter().filter(|(_, channel)| *channel == Channel::Digest);
            digested.map(|(kind, _)| kind).collect()
        }
    };
    kinds.into_iter().try_for_each(|kind| subscriptions::set(tx, user, kind, Channel::InApp))
}
