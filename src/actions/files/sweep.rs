//! Comparison of blobs and rows. Blobs without a row are removed; missing and damaged ones are
//! reported.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;

use super::resume::finish_whole;
use crate::App;
use crate::error::Result;
use crate::model::{AlarmKind, CompanyId, Digest, Timestamp};
use crate::ports::{Blob, Condition, Shelf};
use crate::store::restore::{self, DatabaseFile, Referred};
use crate::store::{Scope, alarms, files, lost, portraits, released, uploads};

/// A younger blob without a row may be one whose row is being written. In milliseconds.
const GRACE: i64 = Timestamp::DAY;
/// A draft that was not written to for this long is deleted. In milliseconds.
const LEFTOVER: i64 = 2 * Timestamp::DAY;
/// Rows read, or purged, at a time.
const PAGE: u32 = 500;
/// If there are more blobs without a row than this number, and than this share of all in per cent,
/// the database is probably not the one they belong to, and no blob is set aside.
const HANDFUL: usize = 5;
const USUAL_SHARE: u64 = 3;
/// Every blob is read once in this many nights.
const NIGHTS: i64 = 28;
/// Blobs read at a time; in between, others may use the disk.
const BATCH: usize = 16;

/// The result of a sweep or a check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Blobs with a row.
    pub blobs: u64,
    pub bytes: u64,
    /// Blobs without a row, and their bytes. After a sweep: those it removed, which were older than
    /// a day.
    pub orphans: u64,
    pub orphan_bytes: u64,
    /// Those of them that a sweep set aside instead of deleting: it is unknown why they have no
    /// row.
    pub set_aside: u64,
    /// The number that a sweep did not touch, because there were too many.
    pub held: u64,
    /// Rows whose blob is missing or has another size.
    pub missing: Vec<(CompanyId, Digest)>,
    /// After a check: blobs with a row that are missing or do not match their SHA-256, including
    /// sealed documents and portraits.
    pub damaged: Vec<Damaged>,
    /// Companies whose stored counters are wrong.
    pub miscounted: Vec<CompanyId>,
    /// Files purged, because they were deleted long enough ago.
    pub purged: u64,
    /// Abandoned drafts that were deleted.
    pub leftovers: u64,
}

/// A lost blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged {
    /// None: a sealed document.
    pub shelf: Option<Shelf>,
    pub name: Digest,
    /// It exists, but does not match its SHA-256.
    pub rotten: bool,
}

/// Purges files whose retention after deletion is over, and removes blobs without a row, old drafts
/// and expired uploads. The nightly job.
///
/// Blobs whose last row was deleted on purpose are deleted. Others without a row are set aside for
/// `media.set_aside_days`, or not touched if there are far more of them than usual, which happens
/// when an older database is used with newer files.
pub async fn sweep(app: &App) -> Result<Findings> {
    let mut found = Findings::default();
    finish_whole(app).await?;
    let companies = app.db.read_all(files::company_ids).await?;
    for (scope, months) in companies {
        let before = app.now().minus(i64::from(months) * 31 * Timestamp::DAY);
        found.purged += purge(app, scope, before).await?;
    }
    app.db.write_all(uploads::sweep).await?;
    let (blobs, before) = (app.blobs.clone(), app.now().minus(LEFTOVER));
    found.leftovers = app.on_disk(move || blobs.sweep(before)).await?? as u64;
    let loose = look(app, &mut found).await?;
    remove_loose(app, &mut found, loose).await?;
    let keep = i64::from(app.config.media.set_aside_days) * Timestamp::DAY;
    let (blobs, before) = (app.blobs.clone(), app.now().minus(keep));
    let deleted = app.on_disk(move || blobs.delete_set_aside(before)).await??;
    for (company, name) in &found.missing {
        tracing::error!(company = company.0, blob = %name, "a file's bytes are lost");
        let blob = Referred { shelf: Some(Shelf::Company(*company)), name: *name, bytes: 0 };
        app.db.write_all(move |all| lost::note(all, &blob, false)).await?;
    }
    tracing::info!(
        purged = found.purged,
        orphans = found.orphans,
        set_aside = found.set_aside,
        deleted,
        leftovers = found.leftovers,
        missing = found.missing.len(),
        "files were swept"
    );
    Ok(found)
}

/// As [`sweep`], without changes. Also reads all blobs with a row and compares them with their
/// SHA-256, including sealed documents and portraits.
pub async fn check(app: &App) -> Result<Findings> {
    let mut found = Findings::default();
    for (_, blob) in look(app, &mut found).await?.iter().flat_map(Loose::blobs) {
        found.orphans += 1;
        found.orphan_bytes += blob.bytes;
    }
    let all = referred(app).await?;
    found.damaged = examine(app, &all).await?;
    Ok(found)
}

/// The numbers of missing blobs with a row: sealed documents, and files. Does not read them.
pub async fn absent(app: &App) -> Result<(u64, u64)> {
    let all = referred(app).await?;
    let blobs = app.blobs.clone();
    app.on_disk(move || {
        let (mut documents, mut files) = (0, 0);
        for Referred { shelf, name, .. } in all {
            let on = shelf.map_or_else(|| blobs.clone(), |owner| blobs.shelf(owner));
            match (on.has(name)?, shelf) {
                (true, _) => {}
                (false, None) => documents += 1,
                (false, Some(_)) => files += 1,
            }
        }
        Ok((documents, files))
    })
    .await?
}

