//! Incoming files: written as they arrive, inspected once complete, and all files of a request
//! entered in one transaction. Files of forms, resumed uploads and portraits all come this way.

use std::sync::Arc;

use crate::App;
use crate::config::Media;
use crate::error::{Error, Result};
use crate::model::billing::Limit;
use crate::model::billing::rules::PlanRules;
use crate::model::check::lines;
use crate::model::file::{
    File, FileKind, FileOwner, LONGEST_DESCRIPTION, NewFile, PIECE, Seen, given_name, served_name,
    typed_name,
};
use crate::model::keys::fresh_nonce;
use crate::model::live::{UploadNews, UploadState};
use crate::model::media::{Format, Inspected, Picture, Refusal};
use crate::model::{Check, Digest, Fact, FileId, Live, Plan, UploadId, UserId};
use crate::ports::{Blobs, Draft, LocalCopy, Shelf};
use crate::store::{
    Reach, Read, Scope, Tx, billing, companies, employees, events, facts, files, live, released,
    uploads,
};

/// Accepts the files of one request.
#[derive(Clone)]
pub struct Intake {
    app: App,
    scope: Scope,
    by: UserId,
    owner: FileOwner,
    shelf: Arc<dyn Blobs>,
}

/// The fields of the form, as typed; they may come before or after the files.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    pub kind: Option<FileKind>,
    /// Only for a single file: several keep their own names.
    pub name: Option<String>,
    pub description: Option<String>,
}

/// A file that is arriving: its bytes are collected and appended to a draft in large pieces.
pub struct Arriving {
    /// None once a write has failed, or if the bytes are stored already.
    draft: Option<Box<dyn Draft>>,
    pending: Vec<u8>,
    bytes: u64,
    most: u64,
}

/// A complete file of an accepted type.
pub struct Arrived {
    draft: Box<dyn Draft>,
    bytes: u64,
    /// The file name sent by the client.
    came_as: Option<String>,
    inspected: Inspected,
}

/// A file whose bytes are stored, and which has no row yet.
pub(super) struct Stored {
    pub sha256: Digest,
    pub bytes: u64,
    /// The file name sent by the client.
    pub came_as: Option<String>,
    pub inspected: Inspected,
}

/// A stored file.
#[derive(Debug, Clone)]
pub struct Kept {
    pub file: File,
    /// The owner already had a file of this kind with the same bytes; nothing was added.
    pub duplicate: bool,
}

/// Begins an upload for an owner of the scope. Partners may only add photographs to their own
/// events.
pub async fn begin(app: &App, scope: Scope, by: UserId, owner: FileOwner) -> Result<Intake> {
    let (media, rules) = (app.config.media.clone(), app.config.plan_rules());
    app.db
        .read(scope, move |read| {
            check_owner(read, owner)?;
            billing::check(read, rules.as_ref(), Limit::Photos, 1)?;
            match quota(read, &media)? {
                Some(most) if files::used(read)? >= most => {
                    Err(Error::QuotaReached("storage_quota"))
                }
                _ => Ok(()),
            }
        })
        .await?;
    let shelf = app.blobs.shelf(Shelf::Company(scope.company()));
    Ok(Intake { app: app.clone(), scope, by, owner, shelf })
}

/// Whether the caller may add files to an owner.
pub(super) fn check_owner(read: &Read, owner: FileOwner) -> Result<()> {
    if read.scope().reach() != Reach::Company && !matches!(owner, FileOwner::Event(_)) {
        return Err(Error::Forbidden);
    }
    let (is_there, what) = match owner {
        FileOwner::Event(id) => (events::find(read, id)?.is_some(), "event"),
        FileOwner::Employee(id) => (employees::find(read, id)?.is_some(), "employee"),
        FileOwner::Company => (companies::current(read)?.is_some(), "company"),
    };
    if is_there { Ok(()) } else { Err(Error::NotFound(what)) }
}

