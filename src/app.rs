//! Everything an action may use: the database, the ports, the configuration. Built once, by the
//! command line or a test, and passed by reference.

pub mod archive;
mod attempts;
mod clock_watch;
mod counts;
mod disk;
mod keyed_lock;
mod logo;
mod lookups;
mod picture_pool;
mod process;
mod progress;
mod root_tree;
mod thread_pool;
mod verified_blob;
mod witnesses;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::live::Hub;
use crate::model::audit::AuditAction;
use crate::model::media::{Format, Inspected, PictureRequest, Rendered};
use crate::model::password::Passwords;
use crate::model::token::TokenKeys;
use crate::model::{ConsolePage, Digest, Keys, Settings, Theme, Timestamp};
use crate::ports::{
    BackupStore, Blobs, Bounds, Cache, Clock, Derivative, Derivatives, Geocoder, Images, Limiter,
    LocalCopy, Mailer, Outbox, Payments, Search, Shelf, Source,
};
use crate::store::{Db, Scope, audit};

pub use attempts::{Attempt, longest};
pub use clock_watch::ClockWatch;
pub use counts::{Counts, Tried};
pub use disk::DiskRoom;
pub use keyed_lock::KeyedLock;
pub use picture_pool::PicturePool;
pub use process::ProcessFigures;
pub use progress::Progress;
pub use root_tree::{LastTree, RootTree};
pub use thread_pool::ThreadPool;
pub use witnesses::Witnesses;

/// The longest that one picture is worked on.
const PICTURE_TIMEOUT: Duration = Duration::from_secs(20);

/// The account of a demo, which every visitor may enter.
#[derive(Clone)]
pub struct Guest {
    pub email: String,
}

/// Cheap to clone: every part is shared.
#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    /// Whether the clock is trusted for irreversible actions.
    pub clock_watch: Arc<ClockWatch>,
    pub mailer: Arc<dyn Mailer>,
    /// The mails of a demo; None if mails are really sent.
    pub outbox: Option<Arc<dyn Outbox>>,
    /// The account that a demo's visitor signs in with; None otherwise.
    pub guest: Option<Guest>,
    pub blobs: Arc<dyn Blobs>,
    pub images: Arc<dyn Images>,
    pub derivatives: Arc<dyn Derivatives>,
    /// The store of automatic backups; None if they are off.
    pub backup_store: Option<Arc<dyn BackupStore>>,
    /// Serialises the rendering of the same derivative.
    pub locks: Arc<KeyedLock>,
    /// None if geocoding is off.
    pub geocoder: Option<Arc<dyn Geocoder>>,
    /// None if billing is off.
    pub payments: Option<Arc<dyn Payments>>,
    /// The time-stamping authorities.
    pub witnesses: Witnesses,
    pub limiter: Arc<dyn Limiter>,
    /// Cached lookups; see [`App::look_up`].
    pub cache: Arc<dyn Cache>,
    /// The live event streams.
    pub live: Hub,
    pub search: Arc<dyn Search>,
    pub keys: Arc<Keys>,
    pub tokens: Arc<TokenKeys>,
    pub passwords: Arc<Passwords>,
    /// Limits the archives sent at a time.
    pub exports: Arc<Semaphore>,
    /// Does slow work (hashing, drawing) that somebody waits for.
    pub slow: ThreadPool,
    /// Draws documents, after requests.
    pub documents: ThreadPool,
    /// Answers searches.
    pub searching: ThreadPool,
    /// Inspects and renders pictures.
    pub picture_pool: PicturePool,
    /// Runs work without a waiting client: writing the search index, reading import files. Uses at
    /// most half the cores.
    pub background: ThreadPool,
    /// The Merkle tree of the newest daily root; see [`App::root_tree`].
    pub last_root_tree: LastTree,
    /// Counters for operators.
    pub counts: Counts,
}

