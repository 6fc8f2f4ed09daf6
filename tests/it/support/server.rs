//! A server of its own for each test: a real database in a temporary folder, all routes, a clock
//! that the test moves, a postbox.

use std::sync::Arc;
use std::time::Duration;

use be_right::adapters::{
    DiskBackupStore, DiskBlobs, DiskDerivatives, LocalImages, MemoryCache, MemoryLimiter,
    TantivySearch,
};
use be_right::app::{Parts, Witnesses};
use be_right::config::{Config, Sources};
use be_right::model::password::{Cost, Passwords};
use be_right::model::seal::SealKey;
use be_right::model::seal_history::SealHistory;
use be_right::model::token::TokenKeys;
use be_right::model::{Keys, Timestamp};
use be_right::ports::BackupStore;
use be_right::render::bundle::Trust;
use be_right::store::{Db, jobs};
use be_right::{App, http, worker};
use poem::EndpointExt;
use poem::endpoint::BoxEndpoint;
use poem::http::Method;
use poem::test::{TestClient, TestForm, TestFormField};
use serde_json::{Value, json};

use super::{HandClock, Postbox, Reply, Studio, document};

pub struct Server {
    pub app: App,
    pub clock: Arc<HandClock>,
    pub postbox: Arc<Postbox>,
    client: TestClient<BoxEndpoint<'static>>,
    pub folder: tempfile::TempDir,
    leaves_jobs: std::cell::Cell<bool>,
}

/// A body of `{"$form": {…}}` as a multipart form; the field `file` becomes a file.
fn form(fields: &Value) -> TestForm {
    fields.as_object().unwrap().iter().fold(TestForm::new(), |form, (name, value)| {
        let text = value.as_str().unwrap().to_owned();
        match name.as_str() {
            "file" => form.field(TestFormField::text(text).name("file").filename("file.csv")),
            _ => form.text(name, text),
        }
    })
}

/// The password of every user in the tests.
pub const PASSWORD: &str = "une phrase de passe";

impl Server {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// With settings, as on the command line: `("registration", "closed")`.
    pub fn start_with(flags: &[(&str, &str)]) -> Self {
        Self::start_on(flags, |_| {})
    }

