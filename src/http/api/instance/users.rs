//! All accounts, for administrators of the instance.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object, OpenApi};
use serde::Deserialize;

use super::{Admin, AdminReason, of_all};
use crate::App;
use crate::actions::instance::{self, MembershipLine, NewAccount, UserFilter, UserLine, UserOrder};
use crate::http::api::Tag;
use crate::http::api::lists::{ListQuery, Listed};
use crate::http::body::Body;
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Created, Done, Instant};
use crate::model::{Locale, Role, UserId};

pub const OPERATIONS: &[Operation] = &[
    op("listAllUsers").list(LIST.by(ORDERS_NAMED).with_deleted().search().fixed_size()),
    op("getAnyUser"),
    op("createAnyUser"),
    op("renameAnyUser").no_conflict(),
    op("eraseAnyUser"),
    op("deleteAnyUser"),
    op("restoreAnyUser"),
    op("suspendUser"),
    op("reopenUser"),
    op("signUserOut").no_conflict(),
    op("setInstanceRole"),
    op("signEverybodyOut").no_conflict(),
];

const ORDERS_NAMED: &[&str] = &["name", "createdAt"];
pub const ORDERS: [(&str, UserOrder); 2] =
    [("name", UserOrder::Name), ("createdAt", UserOrder::CreatedAt)];

pub struct InstanceUsersApi;

/// A role on the instance.
///
/// - `ADMIN`: administers the instance.
/// - `DEVELOPER`: operates it, without personal data.
/// - `NONE`: has no role on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "UPPERCASE")]
#[serde(rename_all = "UPPERCASE")]
enum InstanceRole {
    /// Administers the instance.
    Admin,
    /// Operates it, without personal data.
    Developer,
    /// Has no role on it.
    None,
}

impl InstanceRole {
    fn role(self) -> Option<Role> {
        match self {
            Self::Admin => Some(Role::Admin),
            Self::Developer => Some(Role::Developer),
            Self::None => None,
        }
    }
}

#[OpenApi(tag = "Tag::Operations")]
impl InstanceUsersApi {
    /// List all accounts
    ///
    /// Returns every account of the instance. `search` finds accounts whose name or e-mail contains
    /// all the words, and the account with that id. Only for an ADMIN.
    #[oai(path = "/admin/user", method = "get", operation_id = "listAllUsers")]
    async fn list(
        &self,
        app: Data<&App>,
        _admin: Admin,
        list: ListQuery,
        /// Return only accounts that are suspended, or only those that are not.
        suspended: Query<Option<bool>>,
        /// Return only accounts with this role on the instance: ADMIN or DEVELOPER.
        #[oai(name = "instanceRole")]
        instance_role: Query<Option<Role>>,
    ) -> Result<Json<Listed<AdminUser>>, Problem> {
        let (query, search) = of_all(&list, &ORDERS, false)?;
        let filter = UserFilter { suspended: suspended.0, instance_role: instance_role.0 };
        let found = instance::users(&app, query, filter, search).await?;
        Ok(Json(Listed::of(found, AdminUser::from)))
    }

    /// Get any account
    ///
    /// Returns an account with its companies. Only for an ADMIN.
    #[oai(path = "/admin/user/:id", method = "get", operation_id = "getAnyUser")]
    async fn find(
        &self,
        app: Data<&App>,
        _admin: Admin,
        /// The id of the user.
        id: Path<i64>,
    ) -> Result<Json<AdminUserDetails>, Problem> {
        let (user, companies) = instance::user(&app, UserId(id.0)).await?;
        let memberships = companies.into_iter().map(Into::into).collect();
        Ok(Json(AdminUserDetails { user: user.into(), memberships }))
    }

    /// Open an account
    ///
    /// Opens an account without a password. Its holder gets an e-mail with a link to choose one, which
    /// works for seven days; after that, "Forgotten password" sends another. To add somebody to a
    /// company, invite them there. Only for an ADMIN.
    ///
    /// 409 `email_taken` if the e-mail has an account.
    #[oai(path = "/admin/user", method = "post", operation_id = "createAnyUser")]
    async fn create(
        &self,
        app: Data<&App>,
        admin: Admin,
        body: Body<AccountOpened>,
    ) -> Result<Created<AdminUser>, Problem> {
        let AccountOpened { email, first_name, last_name, locale, instance_role, reason } = body.0;
        let why = admin.because(&reason)?;
        let new = NewAccount {
            email,
            first_name,
            last_name,
            locale: locale.unwrap_or(app.config.locale),
            role: instance_role.and_then(InstanceRole::role),
        };
        Ok(Created(instance::create_user(&app, new, why).await?.into()))
    }

    /// Rename an account
    ///
    /// Corrects the name of an account. Its e-mail can only be changed by its holder: they sign in
    /// with it. Only for an ADMIN.
    #[oai(path = "/admin/user/:id", method = "patch", operation_id = "renameAnyUser")]
    async fn rename(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the user.
        id: Path<i64>,
        body: Body<AccountRenamed>,
    ) -> Result<Json<AdminUser>, Problem> {
        let AccountRenamed { first_name, last_name, reason } = body.0;
        let why = admin.because(&reason)?;
        let user = instance::rename_user(&app, UserId(id.0), &first_name, &last_name, why).await?;
        Ok(Json(user.into()))
    }

