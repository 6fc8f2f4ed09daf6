//! The users of a company: members, roles and photographers.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::invitations::{Invitation, NewInvitation};
use super::lists::{ListQuery, Listed};
use crate::App;
use crate::actions::users::{self, PartnerOrder};
use crate::actions::{invitations, search};
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::{Allowed, IdempotencyKey};
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::http::right;
use crate::model::{self, List, Role, SearchKind, UserId};

pub const OPERATIONS: &[Operation] = &[
    op("listUsers").list(LIST.by(&["name", "createdAt"]).with_deleted().search()),
    op("inviteUser").paid().counted(),
    op("listPartners").list(LIST.by(&["name", "shootCount"])),
    op("getUser"),
    op("setUserRole").paid(),
    op("removeUser"),
    op("restoreUser").paid(),
    op("setOwner").paid(),
];

pub struct UsersApi;

#[OpenApi(tag = "Tag::Users")]
impl UsersApi {
    /// List the users of the company
    ///
    /// Returns the members of the active company by name, unless `orderBy` is given. For OWNER,
    /// SUPER_USER and USER.
    #[oai(path = "/user", method = "get", operation_id = "listUsers")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        list: ListQuery,
        /// Return only users with this role.
        role: Query<Option<Role>>,
        /// If true, return only users who have not signed in for two years; otherwise only the
        /// others.
        archived: Query<Option<bool>>,
    ) -> Result<Json<Listed<CompanyUser>>, Problem> {
        let scope = member.scope()?;
        let orders = [("name", users::Order::Name), ("createdAt", users::Order::CreatedAt)];
        let size = member.page_size(List::Users);
        let query = list.checked_with_deleted(&orders, false, size)?;
        let found = list.search();
        let found = search::among(&app, scope, SearchKind::User, found, query.with_deleted).await?;
        let query = query.among(found);
        let page = users::list(&app, scope, query, role.0, archived.0.unwrap_or(false)).await?;
        Ok(Json(Listed::of(page, CompanyUser::from)))
    }

    /// Invite a user to the company
    ///
    /// Mails a link, valid for 7 days, by which the person accepts or declines. They become a
    /// member only when they accept. The reply is the same whether or not the e-mail has an
    /// account. Inviting a person again who has not answered sends a new link with the new role,
    /// and closes the former one. For OWNER.
    ///
    /// 409 `already_member` if the person is a member. 429 after too many invitations of the
    /// company.
    #[oai(path = "/user", method = "post", operation_id = "inviteUser")]
    async fn invite(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Govern>,
        #[oai(name = "Idempotency-Key")] key: IdempotencyKey,
        body: Body<NewInvitation>,
    ) -> Result<Created<Invitation>, Problem> {
        let scope = member.scope()?;
        let (by, once) = (member.0.user, member.once("inviteUser", key, &body)?);
        let input = body.0.read(&caller);
        let sent = invitations::invite(&app, scope, by, input, true, once, caller.origin()).await?;
        Ok(Created(Invitation::of(sent, app.now())))
    }

    /// List the photographers of the company
    ///
    /// Returns the users with the role PHOTOGRAPHER and all other users who are the partner of an
    /// event, with their number of events. Users who have left since are included, without a role.
    /// The order is by name, unless `orderBy` is given. For OWNER, SUPER_USER and USER.
    #[oai(path = "/user/partners", method = "get", operation_id = "listPartners")]
    async fn partners(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        list: ListQuery,
    ) -> Result<Json<Listed<Partner>>, Problem> {
        let scope = member.scope()?;
        let orders = [("name", PartnerOrder::Name), ("shootCount", PartnerOrder::Events)];
        let query = list.checked(&orders, false, member.page_size(List::Users))?;
        Ok(Json(Listed::of(users::partners(&app, scope, query).await?, Partner::from)))
    }

    /// Get a user of the company
    ///
    /// Returns a member as colleagues see them. For OWNER, SUPER_USER and USER.
    #[oai(path = "/user/:id", method = "get", operation_id = "getUser")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Allowed<right::Read>,
        /// The id of the user.
        id: Path<i64>,
    ) -> Result<Json<CompanyUser>, Problem> {
        let scope = member.scope()?;
        Ok(Json(users::find(&app, scope, UserId(id.0)).await?.into()))
    }

    /// Change the role of a user
    ///
    /// Changes the role in the active company only. 409 `last_owner` if no other user who can log
    /// in is an OWNER. For OWNER.
    #[oai(path = "/user/:id", method = "patch", operation_id = "setUserRole")]
    async fn set_role(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Govern>,
        /// The id of the user.
        id: Path<i64>,
        body: Body<RoleChange>,
    ) -> Result<Json<CompanyUser>, Problem> {
        let scope = member.scope()?;
        let (by, role) = (member.0.user, body.0.role);
        let changed = users::set_role(&app, scope, by, UserId(id.0), role, caller.origin()).await?;
        Ok(Json(changed.into()))
    }

    /// Remove a user from the company
    ///
    /// Ends the membership. The account belongs to its holder and stays. 409 `last_owner` if no
    /// other user who can log in is an OWNER. For OWNER.
    #[oai(path = "/user/:id", method = "delete", operation_id = "removeUser")]
    async fn remove(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Govern>,
        /// The id of the user.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.scope()?;
        users::remove(&app, scope, member.0.user, UserId(id.0), caller.origin()).await?;
        Ok(Done)
    }

    /// Restore a removed user
    ///
    /// Restores the membership with its former role. No mail is sent; to invite the person anew,
    /// use `POST /user`. 409 `not_deleted` if the user is a member. For OWNER.
    #[oai(path = "/user/:id/restore", method = "post", operation_id = "restoreUser")]
    async fn restore(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Govern>,
        /// The id of the user.
        id: Path<i64>,
    ) -> Result<Json<CompanyUser>, Problem> {
        let scope = member.scope()?;
        let by = member.0.user;
        Ok(Json(users::restore(&app, scope, by, UserId(id.0), caller.origin()).await?.into()))
    }

    /// Grant or revoke the role OWNER
    ///
    /// A user who is an OWNER no longer becomes a SUPER_USER. 409 `last_owner` if no other user who
    /// can log in is an OWNER. For OWNER.
    #[oai(path = "/company/owners/:id", method = "patch", operation_id = "setOwner")]
    async fn set_owner(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Allowed<right::Govern>,
        /// The id of a user of the active company.
        id: Path<i64>,
        body: Body<OwnerChange>,
    ) -> Result<Json<CompanyUser>, Problem> {
        let scope = member.scope()?;
        let (by, owner) = (member.0.user, body.0.owner);
        let changed =
            users::set_owner(&app, scope, by, UserId(id.0), owner, caller.origin()).await?;
        Ok(Json(changed.into()))
    }
}