    /// With other parts of the App: `|app| app.mailer = …`.
    pub fn start_on(flags: &[(&str, &str)], change: impl FnOnce(&mut App)) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), flags, change)
    }

    /// With time-stamping authorities, which may follow the clock of the server.
    pub fn start_witnessed(witnesses: impl FnOnce(&Arc<HandClock>) -> Witnesses) -> Self {
        let mut server = Self::start();
        let with = witnesses(&server.clock);
        server.has_witnesses(with);
        server
    }

    /// From now on these authorities are asked.
    pub fn has_witnesses(&mut self, witnesses: Witnesses) {
        self.app.witnesses = witnesses;
        let routes = http::routes(self.app.clone()).unwrap().map_to_response().boxed();
        self.client = TestClient::new(routes);
    }

    /// On the data of an existing folder, such as one that was restored.
    pub fn start_over(folder: tempfile::TempDir) -> Self {
        Self::start_in(folder, &[], |_| {})
    }

    /// On the data of a folder, with settings and other parts.
    pub fn start_in(
        folder: tempfile::TempDir,
        flags: &[(&str, &str)],
        change: impl FnOnce(&mut App),
    ) -> Self {
        let mut all = vec![
            ("data_dir".to_owned(), folder.path().display().to_string()),
            ("registration".into(), "open".into()),
            ("public_url".into(), "https://be-right.example".into()),
        ];
        all.retain(|(key, _)| flags.iter().all(|(own, _)| own != key));
        all.extend(flags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        let sources = Sources { flags: all, ..Sources::default() };
        let config = Config::load(&sources).unwrap_or_else(|problems| panic!("{problems:?}"));
        let clock = Arc::new(HandClock::default());
        let postbox = Arc::new(Postbox::default());
        let parts = Parts {
            db: Db::open(&folder.path().join("be-right.db"), clock.clone()).unwrap(),
            clock: clock.clone(),
            mailer: postbox.clone(),
            geocoder: None,
            payments: None,
            witnesses: Witnesses::default(),
            blobs: Arc::new(DiskBlobs::open(&folder.path().join("blobs")).unwrap()),
            images: Arc::new(LocalImages::new(256 << 20)),
            derivatives: Arc::new(
                DiskDerivatives::open(&folder.path().join("derivatives"), config.media.cache_limit)
                    .unwrap(),
            ),
            backup_store: config.backup.folder.as_ref().map(|kept| {
                let secrets = folder.path().join("secrets");
                // A backup needs these files, and is not made without them.
                std::fs::create_dir_all(&secrets).unwrap();
                for (name, byte) in [("links.key", 7), ("seal.key", 9)] {
                    if !secrets.join(name).exists() {
                        std::fs::write(secrets.join(name), hex::encode([byte; 32])).unwrap();
                    }
                }
                Arc::new(DiskBackupStore::new(kept, &secrets, None)) as Arc<dyn BackupStore>
            }),
            cache: Arc::new(MemoryCache::new(1_000, Duration::from_secs(5))),
            limiter: Arc::new(MemoryLimiter::new(config.limits.rates(), clock.clone())),
            search: Arc::new(TantivySearch::in_memory()),
            keys: Arc::new(keys(&folder.path().join("secrets"))),
            tokens: Arc::new(TokenKeys::new(b"a secret for tests", None)),
            // The cheapest parameters of argon2: its strength is not tested here.
            passwords: Arc::new(
                Passwords::new(Cost { memory_kib: 8, passes: 1, lanes: 1 }).unwrap(),
            ),
            cores: 2,
            // The product has 15 s.
            pulse: Duration::from_millis(100),
        };
        let mut app = App::new(config, parts).unwrap();
        change(&mut app);
        let routes = http::routes(app.clone()).unwrap().map_to_response().boxed();
        let leaves_jobs = std::cell::Cell::new(false);
        Self { app, clock, postbox, client: TestClient::new(routes), folder, leaves_jobs }
    }

    /// The routes as a new process on the same folder has them: nothing that was only in memory is
    /// left.
    pub async fn begins_anew(&self) -> TestClient<BoxEndpoint<'static>> {
        let limiter =
            Arc::new(MemoryLimiter::new(self.app.config.limits.rates(), self.clock.clone()));
        let app = App { limiter, ..self.app.clone() };
        app.load_attempts().await.unwrap();
        TestClient::new(http::routes(app).unwrap().map_to_response().boxed())
    }

    /// The trust of a verifier who knows the key of the instance.
    pub fn trust(&self) -> Trust {
        Trust { key: Some(self.app.keys.seal.public()), pdf: None }
    }

    /// Any request, with or without a token.
    pub async fn send(
        &self,
        token: Option<&str>,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Reply {
        let mut request = self.client.request(method.clone(), path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(body) = body {
            request = match body.get("$form") {
                Some(fields) => request.multipart(form(fields)),
                None => request.content_type("application/json").body(body.to_string()),
            };
        }
        let reply = Reply::read(request.send().await).await;
        document::is_published(&method, path, &reply);
        reply
    }

    /// A request with a file, with a token.
    pub async fn send_form(&self, token: &str, path: &str, form: TestForm) -> Reply {
        let request = self.client.request(Method::POST, path);
        let request = request.header("authorization", format!("Bearer {token}"));
        let reply = Reply::read(request.multipart(form).send().await).await;
        document::is_published(&Method::POST, path, &reply);
        reply
    }

    /// For requests with other headers or bodies.
    pub fn client(&self) -> &TestClient<BoxEndpoint<'static>> {
        &self.client
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(None, Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(None, Method::POST, path, Some(&body)).await
    }

    /// A company that has signed up, and its owner.
    pub async fn studio(&self, name: &str) -> Studio<'_> {
        let email = format!("owner@{}.example", be_right::model::slug(name));
        let body = json!({
            "email": email, "password": PASSWORD, "firstName": "Claire", "lastName": "Fontaine",
            "companyName": name,
        });
        let reply = self.post("/auth/register", body).await;
        reply.is(201);
        Studio::of(self, email, &reply.json)
    }

    /// For a test whose jobs are meant to fail or to stay: a comment at the call says why.
    pub fn leaves_jobs(&self) {
        self.leaves_jobs.set(true);
    }

    /// Runs every job that is due.
    pub async fn settle(&self) {
        // Boxed: tests wait for this in many places, each of which would hold all its state on the
        // stack of a debug build.
        while Box::pin(worker::run_next(&self.app)).await.unwrap() {}
    }

    /// Moves the clock by days, and runs the schedules and jobs that are due then.
    pub async fn sleeps(&self, days: i64) {
        self.clock.advance(days * Timestamp::DAY);
        worker::enqueue_due(&self.app).await.unwrap();
        self.settle().await;
    }

    /// Moves the clock to `at`, and runs the schedules and jobs that are due then.
    pub async fn wakes(&self, at: &str) {
        self.clock.set(at);
        worker::enqueue_due(&self.app).await.unwrap();
        self.settle().await;
    }

    /// Brings the search index up to date.
    pub async fn indexes(&self) {
        worker::index_now(&self.app).await.unwrap();
    }

    /// How many entries of the audit log have this action.
    pub fn audited(&self, action: &str) -> usize {
        let sql = format!("SELECT id FROM audit WHERE action = '{action}'");
        super::database::rows(self.folder.path(), &sql).len()
    }

    /// How many jobs wait, and how many are parked.
    pub async fn jobs(&self) -> (i64, i64) {
        self.app.db.read_all(jobs::depth).await.unwrap()
    }
}

