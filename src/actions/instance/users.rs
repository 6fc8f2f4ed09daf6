//! All accounts, for administrators: listed, opened, renamed, suspended, reopened, signed out, deleted,
//! restored, erased; and who operates the instance.

use serde_json::json;

use super::Because;
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::check::line;
use crate::model::{
    Check, Email, Job, Locale, MailKind, Page, PageQuery, Role, SessionId, Settings, Timestamp,
    UserId,
};
use crate::store::instance::{self, MembershipLine, UserFilter, UserLine, UserOrder};
use crate::store::live::{self as live_news, Whose};
use crate::store::sessions::{self, End};
use crate::store::{
    AllTx, account_erasure, api_tokens, audit, calendar, jobs, mails, resets, users as store,
};

/// A page of the accounts.
pub async fn users(
    app: &App,
    query: PageQuery<UserOrder>,
    filter: UserFilter,
    search: Option<String>,
) -> Result<Page<UserLine>> {
    app.db
        .read_all(move |all| {
            let found = match search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
                Some(text) => Some(instance::users_named(all, text)?),
                None => None,
            };
            instance::users(all, &PageQuery { among: found, ..query }, filter)
        })
        .await
}

/// An account, possibly deleted, with its companies.
pub async fn user(app: &App, id: UserId) -> Result<(UserLine, Vec<MembershipLine>)> {
    app.db
        .read_all(move |all| {
            let user = instance::user(all, id)?.ok_or(Error::NotFound("user"))?;
            Ok((user, instance::memberships(all, id)?))
        })
        .await
}

/// Suspends an account: it is signed out everywhere at once, and cannot sign in. Its API tokens and
/// calendar addresses do not work meanwhile.
pub async fn suspend_user(app: &App, id: UserId, why: Because) -> Result<UserLine> {
    let reason = why.reason.clone();
    change(app, id, why, AuditAction::SuspendUser, move |all| {
        keeps_an_administrator(all, id)?;
        if !instance::set_user_suspended(all, id, Some(&reason))? {
            return Err(Error::Conflict("already_suspended"));
        }
        sessions::end_all(all, id, None, End::Revoked).map(|_| ())
    })
    .await
}

/// Reopens a suspended account.
pub async fn reopen_user(app: &App, id: UserId, why: Because) -> Result<UserLine> {
    change(app, id, why, AuditAction::ReopenUser, move |all| {
        match instance::set_user_suspended(all, id, None)? {
            true => Ok(()),
            false => Err(Error::Conflict("not_suspended")),
        }
    })
    .await
}

/// Ends the sessions of an account, and with `tokens` its API tokens and calendar addresses.
pub async fn sign_user_out(
    app: &App,
    id: UserId,
    tokens: bool,
    own: Option<SessionId>,
    why: Because,
) -> Result<()> {
    // Who signs themselves out elsewhere stays here.
    let own = own.filter(|_| id == why.by);
    change(app, id, why, AuditAction::SignUserOut, move |all| {
        sessions::end_all(all, id, own, End::Revoked)?;
        if tokens {
            api_tokens::revoke_everywhere(all, id)?;
            calendar::close_everywhere(all, id)?;
        }
        Ok(())
    })
    .await
    .map(|_| ())
}

/// Ends all sessions of the instance but the own one.
pub async fn sign_everybody_out(app: &App, own: SessionId, why: Because) -> Result<()> {
    app.db
        .write_all(move |all| {
            let mut ended = 0;
            for user in sessions::with_sessions(all)? {
                ended += sessions::end_all(all, user, Some(own), End::Revoked)?;
            }
            let about = json!({ "reason": why.reason, "sessions": ended });
            let (action, ip) = (AuditAction::SignEverybodyOut, why.origin.ip.as_deref());
            audit::note(all, None, Some(why.by), action, about, ip)
        })
        .await
}

/// Makes an account ADMIN or DEVELOPER of the instance, or removes its role.
pub async fn set_instance_role(
    app: &App,
    id: UserId,
    role: Option<Role>,
    why: Because,
) -> Result<UserLine> {
    if role.is_some_and(Role::is_of_company) {
        return Err(Error::invalid("role", "role_of_company"));
    }
    app.db
        .write_all(move |all| {
            let before = live(all, id)?.instance_role;
            if before == Some(Role::Admin) && role != Some(Role::Admin) {
                keeps_an_administrator(all, id)?;
            }
            store::set_instance_role(all, id, role)?;
            // Streams of operators end with the role.
            live_news::end_streams(all, Whose::User(id));
            let about = json!({
                "user": id, "from": before, "to": role, "reason": why.reason,
            });
            let (action, ip) = (AuditAction::SetInstanceRole, why.origin.ip.as_deref());
            audit::note(all, None, Some(why.by), action, about, ip)?;
            live(all, id)
        })
        .await
}

/// Deletes (soft) an account, and all that it opened. Not the only owner of a company.
pub async fn delete_user(app: &App, id: UserId, why: Because) -> Result<()> {
    change(app, id, why, AuditAction::DeleteUser, move |all| {
        keeps_an_administrator(all, id)?;
        let owned = instance::owned_alone(all, id)?;
        if owned.iter().any(|company| company.deleted_at.is_none()) {
            return Err(Error::Conflict("last_owner"));
        }
        sessions::end_all(all, id, None, End::Revoked)?;
        api_tokens::revoke_everywhere(all, id)?;
        calendar::close_everywhere(all, id)?;
        resets::invalidate(all, id)?;
        instance::delete_user(all, id).map(|_| ())
    })
    .await
    .map(|_| ())
}

