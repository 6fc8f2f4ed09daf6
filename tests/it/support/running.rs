//! The binary at work: a process of its own, spoken to over TCP as strangers do.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(20);
const ADDRESS: &str = "address=127.0.0.1:";

/// `be-right serve` on a free port, killed when dropped.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    /// All it said so far, as far as [`Running::hear`] listened.
    pub heard: String,
    port: u16,
}

impl Running {
    /// Starts it on a data folder, with these variables and no others.
    pub fn start(data: &Path, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_be-right"));
        command.args(["serve", "--port", "0", "--data-dir"]).arg(data);
        command.env_clear().envs(variables.iter().copied());
        Self::of(command)
    }

    /// Runs a command that ends in the server, and waits until it serves.
    pub fn of(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let (tell, lines) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            stderr.lines().map_while(Result::ok).try_for_each(|line| tell.send(line))
        });
        let mut running = Self { child, lines, heard: String::new(), port: 0 };
        let ready = running.hear(ADDRESS);
        let at = ready.find(ADDRESS).unwrap() + ADDRESS.len();
        running.port = ready[at..].split_whitespace().next().unwrap().parse().unwrap();
        running
    }

    /// Waits for a line with `part` in it.
    pub fn hear(&mut self, part: &str) -> String {
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("{part:?} was not said in:\n{}", self.heard);
            };
            self.heard.push_str(&format!("{line}\n"));
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

    /// Asks it something; none if it did not answer whole.
    pub fn ask(&self, method: &str, path: &str, token: &str, body: &Value) -> Option<(u16, Value)> {
        ask(self.port, method, path, token, body)
    }

    /// As the service manager does.
    pub fn stop(mut self) -> ExitStatus {
        let pid = self.pid().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap()
    }

    /// As a power cut does.
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

/// One request on a connection of its own; none if the answer did not come whole.
pub fn ask(port: u16, method: &str, path: &str, token: &str, body: &Value) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let bearer =
        if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{bearer}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).ok()?;
    let mut answer = vec![];
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length: Option<usize> = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    if length.is_some_and(|length| length > body.len()) {
        return None;
    }
    Some((status, serde_json::from_str(body).unwrap_or(Value::String(body.to_owned()))))
}
