//! Releases uses that are on hold after a restore.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::check::{LONGEST_REASON, lines};
use crate::model::{AlarmKind, Answer, AnswerId, Check, UserId};
use crate::store::{Scope, alarms, answers, audit, holds};

/// Releases the uses of an answer that are on hold since a restore: a user of the company has made
/// sure that the employee did not withdraw them. The reason is recorded in the audit log.
pub async fn release(
    app: &App,
    scope: Scope,
    by: UserId,
    id: AnswerId,
    reason: &str,
) -> Result<Answer> {
    let mut check = Check::new();
    let reason = check.field("reason", lines(reason, LONGEST_REASON));
    check.require(reason.as_ref().is_none_or(|text| !text.is_empty()), "reason", "required");
    let reason = check.finish(reason)?;
    app.db
        .write_all(move |all| {
            let tx = holds::enter(all, scope);
            let answer = answers::find(&tx, id)?.ok_or(Error::NotFound("answer"))?;
            let held = holds::of_answer(&tx, &answer)?;
            if held.is_empty() && answer.is_contradicted {
                return Err(Error::Conflict("evidence_contradicted"));
            }
            if held.is_empty() {
                return Err(Error::Conflict("nothing_on_hold"));
            }
            holds::release(&tx, &answer, by, &reason)?;
            let about = json!({ "answer": id.0, "uses": held.names(), "reason": reason });
            audit::note_in(&tx, Some(by), AuditAction::ReleaseHold, about)?;
            if holds::count(all)? == 0 {
                alarms::clear(all, AlarmKind::DecisionsHeld)?;
            }
            answers::find(&tx, id)?.ok_or(Error::NotFound("answer"))
        })
        .await
}
