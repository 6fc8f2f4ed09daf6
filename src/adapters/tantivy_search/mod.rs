//! Search by tantivy. The index being read and the one being written are separate, so that a new
//! one can be built while the old one is searched. An index with any error is dropped and
//! rebuilt: it is derived data.

mod ask;
mod collect;
mod fields;
mod folder;
mod stems;
mod word;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use anyhow::{Context, anyhow};
use tantivy::schema::{IndexRecordOption, Schema};
use tantivy::{DocSet, IndexReader, TERMINATED};

use crate::error::Result;
use crate::model::search::{
    Found, Hit, SearchChange, SearchKey, SearchKind, SearchProgress, SearchState, Wanted,
};
use crate::ports::Search;
use collect::Likest;
use fields::Fields;
use folder::{Opened, Stamp};
use stems::Stems;

/// An index in a folder, or in memory.
pub struct TantivySearch {
    /// None: in memory.
    base: Option<PathBuf>,
    schema: Schema,
    fields: Fields,
    stems: Stems,
    serving: RwLock<Serving>,
    writing: Mutex<Option<Writing>>,
}

/// The index being searched, and its state.
struct Serving {
    reader: Option<Arc<IndexReader>>,
    state: SearchState,
    position: Option<i64>,
}

/// The index being written.
struct Writing {
    opened: Opened,
    lineage: String,
}

impl TantivySearch {
    /// An index in a folder. Nothing is accessed before it is opened.
    pub fn in_folder(base: &Path) -> Self {
        Self::new(Some(base.to_owned()))
    }

    /// An index in memory.
    pub fn in_memory() -> Self {
        Self::new(None)
    }

    fn new(base: Option<PathBuf>) -> Self {
        let (schema, fields) = fields::schema();
        let serving = Serving { reader: None, state: SearchState::Starting, position: None };
        Self {
            base,
            schema,
            fields,
            stems: Stems::new(),
            serving: RwLock::new(serving),
            writing: Mutex::new(None),
        }
    }

    fn reader(&self) -> Option<Arc<IndexReader>> {
        let serving = self.serving.read().unwrap_or_else(PoisonError::into_inner);
        serving.reader.clone()
    }

    fn serve(&self, change: impl FnOnce(&mut Serving)) {
        change(&mut self.serving.write().unwrap_or_else(PoisonError::into_inner));
    }

    fn writing(&self) -> MutexGuard<'_, Option<Writing>> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs an operation on the index; if it fails or panics, as tantivy does on a broken file,
    /// the index is dropped.
    fn guarded<T>(&self, what: &str, run: impl FnOnce() -> anyhow::Result<T>) -> Result<T> {
        let ran = catch_unwind(AssertUnwindSafe(run));
        let ran = ran.unwrap_or_else(|_| Err(anyhow!("it panicked")));
        Ok(ran.inspect_err(|error| {
            tracing::error!(
                error = format!("{error:#}"),
                "search index: {what} failed; it will be made anew"
            );
            self.give_up();
        })?)
    }

    /// Drops the index; searches are empty until a new one is built.
    fn give_up(&self) {
        self.serve(|serving| {
            *serving = Serving { reader: None, state: SearchState::Starting, position: None };
        });
    }

    fn ask(&self, reader: &IndexReader, wanted: &Wanted) -> anyhow::Result<Found> {
        let searcher = reader.searcher();
        let likest = Likest {
            wanted: SearchKind::ALL.map(|kind| wanted.kinds.contains(&kind)),
            limit: wanted.limit,
        };
        let run = |with_typos| {
            let question = ask::question(&self.fields, &self.stems, wanted, with_typos);
            searcher.search(&question, &likest)
        };
        let mut collected = run(!wanted.strict_first)?;
        if wanted.strict_first && collected.ranked.is_empty() {
            collected = run(true)?;
        }
        let hit = |ranked: &collect::Ranked| {
            let (kind, row) = (ranked.kind()?, ranked.row);
            Some(Hit { kind, row, score: ranked.score as f32 / 1000.0 })
        };
        Ok(Found {
            hits: collected.ranked.iter().filter_map(hit).collect(),
            totals: SearchKind::ALL.into_iter().zip(collected.totals).collect(),
            complete: true,
        })
    }
}

impl Search for TantivySearch {
    fn find(&self, wanted: &Wanted) -> Result<Found> {
        let is_ready = self.state() == SearchState::Ready;
        let Some(reader) = self.reader() else { return Ok(Found::default()) };
        // Drops the index on failure: an empty result marked as incomplete is more useful than an
        // error.
        let found = self.guarded("searching", || self.ask(&reader, wanted));
        Ok(found.map(|found| Found { complete: is_ready, ..found }).unwrap_or_default())
    }

    fn stems(&self, word: &str) -> Vec<String> {
        self.stems.of_word(word)
    }

    fn state(&self) -> SearchState {
        self.serving.read().unwrap_or_else(PoisonError::into_inner).state
    }

