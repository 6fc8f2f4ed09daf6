//! Uploads in parts that go on where they stopped, as tus 1.0 has it.

use super::intake::{Intake, Kept, Labels, begin, inspect, tell};
use crate::App;
use crate::error::{Error, Result};
use crate::model::checksum::Checksum;
use crate::model::file::{Upload, given_name};
use crate::model::keys::fresh_nonce;
use crate::model::live::UploadState;
use crate::model::{FileOwner, Timestamp, UploadId, UserId};
use crate::ports::Shelf;
use crate::store::{Scope, Tx, uploads};

/// How often who listens is told how far an upload is, in milliseconds.
const TELL_EVERY: i64 = 2 * Timestamp::SECOND;
/// Uploads looked at in one go.
const UNFINISHED: u32 = 500;
/// The most uploads one person has under way.
const UNDER_WAY: i64 = 200;

/// What somebody is about to upload.
#[derive(Debug, Clone)]
pub struct Announced {
    pub owner: FileOwner,
    pub labels: Labels,
    /// As the other computer calls it.
    pub came_as: Option<String>,
    /// All that the client said of it, in its own form.
    pub metadata: Option<String>,
    pub bytes: u64,
}

/// An upload and how far it has come.
#[derive(Debug, Clone)]
pub struct Resumable {
    pub upload: Upload,
    /// How many bytes have arrived.
    pub offset: u64,
    /// It has become what its owner had already: these very bytes.
    pub duplicate: bool,
}

/// Makes room for an upload: its token, and when it is thrown away if it rests.
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
            tell(tx, upload.owner, by, Some(id), stands)?;
            Ok(Resumable { upload: Upload { id, ..upload }, offset: 0, duplicate: false })
        })
        .await
}

/// One's own upload and how far it has come. One that has arrived whole and has become no
/// file, because the process ended or the disk was full, becomes one now: whoever asks is
/// told of the last byte only when there is a file.
pub async fn resumable(app: &App, scope: Scope, by: UserId, token: String) -> Result<Resumable> {
    let found = stands(app, scope, by, token.clone()).await?;
    if !found.is_whole() {
        return Ok(found);
    }
    // Whoever brings the last stretch is about to finish it.
    let _guard = app.locks.lock(crate::model::Digest::of(&token)).await;
    let mut found = stands(app, scope, by, token).await?;
    if found.is_whole() {
        let kept = finish(app, scope, by, &found.upload).await?;
        (found.upload.file, found.duplicate) = (Some(kept.file.id), kept.duplicate);
    }
    Ok(found)
}

/// One's own upload and how far it has come.
async fn stands(app: &App, scope: Scope, by: UserId, token: String) -> Result<Resumable> {
    let upload = find(app, scope, by, token).await?;
    let offset = arrived(app, scope, &upload).await?;
    Ok(Resumable { upload, offset, duplicate: false })
}

/// How many bytes of an upload have arrived.
async fn arrived(app: &App, scope: Scope, upload: &Upload) -> Result<u64> {
    if upload.file.is_some() {
        return Ok(upload.bytes);
    }
    let (shelf, token, kept_as) = (shelf(app, scope), upload.token.clone(), upload.kept_as);
    let (part, kept) = app
        .on_disk(move || -> Result<_> {
            let kept = match kept_as {
                Some(name) => shelf.file(name)?.is_some(),
                None => false,
            };
            Ok((shelf.part_bytes(&token)?, kept))
        })
        .await??;
    Ok(part.unwrap_or(if kept { upload.bytes } else { 0 }))
}

/// Makes files of all uploads that have arrived whole and have become none: at a start, and
/// every night. What fails is tried again the next time.
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
    /// All of it is here, and nothing has become of it.
    fn is_whole(&self) -> bool {
        self.upload.file.is_none() && self.offset == self.upload.bytes
    }
}

/// A stretch of an upload that is arriving.
pub struct Stretch {
    app: App,
    scope: Scope,
    by: UserId,
    upload: Upload,
    draft: Option<Box<dyn crate::ports::Draft>>,
    pending: Vec<u8>,
    /// Where this stretch began.
    began: u64,
    arrived: u64,
    /// What it should add up to, if the client said so.
    sum: Option<Checksum>,
    /// When who listens was last told how far it is.
    told_at: Timestamp,
    _guard: tokio::sync::OwnedMutexGuard<()>,
}

/// Goes on with an upload at `offset`, which must be where it stopped. One
/// stretch at a time.
pub async fn append(
    app: &App,
    scope: Scope,
    by: UserId,
    token: String,
    offset: u64,
    sum: Option<Checksum>,
) -> Result<Stretch> {
    let turn = app.locks.lock(crate::model::Digest::of(&token)).await;
    let Resumable { upload, offset: stands, .. } = stands(app, scope, by, token).await?;
    if offset != stands || upload.file.is_some() {
        return Err(Error::Conflict("upload_offset"));
    }
    let (shelf, token, now) = (shelf(app, scope), upload.token.clone(), app.now());
    let draft = app.on_disk(move || shelf.part(&token, now)).await??;
    let (app, pending, told_at) = (app.clone(), Vec::new(), app.now());
    Ok(Stretch {
        app,
        scope,
        by,
        upload,
        draft: Some(draft),
        pending,
        began: stands,
        arrived: stands,
        sum,
        told_at,
        _guard: turn,
    })
}

