//! Downloads of personal data: of a person, and of one's own account.

use poem::web::{Data, Path, Query};
use poem::{IntoResponse, Response, handler};
use serde::Deserialize;

use super::{Console, OwnAccount, Read};
use crate::App;
use crate::actions::{account_export, answers};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::send::Streamed;
use crate::model::EmployeeId;

#[derive(Deserialize)]
struct Wanted {
    /// `no`: without the photographs themselves.
    #[serde(default)]
    files: String,
}

/// Everything that the company holds about a person.
#[handler]
pub async fn export_person(
    app: Data<&App>,
    Path(id): Path<i64>,
    Query(wanted): Query<Wanted>,
    context: Console<Read>,
) -> poem::Result<Response> {
    let with_files = wanted.files != "no";
    let made = answers::export_person(&app, context.scope, EmployeeId(id), with_files).await;
    let export = made.map_err(Problem)?;
    let (name, archive) = (export.name, export.archive);
    Ok(Streamed { name, media_type: "application/zip", archive }.into_response())
}

/// Everything that the instance holds about the caller's account.
#[handler]
pub async fn export_account(
    app: Data<&App>,
    caller: Caller,
    context: Console<OwnAccount>,
) -> poem::Result<Response> {
    let made = account_export::export(&app, context.actor.user, caller.origin()).await;
    let export = made.map_err(Problem)?;
    let (name, archive) = (export.name, export.archive);
    Ok(Streamed { name, media_type: "application/zip", archive }.into_response())
}
