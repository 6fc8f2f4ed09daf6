//! Blobs and rows held against each other: what nothing refers to goes, what is
//! missing is said.

use std::collections::BTreeSet;

use crate::App;
use crate::error::Result;
use crate::model::{CompanyId, Digest, Timestamp};
use crate::ports::Shelf;
use crate::store::{Scope, files, portraits, uploads};

/// A blob that no row refers to may be one whose row is being written.
const GRACE: i64 = Timestamp::DAY;
/// What nobody has gone on writing for so long is a leftover.
const LEFTOVER: i64 = 2 * Timestamp::DAY;
/// Rows looked at, or purged, in one go.
const PAGE: u32 = 500;

/// What a look at everything has found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Blobs that rows refer to.
    pub blobs: u64,
    pub bytes: u64,
    /// Blobs that no row refers to, and how many bytes they take: forgotten by a
    /// sweep, once they are a day old.
    pub orphans: u64,
    pub orphan_bytes: u64,
    /// Rows whose bytes are not there, or not as many.
    pub missing: Vec<(CompanyId, Digest)>,
    /// Companies whose counts do not equal what they count.
    pub miscounted: Vec<CompanyId>,
    /// Files deleted so long ago that they were taken away for good.
    pub purged: u64,
    /// Drafts that nobody goes on with, thrown away.
    pub leftovers: u64,
}

/// Purges what has been deleted for as long as its company keeps such things, and
/// throws away blobs of no row, old drafts and expired uploads. The nightly job.
pub async fn sweep(app: &App) -> Result<Findings> {
    let mut found = Findings::default();
    let companies = app.db.read_all(files::company_ids).await?;
    for (scope, months) in companies {
        let before = app.now().minus(i64::from(months) * 31 * Timestamp::DAY);
        found.purged += purge(app, scope, before).await?;
    }
    app.db.write_all(uploads::sweep).await?;
    let (blobs, before) = (app.blobs.clone(), app.now().minus(LEFTOVER));
    found.leftovers = app.on_disk(move || blobs.sweep(before)).await?? as u64;
    look(app, &mut found, Some(app.now().minus(GRACE))).await?;
    for (company, name) in &found.missing {
        tracing::error!(company = company.0, blob = %name, "a file's bytes are lost");
    }
    tracing::info!(
        purged = found.purged,
        orphans = found.orphans,
        leftovers = found.leftovers,
        missing = found.missing.len(),
        "files were swept"
    );
    Ok(found)
}

/// The same look, changing nothing.
pub async fn check(app: &App) -> Result<Findings> {
    let mut found = Findings::default();
    look(app, &mut found, None).await?;
    Ok(found)
}

async fn purge(app: &App, scope: Scope, before: Timestamp) -> Result<u64> {
    let mut purged = 0;
    loop {
        let gone = app
            .db
            .write(scope, move |tx| {
                let ids = files::list_deleted_before(tx, before, PAGE)?;
                ids.iter().try_for_each(|id| files::purge(tx, *id).map(drop))?;
                Ok(ids.len())
            })
            .await?;
        purged += gone as u64;
        if gone == 0 {
            return Ok(purged);
        }
    }
}

/// Compares shelves with rows; forgets orphans kept before `forget`, if given.
async fn look(app: &App, found: &mut Findings, forget: Option<Timestamp>) -> Result<()> {
    let companies = app.db.read_all(files::company_ids).await?;
    let mut known = BTreeSet::new();
    for (scope, _) in companies {
        let company = scope.company();
        known.insert(company.0);
        if app.db.read(scope, files::drift).await? != (0, 0) {
            found.miscounted.push(company);
        }
        let shelf = Shelf::Company(company);
        // The disk first: what is kept meanwhile has a row by the time rows are read,
        // or is too fresh to be forgotten.
        let on_disk = listed(app, shelf).await?;
        let mut after = String::new();
        let mut rows = std::collections::BTreeMap::new();
        loop {
            let from = after.clone();
            let page = app.db.read(scope, move |read| files::page(read, &from, PAGE)).await?;
            let Some((last, _)) = page.last() else { break };
            after = last.clone();
            rows.extend(page);
        }
        for blob in on_disk {
            match rows.remove(&blob.name.hex()) {
                Some(bytes) if bytes == blob.bytes => {
                    found.blobs += 1;
                    found.bytes += bytes;
                }
                Some(_) => found.missing.push((company, blob.name)),
                None => orphan(app, found, shelf, blob, forget).await?,
            }
        }
        let lost = rows.keys().filter_map(|name| Digest::parse(name));
        found.missing.extend(lost.map(|name| (company, name)));
    }
    let blobs = app.blobs.clone();
    for shelf in app.on_disk(move || blobs.shelves()).await?? {
        let owned = match shelf {
            Shelf::Company(id) if known.contains(&id.0) => continue,
            Shelf::Company(_) => None,
            Shelf::User(user) => app.db.read_all(move |all| portraits::find(all, user)).await?,
        };
        for blob in listed(app, shelf).await? {
            if owned.as_ref().is_some_and(|portrait| portrait.sha256 == blob.name) {
                found.blobs += 1;
                found.bytes += blob.bytes;
            } else {
                orphan(app, found, shelf, blob, forget).await?;
            }
        }
    }
    Ok(())
}

async fn listed(app: &App, shelf: Shelf) -> Result<Vec<crate::ports::Blob>> {
    let shelf = app.blobs.shelf(shelf);
    app.on_disk(move || shelf.list()).await?
}

async fn orphan(
    app: &App,
    found: &mut Findings,
    shelf: Shelf,
    blob: crate::ports::Blob,
    forget: Option<Timestamp>,
) -> Result<()> {
    if let Some(before) = forget {
        let shelf = app.blobs.shelf(shelf);
        if !app.on_disk(move || shelf.forget(blob.name, before)).await?? {
            return Ok(());
        }
        // Somebody else may keep the same bytes: theirs are made anew.
        let derivatives = app.derivatives.clone();
        app.on_disk(move || derivatives.forget(blob.name)).await??;
    }
    found.orphans += 1;
    found.orphan_bytes += blob.bytes;
    Ok(())
}
