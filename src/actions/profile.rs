//! One's own account: who one is, how one signs, which companies one belongs to.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::check::line;
use crate::model::{Check, Email, Membership, Signature, SignatureInput, User, UserId, phone};
use crate::ports::Rule;
use crate::store::sessions::Origin;
use crate::store::{audit, memberships, resets, users};

/// One's own details, as typed.
pub struct Details {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub phone: Option<String>,
    /// Needed to change the e-mail: who has it can have the password reset.
    pub current_password: Option<String>,
}

pub async fn find(app: &App, user: UserId) -> Result<User> {
    app.db.read_all(move |all| users::find(all, user)).await?.ok_or(Error::NotFound("user"))
}

/// The companies someone belongs to, and as what.
pub async fn companies(app: &App, user: UserId) -> Result<Vec<Membership>> {
    app.db.read_all(move |all| memberships::of_user(all, user)).await
}

/// Replaces one's own details. Another e-mail makes links mailed to the one
/// before useless.
pub async fn update(app: &App, user: UserId, details: Details, origin: Origin) -> Result<User> {
    let mut check = Check::new();
    let email = check.field("email", Email::parse(&details.email));
    let first_name = check.field("firstName", line(&details.first_name, 100));
    let last_name = check.field("lastName", line(&details.last_name, 100));
    let phone = check.optional("phone", details.phone.as_deref(), |text| {
        phone::parse(text, phone::HOME)
    });
    let ((email, first_name), last_name) = check.finish(email.zip(first_name).zip(last_name))?;

    let before = find(app, user).await?.email;
    let moves = before.to_lowercase() != email.key;
    if moves {
        prove(app, user, &before, details.current_password).await?;
    }
    app.db
        .write_all(move |all| {
            let phone = phone.as_deref();
            if !users::set_profile(all, user, &email, &first_name, &last_name, phone)? {
                return Err(Error::Conflict("email_taken"));
            }
            if moves {
                resets::void(all, user)?;
                audit::note(
                    all,
                    None,
                    Some(user),
                    "change_email",
                    json!({}),
                    origin.ip.as_deref(),
                )?;
            }
            users::find(all, user)?.ok_or(Error::NotFound("user"))
        })
        .await
}

/// Keeps the signature of the studio's side, or throws it away.
pub async fn sign(app: &App, user: UserId, signature: Option<SignatureInput>) -> Result<User> {
    // An image is decoded: slow enough not to be done on an async thread.
    let signature = match signature {
        Some(input) => Some(app.off_thread(move || Signature::check(input)).await??),
        None => None,
    };
    app.db
        .write_all(move |all| {
            users::set_signature(all, user, signature.as_ref())?;
            users::find(all, user)?.ok_or(Error::NotFound("user"))
        })
        .await
}

/// Whether `password` is the one of `user`; counted like a login.
async fn prove(app: &App, user: UserId, email: &str, password: Option<String>) -> Result<()> {
    let password = password.ok_or_else(|| Error::invalid("currentPassword", "required"))?;
    let tried = app.attempt(Rule::LoginAccount, &email.to_lowercase())?;
    let kept = app.db.read_all(move |all| users::password_hash(all, user)).await?;
    let passwords = app.passwords.clone();
    let right = app.off_thread(move || passwords.verify(&password, kept.as_deref())).await?;
    let outcome =
        right.then_some(()).ok_or_else(|| Error::invalid("currentPassword", "wrong_password"));
    app.judge(vec![tried], outcome).await
}
