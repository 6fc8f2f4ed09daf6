//! Resumable uploads, by the protocol tus 1.0.

use super::intake::{Arriving, Intake, Kept, Labels, Stored, begin, inspect, look_into, publish};
use crate::App;
use crate::error::{Error, Result};
use crate::model::checksum::Checksum;
use crate::model::file::{Upload, given_name};
use crate::model::keys::fresh_nonce;
use crate::model::live::UploadState;
use crate::model::{FileOwner, Timestamp, UploadId, UserId};
use crate::ports::Shelf;
use crate::store::{Scope, Tx, uploads};

/// The interval of live events about the progress of an upload, in milliseconds.
const PUBLISH_EVERY: i64 = 2 * Timestamp::SECOND;
/// Uploads per page.
const UNFINISHED: u32 = 500;
/// The largest number of unfinished uploads of one user.
const UNDER_WAY: i64 = 200;

/// An upload to create.
#[derive(Debug, Clone)]
pub struct Announced {
    pub owner: FileOwner,
    pub labels: Labels,
    /// The file name sent by the client.
    pub came_as: Option<String>,
    /// The metadata header, as sent.
    pub metadata: Option<String>,
    pub bytes: u64,
}

/// An upload and its progress.
#[derive(Debug, Clone)]
pub struct Resumable {
    pub upload: Upload,
    /// The number of bytes received.
    pub offset: u64,
    /// Whether the owner already had a file with the same bytes, which the upload became.
    pub duplicate: bool,
}

/// Creates an upload, with its token and expiry.
pub async fn announce(
    app: &App,
    scope: Scope,
    by: UserId,
    announced: Announced,
) -> Result<Resumable> {
    let most = app.config.media.file_limit;
    if announced.bytes > most {
        return Err(Error::TooLarge(most));
    }
    if announced.bytes == 0 {
        return Err(Error::invalid("Upload-Length", "file_empty"));
    }
    begin(app, scope, by, announced.owner).await?;
    let checked = announced.labels.checked(announced.owner, scope, true)?;
    let came_as = announced.came_as.as_deref().and_then(given_name);
    let upload = Upload {
        id: UploadId(0),
        token: fresh_nonce(),
        kind: checked.kind,
        owner: announced.owner,
        name: checked.name.or(came_as).unwrap_or_default(),
        description: checked.description,
        metadata: announced.metadata,
        bytes: announced.bytes,
        file: None,
        kept_as: None,
        expires_at: expiry(app),
    };
    let room = most.saturating_mul(UNDER_WAY.unsigned_abs());
    app.db
        .write(scope, move |tx| {
            let (count, bytes) = uploads::under_way(tx, by)?;
            if count >= UNDER_WAY || bytes.saturating_add(upload.bytes) > room {
                return Err(Error::Conflict("too_many_uploads"));
            }
            let id = uploads::create(tx, &upload, by)?;
            let stands = (UploadState::Arriving, 0, upload.bytes, None);
            publish(tx, upload.owner, by, Some(id), stands)?;
            Ok(Resumable { upload: Upload { id, ..upload }, offset: 0, duplicate: false })
        })
        .await
}

/// The user's upload and its progress. A complete upload that has not become a file, because of a
/// crash or a full disk, becomes one now; the last byte is only confirmed once there is a file.
pub async fn resumable(app: &App, scope: Scope, by: UserId, token: String) -> Result<Resumable> {
    let found = find_upload(app, scope, by, token.clone()).await?;
    if !found.is_whole() {
        return Ok(found);
    }
    // A request that sends the last bytes may be about to finish it.
    let _guard = app.locks.lock(crate::model::Digest::of(&token)).await;
    let mut found = find_upload(app, scope, by, token).await?;
    if found.is_whole() {
        let kept = finish(app, scope, by, &found.upload).await?;
        (found.upload.file, found.duplicate) = (Some(kept.file.id), kept.duplicate);
    }
    Ok(found)
}

/// The user's upload and its progress.
async fn find_upload(app: &App, scope: Scope, by: UserId, token: String) -> Result<Resumable> {
    let upload = find(app, scope, by, token).await?;
    let offset = arrived(app, scope, &upload).await?;
    Ok(Resumable { upload, offset, duplicate: false })
}

/// The number of bytes received of an upload.
async fn arrived(app: &App, scope: Scope, upload: &Upload) -> Result<u64> {
    if upload.file.is_some() {
        return Ok(upload.bytes);
    }
    let (shelf, token, kept_as) = (shelf(app, scope), upload.token.clone(), upload.kept_as);
    let (part, kept) = app
        .on_disk(move || -> Result<_> {
            let kept = match kept_as {
                Some(name) => shelf.has(name)?,
                None => false,
            };
            Ok((shelf.part_bytes(&token)?, kept))
        })
        .await??;
    Ok(part.unwrap_or(if kept { upload.bytes } else { 0 }))
}

