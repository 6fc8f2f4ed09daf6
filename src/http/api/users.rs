//! The people who work in the company.

use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::Tag;
use super::lists::{Listed, Wanted};
use crate::App;
use crate::actions::users;
use crate::http::body::Body;
use crate::http::caller::Caller;
use crate::http::guard::Member;
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::model::{self, List, Locale, Right, Role, UserId};

pub struct UsersApi;

#[OpenApi(tag = "Tag::Users")]
impl UsersApi {
    /// List the company's users
    ///
    /// By name, unless ordered otherwise: `name`, `createdAt`.
    #[oai(path = "/user", method = "get", operation_id = "listUsers")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list(
        &self,
        app: Data<&App>,
        member: Member,
        /// From 1.
        page: Query<Option<u32>>,
        /// Rows a page, 1 to 100; by default what one's settings say.
        limit: Query<Option<u32>>,
        /// For example `createdAt:desc`.
        #[oai(name = "orderBy")]
        order_by: Query<Option<String>>,
        /// With those who have left.
        #[oai(name = "withDeleted")]
        with_deleted: Query<Option<bool>>,
        /// Only those of this role.
        role: Query<Option<Role>>,
    ) -> Result<Json<Listed<CompanyUser>>, Problem> {
        let scope = member.may(Right::Read)?;
        let wanted = Wanted {
            page: page.0,
            limit: limit.0,
            order_by: order_by.0.as_deref(),
            with_deleted: with_deleted.0,
        };
        let orders = [("name", users::Order::Name), ("createdAt", users::Order::CreatedAt)];
        let size = member.page_size(List::Users);
        let query = wanted.checked(&orders, false, size)?;
        let page = users::list(&app, scope, query, role.0).await?;
        Ok(Json(Listed::of(page, CompanyUser::from)))
    }

    /// Invite somebody to the company
    ///
    /// Mails them an invitation, which can be taken up for 7 days. Inviting again who has
    /// not taken it up yet sends another; 409 `already_member` once they have. Who has an
    /// account already keeps its name.
    #[oai(path = "/user", method = "post", operation_id = "inviteUser")]
    async fn invite(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// Makes it safe to repeat the call: 1 to 255 visible ASCII characters of your own.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Body<Invitation>,
    ) -> Result<Created<CompanyUser>, Problem> {
        let scope = member.may(Right::Govern)?;
        let by = member.0.user;
        let once = member.once("inviteUser", key, &body)?;
        let invitation = body.0.read(&caller);
        let invited = users::invite(&app, scope, by, invitation, once, caller.origin()).await?;
        Ok(Created(invited.into()))
    }

    /// Read one user of the company
    ///
    /// As colleagues see them.
    #[oai(path = "/user/:id", method = "get", operation_id = "getUser")]
    async fn find(
        &self,
        app: Data<&App>,
        member: Member,
        /// The user.
        id: Path<i64>,
    ) -> Result<Json<CompanyUser>, Problem> {
        let scope = member.may(Right::Read)?;
        Ok(Json(users::find(&app, scope, UserId(id.0)).await?.into()))
    }

    /// Give a user another role
    ///
    /// In this company only. 409 `last_owner` if nobody else who can log in is an OWNER.
    #[oai(path = "/user/:id", method = "patch", operation_id = "setUserRole")]
    async fn set_role(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The user.
        id: Path<i64>,
        body: Body<RoleChange>,
    ) -> Result<Json<CompanyUser>, Problem> {
        let scope = member.may(Right::Govern)?;
        let (by, role) = (member.0.user, body.0.role);
        let changed = users::set_role(&app, scope, by, UserId(id.0), role, caller.origin()).await?;
        Ok(Json(changed.into()))
    }

    /// Remove a user from the company
    ///
    /// Ends the membership; the account is its holder's and stays. 409 `last_owner` if
    /// nobody else who can log in is an OWNER.
    #[oai(path = "/user/:id", method = "delete", operation_id = "removeUser")]
    async fn remove(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The user.
        id: Path<i64>,
    ) -> Result<Done, Problem> {
        let scope = member.may(Right::Govern)?;
        users::remove(&app, scope, member.0.user, UserId(id.0), caller.origin()).await?;
        Ok(Done)
    }

    /// Restore a removed user
    ///
    /// With the role they had. Nobody is written to: to invite somebody anew, use
    /// `POST /user`.
    #[oai(path = "/user/:id/restore", method = "post", operation_id = "restoreUser")]
    async fn restore(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The user.
        id: Path<i64>,
    ) -> Result<Json<CompanyUser>, Problem> {
        let scope = member.may(Right::Govern)?;
        let by = member.0.user;
        Ok(Json(users::restore(&app, scope, by, UserId(id.0), caller.origin()).await?.into()))
    }

    /// Make a user an OWNER, or no longer
    ///
    /// Who is an OWNER no longer becomes a SUPER_USER. 409 `last_owner` if nobody else who
    /// can log in is an OWNER.
    #[oai(path = "/company/owners/:id", method = "patch", operation_id = "setOwner")]
    async fn set_owner(
        &self,
        app: Data<&App>,
        caller: Caller,
        member: Member,
        /// The user, of the active company.
        id: Path<i64>,
        body: Body<OwnerChange>,
    ) -> Result<Json<CompanyUser>, Problem> {
        let scope = member.may(Right::Govern)?;
        let (by, owner) = (member.0.user, body.0.owner);
        let changed =
            users::set_owner(&app, scope, by, UserId(id.0), owner, caller.origin()).await?;
        Ok(Json(changed.into()))
    }
}

/// Somebody who works in the company.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
pub struct CompanyUser {
    id: i64,
    email: String,
    first_name: String,
    last_name: String,
    role: Role,
    /// False while an invitation waits to be taken up.
    active: bool,
    /// When they became a member.
    created_at: Instant,
    /// When they left.
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

/// Somebody to work with.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Invitation {
    email: String,
    first_name: String,
    last_name: String,
    /// OWNER, SUPER_USER, USER, PHOTOGRAPHER or EMPLOYEE.
    role: Role,
    /// The language of the invitation; by default that of this request.
    locale: Option<Locale>,
}

impl Invitation {
    fn read(self, caller: &Caller) -> users::Invitation {
        users::Invitation {
            email: self.email,
            first_name: self.first_name,
            last_name: self.last_name,
            role: self.role,
            locale: self.locale.unwrap_or_else(|| caller.locale()),
        }
    }
}

impl Example for Invitation {
    fn example() -> Self {
        Self {
            email: "noe@studio-lumiere.example".into(),
            first_name: "Noé".into(),
            last_name: "Marchand".into(),
            role: Role::User,
            locale: Some(Locale::Fr),
        }
    }
}

/// The role somebody is to have.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RoleChange {
    /// OWNER, SUPER_USER, USER, PHOTOGRAPHER or EMPLOYEE.
    role: Role,
}

impl Example for RoleChange {
    fn example() -> Self {
        Self { role: Role::SuperUser }
    }
}

/// Whether somebody is to be an OWNER.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OwnerChange {
    owner: bool,
}

impl Example for OwnerChange {
    fn example() -> Self {
        Self { owner: true }
    }
}
