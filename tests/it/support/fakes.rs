//! Fakes of the ports: a clock that tests move, mailers that keep copies or fail, a full disk.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use be_right::model::{Digest, Mail, Timestamp};
use be_right::ports::{
    Blob, BlobReader, Blobs, Clock, Condition, Draft, LocalCopy, Mailer, Receipt, Shelf, Stage,
    Undelivered,
};
use be_right::{Error, Result};

/// Noon in Paris on 1 May 2026, until moved.
pub struct HandClock {
    now: AtomicI64,
    /// The monotonic clock, which nobody can set.
    running: AtomicI64,
}

impl Default for HandClock {
    fn default() -> Self {
        let now = Timestamp::parse_rfc3339("2026-05-01T10:00:00Z").unwrap().0;
        Self { now: AtomicI64::new(now), running: AtomicI64::new(1_000_000) }
    }
}

impl HandClock {
    /// Moves both clocks forwards.
    pub fn advance(&self, millis: i64) {
        self.running.fetch_add(millis.max(0), Ordering::SeqCst);
        self.leaps(millis);
    }

    /// Moves the time of day to an instant in RFC 3339; forwards, the monotonic clock follows.
    pub fn set(&self, at: &str) {
        self.advance(Timestamp::parse_rfc3339(at).unwrap().since(self.now()));
    }

    /// Sets the time of day forwards or back; the monotonic clock stays.
    pub fn leaps(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::SeqCst))
    }

    fn running(&self) -> Duration {
        Duration::from_millis(self.running.load(Ordering::SeqCst).unsigned_abs())
    }
}

/// The mails sent, in order.
#[derive(Default)]
pub struct Postbox {
    mails: Mutex<Vec<Mail>>,
    unknown: Mutex<Vec<String>>,
}

impl Postbox {
    /// The mails to an address, in order.
    pub fn to(&self, address: &str) -> Vec<Mail> {
        let mails = self.mails.lock().unwrap();
        mails.iter().filter(|mail| mail.to.address == address).cloned().collect()
    }

    /// The last mail to an address.
    pub fn last_to(&self, address: &str) -> Mail {
        self.to(address).pop().unwrap_or_else(|| panic!("no mail to {address}"))
    }

    /// The last mail to an address whose text contains `part`.
    pub fn last_with(&self, address: &str, part: &str) -> Mail {
        let found = self.to(address).into_iter().rev().find(|mail| mail.text.contains(part));
        found.unwrap_or_else(|| panic!("no mail with {part} to {address}"))
    }

    /// The addresses that mails were sent to, in order.
    pub fn addresses(&self) -> Vec<String> {
        self.mails.lock().unwrap().iter().map(|mail| mail.to.address.clone()).collect()
    }

    /// From now on mails to this address are refused.
    pub fn refuses(&self, address: &str) {
        self.unknown.lock().unwrap().push(address.to_owned());
    }

    pub fn count(&self) -> usize {
        self.mails.lock().unwrap().len()
    }
}

#[async_trait]
impl Mailer for Postbox {
    async fn send(&self, mail: &Mail) -> std::result::Result<Receipt, Undelivered> {
        if self.unknown.lock().unwrap().contains(&mail.to.address) {
            let reply = "550 5.1.1 no such user here".to_owned();
            return Err(Undelivered::new(Stage::Recipient, reply));
        }
        leads_to_pages(mail);
        self.mails.lock().unwrap().push(mail.clone());
        Ok(Receipt { reply: "250 2.0.0 Ok: queued".into() })
    }
}

/// Fails if the mail has a link to an operation of the API, which a browser would show as JSON.
fn leads_to_pages(mail: &Mail) {
    const PAGES: &[&str] = &[
        "/console",
        "/sign/",
        "/join/",
        "/reset/",
        "/email/",
        "/unsubscribe/",
        "/verify",
        "/media/",
        "/docs",
    ];
    for (at, base) in mail.text.match_indices("https://be-right.example/") {
        let path = &mail.text[at + base.len() - 1..];
        let path = path.split(|c: char| c.is_whitespace() || "<>)\"".contains(c)).next().unwrap();
        let is_page = path == "/" || PAGES.iter().any(|page| path.starts_with(page));
        assert!(is_page, "a mail links to {path}, which is no page:\n{}", mail.text);
    }
}

/// The postbox, as a mailer to exchange.
pub struct Copies(pub Arc<Postbox>);

#[async_trait]
impl Mailer for Copies {
    async fn send(&self, mail: &Mail) -> std::result::Result<Receipt, Undelivered> {
        self.0.send(mail).await
    }
}

/// A mail server that refuses with a given reply, and accepts mails until it has one.
#[derive(Default)]
pub struct Answering {
    says: Mutex<Option<(Stage, String)>>,
    /// Only for addresses with this prefix.
    to: Mutex<String>,
    pub tries: AtomicUsize,
    pub taken: Postbox,
}

impl Answering {
    /// From now on, for everybody.
    pub fn says(&self, stage: Stage, reply: &str) {
        self.says_to("", stage, reply);
    }

