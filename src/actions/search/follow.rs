//! The index follows the sequence of changes in batches, and is rebuilt from the rows when it
//! cannot.

use std::collections::BTreeSet;
// Between documents, requests may use this core.
use std::thread::yield_now;

use crate::App;
use crate::error::Result;
use crate::model::search::{SearchChange, SearchProgress};
use crate::model::{SearchKey, SearchKind};
use crate::store::{AllRead, search};

/// Changes per batch.
const BATCH: usize = 1_000;
/// Rows per read while the index is rebuilt.
const PAGE: usize = 500;
/// While the index is rebuilt, it is committed after this many rows, so that they can be found.
const SHOWN: usize = 5_000;

/// The result of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// The index contains everything up to the last commit.
    UpToDate,
    /// More changes are waiting.
    Behind,
}

/// The result of a step, and whether documents were removed: see [`forget`].
type Step = (Followed, bool);

/// Indexes the next changes, or rebuilds the index if necessary. `is_over`: the process is about to
/// stop; a rebuild is then abandoned and starts again with the next process.
pub async fn follow(app: &App, is_over: &(dyn Fn() -> bool + Sync)) -> Result<Step> {
    let position = match app.search.position() {
        Some(position) => position,
        None => {
            let progress = app.db.read_all(search::progress).await?;
            let known = progress.clone();
            app.to_search(move |search| search.open(&known)).await?;
            match app.search.position() {
                Some(position) => position,
                None => return Ok((rebuild(app, progress, is_over).await?, false)),
            }
        }
    };
    let (steps, changes) = look(app, move |all| {
        let steps = search::after(all, position, BATCH)?;
        let keys: BTreeSet<SearchKey> = steps.iter().filter_map(|step| step.key).collect();
        let mut changes = vec![];
        for key in keys {
            yield_now();
            let document = search::document(all, key)?;
            changes.push(document.map_or(SearchChange::Remove(key), SearchChange::Put));
        }
        Ok((steps, changes))
    })
    .await?;
    let Some(last) = steps.last().map(|step| step.seq) else {
        return Ok((Followed::UpToDate, false));
    };
    if steps.iter().any(|step| step.key.is_none()) {
        let progress = app.db.read_all(search::progress).await?;
        return Ok((rebuild(app, progress, is_over).await?, false));
    }
    let is_gone = changes.iter().any(|change| matches!(change, SearchChange::Remove(_)));
    let write = move |search: &dyn crate::ports::Search| {
        search.put(changes)?;
        search.commit(Some(last))
    };
    app.to_search(write).await?;
    let followed = if steps.len() < BATCH { Followed::UpToDate } else { Followed::Behind };
    Ok((followed, is_gone))
}

/// Reads on a background thread, so that requests keep the readers.
async fn look<T: Send + 'static>(
    app: &App,
    look: impl FnOnce(&AllRead<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let db = app.db.clone();
    app.background.run(move || db.look_here(look)).await?
}

/// Reads every row by page, without a read transaction between pages. Changes made meanwhile come
/// after `progress.last` in the sequence, and are indexed later.
async fn rebuild(
    app: &App,
    progress: SearchProgress,
    is_over: &(dyn Fn() -> bool + Sync),
) -> Result<Followed> {
    tracing::info!("the search index is being made from the rows");
    let began = app.now();
    let SearchProgress { lineage, last, .. } = progress;
    app.to_search(move |search| search.begin(&lineage)).await?;
    let mut count = 0;
    let mut shown = 0;
    for kind in SearchKind::ALL {
        let mut after = None;
        loop {
            if is_over() {
                return Ok(Followed::UpToDate);
            }
            let (keys, documents) = look(app, move |all| {
                let keys = search::page(all, kind, after, PAGE)?;
                let mut documents = vec![];
                for key in &keys {
                    yield_now();
                    documents.extend(search::document(all, *key)?.map(SearchChange::Put));
                }
                Ok((keys, documents))
            })
            .await?;
            let Some(next) = keys.last().copied() else { break };
            after = Some(next);
            count += documents.len();
            let show = count - shown >= SHOWN;
            if show {
                shown = count;
            }
            app.to_search(move |search| {
                search.put(documents)?;
                if show { search.commit(None) } else { Ok(()) }
            })
            .await?;
        }
    }
    app.to_search(move |search| search.commit(Some(last))).await?;
    let took = app.now().since(began);
    tracing::info!(documents = count, milliseconds = took, "the search index is whole");
    Ok(Followed::Behind)
}

/// Deletes the changes that the index contains. Returns how many.
pub async fn trim(app: &App) -> Result<usize> {
    let Some(position) = app.search.position() else { return Ok(0) };
    if app.db.read_all(search::progress).await?.trimmed_to >= position {
        return Ok(0);
    }
    app.db.write_all(move |all| search::trim(all, position)).await
}

/// Removes the words of deleted documents from the files of the index; until then they are only
/// hidden.
pub async fn forget(app: &App) -> Result<()> {
    app.to_search(|search| search.forget()).await
}

/// Requests a rebuild of the index.
pub async fn rebuild_later(app: &App) -> Result<()> {
    app.db.write_all(search::touch_everything).await
}