/// The time limit for the jobs that a test left.
const LEFTOVERS: Duration = Duration::from_secs(120);

impl Drop for Server {
    /// Runs the jobs that a test left: one that fails, is parked or stays due fails the test,
    /// unless it called [`Server::leaves_jobs`].
    fn drop(&mut self) {
        if std::thread::panicking() || self.leaves_jobs.get() {
            return;
        }
        let due = format!(
            "SELECT id FROM jobs WHERE parked_at IS NULL AND due_at <= {}",
            self.app.now().0
        );
        let data = self.folder.path();
        if !super::database::rows(data, &due).is_empty() {
            let app = self.app.clone();
            let (done, ended) = std::sync::mpsc::channel();
            // A separate runtime, because this thread may not block on the current one.
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                runtime.block_on(async { while worker::run_next(&app).await.unwrap() {} });
                done.send(()).unwrap();
            });
            ended.recv_timeout(LEFTOVERS).unwrap();
        }
        let failed = "SELECT kind, last_error FROM jobs WHERE last_error IS NOT NULL";
        let failed = super::database::rows(data, failed);
        assert!(failed.is_empty(), "jobs of this test failed: {failed:?}");
        let left = super::database::rows(data, &due);
        assert!(left.is_empty(), "{} jobs of this test are still due", left.len());
    }
}

/// The keys of the data folder; constant ones if it has none.
fn keys(secrets: &std::path::Path) -> Keys {
    let read = |name| std::fs::read_to_string(secrets.join(name)).ok();
    let seal = read("seal.key").and_then(|text| SealKey::from_hex(&text));
    let seal = seal.unwrap_or_else(|| SealKey::from_bytes([9; 32]));
    let history = read("seal.history").map(|text| SealHistory::read(&text, seal.public()).unwrap());
    Keys::new([7; 32], seal).with_retired(history.unwrap_or_default())
}