    fn position(&self) -> Option<i64> {
        self.serving.read().unwrap_or_else(PoisonError::into_inner).position
    }

    fn open(&self, progress: &SearchProgress) -> Result<()> {
        let Some(base) = &self.base else { return Ok(()) };
        let mut writing = self.writing();
        *writing = None;
        let looked = || Ok(folder::open(base, &self.schema, progress));
        let Ok(Some((opened, position))) = self.guarded("opening", looked) else { return Ok(()) };
        if let Some(folder) = &opened.folder {
            folder::keep_only(base, folder);
        }
        let reader = Arc::new(opened.reader.clone());
        self.serve(|serving| {
            *serving = Serving {
                reader: Some(reader),
                state: SearchState::Ready,
                position: Some(position),
            };
        });
        *writing = Some(Writing { opened, lineage: progress.lineage.clone() });
        Ok(())
    }

    fn begin(&self, lineage: &str) -> Result<()> {
        let mut writing = self.writing();
        // Releases the old index's lock and memory.
        *writing = None;
        let made = match &self.base {
            Some(base) => folder::create(base, self.schema.clone()),
            None => folder::in_memory(self.schema.clone()).map_err(Into::into),
        };
        let opened = made.context("cannot make a search index")?;
        let reader = Arc::new(opened.reader.clone());
        self.serve(|serving| {
            serving.reader.get_or_insert(reader);
            serving.state = SearchState::Rebuilding;
            serving.position = None;
        });
        *writing = Some(Writing { opened, lineage: lineage.to_owned() });
        Ok(())
    }

    fn put(&self, changes: Vec<SearchChange>) -> Result<()> {
        let writing = self.writing();
        let writer = &writing.as_ref().context("no search index is open")?.opened.writer;
        self.guarded("writing", || {
            for change in changes {
                // Lets threads that answer requests run first.
                std::thread::yield_now();
                match change {
                    SearchChange::Remove(key) => {
                        writer.delete_term(self.fields.key(key));
                    }
                    SearchChange::Put(doc) => {
                        writer.delete_term(self.fields.key(doc.key));
                        writer.add_document(self.fields.document(&doc, &self.stems))?;
                    }
                }
            }
            Ok(())
        })
    }

    fn commit(&self, position: Option<i64>) -> Result<()> {
        let mut writing = self.writing();
        let Writing { opened, lineage } = writing.as_mut().context("no search index is open")?;
        self.guarded("committing", || {
            let mut prepared = opened.writer.prepare_commit()?;
            prepared.set_payload(&serde_json::to_string(&Stamp::new(lineage, position))?);
            prepared.commit()?;
            opened.reader.reload()?;
            Ok(opened.merge()?)
        })?;
        let Some(position) = position else { return Ok(()) };
        let was_ready = self.state() == SearchState::Ready;
        let reader = Arc::new(opened.reader.clone());
        self.serve(|serving| {
            *serving = Serving {
                reader: Some(reader),
                state: SearchState::Ready,
                position: Some(position),
            };
        });
        if let (false, Some(base), Some(folder)) = (was_ready, &self.base, &opened.folder) {
            folder::keep_only(base, folder);
        }
        Ok(())
    }

    fn prints(&self, keys: &[SearchKey]) -> Result<Vec<Option<u64>>> {
        let Some(reader) = self.reader() else { return Ok(vec![None; keys.len()]) };
        self.guarded("comparing", || {
            let searcher = reader.searcher();
            let mut prints = vec![];
            for key in keys {
                let mut print = None;
                for segment in searcher.segment_readers() {
                    let index = segment.inverted_index(self.fields.key)?;
                    let term = self.fields.key(*key);
                    let postings = index.read_postings(&term, IndexRecordOption::Basic)?;
                    let Some(mut postings) = postings else { continue };
                    let column = segment.fast_fields().u64("print")?;
                    while postings.doc() != TERMINATED {
                        let doc = postings.doc();
                        if segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                            print = column.first(doc);
                        }
                        postings.advance();
                    }
                }
                prints.push(print);
            }
            Ok(prints)
        })
    }

    fn count(&self) -> Result<u64> {
        Ok(self.reader().map_or(0, |reader| reader.searcher().num_docs()))
    }

    fn forget(&self) -> Result<()> {
        let mut writing = self.writing();
        let Some(Writing { opened, .. }) = writing.as_mut() else { return Ok(()) };
        self.guarded("merging", || {
            let index = opened.writer.index().clone();
            let metas = index.searchable_segment_metas()?;
            let marked = metas.iter().filter(|meta| meta.num_deleted_docs() > 0);
            for meta in marked {
                // One segment at a time: each is rewritten without deleted documents. One that is
                // being merged already refuses, and loses them by that merge.
                if let Err(error) = opened.writer.merge(&[meta.id()]).wait() {
                    tracing::info!(%error, "a part of the search index is being merged already");
                }
            }
            opened.reader.reload()?;
            opened.writer.garbage_collect_files().wait()?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests;