/// The quota of the company's plan, in bytes; None: unlimited.
pub(super) fn quota(read: &Read, media: &Media) -> Result<Option<u64>> {
    let plan = companies::subscription(read)?.map_or(Plan::Basic, |found| found.plan);
    Ok(media.quota(plan))
}

impl Intake {
    /// Begins the next file.
    pub async fn next(&self) -> Result<Arriving> {
        Arriving::begin(&self.app, self.shelf.clone()).await
    }

    /// Completes a file and inspects it.
    pub async fn arrived(&self, file: Arriving, came_as: Option<String>) -> Result<Arrived> {
        let (draft, bytes) = file.whole(&self.app).await?;
        look_into(&self.app, draft, bytes, came_as).await
    }

    /// Stores the files, in their order. One that is refused does not affect the others.
    pub async fn keep(&self, arrived: Vec<Arrived>, labels: Labels) -> Result<Vec<Result<Kept>>> {
        let labels = labels.checked(self.owner, self.scope, arrived.len() == 1)?;
        let mut news = vec![];
        for file in arrived {
            news.push(self.settle(file, &labels, None).await);
        }
        let (owner, by) = (self.owner, self.by);
        let published = move |tx: &Tx, kept: &[Result<Kept>]| {
            for Kept { file, .. } in kept.iter().flatten() {
                let (state, bytes) = (UploadState::Done, file.bytes);
                publish(tx, owner, by, None, (state, bytes, bytes, Some(file.id)))?;
            }
            Ok(())
        };
        self.enter(news, published).await
    }

    /// Stores the bytes durably, before a row refers to them, unless the kind of file does not allow
    /// their format. `resumed`: the upload that the file came by.
    pub(super) async fn settle(
        &self,
        file: Arrived,
        labels: &Checked,
        resumed: Option<UploadId>,
    ) -> Result<NewFile> {
        if !labels.kind.takes(file.inspected.format) {
            return Err(Refusal::NotAPicture.into());
        }
        let stored = file.store(&self.app, resumed.map(|id| (self.scope, id))).await?;
        Ok(self.described(stored, labels))
    }

    /// The row of a file whose bytes are stored.
    pub(super) fn described(&self, stored: Stored, labels: &Checked) -> NewFile {
        let Stored { sha256, bytes, came_as, inspected } = stored;
        let format = inspected.format;
        let came_as = came_as.as_deref().and_then(given_name);
        let name = labels.name.clone().or(came_as);
        NewFile {
            kind: labels.kind,
            owner: self.owner,
            sha256,
            bytes,
            name: name.unwrap_or_else(|| served_name("file", format)),
            description: labels.description.clone(),
            format,
            picture: inspected.picture.map(|picture| seen(&self.app, picture)),
        }
    }

    /// Enters the files, and what `also` adds, in one transaction.
    pub(super) async fn enter(
        &self,
        news: Vec<Result<NewFile>>,
        also: impl FnOnce(&Tx, &[Result<Kept>]) -> Result<()> + Send + 'static,
    ) -> Result<Vec<Result<Kept>>> {
        let (owner, by, media) = (self.owner, self.by, self.app.config.media.clone());
        let rules = self.app.config.plan_rules();
        let kept = self
            .app
            .db
            .write(self.scope, move |tx| {
                // The owner may have been deleted during the upload.
                check_owner(tx, owner)?;
                let quota = quota(tx, &media)?;
                let mut kept = vec![];
                for new in news {
                    kept.push(new.and_then(|new| {
                        let sha256 = new.sha256;
                        let entered = enter(tx, rules.as_ref(), &new, by, quota);
                        if entered.is_err() {
                            // The bytes are stored, but no row refers to them.
                            released::note(tx, sha256)?;
                        }
                        entered
                    }));
                }
                also(tx, &kept)?;
                Ok(kept)
            })
            .await?;
        for one in &kept {
            let counts = &self.app.counts;
            let counter = if one.is_ok() { &counts.files_kept } else { &counts.files_refused };
            counter.inc();
        }
        Ok(kept)
    }
}

