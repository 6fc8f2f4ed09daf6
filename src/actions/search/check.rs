//! Once a night: does the index hold what the rows say? The sequence sees to
//! that; this sees whether it did.

use crate::App;
use crate::error::Result;
use crate::model::{SearchKey, SearchKind};
use crate::store::search;

/// Rows compared in one snapshot.
const PAGE: usize = 500;

/// Compares every row with its document, has those that differ indexed again, and
/// has everything made anew if the index holds what no row knows. Then words of
/// documents that are gone are removed from the files.
pub async fn reconcile(app: &App) -> Result<()> {
    if app.search.position().is_none() {
        // It is being made, from these very rows.
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
    // What is being changed at this moment differs too: indexing it again is harmless.
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

/// How many documents there are.
pub async fn count(app: &App) -> Result<u64> {
    app.of_search(|search| search.count()).await
}

/// Opens what is there, without making anything: how many documents there are, none
/// if it has to be made anew; and how many changes it lacks.
pub async fn try_open(app: &App) -> Result<(Option<u64>, i64)> {
    let progress = app.db.read_all(search::progress).await?;
    let known = progress.clone();
    app.to_search(move |search| search.open(&known)).await?;
    let lacks = app.search.position().map_or(0, |position| progress.last - position);
    let documents = count(app).await?;
    Ok((app.search.position().map(|_| documents), lacks))
}

/// How many changes are kept because the index may lack them.
pub async fn waiting(app: &App) -> Result<i64> {
    let progress = app.db.read_all(search::progress).await?;
    Ok(progress.last - progress.trimmed_to)
}
