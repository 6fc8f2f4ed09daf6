//! Geocoding of addresses.

use crate::App;
use crate::error::Result;
use crate::model::address::Located;
use crate::model::{ImportId, Job};
use crate::store::{Scope, imports, jobs, places};

/// The number of addresses of an import queued at a time, and their interval in milliseconds, so
/// that other jobs run in between.
const PAGE: u32 = 50;
const PACE: i64 = 200;

/// Looks an address up and stores its coordinates, unless it was changed or placed by hand
/// meanwhile. An unknown place gets none.
pub async fn locate(app: &App, scope: Scope, of: Located) -> Result<()> {
    let Some(geocoder) = &app.geocoder else { return Ok(()) };
    let Some(address) = app.db.read(scope, move |read| places::find(read, of)).await? else {
        return Ok(());
    };
    let Some(place) = address.place() else { return Ok(()) };
    let Some(spot) = geocoder.find(&place).await? else { return Ok(()) };
    app.db
        .write(scope, move |tx| {
            if places::find(tx, of)?.as_ref() == Some(&address) {
                places::set(tx, of, spot)?;
            }
            Ok(())
        })
        .await
}

/// Queues the look-up of an import's addresses after line `after`, then the rest. May run twice,
/// and after the import or its employees are deleted.
pub async fn locate_import(app: &App, scope: Scope, import: ImportId, after: i64) -> Result<()> {
    if app.geocoder.is_none() {
        return Ok(());
    }
    app.db
        .write(scope, move |tx| {
            let found = imports::unplaced(tx, import, after, PAGE)?;
            let Some((last, _)) = found.last().copied() else { return Ok(()) };
            if !jobs::claim_once(tx, &format!("place:{}:{after}", import.0))? {
                return Ok(());
            }
            let mut due = tx.now();
            for (_, id) in found {
                jobs::enqueue_at(tx, &Job::Geocode { of: Located::Employee { id } }, due)?;
                due = due.plus(PACE);
            }
            jobs::enqueue_at(tx, &Job::PlaceImport { import, after: last }, due)
        })
        .await
}
