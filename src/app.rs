//! Everything an action may reach: the database, the ports, what was set. Built
//! once, by the command line or by a test, and passed by reference from there.

mod attempts;
mod background_pool;
mod clock_watch;
mod counts;
mod disk;
mod keyed_lock;
mod logo;
mod lookups;
mod picture_pool;
mod process;
mod progress;
mod sound;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use tokio::sync::Semaphore;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::live::Hub;
use crate::model::media::{Format, Inspected, Order, Rendered};
use crate::model::password::Passwords;
use crate::model::token::TokenKeys;
use crate::model::{ConsolePage, Digest, Keys, Settings, Theme, Timestamp};
use crate::ports::{
    BackupStore, Blobs, Bounds, Cache, Clock, Derivative, Derivatives, Geocoder, Images, Limiter,
    Mailer, Outbox, Search, Shelf, Source,
};
use crate::store::Db;

pub use attempts::{Attempt, longest};
pub use background_pool::BackgroundPool;
pub use clock_watch::ClockWatch;
pub use counts::{Counts, Tried};
pub use disk::DiskRoom;
pub use keyed_lock::KeyedLock;
pub use picture_pool::PicturePool;
pub use process::ProcessFigures;
pub use progress::Progress;

/// The account of a demonstration, told to whoever comes.
#[derive(Clone)]
pub struct Guest {
    pub email: String,
    pub password: String,
}

/// Cheap to clone: every part is shared.
#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    /// Whether the clock can be trusted with what cannot be undone.
    pub clock_watch: Arc<ClockWatch>,
    pub mailer: Arc<dyn Mailer>,
    /// The mail queue of a demonstration; none where mails are really sent.
    pub outbox: Option<Arc<dyn Outbox>>,
    /// Who the visitor of a demonstration signs in as; none in earnest.
    pub guest: Option<Guest>,
    pub blobs: Arc<dyn Blobs>,
    pub images: Arc<dyn Images>,
    pub derivatives: Arc<dyn Derivatives>,
    /// Where backups are kept by themselves; none where they are not.
    pub backup_store: Option<Arc<dyn BackupStore>>,
    /// Whoever makes the same derivative at the same time takes turns.
    pub locks: Arc<KeyedLock>,
    /// None where addresses are not to be placed.
    pub geocoder: Option<Arc<dyn Geocoder>>,
    pub limiter: Arc<dyn Limiter>,
    /// Answers kept for a moment; see [`App::look_up`].
    pub cache: Arc<dyn Cache>,
    /// Who listens to what happens.
    pub live: Hub,
    pub search: Arc<dyn Search>,
    pub keys: Arc<Keys>,
    pub tokens: Arc<TokenKeys>,
    pub passwords: Arc<Passwords>,
    /// How many archives may be on their way out at a time.
    pub exports: Arc<Semaphore>,
    /// How many threads may do slow work (hashing, drawing) at a time.
    pub slow: Arc<Semaphore>,
    /// Where pictures are looked into and made.
    pub picture_pool: PicturePool,
    /// What nobody waits for: writing the search index, reading files of people. It keeps
    /// half the cores busy at most.
    pub background: BackgroundPool,
    /// What is counted for operators.
    pub counts: Counts,
}

impl App {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Runs slow work off the async threads, as many at a time as there are cores.
    pub async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let seat = self.slow.clone().acquire_owned().await.context("slow work has ended")?;
        let done = tokio::task::spawn_blocking(move || {
            let _seat = seat;
            work()
        });
        Ok(done.await.context("slow work stopped halfway")?)
    }

    /// Runs work that waits for the disk, off the async threads.
    pub async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        Ok(tokio::task::spawn_blocking(work).await.context("work on the disk stopped halfway")?)
    }

    /// What a file is.
    pub async fn inspect(&self, path: PathBuf) -> Result<Inspected> {
        let (images, bounds) = (self.images.clone(), self.bounds());
        self.picture_pool.run(move || images.inspect(Source::File(&path), &bounds())).await?
    }

    /// Makes a picture to order.
    pub async fn make(&self, path: PathBuf, order: Order) -> Result<Rendered> {
        self.picture_pool.run(self.making(path, order)).await?
    }

    /// A picture made to order of an original on a shelf: made if it is not there, once
    /// however many ask at a time.
    pub async fn derivative(&self, shelf: Shelf, of: Digest, order: Order) -> Result<Derivative> {
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
        let made = self.develop(shelf, of, order, false).await;
        if let Err(Error::Unavailable("pictures_busy")) = made {
            self.counts.pictures_refused.inc();
        }
        made
    }

    /// The same, for those who come later: after all that somebody waits for, and not if
    /// it is there or somebody is at it.
    pub async fn derivative_later(&self, shelf: Shelf, of: Digest, order: Order) -> Result<()> {
        let key = order.key(of);
        let Some(_guard) = self.locks.try_lock(key) else { return Ok(()) };
        if self.derivatives.find(of, key, format(&order))?.is_some() {
            return Ok(());
        }
        self.develop(shelf, of, order, true).await.map(drop)
    }

    /// Makes a derivative and keeps it. Whoever calls has the turn.
    async fn develop(
        &self,
        shelf: Shelf,
        of: Digest,
        order: Order,
        later: bool,
    ) -> Result<Derivative> {
        let (key, format) = (order.key(of), format(&order));
        let original = self.sound_file(shelf, of).await?;
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
        path: PathBuf,
        order: Order,
    ) -> impl FnOnce() -> Result<Rendered> + Send + 'static {
        let (images, bounds) = (self.images.clone(), self.bounds());
        move || images.transform(Source::File(&path), &order, &bounds())
    }

    /// The previews that ThumbHashes stand for, in their order.
    pub async fn previews(&self, hashes: Vec<Vec<u8>>) -> Result<Vec<Option<Vec<u8>>>> {
        let images = self.images.clone();
        self.off_thread(move || hashes.iter().map(|hash| images.preview(hash)).collect()).await
    }

    /// What a picture may cost. Asked when its turn has come: waiting for it is not work.
    fn bounds(&self) -> impl Fn() -> Bounds + Send + 'static {
        let config = self.config.clone();
        move || Bounds {
            limits: config.media.limits,
            deadline: Instant::now().checked_add(config.media.work_timeout),
        }
    }

    /// Asks the search index, off the async threads. Without waiting for a seat: it
    /// takes a millisecond or two.
    pub async fn of_search<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Search) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let search = self.search.clone();
        let asked = tokio::task::spawn_blocking(move || ask(search.as_ref()));
        asked.await.context("the search stopped halfway")?
    }

    /// Changes the search index, behind everything else: whoever searches does not wait
    /// for it.
    pub async fn to_search<T: Send + 'static>(
        &self,
        change: impl FnOnce(&dyn Search) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let search = self.search.clone();
        self.background.run(move || change(search.as_ref())).await?
    }

    /// What someone has who never set anything.
    pub fn default_settings(&self) -> Settings {
        Settings {
            theme: Theme::Light,
            locale: self.config.locale,
            time_zone: self.config.time_zone.iana_name().unwrap_or("UTC").to_owned(),
            page_sizes: BTreeMap::new(),
        }
    }

    /// The address of a page of the console, for mails and notifications.
    pub fn console_url(&self, page: ConsolePage) -> String {
        self.url(&page.path())
    }

    /// A path of this instance as others reach it.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_url.trim_end_matches('/'))
    }
}

/// What an order is made as.
fn format(order: &Order) -> Format {
    order.transform.target.format().unwrap_or(Format::Jpeg)
}
