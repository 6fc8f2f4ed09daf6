//! Operations of the operator on the machine itself: first start, new users, lost access. None of
//! them is reachable over HTTP.

use serde_json::json;

use super::end_access_by_password;
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::check::line;
use crate::model::keys::{fresh_token, token_hash};
use crate::model::{Check, Email, Locale, Role, Settings, UserId, password};
use crate::store::{audit, claims, companies, settings, users};

/// A user to be added, as typed.
pub struct NewPerson {
    pub email: String,
    pub password: String,
    pub first_name: String,
    pub last_name: String,
    /// The company they will own, if any.
    pub company_name: Option<String>,
    /// Their role on the instance, if any.
    pub role: Option<Role>,
    pub locale: Locale,
}

/// Whether the instance has no user yet.
pub async fn is_unclaimed(app: &App) -> Result<bool> {
    app.db.read_all(users::none_yet).await
}

/// The token of a link that makes its first visitor the administrator; None once there is a user.
/// Revokes earlier links.
pub async fn open_claim(app: &App) -> Result<Option<String>> {
    let token = fresh_token();
    let hash = token_hash(&token);
    let made = app
        .db
        .write_all(move |all| {
            if !users::none_yet(all)? {
                return Ok(false);
            }
            claims::create(all, &hash)?;
            Ok(true)
        })
        .await?;
    Ok(made.then_some(token))
}

/// Adds a user, and their company if it is named.
pub async fn add(app: &App, person: NewPerson) -> Result<UserId> {
    let mut check = Check::new();
    let email = check.field("email", Email::parse(&person.email));
    let first = check.field("first_name", line(&person.first_name, 100));
    let last = check.field("last_name", line(&person.last_name, 100));
    let company = person.company_name.as_deref().map(|name| line(name, 200)).transpose();
    let company = check.field("company_name", company);
    let fits = check.field("password", password::check(&person.password, &person.email));
    let parts = email.zip(first).zip(last).zip(company).zip(fits);
    let ((((email, first), last), company), ()) = check.finish(parts)?;
    let passwords = app.passwords.clone();
    let hash = app.off_thread(move || passwords.hash(&person.password)).await??;
    let inner = app.clone();
    app.db
        .write_all(move |all| {
            let user = users::create(all, &email, &first, &last, Some(&hash))?
                .ok_or(Error::Conflict("email_taken"))?;
            let own = Settings { locale: person.locale, ..inner.default_settings() };
            settings::put(all, user, &own)?;
            users::set_instance_role(all, user, person.role)?;
            let company = match company {
                Some(name) => {
                    let (licence, evidence) = inner.config.consent.months();
                    let scope = companies::create_owned(all, &name, licence, evidence, user)?;
                    Some(scope.company())
                }
                None => None,
            };
            let about = json!({ "role": person.role.map(Role::name) });
            audit::note(all, company, Some(user), AuditAction::AddUserLocally, about, None)?;
            Ok(user)
        })
        .await
}

/// Sets the password of an account, and ends what the old one opened.
pub async fn set_password_of(app: &App, email: &str, fresh: String) -> Result<()> {
    let email = Email::parse(email).map_err(|code| Error::invalid("email", code))?;
    password::check(&fresh, &email.address).map_err(|code| Error::invalid("password", code))?;
    let passwords = app.passwords.clone();
    let hash = app.off_thread(move || passwords.hash(&fresh)).await??;
    app.db
        .write_all(move |all| {
            let (user, _) = users::by_email(all, &email)?.ok_or(Error::NotFound("user"))?;
            users::set_password(all, user.id, &hash)?;
            end_access_by_password(all, user.id, None)?;
            audit::note(all, None, Some(user.id), AuditAction::SetPasswordLocally, json!({}), None)
        })
        .await
}

/// Makes a user ADMIN or DEVELOPER of the instance, or removes their role.
pub async fn set_role_of(app: &App, email: &str, role: Option<Role>) -> Result<()> {
    let email = Email::parse(email).map_err(|code| Error::invalid("email", code))?;
    if role.is_some_and(Role::is_of_company) {
        return Err(Error::invalid("role", "role_of_company"));
    }
    app.db
        .write_all(move |all| {
            let (user, _) = users::by_email(all, &email)?.ok_or(Error::NotFound("user"))?;
            users::set_instance_role(all, user.id, role)?;
            let about = json!({ "role": role.map(Role::name) });
            audit::note(all, None, Some(user.id), AuditAction::SetRoleLocally, about, None)
        })
        .await
}
