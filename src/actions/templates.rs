//! The release texts of a company. A change is a new version; versions are never edited.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::release::{Text, TextInput};
use crate::model::{Locale, Template, TemplateId, UserId};
use crate::store::sessions::Origin;
use crate::store::{Scope, audit, companies, templates};

/// All versions in every language, the newest first.
pub async fn list(app: &App, scope: Scope) -> Result<Vec<Template>> {
    app.db.read(scope, templates::list).await
}

pub async fn find(app: &App, scope: Scope, id: TemplateId) -> Result<Template> {
    let found = app.db.read(scope, move |read| templates::find(read, id)).await?;
    found.ok_or(Error::NotFound("template"))
}

/// Publishes the texts that are shipped in some languages, with the uses that the company offers in
/// each, as [`publish`].
pub async fn adopt(
    app: &App,
    scope: Scope,
    user: UserId,
    locales: Vec<Locale>,
    origin: Origin,
) -> Result<()> {
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            for locale in locales {
                let current = templates::current(&tx, locale)?;
                let shipped = Text::default_in(locale);
                let uses =
                    current.as_ref().map_or_else(|| shipped.uses.clone(), |one| one.uses.clone());
                let text = Text { uses, ..shipped };
                if current.is_some_and(|current| current.is(&text)) {
                    continue;
                }
                let id = templates::create(&tx, locale, &text, Some(user))?;
                let about = json!({ "template": id });
                let (company, ip) = (Some(scope.company()), origin.ip.as_deref());
                audit::note(all, company, Some(user), "publish_template", about, ip)?;
            }
            Ok(())
        })
        .await
}

/// Publishes a new version, for requests that have not been opened yet. A text equal to the current
/// one makes no new version.
pub async fn publish(
    app: &App,
    scope: Scope,
    user: UserId,
    locale: Locale,
    text: TextInput,
    origin: Origin,
) -> Result<Template> {
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let current = templates::current(&tx, locale)?;
            let known = current.as_ref().map_or(&[][..], |current| &current.uses);
            let text = text.checked(locale, known)?;
            if let Some(current) = current.filter(|current| current.is(&text)) {
                return Ok(current);
            }
            let id = templates::create(&tx, locale, &text, Some(user))?;
            let about = json!({ "template": id });
            let (company, ip) = (Some(scope.company()), origin.ip.as_deref());
            audit::note(all, company, Some(user), AuditAction::PublishTemplate, about, ip)?;
            templates::find(&tx, id)?.ok_or(Error::NotFound("template"))
        })
        .await
}