/// What an [`App`] is assembled from: the adapters and keys, which differ between the product and
/// its tests. The rest is made in one place.
pub struct Parts {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub mailer: Arc<dyn Mailer>,
    pub blobs: Arc<dyn Blobs>,
    pub images: Arc<dyn Images>,
    pub derivatives: Arc<dyn Derivatives>,
    pub backup_store: Option<Arc<dyn BackupStore>>,
    pub geocoder: Option<Arc<dyn Geocoder>>,
    pub payments: Option<Arc<dyn Payments>>,
    pub witnesses: Witnesses,
    pub limiter: Arc<dyn Limiter>,
    pub cache: Arc<dyn Cache>,
    pub search: Arc<dyn Search>,
    pub keys: Arc<Keys>,
    pub tokens: Arc<TokenKeys>,
    pub passwords: Arc<Passwords>,
    /// The cores that slow work may occupy.
    pub cores: usize,
    /// The interval between keep-alives on event streams.
    pub pulse: Duration,
}

/// The archives sent at a time: each occupies a thread for as long as its client reads.
const EXPORTS: usize = 16;
/// The longest a picture waits for a free slot.
const PICTURE_PATIENCE: Duration = Duration::from_secs(10);

impl App {
    /// Assembles an App, and gives the database the key that seals evidence.
    pub fn new(config: Config, parts: Parts) -> Result<Self> {
        let Parts { db, clock, mailer, blobs, images, derivatives, backup_store, .. } = parts;
        db.seal_with(parts.keys.clone());
        let live = crate::live::Limits {
            streams: config.live.streams,
            streams_per_company: config.live.streams_per_company,
            streams_per_user: config.live.streams_per_user,
            pulse: parts.pulse,
        };
        Ok(Self {
            live: Hub::start(&db, live)?,
            db,
            clock,
            clock_watch: Arc::default(),
            mailer,
            outbox: None,
            guest: None,
            blobs,
            images,
            derivatives,
            backup_store,
            locks: Arc::default(),
            geocoder: parts.geocoder,
            payments: parts.payments,
            witnesses: parts.witnesses,
            limiter: parts.limiter,
            cache: parts.cache,
            search: parts.search,
            keys: parts.keys,
            tokens: parts.tokens,
            passwords: parts.passwords,
            exports: Arc::new(Semaphore::new(EXPORTS)),
            slow: ThreadPool::beside("slow", parts.cores),
            searching: ThreadPool::beside("search", parts.cores),
            picture_pool: PicturePool::new(parts.cores, PICTURE_PATIENCE),
            documents: ThreadPool::behind("documents", parts.cores),
            background: ThreadPool::aside("behind", parts.cores / 2),
            last_root_tree: Arc::default(),
            counts: Counts::default(),
            config: Arc::new(config),
        })
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Records something in the audit log that changes nothing else, such as a download.
    pub async fn note(&self, scope: Scope, action: AuditAction, about: Value) -> Result<()> {
        self.db.write(scope, move |tx| audit::note_in(tx, scope.by(), action, about)).await
    }

    /// Runs slow work off the async threads, at most one per core at a time.
    pub async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        self.slow.run(work).await
    }

