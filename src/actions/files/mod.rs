//! Files of events, employees and companies: uploaded, found, changed, deleted. Names the people on
//! photographs, which determines what may be published.

mod intake;
mod links;
mod portrait;
mod publication;
mod resume;
mod sweep;
mod write;
mod zip;

pub use crate::ports::BlobReader;
pub use crate::store::files::{Filter, Order};
pub use intake::{Arrived, Arriving, Intake, Kept, Labels, begin};
pub use links::{Sizes, Wanted as LinkWanted, link, logo_path, previews, sizes, urls};
pub use portrait::{PortraitIntake, delete_portrait, portrait};
pub use publication::{
    IdsFrom, NamedBy, Names, OfferedUses, Photo, PhotoOfEvent, album, among, count_photos,
    name_people, photos, states, use_labels, who_said_no,
};
pub use resume::{
    Announced, Resumable, Stretch, announce, append, finish_whole, resumable, terminate,
};
pub use sweep::{Damaged, Findings, absent, check, check_share, sweep};
pub use write::{
    Change, delete, delete_photos, remove_own, restore, restore_photos, update, watermark,
};
pub use zip::export;

use crate::App;
use crate::error::{Error, Result};
use crate::model::{EventId, File, FileId, FileOwner, Page, PageQuery};
use crate::ports::Shelf;
use crate::store::{Reach, Read, Scope, employees, events, files};

/// A live file of the scope.
pub async fn find(app: &App, scope: Scope, id: FileId) -> Result<File> {
    app.db.read(scope, move |read| files::find(read, id)).await?.ok_or(Error::NotFound("file"))
}

/// The files of an event or employee.
pub async fn list(
    app: &App,
    scope: Scope,
    owner: FileOwner,
    query: PageQuery<Order>,
    filter: Filter,
) -> Result<Page<File>> {
    app.db
        .read(scope, move |read| {
            check_owner_seen(read, owner)?;
            files::list(read, owner, &query, filter)
        })
        .await
}

/// Checks that the owner exists, for scopes that can read owners. For others, the list contains
/// only the files they may see.
fn check_owner_seen(read: &Read, owner: FileOwner) -> Result<()> {
    let missing = match (owner, read.scope().reach()) {
        (_, Reach::Own(_) | Reach::Signer(_)) => None,
        (FileOwner::Event(id), _) => events::find_any(read, id)?.is_none().then_some("event"),
        (FileOwner::Employee(id), Reach::Company) => {
            employees::find_any(read, id)?.is_none().then_some("employee")
        }
        (FileOwner::Employee(_), _) => Some("employee"),
        (FileOwner::Company, _) => None,
    };
    missing.map_or(Ok(()), |what| Err(Error::NotFound(what)))
}

/// Those of the files that are in the scope, in the given order.
pub async fn many(app: &App, scope: Scope, ids: Vec<FileId>) -> Result<Vec<File>> {
    app.db.read(scope, move |read| files::many(read, &ids)).await
}

/// The files of an event in the scope.
pub async fn of_event(app: &App, scope: Scope, event: EventId) -> Result<Vec<File>> {
    app.db.read(scope, move |read| files::of_event(read, event)).await
}

/// A file, and its bytes.
pub async fn content(app: &App, scope: Scope, id: FileId) -> Result<(File, Box<dyn BlobReader>)> {
    let file = find(app, scope, id).await?;
    let bytes = app.open_blob(Shelf::Company(file.company), file.sha256).await?;
    Ok((file, bytes))
}