/// Publishes the state of an upload as a live event: its state, the bytes received and expected,
/// and the resulting file.
pub(super) fn publish(
    tx: &Tx,
    owner: FileOwner,
    by: UserId,
    id: Option<UploadId>,
    stands: (UploadState, u64, u64, Option<FileId>),
) -> Result<()> {
    let (state, done, total, file_id) = stands;
    let event_id = match owner {
        FileOwner::Event(event) => Some(event),
        FileOwner::Employee(_) | FileOwner::Company => None,
    };
    let news = UploadNews { id, event_id, user_id: by, state, done, total, file_id };
    match event_id {
        Some(event) => live::publish_of_event(tx, event, &Live::Upload(news)),
        None => live::publish(tx, &Live::Upload(news)),
    }
}

fn enter(
    tx: &Tx,
    rules: Option<&PlanRules>,
    new: &NewFile,
    by: UserId,
    quota: Option<u64>,
) -> Result<Kept> {
    if rules.is_some() && files::duplicate(tx, new)?.is_none() {
        billing::check(tx, rules, Limit::Photos, 1)?;
    }
    match files::create(tx, new, &fresh_nonce(), by, quota)? {
        Some(id) => {
            own(tx, new.kind, id)?;
            facts::record(tx, Fact::FileAdded { file: id })?;
            Ok(Kept { file: known(tx, id)?, duplicate: false })
        }
        None => {
            let file = files::duplicate(tx, new)?.ok_or(Error::NotFound("file"))?;
            Ok(Kept { file, duplicate: true })
        }
    }
}

/// Makes a new logo or watermark the current one, and deletes the former.
fn own(tx: &Tx, kind: FileKind, id: FileId) -> Result<()> {
    let set = match kind {
        FileKind::Logo => files::set_logo,
        FileKind::Watermark => files::set_watermark,
        _ => return Ok(()),
    };
    for before in files::of_company(tx, kind)?.into_iter().filter(|before| *before != id) {
        files::delete(tx, before)?;
    }
    set(tx, id)
}

pub(super) fn known(read: &Read, id: FileId) -> Result<File> {
    files::find(read, id)?.ok_or(Error::NotFound("file"))
}

impl Arriving {
    pub(super) async fn begin(app: &App, shelf: Arc<dyn Blobs>) -> Result<Self> {
        let draft = app.on_disk(move || shelf.draft()).await??;
        Ok(Self::over(Some(draft), 0, app.config.media.file_limit))
    }

    /// Continues a draft of `bytes`, up to a length of `most`. None: it is complete and stored.
    pub(super) fn over(draft: Option<Box<dyn Draft>>, bytes: u64, most: u64) -> Self {
        Self { draft, pending: Vec::new(), bytes, most }
    }

    /// The length so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Appends bytes. Refuses the file as soon as it is too large.
    pub async fn write(&mut self, app: &App, bytes: &[u8]) -> Result<()> {
        self.bytes += bytes.len() as u64;
        if self.bytes > self.most {
            return Err(Error::TooLarge(self.most));
        }
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= PIECE { self.flush(app, false).await } else { Ok(()) }
    }

    /// Whether all bytes were written to the draft.
    pub(super) fn is_flushed(&self) -> bool {
        self.pending.is_empty()
    }

    /// Writes what was collected to the draft; `durably`: and syncs it.
    pub(super) async fn flush(&mut self, app: &App, durably: bool) -> Result<()> {
        let Some(mut draft) = self.draft.take() else { return Ok(()) };
        let piece = std::mem::replace(&mut self.pending, Vec::with_capacity(PIECE));
        let write = move || -> Result<Box<dyn Draft>> {
            draft.write(&piece)?;
            if durably {
                draft.sync()?;
            }
            Ok(draft)
        };
        self.draft = Some(app.on_disk(write).await??);
        Ok(())
    }

