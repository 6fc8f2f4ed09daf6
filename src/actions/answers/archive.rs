//! Access to the evidence of erased employees: only for callers with a right to it, who must give a
//! reason.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::check::{LONGEST_REASON, line};
use crate::model::{AnswerId, Check, UserId};
use crate::store::{Scope, answers, audit, employees};

/// Whether the caller may open the evidence of erased employees, and their reason.
#[derive(Debug, Clone)]
pub enum Archive {
    /// The caller may not.
    Closed,
    /// The caller may, if they give a reason.
    Open { by: UserId, reason: Option<String> },
}

/// Checks access to the evidence of an answer. If its employee is erased, the caller needs the
/// right and a reason, which is recorded in the audit log.
pub(super) async fn enter(app: &App, scope: Scope, id: AnswerId, archive: Archive) -> Result<()> {
    let erased = app
        .db
        .read(scope, move |read| {
            let answer = answers::find_given(read, id)?.ok_or(Error::NotFound("answer"))?;
            employees::is_erased(read, answer.employee)
        })
        .await?;
    if !erased {
        return Ok(());
    }
    let Archive::Open { by, reason } = archive else { return Err(Error::Forbidden) };
    let mut check = Check::new();
    let reason = check.optional("reason", reason.as_deref(), |text| line(text, LONGEST_REASON));
    check.done()?;
    let reason = reason.ok_or_else(|| Error::invalid("reason", "archive_reason"))?;
    app.db
        .write(scope, move |tx| {
            let about = json!({ "answer": id, "reason": reason });
            audit::note_in(tx, Some(by), AuditAction::OpenArchive, about)
        })
        .await
}