/// Finishes the uploads that are complete but not files: at a start, and every night. One that
/// fails is tried again the next time.
pub async fn finish_whole(app: &App) -> Result<()> {
    let mut after = UploadId(0);
    loop {
        let from = after;
        let page = app.db.read_all(move |all| uploads::unfinished(all, from, UNFINISHED)).await?;
        let Some((.., last)) = page.last() else { return Ok(()) };
        after = last.id;
        for (scope, by, upload) in page {
            if arrived(app, scope, &upload).await? != upload.bytes {
                continue;
            }
            let _guard = app.locks.lock(crate::model::Digest::of(&upload.token)).await;
            let token = upload.token.clone();
            let now = app.db.read(scope, move |read| uploads::find(read, &token, by)).await?;
            let Some(upload) = now.filter(|upload| upload.file.is_none()) else { continue };
            match finish(app, scope, by, &upload).await {
                Ok(kept) => tracing::info!(file = kept.file.id.0, "an upload was finished"),
                Err(error) => {
                    tracing::warn!(%error, upload = upload.id.0, "an upload is not finished")
                }
            }
        }
    }
}

impl Resumable {
    /// Complete, but not a file.
    fn is_whole(&self) -> bool {
        self.upload.file.is_none() && self.offset == self.upload.bytes
    }
}

/// One request of an upload, which appends bytes.
pub struct Stretch {
    app: App,
    scope: Scope,
    by: UserId,
    upload: Upload,
    file: Arriving,
    /// The offset where this request began.
    began: u64,
    /// The checksum that the client sent, if any.
    sum: Option<Checksum>,
    /// When progress was last published.
    published_at: Timestamp,
    _guard: tokio::sync::OwnedMutexGuard<()>,
}

/// Continues an upload at `offset`, which must be its current length. One request at a time per
/// upload.
pub async fn append(
    app: &App,
    scope: Scope,
    by: UserId,
    token: String,
    offset: u64,
    sum: Option<Checksum>,
) -> Result<Stretch> {
    let turn = app.locks.lock(crate::model::Digest::of(&token)).await;
    let Resumable { upload, offset: stands, .. } = find_upload(app, scope, by, token).await?;
    if offset != stands || upload.file.is_some() {
        return Err(Error::Conflict("upload_offset"));
    }
    let (shelf, token, now) = (shelf(app, scope), upload.token.clone(), app.now());
    let open = move || match shelf.part_bytes(&token)? {
        // The bytes are stored already; only the row of the file is missing.
        None if offset > 0 => Ok(None),
        _ => shelf.part(&token, now).map(Some),
    };
    let file = Arriving::over(app.on_disk(open).await??, offset, upload.bytes);
    let (app, published_at) = (app.clone(), app.now());
    Ok(Stretch { app, scope, by, upload, file, began: stands, sum, published_at, _guard: turn })
}

impl Stretch {
    /// Appends bytes. Refuses more than the announced length.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write(&self.app, bytes).await?;
        if let Some(sum) = &mut self.sum {
            sum.update(bytes);
        }
        if self.file.is_flushed() { self.publish_progress().await } else { Ok(()) }
    }

    /// Publishes the progress, at intervals.
    async fn publish_progress(&mut self) -> Result<()> {
        let now = self.app.now();
        let arrived = self.file.bytes();
        if now.since(self.published_at) < PUBLISH_EVERY || arrived >= self.upload.bytes {
            return Ok(());
        }
        self.published_at = now;
        let (id, owner, by) = (self.upload.id, self.upload.owner, self.by);
        let stands = (UploadState::Arriving, arrived, self.upload.bytes, None);
        self.app.db.write(self.scope, move |tx| publish(tx, owner, by, Some(id), stands)).await
    }

    /// Ends the request, even if it was cut off. Received bytes are kept, unless their checksum is
    /// wrong or cannot be verified. If the upload is complete, it becomes a file.
    pub async fn done(mut self, whole: bool) -> Result<Resumable> {
        self.file.flush(&self.app, true).await?;
        let Self { app, scope, by, mut upload, file, began, sum, .. } = self;
        let arrived = file.bytes();
        drop(file);
        let (id, until) = (upload.id, expiry(&app));
        upload.expires_at = until;
        let mut duplicate = false;
        if let Some(sum) = sum
            && !(whole && sum.holds())
        {
            cut(&app, scope, &upload, began).await?;
            if whole {
                return Err(Error::Conflict("upload_checksum"));
            }
            app.db.write(scope, move |tx| uploads::extend_expiry(tx, id, until)).await?;
            return Ok(Resumable { upload, offset: began, duplicate });
        }
        if arrived == upload.bytes {
            // If this fails, it is tried again at the next query of the offset.
            let kept = finish(&app, scope, by, &upload).await?;
            (upload.file, duplicate) = (Some(kept.file.id), kept.duplicate);
        } else {
            let (owner, bytes) = (upload.owner, upload.bytes);
            let rests = move |tx: &Tx| {
                uploads::extend_expiry(tx, id, until)?;
                publish(tx, owner, by, Some(id), (UploadState::Arriving, arrived, bytes, None))
            };
            app.db.write(scope, rests).await?;
        }
        Ok(Resumable { upload, offset: arrived, duplicate })
    }
}

