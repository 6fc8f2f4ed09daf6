//! From a dry run to the import: the same file, now written.

use super::accept::{File, begin, found_or_made, opened};
use crate::App;
use crate::error::{Error, Result};
use crate::model::group::GroupInput;
use crate::model::import::{Choices, Field, Header, HowRead};
use crate::model::{GroupId, Import, ImportId, Once, UserId};
use crate::store::imports::NewImport;
use crate::store::{Scope, Tx, groups, idempotency, imports};

/// Imports the file of a dry run. Repeated within a day, returns the same import. `groups`: the
/// headers of the columns to read as group names, if they are chosen anew. 410 `report_forgotten`
/// once the file is deleted, 409 `import_running` during the dry run.
pub async fn confirm(
    app: &App,
    scope: Scope,
    user: UserId,
    id: ImportId,
    groups: Option<Vec<String>>,
) -> Result<Import> {
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
                // The reading of the dry run; nothing is detected again.
                let mut reading = tried.reading.clone().ok_or(Error::Gone("report_forgotten"))?;
                let mut columns = tried.columns.clone();
                if let Some(groups) = &groups {
                    choose(groups, &mut reading, &mut columns);
                }
                let new = NewImport {
                    user,
                    group: group(tx, &tried)?,
                    group_name: None,
                    file_name: tried.file_name.unwrap_or_default(),
                    locale: tried.locale,
                    dry_run: false,
                    columns,
                    reading,
                    samples,
                    total: usize::try_from(tried.total).unwrap_or_default(),
                };
                begin(tx, &new, &bytes)
            })
        })
        .await
}

/// Reads those of the offered columns as group names that are chosen, and no others.
fn choose(groups: &[String], reading: &mut HowRead, columns: &mut [Header]) {
    let offered = reading.offered.iter().map(|one| one.header.clone());
    reading.groups = offered.clone().filter(|header| groups.contains(header)).collect();
    for header in offered {
        let is_chosen = reading.groups.contains(&header);
        for column in columns.iter_mut().filter(|one| one.header == header) {
            column.field = is_chosen.then(|| Field::Groups.name());
        }
    }
}

/// Starts another dry run of the same file, with other `choices` of how to read it. 410
/// `report_forgotten` once the file is deleted, 409 `import_running` while it is being read.
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

/// The group that all employees of the file join: the one that existed at the dry run, or the one
/// that it would have created.
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
