//! Changing, deleting and restoring files.

use super::intake::known;
use crate::App;
use crate::error::{Error, Result};
use crate::model::check::lines;
use crate::model::file::{FACES_ON_PHOTO, LONGEST_DESCRIPTION, typed_name};
use crate::model::media::{Focus, Region};
use crate::model::{Check, EventId, Fact, File, FileId, FileKind, FileOwner};
use crate::store::files::Edit;
use crate::store::{Scope, Tx, facts, files, photos};

/// The changes of a file; None: not changed.
#[derive(Debug, Default)]
pub struct Change {
    pub name: Option<String>,
    /// Some(None) or an empty text removes it.
    pub description: Option<Option<String>>,
    pub focus: Option<Option<Focus>>,
    pub faces: Option<Vec<Region>>,
}

/// Changes a file's name, description, focus or faces.
pub async fn update(app: &App, scope: Scope, id: FileId, change: Change) -> Result<File> {
    let mut check = Check::new();
    let name = match &change.name {
        Some(name) => check.field("name", typed_name(name)),
        None => None,
    };
    let typed = change.description.as_ref().map(|text| {
        check.optional("description", text.as_deref(), |text| lines(text, LONGEST_DESCRIPTION))
    });
    let few = change.faces.as_ref().is_none_or(|faces| faces.len() <= FACES_ON_PHOTO);
    check.require(few, "faces", "too_many_faces");
    check.done()?;
    app.db
        .write(scope, move |tx| {
            let file = known(tx, id)?;
            let description = typed.unwrap_or(file.description);
            let edit = Edit {
                name: name.as_deref().unwrap_or(&file.name),
                description: description.as_deref(),
                focus: change.focus.unwrap_or(file.focus),
                faces: change.faces.as_deref().unwrap_or(&file.faces),
            };
            files::update(tx, id, &edit)?;
            known(tx, id)
        })
        .await
}

/// Deletes (soft) a file. Its URLs stop working at the next request. If it is the logo or
/// watermark, the company has none afterwards.
pub async fn delete(app: &App, scope: Scope, id: FileId) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            known(tx, id)?;
            files::unset_own(tx, id)?;
            if !files::delete(tx, id)? {
                return Err(Error::NotFound("file"));
            }
            facts::record(tx, Fact::FileDeleted { file: id })
        })
        .await
}

/// Deletes photographs of an event; those that are not there are skipped. Returns which were
/// deleted.
pub async fn delete_photos(
    app: &App,
    scope: Scope,
    event: EventId,
    ids: Vec<FileId>,
) -> Result<Vec<FileId>> {
    app.db
        .write(scope, move |tx| {
            let mut deleted = vec![];
            for id in ids {
                if is_photo_of(tx, event, id)? && files::delete(tx, id)? {
                    facts::record(tx, Fact::FileDeleted { file: id })?;
                    deleted.push(id);
                }
            }
            Ok(deleted)
        })
        .await
}

/// Restores deleted photographs of an event. Those that have been uploaded again since are skipped.
/// Returns how many.
pub async fn restore_photos(
    app: &App,
    scope: Scope,
    event: EventId,
    ids: Vec<FileId>,
) -> Result<usize> {
    app.db
        .write(scope, move |tx| {
            let mut restored = 0;
            for id in ids {
                let Some(file) = files::find_any(tx, id)? else { continue };
                if is_photo_of(tx, event, id)?
                    && !files::has_duplicate(tx, &file)?
                    && files::restore(tx, id)?
                {
                    photos::take_over_names(tx, id)?;
                    facts::record(tx, Fact::FileRestored { file: id })?;
                    restored += 1;
                }
            }
            Ok(restored)
        })
        .await
}

fn is_photo_of(tx: &Tx, event: EventId, id: FileId) -> Result<bool> {
    let file = files::find_any(tx, id)?;
    Ok(file.is_some_and(|file| {
        file.owner == FileOwner::Event(event) && file.kind == FileKind::EventPhoto
    }))
}

/// The company's watermark, if it has a picture of its own.
pub async fn watermark(app: &App, scope: Scope) -> Result<Option<File>> {
    app.db
        .read(scope, |read| match files::watermark_id(read)? {
            Some(id) => files::find(read, id),
            None => Ok(None),
        })
        .await
}

/// Removes the company's logo or watermark, if it has one.
pub async fn remove_own(app: &App, scope: Scope, kind: FileKind) -> Result<()> {
    app.db
        .write(scope, move |tx| {
            let id = match kind {
                FileKind::Watermark => files::watermark_id(tx)?,
                _ => files::logo_id(tx)?,
            };
            let Some(id) = id else { return Ok(()) };
            files::unset_own(tx, id)?;
            files::delete(tx, id)?;
            facts::record(tx, Fact::FileDeleted { file: id })
        })
        .await
}

/// Restores a deleted file, unless the same bytes were uploaded again. A former logo or watermark
/// becomes the current one if there is no other.
pub async fn restore(app: &App, scope: Scope, id: FileId) -> Result<File> {
    app.db
        .write(scope, move |tx| {
            let file = files::find_any(tx, id)?.ok_or(Error::NotFound("file"))?;
            if file.deleted_at.is_none() {
                return Err(Error::Conflict("not_deleted"));
            }
            if files::has_duplicate(tx, &file)? {
                return Err(Error::Conflict("file_exists"));
            }
            files::restore(tx, id)?;
            photos::take_over_names(tx, id)?;
            files::set_own_if_none(tx, &file)?;
            facts::record(tx, Fact::FileRestored { file: id })?;
            known(tx, id)
        })
        .await
}
