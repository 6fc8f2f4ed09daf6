//! A real time-stamping authority, `tests/tsa/server.py`, one for all tests: each has a name of its own,
//! with a clock of its own, which follows that of its server.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use be_right::adapters::HttpTimestamps;
use be_right::app::Witnesses;
use be_right::model::Digest;
use be_right::model::time_token::{AuthorityRoots, TimeToken};
use be_right::ports::{Clock, Timestamps, Unstamped};

use super::{HandClock, Server, python};

/// The process. It ends with its input, so with this one.
struct Process {
    _process: Child,
    _input: ChildStdin,
    _folder: tempfile::TempDir,
    port: u16,
    root: PathBuf,
}

#[derive(serde::Deserialize)]
struct Ready {
    port: u16,
    root: PathBuf,
}

fn process() -> &'static Process {
    static PROCESS: OnceLock<Process> = OnceLock::new();
    PROCESS.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(python(root))
            .arg(root.join("tests/tsa/server.py"))
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Ready = serde_json::from_str(&line).unwrap_or_else(|_| {
            panic!("the authority did not start: python3 -m pip install -r tests/requirements.txt")
        });
        let input = process.stdin.take().unwrap();
        Process {
            _process: process,
            _input: input,
            _folder: folder,
            port: ready.port,
            root: ready.root,
        }
    })
}

/// The authority under the name of a test.
pub struct Authority {
    name: &'static str,
}

/// An authority whose clock is set to that of the test's server before each request.
struct InStep {
    inner: HttpTimestamps,
    clock: Arc<HandClock>,
    address: String,
}

#[async_trait]
impl Timestamps for InStep {
    fn url(&self) -> &str {
        self.inner.url()
    }

    async fn stamp(&self, digest: Digest, patience: Duration) -> Result<TimeToken, Unstamped> {
        put(&self.address, self.clock.now().0).await;
        self.inner.stamp(digest, patience).await
    }
}

async fn put(address: &str, value: i64) {
    let sent = client().put(address).body(value.to_string()).send().await;
    assert!(sent.unwrap().status().is_success());
}

fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

impl Authority {
    pub fn new(name: &'static str) -> Self {
        Self { name }
    }

    fn address(&self, what: &str) -> String {
        format!("http://127.0.0.1:{}/{}/{what}", process().port, self.name)
    }

    /// The address that answers in a mode: see `tests/tsa/server.py`.
    pub fn url(&self, mode: &str) -> String {
        self.address(mode)
    }

    /// The file with its root certificate.
    pub fn root(&self) -> &'static Path {
        &process().root
    }

    /// Nothing answers, or everything does again.
    pub async fn is_down(&self, down: bool) {
        put(&self.address("down"), down.into()).await;
    }

    /// How many requests it got.
    pub async fn asked(&self) -> usize {
        let reply = client().get(self.address("asked")).send().await.unwrap();
        reply.text().await.unwrap().parse().unwrap()
    }

    /// A server that asks in these modes; it trusts the root, or none.
    pub fn server(&self, modes: &[&str], is_trusted: bool) -> Server {
        Server::start_witnessed(|clock| {
            let authority = |mode: &&str| {
                let inner = HttpTimestamps::new(&self.url(mode)).unwrap();
                let (clock, address) = (clock.clone(), self.address("clock"));
                Arc::new(InStep { inner, clock, address }) as Arc<dyn Timestamps>
            };
            let pem = std::fs::read(self.root()).unwrap();
            let roots = is_trusted.then(|| AuthorityRoots::from_pem(&pem).unwrap());
            let witnesses = Witnesses::new(modes.iter().map(authority).collect(), roots);
            witnesses.with_patience(Duration::from_secs(2))
        })
    }
}
