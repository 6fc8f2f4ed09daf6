//! The release texts of a company. A change is a new version; versions are never edited.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::release::{Text, TextInput};
use crate::model::{Locale, Signature, SignatureInput, Template, TemplateId, UserId};
use crate::store::sessions::Origin;
use crate::store::{Scope, audit, companies, templates, users};

/// All versions in every language, the newest first.
pub async fn list(app: &App, scope: Scope) -> Result<Vec<Template>> {
    app.db.read(scope, templates::list).await
}

pub async fn find(app: &App, scope: Scope, id: TemplateId) -> Result<Template> {
    let found = app.db.read(scope, move |read| templates::find(read, id)).await?;
    found.ok_or(Error::NotFound("template"))
}

/// Signs the version in force for the company, with this signature or the one that the user keeps. It
/// is printed under the consents that are given to this version from now on, and never changes.
///
/// # Errors
/// [`Error::Conflict`] with `template_replaced` if a newer version is in force, with
/// `already_confirmed` if somebody has signed it; [`Error::Invalid`] if there is no signature.
pub async fn confirm(
    app: &App,
    scope: Scope,
    user: UserId,
    id: TemplateId,
    signature: Option<SignatureInput>,
    origin: Origin,
) -> Result<Template> {
    // Decoding an image is too slow for an async thread.
    let typed = app.off_thread(move || signature.map(Signature::check).transpose()).await??;
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let wanted = templates::find(&tx, id)?.ok_or(Error::NotFound("template"))?;
            let current = templates::current(&tx, wanted.locale)?;
            if current.is_none_or(|current| current.id != id) {
                return Err(Error::Conflict("template_replaced"));
            }
            let signer = users::find(all, user)?.ok_or(Error::NotFound("user"))?;
            let signature = typed.or(signer.signature);
            let signature = signature.ok_or(Error::invalid("signature", "required"))?;
            let name = format!("{} {}", signer.first_name, signer.last_name);
            if !templates::confirm(&tx, id, user, name.trim(), &signature)? {
                return Err(Error::Conflict("already_confirmed"));
            }
            let about = json!({ "template": id });
            let (company, ip) = (Some(scope.company()), origin.ip.as_deref());
            audit::note(all, company, Some(user), AuditAction::ConfirmTemplate, about, ip)?;
            templates::find(&tx, id)?.ok_or(Error::NotFound("template"))
        })
        .await
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
                audit::note(all, company, Some(user), AuditAction::PublishTemplate, about, ip)?;
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