/// Restores a deleted account, without its role on the instance.
pub async fn restore_user(app: &App, id: UserId, why: Because) -> Result<UserLine> {
    app.db
        .write_all(move |all| {
            let gone = instance::user(all, id)?.ok_or(Error::NotFound("user"))?;
            if gone.deleted_at.is_none() {
                return Err(Error::Conflict("not_deleted"));
            }
            if gone.erased {
                return Err(Error::Conflict("account_erased"));
            }
            if !instance::restore_user(all, id)? {
                return Err(Error::Conflict("email_taken"));
            }
            note(all, id, &why, AuditAction::RestoreAccount)?;
            live(all, id)
        })
        .await
}

/// Erases a deleted account now, instead of after [`KEPT`](crate::model::user::KEPT).
pub async fn erase_user(app: &App, id: UserId, why: Because) -> Result<()> {
    app.db
        .write_all(move |all| {
            let gone = instance::user(all, id)?.ok_or(Error::NotFound("user"))?;
            if gone.deleted_at.is_none() {
                return Err(Error::Conflict("account_not_deleted"));
            }
            if gone.erased {
                return Err(Error::Conflict("account_erased"));
            }
            if !instance::owned_alone(all, id)?.is_empty() {
                return Err(Error::Conflict("owner_of_closed_company"));
            }
            account_erasure::account(all, id)?;
            note(all, id, &why, AuditAction::EraseAccount)?;
            // What is erased is overwritten in the file of the database; the portrait is deleted.
            jobs::insert_for_instance(all, &Job::Purge)?;
            jobs::insert_for_instance(all, &Job::SweepFiles).map(|_| ())
        })
        .await
}

/// A new account, as typed.
pub struct NewAccount {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// The language of the mail and, until it is changed, of the console.
    pub locale: Locale,
    /// ADMIN or DEVELOPER, if any.
    pub role: Option<Role>,
}

/// How long the link works by which the holder of a new account chooses a password.
const FIRST_PASSWORD: i64 = 7 * Timestamp::DAY;

/// Opens an account without a password, and mails its holder a link to choose one.
pub async fn create_user(app: &App, new: NewAccount, why: Because) -> Result<UserLine> {
    if new.role.is_some_and(Role::is_of_company) {
        return Err(Error::invalid("instanceRole", "role_of_company"));
    }
    let mut check = Check::new();
    let email = check.field("email", Email::parse(&new.email));
    let names = names(&mut check, &new.first_name, &new.last_name);
    let (email, (first, last)) = check.finish(email.zip(names))?;
    let (keys, settings) =
        (app.keys.clone(), Settings { locale: new.locale, ..app.default_settings() });
    app.db
        .write_all(move |all| {
            let id = store::create(all, &email, &first, &last, None)?;
            let id = id.ok_or(Error::Conflict("email_taken"))?;
            crate::store::settings::put(all, id, &settings)?;
            store::set_instance_role(all, id, new.role)?;
            let about = json!({ "user": id, "to": new.role, "reason": why.reason });
            let (action, ip) = (AuditAction::CreateAccount, why.origin.ip.as_deref());
            audit::note(all, None, Some(why.by), action, about, ip)?;
            let reset = resets::create(all, &keys, id, FIRST_PASSWORD)?;
            let letter = MailKind::PasswordReset { user: id, reset };
            mails::queue_for_instance(all, letter, &email.address)?;
            live(all, id)
        })
        .await
}

/// Corrects the name of an account. Its e-mail is its holder's own to change: with it, one signs in.
pub async fn rename_user(
    app: &App,
    id: UserId,
    first: &str,
    last: &str,
    why: Because,
) -> Result<UserLine> {
    let mut check = Check::new();
    let names = names(&mut check, first, last);
    let (first, last) = check.finish(names)?;
    change(app, id, why, AuditAction::RenameAccount, move |all| {
        store::set_name(all, id, &first, &last)
    })
    .await
}

fn names(check: &mut Check, first: &str, last: &str) -> Option<(String, String)> {
    let first = check.field("firstName", line(first, 100));
    let last = check.field("lastName", line(last, 100));
    first.zip(last)
}

async fn change(
    app: &App,
    id: UserId,
    why: Because,
    action: AuditAction,
    change: impl FnOnce(&AllTx) -> Result<()> + Send + 'static,
) -> Result<UserLine> {
    app.db
        .write_all(move |all| {
            live(all, id)?;
            change(all)?;
            note(all, id, &why, action)?;
            instance::user(all, id)?.ok_or(Error::NotFound("user"))
        })
        .await
}

fn live(all: &AllTx, id: UserId) -> Result<UserLine> {
    let found = instance::user(all, id)?.filter(|user| user.deleted_at.is_none());
    found.ok_or(Error::NotFound("user"))
}

fn note(all: &AllTx, id: UserId, why: &Because, action: AuditAction) -> Result<()> {
    let (about, ip) = (json!({ "user": id, "reason": why.reason }), why.origin.ip.as_deref());
    audit::note(all, None, Some(why.by), action, about, ip)
}

/// Refuses to leave the instance without an ADMIN who can sign in.
fn keeps_an_administrator(all: &AllTx, id: UserId) -> Result<()> {
    let is_one = live(all, id)?.instance_role == Some(Role::Admin);
    if is_one && instance::other_administrators(all, id)? == 0 {
        return Err(Error::Conflict("last_administrator"));
    }
    Ok(())
}