    pub(super) async fn whole(mut self, app: &App) -> Result<(Box<dyn Draft>, u64)> {
        self.flush(app, false).await?;
        if self.bytes == 0 {
            return Err(Error::invalid("file", "file_empty"));
        }
        let draft = self.draft.ok_or_else(|| anyhow::anyhow!("a draft was lost"))?;
        Ok((draft, self.bytes))
    }
}

/// Inspects a draft, and refuses types that are not accepted.
pub(super) async fn look_into(
    app: &App,
    mut draft: Box<dyn Draft>,
    bytes: u64,
    came_as: Option<String>,
) -> Result<Arrived> {
    let (draft, copy) = app
        .on_disk(move || -> Result<_> {
            let copy = draft.local_copy()?;
            Ok((draft, copy))
        })
        .await??;
    let inspected = inspect(app, copy).await?;
    Ok(Arrived { draft, bytes, came_as, inspected })
}

/// Inspects a file, and refuses types that are not accepted.
pub(super) async fn inspect(app: &App, file: LocalCopy) -> Result<Inspected> {
    let inspected = app.inspect(file).await?;
    match inspected.format {
        Format::Pdf => Ok(inspected),
        format if format.is_picture() => Ok(inspected),
        _ => Err(Refusal::UnknownType.into()),
    }
}

/// What is stored about a picture: everything but its location.
pub(super) fn seen(app: &App, picture: Picture) -> Seen {
    let captured_at = picture.taken.and_then(|taken| taken.at(&app.config.time_zone));
    Seen {
        width: picture.width,
        height: picture.height,
        orientation: picture.orientation,
        has_alpha: picture.has_alpha,
        captured_at,
        camera: picture.camera,
        placeholder: files::placeholder(&picture.placeholder),
        colour: picture.colour,
    }
}

/// [`Labels`], checked.
pub(super) struct Checked {
    pub kind: FileKind,
    pub name: Option<String>,
    pub description: Option<String>,
}

impl Labels {
    pub(super) fn checked(self, owner: FileOwner, scope: Scope, is_one: bool) -> Result<Checked> {
        let mut check = Check::new();
        let kind = self.kind.unwrap_or(owner.usual_kind());
        check.require(owner.has(kind), "type", "file_kind");
        let name = check.optional("name", self.name.as_deref(), typed_name);
        check.require(name.is_none() || is_one, "name", "name_of_one_file");
        let description = check.optional("description", self.description.as_deref(), |text| {
            lines(text, LONGEST_DESCRIPTION)
        });
        check.done()?;
        if scope.reach() != Reach::Company && kind != FileKind::EventPhoto {
            return Err(Error::Forbidden);
        }
        Ok(Checked { kind, name, description })
    }
}

impl Arrived {
    /// Stores the bytes durably. With `resumed`, the digest is recorded with that upload first: if
    /// the process ends before there is a row, the bytes are found again.
    async fn store(self, app: &App, resumed: Option<(Scope, UploadId)>) -> Result<Stored> {
        let Self { mut draft, bytes, came_as, inspected } = self;
        if let Some((scope, id)) = resumed {
            let name = move || -> Result<_> {
                let name = draft.name()?;
                Ok((draft, name))
            };
            let (named, name) = app.on_disk(name).await??;
            draft = named;
            app.db.write(scope, move |tx| uploads::set_kept_as(tx, id, name)).await?;
        }
        let now = app.now();
        let sha256 = app.on_disk(move || draft.keep(now)).await??;
        Ok(Stored { sha256, bytes, came_as, inspected })
    }

    /// Stores the bytes, for a picture that does not belong to a company.
    pub(super) async fn store_picture(self, app: &App) -> Result<(Stored, Picture)> {
        let picture = self.inspected.picture.clone().ok_or(Refusal::NotAPicture)?;
        Ok((self.store(app, None).await?, picture))
    }
}