/// Makes a file of a complete upload, from wherever an earlier attempt stopped. Bytes that are not
/// accepted as a file are deleted. The caller holds the lock of its token.
async fn finish(app: &App, scope: Scope, by: UserId, upload: &Upload) -> Result<Kept> {
    match become_file(app, scope, by, upload).await {
        Ok(kept) => Ok(kept),
        // A fault of the server: it is tried again.
        Err(error @ (Error::Internal(_) | Error::Unavailable(_))) => Err(error),
        Err(error) => {
            discard(app, scope, by, upload).await?;
            Err(error)
        }
    }
}

async fn become_file(app: &App, scope: Scope, by: UserId, upload: &Upload) -> Result<Kept> {
    let (id, owner, bytes) = (upload.id, upload.owner, upload.bytes);
    let intake: Intake = begin(app, scope, by, upload.owner).await?;
    let labels =
        Labels { kind: Some(upload.kind), name: None, description: upload.description.clone() };
    let checked = labels.checked(upload.owner, scope, true)?;
    let came_as = Some(upload.name.clone()).filter(|name| !name.is_empty());
    let (on, token, kept_as) = (shelf(app, scope), upload.token.clone(), upload.kept_as);
    let now = app.now();
    let found = app
        .on_disk(move || -> Result<_> {
            match (on.part_bytes(&token)?, kept_as) {
                // An earlier attempt has already stored the bytes.
                (None, Some(name)) => Ok(Err((name, on.unverified_copy(name)?))),
                _ => Ok(Ok(on.part(&token, now)?)),
            }
        })
        .await??;
    let new = match found {
        Ok(draft) => {
            let arrived = look_into(app, draft, bytes, came_as).await?;
            intake.settle(arrived, &checked, Some(id)).await?
        }
        Err((sha256, Some(copy))) => {
            let inspected = inspect(app, copy).await?;
            intake.described(Stored { sha256, bytes, came_as, inspected }, &checked)
        }
        Err((_, None)) => return Err(anyhow::anyhow!("the bytes of an upload are lost").into()),
    };
    let kept = intake
        .enter(vec![Ok(new)], move |tx, kept| match kept.first() {
            Some(Ok(Kept { file, .. })) => {
                uploads::finish(tx, id, file.id)?;
                let stands = (UploadState::Done, bytes, bytes, Some(file.id));
                publish(tx, owner, by, Some(id), stands)
            }
            _ => Ok(()),
        })
        .await?;
    kept.into_iter().next().unwrap_or(Err(Error::NotFound("file")))
}

/// Truncates an upload to its first `bytes`.
async fn cut(app: &App, scope: Scope, upload: &Upload, bytes: u64) -> Result<()> {
    let (shelf, token, now) = (shelf(app, scope), upload.token.clone(), app.now());
    let cut = move || match shelf.part_bytes(&token)? {
        Some(stands) if stands > bytes => shelf.part(&token, now)?.cut(bytes),
        _ => Ok(()),
    };
    app.on_disk(cut).await?
}

/// Cancels an upload.
pub async fn terminate(app: &App, scope: Scope, by: UserId, token: String) -> Result<()> {
    let _guard = app.locks.lock(crate::model::Digest::of(&token)).await;
    let upload = find(app, scope, by, token).await?;
    discard(app, scope, by, &upload).await
}

async fn discard(app: &App, scope: Scope, by: UserId, upload: &Upload) -> Result<()> {
    let (id, owner, bytes, became) = (upload.id, upload.owner, upload.bytes, upload.file);
    let gone = move |tx: &Tx| {
        let was_there = uploads::delete(tx, id)?;
        // If it has become a file, the file stays.
        if was_there && became.is_none() {
            publish(tx, owner, by, Some(id), (UploadState::Stopped, 0, bytes, None))?;
        }
        Ok(())
    };
    app.db.write(scope, gone).await?;
    let (shelf, token) = (shelf(app, scope), upload.token.clone());
    app.on_disk(move || shelf.drop_part(&token)).await?
}

async fn find(app: &App, scope: Scope, by: UserId, token: String) -> Result<Upload> {
    let found = app.db.read(scope, move |read| uploads::find(read, &token, by)).await?;
    found.ok_or(Error::NotFound("upload"))
}

fn shelf(app: &App, scope: Scope) -> std::sync::Arc<dyn crate::ports::Blobs> {
    app.blobs.shelf(Shelf::Company(scope.company()))
}

fn expiry(app: &App) -> Timestamp {
    let rest = app.config.media.resume_within.as_millis();
    app.now().plus(i64::try_from(rest).unwrap_or(i64::MAX))
}
