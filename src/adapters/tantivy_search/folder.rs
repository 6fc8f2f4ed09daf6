//! Where an index lies: a folder per making of it, numbered, the latest whole one
//! in use. A new one is made beside the old, so that a crash in between leaves the
//! old one, and a lock that somebody holds on one is no hindrance.

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

/// Bytes of new documents held before they are written out: the least tantivy
/// takes. One thread: what is to be indexed comes from one reader of the database.
const HEAP: usize = 15_000_000;
/// Documents that are merged while the writer waits: some tens of milliseconds.
const AT_ONCE: u32 = 10_000;
/// Changes when the fields or what goes into them change: an index of another
/// version is made anew.
const VERSION: u32 = 2;

/// What is written with each commit: whose index it is, and how far it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub version: u32,
    pub lineage: String,
    /// None: not whole yet.
    pub position: Option<i64>,
}

impl Stamp {
    pub fn new(lineage: &str, position: Option<i64>) -> Self {
        Self { version: VERSION, lineage: lineage.to_owned(), position }
    }

    /// The position, if the index is of this database and lacks nothing that is gone.
    fn fits(&self, progress: &SearchProgress) -> Option<i64> {
        let position = self.position?;
        let is_ours = self.version == VERSION && self.lineage == progress.lineage;
        let is_kept = (progress.trimmed_to..=progress.last).contains(&position);
        (is_ours && is_kept).then_some(position)
    }
}

/// An index, open for reading and writing.
pub(super) struct Opened {
    pub reader: IndexReader,
    pub writer: IndexWriter,
    /// None in memory.
    pub folder: Option<PathBuf>,
}

impl Opened {
    /// Merges parts of the index where there are many. Small ones while the caller waits,
    /// so that one thread at a time is busy with the index; large ones, which take long,
    /// beside it.
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

/// A new index in memory.
pub(super) fn in_memory(schema: Schema) -> tantivy::Result<Opened> {
    opened(Index::create_in_ram(schema), None)
}

/// A new index in a new folder under `base`.
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

/// The latest index under `base` that is whole, sound, ours and free, with its
/// position; the others are reported and left.
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
    // A file that is gone is not among the damaged ones: opening says so.
    Ok(Some((opened(index, Some(folder.to_owned()))?, position)))
}

fn opened(index: Index, folder: Option<PathBuf>) -> tantivy::Result<Opened> {
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let writer: IndexWriter<TantivyDocument> = index.writer_with_num_threads(1, HEAP)?;
    // Merged by us, after a commit.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(Opened { reader, writer, folder })
}

/// Removes all but one.
pub(super) fn keep_only(base: &Path, folder: &Path) {
    for (_, other) in numbered(base) {
        if other != folder
            && let Err(error) = fs::remove_dir_all(&other)
        {
            tracing::warn!(folder = %other.display(), %error, "an old search index stays");
        }
    }
}

/// The folders under `base`, by their numbers.
fn numbered(base: &Path) -> Vec<(u64, PathBuf)> {
    let entries = fs::read_dir(base).into_iter().flatten().flatten();
    let mut found: Vec<(u64, PathBuf)> = entries
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .collect();
    found.sort_unstable();
    found
}
