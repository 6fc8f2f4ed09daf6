//! Exports of everything that a company holds, to leave with it or to keep it elsewhere: asked for
//! by an owner who types their password again, written to a ZIP by a job, kept for some days.

use std::fs::{self, File};
use std::future::Future;
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::PathBuf;

use anyhow::Context;
use serde_json::{Value as Json, json};

use crate::App;
use crate::app::archive::{self, Archive};
use crate::app::{DiskRoom, Progress};
use crate::error::{Error, Result};
use crate::model::audit::AuditAction;
use crate::model::export::{Export, KEPT_DAYS};
use crate::model::file::{portable_name, served_name};
use crate::model::keys::fresh_nonce;
use crate::model::{AnswerId, ExportId, Fact, FileId, Job, Timestamp, UserId};
use crate::ports::{BlobReader, Shelf};
use crate::store::dump::{self, TABLES};
use crate::store::{Scope, audit, exports, facts, files, jobs};

/// The exports that are listed.
const LISTED: u32 = 10;
/// The rows, documents and files that are read at a time.
const ROWS: u32 = 500;
const FILES: u32 = 50;
/// The room left on the disk beside an export, in bytes.
const SPARE: u64 = 256 << 20;
/// What explains the files, in both languages.
const README: [(&str, &str); 2] = [
    ("LISEZMOI.txt", include_str!("../../assets/export/LISEZMOI.txt")),
    ("README.txt", include_str!("../../assets/export/README.txt")),
];

/// Asks for an export. `password`: the user's, typed again.
///
/// # Errors
/// [`Error::Conflict`] `export_under_way`; [`Error::Unavailable`] `storage_full`, if the disk has no
/// room for it.
pub async fn request(
    app: &App,
    scope: Scope,
    user: UserId,
    password: Option<String>,
) -> Result<Export> {
    app.prove_password(user, password).await?;
    let folder = app.config.data_dir.clone();
    let room = app.on_disk(move || DiskRoom::of(&folder)).await??;
    app.db
        .write(scope, move |tx| {
            let (_, bytes) = dump::amounts(tx)?;
            if room.free < bytes.unsigned_abs() + SPARE {
                return Err(Error::Unavailable("storage_full"));
            }
            let made = exports::create(tx, user, &fresh_nonce())?;
            let id = made.ok_or(Error::Conflict("export_under_way"))?;
            audit::note_in(tx, Some(user), AuditAction::RequestExport, json!({ "export": id }))?;
            jobs::enqueue(tx, &Job::ExportCompany { export: id })?;
            exports::find(tx, id)?.ok_or(Error::NotFound("export"))
        })
        .await
}

/// The latest exports, the newest first.
pub async fn list(app: &App, scope: Scope) -> Result<Vec<Export>> {
    app.db
        .read(scope, move |read| {
            let found = exports::latest(read, LISTED)?;
            Ok(found.into_iter().map(|one| one.as_of(read.now())).collect())
        })
        .await
}

pub async fn find(app: &App, scope: Scope, id: ExportId) -> Result<Export> {
    app.db
        .read(scope, move |read| {
            let found = exports::find(read, id)?.ok_or(Error::NotFound("export"))?;
            Ok(found.as_of(read.now()))
        })
        .await
}

/// The file of an export, with its name. Who downloads it is recorded.
///
/// # Errors
/// [`Error::Gone`] `export_expired`; [`Error::Conflict`] `export_not_ready`.
pub async fn open(
    app: &App,
    scope: Scope,
    user: UserId,
    id: ExportId,
) -> Result<(String, Box<dyn BlobReader>)> {
    use crate::model::ExportState::{Done, Expired};
    let export = find(app, scope, id).await?;
    match export.state {
        Done => {}
        Expired => return Err(Error::Gone("export_expired")),
        _ => return Err(Error::Conflict("export_not_ready")),
    }
    let path = path_of(app, &export.nonce);
    let file = app.on_disk(move || StoredFile::open(path)).await??;
    let file = file.ok_or(Error::Gone("export_expired"))?;
    app.db
        .write(scope, move |tx| {
            audit::note_in(tx, Some(user), AuditAction::DownloadExport, json!({ "export": id }))
        })
        .await?;
    let day = export.created_at.day_in(&app.config.time_zone);
    Ok((format!("be-right-{day}.zip"), Box::new(file)))
}

