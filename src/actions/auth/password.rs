//! Passwords: forgotten, reset, changed.

use serde_json::json;

use super::end_access_by_password;
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::keys::token_hash;
use crate::model::{Email, MailKind, SessionId, UserId, password};
use crate::ports::Rule;
use crate::store::sessions::Origin;
use crate::store::{audit, mails, resets, users};

/// Queues a mail with a link to choose a new password. The result does not reveal whether the
/// e-mail has an account, nor does the time it takes.
pub async fn forgot(app: &App, email: &str, origin: Origin, address: &str) -> Result<()> {
    let email = Email::parse(email).map_err(|code| Error::invalid("email", code))?;
    // Every call counts, whatever its result: each may cause a mail.
    let from = app.attempt(Rule::ForgotAddress, address)?;
    // The account's limit gives no error, which would reveal that the account exists.
    let account = app.attempt(Rule::ForgotAccount, &email.key).ok();
    let (keys, lasts) = (app.keys.clone(), app.config.tokens.reset.as_millis() as i64);
    app.db
        .write_all(move |all| {
            from.keep(all)?;
            let Some(account) = account else { return Ok(()) };
            account.keep(all)?;
            let Some((user, _)) = users::by_email(all, &email)? else {
                return Ok(());
            };
            let reset = resets::create(all, &keys, user.id, lasts)?;
            let about = json!({ "reset": reset });
            audit::note(
                all,
                None,
                Some(user.id),
                AuditAction::ForgotPassword,
                about,
                origin.ip.as_deref(),
            )?;
            mails::queue_for_instance(
                all,
                MailKind::PasswordReset { user: user.id, reset },
                &user.email,
            )?;
            Ok(())
        })
        .await
}

/// Whether a reset token can still be used.
pub async fn is_reset_valid(app: &App, token: &str) -> Result<bool> {
    let hash = token_hash(token);
    app.db.read_all(move |all| resets::is_valid(all, &hash)).await
}

/// Sets the password of the user who holds a reset token, and ends what the old one opened:
/// sessions, API tokens, calendar addresses.
pub async fn reset(app: &App, token: &str, fresh: String, origin: Origin) -> Result<()> {
    // The rule about the e-mail is checked in the transaction, where the e-mail is known.
    password::check(&fresh, "").map_err(|code| Error::invalid("password", code))?;
    let (hash, passwords) = (token_hash(token), app.passwords.clone());
    if !is_reset_valid(app, token).await? {
        return Err(Error::Gone("reset_used"));
    }
    let typed = fresh.clone();
    let kept = app.off_thread(move || passwords.hash(&typed)).await??;
    app.db
        .write_all(move |all| {
            let user = resets::redeem(all, &hash)?.ok_or(Error::Gone("reset_used"))?;
            let email = users::find(all, user)?.ok_or(Error::Gone("reset_used"))?.email;
            password::check(&fresh, &email).map_err(|code| Error::invalid("password", code))?;
            users::set_password(all, user, &kept)?;
            // The link came by mail, so whoever holds it reads this mailbox.
            users::set_email_proved(all, user)?;
            end_access_by_password(all, user, None)?;
            audit::note(
                all,
                None,
                Some(user),
                AuditAction::ResetPassword,
                json!({}),
                origin.ip.as_deref(),
            )
        })
        .await
}

/// Changes the user's password and ends what the old one opened, except the current session.
pub async fn change_password(
    app: &App,
    user: UserId,
    session: SessionId,
    current: String,
    fresh: String,
    origin: Origin,
) -> Result<()> {
    let (account, kept) = app
        .db
        .read_all(move |all| Ok((users::find(all, user)?, users::password_hash(all, user)?)))
        .await?;
    let email = account.ok_or(Error::NotFound("user"))?.email;
    let tried = app.attempt_signed_in(user)?;
    password::check(&fresh, &email).map_err(|code| Error::invalid("newPassword", code))?;
    let passwords = app.passwords.clone();
    let hash = app
        .off_thread(move || {
            passwords.verify(&current, kept.as_deref()).then(|| passwords.hash(&fresh)).transpose()
        })
        .await??
        .ok_or_else(|| Error::invalid("currentPassword", "wrong_password"));
    let hash = app.record_outcome(vec![tried], hash).await?;
    app.db
        .write_all(move |all| {
            users::set_password(all, user, &hash)?;
            end_access_by_password(all, user, Some(session))?;
            audit::note(
                all,
                None,
                Some(user),
                AuditAction::ChangePassword,
                json!({}),
                origin.ip.as_deref(),
            )
        })
        .await
}
