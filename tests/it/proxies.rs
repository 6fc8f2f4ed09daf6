//! The samples in packaging/proxy with the real proxies: server-sent events pass at once, and the
//! stream stays open.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use be_right::adapters::SystemClock;
use be_right::model::Timestamp;
use be_right::ports::Clock;
use serde_json::{Value, json};

use crate::support::{Running, python};

const NAME: &str = "consent.example.org";
const PATIENCE: Duration = Duration::from_secs(60);
/// Less than the time between two signs of life.
const BEFORE_THE_NEXT: Duration = Duration::from_secs(10);

/// Killed when dropped.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

fn sample(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/proxy").join(name);
    std::fs::read_to_string(file).unwrap()
}

/// Replaces a text that must occur.
fn with(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "no {from:?} in:\n{text}");
    text.replace(from, to)
}

fn runs(program: &str) -> PathBuf {
    let places = std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/usr/local/sbin";
    let found =
        places.split(':').map(|place| Path::new(place).join(program)).find(|at| at.is_file());
    found.unwrap_or_else(|| panic!("{program} is missing: apt-get install nginx-light caddy curl"))
}

/// nginx with our sample; only the ports and the certificate are replaced.
fn nginx(folder: &Path, app: u16) -> (Process, u16) {
    let made = Command::new(python(Path::new(env!("CARGO_MANIFEST_DIR"))))
        .args(["-m", "trustme", "-q", "-i", NAME, "-d"])
        .arg(folder)
        .status();
    assert!(made.unwrap().success());
    let (port, plain) = (free_port(), free_port());
    let sites = sample("nginx.conf");
    let sites = with(&sites, "listen 443 ssl;", &format!("listen 127.0.0.1:{port} ssl;"));
    let sites = with(&sites, "listen 80;", &format!("listen 127.0.0.1:{plain};"));
    let sites = with(&sites, "    listen [::]:443 ssl;\n", "");
    let sites = with(&sites, "    listen [::]:80;\n", "");
    let live = "/etc/letsencrypt/live/consent.example.org";
    let sites = with(&sites, &format!("{live}/fullchain.pem"), &path(folder, "server.pem"));
    let sites = with(&sites, &format!("{live}/privkey.pem"), &path(folder, "server.key"));
    let sites = with(&sites, "127.0.0.1:8080", &format!("127.0.0.1:{app}"));
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {};\n", path(folder, kind)))
        .collect();
    let whole = format!(
        "daemon off;\nmaster_process off;\npid {};\nerror_log {} info;\nevents {{}}\nhttp {{\n{temporary}{sites}}}\n",
        path(folder, "pid"),
        path(folder, "error.log"),
    );
    std::fs::write(folder.join("nginx.conf"), whole).unwrap();
    let log = path(folder, "error.log");
    let process = Command::new(runs("nginx"))
        .args(["-e", &log, "-p", &path(folder, ""), "-c", &path(folder, "nginx.conf")])
        .spawn()
        .unwrap();
    (Process(process), port)
}

/// Caddy with our sample, and with a certificate that it makes itself.
fn caddy(folder: &Path, app: u16) -> (Process, u16) {
    let port = free_port();
    let site = sample("Caddyfile");
    let site = with(
        &site,
        "\nconsent.example.org {",
        &format!("\nhttps://{NAME}:{port} {{\n\tbind 127.0.0.1"),
    );
    let site = with(&site, "127.0.0.1:8080", &format!("127.0.0.1:{app}"));
    let own =
        "{\n\tadmin off\n\tauto_https disable_redirects\n\tlocal_certs\n\tskip_install_trust\n}\n";
    let file = folder.join("Caddyfile");
    std::fs::write(&file, own.to_owned() + &site).unwrap();
    let process = Command::new(runs("caddy"))
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(&file)
        .envs([("HOME", folder), ("XDG_DATA_HOME", folder), ("XDG_CONFIG_HOME", folder)])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    (Process(process), port)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

/// A client behind a proxy that reads a stream.
struct Listener {
    _curl: Process,
    lines: Receiver<String>,
}

impl Listener {
    /// Retries until the proxy is ready.
    fn through(port: u16, path: &str, token: &str) -> Self {
        let url = format!("https://{NAME}:{port}{path}");
        let resolve = format!("{NAME}:{port}:127.0.0.1");
        let mut command = Command::new(runs("curl"));
        command.args(["-sSkN", "--retry", "20", "--retry-delay", "1", "--retry-connrefused"]);
        command.args(["--retry-all-errors", "--resolve", &resolve]);
        if !token.is_empty() {
            command.args(["-H", &format!("Authorization: Bearer {token}")]);
        }
        let mut curl =
            command.arg(&url).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(curl.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Self { _curl: Process(curl), lines }
    }

    /// Waits for a line with this start; for no line longer than the patience.
    fn receives(&self, start: &str, patience: Duration) {
        loop {
            match self.lines.recv_timeout(patience) {
                Ok(line) if line.starts_with(start) => return,
                Ok(_) => {}
                Err(error) => panic!("no {start:?}: {error}"),
            }
        }
    }

    fn ends(&self) {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => panic!("the stream goes on"),
                Ok(_) => {}
            }
        }
    }
}

