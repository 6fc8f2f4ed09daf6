//! The members of a company: roles and removal. For how they join see `invitations`; names, e-mails
//! and passwords are their own, see `profile`.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::billing::Limit;
use crate::model::{Fact, Member, Page, PageQuery, Partner, Role, UserId};
use crate::store::sessions::Origin;
use crate::store::{
    AllTx, Scope, Tx, audit, billing, companies, facts, memberships, resets, users,
};

pub use crate::store::users::{Order, PartnerOrder};

pub async fn list(
    app: &App,
    scope: Scope,
    query: PageQuery<Order>,
    role: Option<Role>,
    archived: bool,
) -> Result<Page<Member>> {
    app.db.read(scope, move |read| users::list(read, &query, role, archived)).await
}

/// The partners of the company, including former ones.
pub async fn partners(
    app: &App,
    scope: Scope,
    query: PageQuery<users::PartnerOrder>,
) -> Result<Page<Partner>> {
    app.db.read(scope, move |read| users::partners(read, &query)).await
}

pub async fn find(app: &App, scope: Scope, id: UserId) -> Result<Member> {
    app.db.read(scope, move |read| member(read, id)).await
}

/// Changes the role of a member.
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
    let rules = app.config.plan_rules();
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let before = member(&tx, id)?;
            if before.role == role {
                return Ok(before);
            }
            if before.role == Role::Employee {
                billing::check(&tx, rules.as_ref(), Limit::Seats, 1)?;
            }
            keeps_an_owner(&tx, &before)?;
            memberships::set_role(&tx, id, role)?;
            let about = json!({ "user": id, "from": before.role, "to": role });
            note(all, scope, by, AuditAction::SetRole, about, &origin)?;
            Ok(Member { role, ..before })
        })
        .await
}

/// Makes a member an OWNER, or an OWNER a SUPER_USER.
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

/// Ends a membership, from the next request on. The account stays; if it was never activated and
/// has no other membership, its reset links are revoked.
pub async fn remove(app: &App, scope: Scope, by: UserId, id: UserId, origin: Origin) -> Result<()> {
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let gone = member(&tx, id)?;
            keeps_an_owner(&tx, &gone)?;
            memberships::delete(&tx, id)?;
            if !gone.active && memberships::of_user(all, id)?.is_empty() {
                resets::invalidate(all, id)?;
            }
            note(all, scope, by, AuditAction::RemoveUser, json!({ "user": id }), &origin)
        })
        .await
}

/// Restores an ended membership, with its role.
pub async fn restore(
    app: &App,
    scope: Scope,
    by: UserId,
    id: UserId,
    origin: Origin,
) -> Result<Member> {
    let rules = app.config.plan_rules();
    app.db
        .write_all(move |all| {
            let tx = companies::enter(all, scope);
            let gone = users::find_member(&tx, id, true)?.ok_or(Error::NotFound("user"))?;
            if gone.role != Role::Employee {
                billing::check(&tx, rules.as_ref(), Limit::Seats, 1)?;
            }
            if gone.deleted_at.is_none() || !memberships::create(&tx, id, gone.role)? {
                return Err(Error::Conflict("not_deleted"));
            }
            facts::record(&tx, Fact::UserJoined { user: id })?;
            note(all, scope, by, AuditAction::RestoreUser, json!({ "user": id }), &origin)?;
            member(&tx, id)
        })
        .await
}

fn member(read: &crate::store::Read, id: UserId) -> Result<Member> {
    users::find_member(read, id, false)?.ok_or(Error::NotFound("user"))
}

/// Refuses to leave a company without an OWNER who can sign in.
fn keeps_an_owner(tx: &Tx, member: &Member) -> Result<()> {
    if member.role == Role::Owner && memberships::other_owners(tx, member.id)? == 0 {
        return Err(Error::Conflict("last_owner"));
    }
    Ok(())
}

fn note(
    all: &AllTx,
    scope: Scope,
    by: UserId,
    action: AuditAction,
    about: serde_json::Value,
    origin: &Origin,
) -> Result<()> {
    audit::note(all, Some(scope.company()), Some(by), action, about, origin.ip.as_deref())
}
