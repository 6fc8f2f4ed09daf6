//! All companies, for administrators of the instance.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;

use super::{Admin, AdminReason, of_all};
use crate::App;
use crate::actions::auth;
use crate::actions::instance::{self, CompanyLine, CompanyOrder, Entered, MemberLine};
use crate::http::api::Tag;
use crate::http::api::lists::{ListQuery, Listed};
use crate::http::body::Body;
use crate::http::operation::{LIST, Operation, op};
use crate::http::problem::Problem;
use crate::http::reply::{Done, Instant};
use crate::model::{CompanyId, Plan, Role};

pub const OPERATIONS: &[Operation] = &[
    op("listAllCompanies").list(LIST.by(ORDERS_NAMED).with_deleted().search().fixed_size()),
    op("getAnyCompany"),
    op("renameAnyCompany").no_conflict(),
    op("deleteAnyCompany").no_conflict(),
    op("restoreAnyCompany"),
    op("suspendCompany"),
    op("reopenCompany"),
    op("signCompanyOut").no_conflict(),
    op("enterCompany"),
    op("leaveCompany"),
];

const ORDERS_NAMED: &[&str] = &["name", "createdAt"];
pub const ORDERS: [(&str, CompanyOrder); 2] =
    [("name", CompanyOrder::Name), ("createdAt", CompanyOrder::CreatedAt)];

pub struct InstanceCompaniesApi;

#[OpenApi(tag = "Tag::Operations")]
impl InstanceCompaniesApi {
    /// List all companies
    ///
    /// Returns every company of the instance with its figures. `search` finds companies whose name
    /// contains all the words, and the company with that id. Only for an ADMIN.
    #[oai(path = "/admin/company", method = "get", operation_id = "listAllCompanies")]
    async fn list(
        &self,
        app: Data<&App>,
        _admin: Admin,
        list: ListQuery,
        /// Return only companies that are suspended, or only those that are not.
        suspended: Query<Option<bool>>,
    ) -> Result<Json<Listed<AdminCompany>>, Problem> {
        let (query, search) = of_all(&list, &ORDERS, false)?;
        let found = instance::companies(&app, query, suspended.0, search).await?;
        Ok(Json(Listed::of(found, AdminCompany::from)))
    }

    /// Get any company
    ///
    /// Returns a company with its figures and its members. Its employees, events and answers can be
    /// read after `POST /admin/company/{id}/enter`. Only for an ADMIN.
    #[oai(path = "/admin/company/:id", method = "get", operation_id = "getAnyCompany")]
    async fn find(
        &self,
        app: Data<&App>,
        _admin: Admin,
        /// The id of the company.
        id: Path<i64>,
    ) -> Result<Json<AdminCompanyDetails>, Problem> {
        let (company, members) = instance::company(&app, CompanyId(id.0)).await?;
        let members = members.into_iter().map(Into::into).collect();
        Ok(Json(AdminCompanyDetails { company: company.into(), members }))
    }

    /// Rename any company
    ///
    /// Only for an ADMIN.
    #[oai(path = "/admin/company/:id", method = "patch", operation_id = "renameAnyCompany")]
    async fn rename(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the company.
        id: Path<i64>,
        body: Body<CompanyNameChange>,
    ) -> Result<Json<AdminCompany>, Problem> {
        let why = admin.because(&body.0.reason)?;
        let id = CompanyId(id.0);
        Ok(Json(instance::rename_company(&app, id, &body.0.name, why).await?.into()))
    }

    /// Delete any company
    ///
    /// Deletes a company with everything that belongs to it. It can be restored until its rows are
    /// purged. Its members keep their accounts. Only for an ADMIN.
    #[oai(path = "/admin/company/:id", method = "delete", operation_id = "deleteAnyCompany")]
    async fn delete(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the company.
        id: Path<i64>,
        /// The reason, at most 500 characters. It is recorded in the audit log.
        reason: Query<String>,
    ) -> Result<Done, Problem> {
        let why = admin.because(&reason.0)?;
        instance::delete_company(&app, CompanyId(id.0), why).await?;
        Ok(Done)
    }

