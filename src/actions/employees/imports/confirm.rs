//! From a trial run to the import itself: the same file, this time for good.

use super::take::{File, begin, found_or_made, opened};
use crate::App;
use crate::error::{Error, Result};
use crate::model::group::GroupInput;
use crate::model::import::Choices;
use crate::model::{GroupId, Import, ImportId, Once, UserId};
use crate::store::imports::NewImport;
use crate::store::{Scope, Tx, groups, idempotency, imports};

/// Imports for good what has been tried. Asked for twice within a day it is one
/// import. 410 `report_forgotten` once the file is gone, 409 `import_running` while the
/// trial runs.
pub async fn confirm(app: &App, scope: Scope, user: UserId, id: ImportId) -> Result<Import> {
    let (route, key) = ("confirmImport", id.0.to_string());
    let once = Once { user, route, key, body: String::new() };
    app.db
        .write(scope, move |tx| {
            idempotency::once(tx, Some(&once), || {
                let tried = imports::find(tx, id)?.ok_or(Error::NotFound("import"))?;
                if !tried.state.is_over() {
                    return Err(Error::Conflict("import_running"));
                }
                let bytes = imports::file(tx, id)?.ok_or(Error::Gone("report_forgotten"))?;
                let samples = imports::samples(tx, id)?;
                // As it was tried: nothing is guessed anew.
                let reading = tried.reading.clone().ok_or(Error::Gone("report_forgotten"))?;
                let new = NewImport {
                    user,
                    group: group(tx, &tried)?,
                    group_name: None,
                    file_name: tried.file_name.unwrap_or_default(),
                    locale: tried.locale,
                    dry_run: false,
                    columns: tried.columns,
                    reading,
                    samples,
                    total: usize::try_from(tried.total).unwrap_or_default(),
                };
                begin(tx, &new, &bytes)
            })
        })
        .await
}

/// Tries the same file once more, read as `choices` say. 410 `report_forgotten` once the
/// file is gone, 409 `import_running` while it is being read.
pub async fn try_again(
    app: &App,
    scope: Scope,
    user: UserId,
    id: ImportId,
    choices: Choices,
) -> Result<Import> {
    let (tried, bytes) = app
        .db
        .read(scope, move |read| {
            let tried = imports::find(read, id)?.ok_or(Error::NotFound("import"))?;
            Ok((tried, imports::file(read, id)?))
        })
        .await?;
    if !tried.state.is_over() {
        return Err(Error::Conflict("import_running"));
    }
    let bytes = bytes.ok_or(Error::Gone("report_forgotten"))?;
    let file = File {
        user,
        group: tried.group,
        group_name: tried.group_name,
        file_name: tried.file_name.unwrap_or_default(),
        locale: tried.locale,
        dry_run: true,
    };
    let (new, bytes) = opened(app, scope, file, bytes, choices).await?;
    app.db.write(scope, move |tx| begin(tx, &new, &bytes)).await
}

/// The group everybody joins: the one the trial knew, or would have made.
fn group(tx: &Tx, tried: &Import) -> Result<Option<GroupId>> {
    if let Some(group) = tried.group {
        return match groups::exists(tx, group)? {
            true => Ok(Some(group)),
            false => Err(Error::NotFound("group")),
        };
    }
    let Some(name) = tried.group_name.clone() else { return Ok(None) };
    found_or_made(tx, &GroupInput { name, description: None }.checked()?).map(Some)
}
