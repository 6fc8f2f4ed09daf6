//! Permanent erasure of an employee or an event.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::{EmployeeId, EventId, Job, Timestamp, UserId};
use crate::store::{
    AllTx, Scope, Tx, account_erasure, audit, employees, erasure, events, instance, jobs,
};

/// Erases an employee on request. Only the evidence of what they signed is kept, for as long as it
/// must be. Their unanswered requests are closed.
pub async fn erase_person(app: &App, scope: Scope, by: UserId, id: EmployeeId) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            employees::find_any(tx, id)?.ok_or(Error::NotFound("employee"))?;
            erasure::person_with_requests(tx, id)?;
            audit::note_in(tx, Some(by), AuditAction::EraseEmployee, json!({ "employee": id }))?;
            forget_soon(tx)
        })
        .await
}

/// As [`erase_person`], in any company, for administrators of the instance.
pub async fn erase_anybody(app: &App, by: UserId, id: EmployeeId) -> Result<()> {
    let scope = app.db.read_all(move |all| erasure::scope_to_erase_person(all, by, id)).await?;
    let scope = scope.ok_or(Error::NotFound("employee"))?;
    erase_person(app, scope, by, id).await
}

/// As [`erase_event`], in any company.
pub async fn erase_any_event(app: &App, by: UserId, id: EventId) -> Result<()> {
    let scope = app.db.read_all(move |all| erasure::scope_to_erase_event(all, by, id)).await?;
    let scope = scope.ok_or(Error::NotFound("event"))?;
    erase_event(app, scope, by, id).await
}

/// Erases an event on request, with its unanswered requests. Conflict if it has evidence to keep.
pub async fn erase_event(app: &App, scope: Scope, by: UserId, id: EventId) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            events::find_any(tx, id)?.ok_or(Error::NotFound("event"))?;
            if erasure::has_evidence(tx, id)? {
                return Err(Error::Conflict("evidence_kept"));
            }
            event(tx, id)?;
            audit::note_in(tx, Some(by), AuditAction::EraseEvent, json!({ "event": id }))?;
            forget_soon(tx)
        })
        .await
}

/// Queues the jobs that overwrite erased data in the database file and delete blobs without a row.
fn forget_soon(tx: &Tx) -> Result<()> {
    jobs::enqueue(tx, &Job::Purge)?;
    jobs::enqueue(tx, &Job::SweepFiles)
}

/// Erases an employee who was deleted by `cutoff`; false if they were not.
pub(super) fn person_deleted_by(tx: &Tx, id: EmployeeId, cutoff: Timestamp) -> Result<bool> {
    let found = employees::find_any(tx, id)?;
    let due = found.is_some_and(|person| person.deleted_at.is_some_and(|at| at <= cutoff));
    if due {
        erasure::person_with_requests(tx, id)?;
    }
    Ok(due)
}

/// As [`person_deleted_by`], for an event, which must have no evidence to keep.
pub(super) fn event_deleted_by(tx: &Tx, id: EventId, cutoff: Timestamp) -> Result<bool> {
    let found = events::find_any(tx, id)?;
    let due = found.is_some_and(|event| event.deleted_at.is_some_and(|at| at <= cutoff))
        && !erasure::has_evidence(tx, id)?;
    if due {
        event(tx, id)?;
    }
    Ok(due)
}

/// As [`person_deleted_by`], for an account, which must not be the only owner of a company that can be
/// restored.
pub(super) fn account_deleted_by(all: &AllTx, id: UserId, cutoff: Timestamp) -> Result<bool> {
    let found = instance::user(all, id)?;
    let due = found.is_some_and(|user| user.deleted_at.is_some_and(|at| at <= cutoff))
        // Without its only owner nobody could use a company any more.
        && instance::owned_alone(all, id)?.is_empty()
        && account_erasure::account(all, id)?;
    if due {
        audit::note(all, None, None, AuditAction::EraseAccount, json!({ "user": id }), None)?;
    }
    Ok(due)
}

fn event(tx: &Tx, id: EventId) -> Result<()> {
    erasure::event_with_requests(tx, id)
}
