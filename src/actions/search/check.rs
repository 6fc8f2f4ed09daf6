//! The nightly check that the search index matches the rows.

use crate::App;
use crate::error::Result;
use crate::model::{SearchKey, SearchKind};
use crate::store::search;

/// Rows compared per read.
const PAGE: usize = 500;

/// Compares every row with its document and indexes those again that differ. If the index contains
/// documents without a row, it is rebuilt. Then removes the words of deleted documents from its
/// files.
pub async fn reconcile(app: &App) -> Result<()> {
    if app.search.position().is_none() {
        // It is being built from these rows.
        return Ok(());
    }
    let mut rows = 0;
    let mut differing: Vec<SearchKey> = vec![];
    for kind in SearchKind::ALL {
        let mut after = None;
        loop {
            let (last, prints) = app
                .db
                .read_all(move |all| {
                    let keys = search::page(all, kind, after, PAGE)?;
                    let last = keys.last().copied();
                    let mut prints = vec![];
                    for key in keys {
                        let print = search::document(all, key)?.map(|document| document.print());
                        prints.push((key, print));
                    }
                    Ok((last, prints))
                })
                .await?;
            let Some(last) = last else { break };
            after = Some(last);
            rows += prints.iter().filter(|(_, print)| print.is_some()).count();
            let keys: Vec<SearchKey> = prints.iter().map(|(key, _)| *key).collect();
            let held = app.to_search(move |search| search.prints(&keys)).await?;
            let pairs = prints.into_iter().zip(held);
            differing.extend(pairs.filter(|((_, own), held)| own != held).map(|((key, _), _)| key));
        }
    }
    let documents = app.of_search(|search| search.count()).await? as i64;
    // Rows that are changing at the moment differ too; indexing them again is harmless.
    let unknown = documents - rows as i64;
    if unknown > differing.len() as i64 {
        tracing::warn!(unknown, "the search index holds what no row knows: it is made anew");
        app.db.write_all(search::touch_everything).await?;
    } else if !differing.is_empty() {
        tracing::warn!(
            documents = differing.len(),
            "documents of the search index were out of step"
        );
        app.db
            .write_all(move |all| differing.iter().try_for_each(|key| search::touch(all, *key)))
            .await?;
    }
    app.to_search(|search| search.forget()).await
}

/// The number of documents.
pub async fn count(app: &App) -> Result<u64> {
    app.of_search(|search| search.count()).await
}

/// Opens the existing index without building one. Returns the number of its documents, None if it
/// has to be rebuilt, and the number of changes it lacks.
pub async fn try_open(app: &App) -> Result<(Option<u64>, i64)> {
    let progress = app.db.read_all(search::progress).await?;
    let known = progress.clone();
    app.to_search(move |search| search.open(&known)).await?;
    let lacks = app.search.position().map_or(0, |position| progress.last - position);
    let documents = count(app).await?;
    Ok((app.search.position().map(|_| documents), lacks))
}

/// The number of stored changes that the index may lack.
pub async fn waiting(app: &App) -> Result<i64> {
    let progress = app.db.read_all(search::progress).await?;
    Ok(progress.last - progress.trimmed_to)
}