/// Writes an export: the job behind it. Run again, it begins anew. `bundle` makes the evidence of
/// an answer.
pub async fn run<B, F>(
    app: &App,
    scope: Scope,
    id: ExportId,
    progress: &Progress,
    bundle: B,
) -> Result<()>
where
    B: Fn(AnswerId) -> F,
    F: Future<Output = Result<(String, Vec<u8>)>>,
{
    let begun = app
        .db
        .write(scope, move |tx| {
            let (total, _) = dump::amounts(tx)?;
            let begun = exports::begin(tx, id, total)?;
            Ok(exports::find(tx, id)?.filter(|_| begun))
        })
        .await?;
    let Some(export) = begun else { return Ok(()) };
    let path = path_of(app, &export.nonce);
    let writing = Writing { app, scope, id, progress, total: export.total, done: 0 };
    match writing.write(path.clone(), bundle).await {
        Ok(bytes) => {
            app.db
                .write(scope, move |tx| {
                    let until = tx.now().plus(KEPT_DAYS * Timestamp::DAY);
                    if exports::end(tx, id, Some((bytes, until)))? {
                        facts::record(tx, Fact::ExportReady { export: id })?;
                    }
                    Ok(())
                })
                .await
        }
        Err(error) => {
            let _ = app.on_disk(move || fs::remove_file(path)).await?;
            app.db.write(scope, move |tx| exports::end(tx, id, None)).await?;
            Err(error)
        }
    }
}

fn path_of(app: &App, nonce: &str) -> PathBuf {
    app.export_folder().join(Export::file_name(nonce))
}

/// An export that is being written.
struct Writing<'a> {
    app: &'a App,
    scope: Scope,
    id: ExportId,
    progress: &'a Progress,
    total: i64,
    done: i64,
}

