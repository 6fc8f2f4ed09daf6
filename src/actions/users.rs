//! The people who work in a company: inviting them, what they may do, letting
//! them go. Their names, e-mails and passwords are their own: see `profile`.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::check::line;
use crate::model::keys::{fresh_nonce, token_hash};
use crate::model::{
    Check, Email, Fact, Letter, Locale, Member, Once, Page, PageQuery, Role, Settings, Timestamp,
    UserId,
};
use crate::store::sessions::Origin;
use crate::store::{
    AllTx, Scope, Tx, audit, companies, facts, idempotency, mails, memberships, resets, settings,
    users,
};

pub use crate::store::users::Order;

/// How long an invitation can be taken up, in milliseconds.
const INVITATION: i64 = 7 * Timestamp::DAY;

/// Somebody to work with, as typed.
pub struct Invitation {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    /// The language of the invitation, and of the account until its holder chooses.
    pub locale: Locale,
}

/// The members of the company.
pub async fn list(
    app: &App,
    scope: Scope,
    query: PageQuery<Order>,
    role: Option<Role>,
) -> Result<Page<Member>> {
    app.db.read(scope, move |read| users::list(read, &query, role)).await
}

/// A member of the company.
pub async fn find(app: &App, scope: Scope, id: UserId) -> Result<Member> {
    app.db.read(scope, move |read| member(read, id)).await
}

/// Makes somebody a member and writes to them. Who has no account yet gets one,
/// waiting for them to choose a password; who has not done so yet is written to
/// again, with the role given now.
pub async fn invite(
    app: &App,
    scope: Scope,
    by: UserId,
    invitation: Invitation,
    once: Option<Once>,
    origin: Origin,
) -> Result<Member> {
    let Invitation { email, first_name, last_name, role, locale } = invitation;
    let mut check = Check::new();
    let email = check.field("email", Email::parse(&email));
    let first_name = check.field("firstName", line(&first_name, 100));
    let last_name = check.field("lastName", line(&last_name, 100));
    check.require(role.is_of_company(), "role", "role_of_company");
    let ((email, first_name), last_name) = check.finish(email.zip(first_name).zip(last_name))?;
    let inner = app.clone();
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let made = idempotency::once(&tx, once.as_ref(), || {
                let (user, active) = account(all, &inner, &email, first_name, last_name, locale)?;
                if memberships::create(&tx, user, role)? {
                    facts::record(&tx, Fact::UserJoined { user })?;
                } else if active {
                    return Err(Error::Conflict("already_member"));
                } else {
                    memberships::set_role(&tx, user, role)?;
                }
                let reset = if active { None } else { Some(waiting(all, &inner, user)?) };
                mails::queue(&tx, Letter::NewAccount { user, reset }, &email.address)?;
                let about = json!({ "user": user, "role": role });
                note(all, scope, by, "invite_user", about, &origin)?;
                Ok(user)
            })?;
            member(&tx, made)
        })
        .await
}

/// The account of an e-mail, and whether it was taken up; a new one waits to be.
fn account(
    all: &AllTx,
    app: &App,
    email: &Email,
    first_name: String,
    last_name: String,
    locale: Locale,
) -> Result<(UserId, bool)> {
    if let Some((user, hash)) = users::by_email(all, email)? {
        return Ok((user.id, hash.is_some()));
    }
    let user = users::create(all, email, &first_name, &last_name, None)?
        .ok_or(Error::Conflict("email_taken"))?;
    settings::put(all, user, &Settings { locale, ..app.default_settings() })?;
    Ok((user, false))
}

/// Gives a member another role.
pub async fn set_role(
    app: &App,
    scope: Scope,
    by: UserId,
    id: UserId,
    role: Role,
    origin: Origin,
) -> Result<Member> {
    if !role.is_of_company() {
        return Err(Error::invalid("role", "role_of_company"));
    }
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let before = member(&tx, id)?;
            if before.role == role {
                return Ok(before);
            }
            keeps_an_owner(&tx, &before)?;
            memberships::set_role(&tx, id, role)?;
            let about = json!({ "user": id, "from": before.role, "to": role });
            note(all, scope, by, "set_role", about, &origin)?;
            Ok(Member { role, ..before })
        })
        .await
}

/// Makes a member an OWNER, or a SUPER_USER if they were one.
pub async fn set_owner(
    app: &App,
    scope: Scope,
    by: UserId,
    id: UserId,
    owner: bool,
    origin: Origin,
) -> Result<Member> {
    let member = find(app, scope, id).await?;
    match (owner, member.role) {
        (true, _) => set_role(app, scope, by, id, Role::Owner, origin).await,
        (false, Role::Owner) => set_role(app, scope, by, id, Role::SuperUser, origin).await,
        (false, _) => Ok(member),
    }
}

/// Ends a membership, from the next request on. The account is its holder's and
/// stays; one that was never taken up can no longer be, unless another company
/// has invited it too.
pub async fn remove(app: &App, scope: Scope, by: UserId, id: UserId, origin: Origin) -> Result<()> {
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let gone = member(&tx, id)?;
            keeps_an_owner(&tx, &gone)?;
            memberships::delete(&tx, id)?;
            if !gone.active && memberships::of_user(all, id)?.is_empty() {
                resets::void(all, id)?;
            }
            note(all, scope, by, "remove_user", json!({ "user": id }), &origin)
        })
        .await
}

/// Gives a membership back that was ended, with the role it had.
pub async fn restore(
    app: &App,
    scope: Scope,
    by: UserId,
    id: UserId,
    origin: Origin,
) -> Result<Member> {
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let gone = users::find_member(&tx, id, true)?.ok_or(Error::NotFound("user"))?;
            if gone.deleted_at.is_none() || !memberships::create(&tx, id, gone.role)? {
                return Err(Error::Conflict("not_deleted"));
            }
            facts::record(&tx, Fact::UserJoined { user: id })?;
            note(all, scope, by, "restore_user", json!({ "user": id }), &origin)?;
            member(&tx, id)
        })
        .await
}

fn member(read: &crate::store::Read, id: UserId) -> Result<Member> {
    users::find_member(read, id, false)?.ok_or(Error::NotFound("user"))
}

/// A company is never left without an OWNER who can log in.
fn keeps_an_owner(tx: &Tx, member: &Member) -> Result<()> {
    if member.role == Role::Owner && memberships::other_owners(tx, member.id)? == 0 {
        return Err(Error::Conflict("last_owner"));
    }
    Ok(())
}

/// The token with which an invited person chooses their password.
fn waiting(all: &AllTx, app: &App, user: UserId) -> Result<crate::model::ResetId> {
    let nonce = fresh_nonce();
    let hash = token_hash(&app.keys.reset_token(user, &nonce));
    resets::create(all, user, &nonce, &hash, all.now().plus(INVITATION))
}

fn note(
    all: &AllTx,
    scope: Scope,
    by: UserId,
    action: &str,
    about: serde_json::Value,
    origin: &Origin,
) -> Result<()> {
    audit::note(all, Some(scope.company()), Some(by), action, about, origin.ip.as_deref())
}