/// A member of the company.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct CompanyUser {
    /// The id of the user.
    id: i64,
    /// The e-mail of the user.
    email: String,
    /// The first name.
    first_name: String,
    /// The last name.
    last_name: String,
    /// The role in the company.
    role: Role,
    /// False if the user has not chosen a password yet.
    active: bool,
    /// When the user became a member.
    created_at: Instant,
    /// When the user left the company. Null if they have not.
    deleted_at: Option<Instant>,
}

impl From<model::Member> for CompanyUser {
    fn from(from: model::Member) -> Self {
        Self {
            id: from.id.0,
            email: from.email,
            first_name: from.first_name,
            last_name: from.last_name,
            role: from.role,
            active: from.active,
            created_at: from.created_at.into(),
            deleted_at: from.deleted_at.map(Into::into),
        }
    }
}

/// A photographer the company works or has worked with.
#[derive(Object)]
#[oai(rename = "PartnerOfCompany", rename_all = "camelCase")]
struct Partner {
    /// The id of the user.
    id: i64,
    /// The e-mail of the user.
    email: String,
    /// The first name.
    first_name: String,
    /// The last name.
    last_name: String,
    /// The role in the company. Null if they have left.
    role: Option<Role>,
    /// The number of events they are the partner of.
    #[oai(rename = "shootCount")]
    event_count: i64,
    /// The number of those events that have not ended.
    upcoming_count: i64,
    /// The start of the latest of those events. Null if there is none.
    #[oai(rename = "lastShootAt")]
    last_event_at: Option<Instant>,
}

impl From<model::Partner> for Partner {
    fn from(from: model::Partner) -> Self {
        Self {
            id: from.id.0,
            email: from.email,
            first_name: from.first_name,
            last_name: from.last_name,
            role: from.role,
            event_count: from.events,
            upcoming_count: from.to_come,
            last_event_at: from.last_event_at.map(Into::into),
        }
    }
}

/// The new role of a user.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RoleChange {
    /// The role: OWNER, SUPER_USER, USER, PHOTOGRAPHER or EMPLOYEE.
    role: Role,
}

impl Example for RoleChange {
    fn example() -> Self {
        Self { role: Role::SuperUser }
    }
}

/// Whether a user is an OWNER.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OwnerChange {
    /// True to make the user an OWNER, false to make them a SUPER_USER.
    owner: bool,
}

impl Example for OwnerChange {
    fn example() -> Self {
        Self { owner: true }
    }
}