impl Writing<'_> {
    /// Writes everything to a file; returns its size.
    async fn write<B, F>(mut self, path: PathBuf, bundle: B) -> Result<i64>
    where
        B: Fn(AnswerId) -> F,
        F: Future<Output = Result<(String, Vec<u8>)>>,
    {
        let app = self.app;
        let to = path.clone();
        let file = app
            .on_disk(move || -> io::Result<File> {
                if let Some(folder) = to.parent() {
                    fs::create_dir_all(folder)?;
                }
                File::options().write(true).create(true).truncate(true).mode(0o600).open(to)
            })
            .await?
            .context("cannot create an export")?;
        let (mut archive, mut pieces) = archive::begin();
        let filling = async {
            self.tables(&mut archive).await?;
            self.documents(&mut archive, bundle).await?;
            self.files(&mut archive).await?;
            let finished: Result<()> = archive.finish().await;
            finished
        };
        let writing = async {
            let mut file = file;
            while let Some(piece) = pieces.recv().await {
                let piece = piece.context("an export could not be completed")?;
                file = app
                    .on_disk(move || file.write_all(&piece).map(|()| file))
                    .await?
                    .context("cannot write an export")?;
            }
            let bytes = app.on_disk(move || {
                file.sync_all()?;
                Ok::<_, io::Error>(file.metadata()?.len())
            });
            let bytes: Result<i64> = Ok(bytes.await?.context("cannot write an export")? as i64);
            bytes
        };
        let (filled, written) = tokio::join!(filling, writing);
        let bytes: i64 = written?;
        filled?;
        Ok(bytes)
    }

    /// The rows of all tables, and what their fields hold.
    async fn tables(&self, archive: &mut Archive) -> Result<()> {
        for (name, text) in README {
            archive.put_text(name, text.as_bytes().to_vec()).await?;
        }
        let fields = TABLES.iter().map(|table| {
            let fields = table.fields().into_iter().map(|(name, kind)| (name, kind.into()));
            (format!("{}.json", table.name), Json::Object(fields.collect()))
        });
        let fields = serde_json::to_vec_pretty(&Json::Object(fields.collect()));
        archive.put_text("fields.json", fields.map_err(anyhow::Error::from)?).await?;
        for table in TABLES {
            archive.begin_text(&format!("data/{}.json", table.name)).await?;
            let (mut after, mut before) = (0, "[\n");
            loop {
                let page = self
                    .app
                    .db
                    .read(self.scope, move |read| table.page_after(read, after, ROWS))
                    .await?;
                let Some((last, _)) = page.last() else { break };
                after = *last;
                let mut text = String::new();
                for (_, object) in page {
                    text.push_str(before);
                    text.push_str(&object.to_string());
                    before = ",\n";
                }
                archive.append(text.into_bytes()).await?;
            }
            let end = if before == "[\n" { "[]\n" } else { "\n]\n" };
            archive.append(end.into()).await?;
        }
        Ok(())
    }

    /// The evidence of each answer, with its PDF; a list of what could not be given.
    async fn documents<B, F>(&mut self, archive: &mut Archive, bundle: B) -> Result<()>
    where
        B: Fn(AnswerId) -> F,
        F: Future<Output = Result<(String, Vec<u8>)>>,
    {
        let (mut after, mut left_out) = (AnswerId(0), vec![]);
        loop {
            let page = self
                .app
                .db
                .read(self.scope, move |read| dump::given_after(read, after, FILES))
                .await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (id, reference) in page {
                match bundle(id).await {
                    Ok((_, bytes)) => {
                        archive.put(&format!("consents/{reference}.zip"), bytes).await?
                    }
                    Err(Error::Internal(error)) => return Err(Error::Internal(error)),
                    // Such as of an erased person: it is opened for a reason only.
                    Err(error) => {
                        let why = error.to_string();
                        left_out
                            .push(json!({ "answerId": id, "reference": reference, "why": why }));
                    }
                }
                self.advance().await?;
            }
        }
        let list = serde_json::to_vec_pretty(&left_out).map_err(anyhow::Error::from)?;
        archive.put_text("consents/left-out.json", list).await
    }

    /// The files, byte for byte.
    async fn files(&mut self, archive: &mut Archive) -> Result<()> {
        let shelf = Shelf::Company(self.scope.company());
        let mut after = FileId(0);
        loop {
            let page = self
                .app
                .db
                .read(self.scope, move |read| {
                    let ids = dump::files_after(read, after, FILES)?;
                    let found = ids.into_iter().map(|id| files::find(read, id));
                    found.collect::<Result<Vec<_>>>()
                })
                .await?;
            let page: Vec<_> = page.into_iter().flatten().collect();
            let Some(last) = page.last() else { break };
            after = last.id;
            for file in page {
                let (on, sha256) = (self.app.blobs.shelf(shelf), file.sha256);
                let bytes = self.app.on_disk(move || on.open(sha256)).await??;
                // One that is lost is missing here, and is in files.json all the same.
                if let Some(bytes) = bytes {
                    let name = portable_name(&served_name(&file.name, file.format));
                    archive.copy(&format!("files/{}-{name}", file.id.0), bytes).await?;
                }
                self.advance().await?;
            }
        }
        Ok(())
    }

    async fn advance(&mut self) -> Result<()> {
        self.done += 1;
        self.progress.report(self.done as u64, self.total as u64).await?;
        // A commit for each would be most of the work.
        if self.done % i64::from(FILES) != 0 {
            return Ok(());
        }
        let (id, done) = (self.id, self.done);
        self.app.db.write(self.scope, move |tx| exports::advance(tx, id, done)).await
    }
}

/// A file on the disk.
struct StoredFile {
    file: File,
    bytes: u64,
}

impl StoredFile {
    fn open(path: PathBuf) -> Result<Option<Self>> {
        match File::open(path) {
            Ok(file) => {
                let bytes = file.metadata().context("cannot read an export")?.len();
                Ok(Some(Self { file, bytes }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(anyhow::Error::from(error).into()),
        }
    }
}

impl BlobReader for StoredFile {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn read_exact_at(&self, into: &mut [u8], at: u64) -> io::Result<()> {
        self.file.read_exact_at(into, at)
    }
}
