//! Import of employees from a file: accepted, read by a job in chunks, with a report.

mod accept;
mod confirm;
mod open;
mod report;
mod run;
mod write;

pub use accept::{Sent, take};
pub use confirm::{confirm, try_again};
pub use report::report;
pub use run::{run, waits};

use crate::App;
use crate::error::{Error, Result};
use crate::model::import::{ImportState, ReportLine, Sample};
use crate::model::{Import, ImportId, Outcome, Page, PageQuery};
use crate::store::{Scope, imports};

pub async fn find(app: &App, scope: Scope, id: ImportId) -> Result<Import> {
    app.db.read(scope, move |read| imports::find(read, id)).await?.ok_or(Error::NotFound("import"))
}

pub async fn list(app: &App, scope: Scope, query: PageQuery<()>) -> Result<Page<Import>> {
    app.db.read(scope, move |read| imports::list(read, &query)).await
}

/// An import and its lines, or only those with one outcome.
pub async fn lines(
    app: &App,
    scope: Scope,
    id: ImportId,
    outcome: Option<Outcome>,
    query: PageQuery<()>,
) -> Result<(Import, Page<ReportLine>)> {
    app.db
        .read(scope, move |read| {
            let import = imports::find(read, id)?.ok_or(Error::NotFound("import"))?;
            Ok((import, imports::lines(read, id, outcome, &query)?))
        })
        .await
}

/// The first accepted lines with warnings, and the number of all such lines.
pub async fn warned(
    app: &App,
    scope: Scope,
    id: ImportId,
    limit: u32,
) -> Result<(Vec<ReportLine>, i64)> {
    app.db.read(scope, move |read| imports::warned(read, id, limit)).await
}

/// Some employees of a file, as they were read; empty once the file is deleted.
pub async fn samples(app: &App, scope: Scope, id: ImportId) -> Result<Vec<Sample>> {
    app.db.read(scope, move |read| imports::samples(read, id)).await
}

/// Cancels an import. What has been written stays.
pub async fn cancel(app: &App, scope: Scope, id: ImportId) -> Result<Import> {
    app.db
        .write(scope, move |tx| {
            let found = imports::find(tx, id)?.ok_or(Error::NotFound("import"))?;
            if !imports::end(tx, id, ImportState::Cancelled)? {
                return Err(Error::Conflict("import_over"));
            }
            let ended_at = Some(tx.now());
            Ok(Import { state: ImportState::Cancelled, ended_at, ..found })
        })
        .await
}

/// Deletes the file and the report of a finished import. Its employees stay.
pub async fn delete(app: &App, scope: Scope, id: ImportId) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            let found = imports::find(tx, id)?.ok_or(Error::NotFound("import"))?;
            if !found.state.is_over() {
                return Err(Error::Conflict("import_running"));
            }
            imports::delete(tx, id).map(drop)
        })
        .await
}
