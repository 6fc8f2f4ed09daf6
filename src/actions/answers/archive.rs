//! What is kept of an erased person as proof: shut away from whoever sees answers, and
//! opened by few, who say why.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::{AnswerId, Check, UserId, check};
use crate::store::{Scope, answers, audit, employees};

/// Whether the caller may open the papers of erased people, and their reason for it.
#[derive(Debug, Clone)]
pub enum Archive {
    /// They may not.
    Closed,
    /// They may, if they say why.
    Open { by: UserId, reason: Option<String> },
}

/// The longest reason, in characters.
const REASON: usize = 500;

/// Lets the papers of an answer be opened: at once, but for those of an erased person.
/// Opening these is noted, with the reason.
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
    let reason = check.optional("reason", reason.as_deref(), |text| check::line(text, REASON));
    check.done()?;
    let reason = reason.ok_or_else(|| Error::invalid("reason", "archive_reason"))?;
    app.db
        .write(scope, move |tx| {
            let about = json!({ "answer": id, "reason": reason });
            audit::note_in(tx, Some(by), "open_archive", about)
        })
        .await
}
