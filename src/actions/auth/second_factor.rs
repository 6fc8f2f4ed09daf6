//! The second factor: turned on with an authenticator app, turned off with a code, or reset by an
//! administrator when the app is lost. Its secret is shown once and never stored.

use serde_json::json;

use crate::App;
use crate::app::Attempt;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::keys::fresh_nonce;
use crate::model::mail_kind::FactorChange;
use crate::model::second_factor::{self, BEGUN_FOR, Enrolment, Typed};
use crate::model::{Email, Keys, MailKind, Timestamp, UserId};
use crate::store::second_factors::{self, Factor};
use crate::store::sessions::Origin;
use crate::store::{AllTx, Scope, audit, companies, mails, memberships, users};

/// The issuer that authenticator apps display.
const ISSUER: &str = "be-right";

/// The state of a user's second factor.
pub struct FactorState {
    /// When it was turned on; None while it is off.
    pub since: Option<Timestamp>,
    pub recovery_codes_left: i64,
}

pub async fn second_factor(app: &App, user: UserId) -> Result<FactorState> {
    app.db
        .read_all(move |all| {
            let since = second_factors::find_on(all, user)?.and_then(|factor| factor.confirmed_at);
            let recovery_codes_left = second_factors::recovery_codes_left(all, user)?;
            Ok(FactorState { since, recovery_codes_left })
        })
        .await
}

/// Creates a secret for an authenticator app, and replaces an unconfirmed earlier one. The second
/// factor is on once a code is confirmed, within an hour.
pub async fn begin_second_factor(app: &App, user: UserId, password: String) -> Result<Enrolment> {
    let (email, _) = prove(app, user, password).await?;
    let keys = app.keys.clone();
    let secret = app
        .db
        .write_all(move |all| {
            let nonce = fresh_nonce();
            if !second_factors::begin(all, user, &nonce)? {
                return Err(Error::Conflict("second_factor_on"));
            }
            Ok(keys.totp_secret(user, &nonce))
        })
        .await?;
    Enrolment::of(secret, ISSUER, &email)
}

/// Turns the second factor on with a first code. Returns the recovery codes, which are not stored.
pub async fn confirm_second_factor(
    app: &App,
    user: UserId,
    code: &str,
    origin: Origin,
) -> Result<Vec<String>> {
    let email = email_of(app, user).await?;
    let tried = app.attempt_signed_in(user)?;
    let outcome = confirm(app, user, email, code, origin).await;
    app.record_outcome(vec![tried], outcome).await
}

async fn confirm(
    app: &App,
    user: UserId,
    email: String,
    code: &str,
    origin: Origin,
) -> Result<Vec<String>> {
    // A recovery code is refused here: the code proves that the app works.
    let code = match Typed::read(code) {
        Some(Typed::Code(code)) => code,
        _ => return Err(Error::invalid("code", "wrong_code")),
    };
    let keys = app.keys.clone();
    app.db
        .write_all(move |all| {
            let begun = second_factors::find(all, user)?;
            if begun.as_ref().is_some_and(|factor| factor.confirmed_at.is_some()) {
                return Err(Error::Conflict("second_factor_on"));
            }
            let begun = begun
                .filter(|factor| all.now().since(factor.created_at) < BEGUN_FOR)
                .ok_or(Error::Conflict("second_factor_not_begun"))?;
            if !takes_code(all, &keys, user, &begun, &code)? {
                return Err(Error::invalid("code", "wrong_code"));
            }
            second_factors::confirm(all, user)?;
            let codes = give_recovery_codes(all, &keys, user)?;
            queue_mail(all, user, &email, FactorChange::On)?;
            let ip = origin.ip.as_deref();
            audit::note(all, None, Some(user), AuditAction::SecondFactorOn, json!({}), ip)?;
            Ok(codes)
        })
        .await
}

/// Replaces the recovery codes. The earlier ones become invalid.
pub async fn renew_recovery_codes(
    app: &App,
    user: UserId,
    password: String,
    code: String,
    origin: Origin,
) -> Result<Vec<String>> {
    let (_, tried) = prove(app, user, password).await?;
    let keys = app.keys.clone();
    let outcome = app
        .db
        .write_all(move |all| {
            prove_code(all, &keys, user, &code)?;
            let codes = give_recovery_codes(all, &keys, user)?;
            let ip = origin.ip.as_deref();
            audit::note(all, None, Some(user), AuditAction::RenewRecoveryCodes, json!({}), ip)?;
            Ok(codes)
        })
        .await;
    app.record_outcome(vec![tried], outcome).await
}

/// Turns the user's own second factor off.
pub async fn turn_second_factor_off(
    app: &App,
    user: UserId,
    password: String,
    code: String,
    origin: Origin,
) -> Result<()> {
    let (email, tried) = prove(app, user, password).await?;
    let keys = app.keys.clone();
    let outcome = app
        .db
        .write_all(move |all| {
            prove_code(all, &keys, user, &code)?;
            second_factors::delete(all, user)?;
            queue_mail(all, user, &email, FactorChange::Off)?;
            let ip = origin.ip.as_deref();
            audit::note(all, None, Some(user), AuditAction::SecondFactorOff, json!({}), ip)
        })
        .await;
    app.record_outcome(vec![tried], outcome).await
}