    /// Erase any account
    ///
    /// Erases a deleted account for ever: name, e-mail, password, second factor, sessions, tokens,
    /// notifications, settings, portrait. What it did in companies stays, without a name, except where it
    /// confirmed the text of a consent: the name and signature below that text are part of the evidence.
    /// A deleted account is erased by itself after 30 days. Only for an ADMIN.
    ///
    /// 409 `account_not_deleted` if it is not deleted, `account_erased` if it was erased before,
    /// `owner_of_closed_company` if it is the only owner of a deleted company that can be restored.
    #[oai(path = "/admin/user/:id/forever", method = "delete", operation_id = "eraseAnyUser")]
    async fn erase(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the user.
        id: Path<i64>,
        /// The reason, at most 500 characters. It is recorded in the audit log.
        reason: Query<String>,
    ) -> Result<Done, Problem> {
        let why = admin.because(&reason.0)?;
        instance::erase_user(&app, UserId(id.0), why).await?;
        Ok(Done)
    }

    /// Delete any account
    ///
    /// Deletes an account: its sessions and API tokens end, and it can no longer sign in. It can be
    /// restored for 30 days, without its role on the instance, and is then erased. Only for an ADMIN.
    ///
    /// 409 `last_administrator` for the only ADMIN who can sign in, `last_owner` for the only OWNER of
    /// a company.
    #[oai(path = "/admin/user/:id", method = "delete", operation_id = "deleteAnyUser")]
    async fn delete(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the user.
        id: Path<i64>,
        /// The reason, at most 500 characters. It is recorded in the audit log.
        reason: Query<String>,
    ) -> Result<Done, Problem> {
        let why = admin.because(&reason.0)?;
        instance::delete_user(&app, UserId(id.0), why).await?;
        Ok(Done)
    }

    /// Restore any account
    ///
    /// Restores a deleted account, which signs in with its former password. Only for an ADMIN.
    ///
    /// 409 `not_deleted` if it is not deleted, `account_erased` if it was erased, `email_taken` if its
    /// e-mail has another account by now.
    #[oai(path = "/admin/user/:id/restore", method = "post", operation_id = "restoreAnyUser")]
    async fn restore(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the user.
        id: Path<i64>,
        body: Body<AdminReason>,
    ) -> Result<Json<AdminUser>, Problem> {
        let why = admin.because(&body.0.reason)?;
        Ok(Json(instance::restore_user(&app, UserId(id.0), why).await?.into()))
    }

    /// Suspend an account
    ///
    /// The account is signed out everywhere at once and cannot sign in (401 `account_suspended`); its
    /// API tokens and calendar addresses do not work until it is reopened. Only for an ADMIN.
    ///
    /// 409 `already_suspended` if it is suspended, `last_administrator` for the only ADMIN who can
    /// sign in.
    #[oai(path = "/admin/user/:id/suspend", method = "post", operation_id = "suspendUser")]
    async fn suspend(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the user.
        id: Path<i64>,
        body: Body<AdminReason>,
    ) -> Result<Json<AdminUser>, Problem> {
        let why = admin.because(&body.0.reason)?;
        Ok(Json(instance::suspend_user(&app, UserId(id.0), why).await?.into()))
    }

    /// Reopen an account
    ///
    /// Ends the suspension of an account. Only for an ADMIN.
    ///
    /// 409 `not_suspended` if it is not suspended.
    #[oai(path = "/admin/user/:id/reopen", method = "post", operation_id = "reopenUser")]
    async fn reopen(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the user.
        id: Path<i64>,
        body: Body<AdminReason>,
    ) -> Result<Json<AdminUser>, Problem> {
        let why = admin.because(&body.0.reason)?;
        Ok(Json(instance::reopen_user(&app, UserId(id.0), why).await?.into()))
    }

    /// Sign out a user
    ///
    /// Ends all sessions and streams of the account, but the session that asks. Only for an ADMIN.
    #[oai(path = "/admin/user/:id/sign-out", method = "post", operation_id = "signUserOut")]
    async fn sign_out(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the user.
        id: Path<i64>,
        body: Body<SignOut>,
    ) -> Result<Done, Problem> {
        let SignOut { reason, api_tokens } = body.0;
        let why = admin.because(&reason)?;
        let tokens = api_tokens.unwrap_or(false);
        instance::sign_user_out(&app, UserId(id.0), tokens, admin.session().ok(), why).await?;
        Ok(Done)
    }

    /// Set the role of an account on the instance
    ///
    /// Only for an ADMIN.
    ///
    /// 409 `last_administrator` for the only ADMIN who can sign in.
    #[oai(path = "/admin/user/:id/role", method = "post", operation_id = "setInstanceRole")]
    async fn set_role(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the user.
        id: Path<i64>,
        body: Body<InstanceRoleChange>,
    ) -> Result<Json<AdminUser>, Problem> {
        let why = admin.because(&body.0.reason)?;
        let role = body.0.role.role();
        Ok(Json(instance::set_instance_role(&app, UserId(id.0), role, why).await?.into()))
    }

