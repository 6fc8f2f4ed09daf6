//! All companies, for administrators: listed, suspended, reopened, deleted, restored.

use serde_json::json;

use super::Because;
use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::check::line;
use crate::model::{Check, CompanyId, Fact, Page, PageQuery, UserId};
use crate::store::instance::{self, CompanyLine, CompanyOrder, MemberLine};
use crate::store::live::Whose;
use crate::store::sessions::{self, End};
use crate::store::{AllTx, Scope, audit, companies as store, facts, jobs, live};

/// A page of the companies.
pub async fn companies(
    app: &App,
    query: PageQuery<CompanyOrder>,
    suspended: Option<bool>,
    search: Option<String>,
) -> Result<Page<CompanyLine>> {
    app.db
        .read_all(move |all| {
            let found = match search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
                Some(text) => Some(instance::companies_named(all, text)?),
                None => None,
            };
            instance::companies(all, &PageQuery { among: found, ..query }, suspended)
        })
        .await
}

/// A company, possibly deleted, with its members.
pub async fn company(app: &App, id: CompanyId) -> Result<(CompanyLine, Vec<MemberLine>)> {
    app.db
        .read_all(move |all| {
            let company = instance::company(all, id)?.ok_or(Error::NotFound("company"))?;
            Ok((company, instance::members(all, id)?))
        })
        .await
}

/// Suspends a company: its members go on reading and exporting, but nothing of it is changed or sent,
/// and no consent is given. What was consented to can still be withdrawn. Owners are notified.
pub async fn suspend_company(app: &App, id: CompanyId, why: Because) -> Result<CompanyLine> {
    let reason = why.reason.clone();
    change(app, id, why, AuditAction::SuspendCompany, move |all, scope| {
        let tx = store::enter(all, scope);
        if !store::set_suspended(&tx, Some(&reason))? {
            return Err(Error::Conflict("already_suspended"));
        }
        facts::record(&tx, Fact::CompanySuspended)
    })
    .await
}

/// Reopens a suspended company.
pub async fn reopen_company(app: &App, id: CompanyId, why: Because) -> Result<CompanyLine> {
    change(app, id, why, AuditAction::ReopenCompany, |all, scope| {
        let tx = store::enter(all, scope);
        if !store::set_suspended(&tx, None)? {
            return Err(Error::Conflict("not_suspended"));
        }
        jobs::release_imports(&tx)?;
        facts::record(&tx, Fact::CompanyReopened)
    })
    .await
}

/// Changes the name of a company.
pub async fn rename_company(
    app: &App,
    id: CompanyId,
    name: &str,
    why: Because,
) -> Result<CompanyLine> {
    let mut check = Check::new();
    let name = check.field("name", line(name, 200));
    let name = check.finish(name)?;
    change(app, id, why, AuditAction::UpdateCompany, move |all, scope| {
        store::set_name(&store::enter(all, scope), &name).map(|_| ())
    })
    .await
}

/// Deletes (soft) a company with all its rows, as its owner could.
pub async fn delete_company(app: &App, id: CompanyId, why: Because) -> Result<()> {
    change(app, id, why, AuditAction::DeleteCompany, |all, scope| {
        if !store::delete(&store::enter(all, scope))? {
            return Err(Error::NotFound("company"));
        }
        Ok(())
    })
    .await
    .map(|_| ())
}

/// Restores a deleted company, until its rows are purged.
pub async fn restore_company(app: &App, id: CompanyId, why: Because) -> Result<CompanyLine> {
    change(app, id, why, AuditAction::RestoreCompany, move |all, scope| {
        let kept = store::retention(&store::enter(all, scope))?;
        if kept.deleted_at.is_none() {
            return Err(Error::Conflict("not_deleted"));
        }
        if !kept.can_be_used_again(all.now()) {
            return Err(Error::NotFound("company"));
        }
        if !instance::has_owner(all, id)? {
            return Err(Error::Conflict("no_owner"));
        }
        store::restore(&store::enter(all, scope)).map(|_| ())
    })
    .await
}

/// Ends the sessions of all members of a company, but for the session of who does it.
pub async fn sign_company_out(app: &App, id: CompanyId, why: Because) -> Result<()> {
    let by = why.by;
    change(app, id, why, AuditAction::SignCompanyOut, move |all, _| {
        let others = instance::member_ids(all, id)?.into_iter().filter(|user| *user != by);
        for user in others {
            sessions::end_all(all, user, None, End::Revoked)?;
        }
        Ok(())
    })
    .await
    .map(|_| ())
}

async fn change(
    app: &App,
    id: CompanyId,
    why: Because,
    action: AuditAction,
    change: impl FnOnce(&AllTx, Scope) -> Result<()> + Send + 'static,
) -> Result<CompanyLine> {
    app.db
        .write_all(move |all| {
            let scope = scope_of(all, why.by, id)?;
            change(all, scope)?;
            // Members learn of it with their next request, and streams by being opened again.
            live::end_streams(all, Whose::Company(id));
            let (about, ip) = (json!({ "reason": why.reason }), why.origin.ip.as_deref());
            audit::note(all, Some(id), Some(why.by), action, about, ip)?;
            instance::company(all, id)?.ok_or(Error::NotFound("company"))
        })
        .await
}

pub(super) fn scope_of(all: &AllTx, by: UserId, id: CompanyId) -> Result<Scope> {
    store::scope_for_administrator(all, by, id)?.ok_or(Error::NotFound("company"))
}