/// Reads a share of all blobs with a row, and those known as lost, and compares them with their
/// SHA-256: each once in four weeks. Missing and damaged ones are recorded, and administrators are
/// notified. A nightly job.
pub async fn check_share(app: &App) -> Result<()> {
    let today = app.now().day_in(&app.config.time_zone);
    // Days since an epoch: consecutive across the turn of the year too.
    let night = today.duration_since(date(1970, 1, 1)).as_hours() / 24;
    let is_of_tonight = |one: &Referred| {
        let [first, second, ..] = one.name.0;
        i64::from(u16::from_be_bytes([first, second])) % NIGHTS == night.rem_euclid(NIGHTS)
    };
    let mut share = app.db.read_all(lost::list).await?;
    let before = share.clone();
    share.extend(referred(app).await?.into_iter().filter(is_of_tonight));
    let damaged = examine(app, &share).await?;
    let read = share.len();
    let now_lost: Vec<(Referred, bool)> = share
        .iter()
        .filter_map(|one| {
            let is_it = |found: &&Damaged| (found.shelf, found.name) == (one.shelf, one.name);
            damaged.iter().find(is_it).map(|found| (*one, found.rotten))
        })
        .collect();
    app.db
        .write_all(move |all| {
            for one in &before {
                let is_still = now_lost
                    .iter()
                    .any(|(lost, _)| (lost.shelf, lost.name) == (one.shelf, one.name));
                if !is_still || !restore::is_referred(all, one)? {
                    lost::forget(all, one)?;
                }
            }
            for (one, rotten) in &now_lost {
                // A blob erased since it was listed is not lost.
                if restore::is_referred(all, one)? {
                    lost::note(all, one, *rotten)?;
                }
            }
            Ok(())
        })
        .await?;
    tracing::info!(read, lost = damaged.len(), "files were held against their names");
    Ok(())
}

/// All blobs with a row.
async fn referred(app: &App) -> Result<Vec<Referred>> {
    let file = app.db.file().to_owned();
    app.on_disk(move || DatabaseFile::open(&file)?.referred()).await?
}