    /// From now on, for addresses with this prefix.
    pub fn says_to(&self, to: &str, stage: Stage, reply: &str) {
        *self.to.lock().unwrap() = to.to_owned();
        *self.says.lock().unwrap() = Some((stage, reply.to_owned()));
    }

    pub fn takes_all(&self) {
        *self.says.lock().unwrap() = None;
    }

    pub fn tries(&self) -> usize {
        self.tries.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Mailer for Answering {
    async fn send(&self, mail: &Mail) -> std::result::Result<Receipt, Undelivered> {
        self.tries.fetch_add(1, Ordering::SeqCst);
        let says = self.says.lock().unwrap().clone();
        let is_meant = mail.to.address.starts_with(self.to.lock().unwrap().as_str());
        match says.filter(|_| is_meant) {
            Some((stage, reply)) => Err(Undelivered::new(stage, reply)),
            None => self.taken.send(mail).await,
        }
    }
}

/// A mail server that accepts the connection and never replies.
pub struct Silent;

#[async_trait]
impl Mailer for Silent {
    async fn send(&self, _: &Mail) -> std::result::Result<Receipt, Undelivered> {
        std::future::pending().await
    }
}

/// A mailer that can be exchanged for another while the server runs.
pub struct Exchange(Mutex<Arc<dyn Mailer>>);

impl Exchange {
    pub fn new(first: impl Mailer + 'static) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Arc::new(first))))
    }

    pub fn becomes(&self, next: impl Mailer + 'static) {
        *self.0.lock().unwrap() = Arc::new(next);
    }
}

#[async_trait]
impl Mailer for Exchange {
    async fn send(&self, mail: &Mail) -> std::result::Result<Receipt, Undelivered> {
        let mailer = self.0.lock().unwrap().clone();
        mailer.send(mail).await
    }
}

/// A disk that is full for a number of writes.
pub struct FullDisk {
    pub disk: Arc<dyn Blobs>,
    /// How many it takes before it is full.
    pub taken: Arc<AtomicUsize>,
    pub refusals: Arc<AtomicUsize>,
}

impl FullDisk {
    pub fn new(disk: Arc<dyn Blobs>, refusals: usize) -> Self {
        Self::after(disk, 0, refusals)
    }

    /// Takes so many first.
    pub fn after(disk: Arc<dyn Blobs>, taken: usize, refusals: usize) -> Self {
        let counter = |count| Arc::new(AtomicUsize::new(count));
        Self { disk, taken: counter(taken), refusals: counter(refusals) }
    }

    fn refuses(&self) -> Result<()> {
        let left = |left: usize| left.checked_sub(1);
        if self.taken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, left).is_ok() {
            return Ok(());
        }
        match self.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, left) {
            Ok(_) => Err(Error::Unavailable("storage_full")),
            Err(_) => Ok(()),
        }
    }
}

impl Blobs for FullDisk {
    fn put(&self, bytes: &[u8]) -> Result<Digest> {
        self.refuses()?;
        self.disk.put(bytes)
    }

    fn get(&self, name: Digest) -> Result<Option<Vec<u8>>> {
        self.disk.get(name)
    }

    fn delete(&self, name: Digest) -> Result<()> {
        self.disk.delete(name)
    }

    fn shelf(&self, owner: Shelf) -> Arc<dyn Blobs> {
        let (taken, refusals) = (self.taken.clone(), self.refusals.clone());
        Arc::new(Self { disk: self.disk.shelf(owner), taken, refusals })
    }

    fn shelves(&self) -> Result<Vec<Shelf>> {
        self.disk.shelves()
    }

    fn draft(&self) -> Result<Box<dyn Draft>> {
        self.refuses()?;
        self.disk.draft()
    }

    fn part(&self, token: &str, now: Timestamp) -> Result<Box<dyn Draft>> {
        self.refuses()?;
        self.disk.part(token, now)
    }

    fn part_bytes(&self, token: &str) -> Result<Option<u64>> {
        self.disk.part_bytes(token)
    }

    fn drop_part(&self, token: &str) -> Result<()> {
        self.disk.drop_part(token)
    }

    fn has(&self, name: Digest) -> Result<bool> {
        self.disk.has(name)
    }

    fn open(&self, name: Digest) -> Result<Option<Box<dyn BlobReader>>> {
        self.disk.open(name)
    }

    fn local_copy(&self, name: Digest) -> Result<Option<LocalCopy>> {
        self.disk.local_copy(name)
    }

    fn unverified_copy(&self, name: Digest) -> Result<Option<LocalCopy>> {
        self.disk.unverified_copy(name)
    }

    fn check(&self, name: Digest) -> Result<Condition> {
        self.disk.check(name)
    }

    fn set_aside(&self, name: Digest, before: Timestamp, now: Timestamp) -> Result<bool> {
        self.disk.set_aside(name, before, now)
    }

    fn delete_set_aside(&self, before: Timestamp) -> Result<u64> {
        self.disk.delete_set_aside(before)
    }

    fn list(&self) -> Result<Vec<Blob>> {
        self.disk.list()
    }

    fn forget(&self, name: Digest, before: Timestamp) -> Result<bool> {
        self.disk.forget(name, before)
    }

    fn sweep(&self, before: Timestamp) -> Result<usize> {
        self.disk.sweep(before)
    }
}