    /// Restore any company
    ///
    /// Restores a deleted company. Only for an ADMIN.
    ///
    /// 409 `not_deleted` if it is not deleted, `no_owner` if the accounts of its owners are deleted.
    #[oai(path = "/admin/company/:id/restore", method = "post", operation_id = "restoreAnyCompany")]
    async fn restore(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the company.
        id: Path<i64>,
        body: Body<AdminReason>,
    ) -> Result<Json<AdminCompany>, Problem> {
        let why = admin.because(&body.0.reason)?;
        Ok(Json(instance::restore_company(&app, CompanyId(id.0), why).await?.into()))
    }

    /// Suspend a company
    ///
    /// Its members can sign in, read, export and see evidence; every change gets 403
    /// `company_suspended`. Nothing is sent in its name, and nobody can consent. Whoever consented
    /// can still open their document and withdraw. Owners are notified, and read the reason. Only
    /// for an ADMIN.
    ///
    /// 409 `already_suspended` if it is suspended.
    #[oai(path = "/admin/company/:id/suspend", method = "post", operation_id = "suspendCompany")]
    async fn suspend(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the company.
        id: Path<i64>,
        body: Body<AdminReason>,
    ) -> Result<Json<AdminCompany>, Problem> {
        let why = admin.because(&body.0.reason)?;
        Ok(Json(instance::suspend_company(&app, CompanyId(id.0), why).await?.into()))
    }

    /// Reopen a company
    ///
    /// Ends the suspension of a company. Owners are notified. Only for an ADMIN.
    ///
    /// 409 `not_suspended` if it is not suspended.
    #[oai(path = "/admin/company/:id/reopen", method = "post", operation_id = "reopenCompany")]
    async fn reopen(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the company.
        id: Path<i64>,
        body: Body<AdminReason>,
    ) -> Result<Json<AdminCompany>, Problem> {
        let why = admin.because(&body.0.reason)?;
        Ok(Json(instance::reopen_company(&app, CompanyId(id.0), why).await?.into()))
    }

    /// Sign out all members of a company
    ///
    /// Ends all their sessions, in every company, and their streams. The caller's own sessions stay,
    /// and so do API tokens. Only for an ADMIN.
    #[oai(path = "/admin/company/:id/sign-out", method = "post", operation_id = "signCompanyOut")]
    async fn sign_out(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the company.
        id: Path<i64>,
        body: Body<AdminReason>,
    ) -> Result<Done, Problem> {
        let why = admin.because(&body.0.reason)?;
        instance::sign_company_out(&app, CompanyId(id.0), why).await?;
        Ok(Done)
    }

    /// Enter a company
    ///
    /// Lets the caller's session read the company as an OWNER could, for an hour; changes get 403
    /// `visit_reads_only`. Its owners are notified, and find the reason in `GET /audit`. Former access
    /// tokens of the session are refused; the refresh token stays valid. Only for an ADMIN.
    ///
    /// 409 `member_already` for a member of the company, who switches to it instead.
    #[oai(path = "/admin/company/:id/enter", method = "post", operation_id = "enterCompany")]
    async fn enter(
        &self,
        app: Data<&App>,
        admin: Admin,
        /// The id of the company.
        id: Path<i64>,
        body: Body<AdminReason>,
    ) -> Result<Json<CompanyVisit>, Problem> {
        let why = admin.because(&body.0.reason)?;
        let session = admin.session()?;
        let entered = instance::enter_company(&app, session, CompanyId(id.0), why).await?;
        Ok(Json(visit(&app, &admin, entered)?))
    }

    /// Leave the entered company
    ///
    /// Ends what `POST /admin/company/{id}/enter` began: the session returns to the caller's own
    /// company, if they have one. Only for an ADMIN.
    ///
    /// 409 `no_visit` if the session has entered none.
    #[oai(path = "/admin/leave", method = "post", operation_id = "leaveCompany")]
    async fn leave(&self, app: Data<&App>, admin: Admin) -> Result<Json<CompanyVisit>, Problem> {
        let (session, by) = (admin.session()?, admin.user());
        let left = instance::leave_company(&app, session, by, admin.origin()).await?;
        Ok(Json(visit(&app, &admin, left)?))
    }
}