/// Turns off the second factor of a member who has lost their app. Only if they belong to no other
/// company and have no role on the instance; otherwise one company could weaken the access to
/// another.
pub async fn reset_second_factor_of_member(
    app: &App,
    scope: Scope,
    by: UserId,
    id: UserId,
    origin: Origin,
) -> Result<()> {
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            users::find_member(&tx, id, false)?.ok_or(Error::NotFound("user"))?;
            let user = users::find(all, id)?.ok_or(Error::NotFound("user"))?;
            let elsewhere = memberships::of_user(all, id)?.len() > 1;
            if elsewhere || user.instance_role.is_some() {
                return Err(Error::Conflict("administrator_needed"));
            }
            let about = json!({ "user": id });
            let note = |all: &AllTx| {
                let (company, ip) = (Some(scope.company()), origin.ip.as_deref());
                audit::note(all, company, Some(by), AuditAction::ResetSecondFactor, about, ip)
            };
            reset(all, id, &user.email, note)
        })
        .await
}

/// Turns off the second factor of any user, for an administrator of the instance.
pub async fn reset_second_factor(app: &App, by: UserId, id: UserId, origin: Origin) -> Result<()> {
    app.db
        .write_all(move |all| {
            let user = users::find(all, id)?.ok_or(Error::NotFound("user"))?;
            let about = json!({ "user": id });
            let note = |all: &AllTx| {
                let ip = origin.ip.as_deref();
                audit::note(all, None, Some(by), AuditAction::ResetSecondFactor, about, ip)
            };
            reset(all, id, &user.email, note)
        })
        .await
}

/// Turns off the second factor of a user, for the operator on the machine; false if it was off.
pub async fn reset_second_factor_locally(app: &App, email: &str) -> Result<bool> {
    let email = Email::parse(email).map_err(|code| Error::invalid("email", code))?;
    app.db
        .write_all(move |all| {
            let (user, _) = users::by_email(all, &email)?.ok_or(Error::NotFound("user"))?;
            let note = |all: &AllTx| {
                let what = AuditAction::ResetSecondFactorLocally;
                audit::note(all, None, Some(user.id), what, json!({}), None)
            };
            match reset(all, user.id, &user.email, note) {
                Ok(()) => Ok(true),
                Err(Error::Conflict("second_factor_not_on")) => Ok(false),
                Err(error) => Err(error),
            }
        })
        .await
}

fn reset(
    all: &AllTx,
    user: UserId,
    email: &str,
    note: impl FnOnce(&AllTx) -> Result<()>,
) -> Result<()> {
    if !second_factors::delete(all, user)? {
        return Err(Error::Conflict("second_factor_not_on"));
    }
    queue_mail(all, user, email, FactorChange::Reset)?;
    note(all)
}

/// Whether `typed` is a valid code or recovery code. A valid one cannot be used again.
pub(super) fn opens(
    all: &AllTx,
    keys: &Keys,
    user: &crate::model::User,
    factor: &Factor,
    typed: &str,
) -> Result<bool> {
    match Typed::read(typed) {
        Some(Typed::Code(code)) => takes_code(all, keys, user.id, factor, &code),
        Some(Typed::Recovery(code)) => {
            let hash = keys.recovery_hash(user.id, &code);
            let used = second_factors::use_recovery_code(all, user.id, &hash)?;
            if used {
                queue_mail(all, user.id, &user.email, FactorChange::RecoveryCodeUsed)?;
            }
            Ok(used)
        }
        None => Ok(false),
    }
}

fn takes_code(all: &AllTx, keys: &Keys, user: UserId, factor: &Factor, code: &str) -> Result<bool> {
    let secret = keys.totp_secret(user, &factor.nonce);
    match second_factor::step(secret, code, all.now(), factor.last_step)? {
        Some(step) => second_factors::use_step(all, user, step),
        None => Ok(false),
    }
}

/// Refuses anything but a code or recovery code of `user`.
fn prove_code(all: &AllTx, keys: &Keys, user: UserId, typed: &str) -> Result<()> {
    let factor =
        second_factors::find_on(all, user)?.ok_or(Error::Conflict("second_factor_not_on"))?;
    let account = users::find(all, user)?.ok_or(Error::NotFound("user"))?;
    if opens(all, keys, &account, &factor, typed)? {
        Ok(())
    } else {
        Err(Error::invalid("code", "wrong_code"))
    }
}

fn give_recovery_codes(all: &AllTx, keys: &Keys, user: UserId) -> Result<Vec<String>> {
    let codes = second_factor::fresh_recovery_codes();
    let hash = |code: &String| keys.recovery_hash(user, &code.replace('-', ""));
    let hashes: Vec<String> = codes.iter().map(hash).collect();
    second_factors::set_recovery_codes(all, user, &hashes)?;
    Ok(codes)
}

fn queue_mail(all: &AllTx, user: UserId, email: &str, change: FactorChange) -> Result<()> {
    mails::queue_for_instance(all, MailKind::SecondFactor { user, change }, email)?;
    Ok(())
}

async fn email_of(app: &App, user: UserId) -> Result<String> {
    let found = app.db.read_all(move |all| users::find(all, user)).await?;
    Ok(found.ok_or(Error::NotFound("user"))?.email)
}

/// Checks the password of `user`; a wrong one counts as a failed attempt. Returns their e-mail, and
/// the attempt for the check of a further credential.
pub(super) async fn prove(app: &App, user: UserId, password: String) -> Result<(String, Attempt)> {
    let email = email_of(app, user).await?;
    let tried = app.attempt_signed_in(user)?;
    let kept = app.db.read_all(move |all| users::password_hash(all, user)).await?;
    match app.check_password(password, kept, "currentPassword").await {
        Ok(()) => Ok((email, tried)),
        Err(wrong) => app.record_outcome(vec![tried], Err(wrong)).await,
    }
}
