//! The index's folders: one per rebuild, numbered; the latest complete one is in use. A new one
//! is built beside the old one, so that a crash leaves the old one usable, and a lock held on one
//! does not block the other.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy, NoMergePolicy};
use tantivy::schema::Schema;
use tantivy::{
    Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, SegmentMeta, TantivyDocument,
};

use crate::model::search::SearchProgress;

/// The bytes of new documents buffered before they are written: tantivy's minimum. One thread:
/// documents come from one reader of the database.
const HEAP: usize = 15_000_000;
/// The number of documents merged while the caller waits: some tens of milliseconds.
const AT_ONCE: u32 = 10_000;
/// Incremented when the schema or its contents change: an index of another version is rebuilt.
const VERSION: u32 = 2;

/// Stored with each commit: the database it belongs to, and its position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub version: u32,
    pub lineage: String,
    /// None: not complete yet.
    pub position: Option<i64>,
}

impl Stamp {
    pub fn new(lineage: &str, position: Option<i64>) -> Self {
        Self { version: VERSION, lineage: lineage.to_owned(), position }
    }

    /// The position, if the index belongs to this database and the changes it lacks are still
    /// stored.
    fn fits(&self, progress: &SearchProgress) -> Option<i64> {
        let position = self.position?;
        let is_ours = self.version == VERSION && self.lineage == progress.lineage;
        let is_kept = (progress.trimmed_to..=progress.last).contains(&position);
        (is_ours && is_kept).then_some(position)
    }
}

/// An open index, for reading and writing.
pub(super) struct Opened {
    pub reader: IndexReader,
    pub writer: IndexWriter,
    /// None: in memory.
    pub folder: Option<PathBuf>,
}

impl Opened {
    /// Merges segments if there are many. Small ones while the caller waits, so that one thread
    /// at a time works on the index; large ones, which take long, in the background.
    pub fn merge(&mut self) -> tantivy::Result<()> {
        let parts = self.writer.index().searchable_segment_metas()?;
        for MergeCandidate(ids) in LogMergePolicy::default().compute_merge_candidates(&parts) {
            let is_meant = |part: &&SegmentMeta| ids.contains(&part.id());
            let documents: u32 = parts.iter().filter(is_meant).map(|part| part.max_doc()).sum();
            let merged = self.writer.merge(&ids);
            if documents <= AT_ONCE
                && let Err(error) = merged.wait()
            {
                tracing::debug!(%error, "parts of the search index are being merged already");
            }
        }
        Ok(())
    }
}

/// Creates an index in memory.
pub(super) fn in_memory(schema: Schema) -> tantivy::Result<Opened> {
    opened(Index::create_in_ram(schema), None)
}

/// Creates an index in a new folder under `base`.
pub(super) fn create(base: &Path, schema: Schema) -> anyhow::Result<Opened> {
    let next = numbered(base).last().map_or(1, |(number, _)| number + 1);
    let folder = base.join(next.to_string());
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    let index = Index::create(MmapDirectory::open(&folder)?, schema, IndexSettings::default())?;
    Ok(opened(index, Some(folder))?)
}

/// The latest index under `base` that is complete, intact, ours and not locked, with its
/// position; others are logged and left.
pub(super) fn open(
    base: &Path,
    schema: &Schema,
    progress: &SearchProgress,
) -> Option<(Opened, i64)> {
    for (_, folder) in numbered(base).into_iter().rev() {
        match look(&folder, schema, progress) {
            Ok(Some(found)) => return Some(found),
            Ok(None) => {
                tracing::info!(folder = %folder.display(), "a search index that is stale or not whole")
            }
            Err(error) => {
                tracing::warn!(folder = %folder.display(), error = format!("{error:#}"), "a search index that cannot be used");
            }
        }
    }
    None
}

fn look(
    folder: &Path,
    schema: &Schema,
    progress: &SearchProgress,
) -> anyhow::Result<Option<(Opened, i64)>> {
    let index = Index::open(MmapDirectory::open(folder)?)?;
    let payload = index.load_metas()?.payload.unwrap_or_default();
    let stamp: Stamp = serde_json::from_str(&payload).context("not stamped by us")?;
    let Some(position) = stamp.fits(progress).filter(|_| index.schema() == *schema) else {
        return Ok(None);
    };
    let damaged = index.validate_checksum()?;
    anyhow::ensure!(damaged.is_empty(), "damaged: {damaged:?}");
    // A missing file is not among the damaged ones: opening reports it.
    Ok(Some((opened(index, Some(folder.to_owned()))?, position)))
}

fn opened(index: Index, folder: Option<PathBuf>) -> tantivy::Result<Opened> {
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let writer: IndexWriter<TantivyDocument> = index.writer_with_num_threads(1, HEAP)?;
    // Segments are merged by `merge`, after a commit.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(Opened { reader, writer, folder })
}

/// Deletes all folders but one.
pub(super) fn keep_only(base: &Path, folder: &Path) {
    for (_, other) in numbered(base) {
        if other != folder
            && let Err(error) = fs::remove_dir_all(&other)
        {
            tracing::warn!(folder = %other.display(), %error, "an old search index stays");
        }
    }
}

/// The folders under `base`, with their numbers.
fn numbered(base: &Path) -> Vec<(u64, PathBuf)> {
    let entries = fs::read_dir(base).into_iter().flatten().flatten();
    let mut found: Vec<(u64, PathBuf)> = entries
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .collect();
    found.sort_unstable();
    found
}