    /// Sign out everybody
    ///
    /// Ends all sessions and streams of the instance, but the session that asks. API tokens stay. Only
    /// for an ADMIN.
    #[oai(path = "/admin/sign-out", method = "post", operation_id = "signEverybodyOut")]
    async fn sign_everybody_out(
        &self,
        app: Data<&App>,
        admin: Admin,
        body: Body<AdminReason>,
    ) -> Result<Done, Problem> {
        let why = admin.because(&body.0.reason)?;
        instance::sign_everybody_out(&app, admin.session()?, why).await?;
        Ok(Done)
    }
}

/// A new account.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AccountOpened {
    /// The e-mail, to which the link is sent.
    email: String,
    /// The first name, at most 100 characters.
    first_name: String,
    /// The last name, at most 100 characters.
    last_name: String,
    /// The language of the mail and of the console. Defaults to that of the instance.
    locale: Option<Locale>,
    /// The role on the instance. Defaults to NONE.
    instance_role: Option<InstanceRole>,
    /// The reason, at most 500 characters. It is recorded in the audit log.
    reason: String,
}

impl Example for AccountOpened {
    fn example() -> Self {
        Self {
            email: "camille@lumiere.example".into(),
            first_name: "Camille".into(),
            last_name: "Durand".into(),
            locale: Some(Locale::Fr),
            instance_role: Some(InstanceRole::Developer),
            reason: "Maintains the server".into(),
        }
    }
}

/// The corrected name of an account.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AccountRenamed {
    /// The first name, at most 100 characters.
    first_name: String,
    /// The last name, at most 100 characters.
    last_name: String,
    /// The reason, at most 500 characters. It is recorded in the audit log.
    reason: String,
}

impl Example for AccountRenamed {
    fn example() -> Self {
        Self {
            first_name: "Camille".into(),
            last_name: "Durand".into(),
            reason: "Misspelt, by telephone".into(),
        }
    }
}

/// How a user is signed out.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignOut {
    /// The reason, at most 500 characters. It is recorded in the audit log.
    reason: String,
    /// Whether API tokens and calendar addresses are revoked too. Defaults to false.
    api_tokens: Option<bool>,
}

impl Example for SignOut {
    fn example() -> Self {
        Self { reason: "A telephone was lost".into(), api_tokens: Some(true) }
    }
}

/// The new role of an account on the instance.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InstanceRoleChange {
    /// The role.
    role: InstanceRole,
    /// The reason, at most 500 characters. It is recorded in the audit log.
    reason: String,
}

impl Example for InstanceRoleChange {
    fn example() -> Self {
        Self { role: InstanceRole::Developer, reason: "Maintains the server".into() }
    }
}

/// An account as administrators of the instance see it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct AdminUser {
    /// The id of the user.
    id: i64,
    /// First and last name. Empty once the account is erased.
    name: String,
    /// The e-mail of the account. Null once it is erased.
    email: Option<String>,
    /// ADMIN or DEVELOPER; null for others.
    instance_role: Option<Role>,
    /// The number of companies of which they are a member.
    companies: i64,
    /// When they were last there. Null: never.
    last_seen_at: Option<Instant>,
    /// Whether signing in requires a second factor.
    second_factor: bool,
    /// False if they have yet to choose a password.
    active: bool,
    /// Since when the account is suspended. Null if it is not.
    suspended_at: Option<Instant>,
    /// Why it is suspended. Null if it is not.
    suspended_for: Option<String>,
    /// When the account was created.
    created_at: Instant,
    /// When the account was deleted. Null if it is not.
    deleted_at: Option<Instant>,
}

impl From<UserLine> for AdminUser {
    fn from(line: UserLine) -> Self {
        Self {
            id: line.id.0,
            name: line.name,
            email: line.email,
            instance_role: line.instance_role,
            companies: line.companies,
            last_seen_at: line.seen_at.map(Into::into),
            second_factor: line.second_factor,
            active: line.active,
            suspended_at: line.suspended_at.map(Into::into),
            suspended_for: line.suspended_for,
            created_at: line.created_at.into(),
            deleted_at: line.deleted_at.map(Into::into),
        }
    }
}

/// An account with its companies.
#[derive(Object)]
struct AdminUserDetails {
    /// The account.
    user: AdminUser,
    /// Its companies; at most a hundred.
    memberships: Vec<AdminMembership>,
}

/// A company of an account.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct AdminMembership {
    /// The id of the company.
    company_id: i64,
    /// The name of the company.
    company_name: String,
    /// The role in it.
    role: Role,
}

impl From<MembershipLine> for AdminMembership {
    fn from(line: MembershipLine) -> Self {
        Self { company_id: line.company.0, company_name: line.company_name, role: line.role }
    }
}