impl Stretch {
    /// More of it; refused beyond what was announced.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.arrived += bytes.len() as u64;
        if self.arrived > self.upload.bytes {
            return Err(Error::TooLarge(self.upload.bytes));
        }
        self.pending.extend_from_slice(bytes);
        if let Some(sum) = &mut self.sum {
            sum.update(bytes);
        }
        if self.pending.len() < 1 << 18 {
            return Ok(());
        }
        self.flush(false).await?;
        self.tell().await
    }

    /// Now and then, how far it is.
    async fn tell(&mut self) -> Result<()> {
        let now = self.app.now();
        if now.since(self.told_at) < TELL_EVERY || self.arrived >= self.upload.bytes {
            return Ok(());
        }
        self.told_at = now;
        let (id, owner, by) = (self.upload.id, self.upload.owner, self.by);
        let stands = (UploadState::Arriving, self.arrived, self.upload.bytes, None);
        self.app.db.write(self.scope, move |tx| tell(tx, owner, by, Some(id), stands)).await
    }

    async fn flush(&mut self, sync: bool) -> Result<()> {
        let Some(mut draft) = self.draft.take() else { return Ok(()) };
        let piece = std::mem::take(&mut self.pending);
        let written = move || -> Result<_> {
            draft.write(&piece)?;
            if sync {
                draft.sync()?;
            }
            Ok(draft)
        };
        self.draft = Some(self.app.on_disk(written).await??);
        Ok(())
    }

    /// The end of the stretch, also of one that was cut off: what arrived stays, unless
    /// it is not what its checksum says, or cannot be held against it. If it was the last
    /// one, the upload becomes a file.
    pub async fn done(mut self, whole: bool) -> Result<Resumable> {
        self.flush(true).await?;
        let Self { app, scope, by, mut upload, draft, began, arrived, sum, .. } = self;
        let (id, until) = (upload.id, expiry(&app));
        upload.expires_at = until;
        let mut duplicate = false;
        if let Some(sum) = sum
            && !(whole && sum.holds())
        {
            drop(draft);
            cut(&app, scope, &upload, began).await?;
            if whole {
                return Err(Error::Conflict("upload_checksum"));
            }
            app.db.write(scope, move |tx| uploads::prolong(tx, id, until)).await?;
            return Ok(Resumable { upload, offset: began, duplicate });
        }
        if arrived == upload.bytes {
            drop(draft);
            // If that fails, it is tried again when somebody asks how far it is.
            let kept = finish(&app, scope, by, &upload).await?;
            (upload.file, duplicate) = (Some(kept.file.id), kept.duplicate);
        } else {
            let (owner, bytes) = (upload.owner, upload.bytes);
            let rests = move |tx: &Tx| {
                uploads::prolong(tx, id, until)?;
                tell(tx, owner, by, Some(id), (UploadState::Arriving, arrived, bytes, None))
            };
            app.db.write(scope, rests).await?;
        }
        Ok(Resumable { upload, offset: arrived, duplicate })
    }
}

/// Makes a file of an upload that is whole, wherever an earlier attempt has stopped. What
/// is no file we take is thrown away. Whoever calls has the turn of its token.
async fn finish(app: &App, scope: Scope, by: UserId, upload: &Upload) -> Result<Kept> {
    match become_file(app, scope, by, upload).await {
        Ok(kept) => Ok(kept),
        // Our own trouble: it is tried again.
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
                // An earlier attempt has put the bytes in their place already.
                (None, Some(name)) => Ok(Err((name, on.file(name)?))),
                _ => Ok(Ok(on.part(&token, now)?)),
            }
        })
        .await??;
    let new = match found {
        Ok(mut draft) => {
            let inspected = inspect(app, draft.file()?).await?;
            intake.takes(&inspected, &checked)?;
            let (draft, name) = app
                .on_disk(move || -> Result<_> {
                    let name = draft.name()?;
                    Ok((draft, name))
                })
                .await??;
            // Written down before the part is gone: a row that speaks of it comes after.
            app.db.write(scope, move |tx| uploads::set_kept_as(tx, id, name)).await?;
            app.on_disk(move || draft.keep(now)).await??;
            intake.described(name, bytes, came_as, inspected, &checked)
        }
        Err((name, Some(path))) => {
            let inspected = inspect(app, path).await?;
            intake.described(name, bytes, came_as, inspected, &checked)
        }
        Err((_, None)) => return Err(anyhow::anyhow!("the bytes of an upload are lost").into()),
    };
    let kept = intake
        .enter(vec![Ok(new)], move |tx, kept| match kept.first() {
            Some(Ok(Kept { file, .. })) => {
                uploads::finish(tx, id, file.id)?;
                let stands = (UploadState::Done, bytes, bytes, Some(file.id));
                tell(tx, owner, by, Some(id), stands)
            }
            _ => Ok(()),
        })
        .await?;
    kept.into_iter().next().unwrap_or(Err(Error::NotFound("file")))
}

/// Forgets what came after the first `bytes` of an upload.
async fn cut(app: &App, scope: Scope, upload: &Upload, bytes: u64) -> Result<()> {
    let (shelf, token, now) = (shelf(app, scope), upload.token.clone(), app.now());
    let cut = move || match shelf.part_bytes(&token)? {
        Some(stands) if stands > bytes => shelf.part(&token, now)?.cut(bytes),
        _ => Ok(()),
    };
    app.on_disk(cut).await?
}

/// Gives an upload up.
pub async fn terminate(app: &App, scope: Scope, by: UserId, token: String) -> Result<()> {
    let _guard = app.locks.lock(crate::model::Digest::of(&token)).await;
    let upload = find(app, scope, by, token).await?;
    discard(app, scope, by, &upload).await
}

async fn discard(app: &App, scope: Scope, by: UserId, upload: &Upload) -> Result<()> {
    let (id, owner, bytes, became) = (upload.id, upload.owner, upload.bytes, upload.file);
    let gone = move |tx: &Tx| {
        let was_there = uploads::delete(tx, id)?;
        // What has become a file stays one.
        if was_there && became.is_none() {
            tell(tx, owner, by, Some(id), (UploadState::Stopped, 0, bytes, None))?;
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