/// Plans an event with an employee, which makes an event on the stream.
fn plans(running: &Running, token: &str, name: &str) {
    let email = format!("{name}@example.org");
    let body = json!({ "firstName": "Ana", "lastName": name, "email": email });
    let (status, person) = running.ask("POST", "/employee", token, &body).unwrap();
    assert_eq!(status, 201, "{person}");
    let day = SystemClock.now().plus(30 * Timestamp::DAY);
    let body = json!({
        "name": name, "start": day.rfc3339(), "end": day.plus(Timestamp::HOUR).rfc3339(),
        "employeeIds": [person["id"]],
    });
    let (status, event) = running.ask("POST", "/event", token, &body).unwrap();
    assert_eq!(status, 201, "{event}");
}

#[test]
fn streams_come_through_nginx_and_caddy_at_once_and_stay() {
    let folder = tempfile::tempdir().unwrap();
    let mut running =
        Running::start(&folder.path().join("data"), &[("BE_RIGHT_REGISTRATION", "open")]);
    let account = json!({
        "email": "claire@example.org", "password": "une phrase de passe", "firstName": "Claire",
        "lastName": "Fontaine", "companyName": "Studio Lumière",
    });
    let (status, entered) = running.ask("POST", "/auth/register", "", &account).unwrap();
    assert_eq!(status, 201, "{entered}");
    let token = entered["accessToken"].as_str().unwrap();
    let (_, ticket) = running.ask("POST", "/sse/ticket", token, &Value::Null).unwrap();
    let ticket = ticket["ticket"].as_str().unwrap();

    let (for_nginx, for_caddy) = (folder.path().join("nginx"), folder.path().join("caddy"));
    std::fs::create_dir(&for_nginx).unwrap();
    std::fs::create_dir(&for_caddy).unwrap();
    let (_nginx, nginx) = nginx(&for_nginx, running.port());
    let (_caddy, caddy) = caddy(&for_caddy, running.port());
    let by_token = Listener::through(caddy, "/sse", token);
    by_token.receives("event: ready", PATIENCE);
    // A ticket can be tried once, so the proxy must be ready.
    Listener::through(nginx, "/sse", token).receives("event: ready", PATIENCE);
    let by_ticket = Listener::through(nginx, &format!("/sse?ticket={ticket}"), "");
    by_ticket.receives("event: ready", PATIENCE);

    let listeners = [&by_ticket, &by_token];
    for listener in listeners {
        // The sign of life that keeps a quiet stream open.
        listener.receives(":", PATIENCE);
    }
    plans(&running, token, "first");
    for listener in listeners {
        // The next sign of life, which would push out what a proxy holds back, is 15 s away.
        listener.receives("event: event", BEFORE_THE_NEXT);
    }
    // The logs contain no ticket, and stopping does not wait for the streams.
    let errors = std::fs::read_to_string(for_nginx.join("error.log")).unwrap();
    assert!(!errors.contains(ticket), "{errors}");
    for _ in 0..3 {
        running.waits_for_line("operation=\"listen\"");
    }
    assert!(!running.received.contains(ticket), "{}", running.received);
    assert!(running.stop().success());
    for listener in listeners {
        listener.ends();
    }
}