/// Those that are missing or damaged.
async fn examine(app: &App, all: &[Referred]) -> Result<Vec<Damaged>> {
    let mut damaged = vec![];
    for batch in all.chunks(BATCH) {
        let (batch, blobs) = (batch.to_vec(), app.blobs.clone());
        let looked = app.background.run(move || -> Result<Vec<Damaged>> {
            let mut damaged = vec![];
            for Referred { shelf, name, .. } in batch {
                let on = shelf.map_or_else(|| blobs.clone(), |owner| blobs.shelf(owner));
                match on.check(name)? {
                    Condition::Whole => {}
                    Condition::Rotten => damaged.push(Damaged { shelf, name, rotten: true }),
                    Condition::Missing => damaged.push(Damaged { shelf, name, rotten: false }),
                }
            }
            Ok(damaged)
        });
        damaged.extend(looked.await??);
    }
    Ok(damaged)
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

/// The blobs of a shelf without a row.
struct Loose {
    shelf: Shelf,
    /// Their last row was deleted on purpose.
    released: Vec<Blob>,
    /// It is unknown why they have no row.
    unexplained: Vec<Blob>,
    /// Released blobs that are already deleted, or in use again.
    settled: Vec<Digest>,
}

impl Loose {
    fn blobs(&self) -> impl Iterator<Item = (Shelf, &Blob)> {
        let shelf = self.shelf;
        self.released.iter().chain(&self.unexplained).map(move |blob| (shelf, blob))
    }
}

/// Compares shelves with rows.
async fn look(app: &App, found: &mut Findings) -> Result<Vec<Loose>> {
    let companies = app.db.read_all(files::company_ids).await?;
    let mut known = BTreeSet::new();
    let mut all = vec![];
    for (scope, _) in companies {
        let company = scope.company();
        known.insert(company.0);
        if app.db.read(scope, files::miscounts).await? != (0, 0) {
            found.miscounted.push(company);
        }
        let shelf = Shelf::Company(company);
        // The disk is read first: a blob stored meanwhile has a row by the time rows are read, or
        // is too young to be removed.
        let on_disk = listed(app, shelf).await?;
        let mut after = String::new();
        let mut rows = BTreeMap::new();
        loop {
            let from = after.clone();
            let page = app.db.read(scope, move |read| files::page(read, &from, PAGE)).await?;
            let Some((last, _)) = page.last() else { break };
            after = last.clone();
            rows.extend(page);
        }
        let mut loose = vec![];
        for blob in on_disk {
            match rows.remove(&blob.name.hex()) {
                Some(bytes) if bytes == blob.bytes => {
                    found.blobs += 1;
                    found.bytes += bytes;
                }
                Some(_) => found.missing.push((company, blob.name)),
                None => loose.push(blob),
            }
        }
        // Asking for a blob that was set aside restores it.
        for name in rows.keys().filter_map(|name| Digest::parse(name)) {
            let on = app.blobs.shelf(shelf);
            match app.on_disk(move || on.has(name)).await?? {
                true => found.blobs += 1,
                false => found.missing.push((company, name)),
            }
        }
        all.push(sorted(app, shelf, loose).await?);
    }
    let blobs = app.blobs.clone();
    for shelf in app.on_disk(move || blobs.shelves()).await?? {
        let owned = match shelf {
            Shelf::Company(id) if known.contains(&id.0) => continue,
            Shelf::Company(_) => None,
            Shelf::User(user) => app.db.read_all(move |all| portraits::find(all, user)).await?,
        };
        let mut loose = vec![];
        for blob in listed(app, shelf).await? {
            if owned.as_ref().is_some_and(|portrait| portrait.sha256 == blob.name) {
                found.blobs += 1;
                found.bytes += blob.bytes;
            } else {
                loose.push(blob);
            }
        }
        all.push(sorted(app, shelf, loose).await?);
    }
    Ok(all)
}

async fn listed(app: &App, shelf: Shelf) -> Result<Vec<Blob>> {
    let shelf = app.blobs.shelf(shelf);
    app.on_disk(move || shelf.list()).await?
}

/// Separates released blobs from unexplained ones.
async fn sorted(app: &App, shelf: Shelf, loose: Vec<Blob>) -> Result<Loose> {
    let mut known = app.db.read_all(move |all| released::of(all, shelf)).await?;
    let mut sorted = Loose { shelf, released: vec![], unexplained: vec![], settled: vec![] };
    for blob in loose {
        match known.remove(&blob.name) {
            true => sorted.released.push(blob),
            false => sorted.unexplained.push(blob),
        }
    }
    sorted.settled = known.into_iter().collect();
    Ok(sorted)
}

/// Deletes released blobs, and sets unexplained ones aside unless there are far too many.
async fn remove_loose(app: &App, found: &mut Findings, loose: Vec<Loose>) -> Result<()> {
    let (now, before) = (app.now(), app.now().minus(GRACE));
    let mut unexplained = vec![];
    for one in loose {
        let (shelf, mut settled) = (one.shelf, one.settled);
        for blob in one.released {
            if delete(app, shelf, blob.name, before).await? {
                settled.push(blob.name);
                found.orphans += 1;
                found.orphan_bytes += blob.bytes;
            }
        }
        if !settled.is_empty() {
            app.db.write_all(move |all| released::settle(all, shelf, &settled)).await?;
        }
        let old = one.unexplained.into_iter().filter(|blob| blob.kept_at < before);
        unexplained.extend(old.map(|blob| (shelf, blob)));
    }
    if is_unusual(unexplained.len(), found.blobs) && !is_confirmed(app).await? {
        found.held = unexplained.len() as u64;
        let (held, all) = (found.held, found.held + found.blobs);
        let detail = format!("{held} of {all} files");
        return app
            .db
            .write_all(move |all| alarms::raise(all, AlarmKind::SweepHeld, &detail).map(drop))
            .await;
    }
    for (shelf, blob) in unexplained {
        let (on, name) = (app.blobs.shelf(shelf), blob.name);
        if app.on_disk(move || on.set_aside(name, before, now)).await?? {
            tracing::warn!(blob = %name, "a file that no row names was set aside");
            forget_derivatives(app, name).await?;
            found.set_aside += 1;
            found.orphans += 1;
            found.orphan_bytes += blob.bytes;
        }
    }
    app.db.write_all(|all| alarms::clear(all, AlarmKind::SweepHeld).map(drop)).await
}

/// Whether there are unusually many blobs without a row, compared to those with one.
fn is_unusual(unexplained: usize, named: u64) -> bool {
    let loose = unexplained as u64;
    unexplained > HANDFUL && loose * 100 > (named + loose) * USUAL_SHARE
}

async fn is_confirmed(app: &App) -> Result<bool> {
    let alarm = app.db.read_all(|all| alarms::find(all, AlarmKind::SweepHeld)).await?;
    Ok(alarm.is_some_and(|alarm| alarm.confirmed_at.is_some()))
}

async fn delete(app: &App, shelf: Shelf, name: Digest, before: Timestamp) -> Result<bool> {
    let shelf = app.blobs.shelf(shelf);
    let gone = app.on_disk(move || shelf.forget(name, before)).await??;
    if gone {
        forget_derivatives(app, name).await?;
    }
    Ok(gone)
}

/// If another owner has the same bytes, their derivatives are rendered again.
async fn forget_derivatives(app: &App, name: Digest) -> Result<()> {
    let derivatives = app.derivatives.clone();
    app.on_disk(move || derivatives.forget(name)).await?.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_files_without_a_row_are_usual_and_many_are_not() {
        assert!(!is_unusual(0, 0) && !is_unusual(HANDFUL, 0));
        assert!(is_unusual(HANDFUL + 1, 0));
        assert!(!is_unusual(30, 1_000) && is_unusual(31, 1_000));
    }
}