fn visit(app: &App, admin: &Admin, entered: Entered) -> Result<CompanyVisit, Problem> {
    let session = admin.session()?;
    let (access_token, expires_in) = auth::access_to(app, admin.user(), session, entered.company)?;
    Ok(CompanyVisit {
        company_id: entered.company.map(|id| id.0),
        until: entered.until.map(Into::into),
        access_token,
        expires_in,
    })
}

/// A session that has entered a company, or left it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct CompanyVisit {
    /// The id of the company that the session works in. Null: in none.
    company_id: Option<i64>,
    /// When the visit ends by itself. Null for the caller's own company.
    until: Option<Instant>,
    /// The access token to use from now on.
    access_token: String,
    /// Seconds until the access token expires.
    expires_in: u64,
}

/// The new name of a company.
#[derive(Object, Deserialize)]
#[oai(rename_all = "camelCase", example)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CompanyNameChange {
    /// The name, at most 200 characters.
    name: String,
    /// The reason, at most 500 characters. It is recorded in the audit log.
    reason: String,
}

impl Example for CompanyNameChange {
    fn example() -> Self {
        Self { name: "Studio Lumière".into(), reason: "Asked for by the owner".into() }
    }
}

/// A company as administrators of the instance see it.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct AdminCompany {
    /// The id of the company.
    id: i64,
    /// The name.
    name: String,
    /// The plan. Null if none is known.
    plan: Option<Plan>,
    /// The number of members.
    members: i64,
    /// The number of members who are OWNER.
    owners: i64,
    /// The number of employees.
    employees: i64,
    /// The number of events.
    events: i64,
    /// The number of answers.
    answers: i64,
    /// The size of its files, in bytes.
    storage_bytes: i64,
    /// When one of its members was last there. Null: never.
    last_active_at: Option<Instant>,
    /// Since when it is suspended. Null if it is not.
    suspended_at: Option<Instant>,
    /// Why it is suspended. Null if it is not.
    suspended_for: Option<String>,
    /// When the company was created.
    created_at: Instant,
    /// When the company was deleted. Null if it is not.
    deleted_at: Option<Instant>,
}

impl From<CompanyLine> for AdminCompany {
    fn from(line: CompanyLine) -> Self {
        Self {
            id: line.id.0,
            name: line.name,
            plan: line.plan,
            members: line.members,
            owners: line.owners,
            employees: line.employees,
            events: line.events,
            answers: line.answers,
            storage_bytes: line.storage_bytes,
            last_active_at: line.last_active_at.map(Into::into),
            suspended_at: line.suspended_at.map(Into::into),
            suspended_for: line.suspended_for,
            created_at: line.created_at.into(),
            deleted_at: line.deleted_at.map(Into::into),
        }
    }
}

/// A company with its members.
#[derive(Object)]
struct AdminCompanyDetails {
    /// The company.
    company: AdminCompany,
    /// Its members, owners first; at most a hundred.
    members: Vec<AdminMember>,
}

/// A member of a company as administrators of the instance see them.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct AdminMember {
    /// The id of the user.
    user_id: i64,
    /// First and last name.
    name: String,
    /// The e-mail of the account. Null once it is erased.
    email: Option<String>,
    /// The role in the company.
    role: Role,
    /// When they were last there. Null: never.
    last_seen_at: Option<Instant>,
    /// Since when the account is suspended. Null if it is not.
    suspended_at: Option<Instant>,
}

impl From<MemberLine> for AdminMember {
    fn from(line: MemberLine) -> Self {
        Self {
            user_id: line.user.0,
            name: line.name,
            email: line.email,
            role: line.role,
            last_seen_at: line.seen_at.map(Into::into),
            suspended_at: line.suspended_at.map(Into::into),
        }
    }
}
