//! A real mail server, `tests/smtp/server.py`, on a free port for one test.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use mail_parser::{Message, MessageParser};

/// The login that the server's mode `auth` expects.
pub const USERNAME: &str = "studio@example.org";
pub const PASSWORD: &str = "p@ss:w/ör d\"\\%+=#é€\u{1f511}";

/// Runs until dropped.
pub struct SmtpServer {
    process: Child,
    folder: tempfile::TempDir,
    port: u16,
    ca_file: Option<PathBuf>,
}

/// A message that the server accepted.
pub struct Taken {
    pub envelope: Envelope,
    pub bytes: Vec<u8>,
}

/// What the server recorded besides the message.
#[derive(Debug, serde::Deserialize)]
pub struct Envelope {
    pub from: String,
    pub to: Vec<String>,
    pub encrypted: bool,
    pub login: Option<String>,
    pub hello: String,
    /// The client's port: the same for messages that share a connection.
    pub peer: u16,
}

#[derive(serde::Deserialize)]
struct Ready {
    port: u16,
    ca: Option<PathBuf>,
}

impl SmtpServer {
    /// Starts the server in a mode, or several joined by `+`: see the head of
    /// `tests/smtp/server.py`.
    #[track_caller]
    pub fn start(mode: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = tempfile::tempdir().unwrap();
        let python = python(root);
        let mut process = Command::new(&python)
            .arg(root.join("tests/smtp/server.py"))
            .arg(mode)
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{}: {error}. The mail tests need python3: install it.", python.display())
            });
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Ok(ready) = serde_json::from_str::<Ready>(&line) else {
            let _ = process.wait();
            panic!(
                "the test mail server did not start with {} (its reason is above). Install what \
                 it needs: python3 -m pip install -r tests/requirements.txt",
                python.display()
            );
        };
        Self { process, folder, port: ready.port, ca_file: ready.ca }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate of the authority that issued its own, in modes with TLS.
    pub fn ca_file(&self) -> Option<PathBuf> {
        self.ca_file.clone()
    }

    /// Whether the server has begun to receive a message; only in the modes `pause` and `late`.
    pub fn has_begun(&self) -> bool {
        !self.files("begun").is_empty()
    }

    /// From now on [`SmtpServer::has_begun`] is about messages that begin later.
    pub fn forgets_what_has_begun(&self) {
        self.files("begun").iter().for_each(|file| std::fs::remove_file(file).unwrap());
    }

    /// The messages accepted so far, in order.
    pub fn mails(&self) -> Vec<Taken> {
        self.mails_after(0)
    }

    /// The same without the first `known`.
    pub fn mails_after(&self, known: usize) -> Vec<Taken> {
        let taken = self.files("eml").into_iter().skip(known).map(|path| Taken {
            bytes: std::fs::read(&path).unwrap(),
            envelope: serde_json::from_slice(&std::fs::read(path.with_extension("json")).unwrap())
                .unwrap(),
        });
        taken.collect()
    }

    /// Its files with this ending, in order.
    fn files(&self, ending: &str) -> Vec<PathBuf> {
        let mut files: Vec<_> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == ending))
            .collect();
        files.sort();
        files
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Taken {
    pub fn message(&self) -> Message<'_> {
        MessageParser::default().parse(&self.bytes).unwrap()
    }

    pub fn subject(&self) -> String {
        self.message().subject().unwrap_or_default().to_owned()
    }

    pub fn text(&self) -> String {
        self.message().body_text(0).unwrap_or_default().into_owned()
    }

    pub fn html(&self) -> String {
        self.message().body_html(0).unwrap_or_default().into_owned()
    }
}

/// The Python of the tests: `BE_RIGHT_TEST_PYTHON`, that of tests/run if there is one, else the
/// machine's.
pub fn python(root: &Path) -> PathBuf {
    if let Some(path) = std::env::var_os("BE_RIGHT_TEST_PYTHON") {
        return path.into();
    }
    let own = root.join("target/venv/bin/python3");
    if own.exists() { own } else { "python3".into() }
}
