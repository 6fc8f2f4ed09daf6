//! Where photographs were published, and the takedowns that follow when somebody on them does not allow
//! it any more.

use serde_json::json;

use crate::App;
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::file::PHOTOS_AT_ONCE;
use crate::model::takedown::{Medium, PlaceInput, Publication, TakedownOutcome, checked_note};
use crate::model::{
    Check, EmployeeId, FileId, FileKind, FileOwner, Once, Page, PageQuery, PublicationId,
    Timestamp, Use, UserId,
};
pub use crate::store::takedowns::{Filter, Order};
use crate::store::{Read, Scope, Tx, audit, files, idempotency, takedowns as store, uses};

/// Publications that are looked at in one transaction.
const BATCH: usize = 100;

/// A publication that was not noted by mistake.
pub async fn find(app: &App, scope: Scope, id: PublicationId) -> Result<Publication> {
    app.db.read(scope, move |read| known(read, id)).await
}

/// The publications of the company.
pub async fn list(
    app: &App,
    scope: Scope,
    query: PageQuery<Order>,
    filter: Filter,
) -> Result<Page<Publication>> {
    app.db.read(scope, move |read| store::list(read, &query, filter)).await
}

/// Where a photograph was published and still is.
pub async fn of_photo(app: &App, scope: Scope, file: FileId) -> Result<Vec<Publication>> {
    app.db
        .read(scope, move |read| {
            let ids = store::standing_of_file(read, file)?;
            ids.into_iter().map(|id| known(read, id)).collect()
        })
        .await
}

/// How many publications have to be taken down, and until when the first of them.
pub async fn due(app: &App, scope: Scope) -> Result<(i64, Option<Timestamp>)> {
    app.db.read(scope, store::due).await
}

/// Photographs that were published at one place.
#[derive(Debug, Clone)]
pub struct NewPublications {
    pub files: Vec<FileId>,
    pub wanted: Use,
    pub medium: Medium,
    pub place: PlaceInput,
}

/// Notes that photographs were published. What may not be shown there has to be taken down at once.
pub async fn note(
    app: &App,
    scope: Scope,
    by: UserId,
    new: NewPublications,
    once: Option<Once>,
) -> Result<Vec<Publication>> {
    let NewPublications { files: ids, wanted, medium, place } = new;
    if ids.is_empty() || ids.len() > PHOTOS_AT_ONCE {
        return Err(Error::invalid("fileIds", "count_photos"));
    }
    let published = place.checked(wanted, medium, app.now().day_in(&app.config.time_zone))?;
    app.db
        .write(scope, move |tx| {
            let made: Vec<PublicationId> = idempotency::once(tx, once.as_ref(), || {
                let mut check = Check::new();
                let known = uses::ever_offered(tx)?;
                let is_known = Use::DEFAULT.contains(&wanted) || known.contains(&wanted);
                check.require(is_known, "use", "unknown");
                let mut photos = vec![];
                for (n, id) in ids.iter().enumerate() {
                    let field = format!("fileIds.{n}");
                    match files::find(tx, *id)?.map(|file| (file.kind, file.owner)) {
                        _ if ids[..n].contains(id) => check.refuse(field, "twice"),
                        Some((FileKind::EventPhoto, FileOwner::Event(event))) => {
                            photos.push((event, *id));
                        }
                        Some(_) => check.refuse(field, "not_a_photo"),
                        None => check.refuse(field, "unknown"),
                    }
                }
                check.done()?;
                let mut made = vec![];
                for photo in photos {
                    made.push(store::create(tx, photo, &published, by)?);
                }
                store::settle(tx, &made, false)?;
                let about = json!({ "publications": made, "use": wanted.name() });
                audit::note_in(tx, Some(by), AuditAction::NotePublication, about)?;
                Ok(made)
            })?;
            made.into_iter().map(|id| self::known(tx, id)).collect()
        })
        .await
}

/// Ends a publication: the photograph was taken down or, if `removed` is false, cannot be. Conflict if
/// it has ended.
pub async fn end(
    app: &App,
    scope: Scope,
    by: UserId,
    id: PublicationId,
    removed: bool,
    note: Option<String>,
) -> Result<Publication> {
    let mut check = Check::new();
    let note = check.field("note", checked_note(note.as_deref()));
    let note = check.finish(note)?;
    let outcome = if removed { TakedownOutcome::Removed } else { TakedownOutcome::Impossible };
    app.db
        .write(scope, move |tx| {
            finish(tx, by, id, outcome, note.as_deref())?;
            known(tx, id)
        })
        .await
}

/// Takes back what was noted by mistake.
pub async fn take_back(app: &App, scope: Scope, by: UserId, id: PublicationId) -> Result<()> {
    app.db.write(scope, move |tx| finish(tx, by, id, TakedownOutcome::Mistake, None)).await
}

fn finish(
    tx: &Tx,
    by: UserId,
    id: PublicationId,
    outcome: TakedownOutcome,
    note: Option<&str>,
) -> Result<()> {
    known(tx, id)?;
    if !store::end(tx, id, outcome, note, by)? {
        return Err(Error::Conflict("publication_ended"));
    }
    let about = json!({ "publication": id, "outcome": outcome.name() });
    audit::note_in(tx, Some(by), AuditAction::EndPublication, about)
}

/// Opens and ends the takedowns of the company or, with `person`, of the photographs on which they are
/// named. Running it twice changes nothing.
pub async fn settle(app: &App, scope: Scope, person: Option<EmployeeId>) -> Result<()> {
    let mut after = PublicationId(0);
    loop {
        let last = app
            .db
            .write(scope, move |tx| {
                let ids = store::standing(tx, person, after, BATCH)?;
                store::settle(tx, &ids, true)?;
                Ok(ids.last().copied())
            })
            .await?;
        match last {
            Some(id) => after = id,
            None => return Ok(()),
        }
    }
}

fn known(read: &Read, id: PublicationId) -> Result<Publication> {
    store::find(read, id)?.ok_or(Error::NotFound("publication"))
}
