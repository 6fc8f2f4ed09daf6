//! The binary in a process of its own, used over TCP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use be_right::model::seal::SealKey;
use be_right::render::bundle::Trust;
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(20);
const ADDRESS: &str = "address=127.0.0.1:";

/// `be-right serve` on a free port, killed when dropped.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    /// The output so far, up to the last line that [`Running::hear`] read.
    pub received: String,
    port: u16,
}

impl Running {
    /// Starts the server on a data folder, with these environment variables only.
    pub fn start(data: &Path, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_be-right"));
        command.args(["serve", "--port", "0", "--data-dir"]).arg(data);
        command.env_clear().envs(variables.iter().copied());
        Self::of(command)
    }

    /// Runs a command that starts the server, and waits until it serves.
    pub fn of(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let mut running = Self { child, lines, received: String::new(), port: 0 };
        let ready = running.waits_for_line(ADDRESS);
        let at = ready.find(ADDRESS).unwrap() + ADDRESS.len();
        running.port = ready[at..].split_whitespace().next().unwrap().parse().unwrap();
        running
    }

    /// Waits for a line of output that contains `part`.
    pub fn waits_for_line(&mut self, part: &str) -> String {
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("{part:?} was not said in:\n{}", self.received);
            };
            self.received.push_str(&format!("{line}\n"));
            if line.contains(part) {
                return line;
            }
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How the process ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Sends a request; None without a complete response.
    pub fn ask(&self, method: &str, path: &str, token: &str, body: &Value) -> Option<(u16, Value)> {
        ask(self.port, method, path, token, body)
    }

    /// Stops with SIGTERM, as the service manager does.
    pub fn stop(mut self) -> ExitStatus {
        let pid = self.pid().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap()
    }

    /// Kills the process, as a power failure does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already after `stop` and `kill`.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The trust of a verifier who knows the key of the instance.
pub fn trust_in(data: &Path) -> Trust {
    let key = std::fs::read_to_string(data.join("secrets/seal.key")).unwrap();
    Trust { key: Some(SealKey::from_hex(&key).unwrap().public()), pdf: None }
}

/// One request on its own connection; None without a complete response.
fn ask(port: u16, method: &str, path: &str, token: &str, body: &Value) -> Option<(u16, Value)> {
    let (status, bytes) = fetch(port, method, path, &[("Authorization", token)], body)?;
    let text = || Value::String(String::from_utf8_lossy(&bytes).into_owned());
    Some((status, serde_json::from_slice(&bytes).unwrap_or_else(|_| text())))
}

/// The same with these headers (empty ones are left out), for any kind of response.
pub fn fetch(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Option<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let headers: String = headers
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| match *name {
            "Authorization" => format!("Authorization: Bearer {value}\r\n"),
            name => format!("{name}: {value}\r\n"),
        })
        .collect();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).ok()?;
    let mut answer = vec![];
    stream.read_to_end(&mut answer).ok()?;
    let split = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let body = answer.split_off(split + 4);
    let head = String::from_utf8_lossy(&answer).to_ascii_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length: Option<usize> =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    if length.is_some_and(|length| length > body.len()) {
        return None;
    }
    Some((status, body))
}
