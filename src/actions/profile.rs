//! The user's own account: details, e-mail, signature, memberships.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::check::line;
use crate::model::keys::{fresh_nonce, token_hash};
use crate::model::{
    Check, Email, MailKind, Membership, Signature, SignatureInput, Timestamp, User, UserId, phone,
};
use crate::ports::Rule;
use crate::store::sessions::Origin;
use crate::store::{audit, email_changes, mails, memberships, resets, users};

/// The user's details, as typed.
pub struct Details {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub phone: Option<String>,
    /// Required to change the e-mail, because its holder can reset the password.
    pub current_password: Option<String>,
}

pub async fn find(app: &App, user: UserId) -> Result<User> {
    app.db.read_all(move |all| users::find(all, user)).await?.ok_or(Error::NotFound("user"))
}

/// The memberships of a user.
pub async fn companies(app: &App, user: UserId) -> Result<Vec<Membership>> {
    app.db.read_all(move |all| memberships::of_user(all, user)).await
}

/// How long a new e-mail may wait for confirmation, in milliseconds.
const CONFIRM_WITHIN: i64 = Timestamp::DAY;

/// Replaces the user's details. A new e-mail takes effect once it is confirmed; the current one is
/// notified.
pub async fn update(app: &App, user: UserId, details: Details) -> Result<()> {
    let mut check = Check::new();
    let email = check.field("email", Email::parse(&details.email));
    let first_name = check.field("firstName", line(&details.first_name, 100));
    let last_name = check.field("lastName", line(&details.last_name, 100));
    let phone =
        check.optional("phone", details.phone.as_deref(), |text| phone::parse(text, phone::HOME));
    let ((email, first_name), last_name) = check.finish(email.zip(first_name).zip(last_name))?;

    let before = find(app, user).await?.email;
    let moves = before.to_lowercase() != email.key;
    if moves {
        app.prove_password(user, details.current_password).await?;
        // Each attempt sends a mail to the address that was typed.
        app.limiter.check(Rule::ForgotAccount, &format!("email of {}", user.0))?;
    }
    let keys = app.keys.clone();
    app.db
        .write_all(move |all| {
            users::set_profile(all, user, &first_name, &last_name, phone.as_deref())?;
            if !moves {
                email_changes::invalidate(all, user)?;
                users::set_email(all, user, &email)?;
                return Ok(());
            }
            // An address that has an account is treated like any other: when the mail is written,
            // its owner is notified instead, without a link.
            let nonce = fresh_nonce();
            let hash = token_hash(&keys.email_token(user, &nonce));
            let expires = all.now().plus(CONFIRM_WITHIN);
            let change = email_changes::create(all, user, &email.address, &nonce, &hash, expires)?;
            let confirm = MailKind::EmailChange { user, change };
            mails::queue_for_instance(all, confirm, &email.address)?;
            mails::queue_for_instance(all, MailKind::EmailChangeAsked { user, change }, &before)?;
            Ok(())
        })
        .await
}

/// The e-mail of the user that waits for confirmation.
pub async fn pending_email(app: &App, user: UserId) -> Result<Option<String>> {
    let change = app.db.read_all(move |all| email_changes::of_user(all, user)).await?;
    Ok(change.map(|change| change.email))
}

const CHANGE_OVER: Error = Error::Gone("email_change_over");

/// The e-mail that a token confirms.
pub async fn email_to_confirm(app: &App, token: &str) -> Result<String> {
    let hash = token_hash(token);
    let change = app.db.read_all(move |all| email_changes::by_token(all, &hash)).await?;
    Ok(change.ok_or(CHANGE_OVER)?.email)
}

/// Changes the e-mail of an account: the token shows that somebody reads the new mailbox, the password
/// that it is the account's user. Reset links sent to the former one become invalid.
pub async fn confirm_email(app: &App, token: &str, password: String, origin: Origin) -> Result<()> {
    let hash = token_hash(token);
    let found = hash.clone();
    let change = app.db.read_all(move |all| email_changes::by_token(all, &found)).await?;
    let user = change.ok_or(CHANGE_OVER)?.user;
    app.prove_password(user, Some(password)).await?;
    app.db
        .write_all(move |all| {
            let change = email_changes::by_token(all, &hash)?.ok_or(CHANGE_OVER)?;
            let email = Email::parse(&change.email).map_err(|_| CHANGE_OVER)?;
            if !users::set_email(all, user, &email)? {
                return Err(Error::Conflict("email_taken"));
            }
            email_changes::invalidate(all, user)?;
            resets::invalidate(all, user)?;
            audit::note(
                all,
                None,
                Some(user),
                AuditAction::ChangeEmail,
                json!({}),
                origin.ip.as_deref(),
            )
        })
        .await
}

/// Stores or deletes the user's signature, for the company's side of a release.
pub async fn sign(app: &App, user: UserId, signature: Option<SignatureInput>) -> Result<()> {
    // Decoding an image is too slow for an async thread.
    let signature = match signature {
        Some(input) => Some(app.off_thread(move || Signature::check(input)).await??),
        None => None,
    };
    app.db.write_all(move |all| users::set_signature(all, user, signature.as_ref())).await
}
