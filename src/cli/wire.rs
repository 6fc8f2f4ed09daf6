//! Builds the App from the configuration: chooses the adapters of its ports.

use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use super::data_dir::DataDir;
use super::failure::Failure;
use super::memory;
use crate::App;
use crate::adapters::{
    DiskBackupStore, DiskBlobs, DiskDerivatives, HttpGeocoder, HttpPayments, HttpTimestamps,
    LocalImages, MemoryCache, MemoryLimiter, OutboxMailer, Security, SmtpMailer, SmtpSettings,
    SystemClock, TantivySearch,
};
use crate::app::{Parts, Witnesses};
use crate::config::{Config, SmtpSecurity};
use crate::model::password::{Cost, Passwords};
use crate::ports::{BackupStore, Clock, Geocoder, Mailer, Payments, Timestamps};
use crate::store::Db;

/// The interval between keep-alives on event streams; proxies close idle ones after 60 s.
const PULSE: Duration = Duration::from_secs(15);
/// The timeout of the geocoder.
const GEOCODER_PATIENCE: Duration = Duration::from_secs(10);
/// The most memory for picture processing, if the memory limit allows.
const PICTURE_MEMORY: u64 = 512 << 20;
/// Pictures get at most one part in this many of the process's memory limit.
const PICTURE_SHARE: u64 = 3;

/// The capacity of the cache, and its entries' lifetime, longer than they are needed.
const CACHED: u64 = 10_000;
const CACHED_FOR: Duration = Duration::from_secs(5);

/// Builds the App that the configuration describes.
pub fn app(config: Config, data: &DataDir) -> Result<App, Failure> {
    let mailer: Arc<dyn Mailer> = match smtp(&config) {
        Some(settings) => Arc::new(SmtpMailer::new(settings)?),
        None => Arc::new(OutboxMailer::new(data.outbox(), config.smtp.from.clone())?),
    };
    app_with(config, data, mailer)
}

/// As [`app`], with another mailer.
pub fn app_with(config: Config, data: &DataDir, mailer: Arc<dyn Mailer>) -> Result<App, Failure> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    data.expect_database()?;
    let keys = Arc::new(data.keys()?);
    let tokens = data.token_keys(&config)?;
    let cost = Cost {
        memory_kib: config.argon2.memory_kib,
        passes: config.argon2.iterations,
        lanes: config.argon2.parallelism,
    };
    let _alone = data.hold_to_migrate()?;
    let cores = available_parallelism().map_or(2, |cores| cores.get());
    let db = Db::open(&data.private_database()?, clock.clone())?;
    data.has_made_database()?;
    let backup_store =
        config.backup.folder.as_deref().map(|folder| backup_store(folder, &config, data));
    let limits = config.limits.rates();
    let parts = Parts {
        db,
        mailer,
        geocoder: geocoder(&config)?,
        payments: payments(&config)?,
        witnesses: witnesses(&config)?,
        blobs: Arc::new(DiskBlobs::open(&data.blobs())?),
        images: Arc::new(LocalImages::new(picture_memory(memory::limit()))),
        derivatives: Arc::new(DiskDerivatives::open(
            &data.derivatives(),
            config.media.cache_limit,
        )?),
        backup_store,
        cache: Arc::new(MemoryCache::new(CACHED, CACHED_FOR)),
        limiter: Arc::new(MemoryLimiter::new(limits, clock.clone())),
        search: Arc::new(TantivySearch::in_folder(&data.search())),
        keys,
        tokens: Arc::new(tokens),
        passwords: Arc::new(Passwords::new(cost)?),
        clock,
        cores,
        pulse: PULSE,
    };
    Ok(App::new(config, parts)?)
}

/// The memory for picture processing under such a limit.
fn picture_memory(limit: Option<u64>) -> u64 {
    limit.map_or(PICTURE_MEMORY, |limit| PICTURE_MEMORY.min(limit / PICTURE_SHARE))
}

/// The backup store of an instance.
pub fn backup_store(folder: &Path, config: &Config, data: &DataDir) -> Arc<dyn BackupStore> {
    let backup_store =
        DiskBackupStore::new(folder, &data.secrets(), config.provenance.file.as_deref());
    Arc::new(backup_store.with_key(config.backup.key.clone()))
}

/// The configured geocoder, if any.
fn geocoder(config: &Config) -> Result<Option<Arc<dyn Geocoder>>, Failure> {
    let Some(url) = &config.geocoding.url else { return Ok(None) };
    Ok(Some(Arc::new(HttpGeocoder::new(url, GEOCODER_PATIENCE)?)))
}

/// The payment service, if there is a key for it.
pub fn payments(config: &Config) -> Result<Option<Arc<dyn Payments>>, Failure> {
    let Some(key) = &config.stripe.key else { return Ok(None) };
    let livemode = config.stripe.livemode();
    Ok(Some(Arc::new(HttpPayments::new(&config.stripe.url, key.clone(), livemode)?)))
}

/// The configured time-stamping authorities.
pub fn witnesses(config: &Config) -> Result<Witnesses, Failure> {
    let mut authorities: Vec<Arc<dyn Timestamps>> = vec![];
    for url in &config.proof.timestamp_urls {
        authorities.push(Arc::new(HttpTimestamps::new(url)?));
    }
    Ok(Witnesses::new(authorities, config.proof.roots().map_err(Failure::new)?))
}

/// The configured mail server, if any.
pub fn smtp(config: &Config) -> Option<SmtpSettings> {
    let smtp = &config.smtp;
    Some(SmtpSettings {
        host: smtp.host.clone()?,
        port: smtp.port(),
        security: match smtp.security {
            SmtpSecurity::Starttls => Security::StartTls,
            SmtpSecurity::Tls => Security::Tls,
            SmtpSecurity::None => Security::None,
        },
        username: smtp.username.clone(),
        password: smtp.password.clone(),
        from: smtp.from.clone(),
        ehlo: config.smtp_greeting().map(str::to_owned),
        timeout: smtp.timeout,
        ca_file: smtp.ca_file.clone(),
    })
}