    /// As [`App::off_thread`], for work that nobody waits for: requests come first.
    pub async fn off_thread_later<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        self.documents.run(work).await
    }

    /// Runs blocking disk work off the async threads.
    pub async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        Ok(tokio::task::spawn_blocking(work).await.context("work on the disk stopped halfway")?)
    }

    /// Detects the type and properties of a file.
    pub async fn inspect(&self, file: LocalCopy) -> Result<Inspected> {
        let (images, bounds) = (self.images.clone(), self.bounds());
        self.picture_pool.run(move || images.inspect(Source::File(&file), &bounds())).await?
    }

    /// Renders a picture.
    pub async fn make(&self, file: LocalCopy, order: PictureRequest) -> Result<Rendered> {
        self.picture_pool.run(self.making(file, order)).await?
    }

    /// The derivative of an original; rendered if it does not exist, once for all concurrent
    /// requests.
    pub async fn derivative(
        &self,
        shelf: Shelf,
        of: Digest,
        order: PictureRequest,
    ) -> Result<Derivative> {
        let key = order.key(of);
        let format = format(&order);
        if let Some(kept) = self.derivatives.find(of, key, format)? {
            self.counts.pictures_kept.inc();
            return Ok(kept);
        }
        let _guard = self.locks.lock(key).await;
        if let Some(kept) = self.derivatives.find(of, key, format)? {
            self.counts.pictures_kept.inc();
            return Ok(kept);
        }
        let made = self.render(shelf, of, order, false).await;
        if let Err(Error::Unavailable("pictures_busy")) = made {
            self.counts.pictures_refused.inc();
        }
        made
    }

    /// As [`App::derivative`], for later requests: at low priority, and not if it exists or is
    /// being rendered.
    pub async fn derivative_later(
        &self,
        shelf: Shelf,
        of: Digest,
        order: PictureRequest,
    ) -> Result<()> {
        let key = order.key(of);
        let Some(_guard) = self.locks.try_lock(key) else { return Ok(()) };
        if self.derivatives.find(of, key, format(&order))?.is_some() {
            return Ok(());
        }
        self.render(shelf, of, order, true).await.map(drop)
    }

    /// Renders and stores a derivative. The caller holds its lock.
    async fn render(
        &self,
        shelf: Shelf,
        of: Digest,
        order: PictureRequest,
        later: bool,
    ) -> Result<Derivative> {
        let (key, format) = (order.key(of), format(&order));
        let original = self.local_copy(shelf, of).await?;
        let making = self.making(original, order);
        let rendered = match later {
            true => self.picture_pool.run_later(making).await??,
            false => self.picture_pool.run(making).await??,
        };
        self.counts.pictures_made.inc();
        let derivatives = self.derivatives.clone();
        self.on_disk(move || derivatives.keep(of, key, format, &rendered.bytes)).await?
    }

    fn making(
        &self,
        file: LocalCopy,
        order: PictureRequest,
    ) -> impl FnOnce() -> Result<Rendered> + Send + 'static {
        let (images, bounds) = (self.images.clone(), self.bounds());
        move || images.transform(Source::File(&file), &order, &bounds())
    }

    /// The previews of the ThumbHashes, in the same order.
    pub async fn previews(&self, hashes: Vec<Vec<u8>>) -> Result<Vec<Option<Vec<u8>>>> {
        let images = self.images.clone();
        self.off_thread(move || hashes.iter().map(|hash| images.preview(hash)).collect()).await
    }

    /// The limits of a picture. Evaluated when the work starts: queueing does not count.
    fn bounds(&self) -> impl Fn() -> Bounds + Send + 'static {
        let config = self.config.clone();
        move || Bounds {
            limits: config.media.limits(),
            deadline: Instant::now().checked_add(PICTURE_TIMEOUT),
        }
    }

    /// Queries the search index off the async threads, one query per core at a time: each takes a
    /// millisecond or less.
    pub async fn of_search<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Search) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let search = self.search.clone();
        self.searching.run(move || ask(search.as_ref())).await?
    }

    /// Changes the search index at low priority: searches do not wait for it.
    pub async fn to_search<T: Send + 'static>(
        &self,
        change: impl FnOnce(&dyn Search) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let search = self.search.clone();
        self.background.run(move || change(search.as_ref())).await?
    }

    /// The settings of a user who never changed any.
    pub fn default_settings(&self) -> Settings {
        Settings {
            theme: Theme::System,
            locale: self.config.locale,
            time_zone: self.config.time_zone.iana_name().unwrap_or("UTC").to_owned(),
            page_sizes: BTreeMap::new(),
        }
    }

    /// The folder of the exports of companies; created by the first one.
    pub fn export_folder(&self) -> std::path::PathBuf {
        self.config.data_dir.join("exports")
    }

    /// The URL of a console page, for mails and notifications.
    pub fn console_url(&self, page: ConsolePage) -> String {
        self.url(&page.path())
    }

    /// The public URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_url.trim_end_matches('/'))
    }
}

/// The output format of an order.
fn format(order: &PictureRequest) -> Format {
    order.transform.target.format().unwrap_or(Format::Jpeg)
}
